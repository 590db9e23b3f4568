//! `content-type`: content has a documented media type, and JSON says that it is JSON.

use crate::check::{Check, Kind};
use crate::judge::{Content, Fault, Judged};
use crate::wire::is_json;
use specproof_contract::notation::essence;

pub const CHECK: Check = Check {
    id: "content-type",
    rule: "The content of an answer has a media type that its response documents; JSON is sent as application/json or a +json type.",
    source: "OpenAPI 3.0.3 and 3.1.1, Response Object; RFC 9110, section 8.3; RFC 8259, section 11",
    manual: "The most specific documented media type or range is taken; parameters that the documents do not name may be added. \
             Where any type is documented, any is right, whatever the body looks like.",
    kind: Kind::Answer(judge),
};

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    let (Some(answered), Some(response)) = (judged.answer, judged.answer.and_then(|answered| answered.response)) else {
        return Vec::new();
    };
    let sent = answered.answer.header("content-type");
    let received = sent.map_or_else(|| "no such header field".to_owned(), |content_type| format!("`{content_type}`"));
    match answered.content {
        Content::Other if !response.content.is_empty() => {
            let documented: Vec<&str> = response.content.iter().map(|media| media.name.as_str()).collect();
            let narrow = response.content.iter().flat_map(|media| &media.clauses);
            // What names no media type at all breaks HTTP's own rule; what names another one, the document's.
            let named =
                sent.is_some_and(|own| essence(own).split_once('/').is_some_and(|(family, own)| !family.is_empty() && !own.is_empty()));
            let clause = if named { "openapi.content" } else { "http.content-type" };
            let clause = narrow.clone().find(|clause| judged.api.clause(clause).is_some()).map_or(clause, String::as_str);
            let fault = Fault::new(clause, documented.join(" or "), received).at("Content-Type").said(response.place);
            // JSON under another name is called what it is not; what is no JSON breaks that, too, where nothing else is documented.
            let json = documented.iter().all(|name| is_json(name));
            let is_read = serde_json::from_slice::<serde::de::IgnoredAny>(&answered.answer.body).is_ok();
            let other = if is_read { "http.content-type" } else { "json.well-formed" };
            vec![fault.also((json && clause == "openapi.content").then_some(other))]
        }
        _ => Vec::new(),
    }
}
