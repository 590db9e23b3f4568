//! [`plan`]: everything that will be tried, before the first request is sent.

use crate::budget;
use crate::case::Case;
use crate::check::Kind;
use crate::checks::CHECKS;
use crate::client;
use crate::fields;
use crate::lifecycle::extended;
use crate::planner::Derivation;
use crate::security;
use crate::settings::Settings;
use crate::shard;
use serde::Serialize;
use specproof_contract::Contract;
use specproof_contract::model::Api;
use std::collections::{BTreeMap, BTreeSet};

mod operations;

pub use operations::operations;

/// The cases of a run in a stable order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// Every selected case.
    pub cases: Vec<Case>,
    /// Why a case will not be tried, by its id.
    pub skipped: BTreeMap<String, String>,
}

/// What is wrong with what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// What is wrong or missing.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The input that is missing, as API and name.
    pub input: Option<(String, String)>,
}

/// Plans a run: which cases, in which order, and which of them are skipped for what reason.
///
/// # Errors
/// Everything that was asked wrongly: APIs that the contract does not have, inputs that are needed and missing, settings that make no sense.
pub fn plan(contract: &Contract, settings: &Settings) -> Result<Plan, Vec<Usage>> {
    let contract = &*extended(contract, settings.seed);
    let settings = &security::adopted(contract, settings);
    let mut wrong = Vec::new();
    for name in settings.targets.keys() {
        if !contract.apis.iter().any(|api| api.name == *name) {
            let known: Vec<&str> = contract.apis.iter().map(|api| api.name.as_str()).collect();
            wrong.push(Usage {
                message: format!("there is no API `{name}`"),
                help: format!("the APIs are: {}", known.join(", ")),
                input: None,
            });
        }
    }
    for (api, target) in &settings.targets {
        if !["http://", "https://"].iter().any(|scheme| target.to_ascii_lowercase().starts_with(scheme)) {
            let message = format!("the target of `{api}` is no URL");
            wrong.push(Usage { message, help: "give it as http://host:port/prefix or https://host/prefix".into(), input: None });
        } else if target.split_once("//").is_some_and(|(_, rest)| rest.split('/').next().unwrap_or_default().contains('@')) {
            // It is not shown: it holds a password, most likely.
            let message = format!("the target of `{api}` holds a user name or password, which does not belong into a URL");
            wrong.push(Usage { message, help: "leave out what stands before the @, and give a credential for it".into(), input: None });
        } else if target.contains(['?', '#']) || target.chars().any(|c| c.is_control() || c.is_whitespace()) {
            let message = format!("the target of `{api}` is more than an origin and a path");
            wrong.push(Usage { message, help: "give it as http://host:port/prefix or https://host/prefix".into(), input: None });
        } else if let Err(why) = client::check_url(target) {
            let message = format!("the target of `{api}` is no URL: {why}");
            wrong.push(Usage { message, help: "give it as http://host:port/prefix or https://host/prefix".into(), input: None });
        }
    }
    for (name, value) in &settings.headers {
        if let Err(message) = fields::check_field(name, value) {
            wrong.push(Usage { message, help: "see --header and --user-agent".into(), input: None });
        }
    }
    let mut unused: BTreeSet<&String> = settings.only.iter().collect();
    wrong.extend(operations::unmatched(contract, settings));
    let mut cases = Vec::new();
    let mut skipped = BTreeMap::new();
    for api in contract.apis.iter().filter(|api| settings.targets.contains_key(&api.name)) {
        let mut of_api = Vec::new();
        let mut derivation = Derivation::of(api, settings.seed);
        for check in CHECKS {
            match check.kind {
                Kind::Plan(plan) => of_api.extend(plan(api, settings.seed)),
                Kind::Derive(derive) => of_api.extend(derivation.cases(check.id, derive)),
                Kind::Answer(_) | Kind::Run { .. } | Kind::Snapshot => {}
            }
        }
        of_api.retain(|case| operations::selects(api, case, settings));
        of_api.retain(|case| settings.only.is_empty() || settings.only.iter().any(|pattern| takes(pattern, case)));
        unused.retain(|pattern| !of_api.iter().any(|case| takes(pattern, case)));
        let mut missing = BTreeSet::new();
        for case in &of_api {
            if let Some(reason) = reason(api, case, settings, &mut missing) {
                skipped.insert(case.id.to_string(), reason);
            }
        }
        for name in missing {
            wrong.push(Usage {
                message: format!("the input `{name}` of `{}` is missing", api.name),
                help: format!("give it with --input {}.{name}=VALUE", api.name),
                input: Some((api.name.clone(), name)),
            });
        }
        // A plan may be long: that of the first API is taken as it is.
        if cases.is_empty() {
            cases = of_api;
        } else {
            cases.extend(of_api);
        }
    }
    cases.shrink_to_fit();
    if let Some(most) = settings.limits.requests {
        let runnable: Vec<Case> = cases.iter().filter(|case| !skipped.contains_key(case.id.as_str())).cloned().collect();
        for case in budget::beyond(&runnable, &contract.apis, most) {
            skipped.insert(case.id.to_string(), format!("outside the limit of {most} requests (--max-requests)"));
        }
    }
    if let Some(shard) = settings.shard {
        for (case, own) in cases.iter().zip(shard::parts(&contract.apis, &cases, shard.of)) {
            if own != shard.index && !skipped.contains_key(case.id.as_str()) {
                skipped.insert(case.id.to_string(), shard.elsewhere(own));
            }
        }
    }
    for pattern in unused {
        wrong.push(Usage {
            message: format!("no case matches `{pattern}`"),
            help: "it is compared with the ids of cases, checks and clauses, as --list shows them; * stands for any text".into(),
            input: None,
        });
    }
    if wrong.is_empty() { Ok(Plan { cases, skipped }) } else { Err(wrong) }
}

/// Why a case is not tried; inputs that the whole API needs go into `missing`.
fn reason(api: &Api, case: &Case, settings: &Settings, missing: &mut BTreeSet<String>) -> Option<String> {
    let absent: Vec<&String> = case.needs.iter().filter(|name| settings.input(&api.name, name).is_none()).collect();
    let optional = |name: &str| name.starts_with("second_");
    missing.extend(absent.iter().filter(|name| !optional(name)).map(|name| (*name).clone()));
    if !absent.is_empty() {
        let names: Vec<String> =
            absent.iter().map(|name| format!("input {name} is not given (--input {}.{name}=VALUE)", api.name)).collect();
        return Some(names.join("; "));
    }
    operations::reason(api, case, settings)
}

/// Whether a pattern takes the case's id, its check or one of its clauses.
pub fn takes(pattern: &str, case: &Case) -> bool {
    glob(pattern, &case.id) || glob(pattern, case.check) || case.clauses.iter().any(|clause| glob(pattern, clause))
}

/// `*` takes any text, `?` one character; all else is itself.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    p = at + 1;
                    t = from + 1;
                    star = Some((at, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn globs() {
        for (pattern, text, expected) in [
            ("webitel.*", "webitel.login.flow", true),
            ("*.login.*", "webitel.login.flow", true),
            ("webitel.login", "webitel.login.flow", false),
            ("*", "", true),
            ("", "", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*a*b", "xaxbxb", true),
            ("*a*b", "xaxbx", false),
            ("[a]", "a", false),
            (&"*a".repeat(50), &"a".repeat(49), false),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }
}
