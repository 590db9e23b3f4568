//! A credential made wrong: from the right value, as it is known only when the request is sent.

use super::{get, remove, set};
use crate::case::{CredentialPlace, WrongCredential};
use crate::draft::{Draft, Known};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// What is sent instead.
enum Instead {
    Nothing,
    Text(String),
    /// A value that only a JSON body can hold.
    InBody(Value),
}

/// Makes the credential at this place wrong.
///
/// # Errors
/// It is not there, or it cannot be made wrong in this way.
pub(super) fn spoil(draft: &mut Draft, at: &CredentialPlace, wrong: WrongCredential, known: &Known<'_>) -> Result<(), String> {
    let whole = read(draft, at)?;
    // Of `user:password` only the password proves something: the name may be written in another case.
    let user = password_of(draft, at).map(|from| whole[..from].to_owned()).unwrap_or_default();
    let right = whole[user.len()..].to_owned();
    let other = |draft: Option<&Draft>| {
        draft.and_then(|draft| read(&mut draft.clone(), at).ok()).ok_or_else(|| "there is no other one to take it from".to_owned())
    };
    let instead = match wrong {
        WrongCredential::SecondAccounts => return put(draft, at, &whole, Instead::Text(other(known.second)?)),
        WrongCredential::OtherSessions => return put(draft, at, &whole, Instead::Text(other(known.other)?)),
        _ => instead(&right, wrong).ok_or_else(|| format!("the right value cannot be made wrong in this way ({})", describe(wrong)))?,
    };
    let instead = match instead {
        Instead::Text(text) if !user.is_empty() => Instead::Text(format!("{user}{text}")),
        other => other,
    };
    put(draft, at, &whole, instead)
}

/// Where the password begins in the credential of an `Authorization: Basic`; no bearer token holds a colon (RFC 6750, 2.1).
fn password_of(draft: &Draft, at: &CredentialPlace) -> Option<usize> {
    let CredentialPlace::Scheme(scheme) = at else { return None };
    let own = draft.parameters.iter().find(|own| own.scheme.as_ref() == Some(scheme) && own.name == "Authorization")?;
    own.value.as_str()?.find(':').map(|colon| colon + 1)
}

/// Puts another value of the same request in the place of a credential.
///
/// # Errors
/// One of them is not there, or both are the same.
pub(super) fn borrow(draft: &mut Draft, at: &CredentialPlace, from: &CredentialPlace) -> Result<(), String> {
    let (right, other) = (read(draft, at)?, read(draft, from)?);
    put(draft, at, &right, Instead::Text(other))
}

/// Puts a value that everybody knows in the place of a credential.
///
/// # Errors
/// The credential is not there, or the value is the right one.
pub(super) fn known(draft: &mut Draft, at: &CredentialPlace, value: &str) -> Result<(), String> {
    let right = read(draft, at)?;
    put(draft, at, &right, Instead::Text(value.to_owned()))
}

fn put(draft: &mut Draft, at: &CredentialPlace, right: &str, instead: Instead) -> Result<(), String> {
    let value = match instead {
        Instead::Nothing => return take_out(draft, at),
        Instead::Text(text) if text == right => return Err("what would be sent instead is the right value".into()),
        Instead::Text(text) => Value::String(text),
        Instead::InBody(value) => value,
    };
    match at {
        CredentialPlace::Member(path) => set(draft, path, value),
        _ if value.as_str().is_none_or(|text| !text.bytes().all(|byte| (0x20..0x7f).contains(&byte))) => {
            Err("only a JSON body can hold this value".into())
        }
        CredentialPlace::Parameter(location, name) => {
            draft.set_parameter(*location, name, value);
            Ok(())
        }
        CredentialPlace::Scheme(scheme) => {
            draft.parameters.iter_mut().filter(|own| own.scheme.as_ref() == Some(scheme)).for_each(|own| own.value = value.clone());
            Ok(())
        }
    }
}

