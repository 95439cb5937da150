#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &str| dukou_fuzz::graph(file));
