//! Signed in or not.

use leptos::prelude::*;
use shared::api::SignedIn;
use ui::http::Failure;
use ui::locale::Locale;
use ui::theme::Theme;
use wasm_bindgen_futures::spawn_local;

use crate::again::Again;
use crate::frame::Frame;
use crate::language;
use crate::page::{Page, entitle};
use crate::session::{self, Door, SignOut};
use crate::tell;
use crate::words::Words;

#[derive(Clone)]
enum Who {
    Asking,
    /// Nobody knows: the edge could not say.
    Unheard(Failure),
    Nobody(Option<String>),
    Someone(SignedIn),
}

impl Who {
    fn of(answer: Result<Option<SignedIn>, Failure>, words: &Words) -> Self {
        match answer {
            Ok(Some(signed_in)) => Self::Someone(signed_in),
            Ok(None) => Self::Nobody(None),
            Err(failure) if failure.is_passing() => Self::Unheard(failure),
            Err(failure) => Self::Nobody(Some(tell::explain(&failure, words))),
        }
    }
}

/// The page.
#[component]
pub(crate) fn App() -> impl IntoView {
    let locale = language::chosen();
    let words = Words::of(locale);
    provide_context(Page { words, locale });
    provide_context(SignOut::new());
    Theme::of_page().apply();
    dress(words, locale);

    let who = RwSignal::new(Who::Asking);
    spawn_local(async move { who.set(Who::of(session::resume().await, words)) });
    let hear = Callback::new(move |answer| who.set(Who::of(answer, words)));
    let enter = Callback::new(move |signed_in| who.set(Who::Someone(signed_in)));
    let leave = Callback::new(move |told| {
        entitle(words.title);
        who.set(Who::Nobody(told));
    });

    move || match who.get() {
        Who::Asking => view! { <p class="asking" role="status">{words.connecting}</p> }.into_any(),
        Who::Unheard(failure) => view! { <Again failure on_answer=hear/> }.into_any(),
        Who::Nobody(told) => view! { <Door told on_enter=enter/> }.into_any(),
        Who::Someone(signed_in) => view! { <Frame signed_in on_leave=leave/> }.into_any(),
    }
}

fn dress(words: &Words, locale: Locale) {
    entitle(words.title);
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("lang", locale.tag());
    }
}
