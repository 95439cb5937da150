//! `cargo xtask test`: everything that must hold, on this machine as in CI.
//!
//! A step that fails does not keep the next from running, unless that needs what it makes. The browser is looked
//! for before the first: nobody should wait half an hour to hear that there is none.

pub(crate) mod advisories;
mod chromium;
mod licences;
mod runner;
mod spelling;

use std::ffi::OsString;
use std::fs;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use crate::progress::say;
use crate::{build, digest, paths, process, size, tools};
use runner::Tally;

/// What `test` was asked for.
#[derive(Default)]
pub(crate) struct Options {
    /// Schedules for the simulator, instead of its default.
    pub(crate) schedules: Option<u64>,
    /// Whether an old list of known vulnerabilities is a failure.
    pub(crate) fresh: bool,
    /// The steps to take, by name; none named means all.
    pub(crate) steps: Vec<String>,
}

/// Something that must hold.
struct Step {
    /// As the command line names it.
    name: &'static str,
    title: &'static str,
    work: fn(&Options) -> Result<Tally>,
}

/// Quick ones first: who made a typing error should not wait for a browser to hear of it.
const STEPS: [Step; 13] = [
    Step { name: "format", title: "formatting", work: |_| cargo(&["fmt", "--all", "--check"]) },
    Step {
        name: "licences",
        title: "licences, sources and boundaries",
        work: |_| licences::check(),
    },
    Step {
        name: "advisories",
        title: "known vulnerabilities",
        work: |options| advisories::check(options.fresh),
    },
    Step { name: "spelling", title: "spelling", work: |_| spelling::check() },
    Step { name: "lints", title: "lints", work: |_| lints() },
    Step { name: "lints-wasm", title: "lints in WebAssembly", work: |_| lints_in_wasm() },
    Step { name: "outside", title: "what is outside the workspace", work: |_| outside() },
    Step { name: "rust", title: "Rust tests", work: rust_tests },
    Step { name: "rust-wasm", title: "Rust tests in WebAssembly", work: |_| tests_in_wasm() },
    Step { name: "faults", title: "planted faults", work: |_| planted_faults() },
    Step { name: "build", title: "build", work: |_| build() },
    Step { name: "size", title: "sizes", work: |_| build().and_then(|_| sizes()) },
    Step { name: BROWSER, title: "browser tests", work: |_| build().and_then(|_| browser_tests()) },
];

const BROWSER: &str = "browser";

const LINTS: [&str; 6] = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];

/// Crates that run in WebAssembly, checked as that.
const IN_WASM: [&str; 9] =
    ["shared", "model", "ui", "widget", "rules", "answers", "reader", "console", "edge-worker"];

/// Runs everything, then says in one line how many tests passed.
///
/// # Errors
/// When anything failed.
pub(crate) fn test(options: &Options) -> Result<()> {
    let known: Vec<_> = STEPS.iter().map(|step| step.name).collect();
    if let Some(odd) = options.steps.iter().find(|step| !known.contains(&step.as_str())) {
        bail!("no step `{odd}`: {}", known.join(", "));
    }
    let is_named = |name| options.steps.is_empty() || options.steps.iter().any(|it| it == name);
    let steps: Vec<_> = STEPS.iter().filter(|step| is_named(step.name)).collect();
    if steps.iter().any(|step| step.name == BROWSER) {
        browser().with_context(|| without_browser(&known))?;
    }
    let mut all = Tally::default();
    let mut failed = Vec::new();
    for step in steps {
        say("Checking", step.title);
        let start = Instant::now();
        let result = (step.work)(options);
        let tally = match result {
            Ok(tally) => tally,
            Err(error) => {
                eprintln!("error: {}: {error:#}", step.title);
                // A step without tests of its own counts as one when it fails.
                Tally { passed: 0, failed: 1 }
            }
        };
        say("", &format!("{}: {:.1} s", step.title, start.elapsed().as_secs_f64()));
        all.passed += tally.passed;
        all.failed += tally.failed;
        if tally.failed > 0 {
            failed.push(step.name);
        }
    }
    println!("{} passed, {} failed", all.passed, all.failed);
    if !failed.is_empty() {
        bail!("not everything holds; to try again: `cargo xtask test {}`", failed.join(" "));
    }
    Ok(())
}

fn without_browser(steps: &[&str]) -> String {
    let others: Vec<_> = steps.iter().copied().filter(|name| *name != BROWSER).collect();
    format!("nothing is tested yet (all but the browser: `cargo xtask test {}`)", others.join(" "))
}

