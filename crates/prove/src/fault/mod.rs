//! Faults: one promise of the contract broken at a time, as plain data with a stable id.

mod bodies;
pub mod credentials;
mod members;
mod requests;
mod traffic;

use crate::likeness::Likeness;
use crate::shape::{self, Path};
use crate::spot::Spot;
use serde::Serialize;
use serde_json::Value;
use specproof_contract::model::{Api, Operation, Place, Response};

/// One broken promise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fault {
    /// `<api>.<operation>.<what>`, stable as long as the contract names things so.
    pub id: String,
    /// API name.
    pub api: String,
    /// Operation id.
    pub operation: String,
    /// The clauses that bind what is broken; a finding that names any of them names it rightly.
    pub clauses: Vec<String>,
    /// Where the specification promises it.
    pub place: Place,
    /// What the deployment does, for people.
    pub says: String,
    /// Which requests meet it.
    pub when: When,
    /// What happens to them.
    pub effect: Effect,
}

/// Which requests meet a fault.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum When {
    /// All of the operation.
    Always,
    /// Every n-th of the operation.
    Every(u64),
    /// The one before which there were so many, and no other.
    Only(u64),
    /// Those of another method at its path, or with more behind its path, so that nothing documents them.
    Elsewhere,
    /// All from the one on before which there were so many.
    From(u64),
    /// Those that came before, the same in every way.
    Repeated,
    /// Those that come while another one of the operation is under way.
    Overlapping,
    /// All after so many that were refused.
    AfterRefusals(u64),
    /// Those that prove another identity there than the first one that was seen.
    Another(Spot),
    /// Those that have something there.
    Present(Spot),
    /// Those that have nothing there.
    Missing(Spot),
    /// Those that have exactly this there.
    Is(Spot, Value),
    /// Those that have a value there which the specification does not allow, for this keyword.
    Violates(Spot, String),
    /// Those with a string of so many characters there.
    Length(Spot, u64),
    /// Those whose string there has at most so many characters, but more in this unit.
    LongIn(Spot, u64, Unit),
    /// Those with a character beyond ASCII there.
    NotAscii(Spot),
    /// Those with a JSON value of another type than a string there.
    NotText(Spot),
    /// Those whose body should be JSON and is not.
    NotJson,
    /// Those whose JSON members are in another order than the specification lists them in.
    Reordered(Vec<String>),
    /// Those whose JSON is not in its most compact spelling.
    Respelt,
    /// Those without the credential of this security scheme, or with a wrong one.
    Unauthorized,
}

/// Units in which lengths are wrongly counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Bytes of UTF-8.
    Bytes,
    /// UTF-16 code units.
    Utf16,
}

/// What happens to a request that meets a fault.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Effect {
    /// It is refused without being looked at.
    Refuse,
    /// It is answered with this server error.
    Crash(u16),
    /// Where it is rightly refused, it is granted.
    Grant,
    /// The credential there is compared carelessly.
    Careless(Spot, Likeness),
    /// The answer with this documented status is changed.
    Bend(Box<Bend>),
    /// Where it is granted, it gets the first grant that there was.
    Replay,
    /// Where its caller may ask for it, it is granted and not carried out.
    Swallow,
    /// Grants that are under way at the same time go to each other's caller.
    Swap,
    /// Answers that are under way at the same time, one a grant and one a refusal, go to each other's caller.
    Cross,
    /// Where it is refused, its answer has the content of a grant.
    Leak,
    /// What was granted once and is refused since is granted once more.
    Late,
    /// It is granted, with an answer that was seen before, and not carried out.
    Forget,
    /// Where it is granted, the same is done to all others for which it could have been asked.
    OthersToo,
    /// Where it is refused, it is done nevertheless.
    Nevertheless,
    /// The connection ends without an answer.
    HangUp,
    /// The connection stays, and nothing comes.
    Never,
    /// Where it is granted, its answer shows what the request has there.
    Tell(Spot),
}

/// A changed answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bend {
    /// Index of the documented response that it concerns, in [`Operation::responses`].
    pub response: usize,
    /// What is changed.
    pub how: How,
}

/// How an answer is changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum How {
    /// A member is left out.
    Drop(Path),
    /// A member has another name.
    Rename(Path, String),
    /// A member has this value.
    Put(Path, Value),
    /// A member has the value that it had in the first answer.
    Freeze(Path),
    /// Another status.
    Status(u16),
    /// Another content type; none when empty.
    ContentType(String),
    /// A header field is left out.
    DropHeader(String),
    /// A header field has this value.
    PutHeader(String, String),
    /// The whole JSON value is this one.
    Whole(Value),
    /// The object there has a member more.
    Extra(Path),
    /// The array there has so many items, all like its first.
    Items(Path, usize),
    /// A byte order mark comes first.
    ByteOrderMark,
    /// No content.
    NoBody,
    /// The first half of the content, with its length.
    Half,
    /// The first half of the content, although the length of all was promised.
    CutShort,
    /// The JSON value in an array.
    InArray,
    /// The JSON value as the member `data` of an object.
    InObject,
    /// The JSON value as a JSON string.
    InString,
    /// A member whose value is not UTF-8.
    NotUtf8,
    /// In UTF-16.
    Utf16,
    /// A comma before the last brace.
    TrailingComma,
    /// Text after the JSON value.
    TrailingText,
    /// The first member is named twice.
    Twice,
}

