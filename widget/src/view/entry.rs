//! The rows of the log.

use std::cell::Cell;

use js_sys::Date;
use shared::conversation::Button;
use shared::handoff::Rule;
use shared::id::{ClientId, Seq};
use shared::time::Timestamp;
use shared::timeline::{Pending, is_shown};
use shared::transcript::{Absence, Answer, Author, Entry, Fact, Quote};
use ui::locale::fill;
use ui::signal::*;
use ui::thread::{self, Key, Row, State};
use ui::time;

use crate::chat::Chat;
use crate::dom::{El, Text, button, classed, el};
use crate::draft::Draft;

/// One row. It is built once; only a message on its way changes.
pub(super) fn row(chat: Chat, key: Key) -> Option<El> {
    let found = chat.talk.timeline.with_untracked(|t| thread::find(t, &Author::Visitor, key))?;
    match (key, found) {
        (
            Key::Mine(client_id),
            Row::Pending(Pending { at, draft: Draft::Say { text, .. }, .. }),
        ) => Some(mine(chat, client_id, text, at, None)),
        (Key::Mine(client_id), Row::Entry(Entry { seq, at, fact: Fact::Said { text, .. } })) => {
            Some(mine(chat, client_id, text, at, Some(seq)))
        }
        (Key::At(_) | Key::Mine(_), Row::Entry(entry)) => other(chat, entry),
        (Key::At(_) | Key::Mine(_), Row::Pending(_)) => None,
    }
}

/// A question that a tap asks: once, also for who taps twice.
pub(super) fn quick(chat: Chat, question: String) -> El {
    let text = question.clone();
    let tapped = Cell::new(0.0);
    let ask = move || {
        let now = Date::now();
        if now - tapped.replace(now) > TWICE {
            chat.say(&text);
        }
    };
    button(question, ask).attr("class", "quick")
}

/// Two taps within so many milliseconds are one.
const TWICE: f64 = 600.0;

/// Who the assistant is, labelled as a machine.
pub(super) fn assistant_name(chat: Chat) -> El {
    classed("p", "name").text(chat.words.ai).add(classed("span", "ai").text("AI"))
}

/// What the visitor wrote; `sent` where it is history.
fn mine(chat: Chat, client_id: ClientId, text: String, at: Timestamp, sent: Option<Seq>) -> El {
    let words = chat.words;
    let state = move || match sent {
        Some(seq) => State::Sent(seq),
        None => chat.talk.timeline.with(|t| thread::state(t, &Author::Visitor, client_id)),
    };
    let delivery = move || match state() {
        State::Pending => words.pending,
        State::Sent(_) => words.sent,
        State::Failed => words.failed,
    };
    let remedies = move || {
        let retry = button(words.retry, move || chat.talk.retry(client_id));
        let discard = button(words.discard, move || chat.talk.discard(client_id));
        el("span").add(retry.attr("class", "link")).add(discard.attr("class", "link"))
    };
    let meta = classed("p", "meta")
        .add(clock(chat, at))
        .add(classed("span", "state").live(delivery))
        .when(move || state() == State::Failed, remedies);
    article("from visitor", "visitor")
        .live_attr("data-state", move || Some(state().name().into()))
        .live_attr("data-seq", move || state().seq().map(|seq| seq.0.to_string().into()))
        .maybe(day_before(chat, sent, at))
        .add(classed("p", "name away").text(words.you))
        .add(said(classed("div", "bubble"), text.clone()))
        .add(meta)
        .part(move || if sent.is_none() { early(chat, state(), &text) } else { None })
}

/// What the page itself knows to answer, until the edge has said something.
fn early(chat: Chat, state: State, text: &str) -> Option<El> {
    let is_over = match state {
        State::Pending => false,
        State::Failed => true,
        State::Sent(seq) => chat.talk.timeline.with(|timeline| {
            let later = timeline.entries().iter().rev().take_while(|entry| entry.seq > seq);
            later.map(|entry| &entry.fact).any(is_shown)
        }),
    };
    if is_over {
        return None;
    }
    let (title, passage) = chat.early_answer(text)?;
    // The edge's own answer is read out: this one only where none may come.
    let is_read_out = chat.is_unreachable();
    Some(
        classed("div", "from assistant early")
            .attr("aria-hidden", if is_read_out { "false" } else { "true" })
            .add(assistant_name(chat))
            .add(passage_bubble(chat, title, classed("p", "text").text(passage))),
    )
}

