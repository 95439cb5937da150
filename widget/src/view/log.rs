//! The middle of the page: the greeting, the log, and the cards that follow it.

use leptos::html;
use leptos::prelude::*;
use shared::transcript::Author;
use ui::thread;
use web_sys::{ScrollBehavior, ScrollToOptions};

use super::{card, entry, head};
use crate::chat::Chat;

pub(super) fn scroller(chat: Chat) -> AnyView {
    let words = chat.words;
    let node = NodeRef::<html::Main>::new();
    let follows = RwSignal::new(true);
    let keys = Memo::new(move |_| chat.talk.timeline.with(|t| thread::keys(t, &Author::Visitor)));
    // What was there before is no news: it is not read out.
    let live = RwSignal::new(false);
    Effect::new(move || {
        if chat.talk.is_current.get() || !chat.is_waiting_for_history() {
            request_animation_frame(move || live.set(true));
        }
    });
    follow(chat, node, follows, keys);
    let scrolled = move |_| {
        if let Some(node) = node.get_untracked() {
            let below = node.scroll_height() - node.scroll_top() - node.client_height();
            follows.set(below < NEAR);
        }
    };
    view! {
        <main node_ref=node on:scroll=scrolled tabindex="-1">
            {greeting(chat)}
            <div
                role="log"
                aria-label=words.log
                aria-live=move || if live.get() { "polite" } else { "off" }
                class="log"
            >
                <For each=move || keys.get() key=|key| *key children=move |key| entry::row(chat, key) />
            </div>
            {move || card::thinking(chat)}
            {move || card::open(chat)}
            <div role="status" class="typing">
                {move || chat.talk.typing.get().then_some(words.other_types)}
            </div>
        </main>
        <Show when=move || !follows.get()>
            <button class="latest" aria-label=words.latest on:click=move |_| to_end(node, true)>
                <span aria-hidden="true">"↓"</span>
            </button>
        </Show>
    }
    .into_any()
}

/// The first words, with the questions that are asked most.
fn greeting(chat: Chat) -> AnyView {
    let words = chat.words;
    let text = move || {
        chat.profile.with(|profile| {
            let greeting = profile.as_ref().and_then(|profile| chat.locale.pick(&profile.greeting));
            greeting.cloned().unwrap_or_else(|| words.greeting.to_owned())
        })
    };
    let questions = move || {
        let questions = chat.profile.with(|profile| {
            let questions = profile.as_ref().and_then(|p| chat.locale.pick(&p.top_questions));
            questions.cloned().unwrap_or_default()
        });
        (!questions.is_empty()).then(|| {
            let buttons = questions.into_iter().map(|question| entry::quick(chat, question));
            view! {
                <div role="group" aria-label=words.top_questions class="questions">
                    <p aria-hidden="true">{words.top_questions}</p>
                    {buttons.collect::<Vec<_>>()}
                </div>
            }
        })
    };
    view! {
        <section class="greeting">
            <div class="from assistant">
                <p class="name">{words.ai}<span class="ai">"AI"</span></p>
                <div class="bubble">{text}</div>
                <p class="notice">{words.ai_notice}</p>
            </div>
            {questions}
            {move || chat.is_unreachable().then(|| head::phone(chat))}
        </section>
    }
    .into_any()
}

/// Keeps the end in sight, while the visitor is there.
fn follow(
    chat: Chat,
    node: NodeRef<html::Main>,
    follows: RwSignal<bool>,
    keys: Memo<Vec<thread::Key>>,
) {
    let mine = StoredValue::new(0);
    Effect::new(move || {
        chat.standing.track();
        chat.talk.typing.track();
        chat.open.track();
        let sent =
            keys.with(|keys| keys.iter().filter(|key| matches!(key, thread::Key::Mine(_))).count());
        let said = mine.get_value() < sent;
        mine.set_value(sent);
        if said || follows.get_untracked() {
            request_animation_frame(move || to_end(node, false));
        }
        if chat.open.get() {
            chat.mark_read();
        }
    });
    // When the page becomes smaller, because a keyboard opens, the end stays in sight.
    let _ = window_event_listener(leptos::ev::resize, move |_| {
        if follows.get_untracked() {
            request_animation_frame(move || to_end(node, false));
        }
    });
}

fn to_end(node: NodeRef<html::Main>, smooth: bool) {
    let Some(node) = node.try_get_untracked().flatten() else { return };
    let options = ScrollToOptions::new();
    options.set_top(f64::from(node.scroll_height()));
    // The style sheet makes it instant where the visitor wants less motion.
    options.set_behavior(if smooth { ScrollBehavior::Auto } else { ScrollBehavior::Instant });
    node.scroll_to_with_scroll_to_options(&options);
}

/// How near to the end counts as being there, in pixels.
const NEAR: i32 = 80;
