//! Credentials where an operation's security asks for them: which there are, where they go, and why one is missing.

use crate::draft::{Draft, DraftParameter};
use crate::settings::Settings;
use base64::Engine;
use specproof_contract::Contract;
use specproof_contract::model::{Api, Operation, ParameterLocation, SecurityKind, SecurityRequirement, SecurityScheme};

/// Gives the credential of a scheme, where there is one.
pub type Given<'g> = &'g dyn Fn(&str) -> Option<String>;

/// The alternative of an operation's security that is met: the first that asks for something and can be met whole.
fn met<'a>(api: &Api, operation: &'a Operation, settings: &Settings, given: Given<'_>) -> Option<&'a [SecurityRequirement]> {
    let has = |one: &SecurityRequirement| given(&one.scheme).is_some() || by_certificate(api, &one.scheme, settings);
    operation.security.iter().find(|all| !all.is_empty() && all.iter().all(has)).map(Vec::as_slice)
}

/// Adds the credentials that meet the operation's security; what the draft already holds stays.
pub fn add(draft: &mut Draft, api: &Api, operation: &Operation, settings: &Settings, given: Given<'_>) {
    for requirement in met(api, operation, settings, given).into_iter().flatten() {
        let Some(scheme) = api.security_schemes.iter().find(|scheme| scheme.name == requirement.scheme) else { continue };
        let (Some((location, name)), Some(value)) = (place(scheme), given(&requirement.scheme)) else { continue };
        if draft.parameter(location, name).is_none() {
            draft.parameters.push(DraftParameter {
                location,
                name: name.to_owned(),
                value: value.into(),
                scheme: Some(scheme.name.clone()),
            });
        }
    }
}

/// Where the credential of a scheme goes; `None` for one that is not sent in a request.
pub fn place(scheme: &SecurityScheme) -> Option<(ParameterLocation, &str)> {
    match &scheme.kind {
        SecurityKind::ApiKey { location, parameter } => Some((*location, parameter)),
        SecurityKind::Http { .. } | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => {
            Some((ParameterLocation::Header, "Authorization"))
        }
        SecurityKind::MutualTls => None,
    }
}

/// Whether the client certificate is what the scheme asks for.
fn by_certificate(api: &Api, scheme: &str, settings: &Settings) -> bool {
    let own = api.security_schemes.iter().find(|own| own.name == scheme);
    own.is_some_and(|own| own.kind == SecurityKind::MutualTls) && settings.tls.client.is_some()
}

/// Whether the operation is not granted to everybody.
pub fn asks(operation: &Operation) -> bool {
    !operation.security.is_empty() && !operation.security.iter().any(Vec::is_empty)
}

/// Why the security of an operation cannot be met; `None` where it can, or where none is asked for.
pub fn missing(api: &Api, operation: &Operation, settings: &Settings, given: Given<'_>) -> Option<String> {
    if !asks(operation) || met(api, operation, settings, given).is_some() {
        return None;
    }
    let all: Vec<String> =
        operation.security.iter().map(|all| all.iter().map(|one| one.scheme.as_str()).collect::<Vec<_>>().join(" and ")).collect();
    Some(format!("needs a credential for the security scheme {} (--auth SCHEME=…)", all.join(", or ")))
}

/// The settings with every header field that stands where a security scheme puts its credential taken for that credential, so that it can be left
/// out and made wrong like any other.
pub fn adopted(contract: &Contract, settings: &Settings) -> Settings {
    let mut settings = settings.clone();
    for api in &contract.apis {
        for scheme in &api.security_schemes {
            let given = |all: &std::collections::BTreeMap<String, std::collections::BTreeMap<String, String>>| {
                all.get(&api.name).is_some_and(|own| own.contains_key(&scheme.name))
            };
            let by_flow = settings.tokens.get(&api.name).is_some_and(|own| own.contains_key(&scheme.name));
            if given(&settings.credentials) || by_flow {
                continue;
            }
            if let Some(value) = settings.headers.iter().find_map(|(name, value)| credential_in(scheme, name, value)) {
                settings.credentials.entry(api.name.clone()).or_default().insert(scheme.name.clone(), value);
            }
        }
    }
    settings
}

/// The bare credential that a header field holds for a scheme.
fn credential_in(scheme: &SecurityScheme, name: &str, value: &str) -> Option<String> {
    let value = value.trim();
    let after = |word: &str| {
        let (own, rest) = value.split_once(' ')?;
        own.eq_ignore_ascii_case(word).then(|| rest.trim().to_owned())
    };
    let authorization = name.eq_ignore_ascii_case("authorization");
    match &scheme.kind {
        SecurityKind::ApiKey { location: ParameterLocation::Header, parameter } => {
            parameter.eq_ignore_ascii_case(name).then(|| value.to_owned())
        }
        SecurityKind::ApiKey { location: ParameterLocation::Cookie, parameter } if name.eq_ignore_ascii_case("cookie") => {
            value.split(';').filter_map(|pair| pair.trim().split_once('=')).find(|(own, _)| own == parameter).map(|(_, own)| own.to_owned())
        }
        SecurityKind::Http { scheme } if scheme == "basic" && authorization => {
            let coded = base64::engine::general_purpose::STANDARD.decode(after("basic")?).ok()?;
            String::from_utf8(coded).ok()
        }
        SecurityKind::Http { scheme } if authorization => after(scheme),
        SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } if authorization => after("bearer"),
        _ => None,
    }
}

/// Whether a header field, or a cookie, is where the operation's security puts a credential: what the settings add to every request stays out of it.
pub fn owns(api: &Api, operation: &Operation, location: ParameterLocation, name: &str) -> bool {
    let schemes = operation.security.iter().flatten();
    schemes
        .filter_map(|one| api.security_schemes.iter().find(|scheme| scheme.name == one.scheme))
        .filter_map(place)
        .any(|(at, own)| at == location && if at == ParameterLocation::Header { own.eq_ignore_ascii_case(name) } else { own == name })
}

#[cfg(test)]
mod tests {
    use super::credential_in;
    use specproof_contract::model::{ParameterLocation, Place, SecurityKind, SecurityScheme};

    fn scheme(kind: SecurityKind) -> SecurityScheme {
        SecurityScheme { name: "own".into(), kind, description: None, clauses: vec![], place: Place::default() }
    }

    #[test]
    fn a_header_field_is_taken_for_the_credential_that_it_is() {
        let key = |location, parameter: &str| scheme(SecurityKind::ApiKey { location, parameter: parameter.into() });
        let http = |name: &str| scheme(SecurityKind::Http { scheme: name.into() });
        for (scheme, name, value, found) in [
            (key(ParameterLocation::Header, "X-Key"), "x-key", " k ", Some("k")),
            (key(ParameterLocation::Header, "Authorization"), "authorization", "Token k", Some("Token k")),
            (key(ParameterLocation::Cookie, "sid"), "Cookie", "a=b; sid=k", Some("k")),
            (key(ParameterLocation::Query, "key"), "key", "k", None),
            (http("bearer"), "Authorization", "bearer t", Some("t")),
            (http("bearer"), "Authorization", "Basic dTpw", None),
            (http("basic"), "Authorization", "Basic dTpw", Some("u:p")),
            (scheme(SecurityKind::OpenIdConnect { url: String::new() }), "Authorization", "Bearer t", Some("t")),
            (scheme(SecurityKind::MutualTls), "Authorization", "Bearer t", None),
        ] {
            assert_eq!(credential_in(&scheme, name, value).as_deref(), found, "{name}: {value}");
        }
    }
}
