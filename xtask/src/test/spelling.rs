//! English spelling, by `typos`; what it may not know is in `typos.toml`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::runner::Tally;
use crate::progress::step;
use crate::{paths, process};

const VERSION: &str = "1.52.0";

/// Reads every file that git knows.
///
/// # Errors
/// When a word is misspelt, or `typos` cannot be installed.
pub(crate) fn check() -> Result<Tally> {
    let typos = installed()?;
    process::run(Command::new(typos).current_dir(paths::root()), "").map(|()| Tally::default())
}

/// The tool, compiled into `target/tools` the first time.
fn installed() -> Result<PathBuf> {
    let root = paths::target().join("tools");
    let typos = root.join("bin").join(format!("typos{}", std::env::consts::EXE_SUFFIX));
    let version = process::output(Command::new(&typos).arg("--version"), b"", "");
    if version.is_ok_and(|said| String::from_utf8_lossy(&said).contains(VERSION)) {
        return Ok(typos);
    }
    step("Installing", &format!("typos {VERSION}"), || {
        let mut cargo = process::cargo();
        cargo.args([
            "install",
            "--quiet",
            "--debug",
            "--locked",
            "--version",
            VERSION,
            "typos-cli",
            "--root",
        ]);
        process::run(cargo.arg(&root), "")
    })?;
    Ok(typos)
}
