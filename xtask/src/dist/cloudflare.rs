//! The part of `dist/` that wrangler deploys.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use dukou::{COMPATIBILITY_DATE, COMPATIBILITY_FLAGS, OBJECTS, Sites};
use serde_json::{Map, Value, json};

use crate::paths;

/// Where the shops lie: what deploys carries them, and what makes `dist/` anew does not take them away.
const SHOPS: &str = "cloudflare/worker/sites.json";

const DOOR: &str = include_str!("files/cloudflare.mjs");

/// Whether the shops that lie in `out` already may give way to `sites`.
///
/// # Errors
/// Names those that would be gone.
pub(super) fn check_shops(out: &Path, sites: &Sites) -> Result<()> {
    sites.check_lost(&out.join(SHOPS))
}

/// Writes the shops for Cloudflare into `out`. Where there are none, no file is written: a door without
/// shops would answer nobody, and without the file it is not deployed at all.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn save_shops(out: &Path, sites: &Sites) -> Result<()> {
    if sites.is_empty() {
        return Ok(());
    }
    sites.save(&out.join(SHOPS))
}

/// The main module: the worker's own exports, with the shops in their environment.
pub(super) fn door() -> String {
    OBJECTS.iter().fold(DOOR.to_owned(), |door, class| {
        door + &format!(
            "export class {class} extends objects.{class} {{\n  constructor(ctx, env) {{\n    \
             super(ctx, settled(env));\n  }}\n}}\n"
        )
    })
}

/// wrangler's configuration. What the operator has in `wrangler.json` beside the shops' files, such as
/// `routes` and `vars`, is put over ours.
///
/// # Errors
/// When that is no JSON object.
pub(super) fn configuration(
    sites: &Sites,
    operators: &Path,
    commit: Option<&str>,
) -> Result<String> {
    let mut config = ours(sites.use_workers_ai());
    if let Some(commit) = commit {
        // For whoever looks at what is deployed.
        config["vars"]["COMMIT"] = commit.trim().into();
    }
    let file = operators.join("wrangler.json");
    if file.is_file() {
        let shown = || paths::shown(&file);
        let theirs = fs::read_to_string(&file).with_context(shown)?;
        let theirs: Map<String, Value> = serde_json::from_str(&theirs).with_context(shown)?;
        merge(&mut config, Value::Object(theirs));
    }
    Ok(serde_json::to_string_pretty(&config)? + "\n")
}

/// Puts `over` over `config`, object by object (RFC 7396).
fn merge(config: &mut Value, over: Value) {
    match (config, over) {
        (Value::Object(config), Value::Object(over)) => {
            for (key, value) in over {
                if value.is_null() {
                    config.remove(&key);
                } else {
                    merge(config.entry(key).or_insert(Value::Null), value);
                }
            }
        }
        (config, over) => *config = over,
    }
}

fn ours(use_workers_ai: bool) -> Value {
    let bindings =
        OBJECTS.map(|class| json!({ "name": class.to_uppercase(), "class_name": class }));
    let mut config = json!({
        "name": "dukou",
        "main": "worker/index.mjs",
        "compatibility_date": COMPATIBILITY_DATE,
        "compatibility_flags": COMPATIBILITY_FLAGS,
        // Built already: wrangler only carries the modules.
        "no_bundle": true,
        "rules": [
            { "type": "ESModule", "globs": ["**/*.mjs"], "fallthrough": false },
            { "type": "CompiledWasm", "globs": ["**/*.wasm"], "fallthrough": false },
            { "type": "Data", "globs": ["**/encoder.bin"], "fallthrough": false },
            { "type": "Text", "globs": ["**/sites.json"], "fallthrough": false },
        ],
        // The edge sets every header itself, and answers what is no file.
        "assets": {
            "directory": "../site",
            "binding": "ASSETS",
            "run_worker_first": true,
            "html_handling": "none",
            "not_found_handling": "none",
        },
        "durable_objects": { "bindings": bindings },
        "migrations": [{ "tag": "v1", "new_sqlite_classes": OBJECTS }],
        "vars": {
            "ADDRESS_HEADER": "CF-Connecting-IP",
            // An object has 128 MB there: docs/SEARCH.md, "As a shop grows".
            "LIMITS": { "shown": { "articles": 20_000, "bytes": 6 << 20 } },
        },
        // What the edge itself says, and no request's headers: a visitor's token comes in one of them, and
        // would be kept in the account's logs.
        "observability": { "enabled": true, "logs": { "enabled": true, "invocation_logs": false } },
    });
    if use_workers_ai {
        config["ai"] = json!({ "binding": "AI" });
    }
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_operator_configures_is_put_over_ours() {
        let mut config = ours(false);
        merge(
            &mut config,
            json!({
                "routes": [{ "pattern": "chat.example.com", "custom_domain": true }],
                "vars": { "PUBLIC_ORIGIN": "https://chat.example.com" },
                "observability": null,
            }),
        );
        assert_eq!(config["routes"][0]["pattern"], "chat.example.com");
        assert_eq!(config["vars"]["PUBLIC_ORIGIN"], "https://chat.example.com");
        assert_eq!(config["vars"]["ADDRESS_HEADER"], "CF-Connecting-IP", "and the rest stays");
        assert_eq!(config.get("observability"), None);
    }

    #[test]
    fn cloudflare_gets_every_object_with_sqlite() {
        let config = ours(false);
        assert_eq!(config.get("ai"), None);
        assert_eq!(ours(true)["ai"]["binding"], "AI");
        assert_eq!(config["migrations"][0]["new_sqlite_classes"], json!(OBJECTS));
        assert_eq!(config["durable_objects"]["bindings"][0]["name"], "ROOM");
        assert_eq!(config["vars"]["LIMITS"]["shown"]["bytes"], 6_291_456);
        let door = door();
        assert!(OBJECTS.iter().all(|class| door.contains(&format!("export class {class} "))));
    }

    #[test]
    fn no_request_is_logged_with_its_headers() {
        let logs = &ours(false)["observability"]["logs"];
        assert_eq!((&logs["enabled"], &logs["invocation_logs"]), (&json!(true), &json!(false)));
    }
}
