//! Days and moments, as people write them.

use crate::time::Timestamp;

/// A moment, and whether it is a whole day that was written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Moment {
    pub(super) at: Timestamp,
    pub(super) is_day: bool,
}

/// Reads `2026-12-31`, `2026/12/31 18:00`, `2026-12-31T18:00:00+08:00`, `…Z`, or milliseconds.
pub(super) fn read(text: &str) -> Option<Moment> {
    let text = text.trim();
    if text.len() > 10 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Moment { at: Timestamp(text.parse().ok()?), is_day: false });
    }
    let (day, time) = match text.split_once(['T', ' ']) {
        Some((day, time)) => (day, Some(time.trim())),
        None => (text, None),
    };
    let mut parts = day.split(['-', '/', '.']);
    let (year, month, day) =
        (part(parts.next()?, 4)?, part(parts.next()?, 2)?, part(parts.next()?, 2)?);
    let is_day = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day)
        && parts.next().is_none();
    if !is_day {
        return None;
    }
    let (seconds, offset) = match time {
        Some(time) => of_day(time)?,
        None => (0, CHINA),
    };
    let seconds = days_since_1970(year, month, day) * DAY + seconds - offset;
    let at = Timestamp(u64::try_from(seconds * 1_000).ok()?);
    Some(Moment { at, is_day: time.is_none() })
}

/// Writes a moment so that [`read`] takes it back: `2026-12-31T18:00:00+08:00`, which spreadsheets leave as it is, or
/// milliseconds where it is between two seconds or too far away.
pub(super) fn write(at: Timestamp) -> String {
    match i64::try_from(at.0 / 1_000).ok().filter(|_| at.0.is_multiple_of(1_000)) {
        Some(seconds) if seconds < END => {
            let (days, of_day) = ((seconds + CHINA) / DAY, (seconds + CHINA) % DAY);
            let (year, month, day) = date_of(days);
            let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+08:00")
        }
        // As many digits as are read as milliseconds.
        Some(_) | None => format!("{:011}", at.0),
    }
}

impl Moment {
    /// The first moment after it, or after the day.
    pub(super) fn end(self) -> Timestamp {
        let day = std::time::Duration::from_secs(DAY.unsigned_abs());
        if self.is_day { self.at.after(day) } else { self.at }
    }
}

/// Seconds of the day, and those by which its clock is ahead of UTC.
fn of_day(time: &str) -> Option<(i64, i64)> {
    let (time, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => (time[..at].trim_end(), offset(&time[at..])?),
        None => (time, CHINA),
    };
    let mut parts = time.split(':');
    let (hour, minute) = (part(parts.next()?, 2)?, part(parts.next()?, 2)?);
    let second = match parts.next() {
        // Parts of a second are nothing that an article ends with.
        Some(second) => part(second.split('.').next()?, 2)?,
        None => 0,
    };
    let is_time = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
    is_time.then_some((hour * 3_600 + minute * 60 + second, offset))
}

fn offset(text: &str) -> Option<i64> {
    let sign = match text.bytes().next()? {
        b'Z' | b'z' => return (text.len() == 1).then_some(0),
        b'+' => 1,
        _ => -1,
    };
    let digits = text[1..].replace(':', "");
    // By bytes: whatever else somebody typed there may not be cut in two.
    if digits.len() != 4 || !digits.is_ascii() {
        return None;
    }
    let (hours, minutes) = (part(&digits[..2], 2)?, part(&digits[2..], 2)?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

fn part(text: &str, most: usize) -> Option<i64> {
    let is_number = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

const fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since the epoch in the Gregorian calendar, by years that begin in March.
const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day - 719_469
}

/// Year, month and day, so many days after the epoch.
const fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let of_era = days % 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let is_next = month >= 10;
    let year = year + days / 146_097 * 400 + if is_next { 1 } else { 0 };
    (year, if is_next { month - 9 } else { month + 3 }, day)
}

const DAY: i64 = 86_400;
/// 9999-12-31 in China, in seconds: days from there on are not written as such.
const END: i64 = 253_402_185_600;
/// UTC+8, in seconds.
const CHINA: i64 = 8 * 3_600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_that_is_written_is_read_as_the_same() {
        for (at, written) in [
            (0, "1970-01-01T08:00:00+08:00"),
            (951_782_400_000, "2000-02-29T08:00:00+08:00"),
            (1_798_646_399_000, "2026-12-30T23:59:59+08:00"),
            (1_798_646_400_000, "2026-12-31T00:00:00+08:00"),
            (1_798_646_400_001, "1798646400001"),
            (5, "00000000005"),
            (253_402_185_599_000, "9999-12-30T23:59:59+08:00"),
            (253_402_185_600_000, "253402185600000"),
            (u64::MAX, "18446744073709551615"),
        ] {
            assert_eq!(write(Timestamp(at)), written);
        }
        let days = (0..3_000_000).step_by(17).map(|day| day * 86_400_000);
        for at in days.chain([5, u64::MAX, u64::MAX / 1_000 * 1_000]) {
            for at in [at, at.saturating_sub(1_000), at.saturating_add(3_599_999)] {
                let written = write(Timestamp(at));
                let whole = Moment { at: Timestamp(at), is_day: false };
                assert_eq!(read(&written), Some(whole), "{written}");
            }
        }
    }

    #[test]
    fn a_moment_is_read_as_people_write_it() {
        let at = |text| read(text).map(|moment| moment.at.0);
        assert_eq!(at("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(at("2000-02-29 08:00"), Some(951_782_400_000));
        assert_eq!(at("2026-12-31"), Some(1_798_646_400_000));
        assert_eq!(at("2026/12/31"), at("2026-12-31"));
        assert_eq!(at("2026-12-31T00:00:00+08:00"), at("2026-12-31"));
        assert_eq!(at("2026-12-30T16:00:00.5Z"), at("2026-12-31"));
        assert_eq!(at("2026-12-30T11:00-0500"), at("2026-12-31"));
        assert_eq!(at("1798646400000"), Some(1_798_646_400_000));
        assert_eq!(read("2026-12-31").map(Moment::end), read("2027-01-01").map(|day| day.at));
        for bad in [
            "",
            "2026",
            "2026-13-01",
            "2026-02-29",
            "2026-00-01",
            "31.12.2026",
            "2026-12-31 24:00",
            "2026-12-31T",
            "2026-12-31 1",
            "1969-12-31",
            "明天",
            "2026-12-31T00:00+25:00",
            "2026-12-31 09:00-9点",
            "2026-12-31 09:00+点9",
            "99999999999999999999999",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
