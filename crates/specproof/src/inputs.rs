//! Named inputs of flows: from flags, from the environment, from a file of inputs, from settings; in this order of precedence.

use serde_json::Value;
use specproof_contract::model::{Api, Type};
use specproof_contract::{Contract, file};
use std::collections::BTreeMap;
use std::path::Path;

/// Values by API name and input name.
pub type Inputs = BTreeMap<String, BTreeMap<String, Value>>;

/// Takes `API.NAME=VALUE` apart.
pub fn assignment(text: &str) -> Result<Assignment, String> {
    let (target, value) = text.split_once('=').ok_or("write API.NAME=VALUE")?;
    let (api, name) = target.split_once('.').filter(|(api, name)| !api.is_empty() && !name.is_empty()).ok_or("write API.NAME=VALUE")?;
    Ok((api.to_owned(), name.to_owned(), value.to_owned()))
}

/// Lines of a file of inputs: `api.name=value`, empty lines and lines that begin with `#`. A value that begins with `"` is a JSON string.
fn lines(path: &Path) -> Result<Vec<Assignment>, Vec<String>> {
    let text = file::read_text(path).map_err(|error| vec![format!("{}: cannot be read: {error}", path.display())])?;
    let (mut found, mut problems): (Vec<Assignment>, Vec<String>) = (Vec::new(), Vec::new());
    let mut places: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = format!("{}:{}", path.display(), at + 1);
        match assignment(line) {
            // The line is not shown: it may hold a secret.
            Err(why) => problems.push(format!("{place}: not an input: {why}")),
            Ok((api, name, value)) if value.starts_with('"') => match serde_json::from_str::<String>(&value) {
                Ok(value) => found.push((api, name, value)),
                Err(_) => problems.push(format!("{place}: {api}.{name} begins with a quote, but is no JSON string")),
            },
            Ok(assignment) => found.push(assignment),
        }
        let Some((api, name, _)) = found.last().filter(|_| found.len() > places.len()) else { continue };
        if let Some(first) = places.insert((api.clone(), name.clone()), at + 1) {
            problems.push(format!("{place}: {api}.{name} is given twice: line {first} gives it already"));
            found.pop();
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

/// The environment variable of an input.
pub fn variable(api: &str, name: &str) -> String {
    let part = |text: &str| text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect::<String>();
    format!("SPECPROOF_INPUT_{}_{}", part(api), part(name))
}

/// An input as API, name and value.
pub type Assignment = (String, String, String);

/// Everything that was given for the APIs of the contract, each value of the type that its schema asks for: by settings, by a file of
/// inputs, by the environment, by flags, the later before the earlier.
///
/// # Errors
/// All that is wrong: inputs that no flow knows, values of the wrong type, files that cannot be read.
pub fn gather(contract: &Contract, settings: &[Assignment], file: Option<&Path>, flags: &[Assignment]) -> Result<Inputs, Vec<String>> {
    let (mut inputs, mut problems) = (Inputs::new(), Vec::new());
    let mut given = settings.to_vec();
    given.extend(match file.map(lines).transpose() {
        Ok(lines) => lines.unwrap_or_default(),
        Err(more) => {
            problems.extend(more);
            Vec::new()
        }
    });
    let environment: BTreeMap<String, String> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?.to_ascii_uppercase(), value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with("SPECPROOF_INPUT_"))
        .collect();
    for api in &contract.apis {
        for name in names(api) {
            if let Some(value) = environment.get(&variable(&api.name, name)) {
                given.push((api.name.clone(), name.to_owned(), value.clone()));
            }
        }
    }
    let known: Vec<String> = contract.apis.iter().flat_map(|api| names(api).into_iter().map(|name| variable(&api.name, name))).collect();
    for unknown in environment.keys().filter(|name| !known.contains(name)) {
        problems.push(format!("the environment sets {unknown}, but no flow has such an input"));
    }
    given.extend_from_slice(flags);
    for (api, name, value) in given {
        match typed(contract, &api, &name, &value) {
            Ok(value) => drop(inputs.entry(api).or_default().insert(name, value)),
            Err(problem) => problems.push(problem),
        }
    }
    problems.dedup();
    if problems.is_empty() { Ok(inputs) } else { Err(problems) }
}

/// Names of all inputs of an API's flows, each once, in order of first use.
pub fn names(api: &Api) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for input in api.workflows.iter().flat_map(|workflow| &workflow.inputs) {
        if !names.contains(&input.name.as_str()) {
            names.push(&input.name);
        }
    }
    names
}

/// A value of the right type for an input, where nothing is sent.
pub fn made_up(api: &Api, name: &str) -> Value {
    let input = api.workflows.iter().flat_map(|workflow| &workflow.inputs).find(|input| input.name == name);
    match input.and_then(|input| api.schema(input.schema)).and_then(|schema| schema.types.single()) {
        Some(Type::Integer | Type::Number) => 1.into(),
        Some(Type::Boolean) => true.into(),
        _ => format!("made-up-{name}").into(),
    }
}

fn typed(contract: &Contract, api: &str, name: &str, value: &str) -> Result<Value, String> {
    let Some(own) = contract.apis.iter().find(|own| own.name == api) else {
        let all: Vec<&str> = contract.apis.iter().map(|api| api.name.as_str()).collect();
        return Err(format!("input {api}.{name}: there is no API `{api}`; there are {}", all.join(", ")));
    };
    let Some(input) = own.workflows.iter().flat_map(|workflow| &workflow.inputs).find(|input| input.name == name) else {
        let all = names(own);
        let all = if all.is_empty() { "it has none".to_owned() } else { format!("it has {}", all.join(", ")) };
        return Err(format!("input {api}.{name}: {api} has no input `{name}`; {all}"));
    };
    let types = own.schema(input.schema).map(|schema| schema.types.clone()).unwrap_or_default();
    if types.is_empty() || types.contains(Type::String) {
        return Ok(Value::String(value.to_owned()));
    }
    let wanted: Vec<String> = types.iter().map(|ty| format!("{ty:?}").to_lowercase()).collect();
    let parsed = serde_json::from_str::<Value>(value).ok().filter(|value| types.iter().any(|ty| is_of(value, ty)));
    // The value is not shown: it may be a secret.
    parsed.ok_or_else(|| format!("input {api}.{name}: its value is not of type {}", wanted.join(" or ")))
}

fn is_of(value: &Value, ty: Type) -> bool {
    match ty {
        Type::Null => value.is_null(),
        Type::Boolean => value.is_boolean(),
        Type::Integer => value.is_i64() || value.is_u64(),
        Type::Number => value.is_number(),
        Type::String => value.is_string(),
        Type::Array => value.is_array(),
        Type::Object => value.is_object(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assignment_keeps_its_value_as_it_is() {
        let own = |api: &str, name: &str, value: &str| Ok((api.to_owned(), name.to_owned(), value.to_owned()));
        assert_eq!(assignment("a.b=c=d "), own("a", "b", "c=d "));
        assert_eq!(assignment("a.b="), own("a", "b", ""));
        for wrong in ["a.b", "a=b", ".b=c", "a.=c", ""] {
            assert!(assignment(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn variables_are_named_after_their_input() {
        assert_eq!(variable("userlogin", "emailId"), "SPECPROOF_INPUT_USERLOGIN_EMAILID");
        assert_eq!(variable("pet-shop", "api.key"), "SPECPROOF_INPUT_PET_SHOP_API_KEY");
    }
}
