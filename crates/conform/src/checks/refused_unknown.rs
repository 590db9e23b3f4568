//! The name of no account is refused, where a clause says so.

use crate::case::{Change, WrongCredential};
use crate::check::{Check, Kind};
use crate::planner::{FIRST, Planner, SECOND, THIRD};
use crate::wrong::UNKNOWN_NAMES;

/// The check.
pub const CHECK: Check = Check {
    id: "refused-unknown",
    rule: "A name that belongs to no account is refused, as the clause says.",
    source: "the clause that `x-refused: {unknown: …}` names",
    manual: "The name of the account is changed by one character at its ends, with everything else right: the answer must be the one documented for a \
             name that is not known. Then patterns that careless look-ups take for any name, and names with accents, quotes and emoji in them: these must \
             be refused, in whatever way. Case and blanks around a name are left alone, since names need not count them.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    for place in planner.places.clone() {
        let Some(clause) = place.refused_for("unknown") else { continue };
        let spoilt = |wrong: WrongCredential| vec![Change::Credential { at: place.at.clone(), wrong }];
        for (at, (wrong, what)) in UNKNOWN_NAMES.iter().enumerate() {
            let priority = if at < 2 { FIRST } else { SECOND };
            planner.refuse(&variant(&place.name, *wrong), clause, true, format!("`{}`: {what}", place.wire), priority, spoilt(*wrong));
        }
        for (wrong, what) in PATTERNS {
            planner.refuse(&variant(&place.name, *wrong), clause, false, format!("`{}`: {what}", place.wire), THIRD, spoilt(*wrong));
        }
    }
}

const PATTERNS: &[(WrongCredential, &str)] = &[
    (WrongCredential::FirstHalf, "the first half of the right one"),
    (WrongCredential::Percent, "`%`"),
    (WrongCredential::Underscore, "the right one with `_` for its last character"),
    (WrongCredential::Star, "`*`"),
    (WrongCredential::AnyPattern, "`.*`"),
    (WrongCredential::Tautology, "a quote and a tautology in SQL"),
    (WrongCredential::Operator, "a comparison in the language of document stores"),
    (WrongCredential::Prepended, "the right one with one more character before it"),
    (WrongCredential::BeforeAt, "what stands before its @"),
    (WrongCredential::Accented, "the right one with an accent on a letter"),
    (WrongCredential::EmojiAfter, "the right one with an emoji behind it"),
    (WrongCredential::QuoteAfter, "the right one with quotes and a backslash behind it"),
];

fn variant(place: &str, wrong: WrongCredential) -> String {
    format!("{place}.{}", crate::wrong::name(wrong))
}
