//! The mark.

use leptos::prelude::*;

/// A ferry on a river.
#[component]
pub(crate) fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="8" class="ground"/>
            <path d="M7 17h18l-3.2 5.2a2 2 0 0 1-1.7 1H11.9a2 2 0 0 1-1.7-1Z" class="hull"/>
            <path d="M15.4 6.5v9h-6Zm2 2.2 5.2 6.8h-5.2Z" class="hull"/>
        </svg>
    }
}
