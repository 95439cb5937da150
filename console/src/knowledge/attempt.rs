//! Asking what a visitor would ask: what they would get, and why.

use leptos::prelude::*;
use shared::api::Answered;
use shared::api::knowledge::{HeldBack, Tried, TriedHit};
use shared::article::Audience;
use shared::graph;
use shared::transcript::{Answer, Quote};
use ui::locale::fill;
use ui::time;

use super::asking::Asking;
use super::shop::Shop;
use super::tell;
use crate::page::{Page, page};
use crate::place::Place;
use crate::search::SearchForm;
use crate::tell::reason;

/// The question, and what comes of it.
#[component]
pub(super) fn Attempt(
    shop: Shop,
    /// What to ask at once, and other ways in which visitors asked it.
    asked: Vec<String>,
) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let text = RwSignal::new(asked.first().cloned().unwrap_or_default());
    let asked = StoredValue::new(asked);
    // What is asked now, and in which ways.
    let ways = RwSignal::new(Vec::new());
    let audience = RwSignal::new(Audience::Everyone);
    let tried = Asking::<Tried>::new();
    let ask = move || {
        let question = text.get_untracked().trim().to_owned();
        if question.is_empty() {
            return tried.forget();
        }
        let audience = audience.get_untracked();
        ways.set(asked.with_value(|asked| match asked.first() {
            Some(first) if *first == question => asked.clone(),
            _ => vec![question.clone()],
        }));
        tried.ask(shop, async move { shop.try_question(&question, audience).await });
    };
    ask();
    let choose = move |name: String| {
        let at = name.parse().unwrap_or(0_usize);
        audience.set(Audience::ALL.get(at).copied().unwrap_or_default());
        ask();
    };
    let result = move || tried.here.get().map(|tried| view! { <Outcome shop tried ways/> });
    view! {
        <div class="part-head"><h2>{words.attempt}</h2></div>
        <SearchForm
            text
            label=words.question
            hint=words.question
            most=shared::field::TEXT
            go=words.ask
            on_search=move |()| ask()
        >
            <select
                aria-label=words.asks_as
                on:change=move |event| choose(event_target_value(&event))
            >
                {Audience::ALL
                    .into_iter()
                    .enumerate()
                    .map(|(at, audience)| {
                        view! {
                            <option value=at.to_string()>{tell::audience(audience, words)}</option>
                        }
                    })
                    .collect_view()}
            </select>
        </SearchForm>
        {tried.told(ask)}
        <div class="outcome" aria-live="polite" aria-busy=move || tried.busy.get().to_string()>{result}</div>
    }
}

