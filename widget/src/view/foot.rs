//! The bottom of the page: what will be hidden, the text box, the end.

use shared::conversation::{Button, Status};
use ui::signal::*;

use super::composer::composer;
use crate::chat::Chat;
use crate::dom::{El, button, classed, el, react};

pub(super) fn foot(chat: Chat) -> El {
    let note = classed("p", "note").attr("role", "status");
    el("footer")
        .add(note.live(move || chat.note.get()))
        .add(privacy(chat))
        .when(move || can_end(chat), move || end(chat))
        .part(move || suggestions(chat))
        .add(composer(chat))
}

/// What the visitor may be about to ask.
fn suggestions(chat: Chat) -> Option<El> {
    let titles = chat.suggestions();
    if titles.is_empty() {
        return None;
    }
    let group = classed("div", "questions").attr("role", "group");
    let buttons = titles.into_iter().map(|title| {
        let question = title.clone();
        let ask = move || {
            // In place of what is typed.
            chat.text.set(String::new());
            chat.say(&question);
        };
        button(title, ask).attr("class", "quick")
    });
    Some(group.attr("aria-label", chat.words.suggestions).all(buttons))
}

/// Personal data in the text box, and the choice to send it as typed.
fn privacy(chat: Chat) -> El {
    let words = chat.words;
    let found = Memo::new(move |_| chat.personal());
    react(move || {
        if found.with(String::is_empty) && chat.keeps.get_untracked() {
            chat.keeps.set(false);
        }
    });
    let body = move || {
        let found = found.get();
        if found.is_empty() {
            return None;
        }
        let keeps = chat.keeps.get();
        let what = if keeps { words.kept.to_owned() } else { [words.hidden, &found].concat() };
        let choice = button(if keeps { words.hide } else { words.keep }, move || {
            chat.keeps.set(!keeps);
        });
        let body = classed("div", "privacy").add(el("p").text(what));
        Some(body.add(choice.attr("class", "link")))
    };
    el("div").attr("role", "status").part(body)
}

fn can_end(chat: Chat) -> bool {
    chat.standing.with(|standing| match standing.status {
        Status::Assistant => standing.spoke,
        Status::Queued { .. } | Status::Assigned { .. } | Status::Ticketed { .. } => true,
        Status::Resolved => false,
    })
}

/// 结束会话, in two steps.
fn end(chat: Chat) -> El {
    let words = chat.words;
    let sure = RwSignal::new(false);
    let link = move |text, act: fn(Chat, RwSignal<bool>)| {
        button(text, move || act(chat, sure)).attr("class", "link")
    };
    classed("div", "tools").part(move || {
        let links = el("span");
        Some(if sure.get() {
            links
                .add(link(words.end_sure, |chat, _| chat.press(Button::End)))
                .add(link(words.stay, |_, sure| sure.set(false)))
        } else {
            links.add(link(words.end, |_, sure| sure.set(true)))
        })
    })
}
