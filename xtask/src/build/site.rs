//! `www/`, the page modules and the model to `build/site`, the server's static root.
//!
//! Whatever lands in `/assets/` is named by its content, so that browsers may keep it for ever.
//! Sources write the plain name (`/assets/widget.js`); it is replaced wherever it stands in HTML,
//! CSS and JavaScript, and a name that nothing builds is an error, as soon as everything is built.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::cargo::Module;
use super::{compress, glue};
use crate::digest::{self, Digest, Stamp};
use crate::progress::{say, step};
use crate::{paths, process, tools};

const ASSETS: &str = "assets/";

/// Puts `build/site` together, unless nothing in it would change; `all` where no module is missing.
///
/// # Errors
/// When esbuild finds a fault in `www/`, or a page refers to an asset that nothing builds.
pub(crate) fn assemble(modules: &[&Module], all: bool) -> Result<()> {
    let www = paths::root().join("www");
    let weights = paths::root().join("model/weights");
    let mut inputs = Digest::default();
    // The rules of this very file are an input too.
    inputs.text(include_str!("site.rs")).text(include_str!("glue.rs"));
    inputs.file(&tools::lock_file()).tree(&www)?.tree(&weights)?;
    for module in modules {
        inputs.file(&glue::wasm(module)).file(&module.dir().join("entry.js"));
    }
    let stamp = Stamp::new("site", inputs, vec![paths::site()]);
    if stamp.is_current() {
        return Ok(());
    }
    step("Assembling", "site", || {
        let minified = minify(&www)?;
        let mut site = Site::default();
        let www_files = www_files(&www, &minified)?;
        let texts = www_files.values().filter(|path| is_text(&relative(path, Path::new(""))));
        let entries = modules.iter().map(|module| module.dir().join("entry.js"));
        let sources: String = texts
            .cloned()
            .chain(entries)
            .map(|path| fs::read_to_string(path).unwrap_or_default())
            .collect();
        for file in digest::files(&weights)? {
            let name = format!("{ASSETS}{}", relative(&file, &weights));
            // Weights lie there in more than one form; what ships is the one that a page asks for.
            if sources.contains(&name) {
                site.add(&name, &fs::read(&file)?);
            }
        }
        let (assets, pages): (Vec<_>, Vec<_>) =
            www_files.into_iter().partition(|(name, _)| name.starts_with(ASSETS));
        // Leaves first: what is referred to needs its name before what refers to it.
        let (texts, leaves): (Vec<_>, Vec<_>) =
            assets.into_iter().partition(|(name, _)| is_text(name));
        for (name, path) in &leaves {
            site.add(name, &fs::read(path)?);
        }
        let (styles, scripts): (Vec<_>, Vec<_>) =
            texts.into_iter().partition(|(name, _)| name.ends_with(".css"));
        for (name, path) in &styles {
            site.add_text(name, &fs::read_to_string(path)?);
        }
        for module in modules {
            let wasm = glue::wasm(module);
            let bytes = fs::read(&wasm)
                .with_context(|| format!("{} is not built: `cargo xtask build`", module.name))?;
            site.add(&format!("{ASSETS}{}.wasm", module.name), &bytes);
            let script = String::from_utf8(glue::bundle(module)?)?;
            site.add_text(&format!("{ASSETS}{}.js", module.name), &script);
        }
        for (name, path) in scripts.iter().chain(&pages) {
            if is_text(name) {
                site.add_text(name, &fs::read_to_string(path)?);
            } else {
                site.add(name, &fs::read(path)?);
            }
        }
        site.add("manifest.json", &serde_json::to_vec_pretty(&site.names.clone())?);
        site.check(all)?;
        site.write(&paths::site())
    })?;
    stamp.keep()
}

/// The static root while it is put together.
#[derive(Default)]
struct Site {
    files: BTreeMap<String, Vec<u8>>,
    /// Plain addresses to addresses by content.
    names: BTreeMap<String, String>,
    /// Assets that are referred to and not there, with who does.
    unknown: BTreeSet<(String, String)>,
}

impl Site {
    /// Adds a file; returns its address.
    fn add(&mut self, name: &str, bytes: &[u8]) -> String {
        let place =
            if name.starts_with(ASSETS) { by_content(name, bytes) } else { name.to_owned() };
        let address = format!("/{place}");
        if name.starts_with(ASSETS) {
            self.names.insert(format!("/{name}"), address.clone());
        }
        self.files.insert(place, bytes.to_vec());
        address
    }

    /// Adds a file whose references to assets are still plain.
    fn add_text(&mut self, name: &str, text: &str) {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find("/assets/") {
            let (before, from) = rest.split_at(at);
            let end = from.find(|c: char| !is_of_name(c)).unwrap_or(from.len());
            let (plain, after) = from.split_at(end);
            out.push_str(before);
            // `/demo/assets/…` is somebody else's directory.
            let is_ours = !before.ends_with(is_of_name);
            let address = self.names.get(plain).filter(|_| is_ours);
            if address.is_none() && is_ours && plain.contains('.') {
                self.unknown.insert((name.to_owned(), plain[1..].to_owned()));
            }
            out.push_str(address.map_or(plain, String::as_str));
            rest = after;
        }
        out.push_str(rest);
        self.add(name, out.as_bytes());
    }

