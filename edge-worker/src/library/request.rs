//! What a Library is asked, and told.

use serde::{Deserialize, Serialize};
use shared::article::{Article, ArticleId, Audience};
use shared::embedding::Vector;
use shared::id::SiteId;
use shared::page::Page;
use shared::search::Query;

use super::graph::Talk;
use crate::meter::Charge;

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

    /// What was said before, the oldest first.
    pub(super) fn earlier(&self) -> Vec<&str> {
        self.talk.before.iter().map(String::as_str).collect()
    }

    /// It as search takes it.
    pub(super) fn query<'a>(&'a self, earlier: &'a [&'a str], vectors: &'a [Vector]) -> Query<'a> {
        Query { text: &self.text, earlier, vectors }
    }
}

/// `/top`: the articles that answer these.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct TopQuestions {
    pub(crate) site: SiteId,
    pub(crate) questions: Vec<String>,
}

/// `/offer`: what is likely to be asked on a page.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Offer {
    pub(crate) site: SiteId,
    /// Whom it is charged to.
    pub(crate) charge: Charge,
    pub(crate) page: Page,
    /// The visitor's language, as a BCP 47 tag.
    pub(crate) locale: String,
    /// What the shop offers everywhere.
    pub(crate) usual: Vec<String>,
}

/// `/helped`: what a visitor pressed under an answer.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Helped {
    pub(crate) site: SiteId,
    /// The first article of the answer, unless the graph gave it.
    #[serde(default)]
    pub(crate) article: Option<ArticleId>,
    /// What had been asked.
    pub(crate) question: String,
    pub(crate) vote: Vote,
}

/// Whether an answer helped, as one conversation counts.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Vote {
    pub(crate) helpful: bool,
    /// What was counted before, and is to be no more.
    pub(crate) before: Option<bool>,
}

/// `/whole`: all that an article says.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Whole {
    pub(crate) site: SiteId,
    /// Who asks.
    pub(crate) audience: Audience,
    pub(crate) article: ArticleId,
}

/// `/replace`: these articles take the place of all others.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct WholeSet {
    pub(crate) site: SiteId,
    pub(crate) articles: Vec<Article>,
}
