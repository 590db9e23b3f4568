//! What must hold whatever comes from outside: one property per file, each a function of bytes that panics when it does not hold.
//!
//! `cargo fuzz` looks for bytes that break one; the workspace's tests run each over its seeds and over what was once found.

pub mod answer;
pub mod baseline;
pub mod expression;
pub mod mask;
pub mod name;
pub mod parameter;
pub mod report;
pub mod spec;

/// A property: its name, which is that of its target and of the folder of its seeds.
pub type Property = (&'static str, fn(&[u8]));

/// Every property.
pub const PROPERTIES: &[Property] = &[
    ("answer", answer::holds),
    ("baseline", baseline::holds),
    ("expression", expression::holds),
    ("mask", mask::holds),
    ("name", name::holds),
    ("parameter", parameter::holds),
    ("report", report::holds),
    ("spec", spec::holds),
];

/// The bytes as text, and the part before the first line break apart from the rest.
fn two_parts(data: &[u8]) -> (String, String) {
    let text = String::from_utf8_lossy(data);
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    (first.to_owned(), rest.to_owned())
}

/// One of so many ways that are tried with these bytes, always the same one: each by itself is tried far more often than all at once.
fn one_of(count: usize, data: &[u8]) -> usize {
    let hash = data.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    usize::try_from((hash >> 32) % count.max(1) as u64).unwrap_or_default()
}

/// Whether a text would do anything on a terminal.
fn is_harmless(text: &str) -> bool {
    !text.chars().any(|c| c != '\n' && specproof_conform::report::text::is_harmful(c))
}
