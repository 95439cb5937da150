//! What somebody may see of an index: an article that is not for everyone is found by those alone whom it
//! is for.

use super::{Answer, Evidence, Explained, Hit, Index, MOST_HITS, Query, answer, rank::Telling};
use crate::article::Article;

/// The articles that somebody is not shown.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Veil {
    /// Their places in the index, ascending.
    hidden: Vec<u32>,
}

impl Veil {
    /// The veil of who sees all.
    pub const NONE: &'static Self = &Self { hidden: Vec::new() };

    pub(super) fn hidden(&self) -> &[u32] {
        &self.hidden
    }

    pub(super) fn hides(&self, article: u32) -> bool {
        self.hidden.binary_search(&article).is_ok()
    }
}

/// An index behind a veil.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    index: &'a Index,
    veil: &'a Veil,
}

impl Index {
    /// Hides every article that `is_shown` does not want shown.
    #[must_use]
    pub fn veil(&self, is_shown: impl Fn(&Article) -> bool) -> Veil {
        let articles = (0_u32..).zip(&self.articles);
        let hidden = articles.filter(|(_, article)| !is_shown(article)).map(|(at, _)| at);
        Veil { hidden: hidden.collect() }
    }

    /// The articles near a question that are `wanted`, the best first, of the `top` that are nearest: the
    /// place of each in [`Index::articles`], its likeness and its nearness, as [`Explained`] has them.
    pub(crate) fn near(
        &self,
        question: &str,
        top: usize,
        wanted: impl Fn(u32) -> bool,
    ) -> Vec<(u32, f32, f32)> {
        let question = self.read(question.into());
        let telling = Telling::of(&question);
        let ranked = self.rank(&question, Veil::NONE, top).into_iter().take(top);
        ranked
            .filter(|found| wanted(found.article))
            .map(|found| {
                let likeness = self.likeness(found.article, &telling);
                (found.article, likeness, found.nearness)
            })
            .collect()
    }

    /// The index as somebody behind `veil`, one of its own, sees it.
    #[must_use]
    pub const fn behind<'a>(&'a self, veil: &'a Veil) -> View<'a> {
        View { index: self, veil }
    }
}

impl View<'_> {
    /// As [`Index::search`].
    #[must_use]
    pub fn search<'a>(&self, question: impl Into<Query<'a>>, top: usize) -> Vec<Hit> {
        let Self { index, veil } = *self;
        let question = index.read(question.into());
        let ranked = index.rank(&question, veil, top.min(MOST_HITS));
        let hits = ranked.into_iter().take(top).map(|found| {
            let article = &index.articles[found.article as usize];
            Hit {
                article: article.id().clone(),
                score: found.score,
                passage: index.excerpt(article, &question),
                audience: article.audience(),
            }
        });
        hits.collect()
    }

    /// As [`Index::answer`].
    #[must_use]
    pub fn answer<'a>(&self, question: impl Into<Query<'a>>) -> Answer {
        answer::answer(self.index, self.veil, question.into())
    }

    /// As [`Index::evidence`].
    #[must_use]
    pub fn evidence<'a>(&self, question: impl Into<Query<'a>>) -> Option<Evidence> {
        let question = self.index.read(question.into());
        Evidence::of(self.index, &question, &self.index.rank(&question, self.veil, 2), 1)
    }

    /// As [`Index::explain`].
    #[must_use]
    pub fn explain<'a>(&self, question: impl Into<Query<'a>>, top: usize) -> Vec<Explained> {
        let Self { index, veil } = *self;
        let question = index.read(question.into());
        let telling = Telling::of(&question);
        let ranked = index.rank(&question, veil, top.min(MOST_HITS));
        let explained = ranked.into_iter().take(top).map(|found| {
            let article = &index.articles[found.article as usize];
            let closest = index.closest(found.article, &telling);
            Explained {
                article: article.id().clone(),
                score: found.score,
                strength: found.strength,
                substance: found.substance,
                likeness: closest.map_or(0.0, |(likeness, _)| likeness),
                nearness: found.nearness,
                passage: index.excerpt(article, &question),
                closest: closest.map(|(_, wording)| wording.to_owned()),
            }
        });
        explained.collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::article::Audience;
    use crate::search::Synonyms;
    use std::collections::BTreeMap;

    fn index() -> Index {
        let articles: Vec<Article> = serde_json::from_str(
            r#"[
            {"id": "refund", "title": "退款多久到账？", "body": "三天。", "phrasings": ["钱什么时候退回来"]},
            {"id": "refund-vip", "title": "会员退款多久到账？", "body": "一天。", "audience": "vip"},
            {"id": "invoice", "title": "怎么开发票？", "body": "在订单页。"}
        ]"#,
        )
        .unwrap();
        Index::build(&articles, &Synonyms::default())
    }

    #[test]
    fn what_is_found_says_for_whom_it_is() {
        let hits = index().search("退款多久到账", 10);
        let for_whom: BTreeMap<_, _> =
            hits.iter().map(|hit| (hit.article.as_str(), hit.audience)).collect();
        assert_eq!(for_whom["refund"], Audience::Everyone);
        assert_eq!(for_whom["refund-vip"], Audience::Vip);
    }

    #[test]
    fn what_is_hidden_is_neither_found_nor_counted() {
        let index = index();
        let veil = index.veil(|article| article.id().as_str() != "refund-vip");
        let view = index.behind(&veil);
        let ids = |hits: Vec<Hit>| -> Vec<String> {
            hits.into_iter().map(|hit| hit.article.to_string()).collect()
        };
        assert!(ids(index.search("会员退款", 10)).contains(&"refund-vip".to_owned()));
        assert!(!ids(view.search("会员退款", 10)).contains(&"refund-vip".to_owned()));
        let Answer::Found { passages, .. } = view.answer("退款多久到账") else {
            unreachable!("{:?}", view.answer("退款多久到账"))
        };
        assert_eq!(passages.len(), 1, "{passages:?}");
        assert_eq!(view.explain("发票", 10), index.explain("发票", 10));
        let nothing = index.veil(|_| false);
        assert_eq!(index.behind(&nothing).search("退款", 10), []);
        assert_eq!(index.behind(&nothing).answer("退款"), Answer::Unknown);
        assert_eq!(index.behind(&nothing).evidence("退款"), None);
    }

    #[test]
    fn what_is_near_is_what_is_explained() {
        let index = index();
        let places = (0_u32..).zip(index.articles());
        let places: BTreeMap<_, _> = places.map(|(at, article)| (article.id(), at)).collect();
        for question in ["钱什么时候退回来呀", "会员发票怎么开", "？", ""] {
            let explained = index.explain(question, 10).into_iter();
            let expect: Vec<_> = explained
                .map(|it| (places[&it.article], it.likeness, it.nearness))
                .filter(|(at, ..)| *at != 1)
                .collect();
            assert_eq!(index.near(question, 10, |at| at != 1), expect, "{question}");
        }
        assert_eq!(index.near("退款", 1, |_| true).len(), 1);
    }

    #[test]
    fn the_closest_wording_is_told() {
        let index = index();
        let closest = |question| index.explain(question, 1).swap_remove(0).closest;
        assert_eq!(closest("钱什么时候退回来呀").as_deref(), Some("钱什么时候退回来"));
        assert_eq!(closest("发票怎么开").as_deref(), Some("怎么开发票？"));
        assert_eq!(closest("订单页"), None, "only the body says that");
    }
}
