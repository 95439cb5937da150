//! What the gate asks a Library to do with the articles as the shop keeps them, and how it is done.

use serde::{Deserialize, Serialize};
use shared::api::Published;
use shared::api::knowledge::{
    Articles, Chosen, Editor, Figures, ImportReport, ImportRow, Importing, Publication,
    Publications, Try,
};
use shared::article::{Article, ArticleId};
use shared::id::{ImportId, SiteId};
use shared::misses;
use shared::problem::Code;
use shared::search::Query;
use shared::time::Timestamp;
use worker::{SqlStorage, console_warn};

use super::Library;
use super::keep::articles::{self, Listing};
use super::keep::{self, imports, publications, service};
use crate::capacity::Capacity;
use crate::config::Config;
use crate::encoder;
use crate::reply::{self, Failure, Reply};
use crate::run::now;
use crate::store::transaction;

/// `/keep`: somebody who may wants something done.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Sent {
    pub(crate) site: SiteId,
    pub(crate) editor: Editor,
    pub(crate) errand: Errand,
}

/// What.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) enum Errand {
    List(Listing),
    Article(ArticleId),
    Version(ArticleId, u64),
    Save { article: Article, expect: Option<u64> },
    Archive { article: ArticleId, expect: u64 },
    DropDraft { article: ArticleId, expect: u64 },
    Publications { before: Option<u64> },
    Publish { articles: Option<Vec<Chosen>> },
    Restore { publication: u64, expect: Option<u64> },
    Import { import: ImportId, dry_run: bool },
    ImportRows { import: ImportId, rows: Vec<ImportRow> },
    FinishImport { import: ImportId, expect: Option<u64> },
    Export { after: Option<ArticleId>, publication: Option<u64> },
    Try(Try),
    Misses,
    Figures { days: u64 },
}

impl Library {
    /// Does what somebody who may wants done.
    pub(super) async fn keep(&self, sent: Sent) -> Reply {
        let Sent { site, editor, errand } = sent;
        let nothing = || Failure::new(Code::NotFound, "there are no articles yet");
        match errand {
            Errand::List(listing) => {
                let none = Articles { articles: Vec::new(), next: None, total: 0 };
                reply::json(200, &self.read(none, |sql| articles::list(sql, &listing))?)
            }
            Errand::Article(id) => {
                let kept = self.read(None, |sql| articles::kept(sql, &id).map(Some))?;
                reply::json(200, &kept.ok_or_else(nothing)?)
            }
            Errand::Version(id, n) => {
                let kept = self.read(None, |sql| articles::version(sql, &id, n).map(Some))?;
                reply::json(200, &kept.ok_or_else(nothing)?)
            }
            Errand::Save { article, expect } => {
                let save =
                    move |sql: &SqlStorage| articles::save(sql, &article, expect, &editor, now());
                reply::json(200, &self.write(save)?)
            }
            Errand::Archive { article, expect } => {
                let archive = move |sql: &SqlStorage| {
                    articles::archive(sql, &article, expect, &editor, now())
                };
                reply::json(200, &self.write(archive)?)
            }
            Errand::DropDraft { article, expect } => {
                let give_up =
                    move |sql: &SqlStorage| articles::drop_draft(sql, &article, expect, now());
                reply::json(200, &self.write(give_up)?)
            }
            Errand::Publications { before } => {
                let none = Publications { publications: Vec::new() };
                reply::json(200, &self.read(none, |sql| publications::list(sql, before))?)
            }
            Errand::Publish { articles } => {
                let capacity = self.capacity()?;
                let publish = move |sql: &SqlStorage| {
                    publications::publish(sql, articles.as_deref(), capacity, &editor, now())
                };
                self.show(&self.write(publish)?, &site)
            }
            Errand::Restore { publication, expect } => {
                let capacity = self.capacity()?;
                let restore = move |sql: &SqlStorage| {
                    publications::restore(sql, publication, expect, capacity, &editor, now())
                };
                self.show(&self.write(restore)?, &site)
            }
            Errand::Import { import, dry_run } => {
                let begin =
                    move |sql: &SqlStorage| imports::begin(sql, import, dry_run, &editor, now());
                self.write(begin)?;
                self.alarm.arm([now().after(imports::OPEN)], &self.state);
                reply::json(200, &Importing { import })
            }
            Errand::ImportRows { import, rows } => {
                let take = move |sql: &SqlStorage| imports::take(sql, import, rows, now());
                reply::json(200, &self.write(take)?)
            }
            Errand::FinishImport { import, expect } => {
                let capacity = self.capacity()?;
                let finish = move |sql: &SqlStorage| {
                    imports::finish(sql, import, expect, capacity, &editor, now())
                };
                let report: ImportReport = self.write(finish)?;
                if report.publication.is_some() {
                    self.refill(&site)?;
                }
                reply::json(200, &report)
            }
            Errand::Export { after, publication } => {
                let export = |sql: &SqlStorage| articles::export(sql, after.as_ref(), publication);
                reply::json(200, &self.read(String::new(), export)?)
            }
            Errand::Try(tried) => {
                let query = Query::from(&tried.question);
                let heard = self.shelf(&site)?.heard(query, &site, &self.env).await?;
                reply::json(200, &self.shelf(&site)?.explain(&tried, &heard))
            }
            Errand::Misses => {
                // What is too old may lie there until the next day.
                let history = Config::of(&self.env)?.site(&site)?.history;
                let since = history.of_visitors_before(now()).unwrap_or(Timestamp(0));
                let missed = self.read(Vec::new(), |sql| service::missed(sql, since))?;
                let (shelf, synonyms) = (self.shelf(&site)?, self.synonyms(&site)?);
                let is_answered = |question: &str| shelf.answers(question);
                let encoder = encoder::at_hand();
                let grouped = misses::grouped(&missed, &synonyms, encoder.as_ref(), is_answered);
                reply::json(200, &grouped)
            }
            Errand::Figures { days } => {
                let in_use = self.shelf(&site)?.borrows();
                let today = self.today();
                let total = |sql: &SqlStorage| service::totals(sql, days, today);
                let (questions, [helpful, unhelpful]) = self.read(Default::default(), total)?;
                let site = Config::of(&self.env)?.site(&site)?;
                let told = |service| self.borrowing.told(service, in_use);
                let encoder = site.encoder.as_ref().map(told);
                reply::json(200, &Figures { days, questions, helpful, unhelpful, encoder })
            }
        }
    }

