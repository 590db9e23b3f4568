//! Regular expressions as automata that read each character once, so that no pattern of a document makes a text take forever.
//!
//! Whether there is a match is all that is asked: greed and captures do not matter. Patterns with lookaround or back-references have no
//! automaton; single characters and classes are left to the ECMA-262 engine, which knows all about them.

use regress::Regex;

/// Instructions of one automaton; counted repetitions are written out.
const SIZE: usize = 4_000;

/// Nesting of groups.
const DEPTH: usize = 100;

/// Instructions carried out for one text.
const STEPS: usize = 20_000_000;

#[derive(Debug, Clone, Copy)]
enum Instruction {
    /// Take one character that this set holds.
    Take(usize),
    Split(usize, usize),
    Jump(usize),
    /// The beginning of the text.
    Begin,
    /// The end of the text.
    End,
    /// A word boundary, or none.
    Boundary(bool),
    Match,
}

/// A class, an escape, a dot or a character.
#[derive(Debug)]
struct Set {
    ascii: [bool; 128],
    others: Regex,
}

impl Set {
    fn holds(&self, c: char) -> bool {
        match self.ascii.get(c as usize) {
            Some(&holds) => holds,
            None => self.others.find(c.encode_utf8(&mut [0; 4])).is_some(),
        }
    }
}

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Automaton {
    program: Vec<Instruction>,
    sets: Vec<Set>,
}

impl Automaton {
    /// The automaton of a pattern; `None` where it has none, or too large a one.
    pub fn of(pattern: &str) -> Option<Self> {
        let mut builder = Builder { rest: pattern, program: Vec::new(), sets: Vec::new(), known: Vec::new(), depth: 0 };
        builder.alternatives()?;
        if !builder.rest.is_empty() {
            return None;
        }
        builder.emit(Instruction::Match)?;
        Some(Self { program: builder.program, sets: builder.sets })
    }

    /// Whether the text holds a match; `None` when that takes too many steps.
    pub fn matches(&self, text: &str) -> Option<bool> {
        let mut threads = Threads::new(self.program.len());
        let mut before = None;
        let mut steps = 0;
        let mut rest = text.chars();
        loop {
            let next = rest.clone().next();
            threads.open.push(0);
            if self.follow(&mut threads, before, next, &mut steps) {
                return Some(true);
            }
            if steps > STEPS {
                return None;
            }
            let Some(c) = rest.next() else { return Some(false) };
            // Each waiting thread that takes the character goes on behind it.
            let waiting = std::mem::take(&mut threads.waiting);
            for at in waiting {
                if let Instruction::Take(set) = self.program[at]
                    && self.sets[set].holds(c)
                {
                    threads.open.push(at + 1);
                }
                steps += 1;
            }
            before = Some(c);
        }
    }

    /// Carries out all that takes no character; true at a match.
    fn follow(&self, threads: &mut Threads, before: Option<char>, next: Option<char>, steps: &mut usize) -> bool {
        threads.mark += 1;
        while let Some(at) = threads.open.pop() {
            if threads.seen[at] == threads.mark {
                continue;
            }
            threads.seen[at] = threads.mark;
            *steps += 1;
            match self.program[at] {
                Instruction::Match => return true,
                Instruction::Take(_) => threads.waiting.push(at),
                Instruction::Jump(to) => threads.open.push(to),
                Instruction::Split(left, right) => threads.open.extend([left, right]),
                Instruction::Begin if before.is_none() => threads.open.push(at + 1),
                Instruction::End if next.is_none() => threads.open.push(at + 1),
                Instruction::Boundary(wanted) if (is_word(before) != is_word(next)) == wanted => threads.open.push(at + 1),
                Instruction::Begin | Instruction::End | Instruction::Boundary(_) => {}
            }
        }
        false
    }
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
}

struct Threads {
    open: Vec<usize>,
    waiting: Vec<usize>,
    seen: Vec<usize>,
    mark: usize,
}

impl Threads {
    fn new(size: usize) -> Self {
        Self { open: Vec::new(), waiting: Vec::new(), seen: vec![0; size], mark: 0 }
    }
}

struct Builder<'p> {
    rest: &'p str,
    program: Vec<Instruction>,
    sets: Vec<Set>,
    /// The text of each set.
    known: Vec<&'p str>,
    depth: usize,
}

impl<'p> Builder<'p> {
    fn emit(&mut self, instruction: Instruction) -> Option<usize> {
        if self.program.len() >= SIZE {
            return None;
        }
        self.program.push(instruction);
        Some(self.program.len() - 1)
    }

