//! Which documented parameters and members were sent and answered, each with its reason where not.

use super::coverage::Idle;
use crate::arazzo::Sent;
use crate::draft::DraftBody;
use crate::judge::Content;
use crate::run::CoveredMember;
use serde_json::{Map, Value};
use specproof_contract::model::{Api, Operation, ParameterLocation, SchemaId, StatusPattern};
use specproof_contract::notation::pointer_token;
use std::collections::{BTreeMap, HashMap};

/// How deep members are listed; a schema may hold itself.
const DEPTH: usize = 8;
/// Members of one content that are listed.
const LONGEST: usize = 2000;

/// Operation, status of an answer or `None` for requests, media type.
type Key<'a> = (&'a str, Option<StatusPattern>, Option<&'a str>);

/// Every documented parameter and member of the API.
pub fn members(api: &Api, idle: &Idle<'_>, counts: &Counts<'_>) -> Vec<CoveredMember> {
    api.operations.iter().flat_map(|operation| of_operation(api, operation, idle, counts)).collect()
}

/// What was sent and answered.
#[derive(Default)]
pub struct Counts<'a> {
    contents: BTreeMap<Key<'a>, Contents>,
}

/// Requests or answers of one content.
#[derive(Default)]
struct Contents {
    /// How many, whatever their members.
    times: u64,
    /// By member: the number of the last that had it, and how many had it.
    members: HashMap<String, (u64, u64)>,
}

impl Contents {
    /// One more came; what it has is told with [`Contents::has`].
    fn begin(&mut self) -> &mut Self {
        self.times += 1;
        self
    }

    /// The one that came last has this member, however often it is told.
    fn has(&mut self, member: &str) {
        match self.members.get_mut(member) {
            Some((last, _)) if *last == self.times => {}
            Some((last, times)) => (*last, *times) = (self.times, *times + 1),
            None => {
                self.members.insert(member.to_owned(), (self.times, 1));
            }
        }
    }
}

impl<'a> Counts<'a> {
    /// Counts a request and its answer.
    pub fn count(&mut self, sent: &Sent<'a>) {
        if sent.draft.elsewhere.is_some() {
            return;
        }
        let id = sent.operation.id.as_str();
        let mut way = String::new();
        let own = self.contents.entry((id, None, None)).or_default().begin();
        for given in &sent.draft.parameters {
            own.has(parameter(&mut way, given.location, &given.name));
        }
        let media = sent.operation.request_body.as_ref().and_then(|body| {
            let given = sent.draft.content_type.as_deref()?;
            crate::judge::best(&body.content, Some(given)).map(|media| media.name.as_str())
        });
        if media.is_some() {
            let own = self.contents.entry((id, None, media)).or_default().begin();
            way.clear();
            match &sent.draft.body {
                DraftBody::Json(value) => walk(value, &mut way, own),
                DraftBody::Form(fields) => walk(&Value::Object(fields.iter().cloned().collect::<Map<_, _>>()), &mut way, own),
                // A template that was written by hand is sent byte for byte; what it holds is in the bytes.
                DraftBody::Raw(bytes) => serde_json::from_slice(bytes).iter().for_each(|value| walk(value, &mut way, own)),
                DraftBody::None => {}
            }
        }
        let Some(answered) = &sent.answered else { return };
        let Some(response) = answered.response else { return };
        let own = self.contents.entry((id, Some(response.status), None)).or_default().begin();
        for (name, _) in &answered.answer.headers {
            own.has(parameter(&mut way, ParameterLocation::Header, name));
        }
        if let Content::Documented(media) = answered.content {
            let own = self.contents.entry((id, Some(response.status), Some(&media.name))).or_default().begin();
            way.clear();
            answered.json.iter().for_each(|value| walk(value, &mut way, own));
        }
    }
}

fn of_operation(api: &Api, operation: &Operation, idle: &Idle<'_>, counts: &Counts<'_>) -> Vec<CoveredMember> {
    let id = operation.id.as_str();
    let called = counts.contents.range((id, None, None)..).next().is_some_and(|((own, _, _), _)| *own == id);
    let mut all = Vec::new();
    let mut add = |of: Option<StatusPattern>, media_type: Option<&str>, member: String, looked_up: &str, required: bool| {
        let content = counts.contents.get(&(id, of, media_type));
        let times = content.and_then(|content| content.members.get(looked_up)).map_or(0, |(_, times)| *times);
        let reason = (times == 0).then(|| match (called, content.is_some(), of) {
            (false, ..) => idle.why(id),
            (true, true, None) => "no request of this run held it".to_owned(),
            (true, true, _) => "no answer of this kind held it".to_owned(),
            (true, false, None) => "no request of this run had such content".to_owned(),
            (true, false, _) => "no such answer came".to_owned(),
        });
        all.push(CoveredMember {
            operation: id.to_owned(),
            of: of.map_or_else(|| "request".to_owned(), |status| status.to_string()),
            media_type: media_type.map(str::to_owned),
            member,
            required,
            times,
            reason,
        });
    };
    let mut way = String::new();
    for own in &operation.parameters {
        let name = parameter(&mut way, own.location, &own.name).to_owned();
        add(None, None, told(own.location, &own.name), &name, own.required);
    }
    for media in operation.request_body.iter().flat_map(|body| &body.content) {
        for (name, required) in documented(api, media.schema) {
            add(None, Some(&media.name), name.clone(), &name, required);
        }
    }
    for response in &operation.responses {
        let status = Some(response.status);
        for header in &response.headers {
            let name = parameter(&mut way, ParameterLocation::Header, &header.name.to_ascii_lowercase()).to_owned();
            add(status, None, told(ParameterLocation::Header, &header.name), &name, header.required);
        }
        for media in &response.content {
            for (name, required) in documented(api, media.schema) {
                add(status, Some(&media.name), name.clone(), &name, required);
            }
        }
    }
    all
}

