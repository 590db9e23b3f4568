//! Problems for people, in rustc's form, and for programs.

use crate::problem::{Problem, Severity};
use std::fmt::Write;

/// Colours of a terminal, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// ANSI escapes.
    Ansi,
    /// Plain text.
    Plain,
}

impl Colour {
    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Ansi => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Self::Plain => text.to_owned(),
        }
    }
}

/// Every problem with its line, a caret under the fault and the help; then how many there are. Nothing in it is raw from a document.
pub fn text(problems: &[Problem], colour: Colour) -> String {
    let mut out = String::new();
    for problem in problems {
        one(&mut out, problem, colour);
    }
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    let count = |number: usize, word: &str| match number {
        0 => None,
        1 => Some(format!("1 {word}")),
        number => Some(format!("{number} {word}s")),
    };
    let summary: Vec<String> = [count(errors, "error"), count(warnings, "warning")].into_iter().flatten().collect();
    if !summary.is_empty() {
        let _ = writeln!(out, "{}", summary.join(", "));
    }
    out
}

fn one(out: &mut String, problem: &Problem, colour: Colour) {
    let (word, code) = match problem.severity {
        Severity::Error => ("error", "1;31"),
        Severity::Warning => ("warning", "1;33"),
    };
    let head = colour.paint(code, &format!("{word}[{}]", problem.code));
    let _ = writeln!(out, "{head}{}", colour.paint("1", &format!(": {}", escaped(&problem.message))));
    let number = problem.line.to_string();
    let margin = " ".repeat(number.len());
    let edge = |text: &str| colour.paint("1;34", text);
    let file = escaped(&problem.file);
    match problem.line {
        0 => drop(writeln!(out, "{margin}{} {file}", edge("-->"))),
        line => drop(writeln!(out, "{margin}{} {file}:{line}:{}", edge("-->"), problem.column)),
    }
    if let Some(excerpt) = &problem.excerpt {
        let caret = excerpt.caret as usize;
        let marks = "^".repeat(extent(&excerpt.text, caret));
        let _ = writeln!(out, "{margin} {}", edge("|"));
        let _ = writeln!(out, "{} {} {}", edge(&number), edge("|"), excerpt.text);
        let _ = writeln!(out, "{margin} {} {}{}", edge("|"), " ".repeat(caret), colour.paint(code, &marks));
    }
    if let Some(help) = &problem.help {
        let _ = writeln!(out, "{margin} {} {}", edge("="), colour.paint("1", "help:").to_owned() + " " + &escaped(help));
    }
    out.push('\n');
}

/// How many characters the word at a place has: to its closing quote, or to the next blank or colon.
fn extent(text: &str, from: usize) -> usize {
    let mut rest = text.chars().skip(from);
    match rest.next() {
        Some(quote @ ('"' | '\'')) => rest.position(|c| c == quote).map_or(1, |end| end + 2),
        Some(_) => 1 + rest.take_while(|c| !c.is_whitespace() && !":,]}\"'".contains(*c)).count(),
        None => 1,
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| crate::text::visible(c, &mut out));
    out
}

/// The problems as a JSON array.
pub fn json(problems: &[Problem]) -> String {
    serde_json::to_string_pretty(problems).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Excerpt;

    #[test]
    fn form() {
        let problem = Problem {
            code: "unknown-key",
            severity: Severity::Error,
            file: "a\u{1b}.yaml".into(),
            line: 12,
            column: 3,
            message: "the Info Object has no key `titel`".into(),
            help: Some("did you mean `title`?".into()),
            excerpt: Some(Excerpt { text: "  titel: x".into(), caret: 2 }),
        };
        let expected = "error[unknown-key]: the Info Object has no key `titel`
  --> a\\u{1b}.yaml:12:3
   |
12 |   titel: x
   |   ^^^^^
   = help: did you mean `title`?

1 error
";
        assert_eq!(text(std::slice::from_ref(&problem), Colour::Plain), expected);
        assert!(text(std::slice::from_ref(&problem), Colour::Ansi).starts_with("\u{1b}[1;31merror[unknown-key]\u{1b}[0m"));
        assert!(json(&[problem]).contains("\"severity\": \"error\""));
    }
}
