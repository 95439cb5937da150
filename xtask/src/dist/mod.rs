//! `cargo xtask dist`: `dist/`, for a machine of one's own and for Cloudflare.

mod cloudflare;
mod record;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use dukou::{DEMO, Sites};

use crate::progress::{say, step};
use crate::{build, dev, digest, paths, process};
use record::Record;

/// What `dist` was asked for.
pub(crate) struct Options {
    /// Where it goes; what an earlier one wrote there is replaced, and nothing else.
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
    let shops = make(options)?;
    let shops = shops.names().collect::<Vec<_>>().join(", ");
    let out = paths::shown(&std::path::absolute(&options.out)?);
    println!();
    say("Server", &format!("{out}/dukou; {out}/README.md says what to do"));
    let with = if shops.is_empty() { "without a shop: name yours by --sites" } else { "with" };
    say("Cloudflare", format!("{out}/cloudflare, {with} {shops}").trim_end());
    Ok(())
}

/// Builds everything and puts it into `dist/`; returns the shops that go to Cloudflare.
///
/// # Errors
/// When something does not build, a site's file is broken, or something stands where it should go that this
/// did not make.
pub(crate) fn make(options: &Options) -> Result<Sites> {
    // The demo shop and its known passwords stay at home.
    let sites = Sites::read(&options.sites)?.without(DEMO);
    let out = std::path::absolute(&options.out)?;
    let made = Record::read(&out)?;
    cloudflare::check_shops(&out, &sites)?;
    let commit = commit();
    let wrangler = cloudflare::configuration(&sites, &options.sites, commit.as_deref())?;
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
        let mut parts = Parts::default();
        let suffix = std::env::consts::EXE_SUFFIX;
        parts.file(format!("dukou{suffix}"), &program);
        parts.file(format!("workerd{suffix}"), &files.workerd);
        parts.tree("worker", &files.worker, |_| true)?;
        parts.tree("site", &files.site, |name| !name.starts_with(DEMO))?;
        for (name, text) in FILES {
            parts.text(name, text);
        }
        for name in ["LICENSE", "NOTICE", "CHANGELOG.md"] {
            parts.file(name.to_owned(), &paths::root().join(name));
        }
        for (name, readme) in [("MANUAL.md", "README.md"), ("MANUAL.zh-CN.md", "README.zh-CN.md")] {
            parts.file(name.to_owned(), &paths::root().join(readme));
        }
        if let Some(commit) = &commit {
            parts.text("COMMIT", commit);
        }
        parts.tree("cloudflare/worker", &files.worker, |_| true)?;
        parts.text("cloudflare/worker/index.mjs", &cloudflare::door());
        parts.text("cloudflare/wrangler.json", &wrangler);
        parts.replace(&made, &out)?;
        cloudflare::save_shops(&out, &sites)
    })?;
    Ok(sites)
}

/// What a `dist/` is made of.
#[derive(Default)]
struct Parts(Vec<(String, Content)>);

/// What is in one file.
enum Content {
    Text(String),
    Of(PathBuf),
}

impl Parts {
    fn text(&mut self, path: &str, text: &str) {
        self.0.push((path.to_owned(), Content::Text(text.to_owned())));
    }

    fn file(&mut self, path: String, from: &Path) {
        self.0.push((path, Content::Of(from.to_owned())));
    }

    /// The files below `from` whose names are `wanted`, to below `path`.
    fn tree(&mut self, path: &str, from: &Path, wanted: impl Fn(&Path) -> bool) -> Result<()> {
        for file in digest::files(from)? {
            let name = file.strip_prefix(from)?;
            if wanted(name) {
                let names = name.iter().map(|name| name.to_string_lossy());
                let path = std::iter::once(path.into()).chain(names).collect::<Vec<_>>().join("/");
                self.file(path, &file);
            }
        }
        Ok(())
    }

    /// Puts them into `out`, in the place of what was `made` there before.
    fn replace(&self, made: &Record, out: &Path) -> Result<()> {
        let mut record = Record::default();
        for (path, content) in &self.0 {
            match content {
                Content::Text(text) => record.add(path, text.as_bytes()),
                Content::Of(from) => record.add_file(path, from)?,
            }
        }
        made.check(out, &record)?;
        made.remove(out)?;
        // First the list: what is half there when somebody interrupts us is ours.
        record.save(out)?;
        for (path, content) in &self.0 {
            let to = out.join(path);
            if let Some(dir) = to.parent() {
                fs::create_dir_all(dir).with_context(|| paths::shown(dir))?;
            }
            // A program that runs cannot be written, only replaced.
            let part = out.join(format!("{path}.part"));
            let written = match content {
                Content::Text(text) => fs::write(&part, text),
                Content::Of(from) => fs::copy(from, &part).map(drop),
            };
            written.and_then(|()| fs::rename(&part, &to)).with_context(|| paths::shown(&to))?;
        }
        Ok(())
    }
}

/// The commit of what is built, where git knows it; one that was changed since says so.
fn commit() -> Option<String> {
    let mut git = Command::new("git");
    git.current_dir(paths::root()).args(["describe", "--always", "--dirty", "--exclude=*"]);
    git.arg("--abbrev=12");
    let said = process::output(&mut git, b"", "").ok()?;
    String::from_utf8(said).ok()
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
}
