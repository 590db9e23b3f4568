//! `specproof explain`: what an id means: a check's or clause's rule, where it is said, how it is tried, what would be right, what proves it.

use crate::conform::{planned, sources};
use crate::elements::{elements, file_and_line};
use crate::options::{self, Options, Taken, shown};
use crate::{Failure, Home, list, output, specs, typed};
use clap::{Arg, Command};
use specproof_conform::check::{Check, Kind};
use specproof_conform::checks::CHECKS;
use specproof_conform::report::text::{escape_lines, wrap};
use specproof_conform::{Case, Plan, Settings};
use specproof_contract::model::{Api, Clause, Source};
use specproof_contract::{Contract, nearest};
use specproof_reference as reference;
use specproof_reference::Variant;

/// The arguments of `explain`.
pub type Args = Taken<Shape>;

/// An id, and the flags that choose specs.
pub struct Shape;

impl options::Shape for Shape {
    fn augment(command: Command) -> Command {
        let ids = Arg::new("ids")
            .value_name("ID")
            .required(true)
            .num_args(1..)
            .help("The id of a check, a clause, a case of the plan, a flaw or a reading");
        options::augment(command.arg(ids), &["Specs", "Configuration"])
            .after_help("Examples:\n  specproof explain status\n  specproof explain webitel.logout.deletes-the-token\n  specproof explain http.no-server-error")
    }
}

/// How many of a list are told.
const SOME: usize = 8;

/// Explains.
pub fn run(args: &Args, home: &Home) -> Result<u8, Failure> {
    let options = Options::resolve(args.given())?;
    if shown(&options)? {
        return Ok(0);
    }
    let mut contract = specs::load(&sources(&options), home)?.contract;
    crate::conform::select(&mut contract, &options.texts("api"), false)?;
    let plan = planned(&contract, &Settings { allow_destructive: true, ..Settings::default() })?;
    let (mut pages, mut wrong) = (Vec::new(), Vec::new());
    for id in args.texts("ids") {
        match page(&id, &contract, &plan) {
            Some(page) => pages.push(page),
            None => {
                let near = nearest(&id, known(&contract, &plan)).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
                wrong.push(format!(
                    "nothing is called `{id}`: {near}`specproof list checks` and `specproof list clauses` show what there is"
                ));
            }
        }
    }
    if !wrong.is_empty() {
        return Err(Failure::asked(wrong));
    }
    output::print(&escape_lines(&typed(&pages.join("\n")))).map_err(|error| Failure::machine(error.to_string()))?;
    Ok(0)
}

fn known<'a>(contract: &'a Contract, plan: &'a Plan) -> impl Iterator<Item = &'a str> {
    let clauses = contract.apis.iter().flat_map(|api| &api.clauses).map(|clause| clause.id.as_str());
    let variants = reference::FLAWS.iter().chain(reference::READINGS).map(|own| own.id);
    CHECKS.iter().map(|check| check.id).chain(clauses).chain(variants).chain(plan.cases.iter().map(|case| case.id.as_str()))
}

fn page(id: &str, contract: &Contract, plan: &Plan) -> Option<String> {
    if let Some(check) = CHECKS.iter().find(|check| check.id == id) {
        return Some(of_check(check, plan));
    }
    let of_clause = contract.apis.iter().find_map(|api| Some((api, api.clauses.iter().find(|clause| clause.id == id)?)));
    if let Some((api, clause)) = of_clause {
        return Some(of_clause_page(contract, api, clause, plan));
    }
    if let Some(case) = plan.cases.iter().find(|case| case.id == id) {
        return Some(of_case(case));
    }
    let variant = reference::FLAWS
        .iter()
        .map(|own| ("flaw", own))
        .chain(reference::READINGS.iter().map(|own| ("other right reading", own)))
        .find(|(_, own)| own.id == id);
    variant.map(|(kind, own)| of_variant(kind, own))
}

/// A title, and paragraphs below headings.
struct Page(String);

impl Page {
    fn new(title: String) -> Self {
        Self(format!("{title}\n"))
    }

    fn part(&mut self, heading: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        self.0.push_str(&format!("\n{heading}\n"));
        for line in text.lines().flat_map(|line| wrap(line, 76)) {
            self.0.push_str(&format!("  {line}\n"));
        }
    }

    fn list(&mut self, heading: &str, items: &[String]) {
        if items.is_empty() {
            return;
        }
        self.0.push_str(&format!("\n{heading}\n"));
        for item in items.iter().take(SOME) {
            self.0.push_str(&format!("  {item}\n"));
        }
        if items.len() > SOME {
            self.0.push_str(&format!("  … and {} more\n", items.len() - SOME));
        }
    }
}

