//! `body`: the content of an answer is of the documented shape.

use crate::check::{Check, Kind};
use crate::judge::{Content, Fault, Judged, required_of_grant};

pub const CHECK: Check = Check {
    id: "body",
    rule: "The content of an answer keeps the schema that its response documents for it; where content is documented, it comes.",
    source: "OpenAPI 3.0.3 and 3.1.1, Media Type Object and Schema Object; `x-clause` of the members",
    manual: "Each violated rule is a finding with the clause of the innermost schema that names one. Where branches are open (anyOf, oneOf), \
             the nearest of them is shown. Members that nothing documents are allowed.",
    kind: Kind::Answer(judge),
};

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    let (Some(answered), Some(response)) = (judged.answer, judged.answer.and_then(|answered| answered.response)) else {
        return Vec::new();
    };
    let around = || match answered.content {
        Content::Documented(media) => media.clauses.iter().chain(&response.clauses),
        _ => [].iter().chain(&response.clauses),
    };
    let mut faults: Vec<Fault> = Vec::new();
    for violation in &answered.outcome.violations {
        let narrow = judged.charge(violation.clauses.iter().chain(around()), "openapi.schema").to_owned();
        let place = judged.api.schema(violation.schema).map_or(response.place, |schema| schema.place);
        // The other clauses of the same element are about the same value.
        let also = violation.clauses.iter().filter(|clause| judged.api.clause(clause).is_some());
        let fault = Fault::new(&narrow, &violation.expected, &violation.received).also(also);
        faults.push(fault.at(&violation.pointer).said(place));
    }
    let ranges = response.content.iter().any(|media| media.name.contains('*'));
    let bodiless = judged.exchange.request.method == "HEAD" || answered.answer.status == 304;
    if answered.content == Content::None && !response.content.is_empty() && !ranges && !bodiless {
        let documented: Vec<&str> = response.content.iter().map(|media| media.name.as_str()).collect();
        let narrow = response.content.iter().flat_map(|media| &media.clauses).chain(&response.clauses);
        let clause = judged.charge(narrow, "openapi.content");
        // Where a grant is asked for, nothing of what it must hold has come.
        let held = response.content.first().and_then(|media| media.schema).filter(|_| judged.wants_grant());
        let also = held.map(|schema| required_of_grant(judged.api, schema)).unwrap_or_default();
        let fault = Fault::new(clause, format!("content of type {}", documented.join(" or ")), answered.line());
        faults.push(fault.also(also).said(response.place));
    }
    faults
}
