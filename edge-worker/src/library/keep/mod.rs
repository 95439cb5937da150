//! The articles on disk: every version of each, and which versions which publication showed.
//!
//! A publication is one number. That readers see a version is a *span*: from one publication on, until
//! another. So a publication takes as many rows as it changes, what any of them showed is one question to
//! the table, and to show it again is one more publication. See
//! docs/decisions/0013-publications-are-spans.md.
//!
//! Everything that changes here does so in one transaction without an await: it is there, or it is not.

pub(super) mod articles;
pub(super) mod imports;
pub(super) mod pruning;
pub(super) mod publications;
pub(super) mod service;
pub(super) mod vectors;

use serde_json::Value as Json;
use shared::api::knowledge::{Editor, Overflow};
use shared::article::Article;
use shared::problem::Code;
use shared::time::Timestamp;
use worker::{SqlStorage, State, console_warn};

use crate::capacity::Capacity;
use crate::reply::{Failure, Reply};
use crate::store::{Value, count, number, rows, schema, text, transaction};

/// Whether there is anything to read. What an older server has written is brought up to date first.
///
/// # Errors
/// `unavailable` where a newer server has written.
pub(super) fn is_there(state: &State, now: Timestamp) -> Reply<bool> {
    match schema::version(&state.storage().sql(), VERSION, "library")? {
        None => return Ok(false),
        Some(VERSION) => {}
        Some(_) => transaction(state, move |sql| bring_up_to_date(sql, now))?,
    }
    let sql = state.storage().sql();
    for table in ADDED {
        rows(&sql, table, Vec::new())?;
    }
    Ok(true)
}

/// Sees to it that there is somewhere to write.
///
/// # Errors
/// As [`is_there`].
pub(super) fn prepare(state: &State, now: Timestamp) -> Reply<()> {
    if is_there(state, now)? {
        return Ok(());
    }
    transaction(state, |sql| Ok(schema::create(sql, VERSION, &[TABLES, ADDED].concat())?))
}

/// What readers see.
pub(super) fn published(sql: &SqlStorage) -> Reply<Vec<Article>> {
    let statement = format!(
        "SELECT article, content FROM spans JOIN versions USING (article, version) \
         WHERE until_publication IS NULL AND article > ? ORDER BY article LIMIT {AT_ONCE}"
    );
    let mut articles = Vec::new();
    let mut after = String::new();
    loop {
        let read = rows(sql, &statement, vec![Value::from(after.as_str())])?;
        let is_last = read.len() < AT_ONCE;
        for row in read {
            let mut row = row.into_iter();
            after = text(next(&mut row)?)?;
            // Limits may have changed since it was published, and one article must not take away all.
            match serde_json::from_str(&text(next(&mut row)?)?) {
                Ok(article) => articles.push(article),
                Err(error) => console_warn!("an article of the disk is left out: {error}"),
            }
        }
        if is_last {
            return Ok(articles);
        }
    }
}

impl From<Overflow> for Failure {
    fn from(overflow: Overflow) -> Self {
        Self::new(Code::TooLarge, format!("nothing was published: {overflow}"))
    }
}

/// The articles of schemas 1 and 2, which were one published set in chunks, become the first
/// publication.
fn bring_up_to_date(sql: &SqlStorage, now: Timestamp) -> Reply<()> {
    schema::create(sql, VERSION, TABLES)?;
    let mut staging = imports::Staging::whole_set(sql)?;
    for chunk in rows(sql, "SELECT articles FROM chunks ORDER BY id", Vec::new())? {
        for chunk in chunk {
            for article in serde_json::from_str::<Vec<Json>>(&text(chunk)?)? {
                match serde_json::from_value::<Article>(article.clone()) {
                    Ok(article) => staging.put(0, &article)?,
                    Err(error) => {
                        console_warn!("an article of the disk is left out: {error}");
                        let keep = "INSERT INTO left_out (content) VALUES (?)";
                        rows(sql, keep, vec![Value::from(article.to_string())])?;
                    }
                }
            }
        }
    }
    // It was shown before, however much it is.
    staging.publish(Capacity::ENDLESS, &Editor::Server, now)?;
    rows(sql, "DROP TABLE chunks", Vec::new())?;
    rows(sql, "DROP TABLE IF EXISTS shelf", Vec::new())?;
    Ok(())
}

/// An editor as a column.
fn by(editor: &Editor) -> Reply<Value> {
    Ok(Value::from(serde_json::to_string(editor)?))
}