fn other(chat: Chat, entry: Entry) -> Option<El> {
    let words = chat.words;
    let Entry { seq, at, fact } = entry;
    let line = |text: Text| line(chat, seq, at, text);
    let assistant = |body: El| assistant(chat, seq, at, body);
    let plain = |text: Text| assistant(said(classed("div", "bubble"), text));
    Some(match fact {
        Fact::Said { author: Author::Visitor | Author::Assistant, text, .. } => plain(text.into()),
        Fact::Said { author: Author::Agent(_), text, .. } => agent(chat, seq, at, &text),
        Fact::Answered { answer, .. } => match answer {
            Answer::Found { quotes, .. } => assistant(found(chat, seq, quotes)?),
            Answer::Choices { ask, titles } => {
                let ask = ask.map_or(words.choices.into(), Text::from);
                assistant(choices(chat, seq, ask, titles))
            }
            Answer::Unknown => plain(words.unknown.into()),
            Answer::Courtesy => plain(words.courtesy.into()),
        },
        Fact::Soothed => plain(words.soothed.into()),
        Fact::HandoffProposed { .. } => plain(words.proposed.into()),
        Fact::HandoffRequested { handoff, .. } => match handoff.rule {
            Rule::AgentLost => line(words.agent_lost.into()),
            // The line before it has told of the colleague.
            Rule::Transferred => line(words.queued_now.into()),
            Rule::Button
            | Rule::Confirmed
            | Rule::Asked { .. }
            | Rule::Keyword { .. }
            | Rule::Anger { .. }
            | Rule::Risk { .. }
            | Rule::Vip
            | Rule::Waited { .. }
            | Rule::Unhelpful { .. } => line(words.requested.into()),
        },
        Fact::Escalated { .. } => line(words.escalated.into()),
        Fact::Assigned { name, .. } => line(fill(words.assigned, &[&name]).into()),
        Fact::HandedBack { .. } => line(words.handed_back.into()),
        Fact::Transferred { .. } => line(words.transferred.into()),
        Fact::Ticketed { ticket, .. } => {
            let cause = match ticket.cause {
                Absence::Closed => words.cause_closed,
                Absence::NobodyOnline => words.cause_nobody,
                Absence::QueueFull => words.cause_full,
                Absence::WaitedTooLong => words.cause_waited,
            };
            let by = time::moment(ticket.promised_by, chat.locale);
            line(fill(words.ticketed, &[cause, &by]).into())
        }
        Fact::ContactLeft { contact, .. } => line(fill(words.contact_left, &[&contact]).into()),
        Fact::Resolved { by: Author::Visitor, .. } => line(words.resolved_by_you.into()),
        Fact::Resolved { by: Author::Assistant | Author::Agent(_), .. } => {
            line(words.resolved_by_agent.into())
        }
        Fact::Rated { stars, .. } => {
            line(fill(words.rated, &[&u8::from(stars).to_string()]).into())
        }
        Fact::Started { .. }
        | Fact::Identified { .. }
        | Fact::Visited { .. }
        | Fact::Helped { .. }
        | Fact::HandoffDeclined { .. }
        | Fact::Received { .. } => return None,
    })
}

fn assistant(chat: Chat, seq: Seq, at: Timestamp, bubble: El) -> El {
    placed("from assistant", "assistant", chat, seq, at)
        .add(assistant_name(chat))
        .add(bubble)
        .add(classed("p", "meta").add(clock(chat, at)))
}

fn agent(chat: Chat, seq: Seq, at: Timestamp, text: &str) -> El {
    placed("from agent", "agent", chat, seq, at)
        .add(classed("p", "name").text(agent_at(chat, seq)))
        .add(linked(classed("div", "bubble"), text))
        .add(classed("p", "meta").add(clock(chat, at)))
}

fn line(chat: Chat, seq: Seq, at: Timestamp, text: Text) -> El {
    placed("line", "system", chat, seq, at).add(said(el("p"), text))
}

/// The passages that answer: the best one open, the others under their titles.
fn found(chat: Chat, seq: Seq, quotes: Vec<Quote>) -> Option<El> {
    let mut quotes = quotes.into_iter();
    let best = quotes.next()?;
    let more = quotes.map(|Quote { article, title, text, more }| {
        el("details").add(el("summary").text(title)).add(passage(chat, article, text, more))
    });
    let answer = passage(chat, best.article, best.text, best.more);
    Some(passage_bubble(chat, best.title, answer).all(more).add(helped(chat, seq)))
}

