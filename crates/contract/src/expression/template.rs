//! Text with expressions in braces: `Bearer {$steps.login.outputs.token}`.

use super::{Expression, parse};

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// As it stands.
    Text(String),
    /// `{$…}`, to be replaced by its value.
    Expression(Expression),
}

/// Splits a text at its `{$…}`; every other brace is text.
///
/// # Errors
/// Names the embedded expression that does not parse, or that has no closing brace.
pub fn template(text: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("{$") {
        if at > 0 {
            parts.push(Part::Text(rest[..at].to_owned()));
        }
        let inner = &rest[at + 1..];
        let end = inner.find('}').ok_or_else(|| format!("`{{{inner}` has no closing brace"))?;
        let expression = parse(&inner[..end]).map_err(|why| format!("`{{{}}}`: {why}", &inner[..end]))?;
        parts.push(Part::Expression(expression));
        rest = &inner[end + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_braces_with_a_dollar_are_expressions() {
        let url = || Part::Expression(Expression::Url);
        let text = |text: &str| Part::Text(text.into());
        assert_eq!(template("a {$url}{$url} {b}"), Ok(vec![text("a "), url(), url(), text(" {b}")]));
        assert_eq!(template(r#"{"a":"{$url}"}"#), Ok(vec![text(r#"{"a":""#), url(), text(r#""}"#)]));
        assert_eq!(template(""), Ok(vec![]));
        assert!(template("{$url").is_err());
        assert!(template("{$nothing}").is_err());
    }
}
