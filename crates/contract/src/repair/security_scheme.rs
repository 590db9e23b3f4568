//! A security scheme without what its type needs. Taking the type out makes the walk ignore it.

use crate::codes;
use crate::shape::Version;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, scheme: NodeId) {
    let place = walk.loader.tree.place(scheme);
    // Swagger 2.0's own type.
    if walk.loader.tree.text_at(scheme, "type") == Some("basic") {
        walk.fault(&codes::SECURITY_SCHEME_INVALID, place, "`type: basic` is Swagger 2.0", "write `type: http` and `scheme: basic`");
        for (key, word) in [("type", "http"), ("scheme", "basic")] {
            let value = walk.loader.tree.add(place, Kind::Text(word.into()));
            walk.loader.tree.set(scheme, key, value);
        }
    }
    if walk.version == Version::V3_0 && walk.loader.tree.text_at(scheme, "type") == Some("mutualTLS") {
        walk.fault(&codes::SECURITY_SCHEME_INVALID, place, "`type: mutualTLS` came with OpenAPI 3.1", "write `openapi: 3.1.1`");
    }
    let needed: &[&str] = match walk.loader.tree.text_at(scheme, "type") {
        Some("apiKey") => &["name", "in"],
        Some("http") => &["scheme"],
        Some("oauth2") => &["flows"],
        Some("openIdConnect") => &["openIdConnectUrl"],
        _ => return,
    };
    for key in needed {
        let good = match walk.loader.tree.get(scheme, key).map(|value| walk.loader.tree.kind(value)) {
            Some(Kind::Map(_)) => *key == "flows",
            Some(Kind::Text(word)) => *key != "flows" && (*key != "in" || matches!(&**word, "query" | "header" | "cookie")),
            _ => false,
        };
        if !good {
            walk.fault(
                &codes::SECURITY_SCHEME_INVALID,
                place,
                format!("a security scheme of this type needs `{key}`"),
                format!("add `{key}`"),
            );
            walk.loader.tree.remove(scheme, "type");
            return;
        }
    }
}
