//! The demo shop's articles, put where a shop would put its own: through the API.

use std::fs;

use anyhow::{Context as _, Result, bail};

use dukou::{DEMO, Running};

use crate::digest::{self, Digest};
use crate::paths;
use crate::progress::step;

/// Gives the demo site its articles, unless it has them from an earlier start.
///
/// # Errors
/// When the server refuses them; the message carries its reason.
pub(crate) fn demo(server: &Running) -> Result<()> {
    let articles = paths::root().join("www/demo/articles.jsonl");
    if !articles.is_file() {
        return Ok(());
    }
    let body = fs::read(&articles).with_context(|| paths::shown(&articles))?;
    let mut content = Digest::default();
    content.bytes(&body);
    let content = content.finish();
    let mark = server.data().join("seeded");
    if fs::read_to_string(&mark).is_ok_and(|kept| kept == content) {
        return Ok(());
    }
    step("Seeding", "the demo shop's articles", || {
        let answer = minreq::put(format!("{}/v1/sites/{DEMO}/articles", server.address()))
            .with_header("Authorization", format!("Bearer {}", server.admin_key()))
            .with_header("Content-Type", "application/jsonl")
            .with_header("Idempotency-Key", format!("\"{content}\""))
            .with_body(body)
            .with_timeout(30)
            .send()
            .context("the server does not answer")?;
        if !(200..300).contains(&answer.status_code) {
            let reason = answer.as_str().unwrap_or_default().trim();
            bail!("the server refused the demo articles: {} {reason}", answer.status_code);
        }
        digest::write(&mark, content.as_bytes())
    })
}
