//! What follows the log: a wish that waits for the network, and the cards that ask for something.

use leptos::prelude::*;
use shared::conversation::{Button, Status};
use shared::reading::Intent;
use shared::transcript::Stars;
use ui::locale::fill;

use crate::chat::Chat;

/// What can be picked on the handoff card, in the order of the locale files' `reasons`.
pub(crate) const REASONS: [Intent; 10] = [
    Intent::Logistics,
    Intent::Returns,
    Intent::Refund,
    Intent::OrderChange,
    Intent::OrderQuery,
    Intent::Invoice,
    Intent::Promotion,
    Intent::Payment,
    Intent::Product,
    Intent::Account,
];

/// Dots, while the assistant looks for an answer.
pub(super) fn thinking(chat: Chat) -> Option<AnyView> {
    let thinks = chat.standing.with(|standing| standing.thinks) && !chat.is_unreachable();
    thinks.then(|| {
        view! { <div class="dots" aria-hidden="true"><i></i><i></i><i></i></div> }.into_any()
    })
}

/// The cards that are open now.
pub(super) fn open(chat: Chat) -> AnyView {
    let which = Memo::new(move |_| {
        chat.standing.with(|standing| Which {
            wish: standing.wish,
            away: chat.is_unreachable(),
            handoff: standing.card,
            contact: matches!(standing.status, Status::Ticketed { .. }) && !standing.contact,
            rating: standing.status == Status::Resolved && standing.spoke && !standing.rated,
        })
    });
    (move || {
        let which = which.get();
        view! {
            {which.wish.then(|| wish(chat, which.away))}
            {which.handoff.then(|| handoff(chat))}
            {which.contact.then(|| contact(chat))}
            {which.rating.then(|| rating(chat))}
        }
    })
    .into_any()
}

#[derive(Clone, Copy, PartialEq)]
struct Which {
    wish: bool,
    away: bool,
    handoff: bool,
    contact: bool,
    rating: bool,
}

/// The wish for a person is on its way; the truth about when it arrives.
fn wish(chat: Chat, away: bool) -> AnyView {
    let words = chat.words;
    if !away {
        return view! { <p role="status" class="wish">{words.human_pending}</p> }.into_any();
    }
    let number = chat.profile.with(|profile| profile.as_ref()?.phone.clone());
    let call = number.map(|number| {
        let href = ["tel:", &number].concat();
        view! { {words.offline_phone}<a href=href>{number}</a>{words.offline_message} }
    });
    view! { <p role="status" class="wish">{words.offline_wish}{call}</p> }.into_any()
}

/// One tap to a person.
fn handoff(chat: Chat) -> AnyView {
    let words = chat.words;
    let picked = RwSignal::new(None::<Intent>);
    let reasons: Vec<_> = REASONS
        .into_iter()
        .zip(words.reasons)
        .map(|(intent, name)| {
            view! {
                <label class="chip">
                    <input type="radio" name="reason" on:change=move |_| picked.set(Some(intent)) />
                    <span>{name}</span>
                </label>
            }
        })
        .collect();
    view! {
        <div role="group" aria-label=words.card class="card">
            <p class="title">{words.card}</p>
            <p class="hint">{words.card_reason}</p>
            <div class="chips">{reasons}</div>
            <div class="acts">
                <button
                    class="main"
                    on:click=move |_| chat.press(Button::Confirm { intent: picked.get_untracked() })
                >
                    {words.confirm}
                </button>
                <button on:click=move |_| chat.press(Button::Decline)>{words.decline}</button>
            </div>
        </div>
    }
    .into_any()
}

/// How to be reached, for a ticket. It is sent as typed: that is its purpose.
fn contact(chat: Chat) -> AnyView {
    let words = chat.words;
    let typed = RwSignal::new(String::new());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let contact = typed.with_untracked(|typed| typed.trim().to_owned());
        if !contact.is_empty() {
            chat.press(Button::Contact { contact });
        }
    };
    view! {
        <form class="card" aria-label=words.ticket_card on:submit=send>
            <p class="title">{words.ticket_card}</p>
            <input
                type="text"
                maxlength="200"
                autocomplete="off"
                aria-label=words.contact
                placeholder=words.contact_hint
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <div class="acts">
                <button type="submit" class="main">{words.contact_send}</button>
            </div>
        </form>
    }
    .into_any()
}

/// How was it?
fn rating(chat: Chat) -> AnyView {
    let words = chat.words;
    let picked = RwSignal::new(None::<u8>);
    let comment = RwSignal::new(String::new());
    let stars: Vec<_> = (1..=5_u8)
        .map(|stars| {
            view! {
                <label class:lit=move || picked.get().is_some_and(|picked| stars <= picked)>
                    <input
                        type="radio"
                        name="stars"
                        aria-label=fill(words.stars, &[&stars.to_string()])
                        on:change=move |_| picked.set(Some(stars))
                    />
                    <span aria-hidden="true">"★"</span>
                </label>
            }
        })
        .collect();
    let send = move |_| {
        let stars = picked.get_untracked().and_then(|stars| Stars::try_from(stars).ok());
        if let Some(stars) = stars {
            let comment = comment.with_untracked(|comment| comment.trim().to_owned());
            chat.press(Button::Rate { stars, comment });
        }
    };
    view! {
        <div role="group" aria-label=words.rating class="card">
            <p class="title">{words.rating_ask}</p>
            <div class="stars">{stars}</div>
            <textarea
                rows="2"
                maxlength="500"
                aria-label=words.rating_comment
                placeholder=words.rating_comment
                prop:value=comment
                on:input=move |event| comment.set(event_target_value(&event))
            ></textarea>
            <div class="acts">
                <button class="main" disabled=move || picked.get().is_none() on:click=send>
                    {words.rating_send}
                </button>
            </div>
        </div>
    }
    .into_any()
}
