//! Any text as a baseline: read, or refused at a place; what is read is written so that it is read again.

use specproof::gate::baseline::{parse, text};

/// See the module.
pub fn holds(data: &[u8]) {
    let all = String::from_utf8_lossy(data);
    match parse("known.toml", &all) {
        Err(wrong) => {
            assert!(!wrong.is_empty(), "refused without a reason");
            assert!(wrong.iter().all(|line| line.starts_with("known.toml:")), "no place: {wrong:?}");
        }
        Ok(baseline) => {
            let again = parse("known.toml", &text(&baseline)).unwrap_or_else(|wrong| panic!("{wrong:?}\n{}", text(&baseline)));
            let plain = |baseline: &specproof::gate::baseline::Baseline| {
                let mut entries = baseline.entries.clone();
                entries.iter_mut().for_each(|entry| entry.line = 0);
                entries
            };
            assert_eq!(plain(&baseline), plain(&again));
        }
    }
}
