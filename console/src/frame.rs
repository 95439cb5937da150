//! What is on the screen once someone is signed in: the bar, and below it the shop's articles or the
//! desk's three panes, which a phone shows one at a time.

use gloo::events::EventListener;
use leptos::prelude::*;
use shared::api::SignedIn;
use shared::id::ConversationId;
use ui::locale::fill;
use ui::talk::Link;

use crate::confirm::Confirm;
use crate::context::Context;
use crate::desk::Desk;
use crate::focus;
use crate::knowledge::{ImportLine, Knowledge, Stock};
use crate::language::LanguageMenu;
use crate::mark::Mark;
use crate::notice::Notice;
use crate::offer::Offers;
use crate::page::{Page, entitle, page};
use crate::pane::Pane;
use crate::place::{Place, ask_before_unload};
use crate::queue::Lists;
use crate::session::SignOut;
use crate::talk::{self, Conversation, ReplyBox};

/// Everything that one agent sees.
#[component]
pub(crate) fn Frame(
    /// Who sits here.
    signed_in: SignedIn,
    /// Is called with what to say at the door.
    on_leave: Callback<Option<String>>,
) -> impl IntoView {
    let Page { words, .. } = page();
    let desk = Desk::open(signed_in, words, on_leave);
    provide_context(desk);
    let place = Place::watch();
    let stock = Stock::open(desk, words, on_leave);
    ask_before_unload(move || untrack(|| stock.is_importing()));
    provide_context(ReplyBox(NodeRef::new()));

    Effect::new(move || {
        let calls = desk.calls();
        let title = words.title;
        entitle(&if calls > 0 { format!("({calls}) {title}") } else { title.to_owned() });
    });
    Effect::new(move || {
        let place = place.get();
        untrack(|| desk.follow(&place));
    });
    keep_focus(desk);
    see_again(desk, place);
    let at_knowledge = Memo::new(move |_| place.with(Place::is_knowledge));
    let body = move || {
        if at_knowledge.get() {
            return view! { <Knowledge desk place stock/> }.into_any();
        }
        view! {
            <main class="panes">
                <div class="pane lists"><Lists desk/></div>
                <div class="pane talk"><Conversation desk/></div>
                <div class="pane context"><Context desk/></div>
            </main>
        }
        .into_any()
    };

    view! {
        <div
            class="app"
            data-pane=move || if at_knowledge.get() { "articles" } else { desk.pane.get().name() }
        >
            <Bar desk place on_leave/>
            <Banner desk/>
            <ImportLine stock place/>
            {body}
            <Offers desk/>
        </div>
    }
}

#[component]
fn Bar(desk: Desk, place: RwSignal<Place>, on_leave: Callback<Option<String>>) -> impl IntoView {
    let Page { words, .. } = page();
    let me = desk.me.get_value();
    let (site, agent) = (me.site.clone(), me.agent.clone());
    let sign_out = use_context::<SignOut>().unwrap_or_else(SignOut::new);
    let leave = Callback::new(move |()| {
        desk.say_goodbye();
        sign_out.begin(&site, &agent);
        on_leave.run(None);
    });
    let asks = RwSignal::new(false);
    let ask = move |_| {
        if untrack(|| desk.in_hand() > 0 || desk.is_unsaid()) {
            asks.set(true);
        } else {
            leave.run(());
        }
    };
    let at_stake = Signal::derive(move || match desk.in_hand() {
        0 => words.sign_out_unsaid.to_owned(),
        mine => fill(words.sign_out_mine, &[&mine.to_string()]),
    });
    let choice = move |available: bool, name: &'static str| {
        view! {
            <button
                type="button"
                class=if available { "here" } else { "away" }
                aria-pressed=move || (desk.available.get() == available).to_string()
                on:click=move |_| desk.set_available(available)
            >
                {name}
            </button>
        }
    };
    let part = move |to: Signal<Place>, name: &'static str| {
        let current = move || place.with(Place::is_knowledge) == to.with(Place::is_knowledge);
        view! {
            <a href=move || to.get().href() aria-current=move || current().then_some("page")>
                {name}
            </a>
        }
    };
    // Back to the visitor who is looked at, not only to the desk.
    let desk_place = Signal::derive(move || desk.selected.get().map_or(Place::Desk, Place::Talk));
    let on = desk.bell.on;
    view! {
        <header class="bar">
            <Mark/>
            <h1>{words.title}<span class="site">{me.site.to_string()}</span></h1>
            <nav class="places" aria-label=words.places>
                {part(desk_place, words.desk)}
                {part(Signal::stored(Place::Articles), words.knowledge.title)}
            </nav>
            <div class="presence" role="group" aria-label=words.status>
                {choice(true, words.online)}
                {choice(false, words.away)}
            </div>
            <button
                type="button"
                class="quiet sound"
                role="switch"
                aria-checked=move || on.get().to_string()
                aria-label=words.sound
                title=move || {
                    let state = if on.get() { words.sound_on } else { words.sound_off };
                    fill(words.named, &[words.sound, state])
                }
                on:click=move |_| desk.bell.switch()
            >
                <svg viewBox="0 0 20 20" aria-hidden="true">
                    <path d="M3 8h3l4-3.5v11L6 12H3Z"/>
                    {move || {
                        let d = if on.get() {
                            "M12.5 7.2a4 4 0 0 1 0 5.6M14.6 5a7 7 0 0 1 0 10"
                        } else {
                            "m13 8 4 4m0-4-4 4"
                        };
                        view! { <path class="waves" d=d/> }
                    }}
                </svg>
            </button>
            <LanguageMenu/>
            <span class="me" title=me.agent.to_string()>{me.name}</span>
            <button type="button" class="quiet leave" on:click=ask>{words.sign_out}</button>
            <Confirm
                open=asks
                title=at_stake
                text=words.sign_out_text
                action=words.sign_out_confirm
                on_confirm=leave
            />
        </header>
    }
}

