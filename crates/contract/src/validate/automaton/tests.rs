//! The automaton against the backtracking engine, and against time.

use super::*;

#[test]
fn agrees_with_the_backtracking_engine() {
    let patterns = [
        "a",
        "^a$",
        "a|b|",
        "^(a|bc)*$",
        "a+b*c?",
        "^a{2,3}$",
        "^(ab){2}$",
        "^[^a-c]+$",
        "\\d+-\\w*",
        "^\\s*$",
        "^(?:x|y)+z?$",
        "\\bfoo\\b",
        "\\Bo",
        "^(?<name>a.)+$",
        ".",
        "^.{0,2}$",
        "[\\]\\\\]",
        "^(a?){3}a{3}$",
        "(a|b)*c|d",
        "^$",
        "",
        "^\\p{Lu}\\p{Ll}*$",
        "\\u0041|\\x42",
        "^[\\w.%+-]+@[\\w.-]+\\.[A-Za-z]{2,}$",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "^(a+)+$",
        "^(a|a)*b$",
        "é+",
        "\\/",
        "[é-ü]",
        "a{0}b",
        "(^a|b$)",
        "^\\u8D9D\\u8D9E$",
        "^\\uD834\\uDD1E$",
    ];
    let texts = [
        "",
        "a",
        "b",
        "c",
        "ab",
        "abc",
        "aa",
        "aaa",
        "aaaa",
        "abab",
        "bcbca",
        "x",
        "xyz",
        "foo",
        "a foo b",
        "food",
        "oo",
        "12-ab",
        " \t\n",
        "é",
        "éé",
        "Aé",
        "Ab",
        "]",
        "\\",
        "d",
        "A",
        "B",
        "a@b.cc",
        "a@b",
        "\n",
        "aXbX",
        "/",
        "𝄞",
        "𝄞𝄞",
        "𝄞𝄞𝄞",
        "öx",
    ];
    for pattern in patterns {
        let automaton = Automaton::of(pattern).unwrap_or_else(|| panic!("{pattern} has an automaton"));
        let regex = crate::validate::compile_pattern(pattern).unwrap();
        for text in texts {
            assert_eq!(automaton.matches(text), Some(regex.find(text).is_some()), "{pattern} on {text:?}");
        }
    }
    for pattern in ["(?=a)b", "(?!a)b", "(?<=a)b", "(a)\\1", "\\k<n>", "a{3,2}", "(a", "a)", "*", &"(".repeat(10_000), "(a{100}){100}"] {
        assert!(Automaton::of(pattern).is_none(), "{pattern}");
    }
}

#[test]
fn catastrophic_patterns_are_read_once() {
    let texts = [format!("{}!", "a".repeat(30_000)), "a".repeat(30_000), "ab".repeat(15_000), " ".repeat(30_000)];
    for pattern in
        ["^(a+)+$", "^(a|aa)+$", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)*x", "^(a?){50}a{50}$", "\\s+$", "(x+x+)+y", "(.*a){20}$"]
    {
        let automaton = Automaton::of(pattern).unwrap();
        for text in &texts {
            let _ = automaton.matches(text);
        }
    }
    // What no automaton holds is left undecided where backtracking would take hours.
    for pattern in ["[\\s\\S]{0,65535}x{65535}", "^(?=.*!.*!)a.*a.*a.*b", "(a*)\\1b", "^(?!x)(a+)+$", "((a{9}){99}){999}b"] {
        assert!(Automaton::of(pattern).is_none(), "{pattern}");
        for text in &texts {
            assert_eq!(crate::validate::Pattern::read(pattern).unwrap().matches(text), None, "{pattern}");
        }
    }
    assert_eq!(Automaton::of("^(a+)+$").unwrap().matches(&texts[0]), Some(false));
    assert_eq!(Automaton::of("^(a+)+$").unwrap().matches(&texts[1]), Some(true));
}
