//! Smaller or faster WebAssembly, by binaryen's `wasm-opt`.

use std::path::Path;

use anyhow::Result;

use crate::{process, tools};

/// What `wasm-opt` may use: what Rust's target has by default. `--all-features` would write files
/// that browsers refuse.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Optimises `input` into `output` at `level`, such as `-Oz`, with `more` flags; returns what it
/// prints.
///
/// # Errors
/// When `wasm-opt` is not installed or refuses the file.
pub(crate) fn optimise(input: &Path, output: &Path, level: &str, more: &[&str]) -> Result<Vec<u8>> {
    let mut command = tools::wasm_opt();
    command.arg(input).arg("-o").arg(output).arg(level).args(FEATURES).args(more);
    process::output(&mut command, b"", tools::NODE_REMEDY)
}
