//! `cargo xtask explain` and `search`: handed to the program `tune`, which knows the model.

use std::ffi::OsString;

use anyhow::Result;

use crate::progress;
use crate::{paths, process};

/// Runs `tune` with `arguments`, our own standard input and output.
///
/// # Errors
/// When it does not compile, or fails.
pub(crate) fn tune(arguments: &[OsString]) -> Result<()> {
    if !paths::target().join("release/tune").is_file() {
        progress::note("Compiling tune, the first time");
    }
    let mut cargo = process::cargo();
    cargo.args(["run", "--quiet", "--release", "--package", "tune", "--manifest-path"]);
    cargo.arg(paths::root().join("Cargo.toml")).arg("--").args(arguments);
    // Paths in the arguments are as the person sees them from where they stand.
    cargo.current_dir(std::env::current_dir()?);
    process::run(&mut cargo, "install Rust by rustup (https://rustup.rs)")
}
