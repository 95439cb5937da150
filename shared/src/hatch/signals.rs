//! The words that matter to the escape hatch, found without a model.

use serde::{Deserialize, Serialize};

use super::plain::Plain;
use super::spell::Spelled;
use super::{keyword, risk, temper, topic, wish};
use crate::reading::{Anger, Emotion, Intent, Reading};

/// What the words of one message say by themselves.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
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
    /// How angry the words are at least: 80 and more only for clear fury.
    pub anger: Anger,
    /// Whether the visitor gives thanks.
    pub thanks: bool,
    /// What the words are about.
    pub intent: Option<Intent>,
    /// What the words feel like.
    pub emotion: Option<Emotion>,
}

impl Signals {
    /// What a message is about: as a reading has it that is sure, else by the words.
    #[must_use]
    pub(crate) fn intent_with(&self, reading: Option<&Reading>) -> Option<Intent> {
        let read = reading.filter(|reading| reading.intent.confidence.value() >= SURE);
        read.map(|reading| reading.intent.label).or(self.intent)
    }

    /// How angry a message is: a reading can raise what the words say, never lower it.
    #[must_use]
    pub(crate) fn anger_with(&self, reading: Option<&Reading>) -> Anger {
        reading.map_or(self.anger, |reading| reading.anger.max(self.anger))
    }
}

/// From this confidence, in percent, a reading's intent is believed.
const SURE: u8 = 60;

/// The words that told, and where.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// As written; of a wish that only the scale heard, with those around them.
    pub words: String,
    /// Where they begin, in Unicode code points.
    pub start: usize,
    /// Just past their end, in Unicode code points.
    pub end: usize,
}

/// A group of words that cross over at once.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Keyword {
    /// 投诉, 举报, 12315, 曝光, 起诉 …
    Complaint,
    /// 赔偿, 假一赔十 …
    Compensation,
}

/// A risk that only an expert may handle.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// 账号被盗, 异地登录 …
    AccountTheft,
    /// 盗刷, 重复扣款 …
    PaymentRisk,
}

/// Reads the words of one message, in time linear in its length.
#[must_use]
pub fn signals(text: &str) -> Signals {
    let plain = Plain::of(text);
    let evidence = |range: std::ops::Range<usize>| {
        let place = plain.text.source(range.start, range.end);
        let words = text.chars().skip(place.start).take(place.len()).collect();
        Evidence { words, start: place.start, end: place.end }
    };
    let spelled = Spelled::of(&plain);
    let mut wish = wish::wish(&plain);
    if let Some(spelled) = &spelled {
        let read = wish::wish(&spelled.plain);
        wish.declines |= read.declines;
        wish.is_weighed &= read.is_weighed || wish.asks.is_some();
        wish.asks =
            wish.asks.or_else(|| Some(spelled.source(&read.asks?))).filter(|_| !read.declines);
    }
    let keyword = keyword::keyword(&plain).or_else(|| {
        let spelled = spelled.as_ref()?;
        let (keyword, range) = keyword::keyword(&spelled.plain)?;
        Some((keyword, spelled.source(&range)))
    });
    let temper = temper::temper(&plain, keyword.is_some());
    Signals {
        intent: topic::intent(&plain, wish.asks.is_some(), keyword.is_some()),
        asks_for_person: wish.asks.map(|range| {
            let phrase = if wish.is_weighed { plain.phrase(&range) } else { range.clone() };
            Evidence { words: evidence(phrase).words, ..evidence(range) }
        }),
        declines_person: wish.declines,
        keyword: keyword.map(|(keyword, range)| (keyword, evidence(range))),
        risk: risk::risk(&plain).map(|(risk, range)| (risk, evidence(range))),
        unhelpful: temper.unhelpful,
        anger: temper.anger,
        thanks: temper.thanks,
        emotion: temper.emotion,
    }
}
