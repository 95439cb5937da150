//! The lists: who waits, who is mine, who was promised an answer, who is with colleagues.

use leptos::prelude::*;
use shared::handoff::Priority;
use shared::id::ConversationId;
use shared::wire::{DeskRow, Stage};
use ui::locale::fill;
use ui::time;
use web_sys::MouseEvent;

use crate::desk::{Desk, is_waiting};
use crate::page::{Page, page};
use crate::room::Room;
use crate::steady::Steady;
use crate::tell;
use crate::trend::level;

/// All lists.
#[component]
pub(crate) fn Lists(desk: Desk) -> impl IntoView {
    let Page { words, .. } = page();
    let those = move |wanted: fn(Desk, &DeskRow) -> bool| {
        Memo::new(move |_| {
            desk.rows.with(|rows| {
                let wanted = rows.iter().filter(|row| wanted(desk, row));
                wanted.map(|row| row.conversation).collect::<Vec<ConversationId>>()
            })
        })
    };
    let waiting = those(|_, row| is_waiting(row));
    let mine = those(Desk::is_mine);
    let tickets = those(|_, row| row.stage == Stage::Ticketed);
    let colleagues =
        those(|desk, row| matches!(row.stage, Stage::Assigned { .. }) && !desk.is_mine(row));
    let count = |ids: Memo<Vec<ConversationId>>| move || ids.with(Vec::len);
    // How many rows stand above, in the lists above its own too.
    let above = move |ids: Memo<Vec<ConversationId>>, id| {
        ids.with(|ids| ids.iter().position(|other| *other == id))
    };
    let in_queue = move |id| Steady::at(move || above(waiting, id));
    let in_tickets = move |id| {
        Steady::at(move || (waiting.with(Vec::len), mine.with(Vec::len), above(tickets, id)))
    };

    view! {
        <section class="waiting" aria-label=words.waiting>
            <h2 tabindex="-1">{words.waiting}<span class="count">{count(waiting)}</span></h2>
            <Show when=move || !desk.available.get()>
                <p class="hint away">{words.away_hint}</p>
            </Show>
            <Show
                when=move || waiting.with(|ids| !ids.is_empty())
                fallback=move || view! { <p class="hint">{words.nobody_waits}</p> }
            >
                <ul>
                    <For each=move || waiting.get() key=|id| *id let:id>
                        <Waiting desk id steady=in_queue(id)/>
                    </For>
                </ul>
            </Show>
        </section>
        <section class="mine" aria-label=words.mine>
            <h2>{words.mine}<span class="count">{count(mine)}</span></h2>
            <Show
                when=move || mine.with(|ids| !ids.is_empty())
                fallback=move || view! { <p class="hint">{words.none_mine}</p> }
            >
                <ul>
                    <For each=move || mine.get() key=|id| *id let:id>
                        <Open desk id/>
                    </For>
                </ul>
            </Show>
        </section>
        <Show when=move || tickets.with(|ids| !ids.is_empty())>
            <section class="tickets" aria-label=words.tickets>
                <h2>
                    {words.tickets}
                    <span class="count">
                        {move || tickets.with(Vec::len) + desk.more_tickets.get()}
                    </span>
                </h2>
                <ul>
                    <For each=move || tickets.get() key=|id| *id let:id>
                        <Waiting desk id steady=in_tickets(id)/>
                    </For>
                </ul>
                {move || Some(desk.more_tickets.get()).filter(|more| *more > 0).map(|more| {
                    let told = fill(words.tickets_not_shown, &[&more.to_string()]);
                    view! { <p class="hint">{told}</p> }
                })}
            </section>
        </Show>
        <Show when=move || colleagues.with(|ids| !ids.is_empty())>
            <section class="colleagues" aria-label=words.colleagues>
                <h2>{words.colleagues}<span class="count">{count(colleagues)}</span></h2>
                <ul>
                    <For each=move || colleagues.get() key=|id| *id let:id>
                        <Open desk id/>
                    </For>
                </ul>
            </section>
        </Show>
    }
}

/// One who waits, and the button that takes them. Whoever may look first, looks by the row itself.
#[component]
fn Waiting(desk: Desk, id: ConversationId, steady: Steady) -> impl IntoView {
    let Page { words, .. } = page();
    let row = Memo::new(move |_| desk.row(id));
    let urgency = move || row.with(|row| row.as_ref().map(|row| row.handoff.priority));
    let looks =
        Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| desk.may_look(row))));
    let stage = move || {
        let left = |until| desk.clock.until(until).to_string();
        match row.get()?.stage {
            Stage::Offered { agent, until } if agent == desk.my_id() => {
                Some(fill(words.offered_to_you, &[&left(until)]))
            }
            Stage::Offered { agent, until } => {
                Some(fill(words.offered_to, &[&desk.called(&agent), &left(until)]))
            }
            Stage::Waiting | Stage::Assigned { .. } | Stage::Ticketed => None,
        }
    };
    let take = move |press: MouseEvent| {
        if steady.is_meant_by(&press) {
            desk.take(id);
        }
    };
    view! {
        <li
            class="row"
            data-conversation=id.to_string()
            data-priority=move || urgency().map(urgency_name)
        >
            {move || {
                if looks.get() {
                    view! {
                        <button
                            type="button"
                            class="look"
                            aria-current=move || (desk.selected.get() == Some(id)).then_some("true")
                            on:click=move |_| desk.select(id)
                        >
                            <Card desk row/>
                        </button>
                    }
                    .into_any()
                } else {
                    view! { <Card desk row/> }.into_any()
                }
            }}
            <div class="row-foot">
                <span class="stage">{stage}</span>
                <button type="button" class="take" on:click=take>
                    {words.take}
                </button>
            </div>
        </li>
    }
}

