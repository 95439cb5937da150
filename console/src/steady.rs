//! A press is meant for what stood under the pointer before it: what has just come there is not pressed yet.

use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use web_sys::MouseEvent;

/// Whether something stands still. Its copies are the same.
#[derive(Clone, Copy)]
pub(crate) struct Steady {
    /// How many of its moves are too fresh to have been seen.
    fresh: StoredValue<usize>,
}

impl Steady {
    /// What stands where `place` says, which has just been shown.
    pub(crate) fn at<T>(place: impl Fn() -> T + Send + Sync + 'static) -> Self
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let steady = Self { fresh: StoredValue::new(0) };
        let place = Memo::new(move |_| place());
        Effect::new(move || {
            // To track it would not be enough: what nobody reads does not move.
            place.with(|_| ());
            steady.fresh.update_value(|fresh| *fresh += 1);
            let is_seen = move || {
                let _ = steady.fresh.try_update_value(|fresh| *fresh = fresh.saturating_sub(1));
            };
            Timeout::new(GLANCE, is_seen).forget();
        });
        steady
    }

    /// Whether it was meant by a press. A key means what has the focus, wherever it stands.
    pub(crate) fn is_meant_by(self, press: &MouseEvent) -> bool {
        press.detail() == 0 || self.fresh.with_value(|fresh| *fresh == 0)
    }
}

/// How long what has moved is not yet pressed, in milliseconds. Less: the second click of two takes the next
/// visitor; more: who is quick presses in vain.
const GLANCE: u32 = 400;
