//! `format`, where what is right is certain. Every other format is an annotation.

use serde_json::Number;
use std::net::{Ipv4Addr, Ipv6Addr};

/// What a number of this format would be, when this one is not.
pub(super) fn number(format: &str, value: &Number) -> Option<String> {
    let (low, high): (i128, i128) = match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" => (i64::MIN.into(), i64::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" => (0, u64::MAX.into()),
        _ => return None,
    };
    let whole = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    let is_right = match whole {
        Some(whole) => (low..=high).contains(&whole),
        // Written with a fraction or exponent.
        // The bounds above are one less than a power of two, which is the next double.
        None => value.as_f64().is_some_and(|float| float.fract() == 0.0 && float >= low as f64 && float < (high + 1) as f64),
    };
    (!is_right).then(|| format!("an integer from {low} to {high} ({format})"))
}

/// What a string of this format would be, when this one is not.
pub(super) fn text(format: &str, text: &str) -> Option<String> {
    let (is_right, expected) = match format {
        "date" => (is_date(text), "a date such as 2024-02-29 (RFC 3339 full-date)"),
        "date-time" => (is_date_time(text), "a date and time such as 2024-02-29T12:00:00Z (RFC 3339)"),
        "time" => (is_time(text), "a time such as 12:00:00Z (RFC 3339 full-time)"),
        "uuid" => (is_uuid(text), "a UUID (RFC 9562)"),
        "uri" | "url" => (is_uri(text), "a URI with its scheme (RFC 3986)"),
        "email" => (is_email(text), "an e-mail address (RFC 5321)"),
        "byte" => (is_base64(text), "base64 (RFC 4648 section 4)"),
        "ipv4" => (text.parse::<Ipv4Addr>().is_ok(), "an IPv4 address"),
        "ipv6" => (text.parse::<Ipv6Addr>().is_ok(), "an IPv6 address"),
        _ => return None,
    };
    (!is_right).then(|| expected.to_owned())
}

/// The number that `from..to` spells, digits only.
fn digits(text: &str, from: usize, to: usize) -> Option<u32> {
    let part = text.get(from..to)?;
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten()
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let (Some(year), Some(month), Some(day)) = (digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)) else { return false };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=last).contains(&day)
}

fn is_date_time(text: &str) -> bool {
    matches!(text.as_bytes().get(10), Some(b'T' | b't')) && text.get(..10).is_some_and(is_date) && text.get(11..).is_some_and(is_time)
}

fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.get(2) != Some(&b':') || bytes.get(5) != Some(&b':') {
        return false;
    }
    let (Some(hour), Some(minute), Some(second)) = (digits(text, 0, 2), digits(text, 3, 5), digits(text, 6, 8)) else { return false };
    // Second 60 is a leap second.
    if hour > 23 || minute > 59 || second > 60 {
        return false;
    }
    let mut rest = &text[8..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return false;
        }
        rest = &fraction[length..];
    }
    if rest == "Z" || rest == "z" {
        return true;
    }
    rest.len() == 6
        && rest.starts_with(['+', '-'])
        && rest.as_bytes()[3] == b':'
        && digits(rest, 1, 3).is_some_and(|hour| hour <= 23)
        && digits(rest, 4, 6).is_some_and(|minute| minute <= 59)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| if matches!(at, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

/// A scheme, then no character that a URI can never hold.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte))
        && !rest.is_empty()
        && !rest.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c))
}

/// Something on each side of the last `@`, without blanks.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    !local.is_empty()
        && !domain.is_empty()
        && (is_quoted || !local.contains(|c: char| c.is_whitespace() || c == '@'))
        && !domain.contains(|c: char| c.is_whitespace() || c.is_control())
        && !domain.starts_with(['.', '-'])
        && !domain.ends_with(['.', '-'])
        && !domain.contains("..")
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        for (format, right, wrong) in [
            (
                "date",
                vec!["2024-02-29", "2000-12-31"],
                vec!["2023-02-29", "2024-13-01", "24-01-01", "2024-1-01", "2024-01-01T00:00:00Z", ""],
            ),
            (
                "date-time",
                vec!["2024-02-29T12:00:00Z", "1990-12-31T23:59:60Z", "2024-01-01t00:00:00.123456z", "2024-01-01T00:00:00+05:30"],
                vec![
                    "2024-01-01",
                    "2024-01-01 00:00:00Z",
                    "2024-01-01T00:00:00",
                    "2024-01-01T24:00:00Z",
                    "2024-01-01T00:00:00.Z",
                    "2024-01-01T00:00:00+0530",
                    "é024-01-01T00:00:00Z",
                ],
            ),
            ("time", vec!["12:00:00Z"], vec!["12:00", "12:00:00"]),
            (
                "uuid",
                vec!["7db2665d-1e59-4f80-b65c-2372f32d678d", "7DB2665D-1E59-4F80-B65C-2372F32D678D"],
                vec!["7db2665d1e594f80b65c2372f32d678d", "7db2665d-1e59-4f80-b65c-2372f32d678g"],
            ),
            ("uri", vec!["http://a", "urn:x", "mailto:a@b"], vec!["a/b", "http://a b", "://x", "1a:b", "http:"]),
            ("email", vec!["a@b", "a.b+c@d.example", "\"a b\"@c"], vec!["a", "@b", "a@", "a b@c", "a@b c", "a@.b"]),
            ("byte", vec!["", "YQ==", "YWI=", "YWJj"], vec!["YQ=", "YQ", "Y===", "YW-j"]),
            ("ipv4", vec!["127.0.0.1"], vec!["256.0.0.1", "1.2.3", "01.2.3.4"]),
            ("ipv6", vec!["::1", "2001:db8::ff00:42:8329"], vec![":::", "1.2.3.4"]),
            ("made-up", vec!["anything"], vec![]),
        ] {
            for value in right {
                assert_eq!(text(format, value), None, "{format} {value}");
            }
            for value in wrong {
                assert!(text(format, value).is_some(), "{format} {value}");
            }
        }
    }

    #[test]
    fn numbers() {
        for (format, value, is_right) in [
            ("int32", "2147483647", true),
            ("int32", "2147483648", false),
            ("int64", "9223372036854775807", true),
            ("int64", "9223372036854775808", false),
            ("int64", "9.223372036854776e18", false),
            ("int64", "-9.223372036854775808e18", true),
            ("uint8", "255", true),
            ("uint8", "-1", false),
            ("int32", "1.0", true),
            ("double", "1e308", true),
        ] {
            let value: Number = serde_json::from_str(value).unwrap();
            assert_eq!(number(format, &value).is_none(), is_right, "{format} {value}");
        }
    }
}
