//! The bodies of the HTTP API under `/v1/`, as both of its ends know them. What it refuses comes
//! back as a [`Problem`](crate::problem::Problem).

pub mod graph;
pub mod knowledge;

use serde::{Deserialize, Serialize};

use crate::article::{Article, Audience};
use crate::hours::Hours;
use crate::id::{AgentId, ClientId, ConversationId, SiteId, Skill};
use crate::policy::Hatch;
use crate::reading::Percent;
use crate::site::Profile;
use crate::time::Timestamp;
use crate::transcript::{Answer, Page};

/// `GET /v1/sites/{site}/profile`: what a page must know before anyone speaks.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct SiteProfile {
    /// Which site.
    pub site: SiteId,
    /// What visitors see.
    pub profile: Profile,
    /// When people are there.
    pub hours: Hours,
    /// Whether they are now.
    pub open: bool,
    /// How long a visitor waits at most before the wait escalates, in seconds.
    pub wait_seconds: u64,
    /// By which rows messages are judged, for while the edge cannot be reached.
    #[serde(default)]
    pub hatch: Hatch,
    /// The articles that answer the top questions, and some more, so that the page can answer by
    /// itself.
    #[serde(default)]
    pub articles: Vec<Article>,
    /// Groups of words that mean the same in this shop, for the same: as many as fit in about 4 kB.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<Vec<String>>,
    /// The edge's clock.
    pub now: Timestamp,
}

/// `POST /v1/sites/{site}/conversations`.
///
/// `Authorization: Bearer …` may carry the shop's JWT, or the [`Started::visitor`] of an earlier
/// conversation; without it the visitor is someone new.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The language of the page, as a BCP 47 tag.
    pub locale: String,
    /// The page of the shop that the visitor is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Page>,
    /// Made once, repeated on every retry: with a token that is good once, whoever asks again because the
    /// answer was lost is told the same conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

/// A conversation has begun.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Started {
    /// Its name.
    pub conversation: ConversationId,
    /// What makes its bearer the visitor of this conversation. A secret.
    pub token: String,
    /// What makes its bearer the same visitor in the next conversation. A secret.
    pub visitor: String,
    /// Until when both are good.
    pub expires: Timestamp,
}

/// `POST …/conversations/{id}/messages`: one message, the plain way.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Made once, repeated on every retry.
    pub client_id: ClientId,
    /// 1 to 2,000 characters.
    pub text: String,
}

/// `POST …/conversations/{id}/identity`: the shop vouches for the visitor in mid-conversation.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The shop's JWT.
    pub jwt: String,
}

/// `POST /v1/sites/{site}/search`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// 1 to 2,000 characters.
    pub query: String,
    /// How many at most, 1 to 50.
    #[serde(default = "ten")]
    pub top: usize,
}

/// What a search found.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Found {
    /// Best first.
    pub hits: Vec<Hit>,
}

/// An article that a search found.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Hit {
    /// Its id.
    pub article: String,
    /// Its title.
    pub title: String,
    /// The part that fits best.
    pub excerpt: String,
    /// Whether the article says more than the excerpt.
    pub more: bool,
    /// How well it fits; comparable within one search.
    pub score: f32,
    /// Who may read the article; everyone where nothing is said.
    #[serde(default, skip_serializing_if = "Audience::is_everyone")]
    pub audience: Audience,
}

/// `POST /v1/sites/{site}/answer`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// 1 to 2,000 characters.
    pub question: String,
}

/// What [`crate::offer`] finds likely to be asked, to be offered.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Offered {
    /// The likeliest first.
    pub questions: Vec<String>,
}

/// What the articles say to a question.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Answered {
    /// Whether they answer it. If not, `answer` offers choices or admits not to know.
    pub answered: bool,
    /// How sure.
    pub confidence: Percent,
    /// What they say.
    pub answer: Answer,
}

/// `PUT /v1/sites/{site}/articles`: what was published.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Published {
    /// How many articles the site has now.
    pub articles: usize,
}

/// `POST /v1/sites/{site}/session`.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The agent's id.
    pub agent: String,
    /// The agent's password.
    pub password: String,
}

/// Who is signed in: the answer to `POST` and `GET` of `/v1/sites/{site}/session`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SignedIn {
    /// The site.
    pub site: SiteId,
    /// Who.
    pub agent: AgentId,
    /// As visitors call them.
    pub name: String,
    /// What they can do.
    pub skills: Vec<Skill>,
    /// Whether they may look into every conversation.
    pub lead: bool,
    /// Until when; told at sign-in only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// By which rows of the shop's policy messages are judged.
    pub hatch: Hatch,
    /// How many seconds a visitor waits before the wait escalates.
    pub wait_seconds: u64,
}

const fn ten() -> usize {
    10
}
