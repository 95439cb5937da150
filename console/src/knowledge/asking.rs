//! Something that was asked of the edge, and how far the answer is.

use leptos::prelude::*;
use ui::http::Failure;
use wasm_bindgen_futures::spawn_local;

use super::shop::Shop;
use crate::page::{Page, page};

/// A question that may be asked again; only the answer to the latest asking counts. A handle: its copies
/// are the same.
pub(super) struct Asking<T: Send + Sync + 'static> {
    /// The latest answer; it stays while the next is on its way.
    pub(super) here: RwSignal<Option<T>>,
    /// Whether an answer is on its way.
    pub(super) busy: RwSignal<bool>,
    /// Why there is none.
    pub(super) trouble: RwSignal<Option<String>>,
    serial: StoredValue<u32>,
}

impl<T: Clone + Send + Sync + 'static> Asking<T> {
    /// Nothing was asked yet.
    #[must_use]
    pub(super) fn new() -> Self {
        Self {
            here: RwSignal::new(None),
            busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
            serial: StoredValue::new(0),
        }
    }

    /// Asks, and forgets what was asked before.
    pub(super) fn ask(
        self,
        shop: Shop,
        question: impl Future<Output = Result<T, Failure>> + 'static,
    ) {
        let this = self.serial.get_value().wrapping_add(1);
        self.serial.set_value(this);
        self.busy.set(true);
        spawn_local(async move {
            let answer = question.await;
            // Whoever asked may be gone by now, or has asked something else.
            if self.serial.try_get_value() != Some(this) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(answer) => {
                    self.trouble.set(None);
                    self.here.set(Some(answer));
                }
                Err(failure) => self.trouble.set(Some(shop.explain(&failure))),
            }
        });
    }

    /// Takes what came by another way: an answer that is still on its way may be older.
    pub(super) fn take(self, answer: T) {
        if let Some(serial) = self.serial.try_get_value() {
            self.serial.set_value(serial.wrapping_add(1));
            self.busy.set(false);
            self.here.set(Some(answer));
        }
    }

    /// Forgets the answer, and whatever is on its way.
    pub(super) fn forget(self) {
        self.serial.set_value(self.serial.get_value().wrapping_add(1));
        self.busy.set(false);
        self.trouble.set(None);
        self.here.set(None);
    }

    /// Says that the answer is on its way, or why there is none; `again` asks once more.
    pub(super) fn told(self, again: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
        let Page { words, .. } = page();
        let words = &words.knowledge;
        move || {
            if let Some(trouble) = self.trouble.get() {
                return view! {
                    <div class="trouble" role="alert">
                        <p>{trouble}</p>
                        <button type="button" on:click=move |_| again()>{words.retry}</button>
                    </div>
                }
                .into_any();
            }
            let first = self.busy.get() && self.here.with(Option::is_none);
            view! { <p class="soft" role="status">{first.then_some(words.loading)}</p> }.into_any()
        }
    }
}

impl<T: Send + Sync + 'static> Clone for Asking<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Asking<T> {}
