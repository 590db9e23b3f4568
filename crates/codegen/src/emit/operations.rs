//! The table of operations.

use super::code::literal;
use crate::ir::{Api, Package};

/// `OPERATIONS`: every operation of the package; `flat` where the one API's modules stand at the root.
pub(super) fn table(package: &Package, flat: bool) -> String {
    let mut text =
        "/// Every operation, for those that decode without knowing its types.\npub static OPERATIONS: &[support::Operation] = &[\n"
            .to_owned();
    for api in &package.apis {
        rows(package, api, flat, &mut text);
    }
    text.push_str("];\n");
    text
}

fn rows(package: &Package, api: &Api, flat: bool, text: &mut String) {
    let prefix = if flat { String::new() } else { format!("{}::", api.name) };
    for group in &api.groups {
        let group_path = group.name.as_ref().map(|name| format!("{name}::")).unwrap_or_default();
        for operation in group.operations.iter().filter_map(|module| module.operation.as_ref()) {
            let path = |id: crate::ir::TypeId| format!("{prefix}operations::{group_path}{}", package.types[id.0].name);
            text.push_str(&format!(
                "    support::Operation {{\n        api: {},\n        operation_id: {},\n        method: {},\n        path: {},\n        \
                 decode_request: |request| {}::decode(request).map(drop),\n        \
                 decode_response: |status, headers, body| {}::decode(status, headers, body).map(drop),\n    }},\n",
                literal(&api.wire),
                literal(&operation.id),
                literal(operation.method),
                literal(&operation.path),
                path(operation.request),
                path(operation.response),
            ));
        }
    }
}
