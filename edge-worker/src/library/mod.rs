//! The Library: one site's articles and its graph on disk, and what they come to in memory.
//!
//! The index is as large as the text it comes from, so only the text is kept; the index is built at
//! the first question after waking, and stands on a [shelf] that is open to everybody in the same
//! isolate: who finds it there asks it without a call. What is on the disk, every version of it, is for
//! [keep] to know.

mod errand;
pub(crate) mod graph;
mod keep;
mod shelf;
mod tally;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::api::{Answered, Found, Published};
use shared::article::{Article, ArticleId, Audience};
use shared::id::SiteId;
use shared::problem::Code;
use shared::search::{Index, Synonyms};
use shared::time::Timestamp;
use shared::transcript::Answer;
use worker::{
    DurableObject, Env, Request, Response, Result, State, console_error, console_warn,
    durable_object,
};

use crate::alarm::Alarm;
use crate::call::{self, Object};
use crate::config::Config;
use crate::encoder;
use crate::meter::Charge;
use crate::reply::{self, Failure, Reply};
use crate::run::now;
use crate::store::transaction;
pub(crate) use errand::{Errand, Listing, Sent};
use graph::{Held, Talk};
pub(crate) use keep::Capacity;
use keep::{imports, service};
use shelf::{Shelf, Spent};
use tally::Tally;

/// The best articles for a question.
///
/// # Errors
/// `too_many_requests`, or that the library cannot be reached.
pub(crate) async fn search(asked: &Asked, env: &Env) -> Reply<Found> {
    match shelf::here(&asked.site, now()) {
        Some(shelf) => shelf.search(asked),
        None => call(&asked.site, "/search", asked, env).await,
    }
}

/// The best passages with how sure they are.
///
/// # Errors
/// As [`search`].
pub(crate) async fn answer(asked: &Asked, env: &Env) -> Reply<Answered> {
    match shelf::here(&asked.site, now()) {
        Some(shelf) => shelf.answer(asked),
        None => call(&asked.site, "/answer", asked, env).await,
    }
}

/// What the assistant says to a question.
///
/// # Errors
/// As [`search`].
pub(crate) async fn say(asked: &Asked, env: &Env) -> Reply<Answer> {
    match shelf::here(&asked.site, now()) {
        Some(shelf) => shelf.say(asked),
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

/// `/search`, `/answer` and `/say`.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Asked {
    pub(crate) site: SiteId,
    /// Whom it is charged to, unless the edge itself asks.
    pub(crate) charge: Option<Charge>,
    /// Who asks.
    pub(crate) audience: Audience,
    /// The question.
    pub(crate) text: String,
    /// What it was said after.
    #[serde(default)]
    pub(crate) talk: Talk,
    /// How many articles at most.
    pub(crate) top: usize,
}

impl Asked {
    /// A question that nothing was said before.
    pub(crate) fn alone(
        site: SiteId,
        charge: Option<Charge>,
        audience: Audience,
        text: String,
        top: usize,
    ) -> Self {
        Self { site, charge, audience, text, talk: Talk::default(), top }
    }
}

/// `/top`: the articles that answer these.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct TopQuestions {
    pub(crate) site: SiteId,
    pub(crate) questions: Vec<String>,
}

/// `/helped`: what a visitor pressed under an answer.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Helped {
    pub(crate) site: SiteId,
    /// The first article of the answer.
    pub(crate) article: ArticleId,
    /// What had been asked.
    pub(crate) question: String,
    pub(crate) helpful: bool,
}

/// `/replace`: these articles take the place of all others.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct WholeSet {
    pub(crate) site: SiteId,
    pub(crate) articles: Vec<Article>,
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
            vouched: Cell::default(),
            alarm: Alarm::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let body = request.text().await?;
        reply::settle(self.reply(&request.path(), &body))
    }

    async fn alarm(&self) -> Result<Response> {
        self.alarm.rang();
        if let Err(Failure(problem)) = self.tidy() {
            console_error!("a library's alarm: {problem}");
        }
        Ok(reply::empty())
    }
}

impl Library {
    fn reply(&self, path: &str, body: &str) -> Reply {
        match path {
            "/search" => {
                let asked: Asked = serde_json::from_str(body)?;
                reply::json(200, &self.shelf(&asked.site)?.search(&asked)?)
            }
            "/answer" => {
                let asked: Asked = serde_json::from_str(body)?;
                reply::json(200, &self.shelf(&asked.site)?.answer(&asked)?)
            }
            "/say" => {
                let asked: Asked = serde_json::from_str(body)?;
                reply::json(200, &self.shelf(&asked.site)?.say(&asked)?)
            }
            "/top" => {
                let TopQuestions { site, questions } = serde_json::from_str(body)?;
                reply::json(200, &self.shelf(&site)?.top(&questions))
            }
            "/helped" => {
                let Helped { site, article, question, helpful } = serde_json::from_str(body)?;
                self.shelf(&site)?;
                self.tally.helped(&article, &question, helpful, now());
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
            "/keep" => self.keep(serde_json::from_str(body)?),
            _ => Err(Failure::new(Code::NotFound, format!("a library has no {path}"))),
        }
    }

    /// Writes down what was counted.
    fn write_down(&self) -> Reply<()> {
        match self.tally.take() {
            Some(counts) => transaction(&self.state, move |sql| service::add(sql, &counts)),
            None => Ok(()),
        }
    }

    /// What the alarm is for: counts are written down, and an import that nobody finished is dropped.
    fn tidy(&self) -> Reply<()> {
        if !keep::is_there(&self.state, now())? {
            return Ok(());
        }
        self.write_down()?;
        let open_until = self.write(|sql| imports::drop_old(sql, now()))?;
        // On the shelf somebody may count without a call to us.
        let counts = shelf::is_open(self.vouched.get(), now());
        let counting = counts.then(|| now().after(COUNTING));
        self.alarm.arm(counting.into_iter().chain(open_until), &self.state);
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
        self.graph.wake(&self.state.storage().sql());
        let (graph, spent, tally) = (self.graph.clone(), self.spent.clone(), self.tally.clone());
        let shelf = Rc::new(Shelf::new(index, graph, spent, tally));
        self.shelf.replace(Some(shelf.clone()));
        self.open(&shelf, site);
        Ok(shelf)
    }

    fn open(&self, shelf: &Rc<Shelf>, site: &SiteId) {
        let now = now();
        shelf::open(site, shelf, now);
        self.vouched.set(now);
        if !shelf.is_empty() {
            self.alarm.arm_lightly(now.after(COUNTING), &self.state);
        }
    }

    fn synonyms(&self, site: &SiteId) -> Reply<Synonyms> {
        let synonyms = Config::of(&self.env)?.site(site)?.synonyms.clone();
        Ok(Synonyms::of_site(synonyms).unwrap_or_else(|error| {
            console_warn!("the site's synonyms are not used: {error}");
            Synonyms::default()
        }))
    }
}

/// How long a change takes at most, with the index of 50,000 articles.
const PUBLISHING: Duration = Duration::from_secs(60);
/// How long counts stay in memory; a crash loses them. It is longer than a shelf is used without a word
/// from its Library, so that the last of them are written down too.
const COUNTING: Duration = Duration::from_secs(15);
