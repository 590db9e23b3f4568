//! Which operation a request calls.

use specproof_contract::model::{Api, Operation};

/// The operation of a method and a path below the deployment's base, templates with the fewest variables first.
pub fn find<'a>(api: &'a Api, method: &str, path: &str) -> Option<&'a Operation> {
    let fits = |operation: &&Operation| operation.method.as_str() == method && variables(&operation.path, path).is_some();
    api.operations.iter().filter(fits).min_by_key(|operation| operation.path.matches('{').count())
}

/// Whether a path is of the template, or of what could be below it.
pub fn is_near(template: &str, path: &str) -> bool {
    let segments = template.split('/').count();
    let first: Vec<&str> = path.split('/').take(segments).collect();
    variables(template, &first.join("/")).is_some()
}

/// The variables of a path template in a path; `None` when the path is not of the template.
pub fn variables(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (mut own, mut given) = (template.split('/'), path.split('/'));
    let mut found = Vec::new();
    loop {
        match (own.next(), given.next()) {
            (None, None) => return Some(found),
            (Some(own), Some(given)) => segment(own, given, &mut found)?,
            _ => return None,
        }
    }
}

fn segment(own: &str, given: &str, found: &mut Vec<(String, String)>) -> Option<()> {
    let Some((before, rest)) = own.split_once('{') else { return (own == given).then_some(()) };
    let (name, after) = rest.split_once('}')?;
    let given = given.strip_prefix(before)?;
    if after.is_empty() {
        if given.is_empty() {
            return None;
        }
        found.push((name.to_owned(), given.to_owned()));
        return Some(());
    }
    let literal = after.split('{').next().unwrap_or_default();
    let end = given.find(literal).filter(|end| *end > 0)?;
    found.push((name.to_owned(), given[..end].to_owned()));
    segment(after, &given[end..], found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_take_whole_segments() {
        let rows = [
            ("/pets", "/pets", Some(vec![])),
            ("/pets/{id}", "/pets/7", Some(vec![("id", "7")])),
            ("/pets/{id}", "/pets/", None),
            ("/pets/{id}", "/pets/7/toys", None),
            ("/a/{x}.{y}/b", "/a/1.2/b", Some(vec![("x", "1"), ("y", "2")])),
            ("/a/v{x}", "/a/7", None),
        ];
        for (template, path, right) in rows {
            let right = right.map(|pairs| pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>());
            assert_eq!(variables(template, path), right, "{template} {path}");
        }
    }
}
