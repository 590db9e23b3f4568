//! [`Place`]: a member or parameter of a request that can be varied, with what its schema and its clauses say about it.

use crate::case::{Change, CredentialPlace};
use crate::sample::{Facets, Sampler, Size};
use crate::seed::{Seed, has_name};
use serde_json::Value;
use specproof_contract::model::{Api, Operation, ParameterLocation, Refused, SchemaId};
use specproof_contract::validate::Direction;

/// A body member or a parameter.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// Where it is.
    pub at: CredentialPlace,
    /// Its name in kebab-case, as in a case id; unique within the operation.
    pub name: String,
    /// Its name as sent; nested members with dots between.
    pub wire: String,
    /// Its schema; `None` for a parameter without one.
    pub schema: Option<SchemaId>,
    /// What that schema asks for.
    pub facets: Facets<'a>,
    /// A request without it is not valid.
    pub required: bool,
    /// The seed fills it from an input or a step: another value need not be valid.
    pub fixed: bool,
    /// The seed sends it.
    pub sent: bool,
    /// Only for members within members: makes the parents, where the seed does not send them.
    pub parents: Option<Change>,
    /// What is refused, and which clause says so.
    pub refused: Vec<&'a Refused>,
    /// The clause that says that it proves an identity.
    pub credential: Option<&'a str>,
    /// `x-clause` of the member or parameter.
    pub clauses: Vec<&'a str>,
}

/// Members nested deeper than this are not varied on their own.
const DEPTH: usize = 3;
/// More members of one request are not varied on their own.
const MOST: usize = 80;

impl Place<'_> {
    /// The clause that says that a violation of this keyword is refused.
    pub fn refused_for(&self, keyword: &str) -> Option<&str> {
        self.refused.iter().find(|refused| refused.keyword == keyword).map(|refused| refused.clause.as_str())
    }

    /// Whether it is a member of the body.
    pub const fn in_body(&self) -> bool {
        matches!(self.at, CredentialPlace::Member(_))
    }

    /// Whether it is a member of the body's root, or a parameter.
    pub fn is_root(&self) -> bool {
        !matches!(&self.at, CredentialPlace::Member(path) if path.len() > 1)
    }

    /// Whether other values of its schema are valid too.
    pub const fn is_free(&self) -> bool {
        !self.fixed && self.credential.is_none() && self.schema.is_some()
    }

    /// Gives it this value.
    pub fn set(&self, value: Value) -> Vec<Change> {
        let own = match &self.at {
            CredentialPlace::Parameter(location, name) => Change::SetParameter { location: *location, name: name.clone(), value },
            CredentialPlace::Member(path) => Change::Set { path: path.clone(), value },
            CredentialPlace::Scheme(_) => return Vec::new(),
        };
        self.parents.iter().cloned().chain([own]).collect()
    }

    /// Takes it out.
    pub fn remove(&self) -> Vec<Change> {
        let own = match &self.at {
            CredentialPlace::Parameter(location, name) => Change::RemoveParameter { location: *location, name: name.clone() },
            CredentialPlace::Member(path) => Change::Remove { path: path.clone() },
            CredentialPlace::Scheme(_) => return Vec::new(),
        };
        self.parents.iter().cloned().chain([own]).collect()
    }
}

/// Every place of the request, members first.
pub fn places<'a>(api: &'a Api, operation: &'a Operation, seed: &Seed<'a>, number: u64) -> Vec<Place<'a>> {
    let mut found = Vec::new();
    if let (Some(schema), true) = (seed.media_type.and_then(|media| media.schema), seed.has_members()) {
        let mut sampler = Sampler::new(api, Direction::Request, number);
        let facets = branch(api, schema, seed.body.as_ref());
        members(api, &facets, &mut Vec::new(), None, true, seed, &mut sampler, &mut found);
    }
    for parameter in operation.parameters.iter().filter(|parameter| has_name(parameter)) {
        let schema = parameter.schema.or_else(|| parameter.content.as_ref().and_then(|media| media.schema));
        found.push(Place {
            at: CredentialPlace::Parameter(parameter.location, parameter.name.clone()),
            name: kebab(&parameter.name),
            wire: parameter.name.clone(),
            schema,
            facets: schema.map(|schema| Facets::first(api, &[schema])).unwrap_or_default(),
            required: parameter.required,
            fixed: seed.is_fixed_parameter(parameter.location, &parameter.name) || parameter.location == ParameterLocation::Path,
            sent: seed.parameter(parameter.location, &parameter.name).is_some(),
            parents: None,
            refused: parameter.refused.iter().collect(),
            credential: parameter.credential.as_deref(),
            clauses: parameter.clauses.iter().map(String::as_str).collect(),
        });
    }
    unique(&mut found);
    found
}

