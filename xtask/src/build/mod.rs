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
use std::iter;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context as _, Result, bail};

use self::cargo::Module;
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
    each_directory(MODULES.iter().filter(|(part, _)| wanted(*part)))?;
    let (mut built, mut all) = (Vec::new(), true);
    for (part, module) in MODULES.iter().filter(|(part, _)| *part != Part::EdgeWorker) {
        if glue::wasm(module).is_file() {
            built.push(module);
        } else {
            all = false;
            say("Missing", &format!("{}: `cargo xtask build {}`", module.name, part.name()));
        }
    }
    site::assemble(&built, all)
}

/// What is compiled, and the part it belongs to; what takes longest first.
static MODULES: [(Part, Module); 7] = [
    (Part::Console, cargo::CONSOLE),
    (Part::Widget, cargo::WIDGET),
    (Part::Widget, cargo::RULES),
    (Part::Widget, cargo::ANSWERS),
    (Part::EdgeWorker, cargo::EDGE),
    (Part::Reader, cargo::READER_SIMD),
    (Part::Reader, cargo::READER),
];

/// Builds modules, as many at once as there are cores: for most of its time each takes one. Those of one
/// directory follow one another, since cargo locks it.
fn each_directory<'a>(modules: impl Iterator<Item = &'a (Part, Module)>) -> Result<()> {
    let mut directories: Vec<(PathBuf, Vec<_>)> = Vec::new();
    for chosen in modules {
        let path = chosen.1.artefacts();
        match directories.iter_mut().find(|(known, _)| *known == path) {
            Some((_, modules)) => modules.push(chosen),
            None => directories.push((path, vec![chosen])),
        }
    }
    let at_once = thread::available_parallelism().map_or(1, NonZero::get).min(directories.len());
    let waiting = Mutex::new(directories.into_iter());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    // After a failure nothing more is begun: who waits for it should not wait for the rest.
    let failed = AtomicBool::new(false);
    let build = |(part, module): &(Part, Module)| {
        let built = match part {
            _ if failed.load(Ordering::Relaxed) => Ok(()),
            Part::EdgeWorker => worker::build(),
            _ => glue::module(module),
        };
        failed.fetch_or(built.is_err(), Ordering::Relaxed);
        built
    };
    thread::scope(|scope| {
        let work = || iter::from_fn(next).flat_map(|(_, modules)| modules).try_for_each(build);
        let builders: Vec<_> = (0..at_once).map(|_| scope.spawn(work)).collect();
        builders
            .into_iter()
            .try_for_each(|it| it.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
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