fn read(draft: &mut Draft, at: &CredentialPlace) -> Result<String, String> {
    let value = match at {
        CredentialPlace::Member(path) => get(draft, path)?,
        CredentialPlace::Parameter(location, name) => {
            draft.parameter(*location, name).cloned().ok_or_else(|| format!("the request has no parameter {name}"))?
        }
        CredentialPlace::Scheme(scheme) => {
            let own = draft.parameters.iter().find(|own| own.scheme.as_ref() == Some(scheme));
            own.map(|own| own.value.clone()).ok_or_else(|| format!("no credential is given for {scheme}"))?
        }
    };
    match value {
        Value::String(text) => Ok(text),
        other => Ok(other.to_string()),
    }
}

fn take_out(draft: &mut Draft, at: &CredentialPlace) -> Result<(), String> {
    match at {
        CredentialPlace::Member(path) => remove(draft, path).map(drop),
        CredentialPlace::Parameter(location, name) => {
            draft.parameters.retain(|own| !own.is(*location, name));
            Ok(())
        }
        CredentialPlace::Scheme(scheme) => {
            draft.parameters.retain(|own| own.scheme.as_ref() != Some(scheme));
            Ok(())
        }
    }
}

/// In a few words, without the value.
fn describe(wrong: WrongCredential) -> String {
    serde_json::to_value(wrong).ok().and_then(|value| value.as_str().map(|name| name.replace('-', " "))).unwrap_or_default()
}

fn instead(right: &str, wrong: WrongCredential) -> Option<Instead> {
    let chars: Vec<char> = right.chars().collect();
    let text = |text: String| Some(Instead::Text(text));
    let body = |value: Value| Some(Instead::InBody(value));
    match wrong {
        WrongCredential::Absent => Some(Instead::Nothing),
        WrongCredential::Null => body(Value::Null),
        WrongCredential::Empty => text(String::new()),
        WrongCredential::Unrelated => text(chars.iter().rev().map(|&ch| turned(ch)).collect()),
        WrongCredential::Appended => text(format!("{right}x")),
        WrongCredential::LastRemoved => part(&chars, 0, chars.len().checked_sub(1)?),
        WrongCredential::FirstRemoved => part(&chars, 1, chars.len()),
        WrongCredential::FirstHalf => part(&chars, 0, chars.len() / 2),
        WrongCredential::FirstCharacter => part(&chars, 0, 1),
        WrongCredential::Doubled => text(right.repeat(2)),
        WrongCredential::CaseFlipped => text(chars.iter().map(|&ch| flipped(ch)).collect()),
        WrongCredential::UpperCase => text(right.to_uppercase()),
        WrongCredential::LastCaseFlipped => replaced(&chars, chars.iter().rposition(char::is_ascii_alphabetic)?, flipped),
        WrongCredential::MiddleReplaced => replaced(&chars, middle(&chars), turned),
        WrongCredential::FirstReplaced => replaced(&chars, 0, turned),
        WrongCredential::LastReplaced => replaced(&chars, chars.len().checked_sub(1)?, turned),
        WrongCredential::BlankBefore => body(json!(format!(" {right}"))),
        WrongCredential::BlankAfter => body(json!(format!("{right} "))),
        WrongCredential::LineBreakAfter => body(json!(format!("{right}\n"))),
        WrongCredential::Swapped => swapped(&chars),
        WrongCredential::NulAppended => body(json!(format!("{right}\0x"))),
        WrongCredential::InArray => body(json!([right])),
        WrongCredential::InObject => body(json!({ "value": right })),
        WrongCredential::EmptyArray => body(json!([])),
        WrongCredential::EmptyObject => body(json!({})),
        WrongCredential::Operator => body(json!({ "$ne": "" })),
        WrongCredential::True => body(Value::Bool(true)),
        WrongCredential::False => body(Value::Bool(false)),
        WrongCredential::Zero => body(json!(0)),
        WrongCredential::FullWidth => {
            let at = chars.iter().position(char::is_ascii_graphic)?;
            replaced(&chars, at, |ch| char::from_u32(u32::from(ch) + 0xfee0).unwrap_or(ch))
        }
        WrongCredential::Accented => accented(&chars),
        WrongCredential::Percent => text("%".into()),
        WrongCredential::Underscore => replaced(&chars, chars.len().checked_sub(1)?, |_| '_'),
        WrongCredential::Star => text("*".into()),
        WrongCredential::AnyPattern => text(".*".into()),
        WrongCredential::Tautology => text("' OR '1'='1".into()),
        WrongCredential::SignatureChanged => {
            let dot = chars.iter().rposition(|&ch| ch == '.')?;
            let middle = dot + 1 + (chars.len() - dot - 1) / 2;
            replaced(&chars, middle, turned)
        }
        WrongCredential::SignatureRemoved => part(&chars, 0, chars.iter().rposition(|&ch| ch == '.')? + 1),
        WrongCredential::AlgorithmNone => text(unsigned(right)?),
        // Only what is written as a UUID: whether another text holds a hyphen is chance, and one seed gives one run.
        WrongCredential::HyphensRemoved => is_uuid(right).then(|| Instead::Text(right.replace('-', ""))),
        WrongCredential::Prepended => text(format!("x{right}")),
        WrongCredential::FirstCaseFlipped => replaced(&chars, chars.iter().position(char::is_ascii_alphabetic)?, flipped),
        WrongCredential::PercentEncoded => {
            let at = middle(&chars);
            let encoded: String = chars.get(at)?.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
            text(chars[..at].iter().chain(&encoded.chars().collect::<Vec<_>>()).chain(&chars[at + 1..]).collect())
        }
        WrongCredential::MarkupAppended => text(format!("{right}<b></b>")),
        WrongCredential::Invisible => {
            let half = chars.len() / 2;
            body(chars[..half].iter().chain(&['\u{200b}']).chain(&chars[half..]).collect::<String>().into())
        }
        WrongCredential::Decomposed => decomposed(&chars),
        WrongCredential::EmojiAfter => body(json!(format!("{right}😀"))),
        WrongCredential::QuoteAfter => text(format!("{right}'\"\\")),
        WrongCredential::Huge => body(json!("x".repeat(60_000))),
        WrongCredential::Long => text("x".repeat(4000)),
        WrongCredential::NullWord => text("null".into()),
        WrongCredential::BearerBefore => text(format!("Bearer {right}")),
        WrongCredential::SameBits => same_bits(right),
        WrongCredential::Padded => signature(right).and_then(|_| text(format!("{right}="))),
        WrongCredential::BeforeAt => part(&chars, 0, chars.iter().rposition(|&ch| ch == '@')?),
        WrongCredential::SecondAccounts | WrongCredential::OtherSessions => None,
    }
}

