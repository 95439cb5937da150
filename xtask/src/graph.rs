//! `cargo xtask graph`: a file takes the place of a site's graph, through the API of a running server.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use shared::api::graph::Replaced;
use shared::problem::Problem;

use crate::knowledge::Shop;
use crate::progress::{say, step};

/// What `graph` was asked for.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) shop: Shop,
    pub(crate) file: PathBuf,
}

/// Puts the file in the place of the site's graph.
///
/// # Errors
/// When the server does not answer or refuses it; the lines that do not fit are told one by one.
pub(crate) fn graph(options: &Options) -> Result<()> {
    let Options { shop, file } = options;
    let address = shop.address("graph")?;
    let media_type = media_type(file)?;
    let body = fs::read(file).with_context(|| file.display().to_string())?;
    let key = shop.key()?;
    let answer = step("Replacing", &format!("the graph of {}", shop.site), || {
        minreq::put(&address)
            .with_header("Authorization", format!("Bearer {key}"))
            .with_header("Content-Type", media_type)
            .with_body(body)
            .with_timeout(TIMEOUT)
            .send()
            .with_context(|| format!("{} does not answer", shop.server))
    })?;
    let text = answer.as_str().unwrap_or_default();
    if answer.status_code == 200 {
        let Replaced { entities, relations, .. } = serde_json::from_str(text)?;
        say("Replaced", &format!("{entities} entities, {relations} relations"));
        return Ok(());
    }
    let Ok(problem) = serde_json::from_str::<Problem>(text) else {
        bail!("the server refused: {} {}", answer.status_code, text.trim());
    };
    for bad in &problem.lines {
        eprintln!("{}:{}: {}", file.display(), bad.line, bad.detail);
    }
    bail!("the server refused: {problem}")
}

fn media_type(file: &Path) -> Result<&'static str> {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("jsonl" | "ndjson") => Ok("application/jsonl"),
        Some("csv" | "tsv") => Ok("text/csv"),
        Some(_) | None => bail!("{} is neither .jsonl nor .csv", file.display()),
    }
}

/// Seconds: a large graph is built before it is answered.
const TIMEOUT: u64 = 60;

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
