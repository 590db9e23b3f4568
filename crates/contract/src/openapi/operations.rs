//! Operations in the order of the document, with their ids, paths and links.

use super::lower::{Lower, node, value_node};
use super::{message, outgoing, parameters, security, servers};
use crate::codes;
use crate::model::{Link, Method, Operation, Place};
use crate::shape::openapi::PATH_ITEM;
use crate::tree::NodeId;
use crate::typed::{Cutter, read};
use openapiv3::{LinkOperation, PathItem, ReferenceOr};
use std::collections::{HashMap, HashSet};

/// Reads the path items one after the other, and lowers each before the next.
pub(super) fn all(lower: &mut Lower<'_>, root: NodeId) {
    let mut ids = Ids::of(lower, root);
    let mut templates: HashMap<String, String> = HashMap::new();
    let tree = &lower.reader.loader.tree;
    let paths = tree.get(root, "paths").map(|paths| tree.entries(paths)).unwrap_or_default();
    let paths: Vec<(Box<str>, NodeId)> = paths.iter().map(|entry| (entry.key.clone(), entry.value)).collect();
    for (path, at) in paths.iter().filter(|(path, _)| path.starts_with('/')) {
        let at = *at;
        let skeleton = Cutter { tree: &lower.reader.loader.tree, targets: &lower.reader.targets }.object(at, &PATH_ITEM);
        let place = lower.place(at);
        let Some(item) = read::<PathItem>(skeleton, place, &mut lower.reader.loader.report) else { continue };
        let item = &item;
        let (path, names) = template(lower, path, at);
        let path = path.as_str();
        check_ambiguity(lower, path, &mut templates, at);
        for (method, node) in methods(lower, at) {
            if let Some(typed) = typed(item, method) {
                let operation = operation(lower, &mut ids, (path, method), &names, (item, typed), node);
                lower.api.operations.push(operation);
            }
        }
    }
    resolve_links(lower, &ids);
}

/// Methods in the order they stand in, each with its operation's node.
fn methods(lower: &Lower<'_>, item: NodeId) -> Vec<(Method, NodeId)> {
    let entries = lower.reader.loader.tree.entries(item).iter();
    entries.filter_map(|entry| Some((method_of(&entry.key)?, entry.value))).collect()
}

pub(super) fn method_of(key: &str) -> Option<Method> {
    Some(match key {
        "get" => Method::Get,
        "put" => Method::Put,
        "post" => Method::Post,
        "delete" => Method::Delete,
        "options" => Method::Options,
        "head" => Method::Head,
        "patch" => Method::Patch,
        "trace" => Method::Trace,
        _ => return None,
    })
}

fn typed(item: &PathItem, method: Method) -> Option<&openapiv3::Operation> {
    match method {
        Method::Get => item.get.as_ref(),
        Method::Put => item.put.as_ref(),
        Method::Post => item.post.as_ref(),
        Method::Delete => item.delete.as_ref(),
        Method::Options => item.options.as_ref(),
        Method::Head => item.head.as_ref(),
        Method::Patch => item.patch.as_ref(),
        Method::Trace => item.trace.as_ref(),
    }
}

fn operation(
    lower: &mut Lower<'_>,
    ids: &mut Ids,
    (path, method): (&str, Method),
    names: &[String],
    (item, typed): (&PathItem, &openapiv3::Operation),
    at: NodeId,
) -> Operation {
    let (id, id_is_given) = ids.take(lower, typed.operation_id.as_deref(), method, path, at);
    outgoing::callbacks(lower, at);
    let own_servers = if typed.servers.is_empty() { &item.servers } else { &typed.servers };
    Operation {
        id,
        id_is_given,
        method,
        path: path.to_owned(),
        tags: typed.tags.clone(),
        summary: typed.summary.clone().or_else(|| item.summary.clone()),
        description: typed.description.clone().or_else(|| item.description.clone()),
        deprecated: typed.deprecated,
        parameters: parameters::all(lower, &item.parameters, &typed.parameters, names, at),
        request_body: typed.request_body.as_ref().and_then(|body| message::request_body(lower, body)),
        responses: message::responses(lower, &typed.responses),
        security: security::requirements(lower, typed, at),
        servers: servers::list(&mut lower.reader.loader.report, &lower.reader.loader.tree, own_servers),
        clauses: lower.clauses(at),
        place: lower.place(at),
    }
}

