//! Values that nothing is said about never break the deployment.

use crate::case::CredentialPlace;
use crate::check::{Check, Kind};
use crate::inputs::Place;
use crate::planner::{LAST, Planner, SECOND, THIRD};
use crate::sample::{hint, wrong_types};
use serde_json::json;
use specproof_contract::model::{Method, ParameterLocation, Type};

/// The check.
pub const CHECK: Check = Check {
    id: "tolerates-values",
    rule: "A value of another type, an empty text, control characters or an unknown member are answered without a server error.",
    source: "RFC 9110, 15.6: a 5xx status says that the server failed",
    manual: "Each member is given a value of every other JSON type, an empty and a blank text, control characters and NUL, other scripts, a very long text and a very \
             large number; each text in the query is given other scripts; each number and truth value in the query, and in the path of what only reads, is given a word, other scripts and 40 digits; and members that are not documented are added. Granted or refused are both right as long as the answer is a documented one \
             and no server error.",
    kind: Kind::Derive(plan),
};

/// A text in several scripts.
const SCRIPTS: &str = "Žlutý-кінь-日本-😀";
/// What it is.
const OTHERS: &str = "letters of other scripts and an emoji";

fn plan(planner: &mut Planner<'_>) {
    let reads = matches!(planner.operation.method, Method::Get | Method::Head);
    for place in planner.places.clone().into_iter().filter(|place| place.credential.is_none()) {
        let text = place.facets.main_type() == Type::String;
        match place.at {
            CredentialPlace::Member(_) => {
                types(planner, &place);
                if text {
                    texts(planner, &place);
                }
            }
            CredentialPlace::Parameter(ParameterLocation::Query, _) if text && place.facets.enumeration.is_none() => {
                planner.tolerate(
                    &format!("{}.scripts", place.name),
                    format!("`{}`: {OTHERS}", place.wire),
                    LAST,
                    place.set(json!(SCRIPTS)),
                );
            }
            CredentialPlace::Parameter(location, _) if numeric(&place) && (location == ParameterLocation::Query || reads) => {
                words(planner, &place, location);
            }
            _ => {}
        }
    }
    if planner.seed.has_members() {
        let more = [
            ("member", "an unknown member", "specproof", json!("more")),
            ("prototype", "a member named __proto__", "__proto__", json!({ "specproof": true })),
            ("nameless", "a member with an empty name", "", json!(null)),
        ];
        for (variant, what, name, value) in more {
            let set = crate::case::Change::Set { path: vec![name.to_owned()], value };
            planner.tolerate(&format!("unknown.{variant}"), what, LAST, vec![set]);
        }
    }
}

fn numeric(place: &Place<'_>) -> bool {
    matches!(place.facets.main_type(), Type::Integer | Type::Number | Type::Boolean) && place.refused_for("type").is_none()
}

/// What is no number and no truth value, where one is asked for in the URL.
fn words(planner: &mut Planner<'_>, place: &Place<'_>, location: ParameterLocation) {
    let mut all = vec![
        ("word", "a word", "abc"),
        ("scripts", OTHERS, SCRIPTS),
        ("long", "a number of 40 digits", "9876543210987654321098765432109876543210"),
    ];
    if location == ParameterLocation::Query {
        all.push(("empty", "an empty text", ""));
    }
    for (at, (variant, what, value)) in all.into_iter().enumerate() {
        let priority = if at == 0 { SECOND } else { LAST };
        planner.tolerate(&format!("{}.{variant}", place.name), format!("`{}`: {what}", place.wire), priority, place.set(json!(value)));
    }
}

fn types(planner: &mut Planner<'_>, place: &Place<'_>) {
    if place.refused_for("type").is_some() || place.facets.schemas.is_empty() {
        return;
    }
    for (at, wrong) in wrong_types(&place.facets).into_iter().enumerate() {
        let priority = if at == 0 && place.is_root() { SECOND } else { THIRD };
        planner.tolerate(
            &format!("{}.{}", place.name, wrong.variant),
            format!("`{}`: {}", place.wire, wrong.what),
            priority,
            place.set(wrong.value),
        );
    }
}

fn texts(planner: &mut Planner<'_>, place: &Place<'_>) {
    let shortest = place.refused_for("minLength").and(place.facets.min_length).unwrap_or(0);
    let longest = place.refused_for("maxLength").and(place.facets.max_length);
    let listed = place.refused_for("enum").is_some();
    // Where any text is valid, other scripts are granted, and asked for by another check.
    let unasked = place.fixed || hint(&place.wire) == Some("uri") || !planner.knows_valid();
    let foreign = unasked.then(|| ("scripts", OTHERS, json!(SCRIPTS)));
    let texts = [
        ("empty", "an empty text", json!("")),
        ("blank", "a blank", json!(" ")),
        ("control", "control characters", json!("a\u{1}b\tc\r\nd\u{7f}")),
        ("nul", "a text with NUL in it", json!("a\0b")),
        ("huge", "a text of 60,000 characters", json!("a".repeat(60_000))),
    ];
    for (variant, what, value) in texts.into_iter().chain(foreign) {
        let length = value.as_str().map_or(0, |text| text.chars().count() as u64);
        let said = length < shortest || longest.is_some_and(|most| length > most) || (listed && length > 0);
        if !said {
            let priority = if variant == "empty" { SECOND } else { LAST };
            planner.tolerate(&format!("{}.{variant}", place.name), format!("`{}`: {what}", place.wire), priority, place.set(value));
        }
    }
}
