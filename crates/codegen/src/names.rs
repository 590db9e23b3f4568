//! Names: from anything on the wire to Rust identifiers, the same whatever the order of the document.

use std::collections::{BTreeMap, HashMap, HashSet};

/// What an identifier names; decides its case and what it must keep clear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A type: `PetOwner`.
    Type,
    /// A variant of an enum: `Available`.
    Variant,
    /// A field, parameter or method: `pet_owner`.
    Field,
    /// A module, and the file it is in: `pet_owner`.
    Module,
}

/// Names that generated code uses unqualified, and that a type of the document must not take.
const TAKEN_TYPES: [&str; 12] = ["Option", "Vec", "Box", "String", "Result", "Some", "None", "Ok", "Err", "Self", "Default", "Send"];

/// Words of the language, of editions to come as well, that need `r#`.
const KEYWORDS: [&str; 49] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum", "extern", "false",
    "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield", "safe",
];

/// Names that a module cannot have: those that stand beside it, and files that some systems cannot hold.
const TAKEN_MODULES: [&str; 14] =
    ["support", "schemas", "operations", "mod", "lib", "main", "con", "prn", "aux", "nul", "com1", "lpt1", "core", "std"];

/// The identifier for a name on the wire, by itself; [`settle`] and [`Scope`] keep it apart from others.
pub fn identifier(wire: &str, role: Role) -> String {
    let mut name = words(wire);
    match role {
        Role::Type | Role::Variant => {
            let words = std::mem::take(&mut name);
            name.reserve(words.len());
            words.split('_').for_each(|word| push_capitalised(&mut name, word));
        }
        Role::Field | Role::Module => name.make_ascii_lowercase(),
    }
    name.truncate(if role == Role::Module { 60 } else { 120 });
    name.truncate(name.trim_end_matches('_').len());
    if name.is_empty() {
        name.push_str(if matches!(role, Role::Type | Role::Variant) { "Empty" } else { "empty" });
    }
    guarded(name, role)
}

/// Makes an identifier of a joined or numbered name: keywords and digits are dealt with.
pub fn guarded(mut name: String, role: Role) -> String {
    if name.starts_with(|ch: char| ch.is_ascii_digit()) {
        let prefix = if matches!(role, Role::Type | Role::Variant) { "N" } else { "n" };
        name.insert_str(0, prefix);
    }
    match role {
        Role::Type if TAKEN_TYPES.contains(&name.as_str()) => format!("{name}Model"),
        Role::Variant if name == "Self" => "SelfValue".into(),
        Role::Field if matches!(name.as_str(), "self" | "super" | "crate" | "_") => format!("{name}_"),
        Role::Field if KEYWORDS.contains(&name.as_str()) && name != "safe" => format!("r#{name}"),
        Role::Module if matches!(name.as_str(), "self" | "super" | "crate") => format!("{name}_"),
        Role::Module if KEYWORDS.contains(&name.as_str()) || TAKEN_MODULES.contains(&name.as_str()) => format!("{name}_"),
        _ => name,
    }
}

/// Splits a wire name into words of ASCII letters and digits, with `_` between them.
fn words(wire: &str) -> String {
    let plain = wire.chars().any(|ch| ch.is_alphanumeric());
    let mut words = String::with_capacity(wire.len() + 8);
    let mut chars = wire.chars().peekable();
    let mut first = true;
    while let Some(ch) = chars.next() {
        let is_first = std::mem::take(&mut first);
        let next = chars.peek();
        if ch.is_ascii_alphanumeric() {
            let previous = words.chars().next_back();
            let boundary = previous.is_some_and(|previous| {
                (previous.is_ascii_lowercase() && ch.is_ascii_uppercase())
                    || (previous.is_ascii_digit() && ch.is_ascii_uppercase() && next.is_some_and(char::is_ascii_lowercase))
                    || (previous.is_ascii_uppercase() && ch.is_ascii_uppercase() && next.is_some_and(char::is_ascii_lowercase))
            });
            if boundary {
                words.push('_');
            }
            words.push(ch);
            continue;
        }
        if let Some(latin) = latin(ch) {
            words.push_str(latin);
            continue;
        }
        end(&mut words);
        let sign_of_number = is_first && matches!(ch, '+' | '-') && next.is_some_and(char::is_ascii_digit);
        if let Some(symbol) = symbol(ch).filter(|_| !plain || sign_of_number) {
            words.push_str(symbol);
            words.push('_');
        }
        if ch.is_alphanumeric() || (!plain && symbol(ch).is_none() && !ch.is_whitespace()) {
            words.push_str(&format!("u{:x}_", u32::from(ch)));
        }
    }
    if words.ends_with('_') {
        words.pop();
    }
    words
}

