//! One line of the log: something said, or something that happened.

use leptos::prelude::*;
use shared::id::{ClientId, Seq};
use shared::reading::Reading;
use shared::time::Timestamp;
use shared::timeline::is_shown;
use shared::transcript::{Answer, Author, Entry, Fact, Quote};
use ui::locale::{Locale, fill};
use ui::talk::Draft as _;
use ui::thread::{self, Key, Row, State};
use ui::time;

use crate::desk::Desk;
use crate::page::{Page, page};
use crate::room::Room;
use crate::talk::ReplyBox;
use crate::tell;
use crate::trend::level;
use crate::words::Words;

/// One line of the log. What it shows stays; how far it has come, and whether it helped, may not.
#[component]
pub(crate) fn Line(desk: Desk, room: Room, key: Key) -> impl IntoView {
    let me = Author::Agent(desk.my_id());
    let row = room.talk.timeline.with_untracked(|timeline| thread::find(timeline, &me, key));
    match (row?, key) {
        (Row::Entry(entry), Key::At(_)) => Some(happened(desk, room, entry).into_any()),
        (Row::Entry(Entry { seq, at, fact: Fact::Said { text, .. } }), Key::Mine(client_id)) => {
            Some(view! { <Mine desk room client_id text at sent=Some(seq)/> }.into_any())
        }
        (Row::Entry(_), Key::Mine(_)) => None,
        (Row::Pending(pending), Key::Mine(_) | Key::At(_)) => {
            let text = pending.draft.words()?.to_owned();
            let (client_id, at) = (pending.client_id, pending.at);
            Some(view! { <Mine desk room client_id text at sent=None/> }.into_any())
        }
    }
}

/// What this agent wrote.
#[component]
fn Mine(
    desk: Desk,
    room: Room,
    client_id: ClientId,
    text: String,
    at: Timestamp,
    /// Its place, if it has one already.
    sent: Option<Seq>,
) -> impl IntoView {
    let Page { words, locale } = page();
    let me = Author::Agent(desk.my_id());
    // What has its place keeps it, so it looks at nothing that comes later: there may be thousands.
    let state =
        Memo::new(move |before: Option<&State>| match before.copied().or(sent.map(State::Sent)) {
            Some(sent @ State::Sent(_)) => sent,
            Some(State::Pending | State::Failed) | None => {
                room.talk.timeline.with(|timeline| thread::state(timeline, &me, client_id))
            }
        });
    let reply = use_context::<ReplyBox>();
    let mine = move || room.is_held_by(&desk.my_id()) && !room.closed.get();
    let has_box = move || room.takes_words_of(&desk.my_id());
    let put_back = move |_| {
        room.put_back(client_id);
        if let Some(reply) = reply {
            reply.focus();
        }
    };
    let foot = move || match state.get() {
        State::Sent(_) => None,
        State::Pending => Some(view! { <p class="state">{words.sending}</p> }.into_any()),
        State::Failed => Some(
            view! {
                <p class="state failed">
                    <span>{words.failed}</span>
                    <Show when=mine>
                        <button type="button" on:click=move |_| room.talk.retry(client_id)>
                            {words.retry}
                        </button>
                    </Show>
                    <Show when=has_box>
                        <button type="button" on:click=put_back>{words.put_back}</button>
                    </Show>
                    <button type="button" on:click=move |_| room.talk.discard(client_id)>
                        {words.discard}
                    </button>
                </p>
            }
            .into_any(),
        ),
    };
    view! {
        <article
            class="line mine"
            data-author="agent"
            data-seq=move || state.get().seq().map(|seq| seq.0.to_string())
            data-state=move || state.get().name()
        >
            {day(room, at, sent, locale)}
            {head(words.you.to_owned(), at, locale)}
            <p class="bubble" data-text>{text}</p>
            {foot}
        </article>
    }
}

