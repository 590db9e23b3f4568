//! Values at the bounds are granted.

use crate::case::Change;
use crate::check::{Check, Kind};
use crate::inputs::Place;
use crate::planner::{FIRST, Planner, SECOND, THIRD};
use crate::sample::{End, Sampler, Script, number_at};
use serde_json::{Value, json};
use specproof_contract::model::Type;
use specproof_contract::validate::Direction;

/// The check.
pub const CHECK: Check = Check {
    id: "granted-bounds",
    rule: "A value at a bound of its schema is granted, and a length is counted in characters.",
    source: "the clause of that bound; `maxLength`, `minLength`, `minimum`, `maximum`, `minItems`, `maxItems` (JSON Schema Validation, 6.2 to 6.4)",
    manual: "Each member and parameter is given the longest and the shortest text that its schema allows, in ASCII, in characters of two and three bytes, \
             in emoji (two UTF-16 units each) and in letters with combining marks (two code points that are seen as one); the least and the greatest \
             number; the fewest and the most items. A character is a Unicode code point: a deployment that counts bytes or UTF-16 units refuses too early.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    let mut sampler = Sampler::new(planner.api, Direction::Request, planner.number);
    for place in planner.places.clone() {
        if place.is_free() && place.facets.enumeration.is_none() {
            match place.facets.main_type() {
                Type::String => texts(planner, &mut sampler, &place),
                Type::Integer | Type::Number => numbers(planner, &place),
                Type::Array => items(planner, &mut sampler, &place),
                _ => {}
            }
        }
    }
    together(planner, &mut sampler);
}

fn grant(planner: &mut Planner<'_>, place: &Place<'_>, keyword: &str, variant: &str, what: &str, priority: u8, value: Value) {
    let mut changes = planner.bare();
    changes.extend(place.set(value));
    let clause = place.refused_for(keyword).or(place.clauses.first().copied()).unwrap_or_else(|| planner.granted_clause()).to_owned();
    planner.grant(&format!("{}.{variant}", place.name), &[&clause], format!("`{}`: {what}", place.wire), priority, changes);
}

fn texts(planner: &mut Planner<'_>, sampler: &mut Sampler<'_>, place: &Place<'_>) {
    let in_header = !place.in_body();
    let length = |bound: Option<u64>| bound.and_then(|bound| usize::try_from(bound).ok()).filter(|bound| *bound <= 100_000);
    let hinted = crate::sample::hint(&place.wire).is_some() || place.facets.format.is_some();
    let most = length(place.facets.max_length);
    let least = length(place.facets.min_length).unwrap_or(0).max(1);
    for script in Script::ALL.into_iter().filter(|script| *script == Script::Ascii || !in_header) {
        let first = if script == Script::Ascii { FIRST } else { SECOND };
        if let Some(most) = most.filter(|most| !in_header || *most < 4000)
            && let Some(text) = sampler.text(&place.facets, most, script)
        {
            let what = format!("{most} characters, {}", script.describe());
            grant(planner, place, "maxLength", &format!("longest.{}", script.name()), &what, first, json!(text));
            if script == Script::TwoBytes {
                escaped(planner, place, &what, json!(text));
            }
        }
        let told_apart = matches!(script, Script::Ascii | Script::Astral);
        let short = sampler.text(&place.facets, least, script).filter(|_| told_apart && !hinted && most.is_none_or(|most| least < most));
        if let Some(text) = short {
            let what = format!("{least} characters, {}", script.describe());
            grant(planner, place, "minLength", &format!("shortest.{}", script.name()), &what, first.max(SECOND), json!(text));
        }
    }
}

/// The same text with every character as a `\u` escape: six bytes each, and still one character.
fn escaped(planner: &mut Planner<'_>, place: &Place<'_>, what: &str, value: Value) {
    let mut changes = planner.bare();
    changes.extend(place.set(value));
    changes.push(Change::OtherJsonSpelling);
    let clause = place.refused_for("maxLength").or(place.clauses.first().copied()).unwrap_or_else(|| planner.granted_clause()).to_owned();
    planner.grant(
        &format!("{}.longest.escaped", place.name),
        &[&clause],
        format!("`{}`: {what}, each as an escape", place.wire),
        THIRD,
        changes,
    );
}

/// Every bounded text at its longest in one request.
fn together(planner: &mut Planner<'_>, sampler: &mut Sampler<'_>) {
    let bounded = |place: &&Place<'_>| place.is_free() && place.is_root() && place.in_body() && place.facets.main_type() == Type::String;
    let (mut changes, mut clauses, mut count) = (planner.bare(), Vec::new(), 0);
    for place in planner.places.iter().filter(bounded) {
        let most = place.facets.max_length.and_then(|most| usize::try_from(most).ok()).filter(|most| *most <= 100_000);
        if let Some(text) = most.and_then(|most| sampler.text(&place.facets, most, Script::Ascii)) {
            changes.extend(place.set(json!(text)));
            clauses.extend(place.refused_for("maxLength").or(place.clauses.first().copied()));
            count += 1;
        }
    }
    if count > 1 {
        let clauses: Vec<String> = clauses.into_iter().map(str::to_owned).collect();
        let clauses: Vec<&str> = clauses.iter().map(String::as_str).collect();
        planner.grant("together", &clauses, "every bounded text at its longest", SECOND, changes);
    }
}

fn numbers(planner: &mut Planner<'_>, place: &Place<'_>) {
    for (end, keyword, name) in [(End::Low, "minimum", "least"), (End::High, "maximum", "greatest")] {
        if let Some(value) = number_at(&place.facets, end) {
            grant(planner, place, keyword, name, &format!("the {name} number, {value}"), FIRST, value);
        }
    }
}

fn items(planner: &mut Planner<'_>, sampler: &mut Sampler<'_>, place: &Place<'_>) {
    let Some(schema) = place.schema else { return };
    for (bound, keyword, name) in
        [(Some(place.facets.min_items).filter(|least| *least > 0), "minItems", "fewest"), (place.facets.max_items, "maxItems", "most")]
    {
        let made = bound.filter(|count| *count <= 2000).and_then(|count| Some((count, sampler.array_of(schema, count)?)));
        if let Some((count, value)) = made {
            grant(planner, place, keyword, name, &format!("the {name} items, {count}"), THIRD, value);
        }
    }
}
