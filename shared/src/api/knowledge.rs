//! The bodies of `/v1/sites/{site}/knowledge/…`: articles as the shop's people keep them.
//!
//! All of it is for who is signed in as an agent of the site, or has the operator's key. What is
//! published is for visitors; everything else here is for the shop alone.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Answered;
use crate::article::{Article, ArticleId, Audience, Draft};
use crate::handoff::Rule;
use crate::id::{AgentId, ImportId};
use crate::time::Timestamp;

/// `GET …/articles?q=&state=&sort=&after=&limit=`: what there is, the latest change first, or by [`Sort`].
///
/// `q` is looked for in the id and the whole text, whatever its case; `limit` is 1 to 200, usually 50.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Articles {
    /// This page of them.
    pub articles: Vec<Summary>,
    /// The `after` of the next page, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many fit, on all pages.
    pub total: u64,
}

/// An article in a list.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Summary {
    /// Its id.
    pub id: ArticleId,
    /// Its title, as it stands now.
    pub title: String,
    /// What it is filed under; may be empty.
    pub category: String,
    /// Who may read it.
    pub audience: Audience,
    /// Where it stands.
    pub state: State,
    /// The version that stands now: the draft if there is one, else the published one, else the last.
    pub version: u64,
    /// Whether that version takes the article out instead of changing it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archives: bool,
    /// The version that readers see, if they see one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_version: Option<u64>,
    /// From when on the version that stands holds, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Timestamp>,
    /// Until when, and no longer then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
    /// When the version that stands was saved.
    pub changed_at: Timestamp,
    /// By whom.
    pub changed_by: Editor,
    /// How it has served.
    pub service: Service,
}

/// How an article has served visitors.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Service {
    /// How often it was shown: in an answer, or as a choice.
    #[serde(default)]
    pub shown: u64,
    /// How often it was the first of an answer.
    pub hits: u64,
    /// In how many conversations an answer from it was found helpful (有帮助), each counted by what was said last.
    pub helpful: u64,
    /// In how many it was not (没帮助).
    pub unhelpful: u64,
}

/// Where an article or a version of it stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Saved, and not published since: the next publication takes it in.
    Draft,
    /// What readers see.
    Published,
    /// Taken out: readers no longer see the article.
    Archived,
    /// Of a version only: a later one has taken its place.
    Past,
}

/// Which articles a list begins with.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Those that were changed last.
    #[default]
    Changed,
    /// Those that were the first of an answer most often: [`Service::hits`].
    Hits,
    /// Those that most often did not help: [`Service::unhelpful`].
    Unhelpful,
}

/// Who changed something.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Editor {
    /// A person of the shop.
    Agent(AgentId),
    /// Who has the operator's key.
    Operator,
    /// The server itself, when it brought what an older one had kept up to date.
    Server,
}

/// `GET …/articles/{id}`: an article as it stands, with its history.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Kept {
    /// What it says, in the version that stands now; see [`Summary::version`].
    pub article: Article,
    /// That version.
    pub version: Version,
    /// The version that readers see, if they see one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_version: Option<u64>,
    /// From when on they see that one, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_from: Option<Timestamp>,
    /// Until when, and no longer then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_until: Option<Timestamp>,
    /// How it has served.
    pub service: Service,
    /// All of its versions, the latest first.
    pub versions: Vec<Version>,
}

/// `GET …/articles/{id}/versions/{n}`: what an article said.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct KeptVersion {
    /// What it said.
    pub article: Article,
    /// In which version.
    pub version: Version,
}

/// A version of an article. Versions are counted from 1, and each is kept.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Version {
    /// Its number.
    pub version: u64,
    /// When it was saved.
    pub at: Timestamp,
    /// By whom.
    pub by: Editor,
    /// Where it stands.
    pub state: State,
    /// Whether it takes the article out instead of changing it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archives: bool,
    /// The last publication that brought it to readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<u64>,
}

/// `PUT …/articles/{id}`: saves a draft; the answer is its [`Version`].
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Save {
    /// What it is to say. Its id is that of the path.
    pub article: Draft,
    /// The version that was changed, [`Summary::version`], or, where that is later,
    /// [`Summary::published_version`]: an import may have shown readers another one since the draft was
    /// saved. Nothing for a new article. If another one stands by now, the answer is `conflict` and nothing
    /// is saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<u64>,
}

/// `POST …/articles/{id}/archive`: a draft that takes the article out; the answer is its [`Version`].
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    /// As in [`Save`].
    pub expect: u64,
}

/// `POST …/publications`: shows readers the drafts, all at once.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    /// Which drafts; all where nothing is said. If another version of one of them stands by now, or readers
    /// see a later one than the draft, the answer is `conflict` with the ids, and nothing is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub articles: Option<Vec<Chosen>>,
}

/// A draft that is to be published, as whoever publishes it has seen it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// The article's id.
    pub id: ArticleId,
    /// The draft's version.
    pub expect: u64,
}

