//! What came of questions, how articles have served, and what was not answered well.

use std::collections::BTreeMap;

use serde_json::json;
use shared::api::knowledge::{MissKind, Outcomes};
use shared::misses::{self, Missed};
use shared::time::Timestamp;
use worker::SqlStorage;

use super::{next, numbers};
use crate::library::tally::{Counts, Served, Votes};
use crate::reply::Reply;
use crate::store::{Value, count, number, rows, text};

/// Adds what was counted since the last time.
pub(in crate::library) fn add(sql: &SqlStorage, counts: &Counts, today: u64) -> Reply<()> {
    let Counts { outcomes, services, votes, missed, withdrawn } = counts;
    let day = vec![
        count(today),
        count(outcomes.answered),
        count(outcomes.choices),
        count(outcomes.unknown),
        count(outcomes.diagnosed),
        Value::Integer(votes.helpful),
        Value::Integer(votes.unhelpful),
    ];
    let add = "INSERT INTO days VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (day) DO UPDATE SET \
        answered = answered + excluded.answered, choices = choices + excluded.choices, \
        unknown = unknown + excluded.unknown, diagnosed = diagnosed + excluded.diagnosed, \
        helpful = helpful + excluded.helpful, unhelpful = unhelpful + excluded.unhelpful";
    rows(sql, add, day)?;
    let forget = "DELETE FROM days WHERE day < ?";
    rows(sql, forget, vec![count(today.saturating_sub(DAYS_KEPT))])?;
    let counted: Vec<_> = services
        .iter()
        .map(|(article, Served { shown, hits, votes: Votes { helpful, unhelpful } })| {
            json!([article, hits, helpful, unhelpful, shown])
        })
        .collect();
    // A crash may have lost the vote that another took the place of: no count falls below nothing.
    // Nor does the first that is written of an article, and what is written is the sum.
    let add = "INSERT OR REPLACE INTO services (article, hits, helpful, unhelpful) \
        SELECT json_extract(value, '$[0]'), coalesce(hits, 0) + json_extract(value, '$[1]'), \
          max(coalesce(helpful, 0) + json_extract(value, '$[2]'), 0), \
          max(coalesce(unhelpful, 0) + json_extract(value, '$[3]'), 0) \
        FROM json_each(?) LEFT JOIN services ON article = json_extract(value, '$[0]') \
        WHERE json_extract(value, '$[0]') IN (SELECT article FROM heads)";
    rows(sql, add, vec![Value::from(serde_json::to_string(&counted)?)])?;
    let add = "INSERT INTO shows (article, shown) \
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[4]') \
        FROM json_each(?) WHERE json_extract(value, '$[0]') IN (SELECT article FROM heads) \
        ON CONFLICT (article) DO UPDATE SET shown = shown + excluded.shown";
    rows(sql, add, vec![Value::from(serde_json::to_string(&counted)?)])?;
    for Missed { question, kind, at } in missed {
        let note = "INSERT INTO misses (at, kind, question) VALUES (?, ?, ?)";
        let kind = serde_json::to_string(kind)?;
        rows(sql, note, vec![count(at.0), Value::from(kind), Value::from(question.as_str())])?;
    }
    for Missed { question, kind, at: _ } in withdrawn {
        let forget = "DELETE FROM misses WHERE id = \
            (SELECT max(id) FROM misses WHERE kind = ? AND question = ?)";
        let kind = serde_json::to_string(kind)?;
        rows(sql, forget, vec![Value::from(kind), Value::from(question.as_str())])?;
    }
    if missed.is_empty() { Ok(()) } else { trim(sql) }
}

/// Forgets what is too much of what was missed: what one address or a monitor repeats before what others asked.
fn trim(sql: &SqlStorage) -> Reply<()> {
    let [kept] = numbers(sql, "SELECT count(*) FROM misses")?;
    if kept <= KEPT {
        return Ok(());
    }
    let repeated = "SELECT kind, question FROM misses GROUP BY kind, question HAVING count(*) > ?";
    for repeated in rows(sql, repeated, vec![count(REPEATS)])? {
        let forget = "DELETE FROM misses WHERE kind = ? AND question = ? AND id <= \
            (SELECT id FROM misses WHERE kind = ? AND question = ? \
             ORDER BY id DESC LIMIT 1 OFFSET ?)";
        let values = repeated.iter().chain(&repeated).cloned().chain([count(REPEATS)]);
        rows(sql, forget, values.collect())?;
    }
    let forget =
        "DELETE FROM misses WHERE id <= (SELECT id FROM misses ORDER BY id DESC LIMIT 1 OFFSET ?)";
    rows(sql, forget, vec![count(KEPT)])?;
    Ok(())
}

/// What came of questions, and 有帮助 and 没帮助, over some days up to today.
pub(in crate::library) fn totals(
    sql: &SqlStorage,
    days: u64,
    today: u64,
) -> Reply<(Outcomes, [u64; 2])> {
    let since = (today + 1).saturating_sub(days);
    let sums = ["answered", "choices", "unknown", "diagnosed", "helpful", "unhelpful"]
        .map(|column| format!("max(coalesce(sum({column}), 0), 0)"))
        .join(", ");
    let statement = format!("SELECT {sums} FROM days WHERE day >= {since}");
    let [answered, choices, unknown, diagnosed, helpful, unhelpful] = numbers(sql, &statement)?;
    Ok((Outcomes { answered, choices, unknown, diagnosed }, [helpful, unhelpful]))
}

/// What was not answered well since then, the latest first.
pub(in crate::library) fn missed(sql: &SqlStorage, since: Timestamp) -> Reply<Vec<Missed>> {
    let statement = "SELECT at, kind, question FROM misses WHERE at >= ? ORDER BY id DESC";
    let missed = rows(sql, statement, vec![count(since.0)])?.into_iter().map(|row| {
        let mut row = row.into_iter();
        let at = Timestamp(number(&next(&mut row)?)?);
        let kind: MissKind = serde_json::from_str(&text(next(&mut row)?)?)?;
        Ok(Missed { question: text(next(&mut row)?)?, kind, at })
    });
    missed.collect()
}

/// Nobody need answer this: it is told of again when it is asked again.
pub(in crate::library) fn dismiss(sql: &SqlStorage, question: &str, now: Timestamp) -> Reply<()> {
    let note = "INSERT OR REPLACE INTO dismissed (question, at) VALUES (?, ?)";
    rows(sql, note, vec![Value::from(question), count(now.0)])?;
    // What was missed before is not told any more, dismissed or not.
    rows(sql, "DELETE FROM dismissed WHERE at < ?", vec![count(misses::since(now).0)])?;
    let forget = "DELETE FROM dismissed WHERE question IN \
        (SELECT question FROM dismissed ORDER BY at DESC, question LIMIT -1 OFFSET ?)";
    rows(sql, forget, vec![count(KEPT)])?;
    Ok(())
}

/// What nobody need answer, and since when.
pub(in crate::library) fn dismissed(sql: &SqlStorage) -> Reply<BTreeMap<String, Timestamp>> {
    let dismissed = rows(sql, "SELECT question, at FROM dismissed", Vec::new())?;
    let dismissed = dismissed.into_iter().map(|row| {
        let mut row = row.into_iter();
        Ok((text(next(&mut row)?)?, Timestamp(number(&next(&mut row)?)?)))
    });
    dismissed.collect()
}

/// For how many days counts are kept: a year to look back on, and what belongs to its first day.
const DAYS_KEPT: u64 = 400;
/// How many questions are kept, and how often the same one where there are more.
const KEPT: u64 = 2_000;
const REPEATS: u64 = 100;
