//! A handoff: who asked for a person, by which rule, how urgent, and which skill it needs.

use serde::{Deserialize, Serialize};

use crate::hatch::{Keyword, Risk};
use crate::id::Skill;
use crate::reading::Anger;

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

impl Rule {
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

/// As much of what was said as a handoff carries: it is kept at the Desk and shown to every agent.
pub(crate) fn quoted(words: &str) -> String {
    words.chars().take(QUOTED).collect()
}

/// In Unicode code points.
const QUOTED: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Percent;

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
