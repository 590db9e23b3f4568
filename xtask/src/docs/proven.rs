//! What proves each check, found out by running it: the broken deployment, and the finding that the check makes of it.

use specproof::Failure;
use specproof_conform::Settings;
use specproof_conform::checks::CHECKS;
use specproof_conform::run::Finding;
use specproof_contract::model::Api;
use specproof_contract::{Contract, Options, load_document};
use specproof_prove::evidence::{Subject, finding};
use specproof_prove::fault;
use specproof_prove::matrix::{Ground, Starting};
use specproof_prove::mock;
use specproof_prove::running::Running;
use specproof_prove::suite::Suite;
use specproof_reference as reference;
use specproof_reference::proven::{PROVEN, Proven, SAMPLES};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Characters of a value that are shown.
const SHOWN: usize = 110;

/// The section of each check, by its id.
///
/// # Errors
/// The checks that find out nothing of what should prove them, and what could not be run.
pub fn sections(contract: &Contract, root: &Path) -> Result<BTreeMap<&'static str, String>, Failure> {
    let mut samples = Vec::new();
    for path in SAMPLES {
        samples.push(load_document(&root.join(path), &Options::default()).map_err(|problems| Failure::refused(&problems))?.contract);
    }
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| Failure::machine(error.to_string()))?;
    let (mut sections, mut wrong) = (BTreeMap::new(), Vec::new());
    for contract in std::iter::once(contract).chain(&samples) {
        for api in &contract.apis {
            let alone = Contract { files: contract.files.clone(), apis: vec![api.clone()] };
            let suite = Suite::new(&alone, api, &settings(api)).map_err(Failure::machine)?;
            let api = Arc::new(api.clone());
            for row in PROVEN.iter().filter(|row| row.api == api.name) {
                match runtime.block_on(finding(&suite, &api, &Own, row.check, row.subject)) {
                    Ok(Some((case, finding))) => drop(sections.insert(row.check, section(row, &api, &case, &finding))),
                    Ok(None) => wrong.push(format!("the check `{}` finds nothing wrong with {}", row.check, subject(row, &api).0)),
                    Err(why) => wrong.push(format!("{}: {why}", row.check)),
                }
            }
        }
    }
    for check in CHECKS.iter().filter(|check| PROVEN.iter().all(|row| row.check != check.id)) {
        wrong.push(format!("nothing proves the check `{}`: name a flaw in crates/reference/src/proven.rs", check.id));
    }
    if wrong.is_empty() { Ok(sections) } else { Err(Failure::machine(wrong.join("\n"))) }
}

fn section(row: &Proven, api: &Api, case: &str, finding: &Finding) -> String {
    let (name, says) = subject(row, api);
    let mut out = format!("Proven by {name}: {says}.");
    if row.steady {
        let source = format!("{} ({})", finding.clause, finding.source);
        let (expected, received) = (shown(&finding.expected), shown(&finding.received));
        out.push_str(&format!("\n\n```text\n{case}\n  breaks    {source}\n  expected  {expected}\n  received  {received}\n```"));
    }
    out
}

/// The name of what proves a check, and what it does.
fn subject(row: &Proven, api: &Api) -> (String, String) {
    let (id, says) = match row.subject {
        Subject::Flaw(id) => (id.to_owned(), reference::FLAWS.iter().find(|flaw| flaw.id == id).map(|flaw| flaw.says.to_owned())),
        Subject::Fault(id) => (id.to_owned(), fault::list(api).into_iter().find(|fault| fault.id == id).map(|fault| fault.says)),
        Subject::Change => {
            return ("a change".to_owned(), "an answer has a member that it did not have when its snapshot was reviewed".to_owned());
        }
    };
    (format!("`{id}`"), says.unwrap_or_default())
}

/// What is the same in every run of a value: no content of answers, no numbers that count time.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let line = line.split_once('{').map_or_else(|| line.to_owned(), |(before, _)| format!("{before}{{…}}"));
    let (mut out, mut digits) = (String::new(), String::new());
    for letter in line.chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        out.push_str(if digits.len() > 4 { "…" } else { &digits });
        digits.clear();
        if letter != '\0' {
            out.push(letter);
        }
    }
    let short: String = out.chars().take(SHOWN).collect();
    if short == out { out } else { format!("{short}…") }
}

fn settings(api: &Api) -> Settings {
    let mut settings = Settings { allow_destructive: true, ..Settings::default() };
    let inputs = reference::inputs(&api.name).iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
    settings.inputs.insert(api.name.clone(), inputs.collect());
    settings.credentials.insert(api.name.clone(), credentials(api));
    settings
}

fn credentials(api: &Api) -> BTreeMap<String, String> {
    api.security_schemes.iter().map(|scheme| (scheme.name.clone(), "Sample.Key-1".to_owned())).collect()
}

/// The reference deployment, and a mock of any other document.
struct Own;

impl Ground for Own {
    fn start<'a>(&'a self, api: &'a Api, variant: Option<&'a str>) -> Starting<'a> {
        Box::pin(async move {
            if reference::APIS.contains(&api.name.as_str()) {
                let deployment = reference::start(&[api.name.as_str()], variant).await.map_err(|error| error.to_string())?;
                return Ok(Running::guarded(deployment.url(), deployment));
            }
            mock::serve(Arc::new(api.clone()), &BTreeMap::new(), &credentials(api)).await.map_err(|error| error.to_string())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_differs_from_run_to_run_is_left_out() {
        let rows = [
            ("200 application/json: {\"expires\":1790000000000}", "200 application/json: {…}"),
            ("a number from 1790000000000 to 4000", "a number from … to 4000"),
            ("one\ntwo", "one"),
        ];
        for (text, right) in rows {
            assert_eq!(shown(text), right);
        }
    }
}
