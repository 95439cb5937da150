//! What an answer may rest on: an [`Article`] of the shop, and the [`Passage`] of it that answers.
//!
//! Articles come from outside (a file, an API, an editor), so they are checked once, at the door:
//! an `Article` that exists is within its limits.
//!
//! ```
//! use shared::article::{Article, Draft};
//!
//! let draft = Draft {
//!     id: "refund-time".into(),
//!     title: "退款多久到账？".into(),
//!     body: "退款审核通过后，1–3 个工作日原路退回。".into(),
//!     ..Draft::default()
//! };
//! let article = Article::try_from(draft)?;
//! assert_eq!(article.id().as_str(), "refund-time");
//! # Ok::<(), shared::article::ArticleError>(())
//! ```

use std::{fmt, ops::Range, str::FromStr};

use serde::{Deserialize, Serialize};

/// One answer of the shop, with the ways to ask for it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "Draft", into = "Draft")]
pub struct Article {
    id: ArticleId,
    title: String,
    body: String,
    tags: Vec<String>,
    phrasings: Vec<String>,
}

impl Article {
    /// Its name among the site's articles.
    #[must_use]
    pub const fn id(&self) -> &ArticleId {
        &self.id
    }

    /// The question it answers, one line.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The answer, plain text; line breaks are kept.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Words it is filed under.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    /// Other ways to ask the question.
    #[must_use]
    pub fn phrasings(&self) -> &[String] {
        &self.phrasings
    }
}

impl TryFrom<Draft> for Article {
    type Error = ArticleError;

    fn try_from(draft: Draft) -> Result<Self, ArticleError> {
        Ok(Self {
            id: draft.id.parse()?,
            title: required(Field::Title, one_line(&draft.title))?,
            body: required(Field::Body, draft.body.replace("\r\n", "\n").trim().to_owned())?,
            tags: list(Field::Tags, &draft.tags)?,
            phrasings: list(Field::Phrasings, &draft.phrasings)?,
        })
    }
}

/// An article as it arrives: nothing about it is known to hold.
///
/// Fields that are not listed here are ignored, so that a shop can feed the export of another
/// system.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Draft {
    /// Becomes the [`ArticleId`].
    pub id: String,
    /// The question it answers; runs of white space become one space.
    pub title: String,
    /// The answer, plain text.
    pub body: String,
    /// Words it is filed under; blank and repeated ones are dropped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Other ways to ask; blank and repeated ones are dropped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phrasings: Vec<String>,
}

impl From<Article> for Draft {
    fn from(article: Article) -> Self {
        Self {
            id: article.id.0,
            title: article.title,
            body: article.body,
            tags: article.tags,
            phrasings: article.phrasings,
        }
    }
}

/// The name of an article among the articles of one site: 1 to 128 characters, no control
/// characters, no white space at the ends.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct ArticleId(String);

impl ArticleId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ArticleId {
    type Err = ArticleError;

    fn from_str(text: &str) -> Result<Self, ArticleError> {
        Ok(Self(required(Field::Id, text.trim().to_owned())?))
    }
}

impl TryFrom<String> for ArticleId {
    type Error = ArticleError;

    fn try_from(text: String) -> Result<Self, ArticleError> {
        text.parse()
    }
}

impl From<ArticleId> for String {
    fn from(id: ArticleId) -> Self {
        id.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The part of an article that answers.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// The article it is taken from.
    pub article: ArticleId,
    /// The article's title.
    pub title: String,
    /// The words that answer; the whole body when that is short.
    pub excerpt: String,
    /// Whether the article says more than the excerpt.
    pub more: bool,
}

impl Passage {
    /// Cuts the bytes `span` out of the body. A span that ends inside a character is widened to the
    /// whole character; one that reaches past the body ends with it.
    #[must_use]
    pub fn cut(article: &Article, span: Range<usize>) -> Self {
        let body = article.body();
        let start = floor_boundary(body, span.start);
        let end = ceil_boundary(body, span.end.max(start));
        let excerpt = body[start..end].trim();
        Self {
            article: article.id.clone(),
            title: article.title.clone(),
            excerpt: excerpt.to_owned(),
            more: excerpt.len() < body.len(),
        }
    }
}

/// Why a draft is no article.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ArticleError {
    /// A required field has nothing in it.
    #[error("article {0} is empty")]
    Empty(Field),
    /// A text is longer than its limit.
    #[error("article {field} has {chars} characters, the limit is {}", field.max_chars())]
    TooLong {
        /// The field.
        field: Field,
        /// How many characters it has.
        chars: usize,
    },
    /// A list holds more than its limit.
    #[error("article {field} holds {count} entries, the limit is {}", field.max_entries())]
    TooMany {
        /// The field.
        field: Field,
        /// How many entries it holds.
        count: usize,
    },
    /// A text holds a character that no one can read.
    #[error("article {field} holds the control character U+{:04X}", u32::from(*character))]
    Control {
        /// The field.
        field: Field,
        /// The character.
        character: char,
    },
}

