//! A handoff: who asked for a person, by which rule, how urgent, and which skill it needs.

use serde::{Deserialize, Serialize};

use crate::hatch::{Keyword, Risk};
use crate::id::Skill;
use crate::mask;
use crate::policy::{SENIOR, skill};
use crate::reading::Anger;
use crate::transcript::Visitor;

/// A person was asked for. It carries its reason, so that 为什么转人工 always has an answer.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Handoff {
    /// The rule that fired, with its inputs.
    pub rule: Rule,
    /// Who should answer.
    pub skill: Skill,
    /// How urgent it is.
    pub priority: Priority,
}

impl Handoff {
    /// The same where this visitor wants it: a VIP is for seniors, unless security is needed, and no less urgent than
    /// any message of theirs. The reason stays, and that they are one is told beside it.
    #[must_use]
    pub fn of(self, visitor: &Visitor) -> Self {
        if !visitor.is_vip() {
            return self;
        }
        let skill = if self.rule.rank() > Rank::Senior { self.skill } else { skill(SENIOR) };
        Self { skill, priority: self.priority.max(Priority::High), ..self }
    }

    /// This handoff joined with `more`: the higher priority, and the skill and the rule of the higher rank (of
    /// equal ones, of the rule that stands higher in the escape hatch). Nothing if that changes nothing. Neither
    /// the order in which handoffs are joined nor repetition makes a difference.
    #[must_use]
    pub fn and(&self, more: &Self) -> Option<Self> {
        let said = if more.rank() > self.rank() { more } else { self };
        let together = Self { priority: self.priority.max(more.priority), ..said.clone() };
        (together != *self).then_some(together)
    }

    /// It is more urgent, and where a `skill` is told, that is who it is for from now on, by this `rule`.
    pub fn escalate(&mut self, rule: &Rule, priority: Priority, skill: Option<&Skill>) {
        self.priority = priority;
        if let Some(skill) = skill {
            (self.rule, self.skill) = (rule.clone(), skill.clone());
        }
    }

    /// For whom it is, and by which row: a VIP's complaint is for seniors, too.
    fn rank(&self) -> (Rank, Rank) {
        let row = self.rule.rank();
        let least = if self.skill.as_str() == SENIOR { Rank::Senior } else { Rank::Anyone };
        (row.max(least), row)
    }
}

/// Why a conversation crossed over, or was offered to: a row of the escape hatch with its inputs.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
    /// The 人工 button.
    Button,
    /// The visitor confirmed the handoff card.
    Confirmed,
    /// The visitor asked for a person, for the nth time in a row.
    Asked {
        /// How many times in a row.
        times: u8,
        /// The words that asked, shortened.
        words: String,
    },
    /// A word such as 投诉 or 赔偿.
    Keyword {
        /// The group the word belongs to.
        keyword: Keyword,
        /// The word.
        word: String,
        /// How many complaints this conversation has seen, this one included.
        times: u8,
    },
    /// Anger at or above the policy's limit.
    Anger {
        /// 0 to 100.
        anger: Anger,
    },
    /// Account theft or payment risk.
    Risk {
        /// Which.
        risk: Risk,
        /// The words that told.
        word: String,
    },
    /// The shop vouched that this visitor is a VIP.
    Vip,
    /// Nobody answered in time.
    Waited {
        /// How long, in whole seconds.
        seconds: u64,
    },
    /// Answers in a row did not help.
    Unhelpful {
        /// How many.
        answers: u8,
    },
    /// The agent passed the conversation on.
    Transferred,
    /// The agent's connection was lost, or the agent fell silent.
    AgentLost,
}

/// Which group a rule asks for, from the least to the most special. A wait that two rules ask for goes to the
/// later of their groups.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Rank {
    /// Whoever can do what it is about.
    Anyone,
    Complaints,
    Senior,
    Security,
}

impl Rule {
    /// Whether it says who is to answer, whatever the visitor asks about.
    #[must_use]
    pub const fn is_for_someone(&self) -> bool {
        matches!(self, Self::Transferred | Self::Vip) || !matches!(self.rank(), Rank::Anyone)
    }

    const fn rank(&self) -> Rank {
        match self {
            Self::Risk { .. } => Rank::Security,
            Self::Anger { .. } | Self::Keyword { times: 2.., .. } => Rank::Senior,
            Self::Keyword { .. } => Rank::Complaints,
            Self::Button
            | Self::Confirmed
            | Self::Asked { .. }
            | Self::Vip
            | Self::Waited { .. }
            | Self::Unhelpful { .. }
            | Self::Transferred
            | Self::AgentLost => Rank::Anyone,
        }
    }

