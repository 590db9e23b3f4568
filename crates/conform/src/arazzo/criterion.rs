//! Whether a criterion holds.

use super::scope::{Current, Scope};
use serde_json::Value;
use specproof_contract::expression::{self, Access, Comparison, Condition, Operand};
use specproof_contract::jsonpath::JsonPath;
use specproof_contract::model::{Criterion, CriterionKind};
use specproof_contract::validate::Pattern;

/// What became of a criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Whether it holds.
    pub holds: bool,
    /// The values that decided, for people: `$statusCode is 500`.
    pub seen: String,
}

/// Judges a criterion.
///
/// # Errors
/// Why it cannot be judged: it does not parse, or a regular expression or JSONPath is wrong.
pub fn judge(criterion: &Criterion, scope: &Scope<'_>, current: Option<Current<'_>>) -> Result<Judgement, String> {
    let wrong = |why: String| format!("the condition `{}` cannot be judged: {why}", criterion.condition);
    match criterion.kind {
        CriterionKind::Simple => {
            let condition = expression::condition(&criterion.condition).map_err(wrong)?;
            let mut seen = Vec::new();
            let holds = holds(&condition, scope, current, &mut seen);
            Ok(Judgement { holds, seen: seen.join(", ") })
        }
        CriterionKind::Regex => {
            let (name, value) = context(criterion, scope, current).map_err(wrong)?;
            let pattern = Pattern::read(&criterion.condition).map_err(wrong)?;
            let holds = value.as_ref().map_or(Some(false), |value| pattern.matches(&text(value)));
            let holds = holds.ok_or_else(|| wrong("whether the value matches cannot be found out within limits".to_owned()))?;
            Ok(Judgement { holds, seen: format!("{name} is {}", show(value.as_ref())) })
        }
        CriterionKind::JsonPath => {
            let (name, value) = context(criterion, scope, current).map_err(wrong)?;
            let path = JsonPath::parse(&criterion.condition).map_err(wrong)?;
            let selected = value.as_ref().map(|value| path.query(value)).transpose().map_err(wrong)?;
            let holds = selected.is_some_and(|selected| !selected.is_empty());
            Ok(Judgement { holds, seen: format!("{name} is {}", show(value.as_ref())) })
        }
    }
}

/// What a criterion asks for, for people.
pub fn in_words(criterion: &Criterion) -> String {
    match &criterion.context {
        Some(context) => format!("{context} satisfies {}", criterion.condition),
        None => criterion.condition.clone(),
    }
}

fn context<'c>(criterion: &'c Criterion, scope: &Scope<'_>, current: Option<Current<'_>>) -> Result<(&'c str, Option<Value>), String> {
    let context = criterion.context.as_deref().ok_or("it has no context")?;
    let expression = expression::parse(context)?;
    Ok((context, scope.value(&expression, current)))
}

fn holds(condition: &Condition, scope: &Scope<'_>, current: Option<Current<'_>>, seen: &mut Vec<String>) -> bool {
    match condition {
        Condition::Or(all) => all.iter().any(|one| holds(one, scope, current, seen)),
        Condition::And(all) => all.iter().all(|one| holds(one, scope, current, seen)),
        Condition::Not(one) => !holds(one, scope, current, seen),
        Condition::Holds(operand) => operand_value(operand, scope, current, seen) == Some(Value::Bool(true)),
        Condition::Compare(left, comparison, right) => {
            let left = operand_value(left, scope, current, seen);
            let right = operand_value(right, scope, current, seen);
            compare(left.as_ref().unwrap_or(&Value::Null), *comparison, right.as_ref().unwrap_or(&Value::Null))
        }
    }
}

fn operand_value(operand: &Operand, scope: &Scope<'_>, current: Option<Current<'_>>, seen: &mut Vec<String>) -> Option<Value> {
    match operand {
        Operand::Literal(value) => Some(value.clone()),
        Operand::Expression { expression, accesses, text } => {
            let value = scope.value(expression, current).and_then(|value| access(value, accesses));
            let entry = format!("{text} is {}", show(value.as_ref()));
            if !seen.contains(&entry) {
                seen.push(entry);
            }
            value
        }
    }
}

fn access(value: Value, accesses: &[Access]) -> Option<Value> {
    accesses.iter().try_fold(value, |value, access| match (access, value) {
        (Access::Index(index), Value::Array(mut items)) => (*index < items.len()).then(|| items.swap_remove(*index)),
        (Access::Member(member), Value::Object(mut members)) => members.swap_remove(member),
        _ => None,
    })
}

/// Strings are compared without case (Arazzo 1.0.1, "Criterion Object"); a number with a string that is written like one, by value.
fn compare(left: &Value, comparison: Comparison, right: &Value) -> bool {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let order = match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.to_lowercase().cmp(&right.to_lowercase())),
        (Value::Number(left), Value::Number(right)) if left == right => Some(Equal),
        _ => match (number(left), number(right)) {
            (Some(left), Some(right)) => left.partial_cmp(&right),
            _ => None,
        },
    };
    match comparison {
        Comparison::Equal => order.map_or_else(|| left == right, |order| order == Equal),
        Comparison::NotEqual => order.map_or_else(|| left != right, |order| order != Equal),
        Comparison::Less => order == Some(Less),
        Comparison::LessOrEqual => matches!(order, Some(Less | Equal)),
        Comparison::Greater => order == Some(Greater),
        Comparison::GreaterOrEqual => matches!(order, Some(Greater | Equal)),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) if serde_json::from_str::<serde_json::Number>(text.trim()).is_ok() => text.trim().parse().ok(),
        _ => None,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A value for people, cut where it is long.
