//! The demo shop's articles and its graph, put where a shop would put its own: through the API.

use std::fs;

use anyhow::{Context as _, Result, bail};

use dukou::{DEMO, Running};

use crate::digest::{self, Digest};
use crate::paths;
use crate::progress::step;

/// Gives the demo site its articles and its graph, unless it has them from an earlier start.
///
/// # Errors
/// When the server refuses them; the message carries its reason.
pub(crate) fn demo(server: &Running) -> Result<()> {
    for seed in &SEEDS {
        put(seed, server)?;
    }
    Ok(())
}

/// A file that becomes part of the demo shop.
struct Seed {
    what: &'static str,
    file: &'static str,
    /// Of the site.
    path: &'static str,
    /// The file of the data directory that says what was put there.
    mark: &'static str,
}

const SEEDS: [Seed; 2] = [
    Seed {
        what: "the demo shop's articles",
        file: "www/demo/articles.jsonl",
        path: "articles",
        mark: "seeded",
    },
    Seed {
        what: "the demo shop's graph",
        file: "www/demo/graph.jsonl",
        path: "graph",
        mark: "seeded-graph",
    },
];

fn put(seed: &Seed, server: &Running) -> Result<()> {
    let Seed { what, file, path, mark } = seed;
    let file = paths::root().join(file);
    if !file.is_file() {
        return Ok(());
    }
    let body = fs::read(&file).with_context(|| paths::shown(&file))?;
    let mut content = Digest::default();
    content.bytes(&body);
    let content = content.finish();
    let mark = server.data().join(mark);
    if fs::read_to_string(&mark).is_ok_and(|kept| kept == content) {
        return Ok(());
    }
    step("Seeding", what, || {
        let answer = minreq::put(format!("{}/v1/sites/{DEMO}/{path}", server.address()))
            .with_header("Authorization", format!("Bearer {}", server.admin_key()))
            .with_header("Content-Type", "application/jsonl")
            .with_body(body)
            .with_timeout(30)
            .send()
            .context("the server does not answer")?;
        if !(200..300).contains(&answer.status_code) {
            let reason = answer.as_str().unwrap_or_default().trim();
            bail!("the server refused {what}: {} {reason}", answer.status_code);
        }
        digest::write(&mark, content.as_bytes())
    })
}
