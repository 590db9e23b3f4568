//! Credentials compared carelessly, or not asked for.

use super::{At, Effect, Fault, When};
use crate::likeness::Likeness;
use crate::shape;
use crate::spot::Spot;
use specproof_contract::model::{Api, Operation, Place, SecurityKind, SecurityScheme};

/// The clause of a security scheme that has none of its own.
const STANDARD: &str = "openapi.security";

/// A place where an identity is proven.
pub struct Credential {
    /// Where it is.
    pub spot: Spot,
    /// The clause that says so.
    pub clause: String,
    /// Where the specification says so.
    pub place: Place,
}

/// The credentials of an operation: those marked `x-credential`, in parameters and at the top of the body.
pub fn of(api: &Api, operation: &Operation) -> Vec<Credential> {
    let mut all = Vec::new();
    for parameter in &operation.parameters {
        let clause = parameter.credential.clone().or_else(|| api.schema(parameter.schema?)?.credential.clone());
        if let Some((spot, clause)) = Spot::parameter(parameter.location, &parameter.name).zip(clause) {
            all.push(Credential { spot, clause, place: parameter.place });
        }
    }
    for schema in operation.request_body.iter().flat_map(|body| &body.content).filter_map(|media| media.schema) {
        for member in shape::members(api, schema).into_iter().filter(|member| member.path.len() == 1) {
            let shape::Hop::Member(name) = &member.path[0] else { continue };
            if let Some(clause) = &member.schema.credential {
                all.push(Credential { spot: Spot::Member(vec![name.clone()]), clause: clause.clone(), place: member.place });
            }
        }
    }
    for scheme in schemes(api, operation) {
        let spot = match &scheme.kind {
            SecurityKind::ApiKey { location, parameter } => Spot::parameter(*location, parameter),
            // What is encoded has no beginning or end that a comparison could stumble over.
            SecurityKind::Http { scheme } if scheme.eq_ignore_ascii_case("basic") => None,
            SecurityKind::Http { .. } | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => Some(Spot::Authorization),
            SecurityKind::MutualTls => None,
        };
        if let Some(spot) = spot.filter(|spot| all.iter().all(|own| own.spot != *spot)) {
            let clause = scheme.clauses.first().cloned().unwrap_or_else(|| STANDARD.to_owned());
            all.push(Credential { spot, clause, place: scheme.place });
        }
    }
    all
}

/// The security schemes that every alternative of an operation asks for.
fn schemes<'a>(api: &'a Api, operation: &Operation) -> Vec<&'a SecurityScheme> {
    let needed = |scheme: &&SecurityScheme| {
        !operation.security.is_empty()
            && operation.security.iter().all(|set| set.iter().any(|requirement| requirement.scheme == scheme.name))
    };
    api.security_schemes.iter().filter(needed).collect()
}

pub(super) fn list(at: At<'_>, all: &mut Vec<Fault>) {
    for credential in of(at.api, at.operation) {
        let kinds: &[Likeness] = match credential.spot {
            Spot::Member(_) => &Likeness::IN_BODY,
            // The scheme asks for a credential as a whole: one that is missing or empty is a fault of its own.
            _ if credential.clause == STANDARD => &Likeness::IN_SCHEME,
            _ => &Likeness::IN_PARAMETER,
        };
        for likeness in kinds.iter().copied() {
            let name = credential.spot.spelt();
            let says = format!("{name} proves an identity, but {}", likeness.says());
            let mut clauses = vec![credential.clause.clone()];
            clauses.extend(also_says(at, &credential.spot));
            let effect = Effect::Careless(credential.spot.clone(), likeness);
            all.push(at.fault(&format!("{name}.{}", likeness.id()), &clauses, credential.place, says, When::Always, effect));
        }
        let name = credential.spot.spelt();
        let clauses = [at.granted(), vec![credential.clause.clone()]].concat();
        let says = format!("Whoever proves another identity with {name} than the first one is refused");
        let when = When::Another(credential.spot.clone());
        all.push(at.fault(&format!("{name}.second-refused"), &clauses, credential.place, says, when, Effect::Refuse));
    }
    if !at.operation.security.is_empty() && !at.operation.security.iter().any(Vec::is_empty) {
        let clauses = [STANDARD.to_owned()];
        let says = "A request without a credential, or with a wrong one, is granted".to_owned();
        all.push(at.fault("security.not-asked-for", &clauses, at.operation.place, says, When::Unauthorized, Effect::Grant));
    }
}

/// Other clauses that bind the same place: a missing credential is a missing member, a foreign one may have a clause of its own.
fn also_says(at: At<'_>, spot: &Spot) -> Vec<String> {
    let answers = at.operation.responses.iter().filter(|response| response.refusal).flat_map(|response| response.clauses.clone());
    let parameter =
        at.operation.parameters.iter().filter(|parameter| Spot::parameter(parameter.location, &parameter.name).as_ref() == Some(spot));
    let members = at.operation.request_body.iter().flat_map(|body| &body.content).filter_map(|media| media.schema);
    let members = members.flat_map(|schema| shape::members(at.api, schema));
    let members = members.filter(|member| match (spot, member.path.as_slice()) {
        (Spot::Member(path), [shape::Hop::Member(name)]) => path.len() == 1 && path[0] == *name,
        _ => false,
    });
    let of_members =
        members.flat_map(|member| [member.clauses, member.schema.refused.iter().map(|refused| refused.clause.clone()).collect()].concat());
    answers.chain(parameter.flat_map(|parameter| parameter.clauses.clone())).chain(of_members).collect()
}
