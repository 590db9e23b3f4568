//! How parameters and form members are written as text and read back (OpenAPI 3.0, section 4.7.12.2): styles, explode, percent-encoding.

use super::Value;
use serde_json::Map;

/// What kind of value stands behind a text, so that `5` can be told from `"5"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A string.
    Text,
    /// A number, boolean or null where the text is one of these; else a string.
    Scalar,
    /// A string that happens to hold a JSON document (a parameter with `content`).
    Json,
    /// An array.
    List(&'static Shape),
    /// An object: its named members, and the shape of all others.
    Object(&'static [(&'static str, Shape)], &'static Shape),
}

/// `style` of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `;name=value`
    Matrix,
    /// `.value`
    Label,
    /// `name=value`
    Form,
    /// `value`
    Simple,
    /// `a%20b`
    SpaceDelimited,
    /// `a|b`
    PipeDelimited,
    /// `name[key]=value`
    DeepObject,
}

/// Where a parameter stands and how it is written.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// As on the wire.
    pub name: &'static str,
    /// `style`.
    pub style: Style,
    /// `explode`.
    pub explode: bool,
    /// `allowReserved`.
    pub reserved: bool,
    /// What stands behind the text.
    pub shape: Shape,
}

/// A scalar as text: strings as they are, everything else as JSON, null as nothing.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The value of this shape that a text stands for.
pub fn scalar(text: &str, shape: Shape) -> Value {
    match shape {
        Shape::Text => Value::from(text),
        Shape::Json => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
        _ => match serde_json::from_str(text) {
            Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
            _ => Value::from(text),
        },
    }
}

