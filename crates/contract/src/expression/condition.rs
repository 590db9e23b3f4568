//! Conditions of type `simple`: literals, expressions, `<` `<=` `>` `>=` `==` `!=`, `!`, `&&`, `||`, `()`, `[]` and `.`.

use super::{Expression, parse};
use serde_json::Value;

/// A condition; `||` binds weaker than `&&`, which binds weaker than `!` and comparisons.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Any of these holds.
    Or(Vec<Condition>),
    /// All of these hold.
    And(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// `left operator right`
    Compare(Operand, Comparison, Operand),
    /// The value is `true`.
    Holds(Operand),
}

/// A comparison operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// `true`, `false`, `null`, a number, or a string in single quotes.
    Literal(Value),
    /// A runtime expression, and the accesses that follow it.
    Expression {
        /// The expression.
        expression: Expression,
        /// `[index]` and `.member` after it.
        accesses: Vec<Access>,
        /// As written, for messages.
        text: String,
    },
}

/// A step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// `[0]`
    Index(usize),
    /// `.member` after an index or a whole body.
    Member(String),
}

/// How deep parentheses and negations may nest.
const MAX_DEPTH: usize = 64;

/// Reads a condition of type `simple`.
///
/// # Errors
/// What is wrong and where, counted in characters from 1.
pub fn condition(text: &str) -> Result<Condition, String> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let condition = reader.any()?;
    reader.blank();
    if reader.at < text.len() {
        return Err(reader.wrong("an operator or the end is expected"));
    }
    Ok(condition)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn any(&mut self) -> Result<Condition, String> {
        let mut all = vec![self.all()?];
        while self.take("||") {
            all.push(self.all()?);
        }
        Ok(if all.len() > 1 { Condition::Or(all) } else { all.swap_remove(0) })
    }

    fn all(&mut self) -> Result<Condition, String> {
        let mut all = vec![self.one()?];
        while self.take("&&") {
            all.push(self.one()?);
        }
        Ok(if all.len() > 1 { Condition::And(all) } else { all.swap_remove(0) })
    }

    fn one(&mut self) -> Result<Condition, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.wrong("the condition nests too deep"));
        }
        let condition = self.one_within();
        self.depth -= 1;
        condition
    }

    fn one_within(&mut self) -> Result<Condition, String> {
        self.blank();
        if self.rest().starts_with('!') && !self.rest().starts_with("!=") {
            self.at += 1;
            return Ok(Condition::Not(Box::new(self.one()?)));
        }
        if self.take("(") {
            let inner = self.any()?;
            return if self.take(")") { Ok(inner) } else { Err(self.wrong("`)` is expected")) };
        }
        let left = self.operand()?;
        for (sign, comparison) in [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ] {
            if self.take(sign) {
                return Ok(Condition::Compare(left, comparison, self.operand()?));
            }
        }
        Ok(Condition::Holds(left))
    }

    fn operand(&mut self) -> Result<Operand, String> {
        self.blank();
        match self.rest().chars().next() {
            Some('\'') => self.string(),
            Some('$') => self.expression(),
            Some(_) => {
                let word: String = self.rest().chars().take_while(|&c| c.is_ascii_alphanumeric() || "+-.".contains(c)).collect();
                let value = match serde_json::from_str::<Value>(&word) {
                    Ok(value @ (Value::Bool(_) | Value::Null | Value::Number(_))) => value,
                    _ => return Err(self.wrong("an expression, a number, true, false, null or a string in single quotes is expected")),
                };
                self.at += word.len();
                Ok(Operand::Literal(value))
            }
            None => Err(self.wrong("a value is missing at the end")),
        }
    }

    /// In single quotes, a quote within doubled.
    fn string(&mut self) -> Result<Operand, String> {
        let mut value = String::new();
        let mut rest = &self.rest()[1..];
        loop {
            let Some(end) = rest.find('\'') else { return Err(self.wrong("the string has no closing quote")) };
            value.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('\'') {
                Some(more) => {
                    value.push('\'');
                    rest = more;
                }
                None => break,
            }
        }
        self.at = self.text.len() - rest.len();
        Ok(Operand::Literal(Value::String(value)))
    }

    /// An expression ends at white space, an operator, a parenthesis or a bracket.
    fn expression(&mut self) -> Result<Operand, String> {
        let rest = self.rest();
        let end = rest
            .char_indices()
            .find(|&(at, c)| {
                c.is_whitespace()
                    || matches!(c, ')' | '(' | '[' | ']' | '<' | '>' | '=')
                    || ["!=", "&&", "||"].iter().any(|sign| rest[at..].starts_with(sign))
            })
            .map_or(rest.len(), |(at, _)| at);
        let mut accesses = Vec::new();
        let mut written = &rest[..end];
        // `$response.body.data` is not of the grammar of expressions, but a dereference of a value in a condition.
        if let Some(at) = ["$response.body.", "$request.body."].iter().find(|body| written.starts_with(**body)).map(|body| body.len()) {
            accesses.extend(written[at..].split('.').map(|member| Access::Member(member.to_owned())));
            written = &written[..at - 1];
        }
        let expression = parse(written).map_err(|why| self.wrong(&why))?;
        let start = self.at;
        self.at += end;
        while self.rest().starts_with(['[', '.']) {
            accesses.push(self.access()?);
        }
        Ok(Operand::Expression { expression, accesses, text: self.text[start..self.at].to_owned() })
    }

    fn access(&mut self) -> Result<Access, String> {
        if self.rest().starts_with('[') {
            let inner = &self.rest()[1..];
            let end = inner.find(']').ok_or_else(|| self.wrong("`]` is expected"))?;
            let index = inner[..end].trim().parse().map_err(|_| self.wrong("an index is a number from 0"))?;
            self.at += end + 2;
            return Ok(Access::Index(index));
        }
        let member: String = self.rest()[1..].chars().take_while(|&c| c.is_alphanumeric() || c == '_' || c == '-').collect();
        if member.is_empty() {
            return Err(self.wrong("a member's name is expected after `.`"));
        }
        self.at += 1 + member.len();
        Ok(Access::Member(member))
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn blank(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take(&mut self, sign: &str) -> bool {
        self.blank();
        let there = self.rest().starts_with(sign);
        if there {
            self.at += sign.len();
        }
        there
    }

    fn wrong(&self, why: &str) -> String {
        format!("at character {}: {why}", self.text[..self.at].chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Source;
    use serde_json::json;

    fn body(pointer: &str) -> Expression {
        Expression::Response(Source::Body(Some(pointer.into())))
    }

    fn operand(expression: Expression, text: &str) -> Operand {
        Operand::Expression { expression, accesses: vec![], text: text.into() }
    }

    #[test]
    fn a_comparison_has_two_sides() {
        assert_eq!(
            condition("$statusCode == 200"),
            Ok(Condition::Compare(operand(Expression::StatusCode, "$statusCode"), Comparison::Equal, Operand::Literal(json!(200))))
        );
        assert_eq!(
            condition("$response.body#/a!='it''s'"),
            Ok(Condition::Compare(operand(body("/a"), "$response.body#/a"), Comparison::NotEqual, Operand::Literal(json!("it's"))))
        );
        assert_eq!(
            condition("-1.5e3<=$statusCode"),
            Ok(Condition::Compare(
                Operand::Literal(json!(-1.5e3)),
                Comparison::LessOrEqual,
                operand(Expression::StatusCode, "$statusCode")
            ))
        );
    }

    #[test]
    fn and_binds_stronger_than_or_and_parentheses_strongest() {
        let holds = |value: bool| Condition::Holds(Operand::Literal(json!(value)));
        assert_eq!(
            condition("true || false && true"),
            Ok(Condition::Or(vec![holds(true), Condition::And(vec![holds(false), holds(true)])]))
        );
        assert_eq!(
            condition("!(true || false) && true"),
            Ok(Condition::And(vec![Condition::Not(Box::new(Condition::Or(vec![holds(true), holds(false)]))), holds(true)]))
        );
    }

    #[test]
    fn indices_and_members_step_into_a_value() {
        let Ok(Condition::Holds(Operand::Expression { expression, accesses, .. })) = condition("$response.body.pets[0].is-tame") else {
            panic!("a single operand")
        };
        assert_eq!(expression, Expression::Response(Source::Body(None)));
        assert_eq!(accesses, [Access::Member("pets".into()), Access::Index(0), Access::Member("is-tame".into())]);
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_place() {
        for text in [
            "",
            "==",
            "$statusCode ==",
            "$statusCode = 200",
            "$statusCode == \"x\"",
            "'open",
            "(true",
            "true)",
            "true false",
            "$nope == 1",
            "$response.body[x] == 1",
            "$response.body[0 == 1",
            "1 == 2 == 3",
            "&& true",
            "yes",
        ] {
            assert!(condition(text).is_err(), "{text:?} was taken");
        }
        assert!(condition("$statusCode == 200 x").is_err_and(|why| why.starts_with("at character 20:")));
        assert!(condition(&"(".repeat(100_000)).is_err());
        assert!(condition(&"!".repeat(100_000)).is_err());
    }
}
