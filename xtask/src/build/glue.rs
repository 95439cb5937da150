//! A page crate to a WebAssembly module and the JavaScript that loads it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::cargo::{self, Module};
use super::{bindgen, names, optimise};
use crate::digest::{Digest, Stamp};
use crate::progress::step;
use crate::{paths, process, tools};

/// Starts a page that needs nothing else. A crate with an `entry.js` of its own starts by that; it
/// finds wasm-bindgen's output in `./index.js` and the WebAssembly's address in `WASM`.
const ENTRY: &str = "import init from \"./index.js\";\ninit({ module_or_path: WASM });\n";

/// Compiles `module`, links it and optimises it, into [`wasm`] and what [`bundle`] takes.
///
/// # Errors
/// When the crate does not compile, or a tool fails.
pub(crate) fn module(module: &Module) -> Result<()> {
    let compiled = cargo::compile(module)?;
    let mut inputs = Digest::default();
    inputs.file(&compiled).file(&tools::lock_file()).text(include_str!("names.rs"));
    inputs.text(include_str!("glue.rs"));
    let stamp =
        Stamp::new(module.name, inputs, vec![wasm(module), scratch(module).join("index.js")]);
    if stamp.is_current() {
        return Ok(());
    }
    step("Linking", module.name, || {
        bindgen::page(&compiled, &scratch(module))?;
        let mut more = vec![names::FLAG];
        if !module.is_worker() {
            more.extend(SMALLER);
        }
        more.extend(module.simd.then_some("--enable-simd"));
        let linked = scratch(module).join("index_bg.wasm");
        let optimised = wasm(module);
        let printed = optimise::optimise(&linked, &optimised, "-Oz", &more)?;
        if !module.is_worker() {
            // What was written and is read anew is seen with other eyes: some 600 bytes of 83,000.
            optimise::optimise(&optimised, &optimised, "-Oz", &SMALLER)?;
            optimise::optimise(&optimised, &optimised, "-Oz", &["--converge"])?;
        }
        names::shorten(&scratch(module).join("index.js"), &printed)
    })?;
    stamp.keep()
}

/// What makes a page smaller by another hundredth: its branches and loops, once they are small, laid out
/// anew. What computes, in a worker, stays as the compiler laid it out.
const SMALLER: [&str; 4] = ["--flatten", "--rereloop", "-Oz", "-Oz"];

/// The module's WebAssembly as it ships.
pub(crate) fn wasm(module: &Module) -> PathBuf {
    scratch(module).join("optimised.wasm")
}

/// The module's JavaScript; it loads its WebAssembly by the plain name.
///
/// # Errors
/// When esbuild fails, which it does on a faulty `entry.js`.
pub(crate) fn bundle(module: &Module) -> Result<Vec<u8>> {
    let scratch = scratch(module);
    let own = module.dir().join("entry.js");
    let entry = if own.is_file() { fs::read_to_string(&own)? } else { ENTRY.to_owned() };
    fs::write(scratch.join("entry.js"), entry).with_context(|| paths::shown(&scratch))?;
    let mut esbuild = tools::esbuild()?;
    esbuild.current_dir(&scratch).args(["./entry.js", "--bundle", "--minify", "--target=es2020"]);
    esbuild.arg(format!("--format={}", if module.is_worker() { "iife" } else { "esm" }));
    esbuild.arg(format!("--define:WASM=\"/assets/{}.wasm\"", module.name));
    process::output(&mut esbuild, b"", "")
}

fn scratch(module: &Module) -> PathBuf {
    paths::scratch().join(module.name)
}
