//! 为什么转人工: the rule that fired, with its inputs, in plain words.

use shared::handoff::{Priority, Rule};
use shared::hatch::{Keyword, Risk};
use ui::signal::*;

use crate::chat::Chat;
use crate::dom::{El, Text, classed, el};

/// The explanation of the latest handoff.
pub(super) fn region(chat: Chat) -> El {
    let title = chat.words.why_title;
    classed("section", "why")
        .attr("role", "region")
        .attr("aria-label", title)
        .add(el("h2").text(title))
        .add(el("p").live(move || text(chat)))
}

/// The words are with the rules, which are there before anything can be said.
fn text(chat: Chat) -> Text {
    let Some(rules) = chat.known_rules() else { return "".into() };
    chat.standing.with(|standing| {
        let Some(handoff) = &standing.handoff else { return "".into() };
        let (rule, said, number) = inputs(&handoff.rule);
        let urgent = handoff.priority > Priority::Normal;
        rules.explain(chat.locale.tag(), rule, said, number, urgent).into()
    })
}

/// A rule by its name, with what the visitor said and how often or long, where it has them.
fn inputs(rule: &Rule) -> (&'static str, &str, u32) {
    match rule {
        Rule::Asked { times, words } => (rule.name(), words, (*times).into()),
        Rule::Keyword { keyword: Keyword::Complaint, word, .. } => ("complaint", word, 0),
        Rule::Keyword { keyword: Keyword::Compensation, word, .. } => ("compensation", word, 0),
        Rule::Risk { risk: Risk::AccountTheft, word } => ("account_theft", word, 0),
        Rule::Risk { risk: Risk::PaymentRisk, word } => ("payment_risk", word, 0),
        Rule::Waited { seconds } => (rule.name(), "", *seconds as u32),
        Rule::Unhelpful { answers } => (rule.name(), "", (*answers).into()),
        Rule::Button
        | Rule::Confirmed
        | Rule::Anger { .. }
        | Rule::Vip
        | Rule::Transferred
        | Rule::AgentLost => (rule.name(), "", 0),
    }
}
