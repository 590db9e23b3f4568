//! Schema resources of JSON Schema 2020-12: a `$id` begins one, an `$anchor` names a place in it (Core, 8.2).
//!
//! References by identifier or anchor are written anew as pointers within their file, so that everything after follows one kind of
//! reference. What names no resource of the file stays as it is: a path to another file, or an address that is refused.

mod uri;

use crate::codes;
use crate::model::FileId;
use crate::notation::{name_of_token, pointer_token};
use crate::report::Report;
use crate::shape::{Object, Pattern, Shape, openapi::OPENAPI, schema};
use crate::text::short;
use crate::tree::{Kind, NodeId, Tree};
use std::collections::{HashMap, HashSet};

/// Keys that begin a resource or name a place. A file without any of them is one resource, whose references are pointers already.
const MARKS: &[&str] = &["$id", "$anchor", "$dynamicAnchor"];

/// What stands behind addresses that are known without being fetched.
const KNOWN: &[(&str, &str)] = &[("https://json-schema.org/draft/2020-12/schema", include_str!("metaschema.json"))];

/// The text behind an address, where it is known.
pub(crate) fn known(address: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(own, _)| *own == address).map(|(_, text)| *text)
}

/// What a file's schemas belong to.
#[derive(Debug, Default)]
pub(crate) struct Resources {
    /// The root of the resource that a schema is part of; schemas of the resource that is the file itself are left out.
    roots: HashMap<NodeId, NodeId>,
    /// The anchor that a reference named before it was written anew.
    anchors: HashMap<NodeId, String>,
}

impl Resources {
    /// The root of a schema's resource, where that is not the file.
    pub fn root(&self, schema: NodeId) -> Option<NodeId> {
        self.roots.get(&schema).copied()
    }

    /// The anchor that the text of a reference named.
    pub fn anchor(&self, site: NodeId) -> Option<&str> {
        self.anchors.get(&site).map(String::as_str)
    }

    /// Reads the marks of a file that has just been parsed, and writes its references anew.
    pub fn add(&mut self, tree: &mut Tree, file: FileId, report: &mut Report) {
        let Some(entry) = tree.files.get(file.0 as usize) else { return };
        let Some(root) = entry.root.filter(|_| MARKS.iter().any(|mark| entry.text.contains(mark))) else { return };
        let mut survey = Survey {
            tree,
            seen: HashSet::new(),
            found: vec![Resource { uri: String::new(), pointer: String::new(), root, anchors: HashMap::new() }],
            references: Vec::new(),
            roots: &mut self.roots,
        };
        let object = if survey.tree.get(root, "openapi").is_some() { &OPENAPI } else { &schema::SCHEMA_2020 };
        survey.object(root, object, 0, &mut String::new());
        let Survey { found, references, .. } = survey;
        for (site, resource) in references {
            let own = found[resource].root;
            if let Some(pointer) = tree.text(site).and_then(|reference| pointer(&found, resource, reference)) {
                let reference = tree.text(site).unwrap_or_default();
                if own != root && reference.starts_with("#/") && !leads(tree, root, &pointer) && leads(tree, root, &reference[1..]) {
                    let message = format!("`{}` leads nowhere in the schema whose `$id` it is relative to", short(reference));
                    report.add(&codes::REFERENCE_BASE, tree.place(site), message, "remove that `$id`, or refer by the file's name");
                    continue;
                }
                let anchor = tree.text(site).and_then(|reference| reference.split_once('#')).map(|(_, fragment)| fragment);
                if let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty() && !anchor.starts_with('/')) {
                    self.anchors.insert(site, anchor.to_owned());
                }
                *tree.kind_mut(site) = Kind::Text(format!("#{}", pointer.replace('%', "%25")).into());
            }
        }
    }
}

/// Whether a JSON pointer leads to something; references on the way are not followed.
fn leads(tree: &Tree, root: NodeId, pointer: &str) -> bool {
    let mut node = root;
    pointer.split('/').skip(1).all(|token| {
        let token = name_of_token(token);
        let item = || token.parse::<usize>().ok().and_then(|at| tree.items(node).get(at).copied());
        let next = tree.get(node, &token).or_else(item);
        node = next.unwrap_or(node);
        next.is_some()
    })
}

struct Resource {
    uri: String,
    /// JSON pointer of its root within the file.
    pointer: String,
    root: NodeId,
    /// Anchor to JSON pointer within the file.
    anchors: HashMap<String, String>,
}