/// The next cell of a row.
fn next(row: &mut impl Iterator<Item = Value>) -> worker::Result<Value> {
    row.next().ok_or_else(|| "a row has too few columns".into())
}

/// The numbers of the one row that a statement gives.
fn numbers<const N: usize>(sql: &SqlStorage, statement: &str) -> Reply<[u64; N]> {
    let row = rows(sql, statement, Vec::new())?.into_iter().next().unwrap_or_default();
    let numbers = row.iter().map(number).collect::<worker::Result<Vec<u64>>>()?;
    numbers.try_into().map_err(|_| Failure::internal("a row has not as many columns as it should"))
}

/// A column that may be missing.
fn number_or_none(value: &Value) -> worker::Result<Option<u64>> {
    match value {
        Value::Null => Ok(None),
        value => number(value).map(Some),
    }
}

/// A number that may be missing, as a column.
fn maybe(number: Option<u64>) -> Value {
    number.map_or(Value::Null, count)
}

/// Articles that are read from the disk at once: all would be in memory three times.
const AT_ONCE: usize = 500;
/// 1 had, from some day on, a table `shelf` with the site's name; 2 a whole set of articles in chunks.
const VERSION: i64 = 3;
/// What came later and an older server lives with, so that it needs no version.
const ADDED: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS shows (article TEXT PRIMARY KEY, shown INTEGER NOT NULL) WITHOUT ROWID",
    // Counts by the day, since 1970 by the shop's own time. A day on which votes of earlier days were changed
    // may have less than none.
    "CREATE TABLE IF NOT EXISTS days (day INTEGER PRIMARY KEY, answered INTEGER NOT NULL, \
     choices INTEGER NOT NULL, unknown INTEGER NOT NULL, diagnosed INTEGER NOT NULL, \
     helpful INTEGER NOT NULL, unhelpful INTEGER NOT NULL)",
    // By what an encoder elsewhere was told.
    "CREATE TABLE IF NOT EXISTS vectors \
     (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, vector BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS owner (one INTEGER PRIMARY KEY, site TEXT NOT NULL)",
    // Of what was missed, what nobody need answer.
    "CREATE TABLE IF NOT EXISTS dismissed (question TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID",
];
const TABLES: &[&str] = &[
    "CREATE TABLE versions (article TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, \
     by TEXT NOT NULL, archives INTEGER NOT NULL, content TEXT NOT NULL, \
     PRIMARY KEY (article, version))",
    "CREATE TABLE publications (publication INTEGER PRIMARY KEY, at INTEGER NOT NULL, \
     by TEXT NOT NULL, added INTEGER NOT NULL, changed INTEGER NOT NULL, removed INTEGER NOT NULL, \
     articles INTEGER NOT NULL, restores INTEGER)",
    "CREATE TABLE spans (article TEXT NOT NULL, version INTEGER NOT NULL, \
     from_publication INTEGER NOT NULL, until_publication INTEGER, \
     PRIMARY KEY (article, from_publication))",
    "CREATE INDEX shown_spans ON spans (article) WHERE until_publication IS NULL",
    // Where each article stands: what follows from the tables above, looked up at once.
    "CREATE TABLE heads (article TEXT PRIMARY KEY, latest INTEGER NOT NULL, shown INTEGER, \
     draft INTEGER, touched INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX heads_by_change ON heads (touched DESC, article)",
    "CREATE TABLE services (article TEXT PRIMARY KEY, hits INTEGER NOT NULL, \
     helpful INTEGER NOT NULL, unhelpful INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE misses (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, \
     question TEXT NOT NULL)",
    "CREATE TABLE imports (import TEXT PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, \
     dry_run INTEGER NOT NULL, problems TEXT NOT NULL, report TEXT) WITHOUT ROWID",
    "CREATE TABLE staged (article TEXT PRIMARY KEY, line INTEGER NOT NULL, content TEXT NOT NULL)",
    "CREATE INDEX staged_by_line ON staged (line)",
    // What a publication is about to change; empty between turns.
    "CREATE TABLE marked (article TEXT PRIMARY KEY, new INTEGER, old INTEGER, \
     is_draft INTEGER NOT NULL) WITHOUT ROWID",
    // Articles of an older server that are none any more.
    "CREATE TABLE left_out (id INTEGER PRIMARY KEY, content TEXT NOT NULL)",
];
