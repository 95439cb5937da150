//! Where the keyboard is, when what had it is gone or hidden.

use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsCast as _;
use web_sys::{Document, HtmlElement};

/// Puts the focus on what the first of these selectors finds and is shown, unless something that is shown
/// has it: else the keyboard, and a screen reader, would begin at the top of the page.
pub(crate) fn rescue(selectors: Vec<String>) {
    request_animation_frame(move || {
        let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
        if is_held(&document) {
            return;
        }
        for selector in &selectors {
            let Ok(all) = document.query_selector_all(selector) else { continue };
            let all =
                (0..all.length()).filter_map(|at| all.item(at)?.dyn_into::<HtmlElement>().ok());
            if let Some(element) = all.into_iter().find(is_shown) {
                let _ = element.focus();
                return;
            }
        }
    });
}

/// Whether the focus is in a box that takes text.
pub(crate) fn is_in_a_text() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let active = document.and_then(|document| document.active_element());
    active.is_some_and(|active| matches!(active.tag_name().as_str(), "TEXTAREA" | "INPUT"))
}

/// Whether what this selector finds first is shown.
pub(crate) fn is_on_page(selector: &str) -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let found = document.and_then(|document| document.query_selector(selector).ok().flatten());
    found
        .and_then(|found| found.dyn_into::<HtmlElement>().ok())
        .is_some_and(|found| is_shown(&found))
}

fn is_held(document: &Document) -> bool {
    let active = document.active_element().and_then(|active| active.dyn_into::<HtmlElement>().ok());
    active.is_some_and(|active| active.tag_name() != "BODY" && is_shown(&active))
}

/// Whether it has a box on the page.
fn is_shown(element: &HtmlElement) -> bool {
    element.get_client_rects().length() > 0
}
