//! [`Sampler`]: values that satisfy a schema of the contract, and values that violate one keyword of it. One seed gives one sequence of values.

mod facets;
mod number;
mod pattern;
mod rng;
mod text;
mod violate;

pub use facets::Facets;
pub use number::{End, at as number_at, beyond as number_beyond};
pub use rng::Rng;
pub use text::{Script, hint};
pub use violate::Wrong;
pub(crate) use violate::wrong_types;

use pattern::Pattern;
use serde_json::{Map, Value};
use specproof_contract::model::{Api, ExampleValue, SchemaId, Type};
use specproof_contract::validate::{Direction, Validator};

/// How much of an object is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Required members only, arrays as short as they may be.
    Minimal,
    /// Every member, arrays with something in them.
    Full,
}

/// Makes values.
pub struct Sampler<'a> {
    api: &'a Api,
    direction: Direction,
    validator: Validator<'a>,
    rng: Rng,
    /// Schemas that were laid over each other for the value under way.
    effort: usize,
}

/// Values nested deeper than this are made as small as they may be.
const FULL_DEPTH: usize = 3;
/// Values nested deeper than this are not made.
const DEPTH: usize = 12;
/// Schemas that are laid over each other for one value at most, in all its parts: what multiplies on every level is given up.
const EFFORT: usize = 30_000;
/// Schemas that are applied to find out whether a value is right.
const STEPS: u32 = 20_000;
/// Times that another choice of branches is tried.
const ROUNDS: usize = 40;

impl<'a> Sampler<'a> {
    /// A sampler of what is sent in this direction: members that are only for the other one are left out.
    pub fn new(api: &'a Api, direction: Direction, seed: u64) -> Self {
        Self { api, direction, validator: Validator::new(api, direction).steps(STEPS), rng: Rng::new(seed), effort: 0 }
    }

    /// A value that satisfies the schema.
    ///
    /// # Errors
    /// None was found; the text says where and why.
    pub fn value(&mut self, schema: SchemaId, size: Size) -> Result<Value, String> {
        self.candidate(schema, size, |_| true)
    }

    /// A value that satisfies the schema and that `fits`.
    pub(crate) fn candidate(&mut self, schema: SchemaId, size: Size, fits: impl Fn(&Value) -> bool) -> Result<Value, String> {
        let mut reason = "nothing was tried".to_owned();
        self.effort = 0;
        for round in 0..ROUNDS {
            match self.make(&[schema], size, 0, round) {
                Ok(value) => {
                    let violations = self.validator.check(schema, &value).violations;
                    if violations.iter().any(|violation| violation.keyword == "limit") {
                        reason = format!("whether a value satisfies {} cannot be found out within limits", self.name(schema));
                        break;
                    } else if !violations.is_empty() {
                        reason = format!("what was made for {} does not satisfy it", self.name(schema));
                    } else if !fits(&value) {
                        reason = format!("no value of {} fits", self.name(schema));
                    } else {
                        return Ok(value);
                    }
                }
                Err(why) => reason = why,
            }
            if self.effort > EFFORT {
                break;
            }
        }
        Err(format!("cannot be made: {reason}"))
    }

    /// Whether a value satisfies the schema.
    pub fn holds(&self, schema: SchemaId, value: &Value) -> bool {
        self.validator.check(schema, value).violations.is_empty()
    }

    /// A text of exactly so many characters that satisfies patterns and format; other bounds of length are not looked at.
    pub fn text(&mut self, facets: &Facets<'_>, length: usize, script: Script) -> Option<String> {
        if !facets.patterns.is_empty() {
            let made = self.patterned(facets, length as u64, Some(length as u64)).ok()?;
            return (script == Script::Ascii).then_some(made);
        }
        let Some(format) = facets.format.and_then(|format| text::of_format(format, &mut self.rng).map(|sample| (format, sample))) else {
            return Some(script.text(length, &mut self.rng));
        };
        let missing = length.checked_sub(format.1.chars().count())?;
        match format.0 {
            "email" | "idn-email" => Some(format!("{}{}", self.rng.word(missing), format.1)),
            "uri" | "url" | "iri" | "uri-reference" | "iri-reference" => {
                let ascii = script == Script::Ascii || !format.0.starts_with("iri");
                Some(format!("{}{}", format.1, if ascii { self.rng.word(missing) } else { script.text(missing, &mut self.rng) }))
            }
            _ => (missing == 0).then_some(format.1),
        }
    }

