//! Requests that must be refused, because a clause says so: one list for the checks that send them alone, in turn and all at once.

use crate::case::{Change, Expectation, WrongCredential};
use crate::inputs::Place;
use crate::planner::Planner;
use crate::sample::{Sampler, Wrong};
use specproof_contract::validate::Direction;

/// The keywords of a value that `x-refused` may name, in the order in which they are tried.
pub const KEYWORDS: &[&str] = &[
    "type",
    "enum",
    "const",
    "maxLength",
    "minLength",
    "pattern",
    "format",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "additionalProperties",
];

/// Values of a place that violate this keyword of its schema.
pub fn violations(planner: &Planner<'_>, place: &Place<'_>, keyword: &str) -> Vec<Wrong> {
    let Some(schema) = place.schema else { return Vec::new() };
    Sampler::new(planner.api, Direction::Request, planner.number).wrong(schema, keyword)
}

/// The wrong strings that are tried as a credential or as the name of an account, with what is done to the right one. `exact`: as long and as
/// well-formed as the right one, so that the answer documented for exactly this is asked for.
pub const WRONG_TEXTS: &[(WrongCredential, bool, &str)] = &[
    (WrongCredential::Unrelated, true, "something else of the same length"),
    (WrongCredential::Appended, true, "the right one with one more character"),
    (WrongCredential::LastRemoved, true, "the right one without its last character"),
    (WrongCredential::CaseFlipped, true, "the right one with the case of every letter flipped"),
    (WrongCredential::FirstHalf, false, "the first half of the right one"),
    (WrongCredential::MiddleReplaced, true, "the right one with its middle character replaced"),
    (WrongCredential::LastReplaced, true, "the right one with its last character replaced"),
    (WrongCredential::FirstReplaced, true, "the right one with its first character replaced"),
    (WrongCredential::FirstRemoved, true, "the right one without its first character"),
    (WrongCredential::Doubled, true, "the right one twice"),
    (WrongCredential::Swapped, true, "the right one with two neighbouring characters swapped"),
    (WrongCredential::UpperCase, true, "the right one in upper case"),
    (WrongCredential::LastCaseFlipped, true, "the right one with the case of its last letter flipped"),
    (WrongCredential::FirstCharacter, false, "the first character of the right one"),
    (WrongCredential::Empty, false, "an empty text"),
    (WrongCredential::Underscore, true, "the right one with `_` for its last character"),
    (WrongCredential::Percent, false, "`%`"),
    (WrongCredential::Star, false, "`*`"),
    (WrongCredential::AnyPattern, false, "`.*`"),
    (WrongCredential::Tautology, false, "a quote and a tautology in SQL"),
    (WrongCredential::Prepended, true, "the right one with one more character before it"),
    (WrongCredential::FirstCaseFlipped, true, "the right one with the case of its first letter flipped"),
    (WrongCredential::QuoteAfter, false, "the right one with quotes and a backslash behind it"),
    (WrongCredential::PercentEncoded, false, "the right one with one character percent-encoded"),
    (WrongCredential::MarkupAppended, false, "the right one with markup behind it"),
    (WrongCredential::NullWord, false, "the word null"),
];

/// What only a JSON body can hold in the place of a credential.
pub const WRONG_VALUES: &[(WrongCredential, &str)] = &[
    (WrongCredential::Null, "null"),
    (WrongCredential::BlankAfter, "the right one with a blank behind it"),
    (WrongCredential::BlankBefore, "the right one with a blank before it"),
    (WrongCredential::LineBreakAfter, "the right one with a line break behind it"),
    (WrongCredential::NulAppended, "the right one with NUL and more behind it"),
    (WrongCredential::FullWidth, "the right one with a full-width character"),
    (WrongCredential::Accented, "the right one with an accent on a letter"),
    (WrongCredential::Decomposed, "the right one with an accent as a mark of its own"),
    (WrongCredential::Invisible, "the right one with a character in it that is not seen"),
    (WrongCredential::EmojiAfter, "the right one with an emoji behind it"),
    (WrongCredential::Huge, "60,000 characters"),
    (WrongCredential::InArray, "the right one in an array"),
    (WrongCredential::InObject, "the right one in an object"),
    (WrongCredential::True, "true"),
    (WrongCredential::False, "false"),
    (WrongCredential::Zero, "0"),
    (WrongCredential::EmptyArray, "an empty array"),
    (WrongCredential::EmptyObject, "an empty object"),
    (WrongCredential::Operator, "a comparison in the language of document stores"),
];

/// The wrong strings that name no account: well-formed, and clearly another name, whatever case and blanks count for.
pub const UNKNOWN_NAMES: &[(WrongCredential, &str)] = &[
    (WrongCredential::Appended, "the right one with one more character"),
    (WrongCredential::FirstReplaced, "the right one with its first character replaced"),
    (WrongCredential::LastReplaced, "the right one with its last character replaced"),
    (WrongCredential::FirstRemoved, "the right one without its first character"),
    (WrongCredential::LastRemoved, "the right one without its last character"),
];

/// A refused request of one kind.
#[derive(Debug)]
pub struct Refused {
    /// As in a case id: the place, and what is done to it.
    pub name: String,
    /// The changes that make it wrong.
    pub changes: Vec<Change>,
    /// What must come of it.
    pub expect: Expectation,
}

/// One refused request of each kind that the clauses of this operation name.
pub fn one_of_each(planner: &Planner<'_>) -> Vec<Refused> {
    let mut all: Vec<Refused> = Vec::new();
    let mut add = |place: &Place<'_>, how: &str, changes: Vec<Change>, clause: &str| {
        let expect = Expectation::Refused { clause: clause.to_owned(), exact: true };
        all.push(Refused { name: format!("{}.{how}", place.name), changes, expect });
    };
    let spoilt = |place: &Place<'_>, wrong: WrongCredential| vec![Change::Credential { at: place.at.clone(), wrong }];
    for place in planner.places.iter().filter(|place| place.is_root()) {
        if let Some(clause) = place.credential {
            add(place, "unrelated", spoilt(place, WrongCredential::Unrelated), clause);
            add(place, "appended", spoilt(place, WrongCredential::Appended), clause);
        }
        if let Some(clause) = place.refused_for("unknown") {
            add(place, "unknown", spoilt(place, WrongCredential::FirstReplaced), clause);
        }
        if let Some(clause) = place.refused_for("required") {
            add(place, "missing", place.remove(), clause);
        }
        if place.is_free() {
            for keyword in KEYWORDS {
                let clause = place.refused_for(keyword);
                if let Some((clause, wrong)) =
                    clause.and_then(|clause| Some((clause, violations(planner, place, keyword).into_iter().next()?)))
                {
                    add(place, &crate::inputs::kebab(keyword), place.set(wrong.value), clause);
                }
            }
        }
    }
    all
}

/// The way in which a credential is made wrong, as in a case id.
pub fn name(wrong: WrongCredential) -> String {
    serde_json::to_value(wrong).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
