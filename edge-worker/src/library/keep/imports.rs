//! Many articles at once: gathered row by row where nobody sees them, and shown in one publication.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value as Json, json};
use shared::api::knowledge::{
    Editor, ImportChange, ImportReport, ImportRow, Imported, Overflow, Publication, RowProblem,
};
use shared::article::Article;
use shared::id::ImportId;
use shared::problem::Code;
use shared::time::Timestamp;
use worker::SqlStorage;

use super::{by, next, numbers, publications};
use crate::capacity::Capacity;
use crate::reply::{Failure, Reply};
use crate::store::{Value, count, number, rows, text};

/// Begins an import. One that was begun before is dropped.
pub(in crate::library) fn begin(
    sql: &SqlStorage,
    import: ImportId,
    dry_run: bool,
    editor: &Editor,
    now: Timestamp,
) -> Reply<()> {
    rows(sql, "DELETE FROM imports", Vec::new())?;
    rows(sql, "DELETE FROM staged", Vec::new())?;
    let insert =
        "INSERT INTO imports (import, at, by, dry_run, problems) VALUES (?, ?, ?, ?, '[]')";
    let values =
        vec![Value::from(import.to_string()), count(now.0), by(editor)?, count(dry_run.into())];
    rows(sql, insert, values)?;
    Ok(())
}

/// Takes rows in. Rows that were taken in before under the same numbers are replaced.
///
/// # Errors
/// `not_found` for an import that is not open, `too_large` for one that has too many rows.
pub(in crate::library) fn take(
    sql: &SqlStorage,
    import: ImportId,
    batch: Vec<ImportRow>,
    now: Timestamp,
) -> Reply<Imported> {
    let Open { mut problems, dry_run: _, report } = Open::read(sql, import, now)?;
    if report.is_some() {
        return Err(Failure::new(Code::Invalid, "this import is finished"));
    }
    let lines: Vec<usize> = batch.iter().map(|row| row.line).collect();
    problems.retain(|problem| !lines.contains(&problem.line));
    let forget = "DELETE FROM staged WHERE line IN (SELECT value FROM json_each(?))";
    rows(sql, forget, vec![Value::from(serde_json::to_string(&lines)?)])?;

    let mut staging = Staging::new(sql);
    let mut found = Vec::new();
    let mut good: BTreeMap<String, usize> = BTreeMap::new();
    let mut articles = Vec::new();
    for ImportRow { line, article } in batch {
        match serde_json::from_value::<Article>(article) {
            Ok(article) => articles.push((line, article)),
            Err(error) => found.push(RowProblem { line, reason: error.to_string() }),
        }
    }
    let ids: Vec<&str> = articles.iter().map(|(_, article)| article.id().as_str()).collect();
    let known =
        "SELECT article, line FROM staged WHERE article IN (SELECT value FROM json_each(?))";
    for row in rows(sql, known, vec![Value::from(serde_json::to_string(&ids)?)])? {
        let mut row = row.into_iter();
        good.insert(text(next(&mut row)?)?, index(&next(&mut row)?)?);
    }
    for (line, article) in &articles {
        let id = article.id().as_str();
        if let Some(first) = good.get(id) {
            let reason = format!("the id {id} is that of row {first} too");
            found.push(RowProblem { line: *line, reason });
            continue;
        }
        good.insert(id.to_owned(), *line);
        staging.put(*line, article)?;
    }
    staging.flush()?;
    let [rows_now] = numbers(sql, "SELECT count(*) FROM staged")?;
    if rows_now > MOST_ROWS {
        let detail = format!("an import has at most {MOST_ROWS} rows");
        return Err(Failure::new(Code::TooLarge, detail));
    }
    found.sort_by_key(|problem| problem.line);
    problems.extend_from_slice(&found);
    problems.sort_by_key(|problem| problem.line);
    problems.truncate(MOST_TOLD);
    let note = "UPDATE imports SET problems = ?";
    rows(sql, note, vec![Value::from(serde_json::to_string(&problems)?)])?;
    Ok(Imported { rows: rows_now, problems: found })
}

