//! An offer: one visitor, reserved for this agent for a while.
//!
//! It does not take the focus from someone who is writing: it announces itself, and Alt+Enter
//! accepts it from anywhere.

use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use shared::id::ConversationId;
use shared::wire::{DeskRow, Stage};
use ui::ime;
use ui::locale::fill;
use wasm_bindgen::JsCast as _;
use web_sys::{KeyboardEvent, MouseEvent};

use crate::desk::Desk;
use crate::page::{Page, page};
use crate::steady::Steady;
use crate::tell;

/// The most urgent offer to this agent, if there is one.
#[component]
pub(crate) fn Offers(desk: Desk) -> impl IntoView {
    let Page { words, .. } = page();
    let mine = move |row: &DeskRow| matches!(&row.stage, Stage::Offered { agent, .. } if *agent == desk.my_id());
    let offers = Memo::new(move |_| {
        desk.rows.with(|rows| {
            let mine = rows.iter().filter(|row| mine(row));
            mine.map(|row| row.conversation).collect::<Vec<ConversationId>>()
        })
    });
    let first = Memo::new(move |_| offers.with(|offers| offers.first().copied()));
    let more = move || {
        let more = offers.with(Vec::len).saturating_sub(1);
        (more > 0).then(|| {
            view! { <p class="soft">{fill(words.offer_more, &[&more.to_string()])}</p> }
        })
    };
    accept_by_key(desk, first);
    let steady = Steady::at(move || first.get());
    view! {
        {move || {
            first.get().map(|id| {
                view! {
                    <section class="offer" role="group" aria-label=words.offer>
                        <Offer desk id steady/>
                        {more}
                    </section>
                }
            })
        }}
        // Announced once for each, not for each second of it.
        <p class="only-heard" role="status">
            {move || first.get().and_then(|id| {
                let row = desk.rows.with_untracked(|rows| {
                    rows.iter().find(|row| row.conversation == id).cloned()
                })?;
                let name = row.digest.name.unwrap_or_else(|| words.anonymous.to_owned());
                Some([words.offer, &name, &tell::reason(&row.handoff.rule, words)].join(" "))
            })}
        </p>
    }
}

#[component]
fn Offer(desk: Desk, id: ConversationId, steady: Steady) -> impl IntoView {
    let Page { words, .. } = page();
    let row = Memo::new(move |_| desk.row(id));
    let until = move || match row.get()?.stage {
        Stage::Offered { until, .. } => Some(until),
        Stage::Waiting | Stage::Assigned { .. } | Stage::Ticketed => None,
    };
    let left = move || until().map_or(0, |until| desk.clock.until(until));
    let about = move || {
        row.get().map(|row| {
            let name = row.digest.name.unwrap_or_else(|| words.anonymous.to_owned());
            let vip = row.digest.vip.then(|| view! { <span class="badge vip">{words.vip}</span> });
            view! {
                <p class="who"><span class="name">{name}</span>{vip}</p>
                <p class="said">{row.digest.words}</p>
                <p class="reason">{tell::reason(&row.handoff.rule, words)}</p>
            }
        })
    };
    // The next offer comes to where this one was.
    let press = move |what: fn(Desk, ConversationId)| {
        move |press: MouseEvent| {
            if steady.is_meant_by(&press) {
                what(desk, id);
            }
        }
    };
    view! {
        <h2>
            {words.offer}
            <span class="left">{move || fill(words.offer_left, &[&left().to_string()])}</span>
        </h2>
        {about}
        <div class="buttons">
            <button type="button" class="primary" title="Alt+Enter" on:click=press(Desk::take)>
                {words.accept}
            </button>
            <button type="button" on:click=press(Desk::decline)>{words.decline}</button>
        </div>
    }
}

/// Alt+Enter accepts, before a text box makes it a line. With no offer it does nothing: whoever
/// presses it just when an offer goes means the offer, not what they were writing.
fn accept_by_key(desk: Desk, first: Memo<Option<ConversationId>>) {
    let Some(window) = web_sys::window() else { return };
    let before_all = EventListenerOptions::run_in_capture_phase();
    let options = EventListenerOptions { passive: false, ..before_all };
    let listener = EventListener::new_with_options(&window, "keydown", options, move |event| {
        let key: &KeyboardEvent = event.unchecked_ref();
        if !key.alt_key() || key.key() != "Enter" || ime::is_composing(key) {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        // One press is one offer, however long it is held.
        if let Some(id) = first.try_get_untracked().flatten().filter(|_| !key.repeat()) {
            desk.take(id);
        }
    });
    let kept = StoredValue::new_local(Some(listener));
    on_cleanup(move || drop(kept.try_update_value(Option::take)));
}
