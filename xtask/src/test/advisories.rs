//! Known vulnerabilities in what the lock file brings in, without a network.
//!
//! `xtask/advisories.tsv` is a cut of RustSec's database, made by `cargo xtask advisories DIR` from a
//! clone of <https://github.com/RustSec/advisory-db>. Where `cargo deny` is installed and has its
//! own copy, that is asked too: it is newer.
//!
//! An old list is told of and fails nothing, unless a fresh one is asked for: a checkout that passed shall not
//! fail by lying there.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context as _, Result, bail};
use semver::{Version, VersionReq};
use serde::Deserialize;

use super::runner::Tally;
use crate::progress::say;
use crate::{paths, process};

const SNAPSHOT: &str = "xtask/advisories.tsv";

/// A list that is older than so many days says little of today.
const OLD: i64 = 180;

/// Checks the lock file; where it has to be by a `fresh` list, the list too.
///
/// # Errors
/// Names every package with a known vulnerability.
pub(crate) fn check(fresh: bool) -> Result<Tally> {
    let snapshot = fs::read_to_string(paths::root().join(SNAPSHOT)).context(SNAPSHOT)?;
    let lock = fs::read_to_string(paths::root().join("Cargo.lock")).context("Cargo.lock")?;
    let lock: Lock = toml::from_str(&lock).context("Cargo.lock")?;
    let known = parse(&snapshot)?;
    let faults = faults(&known, &lock)?;
    if !faults.is_empty() {
        bail!("\n  {}", faults.join("\n  "));
    }
    let of = snapshot.lines().next().unwrap_or_default().trim_start_matches("# ");
    say("Known", &format!("{} vulnerabilities, none here: {of}", known.len()));
    let since = SystemTime::UNIX_EPOCH.elapsed().context("the clock")?.as_secs() / 86_400;
    if let Some(warning) = warning(of, i64::try_from(since)?)? {
        if fresh {
            bail!("{warning}");
        }
        say("Warning", &warning);
    }
    ask_cargo_deny()
}

/// What is to be said of the age of the list with that head, on a day since 1970; nothing of a fresh one.
fn warning(head: &str, today: i64) -> Result<Option<String>> {
    let head = head.strip_prefix("RustSec advisory-db of ");
    let date = head.and_then(|rest| rest.split(',').next()).context("the list has no date")?;
    let date: toml::value::Datetime = date.parse().with_context(|| date.to_owned())?;
    let date = date.date.context("the list has no date")?;
    let age = today - day(date);
    Ok((age > OLD).then(|| {
        format!(
            "that list is {age} days old: what was found since is not looked for; clone \
             https://github.com/RustSec/advisory-db and `cargo xtask advisories DIR`"
        )
    }))
}

/// The day since 1970 of a date of the Gregorian calendar: years begin with March, so that the day that comes
/// every fourth year is their last.
fn day(date: toml::value::Date) -> i64 {
    let (month, day) = (i64::from(date.month), i64::from(date.day));
    let year = i64::from(date.year) - i64::from(month < 3);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    365 * year + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

/// Makes the snapshot anew from a clone of the database.
///
/// # Errors
/// When `database` is no clone of it, or an advisory cannot be read.
pub(crate) fn update(database: &Path) -> Result<()> {
    let mut git = std::process::Command::new("git");
    git.arg("-C").arg(database).args(["log", "-1", "--format=%cs"]);
    let date = process::output(&mut git, b"", "install git")?;
    let date = String::from_utf8(date)?;
    let mut lines = Vec::new();
    let crates = database.join("crates");
    for dir in fs::read_dir(&crates).with_context(|| crates.display().to_string())? {
        for file in fs::read_dir(dir?.path())? {
            let path = file?.path();
            let text = fs::read_to_string(&path)?;
            let line = line_of(&text).with_context(|| path.display().to_string())?;
            lines.extend(line);
        }
    }
    lines.sort();
    let head = format!("# RustSec advisory-db of {}, CC0-1.0", date.trim());
    let columns = "# id, package, patched, unaffected; several with | between";
    let snapshot = format!("{head}\n{columns}\n{}\n", lines.join("\n"));
    fs::write(paths::root().join(SNAPSHOT), snapshot).context(SNAPSHOT)?;
    say("Wrote", &format!("{SNAPSHOT}: {} vulnerabilities", lines.len()));
    Ok(())
}

fn ask_cargo_deny() -> Result<Tally> {
    if process::output(process::cargo().args(["deny", "--version"]), b"", "").is_err() {
        say("Not asked", "`cargo deny`, which is not installed");
        return Ok(Tally::default());
    }
    // Without a network an earlier copy does; without one of either there is nothing to ask.
    let fetched = process::output(process::cargo().args(["deny", "fetch", "db"]), b"", "");
    let mut deny = process::cargo();
    deny.args(["deny", "--offline", "check", "--hide-inclusion-graph", "advisories"]);
    match fetched {
        Ok(_) => process::run(&mut deny, "").map(|()| Tally::default()),
        Err(_) => {
            say("Not asked", "`cargo deny`, whose database cannot be fetched");
            Ok(Tally::default())
        }
    }
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: Version,
    /// Ours have none.
    source: Option<String>,
}

/// One line of the snapshot.
struct Advisory<'a> {
    id: &'a str,
    package: &'a str,
    /// Versions that it does not concern.
    safe: Vec<VersionReq>,
}

