//! The Library: one site's articles and its graph on disk, and what they come to in memory.
//!
//! The index is as large as the text it comes from, so only the text is kept; the index is built at
//! the first question after waking, and stands on a [shelf] that is open to everybody in the same
//! isolate: who finds it there asks it without a call. What is on the disk, every version of it, is for
//! [keep] to know.

mod borrowing;
mod errand;
pub(crate) mod graph;
mod hatch;
mod keep;
mod request;
mod shelf;
mod tally;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::{Answered, Found, Published};
use shared::article::Article;
use shared::hours::Hours;
use shared::id::SiteId;
use shared::problem::Code;
use shared::search::{Index, Synonyms};
use shared::time::Timestamp;
use shared::transcript::Answer;
use worker::{DurableObject, Env, Request, Response, Result, State, console_error, durable_object};

use crate::alarm::Alarm;
use crate::call::{self, Object};
use crate::config::Config;
use crate::encoder;
use crate::reply::{self, Failure, JSON, Reply};
use crate::run::now;
use crate::store::transaction;
use borrowing::Borrowing;
pub(crate) use errand::{Errand, Sent};
use graph::Held;
pub(crate) use keep::articles::Listing;
use keep::{imports, pruning, service, vectors};
pub(crate) use request::{Asked, Helped, Offer, TopQuestions, Vote, Whole, WholeSet};
use shelf::{Shelf, Spent};
use tally::Tally;

/// The best articles for a question.
///
/// # Errors
/// `too_many_requests`, or that the library cannot be reached.
pub(crate) async fn search(asked: &Asked, env: &Env) -> Reply<Found> {
    match shelf::here(&asked.site, now()) {
        Some(shelf) => {
            let heard = shelf.hear(asked, env).await?;
            shelf::latest(&asked.site, shelf).search(asked, &heard)
        }
        None => call(&asked.site, "/search", asked, env).await,
    }
}

/// The best passages with how sure they are.
///
/// # Errors
/// As [`search`].
pub(crate) async fn answer(asked: &Asked, env: &Env) -> Reply<Answered> {
    match shelf::here(&asked.site, now()) {
        Some(shelf) => {
            let heard = shelf.hear_for_answer(asked, env).await?;
            Ok(shelf::latest(&asked.site, shelf).answer(asked, heard))
        }
        None => call(&asked.site, "/answer", asked, env).await,
    }
}

/// What the assistant says to a question.
///
/// # Errors
/// As [`search`].
pub(crate) async fn say(asked: &Asked, env: &Env) -> Reply<Answer> {
    match shelf::here(&asked.site, now()) {
        Some(shelf) => {
            let heard = shelf.hear_for_answer(asked, env).await?;
            Ok(shelf::latest(&asked.site, shelf).say(asked, heard))
        }
        None => call(&asked.site, "/say", asked, env).await,
    }
}

/// The articles that answer the given questions, each once.
///
/// # Errors
/// That the library cannot be reached.
pub(crate) async fn top(top: &TopQuestions, env: &Env) -> Reply<Vec<Article>> {
    match shelf::here(&top.site, now()) {
        Some(shelf) => Ok(shelf.top(&top.questions)),
        None => call(&top.site, "/top", top, env).await,
    }
}

/// The questions to offer on a page.
///
/// # Errors
/// As [`search`].
pub(crate) async fn offer(offer: &Offer, env: &Env) -> Reply<Vec<String>> {
    match shelf::here(&offer.site, now()) {
        Some(shelf) => shelf.offer(offer),
        None => call(&offer.site, "/offer", offer, env).await,
    }
}

/// All that an article says, a [`Quote`](shared::transcript::Quote) as JSON: it is only passed on.
///
/// # Errors
/// `not_found` where it is not for them, or that the library cannot be reached.
pub(crate) async fn whole(whole: &Whole, env: &Env) -> Reply<String> {
    match shelf::here(&whole.site, now()) {
        Some(shelf) => shelf.whole(whole),
        None => {
            let library = Object::Library.named(whole.site.as_str(), env)?;
            call::told(&library, "/whole", whole, call::PATIENCE).await
        }
    }
}