/// `GET …/publications?before=N`: the latest first, [`PUBLICATIONS`] at most. Where there are fewer, there
/// are no earlier ones.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Publications {
    /// This page of them.
    pub publications: Vec<Publication>,
}

/// What readers see, from one moment on: the answer to `POST …/publications` and
/// `POST …/publications/{n}/restore`. Where either has nothing to change, it is the latest, with nothing added,
/// changed or removed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Publication {
    /// Its number, from 1.
    pub publication: u64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Editor,
    /// How many articles readers had not seen before it.
    pub added: u64,
    /// How many say something else than before it.
    pub changed: u64,
    /// How many readers no longer see.
    pub removed: u64,
    /// How many readers see.
    pub articles: u64,
    /// The publication whose articles it shows again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<u64>,
}

impl Publication {
    /// Whether it changed nothing of what readers see.
    #[must_use]
    pub const fn is_idle(&self) -> bool {
        self.added + self.changed + self.removed == 0
    }
}

/// `GET …/publications/{n}`: what a publication changed of what readers saw before it.
/// `GET …/publications/{n}/restore`: what to restore it would change of what they see now.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Difference {
    /// How many articles readers did not see before.
    pub added: u64,
    /// How many say something else.
    pub changed: u64,
    /// How many readers no longer see.
    pub removed: u64,
    /// The first [`DIFFERING`] of them: what goes away, what is new, what is changed. None of a publication of
    /// which it is not known any more, since what was there before it was thrown away.
    pub articles: Vec<Differing>,
}

/// An article in which two publications differ.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Differing {
    /// Its id.
    pub id: ArticleId,
    /// Its title afterwards, or its last one where it goes away.
    pub title: String,
    /// What becomes of it.
    pub becomes: Becomes,
}

/// What becomes of an article by a publication.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Becomes {
    /// Readers see it, who did not.
    Added,
    /// It says something else.
    Changed,
    /// Readers no longer see it.
    Removed,
}

/// `POST …/publications/{n}/restore`, `POST …/imports/{id}/finish`: what was looked at before. Both may come
/// without a body.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Looked {
    /// The publication that readers saw then; 0 where there was none. If they see a later one by now, and this
    /// would change what they see, the answer is `conflict` and nothing is changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<u64>,
}

/// `POST …/imports`: begins an import; one that was begun before and not finished is dropped.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// Whether only to say what would change.
    #[serde(default)]
    pub dry_run: bool,
}

/// An import has begun. Until it is finished nobody sees anything of it; after an hour it is dropped.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Importing {
    /// Its name.
    pub import: ImportId,
}

/// `POST …/imports/{id}/rows`: at most 500 rows and 1 MiB. The same rows again change nothing.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ImportRows {
    /// The rows.
    pub rows: Vec<ImportRow>,
}

/// A row on its way.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ImportRow {
    /// The sender's number for it, from 1: each once in an import.
    pub line: usize,
    /// What should be an [`Article`]; if it is none, the rest goes on.
    pub article: Value,
}

/// Rows have arrived.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Imported {
    /// How many good rows the import holds now.
    pub rows: u64,
    /// What is wrong with rows of this batch.
    pub problems: Vec<RowProblem>,
}

/// What is wrong with a row.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct RowProblem {
    /// Its number.
    pub line: usize,
    /// Why it is no article of the import.
    pub reason: String,
}

/// `POST …/imports/{id}/finish`: what changed by the import, or would change.
///
/// The good rows are published together, and all others stay as they are. To finish again gives the same
/// report again.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ImportReport {
    /// How many articles are new to readers.
    pub added: u64,
    /// How many say something else.
    pub changed: u64,
    /// How many say what they said.
    pub unchanged: u64,
    /// The first 1,000 of those that are new or changed.
    pub changes: Vec<ImportChange>,
    /// The first 1,000 rows that were no articles.
    pub problems: Vec<RowProblem>,
    /// Which publication shows it; none after a dry run, and where nothing changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<u64>,
    /// The publication that readers see, 0 for none: [`Looked::expect`] of the same import in earnest. Only after
    /// a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<u64>,
    /// Why it would be refused as `too_large`; only after a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overflow: Option<Overflow>,
}

/// What readers would see, and that a site has no room for so much.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, thiserror::Error)]
#[error(
    "{articles} articles of {bytes} bytes, where a site has room for {most_articles} of {most_bytes}"
)]
pub struct Overflow {
    /// How many articles readers would see.
    pub articles: u64,
    /// Their bytes, as JSON.
    pub bytes: u64,
    /// How many articles they may see.
    pub most_articles: u64,
    /// Of how many bytes.
    pub most_bytes: u64,
}

/// An article that an import adds or changes.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ImportChange {
    /// Its id.
    pub id: ArticleId,
    /// Its title, as it will be.
    pub title: String,
    /// Whether readers have not seen it before.
    pub is_new: bool,
    /// Whether somebody has a draft of it. It stays one, beside what readers then see, and is not published
    /// before it is saved again over that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_draft: bool,
}

/// `POST …/try`: what somebody would be answered, and why.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Try {
    /// 1 to 2,000 characters.
    pub question: String,
    /// Who asks; usually anybody.
    #[serde(default)]
    pub audience: Audience,
}

