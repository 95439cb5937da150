//! The conversation that this browser is the visitor of, and what is kept of it.

use serde::{Deserialize, Serialize};
use shared::api::Started;
use shared::id::{ConversationId, Seq};
use shared::time::Timestamp;
use ui::storage;

/// The conversation that this browser is the visitor of.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Session {
    pub(crate) conversation: ConversationId,
    /// Makes its bearer this visitor. A secret.
    pub(crate) token: String,
    /// Makes its bearer the same visitor in the next conversation. A secret.
    pub(crate) visitor: String,
    expires: Timestamp,
    /// Whether the shop vouched for the visitor.
    #[serde(default)]
    pub(crate) identified: bool,
    /// The page of the shop that was told last.
    #[serde(default)]
    pub(crate) page: Option<String>,
    /// The last entry that was seen.
    #[serde(default)]
    pub(crate) read: Option<Seq>,
}

impl Session {
    pub(crate) fn of(started: Started, identified: bool, page: Option<String>) -> Self {
        Self {
            conversation: started.conversation,
            token: started.token,
            visitor: started.visitor,
            expires: started.expires,
            identified,
            page,
            read: None,
        }
    }
}

/// Where what is kept of a site lies in the browser's storage.
#[derive(Clone)]
pub(crate) struct Keys(String);

impl Keys {
    pub(crate) fn of(site: &str) -> Self {
        Self(["dukou/", site].concat())
    }

    /// The session, unless it has run out.
    pub(crate) fn session(&self) -> Option<Session> {
        storage::read(&self.0).filter(|session: &Session| ui::time::now() < session.expires)
    }

    pub(crate) fn keep_session(&self, session: &Session) {
        storage::write(&self.0, session);
    }

    pub(crate) fn forget_session(&self) {
        storage::remove(&self.0);
    }

    /// The prefix of what is on its way: each under a key of its own, so that two tabs do not
    /// overwrite each other's.
    pub(crate) fn outbox(&self) -> String {
        [&self.0, "/out/"].concat()
    }

    /// The text box.
    pub(crate) fn text(&self) -> String {
        [&self.0, "/text"].concat()
    }

    /// How the shop presents itself, as last seen.
    pub(crate) fn profile(&self) -> String {
        [&self.0, "/profile"].concat()
    }

    /// The name of the visitor for the next conversation, when the last one cannot go on.
    pub(crate) fn visitor(&self) -> String {
        [&self.0, "/visitor"].concat()
    }
}
