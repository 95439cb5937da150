//! The Library: one site's articles on disk, and their index in memory.
//!
//! The index is larger than the text it comes from, so only the text is kept; the index is built at
//! the first question after waking.

use std::cell::RefCell;
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use shared::api::{Answered, Found, Hit, Published};
use shared::article::Article;
use shared::id::SiteId;
use shared::limit::Buckets;
use shared::problem::Code;
use shared::reading::Percent;
use shared::search::{Answer as Finding, Index, Synonyms};
use shared::transcript::{Answer, Quote};
use worker::{
    DurableObject, Env, Request, Response, Result, SqlStorage, State, console_warn, durable_object,
};

use crate::config::Config;
use crate::encoder;
use crate::meter::{self, Charge};
use crate::reply::{self, Failure, Reply};
use crate::store::{Value, atomically, rows, schema, text};

/// `/ask`, `/search` and `/answer`.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Asked {
    pub(crate) site: SiteId,
    /// Whom it is charged to, unless the edge itself asks.
    pub(crate) charge: Option<Charge>,
    /// The question.
    pub(crate) text: String,
    /// How many articles at most.
    pub(crate) top: usize,
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
    index: RefCell<Option<Rc<Index>>>,
    /// The last list of top questions, and the answer to it: every page that opens asks for it.
    top: RefCell<Option<(String, Vec<Article>)>>,
    buckets: RefCell<Buckets<String>>,
}

impl DurableObject for Library {
    fn new(state: State, env: Env) -> Self {
        let buckets = RefCell::new(Buckets::new(REMEMBERED));
        Self { state, env, index: RefCell::default(), top: RefCell::default(), buckets }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let body = request.text().await?;
        reply::settle(self.reply(&request.path(), &body))
    }
}

impl Library {
    fn reply(&self, path: &str, body: &str) -> Reply {
        match path {
            "/ask" => {
                let Asked { site, text, .. } = serde_json::from_str(body)?;
                reply::json(200, &words(self.index(&site)?.answer(&text)))
            }
            "/answer" => {
                let Asked { site, charge, text, top: _ } = serde_json::from_str(body)?;
                self.charge(charge)?;
                reply::json(200, &answered(&*self.index(&site)?, &text))
            }
            "/search" => {
                let Asked { site, charge, text, top } = serde_json::from_str(body)?;
                self.charge(charge)?;
                reply::json(200, &found(&*self.index(&site)?, &text, top))
            }
            "/top" => reply::json(200, &self.top(body)?),
            "/publish" => {
                let publication: Publication = serde_json::from_str(body)?;
                reply::json(200, &self.publish(&publication)?)
            }
            _ => Err(Failure::new(Code::NotFound, format!("a library has no {path}"))),
        }
    }

    fn charge(&self, charge: Option<Charge>) -> Reply<()> {
        Ok(meter::take(&mut self.buckets.borrow_mut(), charge.into_iter().collect())?)
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
        self.top.replace(None);
        self.index.replace(Some(Rc::new(self.build(articles, site)?)));
        Ok(Published { articles: articles.len() })
    }

    fn top(&self, body: &str) -> Reply<Vec<Article>> {
        if let Some((questions, articles)) = &*self.top.borrow()
            && questions == body
        {
            return Ok(articles.clone());
        }
        let TopQuestions { site, questions } = serde_json::from_str(body)?;
        let articles = top(&*self.index(&site)?, &questions);
        self.top.replace(Some((body.to_owned(), articles.clone())));
        Ok(articles)
    }

    fn index(&self, site: &SiteId) -> Reply<Rc<Index>> {
        if let Some(index) = &*self.index.borrow() {
            return Ok(index.clone());
        }
        let articles = kept(&self.state.storage().sql())?;
        let index = Rc::new(self.build(&articles, site)?);
        self.index.replace(Some(index.clone()));
        Ok(index)
    }

    fn build(&self, articles: &[Article], site: &SiteId) -> Reply<Index> {
        let synonyms = Config::of(&self.env)?.site(site)?.synonyms.clone();
        let synonyms = Synonyms::of_site(synonyms).unwrap_or_else(|error| {
            console_warn!("the site's synonyms are not used: {error}");
            Synonyms::default()
        });
        Ok(match encoder::at_hand() {
            Some(encoder) => Index::with_meaning(articles, &synonyms, &encoder),
            None => Index::build(articles, &synonyms),
        })
    }
}

fn found(index: &Index, text: &str, top: usize) -> Found {
    let hits = index.search(text, top);
    Found {
        hits: hits
            .into_iter()
            .map(|hit| Hit {
                article: hit.article.to_string(),
                title: hit.passage.title,
                excerpt: hit.passage.excerpt,
                more: hit.passage.more,
                score: hit.score,
            })
            .collect(),
    }
}

fn answered(index: &Index, question: &str) -> Answered {
    let finding = index.answer(question);
    let (is_answered, confidence) = match &finding {
        Finding::Found { confidence, .. } => (true, *confidence),
        Finding::Choices { confidence, .. } => (false, *confidence),
        Finding::Unknown => (
            false,
            index.evidence(question).map_or(Percent::default(), |evidence| evidence.confidence()),
        ),
    };
    Answered { answered: is_answered, confidence, answer: words(finding) }
}

/// The articles that answer the given questions, each once.
fn top(index: &Index, questions: &[String]) -> Vec<Article> {
    let mut articles: Vec<Article> = Vec::new();
    for question in questions {
        let Finding::Found { passages, .. } = index.answer(question) else { continue };
        let Some(best) = passages.first() else { continue };
        if articles.iter().any(|article| *article.id() == best.article) {
            continue;
        }
        let article = index.articles().iter().find(|article| *article.id() == best.article);
        articles.extend(article.cloned());
    }
    articles
}

/// A finding as the transcript keeps it.
fn words(finding: Finding) -> Answer {
    match finding {
        Finding::Found { passages, confidence } => Answer::Found {
            quotes: passages
                .into_iter()
                .map(|passage| Quote {
                    article: passage.article.to_string(),
                    title: passage.title,
                    text: passage.excerpt,
                })
                .collect(),
            confidence,
        },
        Finding::Choices { choices, .. } => {
            Answer::Choices { titles: choices.into_iter().map(|choice| choice.title).collect() }
        }
        Finding::Unknown => Answer::Unknown,
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
/// Addresses whose spending is remembered.
const REMEMBERED: usize = 50_000;

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
