//! Other methods and paths never break the deployment.

use crate::case::Change;
use crate::check::{Check, Kind};
use crate::planner::{Planner, SECOND, THIRD};
use specproof_contract::model::ParameterLocation;

/// The check.
pub const CHECK: Check = Check {
    id: "tolerates-elsewhere",
    rule: "A method or a path that nothing documents is answered without a server error.",
    source: "RFC 9110, 15.6: a 5xx status says that the server failed; 15.5.5 and 15.5.6 say what else there is to answer",
    manual: "Each documented path is asked with methods that are not documented for it (GET, HEAD and OPTIONS; PUT and PATCH where the path names \
             nothing that they could overwrite), and with a segment and a slash behind it. Any answer is right that is no server error; 501 is right for \
             a method.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    let operation = planner.operation;
    let same_path = |other: &&specproof_contract::model::Operation| other.path == operation.path;
    if planner.api.operations.iter().find(same_path).is_some_and(|first| first.id != operation.id) {
        return;
    }
    let documented: Vec<&str> = planner.api.operations.iter().filter(same_path).map(|other| other.method.as_str()).collect();
    let names_something = operation.parameters.iter().any(|parameter| parameter.location == ParameterLocation::Path);
    let methods: &[&str] = if names_something { &["GET", "HEAD", "OPTIONS"] } else { &["GET", "HEAD", "OPTIONS", "PUT", "PATCH"] };
    for method in methods.iter().filter(|method| !documented.contains(method)) {
        let to = Change::Elsewhere { method: Some((*method).to_owned()), below: String::new() };
        let priority = if matches!(*method, "GET" | "PUT") { SECOND } else { THIRD };
        planner.tolerate(&method.to_lowercase(), format!("{method} {}", operation.path), priority, vec![to]);
    }
    let writes = matches!(operation.method.as_str(), "PUT" | "PATCH" | "DELETE");
    for (variant, below) in [("below", "/specproof"), ("slash", "/")].into_iter().filter(|_| !writes) {
        let to = Change::Elsewhere { method: None, below: below.to_owned() };
        planner.tolerate(variant, format!("{} {}{below}", operation.method.as_str(), operation.path), SECOND, vec![to]);
    }
}
