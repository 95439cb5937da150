//! Build, run, test and measure Dukou: `cargo xtask` is the one door.
fn main() {}