/// Notes whether a visitor found an answer helpful.
///
/// # Errors
/// That the library cannot be reached.
pub(crate) async fn helped(helped: &Helped, env: &Env) -> Reply<()> {
    call(&helped.site, "/helped", helped, env).await
}

/// Does what somebody who may wants done with the articles; gives the answer as it is to be sent.
///
/// # Errors
/// What [`keep`] says of it, or that the library cannot be reached.
pub(crate) async fn keep(sent: &Sent, env: &Env) -> Reply<String> {
    let library = Object::Library.named(sent.site.as_str(), env)?;
    call::told(&library, "/keep", sent, PUBLISHING).await
}

/// Puts other articles in the place of all.
///
/// # Errors
/// That the library cannot be reached.
pub(crate) async fn replace(set: &WholeSet, env: &Env) -> Reply<Published> {
    let library = Object::Library.named(set.site.as_str(), env)?;
    call::ask_patiently(&library, "/replace", set, PUBLISHING).await
}

async fn call<A: DeserializeOwned>(
    site: &SiteId,
    path: &str,
    question: &impl Serialize,
    env: &Env,
) -> Reply<A> {
    call::ask(&Object::Library.named(site.as_str(), env)?, path, question).await
}

/// One site's articles.
#[durable_object(alarm)]
pub struct Library {
    state: State,
    env: Env,
    shelf: RefCell<Option<Rc<Shelf>>>,
    spent: Rc<Spent>,
    graph: Rc<Held>,
    tally: Rc<Tally>,
    borrowing: Rc<Borrowing>,
    /// Whose articles these are, as far as anybody has said since waking.
    site: RefCell<Option<SiteId>>,
    /// Until when nothing is looked for that is too old.
    pruned_until: Cell<Timestamp>,
    /// When the shelf was last opened.
    vouched: Cell<Timestamp>,
    alarm: Alarm,
}

impl DurableObject for Library {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            shelf: RefCell::default(),
            spent: Rc::default(),
            graph: Rc::default(),
            tally: Rc::default(),
            borrowing: Rc::default(),
            site: RefCell::default(),
            pruned_until: Cell::default(),
            vouched: Cell::default(),
            alarm: Alarm::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let body = request.text().await?;
        reply::settle(self.reply(&request.path(), &body).await)
    }

    async fn alarm(&self) -> Result<Response> {
        self.alarm.rang();
        let done = self.tidy();
        for done in [done, self.catch_up().await] {
            if let Err(Failure(problem)) = done {
                console_error!("a library's alarm: {problem}");
            }
        }
        Ok(reply::empty())
    }
}

impl Library {
    async fn reply(&self, path: &str, body: &str) -> Reply {
        match path {
            "/search" => {
                let asked: Asked = serde_json::from_str(body)?;
                let heard = self.shelf(&asked.site)?.hear(&asked, &self.env).await?;
                reply::json(200, &self.shelf(&asked.site)?.search(&asked, &heard)?)
            }
            "/answer" => {
                let asked: Asked = serde_json::from_str(body)?;
                let heard = self.shelf(&asked.site)?.hear_for_answer(&asked, &self.env).await?;
                reply::json(200, &self.shelf(&asked.site)?.answer(&asked, heard))
            }
            "/say" => {
                let asked: Asked = serde_json::from_str(body)?;
                let heard = self.shelf(&asked.site)?.hear_for_answer(&asked, &self.env).await?;
                reply::json(200, &self.shelf(&asked.site)?.say(&asked, heard))
            }
            "/top" => {
                let TopQuestions { site, questions } = serde_json::from_str(body)?;
                reply::json(200, &self.shelf(&site)?.top(&questions))
            }
            "/offer" => {
                let offer: Offer = serde_json::from_str(body)?;
                reply::json(200, &self.shelf(&offer.site)?.offer(&offer)?)
            }
            "/whole" => {
                let whole: Whole = serde_json::from_str(body)?;
                Ok(reply::text(JSON, self.shelf(&whole.site)?.whole(&whole)?)?)
            }
            "/helped" => {
                let Helped { site, article, question, vote } = serde_json::from_str(body)?;
                self.shelf(&site)?;
                self.tally.voted(article.as_ref(), &question, vote, now());
                Ok(reply::empty())
            }
            "/replace" => {
                let WholeSet { site, articles } = serde_json::from_str(body)?;
                reply::json(200, &self.replace(articles, &site)?)
            }
            "/graph" => reply::json(200, &graph::read(&self.state.storage().sql())?),
            "/replace-graph" => {
                let replacement = serde_json::from_str(body)?;
                reply::json(200, &self.graph.replace(replacement, &self.state)?)
            }
            "/keep" => self.keep(serde_json::from_str(body)?).await,
            _ => Err(Failure::new(Code::NotFound, format!("a library has no {path}"))),
        }
    }

