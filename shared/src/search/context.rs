//! Reads a question as it was meant where it was asked: “那专票呢” after “发票怎么下载”.
//!
//! How much it leans on what was said before shows in the articles: where one is near to both, they are
//! of one matter, and both count. Where each has its own, the visitor has turned to something else.

use std::iter;

use super::{
    Index, Vectorised, Veil,
    dense::{Care, Meant},
    question::{Asked, Question},
};
use crate::embedding::Vector;

/// A question, and what the visitor said before it.
///
/// ```
/// use shared::search::Query;
///
/// let alone = Query::from("专票怎么开");
/// let leaning = Query { text: "那专票呢", earlier: &["发票怎么下载"], vectors: &[] };
/// # let _ = (alone, leaning);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<'a> {
    /// The question.
    pub text: &'a str,
    /// What was said before, the oldest first; the last two that have words in them count.
    pub earlier: &'a [&'a str],
    /// What an encoder elsewhere says of each of [`Query::texts`], in their order; empty where it said
    /// nothing.
    pub vectors: &'a [Vector],
}

impl<'a> Query<'a> {
    /// The texts that are read, in the order of their saying; the last one is the question.
    pub fn texts(self) -> impl Iterator<Item = &'a str> {
        // “？？” and an emoji ask nothing.
        let has_words = |text: &&str| text.chars().any(char::is_alphanumeric);
        let mut said = self.earlier.iter().rev().copied().filter(has_words);
        let last: [_; MOST_EARLIER] = std::array::from_fn(|_| said.next());
        last.into_iter().rev().flatten().chain([self.text])
    }
}

impl<'a> From<&'a str> for Query<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, earlier: &[], vectors: &[] }
    }
}

impl<'a> From<&'a String> for Query<'a> {
    fn from(text: &'a String) -> Self {
        text.as_str().into()
    }
}

impl Index {
    /// Reads a question with what was said before it, as far as it leans on that.
    pub(super) fn read(&self, query: Query<'_>) -> Question {
        let borrowed = query.vectors.iter().cloned().map(Some).chain(iter::repeat(None));
        let questions: Vec<Question> = query
            .texts()
            .zip(borrowed)
            .map(|(text, borrowed)| Question { borrowed, ..self.read_alone(text) })
            .collect();
        let places = match self.meaning() {
            Some(meaning) if questions.len() > 1 => meaning.places(&questions),
            _ => Vec::new(),
        };
        let leaning = |before: Question, question| self.leaning(question, &before, &places);
        questions.into_iter().reduce(leaning).unwrap_or_default()
    }

    fn leaning(&self, question: Question, before: &Question, places: &[u32]) -> Question {
        let Some(meaning) = self.meaning() else { return question.with(before, UNMEASURED) };
        let (Some(asked), Some(said)) = (&question.meant, &before.meant) else {
            return question.with(before, LEAST);
        };
        let share = share(meaning.coherence(asked, said, places));
        let meant = asked.leaning_on(said, share, &meaning.encoder);
        let borrowed = match (&question.borrowed, &before.borrowed) {
            (Some(asked), Some(said)) => asked.leaning_on(said, share),
            (asked, _) => asked.clone(),
        };
        Question { meant, borrowed, ..question.with(before, share) }
    }
}

impl Vectorised {
    /// The articles that are near to any of the messages: among them is what is near to several.
    fn places(&self, messages: &[Question]) -> Vec<u32> {
        let meant = messages.iter().filter_map(|message| message.meant.as_ref());
        let near = meant.flat_map(|it| self.vectors.nearest(it, Veil::NONE, NEAREST, Care::Glance));
        let mut places: Vec<u32> = near.map(|(article, _)| article).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// How near the article that is nearest to both is, beside those that are nearest to each: 1 where it
    /// is the same.
    fn coherence(&self, asked: &Meant, said: &Meant, places: &[u32]) -> f32 {
        let (mut together, mut to_asked, mut to_said) = (0.0_f32, 0.0_f32, 0.0_f32);
        for &article in places {
            let [asked, said] = [asked, said].map(|it| self.vectors.nearness(article, it));
            together = together.max(asked + SAID * said);
            to_asked = to_asked.max(asked);
            to_said = to_said.max(said);
        }
        let apart = to_asked + SAID * to_said;
        if apart > 0.0 { together / apart } else { 0.0 }
    }
}

impl Question {
    /// The same with the terms of an earlier one, which count a share.
    fn with(mut self, before: &Self, share: f32) -> Self {
        let earlier = before.asked.iter();
        self.asked.extend(earlier.map(|asked| Asked { worth: share * asked.worth, ..*asked }));
        self.settle();
        self
    }
}

/// How much what was said before counts, by the coherence.
fn share(coherence: f32) -> f32 {
    let one_matter = (coherence - TWO_MATTERS) / (ONE_MATTER - TWO_MATTERS);
    LEAST + (MOST - LEAST) * one_matter.clamp(0.0, 1.0)
}

/// Earlier messages that are read.
const MOST_EARLIER: usize = 2;
/// Articles that are near to a message, among which the one that is near to both is looked for.
const NEAREST: usize = 32;
/// How much the nearness to what was said before counts in the coherence.
const SAID: f32 = 0.5;
/// At this coherence a question is of another matter, at this it is of the same.
const TWO_MATTERS: f32 = 0.7;
const ONE_MATTER: f32 = 1.0;
/// How much what was said before counts then. With more at the low end, a visitor who turns to something
/// else is held back; with less at the high end, “那专票呢” asks for what 专票 is.
const LEAST: f32 = 0.1;
const MOST: f32 = 0.8;
/// The same where there is no encoder to tell.
const UNMEASURED: f32 = 0.2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_words_is_not_what_was_said_before() {
        let earlier = ["在吗", "发票怎么下载", "？？", "专票呢", "👍", "…"];
        let query = Query { earlier: &earlier, ..Query::from("怎么改抬头") };
        assert_eq!(query.texts().collect::<Vec<_>>(), ["发票怎么下载", "专票呢", "怎么改抬头"]);
        let nudged = Query { earlier: &["？？"], ..Query::from("？") };
        assert_eq!(nudged.texts().collect::<Vec<_>>(), ["？"]);
    }

    #[test]
    fn the_more_two_questions_are_of_one_matter_the_more_the_earlier_counts() {
        assert_eq!(share(0.0), LEAST);
        assert_eq!(share(0.7), LEAST);
        assert_eq!(share(1.0), MOST);
        assert_eq!(share(1.1), MOST);
        assert!(share(0.8) < share(0.9));
    }
}
