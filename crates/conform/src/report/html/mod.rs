//! `html`: one file that needs nothing else. It reads without a script; the script only searches, filters and moves. A content policy allows
//! exactly this style and this script, by their hashes, and no request.

mod charts;

use super::tally::{findings, verdict};
use super::text::{count, cut, duration, escape, rfc3339, thousands};
use super::{Style, Tally};
use crate::Run;
use crate::run::{ApiRun, Finding, MaskedExchange, Outcome, State, Verdict};
use base64::Engine as _;
use sha2::{Digest, Sha256};
use std::fmt::Write;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Characters of a value.
const VALUE_LIMIT: usize = 16 * 1024;
/// Checks that are named beside a clause.
const LISTED: usize = 25;

/// Writes the page.
pub fn write(run: &Run, _: &Style) -> String {
    let tally = Tally::of(run);
    let good = run.verdict == Verdict::Conforms;
    let policy =
        format!("default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'", hash(STYLE), hash(SCRIPT));
    let word = verdict(run.verdict);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{word}: Specproof report</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
    );
    let _ = write!(
        out,
        "<header>\n<h1 class=\"{}\">{word}</h1>\n<p>{} of {} hold, {} broken, {} not checked. {}, {}, {} in {}.</p>\n<p class=\"dim\">{} · version {} · seed {}</p>\n</header>\n",
        if good { "good" } else { "bad" },
        thousands(tally.clauses_passed),
        count(tally.clauses(), "clause"),
        thousands(tally.clauses_failed),
        thousands(tally.clauses_not_checked),
        count(tally.findings, "finding"),
        count(tally.cases(), "check"),
        count(tally.requests, "request"),
        duration(run.took_ms),
        rfc3339(run.started * 1000),
        text(&run.version),
        run.seed
    );
    out.push_str(
        "<div class=\"bar\" hidden>\n<label for=\"search\">Search</label>\n<input id=\"search\" type=\"search\" autocomplete=\"off\" placeholder=\"clause, check, text\">\n\
         <label for=\"state\">State</label>\n<select id=\"state\"><option value=\"\">all</option><option value=\"fail\">broken</option><option value=\"none\">not checked</option><option value=\"pass\">holds</option></select>\n\
         <output id=\"shown\" class=\"dim\"></output>\n<span class=\"dim wide\">/ search · j k findings · Esc clear</span>\n</div>\n<main>\n",
    );
    for api in &run.apis {
        section(&mut out, api);
    }
    let _ = write!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

fn hash(text: &str) -> String {
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text)))
}

/// Foreign text as HTML text or attribute value.
fn text(text: &str) -> String {
    markup(&escape(text))
}

/// As [`text`], in several lines and cut to the limit.
fn block(text: &str) -> String {
    markup(&super::text::escape_lines(&cut(text, VALUE_LIMIT)))
}

fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn section(out: &mut String, api: &ApiRun) {
    let document = api.document.as_deref().map(|document| format!(" · {}", text(document))).unwrap_or_default();
    let _ = write!(
        out,
        "<section>\n<h2>{}: {}</h2>\n<p class=\"dim\">{}{document} · {}</p>\n",
        text(&api.name),
        text(&api.title),
        text(&api.target),
        count(api.requests, "request")
    );
    let own: Vec<_> = findings(api).collect();
    if !own.is_empty() {
        out.push_str("<h3>Findings</h3>\n");
        own.iter().for_each(|(case, found)| finding(out, case, found));
    }
    clauses(out, api);
    coverage(out, api);
    readings(out, api);
    let pictures = charts::distributions(api);
    if !pictures.is_empty() {
        let _ = write!(out, "<h3>Times</h3>\n{pictures}");
    }
    checks(out, api);
    out.push_str("</section>\n");
}

fn finding(out: &mut String, case: &str, finding: &Finding) {
    let flaky = if finding.flaky { " <strong>passed when it was tried again</strong>" } else { "" };
    let at = finding.at.as_deref().map(|at| format!("at <code>{}</code>: ", text(at))).unwrap_or_default();
    let place = finding.place.as_deref().map(|place| format!(" · {}", text(place))).unwrap_or_default();
    let _ = write!(
        out,
        "<article class=\"finding\" data-state=\"fail\" tabindex=\"-1\">\n<dl>\n<dt>check</dt><dd><code>{}</code> · {}{flaky}</dd>\n\
         <dt>clause</dt><dd><code>{}</code> · {}{place}</dd>\n<dt>expected</dt><dd><ins>{}</ins></dd>\n<dt>received</dt><dd>{at}<del>{}</del></dd>\n\
         <dt>repeat</dt><dd><code>{}</code></dd>\n</dl>\n",
        text(case),
        text(&finding.check),
        text(&finding.clause),
        text(&finding.source),
        block(&finding.expected),
        block(&finding.received),
        block(&finding.curl)
    );
    if let Some(exchange) = &finding.exchange {
        let _ = write!(
            out,
            "<details><summary>Request and answer</summary>\n<pre tabindex=\"0\">{}</pre>\n<pre tabindex=\"0\">{}</pre>\n</details>\n",
            block(&request(exchange)),
            marked(&answer(exchange), finding.at.as_deref())
        );
    }
    out.push_str("</article>\n");
}

fn fields(fields: &[(String, String)]) -> String {
    fields.iter().map(|(name, value)| format!("{name}: {value}\n")).collect()
}

fn request(exchange: &MaskedExchange) -> String {
    let body = exchange.request_body.as_deref().unwrap_or_default();
    format!("{} {}\n{}\n{body}", exchange.method, exchange.url, fields(&exchange.request_headers))
}

