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

    /// Adds a file, or every file below a directory; what is missing counts as such.
    fn place(&mut self, path: &Path) -> Result<&mut Self> {
        if path.is_dir() { self.tree(path) } else { Ok(self.file(path)) }
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

/// Remembers which inputs a step has last been run for, and what came of it.
pub(crate) struct Stamp {
    path: PathBuf,
    inputs: String,
    outputs: Vec<PathBuf>,
}

impl Stamp {
    /// The step `name` with its inputs as they are now; `outputs` are the files and directories that it writes
    /// and nobody else does.
    pub(crate) fn new(name: &str, inputs: Digest, outputs: Vec<PathBuf>) -> Self {
        let path = paths::scratch().join(format!("{name}.stamp"));
        Self { path, inputs: inputs.finish(), outputs }
    }

    /// Whether the step was last finished with these very inputs, and what it wrote lies there as it was.
    pub(crate) fn is_current(&self) -> bool {
        let said = self.said().ok();
        said.is_some() && fs::read_to_string(&self.path).ok() == said
    }

    /// The step is finished.
    pub(crate) fn keep(&self) -> Result<()> {
        write(&self.path, self.said()?.as_bytes())
    }

    fn said(&self) -> Result<String> {
        let mut outputs = Digest::default();
        for path in &self.outputs {
            outputs.place(path)?;
        }
        Ok(format!("{}\n{}\n", self.inputs, outputs.finish()))
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_holds_while_inputs_and_outputs_do() {
        let dir = paths::scratch().join("stamp-test");
        let (file, tree) = (dir.join("one.txt"), dir.join("tree"));
        let stamp = |input: &str| {
            let mut inputs = Digest::default();
            inputs.text(input);
            Stamp::new("stamp-test/kept", inputs, vec![file.clone(), tree.clone()])
        };
        write(&file, b"1").unwrap();
        write(&tree.join("a/two.txt"), b"2").unwrap();
        stamp("in").keep().unwrap();
        assert!(stamp("in").is_current());
        assert!(!stamp("other").is_current());
        write(&file, b"changed").unwrap();
        assert!(!stamp("in").is_current());
        write(&file, b"1").unwrap();
        assert!(stamp("in").is_current());
        fs::remove_file(tree.join("a/two.txt")).unwrap();
        assert!(!stamp("in").is_current());
        fs::remove_dir_all(dir).unwrap();
    }
}
