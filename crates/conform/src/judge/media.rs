//! Which documented media type an answer has (OpenAPI 3.0.3, "Response Object": the most specific key wins).

use specproof_contract::model::MediaType;

/// The most specific of the documented media types that takes this `Content-Type`; `None` for the type stands for a missing field.
pub fn best<'m>(documented: &'m [MediaType], content_type: Option<&str>) -> Option<&'m MediaType> {
    documented
        .iter()
        .filter_map(|media| rank(&media.name, content_type).map(|rank| (rank, media)))
        .max_by_key(|(rank, _)| *rank)
        .map(|(_, media)| media)
}

/// Whether a documented media type or range takes this `Content-Type`.
pub fn matches(documented: &str, content_type: &str) -> bool {
    rank(documented, Some(content_type)).is_some()
}

/// How specific the match is, if it is one: `*/*`, `type/*`, another JSON type, `type/subtype`, the same with each parameter that it names.
fn rank(documented: &str, content_type: Option<&str>) -> Option<usize> {
    let (wanted, parameters) = parse(documented);
    if wanted == "*/*" || wanted == "*" {
        return Some(0);
    }
    let (essence, own) = parse(content_type?);
    if let Some(kind) = wanted.strip_suffix("/*") {
        return (essence.split('/').next() == Some(kind)).then_some(1);
    }
    // A +json type is JSON, too (RFC 6839, 3.1): a document that says JSON is kept by it.
    if wanted == "application/json" && crate::wire::is_json(&essence) && essence != wanted {
        return Some(2);
    }
    if wanted != essence {
        return None;
    }
    // A charset that is not named in the documents is no other type: JSON has but one (RFC 8259, 11).
    let named = parameters.iter().filter(|parameter| own.contains(parameter)).count();
    let missing = parameters.iter().any(|(name, value)| !own.contains(&(name.clone(), value.clone())) && name != "charset");
    (!missing).then_some(3 + named)
}

/// Type and subtype, and the parameters, all in lower case.
fn parse(media_type: &str) -> (String, Vec<(String, String)>) {
    let mut parts = media_type.split(';');
    let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let parameters = parts
        .filter_map(|parameter| parameter.split_once('='))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().trim_matches('"').to_ascii_lowercase()))
        .collect();
    (essence, parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_ranges_and_parameters() {
        for (documented, content_type, expected) in [
            ("application/json", "application/json", true),
            ("application/json", "Application/JSON; charset=utf-8", true),
            ("application/json; charset=utf-8", "application/json", true),
            ("application/json", "application/problem+json", true),
            ("application/hal+json", "application/json", false),
            ("text/*", "text/html", true),
            ("text/*", "texts/html", false),
            ("*/*", "anything/at-all", true),
            ("application/json;version=1", "application/json; version=\"1\"", true),
            ("application/json;version=1", "application/json;version=2", false),
            ("application/json", "application/jsonp", false),
            ("application/json", "", false),
        ] {
            assert_eq!(matches(documented, content_type), expected, "{documented} {content_type}");
        }
    }
}
