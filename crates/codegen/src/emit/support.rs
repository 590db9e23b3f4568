//! The support module: hand-written source that is emitted as it is, in the parts that are needed.

use super::modules::Source;

/// Its parts by name.
const PARTS: [(&str, &str); 24] = [
    ("applicators", include_str!("../../support/applicators.rs")),
    ("base64", include_str!("../../support/base64.rs")),
    ("binary", include_str!("../../support/binary.rs")),
    ("bounded", include_str!("../../support/bounded.rs")),
    ("carrier", include_str!("../../support/carrier.rs")),
    ("choice", include_str!("../../support/choice.rs")),
    ("date", include_str!("../../support/date.rs")),
    ("error", include_str!("../../support/error.rs")),
    ("form", include_str!("../../support/form.rs")),
    ("format", include_str!("../../support/format.rs")),
    ("http", include_str!("../../support/http.rs")),
    ("json", include_str!("../../support/json.rs")),
    ("kinds", include_str!("../../support/kinds.rs")),
    ("media", include_str!("../../support/media.rs")),
    ("member", include_str!("../../support/member.rs")),
    ("multipart", include_str!("../../support/multipart.rs")),
    ("number", include_str!("../../support/number.rs")),
    ("pattern", include_str!("../../support/pattern.rs")),
    ("request", include_str!("../../support/request.rs")),
    ("response", include_str!("../../support/response.rs")),
    ("rules", include_str!("../../support/rules.rs")),
    ("secret", include_str!("../../support/secret.rs")),
    ("style", include_str!("../../support/style.rs")),
    ("uuid", include_str!("../../support/uuid.rs")),
];

/// The module with the parts whose names `wanted` takes.
pub(super) fn module(wanted: impl Fn(&str) -> bool) -> Source {
    let parts: Vec<&(&str, &str)> = PARTS.iter().filter(|(name, _)| wanted(name)).collect();
    let declared: String = parts.iter().map(|(name, _)| format!("mod {name};\n")).collect();
    let exported: String = parts.iter().map(|(name, _)| format!("pub use {name}::*;\n")).collect();
    let text = format!(
        "//! What the generated types share.\n\npub use serde_json::Value;\n\n/// Members whose names are not fixed.\n\
         pub type Map<T> = std::collections::BTreeMap<String, T>;\n\n{declared}\n{exported}"
    );
    let children =
        parts.iter().map(|(name, text)| Source { name: (*name).to_owned(), public: false, text: (*text).to_owned(), children: Vec::new() });
    Source { name: "support".into(), public: true, children: children.collect(), text }
}
