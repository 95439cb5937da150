//! Whose the conversation is: what the shop's page says of who is here, what the edge knows of that, and what
//! another tab has made of it. Nobody gets to see another's.

use shared::problem::Code;
use shared::transcript::Visitor;
use ui::http::{self, Failure, PATIENCE};
use ui::json::Object;
use ui::signal::*;
use ui::storage;
use ui::talk::Link;
use wasm_bindgen_futures::spawn_local;

use super::{Chat, Inner};
use crate::host::Identity;
use crate::session::Session;
use crate::shell;

impl Inner {
    /// The session that the browser keeps, if it may go on for who is here.
    pub(super) fn kept(&self) -> Option<Session> {
        self.keys.session().filter(|session| session.is_of(&self.identity))
    }

    /// Whether the visitor may read on in the shop without a line: nothing is to come, and the edge knows of who is
    /// here.
    fn is_silent(&self) -> bool {
        let subject = self.identity.subject();
        let is_told = |session: &Session| subject.is_none() || session.subject == subject;
        self.session.as_ref().is_some_and(|session| session.idle && is_told(session))
    }

    /// Whom a page of the shop named last, this one or another: theirs is what was written since.
    pub(super) fn owner(&self) -> Option<String> {
        storage::read_text(&self.keys.owner()).filter(|owner| !owner.is_empty())
    }
}

impl Chat {
    pub(super) fn identify(self, identity: Identity) {
        let is_named = matches!(identity, Identity::Token(_));
        let changes = self.inner.try_update_value(|inner| {
            let is_news = inner.identity != identity;
            inner.identity = identity;
            let known = inner.session.as_ref().and_then(|session| session.subject.clone());
            // Another tab may have named another since this page said the same.
            let owner = known.or_else(|| inner.owner().filter(|_| is_news));
            let goes_on = inner.identity.may_have(owner.as_deref());
            if is_news && inner.identity != Identity::Untold {
                let owner = inner.identity.subject().unwrap_or_default();
                storage::write_text(&inner.keys.owner(), &owner);
            }
            (is_news, goes_on)
        });
        let Some((is_news, goes_on)) = changes else { return };
        // Another tab may have signed in since this page said that nobody is here.
        if !goes_on && (is_news || is_named) {
            self.forget();
        } else if self.talk.link.get_untracked() == Link::Closed {
            if !self.inner.with_value(Inner::is_silent) {
                self.connect();
            }
        } else if goes_on && is_news {
            self.vouch();
        }
        self.look();
    }

    /// Tells the edge who the visitor is, once there is a conversation.
    pub(super) fn vouch(self) {
        let known = self.inner.with_value(|inner| match (&inner.identity, &inner.session) {
            (Identity::Token(jwt), Some(session)) => {
                Some((jwt.clone(), inner.identity.subject(), session.started.clone()))
            }
            (Identity::Token(_) | Identity::Untold | Identity::Nobody, _) => None,
        });
        let Some((jwt, subject, started)) = known else { return };
        spawn_local(async move {
            let id = started.conversation.to_string();
            let path = self.path(&["/conversations/", &id, "/identity"].concat());
            let body = Object::new().text("jwt", &jwt).done();
            match http::call("POST", &path, Some(&started.token), Some(&body), PATIENCE).await {
                Ok(_) => self.inner.update_value(|inner| {
                    // Another may have begun meanwhile.
                    if let Some(session) = &mut inner.session
                        && session.id() == started.conversation
                    {
                        session.subject = subject;
                        inner.keys.keep_session(session);
                    }
                }),
                Err(Failure::Told(problem)) if problem.code == Code::Forbidden => self.forget(),
                Err(Failure::Told(problem)) => {
                    shell::complain(REFUSED, &problem.detail);
                }
                Err(_) => {}
            }
        });
    }

    /// The edge knows whose the conversation is, also where the page that asked it to went away before
    /// the answer. Who has signed out meanwhile is not to see it.
    pub(super) fn learn(self, visitor: &Visitor, live: bool) {
        let Visitor::Verified { subject, .. } = visitor else { return };
        let goes_on = self.inner.try_update_value(|inner| {
            let Some(session) = &mut inner.session else { return true };
            if session.subject.is_some() {
                return true;
            }
            session.subject = Some(subject.clone());
            inner.keys.keep_session(session);
            live || inner.identity != Identity::Nobody
        });
        if goes_on == Some(false) {
            // Not before all has been heard that came with it.
            self.later(0, Self::forget).forget();
        }
    }

    /// The next person at this browser is not to see the last one's conversation.
    pub(super) fn forget(self) {
        self.inner.update_value(|inner| {
            inner.session = None;
            inner.keys.forget_session();
            storage::remove(&inner.keys.visitor());
        });
        self.talk.forget();
        self.text.set(String::new());
    }

    /// Follows another tab, which has begun a conversation, or ended the one that is here. Another's is
    /// left to them.
    pub(super) fn follow(self) {
        let (here, kept, signed_out) = self.inner.with_value(|inner| {
            let here = inner.session.as_ref().map(Session::id);
            let visitor = storage::read_text(&inner.keys.visitor());
            (here, inner.kept(), visitor.is_none())
        });
        match kept {
            Some(kept) if here.is_some_and(|here| here != kept.id()) => {
                self.talk.renew();
                self.take_up(kept);
            }
            None if here.is_some() && signed_out => self.forget(),
            Some(_) | None => {}
        }
    }
}

/// What the shop's developer is told before the reason.
pub(super) const REFUSED: &str = "Dukou: identify():";
