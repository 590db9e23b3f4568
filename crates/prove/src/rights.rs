//! Who may ask for what, as far as it was seen.

use crate::fault::credentials;
use crate::likeness::{Given, Likeness};
use crate::message::{Asked, Reply};
use crate::recording::Recording;
use crate::shape::{self, Hop, Path};
use crate::spot::Spot;
use serde_json::Value;
use specproof_contract::model::Api;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// How many rights are remembered at once.
const REMEMBERED: usize = 2_000;

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
        for own in recording.exchanges.iter().filter(|own| own.verdict.granted && !own.elsewhere) {
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
        let in_body = right.keys().any(|spot| matches!(spot, Spot::Member(_)));
        for (name, value) in asked.object().filter(|_| in_body).into_iter().flatten() {
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

    /// Whether some right value of this place can be taken for another in this way at all.
    pub fn can(&self, spot: &Spot, likeness: Likeness) -> bool {
        let mut known = self.fixed.iter().chain(&self.live).filter_map(|right| right.get(spot));
        match likeness {
            Likeness::SomebodyElses => known.next().is_some_and(|first| known.any(|other| other != first)),
            _ => known.any(|right| likeness.can(right)),
        }
    }

    /// Whether a request proves another identity than the first that was seen at this place, one that does not change.
    pub fn is_another(&self, asked: &Asked, spot: &Spot) -> bool {
        let values = || self.fixed.iter().filter_map(|right| right.get(spot));
        spot.text(asked).is_some_and(|text| values().next().is_some_and(|first| *first != text) && values().any(|own| *own == text))
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
