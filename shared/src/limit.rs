//! How much, how fast: token buckets, one timestamp each.
//!
//! ```
//! use shared::limit::{Bucket, Rate};
//! use shared::time::Timestamp;
//!
//! let two_then_one_a_second = Rate { burst: 2, per_minute: 60 };
//! let mut bucket = Bucket::default();
//! let now = Timestamp(1_000_000);
//! assert!(bucket.take(two_then_one_a_second, now).is_ok());
//! assert!(bucket.take(two_then_one_a_second, now).is_ok());
//! assert_eq!(bucket.take(two_then_one_a_second, now).map_err(|wait| wait.seconds()), Err(1));
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// How much is allowed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How many at once. 1 allows no burst at all; 0 allows nothing, ever.
    pub burst: u32,
    /// How many a minute in the long run. 0 means that what was spent is back after a year.
    pub per_minute: u32,
}

impl Rate {
    /// The same rate for `many` who share one bucket.
    #[must_use]
    pub const fn times(self, many: u32) -> Self {
        Self {
            burst: self.burst.saturating_mul(many),
            per_minute: self.per_minute.saturating_mul(many),
        }
    }

    /// Microseconds until one more is allowed.
    const fn interval(self) -> u64 {
        match self.per_minute {
            0 => YEAR,
            some => 60_000_000 / some as u64,
        }
    }
}

/// What one visitor, or one address, has spent.
///
/// A bucket is full again from `full_at` on; what is missing is told by how far away that is. So an
/// idle bucket and no bucket are the same, and can be forgotten.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Bucket {
    /// In microseconds since the epoch.
    full_at: u64,
}

impl Bucket {
    /// Takes one.
    ///
    /// # Errors
    /// How long to wait if nothing is left; then nothing was taken.
    pub fn take(&mut self, rate: Rate, now: Timestamp) -> Result<(), Wait> {
        self.take_many(1, rate, now)
    }

    /// Takes `count` at once. A count above `rate.burst` is never granted.
    ///
    /// # Errors
    /// How long to wait if so many are not left; then nothing was taken.
    pub fn take_many(&mut self, count: u32, rate: Rate, now: Timestamp) -> Result<(), Wait> {
        let now = now.0.saturating_mul(1000);
        let interval = rate.interval();
        let depth = interval.saturating_mul(u64::from(rate.burst));
        // A clock that was set back must not lock anyone out for longer than an empty bucket would.
        self.full_at = self.full_at.clamp(now, now.saturating_add(depth));
        let after = self.full_at.saturating_add(interval.saturating_mul(u64::from(count)));
        let missing = after.saturating_sub(now);
        if missing > depth {
            return Err(Wait { micros: missing - depth });
        }
        self.full_at = after;
        Ok(())
    }

    /// Whether nothing is missing from it.
    #[must_use]
    pub const fn is_full(self, now: Timestamp) -> bool {
        self.full_at <= now.0.saturating_mul(1000)
    }
}

/// How long to wait.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Wait {
    micros: u64,
}

impl Wait {
    /// In whole seconds, at least one: as `Retry-After` wants it. A day stands for anything longer.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        let seconds = self.micros.div_ceil(1_000_000);
        if seconds > DAY { DAY } else { seconds }
    }
}

/// The buckets of many, within bounded memory.
#[derive(Clone, Debug)]
pub struct Buckets<K> {
    buckets: BTreeMap<K, Bucket>,
    capacity: usize,
}

impl<K: Ord + Clone> Buckets<K> {
    /// Room for `capacity` who have spent something; beyond it those who have spent least are
    /// forgiven.
    #[must_use]
    pub const fn new(capacity: usize) -> Self {
        Self { buckets: BTreeMap::new(), capacity }
    }

    /// Takes one from the bucket of `key`.
    ///
    /// # Errors
    /// How long `key` has to wait.
    pub fn take(&mut self, key: K, rate: Rate, now: Timestamp) -> Result<(), Wait> {
        if self.buckets.len() >= self.capacity && !self.buckets.contains_key(&key) {
            self.forget(now);
        }
        self.buckets.entry(key).or_default().take(rate, now)
    }

    /// How many have spent something that has not come back yet, at most.
    #[must_use]
    pub fn len(&self) -> usize {
        self.buckets.len()
    }

    /// Whether nobody has spent anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }

    fn forget(&mut self, now: Timestamp) {
        self.buckets.retain(|_, bucket| !bucket.is_full(now));
        if self.buckets.len() < self.capacity {
            return;
        }
        let mut soonest: Vec<u64> = self.buckets.values().map(|bucket| bucket.full_at).collect();
        let middle = soonest.len() / 2;
        let (_, &mut median, _) = soonest.select_nth_unstable(middle);
        self.buckets.retain(|_, bucket| bucket.full_at > median);
    }
}

const YEAR: u64 = 365 * DAY * 1_000_000;
const DAY: u64 = 86_400;

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { burst: 3, per_minute: 60 };

    #[test]
    fn a_burst_passes_and_the_next_waits_its_turn() {
        let mut bucket = Bucket::default();
        let start = Timestamp(1_700_000_000_000);
        for _ in 0..3 {
            assert_eq!(bucket.take(RATE, start), Ok(()));
        }
        let refused = bucket.take(RATE, start);
        assert_eq!(refused.map_err(Wait::seconds), Err(1));
        assert_eq!(bucket.take(RATE, Timestamp(start.0 + 999)).map_err(Wait::seconds), Err(1));
        assert_eq!(bucket.take(RATE, Timestamp(start.0 + 1000)), Ok(()));
        assert!(bucket.take(RATE, Timestamp(start.0 + 1000)).is_err());
        assert!(bucket.is_full(Timestamp(start.0 + 4000)));
    }

    #[test]
    fn in_the_long_run_no_more_passes_than_the_rate() {
        let mut bucket = Bucket::default();
        let passed = (0..60_000_u64)
            .filter(|ms| bucket.take(RATE, Timestamp(1_000_000 + ms)).is_ok())
            .count();
        assert_eq!(passed, 3 + 59);
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let mut bucket = Bucket::default();
        for _ in 0..3 {
            assert!(bucket.take(RATE, Timestamp(9_000_000_000)).is_ok());
        }
        assert_eq!(bucket.take(RATE, Timestamp(1_000)).map_err(Wait::seconds), Err(1));
        assert_eq!(bucket.take(RATE, Timestamp(2_000)), Ok(()));
    }

    #[test]
    fn nothing_allowed_means_nothing_passes() {
        let closed = Rate { burst: 0, per_minute: 60 };
        assert!(Bucket::default().take(closed, Timestamp(5)).is_err());
        let once = Rate { burst: 1, per_minute: 0 };
        let mut bucket = Bucket::default();
        assert!(bucket.take(once, Timestamp(5)).is_ok());
        assert_eq!(bucket.take(once, Timestamp(1_000_000_000)).map_err(Wait::seconds), Err(DAY));
    }

    #[test]
    fn memory_stays_bounded_and_the_heaviest_spender_is_remembered() {
        let mut buckets = Buckets::new(100);
        let now = Timestamp(1_000_000);
        for _ in 0..3 {
            assert!(buckets.take(u32::MAX, RATE, now).is_ok());
        }
        for key in 0..10_000 {
            assert!(buckets.take(key, RATE, now).is_ok());
            assert!(buckets.len() <= 100);
        }
        assert!(buckets.take(u32::MAX, RATE, now).is_err());
    }
}
