//! What the console says, in each language that it speaks. A missing word does not compile.

mod en;
mod graph;
mod knowledge;
mod zh_cn;
mod zh_tw;

pub(crate) use graph::Graph as GraphWords;
pub(crate) use knowledge::Knowledge;

use shared::id::Skill;
use shared::policy::{
    AFTER_SALES, COMPLAINTS, GENERAL, ORDERS, PAYMENTS, PRESALES, SECURITY, SENIOR,
};
use shared::reading::{Emotion, Intent};
use shared::transcript::Absence;
use ui::locale::Locale;

/// The words of one language, named by what they say. Those with gaps hold `{}`, filled in order.
pub(crate) struct Words {
    // The page.
    pub(crate) title: &'static str,
    pub(crate) language: &'static str,
    pub(crate) close: &'static str,
    pub(crate) back: &'static str,
    /// A name, and what it names.
    pub(crate) named: &'static str,
    /// Between the items of a list.
    pub(crate) comma: &'static str,
    // Signing in.
    pub(crate) sign_in: &'static str,
    pub(crate) sign_in_hint: &'static str,
    pub(crate) site: &'static str,
    pub(crate) account: &'static str,
    pub(crate) password: &'static str,
    pub(crate) signing_in: &'static str,
    pub(crate) sign_out: &'static str,
    pub(crate) signing_out: &'static str,
    pub(crate) sign_out_mine: &'static str,
    pub(crate) sign_out_unsaid: &'static str,
    pub(crate) sign_out_text: &'static str,
    pub(crate) sign_out_confirm: &'static str,
    pub(crate) not_signed_out: &'static str,
    pub(crate) signed_out_elsewhere: &'static str,
    pub(crate) other_agent: &'static str,
    pub(crate) wrong_password: &'static str,
    pub(crate) expired: &'static str,
    // What can go wrong anywhere.
    pub(crate) unreachable: &'static str,
    pub(crate) still_signed_in: &'static str,
    pub(crate) garbled: &'static str,
    pub(crate) too_many: &'static str,
    pub(crate) no_site: &'static str,
    pub(crate) not_there: &'static str,
    pub(crate) forbidden: &'static str,
    pub(crate) foreign_page: &'static str,
    pub(crate) changed_since: &'static str,
    pub(crate) too_large: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) broken: &'static str,
    pub(crate) unavailable: &'static str,
    pub(crate) reconnecting: &'static str,
    pub(crate) not_connected: &'static str,
    pub(crate) room_reconnecting: &'static str,
    pub(crate) connecting: &'static str,
    pub(crate) too_many_windows: &'static str,
    pub(crate) reconnect: &'static str,
    pub(crate) outdated: &'static str,
    pub(crate) reload: &'static str,
    // The bar.
    pub(crate) places: &'static str,
    pub(crate) desk: &'static str,
    pub(crate) status: &'static str,
    pub(crate) online: &'static str,
    pub(crate) away: &'static str,
    pub(crate) sound: &'static str,
    pub(crate) sound_on: &'static str,
    pub(crate) sound_off: &'static str,
    // The lists.
    pub(crate) waiting: &'static str,
    pub(crate) mine: &'static str,
    pub(crate) tickets: &'static str,
    pub(crate) colleagues: &'static str,
    pub(crate) nobody_waits: &'static str,
    pub(crate) none_mine: &'static str,
    pub(crate) away_hint: &'static str,
    pub(crate) take: &'static str,
    pub(crate) waited: &'static str,
    pub(crate) promised_until: &'static str,
    pub(crate) overdue: &'static str,
    pub(crate) tickets_not_shown: &'static str,
    pub(crate) anonymous: &'static str,
    pub(crate) vip: &'static str,
    pub(crate) anger: &'static str,
    pub(crate) priorities: [&'static str; 3],
    pub(crate) offered_to: &'static str,
    pub(crate) offered_to_you: &'static str,
    pub(crate) with: &'static str,
    pub(crate) unread: &'static str,
    pub(crate) no_words: &'static str,
    // Offers.
    pub(crate) offer: &'static str,
    pub(crate) offer_left: &'static str,
    pub(crate) offer_more: &'static str,
    pub(crate) accept: &'static str,
    pub(crate) decline: &'static str,
    pub(crate) taken_by: &'static str,
    pub(crate) taken: &'static str,
    pub(crate) gone: &'static str,
    // The conversation.
    pub(crate) conversation: &'static str,
    pub(crate) nothing_open: &'static str,
    pub(crate) nothing_open_hint: &'static str,
    pub(crate) log: &'static str,
    pub(crate) reply: &'static str,
    pub(crate) send: &'static str,
    pub(crate) too_long: &'static str,
    pub(crate) sending: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) retry: &'static str,
    pub(crate) discard: &'static str,
    pub(crate) put_back: &'static str,
    pub(crate) typing: &'static str,
    pub(crate) newer: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) hand_back: &'static str,
    pub(crate) transfer: &'static str,
    pub(crate) resolve: &'static str,
    pub(crate) actions: &'static str,
    pub(crate) details: &'static str,
    pub(crate) assistant: &'static str,
    pub(crate) visitor: &'static str,
    pub(crate) you: &'static str,
    pub(crate) over: &'static str,
    pub(crate) with_assistant: &'static str,
    pub(crate) in_queue: &'static str,
    pub(crate) joining: &'static str,
    pub(crate) joined: &'static str,
    pub(crate) newly_taken: &'static str,
    pub(crate) with_colleague: &'static str,
    pub(crate) ticketed: &'static str,
    pub(crate) not_yours: &'static str,
    pub(crate) refused_action: &'static str,
    pub(crate) asked_since: &'static str,
    pub(crate) full: &'static str,
    pub(crate) unsent: &'static str,
    // What happened.
    pub(crate) found_none: &'static str,
    pub(crate) courtesy: &'static str,
    pub(crate) choices: &'static str,
    pub(crate) helped: &'static str,
    pub(crate) did_not_help: &'static str,
    pub(crate) soothed: &'static str,
    pub(crate) proposed: &'static str,
    pub(crate) requested: &'static str,
    pub(crate) escalated: &'static str,
    pub(crate) redirected: &'static str,
    pub(crate) assigned: &'static str,
    pub(crate) handed_back: &'static str,
    pub(crate) transferred: &'static str,
    pub(crate) became_ticket: &'static str,
    pub(crate) contact_left: &'static str,
    pub(crate) resolved: &'static str,
    pub(crate) rated: &'static str,
    pub(crate) rated_comment: &'static str,
    pub(crate) absences: [&'static str; 4],
    // Reasons.
    pub(crate) by_button: &'static str,
    pub(crate) by_confirming: &'static str,
    pub(crate) by_asking: &'static str,
    pub(crate) by_complaint: &'static str,
    pub(crate) by_compensation: &'static str,
    pub(crate) by_anger: &'static str,
    pub(crate) by_theft: &'static str,
    pub(crate) by_payment: &'static str,
    pub(crate) by_vip: &'static str,
    pub(crate) by_waiting: &'static str,
    pub(crate) by_unhelpful: &'static str,
    pub(crate) by_transfer: &'static str,
    pub(crate) by_loss: &'static str,
    pub(crate) again: &'static str,
    // Passing on.
    pub(crate) transfer_title: &'static str,
    pub(crate) transfer_to: &'static str,
    pub(crate) transfer_confirm: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) nobody_else: &'static str,
    // What is known.
    pub(crate) summary: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) about: &'static str,
    pub(crate) crossings: &'static str,
    pub(crate) asked: &'static str,
    pub(crate) asked_times: &'static str,
    pub(crate) asked_nothing: &'static str,
    pub(crate) tried: &'static str,
    pub(crate) tried_nothing: &'static str,
    pub(crate) outcomes: [&'static str; 4],
    pub(crate) had_by: &'static str,
    pub(crate) trend: &'static str,
    pub(crate) trend_none: &'static str,
    pub(crate) trend_now: &'static str,
    pub(crate) mood_unknown: &'static str,
    pub(crate) trend_label: &'static str,
    pub(crate) known: &'static str,
    pub(crate) identity: &'static str,
    pub(crate) verified: &'static str,
    pub(crate) unverified: &'static str,
    pub(crate) speaks: &'static str,
    pub(crate) page: &'static str,
    pub(crate) page_unknown: &'static str,
    pub(crate) contact: &'static str,
    pub(crate) promised: &'static str,
    pub(crate) rating: &'static str,
    pub(crate) articles: &'static str,
    pub(crate) search: &'static str,
    pub(crate) search_go: &'static str,
    pub(crate) searching: &'static str,
    pub(crate) no_articles: &'static str,
    pub(crate) look_up: &'static str,
    pub(crate) insert: &'static str,
    // Labels.
    pub(crate) intents: [&'static str; 14],
    pub(crate) emotions: [&'static str; 6],
    pub(crate) skills: [&'static str; 8],
    // The shop's articles.
    pub(crate) knowledge: Knowledge,
    // The shop's graph.
    pub(crate) graph: GraphWords,
}

impl Words {
    /// The words of `locale`.
    #[must_use]
    pub(crate) const fn of(locale: Locale) -> &'static Self {
        locale.of(&zh_cn::WORDS, &zh_tw::WORDS, &en::WORDS)
    }

    /// What a visitor wants.
    #[must_use]
    pub(crate) const fn intent(&self, intent: Intent) -> &'static str {
        self.intents[intent as usize]
    }

    /// What a visitor feels.
    #[must_use]
    pub(crate) const fn emotion(&self, emotion: Emotion) -> &'static str {
        self.emotions[emotion as usize]
    }

    /// Why nobody could come.
    #[must_use]
    pub(crate) const fn absence(&self, cause: Absence) -> &'static str {
        self.absences[cause as usize]
    }

    /// What an agent can do: a shop's own skills are called as the shop wrote them.
    #[must_use]
    pub(crate) fn skill(&self, skill: &Skill) -> String {
        let known = SKILLS.iter().position(|known| *known == skill.as_str());
        known.map_or_else(|| skill.to_string(), |at| self.skills[at].to_owned())
    }
}

const SKILLS: [&str; 8] =
    [GENERAL, ORDERS, AFTER_SALES, PAYMENTS, PRESALES, SECURITY, COMPLAINTS, SENIOR];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_in_the_order_of_what_they_name() {
        for (at, intent) in Intent::ALL.into_iter().enumerate() {
            assert_eq!(intent as usize, at);
            assert_eq!(Words::of(Locale::ZhCn).intent(intent), intent.zh());
        }
        for (at, emotion) in Emotion::ALL.into_iter().enumerate() {
            assert_eq!(emotion as usize, at);
            assert_eq!(Words::of(Locale::ZhCn).emotion(emotion), emotion.zh());
        }
    }

    #[test]
    fn a_shops_own_skill_is_called_as_the_shop_wrote_it() {
        let called = |skill: &str| skill.parse().map(|skill| Words::of(Locale::En).skill(&skill));
        assert_eq!(called("after-sales").ok().as_deref(), Some("After-sales"));
        assert_eq!(called("wholesale").ok().as_deref(), Some("wholesale"));
    }
}
