//! The bottom of the page: what will be hidden, the text box, the end.

use leptos::html;
use leptos::prelude::*;
use shared::conversation::{Button, Status};
use shared::mask::spans;
use ui::composer::{Composer, Words};

use crate::chat::{self, Chat};

pub(super) fn foot(chat: Chat) -> AnyView {
    let words = chat.words;
    let node = NodeRef::<html::Textarea>::new();
    Effect::new(move || {
        // On a touch screen the focus would open the keyboard over the chat.
        if chat.open.get()
            && chat::has_mouse()
            && let Some(node) = node.get()
        {
            request_animation_frame(move || {
                let _ = node.focus();
            });
        }
    });
    view! {
        <footer>
            <p role="status" class="note">{move || chat.note.get()}</p>
            {privacy(chat)}
            {end(chat)}
            <Composer
                text=chat.text
                words=Words { message: words.message, send: words.send }
                on_send=Callback::new(move |text: String| chat.say(&text))
                on_type=Callback::new(move |()| chat.talk.types())
                node=node
            />
        </footer>
    }
    .into_any()
}

/// Personal data in the text box, and the choice to send it as typed.
fn privacy(chat: Chat) -> AnyView {
    let words = chat.words;
    let found = Memo::new(move |_| chat.text.with(|text| personal(text)));
    Effect::new(move || {
        if found.with(Vec::is_empty) {
            chat.keeps.set(false);
        }
    });
    let body = move || {
        let found = found.get();
        if found.is_empty() {
            return None;
        }
        let keeps = chat.keeps.get();
        let what =
            if keeps { words.kept.to_owned() } else { [words.hidden, &found.join("、")].concat() };
        Some(view! {
            <p>{what}</p>
            <button class="link" on:click=move |_| chat.keeps.set(!keeps)>
                {if keeps { words.hide } else { words.keep }}
            </button>
        })
    };
    view! { <div role="status" class="privacy">{body}</div> }.into_any()
}

/// The pieces of personal data in `text`, as typed.
fn personal(text: &str) -> Vec<String> {
    let piece = |span: shared::mask::Span| {
        text.chars().skip(span.start).take(span.end - span.start).collect()
    };
    spans(text).into_iter().map(piece).collect()
}

/// 结束会话, in two steps.
fn end(chat: Chat) -> AnyView {
    let words = chat.words;
    let sure = RwSignal::new(false);
    let can_end = Memo::new(move |_| {
        chat.standing.with(|standing| standing.spoke && standing.status != Status::Resolved)
    });
    (move || {
        if !can_end.get() {
            return ().into_any();
        }
        let sure_now = sure.get();
        view! {
            <div class="tools">
                {if sure_now {
                    view! {
                        <button
                            class="link"
                            on:click=move |_| {
                                sure.set(false);
                                chat.press(Button::End);
                            }
                        >
                            {words.end_sure}
                        </button>
                        <button class="link" on:click=move |_| sure.set(false)>
                            {words.stay}
                        </button>
                    }
                        .into_any()
                } else {
                    view! {
                        <button class="link" on:click=move |_| sure.set(true)>
                            {words.end}
                        </button>
                    }
                        .into_any()
                }}
            </div>
        }
        .into_any()
    })
    .into_any()
}
