//! From a pattern to an automaton, where it has one.

use super::{Automaton, Instruction, Set};

/// Instructions of one automaton; counted repetitions are written out.
const SIZE: usize = 4_000;

/// Nesting of groups.
const DEPTH: usize = 100;

/// Reads a pattern from left to right.
pub(super) struct Builder<'p> {
    rest: &'p str,
    program: Vec<Instruction>,
    sets: Vec<Set>,
    /// The text of each set.
    known: Vec<&'p str>,
    depth: usize,
}

impl<'p> Builder<'p> {
    /// The automaton of a pattern, where it has one.
    pub fn build(pattern: &'p str) -> Option<Automaton> {
        let mut builder = Self { rest: pattern, program: Vec::new(), sets: Vec::new(), known: Vec::new(), depth: 0 };
        builder.alternatives()?;
        if !builder.rest.is_empty() {
            return None;
        }
        builder.emit(Instruction::Match)?;
        Some(Automaton { program: builder.program, sets: builder.sets })
    }

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
    let others = crate::validate::compile_pattern(&format!("^{set}$")).ok()?;
    let mut ascii = [false; 128];
    for (code, holds) in ascii.iter_mut().enumerate() {
        let c = char::from(u8::try_from(code).ok()?);
        *holds = others.find(c.encode_utf8(&mut [0; 4])).is_some();
    }
    Some(Set { ascii, others })
}
