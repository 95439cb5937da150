//! What the gate asks a Library to do with the articles as the shop keeps them, and how it is done.

use std::slice;

use serde::{Deserialize, Serialize};
use shared::api::Published;
use shared::api::knowledge::{
    Articles, Chosen, Editor, Figures, ImportReport, ImportRow, Importing, MissKind, Misses,
    Publication, Publications, Try,
};
use shared::article::{Article, ArticleId};
use shared::id::{ImportId, SiteId};
use shared::misses::{self, Missed};
use shared::problem::Code;
use shared::search::Query;
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
    Publication(u64),
    Restoring(u64),
    Publish { articles: Option<Vec<Chosen>> },
    Restore { publication: u64, expect: Option<u64> },
    Import { import: ImportId, dry_run: bool },
    ImportRows { import: ImportId, rows: Vec<ImportRow> },
    FinishImport { import: ImportId, expect: Option<u64> },
    Export { after: Option<ArticleId>, publication: Option<u64> },
    Try(Try),
    Misses,
    Dismiss { question: String },
    Figures { days: u64 },
}

impl Library {
    /// Does what somebody who may wants done.
    pub(super) async fn keep(&self, sent: Sent) -> Reply {
        let Sent { site, editor, errand } = sent;
        match errand {
            Errand::List(listing) => {
                let none = Articles { articles: Vec::new(), next: None, total: 0 };
                reply::json(200, &self.read(none, |sql| articles::list(sql, &listing))?)
            }
            Errand::Article(id) => {
                let kept = self.read(None, |sql| articles::kept(sql, &id).map(Some))?;
                reply::json(200, &kept.ok_or_else(no_articles)?)
            }
            Errand::Version(id, n) => {
                let kept = self.read(None, |sql| articles::version(sql, &id, n).map(Some))?;
                reply::json(200, &kept.ok_or_else(no_articles)?)
            }
            Errand::Save { article, expect } => {
                self.change(move |sql| articles::save(sql, &article, expect, &editor, now()))
            }
            Errand::Archive { article, expect } => {
                self.change(move |sql| articles::archive(sql, &article, expect, &editor, now()))
            }
            Errand::DropDraft { article, expect } => {
                self.change(move |sql| articles::drop_draft(sql, &article, expect, now()))
            }
            Errand::Publications { before } => {
                let none = Publications { publications: Vec::new() };
                reply::json(200, &self.read(none, |sql| publications::list(sql, before))?)
            }
            Errand::Publication(n) => {
                let told = self.read(None, |sql| publications::changed(sql, n).map(Some))?;
                reply::json(200, &told.ok_or_else(no_articles)?)
            }
            Errand::Restoring(n) => {
                let told = self.read(None, |sql| publications::restoring(sql, n).map(Some))?;
                reply::json(200, &told.ok_or_else(no_articles)?)
            }
            Errand::Publish { articles } => self.publish(articles, editor, &site),
            Errand::Restore { publication, expect } => {
                self.restore(publication, expect, editor, &site)
            }
            Errand::Import { import, dry_run } => self.begin_import(import, dry_run, editor),
            Errand::ImportRows { import, rows } => {
                self.change(move |sql| imports::take(sql, import, rows, now()))
            }
            Errand::FinishImport { import, expect } => {
                self.finish_import(import, expect, editor, &site)
            }
            Errand::Export { after, publication } => {
                let export = |sql: &SqlStorage| articles::export(sql, after.as_ref(), publication);
                reply::json(200, &self.read(String::new(), export)?)
            }
            Errand::Try(tried) => self.try_out(&tried, &site).await,
            Errand::Misses => reply::json(200, &self.misses(&site).await?),
            Errand::Dismiss { question } => self.dismiss(&question, &site).await,
            Errand::Figures { days } => self.figures(days, &site),
        }
    }

    /// Publishes drafts: those that were chosen, or all.
    fn publish(&self, chosen: Option<Vec<Chosen>>, editor: Editor, site: &SiteId) -> Reply {
        let capacity = self.capacity()?;
        let publish = move |sql: &SqlStorage| {
            publications::publish(sql, chosen.as_deref(), capacity, &editor, now())
        };
        self.show(&self.write(publish)?, site)
    }

    /// Publishes again what a publication showed.
    fn restore(
        &self,
        publication: u64,
        expect: Option<u64>,
        editor: Editor,
        site: &SiteId,
    ) -> Reply {
        let capacity = self.capacity()?;
        let restore = move |sql: &SqlStorage| {
            publications::restore(sql, publication, expect, capacity, &editor, now())
        };
        self.show(&self.write(restore)?, site)
    }

