//! From the crates to `build/site` (what pages download) and `build/worker` (what the edge runs).
//!
//! Every step keeps a stamp over the content of its inputs and is skipped while that holds.

mod bindgen;
mod cargo;
mod compress;
mod glue;
mod names;
mod optimise;
mod site;
mod worker;

use std::fs::{self, File, TryLockError};

use anyhow::{Context as _, Result, bail};

use crate::progress::say;
use crate::{paths, tools};

/// What to build; nothing named means everything.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) parts: Vec<Part>,
}

/// A part that can be built by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    EdgeWorker,
    Widget,
    Console,
    Reader,
    Site,
}

impl Part {
    const ALL: [Self; 5] =
        [Self::EdgeWorker, Self::Widget, Self::Console, Self::Reader, Self::Site];

    /// Reads a part's name.
    pub(crate) fn parse(name: &str) -> Result<Self> {
        match Self::ALL.into_iter().find(|part| part.name() == name) {
            Some(part) => Ok(part),
            None => bail!("no part `{name}`: {}", Self::ALL.map(Self::name).join(", ")),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::EdgeWorker => "edge-worker",
            Self::Widget => "widget",
            Self::Console => "console",
            Self::Reader => "reader",
            Self::Site => "site",
        }
    }
}

/// Builds what `options` name.
///
/// # Errors
/// When a tool is missing, a crate does not compile, or a file cannot be written.
pub(crate) fn build(options: &Options) -> Result<()> {
    let _turn = turn()?;
    tools::ensure()?;
    let wanted = |part| options.parts.is_empty() || options.parts.contains(&part);
    if wanted(Part::EdgeWorker) {
        worker::build()?;
    }
    let pages = [
        (Part::Widget, cargo::WIDGET),
        (Part::Widget, cargo::RULES),
        (Part::Widget, cargo::ANSWERS),
        (Part::Console, cargo::CONSOLE),
        (Part::Reader, cargo::READER),
        (Part::Reader, cargo::READER_SIMD),
    ];
    let mut built = Vec::new();
    for (part, module) in pages {
        if wanted(part) {
            glue::module(&module)?;
        }
        if glue::wasm(&module).is_file() {
            built.push(module);
        } else {
            say("Missing", &format!("{}: `cargo xtask build {}`", module.name, part.name()));
        }
    }
    site::assemble(&built)
}

/// Waits while another build writes to the same directories; ours ends with the file.
fn turn() -> Result<File> {
    let path = paths::scratch().join("lock");
    fs::create_dir_all(paths::scratch())?;
    let file = File::create(&path).with_context(|| paths::shown(&path))?;
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        say("Waiting", "for another build");
        file.lock()?;
    }
    Ok(file)
}
