//! Secrets in every encoding, beside everything, and cut.

use super::*;

fn mask(secret: &str) -> Mask {
    let mask = Mask::default();
    mask.learn("key", secret);
    mask
}

#[test]
fn a_secret_is_found_in_every_encoding_and_the_rest_stays() {
    let mask = mask("p\"w&d é'%\n<x>");
    for text in [
        "a p\"w&d é'%\n<x> b",
        r#"a p\"w&d \u00e9'%\n<x> b"#,
        r#"a p\"w\u0026d \u00E9\u0027%\n\u003cx\u003e b"#,
        "a p%22w%26d%20%C3%A9%27%25%0A%3Cx%3E b",
        "a p%22w%26d+%c3%a9'%25%0a%3cx%3e b",
        "a p&quot;w&amp;d é&#39;%&#10;&lt;x&gt; b",
        "a p&#x22;w&#x26;d &#xe9;&apos;%&#xA;&lt;x&gt; b",
        "a p\"w&d é'\\''%\n<x> b",
        r#"a p\\\"w&d é'%\\n<x> b"#,
        r"a \x70\x22w&d é'%\n<x> b",
        r"a \u{70}\u{22}w&d \u{e9}'%\n<x> b",
    ] {
        assert_eq!(mask.text(text), "a {key} b", "{text}");
    }
}

#[test]
fn base64_is_found_wherever_it_begins() {
    let secret = "s3cr3t-välue?>~";
    let mask = mask(secret);
    for before in ["", "u", "us", "user:", "user:x"] {
        for after in ["", "1", "12"] {
            let plain = format!("{before}{secret}{after}");
            for coded in [STANDARD_NO_PAD.encode(&plain), URL_SAFE_NO_PAD.encode(&plain)] {
                let masked = mask.text(&format!("Basic {coded}"));
                assert!(masked.contains("{key}"), "{before:?} {after:?} {masked}");
            }
        }
    }
}

#[test]
fn what_is_beside_a_secret_does_not_hide_it() {
    // Found by fuzzing: blanks as `+` alone; what ends a secret and begins an escape with what follows.
    assert_eq!(mask("correct horse").text("correct+horse"), "{key}");
    assert_eq!(mask("pa\"ss w%rd20+").text(r#"pa\"ss w%rd20+pa\"ss w%rd20+"#), "{key}{key}");
    assert_eq!(mask("a\\u0041+").text(r"xa\\u0041+x"), "x{key}x");
    assert_eq!(mask("a\"%2").text(r#"a\"%20"#), "{key}0");
    // What stands before a secret and makes an escape of its beginning, so that its own escapes are read otherwise.
    assert_eq!(mask("\\na\"b").text(r#"x\\\na\"b"#), r"x\{key}");
    assert_eq!(mask("na\"b").text(r#"x\na\"b"#), r"x\{key}");
    assert_eq!(mask("41 \\x").text("%41%20%5cx"), "%{key}");
    assert_eq!(mask("lt;a<b").text("&lt;a&lt;b"), "&{key}");
}

#[test]
fn what_looks_like_an_escape_in_a_secret_does_not_hide_it() {
    for secret in ["a+b\tc=d", "50%25\"off\\now", "x\\u0041\n&amp;y"] {
        let mask = mask(secret);
        let json = serde_json::Value::from(secret).to_string();
        for text in [secret.to_owned(), json.clone(), serde_json::Value::from(json.as_str()).to_string()] {
            assert!(mask.text(&text).contains("{key}"), "{secret:?} in {text}");
        }
    }
}

#[test]
fn overlapping_and_short_secrets() {
    let mask = mask("abcdef");
    mask.learn("inner", "cde");
    mask.learn("next", "defghi");
    mask.learn("short", "xy");
    mask.learn("again", "abcdef");
    assert_eq!(mask.text("abcdefghi cde xy"), "{key} {inner} xy");
    assert_eq!(mask.bytes(&[0xff, b'c', b'd', b'e', 0]), [&[0xff][..], b"{inner}", &[0]].concat());
}

#[test]
fn long_secrets_are_found_in_any_case_and_with_a_character_changed() {
    let mask = mask("s3cret-Value.of-16+");
    for text in ["S3CRET-VALUE.OF-16+", "s3cret-value.of-16+", "S3CRET%2dVALUE.OF-16%2B"] {
        assert_eq!(mask.text(text), "{key}", "{text}");
    }
    for text in ["s3cret-ValuX.of-16+", "X3cret-Value.of-16+", "s3cret-Value.of-16X", "s3cret-Vaalue.of-16+"] {
        let masked = mask.text(text);
        assert!(masked.contains("{key}") && masked.len() <= "{key}".len() + 10, "{text}: {masked}");
    }
    mask.learn("pin", "Ab3d");
    assert_eq!(mask.text("Ab3d ab3d"), "{pin} ab3d", "a short one would take words with it");
}

#[test]
fn what_is_cut_leaves_no_part_of_a_secret() {
    let mask = mask("s3cret-Value.of-16+");
    let coded = "s3cret-Value.of-16+".bytes().map(|byte| format!("\\\\u{byte:04x}")).collect::<String>();
    for secret in ["s3cret-Value.of-16+", &coded] {
        for before in 0..60 {
            let text = format!("{}{secret}{}", "é".repeat(before), "y".repeat(1 << 20));
            let masked = mask.beginning(&text, 20);
            assert!(!masked.contains("s3c") && !masked.contains("u0073") && masked.chars().count() < 60, "{before}: {masked}");
            assert!(masked.contains(&text.len().to_string()), "{masked}");
        }
    }
    assert_eq!(mask.beginning("short", 20), "short");
    assert_eq!(mask.readable(b"\xffs3cret-Value.of-16+\xff", 20), "\\xff{key}\\xff");
}

#[test]
fn a_flood_of_secrets_shows_nothing() {
    let mask = Mask::default();
    for at in 0..40 {
        mask.learn("token", &format!("{at}{}", "t".repeat(1 << 20)));
    }
    assert!(mask.0.read().unwrap().held > MOST && mask.0.read().unwrap().needles.is_empty());
    assert_eq!(mask.text("anything"), "{more secrets than can be masked}");
    assert_eq!(mask.text(""), "");
}

#[test]
fn masking_again_changes_nothing() {
    let mask = mask("secret");
    let once = mask.text(r"secret %73ecret \u0073ecret");
    assert_eq!(mask.text(&once), once);
    assert!(!once.contains("secret"));
}
