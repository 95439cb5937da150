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

use serde::{Deserialize, Deserializer, Serialize};

use crate::field::one_line;
use crate::markdown;
use crate::time::Timestamp;

/// One answer of the shop, with the ways to ask for it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "Draft", into = "Draft")]
pub struct Article {
    id: ArticleId,
    title: String,
    body: String,
    tags: Vec<String>,
    phrasings: Vec<String>,
    category: String,
    language: String,
    valid: Validity,
    audience: Audience,
    products: Vec<String>,
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

    /// The answer, in Markdown; line breaks are kept.
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

    /// All ways to ask the question: the title, and the others.
    pub fn wordings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.title()).chain(self.phrasings.iter().map(String::as_str))
    }

    /// What the shop files it under; may be empty.
    #[must_use]
    pub fn category(&self) -> &str {
        &self.category
    }

    /// The language it is written in, as a BCP 47 tag; empty where nobody said.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// When it holds.
    #[must_use]
    pub const fn valid(&self) -> Validity {
        self.valid
    }

    /// Who may read it.
    #[must_use]
    pub const fn audience(&self) -> Audience {
        self.audience
    }

    /// The products it is about, as the shop names them.
    #[must_use]
    pub fn products(&self) -> &[String] {
        &self.products
    }

    /// The article with the marks of its Markdown taken away: what is searched, and what visitors are
    /// shown.
    #[must_use]
    pub fn in_plain_text(mut self) -> Self {
        let plain = markdown::plain(&self.body);
        if !plain.is_empty() {
            self.body = plain;
        }
        self
    }

    /// Whether somebody of `audience` may read it at the moment `now`.
    #[must_use]
    pub fn is_for(&self, audience: Audience, now: Timestamp) -> bool {
        self.audience <= audience && self.valid.holds(now)
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
            category: within(Field::Category, one_line(&draft.category))?,
            language: language(&draft.language)?,
            valid: Validity::new(draft.valid_from, draft.valid_until)?,
            audience: draft.audience,
            products: list(Field::Products, &draft.products)?,
        })
    }
}

/// Who may read an article; each is told what those before it are told.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Every visitor.
    #[default]
    Everyone,
    /// Visitors whom the shop has vouched for as VIP.
    Vip,
    /// The shop's own people.
    Agents,
}

impl Audience {
    /// All of them, the widest first.
    pub const ALL: [Self; 3] = [Self::Everyone, Self::Vip, Self::Agents];

    pub(crate) fn is_everyone(&self) -> bool {
        *self == Self::Everyone
    }
}

/// From when and until when something holds; always, where nothing is said.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Validity {
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Validity {
    /// From the first moment on, and up to the second, no longer then.
    ///
    /// # Errors
    /// [`ArticleError::Validity`] where that is never.
    pub fn new(from: Option<Timestamp>, until: Option<Timestamp>) -> Result<Self, ArticleError> {
        match (from, until) {
            (Some(from), Some(until)) if from >= until => Err(ArticleError::Validity),
            _ => Ok(Self { from, until }),
        }
    }

    /// The first moment at which it holds.
    #[must_use]
    pub const fn from(self) -> Option<Timestamp> {
        self.from
    }

    /// The first moment at which it no longer holds.
    #[must_use]
    pub const fn until(self) -> Option<Timestamp> {
        self.until
    }

    /// Whether it holds at the moment `now`.
    #[must_use]
    pub fn holds(self, now: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }

    /// When that next changes after the moment `now`, if it does.
    #[must_use]
    pub fn next_change(self, now: Timestamp) -> Option<Timestamp> {
        [self.from, self.until].into_iter().flatten().filter(|&at| at > now).min()
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
    /// The answer, in Markdown.
    pub body: String,
    /// Words it is filed under; blank and repeated ones are dropped.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Other ways to ask; blank and repeated ones are dropped.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub phrasings: Vec<String>,
    /// What the shop files it under.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// The language it is written in, as a BCP 47 tag.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// The first moment at which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Timestamp>,
    /// The first moment at which it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
    /// Who may read it.
    #[serde(
        default,
        deserialize_with = "or_default",
        skip_serializing_if = "Audience::is_everyone"
    )]
    pub audience: Audience,
    /// The products it is about; blank and repeated ones are dropped.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
}

/// Takes `null` for nothing: many exports write it.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

impl From<Article> for Draft {
    fn from(article: Article) -> Self {
        Self {
            id: article.id.0,
            title: article.title,
            body: article.body,
            tags: article.tags,
            phrasings: article.phrasings,
            category: article.category,
            language: article.language,
            valid_from: article.valid.from,
            valid_until: article.valid.until,
            audience: article.audience,
            products: article.products,
        }
    }
}

/// The name of an article among the articles of one site: 1 to 128 characters, no control
/// characters, no white space at the ends, and none that begins with `graph:`.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct ArticleId(String);

