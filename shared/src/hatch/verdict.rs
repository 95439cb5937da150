//! The verdict on one message: answer it, offer a person, or hand off at once.
//!
//! The rules are the rows of the escape hatch, most urgent first. A reading comes from a browser:
//! it can raise a verdict, never lower it.

use super::course::Course;
use super::{Risk, Signals, signals};
use crate::fault::planted;
use crate::handoff::{Handoff, Priority, Rule, quoted};
use crate::policy::{COMPLAINTS, Policy, SECURITY, SENIOR, skill};
use crate::reading::{Intent, Reading};
use crate::transcript::Visitor;

/// What to do about one message.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The assistant answers.
    Answer,
    /// A person is offered: one tap on a card.
    Clarify {
        /// Why.
        rule: Rule,
    },
    /// A person is asked for at once.
    Handoff(Handoff),
}

impl Verdict {
    /// The rule that fired, if one did.
    #[must_use]
    pub const fn rule(&self) -> Option<&Rule> {
        match self {
            Self::Answer => None,
            Self::Clarify { rule } | Self::Handoff(Handoff { rule, .. }) => Some(rule),
        }
    }
}

/// Judges one message of `visitor`, given how the conversation has gone before it. What calls a person for
/// anybody does for a VIP, for that reason and as urgently; and so does whatever else they say.
#[must_use]
pub fn judge(
    text: &str,
    reading: Option<&Reading>,
    course: &Course,
    visitor: &Visitor,
    policy: &Policy,
) -> Verdict {
    match judge_anybody(text, reading, course, policy) {
        Verdict::Handoff(handoff) => Verdict::Handoff(handoff.of(visitor)),
        Verdict::Answer | Verdict::Clarify { .. } if visitor.is_vip() => {
            handoff(Rule::Vip, skill(SENIOR), Priority::High)
        }
        verdict @ (Verdict::Answer | Verdict::Clarify { .. }) => verdict,
    }
}

fn judge_anybody(
    text: &str,
    reading: Option<&Reading>,
    course: &Course,
    policy: &Policy,
) -> Verdict {
    let signals = signals(text);
    let intent = signals.intent_with(reading).filter(|intent| intent.is_about_something());
    let suggested = || policy.skill_for(intent.or(course.intent));
    let anger = signals.anger_with(reading);

    if let Some((risk, evidence)) = &signals.risk {
        let rule = Rule::Risk { risk: *risk, word: quoted(&evidence.words) };
        return handoff(rule, skill(skill_for_risk(*risk)), Priority::Urgent);
    }
    if anger.value() >= policy.anger_from {
        return handoff(Rule::Anger { anger }, skill(SENIOR), Priority::Urgent);
    }
    if let Some((keyword, evidence)) = &signals.keyword {
        let times = course.complaints.saturating_add(1);
        let rule = Rule::Keyword { keyword: *keyword, word: quoted(&evidence.words), times };
        return if times > 1 {
            handoff(rule, skill(SENIOR), Priority::Urgent)
        } else {
            handoff(rule, skill(COMPLAINTS), Priority::High)
        };
    }
    if asks_for_person(&signals, reading) && !planted!(IgnoresWishes) {
        let times = course.asks.saturating_add(1);
        let words = signals.asks_for_person.map_or_else(|| text.to_owned(), |found| found.words);
        let words = quoted(&words);
        let rule = Rule::Asked { times, words };
        return if times >= policy.asks_to_priority {
            handoff(rule, suggested(), Priority::High)
        } else if times >= policy.asks_to_queue {
            handoff(rule, suggested(), Priority::Normal)
        } else {
            Verdict::Clarify { rule }
        };
    }
    if anger.value() >= policy.soothe_from {
        return Verdict::Clarify { rule: Rule::Anger { anger } };
    }
    let answers = course.failures_with_this();
    if course.finds_unhelpful(text, &signals) && answers >= policy.unhelpful {
        return Verdict::Clarify { rule: Rule::Unhelpful { answers } };
    }
    Verdict::Answer
}

/// Whether a message asks for a person: the words say so, or the reading is sure of it and the
/// words do not say the opposite. Neither alone can miss.
#[must_use]
pub fn asks_for_person(signals: &Signals, reading: Option<&Reading>) -> bool {
    let read = reading.is_some_and(|reading| {
        reading.intent.label == Intent::Human && reading.intent.confidence.value() >= SURE_OF_WISH
    });
    signals.asks_for_person.is_some() || (read && !signals.declines_person)
}

const fn skill_for_risk(risk: Risk) -> &'static str {
    match risk {
        Risk::AccountTheft | Risk::PaymentRisk => SECURITY,
    }
}

const fn handoff(rule: Rule, skill: crate::id::Skill, priority: Priority) -> Verdict {
    Verdict::Handoff(Handoff { rule, skill, priority })
}

/// From this confidence, in percent, a reading alone is a wish for a person. Lower hears more of what
/// the words do not show, and offers a person to more of those who only name one.
const SURE_OF_WISH: u8 = 80;
