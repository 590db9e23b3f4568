//! [`merge`]: several runs in one: the parts of a plan, or runs of different APIs. The verdict is that of one whole run.

use crate::check::Kind;
use crate::checks::CHECKS;
use crate::execute::{Idle, unchecked};
use crate::judge::{Differing, broken};
use crate::masked::Masked;
use crate::run::{
    Access, ApiRun, CaseResult, ClauseState, Covered, CoveredMember, Finding, Latency, Observation, OperationRun, Outcome, Run, RunNote,
    State, Verdict,
};
use crate::shard::is_elsewhere;
use crate::shared::Shared;
use specproof_contract::PROTOCOL;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Merges runs, each given with the name of its file, for messages.
///
/// # Errors
/// Everything for which they cannot be one run: different seeds or formats, one API twice, one part of a plan twice or none.
pub fn merge(runs: Vec<(String, Run)>) -> Result<Run, Vec<String>> {
    let wrong = mismatches(&runs);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut runs: Vec<Run> = runs.into_iter().map(|(_, run)| run).collect();
    if runs.len() == 1
        && let Some(run) = runs.pop()
    {
        return Ok(run);
    }
    let Some(mut merged) = runs.first().cloned() else { return Err(vec!["there is no run".to_owned()]) };
    let mut names: Vec<String> = Vec::new();
    for api in runs.iter().flat_map(|run| &run.apis) {
        if !names.contains(&api.name) {
            names.push(api.name.clone());
        }
    }
    names.sort();
    let of_api = |name: &String| api_of(&runs.iter().flat_map(|run| &run.apis).filter(|api| api.name == *name).collect::<Vec<_>>());
    merged.apis = names.iter().filter_map(of_api).collect();
    merged.started = runs.iter().map(|run| run.started).min().unwrap_or_default();
    merged.took_ms = runs.iter().map(|run| run.took_ms).max().unwrap_or_default();
    merged.shard = None;
    merged.gate = None;
    merged.narrowed = runs.iter().flat_map(|run| &run.narrowed).cloned().collect::<BTreeSet<_>>().into_iter().collect();
    merged.aborted = runs.iter().find_map(|run| run.aborted.clone());
    for finding in findings_mut(&mut merged) {
        finding.known = None;
    }
    merged.verdict = if merged.aborted.is_some() { Verdict::Aborted } else { Verdict::over(&merged.apis) };
    Ok(merged)
}

/// Every finding of a run.
pub fn findings_mut(run: &mut Run) -> impl Iterator<Item = &mut crate::run::Finding> {
    run.apis.iter_mut().flat_map(|api| &mut api.cases).flat_map(|case| match &mut case.outcome {
        Outcome::Fail(findings) => findings.iter_mut(),
        _ => [].iter_mut(),
    })
}

fn mismatches(runs: &[(String, Run)]) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some((first_file, first)) = runs.first() else { return wrong };
    let mut seen: BTreeMap<(&str, Option<&str>), &str> = BTreeMap::new();
    let mut parts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (file, run) in runs {
        if run.format != first.format {
            wrong.push(format!("{file} is of format {}, {first_file} of format {}: write both with one version", run.format, first.format));
        }
        if run.seed != first.seed && runs.len() > 1 {
            wrong.push(format!(
                "{file} was made with seed {}, {first_file} with seed {}: parts of one plan have one seed",
                run.seed, first.seed
            ));
        }
        for api in &run.apis {
            if let Some(other) = seen.insert((&api.name, run.shard.as_deref()), file) {
                let what = run.shard.as_ref().map_or_else(|| "the whole".to_owned(), |shard| format!("part {shard}"));
                wrong.push(format!(
                    "{other} and {file} both hold {what} of {}: only parts of one plan, and different APIs, are merged",
                    api.name
                ));
            }
            parts.entry(&api.name).or_default().insert(run.shard.as_deref().unwrap_or_default());
        }
    }
    for (api, own) in parts {
        let of: BTreeSet<&str> = own.iter().map(|shard| shard.split_once('/').map_or("", |(_, of)| of)).collect();
        if of.len() > 1 {
            wrong.push(format!(
                "the runs of {api} are parts of plans that were divided differently: {}",
                own.into_iter().collect::<Vec<_>>().join(", ")
            ));
        }
    }
    wrong
}

