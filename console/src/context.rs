//! What is known of the conversation that is looked at: its story, its mood, its visitor, and what
//! the articles say.

use leptos::prelude::*;
use shared::summary::{Attempt, Outcome, Question};
use shared::transcript::{Page as ShopPage, Visitor};
use ui::locale::{Locale, fill};
use ui::time;

use crate::articles::Articles;
use crate::desk::Desk;
use crate::page::{Page, page};
use crate::room::Room;
use crate::tell;
use crate::trend::Trend;

/// All that is known.
#[component]
pub(crate) fn Context(desk: Desk) -> impl IntoView {
    let Page { words, .. } = page();
    let room = Memo::new(move |_| desk.room());
    move || {
        room.get().map(|room| {
            view! {
                <button
                    type="button"
                    class="quiet back"
                    on:click=move |_| desk.show_talk()
                >
                    <svg viewBox="0 0 20 20" aria-hidden="true"><path d="m12.5 4-6 6 6 6"/></svg>
                    {words.conversation}
                </button>
                <Story desk room/>
                <Trend desk room/>
                <Known room/>
                <Articles desk room/>
            }
        })
    }
}

/// Why, what was asked, what was tried.
#[component]
fn Story(desk: Desk, room: Room) -> impl IntoView {
    let Page { words, .. } = page();
    let summary = room.summary;
    let crossing = Memo::new(move |_| summary.with(|summary| summary.crossing.clone()));
    let reason = move || {
        crossing.get().map(|crossing| {
            let handoff = crossing.handoff;
            let times = (crossing.times > 1).then(|| {
                let text = fill(words.crossings, &[&crossing.times.to_string()]);
                view! { <span class="tag">{text}</span> }
            });
            view! {
                <dt>{words.reason}</dt>
                <dd>
                    <p>{tell::reason(&handoff.rule, words)}</p>
                    <p class="tags">
                        <span class="tag">{words.skill(&handoff.skill)}</span>
                        <span class="tag">{tell::priority(handoff.priority, words)}</span>
                        {times}
                    </p>
                </dd>
            }
        })
    };
    let intent = Memo::new(move |_| summary.with(|summary| summary.intent()));
    let about = move || {
        intent.get().map(|intent| {
            view! { <dt>{words.about}</dt><dd>{words.intent(intent)}</dd> }
        })
    };
    let questions = Memo::new(move |_| summary.with(|summary| last(&summary.questions, MOST)));
    let asked = move || {
        let questions = questions.get();
        if questions.is_empty() {
            return view! { <p class="soft">{words.asked_nothing}</p> }.into_any();
        }
        let lines = questions.into_iter().map(|Question { text, times, .. }| {
            let times = (times > 1).then(|| {
                let text = fill(words.asked_times, &[&times.to_string()]);
                view! { " " <span class="tag">{text}</span> }
            });
            view! { <li><span class="asked">{text}</span>{times}</li> }
        });
        view! { <ul>{lines.collect_view()}</ul> }.into_any()
    };
    let attempts = Memo::new(move |_| summary.with(|summary| last(&summary.attempts, MOST)));
    let tried = move || {
        let attempts = attempts.get();
        if attempts.is_empty() {
            return view! { <p class="soft">{words.tried_nothing}</p> }.into_any();
        }
        let lines = attempts.into_iter().map(|Attempt { titles, outcome, .. }| {
            let what =
                if titles.is_empty() { words.found_none.to_owned() } else { titles.join(" / ") };
            let (outcome, name) = match outcome {
                Outcome::Helped => (words.outcomes[0], "helped"),
                Outcome::Failed => (words.outcomes[1], "failed"),
                Outcome::Unknown => (words.outcomes[2], "unknown"),
                Outcome::Untold => (words.outcomes[3], "untold"),
            };
            let outcome = (!titles.is_empty())
                .then(|| view! { " " <span class="tag" data-outcome=name>{outcome}</span> });
            view! { <li>{what}{outcome}</li> }
        });
        view! { <ul>{lines.collect_view()}</ul> }.into_any()
    };
    let me = desk.me.with_value(|me| me.name.clone());
    let agents = Memo::new(move |_| {
        summary.with(|summary| {
            let others = summary.agents.iter().filter(|agent| **agent != me);
            others.cloned().collect::<Vec<String>>()
        })
    });
    let had_by = move || {
        let agents = agents.get();
        (!agents.is_empty()).then(|| {
            view! { <dt>{words.had_by}</dt><dd>{agents.join(words.comma)}</dd> }
        })
    };
    view! {
        <section class="card summary" aria-label=words.summary>
            <h2>{words.summary}</h2>
            <dl>
                {reason}
                {about}
                <dt>{words.asked}</dt>
                <dd>{asked}</dd>
                <dt>{words.tried}</dt>
                <dd>{tried}</dd>
                {had_by}
            </dl>
        </section>
    }
}

