//! Values that violate one keyword of a schema and nothing else of it.

use super::facets::Facets;
use super::number::{self, End};
use super::pattern::Pattern;
use super::text::{Script, not_of_format};
use super::{Sampler, Size, type_of};
use serde_json::{Value, json};
use specproof_contract::model::{SchemaId, Type};

/// A value that violates one keyword.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrong {
    /// How, in kebab-case; unique among the values of one keyword.
    pub variant: String,
    /// How, for people.
    pub what: String,
    /// The value.
    pub value: Value,
}

fn wrong(variant: impl Into<String>, what: impl Into<String>, value: Value) -> Wrong {
    Wrong { variant: variant.into(), what: what.into(), value }
}

impl Sampler<'_> {
    /// Values that violate this keyword of the schema and no other; empty where there are none.
    pub fn wrong(&mut self, schema: SchemaId, keyword: &str) -> Vec<Wrong> {
        let facets = Facets::first(self.api, &[schema]);
        let mut found = match keyword {
            "type" => wrong_types(&facets),
            "enum" if facets.schemas.iter().any(|schema| schema.enumeration.is_some()) => self.not_enumerated(&facets),
            "const" if facets.schemas.iter().any(|schema| schema.constant.is_some()) => self.not_enumerated(&facets),
            "maxLength" => facets.max_length.map_or_else(Vec::new, |most| self.too_long(&facets, most)),
            "minLength" => facets.min_length.map_or_else(Vec::new, |least| self.too_short(&facets, least)),
            "pattern" => self.not_matching(schema, &facets),
            "format" => {
                facets.format.and_then(not_of_format).map(|text| wrong("other", "not of the format", json!(text))).into_iter().collect()
            }
            "minimum" | "exclusiveMinimum" => beyond(&facets, End::Low, "below"),
            "maximum" | "exclusiveMaximum" => beyond(&facets, End::High, "above"),
            "multipleOf" => {
                number::off_grid(&facets, &mut self.rng).map(|value| wrong("between", "between two multiples", value)).into_iter().collect()
            }
            "minItems" | "maxItems" | "uniqueItems" => self.wrong_items(&facets, keyword),
            "minProperties" | "maxProperties" | "additionalProperties" => self.wrong_members(schema, &facets, keyword),
            _ => Vec::new(),
        };
        found.retain(|wrong| self.violates_only(schema, &wrong.value, keyword));
        found
    }

    /// Whether the value violates this keyword of the schema itself and nothing else. A format is taken at its word.
    fn violates_only(&self, schema: SchemaId, value: &Value, keyword: &str) -> bool {
        let outcome = self.validator.check(schema, value);
        let same = |own: &str| own == keyword || matches!((own, keyword), ("const", "enum") | ("enum", "const"));
        if keyword == "format" && outcome.violations.is_empty() {
            return true;
        }
        !outcome.violations.is_empty() && outcome.violations.iter().all(|violation| same(violation.keyword))
    }

    fn not_enumerated(&mut self, facets: &Facets<'_>) -> Vec<Wrong> {
        let Some(values) = &facets.enumeration else { return Vec::new() };
        let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        let mut found = Vec::new();
        if let Some(first) = texts.first() {
            let second = texts.get(1).unwrap_or(first);
            found.push(wrong("unlisted", "a value that is not listed", json!(format!("specproof-{}", self.rng.word(6)))));
            found.push(wrong("appended", "a listed value with one more letter", json!(format!("{first}s"))));
            found.push(wrong("prefixed", "a listed value with a letter before it", json!(format!("x{first}"))));
            let mut shorter = (*first).to_owned();
            shorter.pop();
            if !shorter.is_empty() {
                found.push(wrong("shortened", "a listed value without its last letter", json!(shorter)));
            }
            found.push(wrong("blank-before", "a blank before a listed value", json!(format!(" {first}"))));
            found.push(wrong("blank-after", "a blank after a listed value", json!(format!("{first} "))));
            found.push(wrong("line-break-after", "a line break after a listed value", json!(format!("{first}\n"))));
            found.push(wrong("joined", "two listed values with a comma between", json!(format!("{first},{second}"))));
            found.push(wrong("quoted", "a listed value in quotes", json!(format!("'{first}'"))));
            found.push(wrong("blank", "a blank", json!(" ")));
            for word in ["none", "null", "undefined"].into_iter().filter(|word| !texts.contains(word)) {
                found.push(wrong(word, format!("the word {word}"), json!(word)));
            }
        }
        for (at, text) in texts.iter().enumerate() {
            for (variant, other) in [("upper-case", text.to_uppercase()), ("capitalised", capitalised(text))] {
                if other != *text && !texts.contains(&other.as_str()) {
                    found.push(wrong(format!("{variant}-{}", at + 1), format!("`{text}` in another case"), json!(other)));
                }
            }
        }
        let numbers: Vec<i64> = values.iter().filter_map(Value::as_i64).collect();
        if let (Some(least), Some(most)) = (numbers.iter().min(), numbers.iter().max()) {
            found.extend(most.checked_add(1).map(|number| wrong("above", "one above the greatest listed", json!(number))));
            found.extend(least.checked_sub(1).map(|number| wrong("below", "one below the least listed", json!(number))));
        }
        found
    }

    fn too_long(&mut self, facets: &Facets<'_>, most: u64) -> Vec<Wrong> {
        let Some(most) = usize::try_from(most).ok().filter(|most| *most < 200_000) else { return Vec::new() };
        let mut found = Vec::new();
        for script in Script::ALL {
            if let Some(text) = self.text(facets, most + 1, script) {
                found.push(wrong(script.name(), format!("{} characters, {}", most + 1, script.describe()), json!(text)));
            }
        }
        let plain = self.text(facets, most, Script::Ascii).filter(|_| facets.patterns.is_empty() && facets.format.is_none());
        if let Some(text) = plain {
            found.push(wrong("blank-after", format!("{} characters, the last a blank", most + 1), json!(format!("{text} "))));
            found.push(wrong("blank-before", format!("{} characters, the first a blank", most + 1), json!(format!(" {text}"))));
        }
        for (variant, length) in [("two-more", most + 2), ("twice", most * 2), ("far", (most * 4).max(5000))] {
            if let Some(text) = self.text(facets, length, Script::Ascii).filter(|_| length > most + 1) {
                found.push(wrong(variant, format!("{length} characters"), json!(text)));
            }
        }
        found
    }

    fn too_short(&mut self, facets: &Facets<'_>, least: u64) -> Vec<Wrong> {
        let Some(length) = usize::try_from(least).ok().and_then(|least| least.checked_sub(1)).filter(|length| *length < 200_000) else {
            return Vec::new();
        };
        if length == 0 {
            return vec![wrong("empty", "an empty text", json!(""))];
        }
        let texts = Script::ALL.into_iter().filter_map(|script| Some((script, self.text(facets, length, script)?)));
        let mut found: Vec<Wrong> =
            texts.map(|(script, text)| wrong(script.name(), format!("{length} characters, {}", script.describe()), json!(text))).collect();
        found.push(wrong("empty", "an empty text", json!("")));
        found
    }

    fn not_matching(&mut self, schema: SchemaId, facets: &Facets<'_>) -> Vec<Wrong> {
        let Ok(Value::String(right)) = self.value(schema, Size::Minimal) else { return Vec::new() };
        let patterns = facets.patterns.iter().filter_map(|text| Pattern::read(text).ok());
        let misses: Vec<String> = patterns.flat_map(|pattern| pattern.near_misses(&right)).collect();
        misses
            .into_iter()
            .take(6)
            .enumerate()
            .map(|(at, text)| wrong((at + 1).to_string(), format!("`{text}`, which does not match"), json!(text)))
            .collect()
    }

    fn wrong_items(&mut self, facets: &Facets<'_>, keyword: &str) -> Vec<Wrong> {
        let exact = |sampler: &mut Self, length: u64| {
            sampler.items(facets, usize::try_from(length).unwrap_or(usize::MAX), Size::Minimal, 1, 1).ok()
        };
        match keyword {
            "minItems" => {
                let few = facets.min_items.checked_sub(1).and_then(|length| exact(self, length));
                few.map(|value| wrong("fewer", "one item too few", value)).into_iter().collect()
            }
            "maxItems" => {
                let many = facets.max_items.and_then(|most| exact(self, most + 1));
                many.map(|value| wrong("more", "one item too many", value)).into_iter().collect()
            }
            _ => {
                let Some(Value::Array(mut items)) = exact(self, facets.min_items.max(1)) else { return Vec::new() };
                items.extend(items.first().cloned());
                vec![wrong("twice", "the same item twice", Value::Array(items))]
            }
        }
    }

    fn wrong_members(&mut self, schema: SchemaId, facets: &Facets<'_>, keyword: &str) -> Vec<Wrong> {
        let size = if keyword == "minProperties" { Size::Minimal } else { Size::Full };
        let Ok(Value::Object(mut members)) = self.value(schema, size) else { return Vec::new() };
        match (keyword, facets.max_properties) {
            ("minProperties", _) => {
                let spare = members.keys().rev().find(|name| !facets.required.contains(&name.as_str())).cloned();
                let Some(name) = spare else { return Vec::new() };
                members.shift_remove(&name);
                vec![wrong("fewer", "one member too few", Value::Object(members))]
            }
            ("maxProperties", Some(most)) => {
                let mut number = 0;
                while (members.len() as u64) <= most && number < 1000 {
                    number += 1;
                    members.insert(format!("specproof{number}"), json!("more"));
                }
                vec![wrong("more", "one member too many", Value::Object(members))]
            }
            ("additionalProperties", _) if facets.closed => {
                members.insert("specproof".into(), json!("more"));
                vec![wrong("unknown", "a member that is not documented", Value::Object(members))]
            }
            _ => Vec::new(),
        }
    }
}

fn beyond(facets: &Facets<'_>, end: End, variant: &str) -> Vec<Wrong> {
    number::beyond(facets, end).map(|(value, _)| wrong(variant, format!("{value}, one step beyond the bound"), value)).into_iter().collect()
}

/// A value of every type that is not allowed.
pub(crate) fn wrong_types(facets: &Facets<'_>) -> Vec<Wrong> {
    let all = [
        ("null", json!(null)),
        ("true", json!(true)),
        ("integer", json!(12345)),
        ("fraction", json!(1.5)),
        ("string", json!("specproof")),
        ("array", json!(["specproof"])),
        ("object", json!({"specproof": "value"})),
    ];
    let right = |value: &Value| type_of(value).is_some_and(|ty| facets.allows(ty) || (ty == Type::Null && facets.nullable));
    all.into_iter().filter(|(_, value)| !right(value)).map(|(name, value)| wrong(name, format!("{name} instead"), value)).collect()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
