//! The graph of a site, beside its articles: the lines of its file on disk, and what they come to in
//! memory.
//!
//! It is built when the Library wakes and when it is replaced, whole or not at all. The shelf holds it
//! with the index, so that what is said is answered by both or by a call.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use shared::api::graph::{Kept, Replaced};
use shared::exchange::Follows;
use shared::graph::{Format, Graph, Reading, Words, limits};
use shared::id::SiteId;
use shared::problem::{BadLine, Code, Problem};
use worker::{Env, SqlStorage, State, console_error, console_warn};

use crate::call::{self, Object};
use crate::reply::{Failure, Reply};
use crate::store::{Value, atomically, count, number, rows, text};

/// What was said around a question: what a diagnosis goes on from.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Talk {
    /// What the same visitor said before, the oldest first.
    pub(crate) before: Vec<String>,
    /// The language of the visitor's page, as a BCP 47 tag; the shop's where it is not known.
    pub(crate) locale: Option<String>,
    /// What was asked back, if it answers that: then it is not counted as another question.
    #[serde(default)]
    pub(crate) follows: Option<Follows>,
}

impl Talk {
    /// What the graph says between the shop's own words.
    pub(super) fn words(&self) -> &'static Words {
        self.locale.as_deref().map(Words::nearest).unwrap_or_default()
    }
}

/// `/replace-graph`: this file takes the place of the graph.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Replacement {
    pub(crate) format: Format,
    pub(crate) file: String,
    /// The revision that is to be replaced, if it matters.
    pub(crate) expect: Option<u64>,
}

/// The graph as it is kept.
///
/// # Errors
/// That the library cannot be reached.
pub(crate) async fn kept(site: &SiteId, env: &Env) -> Reply<Kept> {
    call::ask(&Object::Library.named(site.as_str(), env)?, "/graph", &()).await
}

/// Puts another graph in its place.
///
/// # Errors
/// `invalid` with the lines that do not fit, `conflict` where it was replaced since, or that the
/// library cannot be reached.
pub(crate) async fn replace(
    site: &SiteId,
    replacement: &Replacement,
    env: &Env,
) -> Reply<Replaced> {
    let library = Object::Library.named(site.as_str(), env)?;
    call::ask_patiently(&library, "/replace-graph", replacement, call::PATIENCE * 4).await
}

/// A site's graph in memory; empty where there is none.
#[derive(Default)]
pub(super) struct Held {
    graph: RefCell<Rc<Graph>>,
    is_read: Cell<bool>,
}

impl Held {
    /// Reads the graph from disk, the first time. Where it cannot be read, the articles answer alone.
    pub(super) fn wake(&self, sql: &SqlStorage) {
        if self.is_read.get() {
            return;
        }
        let file = match read(sql) {
            Ok(Kept { file, .. }) => file,
            Err(Failure(problem)) => return console_warn!("there is no graph: {problem}"),
        };
        let Reading { graph, bad, refused } = Graph::read(Format::Jsonl, &file);
        if let Some(first) = bad.first() {
            // Limits may have changed since it was written; the rest of it still answers.
            console_warn!("{refused} lines of the graph on the disk are left out: {first}");
        }
        self.hold(graph);
    }

