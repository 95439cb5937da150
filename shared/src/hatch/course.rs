//! How a conversation has gone so far: what the escape hatch remembers between messages.

use super::{Signals, asks_for_person, signals};
use crate::id::Seq;
use crate::reading::{Anger, Emotion, Intent, Reading};
use crate::transcript::{Answer, Author, Entry, Fact};

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
        /// Where.
        at: Seq,
        /// Whether it knew an answer.
        known: bool,
    },
    /// The visitor said whether an answer helped.
    Helped {
        /// Where that answer is.
        answer: Seq,
        /// Whether it did.
        helpful: bool,
    },
    /// The visitor stays with the assistant, or comes back to it.
    Settled,
}

impl<'a> Heard<'a> {
    /// What of `entry` is heard, if anything.
    #[must_use]
    pub fn of(entry: &'a Entry) -> Option<Self> {
        let at = entry.seq;
        match &entry.fact {
            Fact::Said { author: Author::Visitor, text, reading, .. } => {
                Some(Self::Said { text, reading: reading.as_ref() })
            }
            Fact::Answered { answer, .. } => match answer {
                Answer::Found { .. } | Answer::Choices { ask: None, .. } => {
                    Some(Self::Answered { at, known: true })
                }
                Answer::Unknown => Some(Self::Answered { at, known: false }),
                // Who answers the assistant's questions alike, “不清楚” and “不清楚”, asks nothing again.
                Answer::Choices { ask: Some(_), .. } | Answer::Courtesy => None,
            },
            Fact::Helped { answer, helpful, .. } => {
                Some(Self::Helped { answer: *answer, helpful: *helpful })
            }
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
    last_answer: Option<Seq>,
    /// The answers in a row that did not help, each once, however that was said.
    failed: Vec<Seq>,
    /// Whether, since the last answer, something was said not to help: then what is said next is no sign that
    /// it did.
    is_doubted: bool,
}

impl Course {
    /// Takes what comes next.
    pub fn hear(&mut self, heard: Heard<'_>) {
        match heard {
            Heard::Said { text, reading } => self.said(text, reading, &signals(text)),
            Heard::Answered { at, known } => self.answered(at, known),
            Heard::Helped { answer, helpful: true } => self.helped(answer),
            Heard::Helped { answer, helpful: false } => self.failed(answer),
            Heard::Settled => {
                self.asks = 0;
                self.failed.clear();
            }
        }
    }

    /// The same for who has taken the signals of `text` already.
    pub(crate) fn said(&mut self, text: &str, reading: Option<&Reading>, signals: &Signals) {
        self.asks = if asks_for_person(signals, reading) { self.asks.saturating_add(1) } else { 0 };
        if signals.keyword.is_some() {
            self.complaints = self.complaints.saturating_add(1);
        }
        match self.last_answer {
            Some(answer) if self.finds_unhelpful(text, signals) => self.failed(answer),
            Some(_) if !self.is_doubted => self.failed.clear(),
            Some(_) | None => {}
        }
        let intent = signals.intent_with(reading);
        self.intent = intent.filter(|intent| intent.is_about_something()).or(self.intent);
        self.emotion = reading.map(|reading| reading.emotion.label).or(self.emotion);
        self.anger = self.anger.max(signals.anger_with(reading));
        text.clone_into(&mut self.words);
    }

    fn answered(&mut self, at: Seq, known: bool) {
        self.last_answer = Some(at);
        self.is_doubted = false;
        if !known {
            self.failed(at);
        }
    }

    fn helped(&mut self, answer: Seq) {
        self.failed.clear();
        if self.last_answer == Some(answer) {
            self.is_doubted = false;
        }
    }

    /// Whether `text`, which says `signals`, says that the last answer did not help, or asks the
    /// same again.
    #[must_use]
    pub fn finds_unhelpful(&self, text: &str, signals: &Signals) -> bool {
        self.last_answer.is_some() && (signals.unhelpful || text == self.words)
    }

    /// How many answers in a row did not help.
    #[must_use]
    pub fn failures(&self) -> u8 {
        u8::try_from(self.failed.len()).unwrap_or(u8::MAX)
    }

    /// How many answers in a row will not have helped, if the last one has not.
    #[must_use]
    pub fn failures_with_this(&self) -> u8 {
        let is_counted = self.last_answer.is_some_and(|answer| self.failed.contains(&answer));
        self.failures().saturating_add(u8::from(!is_counted))
    }

    fn failed(&mut self, answer: Seq) {
        if !self.failed.contains(&answer) {
            self.failed.push(answer);
        }
        self.is_doubted = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Heard<'_> {
        Heard::Said { text, reading: None }
    }

    const fn answered(at: u64) -> Heard<'static> {
        Heard::Answered { at: Seq(at), known: true }
    }

    const fn tapped(answer: u64, helpful: bool) -> Heard<'static> {
        Heard::Helped { answer: Seq(answer), helpful }
    }

    fn failures(heard: &[Heard<'_>]) -> u8 {
        let mut course = Course::default();
        heard.iter().for_each(|heard| course.hear(*heard));
        course.failures()
    }

    #[test]
    fn who_answers_questions_alike_asks_nothing_again() {
        let choices = |ask: Option<&str>, at| Entry {
            seq: Seq(at),
            at: crate::time::Timestamp(0),
            fact: Fact::Answered {
                after: Seq(0),
                answer: Answer::Choices {
                    ask: ask.map(str::to_owned),
                    titles: vec!["不清楚".into()],
                },
            },
        };
        let failures = |ask: Option<&str>| {
            let mut course = Course::default();
            for at in 1..5 {
                Heard::of(&choices(ask, at)).into_iter().for_each(|heard| course.hear(heard));
                course.hear(said("不清楚"));
            }
            course.failures()
        };
        assert_eq!(failures(Some("听得到风扇转吗？")), 0);
        assert!(failures(None) >= 2);
    }

    #[test]
    fn each_answer_counts_once_however_it_is_told() {
        let two = [said("怎么退货"), answered(1), said("多久到账"), answered(3)];
        let after = |more: &[Heard<'_>]| failures(&[&two[..], more].concat());
        assert_eq!(after(&[]), 0);
        assert_eq!(after(&[tapped(1, false), tapped(3, false)]), 2, "under each of them");
        assert_eq!(after(&[tapped(3, false), tapped(3, false)]), 1, "pressed again");
        assert_eq!(after(&[tapped(3, false), said("没用")]), 1, "pressed and said");
        assert_eq!(after(&[said("没用"), tapped(3, false)]), 1, "said and pressed");
        assert_eq!(after(&[tapped(1, false), said("没用")]), 2);
    }

    #[test]
    fn a_tap_that_is_taken_back_counts_again_when_it_is_made_again() {
        let taps = [tapped(1, false), tapped(1, true), tapped(1, false)];
        assert_eq!(failures(&[&[answered(1)][..], &taps[..]].concat()), 1);
    }

    #[test]
    fn a_doubt_stays_until_something_helps() {
        let doubted = [answered(1), tapped(1, false), said("能开票吗")];
        assert_eq!(failures(&doubted), 1);
        let early = [answered(1), said("能开票吗"), answered(3), tapped(1, false), said("要几天")];
        assert_eq!(failures(&early), 1, "of an earlier answer, too");
        assert_eq!(failures(&[answered(1), tapped(1, false), answered(3), said("要几天")]), 0);
    }
}
