//! Regular expressions as automata that read each character once, so that no pattern of a document makes a text take forever.
//!
//! Whether there is a match is all that is asked: greed and captures do not matter. Patterns with lookaround or back-references have no
//! automaton; single characters and classes are left to the ECMA-262 engine, which knows all about them.

mod build;

use build::Builder;
use regress::Regex;

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
pub(crate) struct Automaton {
    program: Vec<Instruction>,
    sets: Vec<Set>,
}

impl Automaton {
    /// The automaton of a pattern; `None` where it has none, or too large a one.
    pub fn of(pattern: &str) -> Option<Self> {
        Builder::build(pattern)
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

#[cfg(test)]
mod tests;
