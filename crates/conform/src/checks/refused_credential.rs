//! What proves an identity grants only when it is exactly the right string.

use crate::case::{Change, CredentialPlace, Expectation, Trial, WrongCredential};
use crate::check::{Check, Kind};
use crate::inputs::Place;
use crate::planner::{FIRST, Planner, SECOND, THIRD};
use crate::security;
use crate::seed::value;
use crate::wrong::{WRONG_TEXTS, WRONG_VALUES, name};
use serde_json::Value;
use specproof_contract::model::{Api, Example, Method, Operation};

/// The check.
pub const CHECK: Check = Check {
    id: "refused-credential",
    rule: "A credential that is not exactly the right string grants nothing.",
    source: "the clause that `x-credential` names; for security schemes: a Security Requirement Object (OpenAPI 3.0.3, 4.7.30, and 3.1.1, 4.8.30)",
    manual: "Each password, key and token of the known-valid request is made wrong in every way that real deployments have let pass: one character more, \
             less or other at each end and in the middle, half of it, twice, in other case, swapped, with blanks, NUL, accents or full-width letters, \
             patterns, SQL, another JSON type, a changed or missing signature, the second account's, another session's. For a plain wrong string the \
             documented answer is asked for; for the rest, that nothing is granted. Where a session is at stake, the right request must work afterwards.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    for place in planner.places.clone() {
        let Some(clause) = place.credential else { continue };
        let missing = place.refused_for("required").is_none();
        credential(planner, &place.name, &place.wire, &place.at, clause, missing);
        borrowed(planner, &place, clause);
        for (at, (value, _)) in examples(planner, &place).into_iter().enumerate() {
            let changes = vec![Change::Known { at: place.at.clone(), value }];
            planner.refuse(
                &format!("{}.example-{}", place.name, at + 1),
                clause,
                true,
                format!("`{}`: the document's example", place.wire),
                SECOND,
                changes,
            );
        }
    }
    all_examples(planner);
    all_alike(planner);
    schemes(planner);
}

/// The credentials of security schemes. Without any, an operation that asks for one grants nothing; the refusal of a wrong one is asked for where a flow
/// tells which request is valid, or the document lists 401 or 403.
fn schemes(planner: &mut Planner<'_>) {
    let operation = planner.operation;
    if !security::asks(operation) {
        return;
    }
    planner.refuse("none", "openapi.security", false, "no credential at all", FIRST, vec![Change::NoCredentials]);
    let listed = operation.responses.iter().any(|response| response.status.matches(401) || response.status.matches(403));
    for (set, requirement) in operation.security.iter().flat_map(|set| set.iter().map(move |own| (set, own))) {
        let Some(scheme) = planner.api.security_schemes.iter().find(|scheme| scheme.name == requirement.scheme) else { continue };
        if security::place(scheme).is_none() {
            continue;
        }
        let clause = scheme.clauses.first().map_or("openapi.security", String::as_str);
        let name_of = crate::inputs::kebab(&scheme.name);
        let at = CredentialPlace::Scheme(scheme.name.clone());
        if planner.knows_valid() && operation.security.len() == 1 {
            credential(planner, &name_of, &scheme.name, &at, clause, true);
        } else if listed {
            let all = first_of(planner.api, &scheme.name).is_some_and(|first| first.id == operation.id);
            let wrong = WRONG_TEXTS.iter().take(if all { WRONG_TEXTS.len() } else { 3 });
            for (wrong, _, what) in wrong.chain(WRONG_TOKENS.iter().filter(|_| all)) {
                let changes = vec![Change::Credential { at: at.clone(), wrong: *wrong }];
                let what = format!("`{}`: {what}", scheme.name);
                planner.refuse(&format!("{name_of}.{}", name(*wrong)), clause, false, what, SECOND, changes);
            }
            if set.len() > 1 {
                let changes = vec![Change::Credential { at: at.clone(), wrong: WrongCredential::Absent }];
                planner.refuse(&format!("{name_of}.absent"), clause, false, format!("`{}`: absent", scheme.name), FIRST, changes);
            }
        }
    }
}

/// The operation at which a scheme is tried in every way: the first that reads without naming anything, else the first.
fn first_of<'a>(api: &'a Api, scheme: &str) -> Option<&'a Operation> {
    let asks = |own: &&Operation| security::asks(own) && own.security.iter().flatten().any(|one| one.scheme == scheme);
    let plain = |own: &&Operation| own.method == Method::Get && !own.path.contains('{');
    api.operations.iter().filter(asks).find(plain).or_else(|| api.operations.iter().find(asks))
}