/// The facets of the root, in the branches that fit the members of the seed best.
fn branch<'a>(api: &'a Api, schema: SchemaId, body: Option<&Value>) -> Facets<'a> {
    let sent: Vec<&String> = body.and_then(Value::as_object).map_or_else(Vec::new, |members| members.keys().collect());
    let fits = |facets: &Facets<'_>| {
        let known = sent.iter().filter(|name| facets.property(name).is_some()).count();
        let missing = facets.required.iter().filter(|name| !sent.iter().any(|own| own == *name)).count();
        (known, usize::MAX - missing)
    };
    let mut best = Facets::first(api, &[schema]);
    for at in 1..8 {
        let other = Facets::of(api, &[schema], &mut |branches| at.min(branches.saturating_sub(1)));
        if fits(&other) > fits(&best) {
            best = other;
        }
    }
    best
}

#[expect(clippy::too_many_arguments, reason = "one walk over the members, told where it is")]
fn members<'a>(
    api: &'a Api,
    facets: &Facets<'a>,
    path: &mut Vec<String>,
    parents: Option<&Change>,
    parents_sent: bool,
    seed: &Seed<'a>,
    sampler: &mut Sampler<'a>,
    found: &mut Vec<Place<'a>>,
) {
    for (name, ids) in &facets.properties {
        let Some(&schema) = ids.first().filter(|_| found.len() < MOST) else { return };
        let own = Facets::first(api, ids);
        if own.schemas.iter().any(|schema| schema.read_only) {
            continue;
        }
        path.push((*name).to_owned());
        let sent = parents_sent && seed.body.as_ref().and_then(|body| path.iter().try_fold(body, |value, name| value.get(name))).is_some();
        let place = Place {
            at: CredentialPlace::Member(path.clone()),
            name: kebab(&path.join("-")),
            wire: path.join("."),
            schema: Some(schema),
            required: facets.required.contains(name),
            fixed: seed.is_fixed_member(&path[0]),
            sent,
            parents: parents.cloned(),
            refused: own.schemas.iter().flat_map(|schema| &schema.refused).collect(),
            credential: own.schemas.iter().find_map(|schema| schema.credential.as_deref()),
            clauses: own.schemas.iter().flat_map(|schema| &schema.clauses).map(String::as_str).collect(),
            facets: own.clone(),
        };
        let deeper = path.len() < DEPTH && !own.properties.is_empty() && !place.fixed;
        found.push(place);
        if deeper {
            let made =
                if sent { None } else { sampler.value(schema, Size::Full).ok().map(|value| Change::Set { path: path.clone(), value }) };
            if sent || made.is_some() {
                members(api, &own, path, parents.or(made.as_ref()), sent, seed, sampler, found);
            }
        }
        path.pop();
    }
}

/// Lower case with hyphens: `emailId` → `email-id`, `X-Access-Token` → `x-access-token`.
pub fn kebab(name: &str) -> String {
    let mut out = String::new();
    let mut lower_before = false;
    for ch in name.chars() {
        if ch.is_ascii_alphanumeric() {
            if ch.is_ascii_uppercase() && lower_before {
                out.push('-');
            }
            out.push(ch.to_ascii_lowercase());
        } else if ch.is_alphanumeric() {
            out.extend(ch.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        lower_before = ch.is_lowercase() || ch.is_ascii_digit();
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { "unnamed".to_owned() } else { out.to_owned() }
}

fn unique(places: &mut [Place<'_>]) {
    for at in 0..places.len() {
        let mut number = 1;
        let base = places[at].name.clone();
        while places[..at].iter().any(|other| other.name == places[at].name) {
            number += 1;
            places[at].name = format!("{base}-{number}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::kebab;

    #[test]
    fn names_become_kebab_case() {
        for (name, kebabbed) in [
            ("emailId", "email-id"),
            ("X-Access-Token", "x-access-token"),
            ("user_name", "user-name"),
            ("expires_in ", "expires-in"),
            ("$", "unnamed"),
            ("URL", "url"),
            ("größe", "größe"),
        ] {
            assert_eq!(kebab(name), kebabbed);
        }
    }
}
