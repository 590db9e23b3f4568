//! What of the documented interface was exercised: operations, statuses and media types, parameters and members; what was not has its reason.

use super::markup::{anchor, text};
use crate::report::text::{count, micros, thousands};
use crate::run::{ApiRun, Covered, CoveredMember, OperationRun};
use std::collections::HashMap;
use std::fmt::Write;

/// Rows of parameters and members of one page.
const ROWS: usize = 6000;

/// Writes the coverage of an API.
pub fn write(out: &mut String, api: &ApiRun) {
    if api.coverage.is_empty() && api.operations.is_empty() {
        return;
    }
    let mut answers: HashMap<&str, Vec<&Covered>> = HashMap::new();
    api.coverage.iter().for_each(|own| answers.entry(&own.operation).or_default().push(own));
    let mut members: HashMap<&str, Vec<&CoveredMember>> = HashMap::new();
    api.members.iter().for_each(|own| members.entry(&own.operation).or_default().push(own));
    let called = api.operations.iter().filter(|own| own.requests > 0).count();
    let seen = api.coverage.iter().filter(|own| own.times > 0).count();
    let touched = api.members.iter().filter(|own| own.times > 0).count();
    let _ = write!(
        out,
        "<div data-block>\n<h3 id=\"{}\">Coverage</h3>\n<p class=\"about\">{} of {} operations called · {} of {} documented answers seen · {} of {} parameters and members exercised</p>\n",
        anchor("coverage", &api.name),
        thousands(called as u64),
        thousands(api.operations.len() as u64),
        thousands(seen as u64),
        thousands(api.coverage.len() as u64),
        thousands(touched as u64),
        thousands(api.members.len() as u64)
    );
    let mut room = ROWS;
    for operation in &api.operations {
        let id = operation.id.as_str();
        one(out, &api.name, operation, answers.get(id).map_or(&[], Vec::as_slice), members.get(id).map_or(&[], Vec::as_slice), &mut room);
    }
    if api.operations.is_empty() {
        let mut rest: Vec<_> = api.coverage.iter().collect();
        rest.sort_by(|a, b| a.operation.cmp(&b.operation));
        table(out, &text(&api.name), &rest);
    }
    out.push_str("</div>\n");
}

fn one(out: &mut String, api: &str, operation: &OperationRun, answers: &[&Covered], members: &[&CoveredMember], room: &mut usize) {
    let state = if operation.requests > 0 { "pass" } else { "none" };
    let times = operation.latency.as_ref().map(|own| format!(" · median {}, 95 of 100 within {}", micros(own.p50_us), micros(own.p95_us)));
    let _ = write!(
        out,
        "<div class=\"operation\" data-block>\n<h4 data-state=\"{state}\"><span class=\"method\">{}</span> <code>{}</code> <span class=\"dim\">{}{}</span></h4>\n",
        text(&operation.method),
        text(&operation.path),
        count(operation.requests, "request"),
        times.unwrap_or_default()
    );
    if let Some(reason) = &operation.reason {
        let _ = writeln!(out, "<p class=\"reason\">not called: {}</p>", text(reason));
    }
    let label = text(&format!("{api} {}", operation.id));
    table(out, &label, answers);
    if !members.is_empty() {
        let left = members.iter().filter(|own| own.times == 0).count();
        let all = thousands(members.len() as u64);
        let told = if left == 0 { format!("all {all} exercised") } else { format!("{} of {all} not exercised", thousands(left as u64)) };
        let _ = write!(
            out,
            "<details data-block data-stop tabindex=\"-1\"><summary>Parameters and members: {told}</summary>\n<section class=\"scroll\" tabindex=\"0\" aria-label=\"Parameters and members of {label}\"><table>\n<thead><tr><th scope=\"col\">of</th><th scope=\"col\">member</th><th scope=\"col\">seen</th></tr></thead>\n<tbody>\n",
        );
        for member in members.iter().take(*room) {
            let media =
                member.media_type.as_deref().map(|media| format!(" <span class=\"dim\">{}</span>", text(media))).unwrap_or_default();
            let required = if member.required { " <span class=\"dim\">required</span>" } else { "" };
            let (state, seen) = seen(member.times, member.reason.as_deref());
            let _ = writeln!(
                out,
                "<tr data-state=\"{state}\"><td>{}{media}</td><td><code>{}</code>{required}</td><td>{seen}</td></tr>",
                text(&member.of),
                text(&member.member)
            );
        }
        out.push_str("</tbody></table></section>\n");
        if members.len() > *room {
            let _ = writeln!(
                out,
                "<p class=\"dim\">{} did not fit here: the JSON report holds them.</p>",
                count((members.len() - *room) as u64, "further row")
            );
        }
        *room -= members.len().min(*room);
        out.push_str("</details>\n");
    }
    out.push_str("</div>\n");
}

fn table(out: &mut String, label: &str, answers: &[&Covered]) {
    if answers.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "<section class=\"scroll\" tabindex=\"0\" aria-label=\"Documented answers of {label}\"><table>\n<thead><tr><th scope=\"col\">status</th><th scope=\"col\">media type</th><th scope=\"col\">seen</th></tr></thead>\n<tbody>\n"
    );
    for covered in answers {
        let (state, seen) = seen(covered.times, covered.reason.as_deref());
        let _ = writeln!(
            out,
            "<tr data-state=\"{state}\"><td><strong>{}</strong></td><td>{}</td><td>{seen}</td></tr>",
            text(&covered.status),
            text(covered.media_type.as_deref().unwrap_or("no content"))
        );
    }
    out.push_str("</tbody></table></section>\n");
}

fn seen(times: u64, reason: Option<&str>) -> (&'static str, String) {
    if times > 0 {
        return ("pass", format!("<span class=\"good\">{}</span>", count(times, "time")));
    }
    ("none", format!("<span class=\"reason\">not exercised: {}</span>", text(reason.unwrap_or("no check asked for it"))))
}