    /// Writes down what was counted: also where there are no articles, since what they would have to say is
    /// nowhere told better.
    fn write_down(&self) -> Reply<()> {
        if self.tally.is_empty() {
            return Ok(());
        }
        keep::prepare(&self.state, now())?;
        let (counts, today) = (self.tally.counts(), self.today());
        transaction(&self.state, move |sql| service::add(sql, &counts, today))?;
        // A disk that refuses loses none: they are counted until they are written down.
        self.tally.clear();
        Ok(())
    }

    /// The day by the shop's own time, where it is known: what was counted is the shop's whatever became of
    /// its file.
    fn today(&self) -> u64 {
        let hours = self.site.borrow().as_ref().and_then(|site| {
            Some(Config::of(&self.env).ok()?.site(site).ok()?.policy.hours.clone())
        });
        hours.unwrap_or_else(Hours::always).day(now())
    }

    /// What the alarm is for: counts are written down, an import that nobody finished is dropped, and once a
    /// day what is too old.
    fn tidy(&self) -> Reply<()> {
        let tidied = self.write_down().and_then(|()| self.throw_away());
        // On the shelf somebody may count without a call to us.
        let counts = shelf::is_open(self.vouched.get(), now());
        let again = if tidied.is_err() { Some(TRYING_AGAIN) } else { counts.then_some(COUNTING) };
        let again = again.map(|pause| now().after(pause));
        let due = tidied.as_ref().ok().into_iter().flatten().copied();
        self.alarm.arm(due.chain(again), &self.state);
        tidied.map(drop)
    }

    /// Drops what nobody finished, and what the shop does not want to keep any longer; tells when to look again,
    /// whether or not anybody has asked anything by then.
    fn throw_away(&self) -> Reply<Vec<Timestamp>> {
        if !keep::is_there(&self.state, now())? {
            return Ok(Vec::new());
        }
        let open_until = self.write(|sql| imports::drop_old(sql, now()))?;
        if self.pruned_until.get() <= now() {
            self.prune()?;
        }
        Ok(open_until.into_iter().chain([self.pruned_until.get()]).collect())
    }

    fn prune(&self) -> Reply<()> {
        let known = self.site.borrow().clone();
        let Some(site) = self.write(move |sql| pruning::whose(sql, known))? else {
            // An older server has written, and who asks next will say it.
            self.pruned_until.set(now().after(PRUNING));
            return Ok(());
        };
        let config = Config::of(&self.env)?;
        let Ok(history) = config.site(&site).map(|site| site.history) else {
            // The shop was removed: what it had stays, should it come back, and nobody asks meanwhile.
            self.pruned_until.set(now().after(PRUNING));
            return Ok(());
        };
        let is_more = self.write(move |sql| pruning::prune(sql, &history, now()))?;
        let pause = if is_more { COUNTING } else { PRUNING };
        self.pruned_until.set(now().after(pause));
        Ok(())
    }