    /// Opens an import, and sees to it that one which nobody finishes is thrown away.
    fn begin_import(&self, import: ImportId, dry_run: bool, editor: Editor) -> Reply {
        self.write(move |sql| imports::begin(sql, import, dry_run, &editor, now()))?;
        self.alarm.arm([now().after(imports::OPEN)], &self.state);
        reply::json(200, &Importing { import })
    }

    /// Closes an import that is whole, and answers with what came of it.
    fn finish_import(
        &self,
        import: ImportId,
        expect: Option<u64>,
        editor: Editor,
        site: &SiteId,
    ) -> Reply {
        let capacity = self.capacity()?;
        let finish =
            move |sql: &SqlStorage| imports::finish(sql, import, expect, capacity, &editor, now());
        let report: ImportReport = self.write(finish)?;
        if report.publication.is_some() {
            self.refill(site)?;
        }
        reply::json(200, &report)
    }

    /// What would be answered, and why.
    async fn try_out(&self, tried: &Try, site: &SiteId) -> Reply {
        let query = Query::from(&tried.question);
        let heard = self.shelf(site)?.heard(query, site, &self.env).await?;
        let config = Config::of(&self.env)?.site(site)?;
        // Something else may have been published meanwhile.
        reply::json(200, &self.shelf(site)?.explain(tried, &heard, &config.policy))
    }

    /// What was not answered well, and is not by now.
    async fn misses(&self, site: &SiteId) -> Reply<Misses> {
        // What is too old may lie there until the next day.
        let history = Config::of(&self.env)?.site(site)?.history;
        let kept_since = history.of_visitors_before(now()).unwrap_or_default();
        let since = kept_since.max(misses::since(now()));
        let told = |sql: &SqlStorage| Ok((service::missed(sql, since)?, service::dismissed(sql)?));
        let (missed, dismissed) = self.read(Default::default(), told)?;
        // As they would be answered: what means the same to an encoder elsewhere is no longer missed.
        let most_asked = misses::most_asked(&missed, HEARD);
        let heard = self.shelf(site)?.heard_each(&most_asked, site, &self.env).await?;
        let (shelf, synonyms) = (self.shelf(site)?, self.synonyms(site)?);
        let sql = self.state.storage().sql();
        // Where the disk does not tell, what did not help is told of once more.
        let changed =
            |article: &ArticleId| publications::shown_since(&sql, article).unwrap_or_default();
        let answered_since = |text: &str| {
            let vectors = heard.get(text).map(slice::from_ref).unwrap_or_default();
            shelf.answers_since(Query { text, earlier: &[], vectors }, changed)
        };
        let encoder = encoder::at_hand();
        Ok(misses::grouped(&missed, &dismissed, &synonyms, encoder.as_ref(), answered_since))
    }

    /// Takes a question that needs no answer off the list of what was missed.
    async fn dismiss(&self, question: &str, site: &SiteId) -> Reply {
        // Masked as it was told, whoever has or has not done that before.
        if let Some(missed) = Missed::note(question, MissKind::Unknown, now()) {
            self.write(move |sql| service::dismiss(sql, &missed.question, missed.at))?;
        }
        reply::json(200, &self.misses(site).await?)
    }

    /// How the articles have served for so many days.
    fn figures(&self, days: u64, site: &SiteId) -> Reply {
        let in_use = self.shelf(site)?.borrows();
        let today = self.today();
        let total = |sql: &SqlStorage| service::totals(sql, days, today);
        let (questions, [helpful, unhelpful]) = self.read(Default::default(), total)?;
        let site = Config::of(&self.env)?.site(site)?;
        let told = |service| self.borrowing.told(service, in_use);
        let encoder = site.encoder.as_ref().map(told);
        reply::json(200, &Figures { days, questions, helpful, unhelpful, encoder })
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

    /// Does `work` on the disk, all of it or nothing, and answers with what it comes to.
    fn change<T: Serialize + 'static>(
        &self,
        work: impl FnOnce(&SqlStorage) -> Reply<T> + 'static,
    ) -> Reply {
        reply::json(200, &self.write(work)?)
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

fn no_articles() -> Failure {
    Failure::new(Code::NotFound, "there are no articles yet")
}

/// Of how many questions that were missed an encoder elsewhere is asked: those that are asked most.
const HEARD: usize = 64;