    fn take(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// `a|b`: a split before each but the last, and a jump to the end behind it.
    fn alternatives(&mut self) -> Option<()> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let mut ends = Vec::new();
        loop {
            let split = self.emit(Instruction::Split(0, 0))?;
            self.sequence()?;
            if !self.take("|") {
                // The last alternative needs no split.
                self.program[split] = Instruction::Jump(split + 1);
                break;
            }
            ends.push(self.emit(Instruction::Jump(0))?);
            self.program[split] = Instruction::Split(split + 1, self.program.len());
        }
        let end = self.program.len();
        ends.into_iter().for_each(|at| self.program[at] = Instruction::Jump(end));
        self.depth -= 1;
        Some(())
    }

    fn sequence(&mut self) -> Option<()> {
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            let from = self.program.len();
            let pattern = self.rest;
            self.atom()?;
            let atom = &pattern[..pattern.len() - self.rest.len()];
            let (least, most) = self.quantifier()?;
            if (least, most) != (1, Some(1)) {
                self.repeat(from, atom, least, most)?;
            }
        }
        Some(())
    }

    fn atom(&mut self) -> Option<()> {
        if self.take("(") {
            let captures = !self.rest.starts_with('?');
            if !captures && !self.take("?:") {
                // A named group; everything else after `(?` looks around.
                let name = self.rest.strip_prefix("?<").filter(|rest| !rest.starts_with(['=', '!']))?;
                self.rest = name.split_once('>')?.1;
            }
            self.alternatives()?;
            return self.take(")").then_some(());
        }
        let plain = [
            ("^", Instruction::Begin),
            ("$", Instruction::End),
            ("\\b", Instruction::Boundary(true)),
            ("\\B", Instruction::Boundary(false)),
        ];
        for (token, instruction) in plain {
            if self.take(token) {
                return self.emit(instruction).map(drop);
            }
        }
        let length = self.length_of_set()?;
        let (set, rest) = self.rest.split_at(length);
        self.rest = rest;
        let index = match self.known.iter().position(|own| *own == set) {
            Some(index) => index,
            None => {
                self.sets.push(compile(set)?);
                self.known.push(set);
                self.sets.len() - 1
            }
        };
        self.emit(Instruction::Take(index)).map(drop)
    }

    /// How much of the rest names one character: a class, an escape, or the character.
    fn length_of_set(&self) -> Option<usize> {
        let mut chars = self.rest.char_indices();
        let (_, first) = chars.next()?;
        match first {
            '[' => {
                let mut escaped = false;
                for (at, c) in chars {
                    match c {
                        _ if escaped => escaped = false,
                        '\\' => escaped = true,
                        ']' => return Some(at + 1),
                        _ => {}
                    }
                }
                None
            }
            '\\' => {
                let (_, kind) = chars.next()?;
                match kind {
                    '1'..='9' | 'k' => None,
                    'u' if self.rest[2..].starts_with('{') => self.rest.find('}').map(|end| end + 1),
                    // A pair of surrogates is one character.
                    'u' if self.rest.get(6..8) == Some("\\u")
                        && self.rest[2..].starts_with(['d', 'D'])
                        && self.rest[3..].starts_with(['8', '9', 'a', 'b', 'A', 'B']) =>
                    {
                        Some(12).filter(|&length| self.rest.is_char_boundary(length))
                    }
                    'u' => Some(6).filter(|&length| self.rest.is_char_boundary(length)),
                    'x' => Some(4).filter(|&length| self.rest.is_char_boundary(length)),
                    'c' => Some(3).filter(|&length| self.rest.is_char_boundary(length)),
                    'p' | 'P' if self.rest[2..].starts_with('{') => self.rest.find('}').map(|end| end + 1),
                    kind => Some(1 + kind.len_utf8()),
                }
            }
            '*' | '+' | '?' | '{' | '}' | ']' => None,
            other => Some(other.len_utf8()),
        }
    }

    /// Least and most repetitions; one of each where there is no quantifier, `None` for what is no quantifier of ours.
    fn quantifier(&mut self) -> Option<(usize, Option<usize>)> {
        let range = if self.take("*") {
            (0, None)
        } else if self.take("+") {
            (1, None)
        } else if self.take("?") {
            (0, Some(1))
        } else if self.rest.starts_with('{') {
            let (inner, rest) = self.rest[1..].split_once('}')?;
            let (least, most) = inner.split_once(',').unwrap_or((inner, inner));
            self.rest = rest;
            (least.parse().ok()?, if most.is_empty() { None } else { Some(most.parse().ok()?) })
        } else {
            return Some((1, Some(1)));
        };
        // Whether it is lazy does not matter.
        self.take("?");
        Some(range)
    }

    /// Writes an atom out as often as asked; it stands once behind `from`.
    fn repeat(&mut self, from: usize, atom: &'p str, least: usize, most: Option<usize>) -> Option<()> {
        if most.is_some_and(|most| most < least) {
            return None;
        }
        self.program.truncate(from);
        for _ in 0..least {
            self.again(atom)?;
        }
        match most {
            None => {
                let split = self.emit(Instruction::Split(0, 0))?;
                self.again(atom)?;
                self.emit(Instruction::Jump(split))?;
                self.program[split] = Instruction::Split(split + 1, self.program.len());
            }
            Some(most) => {
                let mut splits = Vec::new();
                for _ in least..most {
                    splits.push(self.emit(Instruction::Split(0, 0))?);
                    self.again(atom)?;
                }
                let end = self.program.len();
                splits.into_iter().for_each(|at| self.program[at] = Instruction::Split(at + 1, end));
            }
        }
        Some(())
    }

    fn again(&mut self, atom: &'p str) -> Option<()> {
        let rest = std::mem::replace(&mut self.rest, atom);
        let depth = self.depth;
        self.depth += 1;
        let done = if self.depth > DEPTH { None } else { self.atom() };
        self.depth = depth;
        self.rest = rest;
        done
    }
}

