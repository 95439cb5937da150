//! What the build needs beside cargo: installed when missing, one line each.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::digest::{Digest, Stamp};
use crate::paths;
use crate::process;
use crate::progress::step;

/// The target of everything that ships.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";
/// The target of tests of what ships, which have to print.
pub(crate) const WASI: &str = "wasm32-wasip1";

const NODE_AT_LEAST: u32 = 20;
pub(crate) const NODE_REMEDY: &str = "install Node.js 20 or newer (https://nodejs.org)";
const RUSTUP_REMEDY: &str = "install Rust by rustup (https://rustup.rs)";

/// Installs what is missing: the wasm target, the npm packages.
///
/// # Errors
/// When a tool is missing that we do not install ourselves; the message says how to get it.
pub(crate) fn ensure() -> Result<()> {
    target(WASM)?;
    node()?;
    npm_packages()
}

/// Installs what tests in WebAssembly need.
///
/// # Errors
/// When a tool is missing that we do not install ourselves; the message says how to get it.
pub(crate) fn ensure_wasi() -> Result<()> {
    target(WASI)?;
    node()
}

/// binaryen's optimiser.
pub(crate) fn wasm_opt() -> Command {
    let mut command = Command::new("node");
    command.arg(paths::root().join("node_modules/binaryen/bin/wasm-opt"));
    command
}

/// The JavaScript bundler.
pub(crate) fn esbuild() -> Result<Command> {
    let package = "'@esbuild/' + process.platform + '-' + process.arch";
    let file = "(process.platform === 'win32' ? '/esbuild.exe' : '/bin/esbuild')";
    native("esbuild", &format!("require.resolve({package} + {file})")).map(Command::new)
}

/// The server's binary.
pub(crate) fn workerd() -> Result<PathBuf> {
    native("workerd", "require('workerd').default")
}

/// Where Node finds the binary of an npm package that fits this machine.
fn native(package: &str, expression: &str) -> Result<PathBuf> {
    let mut node = Command::new("node");
    node.current_dir(paths::root()).args(["-e", &format!("process.stdout.write({expression})")]);
    let Ok(found) = process::output(&mut node, b"", NODE_REMEDY) else {
        bail!(
            "the npm package `{package}` has no binary for this machine: `npm ci`, or use Linux or macOS on x64 or arm64"
        );
    };
    Ok(PathBuf::from(String::from_utf8(found)?))
}

/// Whatever of the installed npm tools changes the build: their exact versions.
pub(crate) fn lock_file() -> PathBuf {
    paths::root().join("package-lock.json")
}

fn target(target: &str) -> Result<()> {
    // Asking the compiler first lets a Rust that came without rustup do, if it has the target.
    let libdir = process::output(
        Command::new("rustc").args(["--print", "target-libdir", "--target", target]),
        b"",
        RUSTUP_REMEDY,
    )?;
    if PathBuf::from(String::from_utf8(libdir)?.trim()).is_dir() {
        return Ok(());
    }
    step("Installing", &format!("Rust target {target}"), || {
        process::run(
            Command::new("rustup").current_dir(paths::root()).args(["target", "add", target]),
            RUSTUP_REMEDY,
        )
    })
}

fn node() -> Result<()> {
    let said = process::output(Command::new("node").arg("--version"), b"", NODE_REMEDY)?;
    let said = String::from_utf8_lossy(&said);
    let major = said.trim().trim_start_matches('v').split('.').next().unwrap_or_default();
    match major.parse::<u32>() {
        Ok(major) if major >= NODE_AT_LEAST => Ok(()),
        _ => bail!("Node.js {} is too old: {NODE_REMEDY}", said.trim()),
    }
}

fn npm_packages() -> Result<()> {
    let mut inputs = Digest::default();
    inputs.file(&lock_file());
    // npm writes this last.
    let installed = paths::root().join("node_modules/.package-lock.json");
    let stamp = Stamp::new("npm", inputs, vec![installed.clone()]);
    if stamp.is_current() && installed.is_file() {
        return Ok(());
    }
    step("Installing", "npm packages", || npm_ci(paths::root()))?;
    if !installed.is_file() {
        bail!("npm installed nothing and says no word of it: look at `npm config list`");
    }
    stamp.keep()
}

/// Installs what the lock file in `place` names.
///
/// # Errors
/// When npm cannot.
pub(crate) fn npm_ci(place: &Path) -> Result<()> {
    process::run(&mut npm(place), "it comes with Node.js; reinstall that")
}

fn npm(place: &Path) -> Command {
    let mut npm = Command::new("npm");
    // No package here needs its install script: the binaries are packages of their own.
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    // What builds is there for development, and by NODE_ENV=production npm would leave it out.
    npm.args(["--include=dev", "--include=optional"]).current_dir(place);
    npm
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::digest;

    #[test]
    fn what_builds_is_installed_in_production_too() {
        let place = paths::scratch().join("npm-test");
        let link = r#"{ "resolved": "tool", "link": true, "dev": true }"#;
        let tool = r#"{ "name": "tool", "version": "1.0.0" }"#;
        let package = r#""name": "t", "devDependencies": { "tool": "file:tool" }"#;
        let lock = format!(
            r#"{{ "name": "t", "lockfileVersion": 3, "packages": {{ "": {{ {package} }},
            "node_modules/tool": {link}, "tool": {tool} }} }}"#
        );
        digest::write(&place.join("tool/package.json"), tool.as_bytes()).unwrap();
        digest::write(&place.join("package.json"), format!("{{ {package} }}").as_bytes()).unwrap();
        digest::write(&place.join("package-lock.json"), lock.as_bytes()).unwrap();
        process::output(npm(&place).arg("--offline").env("NODE_ENV", "production"), b"", "")
            .unwrap();
        let is_there = place.join("node_modules/tool/package.json").is_file();
        fs::remove_dir_all(&place).unwrap();
        assert!(is_there);
    }
}