    /// An array of exactly so many items that satisfies the schema; `None` where none is found.
    pub fn array_of(&mut self, schema: SchemaId, count: u64) -> Option<Value> {
        let facets = Facets::first(self.api, &[schema]);
        let count = usize::try_from(count).ok()?;
        let made = (0..3).find_map(|round| self.items(&facets, count, Size::Minimal, 1, round).ok())?;
        self.holds(schema, &made).then_some(made)
    }

    fn name(&self, schema: SchemaId) -> String {
        self.api.schema(schema).map_or_else(String::new, |schema| schema.name.clone().unwrap_or_else(|| schema.pointer.clone()))
    }

    fn make(&mut self, ids: &[SchemaId], size: Size, depth: usize, round: usize) -> Result<Value, String> {
        if depth > DEPTH {
            return Err(format!("{} never ends", ids.first().map_or_else(String::new, |&id| self.name(id))));
        }
        let rng = &mut self.rng;
        let facets = Facets::of(self.api, ids, &mut |branches| if round == 0 { 0 } else { rng.below(branches) });
        self.effort += facets.schemas.len();
        if self.effort > EFFORT || facets.endless {
            return Err(format!("{} stands for too much", ids.first().map_or_else(String::new, |&id| self.name(id))));
        }
        if facets.impossible {
            return Err(format!("nothing satisfies {}", ids.first().map_or_else(String::new, |&id| self.name(id))));
        }
        if let Some(values) = &facets.enumeration {
            let fit: Vec<&Value> = values.iter().filter(|value| type_of(value).is_some_and(|ty| facets.allows(ty))).collect();
            let at = if round == 0 { 0 } else { self.rng.below(fit.len()) };
            return fit.get(at).map(|value| (*value).clone()).ok_or_else(|| "an enumeration leaves no value".to_owned());
        }
        let ty = facets.main_type();
        if round < 2
            && let Some(example) = shown(&facets, ty, round)
        {
            return Ok(example);
        }
        match ty {
            Type::Null => Ok(Value::Null),
            Type::Boolean => Ok(Value::Bool(self.rng.below(2) == 0)),
            Type::Integer | Type::Number => number::within(&facets, &mut self.rng).ok_or_else(|| "the bounds leave no number".to_owned()),
            Type::String => self.string(&facets).map(Value::String),
            Type::Array => self.array(&facets, size, depth, round),
            Type::Object => self.object(&facets, size, depth, round),
        }
    }

    fn string(&mut self, facets: &Facets<'_>) -> Result<String, String> {
        let (least, most) = (facets.min_length.unwrap_or(0), facets.max_length);
        if most.is_some_and(|most| most < least) {
            return Err(format!("minLength {least} is above maxLength"));
        }
        if !facets.patterns.is_empty() {
            return self.patterned(facets, least, most);
        }
        let made = match facets.format.and_then(|format| text::of_format(format, &mut self.rng)) {
            Some(made) if least <= made.chars().count() as u64 && most.is_none_or(|most| made.chars().count() as u64 <= most) => made,
            _ => {
                let wanted = 8.clamp(least, most.unwrap_or(u64::MAX).max(least));
                let wanted = usize::try_from(wanted).map_err(|_| format!("minLength {least} is too long"))?;
                if wanted > 1_000_000 {
                    return Err(format!("a text of {wanted} characters is too long"));
                }
                self.text(facets, wanted, Script::Ascii)
                    .ok_or_else(|| format!("no text of format {} has {wanted} characters", facets.format.unwrap_or_default()))?
            }
        };
        Ok(made)
    }

    fn patterned(&mut self, facets: &Facets<'_>, least: u64, most: Option<u64>) -> Result<String, String> {
        let patterns = facets.patterns.iter().map(|text| Pattern::read(text)).collect::<Result<Vec<_>, _>>()?;
        let size = |length: u64| usize::try_from(length).unwrap_or(usize::MAX);
        for pattern in patterns.iter().cycle().take(patterns.len() * 8) {
            let word = pattern.word(size(least), most.map(size), &mut self.rng)?;
            if patterns.iter().all(|pattern| pattern.matches(&word)) {
                return Ok(word);
            }
        }
        Err("no text was found that matches every pattern".into())
    }

