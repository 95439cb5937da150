//! The text box and its button.

use std::cell::RefCell;
use std::rc::Rc;

use shared::field::TEXT;
use ui::ime::{self, Composing};
use ui::signal::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlTextAreaElement;

use crate::chat::Chat;
use crate::dom::{El, Text, before_drawing, classed, el, react};

pub(super) fn composer(chat: Chat) -> El {
    let words = chat.words;
    let composing = Rc::new(RefCell::new(Composing::default()));
    let [starts, ends, sends, breaks] = [(); 4].map(|()| composing.clone());
    let field = el("textarea")
        .attr("rows", "1")
        .attr("maxlength", &TEXT.to_string())
        .attr("enterkeyhint", "send")
        .attr("aria-label", words.message)
        .attr("placeholder", words.message)
        .on("compositionstart", move |_| starts.borrow_mut().starts())
        .on("compositionend", move |event| ends.borrow_mut().ends(event))
        .on("keydown", move |event| {
            if sends.borrow_mut().sends(event.unchecked_ref()) {
                chat.send();
            }
        })
        .on("beforeinput", move |event| {
            if breaks.borrow().line_sends(event.unchecked_ref()) {
                chat.send();
            }
        });
    let typed = field.clone();
    let field = field.on("input", move |_| {
        chat.text.set(value(&typed));
        chat.talk.types();
    });
    let node: HtmlTextAreaElement = field.0.clone().unchecked_into();
    react(move || {
        chat.text.with(|text| {
            // Setting the same text again would disturb an input method.
            if node.value() != *text {
                node.set_value(text);
            }
        });
        let node = node.clone();
        // Not before the box shows the text.
        before_drawing(move || ime::grow(&node));
    });
    let left = move || -> Text {
        let left = chat.text.with(|text| TEXT.saturating_sub(text.encode_utf16().count()));
        if left < 200 { left.to_string().into() } else { "".into() }
    };
    let empty = move || chat.text.with(|text| text.trim().is_empty()).then_some("".into());
    let button = classed("button", "send")
        .text(words.send)
        .live_attr("disabled", empty)
        // Pressing it must not take the focus, which would close a phone's keyboard.
        .on("pointerdown", |event| event.prevent_default());
    classed("form", "composer")
        .on("submit", move |event| {
            event.prevent_default();
            chat.send();
        })
        .add(field)
        .add(classed("span", "left").attr("aria-hidden", "true").live(left))
        .add(button)
}

/// What is in a text box.
pub(super) fn value(field: &El) -> String {
    let value = js_sys::Reflect::get(&field.0, &"value".into()).unwrap_or_default();
    value.as_string().unwrap_or_default()
}