fn happened(desk: Desk, room: Room, entry: Entry) -> impl IntoView {
    let Page { words, locale } = page();
    let Entry { seq, at, fact } = entry;
    let day = day(room, at, Some(seq), locale);
    let place = seq.0.to_string();
    match fact {
        Fact::Said { author, text, reading, .. } => {
            let (kind, who) = match author {
                Author::Visitor => ("visitor", words.visitor.to_owned()),
                Author::Assistant => ("assistant", words.assistant.to_owned()),
                Author::Agent(agent) => ("agent", desk.called(&agent)),
            };
            let mood = reading.as_ref().map(|reading| mood(desk, reading, words));
            view! {
                <article class=format!("line {kind}") data-author=kind data-seq=place>
                    {day}
                    {head(who, at, locale)}
                    <p class="bubble" data-text>{text}</p>
                    {mood}
                </article>
            }
            .into_any()
        }
        Fact::Answered { answer, .. } => view! {
            <article class="line assistant" data-author="assistant" data-seq=place>
                {day}
                {head(words.assistant.to_owned(), at, locale)}
                <div class="bubble">{answered(answer, words)}</div>
                {helped(room, seq, words)}
            </article>
        }
        .into_any(),
        fact => {
            let told = tell::event(&fact, |agent| desk.called(agent), words, locale);
            view! {
                <article class="line event" data-author="system" data-seq=place>
                    {day}
                    <p>
                        <span data-text>{told}</span>
                        " "
                        <time datetime=time::iso(at)>{time::clock(at, locale)}</time>
                    </p>
                </article>
            }
            .into_any()
        }
    }
}

fn answered(answer: Answer, words: &'static Words) -> AnyView {
    match answer {
        Answer::Found { quotes, .. } => quotes
            .into_iter()
            .map(|Quote { title, text, .. }| {
                view! { <p class="title">{title}</p><p class="quote" data-text>{text}</p> }
            })
            .collect_view()
            .into_any(),
        Answer::Choices { ask, titles } => view! {
            <p data-text>{ask.unwrap_or_else(|| words.choices.to_owned())}</p>
            <ul>{titles.into_iter().map(|title| view! { <li>{title}</li> }).collect_view()}</ul>
        }
        .into_any(),
        Answer::Unknown => view! { <p class="soft" data-text>{words.found_none}</p> }.into_any(),
        Answer::Courtesy => view! { <p class="soft" data-text>{words.courtesy}</p> }.into_any(),
    }
}

/// Whether the visitor said that the answer at `seq` helped.
fn helped(room: Room, seq: Seq, words: &'static Words) -> impl IntoView {
    let told = room.votes.of(seq);
    move || {
        told.get().map(|helpful| {
            let text = if helpful { words.helped } else { words.did_not_help };
            view! { <p class="state" data-helpful=helpful.to_string()>{text}</p> }
        })
    }
}

/// What the visitor's browser read in a message.
fn mood(desk: Desk, reading: &Reading, words: &'static Words) -> impl IntoView {
    let anger = reading.anger.value();
    let level = level(anger, desk.hatch);
    let tags = [words.intent(reading.intent.label), words.emotion(reading.emotion.label)];
    let anger = (anger >= WORTH_TELLING).then(|| fill(words.anger, &[&anger.to_string()]));
    view! {
        <p class="state tags">
            {tags.map(|tag| view! { <span class="tag">{tag}</span> }).collect_view()}
            {anger.map(|anger| view! { <span class="tag anger" data-level=level>{anger}</span> })}
        </p>
    }
}

fn head(who: String, at: Timestamp, locale: Locale) -> impl IntoView {
    view! {
        <p class="head">
            <span class="who">{who}</span>
            <time datetime=time::iso(at)>{time::clock(at, locale)}</time>
        </p>
    }
}

/// The day, where the line before is of another one.
fn day(room: Room, at: Timestamp, seq: Option<Seq>, locale: Locale) -> Option<impl IntoView> {
    let before = room.talk.timeline.with_untracked(|timeline| {
        let entries = timeline.entries();
        let place = seq.and_then(|seq| usize::try_from(seq.0).ok());
        let earlier = place.and_then(|place| entries.get(..place)).unwrap_or(entries);
        earlier.iter().rfind(|entry| is_shown(&entry.fact)).map(|entry| entry.at)
    });
    let is_same = before.is_some_and(|before| time::same_day(before, at));
    (!is_same).then(|| view! { <p class="day">{time::day(at, locale)}</p> })
}

/// From which anger on it is worth a word.
const WORTH_TELLING: u8 = 30;
