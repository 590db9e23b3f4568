//! `consistent`: a deployment keeps to one reading of an open clause.

use crate::check::{Check, Kind};
use crate::judge::{Answered, Judged, Note};

pub const CHECK: Check = Check {
    id: "consistent",
    rule: "Where a clause leaves several readings open and says that one deployment follows one of them, it follows the same one throughout.",
    source: "`consistent: true` in the register of clauses",
    manual: "The reading of the first answer is taken as the deployment's; the first answer that follows another one is the finding.",
    kind: Kind::Run { note, told },
};

fn note(judged: &Judged<'_>) -> Vec<Note> {
    let of_answer = judged.answer.map(Answered::readings).unwrap_or_default();
    let seen = of_answer.into_iter().chain(judged.readings.iter().map(String::as_str));
    let notes = seen.filter_map(|reading| {
        let (id, own) = reading.split_once('/')?;
        let clause = judged.api.clause(id).filter(|clause| clause.consistent)?;
        let known = clause.readings.iter().find(|reading| reading.id == own);
        // What the request was about says which answer is meant.
        let about = judged.clauses.iter().take(1).filter(|clause| *clause != id && judged.api.clause(clause).is_some());
        Some(Note {
            of: id.to_owned(),
            whose: own.to_owned(),
            told: known.map_or_else(|| own.to_owned(), |reading| format!("{own} ({})", reading.says)),
            value: String::new(),
            clause: id.to_owned(),
            also: about.cloned().collect(),
            at: None,
            place: None,
        })
    });
    notes.collect()
}

fn told(first: &str, own: &str, _: &str) -> (String, String) {
    (format!("{first}, as in answers before"), own.to_owned())
}
