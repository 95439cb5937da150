//! The policy of a site: mechanism is code, policy is this table.
//!
//! A site may tighten a row of the escape hatch, never loosen or remove it: [`Policy::try_from`]
//! refuses [`Settings`] that would keep a visitor from a person for longer than the defaults do.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::hours::Hours;
use crate::id::Skill;
use crate::reading::Intent;

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
    /// How soon a ticket is answered, counted in opening hours' terms from the next opening.
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
        let seconds = |name, given: Option<u64>, usual: Duration, most: u64| match given {
            None => Ok(usual),
            Some(given) => within(name, given, 1, most).map(Duration::from_secs),
        };
        let count = |name, given: Option<u8>, usual: u8| match given {
            None => Ok(usual),
            Some(given) => within(name, u64::from(given), 1, u64::from(usual)).map(|_| given),
        };
        let queue_limit = match settings.queue_limit {
            None => usual.queue_limit,
            // At 0 every wait would be a ticket, whoever is there.
            Some(given) => {
                within("queue_limit", u64::try_from(given).unwrap_or(u64::MAX), 1, 1_000)?;
                given
            }
        };
        let hours = settings.hours.unwrap_or(usual.hours);
        let offset = u64::from(hours.utc_offset_minutes.unsigned_abs());
        within("hours.utc_offset_minutes (east or west)", offset, 0, FARTHEST)?;
        Ok(Self {
            wait: seconds("wait_seconds", settings.wait_seconds, usual.wait, 90)?,
            soothe_from: count("soothe_from", settings.soothe_from, usual.soothe_from)?,
            anger_from: count("anger_from", settings.anger_from, usual.anger_from)?,
            unhelpful: count("unhelpful", settings.unhelpful, usual.unhelpful)?,
            asks_to_queue: count("asks_to_queue", settings.asks_to_queue, usual.asks_to_queue)?,
            asks_to_priority: count(
                "asks_to_priority",
                settings.asks_to_priority,
                usual.asks_to_priority,
            )?,
            patience: seconds("patience_seconds", settings.patience_seconds, usual.patience, 3600)?,
            agent_silence: seconds(
                "agent_silence_seconds",
                settings.agent_silence_seconds,
                usual.agent_silence,
                3600,
            )?,
            offer: seconds("offer_seconds", settings.offer_seconds, usual.offer, 80)?,
            agent_grace: seconds(
                "agent_grace_seconds",
                settings.agent_grace_seconds,
                usual.agent_grace,
                300,
            )?,
            queue_limit,
            ticket_promise: settings.ticket_promise_minutes.map_or(
                Ok(usual.ticket_promise),
                |minutes| {
                    within("ticket_promise_minutes", minutes, 1, 7 * 24 * 60)
                        .map(|minutes| Duration::from_secs(minutes * 60))
                },
            )?,
            ticket_kept: settings.ticket_kept_days.map_or(Ok(usual.ticket_kept), |days| {
                within("ticket_kept_days", days, 14, 365)
                    .map(|days| Duration::from_secs(days * DAY))
            })?,
            transcript_limit: usual.transcript_limit,
            overflow: settings.overflow,
            hours,
        })
    }
}

/// A row of policy that would trap visitors, or makes no sense.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "policy.{row} = {given} is outside {least}..={most}; a site may tighten the escape hatch, never loosen it"
)]
pub struct PolicyError {
    row: &'static str,
    given: u64,
    least: u64,
    most: u64,
}

/// In seconds.
const DAY: u64 = 24 * 3600;
/// In minutes: no clock on earth is set further from UTC.
const FARTHEST: u64 = 14 * 60;

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

fn within(row: &'static str, given: u64, least: u64, most: u64) -> Result<u64, PolicyError> {
    if (least..=most).contains(&given) {
        Ok(given)
    } else {
        Err(PolicyError { row, given, least, most })
    }
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
                assert_eq!(policy(row, given), Err(PolicyError { row, given, least, most }));
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
