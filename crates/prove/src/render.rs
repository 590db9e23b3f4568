//! A proof as text for 80 columns: figures, the kill matrix, survivors with their reason, loose places, checks that catch nothing.

use crate::proof::{ApiProof, Broken, Fate, Loose, Proof, Source};
use std::fmt::{self, Write};

/// Columns of a terminal that everything fits in.
const WIDTH: usize = 80;
/// Loose places that are named one by one.
const PLACES: usize = 15;

/// What is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detail {
    /// A line for each broken deployment.
    pub matrix: bool,
    /// Every loose place, however many there are.
    pub places: bool,
}

/// Writes a proof for people.
pub fn text(proof: &Proof, detail: Detail) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write_all(&mut out, proof, detail);
    out
}

fn write_all(out: &mut String, proof: &Proof, detail: Detail) -> fmt::Result {
    for api in &proof.apis {
        of_api(out, api)?;
    }
    if detail.matrix {
        table(out, proof)?;
    }
    for api in &proof.apis {
        alarms(out, api)?;
        lists(out, api)?;
        places(out, api, detail)?;
    }
    checks(out, proof)?;
    verdict(out, proof)
}

fn of_api(out: &mut String, api: &ApiProof) -> fmt::Result {
    writeln!(out, "{}: {} cases", api.name, api.cases)?;
    let (runs, requests) = (api.honest.len(), api.honest.iter().map(|honest| honest.requests).sum::<u64>());
    writeln!(out, "  honest   {} false alarms in {runs} runs, {requests} requests", api.alarms())?;
    for (source, word) in [(Source::Flaw, "flaws "), (Source::Fault, "faults"), (Source::Change, "change")] {
        let counted: Vec<_> = api.counted().filter(|broken| broken.source == source).collect();
        if counted.is_empty() {
            continue;
        }
        let killed = counted.iter().filter(|broken| broken.killed()).count();
        let rightly = counted.iter().filter(|broken| matches!(broken.fate, Fate::Killed { rightly: true, .. })).count();
        write!(out, "  {word}   {killed} of {} killed ({})", counted.len(), percent(killed, counted.len()))?;
        writeln!(out, ", {rightly} with the clause named")?;
    }
    let untried = api.broken.len() - api.counted().count();
    if untried > 0 {
        writeln!(out, "  untried  {untried} for which the specification gives no occasion")?;
    }
    if !api.loose.is_empty() {
        writeln!(out, "  allowed  {} that are no faults, because the specification is loose there", api.loose.len())?;
    }
    writeln!(out)
}

/// A share in percent, down to a tenth: only all is 100 %.
fn percent(part: usize, all: usize) -> String {
    let tenths = (part * 1000).checked_div(all).unwrap_or_default();
    if tenths.is_multiple_of(10) { format!("{} %", tenths / 10) } else { format!("{}.{} %", tenths / 10, tenths % 10) }
}

/// The letter of a column.
fn letter(column: usize) -> char {
    ('a'..='z').chain('A'..='Z').nth(column).unwrap_or('*')
}

/// Rows are broken deployments, columns are checks.
fn table(out: &mut String, proof: &Proof) -> fmt::Result {
    let power = proof.power();
    let columns: Vec<&str> = power.iter().filter(|own| own.kills > 0).map(|own| own.check.as_str()).collect();
    writeln!(out, "Kill matrix: which check found out which broken deployment")?;
    let half = columns.len().div_ceil(2);
    for row in 0..half {
        let cell = |at: usize| columns.get(at).map(|check| format!("{} {check}", letter(at))).unwrap_or_default();
        writeln!(out, "{}", format!("  {:<36}{}", cell(row), cell(row + half)).trim_end())?;
    }
    let width = WIDTH.saturating_sub(columns.len() + 4).max(20);
    let head: String = (0..columns.len()).map(letter).collect();
    for api in &proof.apis {
        writeln!(out, "\n  {:<width$}  {head}", api.name)?;
        for broken in &api.broken {
            let Fate::Killed { checks, .. } = &broken.fate else { continue };
            let mark = |(at, check): (usize, &&str)| if checks.iter().any(|own| own == check) { letter(at) } else { '·' };
            let marks: String = columns.iter().enumerate().map(mark).collect();
            let id = broken.id.strip_prefix(&format!("{}.", api.name)).unwrap_or(&broken.id);
            writeln!(out, "  {:<width$}  {marks}", cut(id, width))?;
        }
    }
    writeln!(out)
}

/// The text in so many columns, its middle left out where it is longer.
fn cut(text: &str, width: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= width {
        return text.to_owned();
    }
    let (before, after) = ((width - 1) / 3, width - 1 - (width - 1) / 3);
    letters[..before].iter().chain(&['…']).chain(&letters[letters.len() - after..]).collect()
}

