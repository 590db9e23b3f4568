//! How each operation answered: requests, and the distribution of the times.

use super::coverage::Idle;
use crate::arazzo::Sent;
use crate::run::{Latency, OperationRun};
use specproof_contract::model::Api;
use std::collections::BTreeMap;

/// Requests and the microseconds of answers, by operation.
#[derive(Default)]
pub struct Times<'a>(BTreeMap<&'a str, (u64, Vec<u64>)>);

impl<'a> Times<'a> {
    /// Counts a request.
    pub fn count(&mut self, sent: &Sent<'a>) {
        let (requests, answers) = self.0.entry(&sent.operation.id).or_default();
        *requests += 1;
        if sent.exchange.answer.is_ok() {
            answers.push(u64::try_from(sent.exchange.took.as_micros()).unwrap_or(u64::MAX));
        }
    }
}

/// Every operation of the API with the times of its answers.
pub fn operations(api: &Api, idle: &Idle<'_>, times: &mut Times<'_>) -> Vec<OperationRun> {
    let one = |operation: &specproof_contract::model::Operation| {
        let (requests, answers) = times.0.remove(operation.id.as_str()).unwrap_or_default();
        OperationRun {
            id: operation.id.clone(),
            method: operation.method.as_str().to_owned(),
            path: operation.path.clone(),
            requests,
            latency: latency(answers),
            reason: (requests == 0).then(|| idle.why(&operation.id)),
        }
    };
    api.operations.iter().map(one).collect()
}

/// The distribution of these microseconds.
fn latency(mut times: Vec<u64>) -> Option<Latency> {
    times.sort_unstable();
    let (min, max) = (*times.first()?, *times.last()?);
    // The smallest value that this share of all does not pass.
    let share = |percent: usize| times[(times.len() * percent).div_ceil(100).max(1) - 1];
    let mut buckets: Vec<(u64, u64)> = Vec::new();
    for time in &times {
        let bound = bound(*time);
        match buckets.last_mut().filter(|(own, _)| *own == bound) {
            Some((_, answers)) => *answers += 1,
            None => buckets.push((bound, 1)),
        }
    }
    Some(Latency {
        answers: times.len() as u64,
        min_us: min,
        p50_us: share(50),
        p95_us: share(95),
        p99_us: share(99),
        max_us: max,
        buckets,
    })
}

/// The least bound that is no smaller: 1, 2, 3, 4, 5, 6, 8 and then four to each doubling.
fn bound(time: u64) -> u64 {
    let time = time.max(1);
    let power = 1_u64 << (63 - time.leading_zeros());
    let step = (power / 4).max(1);
    (0..=4).map(|quarter| power.saturating_add(step * quarter)).find(|bound| *bound >= time).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_counted_once_in_rising_buckets() {
        assert_eq!(latency(vec![]), None);
        let found = latency((1..=1000).rev().collect()).unwrap();
        assert_eq!((found.answers, found.min_us, found.p50_us, found.p95_us, found.p99_us, found.max_us), (1000, 1, 500, 950, 990, 1000));
        assert_eq!(found.buckets.iter().map(|(_, answers)| answers).sum::<u64>(), 1000);
        assert!(found.buckets.windows(2).all(|pair| pair[0].0 < pair[1].0), "{:?}", found.buckets);
        assert_eq!(latency(vec![7]).unwrap().buckets, [(7, 1)]);
    }

    #[test]
    fn a_bound_is_never_below_its_time_and_near_it() {
        for time in (0..4000).chain([u64::MAX - 1, u64::MAX]) {
            let bound = bound(time);
            assert!(bound >= time && (bound - time) <= time / 4 + 1, "{time}: {bound}");
        }
    }
}