impl Fault {
    /// Whether it changes what repeats something of the request, so that the schema cannot tell.
    pub fn is_about_repetition(&self) -> bool {
        self.id.ends_with(".other")
    }

    /// Whether it strikes without regard to what is asked, so that a finding of any clause names it.
    pub const fn strikes_anywhere(&self) -> bool {
        let condition = matches!(
            self.when,
            When::Every(_) | When::Only(_) | When::From(_) | When::Repeated | When::Overlapping | When::AfterRefusals(_)
        );
        condition || matches!(self.effect, Effect::Swap | Effect::Cross | Effect::Replay)
    }

    /// Whether more than the single exchange decides what comes of it: such a fault is tried with every case of its operation.
    pub const fn needs_all(&self) -> bool {
        let condition = matches!(
            self.when,
            When::Every(_) | When::Only(_) | When::From(_) | When::Repeated | When::Overlapping | When::AfterRefusals(_)
        );
        let effect = match &self.effect {
            Effect::Bend(bent) => matches!(bent.how, How::Freeze(_)),
            Effect::Careless(..)
            | Effect::Refuse
            | Effect::Crash(_)
            | Effect::Grant
            | Effect::Leak
            | Effect::HangUp
            | Effect::Never
            | Effect::Tell(_) => false,
            Effect::Replay | Effect::Swallow | Effect::Swap | Effect::Cross | Effect::Late | Effect::Forget => true,
            Effect::OthersToo | Effect::Nevertheless => true,
        };
        condition || effect
    }
}

/// Every fault that this API's contract gives rise to, in the order of the contract.
pub fn list(api: &Api) -> Vec<Fault> {
    let mut all = Vec::new();
    for operation in &api.operations {
        let at = At { api, operation };
        members::list(at, &mut all);
        bodies::list(at, &mut all);
        requests::list(at, &mut all);
        credentials::list(at, &mut all);
        traffic::list(at, &mut all);
    }
    let mut seen = std::collections::HashSet::new();
    all.retain(|fault| seen.insert(fault.id.clone()));
    all
}

/// The operation that faults are made for.
#[derive(Clone, Copy)]
struct At<'a> {
    api: &'a Api,
    operation: &'a Operation,
}

impl At<'_> {
    fn fault(&self, what: &str, clauses: &[String], place: Place, says: String, when: When, effect: Effect) -> Fault {
        Fault {
            id: format!("{}.{}.{what}", self.api.name, self.operation.id),
            api: self.api.name.clone(),
            operation: self.operation.id.clone(),
            clauses: {
                let mut seen = std::collections::HashSet::new();
                clauses.iter().filter(|clause| seen.insert(clause.as_str())).cloned().collect()
            },
            place,
            says,
            when,
            effect,
        }
    }

    fn bend(&self, response: usize, what: &str, clauses: &[String], place: Place, says: String, how: How) -> Fault {
        let status = self.operation.responses.get(response).map(|response| response.status.to_string()).unwrap_or_default();
        let what = format!("{status}.{what}");
        self.fault(&what, clauses, place, says, When::Always, Effect::Bend(Box::new(Bend { response, how })))
    }

    /// The clauses of an answer: its own, else the operation's, else those of any OpenAPI document.
    fn clauses_of(&self, response: &Response, standard: &str) -> Vec<String> {
        let media = response.content.iter();
        let schemas = media.clone().filter_map(|media| media.schema).flat_map(|schema| shape::whole(self.api, schema));
        let own = response.clauses.iter().chain(media.flat_map(|media| &media.clauses)).chain(schemas.flat_map(|schema| &schema.clauses));
        let own: Vec<_> = own.chain(&self.operation.clauses).cloned().collect();
        if own.is_empty() { vec![standard.to_owned()] } else { own }
    }

    /// The clauses that say when a request is granted.
    fn granted(&self) -> Vec<String> {
        let granted = self.operation.responses.iter().filter(|response| !response.refusal);
        let mut clauses: Vec<_> = granted.flat_map(|response| response.clauses.clone()).chain(self.operation.clauses.clone()).collect();
        clauses.extend(["http.repeatable".to_owned(), "openapi.responses".to_owned()]);
        clauses
    }
}

fn own(clauses: &[String], standard: &str) -> Vec<String> {
    if clauses.is_empty() { vec![standard.to_owned()] } else { clauses.to_vec() }
}
