//! WebAssembly to WebAssembly and JavaScript, by wasm-bindgen's own library.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

use crate::paths;

const VERSION: &str = "0.2.130";

/// For a page: an ES module whose default export loads the given WebAssembly.
///
/// # Errors
/// When the module was compiled against another wasm-bindgen, or files cannot be written.
pub(crate) fn page(wasm: &Path, out: &Path) -> Result<()> {
    check_version()?;
    let mut bindgen = Bindgen::new();
    // Every browser that runs our WebAssembly has `encodeInto`.
    bindgen.input_path(wasm).out_name("index").web(true)?.encode_into(EncodeInto::Always);
    generate(&mut bindgen, wasm, out)
}

/// For the edge: a module that instantiates itself, and can start over after a trap.
///
/// # Errors
/// As [`page`].
pub(crate) fn edge(wasm: &Path, out: &Path) -> Result<()> {
    check_version()?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("index").module(true)?.encode_into(EncodeInto::Always);
    bindgen.reset_state_function(true).force_enable_abort_handler(true);
    generate(&mut bindgen, wasm, out)
}

fn generate(bindgen: &mut Bindgen, wasm: &Path, out: &Path) -> Result<()> {
    if out.is_dir() {
        fs::remove_dir_all(out).with_context(|| paths::shown(out))?;
    }
    bindgen.typescript(false).remove_name_section(true).remove_producers_section(true);
    bindgen.generate(out).with_context(|| format!("wasm-bindgen on {}", paths::shown(wasm)))
}

/// wasm-bindgen's two halves must be of one version; its own error comes late and names no file.
fn check_version() -> Result<()> {
    let lock = fs::read_to_string(paths::root().join("Cargo.lock")).context("Cargo.lock")?;
    let wanted = format!("name = \"wasm-bindgen\"\nversion = \"{VERSION}\"");
    if lock.contains(&wanted) {
        return Ok(());
    }
    bail!(
        "Cargo.lock holds another wasm-bindgen than {VERSION}: \
         `cargo update --package wasm-bindgen --precise {VERSION}`, \
         or move xtask's `wasm-bindgen-cli-support` along"
    )
}
