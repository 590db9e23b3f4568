//! Parameters by `style` and `explode` (OpenAPI 3.0.3, "Style Values" and RFC 6570).

use super::percent::encode;
use super::{explodes, plain};
use serde_json::Value;
use specproof_contract::model::{Parameter, Style};

/// The text that stands for `{name}` in a path.
pub fn path(documented: Option<&Parameter>, name: &str, value: &Value) -> String {
    if let Some(json) = as_content(documented, value) {
        return encode(&json, false);
    }
    let explode = explodes(documented, false);
    let escape = |text: &str| encode(text, false);
    match documented.map_or(Style::Simple, |parameter| parameter.style) {
        Style::Label => {
            let separator = if explode { "." } else { "," };
            format!(".{}", list(value, explode, separator, escape))
        }
        Style::Matrix => match value {
            Value::Array(items) if explode => items.iter().map(|item| format!(";{name}={}", escape(&plain(item)))).collect(),
            Value::Object(members) if explode => {
                members.iter().map(|(key, item)| format!(";{}={}", escape(key), escape(&plain(item)))).collect()
            }
            _ => {
                let text = list(value, false, ",", escape);
                if text.is_empty() { format!(";{name}") } else { format!(";{name}={text}") }
            }
        },
        _ => list(value, explode, ",", escape),
    }
}

/// The `name=value` pieces of a query.
pub fn query(documented: Option<&Parameter>, name: &str, value: &Value) -> Vec<String> {
    let reserved = documented.is_some_and(|parameter| parameter.allow_reserved);
    let escape = |text: &str| {
        let text = encode(text, reserved);
        // These would end the value, or the query.
        if reserved { text.replace('#', "%23").replace('&', "%26").replace('+', "%2B") } else { text }
    };
    let key = encode(name, false);
    if let Some(json) = as_content(documented, value) {
        return vec![format!("{key}={}", escape(&json))];
    }
    let explode = explodes(documented, true);
    match (documented.map_or(Style::Form, |parameter| parameter.style), value) {
        (Style::DeepObject, Value::Object(members)) => {
            let mut pieces = Vec::new();
            for (member, item) in members {
                deep(&format!("{name}[{member}]"), item, &escape, &mut pieces);
            }
            pieces
        }
        (Style::SpaceDelimited, Value::Array(_) | Value::Object(_)) if !explode => {
            vec![format!("{key}={}", list(value, false, "%20", escape))]
        }
        (Style::PipeDelimited, Value::Array(_) | Value::Object(_)) if !explode => {
            vec![format!("{key}={}", list(value, false, "%7C", escape))]
        }
        (_, Value::Array(items)) if explode => items.iter().map(|item| format!("{key}={}", escape(&plain(item)))).collect(),
        (_, Value::Object(members)) if explode => {
            members.iter().map(|(member, item)| format!("{}={}", encode(member, false), escape(&plain(item)))).collect()
        }
        _ => vec![format!("{key}={}", list(value, false, ",", escape))],
    }
}

/// The value of a header field.
pub fn header(documented: Option<&Parameter>, value: &Value) -> String {
    as_content(documented, value).unwrap_or_else(|| list(value, explodes(documented, false), ",", str::to_owned))
}

/// The `name=value` pairs of a `Cookie` field.
pub fn cookie(documented: Option<&Parameter>, name: &str, value: &Value) -> Vec<String> {
    // What RFC 6265, 4.1.1 forbids in a value is encoded, everything else stays as it is.
    let escape = |text: &str| -> String {
        let forbidden = |c: char| c.is_control() || c.is_whitespace() || !c.is_ascii() || matches!(c, '"' | ',' | ';' | '\\');
        text.chars().map(|c| if forbidden(c) { encode(&c.to_string(), false) } else { c.to_string() }).collect()
    };
    if let Some(json) = as_content(documented, value) {
        return vec![format!("{name}={}", escape(&json))];
    }
    match value {
        Value::Array(items) if explodes(documented, true) => items.iter().map(|item| format!("{name}={}", escape(&plain(item)))).collect(),
        Value::Object(members) if explodes(documented, true) => {
            members.iter().map(|(member, item)| format!("{member}={}", escape(&plain(item)))).collect()
        }
        _ => vec![format!("{name}={}", list(value, false, ",", escape))],
    }
}

