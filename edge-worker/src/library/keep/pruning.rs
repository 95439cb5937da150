//! Throws away what is older than the shop wants to keep: publications that nobody will go back to, then the
//! versions that none of the others has shown; and what visitors asked, as long as their conversations are kept.
//!
//! What readers see, a draft, the last version of each article and whatever a kept publication showed stay,
//! whatever their age.

use shared::id::SiteId;
use shared::site::History;
use shared::time::Timestamp;
use worker::SqlStorage;

use super::{next, numbers};
use crate::reply::{Failure, Reply};
use crate::store::{Value, count, rows, text};

/// Throws away some of what is too old; tells whether there may be more of it.
pub(in crate::library) fn prune(
    sql: &SqlStorage,
    history: &History,
    now: Timestamp,
) -> Reply<bool> {
    if let Some(Timestamp(before)) = history.of_visitors_before(now) {
        rows(sql, "DELETE FROM misses WHERE at < ?", vec![count(before)])?;
        rows(sql, "DELETE FROM dismissed WHERE at < ?", vec![count(before)])?;
    }
    let Timestamp(before) = history.before(now);
    let History { publications, versions, .. } = *history;
    // The earliest publication that is kept: the numbers have no gaps but at their beginning.
    let first = format!(
        "SELECT coalesce(min(publication), 0) FROM publications WHERE at >= {before} \
         OR publication > (SELECT max(publication) FROM publications) - {publications}"
    );
    let [first] = numbers(sql, &first)?;
    let forget = "DELETE FROM publications WHERE publication < ?";
    rows(sql, forget, vec![count(first)])?;
    // A span ends before the publication that it names.
    let forget = "DELETE FROM spans WHERE rowid IN \
        (SELECT rowid FROM spans WHERE until_publication <= ? LIMIT ?)";
    rows(sql, forget, vec![count(first), count(AT_ONCE)])?;
    let [ended] = numbers(sql, "SELECT changes()")?;
    let forget = "DELETE FROM versions WHERE rowid IN (SELECT versions.rowid \
        FROM versions JOIN heads USING (article) WHERE at < ? AND version <= latest - ? \
          AND version IS NOT shown AND version IS NOT draft AND version < latest \
          AND NOT EXISTS (SELECT 1 FROM spans WHERE spans.article = versions.article \
            AND spans.version = versions.version) LIMIT ?)";
    rows(sql, forget, vec![count(before), count(versions), count(AT_ONCE)])?;
    let [gone] = numbers(sql, "SELECT changes()")?;
    Ok(ended == AT_ONCE || gone == AT_ONCE)
}

/// Whose library this is: an object is not told by whom it is woken when its alarm does it, and how long to keep
/// what it keeps stands in the shop's file.
pub(in crate::library) fn whose(sql: &SqlStorage, known: Option<SiteId>) -> Reply<Option<SiteId>> {
    if let Some(site) = known {
        let keep = "INSERT OR IGNORE INTO owner (one, site) VALUES (1, ?)";
        rows(sql, keep, vec![Value::from(site.as_str())])?;
        return Ok(Some(site));
    }
    let Some(row) = rows(sql, "SELECT site FROM owner", Vec::new())?.into_iter().next() else {
        return Ok(None);
    };
    let site = text(next(&mut row.into_iter())?)?;
    Ok(Some(site.parse().map_err(Failure::internal)?))
}

/// Rows that go in one turn, while nobody is answered.
const AT_ONCE: u64 = 2_000;