/// Shows readers the good rows, or says what that would change and whether it would fit.
///
/// # Errors
/// `not_found` for an import that is not open, `conflict` where readers see a later publication than `expect`,
/// `too_large` where they would see more than fits.
pub(in crate::library) fn finish(
    sql: &SqlStorage,
    import: ImportId,
    expect: Option<u64>,
    capacity: Capacity,
    editor: &Editor,
    now: Timestamp,
) -> Reply<ImportReport> {
    let Open { problems, dry_run, report } = Open::read(sql, import, now)?;
    if let Some(report) = report {
        return Ok(report);
    }
    mark_changes(sql)?;
    let [changes, added] =
        numbers(sql, "SELECT count(*), count(CASE WHEN old IS NULL THEN 1 END) FROM marked")?;
    let [staged] = numbers(sql, "SELECT count(*) FROM staged")?;
    let mut report = ImportReport {
        added,
        changed: changes - added,
        unchanged: staged - changes,
        changes: told(sql)?,
        problems,
        publication: None,
        latest: None,
        overflow: None,
    };
    if dry_run {
        report.latest = Some(publications::latest(sql)?);
        if changes > 0 {
            report.overflow = would_show(sql, capacity)?;
        }
        rows(sql, "DELETE FROM marked", Vec::new())?;
    } else {
        publications::not_later_than(sql, expect)?;
        let shown = show(sql, capacity, editor, now)?;
        report.publication = shown.map(|publication| publication.publication);
    }
    rows(sql, "DELETE FROM staged", Vec::new())?;
    let note = "UPDATE imports SET report = ?";
    rows(sql, note, vec![Value::from(serde_json::to_string(&report)?)])?;
    Ok(report)
}

/// Drops an import that nobody finished in time; tells until when one is open.
pub(in crate::library) fn drop_old(sql: &SqlStorage, now: Timestamp) -> Reply<Option<Timestamp>> {
    let open = rows(sql, "SELECT at FROM imports WHERE report IS NULL", Vec::new())?;
    let Some(begun) = open.into_iter().flatten().next() else { return Ok(None) };
    let until = Timestamp(number(&begun)?).after(OPEN);
    if until > now {
        return Ok(Some(until));
    }
    rows(sql, "DELETE FROM imports", Vec::new())?;
    rows(sql, "DELETE FROM staged", Vec::new())?;
    Ok(None)
}

/// Articles on their way to the disk, many in one statement.
pub(in crate::library) struct Staging<'a> {
    sql: &'a SqlStorage,
    waiting: Vec<Json>,
    bytes: usize,
}

impl<'a> Staging<'a> {
    fn new(sql: &'a SqlStorage) -> Self {
        Self { sql, waiting: Vec::new(), bytes: 0 }
    }

    /// For a set of articles that is to take the place of all. An import that is under way is dropped.
    pub(in crate::library) fn whole_set(sql: &'a SqlStorage) -> Reply<Self> {
        rows(sql, "DELETE FROM imports", Vec::new())?;
        rows(sql, "DELETE FROM staged", Vec::new())?;
        Ok(Self::new(sql))
    }

