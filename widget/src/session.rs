//! The conversation that this browser is the visitor of, and what is kept of it.

use shared::api::Started;
use shared::id::{ConversationId, Seq};
use ui::json::{self, Json, Object};
use ui::{storage, wire};

use crate::host::Identity;

/// The conversation that this browser is the visitor of.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) started: Started,
    /// For whom the shop vouched.
    pub(crate) subject: Option<String>,
    /// The last entry that was seen.
    pub(crate) read: Option<Seq>,
    /// Whether nothing is to come that the visitor has not asked for: while the chat is closed, there is nothing to
    /// hear.
    pub(crate) idle: bool,
}

impl Session {
    pub(crate) fn id(&self) -> ConversationId {
        self.started.conversation
    }

    /// Whether it may go on for whom the shop says is here.
    pub(crate) fn is_of(&self, identity: &Identity) -> bool {
        identity.may_have(self.subject.as_deref())
    }

    fn restore(kept: &Json) -> Option<Self> {
        Some(Self {
            started: wire::started(kept)?,
            subject: kept.string("subject"),
            read: kept.number("read").map(Seq),
            idle: kept.flag("idle"),
        })
    }

    fn save(&self) -> String {
        let Started { conversation, token, visitor, expires } = &self.started;
        let saved = Object::new()
            .text("conversation", &conversation.to_string())
            .text("token", token)
            .text("visitor", visitor)
            .number("expires", expires.0)
            .flag("idle", self.idle)
            .maybe("subject", self.subject.as_deref());
        match self.read {
            Some(Seq(read)) => saved.number("read", read),
            None => saved,
        }
        .done()
    }
}

/// Where what is kept of a site lies in the browser's storage.
#[derive(Clone)]
pub(crate) struct Keys(String);

impl Keys {
    pub(crate) fn of(site: &str) -> Self {
        Self(["dukou/", site].concat())
    }

    /// Whether the session or the visitor's name lies under this key.
    pub(crate) fn are_of_session(&self, key: &str) -> bool {
        key == self.0 || key == self.visitor()
    }

    /// The session. Whether it has run out, the edge says: a clock that is wrong is to end none.
    pub(crate) fn session(&self) -> Option<Session> {
        Session::restore(&json::parse(&storage::read_text(&self.0)?)?)
    }

    pub(crate) fn begin_session(&self, session: &Session) {
        storage::write_text(&self.0, &session.save());
    }

    /// Keeps what has become of a session, with what other tabs know of it, unless one has ended it.
    pub(crate) fn keep_session(&self, session: &mut Session) {
        if let Some(kept) = self.session().filter(|kept| kept.id() == session.id()) {
            // For whom the shop vouched once stays true.
            session.subject = session.subject.take().or(kept.subject);
            session.read = session.read.max(kept.read);
            self.begin_session(session);
        }
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

    /// Whom the shop's page named last: whose all of this is, as long as it says nothing else; empty, where nobody.
    pub(crate) fn owner(&self) -> String {
        [&self.0, "/owner"].concat()
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
