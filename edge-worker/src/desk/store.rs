//! The Desk on disk: a snapshot, the log since, and the outbox.

use shared::desk::{Desk, Record};
use shared::id::{ConversationId, SiteId};
use worker::{Result, SqlStorage, State};

use super::News;
use crate::reply::{Failure, Reply};
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
    if schema::version(&state.storage().sql(), VERSION, "desk")?.is_some() {
        return Ok(());
    }
    let site = site.to_string();
    let snapshot = serde_json::to_string(&Desk::default())?;
    atomically(state, move |sql| {
        schema::create(sql, VERSION, &[SNAPSHOT, LOG, outbox::SCHEMA])?;
        let insert = "INSERT INTO snapshot (site, desk) VALUES (?, ?)";
        rows(sql, insert, vec![Value::from(site), Value::from(snapshot)])?;
        Ok(())
    })?;
    Ok(())
}

/// Reads everything that is kept, if anything is.
pub(super) fn read(sql: &SqlStorage) -> Reply<Option<Kept>> {
    if schema::version(sql, VERSION, "desk")?.is_none() {
        return Ok(None);
    }
    let kept = rows(sql, "SELECT site, desk FROM snapshot", Vec::new())?;
    let Some([site, desk]) =
        kept.into_iter().next().and_then(|row| <[Value; 2]>::try_from(row).ok())
    else {
        return Err(Failure::internal("a desk without its snapshot"));
    };
    let log = rows(sql, "SELECT record FROM log ORDER BY id", Vec::new())?
        .into_iter()
        .flatten()
        .map(|record| Ok(serde_json::from_str(&text(record)?)?))
        .collect::<Result<Vec<Record>>>()?;
    Ok(Some(Kept {
        site: text(site)?.parse().map_err(Failure::internal)?,
        snapshot: serde_json::from_str(&text(desk)?)?,
        log,
    }))
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
                rows(sql, "UPDATE snapshot SET desk = ?", vec![Value::from(desk)])?;
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
        let site = rows(sql, "SELECT site FROM snapshot", Vec::new())?;
        let site = site.into_iter().flatten().next().ok_or("a desk without its site")?;
        let site: SiteId = text(site)?.parse().map_err(|error| format!("{error}"))?;
        for (conversation, news) in letters {
            outbox::push(sql, &room_name(&site, conversation), &news)?;
        }
        Ok(())
    })
}

const VERSION: i64 = 1;
const SNAPSHOT: &str = "CREATE TABLE snapshot (site TEXT NOT NULL, desk TEXT NOT NULL)";
const LOG: &str = "CREATE TABLE log (id INTEGER PRIMARY KEY, record TEXT NOT NULL)";
