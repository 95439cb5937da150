//! The conversation that is looked at: who it is, what was said, and the box to answer in.

use leptos::html;
use leptos::prelude::*;
use shared::conversation::Action;
use shared::id::Seq;
use shared::timeline::Timeline;
use shared::transcript::{Author, Visitor};
use ui::locale::fill;
use ui::talk::{Draft as _, Link};
use ui::thread;

use crate::composer::{self, Composer};
use crate::desk::Desk;
use crate::focus;
use crate::line::Line;
use crate::page::{Page, page};
use crate::room::{Act, Holder, Room};
use crate::tell;
use crate::transfer::Transfer;

/// The box that a reply is written in, so that others can put the focus there.
#[derive(Clone, Copy)]
pub(crate) struct ReplyBox(pub(crate) NodeRef<html::Textarea>);

impl ReplyBox {
    /// Puts the focus there, once it is shown.
    pub(crate) fn focus(self) {
        request_animation_frame(move || {
            if let Some(reply) = self.0.try_get_untracked().flatten() {
                let _ = reply.focus();
            }
        });
    }
}

/// The conversation that is looked at, or a word on how to begin.
#[component]
pub(crate) fn Conversation(desk: Desk) -> impl IntoView {
    let Page { words, .. } = page();
    let room = Memo::new(move |_| desk.room());
    move || match room.get() {
        Some(room) => view! { <Thread desk room/> }.into_any(),
        None => view! {
            <div class="nothing">
                <p class="big">{words.nothing_open}</p>
                <p class="soft">{words.nothing_open_hint}</p>
            </div>
        }
        .into_any(),
    }
}

#[component]
fn Thread(desk: Desk, room: Room) -> impl IntoView {
    let Page { words, .. } = page();
    let me = Author::Agent(desk.my_id());
    let timeline = room.talk.timeline;
    let rows = {
        let me = me.clone();
        Memo::new(move |_| timeline.with(|timeline| thread::keys(timeline, &me)))
    };
    let end = End::new();
    let typing = room.talk.typing;
    Effect::new(move |before: Option<usize>| {
        let rows = rows.with(Vec::len);
        typing.track();
        end.follow(before.is_none());
        rows
    });

    // Where the desk's line is down too, the banner says so.
    let is_cut =
        Memo::new(move |_| room.talk.link.get() == Link::Down && desk.link.get() == Link::Up);

    // What was there before is not announced; what comes from now on is.
    let is_current = room.talk.is_current;
    let announces = RwSignal::new(false);
    Effect::new(move || {
        if is_current.get() {
            set_timeout(
                move || {
                    let _ = announces.try_set(true);
                },
                std::time::Duration::from_millis(500),
            );
        }
    });

    view! {
        <Head desk room/>
        <div class="log-frame">
            <div
                class="log"
                role="log"
                aria-label=words.log
                aria-live=move || if announces.get() { "polite" } else { "off" }
                tabindex="0"
                node_ref=end.log
                on:scroll=move |_| end.scrolled()
            >
                <For each=move || rows.get() key=|key| *key let:key>
                    <Line desk room key/>
                </For>
            </div>
            <Show when=move || !is_current.get() && rows.with(Vec::is_empty)>
                <p class="loading soft">{words.loading}</p>
            </Show>
            <Show when=move || end.is_away.get()>
                <button type="button" class="newer" on:click=move |_| end.follow(true)>
                    {words.newer}
                </button>
            </Show>
        </div>
        <p class="typing" role="status">
            {move || match (is_cut.get(), typing.get()) {
                (true, _) => Some(words.room_reconnecting),
                (false, true) => Some(words.typing),
                (false, false) => None,
            }}
        </p>
        <Foot desk room end/>
    }
}

/// Who it is, and what can be done.
#[component]
fn Head(desk: Desk, room: Room) -> impl IntoView {
    let Page { words, .. } = page();
    let summary = room.summary;
    let name = move || {
        let digest = desk.row(room.id).and_then(|row| row.digest.name);
        digest.unwrap_or_else(|| summary.with(|summary| tell::name(&summary.visitor, words)))
    };
    let vip = move || {
        summary.with(|summary| matches!(summary.visitor, Visitor::Verified { vip: true, .. }))
    };
    let reason = move || {
        let crossing = summary.with(|summary| summary.crossing.clone());
        crossing.map(|crossing| tell::reason(&crossing.handoff.rule, words))
    };
    let mine = move || room.is_held_by(&desk.my_id()) && !room.closed.get();
    let busy = move || room.talk.timeline.with(is_busy).to_string();
    let transfer = RwSignal::new(false);
    let act = move |action: fn(Option<Seq>) -> Action| {
        move |_| {
            let timeline = room.talk.timeline;
            if !timeline.with_untracked(is_busy) {
                room.act(action(timeline.with_untracked(Timeline::last)));
            }
        }
    };
    view! {
        <header class="talk-head">
            <button
                type="button"
                class="quiet back"
                aria-label=words.back
                on:click=move |_| desk.unselect()
            >
                <svg viewBox="0 0 20 20" aria-hidden="true"><path d="m12.5 4-6 6 6 6"/></svg>
            </button>
            <div class="who">
                <h2 tabindex="-1">
                    <span class="name">{name}</span>
                    <Show when=vip><span class="badge vip">{words.vip}</span></Show>
                </h2>
                <p class="reason">{reason}</p>
            </div>
            <div class="actions" role="group" aria-label=words.actions>
                <Show when=mine>
                    <button
                        type="button"
                        aria-disabled=busy
                        on:click=move |_| transfer.set(true)
                    >
                        {words.transfer}
                    </button>
                    <button type="button" aria-disabled=busy on:click=act(|_| Action::HandBack)>
                        {words.hand_back}
                    </button>
                    <button
                        type="button"
                        class="end"
                        aria-disabled=busy
                        on:click=act(|seen| Action::Resolve { seen })
                    >
                        {words.resolve}
                    </button>
                </Show>
                <button
                    type="button"
                    class="details"
                    on:click=move |_| desk.show_details()
                >
                    {words.details}
                </button>
            </div>
        </header>
        <Transfer desk room open=transfer/>
    }
}