/// Who the visitor is, where they are, how to reach them.
#[component]
fn Known(room: Room) -> impl IntoView {
    let Page { words, locale } = page();
    let summary = room.summary;
    let visitor = Memo::new(move |_| summary.with(|summary| summary.visitor.clone()));
    let identity = move || match visitor.get() {
        Visitor::Anonymous => view! {
            <dd>{words.anonymous} " " <span class="tag">{words.unverified}</span></dd>
        }
        .into_any(),
        Visitor::Verified { subject, name, vip } => {
            let vip = vip.then(|| view! { " " <span class="badge vip">{words.vip}</span> });
            let subject = name
                .is_some()
                .then(|| subject.clone())
                .map(|subject| {
                    view! { <p class="soft">{subject}</p> }
                })
                .into_any();
            let called = tell::name(&visitor.get(), words);
            view! {
                <dd>
                    <p>{called}{vip}" "<span class="tag good">{words.verified}</span></p>
                    {subject}
                </dd>
            }
            .into_any()
        }
    };
    let language = Memo::new(move |_| summary.with(|summary| summary.locale.clone()));
    let place = Memo::new(move |_| summary.with(|summary| summary.page.clone()));
    let contact = Memo::new(move |_| summary.with(|summary| summary.contact.clone()));
    let ticket = Memo::new(move |_| summary.with(|summary| summary.ticket.clone()));
    let stars = Memo::new(move |_| summary.with(|summary| summary.stars));
    view! {
        <section class="card known" aria-label=words.known>
            <h2>{words.known}</h2>
            <dl>
                <dt>{words.identity}</dt>
                {identity}
                <dt>{words.page}</dt>
                <dd>{move || match place.get() {
                    Some(page) => shown(page).into_any(),
                    None => view! { <span class="soft">{words.page_unknown}</span> }.into_any(),
                }}</dd>
                {move || contact.get().map(|contact| {
                    view! { <dt>{words.contact}</dt><dd class="contact">{contact}</dd> }
                })}
                {move || ticket.get().map(|ticket| {
                    let until = time::moment(ticket.promised_by, locale);
                    view! { <dt>{words.promised}</dt><dd>{until}</dd> }
                })}
                {move || language.get().map(|tag| {
                    view! { <dt>{words.speaks}</dt><dd>{language_name(&tag)}</dd> }
                })}
                {move || stars.get().map(|stars| {
                    view! { <dt>{words.rating}</dt><dd>{tell::stars(stars.into())}</dd> }
                })}
            </dl>
        </section>
    }
}

/// A page of the shop, as a link if it is one that is safe to follow, with what its script told.
fn shown(page: ShopPage) -> impl IntoView {
    let ShopPage { url, title, context } = page;
    let told: Vec<_> = context
        .iter()
        .map(|(name, text)| view! { <dt>{name.to_owned()}</dt><dd>{text.to_owned()}</dd> })
        .collect();
    let told = (!told.is_empty()).then(|| view! { <dl class="told">{told}</dl> });
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let name = if title.trim().is_empty() { url.clone() } else { title };
    if is_web {
        let address = url.clone();
        let seen = (name != url).then(|| view! { <p class="soft address">{url}</p> });
        view! {
            <a href=address target="_blank" rel="noopener noreferrer nofollow">{name}</a>
            {seen}
            {told}
        }
        .into_any()
    } else {
        view! { <span>{name}</span>{told} }.into_any()
    }
}

/// A language's name in itself, where the console speaks it too.
fn language_name(tag: &str) -> String {
    let known = [(Locale::ZhCn, "简体中文"), (Locale::ZhTw, "繁體中文"), (Locale::En, "English")];
    let nearest = known.iter().find(|(locale, _)| locale.tag().eq_ignore_ascii_case(tag));
    nearest.map_or_else(|| tag.to_owned(), |(_, name)| (*name).to_owned())
}

fn last<T: Clone>(all: &[T], most: usize) -> Vec<T> {
    all[all.len().saturating_sub(most)..].to_vec()
}

/// How many questions and attempts are told, the latest.
const MOST: usize = 6;
