//! Runs other programs; their failures become one line.

use std::ffi::OsStr;
use std::io::{ErrorKind, Write as _};
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, Result, bail};

/// Runs `command` with our own standard output and error.
///
/// # Errors
/// When it cannot be started (`remedy` says what to install) or exits with a failure.
pub(crate) fn run(command: &mut Command, remedy: &str) -> Result<()> {
    let status = command.status().map_err(|error| missing(command, &error, remedy))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs `command` quietly, `input` on its standard input; returns its standard output.
///
/// # Errors
/// As [`run`]; a failure's message carries what the program wrote to standard error.
pub(crate) fn output(command: &mut Command, input: &[u8], remedy: &str) -> Result<Vec<u8>> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| missing(command, &error, remedy))?;
    let stdin = child.stdin.take();
    let Output { status, stdout, stderr } = std::thread::scope(|scope| {
        scope.spawn(move || {
            // A program that does not read its input says so by its exit status.
            stdin.map(|mut pipe| pipe.write_all(input))
        });
        child.wait_with_output()
    })
    .with_context(|| format!("`{}`", line(command)))?;
    if !status.success() {
        let said = String::from_utf8_lossy(&stderr);
        bail!("`{}` failed ({status})\n{}", line(command), said.trim_end());
    }
    Ok(stdout)
}

/// Whether `program --version` runs at all.
pub(crate) fn exists(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The cargo that runs us, or the one on the path.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(crate::paths::root());
    cargo
}

/// The same, for `target` with `flags` of ours, a TOML list. In their place cargo would take those of the
/// environment, for what ships and for what should be tested as it ships.
pub(crate) fn cargo_for(target: &str, flags: &str) -> Command {
    let mut cargo = cargo();
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    cargo.arg("--config").arg(format!("target.{target}.rustflags = {flags}"));
    cargo
}

fn missing(command: &Command, error: &std::io::Error, remedy: &str) -> anyhow::Error {
    let program = command.get_program().to_string_lossy();
    if error.kind() == ErrorKind::NotFound {
        anyhow::anyhow!("`{program}` is not installed: {remedy}")
    } else {
        anyhow::anyhow!("`{program}` does not start: {error}")
    }
}

fn line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_of_the_environment_do_not_stand_in_for_ours() {
        let mut cargo = cargo_for("wasm32-unknown-unknown", "[\"--cfg=ours\"]");
        let removed: Vec<_> =
            cargo.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
        assert_eq!(removed, ["CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS"]);
        // And cargo takes an option of its own before the command.
        output(cargo.args(["build", "-h"]), b"", "").unwrap();
    }
}
