//! What the commands say without a run, and what a run says on its way: settings, refusals, exchanges; no secret that was given is in any of it.

use super::support::*;

const SECRET: &str = "s3cret-Value/of+16==\"";

#[test]
fn no_message_and_no_setting_shows_one() {
    let folder = scratch("secrets");
    let spec = folder.join("shelf.yaml");
    std::fs::write(&spec, SHELF).expect("a file");
    let (spec, closed) = (shown(&spec).to_owned(), format!("http://127.0.0.1:{}", closed_port()));
    let file = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).expect("a file");
        shown(&folder.join(name)).to_owned()
    };
    let json = serde_json::Value::from(SECRET).to_string();
    let settings =
        file("own.toml", &format!("target = \"{closed}\"\n[inputs.webitel]\nusername = \"u\"\npassword = {json}\n[auth]\nkey = {json}\n"));
    let broken = file("broken.toml", &format!("[inputs.webitel]\npassword = {json}\nnope = [{json}]\n"));
    let inputs = file("inputs", &format!("webitel.username=u\nwebitel.password={SECRET}\nwebitel.nope={SECRET}\n{SECRET}\n"));
    let input = format!("webitel.password={SECRET}");
    let auth = format!("key={SECRET}");
    let header = format!("X-Key: {SECRET}");
    let newline = format!("X-Key: {SECRET}\u{1}");
    let userinfo = "http://user:s3cret-Value%2Fof%2B16%3D%3D%22@127.0.0.1:9/x".to_owned();
    // The root of a server whose API begins below it, and no URL at all.
    let below = file("below.yaml", &SHELF.replace("paths:\n", "servers: [{url: https://api.invalid/v1}]\npaths:\n"));
    let root = userinfo.trim_end_matches("/x").to_owned();
    let strange = root.replace("http", "ftp");
    let webitel = Deployment::start("webitel", None);
    let mut cells = 0;
    for arguments in [
        vec!["conform", "--show-config", "--config", &settings],
        vec!["conform", "--show-config", "--input", &input, "--auth", &auth, "--header", &header, "--proxy", &userinfo],
        vec!["conform", "--config", &settings, "--api", "webitel"],
        vec!["conform", "--config", &broken],
        vec!["conform", "--inputs-file", &inputs, "--target", &closed],
        vec!["conform", "--input", SECRET],
        vec!["conform", "--auth", SECRET, "--spec", &spec, "--target", &closed],
        vec!["conform", "--auth", &auth, "--spec", &spec, "--target", &closed],
        vec!["conform", "--header", &header, "--spec", &spec, "--target", &closed, "--verbose"],
        vec!["conform", "--header", &newline, "--spec", &spec, "--target", &closed],
        vec!["conform", "--header", SECRET, "--spec", &spec, "--target", &closed],
        vec!["conform", "--proxy", &userinfo, "--spec", &spec, "--target", &closed],
        vec!["conform", "--target", &userinfo, "--spec", &spec],
        vec!["conform", "--target", &root, "--spec", &below],
        vec!["prove", "--target", &root, "--spec", &below],
        vec!["conform", "--target", &strange, "--spec", &below],
        vec![
            "conform",
            "--api",
            "webitel",
            "--target",
            &webitel.url,
            "--verbose",
            "--only",
            "webitel.flow.*",
            "--input",
            "webitel.username=u",
            "--input",
            &input,
        ],
        vec!["conform", "--list", "--auth", &auth, "--spec", &spec, "--target", &closed],
    ] {
        let (code, out, err) =
            told(&specproof(&arguments).env("SPECPROOF_INPUT_WEBITEL_PASSWORD", SECRET).output().expect("specproof runs"));
        assert!(!err.contains("panicked"), "{err}");
        for (stream, text) in [("output", &out), ("error stream", &err)] {
            for form in [SECRET, json.trim_matches('"'), "s3cret-Value%2Fof%2B16%3D%3D%22", &SECRET.to_uppercase(), "s3cret-Val"] {
                cells += 1;
                assert!(!text.contains(form), "{form} is in the {stream} of {arguments:?}, which ended with {code}:\n{text}");
            }
        }
    }
    assert_eq!(cells, 180);
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}
