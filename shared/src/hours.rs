//! When a shop is open: the same hours every week, at a fixed distance from UTC.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Opening hours. `{"utc_offset_minutes": 480, "open": [["mon", "09:00", "21:00"], …]}` in a site's
/// configuration; a span that ends at or before its start runs past midnight.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Minutes east of UTC: 480 in China.
    pub utc_offset_minutes: i32,
    /// When the shop opens and closes; empty means always open.
    pub open: Vec<Opening>,
}

/// One span of opening hours.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "(Day, String, String)", into = "(Day, String, String)")]
pub struct Opening {
    day: Day,
    from: u16,
    to: u16,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the days of the week")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Hours {
    /// Never closed.
    #[must_use]
    pub const fn always() -> Self {
        Self { utc_offset_minutes: 0, open: Vec::new() }
    }

    /// Whether the shop is open at `now`.
    #[must_use]
    pub fn open_at(&self, now: Timestamp) -> bool {
        self.open.is_empty() || self.opening(now) == now
    }

    /// `now` if the shop is open, else the next opening.
    #[must_use]
    pub fn opening(&self, now: Timestamp) -> Timestamp {
        let minute = self.minute_of_week(now);
        let until = |opening: &Opening| match opening.left(minute) {
            0 => WEEK - opening.since(minute),
            _ => 0,
        };
        match self.open.iter().map(until).min() {
            None | Some(0) => now,
            Some(minutes) => in_minutes(now, minutes),
        }
    }

    /// When the shop has been open for so `long`, from `now` on. It may take a step for each minute of that, where
    /// it is open for a minute a week, and no more.
    #[must_use]
    pub fn after(&self, now: Timestamp, long: Duration) -> Timestamp {
        let (mut at, mut left) = (self.opening(now), long);
        loop {
            let closing = self.closing(at);
            let open = closing.since(at);
            // A span may have no length; then nobody knows better than the clock.
            if left <= open || open.is_zero() {
                return at.after(left);
            }
            left -= open;
            at = self.opening(closing);
        }
    }

    /// Which day it is in the shop, from 1970 on.
    #[must_use]
    pub fn day(&self, now: Timestamp) -> u64 {
        u64::try_from(self.minute(now).div_euclid(24 * 60)).unwrap_or(0)
    }

    /// Until when the shop stays open by the longest span that `now` is in; it may be open after that by another.
    fn closing(&self, now: Timestamp) -> Timestamp {
        let minute = self.minute_of_week(now);
        let left = self.open.iter().map(|opening| opening.left(minute)).max();
        left.map_or(Timestamp(u64::MAX), |minutes| in_minutes(now, minutes))
    }

    fn minute_of_week(&self, now: Timestamp) -> u32 {
        const THURSDAY: i64 = 3 * 24 * 60;
        let local = self.minute(now) + THURSDAY;
        u32::try_from(local.rem_euclid(i64::from(WEEK))).unwrap_or(0)
    }

    /// Minutes since 1970 by the shop's clocks.
    fn minute(&self, now: Timestamp) -> i64 {
        i64::try_from(now.0 / 60_000).unwrap_or(0) + i64::from(self.utc_offset_minutes)
    }
}

impl Opening {
    fn start(&self) -> u32 {
        self.day as u32 * 24 * 60 + u32::from(self.from)
    }

    fn minutes(&self) -> u32 {
        let (from, to) = (u32::from(self.from), u32::from(self.to));
        if to > from { to - from } else { 24 * 60 + to - from }
    }

    /// How many minutes ago it began last, in this minute of the week.
    fn since(&self, minute: u32) -> u32 {
        (minute + WEEK - self.start()) % WEEK
    }

    /// How many minutes of it are left, this one included; none outside it.
    fn left(&self, minute: u32) -> u32 {
        self.minutes().saturating_sub(self.since(minute))
    }
}

impl TryFrom<(Day, String, String)> for Opening {
    type Error = BadTime;

    fn try_from((day, from, to): (Day, String, String)) -> Result<Self, BadTime> {
        Ok(Self { day, from: minute(&from)?, to: minute(&to)? })
    }
}

impl From<Opening> for (Day, String, String) {
    fn from(opening: Opening) -> Self {
        let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        (opening.day, time(opening.from), time(opening.to))
    }
}

/// A time of day that is not `HH:MM`.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0:?} is not a time of day between 00:00 and 24:00")]
pub struct BadTime(String);

fn minute(text: &str) -> Result<u16, BadTime> {
    let bad = || BadTime(text.to_owned());
    let (hours, minutes) = text.split_once(':').ok_or_else(bad)?;
    let hours: u16 = hours.parse().map_err(|_| bad())?;
    let minutes: u16 = minutes.parse().map_err(|_| bad())?;
    let minute = hours.saturating_mul(60).saturating_add(minutes);
    if minutes < 60 && minute <= 24 * 60 { Ok(minute) } else { Err(bad()) }
}

/// The beginning of a minute, so many after this one.
fn in_minutes(now: Timestamp, minutes: u32) -> Timestamp {
    let this = Timestamp(now.0 - now.0 % 60_000);
    this.after(Duration::from_secs(u64::from(minutes) * 60))
}

