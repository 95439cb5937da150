//! How a conversation has gone so far: what the escape hatch remembers between messages.

use super::{Signals, asks_for_person, signals};
use crate::reading::{Anger, Emotion, Intent, Reading};
use crate::transcript::{Answer, Author, Fact};

/// What the escape hatch hears of a transcript.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Heard<'a> {
    /// The visitor wrote.
    Said {
        /// What.
        text: &'a str,
        /// What the reader saw in it.
        reading: Option<&'a Reading>,
    },
    /// The assistant answered.
    Answered {
        /// Whether it knew an answer.
        known: bool,
    },
    /// The visitor said whether an answer helped.
    Helped {
        /// Whether it did.
        helpful: bool,
    },
    /// The visitor stays with the assistant, or comes back to it.
    Settled,
}

impl<'a> Heard<'a> {
    /// What of `fact` is heard, if anything.
    #[must_use]
    pub fn of(fact: &'a Fact) -> Option<Self> {
        match fact {
            Fact::Said { author: Author::Visitor, text, reading, .. } => {
                Some(Self::Said { text, reading: reading.as_ref() })
            }
            Fact::Answered { answer, .. } => match answer {
                Answer::Found { .. } | Answer::Choices { ask: None, .. } => {
                    Some(Self::Answered { known: true })
                }
                Answer::Unknown => Some(Self::Answered { known: false }),
                // Who answers the assistant's questions alike, “不清楚” and “不清楚”, asks nothing again.
                Answer::Choices { ask: Some(_), .. } | Answer::Courtesy => None,
            },
            Fact::Helped { helpful, .. } => Some(Self::Helped { helpful: *helpful }),
            Fact::HandoffDeclined { .. } | Fact::HandedBack { .. } | Fact::Resolved { .. } => {
                Some(Self::Settled)
            }
            Fact::Started { .. }
            | Fact::Identified { .. }
            | Fact::Visited { .. }
            | Fact::Said { .. }
            | Fact::Soothed
            | Fact::HandoffProposed { .. }
            | Fact::HandoffRequested { .. }
            | Fact::Escalated { .. }
            | Fact::Assigned { .. }
            | Fact::Transferred { .. }
            | Fact::Ticketed { .. }
            | Fact::ContactLeft { .. }
            | Fact::Received { .. }
            | Fact::Rated { .. } => None,
        }
    }
}

/// How a conversation has gone so far.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Course {
    /// How many wishes for a person in a row.
    pub asks: u8,
    /// How many answers in a row that did not help.
    pub failures: u8,
    /// How many complaints in all.
    pub complaints: u8,
    /// What the visitor wants, as last understood.
    pub intent: Option<Intent>,
    /// What the visitor feels, as last understood.
    pub emotion: Option<Emotion>,
    /// The highest anger seen.
    pub anger: Anger,
    /// The visitor's latest words.
    pub words: String,
    last_answer: LastAnswer,
}

#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
enum LastAnswer {
    /// None yet.
    #[default]
    None,
    /// It may have helped.
    Given,
    /// It did not help, and was counted.
    Failed,
}

impl Course {
    /// Takes what comes next.
    pub fn hear(&mut self, heard: Heard<'_>) {
        match heard {
            Heard::Said { text, reading } => self.said(text, reading),
            Heard::Answered { known } => self.answered(known),
            Heard::Helped { helpful } => self.helped(helpful),
            Heard::Settled => {
                self.asks = 0;
                self.failures = 0;
            }
        }
    }

    fn said(&mut self, text: &str, reading: Option<&Reading>) {
        let signals = signals(text);
        self.asks =
            if asks_for_person(&signals, reading) { self.asks.saturating_add(1) } else { 0 };
        if signals.keyword.is_some() {
            self.complaints = self.complaints.saturating_add(1);
        }
        if self.finds_unhelpful(text, &signals) {
            self.failed();
        } else if self.last_answer == LastAnswer::Given {
            self.failures = 0;
        }
        let intent = signals.intent_with(reading);
        self.intent = intent.filter(|intent| intent.is_about_something()).or(self.intent);
        self.emotion = reading.map(|reading| reading.emotion.label).or(self.emotion);
        self.anger = self.anger.max(signals.anger_with(reading));
        text.clone_into(&mut self.words);
    }

    fn answered(&mut self, known: bool) {
        if known {
            self.last_answer = LastAnswer::Given;
        } else {
            self.last_answer = LastAnswer::None;
            self.failed();
        }
    }

    fn helped(&mut self, helpful: bool) {
        if helpful {
            self.failures = 0;
        } else {
            self.failed();
        }
    }

    /// Whether `text`, which says `signals`, says that the last answer did not help, or asks the
    /// same again.
    #[must_use]
    pub fn finds_unhelpful(&self, text: &str, signals: &Signals) -> bool {
        match self.last_answer {
            LastAnswer::None => false,
            LastAnswer::Given | LastAnswer::Failed => signals.unhelpful || text == self.words,
        }
    }

    /// How many answers in a row will not have helped, if the last one has not.
    #[must_use]
    pub const fn failures_with_this(&self) -> u8 {
        match self.last_answer {
            LastAnswer::Failed => self.failures,
            LastAnswer::None | LastAnswer::Given => self.failures.saturating_add(1),
        }
    }

    fn failed(&mut self) {
        if self.last_answer != LastAnswer::Failed {
            self.failures = self.failures.saturating_add(1);
            self.last_answer = LastAnswer::Failed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ClientId, Seq};

    #[test]
    fn who_answers_questions_alike_asks_nothing_again() {
        let failures = |ask: Option<&str>| {
            let ask = ask.map(str::to_owned);
            let answer = Answer::Choices { ask, titles: vec!["不清楚".into()] };
            let answered = Fact::Answered { after: Seq(0), answer };
            let said = Fact::Said {
                author: Author::Visitor,
                client_id: ClientId(1),
                text: "不清楚".into(),
                reading: None,
            };
            let mut course = Course::default();
            for fact in [&answered, &said].into_iter().cycle().take(8) {
                if let Some(heard) = Heard::of(fact) {
                    course.hear(heard);
                }
            }
            course.failures
        };
        assert_eq!(failures(Some("听得到风扇转吗？")), 0);
        assert!(failures(None) >= 2);
    }
}
