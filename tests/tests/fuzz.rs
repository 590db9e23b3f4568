//! What fuzzing looks for, over its seeds and a few thousand changes of each: the same on every run.

#[path = "../../fuzz/src/lib.rs"]
mod properties;

use properties::PROPERTIES;
use specproof_tests::{Dice, root};
use std::path::PathBuf;

/// The seeds that are committed: what a run finds by itself is called by a hash of 40 digits.
fn seeds(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = std::fs::read_dir(root().join("fuzz/corpus").join(name)).expect("a folder of seeds");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.file_name().is_some_and(|name| name.len() < 40));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read(path).expect("a seed"))).collect()
}

/// Bytes turned, doubled, cut out, and exchanged for what means something somewhere.
fn change(bytes: &mut Vec<u8>, dice: &mut Dice) {
    const WORDS: [&[u8]; 12] =
        [b"\n", b"\"", b"{", b"$", b"%", b"\\u0000", b"\xff\xfe", b"\xe2\x80\xae", b"..", b"&#", b"9999999999999999999999", b"*"];
    let at = dice.below(bytes.len() + 1);
    let end = (at + dice.below(12)).min(bytes.len());
    match dice.below(4) {
        0 => drop(bytes.drain(at..end)),
        1 => drop(bytes.splice(at..end, WORDS[dice.below(WORDS.len())].iter().copied())),
        2 => {
            let again = bytes[at..end].to_vec();
            bytes.splice(at..at, again);
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
        }
    }
}

#[test]
fn every_property_holds_over_its_seeds_and_what_is_near_them() {
    let mut broken = Vec::new();
    for (name, holds) in PROPERTIES {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
        let seeds = seeds(name);
        assert!(seeds.len() >= 2, "{name} has no seeds");
        // A document takes a hundred times what a name takes.
        let changes = if matches!(*name, "spec" | "report") { 60 } else { 400 };
        for (path, seed) in &seeds {
            let mut bytes = seed.clone();
            for step in 0..changes {
                if step % 10 == 0 {
                    bytes.clone_from(seed);
                }
                if std::panic::catch_unwind(|| holds(&bytes)).is_err() {
                    broken.push(format!("{name}, near {}: {:?}", path.display(), String::from_utf8_lossy(&bytes)));
                    break;
                }
                change(&mut bytes, &mut dice);
            }
        }
    }
    assert!(broken.is_empty(), "what panics above is made of:\n{}", broken.join("\n"));
}

#[test]
fn every_property_is_a_target() {
    let targets = std::fs::read_dir(root().join("fuzz/fuzz_targets")).expect("the targets");
    let mut targets: Vec<String> = targets.flatten().map(|entry| entry.file_name().to_string_lossy().replace(".rs", "")).collect();
    targets.sort();
    assert_eq!(targets, PROPERTIES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
}
