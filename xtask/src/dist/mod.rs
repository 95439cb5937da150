//! `cargo xtask dist`: `dist/`, for a machine of one's own and for Cloudflare.

mod cloudflare;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use dukou::{DEMO, Sites};

use crate::progress::{say, step};
use crate::{build, dev, digest, paths, process};

/// What `dist` was asked for.
pub(crate) struct Options {
    /// Where it goes; what is there is replaced.
    pub(crate) out: PathBuf,
    /// The shops that go to Cloudflare; a machine of one's own reads its `sites/` at each start.
    pub(crate) sites: PathBuf,
    pub(crate) build: bool,
    /// Compile the server as it is compiled for tests.
    pub(crate) debug: bool,
}

impl Default for Options {
    fn default() -> Self {
        let (out, sites) = (paths::root().join("dist"), paths::root().join("sites"));
        Self { out, sites, build: true, debug: false }
    }
}

/// What goes along as it is: names in `dist/`, and contents.
const FILES: [(&str, &str); 7] = [
    ("README.md", include_str!("files/README.md")),
    ("README.zh-CN.md", include_str!("files/README.zh-CN.md")),
    ("dukou.service", include_str!("files/dukou.service")),
    ("env.example", include_str!("files/env.example")),
    ("nginx.conf", include_str!("files/nginx.conf")),
    ("Caddyfile", include_str!("files/Caddyfile")),
    (EXAMPLE, include_str!("files/acme.toml.example")),
];
const EXAMPLE: &str = "sites/acme.toml.example";

/// Builds everything, puts it into `dist/` and says what is there.
///
/// # Errors
/// As [`make`].
pub(crate) fn dist(options: &Options) -> Result<()> {
    let shops = if make(options)?.is_empty() { "no shop yet" } else { "the shops as they are now" };
    let out = paths::shown(&std::path::absolute(&options.out)?);
    println!();
    say("Server", &format!("{out}/dukou; {out}/README.md says what to do"));
    say("Cloudflare", &format!("{out}/cloudflare, with {shops}"));
    Ok(())
}

/// Builds everything and puts it into `dist/`; returns the shops that go to Cloudflare.
///
/// # Errors
/// When something does not build, a site's file is broken, or a directory that is no `dist/` of ours
/// stands where it should go.
pub(crate) fn make(options: &Options) -> Result<Sites> {
    // The demo shop and its known passwords stay at home.
    let sites = Sites::read(&options.sites)?.without(DEMO);
    let out = std::path::absolute(&options.out)?;
    check_place(&out)?;
    if options.build {
        build::build(&build::Options::default())?;
    }
    let files = dev::files()?;
    for built in [files.site.join("manifest.json"), files.worker.join("worker.mjs")] {
        if !built.is_file() {
            bail!("{} is not built: `cargo xtask build`", paths::shown(&built));
        }
    }
    let program = step("Compiling", "dukou", || program(options.debug))?;
    step("Copying", &paths::shown(&out), || {
        if out.exists() {
            fs::remove_dir_all(&out).with_context(|| paths::shown(&out))?;
        }
        fs::create_dir_all(&out).with_context(|| paths::shown(&out))?;
        let suffix = std::env::consts::EXE_SUFFIX;
        for (from, name) in [(&program, "dukou"), (&files.workerd, "workerd")] {
            let to = out.join(format!("{name}{suffix}"));
            fs::copy(from, to).with_context(|| paths::shown(from))?;
        }
        copy(&files.worker, &out.join("worker"), |_| true)?;
        copy(&files.site, &out.join("site"), |name| !name.starts_with(DEMO))?;
        for (name, text) in FILES {
            digest::write(&out.join(name), text.as_bytes())?;
        }
        for name in ["LICENSE", "NOTICE"] {
            digest::write(&out.join(name), &fs::read(paths::root().join(name))?)?;
        }
        cloudflare::write(&out.join("cloudflare"), &files.worker, &sites)
    })?;
    Ok(sites)
}

/// What is replaced must be ours.
fn check_place(out: &Path) -> Result<()> {
    let is_ours = out.join("dukou.service").is_file();
    let is_empty =
        !out.exists() || fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_none());
    if is_ours || is_empty {
        return Ok(());
    }
    bail!("{} holds something else: name an empty directory with --out", out.display())
}

/// Compiles the server; returns where it lies.
fn program(debug: bool) -> Result<PathBuf> {
    let mut cargo = process::cargo();
    cargo.args([
        "build",
        "--quiet",
        "--package",
        "dukou",
        "--message-format=json-render-diagnostics",
    ]);
    if !debug {
        cargo.arg("--release");
    }
    let said = process::output(&mut cargo, b"", "install Rust by rustup (https://rustup.rs)")?;
    // Cargo alone knows where its directory is.
    let executable = String::from_utf8_lossy(&said)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|message| message.get("executable")?.as_str().map(PathBuf::from));
    executable.context("cargo made no program of the package `dukou`")
}

/// Copies the files below `from` whose names are `wanted`.
fn copy(from: &Path, to: &Path, wanted: impl Fn(&Path) -> bool) -> Result<()> {
    for path in digest::files(from)? {
        let name = path.strip_prefix(from)?;
        if wanted(name) {
            digest::write(&to.join(name), &fs::read(&path).with_context(|| paths::shown(&path))?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_a_configuration() {
        let dir = std::env::temp_dir().join(format!("dukou-example-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let (_, text) = FILES.iter().find(|(name, _)| *name == EXAMPLE).unwrap();
        fs::write(dir.join("acme.toml"), text).unwrap();
        let sites = Sites::read(&dir);
        fs::remove_dir_all(&dir).unwrap();
        assert!(sites.unwrap().has("acme"));
    }

    #[test]
    fn somebody_elses_directory_is_not_replaced() {
        assert!(check_place(paths::root()).is_err());
        assert!(check_place(&paths::root().join("target/never-made")).is_ok());
    }
}
