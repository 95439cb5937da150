//! The rows of the log.

use leptos::prelude::*;
use shared::conversation::Button;
use shared::handoff::Rule;
use shared::id::{ClientId, Seq};
use shared::time::Timestamp;
use shared::timeline::is_shown;
use shared::transcript::{Absence, Answer, Author, Entry, Fact, Quote};
use ui::locale::fill;
use ui::thread::{self, Key, Row, State};
use ui::time;

use crate::chat::Chat;
use crate::draft::Draft;

/// One row. It is built once; only a message on its way changes.
pub(super) fn row(chat: Chat, key: Key) -> AnyView {
    let found = chat.talk.timeline.with_untracked(|t| thread::find(t, &Author::Visitor, key));
    match (key, found) {
        (Key::Mine(client_id), Some(Row::Pending(pending))) => {
            let Draft::Say { text, .. } = pending.draft else { return ().into_any() };
            mine(chat, client_id, text, pending.at, None)
        }
        (
            Key::Mine(client_id),
            Some(Row::Entry(Entry { seq, at, fact: Fact::Said { text, .. } })),
        ) => mine(chat, client_id, text, at, Some(seq)),
        (_, Some(Row::Entry(entry))) => other(chat, entry),
        (_, Some(Row::Pending(_)) | None) => ().into_any(),
    }
}

/// A question that a tap asks.
pub(super) fn quick(chat: Chat, question: String) -> AnyView {
    let text = question.clone();
    view! { <button class="quick" on:click=move |_| chat.say(&text)>{question}</button> }.into_any()
}

/// What the visitor wrote; `sent` where it is history.
fn mine(
    chat: Chat,
    client_id: ClientId,
    text: String,
    at: Timestamp,
    sent: Option<Seq>,
) -> AnyView {
    let words = chat.words;
    let state: Signal<State> = match sent {
        Some(seq) => Signal::stored(State::Sent(seq)),
        None => Memo::new(move |_| {
            chat.talk.timeline.with(|t| thread::state(t, &Author::Visitor, client_id))
        })
        .into(),
    };
    let day = day_before(chat, sent, at);
    let delivery = move || match state.get() {
        State::Pending => words.pending,
        State::Sent(_) => words.sent,
        State::Failed => words.failed,
    };
    let remedies = move || {
        (state.get() == State::Failed).then(|| {
            view! {
                <button class="link" on:click=move |_| chat.talk.retry(client_id)>{words.retry}</button>
                <button class="link" on:click=move |_| chat.talk.discard(client_id)>
                    {words.discard}
                </button>
            }
        })
    };
    view! {
        <div
            role="article"
            class="from visitor"
            data-author="visitor"
            data-state=move || state.get().name()
            data-seq=move || state.get().seq().map(|seq| seq.0.to_string())
        >
            {day}
            <p class="name away">{words.you}</p>
            <div class="bubble" data-text="" dir="auto">{text}</div>
            <p class="meta">{clock(chat, at)}<span class="state">{delivery}</span>{remedies}</p>
        </div>
    }
    .into_any()
}

fn other(chat: Chat, entry: Entry) -> AnyView {
    let words = chat.words;
    let Entry { seq, at, fact } = entry;
    let line = |text: String| line(chat, seq, at, text);
    match fact {
        Fact::Said { author: Author::Visitor | Author::Assistant, text, .. } => {
            assistant(chat, seq, at, plain(text))
        }
        Fact::Said { author: Author::Agent(_), text, .. } => agent(chat, seq, at, text),
        Fact::Answered { answer, .. } => match answer {
            Answer::Found { quotes, .. } => {
                let body = view! { {quotes_view(chat, quotes)} {helped(chat, seq)} };
                assistant(chat, seq, at, body.into_any())
            }
            Answer::Choices { titles } => {
                let last = move || chat.standing.with(|s| s.last_answer == Some(seq));
                let choices = move || {
                    last()
                        .then(|| titles.iter().map(|t| quick(chat, t.clone())).collect::<Vec<_>>())
                };
                let body = view! { <p data-text="">{words.choices}</p><div class="choices">{choices}</div> };
                assistant(chat, seq, at, body.into_any())
            }
            Answer::Unknown => assistant(chat, seq, at, plain(words.unknown.to_owned())),
            Answer::Courtesy => assistant(chat, seq, at, plain(words.courtesy.to_owned())),
        },
        Fact::Soothed => assistant(chat, seq, at, plain(words.soothed.to_owned())),
        Fact::HandoffProposed { .. } => assistant(chat, seq, at, plain(words.proposed.to_owned())),
        Fact::HandoffRequested { handoff, .. } => match handoff.rule {
            Rule::AgentLost => line(words.agent_lost.to_owned()),
            // The line before it has said so.
            Rule::Transferred => line(words.queued_now.to_owned()),
            Rule::Button
            | Rule::Confirmed
            | Rule::Asked { .. }
            | Rule::Keyword { .. }
            | Rule::Anger { .. }
            | Rule::Risk { .. }
            | Rule::Vip
            | Rule::Waited { .. }
            | Rule::Unhelpful { .. } => line(words.requested.to_owned()),
        },
        Fact::Escalated { .. } => line(words.escalated.to_owned()),
        Fact::Assigned { name, .. } => line(fill(words.assigned, &[&name])),
        Fact::HandedBack { .. } => line(words.handed_back.to_owned()),
        Fact::Transferred { .. } => line(words.transferred.to_owned()),
        Fact::Ticketed { ticket } => {
            let cause = match ticket.cause {
                Absence::Closed => words.cause_closed,
                Absence::NobodyOnline => words.cause_nobody,
                Absence::QueueFull => words.cause_full,
                Absence::WaitedTooLong => words.cause_waited,
            };
            let by = time::moment(ticket.promised_by, chat.locale);
            line(fill(words.ticketed, &[cause, &by]))
        }
        Fact::ContactLeft { contact, .. } => line(fill(words.contact_left, &[&contact])),
        Fact::Resolved { by: Author::Visitor, .. } => line(words.resolved_by_you.to_owned()),
        Fact::Resolved { by: Author::Assistant | Author::Agent(_), .. } => {
            line(words.resolved_by_agent.to_owned())
        }
        Fact::Rated { stars, .. } => line(fill(words.rated, &[&u8::from(stars).to_string()])),
        Fact::Started { .. }
        | Fact::Identified { .. }
        | Fact::Visited { .. }
        | Fact::Helped { .. }
        | Fact::HandoffDeclined { .. }
        | Fact::Received { .. } => ().into_any(),
    }
}

