//! Applicators of JSON Schema 2020-12 that no Rust type says, checked on the JSON form.

use super::{Error, Matcher, Value, preview};

/// Whether a value decodes as a type.
pub type Check = fn(&Value) -> Result<(), Error>;

/// `contains` with `minContains` and `maxContains`.
pub fn contains(value: &Value, wanted: Check, least: u64, most: u64) -> Result<(), Error> {
    let Value::Array(items) = value else { return Ok(()) };
    let count = items.iter().filter(|item| wanted(item).is_ok()).count() as u64;
    if count < least {
        return Err(Error::new("contains", format!("must hold at least {least} items of a certain kind, not {count} (contains)")));
    }
    if count > most {
        return Err(Error::new("maxContains", format!("must hold at most {most} items of a certain kind, not {count} (maxContains)")));
    }
    Ok(())
}

/// `prefixItems`, and `items` for those after them.
pub fn prefix_items(value: &Value, prefix: &[Check], rest: Option<Check>) -> Result<(), Error> {
    let Value::Array(items) = value else { return Ok(()) };
    for (at, item) in items.iter().enumerate() {
        let Some(check) = prefix.get(at).copied().or(rest) else { break };
        check(item).map_err(|error| error.inside(&at.to_string()))?;
    }
    Ok(())
}

/// `patternProperties`.
pub fn pattern_properties(value: &Value, patterns: &[(&dyn Matcher, Check)]) -> Result<(), Error> {
    let Value::Object(members) = value else { return Ok(()) };
    for (name, member) in members {
        for (_, check) in patterns.iter().filter(|(pattern, _)| pattern.is_match(name)) {
            check(member).map_err(|error| error.inside(name))?;
        }
    }
    Ok(())
}

/// `additionalProperties` beside `patternProperties`.
pub fn additional_properties(value: &Value, names: &[&str], patterns: &[&dyn Matcher], check: Check) -> Result<(), Error> {
    let Value::Object(members) = value else { return Ok(()) };
    for (name, member) in members {
        if !names.contains(&name.as_str()) && !patterns.iter().any(|pattern| pattern.is_match(name)) {
            check(member).map_err(|error| error.inside(name))?;
        }
    }
    Ok(())
}

/// `propertyNames`.
pub fn property_names(value: &Value, check: Check) -> Result<(), Error> {
    let Value::Object(members) = value else { return Ok(()) };
    members.keys().try_for_each(|name| {
        let name = Value::String(name.clone());
        check(&name).map_err(|error| Error::new("propertyNames", format!("must have no member of this name: {}", error.message())).found(preview(&name)))
    })
}

/// `dependentRequired`.
pub fn dependent_required(value: &Value, trigger: &str, names: &[&str]) -> Result<(), Error> {
    let missing = names.iter().find(|name| value.get(trigger).is_some() && value.get(name).is_none());
    match missing {
        Some(name) => Err(Error::new("dependentRequired", format!("must have {name:?}, which goes with {trigger:?} (dependentRequired)"))),
        None => Ok(()),
    }
}

/// `dependentSchemas`.
pub fn dependent_schema(value: &Value, trigger: &str, check: Check) -> Result<(), Error> {
    if value.get(trigger).is_some() { check(value) } else { Ok(()) }
}

/// `if`, `then`, `else`.
pub fn conditional(value: &Value, test: Check, then: Check, otherwise: Check) -> Result<(), Error> {
    if test(value).is_ok() { then(value) } else { otherwise(value) }
}
