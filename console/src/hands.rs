//! When somebody last wrote: what comes by itself does not change the page under their hands.

use std::time::Duration;

use gloo::events::EventListenerOptions;
use leptos::prelude::*;
use shared::time::Timestamp;
use ui::time;

use crate::place::listen;

/// The hands at the keyboard. Its copies are the same.
#[derive(Clone, Copy)]
pub(crate) struct Hands {
    wrote: StoredValue<Timestamp>,
}

impl Hands {
    /// Watches them as long as the owner lives.
    pub(crate) fn new() -> Self {
        let hands = Self { wrote: StoredValue::new(Timestamp(0)) };
        // By whichever way: an input method's keys say nothing of what it writes.
        listen("input", EventListenerOptions::run_in_capture_phase(), move |_| {
            let _ = hands.wrote.try_update_value(|wrote| *wrote = time::now());
        });
        hands
    }

    /// Whether something was written after `at`.
    pub(crate) fn wrote_since(self, at: Timestamp) -> bool {
        self.wrote.with_value(|wrote| *wrote > at)
    }

    /// Whether they are writing now.
    pub(crate) fn are_busy(self) -> bool {
        self.wrote.with_value(|wrote| time::now().since(*wrote) < PAUSE)
    }
}

/// Who has written nothing for so long has paused.
const PAUSE: Duration = Duration::from_secs(1);
