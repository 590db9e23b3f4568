//! What passed between the suite and an honest deployment, and who may ask for what.

use crate::fault::{self, credentials};
use crate::likeness::{Given, Likeness};
use crate::message::{Asked, Reply};
use crate::shape::{self, Hop, Path};
use crate::spot::Spot;
use crate::verdict::Verdict;
use serde_json::Value;
use specproof_contract::model::Api;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// After so many exchanges of one kind a fault is known well enough.
const ENOUGH: usize = 10;
/// How many rights are remembered at once.
const REMEMBERED: usize = 2_000;

/// A request, its answer and what that was to the contract.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Operation id.
    pub operation: String,
    /// The request.
    pub asked: Asked,
    /// The answer.
    pub reply: Reply,
    /// What it was.
    pub verdict: Verdict,
}

/// Everything that passed, in the order of arrival of the answers.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    /// The exchanges.
    pub exchanges: Vec<Recorded>,
}

impl Recording {
    /// The first answer of an operation that grants, or refuses.
    pub fn first(&self, operation: &str, granted: bool) -> Option<&Recorded> {
        self.exchanges.iter().find(|own| own.operation == operation && own.verdict.granted == granted && own.verdict.valid)
    }
}

/// Values that go together: an account's name with its password, a session's key with its token.
pub type Right = BTreeMap<Spot, String>;

/// Where a credential comes from: a member of an earlier answer.
#[derive(Debug, Clone, PartialEq)]
struct Link {
    spot: Spot,
    source: String,
    path: Path,
}

/// Who may ask for what, as far as it was seen.
#[derive(Debug, Clone, Default)]
pub struct Rights {
    links: Vec<Link>,
    fixed: Vec<Right>,
    live: VecDeque<Right>,
}

impl Rights {
    /// What a recording tells: rights that never change, and where those come from that do.
    pub fn from(api: &Api, recording: &Recording) -> Self {
        let spots: BTreeMap<_, Vec<_>> = api
            .operations
            .iter()
            .map(|operation| (operation.id.as_str(), credentials::of(api, operation).into_iter().map(|own| own.spot).collect()))
            .collect();
        let (mut rights, mut issued) = (Self::default(), Issued::new());
        for own in recording.exchanges.iter().filter(|own| own.verdict.granted) {
            let spots: &[Spot] = spots.get(own.operation.as_str()).map_or(&[], Vec::as_slice);
            rights.learn_request(spots, &own.asked, &issued);
            gather(&own.reply.value(), &own.operation, &mut Vec::new(), &mut issued);
        }
        rights
    }

    fn learn_request(&mut self, spots: &[Spot], asked: &Asked, issued: &Issued) {
        let mut right = Right::new();
        for spot in spots {
            let Some(text) = spot.text(asked) else { continue };
            let Some((source, path)) = issued.get(&text) else {
                right.insert(spot.clone(), text);
                continue;
            };
            let link = Link { spot: spot.clone(), source: source.clone(), path: path.clone() };
            if !self.links.contains(&link) {
                self.links.push(link);
            }
        }
        if right.is_empty() {
            return;
        }
        for (name, value) in asked.object().into_iter().flatten() {
            if let Value::String(text) = value {
                right.entry(Spot::Member(vec![name])).or_insert(text);
            }
        }
        if self.fixed.len() < REMEMBERED && !self.fixed.contains(&right) {
            self.fixed.push(right);
        }
    }

    /// Learns from an answer that grants.
    pub fn learn(&mut self, operation: &str, reply: &Reply) {
        let body = reply.value();
        let mut right = Right::new();
        for link in self.links.iter().filter(|link| link.source == operation) {
            if let Some(Value::String(text)) = shape::at(&body, &link.path) {
                right.insert(link.spot.clone(), text.clone());
            }
        }
        if !right.is_empty() {
            self.live.push_back(right);
            if self.live.len() > REMEMBERED {
                self.live.pop_front();
            }
        }
    }

