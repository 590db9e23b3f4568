//! [`Mask`]: takes secrets out of everything that leaves the run, by value and in every usual encoding of it.
//!
//! Text is searched as it stands and after its escapes were resolved, up to three times over, so that a secret is found in a URL, a form, JSON,
//! HTML, XML or a shell line, in any mixture of them and nested; and as Base64, wherever in the coded data it begins.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::collections::{BTreeSet, HashMap};
use std::sync::{PoisonError, RwLock};

/// Shorter values are no secrets: masking them would only make the output unreadable.
pub const SHORTEST: usize = 3;

/// How often escapes are resolved within escapes.
const LAYERS: usize = 3;

/// All secrets that are known so far. Every sink passes what it writes through one of these.
#[derive(Default)]
pub struct Mask(RwLock<Secrets>);

#[derive(Default)]
struct Secrets {
    values: BTreeSet<String>,
    /// What is looked for, with the name that takes its place: the value, and what Base64 makes of it at each of three offsets.
    needles: Vec<(Vec<u8>, String)>,
    /// Indexes into `needles` by their first bytes.
    by_beginning: HashMap<[u8; SHORTEST], Vec<usize>>,
}

impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mask(…)")
    }
}

impl Mask {
    /// Learns a secret; the first name it gets stays. Values under [`SHORTEST`] bytes are left out.
    pub fn learn(&self, name: &str, value: &str) {
        if value.len() < SHORTEST || self.0.read().unwrap_or_else(PoisonError::into_inner).values.contains(value) {
            return;
        }
        let mut secrets = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if secrets.values.insert(value.to_owned()) {
            for needle in written(value.as_bytes()) {
                let Some(beginning) = needle.first_chunk().copied() else { continue };
                let index = secrets.needles.len();
                secrets.needles.push((needle, name.to_owned()));
                secrets.by_beginning.entry(beginning).or_default().push(index);
            }
        }
    }

    /// Learns a value that is like a secret: it begins or ends like one, so that it would tell most of it.
    pub fn learn_alike(&self, name: &str, value: &str) {
        const ALIKE: usize = 4;
        let alike = |own: &String| {
            let (own, value) = (own.to_lowercase(), value.to_lowercase());
            let beginning = own.chars().zip(value.chars()).take_while(|(a, b)| a == b).count();
            let end = own.chars().rev().zip(value.chars().rev()).take_while(|(a, b)| a == b).count();
            beginning.max(end) >= ALIKE
        };
        let is_alike = self.0.read().unwrap_or_else(PoisonError::into_inner).values.iter().any(alike);
        if is_alike {
            self.learn(name, value);
        }
    }

    /// The text with `{name}` in place of every secret.
    pub fn text(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.bytes(text.as_bytes())).into_owned()
    }

    /// The bytes with `{name}` in place of every secret; all others as they are.
    pub fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        let secrets = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if secrets.values.is_empty() || bytes.is_empty() {
            return bytes.to_vec();
        }
        let mut found: Vec<(usize, usize, &str)> = Vec::new();
        let mut layer: Vec<(u8, usize, usize)> = bytes.iter().enumerate().map(|(at, &byte)| (byte, at, at + 1)).collect();
        for _ in 0..=LAYERS {
            let plain: Vec<u8> = layer.iter().map(|&(byte, _, _)| byte).collect();
            for (at, beginning) in plain.windows(SHORTEST).enumerate() {
                let Some(beginning) = beginning.first_chunk::<SHORTEST>() else { continue };
                for &index in secrets.by_beginning.get(beginning).into_iter().flatten() {
                    let (needle, name) = &secrets.needles[index];
                    if plain[at..].starts_with(needle) {
                        found.push((layer[at].1, layer[at + needle.len() - 1].2, name));
                    }
                }
            }
            let next = resolve(&layer);
            if next.len() == layer.len() {
                break;
            }
            layer = next;
        }
        replace(bytes, found)
    }
}

/// Replaces the longest of overlapping finds; what overlaps is swallowed whole.
fn replace(bytes: &[u8], mut found: Vec<(usize, usize, &str)>) -> Vec<u8> {
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then(a.2.cmp(b.2)));
    let mut masked = Vec::with_capacity(bytes.len());
    let mut done = 0;
    for (start, end, name) in found {
        if end <= done {
            continue;
        }
        if start >= done {
            masked.extend_from_slice(&bytes[done..start]);
            masked.extend_from_slice(format!("{{{name}}}").as_bytes());
        }
        done = end;
    }
    masked.extend_from_slice(&bytes[done..]);
    masked
}

