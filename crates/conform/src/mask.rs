//! [`Mask`]: takes secrets out of everything that leaves the run, by value and in every usual encoding of it.
//!
//! Text is searched as it stands and after escapes of one kind were resolved, up to three times over in every order of the kinds, so that a
//! secret is found in a URL, a form, JSON, HTML, XML or a shell line, in any mixture of them and nested; and as Base64, wherever in the coded data it begins. Long secrets are found in
//! any letter case, and by either half.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::collections::{BTreeSet, HashMap};
use std::sync::{PoisonError, RwLock};

/// Shorter values are no secrets: masking them would only make the output unreadable.
pub const SHORTEST: usize = 3;

/// Values from this length on are found in any case of their ASCII letters: shorter ones would take ordinary words with them.
const ANY_CASE: usize = 8;

/// Values from this length on are found by either half, too, so that one mangled character does not leave them readable.
const HALVED: usize = 16;

/// How often escapes are resolved within escapes.
const LAYERS: usize = 3;

/// A byte of text whose escapes were resolved, and where in the original what it stands for begins and ends.
type Layer = Vec<(u8, usize, usize)>;

/// What an escape at the beginning stands for, and its length.
type Escape = fn(&[u8]) -> Option<(Vec<u8>, usize)>;

/// The kinds of escape. Each is resolved by itself: what one of them leaves alone can look like another's.
const KINDS: &[Escape] = &[percent, form, backslash, reference, quote];

/// All secrets that are known so far. Every sink passes what it writes through one of these.
#[derive(Default)]
pub struct Mask(RwLock<Secrets>);

#[derive(Default)]
struct Secrets {
    values: BTreeSet<String>,
    /// What is looked for.
    needles: Vec<Needle>,
    /// Indexes into `needles` by their first bytes, letters in lower case.
    by_beginning: HashMap<[u8; SHORTEST], Vec<usize>>,
}

/// A secret, or what an encoding makes of it.
struct Needle {
    text: Vec<u8>,
    /// What takes its place.
    name: String,
    any_case: bool,
}

impl Needle {
    fn begins(&self, text: &[u8]) -> bool {
        let Some(own) = text.get(..self.text.len()) else { return false };
        if self.any_case { own.eq_ignore_ascii_case(&self.text) } else { own == self.text }
    }
}

impl Secrets {
    /// What may begin with these bytes.
    fn beginning(&self, bytes: [u8; SHORTEST]) -> impl Iterator<Item = &Needle> {
        self.by_beginning.get(&lower(bytes)).into_iter().flatten().map(|&index| &self.needles[index])
    }

    /// What is found when escapes are resolved from here on, whatever stands before: where it begins and ends, and its name.
    fn coded_from<'a>(&'a self, at: usize, layer: &Layer, plain: &[u8], kind: Escape) -> Vec<(usize, usize, &'a str)> {
        let mut steps = Steps { at, plain, kind };
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        let mut more = |bytes: &mut Vec<u8>, ends: &mut Vec<usize>, length: usize| {
            while bytes.len() < length {
                let Some((step, end)) = steps.next() else { break };
                ends.extend(std::iter::repeat_n(end, step.len()));
                bytes.extend(step);
            }
        };
        more(&mut bytes, &mut ends, SHORTEST);
        let Some(&beginning) = bytes.first_chunk() else { return Vec::new() };
        let mut found = Vec::new();
        for needle in self.beginning(beginning) {
            more(&mut bytes, &mut ends, needle.text.len());
            if needle.begins(&bytes) {
                found.push((layer[at].1, layer[ends[needle.text.len() - 1]].2, needle.name.as_str()));
            }
        }
        found
    }
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
            for text in written(value.as_bytes()) {
                let Some(beginning) = text.first_chunk() else { continue };
                let index = secrets.needles.len();
                secrets.by_beginning.entry(lower(*beginning)).or_default().push(index);
                secrets.needles.push(Needle { text, name: name.to_owned(), any_case: value.len() >= ANY_CASE });
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
        let mut seen: BTreeSet<Vec<u8>> = BTreeSet::new();
        let mut layers: Vec<Layer> = vec![bytes.iter().enumerate().map(|(at, &byte)| (byte, at, at + 1)).collect()];
        for depth in 0..=LAYERS {
            let mut next = Vec::new();
            for layer in layers {
                let plain: Vec<u8> = layer.iter().map(|&(byte, _, _)| byte).collect();
                for (at, beginning) in plain.windows(SHORTEST).enumerate() {
                    let Some(beginning) = beginning.first_chunk() else { continue };
                    for needle in secrets.beginning(*beginning) {
                        if needle.begins(&plain[at..]) {
                            found.push((layer[at].1, layer[at + needle.text.len() - 1].2, &needle.name));
                        }
                    }
                }
                if depth < LAYERS {
                    for kind in KINDS {
                        let Some(Resolved { layer: resolved, inside }) = resolve(&layer, &plain, *kind) else { continue };
                        // What comes before a secret may take its first characters for an escape's, and so hide its own escapes.
                        for at in inside {
                            found.extend(secrets.coded_from(at, &layer, &plain, *kind));
                        }
                        next.push(resolved);
                    }
                }
                seen.insert(plain);
            }
            next.retain(|layer| seen.insert(layer.iter().map(|&(byte, _, _)| byte).collect()));
            layers = next;
        }
        replace(bytes, found)
    }
}

