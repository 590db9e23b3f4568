//! Brackets and quoted texts that go on in a line indented too little: YAML forbids it, most readers take it, and many documents have it.
//!
//! Such lines are moved to the right before the parser sees them; within brackets and quotes that changes no value.

use saphyr_parser::ScanError;
use std::collections::HashMap;

/// A text whose lines have been moved.
pub(super) struct Moved {
    pub text: String,
    /// Characters added at the beginning of a line, by its number from 1.
    pub added: HashMap<usize, usize>,
    /// The first line that had to be moved.
    pub first: usize,
    attempts: usize,
}

/// How often lines are moved one after the other, after all that look alike have been moved at once.
const ATTEMPTS: usize = 100;

/// Bytes that such attempts may read in all.
const BYTES: usize = 16 << 20;

/// Whether an error is one that moving a line can mend.
pub(super) fn is_mendable(error: &ScanError) -> bool {
    error.info().contains("invalid indentation") && !error.info().contains("anchor")
}

impl Moved {
    /// Moves every line that closes a bracket further left than the line that opened it asks for.
    pub fn closing_brackets(text: &str, first: usize) -> Self {
        let mut added = HashMap::new();
        let mut open: Vec<(usize, u8)> = Vec::new();
        let mut block: Option<usize> = None;
        for (at, line) in text.lines().enumerate() {
            let content = line.trim();
            let indent = line.len() - line.trim_start().len();
            if content.is_empty() {
                continue;
            }
            if block.is_some_and(|parent| indent > parent) {
                continue;
            }
            block = None;
            let key = key_column(line, indent);
            if let Some(closing) = content.bytes().next().filter(|byte| matches!(byte, b']' | b'}')) {
                let opener = open.iter().rposition(|(_, opening)| *opening == closing - 2);
                if let Some((column, _)) = opener.map(|at| open.swap_remove(at))
                    && indent <= column
                {
                    added.insert(at + 1, column + 1 - indent);
                }
            }
            match content.bytes().last() {
                Some(opening @ (b'[' | b'{')) => open.push((key, opening)),
                Some(b'|' | b'>' | b'-' | b'+') if opens_block(content) => block = Some(key),
                _ => {}
            }
        }
        Self { text: text.to_owned(), added, first, attempts: 0 }
    }

    /// Moves the line of an error, or those that a quoted text goes on in; false when that has been tried often enough for the size.
    pub fn line_of(&mut self, error: &ScanError) -> bool {
        self.attempts += 1;
        let line = error.marker().line();
        let lines = if error.info().contains("quoted") {
            let column = error.marker().col() - self.added.get(&line).copied().unwrap_or(0).min(error.marker().col());
            line + 1..line + 1 + lines_of_quote(&self.text, line, column)
        } else {
            line..line + 1
        };
        for line in lines {
            *self.added.entry(line).or_insert(0) += 4 * self.attempts;
        }
        self.attempts <= (BYTES / self.text.len().max(1)).clamp(3, ATTEMPTS)
    }

    /// The text with its lines moved.
    pub fn moved(&self) -> String {
        let mut out = String::with_capacity(self.text.len() + self.added.values().sum::<usize>());
        for (at, line) in self.text.split_inclusive('\n').enumerate() {
            out.extend(std::iter::repeat_n(' ', self.added.get(&(at + 1)).copied().unwrap_or(0)));
            out.push_str(line);
        }
        out
    }
}

/// Where the key of a line begins, after the dashes of list items.
fn key_column(line: &str, indent: usize) -> usize {
    let mut column = indent;
    while let Some(rest) = line[column..].strip_prefix("- ") {
        column += 2 + rest.len() - rest.trim_start().len();
    }
    column
}

/// `key: |`, `- >-` and the like.
fn opens_block(content: &str) -> bool {
    let header = content.trim_end_matches(|c: char| c == '-' || c == '+' || c.is_ascii_digit());
    let before = header.trim_end_matches(['|', '>']);
    before.len() + 1 == header.len() && (before.ends_with(": ") || before.ends_with("- "))
}

/// How many line breaks the quoted text has that begins at a line and column.
fn lines_of_quote(text: &str, line: usize, column: usize) -> usize {
    let mut rest = text.split_inclusive('\n').skip(line - 1).flat_map(str::chars).skip(column);
    let Some(quote @ ('"' | '\'')) = rest.next() else { return 0 };
    let mut lines = 0;
    while let Some(c) = rest.next() {
        match c {
            '\n' => lines += 1,
            '\\' if quote == '"' => lines += usize::from(rest.next() == Some('\n')),
            // A doubled single quote looks like the end and a new beginning, which counts the same.
            c if c == quote => return lines,
            _ => {}
        }
    }
    lines
}
