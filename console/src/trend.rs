//! The course of a visitor's mood: one point a message.

use leptos::prelude::*;
use shared::policy::Hatch;
use shared::summary::Mood;
use ui::locale::fill;

use crate::desk::Desk;
use crate::page::{Page, page};
use crate::room::Room;

/// The anger of each message as a line, and the emotion of the last one in words.
#[component]
pub(crate) fn Trend(desk: Desk, room: Room) -> impl IntoView {
    let Page { words, .. } = page();
    let summary = room.summary;
    let moods = Memo::new(move |_| {
        summary.with(|summary| summary.moods[summary.moods.len().saturating_sub(MOST)..].to_vec())
    });
    let body = move || {
        let moods = moods.get();
        let hatch = desk.hatch;
        let Some(last) = moods.last() else {
            return view! { <p class="soft">{words.trend_none}</p> }.into_any();
        };
        let highest = summary.with(|summary| summary.peak()).value().to_string();
        let feels = last.emotion.map_or(words.mood_unknown, |emotion| words.emotion(emotion));
        let now = fill(words.trend_now, &[feels, &last.anger.value().to_string(), &highest]);
        let each: Vec<String> = moods.iter().map(|mood| mood.anger.value().to_string()).collect();
        let label = fill(words.trend_label, &[&each.join(words.comma)]);
        let points = points(&moods);
        let line: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let dots = points.into_iter().zip(moods).map(|((x, y), mood)| {
            let told = mood.emotion.map(|emotion| words.emotion(emotion)).unwrap_or_default();
            view! {
                <circle
                    cx=format!("{x:.1}")
                    cy=format!("{y:.1}")
                    r="3.5"
                    class=level(mood.anger.value(), hatch)
                >
                    <title>{format!("{told} {}", mood.anger.value())}</title>
                </circle>
            }
        });
        let limit = format!("{:.1}", height(hatch.anger_from));
        let to = (WIDTH - MARGIN).to_string();
        view! {
            <svg
                class="trend"
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                role="img"
                aria-label=label
            >
                <line class="limit" x1=MARGIN.to_string() x2=to y1=limit.clone() y2=limit/>
                <polyline points=line.join(" ")/>
                {dots.collect_view()}
            </svg>
            <p>{now}</p>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-label=words.trend>
            <h2>{words.trend}</h2>
            {body}
        </section>
    }
}

/// Where the points lie: the first at the left, the latest at the right, one alone in the middle.
fn points(moods: &[Mood]) -> Vec<(f64, f64)> {
    let steps = f64::from(u32::try_from(moods.len().saturating_sub(1)).unwrap_or(u32::MAX));
    let width = WIDTH - 2.0 * MARGIN;
    let at = |index: u32| {
        if steps > 0.0 { MARGIN + width * f64::from(index) / steps } else { WIDTH / 2.0 }
    };
    (0..).zip(moods).map(|(index, mood)| (at(index), height(mood.anger.value()))).collect()
}

fn height(anger: u8) -> f64 {
    HEIGHT - MARGIN - (HEIGHT - 2.0 * MARGIN) * f64::from(anger) / 100.0
}

/// `low`, `some` or `high`: the steps of the shop's escape hatch.
pub(crate) const fn level(anger: u8, hatch: Hatch) -> &'static str {
    if anger >= hatch.anger_from {
        "high"
    } else if anger >= hatch.soothe_from {
        "some"
    } else {
        "low"
    }
}

/// How many messages the line shows.
const MOST: usize = 24;
const WIDTH: f64 = 280.0;
const HEIGHT: f64 = 72.0;
const MARGIN: f64 = 6.0;

#[cfg(test)]
mod tests {
    use super::*;
    use shared::id::Seq;
    use shared::reading::Percent;
    use shared::time::Timestamp;

    fn moods(angers: &[u8]) -> Vec<Mood> {
        let mood = |anger: &u8| Mood {
            seq: Seq(0),
            at: Timestamp(0),
            anger: Percent::saturating(*anger),
            emotion: None,
        };
        angers.iter().map(mood).collect()
    }

    #[test]
    fn the_line_goes_from_edge_to_edge_and_from_calm_to_fury() {
        assert_eq!(points(&moods(&[0, 100])), [(6.0, 66.0), (274.0, 6.0)]);
        assert_eq!(points(&moods(&[50])), [(140.0, 36.0)]);
        assert_eq!(points(&[]), []);
    }
}
