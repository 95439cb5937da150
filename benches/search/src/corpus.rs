//! The two shops, and what is asked of them.

use anyhow::{Context as _, Result};
use shared::article::Article;

const ARTICLES: &str = include_str!("../../../shared/tests/corpora/two_shops/articles.jsonl");
const QUESTIONS: &str = include_str!("../../../shared/tests/corpora/two_shops/questions.tsv");
const UNANSWERABLE: &str = include_str!("../../../shared/tests/corpora/two_shops/unanswerable.tsv");
const PREFIXES: [&str; 2] = ["a-", "b-"];
const ARROW: char = '⇒';
const HALF: &str = "test";

pub(crate) struct Corpus {
    /// The articles of each shop.
    pub(crate) shops: [Vec<Article>; 2],
}

/// A question that an article answers.
pub(crate) struct Asked {
    pub(crate) shop: usize,
    pub(crate) said: Said<'static>,
    /// The ids that answer it.
    pub(crate) expected: Vec<&'static str>,
    pub(crate) kind: &'static str,
}

/// What a visitor says in one conversation.
pub(crate) struct Said<'a> {
    pub(crate) earlier: Vec<&'a str>,
    pub(crate) text: &'a str,
}

impl Corpus {
    pub(crate) fn read() -> Result<Self> {
        let articles = ARTICLES.lines().map(serde_json::from_str::<Article>);
        let articles = articles.collect::<Result<Vec<_>, _>>().context("an article")?;
        let of = |prefix: &str| {
            let own = articles.iter().filter(|article| article.id().as_str().starts_with(prefix));
            own.cloned().collect()
        };
        Ok(Self { shops: PREFIXES.map(of) })
    }

    pub(crate) fn asked(&self) -> impl Iterator<Item = Asked> {
        rows(QUESTIONS).filter_map(|row| {
            let [query, expected, kind, half] = row[..] else { return None };
            let shop = PREFIXES.iter().position(|prefix| expected.starts_with(prefix))?;
            let expected = expected.split('|').collect();
            (half == HALF).then(|| Asked { shop, said: Said::of(query), expected, kind })
        })
    }

    /// What neither shop answers.
    pub(crate) fn unanswerable(&self) -> impl Iterator<Item = Said<'static>> {
        rows(UNANSWERABLE).filter(|row| row.last() == Some(&HALF)).map(|row| Said::of(row[0]))
    }
}

impl<'a> Said<'a> {
    fn of(line: &'a str) -> Self {
        let mut earlier: Vec<&str> = line.split(ARROW).map(str::trim).collect();
        let text = earlier.pop().unwrap_or_default();
        Self { earlier, text }
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).map(|line| line.split('\t').collect())
}