    fn array(&mut self, facets: &Facets<'_>, size: Size, depth: usize, round: usize) -> Result<Value, String> {
        let least = facets.min_items.max(if size == Size::Full && depth < DEPTH { 1 } else { 0 });
        let wanted =
            usize::try_from(least.max(facets.prefix_items.len() as u64).min(facets.max_items.unwrap_or(u64::MAX))).unwrap_or(usize::MAX);
        self.items(facets, wanted, if depth < FULL_DEPTH { size } else { Size::Minimal }, depth, round)
    }

    /// An array of exactly so many items.
    fn items(&mut self, facets: &Facets<'_>, wanted: usize, size: Size, depth: usize, round: usize) -> Result<Value, String> {
        if wanted > 10_000 {
            return Err(format!("an array of {wanted} items is too long"));
        }
        let mut items: Vec<Value> = Vec::new();
        let mut tries = 0;
        while items.len() < wanted {
            let at = items.len();
            let ids: Vec<SchemaId> = match (facets.prefix_items.get(at), facets.contains) {
                (Some(&id), _) => vec![id],
                (None, Some(contained)) if at < usize::try_from(facets.min_items).unwrap_or(0) => {
                    facets.items.iter().copied().chain([contained]).collect()
                }
                _ => facets.items.clone(),
            };
            let made = self.make(&ids, size, depth + 1, round + tries);
            match made {
                Ok(item) if !facets.unique_items || !items.contains(&item) => items.push(item),
                Err(why) if wanted > usize::try_from(facets.min_items).unwrap_or(0) && items.is_empty() => {
                    tries += 1;
                    if tries > 3 {
                        return if facets.min_items == 0 { Ok(Value::Array(Vec::new())) } else { Err(why) };
                    }
                }
                Ok(_) | Err(_) if tries < 200 => tries += 1,
                Ok(_) => return Err(format!("no {wanted} items that differ were found")),
                Err(why) => return Err(why),
            }
        }
        Ok(Value::Array(items))
    }

    fn object(&mut self, facets: &Facets<'_>, size: Size, depth: usize, round: usize) -> Result<Value, String> {
        let mut members = Map::new();
        let below = if depth < FULL_DEPTH { size } else { Size::Minimal };
        let names = facets
            .properties
            .iter()
            .map(|(name, _)| *name)
            .chain(facets.required.iter().copied().filter(|name| facets.property(name).is_none()));
        for name in names {
            let ids = facets.property(name).unwrap_or(&[]);
            let required = facets.required.contains(&name);
            if self.only_the_other_way(ids) || (!required && size == Size::Minimal) {
                continue;
            }
            match self.member(name, &facets.with_patterns(name, ids), below, depth + 1, round) {
                Ok(value) => drop(members.insert(name.to_owned(), value)),
                Err(why) if required => return Err(format!("{name}: {why}")),
                Err(_) => {}
            }
        }
        for (name, value) in &facets.told {
            if members.contains_key(*name) || facets.required.contains(name) || size == Size::Full {
                members.insert((*name).to_owned(), Value::String(value.clone()));
            }
        }
        for (name, others) in &facets.dependent {
            for other in others.iter().filter(|_| members.contains_key(*name)).collect::<Vec<_>>() {
                if !members.contains_key(other) {
                    let ids = facets.with_patterns(other, facets.property(other).unwrap_or(&[]));
                    let value = self.member(other, &ids, Size::Minimal, depth + 1, round)?;
                    members.insert(other.clone(), value);
                }
            }
        }
        if size == Size::Full && members.is_empty() {
            self.patterned_members(facets, depth, round, &mut members);
        }
        self.more_members(facets, size, depth, round, &mut members)?;
        if let Some(most) = facets.max_properties {
            let optional: Vec<String> = members.keys().filter(|name| !facets.required.contains(&name.as_str())).cloned().collect();
            for name in optional.iter().rev().take(members.len().saturating_sub(usize::try_from(most).unwrap_or(usize::MAX))) {
                members.shift_remove(name);
            }
        }
        Ok(Value::Object(members))
    }

