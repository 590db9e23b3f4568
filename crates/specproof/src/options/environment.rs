//! Flags from the environment: `SPECPROOF_TIMEOUT=5s` is `--timeout 5s`; several values of one flag are set apart by commas.

use super::{FLAGS, Given, Origin};

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
