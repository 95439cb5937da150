//! `cargo xtask graph`: a file takes the place of a site's graph, through the API of a running server.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use shared::api::graph::Replaced;
use shared::problem::Problem;

use crate::knowledge::Shop;
use crate::progress::{say, step};
use crate::transport::{self, Answer, Method, Request};

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
    let request = Request {
        method: Method::Put,
        address: shop.address("graph"),
        media_type: media_type(file)?,
        body: fs::read(file).with_context(|| file.display().to_string())?,
        key: shop.key()?,
        timeout: TIMEOUT,
    };
    let Answer { status, body } =
        step("Replacing", &format!("the graph of {}", shop.site), || {
            transport::send(&request).with_context(|| format!("{} does not answer", shop.server))
        })?;
    if status == 200 {
        let Replaced { entities, relations, .. } = serde_json::from_str(&body)?;
        say("Replaced", &format!("{entities} entities, {relations} relations"));
        return Ok(());
    }
    let Ok(problem) = serde_json::from_str::<Problem>(&body) else {
        bail!("the server refused: {status} {}", body.trim());
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
