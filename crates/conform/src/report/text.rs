//! Foreign text made harmless, and small words about numbers: what every report for people needs.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character may move a cursor, hide text or turn its direction: C0 and C1 controls, DEL, bidirectional controls, characters
/// without width, line and paragraph separators, tags, and the code points that are no characters.
pub const fn is_harmful(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

/// One line of text in which every harmful character, line breaks included, is written as an escape.
pub fn escape(text: &str) -> Cow<'_, str> {
    escape_but(text, |_| false)
}

/// As [`escape`], but line breaks stay; and no line is a workflow command, wherever the text is shown.
pub fn escape_lines(text: &str) -> Cow<'_, str> {
    let text = escape_but(text, |c| c == '\n');
    if !text.contains("::") && !text.contains("##[") {
        return text;
    }
    text.split('\n').map(no_command).collect::<Vec<_>>().join("\n").into()
}

fn escape_but(text: &str, stays: fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(|c| is_harmful(c) && !stays(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if !is_harmful(c) || stays(c) => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => drop(write!(out, "\\u{{{:x}}}", u32::from(c))),
        }
    }
    Cow::Owned(out)
}

/// A line for a stream that a CI system reads along: a workflow command in it, behind blanks or as `##[` anywhere, is none any more. GitHub's
/// runner obeys such lines whoever wrote them.
pub fn no_command(line: &str) -> Cow<'_, str> {
    let mut line = Cow::Borrowed(line);
    if line.contains("##[") {
        line = line.replace("##[", "#\\u{23}[").into();
    }
    let blanks = line.len() - line.trim_start().len();
    if line[blanks..].starts_with("::") {
        line = format!("{}\\u{{3a}}{}", &line[..blanks], &line[blanks + 1..]).into();
    }
    line
}

/// The inside of a JSON string in which every harmful character is a `\u` escape, so that it shows nothing else on a screen than it holds.
pub fn escape_in_json(inside: &str) -> Cow<'_, str> {
    if !inside.chars().any(is_harmful) {
        return Cow::Borrowed(inside);
    }
    let mut out = String::with_capacity(inside.len() + 64);
    for c in inside.chars() {
        if is_harmful(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out.into()
}

/// Text whose markup characters are entities, for HTML and for XML.
pub fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// The text cut to so many characters; where something is cut, its end says how much is missing.
pub fn cut(text: &str, limit: usize) -> Cow<'_, str> {
    match text.char_indices().nth(limit) {
        None => Cow::Borrowed(text),
        Some((at, _)) => Cow::Owned(format!("{}… ({} more characters)", &text[..at], thousands(text[at..].chars().count() as u64))),
    }
}

/// Breaks text between words so that no line is longer than `width` columns; words that are longer are broken too. One character counts as
/// one column.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        // Indentation is kept as far as it leaves room for words.
        let words = paragraph.trim_start_matches(' ');
        let mut used = (paragraph.len() - words.len()).min(width / 2);
        let mut line = " ".repeat(used);
        let mut fresh = true;
        for word in words.split(' ') {
            let mut word: Vec<char> = word.chars().collect();
            if !fresh && used + 1 + word.len() > width {
                lines.push(std::mem::take(&mut line));
                (used, fresh) = (0, true);
            }
            if !fresh {
                line.push(' ');
                used += 1;
            }
            fresh = false;
            while used + word.len() > width {
                let rest = word.split_off(width - used);
                line.extend(word);
                lines.push(std::mem::take(&mut line));
                used = 0;
                word = rest;
            }
            used += word.len();
            line.extend(word);
        }
        lines.push(line);
    }
    lines
}

/// `1,204`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 check`, `12 checks`; for nouns whose plural only adds an s.
pub fn count(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", thousands(number), if number == 1 { "" } else { "s" })
}

/// `12 ms`, `3.2 s`, `4 min 5 s`.
pub fn duration(ms: u64) -> String {
    match ms {
        0..1000 => format!("{ms} ms"),
        1000..60_000 => format!("{}.{} s", ms / 1000, ms % 1000 / 100),
        _ => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1000),
    }
}

/// `420 µs`, `2.1 ms`, `3.2 s`, `4 min 5 s`.
pub fn micros(us: u64) -> String {
    match us {
        0..1000 => format!("{us} µs"),
        1000..10_000 if us % 1000 >= 100 => format!("{}.{} ms", us / 1000, us % 1000 / 100),
        _ => duration(us / 1000),
    }
}

