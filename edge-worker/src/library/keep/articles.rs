//! One article and its versions, and the list of all.

use serde::{Deserialize, Serialize};
use shared::api::knowledge::{
    Articles, Editor, Kept, KeptVersion, Service, Sort, State, Summary, Version,
};
use shared::article::{Article, ArticleId, Validity};
use shared::problem::Code;
use shared::time::Timestamp;
use worker::{SqlStorage, console_warn};

use super::{by, next, number_or_none};
use crate::reply::{Failure, Reply};
use crate::store::{Value, count, number, rows, text};

/// Which page of the list.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Listing {
    /// What is looked for; everything where it is empty.
    pub(crate) words: String,
    /// Where they stand; anywhere where nothing is said.
    pub(crate) state: Option<State>,
    /// What comes first.
    pub(crate) sort: Sort,
    /// The last one of the page before: by what it is sorted, and its id.
    pub(crate) after: Option<(u64, String)>,
    /// How many at most.
    pub(crate) limit: u64,
}

/// A page of what there is.
pub(in crate::library) fn list(sql: &SqlStorage, listing: &Listing) -> Reply<Articles> {
    let mut conditions = vec!["version = coalesce(draft, heads.shown, latest)".to_owned()];
    let mut values = Vec::new();
    if let Some(state) = listing.state {
        conditions.push(match state {
            State::Draft => "draft IS NOT NULL".to_owned(),
            State::Published => "draft IS NULL AND heads.shown IS NOT NULL".to_owned(),
            State::Archived | State::Past => "draft IS NULL AND heads.shown IS NULL".to_owned(),
        });
    }
    if !listing.words.is_empty() {
        conditions.push(format!("instr(lower({SEARCHED}), lower(?)) > 0"));
        values.push(Value::from(listing.words.as_str()));
    }
    let from = "FROM heads JOIN versions USING (article)";
    let counting = format!("SELECT count(*) {from} WHERE {}", conditions.join(" AND "));
    let total = match rows(sql, &counting, values.clone())?.into_iter().flatten().next() {
        Some(total) => number(&total)?,
        None => 0,
    };
    let key = match listing.sort {
        Sort::Changed => "touched",
        Sort::Hits => "coalesce(hits, 0)",
        Sort::Unhelpful => "max(coalesce(unhelpful, 0), 0)",
    };
    if let Some((last, article)) = &listing.after {
        conditions.push(format!("({key} < ? OR {key} = ? AND article > ?)"));
        values.extend([count(*last), count(*last), Value::from(article.as_str())]);
    }
    values.push(count(listing.limit));
    let statement = format!(
        "SELECT {HEAD}, {VERSION}, content {from} LEFT JOIN services USING (article) \
         LEFT JOIN shows USING (article) \
         WHERE {} ORDER BY {key} DESC, article LIMIT ?",
        conditions.join(" AND ")
    );
    let mut articles = Vec::new();
    let mut last = None;
    let found = rows(sql, &statement, values)?;
    let is_full = found.len() as u64 == listing.limit;
    for row in found {
        let mut row = row.into_iter();
        let head = Head::read(&mut row)?;
        let version = head.version(&mut row)?;
        let key = match listing.sort {
            Sort::Changed => head.touched,
            Sort::Hits => head.service.hits,
            Sort::Unhelpful => head.service.unhelpful,
        };
        last = Some((key, head.article));
        // Limits may have changed since it was written, and one article must not take away the list.
        let article: Article = match serde_json::from_str(&text(next(&mut row)?)?) {
            Ok(article) => article,
            Err(error) => {
                console_warn!("an article of the disk is left out: {error}");
                continue;
            }
        };
        articles.push(Summary {
            id: article.id().clone(),
            title: article.title().to_owned(),
            category: article.category().to_owned(),
            audience: article.audience(),
            state: version.state,
            version: version.version,
            archives: version.archives,
            published_version: head.shown,
            valid_from: article.valid().from(),
            valid_until: article.valid().until(),
            changed_at: version.at,
            changed_by: version.by,
            service: head.service,
        });
    }
    let next = last.filter(|_| is_full).map(|(key, article)| format!("{key}/{article}"));
    Ok(Articles { articles, next, total })
}

/// An article as it stands, with its history.
///
/// # Errors
/// `not_found`.
pub(in crate::library) fn kept(sql: &SqlStorage, id: &ArticleId) -> Reply<Kept> {
    let head = Head::of(sql, id)?;
    let standing = version(sql, id, head.standing())?;
    let statement =
        format!("SELECT {VERSION} FROM versions WHERE article = ? ORDER BY version DESC");
    let versions = rows(sql, &statement, vec![Value::from(id.as_str())])?;
    let versions =
        versions.into_iter().map(|row| head.version(&mut row.into_iter())).collect::<Reply<_>>()?;
    let published = match head.shown {
        Some(shown) if shown == standing.version.version => standing.article.valid(),
        // One that is no article any more keeps nobody from those that are.
        Some(shown) => version(sql, id, shown).map_or(Validity::default(), |it| it.article.valid()),
        None => Validity::default(),
    };
    Ok(Kept {
        article: standing.article,
        version: standing.version,
        published_version: head.shown,
        published_from: published.from(),
        published_until: published.until(),
        service: head.service,
        versions,
    })
}

