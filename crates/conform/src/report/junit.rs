//! `junit`: one suite per API, one test case per case of the plan.
//!
//! GitLab shows the class name as the suite and drops the second of two equal names, reads files below 30 MB only, and takes only the first
//! `<failure>` of a case: ids are unique, texts are cut, and a case's findings share one element. An aborted run, and one that checked
//! nothing, gets an `<error>` of its own, since a list of skipped cases is shown in green.

use super::tally::{also, verdict};
use super::text::{count, cut, entities, escape, escape_lines, seconds};
use super::{Style, Tally};
use crate::Run;
use crate::run::{ApiRun, CaseResult, Finding, Outcome, Verdict};
use std::io::{Result, Write};

/// Characters of all findings of one case.
const TEXT_LIMIT: usize = 16 * 1024;
/// Characters of a `message` attribute.
const MESSAGE_LIMIT: usize = 500;

/// Writes JUnit XML.
pub fn write(run: &Run, _: &Style, out: &mut dyn Write) -> Result<()> {
    let tally = Tally::of(run);
    let unfinished = matches!(run.verdict, Verdict::Aborted | Verdict::NothingChecked);
    let head = counts(&tally, u64::from(unfinished), run.took_ms);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"specproof\" {head}>")?;
    for api in &run.apis {
        suite(out, run, api)?;
    }
    if unfinished {
        let message = format!("{}: see the other cases for the reasons", verdict(run.verdict));
        let head = counts(&Tally::default(), 1, 0);
        writeln!(out, "  <testsuite name=\"specproof\" {head}>")?;
        writeln!(out, "    <testcase classname=\"specproof\" name=\"verdict\" time=\"0.000\">")?;
        writeln!(out, "      <error message=\"{}\" type=\"verdict\"/>\n    </testcase>\n  </testsuite>", attribute(&message))?;
    }
    writeln!(out, "</testsuites>")
}

fn counts(tally: &Tally, more_errors: u64, took_ms: u64) -> String {
    let (tests, errors) = (tally.cases() + more_errors, tally.errors + more_errors);
    let (failures, skipped) = (tally.failed - tally.known, tally.skipped + tally.known);
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"{}\"", seconds(took_ms))
}

fn suite(out: &mut dyn Write, run: &Run, api: &ApiRun) -> Result<()> {
    let took_ms = api.cases.iter().map(|case| case.took_ms).sum();
    let head = counts(&Tally::of_api(api), 0, took_ms);
    let started = super::text::rfc3339(run.started * 1000);
    writeln!(out, "  <testsuite name=\"{}\" {head} timestamp=\"{}\">", attribute(&api.name), started.trim_end_matches(".000Z"))?;
    writeln!(out, "    <properties>")?;
    for (name, value) in
        [("target", api.target.as_str()), ("document", api.document.as_deref().unwrap_or_default()), ("seed", &run.seed.to_string())]
    {
        writeln!(out, "      <property name=\"{name}\" value=\"{}\"/>", attribute(value))?;
    }
    for seen in &api.observations {
        writeln!(out, "      <property name=\"reading {}\" value=\"{}\"/>", attribute(&seen.clause), attribute(&seen.reading))?;
    }
    writeln!(out, "    </properties>")?;
    for case in &api.cases {
        test_case(out, api, case)?;
    }
    writeln!(out, "  </testsuite>")
}

fn test_case(out: &mut dyn Write, api: &ApiRun, case: &CaseResult) -> Result<()> {
    let class = match &case.operation {
        Some(operation) => format!("{}.{operation}", api.name),
        None => api.name.clone(),
    };
    write!(out, "    <testcase classname=\"{}\" name=\"{}\" time=\"{}\"", attribute(&class), attribute(&case.id), seconds(case.took_ms))?;
    match &case.outcome {
        Outcome::Pass => writeln!(out, "/>"),
        Outcome::Skip(reason) => {
            writeln!(out, ">\n      <skipped message=\"{}\"/>\n    </testcase>", attribute(&cut(reason, MESSAGE_LIMIT)))
        }
        Outcome::Error(reason) => {
            let (message, reason) = (cut(reason, MESSAGE_LIMIT), cut(reason, TEXT_LIMIT));
            writeln!(
                out,
                ">\n      <error message=\"{}\" type=\"not-tried\">{}</error>\n    </testcase>",
                attribute(&message),
                content(&reason)
            )
        }
        outcome @ Outcome::Fail(findings) if outcome.is_known() => {
            let known = findings.iter().filter_map(|finding| finding.known.as_deref()).collect::<Vec<_>>().join("; ");
            let message = cut(&known, MESSAGE_LIMIT);
            writeln!(out, ">\n      <skipped message=\"known: {}\"/>\n    </testcase>", attribute(&message))
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
            let text = findings.iter().map(|finding| lines(&cut(&case.what, 200), finding)).collect::<Vec<_>>().join("\n");
            writeln!(
                out,
                ">\n      <failure message=\"{}\" type=\"{}\">{}</failure>\n    </testcase>",
                attribute(&message),
                attribute(clause),
                content(&cut(&text, TEXT_LIMIT))
            )
        }
    }
}

fn lines(tried: &str, finding: &Finding) -> String {
    let flaky = if finding.flaky { " (passed when it was tried again)" } else { "" };
    let at = finding.at.as_deref().map(|at| format!("at {at}: ")).unwrap_or_default();
    format!(
        "check     {}{flaky}\ntried     {tried}\nclause    {} · {}{}\nexpected  {}\nreceived  {at}{}\nrepeat    {}\n",
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
    entities(&if lines { escape_lines(text) } else { escape(text) })
}
