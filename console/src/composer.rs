//! A text box that input methods can trust, as a Leptos component. What makes it so is [`ime`].

use leptos::ev::{CompositionEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;

use ui::ime::{self, Composing};
use ui::locale::fill;

/// How many UTF-16 units a message may have; no more than that many characters.
const LIMIT: usize = shared::field::TEXT;

/// What a composer says.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    /// The text box's name and placeholder: 输入消息.
    pub(crate) message: &'static str,
    /// The button: 发送.
    pub(crate) send: &'static str,
    /// By how much it is too long to be sent: what was pasted is not cut unseen.
    pub(crate) too_long: &'static str,
}

/// A text box and its button.
///
/// `text` is the caller's, who may fill it in. `on_send` is given what is to be sent, trimmed and
/// never empty; the box has been emptied by then.
#[component]
pub(crate) fn Composer(
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
    let composing = StoredValue::new(Composing::default());
    let send = move || {
        let said = text.with_untracked(|text| text.trim().to_owned());
        if !said.is_empty() && units(&said) <= LIMIT {
            text.set(String::new());
            on_send.run(said);
        }
    };
    let key = move |event: KeyboardEvent| {
        if composing.try_update_value(|composing| composing.sends(&event)) == Some(true) {
            send();
        }
    };
    let ended = move |event: CompositionEvent| {
        composing.update_value(|composing| composing.ends(&event));
    };
    Effect::new(move || {
        text.track();
        if let Some(node) = node.get() {
            // Not before the box shows the text.
            request_animation_frame(move || ime::grow(&node));
        }
    });
    let left = Memo::new(move |_| text.with(|text| LIMIT.saturating_sub(units(text))));
    let over = Memo::new(move |_| text.with(|text| units(text.trim()).saturating_sub(LIMIT)));
    let cannot_send = move || over.get() > 0 || text.with(|text| text.trim().is_empty());
    view! {
        <form class="composer" on:submit=move |event| {
            event.prevent_default();
            send();
        }>
            <textarea
                node_ref=node
                rows="1"
                enterkeyhint="send"
                aria-label=words.message
                placeholder=words.message
                prop:value=text
                on:input=move |event| {
                    text.set(event_target_value(&event));
                    on_type.run(());
                }
                on:compositionstart=move |_| composing.update_value(Composing::starts)
                on:compositionend=ended
                on:keydown=key
            ></textarea>
            <span class="left" aria-hidden="true">
                {move || Some(left.get()).filter(|left| *left < 200 && over.get() == 0)}
            </span>
            <span class="left over" role="status">
                {move || Some(over.get()).filter(|over| *over > 0).map(|over| {
                    fill(words.too_long, &[&over.to_string()])
                })}
            </span>
            // Pressing it must not take the focus, which would close a phone's keyboard.
            <button
                type="submit"
                class="send"
                aria-label=words.send
                disabled=cannot_send
                on:pointerdown=|event| event.prevent_default()
            >
                <span aria-hidden="true">{words.send}</span>
            </button>
        </form>
    }
}

/// How many UTF-16 units a text has, as browsers count.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}