/// What is looked for: the value; what is left of it where a layer of escapes around it was resolved, and with it what looks like one in it;
/// the codes that are no escapes.
fn written(value: &[u8]) -> BTreeSet<Vec<u8>> {
    let mut all = BTreeSet::from([value.to_vec()]);
    let mut plain = value.to_vec();
    for _ in 0..LAYERS {
        let layer: Vec<(u8, usize, usize)> = plain.iter().map(|&byte| (byte, 0, 0)).collect();
        plain = resolve(&layer).into_iter().map(|(byte, _, _)| byte).collect();
        all.insert(plain.clone());
    }
    if value.len() > SHORTEST {
        let hex =
            |upper: bool| value.iter().map(|byte| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") }).collect::<String>();
        all.extend([hex(false).into_bytes(), hex(true).into_bytes()]);
        let twice = STANDARD.encode(value);
        all.extend(coded(twice.as_bytes()).into_iter().map(String::into_bytes));
    }
    all.extend(coded(value).into_iter().map(String::into_bytes));
    all.retain(|needle| needle.len() >= SHORTEST);
    all
}

/// The part of the code that depends on the secret alone, for each place within three bytes where it may begin.
fn coded(secret: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    for offset in 0..3 {
        let mut padded = vec![0; offset];
        padded.extend_from_slice(secret);
        // The first characters hold bits of what comes before, the last one bits of what comes after.
        let skip = [0, 2, 3][offset];
        let keep = padded.len() * 8 / 6;
        for coded in [STANDARD_NO_PAD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)] {
            if let Some(inner) = coded.get(skip..keep)
                && inner.len() > SHORTEST
                && !all.contains(&inner.to_owned())
            {
                all.push(inner.to_owned());
            }
        }
    }
    all
}

/// Resolves one layer of escapes: `%41`, `+`, `\n`, `\"`, `\u0041`, `\u{41}`, `\x41`, `\101`, `&#65;`, `&#x41;`, `&amp;`, `'\''`.
fn resolve(layer: &[(u8, usize, usize)]) -> Vec<(u8, usize, usize)> {
    let plain: Vec<u8> = layer.iter().map(|&(byte, _, _)| byte).collect();
    let mut resolved = Vec::with_capacity(layer.len());
    let mut at = 0;
    while at < plain.len() {
        let (bytes, length) = escape(&plain[at..]).unwrap_or_else(|| (vec![plain[at]], 1));
        let (start, end) = (layer[at].1, layer[at + length - 1].2);
        resolved.extend(bytes.into_iter().map(|byte| (byte, start, end)));
        at += length;
    }
    resolved
}