/// A path template, and the names in it, each once. RFC 6570's operators in the braces, which OpenAPI does not have, are taken out.
fn template(lower: &mut Lower<'_>, path: &str, at: NodeId) -> (String, Vec<String>) {
    let mut names: Vec<String> = Vec::new();
    let mut fault = None;
    let mut clean = String::new();
    let mut rest = path;
    while let Some(open) = rest.find(['{', '}']) {
        clean.push_str(&rest[..open]);
        if rest[open..].starts_with('}') {
            fault = Some("a `}` without its `{`");
            rest = &rest[open..];
            break;
        }
        let Some(length) = rest[open + 1..].find(['{', '}', '/']).filter(|&end| rest[open + 1 + end..].starts_with('}')) else {
            fault = Some("a `{` without its `}`");
            rest = &rest[open..];
            break;
        };
        let written = &rest[open + 1..open + 1 + length];
        let name = written.trim_end_matches('*').trim_start_matches(['.', ';', '+', '#', '?', '&']);
        if name != written {
            fault = Some("an operator of RFC 6570; the parameter's `style` and `explode` say the same");
        }
        if name.is_empty() {
            fault = Some("a parameter without a name");
        } else if names.iter().any(|own| own == name) {
            fault = Some("the same parameter twice");
        } else {
            names.push(name.to_owned());
        }
        clean.push('{');
        clean.push_str(name);
        clean.push('}');
        rest = &rest[open + 2 + length..];
    }
    clean.push_str(rest);
    if fault.is_none() && path.contains(['?', '#']) {
        fault = Some("a query or fragment, which is no part of a path");
    }
    if let Some(fault) = fault {
        let message = format!("the path `{}` holds {fault}", crate::text::short(path));
        let place = lower.place(at);
        lower.reader.loader.report.add(
            &codes::PATH_TEMPLATE,
            place,
            message,
            "write `/segment/{name}`, and query parameters as parameters",
        );
    }
    (clean, names)
}

/// `/pets/{id}` and `/pets/{name}` are the same path.
fn check_ambiguity(lower: &mut Lower<'_>, path: &str, templates: &mut HashMap<String, String>, at: NodeId) {
    let mut shape = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => {
                inside = true;
                shape.push_str("{}");
            }
            '}' => inside = false,
            c if !inside => shape.push(c),
            _ => {}
        }
    }
    if let Some(first) = templates.insert(shape, path.to_owned()) {
        let message = format!("`{}` and `{}` are the same path", crate::text::short(path), crate::text::short(&first));
        let place = lower.place(at);
        lower.reader.loader.report.add(&codes::PATH_AMBIGUOUS, place, message, "put the operations of both under one of them");
    }
}

/// Operation ids, given and made.
struct Ids {
    given: HashMap<String, Place>,
    taken: HashSet<String>,
    /// The number to try next for a base.
    next: HashMap<String, u32>,
    by_node: HashMap<NodeId, String>,
}

impl Ids {
    /// Notes every given id first, so that no made one takes it.
    fn of(lower: &Lower<'_>, root: NodeId) -> Self {
        let tree = &lower.reader.loader.tree;
        let paths = tree.get(root, "paths").map(|paths| tree.entries(paths)).unwrap_or_default();
        let operations = paths.iter().flat_map(|path| tree.entries(path.value)).filter(|entry| method_of(&entry.key).is_some());
        let taken = operations.filter_map(|entry| tree.text_at(entry.value, "operationId")).map(str::to_owned).collect();
        Self { given: HashMap::new(), taken, next: HashMap::new(), by_node: HashMap::new() }
    }

