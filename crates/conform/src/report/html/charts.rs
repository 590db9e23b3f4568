//! Pictures of time, as inline SVG that needs neither script nor style attribute.

use crate::report::text::{duration, thousands};
use crate::run::{ApiRun, Outcome};
use std::collections::BTreeMap;

/// Columns of the histogram.
const COLUMNS: usize = 24;
/// Height of a picture, in pixels.
const HEIGHT: f64 = 90.0;
/// Width of a picture, in pixels.
const WIDTH: f64 = 560.0;

/// How long the checks of each operation took, each as a histogram over a logarithmic scale.
pub fn distributions(api: &ApiRun) -> String {
    let mut by_operation: BTreeMap<&str, Vec<(u64, bool)>> = BTreeMap::new();
    for case in &api.cases {
        if case.requests > 0 {
            let failed = matches!(case.outcome, Outcome::Fail(_) | Outcome::Error(_));
            by_operation
                .entry(case.operation.as_deref().unwrap_or("flows"))
                .or_default()
                .push((case.took_ms / case.requests.max(1), failed));
        }
    }
    by_operation.into_iter().map(|(operation, times)| histogram(operation, &times)).collect()
}

fn histogram(operation: &str, times: &[(u64, bool)]) -> String {
    let mut sorted: Vec<u64> = times.iter().map(|(time, _)| *time).collect();
    sorted.sort_unstable();
    let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share).round() as usize];
    let (median, tail, most) = (at(0.5), at(0.95), at(1.0));
    let top = ((most + 2) as f64).ln();
    let mut columns = [(0_u32, 0_u32); COLUMNS];
    for (time, failed) in times {
        let column = (((time + 1) as f64).ln() / top * COLUMNS as f64) as usize;
        let column = &mut columns[column.min(COLUMNS - 1)];
        column.0 += 1;
        column.1 += u32::from(*failed);
    }
    let highest = columns.iter().map(|(all, _)| *all).max().unwrap_or(1).max(1);
    let step = WIDTH / COLUMNS as f64;
    let mut bars = String::new();
    for (at, (all, failed)) in columns.iter().enumerate() {
        for (class, count) in [("box", *all), ("fail", *failed)] {
            let height = f64::from(count) / f64::from(highest) * HEIGHT;
            if count > 0 {
                bars.push_str(&format!(
                    "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\"/>",
                    at as f64 * step,
                    HEIGHT - height,
                    step - 2.0
                ));
            }
        }
    }
    let caption = format!(
        "{}: {} checks, time for a request: median {}, 95 of 100 within {}, longest {}",
        super::text(operation),
        thousands(times.len() as u64),
        duration(median),
        duration(tail),
        duration(most)
    );
    format!(
        "<figure><svg role=\"img\" aria-label=\"{caption}\" viewBox=\"0 0 {WIDTH} {}\" width=\"{WIDTH}\">{bars}<line class=\"axis\" x1=\"0\" y1=\"{HEIGHT}\" x2=\"{WIDTH}\" y2=\"{HEIGHT}\"/><text x=\"0\" y=\"{}\">0 ms</text><text x=\"{WIDTH}\" y=\"{}\" text-anchor=\"end\">{}</text></svg><figcaption class=\"dim\">{caption}</figcaption></figure>\n",
        HEIGHT + 18.0,
        HEIGHT + 14.0,
        HEIGHT + 14.0,
        duration(most)
    )
}
