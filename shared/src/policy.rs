//! The policy of a site: mechanism is code, policy is this table.
//!
//! A site may tighten a row of the escape hatch, never loosen or remove it: [`Policy::try_from`]
//! refuses [`Settings`] that would keep a visitor from a person for longer than the defaults do.

use std::ops::RangeInclusive;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::hours::Hours;
use crate::id::Skill;
use crate::reading::Intent;
use crate::time::Timestamp;

/// How a site answers, waits and hands off. Every value has been checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// How long a visitor waits for any answer, or in the queue without an offer, before the wait
    /// escalates. Shorter: more handoffs. At most 90 s.
    pub wait: Duration,
    /// Anger that earns a soothing word and the handoff card. At most 60.
    pub soothe_from: u8,
    /// Anger that crosses over at once. At most 80.
    pub anger_from: u8,
    /// Answers in a row that did not help before the handoff card is shown. At most 2.
    pub unhelpful: u8,
    /// Wishes in a row for a person until the conversation is queued. At most 2.
    pub asks_to_queue: u8,
    /// Wishes in a row for a person until it is queued with priority. At most 3.
    pub asks_to_priority: u8,
    /// How long a queued conversation waits before it becomes a ticket. Shorter: an earlier honest
    /// promise; longer: more visitors served on the spot.
    pub patience: Duration,
    /// How long an assigned agent may leave a message unanswered before the conversation returns to
    /// the queue.
    pub agent_silence: Duration,
    /// How long an offer is reserved for one agent. Shorter: faster turns; longer: fewer missed.
    pub offer: Duration,
    /// How long an agent whose connection broke counts as present.
    pub agent_grace: Duration,
    /// How many may wait before the last in the queue becomes a ticket.
    pub queue_limit: usize,
    /// How soon a ticket is answered, counted while the shop is open.
    pub ticket_promise: Duration,
    /// How long after that a ticket that nobody has answered stays at the Desk.
    pub ticket_kept: Duration,
    /// How many entries a transcript may have.
    pub transcript_limit: u64,
    /// The group that takes over when no agent with the skill is free.
    pub overflow: Option<Skill>,
    /// When the shop is open.
    pub hours: Hours,
}

impl Policy {
    /// The default policy with these rows of the escape hatch, as far as they tighten it: what a
    /// page judges by that was told them.
    #[must_use]
    pub fn tightened(hatch: Hatch, wait: Duration) -> Self {
        let usual = Self::default();
        let row = |given: u8, usual: u8| given.clamp(1, usual);
        Self {
            wait: wait.clamp(Duration::from_secs(1), usual.wait),
            soothe_from: row(hatch.soothe_from, usual.soothe_from),
            anger_from: row(hatch.anger_from, usual.anger_from),
            unhelpful: row(hatch.unhelpful, usual.unhelpful),
            asks_to_queue: row(hatch.asks_to_queue, usual.asks_to_queue),
            asks_to_priority: row(hatch.asks_to_priority, usual.asks_to_priority),
            ..usual
        }
    }

    /// The rows by which a message is judged.
    #[must_use]
    pub const fn hatch(&self) -> Hatch {
        Hatch {
            soothe_from: self.soothe_from,
            anger_from: self.anger_from,
            unhelpful: self.unhelpful,
            asks_to_queue: self.asks_to_queue,
            asks_to_priority: self.asks_to_priority,
        }
    }

    /// When a ticket that is made now is answered at the latest.
    #[must_use]
    pub fn ticket_due(&self, now: Timestamp) -> Timestamp {
        self.hours.after(now, self.ticket_promise)
    }

    /// The skill that a visitor's latest intent suggests.
    #[must_use]
    pub fn skill_for(&self, intent: Option<Intent>) -> Skill {
        skill(match intent {
            Some(Intent::Logistics | Intent::OrderChange | Intent::OrderQuery) => ORDERS,
            Some(Intent::Returns | Intent::Refund) => AFTER_SALES,
            Some(Intent::Invoice | Intent::Promotion | Intent::Payment) => PAYMENTS,
            Some(Intent::Product) => PRESALES,
            Some(Intent::Account) => SECURITY,
            Some(Intent::Complaint) => COMPLAINTS,
            Some(Intent::Human | Intent::Courtesy | Intent::Other) | None => GENERAL,
        })
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            wait: Duration::from_secs(90),
            soothe_from: 60,
            anger_from: 80,
            unhelpful: 2,
            asks_to_queue: 2,
            asks_to_priority: 3,
            patience: Duration::from_secs(600),
            agent_silence: Duration::from_secs(300),
            offer: Duration::from_secs(30),
            agent_grace: Duration::from_secs(30),
            queue_limit: 50,
            ticket_promise: Duration::from_secs(4 * 3600),
            ticket_kept: Duration::from_secs(30 * DAY),
            transcript_limit: 5_000,
            overflow: None,
            hours: Hours::always(),
        }
    }
}

