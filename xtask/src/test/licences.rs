//! What the lock file brings in: under which licence, from where, known to whom of ours.
//!
//! `cargo deny` does this and more, but takes minutes to compile. This reads its configuration,
//! `deny.toml`, and the answers that cargo gives offline.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::runner::Tally;
use crate::{paths, process};

/// Checks every package of the lock file against `deny.toml`.
///
/// # Errors
/// Names every package that may not be there.
pub(crate) fn check() -> Result<Tally> {
    let rules: toml::Table = toml::from_str(&fs::read_to_string(paths::root().join("deny.toml"))?)
        .context("deny.toml")?;
    let arguments = ["metadata", "--format-version=1", "--locked", "--all-features"];
    let metadata = process::output(process::cargo().args(arguments), b"", "")?;
    let metadata: Value = serde_json::from_slice(&metadata)?;
    let faults = faults(&serde_json::to_value(rules)?, &metadata);
    if !faults.is_empty() {
        bail!("\n  {}", faults.join("\n  "));
    }
    Ok(Tally::default())
}

fn faults(rules: &Value, metadata: &Value) -> Vec<String> {
    let texts = |value: &Value| -> BTreeSet<String> {
        let list = value.as_array().into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let allowed = texts(&rules["licenses"]["allow"]);
    let registries = texts(&rules["sources"]["allow-registry"]);
    let mut faults = Vec::new();
    let mut names = BTreeMap::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        let name = format!("{} {}", text("name"), text("version"));
        names.insert(text("id"), text("name"));
        // Ours: under our own licence, from here.
        let Some(source) = package["source"].as_str() else { continue };
        if !source.strip_prefix("registry+").is_some_and(|registry| registries.contains(registry)) {
            faults.push(format!("{name} comes from {source}"));
        }
        if !satisfies(text("license"), &allowed) {
            faults.push(format!("{name} is licensed \"{}\"", text("license")));
        }
    }
    for node in metadata["resolve"]["nodes"].as_array().into_iter().flatten() {
        let user = names.get(node["id"].as_str().unwrap_or_default()).copied().unwrap_or_default();
        for dependency in texts(&node["dependencies"]) {
            let used = names.get(&*dependency).copied().unwrap_or_default();
            let rules = rules["bans"]["deny"].as_array().into_iter().flatten();
            for rule in rules.filter(|rule| rule["crate"] == used) {
                if !texts(&rule["wrappers"]).contains(user) {
                    let reason = rule["reason"].as_str().unwrap_or_default();
                    faults.push(format!("{user} depends on {used}: {reason}"));
                }
            }
        }
    }
    faults
}

/// Whether a licence expression (SPDX, or the older `MIT/Apache-2.0`) can be satisfied with what is
/// allowed. `AND` binds closer than `OR`.
fn satisfies(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = tokens.as_slice();
    let result = any(&mut rest, allowed);
    rest.is_empty() && result.unwrap_or(false)
}

fn any(rest: &mut &[&str], allowed: &BTreeSet<String>) -> Option<bool> {
    let mut result = every(rest, allowed)?;
    while let ["OR", after @ ..] = *rest {
        *rest = after;
        result |= every(rest, allowed)?;
    }
    Some(result)
}

fn every(rest: &mut &[&str], allowed: &BTreeSet<String>) -> Option<bool> {
    let mut result = one(rest, allowed)?;
    while let ["AND", after @ ..] = *rest {
        *rest = after;
        result &= one(rest, allowed)?;
    }
    Some(result)
}

fn one(rest: &mut &[&str], allowed: &BTreeSet<String>) -> Option<bool> {
    match *rest {
        ["(", after @ ..] => {
            *rest = after;
            let result = any(rest, allowed)?;
            let [")", after @ ..] = *rest else { return None };
            *rest = after;
            Some(result)
        }
        [licence, "WITH", exception, after @ ..] => {
            *rest = after;
            Some(allowed.contains(&format!("{licence} WITH {exception}")))
        }
        [licence, after @ ..] => {
            *rest = after;
            Some(allowed.contains(*licence))
        }
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(expression: &str, expect: bool) {
        let allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"];
        let allowed = allowed.map(str::to_owned).into();
        assert_eq!(satisfies(expression, &allowed), expect, "{expression}");
    }

    #[test]
    fn a_licence_expression_is_read_as_it_is_meant() {
        check("MIT", true);
        check("GPL-3.0", false);
        check("GPL-3.0 OR MIT", true);
        check("MIT/GPL-3.0", true);
        check("MIT AND GPL-3.0", false);
        check("(MIT OR GPL-3.0) AND Unicode-3.0", true);
        check("GPL-3.0 OR MIT AND GPL-2.0", false);
        check("Apache-2.0 WITH LLVM-exception OR GPL-3.0", true);
        check("Apache-2.0 WITH Classpath-exception-2.0", false);
        check("", false);
        check("(MIT", false);
        check("MIT MIT", false);
    }

    #[test]
    fn what_may_not_be_there_is_named() {
        let rules = json!({
            "licenses": { "allow": ["MIT"] },
            "sources": { "allow-registry": ["https://index"] },
            "bans": { "deny": [{ "crate": "tract", "wrappers": ["model"], "reason": "only model" }] },
        });
        let package = |name: &str, license: &str, source: &str| json!({ "id": name, "name": name, "version": "1.0.0", "license": license, "source": source });
        let metadata = json!({
            "packages": [
                package("tract", "MIT", "registry+https://index"),
                package("copyleft", "GPL-3.0", "registry+https://index"),
                package("stranger", "MIT", "git+https://elsewhere"),
                { "id": "widget", "name": "widget", "version": "0.1.0", "source": null },
                { "id": "model", "name": "model", "version": "0.1.0", "source": null },
            ],
            "resolve": { "nodes": [
                { "id": "widget", "dependencies": ["tract", "model"] },
                { "id": "model", "dependencies": ["tract"] },
            ] },
        });
        assert_eq!(
            faults(&rules, &metadata),
            [
                "copyleft 1.0.0 is licensed \"GPL-3.0\"",
                "stranger 1.0.0 comes from git+https://elsewhere",
                "widget depends on tract: only model",
            ]
        );
    }
}