fn credential(planner: &mut Planner<'_>, name_of: &str, wire: &str, at: &CredentialPlace, clause: &str, missing: bool) {
    let in_body = matches!(at, CredentialPlace::Member(_));
    let mut refuse = |wrong: WrongCredential, exact: bool, what: &str, priority: u8| {
        let changes = vec![Change::Credential { at: at.clone(), wrong }];
        planner.refuse(&format!("{name_of}.{}", name(wrong)), clause, exact, format!("`{wire}`: {what}"), priority, changes);
    };
    if missing {
        refuse(WrongCredential::Absent, false, "absent", FIRST);
    }
    for (order, (wrong, exact, what)) in WRONG_TEXTS.iter().enumerate() {
        refuse(*wrong, *exact, what, [FIRST, SECOND, THIRD][(order / 7).min(2)]);
    }
    if in_body {
        for (order, (wrong, what)) in WRONG_VALUES.iter().enumerate() {
            refuse(*wrong, false, what, if order < 3 { FIRST } else { SECOND });
        }
    } else {
        for (wrong, exact, what) in WRONG_TOKENS {
            refuse(*wrong, *exact, what, SECOND);
        }
    }
    if planner.second_needs().is_some() {
        let spoilt = |wrong: WrongCredential| Change::Credential { at: at.clone(), wrong };
        let what = format!("`{wire}`: the second account's");
        planner.refuse(&format!("{name_of}.second-accounts"), clause, true, what, FIRST, vec![spoilt(WrongCredential::SecondAccounts)]);
        if !planner.seed.is_stateful() {
            for (wrong, what) in [(WrongCredential::Unrelated, "something else"), (WrongCredential::Appended, "one more character")] {
                let variant = format!("{name_of}.of-second-account.{}", name(wrong));
                let changes = vec![Change::OfSecondAccount, spoilt(wrong)];
                planner.refuse(&variant, clause, true, format!("`{wire}` of the second account: {what}"), SECOND, changes);
            }
        }
    }
    if planner.seed.is_stateful() {
        let changes = vec![Change::Credential { at: at.clone(), wrong: WrongCredential::OtherSessions }];
        let expect = Expectation::Refused { clause: clause.to_owned(), exact: true };
        let trial = Trial::Variant { seed: planner.workflow(), changes, expect, then_unchanged: false };
        planner.add(&format!("{name_of}.other-sessions"), &[clause], format!("`{wire}`: that of another session"), SECOND, trial);
    }
}

/// The value of another member, or of another parameter of the same kind.
fn borrowed(planner: &mut Planner<'_>, place: &Place<'_>, clause: &str) {
    for other in planner.places.clone() {
        if other.at != place.at && other.sent && other.is_root() && other.in_body() == place.in_body() {
            let changes = vec![Change::Borrow { at: place.at.clone(), from: other.at.clone() }];
            let variant = format!("{}.from-{}", place.name, other.name);
            planner.refuse(&variant, clause, true, format!("`{}`: the value of `{}`", place.wire, other.wire), SECOND, changes);
        }
    }
}

/// The document's own examples of a credential, each with its clause: everybody can read them.
fn examples<'a>(planner: &Planner<'a>, place: &Place<'a>) -> Vec<(String, Option<&'a str>)> {
    let own = place.facets.schemas.iter().flat_map(|schema| &schema.examples);
    let parameter = planner.operation.parameters.iter().filter(|own| !place.in_body() && own.name == place.wire);
    let alone = own.chain(parameter.flat_map(|own| &own.examples)).map(|example| (example, value(example)));
    let bodies = planner.seed.media_type.iter().flat_map(|media| &media.examples).filter(|_| place.in_body());
    let within = bodies.map(|example| (example, value(example).and_then(|body| body.get(&place.wire))));
    let text =
        |(example, value): (&'a Example, Option<&Value>)| Some((value?.as_str()?.to_owned(), example.clauses.first().map(String::as_str)));
    let mut found: Vec<(String, Option<&str>)> = alone.chain(within).filter_map(text).collect();
    found.dedup_by(|one, other| one.0 == other.0);
    found
}

/// The document's examples of all credentials at once, which belong together.
fn all_examples(planner: &mut Planner<'_>) {
    let places: Vec<Place<'_>> = planner.places.iter().filter(|place| place.credential.is_some()).cloned().collect();
    let Some(clause) = places.first().and_then(|place| place.credential).filter(|_| places.len() > 1) else { return };
    let all: Vec<Vec<(String, Option<&str>)>> = places.iter().map(|place| examples(planner, place)).collect();
    for at in 0..all.iter().map(Vec::len).min().unwrap_or(0) {
        let changes =
            places.iter().zip(&all).map(|(place, values)| Change::Known { at: place.at.clone(), value: values[at].0.clone() }).collect();
        let lasting = if planner.seed.is_stateful() { planner.lasting_clause() } else { "" };
        let clauses = [clause, all[0][at].1.unwrap_or_default(), lasting];
        let expect = Expectation::Refused { clause: clause.to_owned(), exact: true };
        planner.vary(&format!("examples-{}", at + 1), &clauses, "the document's examples of all credentials", SECOND, changes, expect);
    }
}

/// All credentials made wrong in one way: what compares them with each other, or with nothing, takes them.
fn all_alike(planner: &mut Planner<'_>) {
    let places: Vec<Place<'_>> = planner.places.iter().filter(|place| place.credential.is_some() && place.is_root()).cloned().collect();
    let Some(clause) = places.first().and_then(|place| place.credential).filter(|_| places.len() > 1) else { return };
    for (wrong, what) in [
        (WrongCredential::Empty, "every credential empty"),
        (WrongCredential::NullWord, "every credential the word null"),
        (WrongCredential::Unrelated, "every credential something else of the same length"),
        (WrongCredential::Star, "every credential `*`"),
    ] {
        let changes = places.iter().map(|place| Change::Credential { at: place.at.clone(), wrong }).collect();
        planner.refuse(&format!("all.{}", name(wrong)), clause, false, what, SECOND, changes);
    }
}

/// What only a token or key in a header or query can be, besides the wrong texts.
const WRONG_TOKENS: &[(WrongCredential, bool, &str)] = &[
    // A header field may be longer than a server reads (RFC 6585, 5).
    (WrongCredential::Long, false, "4,000 characters"),
    (WrongCredential::SignatureChanged, true, "the right one with one character of its signature changed"),
    (WrongCredential::SignatureRemoved, true, "the right one without its signature"),
    (WrongCredential::AlgorithmNone, true, "the right one with the algorithm none and no signature"),
    (WrongCredential::HyphensRemoved, true, "the right one without its hyphens"),
    (WrongCredential::SameBits, true, "the right one with a last character that base64 reads alike"),
    (WrongCredential::Padded, true, "the right one with padding"),
    (WrongCredential::BearerBefore, true, "the right one behind the word Bearer"),
];