/// What an article said in one of its versions.
///
/// # Errors
/// `not_found`.
pub(in crate::library) fn version(sql: &SqlStorage, id: &ArticleId, n: u64) -> Reply<KeptVersion> {
    let head = Head::of(sql, id)?;
    let statement =
        format!("SELECT {VERSION}, content FROM versions WHERE article = ? AND version = ?");
    let found = rows(sql, &statement, vec![Value::from(id.as_str()), count(n)])?;
    let row = found.into_iter().next();
    let mut row = row.ok_or_else(|| nothing(format_args!("version {n} of {id}")))?.into_iter();
    let version = head.version(&mut row)?;
    Ok(KeptVersion { article: serde_json::from_str(&text(next(&mut row)?)?)?, version })
}

/// Saves a draft.
///
/// # Errors
/// `conflict` where another version stands than the one that was changed, or readers see a later one.
pub(in crate::library) fn save(
    sql: &SqlStorage,
    article: &Article,
    expect: Option<u64>,
    editor: &Editor,
    now: Timestamp,
) -> Reply<Version> {
    let head = Head::find(sql, article.id())?;
    let newest = head.as_ref().map(Head::newest);
    if newest != expect {
        let stands = match newest {
            Some(version) => format!("version {version} of {} stands", article.id()),
            None => format!("there is no {} yet", article.id()),
        };
        return Err(Failure::new(Code::Conflict, format!("{stands} by now; nothing was saved")));
    }
    let draft = Draft { article: article.id(), archives: false, editor, now };
    draft.write(sql, head.as_ref(), &serde_json::to_string(article)?)
}

/// Saves a draft that takes the article out.
///
/// # Errors
/// `not_found`; `conflict` as [`save`]; `invalid` where readers do not see it and nobody drafts it.
pub(in crate::library) fn archive(
    sql: &SqlStorage,
    id: &ArticleId,
    expect: u64,
    editor: &Editor,
    now: Timestamp,
) -> Reply<Version> {
    let head = Head::of(sql, id)?;
    if head.newest() != expect {
        let detail = format!("version {} of {id} stands by now", head.newest());
        return Err(Failure::new(Code::Conflict, detail));
    }
    if head.shown.is_none() && head.draft.is_none() {
        return Err(Failure::new(Code::Invalid, format!("{id} is archived already")));
    }
    let standing = version(sql, id, expect)?;
    let draft = Draft { article: id, archives: true, editor, now };
    draft.write(sql, Some(&head), &serde_json::to_string(&standing.article)?)
}

/// Gives a draft up: what readers see stands again. What it says stays among the versions. To give it up
/// again changes nothing.
///
/// # Errors
/// `not_found`; `conflict` where it is no draft any more: there is another one, or readers see it.
pub(in crate::library) fn drop_draft(
    sql: &SqlStorage,
    id: &ArticleId,
    expect: u64,
    now: Timestamp,
) -> Reply<Version> {
    let head = Head::of(sql, id)?;
    let is_gone = head.draft.is_none() && head.shown.is_some_and(|shown| shown != expect);
    if head.draft == Some(expect) {
        let stand = "UPDATE heads SET draft = NULL, touched = ? WHERE article = ?";
        rows(sql, stand, vec![count(now.0), Value::from(id.as_str())])?;
    } else if !is_gone {
        let detail = format!("version {expect} of {id} is no draft by now; nothing was changed");
        return Err(Failure::new(Code::Conflict, detail));
    }
    let standing = Head::of(sql, id)?.standing();
    Ok(version(sql, id, standing)?.version)
}

/// Published articles after an id, as JSON Lines; empty after the last one.
///
/// # Errors
/// `not_found` for a publication that there was not.
pub(in crate::library) fn export(
    sql: &SqlStorage,
    after: Option<&ArticleId>,
    publication: Option<u64>,
) -> Reply<String> {
    let (shown, mut values) = match publication {
        None => ("until_publication IS NULL", Vec::new()),
        Some(n) => {
            let find = "SELECT publication FROM publications WHERE publication = ?";
            if rows(sql, find, vec![count(n)])?.is_empty() {
                return Err(nothing(format_args!("publication {n}")));
            }
            let shown = "from_publication <= ? \
                AND (until_publication IS NULL OR until_publication > ?)";
            (shown, vec![count(n), count(n)])
        }
    };
    let statement = format!(
        "SELECT content FROM spans JOIN versions USING (article, version) \
         WHERE {shown} AND article > ? ORDER BY article LIMIT {EXPORTED}"
    );
    values.push(Value::from(after.map_or("", ArticleId::as_str)));
    let mut lines = String::new();
    for content in rows(sql, &statement, values)?.into_iter().flatten() {
        let content = text(content)?;
        if !lines.is_empty() && lines.len() + content.len() > EXPORTED_BYTES {
            break;
        }
        lines.push_str(&content);
        lines.push('\n');
    }
    Ok(lines)
}

