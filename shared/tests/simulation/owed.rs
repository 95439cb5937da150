//! What a visitor is owed, told from the transcript alone and without the code that pays it.

use shared::conversation::{Conversation, Status};
use shared::handoff::{Handoff, Rule};
use shared::transcript::{Answer, Author, Entry, Fact};

/// What these tests' visitors say that asks something, and that asks nothing.
pub(crate) const QUESTION: &str = "多久发货";
pub(crate) const THANKS: &str = "谢谢";

/// What a visitor is owed.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) struct Owed {
    /// By the assistant: an answer to the last that was said to it.
    answer: Option<Said>,
    /// By anyone: a person, since they wished for one and were only shown a card.
    person: bool,
    /// By a person, who has them or is to come: a word.
    word: Option<Said>,
    /// By whoever is next: what was asked of a person who handed back with a wish or a complaint after it, until
    /// the assistant answers something.
    left: Option<Said>,
    held: bool,
    /// Whether the entry before was one that a card would answer.
    fresh: bool,
}

#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
enum Said {
    Thanks,
    Aside,
    Question,
}

impl Owed {
    pub(crate) fn take(&mut self, entry: &Entry) {
        let was_fresh = std::mem::take(&mut self.fresh);
        let of_a_person = |said: Option<Said>| said.filter(|said| *said > Said::Thanks);
        match &entry.fact {
            Fact::Said { author: Author::Visitor, text, .. } => {
                let said = match text.as_str() {
                    QUESTION => Said::Question,
                    THANKS => Said::Thanks,
                    _ => Said::Aside,
                };
                if self.held {
                    self.word = self.word.max(of_a_person(Some(said)));
                } else {
                    (self.answer, self.fresh) = (Some(said), true);
                }
            }
            Fact::Said { .. } => (self.word, self.left) = (None, None),
            Fact::Answered { answer, .. } => {
                (self.answer, self.left) = (None, None);
                self.person &= matches!(answer, Answer::Unknown | Answer::Courtesy);
            }
            Fact::HandoffProposed { rule } => {
                self.person |= matches!(rule, Rule::Asked { .. });
                if was_fresh && !matches!(rule, Rule::Anger { .. }) {
                    self.answer = None;
                }
            }
            Fact::HandoffDeclined { .. } => self.person = false,
            // Who taps for a person while the assistant looks for an answer is owed that one too, as is a VIP
            // whom it is not to answer while a person might.
            Fact::HandoffRequested { client_id: Some(_), .. }
            | Fact::HandoffRequested { handoff: Handoff { rule: Rule::Vip, .. }, .. }
            | Fact::Assigned { .. } => {
                let word = self.word.max(self.left).max(of_a_person(self.answer));
                *self = Self { held: true, word, ..Self::default() };
            }
            Fact::HandoffRequested { client_id: None, .. } => {
                *self = Self { held: true, word: self.word.max(self.left), ..Self::default() };
            }
            Fact::Ticketed { .. } => {
                let answer = self.word.filter(|said| *said == Said::Question);
                *self = Self { answer, ..Self::default() };
            }
            Fact::HandedBack { takes_up, .. } => {
                let is_left = |said: &Said| *said == Said::Question && takes_up.is_none();
                let left = self.word.filter(is_left);
                *self = Self { answer: self.word, left, fresh: true, ..Self::default() };
            }
            Fact::Resolved { .. } => *self = Self::default(),
            Fact::Started { .. }
            | Fact::Identified { .. }
            | Fact::Visited { .. }
            | Fact::Helped { .. }
            | Fact::Soothed
            | Fact::Escalated { .. }
            | Fact::Transferred { .. }
            | Fact::ContactLeft { .. }
            | Fact::Received { .. }
            | Fact::Rated { .. } => {}
        }
    }

    /// Whether a conversation knows what is owed in it, and looks to the clock.
    pub(crate) fn check(
        self,
        conversation: &Conversation,
        has_deadline: bool,
    ) -> Result<(), String> {
        let owes = match conversation.status() {
            Status::Assistant | Status::Ticketed { .. } => self.answer.is_some() || self.person,
            Status::Assigned { .. } => self.word.is_some(),
            Status::Queued { .. } | Status::Resolved => false,
        };
        if owes && !has_deadline {
            return Err(format!("a visitor is left without a word: {self:?}"));
        }
        let asked = conversation.unanswered().is_some();
        if asked == self.answer.is_some() {
            return Ok(());
        }
        Err(format!("the assistant does not know what it owes: {self:?}, asked: {asked}"))
    }
}