/// Where a reference within a resource leads, as a pointer within the file; `None` where it is one already, or leads elsewhere.
fn pointer(found: &[Resource], resource: usize, reference: &str) -> Option<String> {
    let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let target = if path.is_empty() {
        &found[resource]
    } else {
        let uri = uri::join(&found[resource].uri, path);
        found.iter().find(|other| other.uri == uri)?
    };
    if fragment.is_empty() || fragment.starts_with('/') {
        let is_own = path.is_empty() && target.pointer.is_empty();
        return (!is_own).then(|| format!("{}{}", target.pointer, fragment.replace("%25", "%")));
    }
    target.anchors.get(fragment).cloned()
}

struct Survey<'t> {
    tree: &'t Tree,
    seen: HashSet<NodeId>,
    found: Vec<Resource>,
    /// Texts of `$ref` and `$dynamicRef`, with the resource each stands in.
    references: Vec<(NodeId, usize)>,
    roots: &'t mut HashMap<NodeId, NodeId>,
}

impl Survey<'_> {
    fn object(&mut self, node: NodeId, object: &'static Object, resource: usize, pointer: &mut String) {
        if !matches!(self.tree.kind(node), Kind::Map(_)) || !self.seen.insert(node) {
            return;
        }
        let is_schema = object.is_schema();
        let resource = if is_schema { self.schema(node, resource, pointer) } else { resource };
        for entry in self.tree.entries(node) {
            let shape = match (&object.pattern, object.field(&entry.key)) {
                (_, Some(field)) => &field.shape,
                (Pattern::Path(shape) | Pattern::Status(shape) | Pattern::Expression(shape), None) => shape,
                (Pattern::None, None) if is_schema && &*entry.key == "$ref" => {
                    self.references.push((entry.value, resource));
                    continue;
                }
                (Pattern::None, None) => continue,
            };
            if &*entry.key == "$dynamicRef" {
                self.references.push((entry.value, resource));
            }
            self.within(&entry.key, pointer, |survey, pointer| survey.value(entry.value, shape, resource, pointer));
        }
    }

    /// The resource that a schema is part of, and its anchors.
    fn schema(&mut self, node: NodeId, resource: usize, pointer: &str) -> usize {
        let mut resource = resource;
        if let Some(id) = self.tree.text_at(node, "$id") {
            let uri = uri::join(&self.found[resource].uri, id.trim_end_matches('#'));
            if pointer.is_empty() {
                self.found[resource].uri = uri;
            } else {
                self.found.push(Resource { uri, pointer: pointer.to_owned(), root: node, anchors: HashMap::new() });
                resource = self.found.len() - 1;
            }
        }
        for key in ["$anchor", "$dynamicAnchor"] {
            if let Some(anchor) = self.tree.text_at(node, key) {
                self.found[resource].anchors.entry(anchor.to_owned()).or_insert_with(|| pointer.to_owned());
            }
        }
        if resource != 0 {
            self.roots.insert(node, self.found[resource].root);
        }
        resource
    }

    fn value(&mut self, node: NodeId, shape: &'static Shape, resource: usize, pointer: &mut String) {
        match shape {
            Shape::Object(object) | Shape::RefOr(object) => {
                let object = if std::ptr::eq(*object, &schema::SCHEMA) { &schema::SCHEMA_2020 } else { object };
                self.object(node, object, resource, pointer);
            }
            Shape::FlagOr(shape) | Shape::TextOr(shape) => self.value(node, shape, resource, pointer),
            Shape::ListOr(item, _) if matches!(self.tree.kind(node), Kind::List(_)) => self.items(node, item, resource, pointer),
            Shape::ListOr(_, shape) => self.value(node, shape, resource, pointer),
            Shape::List(item) => self.items(node, item, resource, pointer),
            Shape::Map(shape) | Shape::Components(shape) => {
                for entry in self.tree.entries(node) {
                    self.within(&entry.key, pointer, |survey, pointer| survey.value(entry.value, shape, resource, pointer));
                }
            }
            _ => {}
        }
    }

    fn items(&mut self, node: NodeId, shape: &'static Shape, resource: usize, pointer: &mut String) {
        for (at, &item) in self.tree.items(node).iter().enumerate() {
            self.within(&at.to_string(), pointer, |survey, pointer| survey.value(item, shape, resource, pointer));
        }
    }

    fn within(&mut self, token: &str, pointer: &mut String, go: impl FnOnce(&mut Self, &mut String)) {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(&pointer_token(token));
        go(self, pointer);
        pointer.truncate(length);
    }
}
