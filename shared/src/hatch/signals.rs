//! The words that matter to the escape hatch, found without a model.

use serde::{Deserialize, Serialize};

use crate::reading::{Anger, Intent};

/// What the words of one message say by themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signals {
    /// Words that ask for a person.
    pub asks_for_person: Option<Evidence>,
    /// Whether a person is declined: 不用转人工了.
    pub declines_person: bool,
    /// A complaint or a claim.
    pub keyword: Option<(Keyword, Evidence)>,
    /// Account theft or payment risk.
    pub risk: Option<(Risk, Evidence)>,
    /// Whether the last answer is said not to have helped: 没用.
    pub unhelpful: bool,
    /// How angry the words are at least.
    pub anger: Anger,
    /// What the words are about.
    pub intent: Option<Intent>,
}

/// The words that told, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Evidence {
    /// As written.
    pub words: String,
}

/// A group of words that cross over at once.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Keyword {
    /// 投诉, 举报, 12315, 曝光, 起诉 …
    Complaint,
    /// 赔偿, 假一赔十 …
    Compensation,
}

/// A risk that only an expert may handle.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// 账号被盗.
    AccountTheft,
    /// 盗刷.
    PaymentRisk,
}

/// Reads the words of one message.
#[must_use]
pub fn signals(text: &str) -> Signals {
    let found = |words: &str| {
        text.contains(words).then(|| Evidence { words: words.to_owned() })
    };
    Signals {
        asks_for_person: found("人工"),
        keyword: found("投诉").map(|evidence| (Keyword::Complaint, evidence)),
        unhelpful: text.contains("没用"),
        ..Signals::default()
    }
}
