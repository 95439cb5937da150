//! Crates to WebAssembly, as the compiler leaves it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Result, bail};

use crate::digest::{Digest, Stamp};
use crate::progress::step;
use crate::{paths, process, tools};

/// One WebAssembly module that ships.
pub(crate) struct Module {
    /// What its files are called.
    pub(crate) name: &'static str,
    package: &'static str,
    dir: &'static str,
    profile: &'static str,
    /// Compiled with 128-bit vectors, which old phones lack.
    pub(crate) simd: bool,
}

/// The edge.
pub(crate) const EDGE: Module = Module {
    name: "edge-worker",
    package: "edge-worker",
    dir: "edge-worker",
    profile: "edge",
    simd: true,
};
/// The visitor's page.
pub(crate) const WIDGET: Module =
    Module { name: "widget", package: "widget", dir: "widget", profile: "page", simd: false };
/// The rules that the visitor's page asks before it sends.
pub(crate) const RULES: Module =
    Module { name: "rules", package: "rules", dir: "widget/rules", profile: "page", simd: false };
/// The most asked articles, for the visitor's page.
pub(crate) const ANSWERS: Module = Module {
    name: "answers",
    package: "answers",
    dir: "widget/answers",
    profile: "page",
    simd: false,
};
/// The agent's and the lead's page.
pub(crate) const CONSOLE: Module =
    Module { name: "console", package: "console", dir: "console", profile: "page", simd: false };
/// The reader worker, for every browser.
pub(crate) const READER: Module = Module {
    name: "reader",
    package: "reader",
    dir: "widget/reader",
    profile: "page",
    simd: false,
};
/// The reader worker, for browsers with vectors.
pub(crate) const READER_SIMD: Module = Module {
    name: "reader-simd",
    package: "reader",
    dir: "widget/reader",
    profile: "page",
    simd: true,
};

impl Module {
    /// The crate's directory.
    pub(crate) fn dir(&self) -> PathBuf {
        paths::root().join(self.dir)
    }

    /// Whether it runs in a Web Worker: a classic one, which every browser has.
    pub(crate) fn is_worker(&self) -> bool {
        self.package == READER.package
    }

    /// Cargo locks a directory while it builds there. Readers have theirs, for they share little with the pages.
    fn target(&self) -> PathBuf {
        match (self.simd, self.is_worker()) {
            (true, _) => paths::target().join("simd"),
            (false, true) => paths::target().join("reader"),
            (false, false) => paths::target(),
        }
    }

    /// Where cargo puts it: a build locks that directory.
    pub(crate) fn artefacts(&self) -> PathBuf {
        self.target().join(tools::WASM).join(self.profile)
    }

    fn artefact(&self, extension: &str) -> PathBuf {
        self.artefacts().join(format!("{}.{extension}", self.package.replace('-', "_")))
    }
}

/// Compiles `module` unless nothing it is made of has changed; returns the compiler's output.
///
/// # Errors
/// When it does not compile, or is no `cdylib`.
pub(crate) fn compile(module: &Module) -> Result<PathBuf> {
    let wasm = module.artefact("wasm");
    if stamp(module)?.is_current() {
        return Ok(wasm);
    }
    let begun = SystemTime::now();
    step("Compiling", &format!("{} ({})", module.name, module.profile), || {
        let mut cargo = process::cargo_for(tools::WASM, &flags(module));
        cargo.args(["build", "--quiet", "--package", module.package, "--profile", module.profile]);
        cargo.args(["--target", tools::WASM]).arg("--target-dir").arg(module.target());
        process::run(&mut cargo, "install Rust by rustup (https://rustup.rs)")
    })?;
    if !wasm.is_file() {
        bail!(
            "{}/Cargo.toml has no `crate-type = [\"cdylib\"]`: no WebAssembly came out",
            module.dir
        );
    }
    // Which sources it has is known now only. What was saved meanwhile may not be in it.
    if !inputs(module).iter().any(|input| is_newer(input, begun)) {
        stamp(module)?.keep()?;
    }
    Ok(wasm)
}

/// Whether a file was written after `moment`, as far as the file system tells.
fn is_newer(path: &Path, moment: SystemTime) -> bool {
    path.metadata().and_then(|it| it.modified()).is_ok_and(|written| written >= moment)
}

/// The compiler's flags, as a TOML list. Paths of this machine stay out of what ships.
fn flags(module: &Module) -> String {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let mut flags = Vec::new();
    if let Some(home) = home {
        flags.push(format!("--remap-path-prefix={}=crates", home.join("registry/src").display()));
    }
    if module.simd {
        flags.push("-Ctarget-feature=+simd128".to_owned());
    }
    format!("{flags:?}")
}

/// What the module is made of: its [`inputs`], how it is compiled, and the compiler itself.
fn stamp(module: &Module) -> Result<Stamp> {
    let mut made_of = Digest::default();
    made_of.text(&flags(module)).text(module.profile);
    let version = process::output(std::process::Command::new("rustc").arg("-vV"), b"", "")?;
    made_of.bytes(&version);
    for input in inputs(module) {
        made_of.file(&input);
    }
    Ok(Stamp::new(&format!("{}.cargo", module.name), made_of, vec![module.artefact("wasm")]))
}

/// The lock file, every manifest, and the sources that the compiler says it read last.
fn inputs(module: &Module) -> Vec<PathBuf> {
    let fixed = ["Cargo.toml", "Cargo.lock", ".cargo/config.toml"];
    let mut inputs: Vec<_> = fixed.map(|file| paths::root().join(file)).into();
    let dep_info = fs::read_to_string(module.artefact("d")).unwrap_or_default();
    for source in sources(&dep_info) {
        if let Some(manifest) = manifest_of(&source)
            && !inputs.contains(&manifest)
        {
            inputs.push(manifest);
        }
        inputs.push(source);
    }
    inputs
}

/// The files in a `.d` file of cargo's: `output: source source…`, spaces escaped.
fn sources(dep_info: &str) -> Vec<PathBuf> {
    let line = dep_info.lines().next().unwrap_or_default();
    let Some((_, sources)) = line.split_once(": ") else { return Vec::new() };
    sources
        .replace("\\ ", "\0")
        .split_whitespace()
        .map(|source| PathBuf::from(source.replace('\0', " ")))
        .collect()
}

fn manifest_of(source: &Path) -> Option<PathBuf> {
    let dirs = source.ancestors().skip(1);
    dirs.map(|dir| dir.join("Cargo.toml")).find(|manifest| manifest.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dep_info_lists_the_sources_with_spaces_in_their_names() {
        let found = sources("/t/widget.wasm: /r/widget/src/lib.rs /r/my\\ shop/a.rs\n");
        assert_eq!(found, [Path::new("/r/widget/src/lib.rs"), Path::new("/r/my shop/a.rs")]);
        assert!(sources("").is_empty());
    }
}