/// Whether it is written as a UUID (RFC 9562, 4), in either case.
fn is_uuid(text: &str) -> bool {
    let hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split('-').map(|part| part.len() * usize::from(hex(part))).eq([8, 4, 4, 4, 12])
}

/// The letter or digit nearest to the middle, else the middle.
fn middle(chars: &[char]) -> usize {
    let half = chars.len() / 2;
    let plain = |at: &usize| chars.get(*at).is_some_and(char::is_ascii_alphanumeric);
    (half..chars.len()).find(plain).or_else(|| (0..half).rev().find(plain)).unwrap_or(half)
}

/// The token with the algorithm `none` in its header and nothing behind its last dot.
fn unsigned(token: &str) -> Option<String> {
    let mut parts = token.split('.');
    let (header, payload, _, None) = (parts.next()?, parts.next()?, parts.next()?, parts.next()) else { return None };
    let mut header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    header.as_object_mut()?.insert("alg".into(), json!("none"));
    Some(format!("{}.{payload}.", URL_SAFE_NO_PAD.encode(header.to_string())))
}

/// The signature of what is written as a JSON Web Token.
fn signature(token: &str) -> Option<&str> {
    let mut parts = token.split('.');
    let (Some(header), Some(_), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else { return None };
    URL_SAFE_NO_PAD.decode(header).is_ok_and(|header| header.starts_with(b"{")).then_some(signature)
}

/// The token with the bits of its last character turned that stand for nothing.
fn same_bits(token: &str) -> Option<Instead> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // 2 of 4 characters hold 8 of 12 bits, 3 of 4 hold 16 of 18.
    let unused = match signature(token)?.len() % 4 {
        2 => 0b1111,
        3 => 0b11,
        _ => return None,
    };
    let last = ALPHABET.iter().position(|&letter| token.as_bytes().last() == Some(&letter))?;
    let other = char::from(*ALPHABET.get(last ^ unused)?);
    Some(Instead::Text(format!("{}{other}", &token[..token.len() - 1])))
}

