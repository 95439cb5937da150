//! How articles have served, and what was not answered well.

use serde_json::json;
use shared::api::knowledge::MissKind;
use shared::misses::Missed;
use shared::time::Timestamp;
use worker::SqlStorage;

use super::next;
use crate::library::tally::Counts;
use crate::reply::Reply;
use crate::store::{Value, count, number, rows, text};

/// Adds what was counted since the last time.
pub(in crate::library) fn add(sql: &SqlStorage, counts: &Counts) -> Reply<()> {
    let Counts { services, missed } = counts;
    let counted: Vec<_> = services
        .iter()
        .map(|(article, service)| {
            json!([article, service.hits, service.helpful, service.unhelpful])
        })
        .collect();
    let add = "INSERT INTO services (article, hits, helpful, unhelpful) \
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), \
          json_extract(value, '$[2]'), json_extract(value, '$[3]') \
        FROM json_each(?) WHERE json_extract(value, '$[0]') IN (SELECT article FROM heads) \
        ON CONFLICT (article) DO UPDATE SET hits = hits + excluded.hits, \
          helpful = helpful + excluded.helpful, unhelpful = unhelpful + excluded.unhelpful";
    rows(sql, add, vec![Value::from(serde_json::to_string(&counted)?)])?;
    for Missed { question, kind, at } in missed {
        let note = "INSERT INTO misses (at, kind, question) VALUES (?, ?, ?)";
        let kind = serde_json::to_string(kind)?;
        rows(sql, note, vec![count(at.0), Value::from(kind), Value::from(question.as_str())])?;
    }
    let forget = "DELETE FROM misses WHERE id <= (SELECT max(id) FROM misses) - ?";
    rows(sql, forget, vec![count(KEPT)])?;
    Ok(())
}

/// What was not answered well, the latest first.
pub(in crate::library) fn missed(sql: &SqlStorage) -> Reply<Vec<Missed>> {
    let statement = "SELECT at, kind, question FROM misses ORDER BY id DESC";
    let missed = rows(sql, statement, Vec::new())?.into_iter().map(|row| {
        let mut row = row.into_iter();
        let at = Timestamp(number(&next(&mut row)?)?);
        let kind: MissKind = serde_json::from_str(&text(next(&mut row)?)?)?;
        Ok(Missed { question: text(next(&mut row)?)?, kind, at })
    });
    missed.collect()
}

/// How many questions are kept.
const KEPT: u64 = 2_000;
