//! The text of a pattern, read into a tree.

use super::{Class, Node};

/// Reads a pattern that is known to compile.
///
/// # Errors
/// It holds what no word is made from.
pub(super) fn read(text: &str) -> Result<Node, String> {
    let mut reader = Reader { text: text.chars().collect(), at: 0 };
    let node = reader.choice(0)?;
    if reader.at < reader.text.len() {
        return Err(format!("`{}` is out of place in the pattern", reader.text[reader.at]));
    }
    Ok(node)
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
            Some('.') => Ok(Node::Class(Class::new(vec![(' ', '~')]))),
            Some('[') => self.class(),
            Some('\\') => self.escape(),
            Some('(') => self.group(depth),
            Some(ch) => Ok(Node::Class(Class::new(vec![(ch, ch)]))),
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
            _ => Ok(Node::Class(Class::new(self.escaped()?))),
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
        if ranges.is_empty() { Err("a class of the pattern holds no character".into()) } else { Ok(Node::Class(Class::new(ranges))) }
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
