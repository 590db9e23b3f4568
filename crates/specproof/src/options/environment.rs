//! Flags from the environment: `SPECPROOF_TIMEOUT=5s` is `--timeout 5s`; several values of one flag are set apart by commas.

use super::{FLAGS, Flag, Given, Origin};
use specproof_contract::nearest;

/// Variables that look like one of ours, misspelt: each with what was meant. They have no effect, and nobody would know.
pub fn misspelt() -> Vec<String> {
    let known: Vec<String> = FLAGS.iter().filter_map(Flag::variable).collect();
    let mut names: Vec<String> = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
    names.sort();
    let ours =
        |name: &str| known.iter().any(|own| own == name) || name.starts_with("SPECPROOF_INPUT_") || name.starts_with("SPECPROOF_AUTH_");
    names
        .iter()
        .filter(|name| name.to_ascii_uppercase().starts_with("SPECPROOF_") && !ours(name))
        .filter_map(|name| {
            let near = nearest(&name.to_ascii_uppercase(), known.iter().map(String::as_str))?;
            Some(format!("{name} is set, and has no effect: did you mean {near}?"))
        })
        .collect()
}

/// What the environment gives. Variables that are empty give nothing; those that name no flag are somebody else's, such as the
/// `SPECPROOF_PORT` that Kubernetes sets for a service of that name.
pub fn given() -> Vec<Given> {
    let mut all = Vec::new();
    for flag in FLAGS.iter() {
        let Some(name) = flag.variable() else { continue };
        let Some(text) = std::env::var(&name).ok().filter(|text| !text.is_empty()) else { continue };
        let parts: Vec<&str> =
            if flag.many { text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect() } else { vec![&text] };
        for part in parts {
            let text = match (flag.kind, part) {
                (super::Kind::Switch, "1") => "true",
                (super::Kind::Switch, "0") => "false",
                _ => part,
            };
            all.push(Given { flag, text: text.to_owned(), origin: Origin::Environment(name.clone()), hidden: false });
        }
    }
    all
}