fn parse(snapshot: &str) -> Result<Vec<Advisory<'_>>> {
    let lines = snapshot.lines().filter(|line| !line.starts_with('#'));
    let advisories: Result<Vec<_>> = lines
        .map(|line| {
            let columns: Vec<_> = line.split('\t').collect();
            let [id, package, patched, unaffected] = columns[..] else {
                bail!("{SNAPSHOT}: four columns expected: {line:?}");
            };
            let ranges = patched.split('|').chain(unaffected.split('|'));
            let ranges = ranges.filter(|range| !range.is_empty());
            let safe: Result<Vec<_>, _> = ranges.map(VersionReq::parse).collect();
            Ok(Advisory { id, package, safe: safe.with_context(|| format!("{SNAPSHOT}: {id}"))? })
        })
        .collect();
    let advisories = advisories?;
    if advisories.is_empty() {
        bail!("{SNAPSHOT} is empty: a check that cannot fail");
    }
    Ok(advisories)
}

fn faults(known: &[Advisory<'_>], lock: &Lock) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for Package { name, version, source } in &lock.package {
        let of_it = known.iter().filter(|advisory| source.is_some() && advisory.package == name);
        for advisory in of_it {
            if !advisory.safe.iter().any(|safe| safe.matches(version)) {
                faults.push(format!(
                    "{name} {version}: https://rustsec.org/advisories/{}",
                    advisory.id
                ));
            }
        }
    }
    Ok(faults)
}

/// An advisory's line; nothing for one that is no vulnerability, or was taken back.
fn line_of(markdown: &str) -> Result<Option<String>> {
    let front = markdown.split_once("```toml").and_then(|(_, rest)| rest.split_once("```"));
    let (front, _) = front.context("no front matter")?;
    let front: Front = toml::from_str(front)?;
    let Head { id, package, informational, withdrawn } = front.advisory;
    if informational.is_some() || withdrawn.is_some() {
        return Ok(None);
    }
    let Versions { patched, unaffected } = front.versions;
    Ok(Some([id, package, patched.join("|"), unaffected.join("|")].join("\t")))
}

#[derive(Deserialize)]
struct Front {
    advisory: Head,
    versions: Versions,
}

#[derive(Deserialize)]
struct Head {
    id: String,
    package: String,
    informational: Option<String>,
    withdrawn: Option<toml::Value>,
}

#[derive(Deserialize)]
struct Versions {
    patched: Vec<String>,
    #[serde(default)]
    unaffected: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vulnerable_version_is_named_and_a_patched_one_is_not() {
        let known = "# head\nRUSTSEC-1\tleaky\t^1.2.3|>=2.0.1\t<0.9.0\nRUSTSEC-2\tlost\t\t\n";
        let known = parse(known).unwrap();
        let check = |name: &str, version: &str, expect: usize| {
            let source = Some("registry".to_owned());
            let package = Package { name: name.into(), version: version.parse().unwrap(), source };
            let found = faults(&known, &Lock { package: vec![package] }).unwrap();
            assert_eq!(found.len(), expect, "{name} {version}: {found:?}");
        };
        check("leaky", "1.2.2", 1);
        check("leaky", "1.2.3", 0);
        check("leaky", "2.0.0", 1);
        check("leaky", "2.0.1", 0);
        check("leaky", "0.8.0", 0);
        check("lost", "9.9.9", 1);
        check("other", "1.0.0", 0);
        assert!(parse("# nothing\n").is_err());
    }

    #[test]
    fn an_old_list_is_told_of_and_fails_where_a_fresh_one_is_asked_for() {
        // 2024-02-29 was the day 19782 since 1970, `date -d 2024-02-29 +%s`.
        let told = |today| warning("RustSec advisory-db of 2024-02-29, CC0-1.0", today).unwrap();
        assert_eq!(told(19_782 + OLD), None);
        assert!(told(19_782 + OLD + 1).unwrap().contains("181 days old"));
        assert!(warning("RustSec", 0).is_err());
        assert_eq!(day(toml::value::Date { year: 1970, month: 1, day: 1 }), 0);
        assert_eq!(day(toml::value::Date { year: 2000, month: 3, day: 1 }), 11_017);
    }

    #[test]
    fn an_advisory_becomes_a_line() {
        let text = |more: &str| {
            format!(
                "```toml\n[advisory]\nid = \"R-1\"\npackage = \"a\"\n{more}\n[versions]\npatched = [\">= 1\"]\n```\n# A\n"
            )
        };
        assert_eq!(line_of(&text("")).unwrap().unwrap(), "R-1\ta\t>= 1\t");
        assert_eq!(line_of(&text("informational = \"unmaintained\"")).unwrap(), None);
        assert_eq!(line_of(&text("withdrawn = \"2020-01-01\"")).unwrap(), None);
        assert!(line_of("# A").is_err());
    }
}
