//! How a conversation begins, is taken up again, and is begun anew where it cannot go on.

use js_sys::Promise;
use shared::api::Started;
use shared::id::ClientId;
use shared::problem::Code;
use ui::connection::{Fallback, Target};
use ui::http::{self, Failure, PATIENCE};
use ui::ids::client_id;
use ui::signal::*;
use ui::talk::{Link, last_place};
use ui::wire::Visit;
use ui::{json, storage, wire};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::whose::REFUSED;
use super::{Chat, Inner, Trouble};
use crate::host::Identity;
use crate::session::Session;
use crate::shell;

impl Chat {
    /// Goes on with what waits since before it was known who is here: what is left on its way, and the
    /// tap that the shell took. Once.
    pub(super) fn go_on(self) {
        let wished = self.inner.try_update_value(|inner| inner.wished.take()).flatten();
        if wished == Some(true) {
            self.ask_for_person();
        }
        if wished.is_some() {
            self.send_on();
        }
    }

    /// Sees to it that what is on its way has somewhere to go.
    fn send_on(self) {
        if self.talk.timeline.with_untracked(|timeline| !timeline.outbox().is_empty()) {
            self.ensure();
        }
    }

    /// The visitor looks at the chat: a conversation that was left for others goes on, and one begins for
    /// whom the shop vouches, while its token is fresh.
    pub(super) fn look(self) {
        let has_name = |inner: &Inner| matches!(inner.identity, Identity::Token(_));
        if untrack(|| self.is_seen())
            && self.inner.with_value(|inner| inner.session.is_some() || has_name(inner))
        {
            self.ensure();
        }
    }

    /// Sees to it that there is a conversation, or soon will be.
    pub(super) fn ensure(self) {
        let begin = self.inner.try_update_value(|inner| {
            if inner.session.is_some() || inner.starting {
                return false;
            }
            inner.starting = true;
            true
        });
        if begin == Some(true) {
            spawn_local(self.start());
        } else if self.talk.link.get_untracked() == Link::Closed
            && self.inner.with_value(|inner| inner.session.is_some())
        {
            self.connect();
        }
    }

    async fn start(self) {
        let mut tries = 0;
        let client_id = client_id();
        loop {
            // Another tab may have begun one.
            if let Some(session) = self.inner.with_value(Inner::kept) {
                return self.take_up(session);
            }
            let (token, subject, page) = self.inner.with_value(|inner| {
                let (token, subject) = match &inner.identity {
                    Identity::Token(jwt) => (Some(jwt.clone()), inner.identity.subject()),
                    Identity::Untold | Identity::Nobody => {
                        (storage::read_text(&inner.keys.visitor()), None)
                    }
                };
                (token, subject, inner.page.clone())
            });
            // Only a token of the shop's may be good once.
            let once = subject.is_some().then_some(client_id);
            match self.ask_for_start(token.as_deref(), page.as_ref(), once).await {
                Ok(started) => {
                    let session = self.inner.try_update_value(|inner| {
                        inner.starting = false;
                        // A token that was no good says whose it is all the same.
                        let is_untold = inner.identity == Identity::Untold;
                        let subject = subject.or_else(|| inner.owner().filter(|_| is_untold));
                        let session = Session { started, subject, read: None, idle: false };
                        session.is_of(&inner.identity).then(|| {
                            storage::write_text(&inner.keys.visitor(), &session.started.visitor);
                            inner.keys.begin_session(&session);
                            session
                        })
                    });
                    return match session.flatten() {
                        Some(session) => self.take_up(session),
                        // Who began it has left meanwhile.
                        None => {
                            self.look();
                            self.send_on();
                        }
                    };
                }
                // A token that is no good is no reason to turn the visitor away.
                Err(Failure::Told(problem))
                    if problem.code == Code::BadToken && token.is_some() =>
                {
                    self.inner.update_value(|inner| match &inner.identity {
                        Identity::Token(jwt) if Some(jwt) == token.as_ref() => {
                            inner.identity = Identity::Untold;
                            shell::complain(REFUSED, &problem.detail);
                        }
                        // Another has come meanwhile.
                        Identity::Token(_) => {}
                        Identity::Untold | Identity::Nobody => {
                            storage::remove(&inner.keys.visitor());
                        }
                    });
                }
                Err(failure) if failure.is_passing() => {
                    self.trouble.set(Some(Trouble::NotStarted));
                    let told = failure.retry_after();
                    let wait = told.map_or(1_000 << tries.min(4), |seconds| seconds as i32 * 1_000);
                    self.sleep(wait).await;
                    tries += 1;
                }
                Err(_) => {
                    self.inner.update_value(|inner| inner.starting = false);
                    return self.trouble.set(Some(Trouble::Refused));
                }
            }
        }
    }

    async fn ask_for_start(
        self,
        token: Option<&str>,
        page: Option<&Visit>,
        client_id: Option<ClientId>,
    ) -> Result<Started, Failure> {
        let body = wire::start(self.locale.tag(), page, client_id);
        let path = self.path("/conversations");
        let answer = http::call("POST", &path, token, Some(&body), PATIENCE).await?;
        let started = json::parse(&answer).and_then(|answer| wire::started(&answer));
        started.ok_or(Failure::Garbled(200))
    }

    pub(super) fn take_up(self, session: Session) {
        self.inner.update_value(|inner| {
            inner.session = Some(session);
            inner.starting = false;
        });
        self.trouble.update(|trouble| {
            if *trouble != Some(Trouble::NotLoaded) {
                *trouble = None;
            }
        });
        self.connect();
    }

    pub(super) fn connect(self) {
        let Some(session) = self.inner.with_value(|inner| inner.session.clone()) else { return };
        let id = session.started.conversation.to_string();
        let path = self.path(&["/conversations/", &id].concat());
        self.talk.connect(Target {
            socket: [&path, "/socket"].concat(),
            token: Some(session.started.token),
            fallback: Some(Fallback { path, after: last_place(self.talk) }),
        });
        self.tell_page();
        self.vouch();
    }

    /// The conversation cannot go on: what is on its way goes to a new one.
    pub(super) fn renew(self) {
        self.inner.update_value(|inner| {
            inner.session = None;
            inner.keys.forget_session();
        });
        self.talk.renew();
        self.send_on();
    }

    /// Waits, or until the network is back.
    async fn sleep(self, millis: i32) {
        let promise = Promise::new(&mut |resolve, _| {
            if let Some(window) = web_sys::window() {
                let _ =
                    window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
            }
            self.inner.update_value(|inner| inner.waker = Some(resolve));
        });
        let _ = JsFuture::from(promise).await;
    }

    /// Tries to begin a conversation now, if that waits for its next try.
    pub(crate) fn wake(self) {
        if let Some(wake) = self.inner.try_update_value(|inner| inner.waker.take()).flatten() {
            let _ = wake.call0(&JsValue::UNDEFINED);
        }
    }
}
