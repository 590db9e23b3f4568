//! What tells one fault from another of the same check at the same place: the status of the answer, and what was received, without what
//! changes from run to run.

use specproof_conform::run::Finding;

/// The longest text that is kept, in characters.
const LONGEST: usize = 160;

/// The fault in a form that stays the same from run to run: quoted values, numbers and long words with digits are left out.
pub fn of(finding: &Finding) -> String {
    let status = finding.exchange.as_ref().and_then(|exchange| exchange.status);
    let status = status.map(|status| format!("HTTP {status}: ")).unwrap_or_default();
    let plain = plain(&finding.received);
    let cut: String = plain.chars().take(LONGEST).collect();
    format!("{status}{cut}")
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    let mut quote: Option<char> = None;
    for c in text.chars().chain([' ']) {
        if let Some(end) = quote {
            if c == end {
                out.push(c);
                quote = None;
            }
            continue;
        }
        if c.is_alphanumeric() || (!word.is_empty() && matches!(c, '-' | '_' | '.')) {
            word.push(c);
            continue;
        }
        out.push_str(&settled(&word));
        word.clear();
        if matches!(c, '"' | '`') {
            quote = Some(c);
            out.push(c);
            out.push('…');
        } else if !(c.is_whitespace() && out.ends_with(' ')) {
            out.push(if c.is_whitespace() { ' ' } else { c });
        }
    }
    out.trim().to_owned()
}

/// A word, or a sign where it is chance.
fn settled(word: &str) -> String {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let chance = digits > 0 && (digits == word.chars().count() || word.chars().count() >= 6);
    if chance { "…".to_owned() } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_changes_from_run_to_run_is_left_out() {
        assert_eq!(plain("the string \"abc\" at 12:03:44"), "the string \"…\" at …:…:…");
        assert_eq!(plain("token 9f8e7d6c5b, 345 bytes"), "token …, … bytes");
        assert_eq!(plain("a string"), "a string");
        assert_ne!(plain("a string"), plain("an integer"));
        assert_eq!(plain("no end of \"a"), plain("no end of \"b"));
    }
}