    /// Replaces all articles, on disk first.
    pub(super) fn replace(&self, articles: Vec<Article>, site: &SiteId) -> Reply<Published> {
        let published = Published { articles: articles.len() };
        let capacity = self.capacity()?;
        let replace = move |sql: &SqlStorage| {
            let mut staging = imports::Staging::whole_set(sql)?;
            for (line, article) in (1..).zip(&articles) {
                staging.put(line, article)?;
            }
            staging.publish(capacity, &Editor::Operator, now())
        };
        self.write(replace)?;
        self.refill(site)?;
        Ok(published)
    }

    fn capacity(&self) -> Reply<Capacity> {
        Ok(Config::of(&self.env)?.limits.shown)
    }

    /// Answers with what was published, once readers see it.
    fn show(&self, publication: &Publication, site: &SiteId) -> Reply {
        if !publication.is_idle() {
            self.refill(site)?;
        }
        reply::json(200, publication)
    }

    /// What `work` reads from the disk, the latest counts with it unless the disk refuses them; `nothing` where nothing
    /// is there.
    fn read<T>(&self, nothing: T, work: impl FnOnce(&SqlStorage) -> Reply<T>) -> Reply<T> {
        // A full disk can be read, and what was written is wanted then more than ever.
        if let Err(Failure(problem)) = self.write_down() {
            console_warn!("what was counted is not written down yet: {problem}");
        }
        if !keep::is_there(&self.state, now())? {
            return Ok(nothing);
        }
        work(&self.state.storage().sql())
    }

    /// Does `work` on the disk, all of it or nothing.
    pub(super) fn write<T: 'static>(
        &self,
        work: impl FnOnce(&SqlStorage) -> Reply<T> + 'static,
    ) -> Reply<T> {
        keep::prepare(&self.state, now())?;
        transaction(&self.state, work)
    }
}
