//! `markdown`: the summary of a CI step. GitHub refuses more than 1 MiB a step, so findings stop where the room ends, and the text says so.

use super::tally::{also, by_reason, findings, is_good, last_word, verdict};
use super::text::{count, cut, duration, escape, escape_lines, thousands};
use super::{Style, Tally};
use crate::Run;
use crate::run::{ApiRun, Finding, Outcome, State};
use std::fmt::Write;

/// Bytes that are never passed; below GitHub's 1,048,576.
const ROOM: usize = 1_000_000;
/// Bytes kept free for what follows the findings.
const RESERVE: usize = 100_000;
/// Rows of a table.
const ROWS: usize = 400;
/// Characters of a value.
const VALUE_LIMIT: usize = 2048;

/// Writes GitHub-flavoured Markdown.
pub fn write(run: &Run, _: &Style, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    out.write_all(summary(run).as_bytes())
}

fn summary(run: &Run) -> String {
    let tally = Tally::of(run);
    let sign = if is_good(run) { "✅" } else { "❌" };
    let mut out = format!("## {sign} {}\n\n", last_word(run));
    if run.gate.is_some() {
        let _ = write!(out, "{}: ", verdict(run.verdict));
    }
    let _ = writeln!(
        out,
        "{}, {}, {} in {}.\n",
        count(tally.findings, "finding"),
        count(tally.cases(), "check"),
        count(tally.requests, "request"),
        duration(run.took_ms)
    );
    if let Some(own) = &run.gate {
        for line in own.stale.iter().take(ROWS) {
            let _ = writeln!(out, "- {}", plain(line));
        }
        if !own.stale.is_empty() {
            out.push('\n');
        }
    }
    if let Some(why) = &run.aborted {
        let _ = writeln!(out, "The run ended before its time: {}.\n", plain(why));
    }
    out.push_str("| API | target | clauses | checks | documented answers |\n|---|---|---|---|---|\n");
    for api in run.apis.iter().take(ROWS) {
        let own = Tally::of_api(api);
        let _ = writeln!(
            out,
            "| {} | {} | {} hold, {} broken, {} not checked | {} passed, {} failed, {} skipped, {} not tried to the end | {} of {} seen |",
            code(&api.name),
            code(&api.target),
            own.clauses_passed,
            own.clauses_failed,
            own.clauses_not_checked,
            own.passed,
            own.failed,
            own.skipped,
            own.errors,
            own.exercised,
            own.documented
        );
    }
    let all: Vec<(&str, &Finding)> = run.apis.iter().flat_map(findings).collect();
    if !all.is_empty() {
        out.push_str("\n### Findings\n");
    }
    for (at, (case, finding)) in all.iter().enumerate() {
        let text = one_finding(case, finding);
        if out.len() + text.len() > ROOM - RESERVE {
            let _ = writeln!(out, "\n{} did not fit here; the JSON report holds them.", count((all.len() - at) as u64, "more finding"));
            break;
        }
        out.push_str(&text);
    }
    for api in &run.apis {
        let text = details(api);
        if out.len() + text.len() > ROOM {
            let _ = writeln!(out, "\nWhat was not checked of {} did not fit here; the JSON report holds it.", code(&api.name));
            break;
        }
        out.push_str(&text);
    }
    out
}

fn one_finding(case: &str, finding: &Finding) -> String {
    let mut flaky = if finding.flaky { " (flaky: passed when it was tried again)".to_owned() } else { String::new() };
    if let Some(known) = &finding.known {
        flaky.push_str(&format!(" (known: {})", plain(known)));
    }
    let at = finding.at.as_deref().map(|at| format!("at {}: ", code(at))).unwrap_or_default();
    format!(
        "\n- **check** {} · {}{flaky}\n- **clause** {} · {}{}\n- **expected** {}\n- **received** {at}{}\n\n{}",
        code(case),
        code(&finding.check),
        code(&finding.clause),
        plain(&finding.source),
        plain(&also(finding)),
        code(&cut(&finding.expected, VALUE_LIMIT)),
        code(&cut(&finding.received, VALUE_LIMIT)),
        fence("sh", &finding.curl)
    )
}

fn details(api: &ApiRun) -> String {
    let mut text = String::new();
    let unchecked: Vec<_> = api.clauses.iter().filter(|clause| clause.state == State::NotChecked).collect();
    for clause in unchecked.iter().take(ROWS) {
        let reason = clause.reason.as_deref().unwrap_or("nothing in the plan checks it");
        let _ = writeln!(text, "| clause {} | {} |", code(&clause.id), plain(reason));
    }
    for covered in api.coverage.iter().filter(|covered| covered.times == 0).take(ROWS) {
        let item = format!("{} {} {}", covered.operation, covered.status, covered.media_type.as_deref().unwrap_or_default());
        let reason = covered.reason.as_deref().unwrap_or("no check asked for it");
        let _ = writeln!(text, "| answer {} | {} |", code(item.trim_end()), plain(reason));
    }
    let reason = |outcome| match outcome {
        &Outcome::Skip(ref reason) | &Outcome::Error(ref reason) => Some(reason.as_str()),
        _ => None,
    };
    for (reason, ids) in by_reason(api, reason).into_iter().take(ROWS) {
        let _ = writeln!(text, "| {}, {} and so on | {} |", count(ids.len() as u64, "check"), code(ids[0]), plain(reason));
    }
    let mut out = String::new();
    if !api.left_behind.is_empty() {
        let _ = writeln!(out, "\n**{}: left behind**\n", plain(&api.name));
        for left in api.left_behind.iter().take(ROWS) {
            let _ = writeln!(out, "- {} by {}: {}", code(&left.at), code(&left.operation), plain(&left.reason));
        }
    }
    if !text.is_empty() {
        let _ = writeln!(
            out,
            "\n<details><summary>{}: not checked</summary>\n\n| what | why |\n|---|---|\n{text}\n</details>",
            plain(&api.name)
        );
    }
    if !api.observations.is_empty() {
        let _ = writeln!(
            out,
            "\n<details><summary>{}: readings it follows</summary>\n\n| clause | reading | answers |\n|---|---|---|",
            plain(&api.name)
        );
        for seen in api.observations.iter().take(ROWS) {
            let _ =
                writeln!(out, "| {} | {}: {} | {} |", code(&seen.clause), plain(&seen.reading), plain(&seen.says), thousands(seen.times));
        }
        out.push_str("\n</details>\n");
    }
    out
}

/// Foreign text in which nothing is Markdown or HTML: every ASCII punctuation character that means something there becomes an entity, which
/// CommonMark never takes for structure.
fn plain(text: &str) -> String {
    let text = escape(text);
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | '-' | '/' | '%' | '?' | ';') {
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// As [`plain`], in the typeface of code.
fn code(text: &str) -> String {
    format!("<code>{}</code>", plain(text))
}

/// A fenced block whose fence is longer than any run of backticks in it.
fn fence(language: &str, text: &str) -> String {
    let (mut longest, mut run) = (2, 0);
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence}{language}\n{}\n{fence}\n", escape_lines(text))
}
