//! An object's one alarm: it rings when the earliest of all that is due is due.
//!
//! The runtime delivers it at least once and wakes the object for it. What it rings for is not kept:
//! whoever hears it looks at everything, so one that rings early does no harm.

use std::cell::Cell;
use std::time::Duration;

use shared::time::Timestamp;
use worker::{State, console_error, console_warn};

use crate::run::now;
use crate::store;

/// When the alarm will ring, as far as is known since waking.
#[derive(Default)]
pub(crate) struct Alarm(Cell<Option<Timestamp>>);

impl Alarm {
    /// Sees to it that it rings at the earliest of these moments, at the latest.
    pub(crate) fn arm(&self, due: impl IntoIterator<Item = Timestamp>, state: &State) {
        self.arm_by(due, |at| store::set_alarm(state, at));
    }

    /// The same for what may be lost in a crash, so that no answer waits for this write.
    pub(crate) fn arm_lightly(&self, due: Timestamp, state: &State) {
        self.arm_by([due], |at| store::set_light_alarm(state, at));
    }

    fn arm_by(
        &self,
        due: impl IntoIterator<Item = Timestamp>,
        set: impl FnOnce(Timestamp) -> worker::Result<()>,
    ) {
        let Some(wanted) = due.into_iter().min() else { return };
        // Setting it again costs a write.
        if self.0.get().is_some_and(|armed| armed <= wanted) {
            return;
        }
        let at = wanted.max(now().after(SOON));
        match set(at) {
            Ok(()) => self.0.set(Some(at)),
            Err(error) => console_error!("an alarm could not be set: {error}"),
        }
    }

    /// Sees to it that what failed is tried again.
    pub(crate) fn arm_for_retry(&self, state: &State) {
        self.arm([retry(now())], state);
    }

    /// Sees to it that it rings at that moment, days from now, and hardly sooner: for what may be lost.
    pub(crate) fn put_off(&self, due: Timestamp, state: &State) {
        self.0.set(None);
        self.arm_lightly(due, state);
    }

    /// Whether it is known that it will not ring for long: no deadline is as far off.
    pub(crate) fn is_far_off(&self) -> bool {
        self.0.get().is_some_and(|armed| armed > now().after(FAR))
    }

    /// Whether it is known that it will ring.
    pub(crate) const fn is_armed(&self) -> bool {
        self.0.get().is_some()
    }

    /// Sees to it that it does not ring for nothing: that would wake the object, and keep it awake for
    /// a while. What was armed before the last sleep is not known here, and rings.
    pub(crate) fn disarm(&self, state: &State) {
        if self.0.take().is_some()
            && let Err(error) = store::delete_alarm(state)
        {
            console_warn!("an alarm will ring for nothing: {error}");
        }
    }

    /// It rings.
    pub(crate) fn rang(&self) {
        self.0.set(None);
    }
}

/// When to look again at what is due at `deadline`: what is still due right after a step will not
/// come of another one now.
pub(crate) fn after_step(deadline: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    deadline.map(|due| if due <= now { retry(now) } else { due })
}

/// When something that may not have arrived is sent again.
pub(crate) fn retry(now: Timestamp) -> Timestamp {
    now.after(RETRY)
}

/// The same for what has failed so often before: ever more seldom, up to 160 seconds.
pub(crate) fn retry_again(now: Timestamp, failures: u32) -> Timestamp {
    now.after(RETRY * 2_u32.pow(failures.min(5)))
}

const FAR: Duration = Duration::from_secs(12 * 3600);
const RETRY: Duration = Duration::from_secs(5);
/// An alarm in the past would ring at once, and again, and again.
const SOON: Duration = Duration::from_millis(100);
