//! `github`: workflow commands that annotate the spec element behind a finding. GitHub shows ten errors and ten warnings a step, so the rest
//! is counted in a notice.

use super::tally::{by_reason, findings, gate, grouped, verdict};
use super::text::{count, cut, escape, place};
use super::{Style, Tally};
use crate::Run;
use crate::run::{Outcome, Verdict};

/// Annotations of one level that a step may have.
const LIMIT: usize = 10;
/// Characters of a value.
const VALUE_LIMIT: usize = 700;
/// Characters of a message.
const MESSAGE_LIMIT: usize = 2000;

/// Writes one workflow command a line.
pub fn write(run: &Run, _: &Style, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    out.write_all(commands(run).as_bytes())
}

fn commands(run: &Run) -> String {
    let mut lines = Vec::new();
    let all = run
        .apis
        .iter()
        .flat_map(findings)
        .filter(|(_, finding)| finding.known.is_none())
        .map(|(case, finding)| ((finding.check.as_str(), finding.clause.as_str()), (case, finding)));
    let kinds = grouped(all);
    // One of each kind: ten annotations of one fault would hide the others.
    for (_, list) in kinds.iter().take(LIMIT) {
        let (case, finding) = list[0];
        let at = finding.at.as_deref().map(|at| format!("at {at}: ")).unwrap_or_default();
        let flaky = if finding.flaky { " (flaky: passed when it was tried again)" } else { "" };
        let more =
            if list.len() > 1 { format!("\nand {} of this kind", count(list.len() as u64 - 1, "more finding")) } else { String::new() };
        let (expected, received) = (cut(&finding.expected, VALUE_LIMIT), cut(&finding.received, VALUE_LIMIT));
        let message = format!("{}: expected {expected}\nreceived {at}{received}\ncheck {case}{flaky}{more}", finding.source);
        lines.push(command("error", finding.place.as_deref(), &finding.clause, &message));
    }
    let told: usize = kinds.iter().take(LIMIT).map(|(_, list)| list.len()).sum();
    let left: usize = kinds.iter().map(|(_, list)| list.len()).sum::<usize>() - told;
    let unfinished = if run.verdict == Verdict::Aborted { "error" } else { "warning" };
    let mut errors = Vec::new();
    let mut warnings = Vec::new();
    for api in &run.apis {
        for (reason, ids) in by_reason(api, |outcome| if let Outcome::Error(reason) = outcome { Some(reason) } else { None }) {
            let message = format!("{} could not be tried to the end: {reason}", count(ids.len() as u64, "check"));
            let into = if run.verdict == Verdict::Aborted { &mut errors } else { &mut warnings };
            into.push(command(unfinished, None, &api.name, &message));
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
    if run.verdict == Verdict::NothingChecked {
        errors.push(command("error", None, "specproof", "nothing was checked, so that there is no verdict"));
    }
    errors.extend(run.gate.iter().flat_map(|gate| &gate.stale).map(|line| command("error", None, "baseline", line)));
    let room = LIMIT - lines.len();
    let left = (left, errors.len().saturating_sub(room), warnings.len().saturating_sub(LIMIT));
    lines.extend(errors.into_iter().take(room));
    lines.extend(warnings.into_iter().take(LIMIT));
    let tally = Tally::of(run);
    let mut message = format!("{}: {} in {}", verdict(run.verdict), count(tally.findings, "finding"), count(tally.cases(), "check"));
    if let Some(own) = &run.gate {
        message.push_str(&format!("; {}", gate(own)));
    }
    for (number, what) in [(left.0, "finding"), (left.1, "error"), (left.2, "warning")] {
        if number > 0 {
            message.push_str(&format!("; {} not annotated", count(number as u64, what)));
        }
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
