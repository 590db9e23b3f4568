//! `cargo fuzz run answer`: what must hold is in `src/answer.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| specproof_fuzz::answer::holds(data));