    /// A member's value; where no format is stated, its name tells of links and addresses.
    fn member(&mut self, name: &str, ids: &[SchemaId], size: Size, depth: usize, round: usize) -> Result<Value, String> {
        let made = self.make(ids, size, depth, round)?;
        let facets = Facets::first(self.api, ids);
        let free = facets.format.is_none()
            && facets.patterns.is_empty()
            && facets.enumeration.is_none()
            && facets.schemas.iter().all(|schema| schema.examples.is_empty());
        let hinted = text::hint(name).filter(|_| free && made.is_string()).and_then(|format| text::of_format(format, &mut self.rng));
        let fits = |text: &String| {
            let length = text.chars().count() as u64;
            facets.min_length.is_none_or(|least| least <= length) && facets.max_length.is_none_or(|most| length <= most)
        };
        Ok(hinted.filter(fits).map_or(made, Value::String))
    }

    /// A value of a member or parameter of this name.
    ///
    /// # Errors
    /// None was found; the text says where and why.
    pub fn named(&mut self, name: &str, schema: SchemaId, size: Size) -> Result<Value, String> {
        let value = self.value(schema, size)?;
        match self.member(name, &[schema], size, 0, 0) {
            Ok(hinted) if self.holds(schema, &hinted) => Ok(hinted),
            _ => Ok(value),
        }
    }

    /// Members that no property names: as many as are asked for, and two in a full object that has no others.
    fn more_members(
        &mut self,
        facets: &Facets<'_>,
        size: Size,
        depth: usize,
        round: usize,
        members: &mut Map<String, Value>,
    ) -> Result<(), String> {
        let least = usize::try_from(facets.min_properties).unwrap_or(usize::MAX);
        let wanted = if size == Size::Full && members.is_empty() && !facets.closed && depth < DEPTH { least.max(2) } else { least };
        for (name, ids) in &facets.properties {
            if members.len() < wanted && !members.contains_key(*name) && !self.only_the_other_way(ids) {
                let value = self.make(ids, Size::Minimal, depth + 1, round)?;
                members.insert((*name).to_owned(), value);
            }
        }
        if facets.closed && members.len() < wanted {
            return Err(format!("minProperties {least} asks for more members than there are"));
        }
        let mut number = 0;
        while members.len() < wanted.min(1000) {
            number += 1;
            let value = match self.make(&facets.additional, Size::Minimal, depth + 1, round) {
                Ok(value) => value,
                Err(_) if members.len() >= least => break,
                Err(why) => return Err(why),
            };
            members.insert(number.to_string(), value);
        }
        Ok(())
    }

    /// A member for each pattern that names can be made for.
    fn patterned_members(&mut self, facets: &Facets<'_>, depth: usize, round: usize, members: &mut Map<String, Value>) {
        for (pattern, id) in &facets.patterned {
            let name = Pattern::read(pattern).and_then(|pattern| pattern.word(1, Some(24), &mut self.rng));
            if let Ok(name) = name
                && let Ok(value) = self.make(&facets.with_patterns(&name, &[*id]), Size::Minimal, depth + 1, round)
            {
                members.insert(name, value);
            }
        }
    }

    fn only_the_other_way(&self, ids: &[SchemaId]) -> bool {
        let facets = Facets::first(self.api, ids);
        facets.schemas.iter().any(|schema| match self.direction {
            Direction::Request => schema.read_only,
            Direction::Response => schema.write_only,
        })
    }
}

/// An example of the schemas, or a default, that is not an object with members of its own.
fn shown(facets: &Facets<'_>, ty: Type, round: usize) -> Option<Value> {
    if ty == Type::Object && !facets.properties.is_empty() {
        return None;
    }
    let examples = facets.schemas.iter().flat_map(|schema| &schema.examples).filter_map(|example| match &example.value {
        ExampleValue::Value(value) => Some(value),
        _ => None,
    });
    let defaults = facets.schemas.iter().filter_map(|schema| schema.default.as_ref());
    examples.chain(defaults).filter(|value| type_of(value).is_some_and(|own| facets.allows(own))).nth(round).cloned()
}

/// The narrowest type of a value.
pub(crate) fn type_of(value: &Value) -> Option<Type> {
    Some(match value {
        Value::Null => Type::Null,
        Value::Bool(_) => Type::Boolean,
        Value::Number(number) if number.is_i64() || number.is_u64() => Type::Integer,
        Value::Number(_) => Type::Number,
        Value::String(_) => Type::String,
        Value::Array(_) => Type::Array,
        Value::Object(_) => Type::Object,
    })
}

#[cfg(test)]
mod tests;
