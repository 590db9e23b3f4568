//! Every format over one fixed run: a snapshot to read, and what must hold whatever the text.

use super::fixture::{aborted, good, run};
use super::text::{self, is_harmful};
use super::{Detail, FORMATS, Style, format};
use crate::Run;
use crate::run::Verdict;

fn written(id: &str, run: &Run) -> String {
    format(id).unwrap().text(run, &Style::default())
}

#[test]
fn every_format_keeps_its_shape() {
    for format in FORMATS {
        let mut text = format.text(&run(), &Style::default());
        if format.id == "html" {
            // Style and script have files of their own to be read in.
            for (start, end) in [("<style>", "</style>"), ("<script>", "</script>"), ("style-src '", "'"), ("script-src '", "'")] {
                let at = text.find(start).unwrap() + start.len();
                let length = text[at..].find(end).unwrap();
                text.replace_range(at..at + length, "…");
            }
        }
        insta::assert_snapshot!(format.id, text);
    }
}

#[test]
fn terminal_details() {
    let write = |run: &Run, style: &Style| format("terminal").unwrap().text(run, style);
    let quiet = Style { detail: Detail::Quiet, ..Style::default() };
    insta::assert_snapshot!("terminal-quiet", write(&run(), &quiet));
    let verbose = Style { detail: Detail::Verbose, colour: true, width: 100 };
    insta::assert_snapshot!("terminal-verbose-colour", write(&run(), &verbose).replace('\u{1b}', "␛"));
    insta::assert_snapshot!("terminal-good", write(&good(), &Style::default()));
    insta::assert_snapshot!("terminal-aborted", write(&aborted(), &Style::default()));
}

#[test]
fn no_format_lets_harmful_characters_through() {
    for format in FORMATS {
        let text = format.text(&run(), &Style::default());
        assert!(text.ends_with('\n'), "{}: no line break at the end", format.id);
        if matches!(format.id, "json" | "sarif" | "har") {
            serde_json::from_str::<serde_json::Value>(&text).unwrap();
        }
        let bad: Vec<char> = text.chars().filter(|&c| is_harmful(c) && c != '\n').collect();
        assert!(bad.is_empty(), "{}: {bad:?}", format.id);
        // What is printed in a CI job obeys nobody but us.
        if format.id != "github" {
            let commands: Vec<&str> = text.lines().filter(|line| text::no_command(line) != *line).collect();
            assert!(commands.is_empty(), "{}: {commands:?}", format.id);
        }
    }
}