fn answer(exchange: &MaskedExchange) -> String {
    let status = exchange.status.map_or_else(|| "no whole answer".to_owned(), |status| status.to_string());
    let body = exchange.answer_body.as_deref().unwrap_or_default();
    format!("{status} after {}\n{}\n{body}", duration(exchange.took_ms), fields(&exchange.answer_headers))
}

/// The answer, with the member that a JSON pointer ends in marked wherever it is named.
fn marked(answer: &str, at: Option<&str>) -> String {
    let shown = block(answer);
    let name = at.and_then(|at| at.rsplit('/').next()).filter(|name| !name.is_empty() && name.len() < 100);
    let Some(name) = name.map(|name| text(&format!("\"{}\"", name.replace("~1", "/").replace("~0", "~")))) else { return shown };
    shown.replace(&name, &format!("<mark>{name}</mark>"))
}

fn clauses(out: &mut String, api: &ApiRun) {
    if api.clauses.is_empty() {
        return;
    }
    out.push_str("<h3>Clauses</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Clauses\"><table>\n<thead><tr><th scope=\"col\">state</th><th scope=\"col\">clause</th><th scope=\"col\">said in</th><th scope=\"col\" class=\"wide\">force</th><th scope=\"col\">checks</th></tr></thead>\n<tbody>\n");
    for clause in &api.clauses {
        let (state, class, word) = match clause.state {
            State::Pass => ("pass", "good", "holds"),
            State::Fail => ("fail", "bad", "broken"),
            State::NotChecked => ("none", "warn", "not checked"),
        };
        let checks = if clause.cases.is_empty() {
            text(clause.reason.as_deref().unwrap_or("nothing in the plan checks it"))
        } else {
            let mut ids: Vec<String> = clause.cases.iter().take(LISTED).map(|id| format!("<code>{}</code>", text(id))).collect();
            if clause.cases.len() > LISTED {
                ids.push(format!("and {} more, under all checks", thousands((clause.cases.len() - LISTED) as u64)));
            }
            format!("<details><summary>{}</summary>{}</details>", count(clause.cases.len() as u64, "check"), ids.join("<br>"))
        };
        let _ = writeln!(
            out,
            "<tr data-state=\"{state}\"><td class=\"{class}\">{word}</td><td><code>{}</code><br><span class=\"dim\">{}</span></td><td>{}</td><td class=\"wide\">{}</td><td>{checks}</td></tr>",
            text(&clause.id),
            text(&clause.says),
            text(&clause.source),
            text(&clause.force)
        );
    }
    out.push_str("</tbody></table></div>\n");
}

fn coverage(out: &mut String, api: &ApiRun) {
    if api.coverage.is_empty() {
        return;
    }
    out.push_str("<h3>Documented answers</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Documented answers\"><table>\n<thead><tr><th scope=\"col\">operation</th><th scope=\"col\">status</th><th scope=\"col\">media type</th><th scope=\"col\">seen</th></tr></thead>\n<tbody>\n");
    for covered in &api.coverage {
        let (state, seen) = if covered.times > 0 {
            ("pass", format!("<span class=\"good\">{}</span>", count(covered.times, "time")))
        } else {
            let reason = text(covered.reason.as_deref().unwrap_or("no check asked for it"));
            ("none", format!("<span class=\"warn\">not exercised: {reason}</span>"))
        };
        let media = covered.media_type.as_deref().unwrap_or("no content");
        let _ = writeln!(
            out,
            "<tr data-state=\"{state}\"><td>{}</td><td>{}</td><td>{}</td><td>{seen}</td></tr>",
            text(&covered.operation),
            text(&covered.status),
            text(media)
        );
    }
    out.push_str("</tbody></table></div>\n");
}

fn readings(out: &mut String, api: &ApiRun) {
    if api.observations.is_empty() {
        return;
    }
    out.push_str("<h3>Readings this deployment follows</h3>\n<ul>\n");
    for seen in &api.observations {
        let _ = writeln!(
            out,
            "<li><code>{}</code>: {}: {} <span class=\"dim\">({})</span></li>",
            text(&seen.clause),
            text(&seen.reading),
            text(&seen.says),
            count(seen.times, "answer")
        );
    }
    out.push_str("</ul>\n");
}

fn checks(out: &mut String, api: &ApiRun) {
    let _ = write!(
        out,
        "<details data-list><summary>All {}</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Checks\"><table>\n<thead><tr><th scope=\"col\">outcome</th><th scope=\"col\">check</th><th scope=\"col\" class=\"number\">requests</th><th scope=\"col\" class=\"number\">time</th></tr></thead>\n<tbody>\n",
        count(api.cases.len() as u64, "check")
    );
    for case in &api.cases {
        let (state, class, word) = match &case.outcome {
            Outcome::Pass => ("pass", "good", "passed".to_owned()),
            Outcome::Fail(_) => ("fail", "bad", "failed".to_owned()),
            Outcome::Skip(reason) => ("none", "warn", format!("skipped: {}", text(reason))),
            Outcome::Error(reason) => ("fail", "bad", format!("not tried to the end: {}", text(reason))),
        };
        let _ = writeln!(
            out,
            "<tr data-state=\"{state}\"><td class=\"{class}\">{word}</td><td><code>{}</code><br><span class=\"dim\">{}</span></td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>",
            text(&case.id),
            text(&case.what),
            thousands(case.requests),
            duration(case.took_ms)
        );
    }
    out.push_str("</tbody></table></div></details>\n");
}