/// One API from its parts.
fn api_of(parts: &[&ApiRun]) -> Option<ApiRun> {
    let (first, rest) = parts.split_first()?;
    let mut merged = (*first).clone();
    if rest.is_empty() {
        return Some(merged);
    }
    merged.requests = parts.iter().map(|part| part.requests).sum();
    merged.grants = parts.iter().map(|part| part.grants).sum();
    let access = |of: fn(&Access) -> u64| parts.iter().filter_map(|part| part.access.as_ref()).map(of).sum();
    merged.access = first.access.map(|_| Access { asked: access(|own| own.asked), denied: access(|own| own.denied) });
    merged.left_behind = parts.iter().flat_map(|part| part.left_behind.iter().cloned()).collect();
    merged.cases = cases(parts);
    compare(parts, &mut merged.cases);
    merged.notes = Vec::new();
    merged.clauses = clauses(parts, &merged.cases);
    merged.observations = observations(parts);
    let reached: BTreeSet<&str> =
        parts.iter().flat_map(|part| &part.coverage).filter(|item| item.times > 0).map(|item| item.operation.as_str()).collect();
    let idle = Idle::of(&merged.cases);
    let parts: Vec<Part<'_>> = parts.iter().map(|part| Part::of(part)).collect();
    merged.coverage = first.coverage.iter().map(|item| covered(item, &parts, &reached, &idle)).collect();
    merged.operations = first.operations.iter().map(|operation| of_operation(operation, &parts, &idle)).collect();
    merged.members = first.members.iter().map(|member| of_member(member, &parts, &idle)).collect();
    Some(merged)
}

/// Each case from the part that tried it; one whose part is missing could not be tried.
fn cases(parts: &[&ApiRun]) -> Vec<CaseResult> {
    let mut order: Vec<&str> = Vec::new();
    let mut by_id: BTreeMap<&str, Vec<&CaseResult>> = BTreeMap::new();
    for case in parts.iter().flat_map(|part| &part.cases) {
        let own = by_id.entry(&case.id).or_default();
        if own.is_empty() {
            order.push(&case.id);
        }
        own.push(case);
    }
    let elsewhere = |case: &CaseResult| matches!(&case.outcome, Outcome::Skip(why) if is_elsewhere(why));
    let pick = |id: &str| {
        let own = by_id.get(id)?;
        if let Some(tried) = own.iter().find(|case| !elsewhere(case)) {
            return Some((*tried).clone());
        }
        let mut missing = (*own.first()?).clone();
        if let Outcome::Skip(why) = &missing.outcome {
            missing.outcome = Outcome::Error(Masked::of_masked(format!(
                "{}: that part's run is not among those that were merged",
                why.trim_end_matches(" (--shard)")
            )));
        }
        Some(missing)
    };
    order.into_iter().filter_map(pick).collect()
}

/// The checks over the whole run, once more over all parts: what one part alone has found of them is not told twice.
fn compare(parts: &[&ApiRun], cases: &mut [CaseResult]) {
    let at: HashMap<String, usize> = cases.iter().enumerate().map(|(at, case)| (case.id.to_string(), at)).collect();
    let is_noted = |finding: &Finding| CHECKS.iter().any(|row| row.id == finding.check && matches!(row.kind, Kind::Run { .. }));
    // As the part told it, since that knows more of the case.
    let mut told: HashMap<String, Finding> = HashMap::new();
    for case in &mut *cases {
        let Outcome::Fail(findings) = &mut case.outcome else { continue };
        findings.extract_if(.., |finding| is_noted(finding)).for_each(|finding| {
            told.insert(finding.fingerprint.clone(), finding);
        });
        if findings.is_empty() {
            case.outcome = Outcome::Pass;
        }
    }
    let mut notes: Vec<(usize, &RunNote)> =
        parts.iter().flat_map(|part| &part.notes).filter_map(|note| Some((*at.get(&note.case)?, note))).collect();
    // Each part has its own in the order of the plan.
    notes.sort_by_key(|(at, _)| *at);
    let compared = notes
        .iter()
        .map(|(_, note)| (note.finding.check.as_str(), note.of.as_str(), note.whose.as_str(), note.told.as_str(), note.value.as_str()));
    for Differing { at: index, told: (expected, received), .. } in broken(compared) {
        let (case, note) = notes[index];
        // Of `told` and `value`, which are masked.
        let [expected, received] = [expected, received].map(Masked::of_masked);
        let finding = told.remove(&note.finding.fingerprint).unwrap_or_else(|| Finding { expected, received, ..note.finding.clone() });
        match &mut cases[case].outcome {
            Outcome::Fail(findings) if findings.iter().any(|other| other.clause == finding.clause && other.at == finding.at) => {}
            Outcome::Fail(findings) => findings.push(finding),
            outcome => *outcome = Outcome::Fail(vec![finding]),
        }
    }
}

