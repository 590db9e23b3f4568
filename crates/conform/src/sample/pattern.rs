//! Strings that match a pattern: the regular part of an ECMA-262 expression read into a tree, and words of a wanted length made from it.
//!
//! Look-around and word boundaries are taken for empty here; whatever is made is verified against the whole expression by the caller.

mod reader;

use super::rng::Rng;
use reader::read;
use specproof_contract::validate::Pattern as Expression;
use std::sync::Arc;

/// A regular expression as far as words are made from it.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Empty,
    Start,
    End,
    Class(Class),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Repeat(Box<Node>, usize, Option<usize>),
}

/// Characters of which one is taken.
#[derive(Debug, Clone, PartialEq)]
struct Class {
    ranges: Vec<(char, char)>,
    /// Those that are taken before all others: letters and digits, else what else can be printed in ASCII.
    plain: Vec<char>,
}

impl Class {
    fn new(ranges: Vec<(char, char)>) -> Self {
        let printable = (' '..='~').filter(|&ch| ranges.iter().any(|&(low, high)| low <= ch && ch <= high));
        let (letters, others): (Vec<char>, Vec<char>) = printable.partition(char::is_ascii_alphanumeric);
        Self { ranges, plain: if letters.is_empty() { others } else { letters } }
    }

    fn member(&self, rng: &mut Rng) -> Option<char> {
        if let Some(&ch) = rng.pick(&self.plain) {
            return Some(ch);
        }
        let &(low, high) = rng.pick(&self.ranges)?;
        let span = u32::from(high) - u32::from(low) + 1;
        let at = u32::try_from(rng.below(span as usize)).unwrap_or(0);
        char::from_u32(u32::from(low) + at).or(Some(low))
    }
}

/// A pattern that words can be made from.
#[derive(Debug, Clone)]
pub struct Pattern {
    node: Node,
    expression: Arc<Expression>,
    open_end: bool,
}

/// Repetitions without an upper end are taken this many times beyond their lower end at most, unless a length asks for more.
const EXTRA: usize = 4;
/// Words longer than this are not made.
const LONGEST: usize = 100_000;

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// It does not compile, or holds what no word is made from (a back reference, an unknown property).
    pub fn read(text: &str) -> Result<Self, String> {
        let expression = Arc::new(Expression::read(text)?);
        let node = read(text)?;
        let open_end = !ends_at_end(&node);
        Ok(Self { node, expression, open_end })
    }

    /// Whether the text is known to hold a match.
    pub fn matches(&self, text: &str) -> bool {
        self.expression.matches(text) == Some(true)
    }

    /// A word that matches, of a number of characters within these bounds.
    ///
    /// # Errors
    /// None was found.
    pub fn word(&self, least: usize, most: Option<usize>, rng: &mut Rng) -> Result<String, String> {
        let (shortest, longest) = extent(&self.node);
        let low = shortest.max(least);
        if low > LONGEST {
            return Err(format!("a text of {low} characters is too long"));
        }
        let natural = longest.unwrap_or(usize::MAX).min(low.saturating_add(EXTRA * 2)).max(low);
        let high = natural.min(most.unwrap_or(usize::MAX)).min(LONGEST);
        for round in 0..24 {
            let span = high.saturating_sub(low) + 1;
            let target = if round == 0 { low } else { low + rng.below(span) };
            let Some(word) = self.attempt(target, rng) else { continue };
            let length = word.chars().count();
            if length >= least && most.is_none_or(|most| length <= most) && self.matches(&word) {
                return Ok(word);
            }
        }
        Err(format!(
            "no text of {least} to {} characters was found that matches the pattern",
            most.map_or("any number of".into(), |most| most.to_string())
        ))
    }

    /// Texts that do not match, near to `word`.
    pub fn near_misses(&self, word: &str) -> Vec<String> {
        let mut tries: Vec<String> = Vec::new();
        for odd in ['!', ' ', '-', 'é', '0', 'x'] {
            let mut chars: Vec<char> = word.chars().collect();
            let middle = chars.len() / 2;
            if let Some(at) = chars.get_mut(middle) {
                *at = odd;
                tries.push(chars.into_iter().collect());
            }
            tries.push(format!("{word}{odd}"));
            tries.push(format!("{odd}{word}"));
        }
        let mut shorter = word.to_owned();
        shorter.pop();
        tries.push(shorter);
        tries.retain(|text| !text.is_empty() && !self.matches(text));
        tries.dedup();
        tries
    }

    fn attempt(&self, target: usize, rng: &mut Rng) -> Option<String> {
        let (shortest, longest) = extent(&self.node);
        let own = longest.map_or(target, |longest| target.min(longest)).max(shortest);
        let mut word = String::new();
        make(&self.node, own, rng, &mut word)?;
        if self.open_end {
            let length = word.chars().count();
            word.extend(std::iter::repeat_n('a', target.saturating_sub(length)));
        }
        Some(word)
    }
}

/// The least and the greatest number of characters; `None` = no end.
fn extent(node: &Node) -> (usize, Option<usize>) {
    match node {
        Node::Empty | Node::Start | Node::End => (0, Some(0)),
        Node::Class(_) => (1, Some(1)),
        Node::Sequence(parts) => parts.iter().map(extent).fold((0, Some(0)), |(low, high), (least, most)| {
            (low.saturating_add(least), high.zip(most).map(|(high, most): (usize, usize)| high.saturating_add(most)))
        }),
        Node::Choice(parts) => {
            let extents: Vec<_> = parts.iter().map(extent).collect();
            let low = extents.iter().map(|extent| extent.0).min().unwrap_or(0);
            let high = extents.iter().map(|extent| extent.1).try_fold(0, |high, most| most.map(|most| most.max(high)));
            (low, high)
        }
        Node::Repeat(inner, least, most) => {
            let (low, high) = extent(inner);
            let end = match (high, most) {
                (Some(0), _) | (_, Some(0)) => Some(0),
                (Some(high), Some(most)) => Some(high.saturating_mul(*most)),
                _ => None,
            };
            (low.saturating_mul(*least), end)
        }
    }
}

