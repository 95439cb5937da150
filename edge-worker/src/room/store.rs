//! A conversation on disk. Every key begins with the conversation, so that several could share an
//! object one day.

use shared::conversation::DeskCall;
use shared::id::{Address, ConversationId, Seq, SiteId};
use shared::time::Timestamp;
use shared::transcript::Entry;
use worker::{Result, SqlStorage, State};

use crate::reply::{Failure, Reply};
use crate::store::{Value, atomically, count, number, outbox, rows, schema, text};

/// What a conversation was begun with.
pub(super) struct Begun {
    pub(super) site: SiteId,
    pub(super) id: ConversationId,
    /// From where, if that is known.
    pub(super) from: Option<Address>,
}

/// Brings a conversation into being, if it is not there yet.
pub(super) fn create(
    state: &State,
    site: &SiteId,
    id: ConversationId,
    from: Option<Address>,
) -> Reply<()> {
    if schema::version(&state.storage().sql(), VERSION, "room")?.is_some() {
        return Ok(());
    }
    let (site, id) = (site.to_string(), id.to_string());
    let from = from.map_or(Value::Null, |Address(number)| count(number));
    atomically(state, move |sql| {
        schema::create(sql, VERSION, &[CONVERSATION, ENTRIES, outbox::SCHEMA])?;
        let insert = "INSERT INTO conversation (id, site, address) VALUES (?, ?, ?)";
        rows(sql, insert, vec![Value::from(id), Value::from(site), from])?;
        Ok(())
    })?;
    Ok(())
}

/// Which conversation this is, if it has begun.
pub(super) fn begun(sql: &SqlStorage) -> Reply<Option<Begun>> {
    if schema::version(sql, VERSION, "room")?.is_none() {
        return Ok(None);
    }
    let read = rows(sql, "SELECT * FROM conversation", Vec::new())?;
    // Those of an older edge have no column for the address.
    let Some([Value::String(id), Value::String(site), from @ ..]) = read.first().map(Vec::as_slice)
    else {
        return Err(Failure::internal("a room without its conversation"));
    };
    let site = site.parse().map_err(Failure::internal)?;
    let id = id.parse().map_err(Failure::internal)?;
    let from = from.first().and_then(|from| number(from).ok()).map(Address);
    Ok(Some(Begun { site, id, from }))
}

/// At most `most` entries after a place, in order.
pub(super) fn entries(
    sql: &SqlStorage,
    id: ConversationId,
    after: Option<Seq>,
    most: u64,
) -> Result<Vec<Entry>> {
    let statement = "SELECT seq, at, fact FROM entries \
                     WHERE conversation = ? AND seq >= ? ORDER BY seq LIMIT ?";
    let first = after.map_or(Seq(0), Seq::next);
    let values = vec![Value::from(id.to_string()), count(first.0), count(most)];
    rows(sql, statement, values)?
        .into_iter()
        .map(|row| match <[Value; 3]>::try_from(row) {
            Ok([seq, at, fact]) => Ok(Entry {
                seq: Seq(number(&seq)?),
                at: Timestamp(number(&at)?),
                fact: serde_json::from_str(&text(fact)?)?,
            }),
            Err(row) => Err(format!("no entry: {row:?}").into()),
        })
        .collect()
}

/// Writes what a turn recorded, and what it tells the Desk: all of it or nothing.
pub(super) fn commit(
    state: &State,
    id: ConversationId,
    records: &[Entry],
    calls: &[DeskCall],
) -> Result<()> {
    let id = id.to_string();
    let records = records
        .iter()
        .map(|Entry { seq, at, fact }| {
            Ok((count(seq.0), count(at.0), serde_json::to_string(fact)?))
        })
        .collect::<Result<Vec<_>>>()?;
    let calls = calls.iter().map(serde_json::to_string).collect::<serde_json::Result<Vec<_>>>()?;
    atomically(state, move |sql| {
        for (seq, at, fact) in records {
            let insert = "INSERT INTO entries (conversation, seq, at, fact) VALUES (?, ?, ?, ?)";
            rows(sql, insert, vec![Value::from(id.as_str()), seq, at, Value::from(fact)])?;
        }
        for call in calls {
            outbox::push(sql, "", &call)?;
        }
        Ok(())
    })
}

/// Forgets all of it, as if it had never been.
pub(super) fn forget(state: &State) -> Result<()> {
    // The promise rejects only when the object is being torn down anyway.
    let _ = state.storage().as_raw().delete_all()?;
    Ok(())
}

const VERSION: i64 = 1;
const CONVERSATION: &str =
    "CREATE TABLE conversation (id TEXT PRIMARY KEY, site TEXT NOT NULL, address INTEGER)";
const ENTRIES: &str = "CREATE TABLE entries (conversation TEXT NOT NULL, seq INTEGER NOT NULL, \
    at INTEGER NOT NULL, fact TEXT NOT NULL, PRIMARY KEY (conversation, seq)) WITHOUT ROWID";
