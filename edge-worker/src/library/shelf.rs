//! A site's articles in memory, where everybody in the same isolate finds them without a call.
//!
//! A call from the gate to an object costs more than the search that it asks for, even where both run
//! in one isolate, as on plain workerd. So what the Library has built stands open beside it. Where it
//! does not stand, in another isolate, the Library is called; and whoever finds it asks the same index
//! and spends from the same buckets, so that nobody can tell the difference. See
//! docs/decisions/0010-the-open-shelf.md.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use shared::api::{Answered, Found, Hit};
use shared::article::Article;
use shared::id::SiteId;
use shared::limit::Buckets;
use shared::reading::Percent;
use shared::search::{Answer as Finding, Index, Query};
use shared::time::Timestamp;
use shared::transcript::{Answer, Quote};

use super::Asked;
use crate::meter;
use crate::reply::Reply;

/// The shelf of `site`, if its Library is in this isolate, or was a moment ago.
pub(super) fn here(site: &SiteId, now: Timestamp) -> Option<Rc<Shelf>> {
    SHELVES.with_borrow_mut(|shelves| {
        let (shelf, opened) = shelves.get(site)?;
        // A clock that was set back must not keep it open.
        if (*opened..opened.after(OPEN)).contains(&now) {
            return Some(shelf.clone());
        }
        shelves.remove(site);
        None
    })
}

/// Lets everybody here use `shelf`, for a while from now: its Library vouches for it.
pub(super) fn open(site: &SiteId, shelf: &Rc<Shelf>, now: Timestamp) {
    SHELVES.with_borrow_mut(|shelves| shelves.insert(site.clone(), (shelf.clone(), now)));
}

/// What one site's addresses have spent on questions.
pub(super) struct Spent(RefCell<Buckets<String>>);

impl Default for Spent {
    fn default() -> Self {
        Self(RefCell::new(Buckets::new(REMEMBERED)))
    }
}

/// One site's articles, ready to be asked.
pub(super) struct Shelf {
    index: Index,
    spent: Rc<Spent>,
    /// The last list of top questions, and the answer to it: every page that opens asks for it.
    top: RefCell<Option<(Vec<String>, Vec<Article>)>>,
}

impl Shelf {
    pub(super) fn new(index: Index, spent: Rc<Spent>) -> Self {
        Self { index, spent, top: RefCell::default() }
    }

    /// The best articles, with no opinion on whether they answer.
    pub(super) fn search(&self, asked: &Asked) -> Reply<Found> {
        self.charge(asked)?;
        let hits = self.index.search(&asked.text, asked.top);
        Ok(Found {
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
        })
    }

    /// The best passages with how sure they are.
    pub(super) fn answer(&self, asked: &Asked) -> Reply<Answered> {
        self.charge(asked)?;
        let finding = self.index.answer(&asked.text);
        let evidence = || self.index.evidence(&asked.text);
        let (is_answered, confidence) = match &finding {
            Finding::Found { confidence, .. } => (true, *confidence),
            Finding::Choices { confidence, .. } => (false, *confidence),
            Finding::Unknown => {
                (false, evidence().map_or(Percent::default(), |evidence| evidence.confidence()))
            }
        };
        Ok(Answered { answered: is_answered, confidence, answer: words(finding) })
    }

    /// What the assistant says.
    pub(super) fn say(&self, asked: &Asked) -> Reply<Answer> {
        self.charge(asked)?;
        let earlier: Vec<&str> = asked.earlier.iter().map(String::as_str).collect();
        let query = Query { text: &asked.text, earlier: &earlier };
        Ok(words(self.index.answer(query)))
    }

    /// The articles that answer the given questions, each once.
    pub(super) fn top(&self, questions: &[String]) -> Vec<Article> {
        if let Some((known, articles)) = &*self.top.borrow()
            && known == questions
        {
            return articles.clone();
        }
        let articles = top(&self.index, questions);
        self.top.replace(Some((questions.to_vec(), articles.clone())));
        articles
    }

    fn charge(&self, asked: &Asked) -> Reply<()> {
        Ok(meter::take(&mut self.spent.0.borrow_mut(), asked.charge.iter().cloned().collect())?)
    }
}

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

thread_local! {
    static SHELVES: RefCell<BTreeMap<SiteId, (Rc<Shelf>, Timestamp)>> = const { RefCell::new(BTreeMap::new()) };
}

/// For how long a shelf is used without a word from its Library. Longer: fewer calls, where a Library
/// that has moved to another isolate is a while longer answered for by what it left behind.
const OPEN: Duration = Duration::from_secs(10);
/// Addresses whose spending is remembered.
const REMEMBERED: usize = 50_000;
