//! How the articles serve as a whole: what came of all questions, in shares.

use leptos::prelude::*;
use shared::api::knowledge::{Encoder, Figures, Outcomes};
use ui::locale::fill;

use super::asking::Asking;
use super::shop::Shop;
use super::tell::share;
use crate::page::{Page, page};
use crate::words::Knowledge;

/// The figures of some days, which can be chosen.
#[component]
pub(super) fn FigureStrip(shop: Shop) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let days = RwSignal::new(PERIODS[1]);
    let figures = Asking::<Figures>::new();
    let look = move || {
        let days = days.get_untracked();
        figures.ask(shop, async move { shop.figures(days).await });
    };
    look();
    let choose = move |chosen: String| {
        days.set(chosen.parse().unwrap_or(PERIODS[1]));
        look();
    };
    let told = move || {
        let Figures { questions, helpful, unhelpful, encoder, .. } = figures.here.get()?;
        let parts = outcomes(&questions, [helpful, unhelpful], words);
        let parts = parts.into_iter().map(|part| view! { <li>{part}</li> });
        let encoder = encoder.map(|encoder| {
            view! { <p class="soft" data-encoder>{borrowed(&encoder, words)}</p> }
        });
        Some(view! { <ul>{parts.collect_view()}</ul> {encoder} })
    };
    view! {
        <section class="card figures" aria-label=words.figures>
            <select aria-label=words.period on:change=move |event| choose(event_target_value(&event))>
                {PERIODS
                    .into_iter()
                    .map(|it| {
                        view! {
                            <option value=it.to_string() selected=move || days.get() == it>
                                {fill(words.last_days, &[&it.to_string()])}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
            {figures.told(look)}
            {told}
        </section>
    }
}

/// What came of the questions, how many there were first.
fn outcomes(
    questions: &Outcomes,
    [helpful, unhelpful]: [u64; 2],
    words: &Knowledge,
) -> Vec<String> {
    let asked = questions.asked();
    let Outcomes { answered, choices, unknown, diagnosed } = *questions;
    let mut parts = vec![fill(words.asked, &[&asked.to_string()])];
    let counts = words.outcomes.into_iter().zip([answered, choices, unknown, diagnosed]);
    parts.extend(counts.filter_map(|(told, count)| Some(fill(told, &[&share(count, asked)?]))));
    let votes = helpful.saturating_add(unhelpful);
    parts.extend(share(helpful, votes).map(|it| fill(words.helpful, &[&it, &votes.to_string()])));
    parts
}

/// How it goes with an encoder elsewhere.
fn borrowed(encoder: &Encoder, words: &Knowledge) -> String {
    let Encoder { model, in_use, waiting, helped, fell_back, .. } = encoder;
    if !in_use {
        return fill(words.encoder_waits, &[model, &waiting.to_string()]);
    }
    let alone = fell_back.late + fell_back.failed + fell_back.unusable + fell_back.resting;
    fill(words.encoder_helps, &[model, &helped.to_string(), &alone.to_string()])
}

/// Days that can be chosen.
const PERIODS: [u64; 3] = [7, 30, 90];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;
    use ui::locale::Locale;

    #[test]
    fn shares_are_of_all_questions_and_nothing_is_a_share_of_none() {
        let words = &Words::of(Locale::ZhCn).knowledge;
        let questions = Outcomes { answered: 70, choices: 20, unknown: 9, diagnosed: 1 };
        assert_eq!(
            outcomes(&questions, [3, 1], words),
            [
                "提问 100 次",
                "回答 70%",
                "给出选项 20%",
                "答不上 9%",
                "图谱接手 1%",
                "有帮助 75%（4 次评价）"
            ]
        );
        assert_eq!(outcomes(&Outcomes::default(), [0, 0], words), ["提问 0 次"]);
    }
}