fn clauses(parts: &[&ApiRun], cases: &[CaseResult]) -> Vec<ClauseState> {
    let at: BTreeMap<&str, usize> = cases.iter().enumerate().map(|(at, case)| (case.id.as_str(), at)).collect();
    let order = in_order(&parts.iter().map(|part| part.clauses.iter().map(|clause| clause.id.as_str()).collect()).collect::<Vec<_>>());
    let mut all = Vec::new();
    for id in order {
        let own: Vec<(&ApiRun, &ClauseState)> =
            parts.iter().filter_map(|part| Some((*part, part.clauses.iter().find(|clause| clause.id == id)?))).collect();
        let Some((_, first)) = own.first() else { continue };
        let mut clause = (*first).clone();
        let ids: BTreeSet<&Shared> = own.iter().flat_map(|(_, clause)| &clause.cases).collect();
        clause.cases = ids.into_iter().cloned().collect();
        clause.cases.sort_by_key(|id| at.get(id.as_str()).copied());
        let broken = cases.iter().any(|case| matches!(&case.outcome, Outcome::Fail(findings) if findings.iter().any(|own| own.breaks(id))));
        clause.state = match (broken, own.iter().all(|(_, clause)| clause.state == State::NotChecked)) {
            (true, _) => State::Fail,
            (false, true) => State::NotChecked,
            (false, false) => State::Pass,
        };
        // What the register says is the same in every part; what follows from the cases follows from all of them.
        clause.reason = (clause.state == State::NotChecked).then(|| {
            let registered =
                own.iter().find_map(|(part, clause)| clause.reason.clone().filter(|reason| *reason != unchecked(id, &part.cases)));
            registered.unwrap_or_else(|| unchecked(id, cases))
        });
        all.push(clause);
    }
    // A part leaves out the standards' rules that nothing in it is about, so that only the table tells their order.
    let of_protocol = |clause: &ClauseState| PROTOCOL.iter().position(|own| own.id == clause.id).filter(|_| clause.place.is_none());
    all.sort_by_key(|clause| of_protocol(clause).map_or(0, |at| at + 1));
    all
}

/// The ids of all lists, each once, in an order that keeps that of each list.
fn in_order<'a>(lists: &[Vec<&'a str>]) -> Vec<&'a str> {
    let mut all: Vec<&str> = Vec::new();
    for list in lists {
        let mut after = 0;
        for id in list {
            match all.iter().position(|own| own == id) {
                Some(at) => after = at + 1,
                None => {
                    all.insert(after, id);
                    after += 1;
                }
            }
        }
    }
    all
}

fn observations(parts: &[&ApiRun]) -> Vec<Observation> {
    let mut all: Vec<Observation> = Vec::new();
    for own in parts.iter().flat_map(|part| &part.observations) {
        match all.iter_mut().find(|other| other.clause == own.clause && other.reading == own.reading) {
            Some(other) => other.times += own.times,
            None => all.push(own.clone()),
        }
    }
    all.sort_by(|a, b| (&a.clause, &a.reading).cmp(&(&b.clause, &b.reading)));
    all
}

/// A part, with why its operations were not called.
struct Part<'r> {
    idle: Idle<'r>,
    coverage: HashMap<(&'r str, &'r str, Option<&'r str>), &'r Covered>,
    operations: HashMap<&'r str, &'r OperationRun>,
    members: HashMap<MemberKey<'r>, &'r CoveredMember>,
}

/// Operation, `request` or status, media type, member.
type MemberKey<'r> = (&'r str, &'r str, Option<&'r str>, &'r str);

fn item_key(item: &Covered) -> (&str, &str, Option<&str>) {
    (&item.operation, &item.status, item.media_type.as_deref())
}

fn member_key(member: &CoveredMember) -> MemberKey<'_> {
    (&member.operation, &member.of, member.media_type.as_deref(), &member.member)
}

