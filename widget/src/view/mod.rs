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
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;

use crate::chat::Chat;
use crate::dom::{document, react, window};
use crate::{host, shell};

/// Puts the page together, in place of the shell.
pub(crate) fn page() {
    let (Some(root), Some(body)) = (document().document_element(), document().body()) else {
        return;
    };
    // The shell has found out which shop and which language.
    let told = |name: &str| root.get_attribute(name).unwrap_or_default();
    // It takes a tap on 转人工 before this page is there, too.
    let wished = root.has_attribute("data-human");
    let chat = Chat::new(told("data-site"), Locale::of_tag(&told("lang")), wished);
    body.set_text_content(None);
    dress(chat);
    escape(chat);
    for part in [head::head(chat), log::scroller(chat), foot::foot(chat)] {
        let _ = body.append_child(&part.0);
    }
    chat.begin();
}

/// The shop's name and colour.
fn dress(chat: Chat) {
    react(move || {
        chat.shop.with(|shop| {
            if let Some(shop) = shop {
                let name = shop.name.as_deref().unwrap_or(chat.words.title);
                shell::shop(name, shop.color.as_deref());
            }
        });
    });
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
