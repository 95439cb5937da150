//! What the edge says of articles, in words.

use leptos::prelude::*;
use shared::api::knowledge::{Editor, Kept, Service, State, Summary};
use shared::article::Audience;
use shared::time::Timestamp;
use ui::locale::{Locale, fill};
use ui::time;

use super::shop::Shop;
use crate::words::Knowledge;

/// Where an article or a version stands, as a tag.
pub(super) fn state(state: State, words: &Knowledge) -> impl IntoView + use<> {
    let (name, told) = match state {
        State::Draft => ("draft", words.states[0]),
        State::Published => ("published", words.states[1]),
        State::Archived => ("archived", words.states[2]),
        State::Past => ("past", words.past),
    };
    view! { <span class="tag" data-state=name>{told}</span> }
}

/// The version that visitors see, where it is later than the draft beside it: an import has come between.
pub(super) fn shown_beside(kept: &Kept) -> Option<u64> {
    kept.published_version.filter(|shown| *shown > kept.version.version)
}

/// Whether visitors see a later version than this draft.
pub(super) fn is_older(draft: &Summary) -> bool {
    draft.published_version > Some(draft.version)
}

/// How the time of an article stands to now, where it is not its time.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Outside {
    /// It has not come.
    Early,
    /// It is over.
    Over,
}

/// Whether what holds `from` and `until` then does not hold `now`.
pub(super) fn outside(
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    now: Timestamp,
) -> Option<Outside> {
    if until.is_some_and(|until| until <= now) {
        return Some(Outside::Over);
    }
    from.is_some_and(|from| now < from).then_some(Outside::Early)
}

/// That visitors do not see an article, whatever is published, as a tag.
pub(super) fn outside_tag(
    outside: Option<Outside>,
    words: &Knowledge,
) -> Option<impl IntoView + use<>> {
    let told = match outside? {
        Outside::Early => words.not_yet_valid,
        Outside::Over => words.no_longer_valid,
    };
    Some(view! { <span class="tag" data-level="some">{told}</span> })
}

/// For whom an article is.
pub(super) const fn audience(audience: Audience, words: &Knowledge) -> &'static str {
    words.audiences[audience as usize]
}

/// When something happened and who did it.
pub(super) fn by(
    at: Timestamp,
    by: &Editor,
    shop: Shop,
    words: &Knowledge,
    locale: Locale,
) -> impl IntoView + use<> {
    let who = match by {
        Editor::Agent(agent) => shop.called(agent),
        Editor::Operator => words.operator.to_owned(),
        Editor::Server => words.server.to_owned(),
    };
    view! {
        <span class="by">
            <time datetime=time::iso(at)>{time::dated(at, locale)}</time>
            " · "
            {who}
        </span>
    }
}

/// How an article has served, in one line.
pub(super) fn service(service: Service, words: &Knowledge) -> String {
    let hits = fill(words.hits, &[&service.hits.to_string(), &service.shown.to_string()]);
    let votes = service.helpful.saturating_add(service.unhelpful);
    let helpful = match share(service.helpful, votes) {
        Some(share) => fill(words.helpful, &[&share, &votes.to_string()]),
        None => words.no_votes.to_owned(),
    };
    hits + " · " + &helpful
}

/// `part` of `whole` in per cent; nothing of nothing.
pub(super) fn share(part: u64, whole: u64) -> Option<String> {
    let percent = part.saturating_mul(100).saturating_add(whole / 2).checked_div(whole)?;
    Some(format!("{percent}%"))
}

/// A share from 0 to 1 in per cent.
pub(super) fn percent(share: f32) -> String {
    format!("{:.0}%", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;

    #[test]
    fn an_article_that_nobody_judged_is_not_called_useless() {
        let words = &Words::of(Locale::ZhCn).knowledge;
        let check = |hits, helpful, unhelpful, expect: &str| {
            let shown = 20;
            assert_eq!(service(Service { shown, hits, helpful, unhelpful }, words), expect);
        };
        check(3, 0, 0, "累计作为首选答案 3 次（展示 20 次） · 还没有评价");
        check(9, 0, 2, "累计作为首选答案 9 次（展示 20 次） · 有帮助 0%（2 次评价）");
        check(9, 2, 1, "累计作为首选答案 9 次（展示 20 次） · 有帮助 67%（3 次评价）");
        check(
            u64::MAX,
            1,
            0,
            "累计作为首选答案 18446744073709551615 次（展示 20 次） · 有帮助 100%（1 次评价）",
        );
    }

    #[test]
    fn what_is_over_or_not_valid_yet_is_outside_of_its_time() {
        let check = |from: Option<u64>, until: Option<u64>, expect| {
            let told = outside(from.map(Timestamp), until.map(Timestamp), Timestamp(10));
            assert_eq!(told, expect, "{from:?} {until:?}");
        };
        check(None, None, None);
        check(Some(10), Some(11), None);
        check(Some(11), None, Some(Outside::Early));
        check(None, Some(10), Some(Outside::Over));
        check(Some(2), Some(9), Some(Outside::Over));
        check(Some(11), Some(12), Some(Outside::Early));
    }

    #[test]
    fn audiences_stand_in_the_order_of_what_they_name() {
        for (at, audience) in Audience::ALL.into_iter().enumerate() {
            assert_eq!(audience as usize, at);
        }
    }
}