/// A field of an article.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Field {
    /// The id.
    Id,
    /// The title.
    Title,
    /// The body.
    Body,
    /// The tags.
    Tags,
    /// The phrasings.
    Phrasings,
}

impl Field {
    /// How many characters the field, or each entry of it, may have.
    #[must_use]
    pub const fn max_chars(self) -> usize {
        match self {
            Self::Id => 128,
            Self::Title | Self::Phrasings => 300,
            Self::Body => 20_000,
            Self::Tags => 60,
        }
    }

    /// How many entries the field may hold.
    #[must_use]
    pub const fn max_entries(self) -> usize {
        match self {
            Self::Id | Self::Title | Self::Body => 1,
            Self::Tags => 32,
            Self::Phrasings => 64,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Id => "id",
            Self::Title => "title",
            Self::Body => "body",
            Self::Tags => "tags",
            Self::Phrasings => "phrasings",
        })
    }
}

fn required(field: Field, text: String) -> Result<String, ArticleError> {
    if text.is_empty() {
        return Err(ArticleError::Empty(field));
    }
    within(field, text)
}

fn list(field: Field, entries: &[String]) -> Result<Vec<String>, ArticleError> {
    if entries.len() > field.max_entries() {
        return Err(ArticleError::TooMany { field, count: entries.len() });
    }
    let mut kept = Vec::with_capacity(entries.len());
    for entry in entries {
        let line = one_line(entry);
        if !line.is_empty() && !kept.contains(&line) {
            kept.push(within(field, line)?);
        }
    }
    Ok(kept)
}

fn within(field: Field, text: String) -> Result<String, ArticleError> {
    let chars = text.chars().count();
    if chars > field.max_chars() {
        return Err(ArticleError::TooLong { field, chars });
    }
    match text.chars().find(|&c| c.is_control() && c != '\n' && c != '\t') {
        Some(character) => Err(ArticleError::Control { field, character }),
        None => Ok(text),
    }
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

fn ceil_boundary(text: &str, at: usize) -> usize {
    (at.min(text.len())..text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            id: "a".into(),
            title: "标题".into(),
            body: "正文第一句。第二句。".into(),
            ..Draft::default()
        }
    }

    #[test]
    fn a_draft_outside_its_limits_is_refused_with_the_field() {
        let check = |change: fn(&mut Draft), expect: ArticleError| {
            let mut draft = draft();
            change(&mut draft);
            assert_eq!(Article::try_from(draft), Err(expect));
        };
        check(|d| d.id = "  ".into(), ArticleError::Empty(Field::Id));
        check(|d| d.title = "\n".into(), ArticleError::Empty(Field::Title));
        check(|d| d.body.clear(), ArticleError::Empty(Field::Body));
        check(
            |d| d.title = "长".repeat(301),
            ArticleError::TooLong { field: Field::Title, chars: 301 },
        );
        check(
            |d| d.phrasings = (0..65).map(|i| i.to_string()).collect(),
            ArticleError::TooMany { field: Field::Phrasings, count: 65 },
        );
        check(
            |d| d.body = "a\u{0}b".into(),
            ArticleError::Control { field: Field::Body, character: '\u{0}' },
        );
    }

    #[test]
    fn an_article_survives_json_and_a_bad_one_does_not_enter() {
        let mut draft = draft();
        draft.tags = vec![" 退款 ".into(), String::new(), "退款".into()];
        let article = Article::try_from(draft).unwrap();
        assert_eq!(article.tags(), ["退款"]);
        let json = serde_json::to_string(&article).unwrap();
        assert_eq!(serde_json::from_str::<Article>(&json).unwrap(), article);
        assert!(serde_json::from_str::<Article>(r#"{"id":"","title":"t","body":"b"}"#).is_err());
    }

    #[test]
    fn no_span_cuts_a_character_in_two() {
        let article = Article::try_from(draft()).unwrap();
        for start in 0..40 {
            for end in 0..40 {
                let passage = Passage::cut(&article, start..end);
                assert!(article.body().contains(&passage.excerpt));
            }
        }
        assert_eq!(Passage::cut(&article, 0..1).excerpt, "正");
        assert!(!Passage::cut(&article, 0..usize::MAX).more);
    }
}
