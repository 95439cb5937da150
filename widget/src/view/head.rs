//! The top of the page: whose chat it is, who answers, the way to a person, the way out.

use shared::conversation::Status;
use ui::locale::fill;
use ui::signal::*;

use super::why;
use crate::chat::{Chat, Trouble};
use crate::dom::{El, Text, button, classed, el};

pub(super) fn head(chat: Chat) -> El {
    let words = chat.words;
    let name = move || -> Text {
        let name = chat.shop.with(|shop| shop.as_ref()?.name.clone());
        name.map_or(words.title.into(), Into::into)
    };
    let who =
        classed("div", "who").add(el("h1").live(name)).add(el("p").live(move || presence(chat)));
    let bar = el("header")
        .add(who)
        .add(button(words.human, move || chat.ask_for_person()).attr("class", "human"))
        .maybe(chat.framed.then(|| {
            let close = button("", move || chat.close()).attr("class", "close");
            close
                .attr("aria-label", words.close)
                .add(el("span").attr("aria-hidden", "true").text("✕"))
        }));
    let banner = classed("div", "banner")
        .attr("role", "status")
        .live(move || if chat.is_unreachable() { words.offline } else { "" });
    classed("div", "top")
        .add(bar)
        .add(banner)
        .part(move || trouble(chat))
        .when(move || is_handed(chat), move || strip(chat))
        .when(move || chat.why.get() && is_handed(chat), move || why::region(chat))
}

/// Who answers now.
fn presence(chat: Chat) -> Text {
    let words = chat.words;
    chat.standing.with(|standing| match &standing.status {
        Status::Assistant if !chat.staffed.get() => words.closed_now.into(),
        Status::Assistant => words.online.into(),
        Status::Queued { .. } => words.queued_now.into(),
        Status::Assigned { .. } => {
            fill(words.assigned_now, &[standing.agent.as_deref().unwrap_or(words.agent)]).into()
        }
        Status::Ticketed { .. } => words.ticketed_now.into(),
        Status::Resolved => words.resolved_now.into(),
    })
}

/// What is wrong, what to do about it, and whom to call.
fn trouble(chat: Chat) -> Option<El> {
    let words = chat.words;
    let (text, again) = match chat.trouble.get()? {
        Trouble::NotLoaded => (words.load_failed, true),
        Trouble::Refused => (words.refused, false),
        // The banner says it.
        Trouble::NotStarted => return None,
    };
    Some(
        classed("div", "trouble")
            .attr("role", "alert")
            .add(el("p").text(text))
            .maybe(again.then(|| button(words.retry, move || chat.load())))
            .maybe(phone(chat)),
    )
}

/// The shop's telephone, if it has one.
pub(super) fn phone(chat: Chat) -> Option<El> {
    let number = chat.shop.with(|shop| shop.as_ref()?.phone.clone())?;
    let href = ["tel:", &number].concat();
    Some(el("a").attr("href", &href).text(fill(chat.words.call, &[&number])))
}

/// Whether a person has it, or is asked for.
fn is_handed(chat: Chat) -> bool {
    chat.standing.with(|standing| {
        let handed = match standing.status {
            Status::Queued { .. } | Status::Assigned { .. } | Status::Ticketed { .. } => true,
            Status::Assistant | Status::Resolved => false,
        };
        handed && standing.handoff.is_some()
    })
}

/// Where the visitor is in the queue, and why.
fn strip(chat: Chat) -> El {
    let words = chat.words;
    let place = move || {
        let queued = chat.standing.with(|s| matches!(s.status, Status::Queued { .. }));
        let ahead = chat.talk.ahead.get().filter(|_| queued)?;
        let number = el("b").attr("data-queue-position", "").text((ahead + 1).to_string());
        let place = el("span").text(words.position_before).add(number).text(words.position_after);
        Some(if ahead == 0 { place.text(words.position_next) } else { place })
    };
    let why = button(words.why, move || chat.why.update(|why| *why = !*why))
        .attr("class", "link")
        .live_attr("aria-expanded", move || {
            Some(if chat.why.get() { "true" } else { "false" }.into())
        });
    // It is told as it changes.
    let told = el("span").attr("role", "status").part(place);
    classed("div", "strip").add(told).add(why)
}
