//! Text of a wanted number of characters in several scripts, and the formats of JSON Schema and OpenAPI.

use super::rng::Rng;

/// What the characters of a text are made of; a character is a Unicode code point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// One byte each.
    Ascii,
    /// Two bytes each in UTF-8.
    TwoBytes,
    /// Three bytes each.
    ThreeBytes,
    /// Four bytes each, and two units each in UTF-16.
    Astral,
    /// A letter and a combining mark in turn: two code points that are seen as one.
    Combining,
}

impl Script {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Ascii, Self::TwoBytes, Self::ThreeBytes, Self::Astral, Self::Combining];

    /// As in a case id.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ascii => "ascii",
            Self::TwoBytes => "two-byte",
            Self::ThreeBytes => "three-byte",
            Self::Astral => "astral",
            Self::Combining => "combining",
        }
    }

    /// For people.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Ascii => "ASCII",
            Self::TwoBytes => "characters of two bytes",
            Self::ThreeBytes => "characters of three bytes",
            Self::Astral => "emoji, two UTF-16 units each",
            Self::Combining => "letters with combining marks, two code points each",
        }
    }

    /// A text of exactly this many code points; no white space, and no two texts of one length alike by chance.
    pub fn text(self, length: usize, rng: &mut Rng) -> String {
        let from = |alphabet: &[char], rng: &mut Rng| -> String { (0..length).filter_map(|_| rng.pick(alphabet)).collect() };
        match self {
            Self::Ascii => rng.word(length),
            Self::TwoBytes => from(&['é', 'ß', 'ñ', 'ж', 'ю', 'λ', 'ø', 'ä'], rng),
            Self::ThreeBytes => from(&['漢', '字', '仮', '名', 'あ', 'ハ', '中', '文'], rng),
            Self::Astral => from(&['😀', '🚀', '🎉', '🦀', '🌍', '𝒳', '🧪', '🐙'], rng),
            Self::Combining => {
                let letters = rng.word(length);
                letters.chars().enumerate().map(|(at, letter)| if at % 2 == 1 { '\u{301}' } else { letter }).collect()
            }
        }
    }
}

/// A value of a format; `None` for formats without a form of their own (`password`, `int32`, names nobody registered).
pub fn of_format(format: &str, rng: &mut Rng) -> Option<String> {
    let word = rng.word(8);
    let number = rng.below(28) + 1;
    Some(match format {
        "date-time" => format!("2026-03-{number:02}T09:{number:02}:00Z"),
        "date" => format!("2026-03-{number:02}"),
        "time" | "partial-time" => format!("09:{number:02}:00Z"),
        "duration" => format!("PT{number}M"),
        "email" | "idn-email" => format!("{word}@example.com"),
        "hostname" | "idn-hostname" => format!("{word}.example.com"),
        "ipv4" | "ip" => format!("192.0.2.{number}"),
        "ipv6" => format!("2001:db8::{number:x}"),
        "uri" | "url" | "iri" => format!("https://example.com/{word}"),
        "uri-reference" | "iri-reference" => format!("/{word}"),
        "uri-template" => format!("https://example.com/{word}/{{id}}"),
        "uuid" | "guid" => uuid(rng),
        "byte" | "base64" => "c3BlY3Byb29m".to_owned(),
        "json-pointer" => format!("/{word}"),
        "relative-json-pointer" => format!("{number}/{word}"),
        "regex" => format!("^{word}$"),
        _ => return None,
    })
}

/// The format that a member's name tells of, where its schema states none: `user_avatar_url` holds a link.
pub fn hint(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    if ends(&["url", "uri", "link", "href", "website", "homepage"]) {
        Some("uri")
    } else if ends(&["email", "mail", "e-mail", "email_address"]) {
        Some("email")
    } else {
        None
    }
}

/// A text that is not of this format, though near it; `None` where every text is.
pub fn not_of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2026-02-30T25:61:00Z",
        "date" => "2026-02-30",
        "time" | "partial-time" => "25:61:00Z",
        "duration" => "P",
        "email" | "idn-email" => "no-at-sign.example.com",
        "hostname" | "idn-hostname" => "-bad-.example.com",
        "ipv4" | "ip" => "192.0.2.256",
        "ipv6" => "2001:db8:::1",
        "uri" | "url" | "iri" => "no scheme",
        "uri-reference" | "iri-reference" => "\\\\not a reference",
        "uri-template" => "https://example.com/{open",
        "uuid" | "guid" => "7db2665d-1e59-4f80-b65c-2372f32d678z",
        "byte" | "base64" => "not base64!",
        "json-pointer" => "no-slash",
        "relative-json-pointer" => "-1/a",
        "regex" => "(open",
        _ => return None,
    })
}

fn uuid(rng: &mut Rng) -> String {
    let (high, low) = (rng.bits(), rng.bits());
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        (low >> 48) & 0xfff,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_length_that_was_asked_for_in_characters() {
        for script in Script::ALL {
            for length in [0, 1, 2, 254, 255] {
                assert_eq!(script.text(length, &mut Rng::new(7)).chars().count(), length, "{script:?}");
            }
        }
    }

    #[test]
    fn scripts_differ_in_bytes_and_in_utf16_units() {
        let sizes = |script: Script| (script.text(10, &mut Rng::new(1)).len(), script.text(10, &mut Rng::new(1)).encode_utf16().count());
        assert_eq!(sizes(Script::Ascii), (10, 10));
        assert_eq!(sizes(Script::TwoBytes), (20, 10));
        assert_eq!(sizes(Script::ThreeBytes), (30, 10));
        assert_eq!(sizes(Script::Astral), (40, 20));
        assert_eq!(sizes(Script::Combining), (15, 10));
    }
}
