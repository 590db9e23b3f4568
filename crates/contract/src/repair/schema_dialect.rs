//! `$schema` that names an older draft, or another dialect, in which every keyword might mean something else.

use crate::codes;
use crate::tree::NodeId;
use crate::walk::Walk;

/// The dialect of OpenAPI 3.1.1 (4.8.24.5), and the one it is built on.
pub(crate) const DIALECTS: &[&str] = &["https://spec.openapis.org/oas/3.1/dialect/base", "https://json-schema.org/draft/2020-12/schema"];

pub(crate) fn repair(walk: &mut Walk<'_>, schema: NodeId) {
    let Some(node) = walk.loader.tree.get(schema, "$schema") else { return };
    let Some(dialect) = walk.loader.tree.text(node).map(|dialect| dialect.trim_end_matches('#').to_owned()) else { return };
    if DIALECTS.contains(&&*dialect) {
        return;
    }
    let place = walk.loader.tree.place(node);
    let help = format!("write the schema in 2020-12, and `$schema: {}`", DIALECTS[1]);
    if is_older_draft(&dialect) {
        walk.fault(&codes::SCHEMA_DRAFT, place, format!("`{}` is read as 2020-12", crate::text::short(&dialect)), help);
        walk.loader.tree.remove(schema, "$schema");
    } else {
        let message = format!("the schema dialect `{}` is not read", crate::text::short(&dialect));
        walk.fault(&codes::SCHEMA_DIALECT, place, message, help);
    }
}

fn is_older_draft(dialect: &str) -> bool {
    let name = dialect.trim_start_matches("http").trim_start_matches('s').strip_prefix("://json-schema.org/");
    matches!(
        name,
        Some(
            "schema"
                | "draft-03/schema"
                | "draft-04/schema"
                | "draft-05/schema"
                | "draft-06/schema"
                | "draft-07/schema"
                | "draft/2019-09/schema"
        )
    )
}