fn lower(mut beginning: [u8; SHORTEST]) -> [u8; SHORTEST] {
    beginning.make_ascii_lowercase();
    beginning
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

/// What is looked for: the value; the codes that are no escapes; its halves.
fn written(value: &[u8]) -> BTreeSet<Vec<u8>> {
    let mut all = BTreeSet::from([value.to_vec()]);
    if value.len() > SHORTEST {
        let hex =
            |upper: bool| value.iter().map(|byte| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") }).collect::<String>();
        all.extend([hex(false).into_bytes(), hex(true).into_bytes()]);
        let twice = STANDARD.encode(value);
        all.extend(coded(twice.as_bytes()).into_iter().map(String::into_bytes));
    }
    all.extend(coded(value).into_iter().map(String::into_bytes));
    if value.len() >= HALVED {
        let (first, second) = value.split_at(value.len() / 2);
        all.extend([first.to_vec(), second.to_vec()]);
    }
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

/// Text read from some place on, with the escapes of one kind resolved: each step's bytes, and the index of the last one that they stand for.
struct Steps<'a> {
    at: usize,
    plain: &'a [u8],
    kind: Escape,
}

impl Iterator for Steps<'_> {
    type Item = (Vec<u8>, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let &byte = self.plain.get(self.at)?;
        let (bytes, length) = (self.kind)(&self.plain[self.at..]).unwrap_or_else(|| (vec![byte], 1));
        self.at += length;
        Some((bytes, self.at - 1))
    }
}

/// A layer, and the indexes inside the escapes that were resolved for it.
struct Resolved {
    layer: Layer,
    inside: Vec<usize>,
}

/// Resolves every escape of one kind; `None` where there is none.
fn resolve(layer: &Layer, plain: &[u8], kind: Escape) -> Option<Resolved> {
    let (mut resolved, mut inside) = (Vec::with_capacity(layer.len()), Vec::new());
    let (mut at, mut any) = (0, false);
    while at < plain.len() {
        match kind(&plain[at..]) {
            Some((bytes, length)) => {
                let (start, end) = (layer[at].1, layer[at + length - 1].2);
                resolved.extend(bytes.into_iter().map(|byte| (byte, start, end)));
                inside.extend(at + 1..at + length);
                (at, any) = (at + length, true);
            }
            None => {
                resolved.push(layer[at]);
                at += 1;
            }
        }
    }
    any.then_some(Resolved { layer: resolved, inside })
}

fn hex(text: &[u8], from: usize, to: usize) -> Option<u32> {
    let digits = std::str::from_utf8(text.get(from..to)?).ok()?;
    if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) { u32::from_str_radix(digits, 16).ok() } else { None }
}

