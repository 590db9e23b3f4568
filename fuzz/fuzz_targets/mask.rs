//! `cargo fuzz run mask`: what must hold is in `src/mask.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| specproof_fuzz::mask::holds(data));