    /// Adds an article, which has an id of its own.
    pub(in crate::library) fn put(&mut self, line: usize, article: &Article) -> Reply<()> {
        let content = serde_json::to_string(article)?;
        self.bytes += content.len();
        self.waiting.push(json!([article.id().as_str(), line, content]));
        if self.bytes > CHUNK { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Reply<()> {
        let insert = "INSERT OR REPLACE INTO staged (article, line, content) \
            SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), \
              json_extract(value, '$[2]') \
            FROM json_each(?)";
        rows(self.sql, insert, vec![Value::from(serde_json::to_string(&self.waiting)?)])?;
        self.waiting.clear();
        self.bytes = 0;
        Ok(())
    }

    /// Shows readers this set and nothing else; nothing where that is what they see.
    ///
    /// # Errors
    /// `too_large` where that is more than fits.
    pub(in crate::library) fn publish(
        mut self,
        capacity: Capacity,
        editor: &Editor,
        now: Timestamp,
    ) -> Reply<Option<Publication>> {
        self.flush()?;
        mark_changes(self.sql)?;
        let gone = "INSERT INTO marked SELECT article, NULL, shown, 0 FROM heads \
            WHERE shown IS NOT NULL AND article NOT IN (SELECT article FROM staged)";
        rows(self.sql, gone, Vec::new())?;
        let publication = show(self.sql, capacity, editor, now)?;
        rows(self.sql, "DELETE FROM staged", Vec::new())?;
        Ok(publication)
    }
}

/// Marks what is staged and says something else than what readers see. Drafts stay drafts: somebody is at
/// work on them.
fn mark_changes(sql: &SqlStorage) -> Reply<()> {
    rows(sql, "DELETE FROM marked", Vec::new())?;
    let mark = "INSERT INTO marked \
        SELECT staged.article, coalesce(heads.latest, 0) + 1, heads.shown, 0 \
        FROM staged LEFT JOIN heads ON heads.article = staged.article \
        LEFT JOIN versions ON versions.article = heads.article AND versions.version = heads.shown \
        WHERE versions.content IS NOT staged.content";
    rows(sql, mark, Vec::new())?;
    Ok(())
}

/// How far what readers would see exceeds what fits; nothing where it fits.
fn would_show(sql: &SqlStorage, capacity: Capacity) -> Reply<Option<Overflow>> {
    let measure = "SELECT count(*), coalesce(sum(length(CAST(content AS BLOB))), 0) FROM ( \
          SELECT content FROM spans JOIN versions USING (article, version) \
          WHERE until_publication IS NULL AND article NOT IN (SELECT article FROM marked) \
          UNION ALL SELECT content FROM marked JOIN staged USING (article))";
    let [articles, bytes] = numbers(sql, measure)?;
    Ok(capacity.admit(articles, bytes).err())
}

/// Makes versions of what is marked and staged, and shows readers all that is marked.
fn show(
    sql: &SqlStorage,
    capacity: Capacity,
    editor: &Editor,
    now: Timestamp,
) -> Reply<Option<Publication>> {
    let save = "INSERT INTO versions (article, version, at, by, archives, content) \
        SELECT article, new, ?, ?, 0, content FROM marked JOIN staged USING (article) \
        WHERE new IS NOT NULL";
    rows(sql, save, vec![count(now.0), by(editor)?])?;
    let stand = "INSERT INTO heads (article, latest, touched) \
        SELECT article, new, ? FROM marked WHERE new IS NOT NULL \
        ON CONFLICT (article) DO UPDATE SET latest = excluded.latest, touched = excluded.touched";
    rows(sql, stand, vec![count(now.0)])?;
    publications::show_marked(sql, None, capacity, editor, now)
}

fn told(sql: &SqlStorage) -> Reply<Vec<ImportChange>> {
    let statement = format!(
        "SELECT article, json_extract(content, '$.title'), old IS NULL, draft IS NOT NULL \
         FROM marked JOIN staged USING (article) LEFT JOIN heads USING (article) \
         ORDER BY line LIMIT {MOST_TOLD}"
    );
    let changes = rows(sql, &statement, Vec::new())?.into_iter().map(|row| {
        let mut row = row.into_iter();
        let id = text(next(&mut row)?)?.parse().map_err(Failure::internal)?;
        let title = text(next(&mut row)?)?;
        let mut holds = || Ok::<_, Failure>(number(&next(&mut row)?)? == 1);
        Ok(ImportChange { id, title, is_new: holds()?, has_draft: holds()? })
    });
    changes.collect()
}

/// An import that was begun.
struct Open {
    problems: Vec<RowProblem>,
    dry_run: bool,
    /// What came of it, once it is finished.
    report: Option<ImportReport>,
}

impl Open {
    fn read(sql: &SqlStorage, import: ImportId, now: Timestamp) -> Reply<Self> {
        let find = "SELECT problems, dry_run, report FROM imports WHERE import = ? AND at > ?";
        let since = now.0.saturating_sub(millis(OPEN));
        let found = rows(sql, find, vec![Value::from(import.to_string()), count(since)])?;
        let row = found.into_iter().next().ok_or_else(|| {
            let detail = "there is no such import, or it was dropped: begin anew";
            Failure::new(Code::NotFound, detail)
        })?;
        let mut row = row.into_iter();
        Ok(Self {
            problems: serde_json::from_str(&text(next(&mut row)?)?)?,
            dry_run: number(&next(&mut row)?)? == 1,
            report: match next(&mut row)? {
                Value::Null => None,
                report => Some(serde_json::from_str(&text(report)?)?),
            },
        })
    }
}

fn index(value: &Value) -> worker::Result<usize> {
    usize::try_from(number(value)?).map_err(|_| "a column should count rows".into())
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// For how long an import may take.
pub(in crate::library) const OPEN: Duration = Duration::from_secs(3_600);
/// What is staged is not in memory; more than this nobody can publish by the default [`Capacity`].
const MOST_ROWS: u64 = 50_000;
/// How many changes and problems a report tells.
const MOST_TOLD: usize = 1_000;
/// Bytes in one statement.
const CHUNK: usize = 256 * 1024;