/// A parameter with `content` is written as its media type says, which is JSON for everything but a plain string.
fn as_content(documented: Option<&Parameter>, value: &Value) -> Option<String> {
    let content = documented?.content.as_ref()?;
    Some(if super::is_json(&content.name) { value.to_string() } else { plain(value) })
}

/// A scalar, the items of an array, or the members of an object: `a,1,b,2`, exploded `a=1,b=2`.
fn list(value: &Value, explode: bool, separator: &str, escape: impl Fn(&str) -> String) -> String {
    match value {
        Value::Array(items) => items.iter().map(|item| escape(&plain(item))).collect::<Vec<_>>().join(separator),
        Value::Object(members) => {
            let between = if explode { "=" } else { separator };
            let pairs = members.iter().map(|(key, item)| format!("{}{between}{}", escape(key), escape(&plain(item))));
            pairs.collect::<Vec<_>>().join(separator)
        }
        scalar => escape(&plain(scalar)),
    }
}

fn deep(name: &str, value: &Value, escape: &impl Fn(&str) -> String, pieces: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, item)| deep(&format!("{name}[{key}]"), item, escape, pieces)),
        Value::Array(items) => items.iter().for_each(|item| deep(name, item, escape, pieces)),
        scalar => pieces.push(format!("{}={}", encode(name, false).replace("%5B", "[").replace("%5D", "]"), escape(&plain(scalar)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use specproof_contract::model::{ParameterLocation, Place};

    fn parameter(style: Style, explode: bool) -> Parameter {
        Parameter {
            name: "color".into(),
            location: ParameterLocation::Query,
            required: false,
            style,
            explode,
            allow_reserved: false,
            allow_empty_value: false,
            schema: None,
            content: None,
            examples: vec![],
            description: None,
            deprecated: false,
            clauses: vec![],
            refused: vec![],
            credential: None,
            place: Place::default(),
        }
    }

    /// The table of examples in OpenAPI 3.0.3, "Style Examples".
    #[test]
    fn styles_follow_the_table_of_the_specification() {
        let (text, array, object) = (json!("blue"), json!(["blue", "black"]), json!({"R": 100, "G": 200}));
        for (style, explode, of_text, of_array, of_object) in [
            (Style::Matrix, false, ";color=blue", ";color=blue,black", ";color=R,100,G,200"),
            (Style::Matrix, true, ";color=blue", ";color=blue;color=black", ";R=100;G=200"),
            (Style::Label, false, ".blue", ".blue,black", ".R,100,G,200"),
            (Style::Label, true, ".blue", ".blue.black", ".R=100.G=200"),
            (Style::Simple, false, "blue", "blue,black", "R,100,G,200"),
            (Style::Simple, true, "blue", "blue,black", "R=100,G=200"),
        ] {
            let parameter = parameter(style, explode);
            for (value, expected) in [(&text, of_text), (&array, of_array), (&object, of_object)] {
                assert_eq!(path(Some(&parameter), "color", value), expected, "{style:?} {explode}");
            }
        }
        for (style, explode, of_array, of_object) in [
            (Style::Form, false, "color=blue,black", "color=R,100,G,200"),
            (Style::Form, true, "color=blue&color=black", "R=100&G=200"),
            (Style::SpaceDelimited, false, "color=blue%20black", "color=R%20100%20G%20200"),
            (Style::PipeDelimited, false, "color=blue%7Cblack", "color=R%7C100%7CG%7C200"),
            (Style::DeepObject, true, "color=blue&color=black", "color[R]=100&color[G]=200"),
        ] {
            let parameter = parameter(style, explode);
            assert_eq!(query(Some(&parameter), "color", &array).join("&"), of_array, "{style:?} {explode}");
            assert_eq!(query(Some(&parameter), "color", &object).join("&"), of_object, "{style:?} {explode}");
            assert_eq!(query(Some(&parameter), "color", &text), ["color=blue"]);
        }
    }

    #[test]
    fn what_has_a_meaning_is_escaped() {
        assert_eq!(path(None, "id", &json!("a/b ü?")), "a%2Fb%20%C3%BC%3F");
        assert_eq!(query(None, "q r", &json!("1+1=2&x")), ["q%20r=1%2B1%3D2%26x"]);
        assert_eq!(cookie(None, "c", &json!("a;b c=d")), ["c=a%3Bb%20c=d"]);
        let reserved = Parameter { allow_reserved: true, ..parameter(Style::Form, true) };
        assert_eq!(query(Some(&reserved), "color", &json!("a/b?c&d#e")), ["color=a/b?c%26d%23e"]);
    }
}
