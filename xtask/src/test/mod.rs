//! `cargo xtask test`: everything that must hold, on this machine as in CI.
//!
//! A step that fails does not keep the next from running, unless that needs what it makes.

mod chromium;
mod licences;
mod runner;
mod spelling;

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Result, bail};

use crate::progress::say;
use crate::{build, digest, paths, process, size, tools};
use runner::Tally;

/// What `test` was asked for.
#[derive(Default)]
pub(crate) struct Options {
    /// Schedules for the simulator, instead of its default.
    pub(crate) schedules: Option<u64>,
    /// Leave out what needs a browser.
    pub(crate) no_browser: bool,
}

/// Crates that run in WebAssembly, checked as that.
const IN_WASM: [&str; 7] = ["shared", "model", "ui", "widget", "reader", "console", "edge-worker"];

/// Runs everything, then says in one line how many tests passed.
///
/// # Errors
/// When anything failed.
pub(crate) fn test(options: &Options) -> Result<()> {
    let mut all = Tally::default();
    let mut failed = Vec::new();
    let mut step = |name: &'static str, work: &dyn Fn() -> Result<Tally>| -> bool {
        say("Checking", name);
        let start = std::time::Instant::now();
        let result = work();
        let seconds = start.elapsed().as_secs_f64();
        let tally = result.as_ref().copied().unwrap_or_default();
        all.passed += tally.passed;
        all.failed += tally.failed;
        match &result {
            Err(error) => eprintln!("error: {name}: {error:#}"),
            Ok(_) => say("", &format!("{name}: {seconds:.1} s")),
        }
        // A step without tests of its own that fails counts as one.
        all.failed += u64::from(result.is_err() && tally.failed == 0);
        let passed = result.is_ok() && tally.failed == 0;
        if !passed {
            failed.push(name);
        }
        passed
    };
    step("formatting", &|| cargo(&["fmt", "--all", "--check"]));
    step("spelling", &spelling::check);
    step("licences, sources and crate boundaries", &licences::check);
    step("known vulnerabilities", &licences::advisories);
    step("lints", &|| cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]));
    step("lints in WebAssembly", &lints_in_wasm);
    step("Rust tests", &|| rust_tests(options));
    step("planted faults", &planted_faults);
    let built =
        step("build", &|| build::build(&build::Options::default()).map(|()| Tally::default()));
    if built {
        step("sizes", &|| size::size().map(|()| Tally::default()));
        if !options.no_browser {
            step("browser tests", &browser_tests);
        }
    }
    if !failed.is_empty() {
        println!("failed: {}", failed.join(", "));
    }
    println!("{} passed, {} failed", all.passed, all.failed);
    if failed.is_empty() { Ok(()) } else { bail!("not everything holds") }
}

fn cargo(arguments: &[&str]) -> Result<Tally> {
    process::run(process::cargo().args(arguments), "").map(|()| Tally::default())
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

fn rust_tests(options: &Options) -> Result<Tally> {
    let mut tests = process::cargo();
    if let Some(schedules) = options.schedules {
        tests.env("SCHEDULES", schedules.to_string());
    }
    // Some promises come with numbers, such as how many states were searched: show them.
    tests.args(["test", "--workspace", "--no-fail-fast", "--", "--show-output"]);
    runner::run(&mut tests, runner::of_cargo)
}

fn planted_faults() -> Result<Tally> {
    let mut tests = process::cargo();
    tests.args(["test", "--package", "shared", "--features", "faults", "--test", "planted_faults"]);
    runner::run(&mut tests, runner::of_cargo)
}

fn browser_tests() -> Result<Tally> {
    let chromium = chromium::ensure()?;
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
