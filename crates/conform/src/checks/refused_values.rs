//! A value that its schema forbids is refused, where a clause says so.

use crate::check::{Check, Kind};
use crate::inputs::{Place, kebab};
use crate::planner::{FIRST, LAST, Planner, SECOND, THIRD};
use crate::wrong::{KEYWORDS, violations};

/// The check.
pub const CHECK: Check = Check {
    id: "refused-values",
    rule: "A value beyond a bound, outside a list, or of another form or type is refused, as the clause says.",
    source: "the clauses that `x-refused` names; the keywords of JSON Schema Validation, 6",
    manual: "For each keyword that a clause calls binding, the member is given values that violate that keyword and no other: one character too many in \
             ASCII, in characters of two and three bytes, in emoji and in combining text, one with a blank at an end, and far too many; listed values in \
             other case, with a blank, with a letter more or less; numbers one step beyond. All must be refused. Keywords that no clause calls binding \
             are violated once each, but only a server error is wrong there.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    for place in planner.places.clone().into_iter().filter(|place| place.credential.is_none()) {
        for keyword in KEYWORDS {
            values(planner, &place, keyword);
        }
    }
}

fn values(planner: &mut Planner<'_>, place: &Place<'_>, keyword: &str) {
    let clause = place.refused_for(keyword);
    if clause.is_none() && (keyword == "type" || (keyword == "minLength" && place.fixed)) {
        return;
    }
    for (at, wrong) in violations(planner, place, keyword).into_iter().enumerate() {
        if !place.in_body() && !wrong.value.as_str().is_none_or(|text| text.is_ascii() && !text.contains('\n') && text.len() < 4000) {
            continue;
        }
        let variant = format!("{}.{}.{}", place.name, kebab(keyword), wrong.variant);
        let what = format!("`{}`: {}", place.wire, wrong.what);
        match clause {
            Some(clause) => {
                let priority = match wrong.variant.as_str() {
                    "ascii" | "empty" | "unlisted" | "capitalised-1" | "above" | "below" => FIRST,
                    "two-byte" | "combining" | "appended" | "blank-after" | "far" | "shortened" => SECOND,
                    _ => THIRD,
                };
                planner.refuse(&variant, clause, true, what, priority, place.set(wrong.value));
            }
            None if at == 0 => planner.tolerate(&variant, what, LAST, place.set(wrong.value)),
            None => {}
        }
    }
}