const WEEK: u32 = 7 * 24 * 60;

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21 was a Saturday; 08:00 UTC is 16:00 in China.
    const SATURDAY_16_00: Timestamp = Timestamp(1_795_248_000_000);

    fn hours(open: &str) -> Hours {
        serde_json::from_str(&format!("{{\"utc_offset_minutes\":480,\"open\":{open}}}")).unwrap()
    }

    #[test]
    fn a_shop_without_hours_is_always_open() {
        assert!(Hours::always().open_at(SATURDAY_16_00));
    }

    #[test]
    fn a_shop_is_open_within_its_hours() {
        assert!(hours(r#"[["sat","09:00","18:00"]]"#).open_at(SATURDAY_16_00));
        assert!(!hours(r#"[["sat","09:00","16:00"]]"#).open_at(SATURDAY_16_00));
        assert!(!hours(r#"[["sun","09:00","18:00"]]"#).open_at(SATURDAY_16_00));
        assert!(hours(r#"[["fri","17:00","16:30"]]"#).open_at(SATURDAY_16_00), "past midnight");
    }

    #[test]
    fn the_next_opening_is_told() {
        let closed = hours(r#"[["mon","09:00","18:00"],["sun","10:00","12:00"]]"#);
        let eighteen_hours = Duration::from_secs(18 * 3600);
        assert_eq!(closed.opening(SATURDAY_16_00), SATURDAY_16_00.after(eighteen_hours));
    }

    #[test]
    fn a_promise_is_kept_in_opening_hours() {
        const DAILY: &str = r#"[["mon","09:00","21:00"],["tue","09:00","21:00"],
            ["wed","09:00","21:00"],["thu","09:00","21:00"],["fri","09:00","21:00"],
            ["sat","09:00","21:00"],["sun","09:00","21:00"]]"#;
        const WEEKDAYS: &str = r#"[["mon","09:00","12:00"],["mon","13:00","18:00"],
            ["fri","09:00","18:00"]]"#;
        const NIGHTS: &str = r#"[["sat","20:00","02:00"],["sun","20:00","02:00"]]"#;
        const OVERLAPPING: &str = r#"[["sat","09:00","18:00"],["sat","12:00","20:00"],
            ["mon","09:00","21:00"]]"#;
        const ALL_DAY: &str = r#"[["mon","00:00","24:00"],["tue","00:00","24:00"],
            ["wed","00:00","24:00"],["thu","00:00","24:00"],["fri","00:00","24:00"],
            ["sat","00:00","24:00"],["sun","00:00","24:00"]]"#;
        // In minutes: from Saturday 16:00 to when it is asked, what is promised, and to when that is due.
        let day = 24 * 60;
        for (open, asked, promised, due) in [
            ("[]", 290, 240, 530),
            (DAILY, 0, 240, 240),
            (DAILY, 60, 240, 300), // at closing time itself
            (DAILY, 61, 240, 17 * 60 + 1),
            (DAILY, 290, 240, 20 * 60 + 50), // from 20:50 to 12:50
            (DAILY, 400, 240, 21 * 60),      // closed: from 09:00 on
            (DAILY, 0, 1440, 2 * day),       // two days of twelve hours
            (WEEKDAYS, 0, 240, 46 * 60),     // Monday 14:00: not at lunch
            (WEEKDAYS, 0, 8 * 60 + 1, 5 * day + 17 * 60 + 1),
            (NIGHTS, 0, 6 * 60, 10 * 60), // Sunday 02:00
            (NIGHTS, 0, 6 * 60 + 1, day + 4 * 60 + 1),
            (OVERLAPPING, 0, 241, day + 17 * 60 + 1),
            (ALL_DAY, 290, 7 * day, 290 + 7 * day),
        ] {
            let at = |minutes: u64| Timestamp(SATURDAY_16_00.0 + minutes * 60_000);
            let promised = Duration::from_secs(promised * 60);
            assert_eq!(
                hours(open).after(at(asked), promised),
                at(due),
                "{open} {asked} {promised:?}"
            );
        }
    }

    #[test]
    fn a_promise_is_due_however_few_the_hours() {
        let minute = Duration::from_secs(60);
        let from = SATURDAY_16_00.after(Duration::from_millis(1_234));
        // 2026-11-23 was a Monday, and every seventh day after it.
        let weekly = hours(r#"[["mon","09:00","09:01"]]"#);
        let monday = SATURDAY_16_00.after(minute * 41 * 60);
        let week = minute * 7 * 24 * 60;
        assert_eq!(weekly.after(from, week), monday.after(week * 10_079).after(minute));
        // Within a minute as between them.
        let within = monday.after(Duration::from_secs(45));
        let due = monday.after(week).after(Duration::from_secs(5));
        assert_eq!(weekly.after(within, Duration::from_secs(20)), due);
        // It begins where it ends: nobody is ever there, and it is due all the same.
        let never = hours(r#"[["sat","24:00","00:00"]]"#);
        assert!(never.after(from, minute) > from);
        assert_eq!(weekly.after(Timestamp(u64::MAX), minute), Timestamp(u64::MAX));
    }

    #[test]
    fn a_day_begins_at_midnight_in_the_shop() {
        let at = |hour: u64| Timestamp(SATURDAY_16_00.0 + hour * 3_600_000);
        let (day, utc) = (|at| hours("[]").day(at), |at| Hours::always().day(at));
        assert_eq!((day(at(7)), day(at(8))), (utc(at(0)), utc(at(0)) + 1));
        assert_eq!(Hours { utc_offset_minutes: -60, open: Vec::new() }.day(Timestamp(0)), 0);
    }

    #[test]
    fn a_time_that_is_none_is_refused() {
        for bad in ["25:00", "9", "09:60", "24:01", "", "a:b"] {
            assert!(minute(bad).is_err(), "{bad}");
        }
    }
}
