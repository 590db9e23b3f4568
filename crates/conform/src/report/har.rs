//! `har`: HTTP Archive 1.2 of the exchanges behind the findings, as masked in the run. Sizes that masking would make untrue are -1.

use super::Style;
use super::json::pretty;
use super::tally::findings;
use super::text::rfc3339;
use crate::Run;
use crate::masked::Masked;
use crate::run::{Finding, MaskedExchange};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use std::io::{Result, Write};

/// Writes one HTTP Archive.
pub fn write(run: &Run, _: &Style, out: &mut dyn Write) -> Result<()> {
    pretty(
        &Archive { log: Log { version: "1.2", creator: json!({"name": "specproof", "version": run.version}), entries: Entries(run) } },
        out,
    )
}

#[derive(Serialize)]
struct Archive<'r> {
    log: Log<'r>,
}

#[derive(Serialize)]
struct Log<'r> {
    version: &'static str,
    creator: Value,
    entries: Entries<'r>,
}

/// Made while they are written, one after the other.
struct Entries<'r>(&'r Run);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        let entry = |(case, finding): (&str, &Finding)| Some(entry(self.0, case, finding, finding.exchange.as_ref()?));
        to.collect_seq(self.0.apis.iter().flat_map(findings).filter_map(entry))
    }
}

fn entry(run: &Run, case: &str, finding: &Finding, exchange: &MaskedExchange) -> Value {
    let mut request = json!({
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(&exchange.request_headers),
        "queryString": query(&exchange.url),
        "headersSize": -1,
        "bodySize": -1
    });
    if let Some(body) = &exchange.request_body {
        request["postData"] = json!({"mimeType": content_type(&exchange.request_headers), "text": body});
    }
    json!({
        "startedDateTime": rfc3339(run.started * 1000 + exchange.started_ms),
        "time": exchange.took_ms,
        "request": request,
        "response": {
            "status": exchange.status.unwrap_or(0),
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": pairs(&exchange.answer_headers),
            "content": {
                "size": -1,
                "mimeType": content_type(&exchange.answer_headers),
                "text": exchange.answer_body.as_deref().unwrap_or_default()
            },
            "redirectURL": header(&exchange.answer_headers, "location").unwrap_or_default(),
            "headersSize": -1,
            "bodySize": -1
        },
        "cache": {},
        "timings": {"send": 0, "wait": exchange.took_ms, "receive": 0},
        "comment": format!("{case}: {} ({})", finding.clause, finding.source)
    })
}

fn pairs<T: serde::Serialize>(fields: &[(T, T)]) -> Vec<Value> {
    fields.iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
}

fn query(url: &str) -> Vec<Value> {
    let Some((_, query)) = url.split('#').next().and_then(|url| url.split_once('?')) else { return Vec::new() };
    let pair =
        |part: &str| part.split_once('=').map_or((part.to_owned(), String::new()), |(name, value)| (name.to_owned(), value.to_owned()));
    pairs(&query.split('&').filter(|part| !part.is_empty()).map(pair).collect::<Vec<_>>())
}

fn header<'a>(fields: &'a [(Masked, Masked)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn content_type(fields: &[(Masked, Masked)]) -> &str {
    header(fields, "content-type").unwrap_or_default()
}