    /// Fetches what the index lacks of an encoder elsewhere, for a while, and builds it anew once nothing is
    /// lacking. The alarm does it, so that a crash or a service that fails only puts it off.
    async fn catch_up(&self) -> Reply<()> {
        // Nobody has asked since waking: who does finds out what is lacking.
        let Some(site) = self.site.borrow().clone() else { return Ok(()) };
        let config = Config::of(&self.env)?.site(&site)?;
        let Some(service) = &config.encoder else { return Ok(()) };
        let until = now().after(CATCHING_UP);
        let mut fetched = false;
        while self.borrowing.due().is_some_and(|due| due <= now()) && now() < until {
            let keep = |news: Vec<_>| self.write(move |sql| vectors::put(sql, &news));
            self.borrowing.fetch(service, &self.env, keep).await?;
            fetched = true;
        }
        match self.borrowing.due() {
            Some(due) => self.alarm.arm([due], &self.state),
            None if fetched => self.refill(&site)?,
            None => {}
        }
        Ok(())
    }

    /// Builds what is in memory anew: readers see another publication from here on.
    fn refill(&self, site: &SiteId) -> Reply<()> {
        // What can no longer be built must not be answered from what was there before.
        // And the memory of an object has no room for both.
        self.shelf.take();
        shelf::close(site);
        self.fill(site).map(drop)
    }

    /// What is in memory, and for some time open to everybody here.
    fn shelf(&self, site: &SiteId) -> Reply<Rc<Shelf>> {
        let filled = self.shelf.borrow().clone();
        let shelf = match filled {
            Some(shelf) => shelf,
            None => self.fill(site)?,
        };
        self.open(&shelf, site);
        Ok(shelf)
    }

    /// Builds the index of what is published, whole, and puts it in the place of the one before.
    fn fill(&self, site: &SiteId) -> Reply<Rc<Shelf>> {
        let articles: Vec<Article> = if keep::is_there(&self.state, now())? {
            keep::published(&self.state.storage().sql())?
        } else {
            Vec::new()
        };
        // What visitors are shown and searched is the text without its marks.
        let articles: Vec<Article> = articles.into_iter().map(Article::in_plain_text).collect();
        let synonyms = self.synonyms(site)?;
        let index = match encoder::at_hand() {
            Some(encoder) => Index::with_meaning(&articles, &synonyms, &encoder),
            None => Index::build(&articles, &synonyms),
        };
        self.site.replace(Some(site.clone()));
        let index = match &Config::of(&self.env)?.site(site)?.encoder {
            Some(service) if !articles.is_empty() => {
                self.borrowing.lend(index, service, &self.state.storage().sql())
            }
            Some(_) | None => index,
        };
        self.alarm.arm(self.borrowing.due(), &self.state);
        self.graph.wake(&self.state.storage().sql());
        let (graph, spent, tally) = (self.graph.clone(), self.spent.clone(), self.tally.clone());
        let borrowing = self.borrowing.clone();
        let shelf = Rc::new(Shelf::new(index, graph, spent, tally, borrowing));
        self.shelf.replace(Some(shelf.clone()));
        self.open(&shelf, site);
        Ok(shelf)
    }

    fn open(&self, shelf: &Rc<Shelf>, site: &SiteId) {
        let now = now();
        shelf::open(site, shelf, now);
        self.vouched.set(now);
        self.alarm.arm_lightly(now.after(COUNTING), &self.state);
    }

    fn synonyms(&self, site: &SiteId) -> Reply<Synonyms> {
        Ok(Config::of(&self.env)?.site(site)?.synonyms.clone())
    }
}

/// How long a change takes at most, with the index of 50,000 articles.
const PUBLISHING: Duration = Duration::from_secs(60);
/// How often what is too old is looked for.
const PRUNING: Duration = Duration::from_secs(86_400);
/// How long vectors are fetched before the alarm makes room for what else it is for.
const CATCHING_UP: Duration = Duration::from_secs(30);
/// How long counts stay in memory; a crash loses them. It is longer than a shelf is used without a word
/// from its Library, so that the last of them are written down too.
const COUNTING: Duration = Duration::from_secs(15);
/// When what the alarm could not do is tried again, such as by a full disk.
const TRYING_AGAIN: Duration = Duration::from_secs(60);