/// Ends the word that has been begun.
fn end(words: &mut String) {
    if !words.is_empty() && !words.ends_with('_') {
        words.push('_');
    }
}

/// Adds a word with a capital in front; one that is all capitals keeps only that.
fn push_capitalised(name: &mut String, word: &str) {
    let is_shouted = word.len() > 1 && word.bytes().all(|byte| !byte.is_ascii_lowercase());
    let mut bytes = word.chars();
    name.extend(bytes.next().map(|first| first.to_ascii_uppercase()));
    name.extend(bytes.map(|ch| if is_shouted { ch.to_ascii_lowercase() } else { ch }));
}

fn symbol(ch: char) -> Option<&'static str> {
    Some(match ch {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '%' => "percent",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '&' => "and",
        '|' => "or",
        '~' => "tilde",
        '^' => "caret",
        '?' => "question",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '_' => "underscore",
        ' ' => "blank",
        '\'' => "quote",
        '"' => "quotes",
        '(' | ')' | '[' | ']' | '{' | '}' => "bracket",
        '€' => "euro",
        _ => return None,
    })
}

/// Letters of Latin-1 without their marks.
fn latin(ch: char) -> Option<&'static str> {
    Some(match ch {
        'À'..='Å' => "A",
        'Æ' => "AE",
        'Ç' => "C",
        'È'..='Ë' => "E",
        'Ì'..='Ï' => "I",
        'Ñ' => "N",
        'Ò'..='Ö' | 'Ø' => "O",
        'Ù'..='Ü' => "U",
        'Ý' => "Y",
        'ß' => "ss",
        'à'..='å' => "a",
        'æ' => "ae",
        'ç' => "c",
        'è'..='ë' => "e",
        'ì'..='ï' => "i",
        'ñ' => "n",
        'ò'..='ö' | 'ø' => "o",
        'ù'..='ü' => "u",
        'ý' | 'ÿ' => "y",
        _ => return None,
    })
}

/// Settles the names of things that stand side by side. Where several want the same one, the one that is spelt just so on the wire keeps it
/// and the others are numbered in the order of their spelling, whatever their order in the document. `taken` are kept clear of.
pub fn settle(wires: &[&str], role: Role, taken: &[&str]) -> Vec<String> {
    let wanted: Vec<String> = wires.iter().map(|wire| identifier(wire, role)).collect();
    let mut seen: HashSet<&str> = taken.iter().copied().collect();
    if wanted.iter().all(|name| seen.insert(name)) {
        return wanted;
    }
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, name) in wanted.iter().enumerate() {
        groups.entry(name).or_default().push(at);
    }
    let mut used: HashSet<String> =
        groups.keys().map(|name| (*name).to_owned()).chain(taken.iter().map(|name| (*name).to_owned())).collect();
    let mut names = wanted.clone();
    for (name, mut members) in groups {
        members.sort_by_key(|&at| (wires[at] != name, wires[at], at));
        let keep = usize::from(!taken.contains(&name));
        for &at in &members[keep..] {
            let base = name.strip_prefix("r#").unwrap_or(name);
            let free =
                (2..).map(|number| format!("{base}{}{number}", if base.ends_with(|ch: char| ch.is_ascii_digit()) { "_" } else { "" }));
            if let Some(free) = free.into_iter().find(|name| !used.contains(name)) {
                used.insert(free.clone());
                names[at] = free;
            }
        }
    }
    names
}

/// Names given out one after the other within one module tree; the caller asks in an order that does not depend on the document's.
#[derive(Debug, Default)]
pub struct Scope {
    used: HashSet<String>,
    next: HashMap<String, u32>,
}

impl Scope {
    /// This name, or the first free one numbered from 2.
    pub fn fresh(&mut self, name: String) -> String {
        if self.used.insert(name.clone()) {
            return name;
        }
        let separator = if name.ends_with(|ch: char| ch.is_ascii_digit()) { "_" } else { "" };
        let next = self.next.entry(name.clone()).or_insert(2);
        loop {
            let numbered = format!("{name}{separator}{next}");
            *next += 1;
            if self.used.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}