/// The reply box, or why there is none.
#[component]
fn Foot(desk: Desk, room: Room, end: End) -> impl IntoView {
    let Page { words, .. } = page();
    let reply = use_context::<ReplyBox>().unwrap_or_else(|| ReplyBox(NodeRef::new()));
    let mine = Memo::new(move |_| room.takes_words_of(&desk.my_id()));
    Effect::new(move |was_mine: Option<bool>| {
        let mine = mine.get();
        if mine {
            desk.has_come(room.id);
        }
        // What came by itself takes nobody's text box away.
        if mine && is_roomy() && !(desk.hands.are_busy() && focus::is_in_a_text()) {
            reply.focus();
        }
        if !mine && was_mine == Some(true) {
            focus::rescue(vec![HEADING.to_owned()]);
        }
        mine
    });
    let send = Callback::new(move |text: String| {
        room.act(Action::Say { text });
        end.follow(true);
    });
    let why_not = move || {
        let waits = desk.row(room.id).is_some_and(|row| !desk.is_mine(&row));
        let is_closed = room.closed.get();
        let (text, take) = match room.holder.get() {
            Holder::Agent(agent) if room.full.get() && agent == desk.my_id() => {
                (words.full.to_owned(), false)
            }
            // What became of it later is not shown here.
            Holder::Queue | Holder::Ticket if is_closed && !waits => {
                (words.not_yours.to_owned(), false)
            }
            // Its transcript says so in a moment.
            Holder::Queue | Holder::Ticket | Holder::Assistant if desk.is_wanted(room.id) => {
                (words.joining.to_owned(), false)
            }
            Holder::Nobody => (words.over.to_owned(), false),
            Holder::Ticket => (words.ticketed.to_owned(), waits),
            Holder::Queue => (words.in_queue.to_owned(), waits),
            Holder::Assistant => (words.with_assistant.to_owned(), false),
            Holder::Agent(agent) if agent != desk.my_id() => {
                (fill(words.with_colleague, &[&desk.called(&agent)]), false)
            }
            Holder::Agent(_) => (words.not_yours.to_owned(), false),
        };
        let take = take.then(|| {
            view! {
                <button type="button" class="primary" on:click=move |_| desk.take(room.id)>
                    {words.take}
                </button>
            }
        });
        view! { <p class="no-reply"><span>{text}</span>{take}</p> }
    };
    let called =
        composer::Words { message: words.reply, send: words.send, too_long: words.too_long };
    move || {
        if mine.get() {
            view! {
                <Composer
                    text=room.text
                    words=called
                    on_send=send
                    on_type=Callback::new(move |()| room.talk.types())
                    node=reply.0
                />
            }
            .into_any()
        } else {
            view! { <div role="status">{why_not}</div> }.into_any()
        }
    }
}

/// The end of the log, which is followed until someone scrolls away from it.
#[derive(Clone, Copy)]
struct End {
    log: NodeRef<html::Div>,
    is_away: RwSignal<bool>,
}

impl End {
    fn new() -> Self {
        Self { log: NodeRef::new(), is_away: RwSignal::new(false) }
    }

    /// Goes to the end, if it was being followed or must be.
    fn follow(self, must: bool) {
        if !must && self.is_away.get_untracked() {
            return;
        }
        request_animation_frame(move || {
            if let Some(log) = self.log.try_get_untracked().flatten() {
                log.set_scroll_top(log.scroll_height());
                let _ = self.is_away.try_set(false);
            }
        });
    }

    fn scrolled(self) {
        if let Some(log) = self.log.get_untracked() {
            let away = log.scroll_height() - log.scroll_top() - log.client_height();
            let is_away = away > NEAR;
            if self.is_away.get_untracked() != is_away {
                self.is_away.set(is_away);
            }
        }
    }
}

/// Whether something done waits for its answer.
fn is_busy(timeline: &Timeline<Act>) -> bool {
    timeline.outbox().iter().any(|pending| pending.draft.words().is_none())
}

/// Whether a focus opens no keyboard that covers half of the screen.
fn is_roomy() -> bool {
    let query = "(min-width: 721px) and (hover: hover)";
    web_sys::window()
        .and_then(|window| window.match_media(query).ok()?)
        .is_some_and(|query| query.matches())
}

/// Where the conversation begins.
pub(crate) const HEADING: &str = ".talk-head h2";
/// What was said in it.
pub(crate) const LOG: &str = ".log";
/// How many pixels from the end still count as there.
const NEAR: i32 = 48;
