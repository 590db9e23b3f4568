//! Pictures of time, as inline SVG that needs neither script nor style attribute: when what ran, what took longest, how long answers took.

use super::markup::{anchor, text};
use crate::Run;
use crate::report::text::{duration, micros, thousands};
use crate::run::{ApiRun, CaseResult, OperationRun, Outcome};
use std::fmt::Write;

/// Width of a picture.
const WIDTH: f64 = 640.0;
/// Columns of the time line.
const COLUMNS: usize = 160;
/// Checks that are drawn one by one.
const SLOWEST: usize = 12;
/// Operations that are drawn.
const OPERATIONS: usize = 60;

/// Whether there is anything to draw.
pub fn has_times(api: &ApiRun) -> bool {
    api.cases.iter().any(|case| case.requests > 0)
}

/// Writes the pictures of an API.
pub fn write(out: &mut String, run: &Run, api: &ApiRun) {
    if !has_times(api) {
        return;
    }
    let _ = write!(out, "<div class=\"times\">\n<h3 id=\"{}\">Times</h3>\n", anchor("times", &api.name));
    time_line(out, run, api);
    slowest(out, run, api);
    distributions(out, api);
    out.push_str("</div>\n");
}

fn whole(run: &Run, api: &ApiRun) -> u64 {
    api.cases.iter().map(|case| case.started_ms.saturating_add(case.took_ms)).chain([run.took_ms, 1]).max().unwrap_or(1)
}

const fn class(case: &CaseResult) -> &'static str {
    match case.outcome {
        Outcome::Pass => "good",
        Outcome::Fail(_) => "bad",
        Outcome::Error(_) => "warn",
        Outcome::Skip(_) => "none",
    }
}

/// How many checks were under way at each moment of the run.
fn time_line(out: &mut String, run: &Run, api: &ApiRun) {
    let (height, whole) = (72.0, whole(run, api));
    let mut columns = [(0_u32, 0_u32, 0_u32); COLUMNS];
    let column = |ms: u64| ((ms as f64 / whole as f64 * COLUMNS as f64) as usize).min(COLUMNS - 1);
    for case in api.cases.iter().filter(|case| case.requests > 0) {
        for column in &mut columns[column(case.started_ms)..=column(case.started_ms.saturating_add(case.took_ms))] {
            match class(case) {
                "bad" => column.1 += 1,
                "warn" => column.2 += 1,
                _ => column.0 += 1,
            }
        }
    }
    let highest = f64::from(columns.iter().map(|(a, b, c)| a + b + c).max().unwrap_or(1).max(1));
    let step = WIDTH / COLUMNS as f64;
    let mut bars = String::new();
    for (at, (good, bad, warn)) in columns.iter().enumerate() {
        let mut top = height;
        for (class, number) in [("bad", *bad), ("warn", *warn), ("good", *good)] {
            if number > 0 {
                let size = f64::from(number) / highest * (height - 2.0);
                top -= size;
                let _ = write!(
                    bars,
                    "<rect class=\"{class}\" x=\"{:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{size:.1}\"/>",
                    at as f64 * step,
                    step - 0.6
                );
            }
        }
    }
    let label = format!("Checks under way during the run: at most {} at once, {} in all", highest, duration(run.took_ms));
    let _ = write!(
        out,
        "<figure><figcaption>Time line of the run: checks under way, at most {highest} at once</figcaption>\n<svg role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {WIDTH} 92\">{bars}{}</svg></figure>\n",
        axis(height, &[(0.0, "0 s".to_owned()), (0.5, duration(whole / 2)), (1.0, duration(whole))])
    );
}

/// A line below a picture, with words at these shares of its width.
fn axis(y: f64, ticks: &[(f64, String)]) -> String {
    let mut out = format!("<line class=\"axis\" x1=\"0\" y1=\"{y}\" x2=\"{WIDTH}\" y2=\"{y}\"/>");
    for (share, words) in ticks {
        let anchor = match *share {
            ..0.02 => "start",
            0.98.. => "end",
            _ => "middle",
        };
        let _ = write!(out, "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"{anchor}\">{words}</text>", share * WIDTH, y + 15.0);
    }
    out
}

