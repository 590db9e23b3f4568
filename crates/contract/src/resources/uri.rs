//! References against a base URI: RFC 3986, section 5.2, as far as telling identifiers apart needs it.

/// The target of `reference` seen from `base`, both without fragment. An empty base leaves the reference as it is.
pub(super) fn join(base: &str, reference: &str) -> String {
    if scheme(reference).is_some() || base.is_empty() {
        return reference.to_owned();
    }
    if reference.is_empty() {
        return base.to_owned();
    }
    let (scheme, rest) = scheme(base).map_or(("", base), |length| base.split_at(length + 1));
    if reference.starts_with("//") {
        return format!("{scheme}{reference}");
    }
    let (authority, path) = match rest.strip_prefix("//") {
        Some(after) => rest.split_at(2 + after.find('/').unwrap_or(after.len())),
        None => ("", rest),
    };
    let path = path.split('?').next().unwrap_or("");
    let (target, query) = reference.split_once('?').map_or((reference, None), |(target, query)| (target, Some(query)));
    let merged = if target.is_empty() {
        path.to_owned()
    } else if target.starts_with('/') {
        without_dots(target)
    } else {
        let folder = path.rfind('/').map_or(if authority.is_empty() { "" } else { "/" }, |end| &path[..=end]);
        without_dots(&format!("{folder}{target}"))
    };
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{scheme}{authority}{merged}{query}")
}

/// Length of the scheme.
fn scheme(uri: &str) -> Option<usize> {
    let length = uri.find(':')?;
    let name = &uri[..length];
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_name.then_some(length)
}

/// Section 5.2.4.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let parts: Vec<&str> = path.split('/').collect();
    for (at, part) in parts.iter().enumerate() {
        let is_last = at + 1 == parts.len();
        match *part {
            "." => {}
            ".." => {
                if kept.len() > usize::from(path.starts_with('/')) {
                    kept.pop();
                }
            }
            part => {
                kept.push(part);
                continue;
            }
        }
        if is_last {
            kept.push("");
        }
    }
    kept.join("/")
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn references_are_resolved_as_the_rfc_shows() {
        let base = "http://a/b/c/d;p?q";
        for (reference, target) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("g/./h", "http://a/b/c/g/h"),
            ("g/../h", "http://a/b/c/h"),
        ] {
            assert_eq!(join(base, reference), target, "{reference}");
        }
        assert_eq!(join("urn:example:root", "urn:example:other"), "urn:example:other");
        assert_eq!(join("http://a", "g"), "http://a/g");
    }
}
