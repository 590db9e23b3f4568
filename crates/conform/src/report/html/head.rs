//! The top of the page: the verdict in words, and four figures with their shares.

use super::markup::text;
use crate::Run;
use crate::report::Tally;
use crate::report::tally::{gate, is_good};
use crate::report::text::{count, duration, rfc3339, thousands};
use crate::run::Verdict;
use std::fmt::Write;

/// The verdict as a heading.
pub fn words(run: &Run) -> &'static str {
    match run.verdict {
        Verdict::DoesNotConform if is_good(run) => "Passes the gate",
        Verdict::Conforms => "Conforms",
        Verdict::DoesNotConform => "Does not conform",
        Verdict::Aborted => "Aborted",
        Verdict::NothingChecked => "Nothing checked",
    }
}

/// A figure: how many of all, and the shares of what they are made of: class, word, number.
struct Figure<'a> {
    label: &'a str,
    shares: Vec<(&'a str, &'a str, u64)>,
}

/// Writes the header.
pub fn write(out: &mut String, run: &Run) {
    let tally = Tally::of(run);
    let (class, path) = match run.verdict {
        Verdict::Conforms => ("good", "M4 10.5 8 14.5 16 6"),
        // What is known and tolerated is wrong all the same.
        Verdict::DoesNotConform if is_good(run) => ("warn", "M4 10.5 8 14.5 16 6"),
        Verdict::DoesNotConform => ("bad", "M5 5 15 15M15 5 5 15"),
        Verdict::Aborted | Verdict::NothingChecked => ("warn", "M10 4V11M10 14.5V15.5"),
    };
    let _ = write!(
        out,
        "<header class=\"{class}\">\n<p class=\"brand\">Specproof report</p>\n<h1><svg viewBox=\"0 0 20 20\" width=\"36\" height=\"36\" aria-hidden=\"true\"><circle cx=\"10\" cy=\"10\" r=\"10\"/><path d=\"{path}\"/></svg>{}</h1>\n<p class=\"lead\">{}</p>\n",
        words(run),
        lead(run, &tally)
    );
    let figures = [
        Figure {
            label: "Clauses",
            shares: vec![
                ("good", "hold", tally.clauses_passed),
                ("bad", "broken", tally.clauses_failed),
                ("none", "not checked", tally.clauses_not_checked),
            ],
        },
        Figure {
            label: "Checks",
            shares: vec![
                ("good", "passed", tally.passed),
                ("bad", "failed", tally.failed - tally.flaky),
                ("bad", "flaky", tally.flaky),
                ("warn", "not tried to the end", tally.errors),
                ("none", "skipped", tally.skipped),
            ],
        },
        Figure {
            label: "Documented answers",
            shares: vec![("good", "seen", tally.exercised), ("none", "not exercised", tally.documented - tally.exercised)],
        },
        Figure { label: "Parameters and members", shares: members(run) },
    ];
    if let Some(own) = &run.gate {
        let class = if own.passes { "good" } else { "bad" };
        let stale: String = own.stale.iter().take(100).map(|line| format!("<br>{}", text(line))).collect();
        let _ = writeln!(out, "<p class=\"gate\"><span class=\"key {class}\"></span>{}.{stale}</p>", text(&capital(&gate(own))));
    }
    if let Some(why) = &run.aborted {
        let _ = writeln!(out, "<p class=\"gate\"><span class=\"key warn\"></span>The run ended before its time: {}.</p>", text(why));
    }
    if !run.narrowed.is_empty() {
        let filters = text(&run.narrowed.join(" "));
        let _ = writeln!(out, "<p class=\"gate\"><span class=\"key none\"></span>Only a part was selected: <code>{filters}</code></p>");
    }
    if let Some(part) = &run.shard {
        let _ = writeln!(out, "<p class=\"gate\"><span class=\"key none\"></span>This is part {} of the plan.</p>", text(part));
    }
    out.push_str("<div class=\"figures\">\n");
    figures.iter().filter(|figure| figure.shares.iter().any(|(.., number)| *number > 0)).for_each(|figure| one(out, figure));
    let _ = write!(
        out,
        "</div>\n<p class=\"dim facts\">{} · took {} · {} · seed {} · specproof {}</p>\n</header>\n",
        rfc3339(run.started.saturating_mul(1000)).replace('T', " ").replace(".000Z", " UTC"),
        duration(run.took_ms),
        count(tally.requests, "request"),
        run.seed,
        text(&run.version)
    );
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// One sentence that says what the verdict rests on.
fn lead(run: &Run, tally: &Tally) -> String {
    let targets: Vec<&str> = run.apis.iter().map(|api| api.target.as_str()).collect();
    let same = targets.windows(2).all(|pair| pair[0] == pair[1]);
    let at = if same { targets.first().map(|target| format!(" at <code>{}</code>", text(target))) } else { None }.unwrap_or_default();
    let many = run.apis.len() as u64;
    let apis = if many == 1 { run.apis.first().map_or_else(String::new, |api| text(&api.name)) } else { count(many, "API") };
    match run.verdict {
        Verdict::Conforms if tally.clauses_not_checked > 0 => format!(
            "The deployment of {apis}{at} does what its documents say, as far as it was checked: {} of {} hold, {} with a reason why not checked.",
            thousands(tally.clauses_passed),
            count(tally.clauses(), "clause"),
            thousands(tally.clauses_not_checked)
        ),
        Verdict::Conforms => {
            format!("The deployment of {apis}{at} does what its documents say: all {} hold.", count(tally.clauses(), "clause"))
        }
        Verdict::DoesNotConform => format!(
            "The deployment of {apis}{at} breaks {} of {}, in {}.",
            thousands(tally.clauses_failed),
            count(tally.clauses(), "clause"),
            count(tally.findings, "finding")
        ),
        Verdict::Aborted => {
            format!("{} of {apis}{at} could not be tried to the end, so that there is no verdict.", count(tally.errors, "check"))
        }
        Verdict::NothingChecked => format!("No check of {apis}{at} was tried, so that there is no verdict."),
    }
}

fn members(run: &Run) -> Vec<(&'static str, &'static str, u64)> {
    let all = || run.apis.iter().flat_map(|api| &api.members);
    let seen = all().filter(|member| member.times > 0).count() as u64;
    vec![("good", "exercised", seen), ("none", "not exercised", all().count() as u64 - seen)]
}

fn one(out: &mut String, figure: &Figure<'_>) {
    let total: u64 = figure.shares.iter().map(|(.., number)| number).sum();
    let first = figure.shares.first().map_or(0, |(.., number)| *number);
    let _ = write!(
        out,
        "<section class=\"figure\"><h2>{}</h2>\n<p class=\"number\"><strong>{}</strong> <span class=\"dim\">of {}</span></p>\n<svg viewBox=\"0 0 100 3\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
        figure.label,
        thousands(first),
        thousands(total)
    );
    let mut x = 0.0;
    for (class, _, number) in &figure.shares {
        let share = *number as f64 / total.max(1) as f64 * 100.0;
        // What is there at all is seen.
        let width = if *number > 0 { share.max(1.0) } else { 0.0 };
        if width > 0.0 {
            let x = f64::min(x, 100.0 - width);
            let _ = write!(out, "<rect class=\"{class}\" x=\"{x:.2}\" y=\"0\" width=\"{width:.2}\" height=\"3\"/>");
        }
        x += share;
    }
    let words: Vec<String> = figure
        .shares
        .iter()
        .filter(|(.., number)| *number > 0)
        .map(|(class, word, number)| format!("<span class=\"key {class}\">{} {word}</span>", thousands(*number)))
        .collect();
    let _ = write!(out, "</svg>\n<p class=\"keys-of\">{}</p></section>\n", words.join(" "));
}
