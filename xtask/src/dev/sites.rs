//! The shops' configuration files, `sites/SITE.toml`, as the edge takes them: one JSON object.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Map, Value};

use crate::paths;

/// The demo shop's name.
pub(crate) const DEMO: &str = "demo";

/// Every site's configuration by its name.
pub(crate) struct Sites(Map<String, Value>);

/// Reads every `*.toml` in `dir`.
///
/// # Errors
/// When a file is no TOML; the message names the file, the line, and what was expected.
pub(crate) fn read(dir: &Path) -> Result<Sites> {
    let mut sites = Map::new();
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error)
            if error.kind() == std::io::ErrorKind::NotFound
                && dir == paths::root().join("sites") =>
        {
            return Ok(Sites(sites));
        }
        Err(error) => return Err(error).with_context(|| format!("--sites {}", dir.display())),
    };
    for entry in entries {
        let path = entry?.path();
        if path.extension() != Some(OsStr::new("toml")) {
            continue;
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).with_context(|| paths::shown(&path))?;
        sites.insert(name, parse(&text).with_context(|| paths::shown(&path))?);
    }
    Ok(Sites(sites))
}

impl Sites {
    /// As the edge's `SITES` binding takes it.
    pub(crate) fn json(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }

    /// The demo agents, as a person signs them in; none without the demo site.
    pub(crate) fn demo_sign_ins(&self) -> Vec<String> {
        let agents = self.0.get(DEMO).and_then(|site| site.get("agents")).and_then(Value::as_array);
        agents
            .into_iter()
            .flatten()
            .filter_map(|agent| agent.get("id").and_then(Value::as_str))
            .map(str::to_owned)
            .collect()
    }
}

fn parse(text: &str) -> Result<Value> {
    let table: toml::Table = toml::from_str(text)?;
    Ok(serde_json::to_value(table)?)
}
