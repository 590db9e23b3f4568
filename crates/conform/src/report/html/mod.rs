//! `html`: one file that needs nothing else. It reads without a script; the script only searches, filters and moves. A content policy allows
//! exactly this style and this script, by their hashes, and no request.

mod charts;
mod checks;
mod coverage;
mod difference;
mod findings;
mod head;
mod markup;
mod trace;

use super::Style;
use crate::Run;
use crate::report::tally::is_good;
use crate::run::ApiRun;
use base64::Engine as _;
use hmac_sha256::Hash;
use markup::{anchor, text};
use std::fmt::Write;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes the page.
pub fn write(run: &Run, _: &Style, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    out.write_all(page(run).as_bytes())
}

fn page(run: &Run) -> String {
    let good = is_good(run);
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    );
    // The sign in the browser's tab, so that no request goes out for one.
    let colour = if good { "%231a7f37" } else { "%23cf222e" };
    let icon = format!(
        "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 8 8%22%3E%3Ccircle cx=%224%22 cy=%224%22 r=%224%22 fill=%22{colour}%22/%3E%3C/svg%3E"
    );
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{}: Specproof</title>\n<link rel=\"icon\" href=\"{icon}\">\n<style>{STYLE}</style>\n</head>\n<body>\n",
        head::words(run)
    );
    head::write(&mut out, run);
    bar(&mut out, run);
    out.push_str("<div class=\"columns\">\n");
    contents(&mut out, run);
    out.push_str("<main>\n");
    findings::write(&mut out, run);
    for api in &run.apis {
        section(&mut out, run, api);
    }
    let _ = write!(out, "</main>\n</div>\n");
    out.push_str(KEYS);
    let _ = write!(out, "<script>{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

fn hash(text: &str) -> String {
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(Hash::hash(text.as_bytes())))
}

const KEYS: &str = "<dialog id=\"help\" aria-labelledby=\"help-title\">\n<h2 id=\"help-title\">Keys</h2>\n<dl class=\"keys\">\n\
    <div><dt><kbd>/</kbd></dt><dd>search</dd></div>\n<div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next and previous finding or block</dd></div>\n\
    <div><dt><kbd>Enter</kbd></dt><dd>open or close it</dd></div>\n<div><dt><kbd>Esc</kbd></dt><dd>clear search and filter</dd></div>\n\
    <div><dt><kbd>?</kbd></dt><dd>these keys</dd></div>\n</dl>\n<form method=\"dialog\"><button type=\"submit\">Close</button></form>\n</dialog>\n";

/// Search and filter; only shown where the script runs.
fn bar(out: &mut String, run: &Run) {
    let _ = write!(
        out,
        "<div class=\"bar\" data-script hidden>\n<search class=\"tools\">\n<input id=\"search\" type=\"search\" aria-label=\"Search clauses, checks and text\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"Search clauses, checks, text\">\n\
         <fieldset class=\"choice\"><legend class=\"unseen\">Show</legend>\n"
    );
    for (at, (value, label)) in [("", "All"), ("fail", "Failed"), ("none", "Not checked"), ("pass", "Passed")].into_iter().enumerate() {
        let checked = if at == 0 { " checked" } else { "" };
        let _ = writeln!(out, "<label><input type=\"radio\" name=\"state\" value=\"{value}\"{checked}><span>{label}</span></label>");
    }
    let sign = if is_good(run) { "good" } else { "bad" };
    let _ = write!(
        out,
        "</fieldset>\n<output id=\"shown\" class=\"dim\"></output>\n<button type=\"button\" id=\"theme\" aria-label=\"Light or dark\">◐</button>\n\
         <button type=\"button\" id=\"keys\" aria-label=\"Keys\">?</button>\n</search>\n<span class=\"sign {sign}\"></span>\n</div>\n"
    );
}

/// The table of contents.
fn contents(out: &mut String, run: &Run) {
    out.push_str("<nav aria-label=\"Contents\">\n<ul>\n");
    let count: usize = run.apis.iter().map(|api| super::tally::findings(api).count()).sum();
    if count > 0 {
        let _ = writeln!(
            out,
            "<li><a href=\"#findings\">Findings <span class=\"count bad\">{}</span></a></li>",
            super::text::thousands(count as u64)
        );
    }
    for api in &run.apis {
        let id = |part: &str| anchor(part, &api.name);
        let _ = write!(out, "<li><a href=\"#{}\"><strong>{}</strong></a>\n<ul>\n", id("api"), text(&api.name));
        let parts = [
            ("clauses", "Clauses", !api.clauses.is_empty()),
            ("matrix", "Trace matrix", !api.clauses.is_empty()),
            ("coverage", "Coverage", !(api.coverage.is_empty() && api.operations.is_empty())),
            ("readings", "Readings", !api.observations.is_empty()),
            ("times", "Times", charts::has_times(api)),
            ("checks", "Checks", !api.cases.is_empty()),
        ];
        for (part, label, _) in parts.into_iter().filter(|(.., there)| *there) {
            let _ = writeln!(out, "<li><a href=\"#{}\">{label}</a></li>", id(part));
        }
        out.push_str("</ul></li>\n");
    }
    out.push_str("</ul>\n</nav>\n");
}

fn section(out: &mut String, run: &Run, api: &ApiRun) {
    let document = api.document.as_deref().map(|document| format!(" · {}", text(document))).unwrap_or_default();
    let _ = write!(
        out,
        "<section id=\"{}\">\n<h2>{} <span class=\"title\">{}</span></h2>\n<p class=\"about\"><code>{}</code>{document} · {}</p>\n",
        anchor("api", &api.name),
        text(&api.name),
        text(&api.title),
        text(&api.target),
        super::text::count(api.requests, "request")
    );
    trace::clauses(out, api);
    trace::matrix(out, api);
    coverage::write(out, api);
    readings(out, api);
    charts::write(out, run, api);
    checks::write(out, api);
    out.push_str("</section>\n");
}

fn readings(out: &mut String, api: &ApiRun) {
    if api.observations.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "<div data-block>\n<h3 id=\"{}\">Readings this deployment follows</h3>\n<p class=\"about\">Where the document leaves something open, this is what was seen.</p>\n<ul class=\"rows\">\n",
        anchor("readings", &api.name)
    );
    for seen in &api.observations {
        let _ = writeln!(
            out,
            "<li data-state=\"pass\"><code>{}</code> <strong>{}</strong><br><span class=\"dim\">{} ({})</span></li>",
            text(&seen.clause),
            text(&seen.reading),
            text(&seen.says),
            super::text::count(seen.times, "answer")
        );
    }
    out.push_str("</ul>\n</div>\n");
}
