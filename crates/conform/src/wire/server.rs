//! Operations with a server of their own, below the same target.

use specproof_contract::model::{Api, Operation};

/// Scheme and authority, and the path.
fn parts(url: &str) -> (&str, &str) {
    let after = url.find("://").map_or(0, |at| at + 3);
    if after == 0 && !url.starts_with("//") {
        return ("", url);
    }
    match url[after.max(2)..].find('/') {
        Some(at) => url.split_at(after.max(2) + at),
        None => (url, ""),
    }
}

/// The base URL of an operation: the target, with the path of the API's own server exchanged for that of the operation's.
pub fn base(api: &Api, operation: &Operation, target: &str) -> String {
    let Some(own) = operation.servers.first() else { return target.to_owned() };
    let general = api.servers.first().map_or("", |server| parts(&server.url).1).trim_end_matches('/');
    let path = parts(&own.url).1.trim_end_matches('/');
    let target = target.trim_end_matches('/');
    let root = target.strip_suffix(general).filter(|_| !general.is_empty());
    format!("{}{path}", root.unwrap_or_else(|| if general.is_empty() { target } else { origin(target) }))
}

/// Scheme and authority of a URL.
pub fn origin(target: &str) -> &str {
    parts(target).0
}

/// The server of an operation that is another host than the API's: what is sent to the target would be none of its business.
pub fn elsewhere<'a>(api: &'a Api, operation: &'a Operation) -> Option<&'a str> {
    let host = |url: &'a str| parts(url).0;
    let general: Vec<&str> = api.servers.iter().map(|server| host(&server.url)).collect();
    let own = operation.servers.first()?;
    let relative = host(&own.url).is_empty();
    (!relative && !operation.servers.iter().any(|server| general.contains(&host(&server.url)))).then_some(own.url.as_str())
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn urls_in_two() {
        assert_eq!(parts("https://h:1/v1/x"), ("https://h:1", "/v1/x"));
        assert_eq!(parts("https://h"), ("https://h", ""));
        assert_eq!(parts("/v2"), ("", "/v2"));
        assert_eq!(parts("//h/v2"), ("//h", "/v2"));
    }
}
