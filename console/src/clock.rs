//! The edge's time, told each second.

use gloo::timers::callback::Interval;
use leptos::prelude::*;
use shared::time::Timestamp;
use ui::time;

/// The edge's time, told each second: waits are measured by the clock that began them.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    now: RwSignal<Timestamp>,
    /// How many milliseconds the edge's clock is ahead of the browser's.
    ahead: RwSignal<i64>,
}

impl Clock {
    /// A clock that runs as long as its owner.
    pub(crate) fn new() -> Self {
        let clock = Self { now: RwSignal::new(time::now()), ahead: RwSignal::new(0) };
        let beat = Interval::new(1_000, move || clock.tick());
        on_cleanup({
            let beat = StoredValue::new_local(Some(beat));
            move || drop(beat.try_update_value(Option::take))
        });
        clock
    }

    /// Sets the clock by what the edge says now.
    pub(crate) fn set(self, edge: Timestamp) {
        let ahead = signed(edge).saturating_sub(signed(time::now()));
        self.ahead.set(ahead);
        self.tick();
    }

    /// How many whole seconds ago that was.
    pub(crate) fn since(self, then: Timestamp) -> u64 {
        self.now.get().since(then).as_secs()
    }

    /// How many seconds are left until then, the one that has begun included.
    pub(crate) fn until(self, then: Timestamp) -> u64 {
        then.since(self.now.get()).as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX)
    }

    fn tick(self) {
        let Some(ahead) = self.ahead.try_get_untracked() else { return };
        let now = signed(time::now()).saturating_add(ahead);
        let _ = self.now.try_set(Timestamp(u64::try_from(now).unwrap_or(0)));
    }
}

fn signed(at: Timestamp) -> i64 {
    i64::try_from(at.0).unwrap_or(i64::MAX)
}
