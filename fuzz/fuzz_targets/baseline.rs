//! `cargo fuzz run baseline`: what must hold is in `src/baseline.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| specproof_fuzz::baseline::holds(data));
