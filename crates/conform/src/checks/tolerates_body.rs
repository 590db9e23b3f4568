//! A malformed body never breaks the deployment.

use crate::case::{BodyFault, Change};
use crate::check::{Check, Kind};
use crate::inputs::kebab;
use crate::planner::{FIRST, LAST, Planner, SECOND, THIRD};
use serde_json::json;

/// The check.
pub const CHECK: Check = Check {
    id: "tolerates-body",
    rule: "A body that is malformed, mis-encoded, of another shape, deep or large is answered without a server error.",
    source: "RFC 9110, 15.6: a 5xx status says that the server failed; RFC 8259, 8.1 (UTF-8) and 9 (limits of a parser)",
    manual: "The body is left out, emptied, blanked, cut in the middle, followed by more, replaced by text, an array, a scalar or a form, written in UTF-16 \
             or with a byte order mark, given a byte that is not UTF-8, a lone surrogate, a member twice, numbers beyond every range, nesting 20,000 deep \
             and 1 MiB of text. Any documented refusal is right, and so is a grant where the values are all there; a server error is not.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    if planner.seed.media_type.is_none() {
        let more =
            vec![Change::ContentType(Some("application/json".into())), Change::Body(BodyFault::Json(json!({ "specproof": "more" })))];
        planner.tolerate("unasked", "a body where none is documented", LAST, more);
        return;
    }
    let whole = [
        ("absent", "no body", FIRST, BodyFault::Absent),
        ("empty", "an empty body", SECOND, BodyFault::Empty),
        ("truncated", "a body cut in the middle", FIRST, BodyFault::Truncated),
        ("array", "an array", FIRST, BodyFault::Json(json!([]))),
        ("null", "null", FIRST, BodyFault::Json(json!(null))),
        ("not-json", "text that is not JSON", SECOND, BodyFault::NotJson),
        ("empty-object", "an object without members", SECOND, BodyFault::Json(json!({}))),
        ("text", "a JSON text", SECOND, BodyFault::Json(json!("specproof"))),
        ("number", "a JSON number", SECOND, BodyFault::Json(json!(42))),
        ("true", "true", THIRD, BodyFault::Json(json!(true))),
        ("wrapped", "the valid body within an array", SECOND, BodyFault::Wrapped),
        ("invalid-utf8", "a byte that is not UTF-8", FIRST, BodyFault::InvalidUtf8),
        ("utf16", "UTF-16", THIRD, BodyFault::Utf16),
        ("bom", "a byte order mark before the body", THIRD, BodyFault::Bom),
        ("blank", "white space only", THIRD, BodyFault::Blank),
        ("trailing", "more behind the body", THIRD, BodyFault::TrailingGarbage),
        ("form", "the members as a form", THIRD, BodyFault::Form),
        ("deep", "nesting 20,000 deep", SECOND, BodyFault::Deep(20_000)),
        ("large", "1 MiB of text in an unknown member", THIRD, BodyFault::Large(1 << 20)),
        ("open-string", "a text that does not end", LAST, BodyFault::Text("{\"specproof\": \"open".into())),
        (
            "number-range",
            "numbers beyond every range",
            LAST,
            BodyFault::Text("{\"specproof\": 1e999, \"more\": -123456789012345678901234567890}".into()),
        ),
        ("nan", "NaN", LAST, BodyFault::Text("{\"specproof\": NaN}".into())),
        ("comment", "a comment", LAST, BodyFault::Text("{\"specproof\": 1 /* more */,}".into())),
        ("single-quotes", "single quotes", LAST, BodyFault::Text("{'specproof': 'more'}".into())),
        ("two-documents", "two JSON texts", LAST, BodyFault::Text("{}{}".into())),
    ];
    for (variant, what, priority, fault) in whole {
        planner.tolerate(variant, what, priority, vec![Change::Body(fault)]);
    }
    let members = planner.places.clone().into_iter().filter(|place| place.is_root() && place.in_body() && place.sent);
    for place in members {
        let twice = Change::Body(BodyFault::Duplicated(place.wire.clone()));
        planner.tolerate(
            &format!("twice.{}", kebab(&place.wire)),
            format!("`{}` twice, first with another value", place.wire),
            THIRD,
            vec![twice],
        );
        let surrogate = Change::Body(BodyFault::LoneSurrogate(place.wire.clone()));
        let (variant, what) = (format!("surrogate.{}", kebab(&place.wire)), format!("a lone surrogate in `{}`", place.wire));
        match place.credential {
            Some(clause) => planner.refuse(&variant, clause, false, what, THIRD, vec![surrogate]),
            None => planner.tolerate(&variant, what, THIRD, vec![surrogate]),
        }
    }
}
