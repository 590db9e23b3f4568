//! `specproof diff`: what got better or worse from one run to another.

use crate::options::{self, Taken};
use crate::{Failure, output, runs};
use clap::{Arg, ArgAction, Command};
use serde_json::json;
use specproof_conform::Run;
use specproof_conform::report::text::escape;
use specproof_conform::run::{ApiRun, CaseResult, Outcome, State};
use specproof_conform::shared::Shared;
use std::collections::{BTreeMap, BTreeSet};

/// The arguments of `diff`.
pub type Args = Taken<Shape>;

/// Two files.
pub struct Shape;

impl options::Shape for Shape {
    fn augment(command: Command) -> Command {
        let file = |name: &'static str, value: &'static str, help: &'static str| Arg::new(name).value_name(value).required(true).help(help);
        let json = Arg::new("json")
            .long("json")
            .action(ArgAction::SetTrue)
            .help("As JSON: {worse, better, otherwise}, each a list of {what, id, says}");
        command
            .arg(file("old", "OLD.json", "The earlier run"))
            .arg(file("new", "NEW.json", "The later run"))
            .arg(json)
            .after_help("Example:\n  specproof diff main.json branch.json\n\nExit codes:\n  0  nothing got worse\n  1  something got worse\n  2  asked wrongly")
    }
}

/// A difference.
struct Difference {
    what: &'static str,
    id: String,
    says: String,
}

/// Differences by what they mean.
#[derive(Default)]
struct Differences {
    worse: Vec<Difference>,
    better: Vec<Difference>,
    otherwise: Vec<Difference>,
}

/// Compares.
pub fn run(args: &Args) -> Result<u8, Failure> {
    let paths = [args.paths("old"), args.paths("new")].concat();
    let runs = runs::read_all(&paths)?;
    let [(_, old), (_, new)] = runs.as_slice() else { return Err(Failure::usage("two runs are compared")) };
    let differences = compare(old, new);
    let text = if args.on("json") { as_json(&differences) } else { as_text(&differences) };
    output::print(&text).map_err(|error| Failure::machine(error.to_string()))?;
    Ok(u8::from(!differences.worse.is_empty()))
}

fn compare(old: &Run, new: &Run) -> Differences {
    let mut all = Differences::default();
    for name in names(old, new) {
        let find = |run: &'_ Run| run.apis.iter().position(|api| api.name == name);
        match (find(old), find(new)) {
            (Some(own), Some(other)) => {
                let (old, new) = (&old.apis[own], &new.apis[other]);
                cases(old, new, &mut all);
                clauses(old, new, &mut all);
                coverage(old, new, &mut all);
                readings(old, new, &mut all);
            }
            (Some(_), None) => all.worse.push(Difference { what: "API", id: name, says: "is not in the later run".into() }),
            _ => all.otherwise.push(Difference { what: "API", id: name, says: "is only in the later run".into() }),
        }
    }
    all
}

