//! The part of `dist/` that wrangler deploys.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use dukou::{COMPATIBILITY_DATE, COMPATIBILITY_FLAGS, OBJECTS, Sites};
use serde_json::json;

use crate::{digest, paths};

const DOOR: &str = include_str!("files/cloudflare.mjs");

/// Writes wrangler's configuration and the worker into `dir`, with the shops as they are now. The
/// static files are those of the server, in `dir/../site`.
///
/// # Errors
/// When the worker is not built, or a file cannot be written.
pub(super) fn write(dir: &Path, worker: &Path, sites: &Sites) -> Result<()> {
    let modules = dir.join("worker");
    for name in ["worker.mjs", "index_bg.wasm", "encoder.bin"] {
        let built = worker.join(name);
        let bytes = fs::read(&built).with_context(|| paths::shown(&built))?;
        digest::write(&modules.join(name), &bytes)?;
    }
    digest::write(&modules.join("index.mjs"), door().as_bytes())?;
    digest::write(&modules.join("sites.json"), sites.json().as_bytes())?;
    digest::write(&dir.join("wrangler.json"), configuration(sites.use_workers_ai())?.as_bytes())
}

/// The main module: the worker's own exports, with the shops in their environment.
fn door() -> String {
    OBJECTS.iter().fold(DOOR.to_owned(), |door, class| {
        door + &format!(
            "export class {class} extends objects.{class} {{\n  constructor(ctx, env) {{\n    \
             super(ctx, settled(env));\n  }}\n}}\n"
        )
    })
}

fn configuration(use_workers_ai: bool) -> Result<String> {
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
        "observability": { "enabled": true },
    });
    if use_workers_ai {
        config["ai"] = json!({ "binding": "AI" });
    }
    Ok(serde_json::to_string_pretty(&config)? + "\n")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn cloudflare_gets_every_object_with_sqlite() {
        let config: Value = serde_json::from_str(&configuration(false).unwrap()).unwrap();
        assert_eq!(config.get("ai"), None);
        let helped: Value = serde_json::from_str(&configuration(true).unwrap()).unwrap();
        assert_eq!(helped["ai"]["binding"], "AI");
        assert_eq!(config["migrations"][0]["new_sqlite_classes"], json!(OBJECTS));
        assert_eq!(config["durable_objects"]["bindings"][0]["name"], "ROOM");
        assert_eq!(config["vars"]["LIMITS"]["shown"]["bytes"], 6_291_456);
        let door = door();
        assert!(OBJECTS.iter().all(|class| door.contains(&format!("export class {class} "))));
    }
}
