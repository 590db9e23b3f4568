//! `terminal`: each API with its clauses, readings, coverage and what was left out; then the findings; then the verdict in one line.

use super::tally::{also, by_reason, findings, grouped, is_good, last_word, verdict};
use super::text::{count, cut, duration, escape, escape_lines, no_command, thousands, wrap};
use super::{Detail, Style, Tally};
use crate::Run;
use crate::run::{ApiRun, ClauseState, Finding, Outcome, State, Verdict};

/// Findings of one check about one clause that are shown in full; the others are named, unless everything is asked for.
const SHOWN_OF_A_KIND: usize = 3;
/// Characters of a value that are shown.
const VALUE_LIMIT: usize = 2048;
/// Bytes of what was tried.
const TRIED_LIMIT: usize = 200;
/// Case ids that are named behind a reason.
const NAMED: usize = 3;

/// Writes the report for people.
pub fn write(run: &Run, style: &Style, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    out.write_all(page(run, style).as_bytes())
}

fn page(run: &Run, style: &Style) -> String {
    let mut page = Page { out: String::new(), style: *style, width: style.width.max(40) };
    if style.detail >= Detail::Normal {
        for api in &run.apis {
            page.api(api);
        }
    }
    for api in &run.apis {
        page.findings(api);
        page.errors(api);
        page.left_behind(api);
    }
    page.verdict(run);
    page.out
}

#[derive(Clone, Copy)]
enum Ink {
    Plain,
    Bold,
    Dim,
    Good,
    Bad,
    Warn,
}

struct Page {
    out: String,
    style: Style,
    width: usize,
}

