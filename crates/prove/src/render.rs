//! A proof as text: figures, the kill matrix, survivors with their reason, checks that catch nothing.

use crate::proof::{ApiProof, Broken, Fate, Proof, Source};
use std::fmt::{self, Write};

/// Writes a proof for people. With `matrix` every broken deployment gets a line, else only those that need a look.
pub fn text(proof: &Proof, matrix: bool) -> String {
    let mut out = String::new();
    for api in &proof.apis {
        // Writing to a string does not fail.
        let _ = of_api(&mut out, api, matrix);
    }
    let _ = verdict(&mut out, proof);
    out
}

fn of_api(out: &mut String, api: &ApiProof, matrix: bool) -> fmt::Result {
    writeln!(out, "{}", api.name)?;
    let (runs, requests) = (api.honest.len(), api.honest.iter().map(|honest| honest.requests).sum::<u64>());
    writeln!(out, "  honest   {} false alarms in {runs} runs, {requests} requests", api.alarms())?;
    for source in [Source::Flaw, Source::Fault] {
        figures(out, api, source)?;
    }
    if matrix {
        table(out, api)?;
    }
    for honest in api.honest.iter().filter(|honest| !honest.alarms.is_empty()) {
        writeln!(out, "\n  false alarms against {} (seed {}):", honest.what, honest.seed)?;
        for alarm in &honest.alarms {
            writeln!(out, "    {alarm}")?;
        }
    }
    lists(out, api)?;
    writeln!(out)
}

fn figures(out: &mut String, api: &ApiProof, source: Source) -> fmt::Result {
    let counted: Vec<_> = api.counted(source).collect();
    if counted.is_empty() {
        return Ok(());
    }
    let killed = counted.iter().filter(|broken| broken.killed()).count();
    let rightly = counted.iter().filter(|broken| matches!(broken.fate, Fate::Killed { rightly: true, .. })).count();
    let word = match source {
        Source::Flaw => "flaws ",
        Source::Fault => "faults",
    };
    let percent = killed * 100 / counted.len();
    write!(
        out,
        "  {word}   {killed} of {} killed ({percent} %), {rightly} of them by a finding that names the broken clause",
        counted.len()
    )?;
    let allowed = api.broken.iter().filter(|broken| broken.source == source && broken.fate == Fate::Allowed).count();
    if allowed > 0 {
        write!(out, "; {allowed} more are none, the specification allows them")?;
    }
    writeln!(out)
}

/// Rows are broken deployments, columns are checks.
fn table(out: &mut String, api: &ApiProof) -> fmt::Result {
    let checks: Vec<_> = api.power().into_iter().filter(|(_, kills, _)| *kills > 0).map(|(check, ..)| check).collect();
    let width = api.broken.iter().map(|broken| broken.id.chars().count()).max().unwrap_or_default();
    writeln!(out, "\n  kill matrix: ● the check found it out")?;
    for (at, check) in checks.iter().enumerate() {
        writeln!(out, "    {:width$}  {}┌ {check}", "", "│".repeat(at))?;
    }
    for broken in &api.broken {
        let Fate::Killed { checks: by, .. } = &broken.fate else { continue };
        let marks: String = checks.iter().map(|check| if by.iter().any(|own| own == check) { '●' } else { '·' }).collect();
        writeln!(out, "    {:width$}  {marks}", broken.id)?;
    }
    Ok(())
}

fn lists(out: &mut String, api: &ApiProof) -> fmt::Result {
    let of = |wanted: fn(&Broken) -> bool| api.broken.iter().filter(move |broken| wanted(broken)).collect::<Vec<_>>();
    section(out, "survivors", &of(|broken| matches!(broken.fate, Fate::Survived { .. } | Fate::NeverMet | Fate::NotRun { .. })))?;
    section(
        out,
        "killed by a finding that names another clause",
        &of(|broken| matches!(broken.fate, Fate::Killed { rightly: false, .. })),
    )?;
    section(out, "no faults, because the specification is loose there", &of(|broken| broken.fate == Fate::Allowed))?;
    let idle: Vec<_> = api.power().into_iter().filter(|(_, kills, _)| *kills == 0).map(|(check, ..)| check).collect();
    if !idle.is_empty() {
        writeln!(out, "\n  checks that caught nothing here: {}", idle.join(", "))?;
    }
    Ok(())
}

fn section(out: &mut String, title: &str, all: &[&Broken]) -> fmt::Result {
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n  {title}:")?;
    for broken in all {
        writeln!(out, "    {}: {}", broken.id, broken.says)?;
        let place = broken.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
        writeln!(out, "      {}{place}", reason(broken))?;
    }
    Ok(())
}

fn reason(broken: &Broken) -> String {
    match &broken.fate {
        Fate::Killed { checks, clauses, .. } => {
            format!("breaks {}; found by {} as {}", broken.clauses.join(", "), checks.join(", "), clauses.join(", "))
        }
        Fate::Survived { met: Some(met) } => {
            format!(
                "at least {met} exchanges of the honest run would have met it, and no check noticed; it breaks {}",
                broken.clauses.join(", ")
            )
        }
        Fate::Survived { met: None } => format!("no check noticed; it breaks {}", broken.clauses.join(", ")),
        Fate::NeverMet => format!("no request of the suite meets it; it would break {}", broken.clauses.join(", ")),
        Fate::Allowed => "what it does is as specified".to_owned(),
        Fate::NotRun { why } => format!("it could not be run: {why}"),
    }
}

fn verdict(out: &mut String, proof: &Proof) -> fmt::Result {
    let broken = proof.apis.iter().flat_map(|api| &api.broken).filter(|broken| broken.fate != Fate::Allowed);
    let (mut all, mut killed) = (0, 0);
    for own in broken {
        all += 1;
        killed += usize::from(own.killed());
    }
    let alarms: usize = proof.apis.iter().map(ApiProof::alarms).sum();
    let word = if proof.holds() { "PROVEN" } else { "NOT PROVEN" };
    let seconds = proof.took_ms / 1000;
    writeln!(out, "{word}: {killed} of {all} broken deployments found out, {alarms} false alarms, in {seconds} s")
}
