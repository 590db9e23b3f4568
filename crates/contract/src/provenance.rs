//! Clauses against the documents they cite: the digest of the cited lines tells whether they are still those the clause was written from.

use crate::codes::{self, Code};
use crate::model::{Clause, Contract, LineRange, Source};
use crate::problem::{Problem, Severity};
use hmac_sha256::Hash;
use std::collections::HashMap;
use std::path::Path;

/// First 16 hexadecimal digits of the SHA-256 of the cited lines, each ended by a line feed, carriage returns dropped, in the order cited.
/// `None` when the document has no such line.
pub fn digest(document: &str, lines: &[LineRange]) -> Option<String> {
    let all: Vec<&str> = document.lines().collect();
    let mut hash = Hash::new();
    for range in lines {
        let first = (range.first as usize).checked_sub(1)?;
        for line in all.get(first..range.last as usize)? {
            hash.update(line.trim_end_matches('\r').as_bytes());
            hash.update(b"\n");
        }
    }
    Some(hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

/// Holds every clause of the contract against the documents in a folder, at the clause's line in the register.
pub fn check(contract: &Contract, documents: &Path) -> Vec<Problem> {
    let mut texts: HashMap<&str, Result<String, String>> = HashMap::new();
    let mut problems = Vec::new();
    for clause in contract.apis.iter().flat_map(|api| &api.clauses) {
        let Source::Document { document, lines, digest: noted } = &clause.source else { continue };
        let text = texts.entry(document).or_insert_with(|| read(documents, document));
        let problem = match text {
            Err(error) => Some((
                &codes::DOCUMENT_MISSING,
                format!("the document `{}` cannot be read: {error}", crate::text::short(document)),
                "check `document`".to_owned(),
            )),
            Ok(text) => match digest(text, lines) {
                None => Some((
                    &codes::DOCUMENT_MISSING,
                    format!(
                        "`{}` cites lines beyond the end of the document, which has {}",
                        crate::text::short(&clause.id),
                        text.lines().count()
                    ),
                    "correct `lines`".to_owned(),
                )),
                Some(found) if found != *noted => Some((
                    &codes::DIGEST_MISMATCH,
                    format!("the lines that `{}` cites are not those it was written from", crate::text::short(&clause.id)),
                    format!("read them again, then write `digest: {found}`"),
                )),
                Some(_) => None,
            },
        };
        problems.extend(problem.map(|(code, message, help)| at(contract, clause, code, message, help)));
    }
    problems
}

fn read(documents: &Path, name: &str) -> Result<String, String> {
    if name.contains(['/', '\\']) || name == ".." {
        return Err("it is no file name".into());
    }
    let bytes = crate::file::read(&documents.join(name)).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".into())
}

fn at(contract: &Contract, clause: &Clause, code: &'static Code, message: String, help: String) -> Problem {
    let place = clause.place.unwrap_or_default();
    let file = contract.files.get(place.file.0 as usize).map(|file| file.path.clone()).unwrap_or_default();
    Problem {
        code: code.id,
        severity: Severity::Error,
        file,
        line: place.line,
        column: place.column,
        message,
        help: Some(help),
        excerpt: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_of_lines() {
        let range = |first, last| LineRange { first, last };
        // printf 'abc\n' | sha256sum
        assert_eq!(digest("x\r\nabc\r\ny", &[range(2, 2)]).as_deref(), Some("edeaaff3f1774ad2"));
        assert_eq!(digest("abc", &[range(1, 1)]).as_deref(), Some("edeaaff3f1774ad2"));
        assert_eq!(digest("abc", &[range(1, 2)]), None);
    }
}
