//! Header names and media types are read as HTTP says.

use crate::case::{Change, HeaderCase};
use crate::check::{Check, Kind};
use crate::planner::{Planner, SECOND};
use crate::seed::is_json;

/// The check.
pub const CHECK: Check = Check {
    id: "granted-headers",
    rule: "Header names count without case, and a media type without case and with parameters.",
    source: "RFC 9110, 5.1 (field names are case-insensitive), 8.3.1 (so are type, subtype and parameter names); RFC 8259, 11",
    manual: "The known-valid request is sent with its header names in lower, upper and mixed case, and with its `Content-Type` in other case and with a \
             `charset` parameter in three spellings. A deployment that refuses one compares text where HTTP asks to compare names.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    for (variant, case) in [("lower", HeaderCase::Lower), ("upper", HeaderCase::Upper), ("mixed", HeaderCase::Mixed)] {
        let what = format!("header names in {variant} case");
        planner.grant(
            &format!("names.{variant}"),
            &["http.header-names", planner.granted_clause()],
            what,
            SECOND,
            vec![Change::HeaderCase(case)],
        );
    }
    let Some(name) = planner.seed.media_type.map(|media| media.name.split(';').next().unwrap_or_default().trim().to_owned()) else {
        return;
    };
    if !is_json(&name) || name.contains('*') {
        return;
    }
    for (variant, text) in [
        ("charset", format!("{name}; charset=utf-8")),
        ("charset-close", format!("{name};charset=UTF-8")),
        ("charset-quoted", format!("{name}; charset=\"utf-8\"")),
        ("capitals", name.split('/').map(capitalised).collect::<Vec<_>>().join("/")),
    ] {
        let what = format!("Content-Type: {text}");
        let changes = vec![Change::ContentType(Some(text))];
        planner.grant(&format!("content-type.{variant}"), &["http.media-types", planner.granted_clause()], what, SECOND, changes);
    }
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    first.to_uppercase() + rest
}