#[component]
fn Outcome(shop: Shop, tried: Tried, ways: RwSignal<Vec<String>>) -> impl IntoView {
    let Page { words: all, .. } = page();
    let words = &all.knowledge;
    let Tried { hands_over, offers_person, answered, heard, hits, held_back } = tried;
    let Answered { confidence, answer, .. } = answered;
    let hatch = [(hands_over, words.hands_over), (offers_person, words.offers_person)];
    let hatch = hatch.map(|(rule, told)| {
        let told = fill(told, &[&reason(&rule?, all)]);
        Some(view! { <p><span class="tag" data-level="some">{told}</span></p> })
    });
    let is_opened = hatch.iter().any(Option::is_some);
    let otherwise = is_opened.then(|| view! { <p class="soft">{words.otherwise}</p> });
    let by_graph = is_by_graph(&answer);
    // What asks back is not sure of anything yet, and a greeting is sure of nothing.
    let is_sure = match answer {
        Answer::Found { .. } => true,
        Answer::Choices { .. } | Answer::Unknown => !by_graph,
        Answer::Courtesy => false,
    };
    let (kind, says) = match answer {
        Answer::Found { quotes, .. } => {
            let quotes = quotes.into_iter().map(|quote| {
                let entity = graph::quoted(&quote).map(|id| Place::Entity(id.to_owned()).href());
                let Quote { title, text, .. } = quote;
                let title = match entity {
                    Some(href) => view! { <a href=href>{title}</a> }.into_any(),
                    None => title.into_any(),
                };
                view! { <p class="title">{title}</p><p class="quote">{text}</p> }
            });
            (words.gets_found, Some(quotes.collect_view().into_any()))
        }
        Answer::Choices { ask, titles } => {
            let ask = ask.map(|ask| view! { <p class="title">{ask}</p> });
            let titles = titles.into_iter().map(|title| view! { <li>{title}</li> });
            (words.gets_choices, Some(view! { {ask} <ul>{titles.collect_view()}</ul> }.into_any()))
        }
        Answer::Unknown => (words.gets_unknown, None),
        Answer::Courtesy => (words.gets_courtesy, None),
    };
    let heard = heard.map(|heard| view! { <p class="soft">{fill(words.heard, &[&heard])}</p> });
    let sure = is_sure.then(|| {
        let sure = fill(words.confidence, &[&format!("{}%", confidence.value())]);
        view! { <span class="tag">{sure}</span> }
    });
    let graph = by_graph.then(|| view! { <span class="tag">{words.gets_by_graph}</span> });
    let had_no_part = by_graph.then(|| view! { <p class="soft">{words.had_no_part}</p> });
    let held_back = (!held_back.is_empty()).then(|| {
        let rows = held_back.into_iter().map(|held| {
            let HeldBack { article, title, valid_from, valid_until } = held;
            let outside = tell::outside(valid_from, valid_until, time::now());
            let href = Place::Article(article.to_string()).href();
            view! { <li>{tell::outside_tag(outside, words)}" "<a href=href>{title}</a></li> }
        });
        view! {
            <p class="soft">{words.held_back}</p>
            <ul class="problems" tabindex="0" aria-label=words.held_back>{rows.collect_view()}</ul>
        }
    });
    let candidates = if hits.is_empty() {
        view! { <p class="soft">{words.no_candidates}</p> }.into_any()
    } else {
        let hits = hits.into_iter().map(|hit| view! { <Candidate shop hit ways/> });
        view! { <ol class="candidates">{hits.collect_view()}</ol> }.into_any()
    };
    view! {
        <section class="card gets" aria-label=words.visitor_gets>
            <h3>{words.visitor_gets}</h3>
            {hatch.collect_view()}
            {otherwise}
            <p class="tags">
                <span class="tag" class:good=!is_opened>{kind}</span>
                {graph}
                {sure}
            </p>
            {heard}
            {says.map(|says| view! { <div class="answer">{says}</div> })}
        </section>
        <section aria-label=words.candidates>
            <h3>{words.candidates}</h3>
            {had_no_part}
            {held_back}
            {candidates}
        </section>
    }
}

/// Whether an answer is the graph's: it alone asks in its own words, and quotes entities.
fn is_by_graph(answer: &Answer) -> bool {
    match answer {
        Answer::Found { quotes, .. } => quotes.iter().any(|quote| graph::quoted(quote).is_some()),
        Answer::Choices { ask, .. } => ask.is_some(),
        Answer::Unknown | Answer::Courtesy => false,
    }
}

/// An article that may answer, and what speaks for it.
#[component]
fn Candidate(shop: Shop, hit: TriedHit, ways: RwSignal<Vec<String>>) -> impl IntoView {
    let Page { words, .. } = page();
    let named = words.named;
    let words = &words.knowledge;
    let TriedHit {
        article,
        title,
        excerpt,
        phrasing,
        score,
        words: by_words,
        substance,
        likeness,
        meaning,
    } = hit;
    let parts = [
        (words.by_words, by_words),
        (words.by_substance, substance),
        (words.by_wording, likeness),
        (words.by_meaning, meaning),
    ];
    let bars = parts.into_iter().map(|(name, share)| {
        // What means the contrary says as little for an article as what means nothing.
        let shown = share.clamp(0.0, 1.0).to_string();
        view! {
            <div>
                <dt>{name}</dt>
                <dd>
                    <meter min="0" max="1" value=shown aria-label=name></meter>
                    <span>{tell::percent(share)}</span>
                </dd>
            </div>
        }
    });
    let phrasing = phrasing.map(|phrasing| {
        view! { <p class="soft">{words.hit_wording}<q>{phrasing}</q></p> }
    });
    let href = Place::Article(article.to_string()).href();
    let name = article.to_string();
    // What is read aloud says of which article it is.
    let answers = fill(named, &[words.let_answer, &title]);
    view! {
        <li class="card candidate" data-article=name>
            <p class="row-head">
                <a class="title" href=href>{title}</a>
                <span class="score">{words.score}" "{format!("{score:.2}")}</span>
            </p>
            <dl class="shares">{bars.collect_view()}</dl>
            {phrasing}
            <p class="soft">{words.hit_passage}<q>{excerpt}</q></p>
            <button
                type="button"
                title=words.let_answer_hint
                aria-label=answers
                on:click=move |_| shop.let_answer(&article, ways.get_untracked())
            >
                {words.let_answer}
            </button>
        </li>
    }
}