/// The rows of a policy by which a message is judged: what a page must know to judge by itself as
/// the edge would. What it is not told is as usual.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is documented on the Policy it comes from")]
pub struct Hatch {
    pub soothe_from: u8,
    pub anger_from: u8,
    pub unhelpful: u8,
    pub asks_to_queue: u8,
    pub asks_to_priority: u8,
}

impl Default for Hatch {
    fn default() -> Self {
        Policy::default().hatch()
    }
}

/// What a site's configuration may say of its policy; what it leaves out keeps its default.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "each field is documented on the Policy it becomes")]
pub struct Settings {
    pub wait_seconds: Option<u64>,
    pub soothe_from: Option<u8>,
    pub anger_from: Option<u8>,
    pub unhelpful: Option<u8>,
    pub asks_to_queue: Option<u8>,
    pub asks_to_priority: Option<u8>,
    pub patience_seconds: Option<u64>,
    pub agent_silence_seconds: Option<u64>,
    pub offer_seconds: Option<u64>,
    pub agent_grace_seconds: Option<u64>,
    pub queue_limit: Option<usize>,
    pub ticket_promise_minutes: Option<u64>,
    pub ticket_kept_days: Option<u64>,
    pub overflow: Option<Skill>,
    pub hours: Option<Hours>,
}

impl TryFrom<Settings> for Policy {
    type Error = PolicyError;

    fn try_from(settings: Settings) -> Result<Self, PolicyError> {
        let usual = Self::default();
        let hatch = |name, given: Option<u8>, usual: u8| match given {
            None => Ok(usual),
            Some(given) => tightened(name, given.into(), usual.into()).map(|()| given),
        };
        let wait = settings.wait_seconds.map_or(Ok(usual.wait), |given| {
            let most = signed(usual.wait.as_secs());
            tightened("wait_seconds", signed(given), most).map(|()| Duration::from_secs(given))
        })?;
        let queue_limit = match settings.queue_limit {
            None => usual.queue_limit,
            // At 0 every wait would be a ticket, whoever is there.
            Some(given) => {
                within("queue_limit", signed(given as u64), 1..=1_000)?;
                given
            }
        };
        let hours = settings.hours.unwrap_or(usual.hours);
        let offset = i64::from(hours.utc_offset_minutes);
        within("hours.utc_offset_minutes", offset, -FARTHEST..=FARTHEST)?;
        Ok(Self {
            wait,
            soothe_from: hatch("soothe_from", settings.soothe_from, usual.soothe_from)?,
            anger_from: hatch("anger_from", settings.anger_from, usual.anger_from)?,
            unhelpful: hatch("unhelpful", settings.unhelpful, usual.unhelpful)?,
            asks_to_queue: hatch("asks_to_queue", settings.asks_to_queue, usual.asks_to_queue)?,
            asks_to_priority: hatch(
                "asks_to_priority",
                settings.asks_to_priority,
                usual.asks_to_priority,
            )?,
            patience: lasting(
                "patience_seconds",
                settings.patience_seconds,
                usual.patience,
                SECOND,
                1..=3600,
            )?,
            agent_silence: lasting(
                "agent_silence_seconds",
                settings.agent_silence_seconds,
                usual.agent_silence,
                SECOND,
                1..=3600,
            )?,
            offer: lasting("offer_seconds", settings.offer_seconds, usual.offer, SECOND, 1..=80)?,
            agent_grace: lasting(
                "agent_grace_seconds",
                settings.agent_grace_seconds,
                usual.agent_grace,
                SECOND,
                1..=300,
            )?,
            queue_limit,
            ticket_promise: lasting(
                "ticket_promise_minutes",
                settings.ticket_promise_minutes,
                usual.ticket_promise,
                MINUTE,
                1..=7 * 24 * 60,
            )?,
            ticket_kept: lasting(
                "ticket_kept_days",
                settings.ticket_kept_days,
                usual.ticket_kept,
                DAY,
                14..=365,
            )?,
            transcript_limit: usual.transcript_limit,
            overflow: settings.overflow,
            hours,
        })
    }
}

