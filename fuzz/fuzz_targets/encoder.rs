#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (bool, &[u8])| dukou_fuzz::encoder(input.0, input.1));