/// A conversation to look at.
#[component]
fn Open(desk: Desk, id: ConversationId) -> impl IntoView {
    let Page { words, .. } = page();
    let row = Memo::new(move |_| desk.row(id));
    let room = move || desk.rooms.with(|rooms| rooms.get(&id).copied());
    let unread = move || room().map_or(0, |room| room.unread.get());
    let is_new = move || unread() == 0 && room().is_some_and(|room| room.is_new.get());
    let types = move || room().is_some_and(|room| room.talk.typing.get());
    let with = move || {
        let row = row.get()?;
        match &row.stage {
            Stage::Assigned { agent } if !desk.is_mine(&row) => {
                Some(fill(words.with, &[&desk.called(agent)]))
            }
            Stage::Assigned { .. } | Stage::Waiting | Stage::Offered { .. } | Stage::Ticketed => {
                None
            }
        }
    };
    let current = move || (desk.selected.get() == Some(id)).then_some("true");
    view! {
        <li>
            <button
                type="button"
                class="row"
                data-conversation=id.to_string()
                aria-current=current
                on:click=move |_| desk.select(id)
            >
                <Card desk row room=Signal::derive(room)/>
                <Show when=types><span class="stage">{words.typing}</span></Show>
                {move || with().map(|with| view! { <span class="stage">{with}</span> })}
                {move || {
                    Some(unread()).filter(|unread| *unread > 0).map(|unread| {
                        let name = fill(words.unread, &[&unread.to_string()]);
                        view! {
                            <span class="unread">
                                <span aria-hidden="true">{unread}</span>
                                <span class="only-heard">{name}</span>
                            </span>
                        }
                    })
                }}
                <Show when=is_new><span class="unread">{words.newly_taken}</span></Show>
            </button>
        </li>
    }
}

/// What a row says of a conversation; of an open one, how it stands now.
#[component]
fn Card(
    desk: Desk,
    row: Memo<Option<DeskRow>>,
    #[prop(optional)] room: Option<Signal<Option<Room>>>,
) -> impl IntoView {
    let Page { words, locale } = page();
    let of =
        move |read: fn(&DeskRow) -> Option<String>| row.with(|row| row.as_ref().and_then(read));
    let name =
        move || of(|row| row.digest.name.clone()).unwrap_or_else(|| words.anonymous.to_owned());
    let vip = move || row.with(|row| row.as_ref().is_some_and(|row| row.digest.vip));
    let urgency = move || {
        let urgency = row.with(|row| row.as_ref().map(|row| row.handoff.priority));
        urgency.filter(|urgency| *urgency != Priority::Normal).map(|urgency| {
            let class = format!("badge {}", urgency_name(urgency));
            view! { <span class=class>{tell::priority(urgency, words)}</span> }
        })
    };
    let room = move || room.and_then(|room| room.get());
    let since = move || match room() {
        Some(room) => room.owed.get(),
        None => row.with(|row| {
            // How their agent serves those who have one is not known here.
            let waits = |row: &&DeskRow| !matches!(row.stage, Stage::Assigned { .. });
            row.as_ref().filter(waits).map(|row| row.since)
        }),
    };
    let promised = move || row.with(|row| row.as_ref().and_then(|row| row.promised_by));
    let due = move || {
        promised().map(|due| {
            let left = desk.clock.until(due);
            let words = if left > 0 { words.promised_until } else { words.overdue };
            let told = fill(words, &[&time::moment(due, locale)]);
            view! { <span class="due" data-long=(left < SOON).then_some("")>{told}</span> }
        })
    };
    // How long a ticket has waited says nothing of when it must be answered.
    let waited = move || {
        let since = since().filter(|_| promised().is_none())?;
        let seconds = desk.clock.since(since);
        Some(view! {
            <span class="waited" data-long=(seconds >= desk.long).then_some("")>
                <span class="only-heard">{words.waited}" "</span>
                {tell::span(seconds)}
            </span>
        })
    };
    let said = move || {
        let now = room().and_then(|room| room.words.get());
        now.or_else(|| of(|row| Some(row.digest.words.clone())))
            .filter(|said| !said.is_empty())
            .unwrap_or_else(|| words.no_words.to_owned())
    };
    let reason =
        move || row.with(|row| row.as_ref().map(|row| tell::reason(&row.handoff.rule, words)));
    let moods = move || {
        let row = row.get()?;
        let intent = row.digest.intent.map(|intent| {
            view! { <span class="tag">{words.intent(intent)}</span> }
        });
        let emotion = row.digest.emotion.map(|emotion| {
            view! { <span class="tag">{words.emotion(emotion)}</span> }
        });
        let anger = row.digest.anger.value();
        let anger = (anger > 0).then(|| {
            let level = level(anger, desk.hatch);
            let text = fill(words.anger, &[&anger.to_string()]);
            view! { <span class="tag anger" data-level=level>{text}</span> }
        });
        Some((intent, emotion, anger))
    };
    view! {
        <span class="row-head">
            <span class="name">{name}</span>
            <Show when=vip><span class="badge vip">{words.vip}</span></Show>
            {urgency}
            {waited}
        </span>
        {due}
        <span class="said">{said}</span>
        <span class="reason">{reason}</span>
        <span class="tags">{moods}</span>
    }
}

const fn urgency_name(priority: Priority) -> &'static str {
    match priority {
        Priority::Normal => "normal",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    }
}

/// How many seconds before it is due a promise is pressing.
const SOON: u64 = 15 * 60;
