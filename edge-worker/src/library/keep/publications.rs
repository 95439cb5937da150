//! What readers see, from one moment on.

use shared::api::knowledge::{
    Becomes, Chosen, DIFFERING, Difference, Differing, Editor, PUBLICATIONS, Publication,
    Publications,
};
use shared::article::ArticleId;
use shared::problem::{Code, Problem};
use shared::time::Timestamp;
use worker::SqlStorage;

use super::{by, maybe, next, number_or_none, numbers};
use crate::capacity::Capacity;
use crate::reply::{Failure, Reply};
use crate::store::{Value, count, number, rows, text};

/// The latest first.
pub(in crate::library) fn list(sql: &SqlStorage, before: Option<u64>) -> Reply<Publications> {
    let statement = format!(
        "SELECT {COLUMNS} FROM publications WHERE publication < ? ORDER BY publication DESC LIMIT ?"
    );
    let values = vec![count(before.unwrap_or(EVER)), count(PUBLICATIONS as u64)];
    let publications =
        rows(sql, &statement, values)?.into_iter().map(read).collect::<Reply<_>>()?;
    Ok(Publications { publications })
}

/// Since when readers see of an article what they see now; the beginning of time where nobody knows any more.
pub(in crate::library) fn shown_since(sql: &SqlStorage, article: &ArticleId) -> Reply<Timestamp> {
    let statement = "SELECT max(at) FROM spans JOIN publications ON publication = from_publication \
        WHERE article = ? AND until_publication IS NULL";
    let shown = rows(sql, statement, vec![Value::from(article.as_str())])?;
    let at = shown.into_iter().flatten().next().unwrap_or(Value::Null);
    Ok(Timestamp(number_or_none(&at)?.unwrap_or(0)))
}

/// Shows readers the `chosen` drafts, or all of them. Where there is none, what they see stands.
///
/// # Errors
/// `conflict` where another version stands than was chosen, or readers see a later one than the draft: by an
/// import, of which whoever wrote the draft did not know. `invalid` where nothing was ever published, and is
/// not now; `too_large` where readers would see more than fits.
pub(in crate::library) fn publish(
    sql: &SqlStorage,
    chosen: Option<&[Chosen]>,
    capacity: Capacity,
    editor: &Editor,
    now: Timestamp,
) -> Reply<Publication> {
    let mark = "INSERT INTO marked \
        SELECT article, CASE WHEN archives THEN NULL ELSE draft END, shown, 1 \
        FROM heads JOIN versions USING (article) WHERE version = draft";
    rows(sql, "DELETE FROM marked", Vec::new())?;
    match chosen {
        None => rows(sql, mark, Vec::new())?,
        Some(chosen) => {
            let chosen = serde_json::to_string(chosen)?;
            let other = "SELECT DISTINCT json_extract(value, '$.id') \
                FROM json_each(?) LEFT JOIN heads ON article = json_extract(value, '$.id') \
                WHERE coalesce(draft, shown, latest) IS NOT json_extract(value, '$.expect') LIMIT 100";
            let other = rows(sql, other, vec![Value::from(chosen.as_str())])?;
            none_of(other, "another version stands by now")?;
            let ids = "SELECT json_extract(value, '$.id') FROM json_each(?)";
            let mark = format!("{mark} AND article IN ({ids})");
            rows(sql, &mark, vec![Value::from(chosen)])?
        }
    };
    let passed =
        "SELECT article FROM marked JOIN heads USING (article) WHERE shown > draft LIMIT 100";
    none_of(
        rows(sql, passed, Vec::new())?,
        "readers see a later version than this draft; look at that one and save the draft again",
    )?;
    show_marked(sql, None, capacity, editor, now)?.map_or_else(|| standing(sql), Ok)
}

/// What readers see, as the answer to who would have changed nothing.
fn standing(sql: &SqlStorage) -> Reply<Publication> {
    let latest = list(sql, None)?.publications.into_iter().next();
    let latest =
        latest.ok_or_else(|| Failure::new(Code::Invalid, "there is no draft to publish"))?;
    Ok(Publication { added: 0, changed: 0, removed: 0, ..latest })
}

