//! The Desk on disk: a snapshot in chunks, the log since, and the outbox.

use shared::desk::{Desk, Record};
use shared::id::{ConversationId, SiteId};
use worker::{Result, SqlStorage, State};

use super::News;
use crate::reply::Reply;
use crate::room::room_name;
use crate::store::{Value, atomically, outbox, rows, schema, text};

/// What is kept of a desk.
pub(super) struct Kept {
    pub(super) site: SiteId,
    pub(super) snapshot: Desk,
    pub(super) log: Vec<Record>,
}

/// Brings a site's desk into being, if it is not there yet.
pub(super) fn create(state: &State, site: &SiteId) -> Reply<()> {
    if is_there(state)? {
        return Ok(());
    }
    let site = site.to_string();
    let snapshot = serde_json::to_string(&Desk::default())?;
    atomically(state, move |sql| {
        schema::create(sql, VERSION, &[SITE, CHUNKS, LOG, outbox::SCHEMA, outbox::BY_RECIPIENT])?;
        rows(sql, "INSERT INTO site (id) VALUES (?)", vec![Value::from(site)])?;
        put(sql, &snapshot)
    })?;
    Ok(())
}

/// Reads everything that is kept, if anything is.
pub(super) fn read(state: &State) -> Reply<Option<Kept>> {
    if !is_there(state)? {
        return Ok(None);
    }
    let sql = &state.storage().sql();
    let mut desk = String::new();
    for chunk in rows(sql, "SELECT desk FROM chunks ORDER BY id", Vec::new())?.into_iter().flatten()
    {
        desk.push_str(&text(chunk)?);
    }
    let log = rows(sql, "SELECT record FROM log ORDER BY id", Vec::new())?
        .into_iter()
        .flatten()
        .map(|record| Ok(serde_json::from_str(&text(record)?)?))
        .collect::<Result<Vec<Record>>>()?;
    Ok(Some(Kept { site: site(sql)?, snapshot: serde_json::from_str(&desk)?, log }))
}

/// Writes what a turn recorded and what it tells Rooms: all of it or nothing. A snapshot takes the
/// place of the log.
pub(super) fn commit(
    state: &State,
    records: &[Record],
    letters: &[(ConversationId, News)],
    snapshot: Option<&Desk>,
) -> Result<()> {
    let records =
        records.iter().map(serde_json::to_string).collect::<serde_json::Result<Vec<_>>>()?;
    let letters = letters
        .iter()
        .map(|(conversation, news)| Ok((*conversation, serde_json::to_string(news)?)))
        .collect::<serde_json::Result<Vec<_>>>()?;
    let snapshot = snapshot.map(serde_json::to_string).transpose()?;
    atomically(state, move |sql| {
        match snapshot {
            Some(desk) => {
                put(sql, &desk)?;
                rows(sql, "DELETE FROM log", Vec::new())?;
            }
            None => {
                for record in records {
                    let insert = "INSERT INTO log (record) VALUES (?)";
                    rows(sql, insert, vec![Value::from(record)])?;
                }
            }
        }
        if letters.is_empty() {
            return Ok(());
        }
        let site = site(sql)?;
        for (conversation, news) in letters {
            outbox::push(sql, &room_name(&site, conversation), &news)?;
        }
        Ok(())
    })
}

/// Whether there is a desk. What an older server has written is brought up to date first.
fn is_there(state: &State) -> Reply<bool> {
    match schema::version(&state.storage().sql(), VERSION, "desk")? {
        None => return Ok(false),
        Some(VERSION) => {}
        Some(_) => atomically(state, bring_up_to_date)?,
    }
    Ok(true)
}

/// Schema 1 had the snapshot in one row, beside the site: there was no room in it for many.
fn bring_up_to_date(sql: &SqlStorage) -> Result<()> {
    let kept = rows(sql, "SELECT site, desk FROM snapshot", Vec::new())?.into_iter().next();
    let Some([site, desk]) = kept.and_then(|row| <[Value; 2]>::try_from(row).ok()) else {
        return Err("a desk without its snapshot".into());
    };
    schema::create(sql, VERSION, &[SITE, CHUNKS, outbox::BY_RECIPIENT])?;
    rows(sql, "INSERT INTO site (id) VALUES (?)", vec![site])?;
    put(sql, &text(desk)?)?;
    rows(sql, "DROP TABLE snapshot", Vec::new())?;
    Ok(())
}

/// Whose desk this is.
fn site(sql: &SqlStorage) -> Result<SiteId> {
    let site = rows(sql, "SELECT id FROM site", Vec::new())?;
    let site = site.into_iter().flatten().next().ok_or("a desk without its site")?;
    text(site)?.parse().map_err(|error| format!("{error}").into())
}

/// Puts a snapshot in the place of the last.
fn put(sql: &SqlStorage, desk: &str) -> Result<()> {
    rows(sql, "DELETE FROM chunks", Vec::new())?;
    for chunk in chunks(desk) {
        rows(sql, "INSERT INTO chunks (desk) VALUES (?)", vec![Value::from(chunk)])?;
    }
    Ok(())
}

/// A text in pieces well below the two megabytes that a row may have.
fn chunks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (chunk, more) = rest.split_at(rest.floor_char_boundary(CHUNK));
        rest = more;
        (!chunk.is_empty()).then_some(chunk)
    })
}

const VERSION: i64 = 2;
const SITE: &str = "CREATE TABLE site (id TEXT NOT NULL)";
const CHUNKS: &str = "CREATE TABLE chunks (id INTEGER PRIMARY KEY, desk TEXT NOT NULL)";
const LOG: &str = "CREATE TABLE log (id INTEGER PRIMARY KEY, record TEXT NOT NULL)";
/// In bytes.
const CHUNK: usize = 256 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_comes_back_from_its_chunks() {
        let desk = "长".repeat(300_000);
        let pieces: Vec<&str> = chunks(&desk).collect();
        assert!(pieces.len() > 3 && pieces.iter().all(|piece| piece.len() <= CHUNK));
        assert_eq!(pieces.concat(), desk);
        assert_eq!(chunks("").count(), 0);
    }
}
