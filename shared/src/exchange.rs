//! Whether what a visitor writes is a question of its own, or goes on from what was asked back: a tap on an
//! article that was offered, or what a diagnosis wanted to know.

use serde::{Deserialize, Serialize};

use crate::id::Seq;
use crate::transcript::{Answer, Author, Entry, Fact};

/// What a message goes on from.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Follows {
    /// It picks one of the articles that were offered to this question.
    Choice(String),
    /// The graph had asked something.
    Diagnosis {
        /// Whether it is one of the answers that stood there to pick from.
        picked: bool,
    },
}

/// What the visitor's `message` goes on from, as the `entries` that lead to it tell; nothing where it is a
/// question of its own.
#[must_use]
pub fn follows(entries: &[Entry], message: Seq) -> Option<Follows> {
    let said = said(entries, message);
    follows_at(&said, said.len().checked_sub(1)?)
}

/// The question with which the diagnosis began that leads to the visitor's `message`, or that itself.
#[must_use]
pub fn began(entries: &[Entry], message: Seq) -> Option<&str> {
    let said = said(entries, message);
    let mut at = said.len().checked_sub(1)?;
    while let Some(Follows::Diagnosis { .. }) = follows_at(&said, at) {
        at -= 1;
    }
    Some(said[at].text)
}

/// A visitor's message, and what the assistant said to it.
struct Said<'a> {
    seq: Seq,
    text: &'a str,
    answer: Option<&'a Answer>,
}

fn said(entries: &[Entry], message: Seq) -> Vec<Said<'_>> {
    let mut all: Vec<Said<'_>> = Vec::new();
    for Entry { seq, fact, .. } in entries.iter().take_while(|entry| entry.seq <= message) {
        if let Fact::Said { author: Author::Visitor, text, .. } = fact {
            all.push(Said { seq: *seq, text, answer: None });
        } else if let Fact::Answered { after, answer } = fact
            && let Some(said) = all.iter_mut().rfind(|said| said.seq == *after)
        {
            said.answer = Some(answer);
        } else if let Fact::Resolved { .. } = fact {
            all.clear();
        }
    }
    all
}

fn follows_at(said: &[Said<'_>], at: usize) -> Option<Follows> {
    let before = at.checked_sub(1)?;
    let Some(Answer::Choices { ask, titles }) = said[before].answer else { return None };
    let picked = titles.iter().any(|title| title == said[at].text.trim());
    if ask.is_some() {
        return Some(Follows::Diagnosis { picked });
    }
    picked.then(|| match follows_at(said, before) {
        // What was offered to was no question of its own either.
        Some(before @ (Follows::Choice(_) | Follows::Diagnosis { picked: true })) => before,
        Some(Follows::Diagnosis { picked: false }) | None => {
            Follows::Choice(said[before].text.to_owned())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ClientId;
    use crate::reading::Percent;
    use crate::time::Timestamp;

    /// Messages and what each was answered; what the last of them goes on from, and where that began.
    #[expect(clippy::needless_pass_by_value, reason = "the cases read better")]
    fn check(told: &[(&str, Answer)], follows_on: Option<Follows>, begins: &str) {
        let mut entries = Vec::new();
        for (text, answer) in told {
            let after = Seq(entries.len() as u64);
            let (text, answer) = ((*text).to_owned(), answer.clone());
            let client_id = ClientId(0);
            let said = Fact::Said { author: Author::Visitor, client_id, text, reading: None };
            for fact in [said, Fact::Answered { after, answer }] {
                entries.push(Entry { seq: Seq(entries.len() as u64), at: Timestamp(0), fact });
            }
        }
        let last = Seq(entries.len() as u64 - 2);
        assert_eq!(follows(&entries, last), follows_on, "{told:?}");
        assert_eq!(began(&entries, last), Some(begins), "{told:?}");
    }

    fn choices(ask: Option<&str>, titles: &[&str]) -> Answer {
        let titles = titles.iter().map(|&title| title.to_owned()).collect();
        Answer::Choices { ask: ask.map(str::to_owned), titles }
    }

    fn found() -> Answer {
        Answer::Found { quotes: Vec::new(), confidence: Percent::default() }
    }

    #[test]
    fn a_tap_goes_on_from_the_question_that_it_was_offered_to() {
        let refund = || ("退款", choices(None, &["退款多久到账？", "怎么退款？"]));
        let of = |question: &str| Some(Follows::Choice(question.to_owned()));
        check(&[refund(), ("退款多久到账？", found())], of("退款"), "退款多久到账？");
        check(&[refund(), ("退款要几天", found())], None, "退款要几天");
        check(&[refund()], None, "退款");
        let again = choices(None, &["退到哪里？"]);
        let twice = [refund(), ("怎么退款？", again), ("退到哪里？", found())];
        check(&twice, of("退款"), "退到哪里？");
        let between = [refund(), ("谢谢", Answer::Courtesy), ("怎么退款？", found())];
        check(&between, None, "怎么退款？");
    }

    #[test]
    fn a_diagnosis_goes_on_until_the_graph_asks_no_more() {
        let of = |picked| Some(Follows::Diagnosis { picked });
        let asks = || choices(Some("出风口有风吗？"), &["没有风", "不清楚"]);
        check(&[("冰箱 E4", asks()), ("没有风", found())], of(true), "冰箱 E4");
        check(&[("冰箱 E4", asks()), ("一点都不吹", found())], of(false), "冰箱 E4");
        check(&[("冰箱 E4", asks()), ("不清楚", asks()), ("没有风", found())], of(true), "冰箱 E4");
        check(&[("冰箱 E4", found()), ("去哪里修", found())], None, "去哪里修");
        let lost = choices(None, &["怎么报修？"]);
        let told = [("冰箱 E4", asks()), ("不清楚", lost), ("怎么报修？", found())];
        check(&told, of(true), "冰箱 E4");
    }
}