    /// Replaces the graph, on disk first.
    pub(super) fn replace(&self, replacement: Replacement, state: &State) -> Reply<Replaced> {
        let Replacement { format, file, expect } = replacement;
        let Reading { graph, bad, refused } = Graph::read(format, &file);
        if refused > 0 {
            let detail = format!("nothing was replaced: {refused} lines do not fit");
            let told = bad.into_iter().map(|bad| {
                let detail = bad.reason.to_string();
                BadLine { line: bad.line, detail }
            });
            return Err(Problem::new(Code::Invalid, detail).lines(told.collect()).into());
        }
        let known = revision(&state.storage().sql())?;
        if expect.is_some_and(|expect| expect != known) {
            let detail = format!("the graph is of revision {known} by now");
            return Err(Failure::new(Code::Conflict, detail));
        }
        let revision = known + 1;
        // What lies on the disk is read by the same bounds, and may be longer than what came.
        let lines = graph.write(Format::Jsonl);
        if lines.len() > limits::FILE {
            let detail = format!(
                "as it is kept, the graph has {} bytes, of {} at most",
                lines.len(),
                limits::FILE
            );
            return Err(Failure::new(Code::TooLarge, detail));
        }
        let chunks = chunks(&lines);
        atomically(state, move |sql| {
            rows(sql, CHUNKS, Vec::new())?;
            rows(sql, STATE, Vec::new())?;
            rows(sql, "DELETE FROM graph_chunks", Vec::new())?;
            rows(sql, "DELETE FROM graph_state", Vec::new())?;
            for chunk in chunks {
                let insert = "INSERT INTO graph_chunks (lines) VALUES (?)";
                rows(sql, insert, vec![Value::from(chunk)])?;
            }
            let insert = "INSERT INTO graph_state (version, revision) VALUES (?, ?)";
            rows(sql, insert, vec![count(VERSION), count(revision)])?;
            Ok(())
        })?;
        let (entities, relations) = (graph.entities().len(), graph.relations().len());
        self.hold(graph);
        Ok(Replaced { revision, entities, relations })
    }

    /// The graph as it is now: whoever waits asks again which one that is.
    pub(super) fn now(&self) -> Rc<Graph> {
        self.graph.borrow().clone()
    }

    fn hold(&self, graph: Graph) {
        self.graph.replace(Rc::new(graph));
        self.is_read.set(true);
    }
}

/// The graph as it is on disk.
pub(super) fn read(sql: &SqlStorage) -> Reply<Kept> {
    let revision = revision(sql)?;
    let mut file = String::new();
    if revision > 0 {
        for row in rows(sql, "SELECT lines FROM graph_chunks ORDER BY id", Vec::new())? {
            for chunk in row {
                file.push_str(&text(chunk)?);
            }
        }
    }
    Ok(Kept { revision, file })
}

/// How often it was replaced; 0 where there is none.
fn revision(sql: &SqlStorage) -> Reply<u64> {
    let statement = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'graph_state'";
    if rows(sql, statement, Vec::new())?.is_empty() {
        return Ok(0);
    }
    let found = rows(sql, "SELECT version, revision FROM graph_state", Vec::new())?;
    let Some([version, revision]) = found.first().map(Vec::as_slice) else {
        return Err(Failure::internal("a graph has no version"));
    };
    let version = number(version)?;
    if version > VERSION {
        console_error!(
            "a graph on the disk is of schema {version} and this server knows {VERSION}: it was \
             written by a newer one; install that. Nothing was changed"
        );
        let detail = "this was written by a newer version of the server";
        return Err(Failure::new(Code::Unavailable, detail));
    }
    Ok(number(revision)?)
}

/// The lines in pieces well below the two megabytes that a row may have, each of whole lines.
fn chunks(file: &str) -> Vec<String> {
    let mut chunks: Vec<String> = Vec::new();
    for line in file.split_inclusive('\n') {
        match chunks.last_mut() {
            Some(chunk) if chunk.len() + line.len() <= CHUNK => chunk.push_str(line),
            Some(_) | None => chunks.push(line.to_owned()),
        }
    }
    chunks
}

/// Its own, so that articles and graph can change without each other.
const VERSION: u64 = 1;
const CHUNKS: &str =
    "CREATE TABLE IF NOT EXISTS graph_chunks (id INTEGER PRIMARY KEY, lines TEXT NOT NULL)";
const STATE: &str = "CREATE TABLE IF NOT EXISTS graph_state \
    (version INTEGER NOT NULL, revision INTEGER NOT NULL)";
const CHUNK: usize = 256 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_from_its_chunks() {
        let line = format!("{}\n", "长".repeat(30_000));
        let file = line.repeat(10);
        let chunks = chunks(&file);
        assert!(chunks.len() > 2 && chunks.iter().all(|chunk| chunk.len() <= CHUNK));
        assert!(chunks.iter().all(|chunk| chunk.ends_with('\n')));
        assert_eq!(chunks.concat(), file);
        assert!(super::chunks("").is_empty());
    }
}
