//! What is seen. Plain functions of the page's state; what a person typed is only ever a text node.

pub(crate) mod card;
mod entry;
mod foot;
mod head;
mod log;
pub(crate) mod why;

use gloo::events::EventListener;
use leptos::prelude::*;
use ui::locale::Locale;
use ui::theme::Theme;
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;

use crate::chat::{self, Chat};
use crate::host;

/// The page.
pub(crate) fn page() -> impl IntoView {
    let locale = Locale::of_page();
    Theme::of_page().apply();
    let chat = Chat::new(site(), locale);
    if let Some(root) = chat::root() {
        root.set_lang(locale.tag());
        // The shell's own words have done their work.
        if let Some(early) = root.query_selector("#early").ok().flatten() {
            early.remove();
        }
        if root.has_attribute("data-human") {
            chat.ask_for_person();
        }
    }
    fit();
    color(chat);
    escape(chat);
    chat.begin();
    view! {
        {head::head(chat)}
        {log::scroller(chat)}
        {foot::foot(chat)}
    }
}

/// `/widget/{site}` or `/h5/{site}`.
fn site() -> String {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok());
    path.unwrap_or_default().trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
}

/// The page is as high as what the keyboard leaves of the screen.
fn fit() {
    let Some(viewport) = web_sys::window().and_then(|window| window.visual_viewport()) else {
        return;
    };
    let watched = viewport.clone();
    let fit = move || {
        let Some(root) = chat::root() else { return };
        let style = root.style();
        // A zoomed page scrolls as its reader likes.
        if watched.scale() > 1.01 {
            let _ = style.remove_property("--height");
            return;
        }
        let set = |name: &str, value: f64| {
            let _ = style.set_property(name, &[&value.to_string(), "px"].concat());
        };
        set("--height", watched.height());
        set("--top", watched.offset_top());
    };
    fit();
    for event in ["resize", "scroll"] {
        let fit = fit.clone();
        EventListener::new(&viewport, event, move |_| fit()).forget();
    }
}

/// The shop's colour, with letters on it that can be read.
fn color(chat: Chat) {
    Effect::new(move || {
        let color = chat.profile.with(|profile| profile.as_ref()?.color.clone());
        let (Some(color), Some(root)) = (color, chat::root()) else { return };
        let style = root.style();
        let _ = style.set_property("--brand", &color);
        let _ = style.set_property("--on-brand", letters_on(&color));
    });
}

/// Black or white, whichever stands out more (WCAG 2.2, relative luminance).
fn letters_on(color: &str) -> &'static str {
    let channel = |at: usize| {
        let hex = color.get(at..at + 2).unwrap_or("00");
        let value = f64::from(u8::from_str_radix(hex, 16).unwrap_or(0)) / 255.0;
        value * value
    };
    let light = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    if light > 0.25 { "#111" } else { "#fff" }
}

/// Escape closes what is open: first the reason, then the chat.
fn escape(chat: Chat) {
    let Some(window) = web_sys::window() else { return };
    EventListener::new(&window, "keydown", move |event| {
        let event: &KeyboardEvent = event.unchecked_ref();
        if event.key() != "Escape" || event.is_composing() {
            return;
        }
        if chat.why.get_untracked() {
            chat.why.set(false);
        } else {
            host::close();
        }
    })
    .forget();
}