/// A parameter or header field as the run tells it.
fn told(location: ParameterLocation, name: &str) -> String {
    parameter(&mut String::new(), location, name).to_owned()
}

/// A parameter or header field by its place and name, written there.
fn parameter<'w>(way: &'w mut String, location: ParameterLocation, name: &str) -> &'w str {
    way.clear();
    way.push_str(match location {
        ParameterLocation::Path => "path ",
        ParameterLocation::Query => "query ",
        ParameterLocation::Header => "header ",
        ParameterLocation::Cookie => "cookie ",
    });
    way.push_str(name);
    way
}

/// The ways to all members that a value has; items share one way. `way` leads to the value, and does so again afterwards.
fn walk(value: &Value, way: &mut String, out: &mut Contents) {
    let length = way.len();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                way.push('/');
                match name.contains(['~', '/']) {
                    true => way.push_str(&pointer_token(name)),
                    false => way.push_str(name),
                }
                walk(member, way, out);
                out.has(way);
                way.truncate(length);
            }
        }
        Value::Array(items) => {
            way.push_str("/*");
            items.iter().for_each(|item| walk(item, way, out));
            way.truncate(length);
        }
        _ => {}
    }
}

/// The ways to all members that a schema names, and whether it requires them, in the order of the document.
fn documented(api: &Api, schema: Option<SchemaId>) -> Vec<(String, bool)> {
    let mut found = Found { api, out: Vec::new(), known: BTreeMap::new() };
    if let Some(schema) = schema {
        found.schema(schema, "", true, &mut Vec::new());
    }
    found.out
}

struct Found<'a> {
    api: &'a Api,
    out: Vec<(String, bool)>,
    known: BTreeMap<String, usize>,
}

impl Found<'_> {
    /// `certain`: not one of several alternatives, so that what is required here is required.
    fn schema(&mut self, id: SchemaId, at: &str, certain: bool, open: &mut Vec<SchemaId>) {
        let Some(schema) = self.api.schema(id) else { return };
        if open.contains(&id) || at.matches('/').count() > DEPTH {
            return;
        }
        open.push(id);
        for (name, member) in &schema.properties {
            if self.out.len() >= LONGEST {
                break;
            }
            let way = format!("{at}/{}", pointer_token(name));
            let required = certain && schema.required.contains(name);
            match self.known.get(&way) {
                Some(index) => self.out[*index].1 |= required,
                None => {
                    self.known.insert(way.clone(), self.out.len());
                    self.out.push((way.clone(), required));
                }
            }
            self.schema(*member, &way, true, open);
        }
        for own in schema.reference.iter().chain(&schema.all_of) {
            self.schema(*own, at, certain, open);
        }
        for own in schema.any_of.iter().chain(&schema.one_of) {
            self.schema(*own, at, false, open);
        }
        let (_, then, otherwise) = schema.if_then_else.unwrap_or((id, None, None));
        for own in then.iter().chain(&otherwise) {
            self.schema(*own, at, false, open);
        }
        for own in schema.items.iter().chain(&schema.prefix_items) {
            self.schema(*own, &format!("{at}/*"), true, open);
        }
        open.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_share_one_way() {
        let mut out = Contents::default();
        walk(&serde_json::json!({"users": [{"id": 1}, {"id": 2, "a/b": {}}]}), &mut String::new(), out.begin());
        walk(&serde_json::json!({"users": [{"id": 1}]}), &mut String::new(), out.begin());
        let counted: BTreeMap<String, u64> = out.members.into_iter().map(|(name, (_, times))| (name, times)).collect();
        let told: Vec<(&str, u64)> = counted.iter().map(|(name, times)| (name.as_str(), *times)).collect();
        assert_eq!(told, [("/users", 2), ("/users/*/a~1b", 1), ("/users/*/id", 2)], "each value counts once");
    }
}
