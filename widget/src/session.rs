//! The conversation that this browser is the visitor of, and what is kept of it.

use shared::api::Started;
use shared::id::Seq;
use ui::json::{self, Json, Object};
use ui::{storage, time, wire};

/// The conversation that this browser is the visitor of.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) started: Started,
    /// Whether the shop vouched for the visitor.
    pub(crate) identified: bool,
    /// The page of the shop that was told last.
    pub(crate) page: Option<String>,
    /// The last entry that was seen.
    pub(crate) read: Option<Seq>,
}

impl Session {
    fn restore(kept: &Json) -> Option<Self> {
        Some(Self {
            started: wire::started(kept)?,
            identified: kept.flag("identified"),
            page: kept.string("page"),
            read: kept.number("read").map(Seq),
        })
    }

    fn save(&self) -> String {
        let Started { conversation, token, visitor, expires } = &self.started;
        let saved = Object::new()
            .text("conversation", &conversation.to_string())
            .text("token", token)
            .text("visitor", visitor)
            .number("expires", expires.0)
            .flag("identified", self.identified)
            .maybe("page", self.page.as_deref());
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

    /// The session, unless it has run out.
    pub(crate) fn session(&self) -> Option<Session> {
        let session = Session::restore(&json::parse(&storage::read_text(&self.0)?)?)?;
        (time::now() < session.started.expires).then_some(session)
    }

    pub(crate) fn keep_session(&self, session: &Session) {
        storage::write_text(&self.0, &session.save());
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