    /// Whether every asset that something refers to is there. Where not `all` modules are built, what is missing
    /// may be of one of those: then it is only said.
    fn check(&self, all: bool) -> Result<()> {
        let unknown = self.unknown.iter();
        let unknown: Vec<_> =
            unknown.map(|(page, asset)| format!("{page} refers to /{asset}")).collect();
        if all && !unknown.is_empty() {
            bail!("{}, which nothing builds", unknown.join(", "));
        }
        for unknown in unknown {
            say("Unknown", &format!("{unknown}, which nothing has built"));
        }
        Ok(())
    }

    /// Makes `root` hold these files and no others, touching only what differs.
    fn write(&self, root: &Path) -> Result<()> {
        let mut stale = Vec::new();
        for (name, bytes) in &self.files {
            let path = root.join(name);
            let packed = root.join(format!("{name}.br"));
            if compress::is_worth(name, bytes.len() as u64)
                && !(packed.is_file() && fs::read(&path).is_ok_and(|old| old == *bytes))
            {
                stale.push(path.clone());
                // First: what is broken off from here on must not leave an old one beside the new file.
                if packed.is_file() {
                    fs::remove_file(&packed).with_context(|| paths::shown(&packed))?;
                }
            }
            digest::write(&path, bytes)?;
        }
        compress::compress(&stale)?;
        for path in digest::files(root)? {
            let name = relative(&path, root);
            let (plain, is_packed) = match name.strip_suffix(".br") {
                Some(plain) => (plain, true),
                None => (name.as_str(), false),
            };
            let kept = self
                .files
                .get(plain)
                .is_some_and(|bytes| !is_packed || compress::is_worth(plain, bytes.len() as u64));
            if !kept {
                fs::remove_file(&path).with_context(|| paths::shown(&path))?;
            }
        }
        Ok(())
    }
}

/// `assets/widget.js` with content `x` to `assets/widget.0123456789ab.js`.
fn by_content(name: &str, bytes: &[u8]) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{stem}.{}.{extension}", digest::short(bytes))
}

/// Minifies all scripts and styles of `www` in one go; returns where they are.
fn minify(www: &Path) -> Result<PathBuf> {
    let out = paths::scratch().join("www");
    if out.is_dir() {
        fs::remove_dir_all(&out)?;
    }
    let code: Vec<_> =
        digest::files(www)?.into_iter().filter(|path| is_code(&relative(path, www))).collect();
    if code.is_empty() {
        return Ok(out);
    }
    let mut esbuild = tools::esbuild()?;
    esbuild.args(code).args(["--minify", "--target=es2018", "--legal-comments=none"]);
    esbuild.arg(format!("--outbase={}", www.display())).arg(format!("--outdir={}", out.display()));
    process::output(&mut esbuild, b"", "").context("www/")?;
    Ok(out)
}

/// The files of `www` by name, minified where they can be.
fn www_files(www: &Path, minified: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    for path in digest::files(www)? {
        let name = relative(&path, www);
        let smaller = minified.join(&name);
        let path = if smaller.is_file() { smaller } else { path };
        if files.insert(name.clone(), path).is_some() {
            bail!("www/{name} is there twice");
        }
    }
    Ok(files)
}

fn relative(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn is_code(name: &str) -> bool {
    name.ends_with(".js") || name.ends_with(".css")
}

fn is_text(name: &str) -> bool {
    is_code(name) || name.ends_with(".html") || name.ends_with(".webmanifest")
}

/// Characters of an asset's address.
fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_to_an_asset_becomes_its_name_by_content() {
        let mut site = Site::default();
        site.add("assets/widget.css", b"body{}");
        site.add_text(
            "widget/index.html",
            "<link href=\"/assets/widget.css\"><p>/assets/ /demo/assets/a.css</p>",
        );
        let page = site.files.get("widget/index.html").map(|page| String::from_utf8_lossy(page));
        let name = site.names.get("/assets/widget.css").cloned().unwrap_or_default();
        assert!(name.starts_with("/assets/widget.") && name.ends_with(".css"), "{name}");
        assert_eq!(
            page.as_deref(),
            Some(&*format!("<link href=\"{name}\"><p>/assets/ /demo/assets/a.css</p>"))
        );
        site.check(true).unwrap();
    }

    #[test]
    fn a_build_that_is_broken_off_leaves_nothing_packed_that_is_old() {
        let root = paths::scratch().join("site-test");
        let (page, packed) = (root.join("a.html"), root.join("a.html.br"));
        digest::write(&page, &b"old ".repeat(200)).unwrap();
        digest::write(&packed, b"old, packed").unwrap();
        // Something stands where the next file should go.
        digest::write(&root.join("b.html/in-the-way"), b"").unwrap();
        let mut site = Site::default();
        let new = b"new ".repeat(200);
        site.add("a.html", &new);
        site.add("b.html", &new);
        let written = site.write(&root);
        let (left, is_packed) = (fs::read(&page).unwrap(), packed.exists());
        fs::remove_dir_all(&root).unwrap();
        assert!(written.is_err());
        assert!(left == new && !is_packed);
    }

    #[test]
    fn a_reference_to_what_nothing_builds_is_an_error_once_everything_is_built() {
        let mut site = Site::default();
        site.add_text("index.html", "<script src=/assets/gone.js></script>");
        site.check(false).unwrap();
        let told = site.check(true).unwrap_err().to_string();
        assert_eq!(told, "index.html refers to /assets/gone.js, which nothing builds");
    }
}
