//! What happened, in words.

use shared::handoff::{Handoff, Priority, Rule};
use shared::hatch::{Keyword, Risk};
use shared::id::AgentId;
use shared::problem::Code;
use shared::transcript::{Author, Fact, Visitor};
use ui::http::Failure;
use ui::locale::{Locale, fill};
use ui::time;

use crate::words::Words;

/// Why a person was asked for.
pub(crate) fn reason(rule: &Rule, words: &Words) -> String {
    let again = |text: String, times: u8| {
        if times > 1 { fill(words.again, &[&text, &times.to_string()]) } else { text }
    };
    match rule {
        Rule::Button => words.by_button.to_owned(),
        Rule::Confirmed => words.by_confirming.to_owned(),
        Rule::Asked { times, words: said } => fill(words.by_asking, &[&times.to_string(), said]),
        Rule::Keyword { keyword, word, times } => {
            let text = match keyword {
                Keyword::Complaint => words.by_complaint,
                Keyword::Compensation => words.by_compensation,
            };
            again(fill(text, &[word]), *times)
        }
        Rule::Anger { anger } => fill(words.by_anger, &[&anger.value().to_string()]),
        Rule::Risk { risk, word } => {
            let text = match risk {
                Risk::AccountTheft => words.by_theft,
                Risk::PaymentRisk => words.by_payment,
            };
            fill(text, &[word])
        }
        Rule::Vip => words.by_vip.to_owned(),
        Rule::Waited { seconds } => fill(words.by_waiting, &[&seconds.to_string()]),
        Rule::Unhelpful { answers } => fill(words.by_unhelpful, &[&answers.to_string()]),
        Rule::Transferred => words.by_transfer.to_owned(),
        Rule::AgentLost => words.by_loss.to_owned(),
    }
}

/// How urgent it is.
pub(crate) const fn priority(priority: Priority, words: &Words) -> &'static str {
    words.priorities[priority as usize]
}

/// How a visitor is called.
pub(crate) fn name(visitor: &Visitor, words: &Words) -> String {
    match visitor {
        Visitor::Anonymous => words.anonymous.to_owned(),
        Visitor::Verified { subject, name, .. } => name.as_ref().unwrap_or(subject).clone(),
    }
}

/// One line about a fact that nobody said; `None` for what is said, and for what is not shown.
/// `called` knows the names of agents.
pub(crate) fn event(
    fact: &Fact,
    called: impl Fn(&AgentId) -> String,
    words: &Words,
    locale: Locale,
) -> Option<String> {
    Some(match fact {
        Fact::Soothed => words.soothed.to_owned(),
        Fact::HandoffProposed { rule } => fill(words.proposed, &[&reason(rule, words)]),
        Fact::HandoffRequested { handoff, .. } => {
            let Handoff { rule, skill, priority: urgency } = handoff;
            let parts = [&reason(rule, words), &words.skill(skill), priority(*urgency, words)];
            fill(words.requested, &parts)
        }
        Fact::Escalated { rule, priority: urgency, skill: None } => {
            fill(words.escalated, &[priority(*urgency, words), &reason(rule, words)])
        }
        Fact::Escalated { rule, priority: urgency, skill: Some(skill) } => {
            let parts = [&words.skill(skill), priority(*urgency, words), &reason(rule, words)];
            fill(words.redirected, &parts)
        }
        Fact::Assigned { name, .. } => fill(words.assigned, &[name]),
        Fact::HandedBack { agent, .. } => fill(words.handed_back, &[&called(agent)]),
        Fact::Transferred { agent, skill, .. } => {
            fill(words.transferred, &[&called(agent), &words.skill(skill)])
        }
        Fact::Ticketed { ticket, .. } => {
            let until = time::moment(ticket.promised_by, locale);
            fill(words.became_ticket, &[words.absence(ticket.cause), &until])
        }
        Fact::ContactLeft { contact, .. } => fill(words.contact_left, &[contact]),
        Fact::Resolved { by, .. } => {
            let who = match by {
                Author::Visitor => words.visitor.to_owned(),
                Author::Assistant => words.assistant.to_owned(),
                Author::Agent(agent) => called(agent),
            };
            fill(words.resolved, &[&who])
        }
        Fact::Rated { stars, comment, .. } => {
            let stars = self::stars((*stars).into());
            if comment.trim().is_empty() {
                fill(words.rated, &[&stars])
            } else {
                fill(words.rated_comment, &[&stars, comment])
            }
        }
        Fact::Started { .. }
        | Fact::Identified { .. }
        | Fact::Visited { .. }
        | Fact::Said { .. }
        | Fact::Answered { .. }
        | Fact::Helped { .. }
        | Fact::HandoffDeclined { .. }
        | Fact::Received { .. } => return None,
    })
}

