//! Security schemes and what operations ask of them.

use super::lower::{Lower, node};
use crate::codes;
use crate::model::{ParameterLocation, SecurityKind, SecurityRequirement, SecurityScheme};
use crate::tree::NodeId;
use openapiv3::{APIKeyLocation, ReferenceOr, SecurityScheme as Typed};

pub(super) fn schemes(lower: &mut Lower<'_>, root: NodeId) {
    let Some(components) = &lower.document.components else { return };
    for (name, scheme) in &components.security_schemes {
        let ReferenceOr::Item(scheme) = scheme else { continue };
        let (kind, description, extensions) = match scheme {
            Typed::APIKey { location, name, description, extensions } => {
                let location = match location {
                    APIKeyLocation::Query => ParameterLocation::Query,
                    APIKeyLocation::Header => ParameterLocation::Header,
                    APIKeyLocation::Cookie => ParameterLocation::Cookie,
                };
                (SecurityKind::ApiKey { location, parameter: name.clone() }, description, extensions)
            }
            Typed::HTTP { scheme, description, extensions, .. } => {
                (SecurityKind::Http { scheme: scheme.to_ascii_lowercase() }, description, extensions)
            }
            Typed::OAuth2 { description, extensions, .. } => {
                let tree = &lower.reader.loader.tree;
                let flows = node(extensions).and_then(|node| tree.get(node, "flows")).map(|flows| tree.json(flows));
                (SecurityKind::OAuth2 { flows: flows.unwrap_or_default() }, description, extensions)
            }
            Typed::OpenIDConnect { open_id_connect_url, description, extensions } => {
                (SecurityKind::OpenIdConnect { url: open_id_connect_url.clone() }, description, extensions)
            }
        };
        let Some(node) = node(extensions) else { continue };
        let scheme = SecurityScheme {
            name: name.clone(),
            kind,
            description: description.clone(),
            clauses: lower.clauses(node),
            place: lower.place(node),
        };
        lower.api.security_schemes.push(scheme);
    }
    mutual_tls(lower, root);
    lower.api.security_schemes.sort_by_key(|scheme| scheme.place);
}

/// The kind that 3.1 adds, which the typed reader does not know.
fn mutual_tls(lower: &mut Lower<'_>, root: NodeId) {
    let tree = &lower.reader.loader.tree;
    let schemes = tree.get(root, "components").and_then(|components| tree.get(components, "securitySchemes"));
    let mut found = Vec::new();
    for entry in schemes.map(|schemes| tree.entries(schemes)).unwrap_or_default() {
        let node = lower.reader.targets.get(&entry.value).copied().unwrap_or(entry.value);
        if tree.text_at(node, "type") == Some("mutualTLS") {
            found.push(SecurityScheme {
                name: entry.key.to_string(),
                kind: SecurityKind::MutualTls,
                description: tree.text_at(node, "description").map(str::to_owned),
                clauses: lower.clauses(node),
                place: tree.place(node),
            });
        }
    }
    lower.api.security_schemes.extend(found);
}

/// The requirements of an operation, or the document's where it states none; those that name no scheme are left out.
pub(super) fn requirements(lower: &mut Lower<'_>, operation: &openapiv3::Operation, at: NodeId) -> Vec<Vec<SecurityRequirement>> {
    let stated = operation.security.as_ref().or(lower.document.security.as_ref());
    let mut alternatives = Vec::new();
    for requirement in stated.into_iter().flatten() {
        let mut together = Vec::new();
        let mut is_known = true;
        for (scheme, scopes) in requirement {
            if !lower.api.security_schemes.iter().any(|own| own.name == *scheme) {
                is_known = false;
                let place = lower.reader.loader.tree.get(at, "security").map_or(lower.place(at), |security| lower.place(security));
                let help = match crate::text::nearest(scheme, lower.api.security_schemes.iter().map(|own| own.name.as_str())) {
                    Some(near) => format!("did you mean `{}`?", crate::text::short(near)),
                    None => "declare it under `components.securitySchemes`".into(),
                };
                let message = format!("no security scheme is called `{}`", crate::text::short(scheme));
                lower.reader.loader.report.add(&codes::SECURITY_UNKNOWN, place, message, help);
            }
            together.push(SecurityRequirement { scheme: scheme.clone(), scopes: scopes.clone() });
        }
        if is_known {
            alternatives.push(together);
        }
    }
    alternatives
}