impl Page {
    fn ink(&self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Plain => return text.to_owned(),
            Ink::Bold => "1",
            Ink::Dim => "2",
            Ink::Good => "32",
            Ink::Bad => "1;31",
            Ink::Warn => "33",
        };
        if self.style.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(&no_command(text.trim_end()));
        self.out.push('\n');
    }

    /// Foreign text behind a prefix, wrapped, further lines as far in as the first.
    fn hang(&mut self, prefix: &str, indent: usize, ink: Ink, text: &str) {
        for (at, part) in wrap(text, self.width.saturating_sub(indent).max(20)).iter().enumerate() {
            let lead = if at == 0 { prefix.to_owned() } else { " ".repeat(indent) };
            let part = self.ink(ink, part);
            self.line(&format!("{lead}{part}"));
        }
    }

    fn api(&mut self, api: &ApiRun) {
        let tally = Tally::of_api(api);
        let name = self.ink(Ink::Bold, &escape(&api.name));
        let indent = escape(&api.name).chars().count() + 2;
        self.hang(&format!("{name}  "), indent, Ink::Plain, &escape(&api.title));
        let document = api.document.as_deref().map(|document| format!(" · {}", escape(document))).unwrap_or_default();
        let about = format!("{}{document} · {}", escape(&api.target), count(tally.requests, "request"));
        self.hang("  ", 2, Ink::Dim, &about);
        self.clauses(api);
        self.readings(api);
        self.coverage(api, &tally);
        self.skipped(api);
        if self.style.detail >= Detail::Verbose {
            self.cases(api);
        }
        self.line("");
    }

    fn clauses(&mut self, api: &ApiRun) {
        if api.clauses.is_empty() {
            return;
        }
        self.line("");
        let (widest, source) = (self.width.saturating_sub(34), |clause: &ClauseState| short_source(clause, api.document.as_deref()));
        let column = api.clauses.iter().map(|clause| clause.id.chars().count()).max().unwrap_or(0).clamp(6, widest.max(6));
        let sources = api.clauses.iter().map(|clause| source(clause).chars().count()).max().unwrap_or(0).max(5);
        let head = format!("    {:<column$}  {:<6}  {:<sources$}  checks", "clause", "force", "lines");
        let head = self.ink(Ink::Dim, &head);
        self.line(&head);
        for clause in &api.clauses {
            let (mark, ink) = match clause.state {
                State::Pass => ("✓", Ink::Good),
                State::Fail => ("✗", Ink::Bad),
                State::NotChecked => ("-", Ink::Warn),
            };
            let checks = if clause.cases.is_empty() { String::new() } else { thousands(clause.cases.len() as u64) };
            let mark = self.ink(ink, mark);
            let rest = format!("{:<6}  {:<sources$}  {checks:>6}", escape(&clause.force), source(clause));
            let rest = self.ink(Ink::Dim, rest.trim_end());
            self.line(&format!("  {mark} {:<column$}  {rest}", escape(&clause.id)));
            if clause.state == State::NotChecked {
                let reason = clause.reason.as_deref().unwrap_or("nothing in the plan checks it");
                self.hang("      not checked: ", 19, Ink::Dim, &escape(reason));
            }
        }
    }

    fn readings(&mut self, api: &ApiRun) {
        if api.observations.is_empty() {
            return;
        }
        self.line("");
        self.line("  Readings this deployment follows");
        for seen in &api.observations {
            self.line(&format!("    {}", escape(&seen.clause)));
            let text = format!("{}: {} ({})", escape(&seen.reading), escape(&seen.says), count(seen.times, "answer"));
            self.hang("      ", 6, Ink::Dim, &text);
        }
    }

    fn coverage(&mut self, api: &ApiRun, tally: &Tally) {
        if api.coverage.is_empty() {
            return;
        }
        self.line("");
        self.line(&format!("  Documented answers: {} of {} seen", thousands(tally.exercised), thousands(tally.documented)));
        for covered in &api.coverage {
            let media = covered.media_type.as_deref().map(|media| format!(" {}", escape(media))).unwrap_or_default();
            let item = format!("{} {}{media}", escape(&covered.operation), escape(&covered.status));
            if covered.times > 0 {
                let mark = self.ink(Ink::Good, "✓");
                let times = self.ink(Ink::Dim, &format!("{}×", thousands(covered.times)));
                self.line(&format!("  {mark} {item}  {times}"));
            } else {
                let mark = self.ink(Ink::Warn, "-");
                self.line(&format!("  {mark} {item}"));
                let reason = covered.reason.as_deref().unwrap_or("no check asked for it");
                self.hang("      not exercised: ", 21, Ink::Dim, &escape(reason));
            }
        }
    }

    fn skipped(&mut self, api: &ApiRun) {
        let groups = by_reason(api, |outcome| if let Outcome::Skip(reason) = outcome { Some(reason) } else { None });
        if groups.is_empty() {
            return;
        }
        self.line("");
        self.line("  Skipped");
        self.reasons(&groups);
    }

    fn reasons(&mut self, groups: &[(&str, Vec<&str>)]) {
        for (reason, ids) in groups {
            let mark = self.ink(Ink::Warn, "-");
            self.hang(&format!("  {mark} "), 4, Ink::Plain, &format!("{}: {}", count(ids.len() as u64, "check"), escape(reason)));
            self.hang("      ", 6, Ink::Dim, &self.names(ids));
        }
    }

    /// The first few ids, and how many more there are.
    fn names(&self, ids: &[&str]) -> String {
        let shown = if self.style.detail >= Detail::Verbose { ids.len() } else { NAMED };
        let mut text = ids.iter().take(shown).map(|id| escape(id)).collect::<Vec<_>>().join(", ");
        if ids.len() > shown {
            text.push_str(&format!(" and {} more", thousands((ids.len() - shown) as u64)));
        }
        text
    }

    fn cases(&mut self, api: &ApiRun) {
        self.line("");
        self.line("  Checks");
        for case in &api.cases {
            let (mark, ink) = match case.outcome {
                Outcome::Pass => ("✓", Ink::Good),
                Outcome::Fail(_) | Outcome::Error(_) => ("✗", Ink::Bad),
                Outcome::Skip(_) => ("-", Ink::Warn),
            };
            let mark = self.ink(ink, mark);
            let spent = self.ink(Ink::Dim, &format!("{} in {}", count(case.requests, "request"), duration(case.took_ms)));
            self.line(&format!("  {mark} {}  {spent}", escape(&case.id)));
            self.hang("      ", 6, Ink::Dim, &escape(&case.what));
        }
    }

    fn findings(&mut self, api: &ApiRun) {
        let kinds = grouped(findings(api).map(|(case, finding)| ((finding.check.as_str(), finding.clause.as_str()), (case, finding))));
        for (_, list) in kinds {
            let shown = if self.style.detail >= Detail::Verbose { list.len() } else { SHOWN_OF_A_KIND };
            for (case, finding) in list.iter().take(shown) {
                let tried = api.cases.iter().find(|own| own.id == *case).map(|own| own.what.as_ref());
                self.finding(case, tried.unwrap_or_default(), finding);
            }
            if list.len() > shown {
                let more: Vec<&str> = list[shown..].iter().map(|(case, _)| *case).collect();
                self.hang("  ", 2, Ink::Dim, &format!("{} more of this kind: {}", more.len(), self.names(&more)));
                self.line("");
            }
        }
    }

    fn finding(&mut self, case: &str, tried: &str, finding: &Finding) {
        let mark = self.ink(Ink::Bad, "✗");
        let flaky = if finding.flaky { "; passed when it was tried again" } else { "" };
        let known = finding.known.as_deref().map(|known| format!("; known: {}", escape(known))).unwrap_or_default();
        let check = format!("{} [{}{flaky}{known}]", escape(case), escape(&finding.check));
        self.hang(&format!("{mark} check     "), 12, Ink::Bold, &check);
        self.hang("  tried     ", 12, Ink::Plain, &escape(&cut(tried, TRIED_LIMIT)));
        self.hang(
            "  clause    ",
            12,
            Ink::Plain,
            &format!("{} · {}{}", escape(&finding.clause), escape(&finding.source), escape(&also(finding))),
        );
        self.hang("  expected  ", 12, Ink::Good, &escape_lines(&cut(&finding.expected, VALUE_LIMIT)));
        let at = finding.at.as_deref().map(|at| format!("at {}: ", escape(at))).unwrap_or_default();
        self.hang("  received  ", 12, Ink::Warn, &format!("{at}{}", escape_lines(&cut(&finding.received, VALUE_LIMIT))));
        // Not wrapped: this line is there to be copied.
        format!("  repeat    {}", escape_lines(&finding.curl)).split('\n').for_each(|line| self.line(line));
        self.line("");
    }

    /// What the run made and could not remove: somebody has to.
    fn left_behind(&mut self, api: &ApiRun) {
        if api.left_behind.is_empty() {
            return;
        }
        self.line(&format!("{}: left behind {}", escape(&api.name), thousands(api.left_behind.len() as u64)));
        for left in &api.left_behind {
            let mark = self.ink(Ink::Warn, "-");
            self.hang(
                &format!("  {mark} "),
                4,
                Ink::Plain,
                &format!("{} by {}: {}", escape(&left.at), escape(&left.operation), escape(&left.reason)),
            );
            if let Some(curl) = &left.curl {
                self.line(&format!("    remove    {}", escape(curl)));
            }
        }
        self.line("");
    }

    fn errors(&mut self, api: &ApiRun) {
        let groups = by_reason(api, |outcome| if let Outcome::Error(reason) = outcome { Some(reason) } else { None });
        if groups.is_empty() {
            return;
        }
        self.line(&format!("{}: could not be tried to the end", escape(&api.name)));
        self.reasons(&groups);
        self.line("");
    }

    fn verdict(&mut self, run: &Run) {
        if let Some(why) = &run.aborted {
            self.hang("", 0, Ink::Warn, &format!("the run ended before its time: {}", escape(why)));
        }
        let tally = Tally::of(run);
        let mut counts = format!("{}: {} passed", count(tally.cases(), "check"), thousands(tally.passed));
        let parts = [(tally.known, "known"), (tally.flaky, "flaky")].into_iter().filter(|(number, _)| *number > 0);
        let parts = parts.map(|(number, what)| format!("{} {what}", thousands(number))).collect::<Vec<_>>().join(", ");
        let failed = if parts.is_empty() { "failed".to_owned() } else { format!("failed ({parts})") };
        for (number, what) in [(tally.failed, failed.as_str()), (tally.skipped, "skipped"), (tally.errors, "not tried to the end")] {
            if number > 0 {
                counts.push_str(&format!(", {} {what}", thousands(number)));
            }
        }
        self.line(&counts);
        let clauses = thousands(tally.clauses());
        let said = match run.verdict {
            Verdict::Conforms if tally.clauses_not_checked > 0 => {
                format!("{} of {clauses} clauses hold, {} not checked", tally.clauses_passed, tally.clauses_not_checked)
            }
            Verdict::Conforms => format!("all {} hold", count(tally.clauses(), "clause")),
            Verdict::DoesNotConform => {
                format!("{} of {clauses} clauses broken, {}", tally.clauses_failed, count(tally.findings, "finding"))
            }
            Verdict::Aborted => format!("{} could not be tried", count(tally.errors, "check")),
            Verdict::NothingChecked if run.has_other_parts() => {
                format!("part {} is empty, or all skipped; `report` judges all parts together", run.shard.as_deref().unwrap_or_default())
            }
            Verdict::NothingChecked => match run.apis.iter().find_map(|api| Some((api, api.access.filter(|own| own.is_denied())?))) {
                Some((api, own)) => {
                    let asked = count(own.asked, "request");
                    format!("{} let nobody in: {asked} with a credential, each answered 401 or 403", api.name)
                }
                None => format!("{} of {clauses} clauses were looked at", tally.clauses_passed),
            },
        };
        let ink = match (run.verdict, is_good(run)) {
            (Verdict::Conforms, _) => Ink::Good,
            // What is known and tolerated is wrong all the same.
            (_, true) => Ink::Warn,
            (_, false) => Ink::Bad,
        };
        let word = self.ink(ink, verdict(run.verdict));
        self.line(&format!("{word}: {said} ({}, {})", count(tally.requests, "request"), duration(run.took_ms)));
        if let Some(gate) = &run.gate {
            gate.stale.iter().for_each(|line| self.hang("  - ", 4, Ink::Bad, &escape(line)));
            let word = self.ink(if gate.passes { Ink::Good } else { Ink::Bad }, &last_word(run));
            self.line(&word);
        }
    }
}

/// Where a clause is said, without the name of the document that the heading already gives.
fn short_source(clause: &ClauseState, document: Option<&str>) -> String {
    let source = escape(&clause.source);
    let rest = document.and_then(|document| source.strip_prefix(document));
    let lines = rest.and_then(|rest| rest.strip_prefix(':').or_else(|| rest.strip_prefix(" (")?.strip_suffix(')')));
    lines.unwrap_or(&source).to_owned()
}
