//! From clause to check: every clause with what became of it, and the matrix of clauses and checks.

use super::markup::{anchor, text};
use crate::report::text::{count, thousands};
use crate::run::{ApiRun, CaseResult, Outcome, State};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

/// Checks that are named beside a clause.
const LISTED: usize = 40;
/// Rows of the matrix.
const ROWS: usize = 1000;

/// The clauses, each with its state, its words and its checks.
pub fn clauses(out: &mut String, api: &ApiRun) {
    if api.clauses.is_empty() {
        return;
    }
    let _ = write!(out, "<div data-block>\n<h3 id=\"{}\">Clauses</h3>\n<ul class=\"rows clauses\">\n", anchor("clauses", &api.name));
    for clause in &api.clauses {
        let (state, word) = match clause.state {
            State::Pass => ("pass", "holds"),
            State::Fail => ("fail", "broken"),
            State::NotChecked => ("none", "not checked"),
        };
        let _ = write!(
            out,
            "<li id=\"{}\" data-state=\"{state}\"><span class=\"state {state}\">{word}</span><div><p><code>{}</code> <span class=\"dim\">{} · {}</span></p><p>{}</p>",
            anchor("clause", &format!("{}/{}", api.name, clause.id)),
            text(&clause.id),
            text(&clause.force),
            text(&clause.source),
            text(&clause.says)
        );
        if clause.cases.is_empty() {
            let _ = write!(out, "<p class=\"reason\">{}</p>", text(clause.reason.as_deref().unwrap_or("nothing in the plan checks it")));
        } else {
            let mut ids: Vec<String> = clause.cases.iter().take(LISTED).map(|id| format!("<li><code>{}</code></li>", text(id))).collect();
            if clause.cases.len() > LISTED {
                ids.push(format!("<li>and {} more, under Checks</li>", thousands((clause.cases.len() - LISTED) as u64)));
            }
            let _ = write!(
                out,
                "<details><summary>{}</summary><ul class=\"ids\">{}</ul></details>",
                count(clause.cases.len() as u64, "check"),
                ids.concat()
            );
        }
        out.push_str("</div></li>\n");
    }
    out.push_str("</ul>\n</div>\n");
}

/// What the cases of one check found out about one clause.
#[derive(Default, Clone, Copy)]
struct Cell {
    passed: u64,
    failed: u64,
    errors: u64,
    skipped: u64,
}

/// Clauses × checks, with how many cases of the check tried the clause.
pub fn matrix(out: &mut String, api: &ApiRun) {
    if api.clauses.is_empty() {
        return;
    }
    let cases: HashMap<&str, &CaseResult> = api.cases.iter().map(|case| (case.id.as_str(), case)).collect();
    let mut cells: HashMap<(&str, &str), Cell> = HashMap::new();
    let mut columns: BTreeMap<&str, Cell> = BTreeMap::new();
    let mut add = |clause, check, change: fn(&mut Cell)| {
        change(cells.entry((clause, check)).or_default());
        change(columns.entry(check).or_default());
    };
    for clause in &api.clauses {
        for case in clause.cases.iter().filter_map(|id| cases.get(id.as_str())) {
            match &case.outcome {
                Outcome::Fail(findings) if findings.iter().any(|finding| finding.breaks(&clause.id)) => {
                    for finding in findings.iter().filter(|finding| finding.breaks(&clause.id)) {
                        add(&clause.id, &finding.check, |cell| cell.failed += 1);
                    }
                }
                _ => add(&clause.id, &case.check, |cell| cell.passed += 1),
            }
        }
    }
    for case in &api.cases {
        let change: fn(&mut Cell) = match &case.outcome {
            Outcome::Skip(_) => |cell| cell.skipped += 1,
            Outcome::Error(_) => |cell| cell.errors += 1,
            _ => continue,
        };
        case.clauses.iter().for_each(|clause| add(clause, &case.check, change));
    }
    let _ = write!(
        out,
        "<details class=\"wide-block\" data-block data-stop tabindex=\"-1\" open>\n<summary><h3 id=\"{}\">Trace matrix</h3></summary>\n\
         <p class=\"about\">{}: clauses down, checks across; a number is how many cases of the check tried the clause. \
         <span class=\"key good\">held</span> <span class=\"key bad\">broken</span> <span class=\"key warn\">not tried to the end</span> <span class=\"key none\">skipped</span></p>\n\
         <section class=\"scroll\" tabindex=\"0\" aria-label=\"Trace matrix of {}\"><table class=\"matrix\">\n<thead><tr><th scope=\"col\">clause</th>",
        anchor("matrix", &api.name),
        text(api.document.as_deref().unwrap_or(&api.name)),
        text(&api.name)
    );
    for check in columns.keys() {
        let _ = write!(out, "<th scope=\"col\"><span>{}</span></th>", text(check));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for clause in api.clauses.iter().take(ROWS) {
        let state = match clause.state {
            State::Pass => "pass",
            State::Fail => "fail",
            State::NotChecked => "none",
        };
        let _ = write!(
            out,
            "<tr data-state=\"{state}\"><th scope=\"row\"><a href=\"#{}\"><span class=\"dot {state}\"></span><code>{}</code></a></th>",
            anchor("clause", &format!("{}/{}", api.name, clause.id)),
            text(&clause.id)
        );
        for check in columns.keys() {
            match cells.get(&(clause.id.as_str(), *check)) {
                Some(cell) => {
                    let (class, number) = match cell {
                        Cell { failed: 1.., .. } => ("bad", cell.failed),
                        Cell { errors: 1.., .. } => ("warn", cell.errors),
                        Cell { passed: 1.., .. } => ("good", cell.passed),
                        _ => ("none", cell.skipped),
                    };
                    let _ = write!(out, "<td class=\"{class}\">{}</td>", thousands(number));
                }
                None => out.push_str("<td></td>"),
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></section>\n");
    if api.clauses.len() > ROWS {
        let _ = writeln!(
            out,
            "<p class=\"dim\">{} did not fit here: the JSON report holds them.</p>",
            count((api.clauses.len() - ROWS) as u64, "further clause")
        );
    }
    out.push_str("</details>\n");
}