/// Refuses what lies in these articles.
fn none_of(articles: Vec<Vec<Value>>, why: &str) -> Reply<()> {
    let articles = articles.into_iter().flatten().map(text).collect::<worker::Result<Vec<_>>>()?;
    if articles.is_empty() {
        return Ok(());
    }
    let detail = format!("nothing was published: {why}: {}", articles.join(", "));
    Err(Problem::new(Code::Conflict, detail).articles(articles).into())
}

/// Shows readers what publication `restored` showed them; drafts stay drafts. Where they see just that, it
/// stands.
///
/// # Errors
/// `not_found` where there was no such publication, `conflict` where readers see a later one than `expect`,
/// `too_large` where it was more than fits now.
pub(in crate::library) fn restore(
    sql: &SqlStorage,
    restored: u64,
    expect: Option<u64>,
    capacity: Capacity,
    editor: &Editor,
    now: Timestamp,
) -> Reply<Publication> {
    let restored = found(sql, restored)?.publication;
    rows(sql, "DELETE FROM marked", Vec::new())?;
    let mark = format!("INSERT INTO marked SELECT article, new, old, 0 FROM ({})", then(restored));
    rows(sql, &mark, Vec::new())?;
    not_later_than(sql, expect)?;
    show_marked(sql, Some(restored), capacity, editor, now)?.map_or_else(|| standing(sql), Ok)
}

/// What a publication changed of what readers saw before it.
///
/// # Errors
/// `not_found` where there was no such publication.
pub(in crate::library) fn changed(sql: &SqlStorage, publication: u64) -> Reply<Difference> {
    let Publication { publication, added, changed, removed, .. } = found(sql, publication)?;
    let spans = format!(
        "SELECT article, max(CASE WHEN from_publication = {publication} THEN version END) AS new, \
           max(CASE WHEN until_publication = {publication} THEN version END) AS old FROM spans \
         WHERE from_publication = {publication} OR until_publication = {publication} GROUP BY article"
    );
    let mut told = difference(sql, &spans)?;
    // Of the earliest one that is kept, what was there before may be thrown away.
    if [told.added, told.changed, told.removed] != [added, changed, removed] {
        told = Difference { added, changed, removed, articles: Vec::new() };
    }
    Ok(told)
}

/// What to restore a publication would change of what readers see now.
///
/// # Errors
/// As [`changed`].
pub(in crate::library) fn restoring(sql: &SqlStorage, publication: u64) -> Reply<Difference> {
    difference(sql, &then(found(sql, publication)?.publication))
}

/// Counts and names what `differing` selects: articles with their new version and their old one.
fn difference(sql: &SqlStorage, differing: &str) -> Reply<Difference> {
    let counts = format!(
        "SELECT count(CASE WHEN old IS NULL THEN 1 END), \
           count(CASE WHEN old IS NOT NULL AND new IS NOT NULL THEN 1 END), \
           count(CASE WHEN new IS NULL THEN 1 END) FROM ({differing})"
    );
    let [added, changed, removed] = numbers(sql, &counts)?;
    let names = format!(
        "SELECT article, json_extract(content, '$.title'), new IS NULL, old IS NULL \
         FROM ({differing}) JOIN versions USING (article) WHERE version = coalesce(new, old) \
         ORDER BY new IS NOT NULL, old IS NOT NULL, article LIMIT {DIFFERING}"
    );
    let articles = rows(sql, &names, Vec::new())?.into_iter().map(|row| {
        let mut row = row.into_iter();
        let id = text(next(&mut row)?)?.parse().map_err(Failure::internal)?;
        let title = text(next(&mut row)?)?;
        let [is_gone, is_new] = [number(&next(&mut row)?)?, number(&next(&mut row)?)?];
        let becomes = match (is_gone, is_new) {
            (1, _) => Becomes::Removed,
            (_, 1) => Becomes::Added,
            _ => Becomes::Changed,
        };
        Ok(Differing { id, title, becomes })
    });
    Ok(Difference { added, changed, removed, articles: articles.collect::<Reply<_>>()? })
}

/// Selects the articles of which readers saw another version by that publication than now: with the version
/// of then, and the one of now.
fn then(publication: u64) -> String {
    format!(
        "SELECT article, then_shown.version AS new, shown AS old FROM heads LEFT JOIN \
           (SELECT article, version FROM spans WHERE from_publication <= {publication} \
              AND (until_publication IS NULL OR until_publication > {publication})) AS then_shown \
           USING (article) \
         WHERE then_shown.version IS NOT shown"
    )
}