/// Appends a word of `target` characters; `None` where this branch has none.
fn make(node: &Node, target: usize, rng: &mut Rng, out: &mut String) -> Option<()> {
    match node {
        Node::Empty | Node::Start | Node::End => (target == 0).then_some(()),
        Node::Class(class) => {
            out.push(class.member(rng)?);
            (target == 1).then_some(())
        }
        Node::Sequence(parts) => {
            let shares = share(&parts.iter().map(extent).collect::<Vec<_>>(), target, rng)?;
            parts.iter().zip(shares).try_for_each(|(part, share)| make(part, share, rng, out))
        }
        Node::Choice(parts) => {
            let fit: Vec<&Node> = parts.iter().filter(|part| fits(extent(part), target)).collect();
            make(rng.pick(&fit)?, target, rng, out)
        }
        Node::Repeat(inner, least, most) => {
            let (low, high) = extent(inner);
            let fewest = match high {
                Some(0) => *least,
                Some(high) => (*least).max(target.div_ceil(high)),
                None => (*least).max(usize::from(target > 0)),
            };
            let greatest = target.checked_div(low).unwrap_or(fewest.max(target)).min(most.unwrap_or(usize::MAX));
            if greatest < fewest {
                return None;
            }
            if fewest > LONGEST {
                return None;
            }
            let times = fewest + rng.below((greatest - fewest).min(EXTRA) + 1);
            let shares = share(&vec![(low, high); times], target, rng)?;
            shares.into_iter().try_for_each(|share| make(inner, share, rng, out))
        }
    }
}

fn fits((low, high): (usize, Option<usize>), target: usize) -> bool {
    low <= target && high.is_none_or(|high| target <= high)
}

/// Splits `target` characters over parts of these extents.
fn share(extents: &[(usize, Option<usize>)], target: usize, rng: &mut Rng) -> Option<Vec<usize>> {
    let mut shares: Vec<usize> = extents.iter().map(|extent| extent.0).collect();
    let mut left = target.checked_sub(shares.iter().sum())?;
    let start = rng.below(extents.len());
    for step in 0..extents.len() {
        let at = (start + step) % extents.len();
        let room = extents[at].1.map_or(usize::MAX, |most| most - extents[at].0).min(left);
        let last = step + 1 == extents.len();
        let take = if last { room } else { room.min(left.div_ceil(extents.len() - step).max(1)) };
        shares[at] += take;
        left -= take;
    }
    for at in 0..extents.len() {
        let room = extents[at].1.map_or(usize::MAX, |most| most - shares[at]).min(left);
        shares[at] += room;
        left -= room;
    }
    (left == 0).then_some(shares)
}

fn ends_at_end(node: &Node) -> bool {
    match node {
        Node::End => true,
        Node::Sequence(parts) => parts.last().is_some_and(ends_at_end),
        Node::Choice(parts) => parts.iter().all(ends_at_end),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATTERNS: &[&str] = &[
        "^[a-z]+$",
        "^\\d{3}-\\d{4}$",
        "^(foo|ba[rz])*$",
        "a",
        "^.{2,5}$",
        "^[^\\s@]+@[^\\s@]+\\.[a-z]{2,}$",
        "^(?:[A-F0-9]{2}:){5}[A-F0-9]{2}$",
        "^\\w+( \\w+)*$",
        "^[\\u0400-\\u04ff]+$",
        "^\\p{Lu}\\p{Ll}*$",
        "^(?=.*\\d)[a-z\\d]{8,}$",
        "^$",
        "\\.json$",
        "^[\\w.+-]+$",
        "^x{3}$",
        "^(a|bb|ccc){2,4}$",
        "^[^a-z]$",
        "^-?\\d+(\\.\\d+)?$",
        "^\\u{1F600}$",
        "^[\\]\\\\^-]+$",
        "^(?<year>\\d{4})-(?<month>0[1-9]|1[0-2])$",
    ];

    #[test]
    fn every_word_matches_its_pattern() {
        for text in PATTERNS {
            let pattern = Pattern::read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            for seed in 0..50 {
                let word = pattern.word(0, None, &mut Rng::new(seed)).unwrap_or_else(|error| panic!("{text}: {error}"));
                assert!(pattern.matches(&word), "{text} made {word:?}");
            }
        }
    }

    #[test]
    fn words_keep_to_the_length_that_is_asked_for() {
        for (text, length) in [("^[a-z]+$", 254), ("^(ab)*$", 12), ("^\\w+( \\w+)*$", 40), ("x", 9), ("^(a|bb|ccc){2,4}$", 7)] {
            let word =
                Pattern::read(text).unwrap().word(length, Some(length), &mut Rng::new(1)).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(word.chars().count(), length, "{text} made {word:?}");
        }
    }

    #[test]
    fn near_misses_do_not_match() {
        let pattern = Pattern::read("^[a-z]{3}$").unwrap();
        let misses = pattern.near_misses("abc");
        assert!(misses.contains(&"ab".to_owned()) && misses.iter().all(|text| !pattern.matches(text)), "{misses:?}");
    }

    #[test]
    fn what_no_word_is_made_from_is_told() {
        assert!(Pattern::read("^(a)\\1$").unwrap_err().contains("refers back"));
        assert!(Pattern::read("^a{5}$").unwrap().word(6, None, &mut Rng::new(0)).unwrap_err().contains("6 to any number of characters"));
        assert!(Pattern::read("(").is_err());
    }
}
