//! `cargo fuzz run parameter`: what must hold is in `src/parameter.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| specproof_fuzz::parameter::holds(data));