/// A publication.
///
/// # Errors
/// `not_found`.
fn found(sql: &SqlStorage, publication: u64) -> Reply<Publication> {
    let find = format!("SELECT {COLUMNS} FROM publications WHERE publication = ?");
    let found = rows(sql, &find, vec![count(publication)])?.into_iter().next();
    let none = format!("there was no publication {publication}");
    read(found.ok_or_else(|| Failure::new(Code::NotFound, none))?)
}

/// Refuses to change what readers see, where that is by a later publication than somebody has looked at.
///
/// # Errors
/// `conflict`.
pub(super) fn not_later_than(sql: &SqlStorage, expect: Option<u64>) -> Reply<()> {
    let Some(expect) = expect else { return Ok(()) };
    let latest = latest(sql)?;
    let [marked] = numbers(sql, "SELECT count(*) FROM marked")?;
    if latest == expect || marked == 0 {
        return Ok(());
    }
    let detail = format!("nothing was published: readers see publication {latest} by now");
    Err(Failure::new(Code::Conflict, detail))
}

/// The number of what readers see; 0 where nothing was ever published.
pub(super) fn latest(sql: &SqlStorage) -> Reply<u64> {
    let [latest] = numbers(sql, "SELECT coalesce(max(publication), 0) FROM publications")?;
    Ok(latest)
}

/// Shows readers the new versions of `marked` instead of the old ones; nothing where none is marked.
///
/// # Errors
/// `too_large` where readers would see more than fits, unless it only takes articles out.
pub(super) fn show_marked(
    sql: &SqlStorage,
    restores: Option<u64>,
    capacity: Capacity,
    editor: &Editor,
    now: Timestamp,
) -> Reply<Option<Publication>> {
    let count_marked = "SELECT count(*), \
        count(CASE WHEN old IS NULL AND new IS NOT NULL THEN 1 END), \
        count(CASE WHEN old IS NOT NULL AND new IS NOT NULL THEN 1 END), \
        count(CASE WHEN old IS NOT NULL AND new IS NULL THEN 1 END) FROM marked";
    let [marked, added, changed, removed] = numbers(sql, count_marked)?;
    if marked == 0 {
        return Ok(None);
    }
    let publication = latest(sql)? + 1;
    rows(
        sql,
        "UPDATE spans SET until_publication = ? WHERE until_publication IS NULL \
         AND article IN (SELECT article FROM marked)",
        vec![count(publication)],
    )?;
    rows(
        sql,
        "INSERT INTO spans SELECT article, new, ?, NULL FROM marked WHERE new IS NOT NULL",
        vec![count(publication)],
    )?;
    rows(
        sql,
        "UPDATE heads SET shown = marked.new, \
           draft = CASE WHEN marked.is_draft THEN NULL ELSE draft END \
         FROM marked WHERE marked.article = heads.article",
        Vec::new(),
    )?;
    rows(sql, "DELETE FROM marked", Vec::new())?;
    let measure = "SELECT count(*), coalesce(sum(length(CAST(content AS BLOB))), 0) \
        FROM spans JOIN versions USING (article, version) WHERE until_publication IS NULL";
    let [articles, bytes] = numbers(sql, measure)?;
    // A limit that was lowered keeps nobody from taking articles out one by one.
    if added + changed > 0 {
        capacity.admit(articles, bytes)?;
    }
    let values = vec![
        count(publication),
        count(now.0),
        by(editor)?,
        count(added),
        count(changed),
        count(removed),
        count(articles),
        maybe(restores),
    ];
    let insert = format!("INSERT INTO publications ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    rows(sql, &insert, values)?;
    let by = editor.clone();
    Ok(Some(Publication { publication, at: now, by, added, changed, removed, articles, restores }))
}

fn read(row: Vec<Value>) -> Reply<Publication> {
    let mut row = row.into_iter();
    let mut cell = || next(&mut row);
    Ok(Publication {
        publication: number(&cell()?)?,
        at: Timestamp(number(&cell()?)?),
        by: serde_json::from_str(&text(cell()?)?)?,
        added: number(&cell()?)?,
        changed: number(&cell()?)?,
        removed: number(&cell()?)?,
        articles: number(&cell()?)?,
        restores: number_or_none(&cell()?)?,
    })
}

const COLUMNS: &str = "publication, at, by, added, changed, removed, articles, restores";
/// More than there will be.
const EVER: u64 = 1 << 50;
