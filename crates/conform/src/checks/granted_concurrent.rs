//! Each answer belongs to its own request.

use crate::case::{Change, Expectation, Trial};
use crate::check::{Check, Kind};
use crate::planner::{FIRST, Planner, SECOND};
use crate::sample::{Rng, Script};
use crate::wrong::one_of_each;
use serde_json::json;
use specproof_contract::model::Type;

/// The check.
pub const CHECK: Check = Check {
    id: "granted-concurrent",
    rule: "Requests that are sent at the same time get each its own answer.",
    source: "the clause that grants a valid request; RFC 9112, 9.3 (an answer belongs to its request)",
    manual: "Valid requests that differ are sent all at once over several connections together with requests that must be refused, each for a reason of \
             its own; and, where a second account is given, with that account's. An answer that went to the wrong request shows as a grant that was \
             refused, a refusal that was granted, a refusal for another reason, or an answer that names somebody else.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    let Some(expect) = planner.unchanged() else { return };
    let valid = (Vec::new(), expect);
    if !planner.knows_valid() {
        return concurrent(planner, "granted", "the same made-up request eight times, all at once", SECOND, vec![valid; 2], 4);
    }
    let refused: Vec<_> = one_of_each(planner).into_iter().map(|wrong| (wrong.changes, wrong.expect)).collect();
    if planner.seed.is_stateful() {
        if !refused.is_empty() {
            let variants = refused.into_iter().take(6).chain([valid]).collect();
            concurrent(planner, "mixed", "one valid request among refused ones, all at once", FIRST, variants, 4);
        }
        return;
    }
    let mut variants = vec![valid.clone(); 2];
    variants.extend(others(planner).into_iter().map(|changes| (changes, Expectation::Granted)));
    concurrent(planner, "granted", "valid requests that differ, all at once", SECOND, variants.clone(), 6);
    if !refused.is_empty() {
        let mixed = refused.iter().cloned().zip(variants.into_iter().cycle()).flat_map(|(wrong, right)| [wrong, right]).collect();
        concurrent(planner, "mixed", "valid requests among refused ones, all at once", FIRST, mixed, 4);
    }
    if planner.second_needs().is_some() {
        let mut both = vec![valid, (vec![Change::OfSecondAccount], Expectation::Granted)];
        both.extend(refused.into_iter().take(2));
        concurrent(planner, "two-accounts", "requests of two accounts, all at once", FIRST, both, 8);
    }
}

fn concurrent(planner: &mut Planner<'_>, variant: &str, what: &str, priority: u8, variants: Vec<(Vec<Change>, Expectation)>, times: u32) {
    let trial = Trial::Many { seed: planner.workflow(), variants, times, concurrent: true };
    planner.add(variant, &[planner.granted_clause(), "http.concurrent"], what, priority, trial);
}

/// Valid requests that differ from the seed in free texts: in all of them, then in one alone; alike at the beginning or at the end.
fn others(planner: &Planner<'_>) -> Vec<Vec<Change>> {
    let mut rng = Rng::named(planner.number, &planner.operation.id);
    let texts = planner.places.iter().filter(|place| {
        let facets = &place.facets;
        let plain =
            facets.main_type() == Type::String && facets.patterns.is_empty() && facets.format.is_none() && facets.enumeration.is_none();
        place.is_free() && place.in_body() && place.sent && place.is_root() && plain && facets.max_length.is_none_or(|most| most >= 20)
    });
    let places: Vec<_> = texts.collect();
    if places.is_empty() {
        return Vec::new();
    }
    let common = Script::Ascii.text(12, &mut rng);
    let mut all: Vec<Vec<Change>> = Vec::new();
    for number in 0..3 {
        all.push(places.iter().flat_map(|place| place.set(json!(Script::Ascii.text(12, &mut rng)))).collect());
        all.extend(places.iter().take(2).map(|place| place.set(json!(format!("{common}-{number}")))));
        all.extend(places.iter().take(1).map(|place| place.set(json!(format!("{number}-{common}")))));
    }
    all
}
