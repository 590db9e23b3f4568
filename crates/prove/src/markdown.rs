//! A proof as Markdown, for pages and closing notes.

use crate::proof::{ApiProof, Fate, Proof, Source};
use crate::render::{figures, loose, reason};
use std::fmt::Write;

/// Writes a proof as a page.
pub fn page(proof: &Proof) -> String {
    let mut out = String::from("# Proof\n\n");
    let sums = figures(proof);
    let _ = writeln!(out, "{} of {} broken deployments were found out, with {} false alarms.\n", sums.killed, sums.counted, sums.alarms);
    out.push_str(
        "| API | honest runs | false alarms | flaws killed | faults killed | untried | allowed |\n|---|---|---|---|---|---|---|\n",
    );
    for api in &proof.apis {
        let of = |wanted: Source| {
            let all =
                api.counted().filter(|broken| broken.source == wanted || (wanted == Source::Fault && broken.source == Source::Change));
            format!("{} of {}", all.clone().filter(|broken| broken.killed()).count(), all.count())
        };
        let untried = api.broken.len() - api.counted().count();
        let row = [
            api.name.clone(),
            api.honest.len().to_string(),
            api.alarms().to_string(),
            of(Source::Flaw),
            of(Source::Fault),
            untried.to_string(),
            api.loose.len().to_string(),
        ];
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out.push_str("\n## Checks\n\n| check | kills | alone |\n|---|---|---|\n");
    for own in proof.power() {
        let _ = writeln!(out, "| {} | {} | {} |", own.check, own.kills, own.alone);
    }
    for api in &proof.apis {
        of_api(&mut out, api);
    }
    out
}

fn of_api(out: &mut String, api: &ApiProof) {
    let _ = writeln!(out, "\n## {}\n\n| broken deployment | what it does | found by |\n|---|---|---|", api.name);
    for broken in &api.broken {
        let by = match &broken.fate {
            Fate::Killed { checks, .. } => checks.join(", "),
            Fate::Unmet { why: Some(_) } => continue,
            _ => format!("**nobody**: {}", reason(broken)),
        };
        let _ = writeln!(out, "| `{}` | {} | {} |", broken.id, cell(&broken.says), cell(&by));
    }
    let places = loose(api);
    if !places.is_empty() {
        let _ = writeln!(out, "\n| loose place | a deployment may | because |\n|---|---|---|");
    }
    for (place, all) in places {
        for own in all {
            let _ = writeln!(out, "| {place} | {} | {} |", cell(&own.says), cell(&own.why));
        }
    }
}

/// Text within a cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