impl<'r> Part<'r> {
    fn of(api: &'r ApiRun) -> Self {
        Self {
            idle: Idle::of(&api.cases),
            coverage: api.coverage.iter().map(|item| (item_key(item), item)).collect(),
            operations: api.operations.iter().map(|operation| (operation.id.as_str(), operation)).collect(),
            members: api.members.iter().map(|member| (member_key(member), member)).collect(),
        }
    }
}

fn covered(item: &Covered, parts: &[Part<'_>], reached: &BTreeSet<&str>, idle: &Idle<'_>) -> Covered {
    let own: Vec<(&Part<'_>, &Covered)> = parts.iter().filter_map(|part| Some((part, *part.coverage.get(&item_key(item))?))).collect();
    let times = own.iter().map(|(_, own)| own.times).sum();
    let reason = (times == 0).then(|| {
        let told = own.iter().filter_map(|(part, own)| own.reason.as_ref().map(|reason| (part, reason)));
        let mut special =
            told.filter(|(part, reason)| reason.as_str() != crate::execute::NOT_ANSWERED_SO && **reason != part.idle.why(&item.operation));
        match special.next() {
            Some((_, reason)) => reason.clone(),
            None if reached.contains(item.operation.as_str()) => crate::execute::NOT_ANSWERED_SO.to_owned(),
            None => idle.why(&item.operation),
        }
    });
    Covered { times, reason, ..item.clone() }
}

fn of_operation(operation: &OperationRun, parts: &[Part<'_>], idle: &Idle<'_>) -> OperationRun {
    let own: Vec<&OperationRun> = parts.iter().filter_map(|part| part.operations.get(operation.id.as_str()).copied()).collect();
    let requests = own.iter().map(|own| own.requests).sum();
    OperationRun {
        requests,
        latency: latency(&own.iter().filter_map(|own| own.latency.as_ref()).collect::<Vec<_>>()),
        reason: (requests == 0).then(|| idle.why(&operation.id)),
        ..operation.clone()
    }
}

/// The distribution of all answers; shares are those of the buckets' bounds, since single times are not kept.
fn latency(parts: &[&Latency]) -> Option<Latency> {
    let mut buckets: BTreeMap<u64, u64> = BTreeMap::new();
    for (bound, answers) in parts.iter().flat_map(|part| &part.buckets) {
        *buckets.entry(*bound).or_default() += answers;
    }
    let answers: u64 = buckets.values().sum();
    let max = parts.iter().map(|part| part.max_us).max()?;
    let share = |percent: u64| {
        let wanted = (answers * percent).div_ceil(100).max(1);
        let mut so_far = 0;
        let bound = buckets.iter().find(|(_, answers)| {
            so_far += **answers;
            so_far >= wanted
        });
        bound.map_or(max, |(bound, _)| (*bound).min(max))
    };
    Some(Latency {
        answers,
        min_us: parts.iter().map(|part| part.min_us).min()?,
        p50_us: share(50),
        p95_us: share(95),
        p99_us: share(99),
        max_us: max,
        buckets: buckets.into_iter().collect(),
    })
}

fn of_member(member: &CoveredMember, parts: &[Part<'_>], idle: &Idle<'_>) -> CoveredMember {
    let own: Vec<(&Part<'_>, &CoveredMember)> =
        parts.iter().filter_map(|part| Some((part, *part.members.get(&member_key(member))?))).collect();
    let times = own.iter().map(|(_, own)| own.times).sum();
    let reason = (times == 0).then(|| {
        let called = own.iter().filter_map(|(part, own)| own.reason.as_ref().filter(|reason| **reason != part.idle.why(&member.operation)));
        // Content that came without the member tells more than content that did not come.
        let said = called.max_by_key(|reason| reason.ends_with("held it"));
        said.cloned().unwrap_or_else(|| idle.why(&member.operation))
    });
    CoveredMember { times, reason, ..member.clone() }
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn an_order_keeps_that_of_every_list() {
        assert_eq!(in_order(&[vec!["a", "c"], vec!["a", "b", "c", "d"]]), ["a", "b", "c", "d"]);
        assert_eq!(in_order(&[vec![], vec!["x"]]), ["x"]);
        assert_eq!(in_order(&[vec!["m", "z"], vec!["a", "z"]]), ["a", "m", "z"]);
    }
}
