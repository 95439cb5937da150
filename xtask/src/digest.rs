//! Content hashes: they name what ships and decide what is up to date.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::paths;

/// Collects what a step depends on.
#[derive(Default)]
pub(crate) struct Digest(Sha256);

impl Digest {
    /// Adds a word, such as an option of the step.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Adds `bytes`, marked off from their neighbours by their length.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Adds a file's path and content; a missing file counts as such.
    pub(crate) fn file(&mut self, path: &Path) -> &mut Self {
        self.text(&paths::shown(path));
        match fs::read(path) {
            Ok(bytes) => self.bytes(&bytes),
            Err(_) => self.text("missing"),
        }
    }

    /// Adds every file below `dir`.
    pub(crate) fn tree(&mut self, dir: &Path) -> Result<&mut Self> {
        for path in files(dir)? {
            self.file(&path);
        }
        Ok(self)
    }

    /// The hash, in lower-case hexadecimal digits.
    pub(crate) fn finish(self) -> String {
        self.0.finalize().iter().fold(String::new(), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// The part of `bytes`' hash that names a file.
pub(crate) fn short(bytes: &[u8]) -> String {
    let mut digest = Digest::default();
    digest.bytes(bytes);
    let mut hex = digest.finish();
    hex.truncate(12);
    hex
}

/// Remembers which inputs a step has last been run for.
pub(crate) struct Stamp {
    path: PathBuf,
    digest: String,
}

impl Stamp {
    /// The step `name` with its inputs as they are now.
    pub(crate) fn new(name: &str, inputs: Digest) -> Self {
        Self { path: paths::scratch().join(format!("{name}.stamp")), digest: inputs.finish() }
    }

    /// Whether the step was last finished with these very inputs.
    pub(crate) fn is_current(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|kept| kept == self.digest)
    }

    /// The step is finished.
    pub(crate) fn keep(&self) -> Result<()> {
        write(&self.path, self.digest.as_bytes())
    }
}

/// The files below `dir`, in order; none when there is no such directory.
pub(crate) fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut pending = vec![dir.to_owned()];
    while let Some(dir) = pending.pop() {
        if !dir.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&dir).with_context(|| paths::shown(&dir))? {
            let path = entry?.path();
            if path.is_dir() { pending.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

/// Writes a file, making its directory; leaves a file that already says the same alone.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).with_context(|| paths::shown(dir))?;
    }
    fs::write(path, bytes).with_context(|| paths::shown(path))
}