    fn take(&mut self, lower: &mut Lower<'_>, given: Option<&str>, method: Method, path: &str, at: NodeId) -> (String, bool) {
        let tree = &lower.reader.loader.tree;
        let place = tree.get(at, "operationId").map_or(tree.place(at), |id| tree.place(id));
        let (id, is_given) = match given.filter(|id| !id.is_empty()) {
            Some(id) if !self.given.contains_key(id) => {
                self.given.insert(id.to_owned(), place);
                (id.to_owned(), true)
            }
            Some(id) => {
                let message = format!(
                    "the operationId `{}` stands here a second time; the first is in line {}",
                    crate::text::short(id),
                    self.given[id].line
                );
                lower.reader.loader.report.add(&codes::OPERATION_ID_DUPLICATE, place, message, "give each operation an id of its own");
                (self.free(id), true)
            }
            None => (self.free(&made(method, path)), false),
        };
        self.by_node.insert(at, id.clone());
        (id, is_given)
    }

    fn free(&mut self, base: &str) -> String {
        if self.taken.insert(base.to_owned()) {
            return base.to_owned();
        }
        let count = self.next.entry(base.to_owned()).or_insert(2);
        loop {
            let id = format!("{base}_{count}");
            *count += 1;
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// `GET /pets/{petId}` is `getPetsPetId`.
fn made(method: Method, path: &str) -> String {
    let mut id = method.as_str().to_ascii_lowercase();
    for word in path.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let mut letters = word.chars();
        id.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        id.push_str(letters.as_str());
    }
    id
}

/// Links as written; [`resolve_links`] turns `operationRef` into an id when all ids are known.
pub(super) fn links<'l>(
    lower: &mut Lower<'_>,
    typed: impl IntoIterator<Item = (&'l String, &'l ReferenceOr<openapiv3::Link>)>,
) -> Vec<Link> {
    let document = lower.document;
    let mut links = Vec::new();
    for (name, link) in typed {
        let link = match link {
            ReferenceOr::Item(item) => Some(item),
            ReferenceOr::Reference { reference } => {
                document.components.as_ref().and_then(|components| components.links.get(reference)).and_then(ReferenceOr::as_item)
            }
        };
        let Some((link, node)) = link.and_then(|link| Some((link, node(&link.extensions)?))) else { continue };
        let tree = &lower.reader.loader.tree;
        links.push(Link {
            name: name.clone(),
            operation: match &link.operation {
                LinkOperation::OperationRef(reference) => format!("#{reference}"),
                LinkOperation::OperationId(id) => id.clone(),
            },
            parameters: link.parameters.iter().filter_map(|(name, value)| Some((name.clone(), tree.json(value_node(value)?)))).collect(),
            request_body: link.request_body.as_ref().and_then(value_node).map(|value| tree.json(value)),
            place: tree.place(node),
        });
    }
    links
}

fn resolve_links(lower: &mut Lower<'_>, ids: &Ids) {
    let known: HashSet<String> = lower.api.operations.iter().map(|operation| operation.id.clone()).collect();
    let mut operations = std::mem::take(&mut lower.api.operations);
    for response in operations.iter_mut().flat_map(|operation| &mut operation.responses) {
        response.links.retain_mut(|link| {
            if let Some(reference) = link.operation.strip_prefix('#').map(str::to_owned) {
                match lower.reader.loader.resolve(&reference, link.place).and_then(|node| ids.by_node.get(&node)) {
                    Some(id) => link.operation = id.clone(),
                    None => link.operation = reference,
                }
            }
            if known.contains(&link.operation) {
                return true;
            }
            let message =
                format!("the link `{}` names no operation: `{}`", crate::text::short(&link.name), crate::text::short(&link.operation));
            let help = match crate::text::nearest(&link.operation, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{}`?", crate::text::short(near)),
                None => "name an operationId of this document".into(),
            };
            lower.reader.loader.report.add(&codes::LINK_UNRESOLVED, link.place, message, help);
            false
        });
    }
    lower.api.operations = operations;
}