/// The bytes that an escape at the beginning stands for, and its length.
fn escape(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let hex = |from: usize, to: usize| {
        let digits = std::str::from_utf8(text.get(from..to)?).ok()?;
        if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) { u32::from_str_radix(digits, 16).ok() } else { None }
    };
    let utf8 = |code: u32| char::from_u32(code).map(|c| c.to_string().into_bytes());
    match text.first()? {
        b'%' => Some((vec![u8::try_from(hex(1, 3)?).ok()?], 3)),
        b'+' => Some((vec![b' '], 1)).filter(|_| text.len() > 1),
        b'\'' if text.starts_with(br"'\''") => Some((vec![b'\''], 4)),
        b'\'' if text.starts_with(b"'\"'\"'") => Some((vec![b'\''], 5)),
        b'\\' => match text.get(1)? {
            b'u' if text.get(2) == Some(&b'{') => {
                let end = text.iter().take(12).position(|&byte| byte == b'}')?;
                Some((utf8(hex(3, end)?)?, end + 1))
            }
            b'u' => {
                let high = hex(2, 6)?;
                if (0xd800..0xdc00).contains(&high) && text.get(6..8) == Some(br"\u") {
                    let low = hex(8, 12).filter(|low| (0xdc00..0xe000).contains(low))?;
                    return Some((utf8(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))?, 12));
                }
                Some((utf8(high)?, 6))
            }
            b'x' => Some((vec![u8::try_from(hex(2, 4)?).ok()?], 4)),
            b'0'..=b'3' => {
                let digits = text.get(1..4).filter(|digits| digits.iter().all(|digit| (b'0'..=b'7').contains(digit)))?;
                let byte = digits.iter().fold(0_u32, |byte, digit| byte * 8 + u32::from(digit - b'0'));
                Some((vec![u8::try_from(byte).ok()?], 4))
            }
            b'n' => Some((vec![b'\n'], 2)),
            b'r' => Some((vec![b'\r'], 2)),
            b't' => Some((vec![b'\t'], 2)),
            b'b' => Some((vec![8], 2)),
            b'f' => Some((vec![12], 2)),
            byte if byte.is_ascii_punctuation() || *byte == b' ' => Some((vec![*byte], 2)),
            _ => None,
        },
        b'&' => {
            let end = text.iter().take(12).position(|&byte| byte == b';')?;
            let name = std::str::from_utf8(&text[1..end]).ok()?;
            let code = match name {
                "amp" => u32::from('&'),
                "lt" => u32::from('<'),
                "gt" => u32::from('>'),
                "quot" => u32::from('"'),
                "apos" => u32::from('\''),
                "nbsp" => 0xa0,
                _ => match name.strip_prefix('#')? {
                    number if number.starts_with(['x', 'X']) => u32::from_str_radix(&number[1..], 16).ok()?,
                    number => number.parse().ok()?,
                },
            };
            Some((utf8(code)?, end + 1))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(secret: &str) -> Mask {
        let mask = Mask::default();
        mask.learn("key", secret);
        mask
    }

    #[test]
    fn a_secret_is_found_in_every_encoding_and_the_rest_stays() {
        let mask = mask("p\"w&d é'%\n<x>");
        for text in [
            "a p\"w&d é'%\n<x> b",
            r#"a p\"w&d \u00e9'%\n<x> b"#,
            r#"a p\"w\u0026d \u00E9\u0027%\n\u003cx\u003e b"#,
            "a p%22w%26d%20%C3%A9%27%25%0A%3Cx%3E b",
            "a p%22w%26d+%c3%a9'%25%0a%3cx%3e b",
            "a p&quot;w&amp;d é&#39;%&#10;&lt;x&gt; b",
            "a p&#x22;w&#x26;d &#xe9;&apos;%&#xA;&lt;x&gt; b",
            "a p\"w&d é'\\''%\n<x> b",
            r#"a p\\\"w&d é'%\\n<x> b"#,
            r"a \x70\x22w&d é'%\n<x> b",
            r"a \u{70}\u{22}w&d \u{e9}'%\n<x> b",
        ] {
            assert_eq!(mask.text(text), "a {key} b", "{text}");
        }
    }

    #[test]
    fn base64_is_found_wherever_it_begins() {
        let secret = "s3cr3t-välue?>~";
        let mask = mask(secret);
        for before in ["", "u", "us", "user:", "user:x"] {
            for after in ["", "1", "12"] {
                let plain = format!("{before}{secret}{after}");
                for coded in [STANDARD_NO_PAD.encode(&plain), URL_SAFE_NO_PAD.encode(&plain)] {
                    let masked = mask.text(&format!("Basic {coded}"));
                    assert!(masked.contains("{key}"), "{before:?} {after:?} {masked}");
                }
            }
        }
    }

    #[test]
    fn what_looks_like_an_escape_in_a_secret_does_not_hide_it() {
        for secret in ["a+b\tc=d", "50%25\"off\\now", "x\\u0041\n&amp;y"] {
            let mask = mask(secret);
            let json = serde_json::Value::from(secret).to_string();
            for text in [secret.to_owned(), json.clone(), serde_json::Value::from(json.as_str()).to_string()] {
                assert!(mask.text(&text).contains("{key}"), "{secret:?} in {text}");
            }
        }
    }

    #[test]
    fn overlapping_and_short_secrets() {
        let mask = mask("abcdef");
        mask.learn("inner", "cde");
        mask.learn("next", "defghi");
        mask.learn("short", "xy");
        mask.learn("again", "abcdef");
        assert_eq!(mask.text("abcdefghi cde xy"), "{key} {inner} xy");
        assert_eq!(mask.bytes(&[0xff, b'c', b'd', b'e', 0]), [&[0xff][..], b"{inner}", &[0]].concat());
    }

    #[test]
    fn masking_again_changes_nothing() {
        let mask = mask("secret");
        let once = mask.text(r"secret %73ecret \u0073ecret");
        assert_eq!(mask.text(&once), once);
        assert!(!once.contains("secret"));
    }
}