fn compile(set: &str) -> Option<Set> {
    let others = super::pattern::compile(&format!("^{set}$")).ok()?;
    let mut ascii = [false; 128];
    for (code, holds) in ascii.iter_mut().enumerate() {
        let c = char::from(u8::try_from(code).ok()?);
        *holds = others.find(c.encode_utf8(&mut [0; 4])).is_some();
    }
    Some(Set { ascii, others })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_backtracking_engine() {
        let patterns = [
            "a",
            "^a$",
            "a|b|",
            "^(a|bc)*$",
            "a+b*c?",
            "^a{2,3}$",
            "^(ab){2}$",
            "^[^a-c]+$",
            "\\d+-\\w*",
            "^\\s*$",
            "^(?:x|y)+z?$",
            "\\bfoo\\b",
            "\\Bo",
            "^(?<name>a.)+$",
            ".",
            "^.{0,2}$",
            "[\\]\\\\]",
            "^(a?){3}a{3}$",
            "(a|b)*c|d",
            "^$",
            "",
            "^\\p{Lu}\\p{Ll}*$",
            "\\u0041|\\x42",
            "^[\\w.%+-]+@[\\w.-]+\\.[A-Za-z]{2,}$",
            "^(([a-z])+.)+[A-Z]([a-z])+$",
            "^(a+)+$",
            "^(a|a)*b$",
            "é+",
            "\\/",
            "[é-ü]",
            "a{0}b",
            "(^a|b$)",
            "^\\u8D9D\\u8D9E$",
            "^\\uD834\\uDD1E$",
        ];
        let texts = [
            "",
            "a",
            "b",
            "c",
            "ab",
            "abc",
            "aa",
            "aaa",
            "aaaa",
            "abab",
            "bcbca",
            "x",
            "xyz",
            "foo",
            "a foo b",
            "food",
            "oo",
            "12-ab",
            " \t\n",
            "é",
            "éé",
            "Aé",
            "Ab",
            "]",
            "\\",
            "d",
            "A",
            "B",
            "a@b.cc",
            "a@b",
            "\n",
            "aXbX",
            "/",
            "𝄞",
            "𝄞𝄞",
            "𝄞𝄞𝄞",
            "öx",
        ];
        for pattern in patterns {
            let automaton = Automaton::of(pattern).unwrap_or_else(|| panic!("{pattern} has an automaton"));
            let regex = super::super::pattern::compile(pattern).unwrap();
            for text in texts {
                assert_eq!(automaton.matches(text), Some(regex.find(text).is_some()), "{pattern} on {text:?}");
            }
        }
        for pattern in ["(?=a)b", "(?!a)b", "(?<=a)b", "(a)\\1", "\\k<n>", "a{3,2}", "(a", "a)", "*", &"(".repeat(10_000), "(a{100}){100}"]
        {
            assert!(Automaton::of(pattern).is_none(), "{pattern}");
        }
    }

    #[test]
    fn catastrophic_patterns_are_read_once() {
        let texts = [format!("{}!", "a".repeat(30_000)), "a".repeat(30_000), "ab".repeat(15_000), " ".repeat(30_000)];
        for pattern in [
            "^(a+)+$",
            "^(a|aa)+$",
            "(a*)*b",
            "^(([a-z])+.)+[A-Z]([a-z])+$",
            "(.*)*x",
            "^(a?){50}a{50}$",
            "\\s+$",
            "(x+x+)+y",
            "(.*a){20}$",
        ] {
            let automaton = Automaton::of(pattern).unwrap();
            for text in &texts {
                let _ = automaton.matches(text);
            }
        }
        assert_eq!(Automaton::of("^(a+)+$").unwrap().matches(&texts[0]), Some(false));
        assert_eq!(Automaton::of("^(a+)+$").unwrap().matches(&texts[1]), Some(true));
    }
}
