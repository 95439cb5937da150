//! What an earlier `dist` wrote into its directory: that alone is taken away again.
//!
//! Whoever looked at it, by `./dukou`, has conversations and keys lying there, and whoever deployed it has
//! written into its files. Neither comes back.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::{digest, paths};

/// Its file, a line for each file that was written: the content's digest, a space, the path.
pub(super) const FILE: &str = "dist.files";

/// Files by their path below the directory, with a digest of what is in them.
#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct Record(BTreeMap<String, String>);

impl Record {
    /// What the last `dist` wrote into `out`.
    ///
    /// # Errors
    /// When something lies there that no `dist` of ours has made.
    pub(super) fn read(out: &Path) -> Result<Self> {
        let list = out.join(FILE);
        if list.is_file() {
            let text = fs::read_to_string(&list).with_context(|| paths::shown(&list))?;
            let lines = text.lines().filter_map(|line| line.split_once(' '));
            return Ok(Self(lines.map(|(digest, path)| (path.into(), digest.into())).collect()));
        }
        let is_empty =
            !out.exists() || fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_none());
        if is_empty {
            return Ok(Self::default());
        }
        bail!(
            "{} holds something else, or what an older xtask made: name an empty directory with --out, or \
             move it away",
            out.display()
        )
    }

    /// Adds a file that is to hold `bytes`.
    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) {
        self.0.insert(path.to_owned(), digest::short(bytes));
    }

    /// Adds a file that is to hold what `from` does.
    ///
    /// # Errors
    /// When that cannot be read.
    pub(super) fn add_file(&mut self, path: &str, from: &Path) -> Result<()> {
        let digest = digest_of(from).with_context(|| paths::shown(from))?;
        self.0.insert(path.to_owned(), digest);
        Ok(())
    }

    /// Whether what lies in `out` can give way to `next` without anybody losing anything.
    ///
    /// # Errors
    /// Names the files that somebody has written since, or that are not ours.
    pub(super) fn check(&self, out: &Path, next: &Self) -> Result<()> {
        let has_changed = |path: &str, digest: &str| {
            digest_of(&out.join(path)).is_ok_and(|found| found != digest)
        };
        let written = self.0.iter().filter(|(path, digest)| has_changed(path, digest));
        let foreign = next.0.iter().filter(|(path, _)| !self.0.contains_key(*path));
        let foreign = foreign.filter(|(path, digest)| has_changed(path, digest));
        let touched: Vec<_> = written.chain(foreign).map(|(path, _)| path.as_str()).collect();
        if touched.is_empty() {
            return Ok(());
        }
        bail!(
            "in {} these are no longer as they were made: {}; move them away (what is yours of \
             wrangler.json goes into wrangler.json beside the shops' files)",
            out.display(),
            touched.join(", ")
        )
    }

    /// Takes away what is listed, and directories that are empty then.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub(super) fn remove(&self, out: &Path) -> Result<()> {
        for path in self.0.keys() {
            let file = out.join(path);
            match fs::remove_file(&file) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error).with_context(|| paths::shown(&file)),
            }
            let above = file.ancestors().skip(1).take_while(|dir| *dir != out);
            for dir in above {
                if fs::remove_dir(dir).is_err() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Writes the list into `out`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn save(&self, out: &Path) -> Result<()> {
        let lines = self.0.iter().map(|(path, digest)| format!("{digest} {path}\n"));
        digest::write(&out.join(FILE), lines.collect::<String>().as_bytes())
    }
}

/// Of a large file the length: nobody edits a program, and hashing one takes seconds in a build that is not
/// optimised.
fn digest_of(file: &Path) -> std::io::Result<String> {
    let length = fs::metadata(file)?.len();
    if length > 1 << 20 {
        return Ok(length.to_string());
    }
    fs::read(file).map(|bytes| digest::short(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ours_stays_and_what_somebody_changed_is_named() {
        let out = std::env::temp_dir().join(format!("dukou-record-{}", std::process::id()));
        let mut made = Record::default();
        for (path, text) in [("README.md", "a"), ("site/old.js", "b"), ("wrangler.json", "{}")] {
            digest::write(&out.join(path), text.as_bytes()).unwrap();
            made.add(path, text.as_bytes());
        }
        made.save(&out).unwrap();
        digest::write(&out.join("data/secrets.json"), b"keys").unwrap();
        let mut next = Record::default();
        next.add("README.md", b"newer");

        let read = Record::read(&out).unwrap();
        assert_eq!(read, made);
        read.check(&out, &next).unwrap();
        digest::write(&out.join("wrangler.json"), b"{\"routes\":[]}").unwrap();
        let told = read.check(&out, &next).unwrap_err().to_string();
        assert!(told.contains("made: wrangler.json;"), "{told}");
        next.add("data/secrets.json", b"ours?");
        let told = read.check(&out, &next).unwrap_err().to_string();
        assert!(told.contains("data/secrets.json"), "{told}");

        read.remove(&out).unwrap();
        let left = digest::files(&out).unwrap();
        let kept = fs::read_to_string(out.join("data/secrets.json")).unwrap();
        let is_there = out.join("site").exists();
        fs::remove_dir_all(&out).unwrap();
        assert_eq!(left, [out.join("data/secrets.json"), out.join(FILE)]);
        assert_eq!((kept.as_str(), is_there), ("keys", false));
    }

    #[test]
    fn somebody_elses_directory_is_not_replaced() {
        assert!(Record::read(paths::root()).is_err());
        assert_eq!(Record::read(&paths::target().join("never-made")).unwrap(), Record::default());
    }
}
