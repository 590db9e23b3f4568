//! [`Mask`]: takes secrets out of everything that leaves the run, by value and in every usual encoding of it.
//!
//! Text is searched as it stands and after escapes of one kind were resolved, up to three times over in every order of the kinds, so that a
//! secret is found in a URL, a form, JSON, HTML, XML or a shell line, in any mixture of them and nested; and as Base64, wherever in the coded data it begins. Long secrets are found in
//! any letter case, and by either half.

mod escapes;
#[cfg(test)]
mod tests;

use crate::masked::Masked;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use escapes::{Escape, KINDS};
use std::collections::{BTreeSet, HashMap};
use std::sync::{PoisonError, RwLock};

/// Shorter values are no secrets: masking them would only make the output unreadable.
pub const SHORTEST: usize = 3;

/// Values from this length on are found in any case of their ASCII letters: shorter ones would take ordinary words with them.
const ANY_CASE: usize = 8;

/// Values from this length on are found by either half, too, so that one mangled character does not leave them readable.
const HALVED: usize = 16;

/// What is looked for is held in at most so many bytes. A target that makes up more secrets than that shows nothing of what it says.
const MOST: usize = 64 << 20;

/// What stands for everything then.
const WITHHELD: &[u8] = b"{more secrets than can be masked}";

/// How much longer than a secret an encoding of it is, so that one that begins before a cut is seen to its end.
const REACH: usize = 12;

/// How often escapes are resolved within escapes.
const LAYERS: usize = 3;

/// A byte of text whose escapes were resolved, and where in the original what it stands for begins and ends.
type Layer = Vec<(u8, usize, usize)>;

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
    /// Whether any begins with these two bytes, letters in lower case: most places of a text are passed by with one look.
    beginnings: Vec<bool>,
    /// Bytes of all needles, and the longest value.
    held: usize,
    longest: usize,
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
    /// What may stand at the beginning of these bytes.
    fn beginning(&self, bytes: &[u8]) -> impl Iterator<Item = &Needle> {
        let beginning = bytes.first_chunk::<SHORTEST>().filter(|beginning| self.beginnings[two(beginning)]);
        let indexes = beginning.and_then(|beginning| self.by_beginning.get(&lower(*beginning)));
        indexes.into_iter().flatten().map(|&index| &self.needles[index])
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
        let mut found = Vec::new();
        for needle in self.beginning(&bytes.clone()) {
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
            secrets.longest = secrets.longest.max(value.len());
            // Some twenty encodings, each up to twice as long: not even made where there is no room.
            if secrets.held.saturating_add(value.len().saturating_mul(30)) > MOST {
                secrets.held = usize::MAX;
                (secrets.needles, secrets.by_beginning) = Default::default();
                return;
            }
            for text in written(value.as_bytes()) {
                let Some(beginning) = text.first_chunk() else { continue };
                secrets.held += text.len();
                let index = secrets.needles.len();
                secrets.beginnings.resize(1 << 16, false);
                secrets.beginnings[two(beginning)] = true;
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

    /// The beginning of a text, up to so many characters, with `{name}` in place of every secret. What is far behind it costs nothing.
    pub fn beginning(&self, text: &str, most: usize) -> Masked {
        self.readable(text.as_bytes(), most)
    }

    /// The text with `{name}` in place of every secret.
    pub fn text(&self, text: &str) -> Masked {
        Masked::of_masked(String::from_utf8_lossy(&self.bytes(text.as_bytes())).into_owned())
    }

    /// As [`Mask::beginning`] of bytes, with `\xNN` in place of what is not UTF-8.
    pub fn readable(&self, bytes: &[u8], most: usize) -> Masked {
        // A character has at most four bytes. What is masked may be shorter than it was: then there is less to show, and no half of a secret.
        let shown = most.saturating_mul(4).min(bytes.len());
        let longest = self.0.read().unwrap_or_else(PoisonError::into_inner).longest;
        let seen = shown.saturating_add(longest.saturating_mul(REACH)).saturating_add(64).min(bytes.len());
        let mut text = String::new();
        for chunk in self.bytes_up_to(&bytes[..seen], shown).utf8_chunks() {
            text.push_str(chunk.valid());
            chunk.invalid().iter().for_each(|byte| text.push_str(&format!("\\x{byte:02x}")));
        }
        Masked::of_masked(text).cut(most, bytes.len())
    }

    /// The bytes with `{name}` in place of every secret; all others as they are.
    pub fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        self.bytes_up_to(bytes, bytes.len())
    }

    /// Of all these bytes, those up to there, and the whole of a secret that goes on behind it.
    fn bytes_up_to(&self, bytes: &[u8], shown: usize) -> Vec<u8> {
        let secrets = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if secrets.held > MOST && !bytes.is_empty() {
            return WITHHELD.to_vec();
        }
        if secrets.values.is_empty() || bytes.is_empty() {
            return bytes[..shown].to_vec();
        }
        let mut found: Vec<(usize, usize, &str)> = Vec::new();
        let mut seen: BTreeSet<Vec<u8>> = BTreeSet::new();
        let mut layers: Vec<Layer> = vec![bytes.iter().enumerate().map(|(at, &byte)| (byte, at, at + 1)).collect()];
        for depth in 0..=LAYERS {
            let mut next = Vec::new();
            for layer in layers {
                let plain: Vec<u8> = layer.iter().map(|&(byte, _, _)| byte).collect();
                for at in 0..plain.len() {
                    for needle in secrets.beginning(&plain[at..]) {
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
        found.retain(|(start, _, _)| *start < shown);
        replace(bytes, shown, found)
    }
}

/// The first two bytes as one number.
const fn two(beginning: &[u8; SHORTEST]) -> usize {
    (beginning[0].to_ascii_lowercase() as usize) << 8 | beginning[1].to_ascii_lowercase() as usize
}

fn lower(mut beginning: [u8; SHORTEST]) -> [u8; SHORTEST] {
    beginning.make_ascii_lowercase();
    beginning
}

/// Replaces the longest of overlapping finds; what overlaps is swallowed whole.
fn replace(bytes: &[u8], shown: usize, mut found: Vec<(usize, usize, &str)>) -> Vec<u8> {
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
    masked.extend_from_slice(&bytes[done.min(shown)..shown]);
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
