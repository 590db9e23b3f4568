//! A command line that repeats a request, byte for byte, in bash and in dash.

use crate::client::as_sent;
use crate::exchange::Request;
use crate::mask::Mask;
use crate::masked::Masked;
use crate::report::text::{is_harmful, no_command};

/// Content over this many bytes is not put on a command line.
const LARGEST: usize = 64 << 10;

/// The curl command for a request, secrets masked.
///
/// Header names and the order of fields are as sent. Content that is not plain text goes through `printf`.
pub fn command(request: &Request, mask: &Mask) -> Masked {
    let mut before = String::new();
    let mut words = vec!["curl".to_owned(), "-sS".into(), "-i".into(), "--http1.1".into(), "-g".into(), "--path-as-is".into()];
    if request.method == "HEAD" {
        words.push("--head".into());
    } else {
        words.extend(["-X".into(), quote(&request.method)]);
    }
    for (name, value) in &request.headers {
        let field = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        words.extend(["-H".into(), quote(&mask.text(&field))]);
    }
    let has = |wanted: &str| request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
    for (name, added) in
        [("Content-Type", request.body.as_ref().is_some_and(|body| !body.is_empty())), ("User-Agent", true), ("Accept", true)]
    {
        if added && !has(name) {
            words.extend(["-H".into(), quote(&format!("{name}:"))]);
        }
    }
    if request.says_empty() {
        words.extend(["-H".into(), quote("Content-Length: 0")]);
    }
    // Empty content goes as none.
    if let Some(body) = request.body.as_ref().filter(|body| !body.is_empty()) {
        let body = mask.bytes(body);
        if body.len() > 1024 {
            words.extend(["-H".into(), quote("Expect:")]);
        }
        match std::str::from_utf8(&body) {
            _ if body.len() > LARGEST => words.extend(["--data-binary".into(), format!("@<{} bytes, too many to show>", body.len())]),
            // What a report would have to escape would not be the same when it is copied from there.
            Ok(text) if text.split('\n').all(|line| !line.chars().any(is_harmful) && no_command(line) == line) => {
                words.extend(["--data-raw".into(), quote(text)])
            }
            _ => {
                before = format!("printf '%b' '{}' | ", octal(&body));
                words.extend(["--data-binary".into(), "@-".into()]);
            }
        }
    }
    words.push(quote(&mask.text(&as_sent(&request.url))));
    // Each word was masked by itself, before it was quoted.
    Masked::of_masked(format!("{before}{}", words.join(" ")))
}

/// In single quotes, in which nothing but the quote itself has a meaning; bare where that is safe.
fn quote(text: &str) -> String {
    let bare =
        !text.is_empty() && !text.starts_with('-') && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte));
    if bare { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// For `printf %b`: everything but letters and digits as `\0ooo`.
fn octal(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("\\0{byte:03o}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)], body: Option<&[u8]>) -> Request {
        Request {
            method: "POST".into(),
            url: "http://127.0.0.1:1/a?b=%20[c]".into(),
            headers: headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            body: body.map(<[u8]>::to_vec),
        }
    }

    #[test]
    fn quotes_and_masks() {
        let mask = Mask::default();
        mask.learn("password", "it's secret");
        let line = command(&request(&[("Accept", "*/*"), ("User-Agent", "x"), ("X-Empty", "")], Some(br#"{"p":"it's secret"}"#)), &mask);
        assert_eq!(
            line,
            r#"curl -sS -i --http1.1 -g --path-as-is -X POST -H 'Accept: */*' -H 'User-Agent: x' -H 'X-Empty;' -H Content-Type: --data-raw '{"p":"{password}"}' 'http://127.0.0.1:1/a?b=%20[c]'"#
        );
    }

    #[test]
    fn what_a_report_would_escape_goes_through_printf() {
        let line = |body: &str| command(&request(&[], Some(body.as_bytes())), &Mask::default());
        assert!(line("a\nb").contains("--data-raw 'a\nb'"));
        for body in ["a\u{1b}[2J", "a\tb", "\u{202e}", "\r\n", "{\n ::error::x"] {
            assert!(line(body).starts_with("printf '%b' "), "{}", line(body));
            assert!(!line(body).chars().any(is_harmful));
        }
    }

    #[test]
    fn bytes_go_through_printf() {
        let line = command(&request(&[], Some(&[0xff, 0, b'a', b'\n'])), &Mask::default());
        assert!(line.starts_with(r"printf '%b' '\0377\0000a\0012' | curl "), "{line}");
        assert!(line.contains(" --data-binary @- "), "{line}");
    }
}
