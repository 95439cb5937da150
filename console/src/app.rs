//! Signed in or not, and what every part of the page knows.

use leptos::prelude::*;
use shared::api::SignedIn;
use ui::locale::Locale;
use ui::theme::Theme;
use wasm_bindgen_futures::spawn_local;

use crate::frame::Frame;
use crate::session::{self, Door};
use crate::words::Words;

/// What every part of the page knows.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    /// What it says.
    pub(crate) words: &'static Words,
    /// In which language.
    pub(crate) locale: Locale,
}

/// What every part of the page knows; for components below [`App`].
pub(crate) fn page() -> Page {
    use_context().unwrap_or_else(|| Page { words: Words::of(Locale::ZhCn), locale: Locale::ZhCn })
}

#[derive(Clone)]
enum Who {
    Asking,
    Nobody(Option<String>),
    Someone(SignedIn),
}

/// The page.
#[component]
pub(crate) fn App() -> impl IntoView {
    let locale = session::language();
    let words = Words::of(locale);
    provide_context(Page { words, locale });
    Theme::of_page().apply();
    dress(words, locale);

    let who = RwSignal::new(Who::Asking);
    spawn_local(async move {
        who.set(match session::resume().await {
            Ok(Some(signed_in)) => Who::Someone(signed_in),
            Ok(None) => Who::Nobody(None),
            Err(failure) => Who::Nobody(Some(session::explain(&failure, words))),
        });
    });
    let enter = Callback::new(move |signed_in| who.set(Who::Someone(signed_in)));
    let leave = Callback::new(move |told| {
        entitle(words.title);
        who.set(Who::Nobody(told));
    });

    move || match who.get() {
        Who::Asking => view! { <p class="asking" role="status">{words.connecting}</p> }.into_any(),
        Who::Nobody(told) => view! { <Door told on_enter=enter/> }.into_any(),
        Who::Someone(signed_in) => view! { <Frame signed_in on_leave=leave/> }.into_any(),
    }
}

/// Chooses the page's language.
#[component]
pub(crate) fn LanguageMenu() -> impl IntoView {
    let Page { words, locale } = page();
    let option = |it: Locale, name: &'static str| {
        view! { <option value=it.tag() selected=it == locale lang=it.tag()>{name}</option> }
    };
    view! {
        <select
            class="language"
            aria-label=words.language
            on:change=|event| session::choose_language(&event_target_value(&event))
        >
            {option(Locale::ZhCn, "简体中文")}
            {option(Locale::ZhTw, "繁體中文")}
            {option(Locale::En, "English")}
        </select>
    }
}

/// The mark: a ferry on a river.
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

/// Names the browser's tab.
pub(crate) fn entitle(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document())
        && document.title() != title
    {
        document.set_title(title);
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