/// Percent-encodes all but unreserved characters (RFC 3986, section 2.3); with `reserved`, those are kept as well.
pub fn percent(text: &str, reserved: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let keep = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || (reserved && b":/?#[]@!$&'()*+,;=".contains(&byte));
        if keep {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Undoes percent-encoding, and `+` for a blank where `plus`; bytes that are no UTF-8 become U+FFFD.
pub fn unpercent(text: &str, plus: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok())).flatten();
        match (hex, bytes[at]) {
            (Some(byte), _) => {
                out.push(byte);
                at += 3;
            }
            (None, b'+') if plus => {
                out.push(b' ');
                at += 1;
            }
            (None, byte) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

impl Parameter {
    fn separator(&self) -> &'static str {
        match (self.style, self.explode) {
            (Style::SpaceDelimited, _) => "%20",
            (Style::PipeDelimited, _) => "|",
            (Style::Label, true) => ".",
            (Style::Matrix, true) => ";",
            _ => ",",
        }
    }

    /// As it stands in a path segment or, with `raw`, in a header field, where nothing is percent-encoded.
    pub fn segment(&self, value: &Value, raw: bool) -> String {
        let escape = |text: &str| if raw { text.to_owned() } else { percent(text, self.reserved) };
        let prefix = match self.style {
            Style::Label => ".",
            Style::Matrix => ";",
            _ => "",
        };
        let named = |text: String| if self.style == Style::Matrix { format!("{}={text}", self.name) } else { text };
        let separator = self.separator();
        let body = match value {
            _ if self.shape == Shape::Json => named(escape(&value.to_string())),
            Value::Array(items) if self.explode => items.iter().map(|item| named(escape(&text(item)))).collect::<Vec<_>>().join(separator),
            Value::Array(items) => named(items.iter().map(|item| escape(&text(item))).collect::<Vec<_>>().join(separator)),
            Value::Object(members) if self.explode => {
                let pairs = members.iter().map(|(name, value)| format!("{}={}", escape(name), escape(&text(value))));
                pairs.collect::<Vec<_>>().join(separator)
            }
            Value::Object(members) => {
                let pairs = members.iter().map(|(name, value)| format!("{},{}", escape(name), escape(&text(value))));
                named(pairs.collect::<Vec<_>>().join(separator))
            }
            scalar => named(escape(&text(scalar))),
        };
        format!("{prefix}{body}")
    }

    /// Reads a path segment or a header field; `None` where it lacks the style's prefix.
    pub fn unsegment(&self, segment: &str, raw: bool) -> Option<Value> {
        let unescape = |text: &str| if raw { text.trim().to_owned() } else { unpercent(text, false) };
        let unnamed = |text: &str| match self.style {
            Style::Matrix => text.strip_prefix(self.name).and_then(|rest| rest.strip_prefix('=')).map(str::to_owned),
            _ => Some(text.to_owned()),
        };
        let body = match self.style {
            Style::Label => segment.strip_prefix('.')?,
            Style::Matrix => segment.strip_prefix(';')?,
            _ => segment,
        };
        let separator = self.separator();
        match self.shape {
            Shape::List(item) if self.explode => {
                let items: Option<Vec<Value>> = body.split(separator).map(|part| Some(scalar(&unescape(&unnamed(part)?), *item))).collect();
                items.map(Value::Array)
            }
            Shape::List(_) if body.is_empty() => Some(Value::Array(Vec::new())),
            Shape::List(item) => Some(Value::Array(unnamed(body)?.split(separator).map(|part| scalar(&unescape(part), *item)).collect())),
            Shape::Object(..) => {
                let mut members = Map::new();
                if self.explode {
                    for (name, value) in body.split(separator).filter_map(|pair| pair.split_once('=')) {
                        let name = unescape(name);
                        members.insert(name.clone(), scalar(&unescape(value), self.member(&name)));
                    }
                } else {
                    let body = unnamed(body)?;
                    let parts: Vec<&str> = body.split(separator).collect();
                    for pair in parts.chunks_exact(2) {
                        let name = unescape(pair[0]);
                        members.insert(name.clone(), scalar(&unescape(pair[1]), self.member(&name)));
                    }
                }
                Some(Value::Object(members))
            }
            shape => Some(scalar(&unescape(&unnamed(body)?), shape)),
        }
    }

    fn member(&self, name: &str) -> Shape {
        match self.shape {
            Shape::Object(members, others) => members.iter().find(|(own, _)| *own == name).map_or(*others, |(_, shape)| *shape),
            shape => shape,
        }
    }

    /// As `name=value` pairs of a query string, a form or a cookie, percent-encoded.
    pub fn pairs(&self, value: &Value) -> Vec<(String, String)> {
        let name = percent(self.name, false);
        let escape = |text: &str| percent(text, self.reserved);
        let plain = |value: &Value| escape(&text(value));
        match value {
            _ if self.shape == Shape::Json => vec![(name, escape(&value.to_string()))],
            Value::Object(members) if self.style == Style::DeepObject => {
                let mut pairs = Vec::new();
                deep(&name, members, &mut pairs);
                pairs.into_iter().map(|(name, text)| (name, escape(&text))).collect()
            }
            Value::Array(items) if self.style == Style::DeepObject => items.iter().map(|item| (format!("{name}[]"), plain(item))).collect(),
            Value::Array(items) if self.explode => items.iter().map(|item| (name.clone(), plain(item))).collect(),
            Value::Array(items) => vec![(name, items.iter().map(plain).collect::<Vec<_>>().join(self.separator()))],
            Value::Object(members) if self.explode => {
                members.iter().map(|(member, value)| (percent(member, false), plain(value))).collect()
            }
            Value::Object(members) => {
                let pairs = members.iter().map(|(member, value)| format!("{}{}{}", percent(member, false), self.separator(), plain(value)));
                vec![(name, pairs.collect::<Vec<_>>().join(self.separator()))]
            }
            value => vec![(name, plain(value))],
        }
    }

    /// Reads what belongs to this parameter out of still encoded pairs; `None` where nothing does.
    pub fn unpairs(&self, pairs: &[(String, String)]) -> Option<Value> {
        let plain = |text: &str| unpercent(text, true);
        let own: Vec<&str> = pairs.iter().filter(|(name, _)| plain(name) == self.name).map(|(_, value)| value.as_str()).collect();
        match self.shape {
            _ if self.style == Style::DeepObject => self.undeep(pairs),
            Shape::List(item) if self.explode => {
                (!own.is_empty()).then(|| Value::Array(own.iter().map(|text| scalar(&plain(text), *item)).collect()))
            }
            Shape::List(item) => {
                let text = own.first()?;
                if text.is_empty() {
                    return Some(Value::Array(Vec::new()));
                }
                Some(Value::Array(self.split(text).into_iter().map(|part| scalar(&plain(&part), *item)).collect()))
            }
            Shape::Object(known, _) if self.explode => {
                // The members stand beside other parameters: only the documented ones can be told.
                let mut members = Map::new();
                for (name, value) in pairs {
                    let name = plain(name);
                    if known.iter().any(|(own, _)| *own == name) {
                        members.insert(name.clone(), scalar(&plain(value), self.member(&name)));
                    }
                }
                (!members.is_empty()).then_some(Value::Object(members))
            }
            Shape::Object(..) => {
                let mut members = Map::new();
                for pair in self.split(own.first()?).chunks_exact(2) {
                    let name = plain(&pair[0]);
                    members.insert(name.clone(), scalar(&plain(&pair[1]), self.member(&name)));
                }
                Some(Value::Object(members))
            }
            shape => own.first().map(|text| scalar(&plain(text), shape)),
        }
    }

    fn split(&self, text: &str) -> Vec<String> {
        let separators: &[&str] = match self.style {
            Style::SpaceDelimited => &["%20", "+", " "],
            Style::PipeDelimited => &["|", "%7C", "%7c"],
            _ => &[","],
        };
        let mut parts = vec![text.to_owned()];
        for separator in separators {
            parts = parts.iter().flat_map(|part| part.split(separator).map(str::to_owned)).collect();
        }
        parts
    }

    fn undeep(&self, pairs: &[(String, String)]) -> Option<Value> {
        let mut root = Value::Null;
        for (name, value) in pairs {
            let name = unpercent(name, true);
            let Some(rest) = name.strip_prefix(self.name).filter(|rest| rest.starts_with('[')) else { continue };
            let keys: Vec<&str> = rest.split('[').skip(1).map(|key| key.trim_end_matches(']')).collect();
            insert(&mut root, &keys, &unpercent(value, true), self.shape, 0);
        }
        (!root.is_null()).then_some(root)
    }
}

fn deep(prefix: &str, members: &Map<String, Value>, pairs: &mut Vec<(String, String)>) {
    for (member, value) in members {
        let name = format!("{prefix}[{}]", percent(member, false));
        match value {
            Value::Object(inner) => deep(&name, inner, pairs),
            Value::Array(items) => pairs.extend(items.iter().map(|item| (format!("{name}[]"), text(item)))),
            scalar => pairs.push((name, text(scalar))),
        }
    }
}

fn insert(place: &mut Value, keys: &[&str], text: &str, shape: Shape, depth: usize) {
    let Some((key, rest)) = keys.split_first().filter(|_| depth < 32) else {
        let repeated = matches!(shape, Shape::List(_)) || !place.is_null();
        let item = if let Shape::List(item) = shape { scalar(text, *item) } else { scalar(text, shape) };
        match place {
            Value::Array(items) => items.push(item),
            Value::Null if repeated => *place = Value::Array(vec![item]),
            place => *place = item,
        }
        return;
    };
    match shape {
        Shape::List(item) => {
            if !place.is_array() {
                *place = Value::Array(Vec::new());
            }
            let Value::Array(items) = place else { return };
            if rest.is_empty() {
                items.push(scalar(text, *item));
                return;
            }
            let at = key.parse::<usize>().unwrap_or(items.len()).min(items.len());
            if at == items.len() {
                items.push(Value::Null);
            }
            insert(&mut items[at], rest, text, *item, depth + 1);
        }
        _ => {
            if !place.is_object() {
                *place = Value::Object(Map::new());
            }
            let inner = match shape {
                Shape::Object(members, others) => members.iter().find(|(own, _)| own == key).map_or(*others, |(_, shape)| *shape),
                other => other,
            };
            if let Value::Object(members) = place {
                insert(members.entry((*key).to_owned()).or_insert(Value::Null), rest, text, inner, depth + 1);
            }
        }
    }
}
