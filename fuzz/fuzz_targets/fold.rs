#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| dukou_fuzz::fold(text));
