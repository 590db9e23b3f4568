//! `cargo fuzz run expression`: what must hold is in `src/expression.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| specproof_fuzz::expression::holds(data));