/// What went wrong, in the agent's language. Where only a developer can mend it, the edge's own words
/// follow.
pub(crate) fn explain(failure: &Failure, words: &Words) -> String {
    match failure {
        Failure::Unreachable => words.unreachable.to_owned(),
        Failure::Garbled(status) => fill(words.garbled, &[&status.to_string()]),
        Failure::Told(problem) => match problem.code {
            Code::WrongPassword => words.wrong_password.to_owned(),
            Code::Unauthorized | Code::BadToken => words.expired.to_owned(),
            Code::NotFound => words.not_there.to_owned(),
            Code::Forbidden => words.forbidden.to_owned(),
            Code::ForeignOrigin => fill(words.foreign_page, &[&problem.detail]),
            Code::Conflict => words.changed_since.to_owned(),
            Code::TooLarge => words.too_large.to_owned(),
            Code::Internal => words.broken.to_owned(),
            Code::Unavailable | Code::Timeout => words.unavailable.to_owned(),
            Code::TooManyRequests => {
                let seconds = problem.retry_after.unwrap_or(60).to_string();
                fill(words.too_many, &[&seconds])
            }
            Code::BadRequest
            | Code::MethodNotAllowed
            | Code::UnsupportedMediaType
            | Code::Invalid
            | Code::UpgradeRequired => fill(words.refused, &[&problem.detail]),
        },
    }
}

/// `★★★☆☆`.
pub(crate) fn stars(count: u8) -> String {
    (1..=5).map(|star| if star <= count { '★' } else { '☆' }).collect()
}

/// `3:05`, or `1:02:05` from an hour on.
pub(crate) fn span(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use shared::problem::Problem;
    use shared::reading::Percent;

    fn check(rule: &Rule, expect: &str) {
        assert_eq!(reason(rule, Words::of(Locale::ZhCn)), expect);
    }

    #[test]
    fn every_rule_explains_itself_in_plain_words() {
        let keyword =
            |keyword, word: &str, times| Rule::Keyword { keyword, word: word.into(), times };
        check(&Rule::Button, "访客点了“转人工”");
        check(&Rule::Asked { times: 3, words: "人工".into() }, "第 3 次要求人工：“人工”");
        check(&keyword(Keyword::Complaint, "12315", 1), "提到投诉：“12315”");
        check(&keyword(Keyword::Compensation, "赔偿", 2), "要求赔偿：“赔偿”，第 2 次");
        check(&Rule::Anger { anger: Percent::saturating(92) }, "访客很生气，怒气 92");
        check(&Rule::Risk { risk: Risk::PaymentRisk, word: "盗刷".into() }, "支付有风险：“盗刷”");
        check(&Rule::Waited { seconds: 90 }, "等了 90 秒没有回音");
        check(&Rule::Unhelpful { answers: 2 }, "连续 2 个回答没有帮上忙");
    }

    #[test]
    fn what_a_visitor_wrote_fills_a_gap_and_is_no_gap_itself() {
        check(&Rule::Asked { times: 2, words: "{}".into() }, "第 2 次要求人工：“{}”");
    }

    #[test]
    fn a_span_of_time_is_read_at_a_glance() {
        for (seconds, expect) in [(0, "0:00"), (65, "1:05"), (600, "10:00"), (3_725, "1:02:05")] {
            assert_eq!(span(seconds), expect);
        }
        assert_eq!(stars(4), "★★★★☆");
    }

    #[test]
    fn every_refusal_is_told_in_the_language_of_the_page() {
        let words = Words::of(Locale::ZhCn);
        let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        for code in Code::ALL {
            let told = explain(&Failure::Told(Problem::new(code, "some detail")), words);
            assert!(told.starts_with(is_chinese) && told.ends_with('。'), "{code:?}: {told}");
        }
    }

    #[test]
    fn what_nobody_said_is_told_in_one_line() {
        let fact = Fact::Assigned { agent: "lin".parse().unwrap(), name: "林小舟".into() };
        let words = Words::of(Locale::ZhCn);
        let told = event(&fact, ToString::to_string, words, Locale::ZhCn);
        assert_eq!(told.as_deref(), Some("林小舟 已接入会话"));
    }
}
