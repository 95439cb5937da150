//! Where things are. Everything below the repository's root.

use std::path::{Path, PathBuf};

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// What pages download: the static root of the server.
pub(crate) fn site() -> PathBuf {
    root().join("build/site")
}

/// What the edge runs.
pub(crate) fn worker() -> PathBuf {
    root().join("build/worker")
}

/// Cargo's directory.
pub(crate) fn target() -> PathBuf {
    root().join("target")
}

/// Steps between cargo's output and what ships, with their stamps.
pub(crate) fn scratch() -> PathBuf {
    target().join("xtask")
}

/// `path` as a person standing in the repository would write it.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
