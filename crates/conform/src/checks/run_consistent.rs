//! `consistent`: a deployment keeps to one reading of an open clause.

use crate::check::{Check, Kind};
use crate::judge::{Fault, Whole};
use std::collections::BTreeMap;

pub const CHECK: Check = Check {
    id: "consistent",
    rule: "Where a clause leaves several readings open and says that one deployment follows one of them, it follows the same one throughout.",
    source: "`consistent: true` in the register of clauses",
    manual: "The reading of the first answer is taken as the deployment's; the first answer that follows another one is the finding.",
    kind: Kind::Run(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Fault> {
    let mut followed: BTreeMap<&str, &str> = BTreeMap::new();
    let mut faults: Vec<Fault> = Vec::new();
    let consistent = |id: &str| whole.api.clause(id).is_some_and(|clause| clause.consistent);
    let seen = whole.exchanges.iter().enumerate().flat_map(|(index, judged)| {
        let of_answer = judged.answer.map(crate::judge::Answered::readings).unwrap_or_default();
        let of_step = judged.readings.iter().map(String::as_str);
        of_answer.into_iter().chain(of_step).map(move |reading| (index, reading)).collect::<Vec<_>>()
    });
    for (index, reading) in seen {
        let Some((clause, own)) = reading.split_once('/').filter(|(clause, _)| consistent(clause)) else { continue };
        let first = *followed.entry(clause).or_insert(own);
        if first != own && !faults.iter().any(|fault| fault.clause == clause) {
            let says = |id: &str| {
                let readings = whole.api.clause(clause).map(|clause| clause.readings.as_slice()).unwrap_or_default();
                readings.iter().find(|reading| reading.id == id).map_or_else(|| id.to_owned(), |reading| format!("{id} ({})", reading.says))
            };
            let mut fault = Fault::new(clause, format!("{}, as in answers before", says(first)), says(own));
            fault.exchange = Some(index);
            // What the request was about says which answer is meant.
            let about = whole.exchanges[index].clauses.iter().take(1);
            faults.push(fault.also(about.filter(|clause| whole.api.clause(clause).is_some())));
        }
    }
    faults
}
