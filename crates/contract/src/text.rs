//! Text from documents, made fit to be shown, and the nearest known word.

/// Shortened to what fits a line, control and bidirectional characters escaped.
pub(crate) fn short(text: &str) -> String {
    const LIMIT: usize = 60;
    let mut out = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == LIMIT {
            out.push('…');
            break;
        }
        visible(c, &mut out);
    }
    out
}

/// Appends a character, escaped where a terminal would act on it or a reader would not see it.
pub(crate) fn visible(c: char, out: &mut String) {
    let hidden = c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
    if hidden {
        out.extend(c.escape_unicode());
    } else {
        out.push(c);
    }
}

/// The known word that is nearest to a misspelt one, where one is near: at most a third of its letters differ.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > 100 {
        return None;
    }
    let folded = word.to_lowercase();
    known
        .into_iter()
        .filter(|candidate| candidate.len() <= 100)
        .map(|candidate| (distance(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| {
            let length = candidate.chars().count().max(word.chars().count());
            *distance <= length.div_ceil(3).min(3) && *distance < length
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edits between two words: insert, delete, replace, and swap neighbours (optimal string alignment).
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, &l) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &r) in right.iter().enumerate() {
            let mut best = (last[j] + usize::from(l != r)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && l == right[j - 1] && left[i - 1] == r {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_word() {
        let known = ["properties", "required", "maxLength", "get"];
        assert_eq!(nearest("propertis", known), Some("properties"));
        assert_eq!(nearest("requried", known), Some("required"));
        assert_eq!(nearest("maxlength", known), Some("maxLength"));
        assert_eq!(nearest("gett", known), Some("get"));
        assert_eq!(nearest("color", known), None);
    }

    #[test]
    fn nothing_reaches_a_terminal_raw() {
        assert_eq!(short("a\u{1b}[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
        assert_eq!(short(&"x".repeat(61)).chars().count(), 61);
    }
}
