//! `cargo xtask bench`: figures of what ships, beside the budgets. Nothing fails for being slow.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{dist, paths, process, progress, size, test, tools};

/// What `bench` was asked for.
pub(crate) struct Options {
    /// What to measure, by name; none named means all.
    pub(crate) names: Vec<String>,
    pub(crate) build: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { names: Vec::new(), build: true }
    }
}

const SIZES: &str = "sizes";
/// Needs neither the product built nor a server, but minutes of compilation the first time.
const SEARCH: &str = "search";
/// Has onnxruntime-web beside it.
const READER: &str = "reader";
/// Need the browser.
const IN_CHROMIUM: [&str; 2] = [READER, "page"];
/// Need the server alone.
const AT_THE_EDGE: [&str; 3] = ["edge", "restart", "memory"];

/// Prints the tables.
///
/// # Errors
/// When something does not build or does not run.
pub(crate) fn bench(options: &Options) -> Result<()> {
    let known: Vec<_> = [SIZES, SEARCH].into_iter().chain(IN_CHROMIUM).chain(AT_THE_EDGE).collect();
    let names: Vec<_> = options.names.iter().filter(|name| *name != "all").collect();
    if let Some(odd) = names.iter().find(|name| !known.contains(&name.as_str())) {
        bail!("no benchmark `{odd}`: all, {}", known.join(", "));
    }
    let wanted = |name: &&&str| names.is_empty() || names.iter().any(|asked| *asked == **name);
    let runs: Vec<_> = known.iter().filter(wanted).copied().collect();
    if runs.contains(&SEARCH) {
        search()?;
    }
    let runs: Vec<_> = runs.into_iter().filter(|name| *name != SEARCH).collect();
    if runs.is_empty() {
        return Ok(());
    }
    // What `dist` ships is what is measured.
    let place = paths::scratch().join("shipped");
    let shipped = dist::Options { out: place.clone(), build: options.build, ..Default::default() };
    dist::make(&shipped)?;
    if runs.contains(&SIZES) {
        println!();
        size::show(&size::rows()?);
    }
    let runs: Vec<_> = runs.into_iter().filter(|name| *name != SIZES).collect();
    if runs.is_empty() {
        return Ok(());
    }
    if runs.contains(&READER) {
        onnxruntime();
    }
    let mut node = Command::new("node");
    node.current_dir(paths::root()).env("DIST", place);
    if runs.iter().any(|name| IN_CHROMIUM.contains(name)) {
        node.env("CHROMIUM", test::browser()?);
    }
    // Node.js 20 has WebSockets and hides them; 22 ignores the flag.
    node.args(["--experimental-websocket", "--no-warnings", "benches/main.mjs"]).args(runs);
    process::run(&mut node, tools::NODE_REMEDY)
}

/// Installs onnxruntime-web, or says that it cannot be had: our own figures do not need it.
fn onnxruntime() {
    let place = paths::root().join("benches/onnxruntime");
    // npm writes this last.
    if place.join("node_modules/.package-lock.json").is_file() {
        return;
    }
    progress::note("Installing onnxruntime-web, the first time");
    if let Err(error) = tools::npm_ci(&place) {
        progress::note(&format!("onnxruntime-web cannot be installed: {error:#}"));
    }
}

/// The product's search beside tantivy's and MiniSearch's, on the same questions.
fn search() -> Result<()> {
    let target = paths::target().join("search-bench");
    if !target.is_dir() {
        progress::note("Compiling tantivy, the first time");
    }
    let mut cargo = process::cargo();
    cargo.current_dir(paths::root());
    cargo.args(["run", "--quiet", "--release", "--locked"]);
    cargo.args(["--manifest-path", "benches/search/Cargo.toml", "--target-dir"]).arg(target);
    // The edge's runtime uses whatever the processor has.
    cargo.args(["--config", "build.rustflags = ['-Ctarget-cpu=native']"]);
    process::run(&mut cargo, "install Rust by rustup (https://rustup.rs)")?;
    tools::ensure()?;
    let mut node = Command::new("node");
    node.current_dir(paths::root()).arg("benches/minisearch.mjs");
    process::run(&mut node, tools::NODE_REMEDY)
}