/// A row of policy that would trap visitors, or makes no sense.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PolicyError {
    /// It would keep a visitor from a person.
    #[error(
        "policy.{row} = {given}: a site may tighten the escape hatch, never loosen it; {most} is the most"
    )]
    Loosens {
        /// Its name in the configuration.
        row: &'static str,
        /// What it was set to.
        given: i64,
        /// What it is where it is left out.
        most: i64,
    },
    /// It is out of its range.
    #[error("policy.{row} = {given} is outside {} to {}", .range.start(), .range.end())]
    OutOfRange {
        /// Its name in the configuration.
        row: &'static str,
        /// What it was set to.
        given: i64,
        /// What it may be.
        range: RangeInclusive<i64>,
    },
}

/// In seconds.
const SECOND: u64 = 1;
const MINUTE: u64 = 60;
const DAY: u64 = 24 * 3600;
/// In minutes: no clock on earth is set further from UTC.
const FARTHEST: i64 = 14 * 60;

/// Answers anything.
pub const GENERAL: &str = "general";
/// Parcels and orders.
pub const ORDERS: &str = "orders";
/// Returns, exchanges, repairs, refunds.
pub const AFTER_SALES: &str = "after-sales";
/// Paying, invoices, promotions.
pub const PAYMENTS: &str = "payments";
/// Questions before buying.
pub const PRESALES: &str = "presales";
/// Accounts and risk.
pub const SECURITY: &str = "security";
/// Complaints and compensation.
pub const COMPLAINTS: &str = "complaints";
/// Those whom angry visitors, VIPs and repeat complaints reach.
pub const SENIOR: &str = "senior";

/// One of the skills named in this module.
pub(crate) fn skill(name: &'static str) -> Skill {
    name.parse().expect("the names in this module are slugs")
}

/// Refuses a row that is `given` a value above `most`: the default is also the loosest value that is allowed.
fn tightened(row: &'static str, given: i64, most: i64) -> Result<(), PolicyError> {
    if given > most {
        return Err(PolicyError::Loosens { row, given, most });
    }
    within(row, given, 1..=most)
}

/// A row that is a time, given in units of so many seconds.
fn lasting(
    row: &'static str,
    given: Option<u64>,
    usual: Duration,
    unit: u64,
    range: RangeInclusive<i64>,
) -> Result<Duration, PolicyError> {
    let Some(given) = given else { return Ok(usual) };
    within(row, signed(given), range)?;
    Ok(Duration::from_secs(given * unit))
}

fn within(row: &'static str, given: i64, range: RangeInclusive<i64>) -> Result<(), PolicyError> {
    if range.contains(&given) { Ok(()) } else { Err(PolicyError::OutOfRange { row, given, range }) }
}

