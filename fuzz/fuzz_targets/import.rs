#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| dukou_fuzz::import(input.0, input.1));
