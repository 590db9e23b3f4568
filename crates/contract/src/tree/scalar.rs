//! The scalars of YAML 1.2's core schema (section 10.3.2) and JSON's numbers.

use super::Kind;
use serde_json::Number;

/// What a plain YAML scalar is. `yes`, `no`, dates and everything else of YAML 1.1 are texts.
pub(super) fn plain(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ if is_number(text) => Kind::Number(text.into()),
        _ => Kind::Text(text.into()),
    }
}

fn is_number(text: &str) -> bool {
    let Some(first) = text.bytes().next() else { return false };
    if !(first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.')) {
        return false;
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return !digits.is_empty() && digits.bytes().all(|digit| (b'0'..=b'7').contains(&digit));
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    let exponent_is_good = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    (!whole.is_empty() || !fraction.is_empty()) && all_digits(whole) && all_digits(fraction) && exponent_is_good
}

/// The value of a number's text; `None` where JSON has no such number (infinite, not a number).
pub(crate) fn number(raw: &str) -> Option<Number> {
    if let Some(digits) = raw.strip_prefix("0o") {
        return u64::from_str_radix(digits, 8).ok().map(Number::from);
    }
    if let Some(digits) = raw.strip_prefix("0x") {
        return u64::from_str_radix(digits, 16).ok().map(Number::from);
    }
    let plain = raw.strip_prefix('+').unwrap_or(raw);
    if let Ok(number) = plain.parse::<u64>() {
        return Some(Number::from(number));
    }
    if let Ok(number) = plain.parse::<i64>() {
        return Some(Number::from(number));
    }
    plain.parse::<f64>().ok().and_then(Number::from_f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn core_schema() {
        for (text, kind) in [
            ("", "null"),
            ("~", "null"),
            ("NULL", "null"),
            ("nULL", "the text `nULL`"),
            ("true", "the boolean true"),
            ("yes", "the text `yes`"),
            ("no", "the text `no`"),
            ("012", "the number 012"),
            ("0o17", "the number 0o17"),
            ("0x", "the text `0x`"),
            ("1.", "the number 1."),
            (".5", "the number .5"),
            (".", "the text `.`"),
            ("-", "the text `-`"),
            ("1e3", "the number 1e3"),
            ("1e", "the text `1e`"),
            ("2020-01-01", "the text `2020-01-01`"),
            ("1_000", "the text `1_000`"),
            ("3.0.3", "the text `3.0.3`"),
            ("190:20:30", "the text `190:20:30`"),
            ("-.inf", "the number -.inf"),
        ] {
            assert_eq!(plain(text).describe(), kind, "{text}");
        }
    }

    #[test]
    fn values() {
        assert_eq!(number("0x1F"), Some(31.into()));
        assert_eq!(number("+7"), Some(7.into()));
        assert_eq!(number("18446744073709551615"), Some(u64::MAX.into()));
        assert_eq!(number("-9223372036854775808"), Some(i64::MIN.into()));
        assert_eq!(number("1e400"), None);
        assert_eq!(number(".nan"), None);
    }
}
