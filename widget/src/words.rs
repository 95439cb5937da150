//! The words of the visitor's page, one file a language. A missing word does not compile.

use ui::locale::Locale;

#[path = "../locales/en.rs"]
mod en;
#[path = "../locales/zh-CN.rs"]
mod zh_cn;
#[path = "../locales/zh-TW.rs"]
mod zh_tw;

/// The words in `locale`.
pub(crate) const fn of(locale: Locale) -> &'static Words {
    locale.of(&zh_cn::WORDS, &zh_tw::WORDS, &en::WORDS)
}

/// Everything the page says by itself. `{}` is a gap.
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) log: &'static str,
    pub(crate) message: &'static str,
    pub(crate) send: &'static str,
    pub(crate) close: &'static str,
    pub(crate) retry: &'static str,
    pub(crate) discard: &'static str,
    pub(crate) latest: &'static str,

    pub(crate) ai: &'static str,
    pub(crate) you: &'static str,
    pub(crate) agent: &'static str,
    pub(crate) greeting: &'static str,
    pub(crate) ai_notice: &'static str,
    pub(crate) privacy: &'static str,
    pub(crate) top_questions: &'static str,
    pub(crate) suggestions: &'static str,

    pub(crate) online: &'static str,
    pub(crate) closed_now: &'static str,
    pub(crate) queued_now: &'static str,
    pub(crate) assigned_now: &'static str,
    pub(crate) ticketed_now: &'static str,
    pub(crate) resolved_now: &'static str,

    pub(crate) pending: &'static str,
    pub(crate) sent: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) other_types: &'static str,
    pub(crate) today: &'static str,

    pub(crate) human: &'static str,
    pub(crate) human_pending: &'static str,
    pub(crate) already_queued: &'static str,
    pub(crate) already_assigned: &'static str,

    pub(crate) offline: &'static str,
    pub(crate) offline_wish: &'static str,
    pub(crate) offline_phone: &'static str,
    pub(crate) offline_message: &'static str,
    pub(crate) load_failed: &'static str,
    pub(crate) article_gone: &'static str,
    pub(crate) not_ready: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) call: &'static str,
    pub(crate) renewed: &'static str,

    pub(crate) courtesy: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) choices: &'static str,
    pub(crate) soothed: &'static str,
    pub(crate) from_article: &'static str,
    pub(crate) whole: &'static str,
    pub(crate) helpful: &'static str,
    pub(crate) unhelpful: &'static str,
    pub(crate) thanks_helpful: &'static str,
    pub(crate) thanks_unhelpful: &'static str,

    pub(crate) proposed: &'static str,
    pub(crate) card: &'static str,
    pub(crate) card_reason: &'static str,
    pub(crate) confirm: &'static str,
    pub(crate) decline: &'static str,
    pub(crate) requested: &'static str,
    pub(crate) agent_lost: &'static str,
    pub(crate) transferred: &'static str,
    pub(crate) escalated: &'static str,
    pub(crate) assigned: &'static str,
    pub(crate) handed_back: &'static str,
    pub(crate) resolved_by_agent: &'static str,
    pub(crate) resolved_by_you: &'static str,
    pub(crate) end: &'static str,
    pub(crate) end_sure: &'static str,
    pub(crate) stay: &'static str,

    pub(crate) position_before: &'static str,
    pub(crate) position_after: &'static str,
    pub(crate) position_next: &'static str,

    pub(crate) why: &'static str,
    pub(crate) why_title: &'static str,

    pub(crate) ticketed: &'static str,
    pub(crate) cause_closed: &'static str,
    pub(crate) cause_nobody: &'static str,
    pub(crate) cause_full: &'static str,
    pub(crate) cause_waited: &'static str,
    pub(crate) ticket_card: &'static str,
    pub(crate) contact: &'static str,
    pub(crate) contact_hint: &'static str,
    pub(crate) contact_send: &'static str,
    pub(crate) contact_left: &'static str,

    pub(crate) rating: &'static str,
    pub(crate) rating_ask: &'static str,
    pub(crate) stars: &'static str,
    pub(crate) rating_comment: &'static str,
    pub(crate) rating_send: &'static str,
    pub(crate) rated: &'static str,

    pub(crate) hidden: &'static str,
    pub(crate) keep: &'static str,
    pub(crate) kept: &'static str,
    pub(crate) hide: &'static str,

    /// In the order of [`crate::view::card::REASONS`].
    pub(crate) reasons: [&'static str; 10],
}
