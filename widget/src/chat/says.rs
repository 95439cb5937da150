//! What the visitor says: masked and read before it leaves, and heard here too while the edge is not there.

use shared::conversation::{Button, Conversation, Status};
use shared::hatch::Heard;
use shared::reading::Reading;
use shared::transcript::Visitor;
use ui::locale::fill;
use ui::signal::*;
use wasm_bindgen_futures::spawn_local;

use super::Chat;
use crate::draft::Draft;
use crate::rules::{Question, Rules};

impl Chat {
    /// Sends what is in the text box, where it stays until the rules are there: nothing leaves unmasked,
    /// and nothing is lost.
    pub(crate) fn send(self) {
        let said = self.text.with_untracked(|text| text.trim().to_owned());
        if said.is_empty() {
            return;
        }
        if self.ruled.get_untracked() {
            self.text.set(String::new());
            let keeps = self.keeps.try_update(std::mem::take) == Some(true);
            return self.mask(said, keeps);
        }
        spawn_local(async move {
            if self.rules().await.is_none() {
                self.remark(self.words.not_ready.to_owned());
            } else if self.text.with_untracked(|text| text.trim() == said) {
                self.send();
            }
        });
    }

    /// Sends a message that is offered.
    pub(crate) fn say(self, offered: &str) {
        self.mask(offered.to_owned(), false);
    }

    /// Sends a message: personal data is masked, unless the visitor keeps it.
    fn mask(self, said: String, keeps: bool) {
        spawn_local(async move {
            let Some(rules) = self.rules().await else {
                return self.remark(self.words.not_ready.to_owned());
            };
            let text = if keeps { said } else { rules.masked(&said) };
            let reader = self.inner.with_value(|inner| inner.reader.clone());
            reader.read(&text.clone(), move |reading| self.compose_message(text, reading));
        });
    }

    /// The pieces of personal data in what is typed, as typed.
    pub(crate) fn personal(self) -> String {
        let personal = |rules: Rules| self.text.with(|text| rules.personal(text));
        self.known_rules().map(personal).unwrap_or_default()
    }

    fn compose_message(self, text: String, reading: Option<Reading>) {
        // The edge judges when it is there; while it is not, the same code judges here.
        let wants_person =
            untrack(|| self.is_unreachable()) && self.opens_hatch(&text, reading.as_ref());
        self.talk.compose(Draft::Say { text, reading });
        if wants_person {
            self.talk.compose(Draft::Press(Button::Human));
        }
        self.ensure();
    }

    /// Whether the escape hatch opens at a message, by the same rules and policy as at the edge.
    fn opens_hatch(self, text: &str, reading: Option<&Reading>) -> bool {
        let Some(rules) = self.inner.with_value(|inner| inner.rules.clone()) else { return false };
        let profile = self.profile();
        self.talk.timeline.with_untracked(|timeline| {
            let conversation = Conversation::watch(timeline.entries());
            match conversation.status() {
                Status::Queued { .. } | Status::Assigned { .. } => return false,
                Status::Assistant | Status::Ticketed { .. } | Status::Resolved => {}
            }
            let entries = timeline.entries().iter();
            let mut heard: Vec<_> = entries.filter_map(Heard::of).collect();
            for pending in timeline.outbox() {
                match &pending.draft {
                    Draft::Say { text, reading } => {
                        heard.push(Heard::Said { text, reading: reading.as_ref() });
                    }
                    // A wish is on its way already.
                    Draft::Press(Button::Human | Button::Confirm { .. }) => return false,
                    Draft::Press(_) => {}
                }
            }
            let vip = matches!(conversation.visitor(), Visitor::Verified { vip: true, .. });
            let profile = profile.as_deref();
            rules.open_hatch(&Question { text, reading, vip, profile, heard })
        })
    }

    /// Taps a button.
    pub(crate) fn press(self, button: Button) {
        self.talk.compose(Draft::Press(button));
        self.ensure();
    }

    /// 转人工.
    pub(crate) fn ask_for_person(self) {
        let standing = self.standing.get_untracked();
        match standing.status {
            _ if standing.wish => self.remark(untrack(|| self.wished()).to_owned()),
            Status::Queued { .. } => self.remark(self.words.already_queued.to_owned()),
            Status::Assigned { .. } => {
                let name = standing.agent.unwrap_or_default();
                self.remark(fill(self.words.already_assigned, &[&name]));
            }
            Status::Assistant | Status::Ticketed { .. } | Status::Resolved => {
                self.press(Button::Human);
            }
        }
    }

    /// The truth about when a wish for a person arrives that is on its way.
    pub(crate) fn wished(self) -> &'static str {
        if self.is_unreachable() { self.words.offline_wish } else { self.words.human_pending }
    }
}
