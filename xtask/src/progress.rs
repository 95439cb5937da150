//! One line a step, with its time, in cargo's own layout.

use std::io::{IsTerminal as _, Write as _};
use std::time::Instant;

use anyhow::Result;

/// Runs `work` under the line `verb what`, and says how long it took when that was noticeable.
pub(crate) fn step<T>(verb: &str, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say(verb, what);
    let start = Instant::now();
    let result = work()?;
    let seconds = start.elapsed().as_secs_f64();
    if seconds >= 1.0 {
        say("", &format!("{what}: {seconds:.1} s"));
    }
    Ok(result)
}

/// Prints `what` behind a right-aligned `verb`.
pub(crate) fn say(verb: &str, what: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe is no reason to stop building.
    let _ = if out.is_terminal() {
        writeln!(out, "\x1b[1;36m{verb:>12}\x1b[0m {what}")
    } else {
        writeln!(out, "{verb:>12} {what}")
    };
    let _ = out.flush();
}

/// Says something on standard error, where standard output is for a program to read.
pub(crate) fn note(what: &str) {
    eprintln!("{what}");
}