    /// The right value for a place where something like it was given, of the one whose other values the request has.
    pub fn meant(&self, asked: &Asked, spot: &Spot, likeness: Likeness) -> Option<String> {
        let value = spot.of(asked);
        let given = Given::from(value.as_ref());
        let of_spot: Vec<&Right> = self.live.iter().rev().chain(&self.fixed).filter(|right| right.contains_key(spot)).collect();
        let others: Vec<_> = of_spot.iter().map(|right| right[spot].as_str()).collect();
        let fits = of_spot.iter().filter(|right| likeness.takes(&right[spot], &given, &others));
        let best = fits.map(|right| (shared(right, spot, asked), *right)).filter(|(score, right)| *score > 0 || right.len() == 1);
        best.fold(None::<(usize, &Right)>, |best, own| if best.is_some_and(|best| best.0 >= own.0) { best } else { Some(own) })
            .map(|(_, right)| right[spot].clone())
            .filter(|right| value.as_ref().and_then(Value::as_str) != Some(right))
    }

    /// All live rights that hold none of the request's own values.
    pub fn of_others(&self, asked: &Asked) -> Vec<Right> {
        let foreign = |right: &&Right| right.iter().all(|(spot, text)| spot.text(asked).as_ref() != Some(text));
        self.live.iter().filter(foreign).cloned().collect()
    }

    /// Whether the request has all values of a live right.
    pub fn held(&self, asked: &Asked) -> bool {
        self.live.iter().any(|right| right.iter().all(|(spot, text)| spot.text(asked).as_ref() == Some(text)))
    }

    /// The live right of which the request has at least one value, but not all.
    pub fn half_held(&self, asked: &Asked) -> Option<&Right> {
        self.live.iter().rev().find(|right| {
            let held = right.iter().filter(|(spot, text)| spot.text(asked).as_ref() == Some(*text)).count();
            held > 0 && held < right.len()
        })
    }
}

/// How many of a right's other values a request has.
fn shared(right: &Right, spot: &Spot, asked: &Asked) -> usize {
    right.iter().filter(|(own, text)| *own != spot && own.text(asked).as_ref() == Some(*text)).count()
}

/// Strings of answers that granted something: the operation that answered, and where it had them.
type Issued = HashMap<String, (String, Path)>;

fn gather(value: &Value, operation: &str, path: &mut Path, issued: &mut Issued) {
    match value {
        Value::String(text) => drop(issued.insert(text.clone(), (operation.to_owned(), path.clone()))),
        Value::Object(members) => {
            for (name, member) in members {
                path.push(Hop::Member(name.clone()));
                gather(member, operation, path, issued);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Whether a fault would show at all, judged by what passed between the suite and an honest deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shows {
    /// So many exchanges, counted up to ten, would have been different, and against the contract.
    Breaks(usize),
    /// So many would have been different, and as documented all the same: the specification is loose there.
    Loose(usize),
    /// None would have been different.
    Never,
}

/// Judges every fault by a recording, in the order of the faults.
pub fn shows(api: &Api, faults: &[fault::Fault], recording: &Recording) -> Vec<Shows> {
    let mut rights = Rights::from(api, recording);
    let mut counts = vec![(0, 0); faults.len()];
    let mut numbers = BTreeMap::new();
    for own in &recording.exchanges {
        let number = numbers.entry(own.operation.as_str()).or_insert(0_u64);
        for (fault, (breaks, loose)) in faults.iter().zip(&mut counts).filter(|(fault, _)| fault.operation == own.operation) {
            if *breaks >= ENOUGH || *loose >= ENOUGH {
                continue;
            }
            match crate::meet::would_break(api, fault, own, *number, &rights) {
                Some(true) => *breaks += 1,
                Some(false) => *loose += 1,
                None => {}
            }
        }
        *number += 1;
        if own.verdict.granted {
            rights.learn(&own.operation, &own.reply);
        }
    }
    counts
        .into_iter()
        .map(|count| match count {
            (0, 0) => Shows::Never,
            (0, loose) => Shows::Loose(loose),
            (breaks, _) => Shows::Breaks(breaks),
        })
        .collect()
}
