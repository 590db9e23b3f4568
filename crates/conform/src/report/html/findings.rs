//! The findings of all APIs: those of one check about one clause together, the first in full.

use super::difference::{marked, pair};
use super::markup::{anchor, block, text};
use crate::Run;
use crate::report::tally::{findings, grouped};
use crate::report::text::{count, duration, thousands};
use crate::run::{Finding, MaskedExchange};
use std::collections::{HashMap, HashSet};
use std::fmt::Write;

/// Findings that are shown in full; a page with more would be slow, and nobody would read them.
const IN_FULL: usize = 1000;
/// Findings of one kind that stand open; the others of the kind are below a line to open.
const OPEN: usize = 1;

/// A finding, its case and its API.
#[derive(Clone, Copy)]
struct One<'a> {
    api: &'a str,
    case: &'a str,
    finding: &'a Finding,
}

/// Writes the findings, if there are any.
pub fn write(out: &mut String, run: &Run) {
    let says: HashMap<&str, &str> =
        run.apis.iter().flat_map(|api| &api.clauses).map(|clause| (clause.id.as_str(), clause.says.as_str())).collect();
    let all = run.apis.iter().flat_map(|api| {
        findings(api).map(|(case, finding)| {
            ((api.name.as_str(), finding.check.as_str(), finding.clause.as_str()), One { api: &api.name, case, finding })
        })
    });
    let kinds = grouped(all);
    if kinds.is_empty() {
        return;
    }
    let total: usize = kinds.iter().map(|(_, list)| list.len()).sum();
    let _ = write!(
        out,
        "<section id=\"findings\">\n<h2>Findings <span class=\"title\">{} in {}</span></h2>\n",
        count(total as u64, "finding"),
        count(kinds.len() as u64, "kind")
    );
    let mut room = IN_FULL;
    let mut named: HashSet<String> = HashSet::new();
    for (_, list) in &kinds {
        let said = list.first().and_then(|one| says.get(one.finding.clause.as_str())).copied().unwrap_or_default();
        let _ = writeln!(out, "<div class=\"kind\" data-block>");
        let open = list.len().min(OPEN).min(room);
        list[..open].iter().for_each(|one| card(out, *one, said, &mut named));
        room -= open;
        let rest = &list[open..];
        if !rest.is_empty() {
            let _ = writeln!(
                out,
                "<details class=\"more\" data-block data-stop tabindex=\"-1\"><summary>{} more of this kind</summary>",
                thousands(rest.len() as u64)
            );
            let full = rest.len().min(room);
            rest[..full].iter().for_each(|one| card(out, *one, said, &mut named));
            room -= full;
            if full < rest.len() {
                let _ = writeln!(
                    out,
                    "<p class=\"dim\">{} did not fit here: the JSON report holds them.</p>",
                    count((rest.len() - full) as u64, "further finding")
                );
            }
            out.push_str("</details>\n");
        }
        out.push_str("</div>\n");
    }
    out.push_str("</section>\n");
}

fn card(out: &mut String, One { api, case, finding }: One<'_>, said: &str, named: &mut HashSet<String>) {
    // A name that leads here, once.
    let name = anchor("finding", &finding.fingerprint);
    let id = if named.insert(name.clone()) { format!(" id=\"{name}\"") } else { String::new() };
    let flaky = if finding.flaky { " <span class=\"badge\">flaky: passed when tried again</span>" } else { "" };
    let known = finding.known.as_deref().map(|known| format!(" <span class=\"badge\">known: {}</span>", text(known))).unwrap_or_default();
    let place = finding.place.as_deref().map(|place| format!(" · <span class=\"place\">{}</span>", text(place))).unwrap_or_default();
    let also: String = finding
        .also()
        .map(|cited| {
            let to = anchor("clause", &format!("{api}/{}", cited.id));
            format!("<br>also <a href=\"#{to}\"><code>{}</code></a> · {}", text(&cited.id), text(&cited.source))
        })
        .collect();
    let at = finding.at.as_deref().map(|at| format!(" <span class=\"dim\">at</span> <code>{}</code>", text(at))).unwrap_or_default();
    let (expected, received) = pair(&finding.expected, &finding.received);
    let _ = write!(
        out,
        "<article class=\"finding\"{id} data-state=\"fail\" data-stop tabindex=\"-1\">\n<h3><code>{}</code>{flaky}{known}</h3>\n\
         <p class=\"clause\"><a href=\"#{}\"><code>{}</code></a> · {}{place}{also}<br><span class=\"says\">{}</span></p>\n\
         <div class=\"versus\">\n<div><h4>Expected</h4><p class=\"value\">{expected}</p></div>\n<div class=\"got\"><h4>Received{at}</h4><p class=\"value\">{received}</p></div>\n</div>\n",
        text(case),
        anchor("clause", &format!("{api}/{}", finding.clause)),
        text(&finding.clause),
        text(&finding.source),
        text(said)
    );
    if !finding.curl.is_empty() {
        let _ = writeln!(
            out,
            "<div class=\"curl\"><h4>Repeat</h4><pre tabindex=\"0\" aria-label=\"Command that repeats it\"><code>{}</code></pre><button type=\"button\" data-copy data-script hidden>Copy</button></div>",
            block(&finding.curl)
        );
    }
    if let Some(exchange) = &finding.exchange {
        let _ = write!(
            out,
            "<details class=\"exchange\"><summary>Request and answer</summary>\n<div class=\"versus\">\n\
             <div><h4>Request</h4><pre tabindex=\"0\" aria-label=\"Request\">{}</pre></div>\n<div><h4>Answer</h4><pre tabindex=\"0\" aria-label=\"Answer\">{}</pre></div>\n</div>\n</details>\n",
            request(exchange),
            answer(exchange, finding.at.as_deref())
        );
    }
    let _ = writeln!(
        out,
        "<p class=\"dim small\">check <code>{}</code> · fingerprint <code>{}</code></p>\n</article>",
        text(&finding.check),
        text(&finding.fingerprint)
    );
}

fn request(exchange: &MaskedExchange) -> String {
    let body = exchange.request_body.as_deref().unwrap_or_default();
    format!("{} {}\n{}", text(&exchange.method), text(&exchange.url), marked(&exchange.request_headers, body, None))
}

fn answer(exchange: &MaskedExchange, at: Option<&str>) -> String {
    let status = exchange.status.map_or_else(|| "no whole answer".to_owned(), |status| status.to_string());
    let body = exchange.answer_body.as_deref().unwrap_or_default();
    format!("{status} after {}\n{}", duration(exchange.took_ms), marked(&exchange.answer_headers, body, at))
}
