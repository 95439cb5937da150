//! The shop's page around the chat: what it says of itself and of the visitor, and what it is told.

use shared::transcript::{Author, Entry, Fact};
use ui::signal::*;
use ui::wire::Visit;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::Chat;
use crate::host::{self, Message};
use crate::session::Session;

impl Chat {
    pub(super) fn hear_host(self, message: Message) {
        match message {
            Message::Host(state) => {
                // What is told again is no news, and must not take the focus.
                if self.open.get_untracked() != state.open {
                    self.open.set(state.open);
                }
                if let Some(page) = state.page {
                    self.arrive(page);
                }
                self.identify(state.identity);
                self.go_on();
            }
            Message::Track(now) => self.track(now),
        }
    }

    /// The shop's page says where the visitor is. What was told of a page stays with it, also when its
    /// title comes late; a title that goes on changing, as one that scrolls does, is no news.
    fn arrive(self, page: Visit) {
        let is_news = self.inner.try_update_value(|inner| match &mut inner.page {
            Some(known) if known.url == page.url => {
                let is_news = known.title != page.title && inner.titles < TITLES;
                if is_news {
                    known.title = page.title;
                    inner.titles += 1;
                }
                is_news
            }
            known => {
                *known = Some(page);
                inner.pages += 1;
                inner.titles = 0;
                true
            }
        });
        if is_news == Some(true) {
            self.visit();
        }
    }

    /// What the shop's script tells of the page goes to the agent with the page.
    fn track(self, now: String) {
        let told_on = self.inner.with_value(|inner| inner.pages);
        spawn_local(async move {
            let Some(rules) = self.rules().await else { return };
            let is_news = self.inner.try_update_value(|inner| {
                // It is not told of where the visitor has gone meanwhile.
                let page = inner.page.as_mut().filter(|_| inner.pages == told_on)?;
                let context = rules.told(&page.context, &now);
                let is_news = context != page.context;
                page.context = context;
                Some(is_news)
            });
            if is_news.flatten() == Some(true) {
                self.visit();
            }
        });
    }

    /// Tells of the page that the visitor is on, and offers what is asked there.
    fn visit(self) {
        self.inner.update_value(|inner| inner.stale = true);
        self.offer();
        self.tell_page();
    }

    /// Tells the agent of the page, once there is a conversation, which begins with it. Where else in the shop the
    /// visitor looks around is for nobody to know who is not to help them.
    pub(super) fn tell_page(self) {
        let is_seen = untrack(|| self.is_seen());
        let page = self.inner.with_value(|inner| {
            let is_helped = |session: &Session| is_seen || !session.idle;
            inner.page.clone().filter(|_| inner.session.as_ref().is_some_and(is_helped))
        });
        if let Some(page) = page {
            self.talk.visits(&page);
        }
    }

    /// Tells the shop's page, which may count or celebrate it.
    pub(super) fn report(self, entry: &Entry) {
        match &entry.fact {
            Fact::Said { author, .. } => {
                let author = match author {
                    Author::Visitor => "visitor",
                    Author::Assistant => "assistant",
                    Author::Agent(_) => "agent",
                };
                host::event("message", Some(("author", JsValue::from_str(author))));
            }
            Fact::Answered { .. } | Fact::Soothed => {
                host::event("message", Some(("author", JsValue::from_str("assistant"))));
            }
            Fact::HandoffRequested { handoff, .. } => {
                let reason = handoff.rule.name();
                host::event("handoff", Some(("reason", JsValue::from_str(reason))));
            }
            Fact::Assigned { .. } => host::event("accepted", None),
            Fact::Rated { stars, .. } => {
                let stars = f64::from(u8::from(*stars));
                host::event("rated", Some(("stars", JsValue::from_f64(stars))));
            }
            Fact::Started { .. }
            | Fact::Identified { .. }
            | Fact::Visited { .. }
            | Fact::Helped { .. }
            | Fact::HandoffProposed { .. }
            | Fact::HandoffDeclined { .. }
            | Fact::Escalated { .. }
            | Fact::HandedBack { .. }
            | Fact::Transferred { .. }
            | Fact::Ticketed { .. }
            | Fact::ContactLeft { .. }
            | Fact::Resolved { .. }
            | Fact::Received { .. } => {}
        }
    }
}

/// How often the title of one page may change before it is taken for a game.
const TITLES: u32 = 3;