fn utf8(code: u32) -> Option<Vec<u8>> {
    char::from_u32(code).map(|c| c.to_string().into_bytes())
}

/// `%41`
fn percent(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    if *text.first()? == b'%' { Some((vec![u8::try_from(hex(text, 1, 3)?).ok()?], 3)) } else { None }
}

/// `%41` and `+`
fn form(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    if *text.first()? == b'+' { Some((vec![b' '], 1)) } else { percent(text) }
}

/// `'\''` and `'"'"'`
fn quote(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let length = [&br"'\''"[..], b"'\"'\"'"].into_iter().find(|quote| text.starts_with(quote))?.len();
    Some((vec![b'\''], length))
}

/// `\n`, `\"`, `\u0041`, `\u{41}`, `\x41`, `\101`
fn backslash(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    if *text.first()? != b'\\' {
        return None;
    }
    match text.get(1)? {
        b'u' if text.get(2) == Some(&b'{') => {
            let end = text.iter().take(12).position(|&byte| byte == b'}')?;
            Some((utf8(hex(text, 3, end)?)?, end + 1))
        }
        b'u' => {
            let high = hex(text, 2, 6)?;
            if (0xd800..0xdc00).contains(&high) && text.get(6..8) == Some(br"\u") {
                let low = hex(text, 8, 12).filter(|low| (0xdc00..0xe000).contains(low))?;
                return Some((utf8(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))?, 12));
            }
            Some((utf8(high)?, 6))
        }
        b'x' => Some((vec![u8::try_from(hex(text, 2, 4)?).ok()?], 4)),
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
    }
}

/// `&#65;`, `&#x41;`, `&amp;`
fn reference(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    if *text.first()? != b'&' {
        return None;
    }
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
    fn what_is_beside_a_secret_does_not_hide_it() {
        // Found by fuzzing: blanks as `+` alone; what ends a secret and begins an escape with what follows.
        assert_eq!(mask("correct horse").text("correct+horse"), "{key}");
        assert_eq!(mask("pa\"ss w%rd20+").text(r#"pa\"ss w%rd20+pa\"ss w%rd20+"#), "{key}{key}");
        assert_eq!(mask("a\\u0041+").text(r"xa\\u0041+x"), "x{key}x");
        assert_eq!(mask("a\"%2").text(r#"a\"%20"#), "{key}0");
        // What stands before a secret and makes an escape of its beginning, so that its own escapes are read otherwise.
        assert_eq!(mask("\\na\"b").text(r#"x\\\na\"b"#), r"x\{key}");
        assert_eq!(mask("na\"b").text(r#"x\na\"b"#), r"x\{key}");
        assert_eq!(mask("41 \\x").text("%41%20%5cx"), "%{key}");
        assert_eq!(mask("lt;a<b").text("&lt;a&lt;b"), "&{key}");
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
    fn long_secrets_are_found_in_any_case_and_with_a_character_changed() {
        let mask = mask("s3cret-Value.of-16+");
        for text in ["S3CRET-VALUE.OF-16+", "s3cret-value.of-16+", "S3CRET%2dVALUE.OF-16%2B"] {
            assert_eq!(mask.text(text), "{key}", "{text}");
        }
        for text in ["s3cret-ValuX.of-16+", "X3cret-Value.of-16+", "s3cret-Value.of-16X", "s3cret-Vaalue.of-16+"] {
            let masked = mask.text(text);
            assert!(masked.contains("{key}") && masked.len() <= "{key}".len() + 10, "{text}: {masked}");
        }
        mask.learn("pin", "Ab3d");
        assert_eq!(mask.text("Ab3d ab3d"), "{pin} ab3d", "a short one would take words with it");
    }

    #[test]
    fn masking_again_changes_nothing() {
        let mask = mask("secret");
        let once = mask.text(r"secret %73ecret \u0073ecret");
        assert_eq!(mask.text(&once), once);
        assert!(!once.contains("secret"));
    }
}