/// What stands in the way, and what went otherwise than wished.
#[component]
fn Banner(desk: Desk) -> impl IntoView {
    let Page { words, .. } = page();
    let state = move || {
        if desk.displaced.get() {
            let again = view! {
                <button type="button" on:click=move |_| desk.connect()>{words.reconnect}</button>
            };
            return Some(view! { <p>{words.too_many_windows} {again}</p> }.into_any());
        }
        match desk.link.get() {
            Link::Down => Some(view! { <p>{words.reconnecting}</p> }.into_any()),
            Link::Up if desk.outdated.get() => {
                let anew = view! {
                    <button type="button" on:click=move |_| reload()>{words.reload}</button>
                };
                Some(view! { <p>{words.outdated} {anew}</p> }.into_any())
            }
            Link::Up | Link::Closed | Link::Connecting => None,
        }
    };
    view! {
        <div class="banner" role="status">{state}</div>
        <div class="notice" role="alert">
            {move || {
                desk.notice.with(Notice::lines).map(|notice| {
                    view! {
                        <p>
                            <span>{notice}</span>
                            <button
                                type="button"
                                class="quiet"
                                aria-label=words.close
                                on:click=move |_| desk.notice.set(Notice::default())
                            >
                                "×"
                            </button>
                        </p>
                    }
                })
            }}
        </div>
    }
}

/// A phone that shows another pane hides what had the focus.
fn keep_focus(desk: Desk) {
    Effect::new(move |before: Option<(Pane, Option<ConversationId>)>| {
        let pane = desk.pane.get();
        let looked_at = desk.selected.get().or_else(|| before.and_then(|(_, before)| before));
        let shown = before.map_or(pane, |(shown, _)| shown);
        if shown != pane {
            let row = looked_at.map(|id| format!("[data-conversation='{id}']"));
            let row = row.unwrap_or_default();
            focus::rescue(match (pane, looked_at) {
                // The conversation that was left, wherever it stands now.
                (Pane::Lists, Some(_)) => {
                    vec![format!("button{row}"), format!("{row} button"), LISTS.to_owned()]
                }
                (Pane::Lists, None) => vec![LISTS.to_owned()],
                (Pane::Talk, _) if shown == Pane::Context => vec![".talk-head .details".to_owned()],
                (Pane::Talk, _) => vec![talk::HEADING.to_owned()],
                (Pane::Context, _) => vec![".pane.context .back".to_owned()],
            });
        }
        (pane, looked_at)
    });
}

/// What is on the screen again has been seen.
fn see_again(desk: Desk, place: RwSignal<Place>) {
    Effect::new(move || {
        place.track();
        desk.pane.track();
        // Once it is shown.
        request_animation_frame(move || desk.see());
    });
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let listener = EventListener::new(&document, "visibilitychange", move |_| desk.see());
    let kept = StoredValue::new_local(Some(listener));
    on_cleanup(move || drop(kept.try_update_value(Option::take)));
}

fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// The first of the lists.
const LISTS: &str = ".waiting h2";
