//! `specproof list`: APIs, operations, checks, clauses, flows, flaws.

use crate::conform::sources;
use crate::options::{self, Options, Taken, shown};
use crate::{Failure, Home, output, specs};
use clap::{Arg, ArgAction, Command};
use serde_json::{Value, json};
use specproof_conform::checks::CHECKS;
use specproof_conform::report::text::escape;
use specproof_contract::model::{Api, Force};
use specproof_reference as reference;

/// The arguments of `list`.
pub type Args = Taken<Shape>;

/// What is listed.
const KINDS: &[&str] = &["apis", "operations", "checks", "clauses", "flows", "inputs", "flaws"];

/// A kind, and the flags that choose specs.
pub struct Shape;

impl options::Shape for Shape {
    fn augment(command: Command) -> Command {
        let kind = Arg::new("kind")
            .value_name("WHAT")
            .value_parser(clap::builder::PossibleValuesParser::new(KINDS.iter().copied()))
            .help("What is listed; APIs with their operations, and checks, when left out");
        let json = Arg::new("json").long("json").action(ArgAction::SetTrue).help("As JSON");
        options::augment(command.arg(kind).arg(json), &["Specs", "Configuration"])
            .after_help("Examples:\n  specproof list\n  specproof list clauses --api webitel\n  specproof list operations --spec openapi.yaml --json\n\nWhat an id means: specproof explain ID")
    }
}

/// Lists.
pub fn run(args: &Args, home: &Home) -> Result<u8, Failure> {
    let options = Options::resolve(args.given())?;
    if shown(&options)? {
        return Ok(0);
    }
    let mut contract = specs::load(&sources(&options), home)?.contract;
    crate::conform::select(&mut contract, &options.texts("api"), false)?;
    let kind = args.text("kind");
    let tables: Vec<(&str, Value)> = match kind.as_deref() {
        Some(kind) => vec![(kind, table(kind, &contract.apis))],
        None => ["apis", "operations", "checks"].map(|kind| (kind, table(kind, &contract.apis))).to_vec(),
    };
    let text = if args.on("json") {
        let all: Value = match (kind.is_some(), tables.as_slice()) {
            (true, [(_, only)]) => only.clone(),
            _ => tables.iter().map(|(kind, rows)| ((*kind).to_owned(), rows.clone())).collect(),
        };
        format!("{all:#}\n")
    } else {
        tables.iter().map(|(kind, rows)| as_text(kind, rows, tables.len() > 1)).collect::<Vec<_>>().join("\n")
    };
    output::print(&text).map_err(|error| Failure::machine(error.to_string()))?;
    Ok(0)
}

/// The rows of a table, each an object with the same members.
fn table(kind: &str, apis: &[Api]) -> Value {
    let rows: Vec<Value> = match kind {
        "apis" => apis
            .iter()
            .map(|api| json!({"id": api.name, "operations": api.operations.len(), "clauses": api.clauses.iter().filter(|clause| clause.place.is_some()).count(), "flows": api.workflows.len(), "title": api.title}))
            .collect(),
        "operations" => apis
            .iter()
            .flat_map(|api| api.operations.iter().map(move |own| json!({"api": api.name, "id": own.id, "method": own.method.as_str(), "path": own.path, "answers": own.responses.iter().map(|response| response.status.to_string()).collect::<Vec<_>>().join(" ")})))
            .collect(),
        "checks" => CHECKS.iter().map(|check| json!({"id": check.id, "rule": check.rule})).collect(),
        "clauses" => apis
            .iter()
            .flat_map(|api| &api.clauses)
            .map(|clause| json!({"id": clause.id, "force": force(clause.force), "says": clause.says}))
            .collect(),
        "flows" => apis
            .iter()
            .flat_map(|api| api.workflows.iter().map(move |own| json!({"api": api.name, "id": own.id, "steps": own.steps.len(), "says": own.summary})))
            .collect(),
        "inputs" => apis
            .iter()
            .flat_map(|api| crate::inputs::names(api).into_iter().map(move |name| json!({"id": format!("{}.{name}", api.name), "variable": crate::inputs::variable(&api.name, name), "optional": name.starts_with("second_")})))
            .collect(),
        _ => reference::FLAWS
            .iter()
            .filter(|flaw| apis.iter().any(|api| api.name == flaw.api))
            .map(|flaw| json!({"id": flaw.id, "clause": flaw.clause, "says": flaw.says}))
            .collect(),
    };
    rows.into()
}

/// `must`, `sample` or `open`.
pub fn force(force: Force) -> &'static str {
    match force {
        Force::Must => "must",
        Force::Sample => "sample",
        Force::Open => "open",
    }
}

/// Columns as wide as they must be; the last one takes the rest.
fn as_text(kind: &str, rows: &Value, titled: bool) -> String {
    let rows: Vec<Vec<String>> = rows
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| row.as_object().into_iter().flatten().map(|(_, value)| cell(value)).collect())
        .collect();
    let columns = rows.first().map_or(0, Vec::len);
    let width = |at: usize| rows.iter().map(|row: &Vec<String>| row[at].chars().count()).max().unwrap_or(0).min(60);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = if titled { format!("{kind}\n") } else { String::new() };
    for row in &rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(at, (cell, width))| if at + 1 == columns { cell.clone() } else { format!("{cell:<width$}") })
            .collect();
        out.push_str(&format!("{}{}\n", if titled { "  " } else { "" }, cells.join("  ").trim_end()));
    }
    out
}

fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => escape(text).into_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