/// The first accented letter of Latin 1 as a letter and a combining mark, which look the same and are two code points (Unicode, 3.11).
fn decomposed(chars: &[char]) -> Option<Instead> {
    const MARKS: [(char, &str); 5] = [
        ('\u{300}', "ÀAÈEÌIÒOÙUàaèeìiòoùu"),
        ('\u{301}', "ÁAÉEÍIÓOÚUÝYáaéeíióoúuýy"),
        ('\u{302}', "ÂAÊEÎIÔOÛUâaêeîiôoûu"),
        ('\u{303}', "ÃAÑNÕOãañnõo"),
        ('\u{308}', "ÄAËEÏIÖOÜUäaëeïiöoüuÿy"),
    ];
    let bare = |ch: char| {
        MARKS.iter().find_map(|(mark, letters)| {
            let letters: Vec<char> = letters.chars().collect();
            letters.chunks(2).find(|pair| pair[0] == ch).map(|pair| [pair[1], *mark])
        })
    };
    let (at, pair) = chars.iter().enumerate().find_map(|(at, &ch)| Some((at, bare(ch)?)))?;
    Some(Instead::InBody(chars[..at].iter().chain(&pair).chain(&chars[at + 1..]).collect::<String>().into()))
}

/// A part that is neither empty nor the whole.
fn part(chars: &[char], from: usize, to: usize) -> Option<Instead> {
    (from < to && to - from < chars.len()).then(|| Instead::Text(chars[from..to].iter().collect()))
}

fn replaced(chars: &[char], at: usize, with: impl Fn(char) -> char) -> Option<Instead> {
    let mut chars = chars.to_vec();
    let place = chars.get_mut(at)?;
    *place = with(*place);
    Some(Instead::Text(chars.into_iter().collect()))
}

fn swapped(chars: &[char]) -> Option<Instead> {
    let start = chars.len() / 2;
    let differ = |at: &usize| chars.get(*at).zip(chars.get(at + 1)).is_some_and(|(one, other)| one != other);
    let plain = |at: &usize| differ(at) && chars[*at..at + 2].iter().all(char::is_ascii_alphanumeric);
    let places = || (start..chars.len()).chain(0..start);
    let at = places().find(plain).or_else(|| places().find(differ))?;
    let mut chars = chars.to_vec();
    chars.swap(at, at + 1);
    Some(Instead::Text(chars.into_iter().collect()))
}

fn accented(chars: &[char]) -> Option<Instead> {
    let vowel = |ch: &char| "aeiouAEIOU".contains(*ch);
    let at = chars.iter().position(vowel).or_else(|| chars.iter().position(char::is_ascii_alphabetic))?;
    if !vowel(&chars[at]) {
        let mut chars = chars.to_vec();
        chars.insert(at + 1, '\u{301}');
        return Some(Instead::InBody(Value::String(chars.into_iter().collect())));
    }
    let marked = "aáeéiíoóuúAÁEÉIÍOÓUÚ";
    replaced(chars, at, |ch| marked.chars().skip_while(|own| *own != ch).nth(1).unwrap_or(ch))
}

/// Another character of the same kind: 13 letters on, 5 digits on. In base64 text it also changes the upper bits, which a decoder cannot drop.
fn turned(ch: char) -> char {
    let on = |first: u8, by: u8, of: u8| char::from(first + (ch as u8 - first + by) % of);
    match ch {
        'a'..='z' => on(b'a', 13, 26),
        'A'..='Z' => on(b'A', 13, 26),
        '0'..='9' => on(b'0', 5, 10),
        '.' => '.',
        _ if ch.is_ascii() => 'x',
        _ => 'ß',
    }
}

fn flipped(ch: char) -> char {
    if ch.is_ascii_lowercase() { ch.to_ascii_uppercase() } else { ch.to_ascii_lowercase() }
}