#[test]
fn terminal_lines_fit_the_width() {
    for width in [80, 120] {
        let text = format("terminal").unwrap().text(&run(), &Style { width, ..Style::default() });
        // The command is there to be copied, and is not broken into lines.
        let text = ["  repeat    curl", "  repeat    \\u"].iter().fold(text, |text, start| {
            let parts = text.split(start).enumerate().map(|(at, part)| if at == 0 { part } else { part.split_once("\n\n").unwrap().1 });
            parts.collect::<Vec<_>>().join("\n")
        });
        for line in text.lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn no_colour_means_no_escape() {
    assert!(!written("terminal", &run()).contains('\u{1b}'));
}

#[test]
fn json_comes_back_as_the_same_run() {
    assert_eq!(serde_json::from_str::<Run>(&written("json", &run())).unwrap(), run());
}

#[test]
fn annotations_are_one_command_a_line() {
    for line in written("github", &run()).lines() {
        assert!(["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start)), "{line}");
        let (command, message) = line[2..].split_once("::").unwrap();
        assert!(!command.contains(['\u{7f}', '\n']) && !message.contains('\r'), "{line}");
    }
    assert!(written("github", &run()).lines().filter(|line| line.starts_with("::error")).count() <= 10);
}

#[test]
fn markdown_stays_below_the_limit() {
    let mut run = run();
    let cases = run.apis[0].cases.clone();
    for at in 0..3000 {
        run.apis[0].cases.extend(cases.iter().cloned().map(|mut case| {
            case.id = format!("{}.{at}", case.id).into();
            case
        }));
    }
    let text = written("markdown", &run);
    assert!(text.len() < 1_048_576, "{}", text.len());
    assert!(text.contains("did not fit here"));
}

type Node = (String, Vec<(String, String)>, String);

/// A reader of the XML that the writer emits: checks nesting, attribute syntax and entities, and gives back (path, attributes, text).
fn read_xml(text: &str) -> Vec<Node> {
    let decode = |text: &str| {
        assert!(!text.contains('<'), "a bare < in {text}");
        for part in text.split('&').skip(1) {
            assert!(["lt;", "gt;", "amp;", "quot;", "#39;"].iter().any(|entity| part.starts_with(entity)), "bad entity: &{part}");
        }
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
    };
    let mut rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").unwrap();
    let (mut open, mut out): (Vec<String>, Vec<Node>) = (Vec::new(), Vec::new());
    while let Some(start) = rest.find('<') {
        let (before, tag) = (&rest[..start], &rest[start + 1..]);
        let end = tag.find('>').unwrap();
        let (inside, after) = (&tag[..end], &tag[end + 1..]);
        if let Some(name) = inside.strip_prefix('/') {
            let path = open.join("/");
            assert_eq!(open.pop().as_deref(), Some(name));
            if let Some((_, _, text)) = out.iter_mut().rev().find(|(own, ..)| *own == path) {
                *text = decode(before);
            }
        } else {
            let (inside, closed) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
            let (name, mut fields) = inside.split_once(' ').unwrap_or((inside, ""));
            let mut attributes: Vec<(String, String)> = Vec::new();
            while let Some((key, value)) = fields.trim_start().split_once("=\"") {
                let (value, more) = value.split_once('"').unwrap();
                assert!(attributes.iter().all(|(own, _)| own != key), "attribute {key} twice");
                attributes.push((key.to_owned(), decode(value)));
                fields = more;
            }
            assert_eq!(fields.trim(), "", "left over in <{inside}>");
            open.push(name.to_owned());
            out.push((open.join("/"), attributes, String::new()));
            if closed {
                open.pop();
            }
        }
        rest = after;
    }
    assert!(open.is_empty(), "never closed: {open:?}");
    out
}

#[test]
fn junit_is_well_formed_and_counts_right() {
    for verdict in [Verdict::DoesNotConform, Verdict::Aborted, Verdict::NothingChecked] {
        let run = Run { verdict, ..run() };
        let nodes = read_xml(&written("junit", &run));
        let of = |path: &str| nodes.iter().filter(|(own, ..)| own == path).collect::<Vec<_>>();
        let cases = of("testsuites/testsuite/testcase");
        let total = |name: &str| nodes[0].1.iter().find(|(own, _)| own == name).unwrap().1.parse::<usize>().unwrap();
        assert_eq!(total("tests"), cases.len());
        assert_eq!(total("failures"), of("testsuites/testsuite/testcase/failure").len());
        assert_eq!(total("errors"), of("testsuites/testsuite/testcase/error").len());
        assert_eq!(total("skipped"), of("testsuites/testsuite/testcase/skipped").len());
        let mut names: Vec<_> = cases.iter().map(|(_, attributes, _)| attributes).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), cases.len(), "a name stands twice");
        assert_eq!(of("testsuites/testsuite/testcase/error").len(), if verdict == Verdict::DoesNotConform { 2 } else { 3 });
    }
    let failure = read_xml(&written("junit", &run())).into_iter().find(|(path, ..)| path.ends_with("/failure")).unwrap();
    assert_eq!(failure.2.lines().filter(|line| !line.is_empty()).count(), 12, "six lines for each of two findings:\n{}", failure.2);
}

#[test]
fn the_page_holds_no_script_but_its_own() {
    let page = written("html", &run());
    let lower = page.to_lowercase();
    assert_eq!(lower.matches("<script").count(), 1);
    assert_eq!(lower.matches("</script").count(), 1);
    assert!(!lower.contains("<img") && !lower.contains("style=") && !lower.contains("src="), "an element that loads or is styled in place");
    for tag in page.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(tag, _)| tag) {
        let names = tag.split_whitespace().skip(1).filter_map(|attribute| attribute.split_once('=')).map(|(name, _)| name);
        assert!(!names.clone().any(|name| name.starts_with("on")), "<{tag}>");
    }
}

#[test]
fn the_page_stays_small_with_many_checks() {
    let mut run = run();
    let case = run.apis[0].cases[0].clone();
    run.apis[0].cases.extend((0..5000).map(|at| crate::run::CaseResult { id: format!("demo.many.check-{at}").into(), ..case.clone() }));
    let page = written("html", &run);
    assert!(page.len() < 3_000_000, "{}", page.len());
    assert!(page.contains("demo.many.check-4999"));
}
