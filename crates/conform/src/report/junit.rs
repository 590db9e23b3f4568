//! `junit`: one suite per API, one test case per case of the plan.
//!
//! GitLab shows the class name as the suite and drops the second of two equal names, reads files below 30 MB only, and takes only the first
//! `<failure>` of a case: ids are unique, texts are cut, and a case's findings share one element. An aborted run, and one that checked
//! nothing, gets an `<error>` of its own, since a list of skipped cases is shown in green.

use super::tally::{also, verdict};
use super::text::{count, cut, seconds};
use super::{Style, Tally};
use crate::Run;
use crate::run::{ApiRun, CaseResult, Finding, Outcome, Verdict};
use std::fmt::Write;

/// Characters of all findings of one case.
const TEXT_LIMIT: usize = 16 * 1024;
/// Characters of a `message` attribute.
const MESSAGE_LIMIT: usize = 500;

/// Writes JUnit XML.
pub fn write(run: &Run, _: &Style) -> String {
    let tally = Tally::of(run);
    let unfinished = matches!(run.verdict, Verdict::Aborted | Verdict::NothingChecked);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let head = counts(&tally, u64::from(unfinished), run.took_ms);
    let _ = writeln!(out, "<testsuites name=\"specproof\" {head}>");
    for api in &run.apis {
        suite(&mut out, run, api);
    }
    if unfinished {
        let message = format!("{}: see the other cases for the reasons", verdict(run.verdict));
        let head = counts(&Tally::default(), 1, 0);
        let _ = writeln!(out, "  <testsuite name=\"specproof\" {head}>");
        let _ = writeln!(out, "    <testcase classname=\"specproof\" name=\"verdict\" time=\"0.000\">");
        let _ = writeln!(out, "      <error message=\"{}\" type=\"verdict\"/>", attribute(&message));
        out.push_str("    </testcase>\n  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn counts(tally: &Tally, more_errors: u64, took_ms: u64) -> String {
    let (tests, errors) = (tally.cases() + more_errors, tally.errors + more_errors);
    let (failures, skipped) = (tally.failed - tally.known, tally.skipped + tally.known);
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"{}\"", seconds(took_ms))
}

fn suite(out: &mut String, run: &Run, api: &ApiRun) {
    let took_ms = api.cases.iter().map(|case| case.took_ms).sum();
    let head = counts(&Tally::of_api(api), 0, took_ms);
    let started = super::text::rfc3339(run.started * 1000);
    let _ = writeln!(out, "  <testsuite name=\"{}\" {head} timestamp=\"{}\">", attribute(&api.name), started.trim_end_matches(".000Z"));
    out.push_str("    <properties>\n");
    for (name, value) in
        [("target", api.target.as_str()), ("document", api.document.as_deref().unwrap_or_default()), ("seed", &run.seed.to_string())]
    {
        let _ = writeln!(out, "      <property name=\"{name}\" value=\"{}\"/>", attribute(value));
    }
    for seen in &api.observations {
        let _ = writeln!(out, "      <property name=\"reading {}\" value=\"{}\"/>", attribute(&seen.clause), attribute(&seen.reading));
    }
    out.push_str("    </properties>\n");
    for case in &api.cases {
        test_case(out, api, case);
    }
    out.push_str("  </testsuite>\n");
}

fn test_case(out: &mut String, api: &ApiRun, case: &CaseResult) {
    let class = match &case.operation {
        Some(operation) => format!("{}.{operation}", api.name),
        None => api.name.clone(),
    };
    let _ = write!(
        out,
        "    <testcase classname=\"{}\" name=\"{}\" time=\"{}\"",
        attribute(&class),
        attribute(&case.id),
        seconds(case.took_ms)
    );
    match &case.outcome {
        Outcome::Pass => out.push_str("/>\n"),
        Outcome::Skip(reason) => {
            let _ = writeln!(out, ">\n      <skipped message=\"{}\"/>\n    </testcase>", attribute(&cut(reason, MESSAGE_LIMIT)));
        }
        Outcome::Error(reason) => {
            let (message, reason) = (cut(reason, MESSAGE_LIMIT), cut(reason, TEXT_LIMIT));
            let _ = writeln!(
                out,
                ">\n      <error message=\"{}\" type=\"not-tried\">{}</error>\n    </testcase>",
                attribute(&message),
                content(&reason)
            );
        }
        outcome @ Outcome::Fail(findings) if outcome.is_known() => {
            let known = findings.iter().filter_map(|finding| finding.known.as_deref()).collect::<Vec<_>>().join("; ");
            let message = cut(&known, MESSAGE_LIMIT);
            let _ = writeln!(out, ">\n      <skipped message=\"known: {}\"/>\n    </testcase>", attribute(&message));
        }
        Outcome::Fail(findings) => {
            let first = findings.first();
            let clause = first.map_or("", |finding| finding.clause.as_str());
            let flaky = if case.outcome.is_flaky() { "flaky: " } else { "" };
            let one = |finding: &Finding| {
                let at = finding.at.as_deref().map(|at| format!(" at {at}")).unwrap_or_default();
                format!("{flaky}expected {}, received{at} {}", finding.expected, finding.received)
            };
            let mut message = cut(&first.map(one).unwrap_or_default(), MESSAGE_LIMIT).into_owned();
            if findings.len() > 1 {
                message.push_str(&format!(" (and {})", count(findings.len() as u64 - 1, "more finding")));
            }
            let text = findings.iter().map(five_lines).collect::<Vec<_>>().join("\n");
            let _ = writeln!(
                out,
                ">\n      <failure message=\"{}\" type=\"{}\">{}</failure>\n    </testcase>",
                attribute(&message),
                attribute(clause),
                content(&cut(&text, TEXT_LIMIT))
            );
        }
    }
}

fn five_lines(finding: &Finding) -> String {
    let flaky = if finding.flaky { " (passed when it was tried again)" } else { "" };
    let at = finding.at.as_deref().map(|at| format!("at {at}: ")).unwrap_or_default();
    format!(
        "check     {}{flaky}\nclause    {} · {}{}\nexpected  {}\nreceived  {at}{}\nrepeat    {}\n",
        finding.check,
        finding.clause,
        finding.source,
        also(finding),
        finding.expected,
        finding.received,
        finding.curl
    )
}

/// Text for an attribute: in one line, since a reader turns line breaks in attributes into blanks anyway.
fn attribute(text: &str) -> String {
    xml(text, false)
}

/// Text between tags.
fn content(text: &str) -> String {
    xml(text, true)
}

/// Characters that XML 1.0 cannot hold, and all that could turn or hide text, become visible escapes; markup becomes entities.
fn xml(text: &str, lines: bool) -> String {
    let text = if lines { super::text::escape_lines(text) } else { super::text::escape(text) };
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c => out.push(c),
        }
    }
    out
}
