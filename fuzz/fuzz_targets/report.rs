//! `cargo fuzz run report`: what must hold is in `src/report.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| specproof_fuzz::report::holds(data));
