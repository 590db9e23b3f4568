//! Credentials of the settings where an operation's security asks for them.

use crate::draft::{Draft, DraftParameter};
use crate::settings::Settings;
use specproof_contract::model::{Api, Operation, ParameterLocation, SecurityKind};

/// Adds the credentials of the first alternative that the settings can meet whole; what the draft already holds stays.
pub fn add(draft: &mut Draft, api: &Api, operation: &Operation, settings: &Settings) {
    let Some(given) = settings.credentials.get(&api.name) else { return };
    let met = operation.security.iter().find(|all| all.iter().all(|one| given.contains_key(&one.scheme)));
    for requirement in met.into_iter().flatten() {
        let Some(scheme) = api.security_schemes.iter().find(|scheme| scheme.name == requirement.scheme) else { continue };
        let Some(value) = given.get(&requirement.scheme) else { continue };
        let (location, name) = match &scheme.kind {
            SecurityKind::ApiKey { location, parameter } => (*location, parameter.clone()),
            SecurityKind::Http { .. } | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => {
                (ParameterLocation::Header, "Authorization".to_owned())
            }
            SecurityKind::MutualTls => continue,
        };
        if draft.parameter(location, &name).is_none() {
            draft.parameters.push(DraftParameter { location, name, value: value.clone().into(), scheme: Some(scheme.name.clone()) });
        }
    }
}

/// Why the security of an operation cannot be met; `None` where it can, or where none is asked for.
pub fn missing(api: &Api, operation: &Operation, settings: &Settings) -> Option<String> {
    if operation.security.is_empty() || operation.security.iter().any(Vec::is_empty) {
        return None;
    }
    let given = settings.credentials.get(&api.name);
    let has = |scheme: &str| given.is_some_and(|given| given.contains_key(scheme));
    if operation.security.iter().any(|all| all.iter().all(|one| has(&one.scheme))) {
        return None;
    }
    let all: Vec<String> =
        operation.security.iter().map(|all| all.iter().map(|one| one.scheme.as_str()).collect::<Vec<_>>().join(" and ")).collect();
    Some(format!("needs a credential for the security scheme {}", all.join(", or ")))
}
