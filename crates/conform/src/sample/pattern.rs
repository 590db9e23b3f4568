//! Strings that match a pattern: the regular part of an ECMA-262 expression read into a tree, and words of a wanted length made from it.
//!
//! Look-around and word boundaries are taken for empty here; whatever is made is verified against the whole expression by the caller.

use super::rng::Rng;

/// A regular expression as far as words are made from it.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Empty,
    Start,
    End,
    Class(Vec<(char, char)>),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Repeat(Box<Node>, usize, Option<usize>),
}

/// A pattern that words can be made from.
#[derive(Debug, Clone)]
pub struct Pattern {
    node: Node,
    regex: regress::Regex,
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
        let regex = regress::Regex::with_flags(text, "u").or_else(|_| regress::Regex::new(text)).map_err(|error| error.to_string())?;
        let mut reader = Reader { text: text.chars().collect(), at: 0 };
        let node = reader.choice(0)?;
        if reader.at < reader.text.len() {
            return Err(format!("`{}` is out of place in the pattern", reader.text[reader.at]));
        }
        let open_end = !ends_at_end(&node);
        Ok(Self { node, regex, open_end })
    }

    /// Whether the text holds a match.
    pub fn matches(&self, text: &str) -> bool {
        self.regex.find(text).is_some()
    }

    /// A word that matches, of a number of characters within these bounds.
    ///
    /// # Errors
    /// None was found.
    pub fn word(&self, least: usize, most: Option<usize>, rng: &mut Rng) -> Result<String, String> {
        let (shortest, longest) = extent(&self.node);
        let low = shortest.max(least);
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
        Node::Class(ranges) => {
            out.push(member(ranges, rng)?);
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

/// A character of the class, letters and digits before all else.
fn member(ranges: &[(char, char)], rng: &mut Rng) -> Option<char> {
    let all: Vec<char> = (' '..='~').filter(|&ch| ranges.iter().any(|&(low, high)| low <= ch && ch <= high)).collect();
    let plain: Vec<char> = all.iter().copied().filter(char::is_ascii_alphanumeric).collect();
    if let Some(&ch) = rng.pick(&plain).or_else(|| rng.pick(&all)) {
        return Some(ch);
    }
    let &(low, high) = rng.pick(ranges)?;
    let span = u32::from(high) - u32::from(low) + 1;
    let at = u32::try_from(rng.below(span as usize)).unwrap_or(0);
    char::from_u32(u32::from(low) + at).or(Some(low))
}

fn ends_at_end(node: &Node) -> bool {
    match node {
        Node::End => true,
        Node::Sequence(parts) => parts.last().is_some_and(ends_at_end),
        Node::Choice(parts) => parts.iter().all(ends_at_end),
        _ => false,
    }
}

struct Reader {
    text: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = text.chars().enumerate().all(|(at, ch)| self.text.get(self.at + at) == Some(&ch));
        if found {
            self.at += text.chars().count();
        }
        found
    }

    fn choice(&mut self, depth: usize) -> Result<Node, String> {
        if depth > 50 {
            return Err("the pattern is nested more than 50 deep".into());
        }
        let mut branches = vec![self.sequence(depth)?];
        while self.eat("|") {
            branches.push(self.sequence(depth)?);
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Choice(branches) })
    }

    fn sequence(&mut self, depth: usize) -> Result<Node, String> {
        let mut parts = Vec::new();
        while let Some(next) = self.peek() {
            if next == '|' || next == ')' {
                break;
            }
            let atom = self.atom(depth)?;
            let (least, most) = self.quantifier();
            parts.push(if (least, most) == (1, Some(1)) { atom } else { Node::Repeat(Box::new(atom), least, most) });
        }
        Ok(if parts.is_empty() { Node::Empty } else { Node::Sequence(parts) })
    }

    fn quantifier(&mut self) -> (usize, Option<usize>) {
        let bounds = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.braces(),
            _ => return (1, Some(1)),
        };
        self.at += 1;
        self.eat("?");
        bounds
    }

    fn braces(&mut self) -> (usize, Option<usize>) {
        let close = self.text[self.at..].iter().position(|&ch| ch == '}').map(|offset| self.at + offset);
        let inner: Option<String> = close.map(|close| self.text[self.at + 1..close].iter().collect());
        let read = inner.as_deref().and_then(|inner| match inner.split_once(',') {
            None => inner.parse().ok().map(|times| (times, Some(times))),
            Some((low, "")) => low.parse().ok().map(|low| (low, None)),
            Some((low, high)) => low.parse().ok().zip(high.parse().ok().map(Some)),
        });
        match (read, close) {
            (Some(bounds), Some(close)) => {
                self.at = close + 1;
                self.eat("?");
                bounds
            }
            _ => (1, Some(1)),
        }
    }

    fn atom(&mut self, depth: usize) -> Result<Node, String> {
        match self.take() {
            Some('^') => Ok(Node::Start),
            Some('$') => Ok(Node::End),
            Some('.') => Ok(Node::Class(vec![(' ', '~')])),
            Some('[') => self.class(),
            Some('\\') => self.escape(),
            Some('(') => self.group(depth),
            Some(ch) => Ok(Node::Class(vec![(ch, ch)])),
            None => Ok(Node::Empty),
        }
    }

    fn group(&mut self, depth: usize) -> Result<Node, String> {
        let looks = ["?=", "?!", "?<=", "?<!"].into_iter().any(|look| self.eat(look));
        if !looks && !self.eat("?:") && self.eat("?<") {
            while self.take().is_some_and(|ch| ch != '>') {}
        }
        let inner = self.choice(depth + 1)?;
        if !self.eat(")") {
            return Err("a group of the pattern is not closed".into());
        }
        Ok(if looks { Node::Empty } else { inner })
    }

    fn escape(&mut self) -> Result<Node, String> {
        match self.peek() {
            Some('b' | 'B') => {
                self.at += 1;
                Ok(Node::Empty)
            }
            Some('1'..='9' | 'k') => Err("the pattern refers back to one of its groups".into()),
            _ => Ok(Node::Class(self.escaped()?)),
        }
    }

    /// What stands behind a backslash, in a class or outside.
    fn escaped(&mut self) -> Result<Vec<(char, char)>, String> {
        let one = |ch: char| vec![(ch, ch)];
        let ranges = match self.take() {
            Some('d') => vec![('0', '9')],
            Some('D') => complement(&[('0', '9')]),
            Some('w') => WORD.to_vec(),
            Some('W') => complement(WORD),
            Some('s') => vec![(' ', ' '), ('\t', '\t')],
            Some('S') => complement(&[(' ', ' '), ('\t', '\r')]),
            Some('t') => one('\t'),
            Some('n') => one('\n'),
            Some('r') => one('\r'),
            Some('v') => one('\u{b}'),
            Some('f') => one('\u{c}'),
            Some('0') => one('\0'),
            Some('c') => self.take().map(|ch| one(char::from((ch as u8) & 0x1f))).unwrap_or_default(),
            Some('x') => one(self.hex(2)?),
            Some('u') if self.eat("{") => {
                let digits: String = std::iter::from_fn(|| self.take().filter(|&ch| ch != '}')).collect();
                one(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).ok_or("a \\u{…} of the pattern is no character")?)
            }
            Some('u') => one(self.hex(4)?),
            Some(kind @ ('p' | 'P')) if self.eat("{") => {
                let name: String = std::iter::from_fn(|| self.take().filter(|&ch| ch != '}')).collect();
                let ranges = property(&name).ok_or_else(|| format!("the property \\p{{{name}}} is not known here"))?;
                if kind == 'P' { complement(ranges) } else { ranges.to_vec() }
            }
            Some(ch) => one(ch),
            None => return Err("the pattern ends in a backslash".into()),
        };
        Ok(ranges)
    }

    fn hex(&mut self, digits: usize) -> Result<char, String> {
        let text: String = (0..digits).filter_map(|_| self.take()).collect();
        u32::from_str_radix(&text, 16).ok().and_then(char::from_u32).ok_or_else(|| format!("`{text}` in the pattern is no character"))
    }

    fn class(&mut self) -> Result<Node, String> {
        let negated = self.eat("^");
        let mut ranges = Vec::new();
        while !self.eat("]") {
            let low = self.class_atom()?;
            let spans = self.peek() == Some('-') && self.text.get(self.at + 1).is_some_and(|&ch| ch != ']');
            if let (true, &[(first, last)]) = (spans && low.len() == 1, low.as_slice())
                && first == last
            {
                self.at += 1;
                let high = self.class_atom()?;
                ranges.push((first, high.last().map_or(first, |range| range.1)));
            } else {
                ranges.extend(low);
            }
        }
        if negated {
            ranges = complement(&ranges);
        }
        if ranges.is_empty() { Err("a class of the pattern holds no character".into()) } else { Ok(Node::Class(ranges)) }
    }

    fn class_atom(&mut self) -> Result<Vec<(char, char)>, String> {
        match self.take() {
            Some('\\') if self.eat("b") => Ok(vec![('\u{8}', '\u{8}')]),
            Some('\\') => self.escaped(),
            Some(ch) => Ok(vec![(ch, ch)]),
            None => Err("a class of the pattern is not closed".into()),
        }
    }
}

