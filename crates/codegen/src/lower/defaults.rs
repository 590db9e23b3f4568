//! `default`: what an absent member stands for, where it is a value of the member's type.

use crate::ir::{Fallback, Int, Kind, Package, Presence, Type, TypeId};
use serde_json::Value;
use std::collections::HashMap;

/// Value and variant name of every enum of strings, and whether it is open.
type Variants = HashMap<TypeId, (Vec<(String, String)>, bool)>;

/// Turns the defaults as declared into values of the members' types; those that are none, or that no literal can write, are dropped.
pub(super) fn settle(package: &mut Package) {
    let mut variants = Variants::new();
    for item in package.items() {
        if let Kind::Enum(constants) = &item.kind
            && constants.strings
        {
            let named = constants.variants.iter().filter_map(|variant| Some((variant.value.as_str()?.to_owned(), variant.name.clone())));
            variants.insert(item.id, (named.collect(), constants.open.is_some()));
        }
    }
    for api in &mut package.apis {
        let operations = api.groups.iter_mut().flat_map(|group| &mut group.operations);
        for item in api.schemas.iter_mut().chain(operations).flat_map(|module| &mut module.items) {
            let Kind::Struct(object) = &mut item.kind else { continue };
            for member in &mut object.members {
                let declared = match member.default.take() {
                    Some(Fallback::Declared(value)) if matches!(member.presence, Presence::Optional | Presence::Field) => value,
                    _ => continue,
                };
                member.default = fallback(&member.ty, &declared, &variants);
            }
        }
    }
}

fn fallback(ty: &Type, value: &Value, variants: &Variants) -> Option<Fallback> {
    match ty {
        Type::Boolean => value.as_bool().map(Fallback::Boolean),
        Type::Integer(int) => fitting(*int, value).then(|| Fallback::Number(*int, value.to_string())),
        Type::Bounded { minimum, maximum } => value.as_i64().filter(|number| (minimum..=maximum).contains(&number)).map(Fallback::Bounded),
        Type::Number => value.as_f64().map(|number| Fallback::Float(format!("{number:?}"))),
        Type::String => value.as_str().map(|text| Fallback::Text(text.to_owned())),
        Type::Text { minimum, maximum } => {
            let text = value.as_str()?;
            (*minimum..=*maximum).contains(&(text.chars().count() as u64)).then(|| Fallback::Text(text.to_owned()))
        }
        Type::Named(id) => {
            let (named, open) = variants.get(id)?;
            let (_, name) = named.iter().find(|(own, _)| Some(own.as_str()) == value.as_str())?;
            Some(Fallback::Variant { id: *id, name: name.clone(), open: *open })
        }
        _ => None,
    }
}

fn fitting(int: Int, value: &Value) -> bool {
    let (least, most): (i128, i128) = match int {
        Int::I8 => (i8::MIN.into(), i8::MAX.into()),
        Int::I16 => (i16::MIN.into(), i16::MAX.into()),
        Int::I32 => (i32::MIN.into(), i32::MAX.into()),
        Int::I64 => (i64::MIN.into(), i64::MAX.into()),
        Int::I128 => (i128::MIN, i128::MAX),
        Int::U8 => (0, u8::MAX.into()),
        Int::U16 => (0, u16::MAX.into()),
        Int::U32 => (0, u32::MAX.into()),
        Int::U64 => (0, u64::MAX.into()),
    };
    let number = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    number.is_some_and(|number| (least..=most).contains(&number))
}
