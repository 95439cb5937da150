//! When a service that fails is left alone.

use std::time::Duration;

use crate::time::Timestamp;

/// Knows whether a service is worth asking while somebody waits.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Breaker {
    /// How often it failed since it last worked.
    failures: u32,
    rests_until: Timestamp,
}

impl Breaker {
    /// Whether it is to be asked now.
    #[must_use]
    pub fn may_ask(&self, now: Timestamp) -> bool {
        // A clock that was set back must not keep it resting.
        now >= self.rests_until || now.after(REST) < self.rests_until
    }

    /// It answered as it should.
    pub const fn worked(&mut self) {
        self.failures = 0;
    }

    /// It did not. Past a few failures in a row each is followed by a rest, so that of those who ask
    /// meanwhile one in a while waits for it in vain, and not everyone.
    pub fn failed(&mut self, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= IN_A_ROW {
            self.rests_until = now.after(REST);
        }
    }
}

/// How long to wait before something that failed so often in a row, and that nobody waits for, is tried
/// again: from 5 seconds, doubled up to about ten minutes.
#[must_use]
pub fn pause(failures: u32) -> Duration {
    let doubled = failures.saturating_sub(1).min(7);
    Duration::from_secs(5 << doubled)
}

/// Failures in a row that are borne. At 1 one lost packet silences the service.
const IN_A_ROW: u32 = 3;
/// How long it is left alone.
const REST: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_three_failures_in_a_row_it_rests() {
        let mut breaker = Breaker::default();
        let now = Timestamp(1_000_000);
        breaker.failed(now);
        breaker.failed(now);
        breaker.worked();
        breaker.failed(now);
        breaker.failed(now);
        assert!(breaker.may_ask(now));
        breaker.failed(now);
        assert!(!breaker.may_ask(now) && !breaker.may_ask(now.after(REST / 2)));
        let rested = now.after(REST);
        assert!(breaker.may_ask(rested));
        // One more failure is enough now.
        breaker.failed(rested);
        assert!(!breaker.may_ask(rested));
        breaker.worked();
        breaker.failed(rested.after(REST));
        assert!(breaker.may_ask(rested.after(REST)));
    }

    #[test]
    fn a_clock_that_is_set_back_ends_the_rest() {
        let mut breaker = Breaker::default();
        (0..IN_A_ROW).for_each(|_| breaker.failed(Timestamp(10_000_000)));
        assert!(breaker.may_ask(Timestamp(1_000)));
    }

    #[test]
    fn pauses_grow_and_end_growing() {
        let seconds = [0, 1, 2, 3, 8, 9, u32::MAX].map(|failures| pause(failures).as_secs());
        assert_eq!(seconds, [5, 5, 10, 20, 640, 640, 640]);
    }
}
