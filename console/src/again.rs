//! Asking who is signed in, again and again, while the edge does not say: a sign-in outlives a lost network and
//! a server that restarts, and so must the page that was loaded just then.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use shared::api::SignedIn;
use ui::http::Failure;
use wasm_bindgen_futures::spawn_local;

use crate::language::LanguageMenu;
use crate::mark::Mark;
use crate::page::{Page, page};
use crate::session;
use crate::tell;

/// What the edge says of who is signed in.
pub(crate) type Answer = Result<Option<SignedIn>, Failure>;

/// Why nobody knows who is signed in, until the edge says it.
#[component]
pub(crate) fn Again(
    /// How the edge failed to say.
    failure: Failure,
    /// Takes what it says at last.
    on_answer: Callback<Answer>,
) -> impl IntoView {
    let Page { words, .. } = page();
    let told = RwSignal::new(failure);
    let busy = RwSignal::new(false);
    let next = StoredValue::new_local(None::<Timeout>);
    let ask = Callback::new(move |()| {
        // `None`: the page is gone, or is asking already.
        if busy.try_get_untracked() != Some(false) {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = session::resume().await;
            let _ = busy.try_set(false);
            match answer {
                Err(failure) if failure.is_passing() => drop(told.try_set(failure)),
                answer => on_answer.run(answer),
            }
        });
    });
    Effect::new(move || {
        let wait = Timeout::new(told.with(pause), move || ask.run(()));
        next.set_value(Some(wait));
    });
    let online =
        web_sys::window().map(|window| EventListener::new(&window, "online", move |_| ask.run(())));
    let online = StoredValue::new_local(online);
    on_cleanup(move || {
        drop(next.try_update_value(Option::take));
        drop(online.try_update_value(Option::take));
    });
    // The same words again are not announced again.
    let told = Memo::new(move |_| told.with(|failure| tell::explain(failure, words)));
    view! {
        <main class="door">
            <div class="card">
                <Mark/>
                <h1>{words.title}</h1>
                <p class="trouble" role="alert">{told}</p>
                <p class="soft">{words.still_signed_in}</p>
                <button
                    type="button"
                    class="primary"
                    aria-disabled=move || busy.get().to_string()
                    on:click=move |_| ask.run(())
                >
                    {move || if busy.get() { words.connecting } else { words.retry }}
                </button>
                <LanguageMenu/>
            </div>
        </main>
    }
}

/// How long to wait before asking again, in milliseconds.
fn pause(failure: &Failure) -> u32 {
    let asked = failure.retry_after();
    asked.map_or(PAUSE, |seconds| u32::try_from(seconds).unwrap_or(MOST).min(MOST) * 1_000)
}

/// In milliseconds.
const PAUSE: u32 = 3_000;
/// However long it asks for, in seconds.
const MOST: u32 = 300;
