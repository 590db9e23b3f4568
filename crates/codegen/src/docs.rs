//! Doc comments out of descriptions, made inert: no line runs as a doctest, is read as HTML, or leaves its comment.

use specproof_contract::model::{Api, Clause, Source};
use std::borrow::Cow;

/// Lines of a doc comment out of Markdown that was written by somebody else.
///
/// Indentation and runs of blanks are taken out, so nothing is an indented code block; fenced blocks become `text` blocks that are closed;
/// what would begin HTML, a reference or a fence is escaped.
pub fn inert(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut hanging = 0;
    let source: Vec<Cow<'_, str>> = text.lines().map(clean).collect();
    let mut at = 0;
    while at < source.len() {
        let line = source[at].trim();
        if let Some(end) = fenced(&source, at) {
            push_block(&mut lines, &source[at + 1..end]);
            hanging = 0;
            at = end + 1;
            continue;
        }
        at += 1;
        if line.is_empty() {
            hanging = 0;
            if lines.last().is_some_and(|last| !last.is_empty()) {
                lines.push(String::new());
            }
            continue;
        }
        let line = escape(&single_spaced(line)).into_owned();
        match marker(&line) {
            0 => lines.push(format!("{}{line}", " ".repeat(hanging))),
            width => {
                hanging = width;
                lines.push(line);
            }
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Takes out what no comment can hold: control characters, and those that turn the reading direction.
fn clean(line: &str) -> Cow<'_, str> {
    if line.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(line);
    }
    let visible = |ch: &char| !matches!(ch, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{2028}' | '\u{2029}');
    line.chars().map(|ch| if ch == '\t' { ' ' } else { ch }).filter(|ch| !ch.is_control()).filter(visible).collect()
}

/// Runs of blanks become one.
fn single_spaced(line: &str) -> Cow<'_, str> {
    if line.is_ascii() && !line.contains("  ") {
        return Cow::Borrowed(line);
    }
    line.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

/// The line that closes a fenced block that begins here.
fn fenced(lines: &[Cow<'_, str>], at: usize) -> Option<usize> {
    let line = lines[at].trim();
    let fence = line.chars().next().filter(|ch| matches!(ch, '`' | '~'))?;
    let length = line.chars().take_while(|&ch| ch == fence).count();
    if length < 3 || (fence == '`' && line[length..].contains('`')) {
        return None;
    }
    let closes = |line: &Cow<'_, str>| {
        let line = line.trim();
        line.len() >= length && line.chars().all(|ch| ch == fence)
    };
    lines.iter().skip(at + 1).position(closes).map(|offset| at + 1 + offset)
}

fn push_block(lines: &mut Vec<String>, block: &[Cow<'_, str>]) {
    if block.iter().all(|line| line.trim().is_empty()) {
        return;
    }
    let longest = block.iter().flat_map(|line| line.split(|ch| ch != '`')).map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    lines.push(format!("{fence}text"));
    lines.extend(block.iter().map(|line| line.trim_end().to_owned()));
    lines.push(fence);
}

fn escape(line: &str) -> Cow<'_, str> {
    if !line.contains(['`', '~', '<', '[']) && !line.ends_with('\\') {
        return Cow::Borrowed(line);
    }
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::with_capacity(line.len());
    let mut code = false;
    let mut at = 0;
    while at < chars.len() {
        let ch = chars[at];
        if matches!(ch, '`' | '~') {
            let run = chars[at..].iter().take_while(|&&other| other == ch).count();
            if run >= 3 {
                (0..run).for_each(|_| out.extend(['\\', ch]));
            } else {
                let closes = ch == '`' && run == 1 && (code || chars[at + 1..].contains(&'`'));
                if closes {
                    code = !code;
                } else if ch == '`' {
                    out.push('\\');
                }
                out.extend(std::iter::repeat_n(ch, run));
            }
            at += run;
            continue;
        }
        let next = chars.get(at + 1).copied().unwrap_or(' ');
        let html = ch == '<' && (next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'));
        let reference = ch == '[' && !is_link(&chars[at..]);
        if !code && (html || reference) {
            out.push('\\');
        }
        out.push(ch);
        at += 1;
    }
    if out.ends_with('\\') {
        out.push(' ');
    }
    Cow::Owned(out)
}

/// Whether `[text](target)` begins here.
fn is_link(chars: &[char]) -> bool {
    chars.iter().position(|&ch| ch == ']').is_some_and(|at| chars.get(at + 1) == Some(&'('))
}

/// Width of a list marker, 0 where there is none.
fn marker(line: &str) -> usize {
    if ["- ", "* ", "+ "].iter().any(|marker| line.starts_with(marker)) {
        return 2;
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    if (1..=9).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") ")) { digits + 2 } else { 0 }
}

/// A name from the document in backticks, whatever it holds.
pub fn code(text: &str) -> String {
    let text = clean(text);
    let text = text.trim();
    let text = if text.contains('`') { Cow::Owned(text.replace('`', "'")) } else { Cow::Borrowed(text) };
    let text = single_spaced(&text);
    if text.is_empty() { "(empty)".into() } else { format!("`{text}`") }
}

/// Paragraphs, one blank line between them.
pub fn join(paragraphs: impl IntoIterator<Item = Vec<String>>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in paragraphs.into_iter().filter(|lines| !lines.is_empty()) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(paragraph);
    }
    lines
}

/// A line for each clause: its id, where it is said, and what it says.
pub fn clauses(api: &Api, ids: &[String]) -> Vec<String> {
    ids.iter().filter_map(|id| api.clause(id)).map(cited).collect()
}

fn cited(clause: &Clause) -> String {
    let place = match &clause.source {
        Source::Document { document, lines, .. } => {
            let ranges = lines.iter().map(|range| match range.first == range.last {
                true => range.first.to_string(),
                false => format!("{}-{}", range.first, range.last),
            });
            format!("{document}:{}", ranges.collect::<Vec<_>>().join(","))
        }
        Source::Silence { document } => format!("{document}, silent"),
        Source::Standard { name, section } => format!("{name}, {section}"),
    };
    let says = inert(&clause.says).join(" ");
    format!("- {} ({place}): {says}", code(&clause.id))
}
