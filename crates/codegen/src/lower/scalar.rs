//! Values of one type: strings, numbers, booleans, arrays; and values of several types.

use super::node::Part;
use super::{Lowering, Merged, Spot};
use crate::docs;
use crate::ir::{Branch, Choice, Format, Int, JsonKind, Kind, Rule, Type, Union};
use specproof_contract::model;

impl Lowering<'_> {
    /// A conjunction without enumeration and union.
    pub(super) fn typed(&mut self, flat: &[Part], merged: &Merged, mut rules: Vec<Rule>, spot: &Spot) -> Type {
        if merged.implied {
            return self.by_kind(flat, merged, rules, spot);
        }
        let types: Vec<model::Type> = merged.types.iter().filter(|&ty| ty != model::Type::Null).collect();
        match types.as_slice() {
            [] if merged.types.contains(model::Type::Null) || self.only_null(flat) => Type::Null,
            [] => {
                rules.extend(merged.number_rules());
                rules.extend(merged.text_rules());
                rules.extend(merged.list_rules());
                self.ruled(Type::Any, rules, flat, spot)
            }
            [model::Type::Boolean] => self.ruled(Type::Boolean, rules, flat, spot),
            [model::Type::Null] => Type::Null,
            [model::Type::Integer] => self.integer(flat, merged, rules, spot),
            [model::Type::Number] => {
                rules.extend(merged.number_rules());
                self.ruled(Type::Number, rules, flat, spot)
            }
            [model::Type::String] => self.string(flat, merged, rules, spot),
            [model::Type::Array] => self.list(flat, merged, rules, spot),
            [model::Type::Object] => self.object(flat, merged, rules, spot),
            several => self.several(flat, merged, rules, several, spot),
        }
    }

    fn only_null(&self, flat: &[Part]) -> bool {
        flat.iter().filter_map(|part| self.api.schema(part.id)).any(|schema| schema.types.iter().eq([model::Type::Null]))
    }

    fn integer(&mut self, flat: &[Part], merged: &Merged, mut rules: Vec<Rule>, spot: &Spot) -> Type {
        let inner = match merged.format.as_deref() {
            Some(format) if self.options.formats.contains_key(format) => Type::Foreign(self.options.formats[format].clone()),
            Some("int8") => Type::Integer(Int::I8),
            Some("int16") => Type::Integer(Int::I16),
            Some("int32") => Type::Integer(Int::I32),
            Some("uint8") => Type::Integer(Int::U8),
            Some("uint16") => Type::Integer(Int::U16),
            Some("uint32") => Type::Integer(Int::U32),
            Some("uint64" | "uint") => Type::Integer(Int::U64),
            _ if beyond_i64(merged) => Type::Integer(Int::U64),
            None if merged.huge => Type::Integer(Int::I128),
            _ => Type::Integer(Int::I64),
        };
        let number_rules = merged.number_rules();
        let shared = !self.options.named && spot.slot.is_none() && rules.is_empty() && merged.multiples.is_empty();
        if shared && !number_rules.is_empty() && matches!(inner, Type::Integer(Int::I64 | Int::I32)) {
            let (least, most) = if inner == Type::Integer(Int::I32) { (i32::MIN.into(), i32::MAX.into()) } else { (i64::MIN, i64::MAX) };
            if let (Some(minimum), Some(maximum)) = (lower_bound(merged, least), upper_bound(merged, most)) {
                return Type::Bounded { minimum, maximum };
            }
        }
        // Bounds that every value of the Rust type keeps to say nothing.
        rules.extend(number_rules.into_iter().filter(|rule| !(is_unsigned(&inner) && *rule == Rule::Minimum("0".into()))));
        self.ruled(inner, rules, flat, spot)
    }

    fn string(&mut self, flat: &[Part], merged: &Merged, mut rules: Vec<Rule>, spot: &Spot) -> Type {
        let inner = match merged.format.as_deref() {
            Some(format) if self.options.formats.contains_key(format) => Type::Foreign(self.options.formats[format].clone()),
            Some(format) => Format::of(format).map_or(Type::String, Type::Format),
            _ => Type::String,
        };
        let text_rules = merged.text_rules();
        let shared = !self.options.named && spot.slot.is_none() && rules.is_empty() && merged.patterns.is_empty();
        if shared && !text_rules.is_empty() && inner == Type::String {
            return Type::Text { minimum: merged.length.0, maximum: merged.length.1 };
        }
        rules.extend(text_rules);
        self.ruled(inner, rules, flat, spot)
    }

    fn list(&mut self, flat: &[Part], merged: &Merged, mut rules: Vec<Rule>, spot: &Spot) -> Type {
        let item = if merged.items.is_empty() {
            Type::Any
        } else {
            let inner = spot.inner("Item", format!("An item of {}.", docs::code(&spot.hint)));
            self.of(&merged.items, &inner)
        };
        let list_rules = merged.list_rules();
        if list_rules.is_empty() && rules.is_empty() {
            return Type::list(item);
        }
        if !self.options.named && spot.slot.is_none() && rules.is_empty() {
            let (minimum, maximum) = merged.item_count;
            return Type::List { item: Box::new(item), minimum, maximum, unique: merged.unique };
        }
        rules.extend(list_rules);
        self.ruled(Type::list(item), rules, flat, spot)
    }

    /// No type is stated: a type for the values of each kind that keywords speak of, and any value of the others.
    fn by_kind(&mut self, flat: &[Part], merged: &Merged, rules: Vec<Rule>, spot: &Spot) -> Type {
        let kinds: Vec<model::Type> = merged.types.iter().collect();
        let is_all = rules.is_empty() && spot.slot.is_none() && kinds.len() == 1;
        let mut ty = Type::Any;
        for &own in kinds.iter().rev() {
            let (kind, name) = match own {
                model::Type::String => (JsonKind::Text, "Text"),
                model::Type::Integer | model::Type::Number => (JsonKind::Number, "Number"),
                model::Type::Array => (JsonKind::List, "List"),
                model::Type::Object => (JsonKind::Object, "Object"),
                model::Type::Boolean | model::Type::Null => continue,
            };
            let says = format!("{} where it is {}.", docs::code(&spot.hint), an(name));
            let inner = if is_all { spot.clone() } else { Spot { slot: None, ..spot.inner(name, says) } };
            let then = Box::new(self.typed(flat, &merged.only(own), Vec::new(), &inner));
            ty = Type::When { kind, then, otherwise: Box::new(ty) };
        }
        self.ruled(ty, rules, flat, spot)
    }

    /// Several types: a union with a branch for each.
    fn several(&mut self, flat: &[Part], merged: &Merged, rules: Vec<Rule>, types: &[model::Type], spot: &Spot) -> Type {
        let spot = &self.apart(spot, &rules, "Choice");
        let id = self.claim(spot);
        let mut branches = Vec::new();
        for &ty in types {
            let name = match ty {
                model::Type::Integer => "Integer",
                model::Type::Number => "Number",
                model::Type::Boolean => "Boolean",
                model::Type::Array => "List",
                model::Type::Object => "Object",
                model::Type::Null => "Null",
                model::Type::String => "Text",
            };
            let only = merged.only(ty);
            let inner = spot.inner(name, format!("{} as {}.", docs::code(&spot.hint), name.to_lowercase()));
            let ty = self.typed(flat, &only, Vec::new(), &inner);
            branches.push(Branch { name: name.into(), docs: Vec::new(), ty });
        }
        let docs = self.type_docs(flat, spot);
        self.push(spot, id, docs, self.is_deprecated(flat), Kind::Union(Union { choice: Choice::Any, branches, tag: None }));
        self.within(Type::Named(id), rules, flat, spot)
    }

    /// Where a type needs rules around it, the type itself gets a name of its own, and the rules get the spot's.
    pub(super) fn apart(&mut self, spot: &Spot, rules: &[Rule], suffix: &str) -> Spot {
        if rules.is_empty() {
            return spot.clone();
        }
        let says = format!("What {} holds, before its own rules.", docs::code(&spot.hint));
        Spot { slot: None, hint: format!("{}{suffix}", spot.hint), says, ..spot.clone() }
    }

    /// The counterpart of [`Self::apart`]: puts the rules around the type.
    pub(super) fn within(&mut self, ty: Type, rules: Vec<Rule>, flat: &[Part], outer: &Spot) -> Type {
        self.ruled(ty, rules, flat, outer)
    }
}

