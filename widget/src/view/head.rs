//! The top of the page: whose chat it is, who answers, the way to a person, the way out.

use leptos::prelude::*;
use shared::conversation::Status;
use ui::locale::fill;

use super::why;
use crate::chat::{Chat, Trouble};

pub(super) fn head(chat: Chat) -> AnyView {
    let words = chat.words;
    let name = move || {
        chat.profile.with(|profile| {
            let name = profile.as_ref().and_then(|profile| chat.locale.pick(&profile.name));
            name.cloned().unwrap_or_else(|| words.title.to_owned())
        })
    };
    view! {
        <header>
            <div class="who">
                <h1>{name}</h1>
                <p>{move || presence(chat)}</p>
            </div>
            <button class="human" on:click=move |_| chat.ask_for_person()>
                {words.human}
            </button>
            {chat
                .framed
                .then(|| {
                    view! {
                        <button class="close" aria-label=words.close on:click=move |_| chat.close()>
                            <span aria-hidden="true">"✕"</span>
                        </button>
                    }
                })}
        </header>
        <div role="status" class="banner" class:shown=move || chat.is_unreachable()>
            {move || chat.is_unreachable().then_some(words.offline)}
        </div>
        {move || trouble(chat)}
        {move || strip(chat)}
        {move || chat.why.get().then(|| why::region(chat))}
    }
    .into_any()
}

/// Who answers now.
fn presence(chat: Chat) -> String {
    let words = chat.words;
    chat.standing.with(|standing| match &standing.status {
        Status::Assistant if !chat.staffed.get() => words.closed_now.to_owned(),
        Status::Assistant => words.online.to_owned(),
        Status::Queued { .. } => words.queued_now.to_owned(),
        Status::Assigned { .. } => {
            fill(words.assigned_now, &[standing.agent.as_deref().unwrap_or(words.agent)])
        }
        Status::Ticketed { .. } => words.ticketed_now.to_owned(),
        Status::Resolved => words.resolved_now.to_owned(),
    })
}

/// What is wrong, what to do about it, and whom to call.
fn trouble(chat: Chat) -> Option<AnyView> {
    let words = chat.words;
    let (text, again) = match chat.trouble.get()? {
        Trouble::NotLoaded => (words.load_failed, true),
        Trouble::Refused => (words.refused, false),
        // The banner says it.
        Trouble::NotStarted => return None,
    };
    let retry = again.then(|| {
        view! { <button on:click=move |_| chat.load()>{words.retry}</button> }
    });
    Some(
        view! { <div role="alert" class="trouble"><p>{text}</p>{retry}{phone(chat)}</div> }
            .into_any(),
    )
}

/// The shop's telephone, if it has one.
pub(super) fn phone(chat: Chat) -> Option<AnyView> {
    let number = chat.profile.with(|profile| profile.as_ref()?.phone.clone())?;
    let href = ["tel:", &number].concat();
    Some(view! { <a href=href>{fill(chat.words.call, &[&number])}</a> }.into_any())
}

/// Where the visitor is in the queue, and why.
fn strip(chat: Chat) -> Option<AnyView> {
    let words = chat.words;
    let (queued, explains) = chat.standing.with(|standing| {
        let queued = matches!(standing.status, Status::Queued { .. });
        let held = matches!(
            standing.status,
            Status::Queued { .. } | Status::Assigned { .. } | Status::Ticketed { .. }
        );
        (queued, held && standing.handoff.is_some())
    });
    if !explains {
        return None;
    }
    let place = move || {
        let ahead = chat.talk.ahead.get().filter(|_| queued)?;
        let next = (ahead == 0).then_some(words.position_next);
        Some(view! {
            <span>
                {words.position_before}
                <b data-queue-position="">{(ahead + 1).to_string()}</b>
                {words.position_after}
                {next}
            </span>
        })
    };
    Some(
        view! {
            <div class="strip">
                {place}
                <button
                    class="link"
                    aria-expanded=move || if chat.why.get() { "true" } else { "false" }
                    on:click=move |_| chat.why.update(|why| *why = !*why)
                >
                    {words.why}
                </button>
            </div>
        }
        .into_any(),
    )
}