fn alarms(out: &mut String, api: &ApiProof) -> fmt::Result {
    for honest in api.honest.iter().filter(|honest| !honest.alarms.is_empty()) {
        writeln!(out, "{}: false alarms against {} (seed {})", api.name, honest.what, honest.seed)?;
        for alarm in &honest.alarms {
            hang(out, "  ", alarm)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn lists(out: &mut String, api: &ApiProof) -> fmt::Result {
    let section = |out: &mut String, title: &str, all: &[&Broken]| -> fmt::Result {
        if all.is_empty() {
            return Ok(());
        }
        writeln!(out, "{}: {title}", api.name)?;
        for broken in all {
            writeln!(out, "  {}", broken.id)?;
            hang(out, "    ", &broken.says)?;
            hang(out, "    ", &reason(broken))?;
            if let Some(place) = &broken.place {
                writeln!(out, "    {place}")?;
            }
        }
        writeln!(out)
    };
    let of = |wanted: fn(&Broken) -> bool| api.broken.iter().filter(move |broken| wanted(broken)).collect::<Vec<_>>();
    section(out, "survivors", &of(Broken::is_unexplained))?;
    section(out, "survivors that the specification explains", &of(|broken| matches!(broken.fate, Fate::Survived { why: Some(_), .. })))?;
    section(
        out,
        "killed by a finding that names another clause",
        &of(|broken| matches!(broken.fate, Fate::Killed { rightly: false, .. })),
    )?;
    let mut untried: Vec<(&str, Vec<&Broken>)> = Vec::new();
    for broken in &api.broken {
        let Fate::Unmet { why: Some(why) } = &broken.fate else { continue };
        match untried.iter_mut().find(|(own, _)| own == why) {
            Some((_, all)) => all.push(broken),
            None => untried.push((why, vec![broken])),
        }
    }
    if !untried.is_empty() {
        writeln!(out, "{}: untried", api.name)?;
        for (why, all) in untried {
            hang(out, "  ", &format!("{}: {why}", all.len()))?;
            let some: Vec<_> = all.iter().take(3).map(|broken| broken.id.as_str()).collect();
            let more = if all.len() > some.len() { ", …" } else { "" };
            hang(out, "    ", &format!("{}{more}", some.join(", ")))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Why a broken deployment is listed.
pub fn reason(broken: &Broken) -> String {
    let breaks = format!("it breaks {}", broken.clauses.join(", "));
    match &broken.fate {
        Fate::Killed { checks, clauses, .. } => format!("{breaks}; found by {} as {}", checks.join(", "), clauses.join(", ")),
        Fate::Survived { why: Some(why), .. } | Fate::Unmet { why: Some(why) } => why.clone(),
        Fate::Survived { met: Some(met), .. } => format!("{breaks}; {met} exchanges or more would have met it, and no check noticed"),
        Fate::Survived { met: None, .. } => format!("{breaks}; no check noticed"),
        Fate::Unmet { why: None } => format!("{breaks}; no request of the suite meets it"),
        Fate::NotRun { why } => format!("it could not be run: {why}"),
    }
}

/// Loose places, each once with all that is allowed there.
pub fn loose(api: &ApiProof) -> Vec<(&str, Vec<&Loose>)> {
    let mut places: Vec<(&str, Vec<&Loose>)> = Vec::new();
    for own in &api.loose {
        match places.iter_mut().find(|(place, _)| *place == own.place) {
            Some((_, all)) => all.push(own),
            None => places.push((&own.place, vec![own])),
        }
    }
    places
}

fn places(out: &mut String, api: &ApiProof, detail: Detail) -> fmt::Result {
    let places = loose(api);
    if places.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}: loose places, where no deployment can be wrong", api.name)?;
    let shown = if detail.places { places.len() } else { PLACES };
    for (place, all) in places.iter().take(shown) {
        writeln!(out, "  {place}")?;
        for own in all {
            hang(out, "    ", &format!("{}: {}", own.says, own.why))?;
        }
    }
    if places.len() > shown {
        writeln!(out, "  and {} places more (--verbose)", places.len() - shown)?;
    }
    writeln!(out)
}

fn checks(out: &mut String, proof: &Proof) -> fmt::Result {
    let power = proof.power();
    if power.iter().all(|own| own.kills == 0) {
        return Ok(());
    }
    writeln!(out, "{:<24}{:>7}{:>9}", "check", "kills", "alone")?;
    for own in power.iter().filter(|own| own.kills > 0) {
        writeln!(out, "{:<24}{:>7}{:>9}", own.check, own.kills, own.alone)?;
    }
    let idle: Vec<_> = power.iter().filter(|own| own.kills == 0).map(|own| own.check.as_str()).collect();
    if !idle.is_empty() {
        hang(out, "", &format!("\nThese checks caught nothing: {}", idle.join(", ")))?;
    }
    writeln!(out)
}

fn verdict(out: &mut String, proof: &Proof) -> fmt::Result {
    let figures = figures(proof);
    let runs: usize = proof.apis.iter().map(|api| api.honest.len()).sum();
    if figures.counted == 0 {
        let requests: u64 = proof.apis.iter().flat_map(|api| &api.honest).map(|honest| honest.requests).sum();
        let text = format!("{} false alarms in {runs} honest runs, {requests} requests, {} s", figures.alarms, proof.took_ms / 1000);
        return hang(out, "", &text);
    }
    let word = if proof.holds() { "PROVEN" } else { "NOT PROVEN" };
    let text = format!(
        "{word}: {} of {} broken deployments killed ({}), {} false alarms in {runs} honest runs, {} s",
        figures.killed,
        figures.counted,
        percent(figures.killed, figures.counted),
        figures.alarms,
        proof.took_ms / 1000
    );
    hang(out, "", &text)
}

/// The sums of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Broken deployments that count.
    pub counted: usize,
    /// Those that were found out.
    pub killed: usize,
    /// Findings against deployments that keep the contract.
    pub alarms: usize,
}

/// Adds up.
pub fn figures(proof: &Proof) -> Figures {
    let counted = proof.apis.iter().flat_map(ApiProof::counted);
    let killed = counted.clone().filter(|broken| broken.killed()).count();
    Figures { counted: counted.count(), killed, alarms: proof.apis.iter().map(ApiProof::alarms).sum() }
}

/// Text behind an indent, wrapped between words; further lines two columns further in.
fn hang(out: &mut String, indent: &str, text: &str) -> fmt::Result {
    let (mut line, mut used) = (indent.to_owned(), 0);
    for word in text.split(' ') {
        if used > 0 && line.chars().count() + word.chars().count() >= WIDTH {
            writeln!(out, "{line}")?;
            (line, used) = (format!("{indent}  "), 0);
        }
        if used > 0 {
            line.push(' ');
        }
        line.push_str(word);
        used += 1;
    }
    writeln!(out, "{line}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Honest;

    fn broken(id: &str, fate: Fate) -> Broken {
        let clauses = vec!["openapi.schema".to_owned()];
        Broken { id: id.to_owned(), source: Source::Fault, clauses, says: "It does".to_owned(), place: Some("a.yaml:3:5".to_owned()), fate }
    }

    fn proof() -> Proof {
        let killed = |checks: &[&str]| Fate::Killed {
            checks: checks.iter().map(|check| (*check).to_owned()).collect(),
            clauses: vec!["openapi.schema".to_owned()],
            rightly: true,
            requests: 7,
        };
        let long = format!("dice.throwTheDie.{}.dropped", "member.".repeat(12));
        let broken = vec![
            broken("dice.throwTheDie.200.eyes.dropped", killed(&["flow", "body-schema"])),
            broken(&long, killed(&["granted-text", "body-schema"])),
            broken("dice.throwTheDie.200.eyes.null", Fate::Survived { met: Some(3), why: None }),
            broken("dice.throwTheDie.429.eyes.null", Fate::Unmet { why: Some("no request of the run gets this answer".to_owned()) }),
        ];
        let loose = Loose {
            place: "dice.yaml:7:9".to_owned(),
            says: "note is left out".to_owned(),
            why: "nothing requires this member".to_owned(),
            id: "dice.throwTheDie.200.note.dropped".to_owned(),
        };
        let honest = Honest { what: "as it is".to_owned(), seed: 0, requests: 40, alarms: Vec::new() };
        Proof {
            apis: vec![ApiProof { name: "dice".to_owned(), cases: 9, honest: vec![honest], broken, loose: vec![loose] }],
            took_ms: 1500,
        }
    }

    #[test]
    fn it_fits_in_eighty_columns_and_tells_the_kill_rate() {
        let text = text(&proof(), Detail { matrix: true, places: false });
        for line in text.lines() {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
        for part in [
            "  faults   2 of 3 killed (66.6 %), 2 with the clause named",
            "a flow",
            "dice: survivors\n  dice.throwTheDie.200.eyes.null",
            "  1: no request of the run gets this answer",
            "note is left out: nothing requires this member",
            "NOT PROVEN: 2 of 3 broken deployments killed (66.6 %), 0 false alarms",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn only_all_is_a_hundred_percent() {
        assert_eq!((percent(999, 1000), percent(9999, 10000), percent(3, 3)), ("99.9 %".into(), "99.9 %".into(), "100 %".into()));
    }
}