fn build() -> Result<Tally> {
    build::build(&build::Options::default()).map(|()| Tally::default())
}

fn sizes() -> Result<Tally> {
    size::size().map(|()| Tally::default())
}

fn cargo(arguments: &[&str]) -> Result<Tally> {
    process::run(process::cargo().args(arguments), "").map(|()| Tally::default())
}

/// Clippy; and whether the scripts can be read that nothing runs but somebody who measures.
fn lints() -> Result<Tally> {
    cargo(&LINTS)?;
    let benches = paths::root().join("benches");
    for entry in fs::read_dir(&benches).with_context(|| benches.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "mjs") {
            process::run(Command::new("node").arg("--check").arg(path), tools::NODE_REMEDY)?;
        }
    }
    Ok(Tally::default())
}

fn lints_in_wasm() -> Result<Tally> {
    tools::ensure()?;
    let mut clippy = process::cargo();
    clippy.args(["clippy", "--target", tools::WASM]);
    for package in IN_WASM {
        clippy.args(["--package", package]);
    }
    process::run(clippy.args(["--", "-D", "warnings"]), "").map(|()| Tally::default())
}

/// What is built only when somebody measures or fuzzes, and must not have fallen behind by then; and what
/// the fuzzer asks, a few hundred times.
fn outside() -> Result<Tally> {
    let with = |command: &[&str], manifest: &str| {
        let mut cargo = process::cargo();
        // libFuzzer itself is C++, for which a machine may have no compiler.
        cargo.args(command).args([
            "--locked",
            "--no-default-features",
            "--manifest-path",
            manifest,
        ]);
        cargo.arg("--target-dir").arg(paths::target().join("outside"));
        cargo
    };
    for manifest in ["benches/search/Cargo.toml", FUZZ] {
        process::run(&mut with(&["check"], manifest), "")?;
    }
    runner::run(&mut with(&["test", "--lib"], FUZZ), runner::of_cargo)
}

const FUZZ: &str = "fuzz/Cargo.toml";

fn rust_tests(options: &Options) -> Result<Tally> {
    let mut tests = process::cargo();
    if let Some(schedules) = options.schedules {
        tests.env("SCHEDULES", schedules.to_string());
    }
    // Some promises come with numbers, such as how many states were searched: show them.
    tests.args(["test", "--workspace", "--no-fail-fast", "--", "--show-output"]);
    runner::run(&mut tests, runner::of_cargo)
}

/// The heart as the edge runs it: with the vectors of WebAssembly, which have code of their own.
fn tests_in_wasm() -> Result<Tally> {
    tools::ensure_wasi()?;
    let mut tests = process::cargo_for(tools::WASI, "[\"-Ctarget-feature=+simd128\"]");
    let runner = paths::root().join("xtask/src/test/wasi.mjs");
    let runner = format!("[\"node\", \"--no-warnings\", {:?}]", runner.display().to_string());
    tests.arg("--config").arg(format!("target.{}.runner = {runner}", tools::WASI));
    tests.args(["test", "--package", "shared", "--lib", "--target", tools::WASI]);
    runner::run(&mut tests, runner::of_cargo)
}

fn planted_faults() -> Result<Tally> {
    let mut tests = process::cargo();
    tests.args(["test", "--package", "shared", "--features", "faults", "--no-fail-fast"]);
    tests.args(["--test", "planted_faults", "--test", "hatch_guarantee"]);
    runner::run(&mut tests, runner::of_cargo)
}

/// Chromium, installed where it was missing.
pub(crate) fn browser() -> Result<String> {
    chromium::ensure()
}

fn browser_tests() -> Result<Tally> {
    let chromium = browser()?;
    let mut node = Command::new("node");
    node.current_dir(paths::root()).env("CHROMIUM", chromium);
    node.env("DUKOU_XTASK", std::env::current_exe()?);
    // Each file has a server and a browser of its own; two at a time is what two cores carry.
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=2"]);
    let files: Vec<OsString> = digest::files(&paths::root().join("tests"))?
        .into_iter()
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .map(OsString::from)
        .collect();
    if files.is_empty() {
        bail!("tests/ has no *.test.mjs");
    }
    runner::run(node.args(files), runner::of_node)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_lists_every_step() {
        let listed = crate::args::HELP.split_once("or the named steps: ").unwrap().1;
        let listed = listed.split_once("--").unwrap().0;
        let listed: Vec<_> =
            listed.split([',', ' ', '\n']).filter(|word| !word.is_empty()).collect();
        assert_eq!(listed, STEPS.map(|step| step.name));
    }
}