fn assistant(chat: Chat, seq: Seq, at: Timestamp, body: AnyView) -> AnyView {
    let words = chat.words;
    view! {
        <div role="article" class="from assistant" data-author="assistant" data-seq=seq.0.to_string()>
            {day_before(chat, Some(seq), at)}
            <p class="name">{words.ai}<span class="ai">"AI"</span></p>
            <div class="bubble">{body}</div>
            <p class="meta">{clock(chat, at)}</p>
        </div>
    }
    .into_any()
}

fn agent(chat: Chat, seq: Seq, at: Timestamp, text: String) -> AnyView {
    view! {
        <div role="article" class="from agent" data-author="agent" data-seq=seq.0.to_string()>
            {day_before(chat, Some(seq), at)}
            <p class="name">{agent_at(chat, seq)}</p>
            <div class="bubble" data-text="" dir="auto">{text}</div>
            <p class="meta">{clock(chat, at)}</p>
        </div>
    }
    .into_any()
}

fn line(chat: Chat, seq: Seq, at: Timestamp, text: String) -> AnyView {
    view! {
        <div role="article" class="line" data-author="system" data-seq=seq.0.to_string()>
            {day_before(chat, Some(seq), at)}
            <p data-text="">{text}</p>
        </div>
    }
    .into_any()
}

fn plain(text: String) -> AnyView {
    view! { <p data-text="" dir="auto">{text}</p> }.into_any()
}

/// The passages that answer: the best one open, the others under their titles.
fn quotes_view(chat: Chat, quotes: Vec<Quote>) -> AnyView {
    let mut quotes = quotes.into_iter();
    let Some(best) = quotes.next() else { return ().into_any() };
    let more: Vec<_> = quotes
        .map(|quote| {
            view! { <details><summary>{quote.title}</summary><p class="text">{quote.text}</p></details> }
        })
        .collect();
    view! {
        <p class="title"><span class="away">{chat.words.from_article}</span>{best.title}</p>
        <p class="text" data-text="">{best.text}</p>
        {more}
    }
    .into_any()
}

fn helped(chat: Chat, seq: Seq) -> AnyView {
    let words = chat.words;
    let verdict = Memo::new(move |_| {
        chat.standing.with(|s| s.helped.iter().rev().find(|(at, _)| *at == seq).map(|(_, h)| *h))
    });
    let button = move |helpful: bool, text: &'static str| {
        view! {
            <button
                class="chip"
                on:click=move |_| chat.press(Button::Help { answer: seq, helpful })
            >
                {text}
            </button>
        }
    };
    let body = move || match verdict.get() {
        Some(true) => view! { <span class="thanks">{words.thanks_helpful}</span> }.into_any(),
        Some(false) => view! { <span class="thanks">{words.thanks_unhelpful}</span> }.into_any(),
        None => view! {
            {button(true, words.helpful)}
            {button(false, words.unhelpful)}
        }
        .into_any(),
    };
    view! { <div class="helped">{body}</div> }.into_any()
}

fn clock(chat: Chat, at: Timestamp) -> AnyView {
    view! { <time datetime=time::iso(at)>{time::clock(at, chat.locale)}</time> }.into_any()
}

/// The name of the agent who held the conversation at `seq`.
fn agent_at(chat: Chat, seq: Seq) -> String {
    chat.talk.timeline.with_untracked(|timeline| {
        let before = timeline.entries().iter().rev().filter(|entry| entry.seq < seq);
        let mut names = before.filter_map(|entry| match &entry.fact {
            Fact::Assigned { name, .. } => Some(name.clone()),
            _ => None,
        });
        names.next().unwrap_or_else(|| chat.words.agent.to_owned())
    })
}

/// The day, above its first row.
fn day_before(chat: Chat, seq: Option<Seq>, at: Timestamp) -> Option<AnyView> {
    let earlier = chat.talk.timeline.with_untracked(|timeline| {
        let before =
            |entry: &&Entry| seq.is_none_or(|seq| entry.seq < seq) && is_shown(&entry.fact);
        timeline.entries().iter().rev().find(before).map(|entry| entry.at)
    });
    let is_first = earlier.is_none_or(|earlier| !time::same_day(earlier, at));
    let is_today = time::same_day(at, time::now());
    // A chat that begins today needs no heading.
    if !is_first || (is_today && earlier.is_none()) {
        return None;
    }
    let day = if is_today { chat.words.today.to_owned() } else { time::day(at, chat.locale) };
    Some(view! { <p class="day">{day}</p> }.into_any())
}
