//! A text box that input methods can trust.
//!
//! Enter sends, Shift+Enter breaks the line. The Enter that confirms a candidate of an input method
//! never sends: browsers mark it by `isComposing` or by key code 229, except Safari, which ends the
//! composition first and then reports a plain Enter within the same moment.

use leptos::ev::{CompositionEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

/// How many UTF-16 units a message may have; no more than that many characters.
pub const LIMIT: usize = shared::wire::TEXT;

/// What a composer says.
#[derive(Clone, Copy)]
pub struct Words {
    /// The text box's name and placeholder: 输入消息.
    pub message: &'static str,
    /// The button: 发送.
    pub send: &'static str,
}

/// A text box and its button.
///
/// `text` is the caller's, who may fill it in. `on_send` is given what is to be sent, trimmed and
/// never empty; the box has been emptied by then.
#[component]
pub fn Composer(
    /// What is in the box.
    text: RwSignal<String>,
    /// What it is called.
    words: Words,
    /// Takes what is to be sent.
    on_send: Callback<String>,
    /// Is called at every change by hand.
    on_type: Callback<()>,
    /// The text box, for the focus.
    node: NodeRef<html::Textarea>,
) -> impl IntoView {
    let composing = StoredValue::new(Composing { now: false, ended: f64::NEG_INFINITY });
    let send = move || {
        let said = text.with_untracked(|text| text.trim().to_owned());
        if !said.is_empty() {
            text.set(String::new());
            on_send.run(said);
        }
    };
    let key = move |event: KeyboardEvent| {
        if event.key() != "Enter" || event.shift_key() {
            return;
        }
        if composing.try_update_value(|composing| composing.claims(&event)) == Some(true) {
            return;
        }
        event.prevent_default();
        send();
    };
    let ended = move |event: CompositionEvent| {
        composing.set_value(Composing { now: false, ended: event.time_stamp() });
    };
    Effect::new(move || {
        text.track();
        if let Some(node) = node.get() {
            // Not before the box shows the text.
            request_animation_frame(move || grow(&node));
        }
    });
    let left = move || text.with(|text| LIMIT.saturating_sub(text.encode_utf16().count()));
    view! {
        <form class="composer" on:submit=move |event| {
            event.prevent_default();
            send();
        }>
            <textarea
                node_ref=node
                rows="1"
                maxlength=LIMIT.to_string()
                enterkeyhint="send"
                aria-label=words.message
                placeholder=words.message
                prop:value=text
                on:input=move |event| {
                    text.set(event_target_value(&event));
                    on_type.run(());
                }
                on:compositionstart=move |_| composing.update_value(|c| c.now = true)
                on:compositionend=ended
                on:keydown=key
            ></textarea>
            <span class="left" aria-hidden="true">
                {move || Some(left()).filter(|left| *left < 200).map(|left| left.to_string())}
            </span>
            // Pressing it must not take the focus, which would close a phone's keyboard.
            <button
                type="submit"
                class="send"
                aria-label=words.send
                disabled=move || text.with(|text| text.trim().is_empty())
                on:pointerdown=|event| event.prevent_default()
            >
                <span aria-hidden="true">{words.send}</span>
            </button>
        </form>
    }
}

#[derive(Clone, Copy)]
struct Composing {
    now: bool,
    ended: f64,
}

impl Composing {
    /// Whether the input method has a use for this key.
    fn claims(&mut self, event: &KeyboardEvent) -> bool {
        let just_ended = event.time_stamp() - self.ended < SAME_MOMENT;
        // A composition has one such Enter: the next is meant.
        self.ended = f64::NEG_INFINITY;
        if just_ended {
            // Safari's Enter would break the line.
            event.prevent_default();
        }
        self.now || event.is_composing() || event.key_code() == 229 || just_ended
    }
}

/// As high as its text, up to what the style sheet allows.
fn grow(node: &web_sys::HtmlTextAreaElement) {
    let style = node.unchecked_ref::<web_sys::HtmlElement>().style();
    let _ = style.set_property("height", "auto");
    let mut height = node.scroll_height().to_string();
    height.push_str("px");
    let _ = style.set_property("height", &height);
}

/// How long after the end of a composition an Enter still belongs to it, in milliseconds.
const SAME_MOMENT: f64 = 50.0;
