//! 为什么转人工: the rule that fired, with its inputs, in plain words.

use shared::handoff::{Priority, Rule};
use shared::hatch::{Keyword, Risk};
use ui::locale::fill;
use ui::signal::*;

use crate::chat::Chat;
use crate::dom::{El, Text, classed, el};
use crate::words::Words;

/// The explanation of the latest handoff.
pub(super) fn region(chat: Chat) -> El {
    let words = chat.words;
    let text = move || -> Text {
        chat.standing.with(|standing| {
            let Some(handoff) = &standing.handoff else { return "".into() };
            let mut text = explain(&handoff.rule, words);
            if handoff.priority > Priority::Normal {
                text.push_str(words.why_urgent);
            }
            text.into()
        })
    };
    classed("section", "why")
        .attr("role", "region")
        .attr("aria-label", words.why_title)
        .add(el("h2").text(words.why_title))
        .add(el("p").live(text))
}

fn explain(rule: &Rule, words: &Words) -> String {
    let number = |n: u64| n.to_string();
    match rule {
        Rule::Button => words.why_button.to_owned(),
        Rule::Confirmed => words.why_confirmed.to_owned(),
        Rule::Asked { times, words: said } => {
            fill(words.why_asked, &[said, &number((*times).into())])
        }
        Rule::Keyword { keyword: Keyword::Complaint, word, .. } => {
            fill(words.why_complaint, &[word])
        }
        Rule::Keyword { keyword: Keyword::Compensation, word, .. } => {
            fill(words.why_compensation, &[word])
        }
        Rule::Anger { .. } => words.why_anger.to_owned(),
        Rule::Risk { risk: Risk::AccountTheft, word } => fill(words.why_theft, &[word]),
        Rule::Risk { risk: Risk::PaymentRisk, word } => fill(words.why_payment, &[word]),
        Rule::Vip => words.why_vip.to_owned(),
        Rule::Waited { seconds } => fill(words.why_waited, &[&number(*seconds)]),
        Rule::Unhelpful { answers } => fill(words.why_unhelpful, &[&number((*answers).into())]),
        Rule::Transferred => words.why_transferred.to_owned(),
        Rule::AgentLost => words.why_agent_lost.to_owned(),
    }
}