impl ArticleId {
    /// With this begins what an answer names in the place of an article: an entity of the graph.
    pub(crate) const ENTITY: &str = "graph:";

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ArticleId {
    type Err = ArticleError;

    fn from_str(text: &str) -> Result<Self, ArticleError> {
        let id = required(Field::Id, text.trim().to_owned())?;
        if id.starts_with(Self::ENTITY) { Err(ArticleError::Reserved) } else { Ok(Self(id)) }
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
    /// Whether the article says something before the excerpt.
    pub before: bool,
    /// Whether the article says something after the excerpt.
    pub after: bool,
}

impl Passage {
    /// Cuts the bytes `span` out of the body. A span that ends inside a character is widened to the
    /// whole character; one that reaches past the body ends with it.
    #[must_use]
    pub fn cut(article: &Article, span: Range<usize>) -> Self {
        let body = article.body();
        let start = floor_boundary(body, span.start);
        let end = ceil_boundary(body, span.end.max(start));
        Self {
            article: article.id.clone(),
            title: article.title.clone(),
            excerpt: body[start..end].trim().to_owned(),
            before: !body[..start].trim().is_empty(),
            after: !body[end..].trim().is_empty(),
        }
    }

    /// Whether the article says more than the excerpt.
    #[must_use]
    pub const fn more(&self) -> bool {
        self.before || self.after
    }

    /// The excerpt with `…` where the article goes on: who reads it must see that it is a part.
    #[must_use]
    pub fn marked(&self) -> String {
        let mark = |is_cut| if is_cut { "…" } else { "" };
        [mark(self.before), &self.excerpt, mark(self.after)].concat()
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
    /// The id is one of those that stand for what is no article.
    #[error("article id begins with {}, as do those of what is no article", ArticleId::ENTITY)]
    Reserved,
    /// The language is no tag.
    #[error("article language is no BCP 47 tag such as zh-CN: {0:?}")]
    Language(String),
    /// It would never hold.
    #[error("article valid_from is not before valid_until: it would never hold")]
    Validity,
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
    /// The category.
    Category,
    /// The language.
    Language,
    /// The products.
    Products,
}

impl Field {
    /// How many characters the field, or each entry of it, may have.
    #[must_use]
    pub const fn max_chars(self) -> usize {
        match self {
            Self::Id => 128,
            Self::Title | Self::Phrasings => 300,
            Self::Body => 20_000,
            Self::Tags | Self::Category | Self::Products => 60,
            Self::Language => 35,
        }
    }

    /// How many entries the field may hold.
    #[must_use]
    pub const fn max_entries(self) -> usize {
        match self {
            Self::Id | Self::Title | Self::Body | Self::Category | Self::Language => 1,
            Self::Tags | Self::Products => 32,
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
            Self::Category => "category",
            Self::Language => "language",
            Self::Products => "products",
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

fn language(tag: &str) -> Result<String, ArticleError> {
    let tag = within(Field::Language, tag.trim().to_owned())?;
    let is_subtag = |subtag: &str| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if tag.is_empty() || tag.len() > 1 && tag.split('-').all(is_subtag) {
        return Ok(tag);
    }
    Err(ArticleError::Language(tag))
}

fn within(field: Field, text: String) -> Result<String, ArticleError> {
    let chars = text.chars().count();
    if chars > field.max_chars() {
        return Err(ArticleError::TooLong { field, chars });
    }
    let may_be = |c: char| field == Field::Body && matches!(c, '\n' | '\t');
    match text.chars().find(|&c| c.is_control() && !may_be(c)) {
        Some(character) => Err(ArticleError::Control { field, character }),
        None => Ok(text),
    }
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
        check(
            |d| d.id = "a\nb".into(),
            ArticleError::Control { field: Field::Id, character: '\n' },
        );
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
        check(|d| d.id = " graph:seal".into(), ArticleError::Reserved);
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
    fn an_article_is_for_those_it_is_meant_for_while_it_holds() {
        let mut draft = draft();
        draft.audience = Audience::Vip;
        (draft.valid_from, draft.valid_until) = (Some(Timestamp(10)), Some(Timestamp(20)));
        let article = Article::try_from(draft.clone()).unwrap();
        let seen = Audience::ALL.map(|audience| article.is_for(audience, Timestamp(10)));
        assert_eq!(seen, [false, true, true]);
        for (now, holds, change) in [(9, false, Some(10)), (19, true, Some(20)), (20, false, None)]
        {
            let (now, change) = (Timestamp(now), change.map(Timestamp));
            assert_eq!(article.is_for(Audience::Agents, now), holds, "{now:?}");
            assert_eq!(article.valid().next_change(now), change, "{now:?}");
        }
        draft.valid_until = Some(Timestamp(10));
        assert_eq!(Article::try_from(draft), Err(ArticleError::Validity));
        assert!(Validity::default().holds(Timestamp(0)));
    }

    #[test]
    fn a_language_is_a_tag_and_null_is_nothing() {
        for (tag, is_one) in [
            ("zh-CN", true),
            ("", true),
            ("en", true),
            ("zh-Hant-TW", true),
            ("中文", false),
            ("z", false),
            ("a--b", false),
        ] {
            let draft = Draft { language: tag.into(), ..draft() };
            assert_eq!(Article::try_from(draft).is_ok(), is_one, "{tag}");
        }
        let json = r#"{"id":"a","title":"t","body":"b","tags":null,"category":null,"audience":null,
            "valid_from":null,"products":null,"language":null}"#;
        let article: Article = serde_json::from_str(json).unwrap();
        assert_eq!((article.category(), article.audience()), ("", Audience::Everyone));
        assert!(
            serde_json::from_str::<Article>(
                &json.replace("\"audience\":null", "\"audience\":\"all\"")
            )
            .is_err()
        );
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
        assert!(!Passage::cut(&article, 0..usize::MAX).more());
    }

    #[test]
    fn a_cut_is_marked_where_it_is() {
        let body = "一。二。\n三。".to_owned();
        let article = Article::try_from(Draft { body, ..draft() }).unwrap();
        let marked = |span| Passage::cut(&article, span).marked();
        assert_eq!(marked(0..100), "一。二。\n三。");
        assert_eq!(marked(0..12), "一。二。…");
        assert_eq!(marked(6..12), "…二。…");
        assert_eq!(marked(12..19), "…三。");
    }
}
