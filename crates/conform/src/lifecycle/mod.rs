//! What a document without flows of its own implies: what its operations make, list, read, replace and remove, and in which order.
//!
//! `POST /pets` makes what `GET /pets/{petId}` reads and `DELETE /pets/{petId}` removes: the paths say so, or a link does. From that follow flows
//! which end with a request for something that is there. They are guesses from the document alone, so that nothing that they are refused is a finding.

mod derive;
mod made;

pub use derive::{extended, is_derived};
pub use made::{Made, made, name_in, output};

use specproof_contract::model::{Api, Method, Operation, ParameterLocation, StatusPattern};
use std::collections::{HashMap, HashSet};

/// A thing of the API that a path names: `/pets/{petId}`.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    /// Its path template, the variable that names it last.
    pub path: String,
    /// What makes one.
    pub maker: Option<&'a Operation>,
    /// What lists all.
    pub list: Option<&'a Operation>,
    /// What reads it.
    pub read: Option<&'a Operation>,
    /// What replaces or changes it: PUT before PATCH.
    pub replace: Option<&'a Operation>,
    /// What removes it.
    pub remove: Option<&'a Operation>,
}

/// Every item of an API, each once, in the order in which the document names them.
pub fn items(api: &Api) -> Vec<Item<'_>> {
    let paths = Paths::of(api);
    let mut seen = HashSet::new();
    let named = api.operations.iter().flat_map(|operation| prefixes(&operation.path));
    named.filter(|path| seen.insert(plain(path))).map(|path| item(&paths, path)).collect()
}

/// Operations by the plain form of their paths, and what links of successful POSTs lead to.
struct Paths<'a> {
    operations: HashMap<String, Vec<&'a Operation>>,
    linked: HashMap<String, &'a Operation>,
}

impl<'a> Paths<'a> {
    fn of(api: &'a Api) -> Self {
        let mut found = Self { operations: HashMap::new(), linked: HashMap::new() };
        for operation in &api.operations {
            found.operations.entry(plain(&operation.path)).or_default().push(operation);
        }
        for maker in api.operations.iter().filter(|own| own.method == Method::Post && succeeds(own)) {
            for link in maker.responses.iter().flat_map(|response| &response.links) {
                let Some(target) = api.operation(&link.operation) else { continue };
                let names = |name: &str| link.parameters.iter().any(|(own, _)| *own == name || *own == format!("path.{name}"));
                if last_variable(&target.path).is_some_and(names) {
                    found.linked.entry(plain(&target.path)).or_insert(maker);
                }
            }
        }
        found
    }

    fn at(&self, method: Method, plain: &str) -> Option<&'a Operation> {
        self.operations.get(plain)?.iter().find(|own| own.method == method).copied()
    }
}

fn item<'a>(paths: &Paths<'a>, path: String) -> Item<'a> {
    let collection = plain(path.rsplit_once('/').map_or("", |(before, _)| before));
    let own = plain(&path);
    let makes = |own: &&Operation| succeeds(own);
    Item {
        maker: paths.at(Method::Post, &collection).filter(makes).or_else(|| paths.linked.get(&own).copied()),
        list: paths.at(Method::Get, &collection).filter(|own| succeeds(own)),
        read: paths.at(Method::Get, &own),
        replace: paths.at(Method::Put, &own).or_else(|| paths.at(Method::Patch, &own)),
        remove: paths.at(Method::Delete, &own),
        path,
    }
}

/// Whether a success is documented.
fn succeeds(operation: &Operation) -> bool {
    let success = |status: StatusPattern| match status {
        StatusPattern::Exact(status) => (200..300).contains(&status),
        StatusPattern::Range(class) => class == 2,
        StatusPattern::Default => true,
    };
    operation.responses.iter().any(|response| success(response.status) && !response.refusal)
}

/// The beginnings of a path that end with a variable which is a whole segment.
pub fn prefixes(path: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut before = String::new();
    for (at, segment) in path.split('/').enumerate() {
        if at > 0 {
            before.push('/');
        }
        before.push_str(segment);
        if variable(segment).is_some() {
            all.push(before.clone());
        }
    }
    all
}

/// The name of a variable that is this whole segment.
fn variable(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}').filter(|name| !name.contains(['{', '}']))
}

/// The name of the variable that ends a path.
pub fn last_variable(path: &str) -> Option<&str> {
    variable(path.trim_end_matches('/').rsplit('/').next()?)
}

/// The name that a path has for the variable which ends this beginning of it.
fn prefix_variable(path: &str, prefix: &str) -> Option<String> {
    let at = prefix.split('/').count().checked_sub(1)?;
    variable(path.split('/').nth(at)?).map(str::to_owned)
}

/// A path template without the names of its variables and without a slash at the end.
fn plain(path: &str) -> String {
    let segments = path.trim_end_matches('/').split('/').map(|own| if variable(own).is_some() { "{}" } else { own });
    segments.collect::<Vec<_>>().join("/")
}

/// Whether two path templates are the same but for the names of their variables and a slash at the end.
pub fn same(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

/// Path parameters of a request that names an item: those of the request that made it, by their place in the path, and the item's own.
pub fn path_values(
    target: &Operation,
    item: &str,
    own: &serde_json::Value,
    maker: &Operation,
    draft: &crate::draft::Draft,
) -> Vec<(String, serde_json::Value)> {
    let mut all = Vec::new();
    let segments: Vec<&str> = maker.path.split('/').collect();
    for prefix in prefixes(&target.path) {
        let Some(name) = last_variable(&prefix) else { continue };
        if same(&prefix, item) {
            all.push((name.to_owned(), own.clone()));
            continue;
        }
        let at = prefix.split('/').count() - 1;
        let from = segments.get(at).and_then(|segment| variable(segment));
        if let Some(value) = from.and_then(|from| draft.parameter(ParameterLocation::Path, from)) {
            all.push((name.to_owned(), value.clone()));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{last_variable, prefixes, same};

    #[test]
    fn paths_by_their_shape() {
        assert_eq!(prefixes("/users/{user}/pets/{pet}/photo"), ["/users/{user}", "/users/{user}/pets/{pet}"]);
        assert_eq!(prefixes("/files/{name}.json"), Vec::<String>::new());
        assert_eq!(last_variable("/pets/{petId}/"), Some("petId"));
        assert_eq!(last_variable("/pets"), None);
        assert!(same("/pets/{a}", "/pets/{b}/"));
        assert!(!same("/pets/{a}", "/pets/a"));
    }
}