/// What would be answered, and why.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Tried {
    /// Why the visitor would be handed over to a person at once, whatever the articles say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hands_over: Option<Rule>,
    /// Why the visitor would be offered a person, instead of an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offers_person: Option<Rule>,
    /// What the visitor would get, but for that.
    pub answered: Answered,
    /// What the question was read as by its sound, where it was: `tuikuan` as 退款.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<String>,
    /// The best ten, best first.
    pub hits: Vec<TriedHit>,
    /// Those that would be among the best three, if they were valid now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_back: Vec<HeldBack>,
}

/// An article that nobody is answered from, since it is not valid yet, or no longer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct HeldBack {
    /// Its id.
    pub article: ArticleId,
    /// Its title.
    pub title: String,
    /// From when on it holds, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Timestamp>,
    /// Until when, and no longer then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
}

/// What speaks for an article. Shares from 0 to 1.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct TriedHit {
    /// Its id.
    pub article: ArticleId,
    /// Its title.
    pub title: String,
    /// The part of it that fits best.
    pub excerpt: String,
    /// The title or other phrasing that is closest to the question, where one shares a word with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phrasing: Option<String>,
    /// By this it is ranked.
    pub score: f32,
    /// How well the words fit, of what a perfect article would reach.
    pub words: f32,
    /// How much of the question's matter was found.
    pub substance: f32,
    /// How like the question that closest phrasing is, by the terms they share.
    pub likeness: f32,
    /// How nearly the article means what the question does; below 0 it means something else.
    pub meaning: f32,
}

/// `GET …/misses`: what was asked in the last 90 days and not answered well, the most frequent first, 200 groups at
/// most.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Misses {
    /// Questions that mean the same, together.
    pub groups: Vec<Miss>,
}

/// Questions that mean the same and were not answered well. Personal data in them is masked.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Miss {
    /// One of them, as it was asked.
    pub question: String,
    /// Other ways in which it was asked, ten at most.
    pub like: Vec<String>,
    /// How often it was asked, of what is not answered by now.
    pub count: u64,
    /// When last.
    pub last_at: Timestamp,
    /// What came of it, most often.
    pub kind: MissKind,
}

/// `POST …/misses/dismiss`: nobody need answer this; the answer is what is left of [`Misses`]. It is told of again
/// when it is asked again.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Dismiss {
    /// The [`Miss::question`] of what was told together.
    pub question: String,
}

/// `GET …/figures?days=`: how the articles serve as a whole, over the last 1 to 366 days, usually 30. Days are
/// those of the shop's own time; today is one of them.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Figures {
    /// Over how many days.
    pub days: u64,
    /// What came of all questions.
    pub questions: Outcomes,
    /// How many answers were found helpful (有帮助), each counted by what its visitor said last.
    pub helpful: u64,
    /// How many were not (没帮助).
    pub unhelpful: u64,
    /// How it goes with the encoder elsewhere, where the site has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoder: Option<Encoder>,
}

/// What came of questions, each counted once: what a visitor says to what was asked back belongs to the question
/// before.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Outcomes {
    /// An article answered.
    pub answered: u64,
    /// A choice of articles was offered.
    pub choices: u64,
    /// An honest "I do not know".
    pub unknown: u64,
    /// The graph answered, or asked back.
    pub diagnosed: u64,
}

impl Outcomes {
    /// How many questions there were.
    #[must_use]
    pub const fn asked(&self) -> u64 {
        self.answered + self.choices + self.unknown + self.diagnosed
    }
}

/// How it goes with an encoder elsewhere; counts are since the site's library was last started.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Encoder {
    /// The model's name.
    pub model: String,
    /// Whether what is published is searched with its vectors: not before all of them are there.
    pub in_use: bool,
    /// How many passages still wait for their vectors.
    pub waiting: u64,
    /// How many questions it helped with.
    pub helped: u64,
    /// How many were answered by our own encoder alone instead.
    pub fell_back: FellBack,
    /// The last thing that went wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<EncoderTrouble>,
}

/// Why questions were answered without the encoder elsewhere, and how many.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct FellBack {
    /// It did not answer within the site's deadline.
    pub late: u64,
    /// It could not be reached, or refused.
    pub failed: u64,
    /// What it answered was no vector of the configured size.
    pub unusable: u64,
    /// It had failed several times in a row and was left alone.
    pub resting: u64,
}

/// Something that went wrong with an encoder elsewhere.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct EncoderTrouble {
    /// When.
    pub at: Timestamp,
    /// What, in English, for whoever runs the edge.
    pub detail: String,
}

/// What came of a question that was not answered well.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MissKind {
    /// An honest "I do not know".
    Unknown,
    /// A choice: 您是想问…
    Choices,
    /// An answer of which the visitor said that it did not help.
    Unhelpful,
}

/// How many publications a page of them has at most.
pub const PUBLICATIONS: usize = 100;
/// How many articles a [`Difference`] names at most.
pub const DIFFERING: usize = 200;
