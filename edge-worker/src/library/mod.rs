//! The Library: one site's articles on disk, and their index in memory.
//!
//! The index is larger than the text it comes from, so only the text is kept; the index is built at
//! the first question after waking, and stands on a [shelf] that is open to everybody in the same
//! isolate: who finds it there asks it without a call.

mod shelf;

use std::cell::RefCell;
use std::rc::Rc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::api::{Answered, Found, Published};
use shared::article::Article;
use shared::id::SiteId;
use shared::problem::Code;
use shared::search::{Index, Synonyms};
use shared::transcript::Answer;
use worker::{
    DurableObject, Env, Request, Response, Result, SqlStorage, State, console_warn, durable_object,
};

use crate::call::{self, Object};
use crate::config::Config;
use crate::encoder;
use crate::meter::Charge;
use crate::reply::{self, Failure, Reply};
use crate::run::now;
use crate::store::{Value, atomically, rows, schema, text};
use shelf::{Shelf, Spent};

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
    /// The question.
    pub(crate) text: String,
    /// What was said before it, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) earlier: Vec<String>,
    /// How many articles at most.
    pub(crate) top: usize,
}

impl Asked {
    /// A question that nothing was said before.
    pub(crate) fn alone(site: SiteId, charge: Option<Charge>, text: String, top: usize) -> Self {
        Self { site, charge, text, earlier: Vec::new(), top }
    }
}

/// `/top`: the articles that answer these.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct TopQuestions {
    pub(crate) site: SiteId,
    pub(crate) questions: Vec<String>,
}

/// `/publish`: these articles take the place of all others.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Publication {
    pub(crate) site: SiteId,
    pub(crate) articles: Vec<Article>,
}

/// One site's articles.
#[durable_object(fetch)]
pub struct Library {
    state: State,
    env: Env,
    shelf: RefCell<Option<Rc<Shelf>>>,
    spent: Rc<Spent>,
}

impl DurableObject for Library {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, shelf: RefCell::default(), spent: Rc::default() }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let body = request.text().await?;
        reply::settle(self.reply(&request.path(), &body))
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
            "/publish" => {
                let publication: Publication = serde_json::from_str(body)?;
                reply::json(200, &self.publish(&publication)?)
            }
            _ => Err(Failure::new(Code::NotFound, format!("a library has no {path}"))),
        }
    }

    /// Replaces all articles, on disk first.
    fn publish(&self, publication: &Publication) -> Reply<Published> {
        let Publication { site, articles } = publication;
        let chunks = chunks(articles)?;
        schema::version(&self.state.storage().sql(), VERSION, "library")?;
        atomically(&self.state, move |sql| {
            schema::create(sql, VERSION, &[CHUNKS])?;
            rows(sql, "DROP TABLE IF EXISTS shelf", Vec::new())?;
            rows(sql, "DELETE FROM chunks", Vec::new())?;
            for chunk in chunks {
                let insert = "INSERT INTO chunks (articles) VALUES (?)";
                rows(sql, insert, vec![Value::from(chunk)])?;
            }
            Ok(())
        })?;
        self.fill(articles, site)?;
        Ok(Published { articles: articles.len() })
    }

    /// What is in memory, and for some time open to everybody here.
    fn shelf(&self, site: &SiteId) -> Reply<Rc<Shelf>> {
        let filled = self.shelf.borrow().clone();
        let shelf = match filled {
            Some(shelf) => shelf,
            None => self.fill(&kept(&self.state.storage().sql())?, site)?,
        };
        shelf::open(site, &shelf, now());
        Ok(shelf)
    }

    fn fill(&self, articles: &[Article], site: &SiteId) -> Reply<Rc<Shelf>> {
        let synonyms = Config::of(&self.env)?.site(site)?.synonyms.clone();
        let synonyms = Synonyms::of_site(synonyms).unwrap_or_else(|error| {
            console_warn!("the site's synonyms are not used: {error}");
            Synonyms::default()
        });
        let index = match encoder::at_hand() {
            Some(encoder) => Index::with_meaning(articles, &synonyms, &encoder),
            None => Index::build(articles, &synonyms),
        };
        let shelf = Rc::new(Shelf::new(index, self.spent.clone()));
        self.shelf.replace(Some(shelf.clone()));
        shelf::open(site, &shelf, now());
        Ok(shelf)
    }
}

