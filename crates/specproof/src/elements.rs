//! Every element of a spec that carries a clause: what it is called, and the line it stands on.

use specproof_contract::model::{Api, Contract, Example, MediaType, Place, Refused, Schema};

/// An element that carries a clause.
pub struct Element<'a> {
    /// The clause.
    pub clause: &'a str,
    /// What the element is called, for people.
    pub label: String,
    /// Where it stands.
    pub place: Place,
}

/// Lists the elements of an API in the order of its documents.
pub fn elements(api: &Api) -> Vec<Element<'_>> {
    let mut list = List(Vec::new());
    for operation in &api.operations {
        let id = &operation.id;
        list.all(&operation.clauses, id, operation.place);
        for parameter in &operation.parameters {
            let label = format!("{id} {}", parameter.name);
            list.all(&parameter.clauses, &label, parameter.place);
            list.refused(&parameter.refused, &label, parameter.place);
            list.all(&parameter.credential, &format!("{label} (credential)"), parameter.place);
            list.examples(&parameter.examples, &label);
        }
        if let Some(body) = &operation.request_body {
            list.all(&body.clauses, &format!("{id} request"), body.place);
            body.content.iter().for_each(|media| list.media(media, &format!("{id} request")));
        }
        for response in &operation.responses {
            let label = format!("{id} {}", response.status);
            list.all(&response.clauses, &label, response.place);
            list.reading(&response.reading, &label, response.place);
            response.headers.iter().for_each(|header| list.all(&header.clauses, &format!("{label} {}", header.name), header.place));
            response.content.iter().for_each(|media| list.media(media, &label));
        }
    }
    for scheme in &api.security_schemes {
        list.all(&scheme.clauses, &format!("security {}", scheme.name), scheme.place);
    }
    api.schemas.iter().for_each(|schema| list.schema(schema));
    for workflow in &api.workflows {
        list.all(&workflow.clauses, &format!("flow {}", workflow.id), workflow.place);
        for step in &workflow.steps {
            let label = format!("flow {}/{}", workflow.id, step.id);
            list.all(&step.clauses, &label, step.place);
            for criterion in &step.success_criteria {
                list.all(&criterion.clauses, &format!("{label} criterion"), criterion.place);
                list.reading(&criterion.reading, &format!("{label} criterion"), criterion.place);
            }
        }
    }
    list.0
}

/// The file's name, without folders, and the line: what a link in a page beside it needs.
pub fn file_and_line(contract: &Contract, place: Place) -> (String, u32) {
    let path = contract.files.get(place.file.0 as usize).map_or("", |file| file.path.as_str());
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    (name.to_owned(), place.line)
}

struct List<'a>(Vec<Element<'a>>);

impl<'a> List<'a> {
    fn all(&mut self, clauses: impl IntoIterator<Item = &'a String>, label: &str, place: Place) {
        self.0.extend(clauses.into_iter().map(|clause| Element { clause, label: label.to_owned(), place }));
    }

    fn refused(&mut self, refused: &'a [Refused], label: &str, place: Place) {
        for refused in refused {
            self.0.push(Element { clause: &refused.clause, label: format!("{label} ({} refused)", refused.keyword), place });
        }
    }

    fn reading(&mut self, reading: &'a Option<String>, label: &str, place: Place) {
        if let Some((clause, id)) = reading.as_deref().and_then(|reading| reading.rsplit_once('/')) {
            self.0.push(Element { clause, label: format!("{label} (reads {id})"), place });
        }
    }

    fn examples(&mut self, examples: &'a [Example], label: &str) {
        for example in examples {
            self.all(&example.clauses, &format!("{label} example {}", example.name.as_deref().unwrap_or_default()), example.place);
        }
    }

    fn media(&mut self, media: &'a MediaType, label: &str) {
        let label = format!("{label} {}", media.name);
        self.all(&media.clauses, &label, media.place);
        self.examples(&media.examples, &label);
    }

    fn schema(&mut self, schema: &'a Schema) {
        let label = schema.pointer.trim_start_matches("/components/schemas/").replace("/properties/", ".");
        self.all(&schema.clauses, &label, schema.place);
        self.refused(&schema.refused, &label, schema.place);
        self.reading(&schema.reading, &label, schema.place);
        self.all(&schema.credential, &format!("{label} (credential)"), schema.place);
        self.all(schema.distinct_for.as_ref().map(|own| &own.clause), &format!("{label} (distinct)"), schema.place);
        self.all(schema.equals.as_ref().map(|own| &own.clause), &format!("{label} (equals)"), schema.place);
    }
}