fn names(old: &Run, new: &Run) -> Vec<String> {
    let mut names: Vec<String> = old.apis.iter().chain(&new.apis).map(|api| api.name.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// Findings by what they are about, so that those of a case are told apart.
fn findings(case: Option<&CaseResult>) -> BTreeMap<String, String> {
    match case.map(|case| &case.outcome) {
        Some(Outcome::Fail(findings)) => findings
            .iter()
            .map(|finding| {
                (
                    finding.fingerprint.clone(),
                    format!("[{}] {}: expected {}; received {}", finding.check, finding.clause, finding.expected, finding.received),
                )
            })
            .collect(),
        _ => BTreeMap::new(),
    }
}

fn cases(old: &ApiRun, new: &ApiRun, all: &mut Differences) {
    let by_id =
        |api: &'_ ApiRun| -> BTreeMap<Shared, usize> { api.cases.iter().enumerate().map(|(at, case)| (case.id.clone(), at)).collect() };
    let (old_ids, new_ids) = (by_id(old), by_id(new));
    let ids: BTreeSet<&Shared> = old_ids.keys().chain(new_ids.keys()).collect();
    for id in ids {
        let before = old_ids.get(id).and_then(|at| old.cases.get(*at));
        let after = new_ids.get(id).and_then(|at| new.cases.get(*at));
        let (had, has) = (findings(before), findings(after));
        let difference = |what, says: &str| Difference { what, id: id.to_string(), says: says.to_owned() };
        all.worse.extend(has.iter().filter(|(print, _)| !had.contains_key(*print)).map(|(_, says)| difference("finding", says)));
        let tried = |case: Option<&CaseResult>| case.is_some_and(|case| matches!(case.outcome, Outcome::Pass | Outcome::Fail(_)));
        // What is not tried any more has not been mended.
        if tried(after) {
            all.better.extend(had.iter().filter(|(print, _)| !has.contains_key(*print)).map(|(_, says)| difference("finding gone", says)));
        }
        match (tried(before), tried(after)) {
            (true, false) => all.worse.push(difference("not tried any more", &reason(after))),
            (false, true) => all.better.push(difference("tried now", &reason(before))),
            _ => {}
        }
    }
}

fn reason(case: Option<&CaseResult>) -> String {
    match case.map(|case| &case.outcome) {
        None => "not in the plan".to_owned(),
        Some(Outcome::Skip(why) | Outcome::Error(why)) => why.to_string(),
        Some(_) => String::new(),
    }
}

fn clauses(old: &ApiRun, new: &ApiRun, all: &mut Differences) {
    for before in &old.clauses {
        let after = new.clauses.iter().find(|clause| clause.id == before.id);
        let difference = |what, says: &str| Difference { what, id: before.id.clone(), says: says.to_owned() };
        let state = |clause: Option<&specproof_conform::run::ClauseState>| clause.map_or(State::NotChecked, |clause| clause.state);
        match (before.state, state(after)) {
            (State::Pass | State::Fail, State::NotChecked) => {
                let why = after.and_then(|clause| clause.reason.as_deref()).unwrap_or("it is not among the clauses any more");
                all.worse.push(difference("clause not checked any more", why));
            }
            (State::NotChecked, State::Pass | State::Fail) => all.better.push(difference("clause checked now", &before.says)),
            (State::Pass, State::Fail) => all.worse.push(difference("clause broken", &before.says)),
            (State::Fail, State::Pass) => all.better.push(difference("clause holds now", &before.says)),
            _ => {}
        }
    }
}

fn coverage(old: &ApiRun, new: &ApiRun, all: &mut Differences) {
    for before in &old.coverage {
        let same = |other: &&specproof_conform::run::Covered| {
            (&other.operation, &other.status, &other.media_type) == (&before.operation, &before.status, &before.media_type)
        };
        let Some(after) = new.coverage.iter().find(same) else { continue };
        let id = format!("{} {} {}", before.operation, before.status, before.media_type.as_deref().unwrap_or("(no content)"));
        let difference = |what, says: &Option<String>| Difference { what, id: id.clone(), says: says.clone().unwrap_or_default() };
        match (before.times > 0, after.times > 0) {
            (true, false) => all.worse.push(difference("answer not exercised any more", &after.reason)),
            (false, true) => all.better.push(difference("answer exercised now", &before.reason)),
            _ => {}
        }
    }
}

fn readings(old: &ApiRun, new: &ApiRun, all: &mut Differences) {
    let of =
        |api: &ApiRun| api.observations.iter().map(|own| (own.clause.clone(), own.reading.clone(), own.says.clone())).collect::<Vec<_>>();
    let (had, has) = (of(old), of(new));
    for (clause, reading, says) in has.iter().filter(|own| !had.contains(own)) {
        all.otherwise.push(Difference { what: "reading followed now", id: format!("{clause}/{reading}"), says: says.clone() });
    }
    for (clause, reading, says) in had.iter().filter(|own| !has.contains(own)) {
        all.otherwise.push(Difference { what: "reading not followed any more", id: format!("{clause}/{reading}"), says: says.clone() });
    }
}

fn as_text(all: &Differences) -> String {
    let mut out = String::new();
    for (title, sign, list) in [("worse", '-', &all.worse), ("better", '+', &all.better), ("otherwise", '~', &all.otherwise)] {
        if list.is_empty() {
            continue;
        }
        out.push_str(&format!("{title}\n"));
        for one in list {
            out.push_str(&format!("  {sign} {}: {}\n", one.what, escape(&one.id)));
            if !one.says.is_empty() {
                out.push_str(&format!("      {}\n", escape(&one.says)));
            }
        }
        out.push('\n');
    }
    let verdict = match (all.worse.is_empty(), all.better.is_empty() && all.otherwise.is_empty()) {
        (false, _) => "WORSE",
        (true, false) => "NOT WORSE",
        (true, true) => "SAME",
    };
    out.push_str(&format!("{verdict}: {} worse, {} better, {} otherwise\n", all.worse.len(), all.better.len(), all.otherwise.len()));
    out
}

fn as_json(all: &Differences) -> String {
    let list = |list: &[Difference]| list.iter().map(|one| json!({"what": one.what, "id": one.id, "says": one.says})).collect::<Vec<_>>();
    let value = json!({"worse": list(&all.worse), "better": list(&all.better), "otherwise": list(&all.otherwise)});
    format!("{value:#}\n")
}
