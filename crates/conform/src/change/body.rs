//! A body made wrong: malformed, mis-encoded, of another shape, too deep or too large.

use super::{json, members};
use crate::case::BodyFault;
use crate::draft::{Draft, DraftBody};
use serde_json::{Map, Value};

/// Puts what is wrong in the place of the body.
///
/// # Errors
/// The body is not of the kind that can be made wrong in this way.
pub(super) fn spoil(draft: &mut Draft, fault: &BodyFault) -> Result<(), String> {
    let bytes = match fault {
        BodyFault::Absent => {
            draft.body = DraftBody::None;
            return Ok(());
        }
        BodyFault::Json(value) => {
            draft.body = DraftBody::Json(value.clone());
            return Ok(());
        }
        BodyFault::Wrapped => {
            let value = json(draft)?.take();
            draft.body = DraftBody::Json(Value::Array(vec![value]));
            return Ok(());
        }
        BodyFault::Form => {
            let fields = members(draft)?.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
            draft.body = DraftBody::Form(fields);
            draft.content_type = Some("application/x-www-form-urlencoded".into());
            return Ok(());
        }
        BodyFault::Empty => Vec::new(),
        BodyFault::Blank => b" \r\n\t ".to_vec(),
        BodyFault::NotJson => b"specproof: this is not JSON".to_vec(),
        BodyFault::Text(text) => text.clone().into_bytes(),
        BodyFault::Truncated => {
            let mut text = written(draft)?;
            text.truncate(text.len() / 2);
            text
        }
        BodyFault::TrailingGarbage => [written(draft)?.as_slice(), b"}]"].concat(),
        BodyFault::Bom => [b"\xef\xbb\xbf".as_slice(), &written(draft)?].concat(),
        BodyFault::Utf16 => {
            let text = String::from_utf8(written(draft)?).map_err(|_| "the request's body is not text")?;
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        }
        BodyFault::InvalidUtf8 => opened(draft, b",\"specproof\":\"\xff\xfe\xc3\x28\"}")?,
        BodyFault::Deep(depth) => {
            let depth = usize::try_from(*depth).unwrap_or(0);
            opened(draft, format!(",\"specproof\":{}{}}}", "[".repeat(depth), "]".repeat(depth)).as_bytes())?
        }
        BodyFault::Large(size) => {
            let size = usize::try_from(*size).unwrap_or(0);
            opened(draft, format!(",\"specproof\":\"{}\"}}", "a".repeat(size)).as_bytes())?
        }
        BodyFault::Duplicated(name) => {
            let right = members(draft)?.get(name).cloned().ok_or_else(|| format!("the request has no member {name}"))?;
            let first = pair(name, &Value::String("specproof-wrong".into()));
            let rest = opened(draft, format!(",{}}}", pair(name, &right)).as_bytes())?;
            let rest = rest.strip_prefix(b"{").unwrap_or(&rest);
            [b"{", first.as_bytes(), b",", rest].concat()
        }
        BodyFault::LoneSurrogate(name) => {
            let members = members(draft)?;
            members.shift_remove(name);
            opened(draft, format!(",{}:\"\\ud83d\"}}", Value::String(name.clone())).as_bytes())?
        }
    };
    draft.body = DraftBody::Raw(bytes);
    Ok(())
}

fn pair(name: &str, value: &Value) -> String {
    let mut one = Map::new();
    one.insert(name.to_owned(), value.clone());
    let text = Value::Object(one).to_string();
    text[1..text.len() - 1].to_owned()
}

fn written(draft: &mut Draft) -> Result<Vec<u8>, String> {
    json(draft).map(|value| value.to_string().into_bytes())
}

/// The object without its closing brace, and `tail` in the place of that; the comma that `tail` begins with is left out after an empty object.
fn opened(draft: &mut Draft, tail: &[u8]) -> Result<Vec<u8>, String> {
    let empty = members(draft)?.is_empty();
    let mut text = written(draft)?;
    text.pop();
    text.extend_from_slice(if empty { &tail[1..] } else { tail });
    Ok(text)
}
