//! What the reader takes and refuses, and where it says that it stands.

use super::*;

fn read_text(name: &str, text: &str, profile: Option<&str>) -> Result<Read, Vec<String>> {
    let file = std::env::temp_dir().join(format!("specproof-config-{name}-{}.toml", std::process::id()));
    std::fs::write(&file, text).expect("a file");
    let read = read(&file, profile);
    std::fs::remove_file(&file).expect("ours");
    read
}

fn texts(given: &[Given]) -> Vec<String> {
    let folder = std::env::temp_dir().display().to_string();
    given.iter().map(|given| format!("{} {}", given.flag.name, given.text.replace(&folder, "TMP"))).collect()
}

#[test]
fn every_kind_of_value_is_read() {
    let text = r#"
target = "https://a.example"
only = ["*.flow.*", "status"]
jobs = 4
timeout = "5s"
rate = 2.5
allow-destructive = true
report = ["terminal", "junit=out/junit.xml"]
baseline = "known.toml"
[targets]
webitel = "https://w.example"
[inputs.webitel]
username = "anna"
[headers]
X-Trace = "ci"
[tls]
cacert = "ca.pem"
"#;
    let read = read_text("kinds", text, None).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let mut own = texts(&read.own);
    own.sort();
    assert_eq!(
        own,
        [
            "allow-destructive true",
            "baseline TMP/known.toml",
            "cacert TMP/ca.pem",
            "header X-Trace: ci",
            "input webitel.username=anna",
            "jobs 4",
            "only *.flow.*",
            "only status",
            "rate 2.5",
            "report junit=TMP/out/junit.xml",
            "report terminal",
            "target https://a.example",
            "target webitel=https://w.example",
            "timeout 5s",
        ]
    );
}

#[test]
fn everything_unknown_is_told_with_its_place_and_what_was_meant() {
    let text = "timout = \"5s\"\nlist = true\ntls = 1\n[tsl]\ninsecure = true\n[profile.ci]\njobbs = 2\n[inputs]\nwebitel = 1\n";
    let Err(wrong) = read_text("unknown", text, None) else { panic!("it is refused") };
    let all = wrong.join("\n");
    for part in [
        ":1:1: `timout` is no key of this file; did you mean `timeout`?",
        ":2:1: `list` is no key of this file; it is a flag, --list",
        ":3:1: `tls` is a table",
        ":4:2: `tsl` is no key of this file; did you mean `tls`?",
        ":7:1: `jobbs` is no key of this file; did you mean `jobs`?",
        ":9:1: a table is needed",
    ] {
        assert!(all.contains(part), "{part} is not in:\n{all}");
    }
    let Err(wrong) = read_text("syntax", "jobs = \n[x\n", None) else { panic!("it is refused") };
    assert!(wrong.iter().any(|line| line.contains(".toml:1:")), "{wrong:?}");
    let Err(wrong) = read_text("types", "jobs = true\ntimeout = [1]\n", None) else { panic!("it is refused") };
    assert!(wrong[0].contains("a whole number is needed, not true or false") && wrong.len() == 2, "{wrong:?}");
}

#[test]
fn profiles_are_taken_by_name_and_all_are_held_against_the_table() {
    let text = "jobs = 1\n[profile.ci]\njobs = 2\n[profile.night]\njobs = 3\nheaders.X-Key = \"${SPECPROOF_TEST_NOT_SET}\"\n";
    let read = read_text("profiles", text, Some("ci")).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    assert_eq!((texts(&read.own), texts(&read.profile)), (vec!["jobs 1".to_owned()], vec!["jobs 2".to_owned()]));
    assert!(read.unset.is_empty(), "the profile that asks for a variable is not chosen");
    let read = read_text("night", text, Some("night")).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    assert!(read.unset[0].contains(":6:9: the environment does not set SPECPROOF_TEST_NOT_SET"), "{:?}", read.unset);
    let Err(wrong) = read_text("nope", text, Some("nope")) else { panic!("it is refused") };
    assert!(wrong[0].contains("it has ci, night"), "{wrong:?}");
}

#[test]
fn variables_fill_values_in_and_hide_them() {
    let text = "[headers]\na = \"x-${CARGO_PKG_NAME}-y\"\nb = \"${SPECPROOF_TEST_NOT_SET:-else}\"\nc = \"$${HOME}\"\n";
    let read = read_text("filled", text, None).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let shown: Vec<_> = read.own.iter().map(|given| (given.text.as_str(), given.hidden)).collect();
    assert_eq!(shown, [("a: x-specproof-y", true), ("b: else", false), ("c: ${HOME}", false)]);
}

#[test]
fn the_example_of_the_manual_is_read() {
    let page = include_str!("../../../../../docs/configuration.md");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let read = read_text("manual", example, Some("ci")).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    assert!(read.own.len() > 8 && read.profile.len() == 4 && read.unset.len() == 1, "{:?} {:?}", read.own, read.unset);
    for given in read.own.iter().chain(&read.profile) {
        assert_eq!(given.flag.kind.check(&given.text), Ok(()), "{}", given.flag.name);
    }
}
