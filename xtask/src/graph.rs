//! `cargo xtask graph`: a file takes the place of a site's graph, through the API of a running server.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::paths;
use crate::progress::{say, step};

/// What `graph` was asked for.
pub(crate) struct Options {
    pub(crate) file: PathBuf,
    pub(crate) site: String,
    pub(crate) server: String,
    /// Where the server keeps its keys, unless `ADMIN_KEY` is set.
    pub(crate) data: PathBuf,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            file: PathBuf::new(),
            site: dukou::DEMO.to_owned(),
            server: "http://127.0.0.1:8787".to_owned(),
            data: paths::root().join("data"),
        }
    }
}

/// Puts the file in the place of the site's graph.
///
/// # Errors
/// When the server does not answer or refuses it; the lines that do not fit are told one by one.
pub(crate) fn graph(options: &Options) -> Result<()> {
    let Options { file, site, server, data } = options;
    let media_type = media_type(file)?;
    let body = fs::read(file).with_context(|| file.display().to_string())?;
    let key = admin_key(data)?;
    let what = format!("the graph of {site}");
    let answer = step("Replacing", &what, || {
        minreq::put(format!("{server}/v1/sites/{site}/graph"))
            .with_header("Authorization", format!("Bearer {key}"))
            .with_header("Content-Type", media_type)
            .with_body(body)
            .with_timeout(60)
            .send()
            .with_context(|| {
                format!("nothing answers at {server}: start it, or name it by --server")
            })
    })?;
    let text = answer.as_str().unwrap_or_default();
    if answer.status_code == 200 {
        let Replaced { entities, relations } = serde_json::from_str(text)?;
        say("Replaced", &format!("{entities} entities, {relations} relations"));
        return Ok(());
    }
    let Ok(Refused { detail, lines }) = serde_json::from_str(text) else {
        bail!("{server} answered {} {}", answer.status_code, text.trim());
    };
    for line in &lines {
        eprintln!("{}:{}: {}", file.display(), line.line, line.detail);
    }
    bail!("{detail}")
}

#[derive(Deserialize)]
struct Replaced {
    entities: usize,
    relations: usize,
}

#[derive(Deserialize)]
struct Refused {
    detail: String,
    #[serde(default)]
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    line: usize,
    detail: String,
}

fn media_type(file: &Path) -> Result<&'static str> {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("jsonl" | "ndjson") => Ok("application/jsonl"),
        Some("csv" | "tsv") => Ok("text/csv"),
        Some(_) | None => bail!("{} is neither .jsonl nor .csv", file.display()),
    }
}

fn admin_key(data: &Path) -> Result<String> {
    #[derive(Deserialize)]
    struct Secrets {
        admin_key: String,
    }
    if let Ok(key) = std::env::var("ADMIN_KEY") {
        return Ok(key);
    }
    let path = data.join("secrets.json");
    let text = fs::read_to_string(&path).with_context(|| {
        format!("no key in {}: set ADMIN_KEY, or name the data directory by --data", path.display())
    })?;
    let Secrets { admin_key } = serde_json::from_str(&text)?;
    Ok(admin_key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_sent_as_what_it_is_called() {
        let check =
            |file: &str, expect| assert_eq!(media_type(Path::new(file)).ok(), expect, "{file}");
        check("a/graph.jsonl", Some("application/jsonl"));
        check("表.csv", Some("text/csv"));
        check("graph.xlsx", None);
        check("graph", None);
    }
}