/// The articles as JSON lists, each well below the two megabytes that a row may have.
fn chunks(articles: &[Article]) -> serde_json::Result<Vec<String>> {
    let mut chunks = Vec::new();
    let mut chunk = String::new();
    for article in articles {
        let json = serde_json::to_string(article)?;
        if !chunk.is_empty() && chunk.len() + json.len() > CHUNK {
            chunks.push(format!("[{chunk}]"));
            chunk.clear();
        }
        if !chunk.is_empty() {
            chunk.push(',');
        }
        chunk.push_str(&json);
    }
    if !chunk.is_empty() {
        chunks.push(format!("[{chunk}]"));
    }
    Ok(chunks)
}

/// The published articles; none where nothing was published yet.
fn kept(sql: &SqlStorage) -> Reply<Vec<Article>> {
    if schema::version(sql, VERSION, "library")?.is_none() {
        return Ok(Vec::new());
    }
    let mut articles = Vec::new();
    for chunk in rows(sql, "SELECT articles FROM chunks ORDER BY id", Vec::new())? {
        for chunk in chunk {
            let (good, bad) = read(&text(chunk)?)?;
            articles.extend(good);
            for error in bad {
                console_warn!("an article of the disk is left out: {error}");
            }
        }
    }
    Ok(articles)
}

/// The articles of a chunk, and why others of it are none any more: limits may have changed since
/// they were published, and one of them must not take away all.
fn read(chunk: &str) -> serde_json::Result<(Vec<Article>, Vec<serde_json::Error>)> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for article in serde_json::from_str::<Vec<serde_json::Value>>(chunk)? {
        match serde_json::from_value(article) {
            Ok(article) => good.push(article),
            Err(error) => bad.push(error),
        }
    }
    Ok((good, bad))
}

/// 1 had, from some day on, a table `shelf` with the site's name; now each question names the site.
const VERSION: i64 = 2;
const CHUNKS: &str =
    "CREATE TABLE IF NOT EXISTS chunks (id INTEGER PRIMARY KEY, articles TEXT NOT NULL)";
const CHUNK: usize = 256 * 1024;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn articles_come_back_from_their_chunks() {
        let articles: Vec<Article> = (0..2_000)
            .map(|n| {
                let body = "很长的正文".repeat(40);
                let json =
                    serde_json::json!({ "id": format!("a{n}"), "title": "标题", "body": body });
                serde_json::from_value(json).unwrap()
            })
            .collect();
        let chunks = chunks(&articles).unwrap();
        assert!(chunks.len() > 3 && chunks.iter().all(|chunk| chunk.len() <= CHUNK + 2));
        let back: Vec<Article> = chunks.iter().flat_map(|chunk| read(chunk).unwrap().0).collect();
        assert_eq!(back, articles);
        assert!(super::chunks(&[]).unwrap().is_empty());
    }

    #[test]
    fn an_article_that_is_none_any_more_takes_no_other_with_it() {
        let long = "长".repeat(301);
        let chunk = serde_json::json!([
            { "id": "a", "title": "标题", "body": "正文" },
            { "id": "b", "title": long, "body": "正文" },
            { "id": "c", "body": "正文" },
            7,
            { "id": "d", "title": "标题", "body": "正文", "color": "red" },
        ]);
        let (good, bad) = read(&chunk.to_string()).unwrap();
        let ids: Vec<&str> = good.iter().map(|article| article.id().as_str()).collect();
        assert_eq!((ids, bad.len()), (vec!["a", "d"], 3));
        assert!(read("{").is_err());
    }
}
