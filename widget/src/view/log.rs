//! The middle of the page: the greeting, the log, and the cards that follow it.

use std::cell::Cell;

use gloo::events::EventListener;
use shared::transcript::Author;
use ui::signal::*;
use ui::thread;
use web_sys::HtmlElement;

use super::{card, entry, head};
use crate::chat::Chat;
use crate::dom::{El, Text, before_drawing, button, classed, el, react, window};

pub(super) fn scroller(chat: Chat) -> El {
    let words = chat.words;
    let keys = Memo::new(move |_| chat.talk.timeline.with(|t| thread::keys(t, &Author::Visitor)));
    // What was there before is no news: it is not read out.
    let live = RwSignal::new(false);
    react(move || {
        if chat.talk.is_current.get() || !chat.is_waiting_for_history() {
            before_drawing(move || live.set(true));
        }
    });
    let log = classed("div", "log")
        .attr("role", "log")
        .attr("aria-label", words.log)
        .live_attr("aria-live", move || Some(if live.get() { "polite" } else { "off" }.into()))
        .rows(keys, move |key| entry::row(chat, key));
    let typing = classed("div", "typing")
        .attr("role", "status")
        .live(move || if chat.talk.typing.get() { words.other_types } else { "" });
    let main = el("main").attr("tabindex", "-1").add(greeting(chat)).add(log);
    let main = card::cards(chat, main).add(typing);

    let follows = RwSignal::new(true);
    follow(chat, &main.0, follows, keys);
    let node = main.0.clone();
    let latest = move || {
        let node = node.clone();
        button("", move || to_end(&node))
            .attr("class", "latest")
            .attr("aria-label", words.latest)
            .add(el("span").attr("aria-hidden", "true").text("↓"))
    };
    classed("div", "middle").add(main).when(move || !follows.get(), latest)
}

/// The first words, with the questions that are asked most.
fn greeting(chat: Chat) -> El {
    let words = chat.words;
    let text = move || -> Text {
        let greeting = chat.shop.with(|shop| shop.as_ref()?.greeting.clone());
        greeting.map_or(words.greeting.into(), Into::into)
    };
    let questions = move || {
        let questions = chat.shop.with(|shop| Some(shop.as_ref()?.questions.clone()))?;
        if questions.is_empty() {
            return None;
        }
        let heading = el("p").attr("aria-hidden", "true").text(words.top_questions);
        let group = classed("div", "questions").attr("role", "group");
        let group = group.attr("aria-label", words.top_questions).add(heading);
        Some(group.all(questions.into_iter().map(|question| entry::quick(chat, question))))
    };
    let first = classed("div", "from assistant")
        .add(entry::assistant_name(chat))
        .add(classed("div", "bubble").live(text))
        .add(classed("p", "notice").text(words.ai_notice));
    classed("section", "greeting")
        .add(first)
        .part(move || privacy(chat))
        .part(questions)
        .part(move || if chat.is_unreachable() { head::phone(chat) } else { None })
}

/// Where the shop says who keeps what is written here.
fn privacy(chat: Chat) -> Option<El> {
    let url = chat.shop.with(|shop| shop.as_ref()?.privacy.clone())?;
    let link = el("a").attr("href", &url).attr("target", "_blank").attr("rel", "noopener");
    Some(link.text(chat.words.privacy))
}

/// Keeps the end in sight, while the visitor is there.
fn follow(chat: Chat, node: &HtmlElement, follows: RwSignal<bool>, keys: Memo<Vec<thread::Key>>) {
    let end = {
        let node = node.clone();
        move || {
            let node = node.clone();
            before_drawing(move || to_end(&node));
        }
    };
    let resized = end.clone();
    let mine = Cell::new(0);
    react(move || {
        chat.standing.track();
        chat.talk.typing.track();
        // Without the edge, the page's own answers come.
        chat.talk.link.track();
        // What stands above makes the log smaller.
        chat.why.track();
        let seen = chat.is_seen();
        let sent =
            keys.with(|k| k.iter().filter(|key| matches!(key, thread::Key::Mine(_))).count());
        let said = mine.get() < sent;
        mine.set(sent);
        if said || follows.get_untracked() {
            end();
        }
        if seen {
            chat.mark_read();
        }
    });
    // When the page becomes smaller, because a keyboard opens, the end stays in sight.
    EventListener::new(&window(), "resize", move |_| {
        if follows.get_untracked() {
            resized();
        }
    })
    .forget();
    let watched = node.clone();
    EventListener::new(node, "scroll", move |_| {
        let below = watched.scroll_height() - watched.scroll_top() - watched.client_height();
        if follows.get_untracked() != (below < NEAR) {
            follows.set(below < NEAR);
        }
    })
    .forget();
}

fn to_end(node: &HtmlElement) {
    node.set_scroll_top(node.scroll_height());
}

/// How near to the end counts as being there, in pixels.
const NEAR: i32 = 80;