fn of_check(check: &Check, plan: &Plan) -> String {
    let mut page = Page::new(format!("check {}", check.id));
    page.part("Rule", check.rule);
    page.part("From", check.source);
    page.part("How it is tried, and what would be right", check.manual.trim());
    let cases: Vec<&Case> = plan.cases.iter().filter(|case| case.check == check.id).collect();
    let when = match check.kind {
        Kind::Plan(_) | Kind::Derive(_) => format!("It plans {} cases of its own here.", cases.len()),
        Kind::Answer(_) => format!("It looks at every exchange of all {} cases of the plan.", plan.cases.len()),
        Kind::Run { .. } => "It looks at all exchanges together when the run has ended.".to_owned(),
        Kind::Snapshot => "It compares what flows have shown with the snapshots that are kept.".to_owned(),
    };
    page.part("When", &when);
    page.list("Cases", &cases.iter().map(|case| format!("{}: {}", case.id, case.what)).collect::<Vec<_>>());
    let flaws = reference::FLAWS.iter().filter(|flaw| cases.iter().any(|case| case.clauses.iter().any(|clause| clause == flaw.clause)));
    let proof: Vec<String> = flaws.map(|flaw| format!("{}: {}", flaw.id, flaw.says)).collect();
    page.list("Flaws against the clauses that it tries (specproof serve --flaw ID)", &proof);
    page.part("Proof", "specproof prove shows which flaws this check finds out, and which no other does.");
    page.0
}

fn of_clause_page(contract: &Contract, api: &Api, clause: &Clause, plan: &Plan) -> String {
    let mut page = Page::new(format!("clause {} ({})", clause.id, list::force(clause.force)));
    page.part("Says", &clause.says);
    page.part("Said at", &source(&clause.source));
    let readings: Vec<String> = clause.readings.iter().map(|reading| format!("{}: {}", reading.id, reading.says)).collect();
    page.list(if clause.consistent { "Right readings, of which a deployment keeps to one" } else { "Right readings" }, &readings);
    let carriers: Vec<String> = elements(api)
        .iter()
        .filter(|element| element.clause == clause.id)
        .map(|element| {
            let (_, line) = file_and_line(contract, element.place);
            let path = contract.files.get(element.place.file.0 as usize).map_or("", |file| file.path.as_str());
            format!("{} ({path}:{line})", element.label)
        })
        .collect();
    page.list("Carried by", &carriers);
    page.part("Why nothing checks it", clause.unchecked.as_deref().unwrap_or_default());
    let cases: Vec<&Case> = plan.cases.iter().filter(|case| case.clauses.contains(&clause.id)).collect();
    let mut tried: Vec<String> = cases.iter().map(|case| format!("{}: {}", case.id, case.what)).collect();
    if tried.is_empty() && clause.unchecked.is_none() {
        tried.push("every answer that what carries it speaks of is held against it".to_owned());
    }
    page.list("How it is tried", &tried);
    let mut checks: Vec<&str> = cases.iter().map(|case| case.check).collect();
    checks.sort_unstable();
    checks.dedup();
    page.part("By the checks", &checks.join(", "));
    let flaws: Vec<String> =
        reference::FLAWS.iter().filter(|flaw| flaw.clause == clause.id).map(|flaw| format!("{}: {}", flaw.id, flaw.says)).collect();
    page.list("Proven by the flaws (specproof serve --flaw ID)", &flaws);
    page.0
}

fn of_case(case: &Case) -> String {
    let mut page = Page::new(format!("case {}", case.id));
    page.part("What is tried", &case.what);
    page.part("By the check", case.check);
    page.list("Against the clauses", &case.clauses);
    page.part("It needs the inputs", &case.needs.join(", "));
    page.part("Alone", &format!("specproof conform --only '{}'", case.id));
    page.0
}

fn of_variant(kind: &str, variant: &Variant) -> String {
    let mut page = Page::new(format!("{kind} {}", variant.id));
    page.part("What the deployment does", variant.says);
    page.part(if kind == "flaw" { "Breaks the clause" } else { "Reads the clause in another right way" }, variant.clause);
    page.part("Try it", &format!("specproof serve --api {} --flaw {}", variant.api, variant.id));
    page.0
}

fn source(source: &Source) -> String {
    match source {
        Source::Document { document, lines, .. } => {
            let range = |first: u32, last: u32| if first == last { first.to_string() } else { format!("{first}-{last}") };
            let lines: Vec<String> = lines.iter().map(|lines| range(lines.first, lines.last)).collect();
            format!("{document}, lines {}", lines.join(", "))
        }
        Source::Silence { document } => format!("nowhere: {document} is silent about it"),
        Source::Standard { name, section } => format!("{name}, {section}"),
    }
}
