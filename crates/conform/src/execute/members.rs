//! Which documented parameters and members were sent and answered, each with its reason where not.

use super::coverage::Idle;
use crate::arazzo::Sent;
use crate::draft::DraftBody;
use crate::judge::Content;
use crate::run::CoveredMember;
use serde_json::{Map, Value};
use specproof_contract::model::{Api, Operation, ParameterLocation, SchemaId};
use specproof_contract::notation::pointer_token;
use std::collections::{BTreeMap, BTreeSet};

/// How deep members are listed; a schema may hold itself.
const DEPTH: usize = 8;
/// Members of one content that are listed.
const LONGEST: usize = 2000;

/// Operation, `request` or status, media type, member.
type Key<'a> = (&'a str, String, Option<String>, String);

/// Every documented parameter and member of the API.
pub fn members(api: &Api, idle: &Idle<'_>, counts: &Counts<'_>) -> Vec<CoveredMember> {
    api.operations.iter().flat_map(|operation| of_operation(api, operation, idle, counts)).collect()
}

/// What was sent and answered.
#[derive(Default)]
pub struct Counts<'a> {
    members: BTreeMap<Key<'a>, u64>,
    /// Requests and answers of this content, whatever its members.
    contents: BTreeMap<(&'a str, String, Option<String>), u64>,
}

impl<'a> Counts<'a> {
    /// Counts a request and its answer.
    pub fn count(&mut self, sent: &Sent<'a>) {
        if sent.draft.elsewhere.is_some() {
            return;
        }
        let id = sent.operation.id.as_str();
        self.add((id, "request".into(), None), sent.draft.parameters.iter().map(|own| parameter(own.location, &own.name)).collect());
        let mut names = BTreeSet::new();
        match &sent.draft.body {
            DraftBody::Json(value) => walk(value, "", &mut names),
            DraftBody::Form(fields) => walk(&Value::Object(fields.iter().cloned().collect::<Map<_, _>>()), "", &mut names),
            // A template that was written by hand is sent byte for byte; what it holds is in the bytes.
            DraftBody::Raw(bytes) => serde_json::from_slice(bytes).iter().for_each(|value| walk(value, "", &mut names)),
            DraftBody::None => {}
        }
        let media = sent.operation.request_body.as_ref().and_then(|body| {
            let given = sent.draft.content_type.as_deref()?;
            crate::judge::best(&body.content, Some(given)).map(|media| media.name.clone())
        });
        if media.is_some() {
            self.add((id, "request".into(), media), names);
        }
        let Some(answered) = &sent.answered else { return };
        let Some(response) = answered.response else { return };
        let status = response.status.to_string();
        let fields = answered.answer.headers.iter().map(|(name, _)| parameter(ParameterLocation::Header, &name.to_ascii_lowercase()));
        self.add((id, status.clone(), None), fields.collect());
        if let Content::Documented(media) = answered.content {
            let mut names = BTreeSet::new();
            answered.json.iter().for_each(|value| walk(value, "", &mut names));
            self.add((id, status, Some(media.name.clone())), names);
        }
    }

    fn add(&mut self, content: (&'a str, String, Option<String>), names: BTreeSet<String>) {
        for name in names {
            *self.members.entry((content.0, content.1.clone(), content.2.clone(), name)).or_default() += 1;
        }
        *self.contents.entry(content).or_default() += 1;
    }
}

fn of_operation(api: &Api, operation: &Operation, idle: &Idle<'_>, counts: &Counts<'_>) -> Vec<CoveredMember> {
    let id = operation.id.as_str();
    let called = counts.contents.range((id, String::new(), None)..).next().is_some_and(|((own, _, _), _)| *own == id);
    let mut all = Vec::new();
    let mut add = |of: &str, media_type: Option<&str>, member: String, looked_up: String, required: bool| {
        let content = (id, of.to_owned(), media_type.map(str::to_owned));
        let came = counts.contents.contains_key(&content);
        let times = counts.members.get(&(content.0, content.1, content.2, looked_up)).copied().unwrap_or(0);
        let reason = (times == 0).then(|| match (called, came, of) {
            (false, ..) => idle.why(id),
            (true, true, "request") => "no request of this run held it".to_owned(),
            (true, true, _) => "no answer of this kind held it".to_owned(),
            (true, false, "request") => "no request of this run had such content".to_owned(),
            (true, false, _) => "no such answer came".to_owned(),
        });
        all.push(CoveredMember {
            operation: id.to_owned(),
            of: of.to_owned(),
            media_type: media_type.map(str::to_owned),
            member,
            required,
            times,
            reason,
        });
    };
    for own in &operation.parameters {
        let name = parameter(own.location, &own.name);
        add("request", None, name.clone(), name, own.required);
    }
    for media in operation.request_body.iter().flat_map(|body| &body.content) {
        for (name, required) in documented(api, media.schema) {
            add("request", Some(&media.name), name.clone(), name, required);
        }
    }
    for response in &operation.responses {
        let status = response.status.to_string();
        for header in &response.headers {
            let looked_up = parameter(ParameterLocation::Header, &header.name.to_ascii_lowercase());
            add(&status, None, parameter(ParameterLocation::Header, &header.name), looked_up, header.required);
        }
        for media in &response.content {
            for (name, required) in documented(api, media.schema) {
                add(&status, Some(&media.name), name.clone(), name, required);
            }
        }
    }
    all
}

fn parameter(location: ParameterLocation, name: &str) -> String {
    let location = match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    };
    format!("{location} {name}")
}

/// The ways to all members that a value has; items share one way.
fn walk(value: &Value, at: &str, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let at = format!("{at}/{}", pointer_token(name));
                walk(member, &at, out);
                out.insert(at);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, &format!("{at}/*"), out)),
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
        let mut out = BTreeSet::new();
        walk(&serde_json::json!({"users": [{"id": 1}, {"id": 2, "a/b": {}}]}), "", &mut out);
        assert_eq!(out.into_iter().collect::<Vec<_>>(), ["/users", "/users/*/a~1b", "/users/*/id"]);
    }
}
