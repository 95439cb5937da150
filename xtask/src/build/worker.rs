//! The edge crate to `build/worker`: one ES module, one WebAssembly module, and the encoder's table.

use std::fs;

use anyhow::{Context as _, Result, bail};
use dukou::OBJECTS;

use super::{bindgen, cargo, optimise};
use crate::digest::{self, Digest, Stamp};
use crate::progress::step;
use crate::{paths, process, tools};

/// The runtime's handlers that may be exported as functions.
const HANDLERS: [&str; 2] = ["fetch", "scheduled"];

const SHIM: &str = include_str!("shim.js");

/// What search knows of meaning: data beside the code, which is read at the first question.
const ENCODER: &str = "encoder.bin";

/// Builds `worker.mjs`, `index_bg.wasm` and `encoder.bin` in `build/worker`.
///
/// # Errors
/// When the crate does not compile or does not export what the configuration names.
pub(crate) fn build() -> Result<()> {
    let wasm = cargo::compile(&cargo::EDGE)?;
    let mut inputs = Digest::default();
    let encoder = paths::root().join("model/weights").join(ENCODER);
    inputs.text(SHIM).file(&wasm).file(&encoder).file(&tools::lock_file());
    inputs.text(include_str!("worker.rs"));
    let out = paths::worker();
    let stamp = Stamp::new("edge-worker", inputs, vec![out.clone()]);
    if stamp.is_current() {
        return Ok(());
    }
    step("Linking", "edge-worker", || {
        let scratch = paths::scratch().join("edge-worker");
        bindgen::edge(&wasm, &scratch)?;
        let index = scratch.join("index.js");
        let glue = fs::read_to_string(&index).with_context(|| paths::shown(&index))?;
        // workerd knows WebAssembly by the module's declared type; the source phase is not needed.
        let glue = glue.replace("import source ", "import ");
        fs::write(&index, &glue)?;
        fs::write(scratch.join("shim.js"), shim(&glue)?)?;
        let optimised = scratch.join("optimised.wasm");
        // wasm-bindgen's abort handler catches JavaScript's exceptions inside WebAssembly. What is called from
        // one place stays where the compiler left it: inlined, it is five kilobytes more, and an answer takes
        // twice as long (docs/SEARCH.md). Level 2 twice is 7 kB less than level 3.
        let more = [
            "-O2",
            "--enable-exception-handling",
            "--enable-simd",
            "--one-caller-inline-max-function-size=0",
        ];
        optimise::optimise(&scratch.join("index_bg.wasm"), &optimised, "-O2", &more)?;
        let mut esbuild = tools::esbuild()?;
        esbuild.current_dir(&scratch).arg("./shim.js");
        esbuild.args(["--bundle", "--minify", "--format=esm", "--target=es2022"]);
        esbuild.args(["--external:./index_bg.wasm", "--external:./encoder.bin"]);
        esbuild.arg("--external:cloudflare:*");
        let bundle = process::output(&mut esbuild, b"", "")?;
        digest::write(&out.join("worker.mjs"), &bundle)?;
        digest::write(&out.join("index_bg.wasm"), &fs::read(&optimised)?)?;
        let table = fs::read(&encoder).with_context(|| paths::shown(&encoder))?;
        digest::write(&out.join(ENCODER), &table)
    })?;
    stamp.keep()
}

/// Completes the shim with what the crate exports.
fn shim(glue: &str) -> Result<String> {
    let mut shim = SHIM.to_owned();
    for handler in HANDLERS {
        if glue.contains(&format!("export function {handler}(")) {
            shim.push_str(&format!("serve(\"{handler}\", wasm.{handler});\n"));
        }
    }
    for object in OBJECTS {
        if !glue.contains(&format!("export class {object} ")) {
            bail!("edge-worker exports no Durable Object `{object}`");
        }
        shim.push_str(&format!("export const {object} = durable(wasm.{object});\n"));
    }
    Ok(shim)
}
