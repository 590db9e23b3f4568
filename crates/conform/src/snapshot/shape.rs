//! Values that differ from run to run, known by their shape alone: what a deployment sends beyond its documents.

use serde_json::Value;

/// Seconds in which a moment counts as near: ten years to either side.
const NEAR: u64 = 315_360_000;
/// Characters from which a string of mixed characters counts as made by a machine.
const OPAQUE: usize = 20;

/// The shape of a value that would differ in the next run, such as `[uuid]`; `None` for one that stays. `now` is seconds since 1970.
pub fn volatile(value: &Value, now: u64) -> Option<String> {
    match value {
        Value::Number(number) => {
            let number = number.as_u64()?;
            let near = |seconds: u64| seconds.abs_diff(now) < NEAR;
            if near(number) {
                Some("[moment in s]".to_owned())
            } else if near(number / 1000) {
                Some("[moment in ms]".to_owned())
            } else {
                None
            }
        }
        Value::String(text) => of_text(text),
        _ => None,
    }
}

/// The shape of text that would differ in the next run.
pub fn of_text(text: &str) -> Option<String> {
    if is_uuid(text) {
        Some("[uuid]".to_owned())
    } else if is_date_time(text) {
        Some("[date-time]".to_owned())
    } else if is_http_date(text) {
        Some("[HTTP date]".to_owned())
    } else if is_jwt(text) {
        Some("[JWT]".to_owned())
    } else if is_opaque(text) {
        Some("[opaque string]".to_owned())
    } else {
        None
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| if matches!(at, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

/// Fits a template in which `0` stands for a digit and every other character for itself.
fn fits(text: &str, template: &str) -> bool {
    text.len() == template.len() && text.bytes().zip(template.bytes()).all(|(c, t)| if t == b'0' { c.is_ascii_digit() } else { c == t })
}

/// RFC 3339, with any fraction and any offset.
fn is_date_time(text: &str) -> bool {
    let Some((head, tail)) = text.split_at_checked(19) else { return false };
    let tail = tail.strip_prefix('.').map_or(tail, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    (fits(head, "0000-00-00T00:00:00") || fits(head, "0000-00-00 00:00:00"))
        && (matches!(tail, "" | "Z") || fits(tail, "+00:00") || fits(tail, "-00:00"))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
fn is_http_date(text: &str) -> bool {
    text.len() == 29 && text.ends_with(" GMT") && text.as_bytes().get(3) == Some(&b',') && text.matches(':').count() == 2
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/' | '=')
}

fn is_jwt(text: &str) -> bool {
    text.starts_with("eyJ") && text.split('.').count() == 3 && text.chars().all(|c| is_base64(c) || c == '.')
}

/// Long, without blanks, and with digits among its letters: not a word, a path or a sentence.
fn is_opaque(text: &str) -> bool {
    let text = text.trim_matches('"');
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    text.len() >= OPAQUE && text.chars().all(is_base64) && digits * 10 >= text.len() && letters * 10 >= text.len()
        || text.len() >= OPAQUE && text.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_changes_from_run_to_run_has_a_shape() {
        let now = 1_464_587_176;
        for (value, shape) in [
            (json!("7db2665d-1e59-4f80-b65c-2372f32d678d"), "[uuid]"),
            (json!("2016-05-30T05:46:16.910Z"), "[date-time]"),
            (json!("2016-05-30 05:46:16+02:00"), "[date-time]"),
            (json!("Sun, 06 Nov 1994 08:49:37 GMT"), "[HTTP date]"),
            (json!("eyJ0eXAiOiJKV1QifQ.eyJleHAiOjF9.VuQ4Ql7"), "[JWT]"),
            (json!("9f86d081884c7d659a2feaa0c55ad015"), "[opaque string]"),
            (json!("\"33a64df551425fcc55e4d42a148795d9f25f89d4\""), "[opaque string]"),
            (json!(1_464_587_000), "[moment in s]"),
            (json!(1_464_587_176_910_u64), "[moment in ms]"),
        ] {
            assert_eq!(volatile(&value, now).as_deref(), Some(shape), "{value}");
        }
    }

    #[test]
    fn what_stays_is_told_as_it_is() {
        for value in [
            json!("root"),
            json!("a sentence with 12 words or so in it, more or less"),
            json!("/path/to/some/resource/collection"),
            json!("application/json; charset=utf-8"),
            json!(2),
            json!(true),
            json!("2016-05-30"),
            json!("Successful-logout-of-the-user"),
        ] {
            assert_eq!(volatile(&value, 1_464_587_176), None, "{value}");
        }
    }
}
