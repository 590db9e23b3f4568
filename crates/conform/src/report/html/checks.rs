//! Every case of the plan; what did not pass comes first where not all of them fit.

use super::markup::{anchor, text};
use crate::report::tally::by_reason;
use crate::report::text::{count, duration, thousands};
use crate::run::{ApiRun, CaseResult, Outcome};
use std::fmt::Write;

/// Checks of one API that are listed.
const ROWS: usize = 10_000;

/// Writes the list.
pub fn write(out: &mut String, api: &ApiRun) {
    if api.cases.is_empty() {
        return;
    }
    reasons(out, api);
    left_behind(out, api);
    let _ = write!(
        out,
        "<details class=\"wide-block\" data-block data-stop tabindex=\"-1\">\n<summary><h3 id=\"{}\">All {}</h3></summary>\n<ol class=\"checks\">\n",
        anchor("checks", &api.name),
        count(api.cases.len() as u64, "check")
    );
    let mut room = ROWS.saturating_sub(api.cases.iter().filter(|case| case.outcome != Outcome::Pass).count());
    let mut left_out = 0_u64;
    let mut shown = 0;
    for case in &api.cases {
        if case.outcome == Outcome::Pass {
            if room == 0 {
                left_out += 1;
                continue;
            }
            room -= 1;
        } else if shown == ROWS {
            left_out += 1;
            continue;
        }
        shown += 1;
        one(out, case);
    }
    out.push_str("</ol>\n");
    if left_out > 0 {
        let _ = writeln!(out, "<p class=\"dim\">{} did not fit here: the JSON report holds them.</p>", count(left_out, "further check"));
    }
    out.push_str("</details>\n");
}

/// What the run made and could not remove.
fn left_behind(out: &mut String, api: &ApiRun) {
    if api.left_behind.is_empty() {
        return;
    }
    out.push_str(
        "<div data-block>\n<h3>Left behind</h3>\n<p class=\"about\">The run made this and could not remove it.</p>\n<ul class=\"rows\">\n",
    );
    for left in api.left_behind.iter().take(ROWS / 10) {
        let curl = left.curl.as_deref().map(|curl| format!("<br><code>{}</code>", text(curl))).unwrap_or_default();
        let _ = writeln!(
            out,
            "<li data-state=\"none\"><code>{}</code> by {}<br><span class=\"dim\">{}</span>{curl}</li>",
            text(&left.at),
            text(&left.operation),
            text(&left.reason)
        );
    }
    out.push_str("</ul>\n</div>\n");
}

/// Why checks were skipped or not tried to the end, each reason once.
fn reasons(out: &mut String, api: &ApiRun) {
    let errors = by_reason(api, |outcome| if let Outcome::Error(reason) = outcome { Some(reason) } else { None });
    let skips = by_reason(api, |outcome| if let Outcome::Skip(reason) = outcome { Some(reason) } else { None });
    for (heading, state, groups) in [("Not tried to the end", "fail", errors), ("Skipped", "none", skips)] {
        if groups.is_empty() {
            continue;
        }
        let _ = write!(out, "<div data-block>\n<h3>{heading}</h3>\n<ul class=\"rows\">\n");
        for (reason, ids) in groups.iter().take(ROWS / 10) {
            let more = if ids.len() > 3 { format!(" and {} more", thousands(ids.len() as u64 - 3)) } else { String::new() };
            let ids: Vec<String> = ids.iter().take(3).map(|id| format!("<code>{}</code>", text(id))).collect();
            let _ =
                writeln!(out, "<li data-state=\"{state}\">{}<br><span class=\"dim\">{}{more}</span></li>", text(reason), ids.join(", "));
        }
        out.push_str("</ul>\n</div>\n");
    }
}

fn one(out: &mut String, case: &CaseResult) {
    let (state, word, why) = match &case.outcome {
        Outcome::Pass => ("pass", "passed", ""),
        outcome @ Outcome::Fail(_) if outcome.is_flaky() => ("fail", "flaky", ""),
        Outcome::Fail(_) => ("fail", "failed", ""),
        Outcome::Skip(reason) => ("none", "skipped", reason.as_str()),
        Outcome::Error(reason) => ("fail", "not tried to the end", reason.as_str()),
    };
    let why = if why.is_empty() { String::new() } else { format!(" <span class=\"reason\">{}</span>", text(why)) };
    let _ = writeln!(
        out,
        "<li data-state=\"{state}\"><span class=\"state {state}\">{word}</span><div><code>{}</code><p class=\"dim\">{}</p>{why}</div><span class=\"spent\">{} · {}</span></li>",
        text(&case.id),
        text(&case.what),
        count(case.requests, "request"),
        duration(case.took_ms)
    );
}