/// The checks that took longest, each where it ran.
fn slowest(out: &mut String, run: &Run, api: &ApiRun) {
    let whole = whole(run, api);
    let mut cases: Vec<&CaseResult> = api.cases.iter().filter(|case| case.requests > 0).collect();
    cases.sort_by_key(|case| std::cmp::Reverse(case.took_ms));
    cases.truncate(SLOWEST);
    cases.retain(|case| case.took_ms > 0);
    if cases.len() < 3 {
        return;
    }
    cases.sort_by_key(|case| case.started_ms);
    let _ = write!(out, "<figure><figcaption>The checks that took longest, where they ran</figcaption>\n<ul class=\"spans\">\n");
    for case in cases {
        let x = case.started_ms as f64 / whole as f64 * 100.0;
        let width = (case.took_ms as f64 / whole as f64 * 100.0).max(0.5);
        let _ = writeln!(
            out,
            "<li><code>{}</code><svg viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"8\"/><rect class=\"{}\" x=\"{x:.2}\" width=\"{width:.2}\" height=\"8\"/></svg><span>{}</span></li>",
            text(&case.id),
            class(case),
            duration(case.took_ms)
        );
    }
    out.push_str("</ul></figure>\n");
}

/// How long the answers of each operation took, all over one logarithmic scale, so that they compare.
fn distributions(out: &mut String, api: &ApiRun) {
    let timed: Vec<(&OperationRun, &crate::run::Latency)> =
        api.operations.iter().filter_map(|own| own.latency.as_ref().map(|latency| (own, latency))).collect();
    let (Some(least), Some(most)) =
        (timed.iter().map(|(_, own)| own.min_us.max(1)).min(), timed.iter().map(|(_, own)| own.max_us.max(2)).max())
    else {
        return;
    };
    let (low, high) = ((least as f64).log10().floor(), (most as f64).log10().ceil());
    let share = |us: u64| (((us.max(1) as f64).log10() - low) / (high - low).max(1.0)).clamp(0.0, 1.0);
    let ticks: Vec<(f64, String)> = (low as i32..=high as i32)
        .map(|power| {
            (
                f64::from(power - low as i32) / (high - low).max(1.0),
                micros(10_u64.pow(u32::try_from(power).unwrap_or(0))).replace(".0 ", " "),
            )
        })
        .collect();
    out.push_str("<figure><figcaption>How long answers took, by operation (logarithmic; the line is the median, the dashes are where 95 of 100 end)</figcaption>\n<div class=\"distributions\">\n");
    for (operation, latency) in timed.iter().take(OPERATIONS) {
        let height = 64.0;
        // Fewer columns than the buckets have, so that none stays empty between two that are not.
        let mut columns = vec![0_u64; ((high - low).max(1.0) * 10.0) as usize];
        let last = columns.len() - 1;
        for (bound, answers) in &latency.buckets {
            columns[((share(*bound) * last as f64).round() as usize).min(last)] += answers;
        }
        let highest = columns.iter().copied().max().unwrap_or(1).max(1) as f64;
        let step = WIDTH / columns.len() as f64;
        let mut bars = String::new();
        for (at, answers) in columns.iter().enumerate().filter(|(_, answers)| **answers > 0) {
            let size = (*answers as f64 / highest * (height - 4.0)).max(1.0);
            let _ = write!(
                bars,
                "<rect class=\"box\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{size:.1}\"/>",
                at as f64 * step,
                height - size,
                step - 1.0
            );
        }
        for (class, us) in [("median", latency.p50_us), ("tail", latency.p95_us)] {
            let x = share(us) * WIDTH;
            let _ = write!(bars, "<line class=\"{class}\" x1=\"{x:.1}\" y1=\"0\" x2=\"{x:.1}\" y2=\"{height}\"/>");
        }
        let name = format!("{} {}", operation.method, operation.path);
        let told = format!(
            "{} answers: median {}, 95 of 100 within {}, 99 within {}, longest {}",
            thousands(latency.answers),
            micros(latency.p50_us),
            micros(latency.p95_us),
            micros(latency.p99_us),
            micros(latency.max_us)
        );
        let _ = writeln!(
            out,
            "<div><p><code>{}</code> <span class=\"dim\">{told}</span></p><svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {WIDTH} 84\">{bars}{}</svg></div>",
            text(&name),
            text(&format!("{name}: {told}")),
            axis(height, &ticks)
        );
    }
    out.push_str("</div>\n");
    if timed.len() > OPERATIONS {
        let _ = writeln!(
            out,
            "<p class=\"dim\">{} further operations are in the JSON report.</p>",
            thousands((timed.len() - OPERATIONS) as u64)
        );
    }
    out.push_str("</figure>\n");
}
