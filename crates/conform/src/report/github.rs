//! `github`: workflow commands that annotate the spec element behind a finding. GitHub shows ten errors and ten warnings a step, so the rest
//! is counted in a notice.

use super::tally::{by_reason, findings, verdict};
use super::text::{count, cut, escape, place};
use super::{Style, Tally};
use crate::Run;
use crate::run::Outcome;

/// Annotations of one level that a step may have.
const LIMIT: usize = 10;
/// Characters of a message.
const MESSAGE_LIMIT: usize = 2000;

/// Writes one workflow command a line.
pub fn write(run: &Run, _: &Style) -> String {
    let mut lines = Vec::new();
    let all: Vec<_> = run.apis.iter().flat_map(findings).collect();
    for (case, finding) in all.iter().take(LIMIT) {
        let at = finding.at.as_deref().map(|at| format!("at {at}: ")).unwrap_or_default();
        let message = format!(
            "{} ({})\nexpected {}\nreceived {at}{}\ncheck {case}",
            finding.clause, finding.source, finding.expected, finding.received
        );
        lines.push(command("error", finding.place.as_deref(), &finding.clause, &message));
    }
    let mut warnings = Vec::new();
    for api in &run.apis {
        for (reason, ids) in by_reason(api, |outcome| if let Outcome::Error(reason) = outcome { Some(reason) } else { None }) {
            let message = format!("{} could not be tried to the end: {reason}", count(ids.len() as u64, "check"));
            warnings.push(command("warning", None, &api.name, &message));
        }
        for covered in api.coverage.iter().filter(|covered| covered.times == 0) {
            let reason = covered.reason.as_deref().unwrap_or("no check asked for it");
            warnings.push(command(
                "warning",
                None,
                &api.name,
                &format!("{} {} was not exercised: {reason}", covered.operation, covered.status),
            ));
        }
    }
    let left = (all.len().saturating_sub(LIMIT), warnings.len().saturating_sub(LIMIT));
    lines.extend(warnings.into_iter().take(LIMIT));
    let tally = Tally::of(run);
    let mut message = format!("{}: {} in {}", verdict(run.verdict), count(tally.findings, "finding"), count(tally.cases(), "check"));
    if left != (0, 0) {
        message.push_str(&format!("; not annotated: {}, {}", count(left.0 as u64, "finding"), count(left.1 as u64, "warning")));
    }
    lines.push(command("notice", None, "specproof", &message));
    lines.push(String::new());
    lines.join("\n")
}

fn command(level: &str, at: Option<&str>, title: &str, message: &str) -> String {
    let place = at.map_or_else(String::new, |at| {
        let (file, line, column) = place(at);
        format!("file={},line={line},col={column},", property(file))
    });
    let message = cut(message, MESSAGE_LIMIT);
    let message = message.split('\n').map(|line| data(&escape(line))).collect::<Vec<_>>().join("%0A");
    format!("::{level} {place}title={}::{message}", property(title))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&escape(text)).replace(':', "%3A").replace(',', "%2C")
}
