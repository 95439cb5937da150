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
    let mut faults = faults(&serde_json::to_value(rules)?, &metadata);
    faults.extend(boundaries(&metadata));
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

/// What `deny.toml` has no word for: what the heart may use, and who may know the browser, by whatever way.
fn boundaries(metadata: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut uses: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        // What only tests and builds use ships with nothing.
        let ships =
            |used: &&Value| list(&used["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
        let used =
            list(&node["deps"]).iter().filter(ships).map(|used| text(&used["pkg"])).collect();
        uses.insert(text(&node["id"]), used);
    }
    let packages = list(&metadata["packages"]);
    let names: BTreeMap<String, String> =
        packages.iter().map(|package| (text(&package["id"]), text(&package["name"]))).collect();
    let mut faults = Vec::new();
    for ours in packages.iter().filter(|package| package["source"].is_null()) {
        let (id, name) = (text(&ours["id"]), text(&ours["name"]));
        let direct: BTreeSet<&str> = uses[&id].iter().map(|used| &*names[used]).collect();
        if name == HEART && direct != BTreeSet::from(OF_THE_HEART) {
            faults.push(format!("{HEART} depends on {direct:?}, not on {OF_THE_HEART:?} alone"));
        }
        let mut reached = BTreeSet::from([id.clone()]);
        let mut rest = vec![id];
        while let Some(next) = rest.pop() {
            rest.extend(uses[&next].iter().filter(|used| reached.insert((*used).clone())).cloned());
        }
        let browser = reached.iter().map(|id| &*names[id]).find(|name| BROWSER.contains(name));
        if let Some(browser) = browser.filter(|_| !KNOW_THE_BROWSER.contains(&&*name)) {
            faults.push(format!("{name} comes to {browser}: only pages know the DOM"));
        }
    }
    faults
}

/// The crate that decides, and all that it depends on.
const HEART: &str = "shared";
const OF_THE_HEART: [&str; 3] = ["serde", "serde_json", "thiserror"];
/// What knows the DOM.
const BROWSER: [&str; 2] = ["web-sys", "gloo"];
/// The pages, and the edge: its runtime has requests and sockets as a browser has them.
const KNOW_THE_BROWSER: [&str; 5] = ["ui", "widget", "rules", "console", "edge-worker"];

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

    #[test]
    fn who_goes_beyond_a_boundary_is_named() {
        let package = |name: &str, source: Option<&str>| json!({ "id": name, "name": name, "source": source });
        let node = |name: &str, used: &[(&str, Option<&str>)]| {
            let deps = used
                .iter()
                .map(|(used, kind)| json!({ "pkg": used, "dep_kinds": [{ "kind": kind }] }));
            json!({ "id": name, "deps": deps.collect::<Vec<_>>() })
        };
        let others = ["serde", "serde_json", "thiserror", "proptest", "regex", "timers", "web-sys"];
        let packages: Vec<_> = ["shared", "model", "console"]
            .map(|name| package(name, None))
            .into_iter()
            .chain(others.map(|name| package(name, Some("registry"))))
            .collect();
        let with = |of_the_heart: &[(&str, Option<&str>)], of_the_model: &str| {
            let mut nodes = vec![
                node("shared", of_the_heart),
                node("model", &[("shared", None), (of_the_model, None)]),
                node("console", &[("shared", None), ("timers", None)]),
                node("timers", &[("web-sys", None)]),
            ];
            nodes.extend(
                others.iter().filter(|name| **name != "timers").map(|name| node(name, &[])),
            );
            boundaries(&json!({ "packages": packages, "resolve": { "nodes": nodes } }))
        };
        let three = [("serde", None), ("serde_json", None), ("thiserror", None)];
        let tested = [&three[..], &[("proptest", Some("dev"))]].concat();
        assert_eq!(with(&tested, "regex"), [""; 0]);
        assert_eq!(with(&three, "timers"), ["model comes to web-sys: only pages know the DOM"]);
        let fourth = [&three[..], &[("regex", None)]].concat();
        assert!(with(&fourth, "regex")[0].starts_with("shared depends on {\"regex\", "));
    }
}