/// A kind of value in words.
fn an(kind: &str) -> &'static str {
    match kind {
        "Text" => "a string",
        "Number" => "a number",
        "List" => "an array",
        _ => "an object",
    }
}

fn beyond_i64(merged: &Merged) -> bool {
    let beyond = |bound: &Option<(serde_json::Number, bool)>| {
        bound.as_ref().is_some_and(|(number, _)| number.as_i64().is_none() && number.as_f64().is_some_and(|float| float >= 9.2e18))
    };
    (beyond(&merged.maximum) || beyond(&merged.minimum)) && lower_bound(merged, i64::MIN).is_some_and(|minimum| minimum >= 0)
}

fn lower_bound(merged: &Merged, least: i64) -> Option<i64> {
    match &merged.minimum {
        None => Some(least),
        Some((number, exclusive)) => number.as_i64()?.checked_add(i64::from(*exclusive)).map(|bound| bound.max(least)),
    }
}

fn upper_bound(merged: &Merged, most: i64) -> Option<i64> {
    match &merged.maximum {
        None => Some(most),
        Some((number, exclusive)) => number.as_i64()?.checked_sub(i64::from(*exclusive)).map(|bound| bound.min(most)),
    }
}

fn is_unsigned(ty: &Type) -> bool {
    matches!(ty, Type::Integer(Int::U8 | Int::U16 | Int::U32 | Int::U64))
}
