//! `cargo fuzz run name`: what must hold is in `src/name.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| specproof_fuzz::name::holds(data));