/// What an article says, and the way to the rest of it.
fn passage(chat: Chat, article: String, text: String, more: bool) -> El {
    let shown = RwSignal::new(text);
    let more = RwSignal::new(more);
    let text = move || Some(linked(classed("p", "text"), &shown.get()));
    let whole = move || {
        let article = article.clone();
        button(chat.words.whole, move || chat.read_whole(&article, shown, more))
            .attr("class", "link")
    };
    // Who has pressed the button reads on here.
    el("div").attr("tabindex", "-1").part(text).when(move || more.get(), whole)
}

fn passage_bubble(chat: Chat, title: String, passage: El) -> El {
    let source = classed("span", "away").text(chat.words.from_article);
    classed("div", "bubble").add(classed("p", "title").add(source).text(title)).add(passage)
}

fn choices(chat: Chat, seq: Seq, ask: Text, titles: Vec<String>) -> El {
    let is_last = move || chat.standing.with(|standing| standing.last_answer == Some(seq));
    let buttons = move || {
        let buttons = titles.iter().map(|title| quick(chat, title.clone()));
        classed("div", "choices").all(buttons)
    };
    classed("div", "bubble").add(said(el("p"), ask)).when(is_last, buttons)
}

fn helped(chat: Chat, seq: Seq) -> El {
    let words = chat.words;
    let verdict = move || {
        let verdict = |&(at, helpful): &(Seq, bool)| (at == seq).then_some(helpful);
        chat.standing.with(|standing| standing.helped.iter().rev().find_map(verdict))
    };
    let chip = move |helpful: bool, text: &'static str| {
        let press = move || chat.press(Button::Help { answer: seq, helpful });
        button(text, press).attr("class", "chip")
    };
    let chips = move || el("span").add(chip(true, words.helpful)).add(chip(false, words.unhelpful));
    let thanks = move || match verdict() {
        Some(true) => words.thanks_helpful,
        Some(false) => words.thanks_unhelpful,
        None => "",
    };
    classed("div", "helped").when(move || verdict().is_none(), chips).live(thanks)
}

/// An entry of the log.
fn article(class: &str, author: &str) -> El {
    classed("div", class).attr("role", "article").attr("data-author", author)
}

/// An entry of the log that has its place.
fn placed(class: &str, author: &str, chat: Chat, seq: Seq, at: Timestamp) -> El {
    let article = article(class, author).attr("data-seq", &seq.0.to_string());
    article.maybe(day_before(chat, Some(seq), at))
}

/// Exactly what was said.
fn said(place: El, text: impl Into<Text>) -> El {
    exactly(place).text(text)
}

/// Exactly what the shop said, with links. What visitors type has none: they know their addresses, and
/// nobody else's words should become links in their name.
fn linked(place: El, text: &str) -> El {
    exactly(place).linked(text)
}

fn exactly(place: El) -> El {
    place.attr("data-text", "").attr("dir", "auto")
}

fn clock(chat: Chat, at: Timestamp) -> El {
    el("time").attr("datetime", &time::iso(at)).text(time::clock(at, chat.locale))
}

/// The name of the agent who held the conversation at `seq`.
fn agent_at(chat: Chat, seq: Seq) -> String {
    chat.talk.timeline.with_untracked(|timeline| {
        let before = timeline.entries().iter().rev().filter(|entry| entry.seq < seq);
        let mut names = before.filter_map(|entry| {
            let Fact::Assigned { name, .. } = &entry.fact else { return None };
            Some(name.clone())
        });
        names.next().unwrap_or_else(|| chat.words.agent.to_owned())
    })
}

/// The day, above its first row.
fn day_before(chat: Chat, seq: Option<Seq>, at: Timestamp) -> Option<El> {
    let earlier = chat.talk.timeline.with_untracked(|timeline| {
        let is_before = |entry: &&Entry| seq.is_none_or(|seq| entry.seq < seq);
        let mut before = timeline.entries().iter().rev().filter(is_before);
        before.find(|entry| is_shown(&entry.fact)).map(|entry| entry.at)
    });
    let is_first = earlier.is_none_or(|earlier| !time::same_day(earlier, at));
    let is_today = time::same_day(at, time::now());
    // A chat that begins today needs no heading.
    if !is_first || (is_today && earlier.is_none()) {
        return None;
    }
    let day: Text =
        if is_today { chat.words.today.into() } else { time::day(at, chat.locale).into() };
    Some(classed("p", "day").text(day))
}
