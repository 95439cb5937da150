//! Finds the articles that answer a question, and says how sure it is.
//!
//! Lookup is BM25 over characters, pairs of characters and whole codes, with the title
//! and the other phrasings weighing more than the body. With an [`Encoder`] at hand the articles that
//! mean what the question does are looked up beside. The best candidates are then compared with the
//! question as questions: how much of one is in the other. From both comes the confidence, and
//! from that the [`Answer`]: a passage, a choice, or an honest "unknown".
//!
//! An index is built where it is used: it is about as large as the text it comes from, and 20,000 short
//! articles take about half a second.
//!
//! ```
//! use shared::{article::Article, search::{Answer, Index, Synonyms}};
//!
//! let articles: Vec<Article> = serde_json::from_str(r#"[
//!     {"id": "refund", "title": "退款多久到账？", "body": "审核通过后 1–3 个工作日原路退回。"},
//!     {"id": "invoice", "title": "怎么开发票？", "body": "在订单页点“申请开票”。"}
//! ]"#)?;
//! let index = Index::build(&articles, &Synonyms::default());
//! let Answer::Found { passages, .. } = index.answer("退款要多久才到账呢") else { panic!() };
//! assert_eq!(passages[0].article.as_str(), "refund");
//! assert_eq!(index.answer("火星上有水吗"), Answer::Unknown);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod answer;
mod best;
mod borrowed;
mod build;
mod context;
mod dense;
mod excerpt;
pub(crate) mod fillers;
mod particulars;
mod pinyin;
mod postings;
mod question;
mod rank;
mod rarity;
mod synonyms;
mod terms;
mod view;
mod wording;

pub use answer::{Answer, Choice, Evidence, Meaning};
pub use context::Query;
pub use dense::{Encoder, EncoderError};
pub use synonyms::{SynonymError, Synonyms};
pub use view::{Veil, View};

use std::sync::Arc;

use crate::article::{Article, ArticleId, Audience, Passage};
use crate::fold::Folded;
use borrowed::Borrowed;
use dense::Vectors;
use postings::Postings;

/// The articles of a site, ready to be searched.
#[derive(Clone, Debug)]
pub struct Index {
    articles: Vec<Article>,
    synonyms: Synonyms,
    postings: Postings,
    /// What the articles mean, where an encoder was at hand.
    meaning: Option<Vectorised>,
    /// What an encoder elsewhere says of that, where a site has one.
    borrowed: Option<Borrowed>,
}

/// The vectors of the articles, and the encoder that made them.
#[derive(Clone, Debug)]
struct Vectorised {
    encoder: Arc<Encoder>,
    vectors: Vectors,
}

/// An article that a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The article.
    pub article: ArticleId,
    /// How well it fits, from 0 to about 1. Comparable within one search; [`Index::answer`] knows
    /// what it is worth.
    pub score: f32,
    /// The part that fits best.
    pub passage: Passage,
    /// Who may read it.
    pub audience: Audience,
}

/// What speaks for an article; shares from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The article.
    pub article: ArticleId,
    /// By this it is ranked.
    pub score: f32,
    /// BM25, as a share of what a perfect article would reach.
    pub strength: f32,
    /// How much of the question's matter was found: nears 1 as more rare terms are.
    pub substance: f32,
    /// How like the question the closest wording is, by the terms that they share.
    pub likeness: f32,
    /// How nearly the article means what the question does, from -1; 0 without an encoder.
    pub nearness: f32,
    /// The part of it that fits best.
    pub passage: Passage,
    /// The title or other phrasing that is likest, where one shares a term with the question.
    pub closest: Option<String>,
}

impl Index {
    /// Makes the articles searchable by their words. Of articles with the same id each is found on its
    /// own.
    #[must_use]
    pub fn build(articles: &[Article], synonyms: &Synonyms) -> Self {
        build::index(articles, synonyms, None)
    }

    /// Makes the articles searchable by their words and by what they mean.
    #[must_use]
    pub fn with_meaning(articles: &[Article], synonyms: &Synonyms, encoder: &Arc<Encoder>) -> Self {
        build::index(articles, synonyms, Some(encoder))
    }

    /// The articles that fit a question, best first, at most `top` (and at most 100).
    ///
    /// Takes any text: empty, emoji, 16 KiB of one letter. What is too long counts by its rarest
    /// terms.
    #[must_use]
    pub fn search<'a>(&self, question: impl Into<Query<'a>>, top: usize) -> Vec<Hit> {
        self.behind(Veil::NONE).search(question, top)
    }

    /// Answers a question from the articles, offers a choice, or admits not to know.
    #[must_use]
    pub fn answer<'a>(&self, question: impl Into<Query<'a>>) -> Answer {
        self.behind(Veil::NONE).answer(question)
    }

    /// What speaks for the best article being the answer; nothing where no article fits at all.
    ///
    /// For those who tune a shop: this is what [`Index::answer`] answers by.
    #[must_use]
    pub fn evidence<'a>(&self, question: impl Into<Query<'a>>) -> Option<Evidence> {
        self.behind(Veil::NONE).evidence(question)
    }

    /// Why the best articles came where they did, best first, at most `top` (and at most 100).
    ///
    /// For those who tune a shop or the search itself.
    #[must_use]
    pub fn explain<'a>(&self, question: impl Into<Query<'a>>, top: usize) -> Vec<Explained> {
        self.behind(Veil::NONE).explain(question, top)
    }

    /// What the verifier says of the best articles, best first, at most `top` (and at most 100): above 0 where
    /// one is held to answer. Nothing where nothing is known of the question's meaning.
    ///
    /// For those who tune the search.
    #[must_use]
    pub fn verdicts<'a>(&self, question: impl Into<Query<'a>>, top: usize) -> Vec<f32> {
        let question = self.read(question.into());
        let top = top.min(MOST_HITS);
        let ranked = self.rank(&question, Veil::NONE, top);
        let first = &ranked[..ranked.len().min(top)];
        self.verify(&question, first, &self.passages(&question, first))
    }

    /// What a question was taken to be meant as, if it was typed by its sound: 退款 for `tuikuan`.
    #[must_use]
    pub fn heard(&self, question: &str) -> Option<String> {
        let cut =
            question.char_indices().nth(question::LONGEST).map_or(question.len(), |(at, _)| at);
        self.sounded(&Folded::full(&question[..cut]).chars).map(String::from_iter)
    }

    /// The articles, in the order they were given.
    #[must_use]
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// About how many bytes the index takes beside the articles themselves.
    #[must_use]
    pub fn size(&self) -> usize {
        self.postings.size()
            + self.meaning().map_or(0, |meaning| meaning.vectors.size())
            + self.borrowed.as_ref().map_or(0, Borrowed::size)
    }

    /// What the articles mean, where that is known. Where it never is, compilers leave out what would use it.
    fn meaning(&self) -> Option<&Vectorised> {
        self.meaning.as_ref().filter(|_| HAS_MEANING)
    }
}

/// Whether this is built for an encoder at all.
const HAS_MEANING: bool = cfg!(feature = "meaning");

/// More hits than this help nobody.
const MOST_HITS: usize = 100;