    /// Its name, as on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::Confirmed => "confirmed",
            Self::Asked { .. } => "asked",
            Self::Keyword { .. } => "keyword",
            Self::Anger { .. } => "anger",
            Self::Risk { .. } => "risk",
            Self::Vip => "vip",
            Self::Waited { .. } => "waited",
            Self::Unhelpful { .. } => "unhelpful",
            Self::Transferred => "transferred",
            Self::AgentLost => "agent_lost",
        }
    }
}

/// How urgent a handoff is.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// In turn.
    #[default]
    Normal,
    /// Before those in turn.
    High,
    /// Before everyone.
    Urgent,
}

impl Priority {
    /// One step up, or the top.
    #[must_use]
    pub const fn raised(self) -> Self {
        match self {
            Self::Normal => Self::High,
            Self::High | Self::Urgent => Self::Urgent,
        }
    }
}

/// As much of what was said as a handoff carries: it is kept at the Desk and shown to every agent, also to who may
/// not open the conversation. So personal data in it is masked, also what its visitor chose to send as typed.
pub(crate) fn quoted(words: &str) -> String {
    mask::line(words, QUOTED)
}

/// In Unicode code points.
const QUOTED: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Percent;

    #[test]
    fn of_two_reasons_the_one_that_stands_higher_says_for_whom_it_is() {
        use Priority::{High, Normal, Urgent};
        let handoff = |rule, skill: &str, priority| Handoff {
            rule,
            skill: skill.parse().expect("a slug"),
            priority,
        };
        let word = || "…".to_owned();
        let button = |priority| handoff(Rule::Button, "presales", priority);
        let asked = handoff(Rule::Asked { times: 3, words: word() }, "general", High);
        let keyword = |times| Rule::Keyword { keyword: Keyword::Complaint, word: word(), times };
        let complaint = |priority| handoff(keyword(1), "complaints", priority);
        let again = handoff(keyword(2), "senior", Urgent);
        let anger = handoff(Rule::Anger { anger: Percent::saturating(90) }, "senior", Urgent);
        let theft = Rule::Risk { risk: Risk::AccountTheft, word: word() };
        let theft = handoff(theft, "security", Urgent);

        assert_eq!(button(Normal).and(&asked), Some(button(High)), "more urgent, for the same");
        assert_eq!(button(High).and(&asked), None);
        assert_eq!(button(Normal).and(&complaint(High)), Some(complaint(High)));
        assert_eq!(button(Urgent).and(&complaint(High)), Some(complaint(Urgent)), "it has waited");
        assert_eq!(complaint(High).and(&asked), None);
        assert_eq!(complaint(Urgent).and(&again), Some(again.clone()));
        assert_eq!(anger.and(&complaint(High)), None);
        assert_eq!(anger.and(&again), None, "it is with them");
        assert_eq!(anger.and(&theft), Some(theft.clone()));
        assert_eq!(theft.and(&anger), None);
        assert_eq!(theft.and(&theft), None);

        // A VIP is for seniors, whatever the reason; that they are one is the least of reasons.
        let vip = handoff(Rule::Vip, "senior", High);
        let tapped = handoff(Rule::Button, "senior", High);
        let complains = handoff(keyword(1), "senior", High);
        assert_eq!(button(Normal).and(&vip), Some(vip.clone()));
        assert_eq!(complaint(High).and(&vip), Some(vip.clone()));
        assert_eq!(tapped.and(&vip), None);
        assert_eq!(complains.and(&vip), None);
        assert_eq!(anger.and(&vip), None);
        for before in [&vip, &tapped, &complaint(High)] {
            assert_eq!(before.and(&complains), Some(complains.clone()));
        }
        assert_eq!(complains.and(&again), Some(again.clone()));
        assert_eq!(vip.and(&anger), Some(anger.clone()));
        assert_eq!(vip.and(&theft), Some(theft.clone()));
    }

    #[test]
    fn a_rule_has_the_name_that_it_has_on_the_wire() {
        let word = || "投诉".to_owned();
        for rule in [
            Rule::Button,
            Rule::Confirmed,
            Rule::Asked { times: 3, words: word() },
            Rule::Keyword { keyword: Keyword::Complaint, word: word(), times: 1 },
            Rule::Anger { anger: Percent::saturating(92) },
            Rule::Risk { risk: Risk::PaymentRisk, word: word() },
            Rule::Vip,
            Rule::Waited { seconds: 90 },
            Rule::Unhelpful { answers: 2 },
            Rule::Transferred,
            Rule::AgentLost,
        ] {
            assert_eq!(serde_json::to_value(&rule).unwrap()["rule"], rule.name());
        }
    }
}