/// A version on its way to the disk.
struct Draft<'a> {
    article: &'a ArticleId,
    archives: bool,
    editor: &'a Editor,
    now: Timestamp,
}

impl Draft<'_> {
    fn write(&self, sql: &SqlStorage, head: Option<&Head>, content: &str) -> Reply<Version> {
        let Self { article, archives, editor, now } = *self;
        let version = head.map_or(1, |head| head.latest + 1);
        let insert = "INSERT INTO versions (article, version, at, by, archives, content) \
            VALUES (?, ?, ?, ?, ?, ?)";
        let values = vec![
            Value::from(article.as_str()),
            count(version),
            count(now.0),
            by(editor)?,
            count(archives.into()),
            Value::from(content),
        ];
        rows(sql, insert, values)?;
        let stand = "INSERT INTO heads (article, latest, draft, touched) VALUES (?, ?, ?, ?) \
            ON CONFLICT (article) DO UPDATE SET latest = excluded.latest, draft = excluded.draft, \
            touched = excluded.touched";
        let values =
            vec![Value::from(article.as_str()), count(version), count(version), count(now.0)];
        rows(sql, stand, values)?;
        let by = editor.clone();
        Ok(Version { version, at: now, by, state: State::Draft, archives, publication: None })
    }
}

/// Where an article stands.
struct Head {
    article: String,
    latest: u64,
    shown: Option<u64>,
    draft: Option<u64>,
    touched: u64,
    service: Service,
}

impl Head {
    /// The head of an article.
    ///
    /// # Errors
    /// `not_found`.
    fn of(sql: &SqlStorage, id: &ArticleId) -> Reply<Self> {
        Self::find(sql, id)?.ok_or_else(|| nothing(format_args!("article {id}")))
    }

    fn find(sql: &SqlStorage, id: &ArticleId) -> Reply<Option<Self>> {
        let statement = format!(
            "SELECT {HEAD} FROM heads LEFT JOIN services USING (article) LEFT JOIN shows USING (article) \
             WHERE article = ?"
        );
        let found = rows(sql, &statement, vec![Value::from(id.as_str())])?;
        found.into_iter().next().map(|row| Self::read(&mut row.into_iter())).transpose()
    }

    fn read(row: &mut impl Iterator<Item = Value>) -> Reply<Self> {
        Ok(Self {
            article: text(next(row)?)?,
            latest: number(&next(row)?)?,
            shown: number_or_none(&next(row)?)?,
            draft: number_or_none(&next(row)?)?,
            touched: number(&next(row)?)?,
            service: Service {
                shown: number(&next(row)?)?,
                hits: number(&next(row)?)?,
                helpful: number(&next(row)?)?,
                unhelpful: number(&next(row)?)?,
            },
        })
    }

    /// The version that stands now.
    fn standing(&self) -> u64 {
        self.draft.or(self.shown).unwrap_or(self.latest)
    }

    /// The version that a draft must have been begun from: the one that stands, unless an import showed
    /// readers a later one beside it.
    fn newest(&self) -> u64 {
        self.draft.max(self.shown).unwrap_or(self.latest)
    }

    /// Reads one of its versions.
    fn version(&self, row: &mut impl Iterator<Item = Value>) -> Reply<Version> {
        let version = number(&next(row)?)?;
        let state = if self.draft == Some(version) {
            State::Draft
        } else if self.shown == Some(version) {
            State::Published
        } else if self.shown.is_none() && self.draft.is_none() && self.latest == version {
            State::Archived
        } else {
            State::Past
        };
        Ok(Version {
            version,
            at: Timestamp(number(&next(row)?)?),
            by: serde_json::from_str(&text(next(row)?)?)?,
            state,
            archives: number(&next(row)?)? == 1,
            publication: number_or_none(&next(row)?)?,
        })
    }
}

fn nothing(what: std::fmt::Arguments<'_>) -> Failure {
    Failure::new(Code::NotFound, format!("there is no {what}"))
}

/// What [`Head::read`] reads.
const HEAD: &str = "article, latest, heads.shown, draft, touched, coalesce(shows.shown, 0), \
    coalesce(hits, 0), max(coalesce(helpful, 0), 0), max(coalesce(unhelpful, 0), 0)";
/// What [`Head::version`] reads.
const VERSION: &str = "version, at, by, archives, (SELECT max(from_publication) FROM spans \
    WHERE spans.article = versions.article AND spans.version = versions.version)";
/// Where words are looked for: the texts, a line each.
const SEARCHED: &str = "(SELECT group_concat(value, char(10)) FROM json_tree(content) \
    WHERE type = 'text' AND path IN ('$', '$.phrasings', '$.tags', '$.products') \
    AND (path <> '$' OR key IN ('id', 'title', 'body', 'category')))";
/// How many articles a page of an export has at most, and how many bytes, unless one has more.
const EXPORTED: u64 = 500;
const EXPORTED_BYTES: usize = 1024 * 1024;