/// Seconds with three places, as JUnit writes times.
pub fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// The moment, `ms` milliseconds after 1970-01-01T00:00:00Z, as RFC 3339 writes it: `2026-11-22T06:30:00.250Z`.
pub fn rfc3339(ms: u64) -> String {
    let (days, in_day) = (ms / 86_400_000, ms % 86_400_000);
    // Days to a date by eras of 400 years that begin in March, so that the leap day is the last of its year.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (in_day / 3_600_000, in_day / 60_000 % 60, in_day / 1000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", in_day % 1000)
}

/// A place such as `specs/webitel/openapi.yaml:40:9` taken apart; line and column are 1 where the text gives none.
pub fn place(text: &str) -> (&str, u32, u32) {
    let mut parts = text.rsplitn(3, ':');
    if let (Some(column), Some(line), Some(file)) = (parts.next(), parts.next(), parts.next())
        && let (Ok(line), Ok(column)) = (line.parse(), column.parse())
    {
        return (file, line, column);
    }
    match text.rsplit_once(':') {
        Some((file, line)) => line.parse().map_or((text, 1, 1), |line| (file, line, 1)),
        None => (text, 1, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_harmful_survives() {
        let all: String = (0..=0x10_ffff_u32).filter_map(char::from_u32).collect();
        assert!(!escape(&all).chars().any(is_harmful));
        assert_eq!(escape_lines("a\nb\r\u{1b}[2J\u{202e}"), "a\nb\\r\\u{1b}[2J\\u{202e}");
        assert_eq!(escape("plain ü €"), "plain ü €");
    }

    #[test]
    fn no_line_is_a_command() {
        for line in ["::error::x", "   ::add-mask::x", "\u{3000}::x", "a ##[add-mask]x", "##[group]"] {
            let safe = no_command(line);
            assert!(!safe.trim_start().starts_with("::") && !safe.contains("##["), "{safe}");
        }
        assert_eq!([no_command("a::b"), no_command("# ok"), no_command("  : :")], ["a::b", "# ok", "  : :"]);
    }

    #[test]
    fn json_comes_back_whatever_is_in_it() {
        let all: String = (0..=0x10_ffff_u32).filter_map(char::from_u32).collect();
        let mut json = Vec::new();
        crate::report::json::pretty(&all, &mut json).unwrap();
        let json = String::from_utf8(json).unwrap();
        assert!(!json.trim_end().chars().any(is_harmful));
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), all);
    }

    #[test]
    fn lines_are_never_longer_than_asked() {
        let text = "some words and a-very-long-word-that-must-be-broken-somewhere end";
        for width in 1..70 {
            let lines = wrap(text, width);
            assert!(lines.iter().all(|line| line.chars().count() <= width), "{width}: {lines:?}");
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""), "{width}");
        }
        assert_eq!(wrap("a b c", 3), ["a b", "c"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("  a b\n    c", 10), ["  a b", "    c"]);
    }

    #[test]
    fn moments_are_calendar_dates() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_799_999, "2000-02-29T23:59:59.999Z"),
            (1_464_587_176_910, "2016-05-30T05:46:16.910Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(rfc3339(ms), text);
        }
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!([thousands(7), thousands(1204), thousands(12_345_678)], ["7", "1,204", "12,345,678"]);
        assert_eq!([count(1, "check"), count(0, "check")], ["1 check", "0 checks"]);
        assert_eq!([duration(12), duration(3250), duration(245_000)], ["12 ms", "3.2 s", "4 min 5 s"]);
        assert_eq!([micros(420), micros(2150), micros(1000), micros(12_345)], ["420 µs", "2.1 ms", "1 ms", "12 ms"]);
        assert_eq!(cut("abcdef", 4), "abcd… (2 more characters)");
    }

    #[test]
    fn places_come_apart() {
        assert_eq!(place("specs/a.yaml:40:9"), ("specs/a.yaml", 40, 9));
        assert_eq!(place("specs/a.yaml:40"), ("specs/a.yaml", 40, 1));
        assert_eq!(place("specs/a.yaml"), ("specs/a.yaml", 1, 1));
    }
}
