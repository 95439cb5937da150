//! What is seen. Plain functions of the page's state; what a person typed is only ever a text node.

pub(crate) mod card;
mod composer;
mod entry;
mod foot;
mod head;
mod log;
mod why;

use gloo::events::EventListener;
use ui::ime;
use ui::locale::Locale;
use ui::signal::*;
use ui::theme::Theme;
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;

use crate::chat::{self, Chat};
use crate::dom::{document, react, window};
use crate::host;

/// Puts the page together, in place of the shell.
pub(crate) fn page() {
    let locale = Locale::of_page();
    Theme::of_page().apply();
    let chat = Chat::new(site(), locale);
    let (Some(root), Some(body)) = (chat::root(), document().body()) else { return };
    root.set_lang(locale.tag());
    let wished = root.has_attribute("data-human");
    body.set_text_content(None);
    fit();
    color(chat);
    escape(chat);
    for part in [head::head(chat), log::scroller(chat), foot::foot(chat)] {
        let _ = body.append_child(&part.0);
    }
    chat.begin();
    // The shell takes a tap on 转人工 before this page is there.
    if wished {
        chat.ask_for_person();
    }
}

/// `/widget/{site}` or `/h5/{site}`.
fn site() -> String {
    let path = window().location().pathname().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
}

/// The page is as high as what the keyboard leaves of the screen.
fn fit() {
    let Some(viewport) = window().visual_viewport() else { return };
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
            let _ = style.set_property(name, &[&(value as i32).to_string(), "px"].concat());
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
    react(move || {
        let color = chat.shop.with(|shop| shop.as_ref()?.color.clone());
        let (Some(color), Some(root)) = (color, chat::root()) else { return };
        let style = root.style();
        let _ = style.set_property("--brand", &color);
        let _ = style.set_property("--on-brand", letters_on(&color));
    });
}

/// Black or white, whichever stands out more (WCAG 2.2, relative luminance, with squares for
/// powers of 2.4).
fn letters_on(color: &str) -> &'static str {
    let channel = |at: usize| {
        let hex = color.get(at..at + 2).unwrap_or_default();
        let value = u32::from_str_radix(hex, 16).unwrap_or(0);
        value * value
    };
    let light = 2126 * channel(1) + 7152 * channel(3) + 722 * channel(5);
    if light > 10_000 * 255 * 255 / 4 { "#111" } else { "#fff" }
}

/// Escape closes what is open: first the reason, then the chat.
fn escape(chat: Chat) {
    EventListener::new(&window(), "keydown", move |event| {
        let event: &KeyboardEvent = event.unchecked_ref();
        if event.key() != "Escape" || ime::is_composing(event) {
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