/// What is too large is out of every range all the same.
fn signed(given: u64) -> i64 {
    i64::try_from(given).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    /// Every row that is a number: as the configuration calls it, the least and the most it may be.
    const ROWS: [(&str, u64, u64); 13] = [
        ("wait_seconds", 1, 90),
        ("soothe_from", 1, 60),
        ("anger_from", 1, 80),
        ("unhelpful", 1, 2),
        ("asks_to_queue", 1, 2),
        ("asks_to_priority", 1, 3),
        ("patience_seconds", 1, 3_600),
        ("agent_silence_seconds", 1, 3_600),
        ("offer_seconds", 1, 80),
        ("agent_grace_seconds", 1, 300),
        ("queue_limit", 1, 1_000),
        ("ticket_promise_minutes", 1, 7 * 24 * 60),
        ("ticket_kept_days", 14, 365),
    ];

    #[test]
    fn a_site_may_tighten_the_hatch_and_never_loosen_it() {
        let policy = |row: &str, given: u64| {
            let settings: Settings = serde_json::from_value(json!({ row: given })).unwrap();
            Policy::try_from(settings)
        };
        for (row, least, most) in ROWS {
            for given in [least, most] {
                assert!(policy(row, given).is_ok(), "{row} = {given}");
            }
            for given in [least - 1, most + 1] {
                let (PolicyError::Loosens { row: named, .. }
                | PolicyError::OutOfRange { row: named, .. }) = policy(row, given).unwrap_err();
                assert_eq!(named, row, "{given}");
            }
        }
        let all = serde_json::to_value(Settings::default()).unwrap();
        let all = all.as_object().unwrap().keys().map(String::as_str);
        let numbers: BTreeSet<_> = all.filter(|row| !["overflow", "hours"].contains(row)).collect();
        assert_eq!(numbers, ROWS.iter().map(|(row, ..)| *row).collect(), "no row is left out");
    }

    #[test]
    fn a_row_that_is_given_takes_its_own_place() {
        let rows = ROWS.map(|(row, least, _)| (row.to_owned(), json!(least)));
        let rows = serde_json::Value::Object(rows.into_iter().collect());
        let settings: Settings = serde_json::from_value(rows).unwrap();
        let second = Duration::from_secs(1);
        let least = Policy {
            wait: second,
            soothe_from: 1,
            anger_from: 1,
            unhelpful: 1,
            asks_to_queue: 1,
            asks_to_priority: 1,
            patience: second,
            agent_silence: second,
            offer: second,
            agent_grace: second,
            queue_limit: 1,
            ticket_promise: 60 * second,
            ticket_kept: Duration::from_secs(14 * DAY),
            ..Policy::default()
        };
        assert_eq!(Policy::try_from(settings), Ok(least));
    }

    #[test]
    fn who_configures_a_row_wrongly_is_told_what_is_wrong() {
        let told = |settings: &str| {
            let settings: Settings = serde_json::from_str(settings).unwrap();
            Policy::try_from(settings).unwrap_err().to_string()
        };
        let hatch = "a site may tighten the escape hatch, never loosen it; ";
        assert_eq!(
            told(r#"{"wait_seconds":300}"#),
            format!("policy.wait_seconds = 300: {hatch}90 is the most")
        );
        assert_eq!(
            told(r#"{"unhelpful":3}"#),
            format!("policy.unhelpful = 3: {hatch}2 is the most")
        );
        assert_eq!(told(r#"{"wait_seconds":0}"#), "policy.wait_seconds = 0 is outside 1 to 90");
        assert_eq!(
            told(r#"{"queue_limit":2000}"#),
            "policy.queue_limit = 2000 is outside 1 to 1000"
        );
        assert_eq!(
            told(r#"{"ticket_kept_days":7}"#),
            "policy.ticket_kept_days = 7 is outside 14 to 365"
        );
        let beyond = format!(r#"{{"patience_seconds":{}}}"#, u64::MAX);
        assert!(told(&beyond).ends_with(" is outside 1 to 3600"));
        assert_eq!(
            told(r#"{"hours":{"utc_offset_minutes":-900,"open":[]}}"#),
            "policy.hours.utc_offset_minutes = -900 is outside -840 to 840"
        );
    }

    #[test]
    fn a_shop_is_on_earth() {
        let east = |utc_offset_minutes| Settings {
            hours: Some(Hours { utc_offset_minutes, open: Vec::new() }),
            ..Settings::default()
        };
        assert!(Policy::try_from(east(480)).is_ok());
        assert!(Policy::try_from(east(-720)).is_ok());
        assert!(Policy::try_from(east(480_000)).is_err());
        assert!(Policy::try_from(east(i32::MIN)).is_err());
    }

    #[test]
    fn a_page_that_is_told_the_hatch_judges_as_the_edge_does() {
        let strict = Settings {
            wait_seconds: Some(20),
            soothe_from: Some(40),
            anger_from: Some(70),
            unhelpful: Some(1),
            asks_to_queue: Some(1),
            asks_to_priority: Some(2),
            ..Settings::default()
        };
        let edge = Policy::try_from(strict).unwrap();
        assert_eq!(Policy::tightened(edge.hatch(), edge.wait), edge);
        assert_eq!(Policy::tightened(Hatch::default(), Duration::from_secs(90)), Policy::default());
    }

    #[test]
    fn what_a_page_is_told_never_loosens_the_hatch() {
        let row = u8::MAX;
        let loose = Hatch {
            soothe_from: row,
            anger_from: row,
            unhelpful: row,
            asks_to_queue: row,
            asks_to_priority: row,
        };
        assert_eq!(Policy::tightened(loose, Duration::MAX), Policy::default());
        let nothing: Hatch = serde_json::from_str("{}").unwrap();
        assert_eq!(nothing, Hatch::default());
    }

    #[test]
    fn an_empty_configuration_is_the_default() {
        assert_eq!(Policy::try_from(Settings::default()), Ok(Policy::default()));
    }
}