const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_')];

/// The printable ASCII characters that are not in these ranges, else some letters beyond ASCII that are not.
fn complement(ranges: &[(char, char)]) -> Vec<(char, char)> {
    let outside = |ch: char| !ranges.iter().any(|&(low, high)| low <= ch && ch <= high);
    let ascii: Vec<(char, char)> = (' '..='~').filter(|&ch| outside(ch)).map(|ch| (ch, ch)).collect();
    if ascii.is_empty() { ('à'..='ö').filter(|&ch| outside(ch)).map(|ch| (ch, ch)).collect() } else { ascii }
}

/// ASCII members of a Unicode property, by its short or long name.
fn property(name: &str) -> Option<&'static [(char, char)]> {
    let name = name.rsplit('=').next().unwrap_or(name);
    Some(match name {
        "L" | "Letter" | "Alphabetic" | "Alpha" | "Latin" | "Latn" => &[('A', 'Z'), ('a', 'z')],
        "Lu" | "Uppercase_Letter" | "Uppercase" => &[('A', 'Z')],
        "Ll" | "Lowercase_Letter" | "Lowercase" => &[('a', 'z')],
        "N" | "Number" | "Nd" | "Decimal_Number" => &[('0', '9')],
        "P" | "Punctuation" => &[('!', '#'), ('%', '*'), (',', '/'), (':', ';'), ('?', '@')],
        "S" | "Symbol" => &[('$', '$'), ('+', '+'), ('<', '>')],
        "Z" | "Separator" | "Zs" | "Space_Separator" | "White_Space" => &[(' ', ' ')],
        "ASCII" | "Any" => &[(' ', '~')],
        _ => return None,
    })
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
