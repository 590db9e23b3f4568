//! `cargo fuzz run spec`: what must hold is in `src/spec.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| specproof_fuzz::spec::holds(data));