fn show(value: Option<&Value>) -> String {
    const LONGEST: usize = 300;
    match value {
        None => "absent".into(),
        Some(value) => {
            let text = value.to_string();
            match text.char_indices().nth(LONGEST) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Draft, DraftBody};
    use crate::exchange::{Answer, Exchange, Request};
    use serde_json::json;
    use specproof_contract::model::{Api, Place};
    use std::time::Duration;

    fn criterion(kind: CriterionKind, context: Option<&str>, condition: &str) -> Criterion {
        Criterion {
            context: context.map(Into::into),
            condition: condition.into(),
            kind,
            clauses: vec![],
            reading: None,
            place: Place::default(),
        }
    }

    fn check(criterion: &Criterion) -> Result<Judgement, String> {
        let api = Api { name: "a".into(), ..Api::default() };
        let body = json!({"a": {"b": [1, "Two"]}, "n": null, "t": true, "with blank ": 1});
        let exchange = Exchange {
            request: Request { method: "POST".into(), url: "http://h/x?q=1".into(), headers: vec![("X-A".into(), "v".into())], body: None },
            answer: Ok(Answer { status: 200, headers: vec![("x-count".into(), "12".into())], body: body.to_string().into_bytes() }),
            started: Duration::ZERO,
            took: Duration::ZERO,
        };
        let mut draft = Draft::empty();
        draft.body = DraftBody::Json(json!({"sent": "Two"}));
        draft.set_parameter(specproof_contract::model::ParameterLocation::Query, "q", json!(1));
        let mut scope = Scope::new(&api, "http://h", json!({"in": "x", "dotted.name": 3}).as_object().cloned().unwrap_or_default());
        scope.steps.insert("s".into(), json!({"o": {"deep": [5]}}).as_object().cloned().unwrap_or_default());
        judge(criterion, &scope, Some(Current { draft: &draft, exchange: &exchange, json: Some(&body) }))
    }

    #[test]
    fn simple_conditions() {
        for (condition, expected) in [
            ("$statusCode == 200", true),
            ("$statusCode != 200 || $method == 'post'", true),
            ("$statusCode >= 200 && $statusCode < 300", true),
            ("!($statusCode == 200)", false),
            ("$response.body#/a/b/1 == 'TWO'", true),
            ("$response.body#/a/b/1 == $request.body#/sent", true),
            ("$response.body.a.b[0] == 1", true),
            ("$response.body#/nope == null", true),
            ("$response.body#/nope != 'x'", true),
            ("$response.body#/nope < 1", false),
            ("$response.body#/n == null", true),
            ("$response.body#/t", true),
            ("!$response.body#/t", false),
            ("$response.body#/with%20blank%20 == 1", true),
            ("$response.header.X-Count > 9", true),
            ("$response.header.x-count == '12'", true),
            ("$request.header.x-a == 'V'", true),
            ("$request.query.q == 1", true),
            ("$inputs.in == 'X' && $inputs.dotted.name == 3", true),
            ("$steps.s.outputs.o.deep[0] == 5", true),
            ("$steps.s.outputs.o#/deep/0 == 5", true),
            ("$steps.t.outputs.o == null", true),
            ("'a' < 'B'", true),
            ("1 == 1.0", true),
            ("'x' == 1", false),
            ("'1' == 1", true),
            ("true == 'true'", false),
        ] {
            assert_eq!(check(&criterion(CriterionKind::Simple, None, condition)).map(|got| got.holds), Ok(expected), "{condition}");
        }
    }

    #[test]
    fn patterns_and_paths() {
        for (kind, context, condition, expected) in [
            (CriterionKind::Regex, "$statusCode", "^2\\d\\d$", true),
            (CriterionKind::Regex, "$response.body#/a/b/1", "^two$", false),
            (CriterionKind::Regex, "$response.body#/nope", "", false),
            (CriterionKind::JsonPath, "$response.body", "$.a.b[?@ == 'Two']", true),
            (CriterionKind::JsonPath, "$response.body", "$[?$.t == true]", true),
            (CriterionKind::JsonPath, "$response.body", "$.nope", false),
            (CriterionKind::JsonPath, "$response.body#/a", "$[?count(@[*]) > 1]", true),
        ] {
            assert_eq!(check(&criterion(kind, Some(context), condition)).map(|got| got.holds), Ok(expected), "{context} {condition}");
        }
    }

    #[test]
    fn what_cannot_be_judged_is_an_error_and_what_was_seen_is_said() {
        assert!(check(&criterion(CriterionKind::Simple, None, "$statusCode = 1")).is_err());
        assert!(check(&criterion(CriterionKind::Regex, Some("$statusCode"), "(")).is_err());
        assert!(check(&criterion(CriterionKind::JsonPath, Some("$response.body"), "a.b")).is_err());
        assert!(check(&criterion(CriterionKind::JsonPath, None, "$.a")).is_err());
        let seen = check(&criterion(CriterionKind::Simple, None, "$statusCode == 1 || $response.body#/x == 2")).map(|got| got.seen);
        assert_eq!(seen, Ok("$statusCode is 200, $response.body#/x is absent".into()));
    }
}
