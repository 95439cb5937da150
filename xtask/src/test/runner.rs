//! Runs a test runner, shows what it says, and counts what it counted.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

/// Runs `command`; `count` finds a tally in a line of its standard output.
///
/// # Errors
/// When it fails without a failed test to show for it, or ran no test at all.
pub(crate) fn run(command: &mut Command, count: fn(&str) -> Option<Tally>) -> Result<Tally> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("the test runner")?;
    let mut all = Tally::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            if let Some(tally) = count(&line) {
                all.passed += tally.passed;
                all.failed += tally.failed;
            }
        }
    }
    let status = child.wait()?;
    if !status.success() && all.failed == 0 {
        bail!("the test runner failed ({status})");
    }
    if all == Tally::default() {
        bail!("no test ran");
    }
    Ok(all)
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; …`
pub(crate) fn of_cargo(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number = |label: &str| {
        let part = counts.split("; ").find_map(|part| part.strip_suffix(label))?;
        part.trim().parse().ok()
    };
    Some(Tally { passed: number("passed")?, failed: number("failed")? })
}

/// `ℹ pass 12`, `ℹ fail 0` and `ℹ cancelled 0`, a line each.
pub(crate) fn of_node(line: &str) -> Option<Tally> {
    let mut words = line.trim_start_matches(['ℹ', '#', ' ']).split(' ');
    let (label, count) = (words.next()?, words.next()?.parse().ok()?);
    let is_summary = line.starts_with(['ℹ', '#']) && words.next().is_none();
    match label {
        "pass" if is_summary => Some(Tally { passed: count, failed: 0 }),
        "fail" | "cancelled" if is_summary => Some(Tally { passed: 0, failed: count }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_says_how_many_tests_passed() {
        let line =
            "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out";
        assert_eq!(of_cargo(line), Some(Tally { passed: 12, failed: 3 }));
        assert_eq!(of_cargo("test wire::a_test ... ok"), None);
    }

    #[test]
    fn node_says_how_many_tests_passed() {
        assert_eq!(of_node("ℹ pass 7"), Some(Tally { passed: 7, failed: 0 }));
        assert_eq!(of_node("ℹ cancelled 1"), Some(Tally { passed: 0, failed: 1 }));
        assert_eq!(of_node("ℹ pass 7 of 8"), None);
        assert_eq!(of_node("pass 7"), None);
    }
}
