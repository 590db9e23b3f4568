//! Names of schemas, and the components that the skeleton needs.

use crate::model::{Api, SchemaId};
use crate::notation::name_of_token;
use crate::schemas::SchemaReader;
use crate::shape::{Object, Version, openapi as shape};
use crate::tree::{Kind, NodeId};
use crate::typed::{Cutter, empty, insert};
use std::collections::{HashMap, HashSet};

/// Names the schemas under `components.schemas`, then those that references lead to in other files.
pub(super) fn name(api: &mut Api, reader: &SchemaReader<'_>, root: NodeId, referenced: &[(NodeId, String)]) {
    let tree = &reader.loader.tree;
    let main = tree.place(root).file;
    let schemas = tree.get(root, "components").and_then(|components| tree.get(components, "schemas"));
    let mut taken: HashSet<String> = HashSet::new();
    let mut named: HashMap<NodeId, ()> = HashMap::new();
    for entry in schemas.map(|schemas| tree.entries(schemas)).unwrap_or_default() {
        // A component that only leads to another file's schema lends it its name; what stands beside the reference is a schema of its own in 3.1.
        let leads_only = reader.version == Version::V3_0 || tree.entries(entry.value).len() == 1;
        let node = match reader.targets.get(&entry.value).filter(|_| leads_only) {
            Some(&target) if tree.place(target).file != main && !reader.targets.contains_key(&target) && !named.contains_key(&target) => {
                target
            }
            _ => entry.value,
        };
        let Some(id) = reader.id(node) else { continue };
        if named.insert(node, ()).is_none() {
            set_name(api, id, &entry.key);
        }
        taken.insert(entry.key.to_string());
        api.components.push((entry.key.to_string(), id));
    }
    let mut counts: HashMap<String, u32> = HashMap::new();
    for (target, reference) in referenced {
        if tree.place(*target).file == main || named.contains_key(target) || !matches!(tree.kind(*target), Kind::Map(_)) {
            continue;
        }
        let Some(id) = reader.id(*target) else { continue };
        let mut name = name_of(reference, reader, *target);
        let base = name.clone();
        let count = counts.entry(base.clone()).or_insert(2);
        while taken.contains(&name) {
            name = format!("{base}_{count}");
            *count += 1;
        }
        named.insert(*target, ());
        taken.insert(name.clone());
        set_name(api, id, &name);
        api.components.push((name, id));
    }
}

fn set_name(api: &mut Api, id: SchemaId, name: &str) {
    if let Some(schema) = api.schemas.get_mut(id.0 as usize) {
        schema.name = Some(name.to_owned());
    }
}

/// The last word of the fragment, or the stem of the file.
fn name_of(reference: &str, reader: &SchemaReader<'_>, target: NodeId) -> String {
    let fragment = reference.split_once('#').map_or("", |(_, fragment)| fragment);
    match fragment.rsplit('/').next().filter(|last| !last.is_empty()) {
        Some(last) => name_of_token(last),
        None => {
            let tree = &reader.loader.tree;
            let file = &tree.files[tree.place(target).file.0 as usize].path;
            file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
        }
    }
}

/// The root without its components, and under `components` what references lead to, each under the number of its node.
pub(super) fn skeleton(cutter: &Cutter<'_>, root: NodeId, referenced: &[(&'static Object, NodeId)]) -> serde_yaml::Value {
    let mut document = cutter.object(root, &shape::OPENAPI);
    let mut components = empty();
    let sections: [(&str, &'static Object); 6] = [
        ("responses", &shape::RESPONSE),
        ("parameters", &shape::PARAMETER),
        ("examples", &shape::EXAMPLE),
        ("requestBodies", &shape::REQUEST_BODY),
        ("headers", &shape::HEADER),
        ("links", &shape::LINK),
    ];
    for (section, object) in sections {
        let mut content = empty();
        for (_, target) in referenced.iter().filter(|(own, target)| std::ptr::eq(*own, object) && !cutter.targets.contains_key(target)) {
            insert(&mut content, &target.0.to_string(), cutter.object(*target, object));
        }
        insert(&mut components, section, content);
    }
    let schemes = cutter.tree.get(root, "components").and_then(|components| cutter.tree.get(components, "securitySchemes"));
    let mut content = empty();
    for entry in schemes.map(|schemes| cutter.tree.entries(schemes)).unwrap_or_default() {
        let node = cutter.end(entry.value).unwrap_or(entry.value);
        if cutter.tree.text_at(node, "type") == Some("mutualTLS") {
            continue;
        }
        insert(&mut content, &entry.key, cutter.object(node, &shape::SECURITY_SCHEME));
    }
    insert(&mut components, "securitySchemes", content);
    insert(&mut document, "components", components);
    document
}
