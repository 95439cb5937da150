//! What a diagnosis says in a conversation that knows passages and choices.
//!
//! Everything is the shop's own words, joined by signs alone: a page needs no translation for it.

use super::{
    Graph,
    conclusion::{Conclusion, Finding, Step},
    diagnosis::{Diagnosis, Effect, Event},
    outlet::Nearby,
    question::Question,
};
use crate::{
    reading::Percent,
    transcript::{Answer, Quote},
};

impl Diagnosis {
    /// Where a talk has come to: what follows from the last of `said`, if the others were said
    /// before. A conversation so needs to keep nothing but itself.
    #[must_use]
    pub fn replay(said: &[&str], graph: &Graph) -> Option<Effect> {
        let mut diagnosis = Self::default();
        let recent = &said[said.len().saturating_sub(MOST_REPLAYED)..];
        let step = |text: &&str| diagnosis.step(Event::Said((*text).to_owned()), graph).pop();
        recent.iter().map(step).last().flatten()
    }
}

impl Graph {
    /// Answers the last of what a visitor said; nothing where the graph does not know, or is not
    /// sure enough to speak before the articles do.
    ///
    /// A question that is answered yes or no is a passage too; the one for the city is left to the
    /// page, which has words for it.
    #[must_use]
    pub fn answer(&self, said: &[&str]) -> Option<Answer> {
        let found = |quotes: Vec<Quote>, confidence| {
            (!quotes.is_empty()).then_some(Answer::Found { quotes, confidence })
        };
        match Diagnosis::replay(said, self)? {
            Effect::Ask { question, .. } => match question {
                Question::Whether { symptom, ask } => {
                    let text = if ask.is_empty() { format!("{}？", symptom.name) } else { ask };
                    let quote = quote(symptom.id.as_str(), symptom.name, text);
                    found(vec![quote], Percent::saturating(SURE))
                }
                Question::Which { options, .. }
                | Question::Code { options }
                | Question::Product { options } => {
                    let titles = options.into_iter().map(|option| option.name);
                    Some(Answer::Choices { titles: titles.take(MOST_TITLES).collect() })
                }
                Question::City => None,
            },
            Effect::Conclude(conclusion) if conclusion.confidence.value() >= SURE => {
                let confidence = conclusion.confidence;
                found(told(conclusion), confidence)
            }
            Effect::Conclude(_) | Effect::Admit => None,
            Effect::Direct { outlets } => {
                found(outlets.into_iter().map(outlet).collect(), Percent::saturating(100))
            }
        }
    }
}

fn told(conclusion: Conclusion) -> Vec<Quote> {
    let policies = conclusion
        .policies
        .into_iter()
        .map(|told| quote(told.entity.id.as_str(), told.entity.name, told.text));
    let causes = conclusion.causes.iter().map(cause);
    causes.chain(policies).chain(conclusion.outlets.into_iter().map(outlet)).collect()
}

/// The way in one line, then a line for each remedy.
fn cause(finding: &Finding) -> Quote {
    let mut text = String::new();
    for step in &finding.because {
        match step {
            Step::Noticed { sign } => {
                text.push_str(if text.is_empty() { "" } else { "；" });
                text.push_str(&sign.name);
            }
            Step::Leads { to, .. } => text.extend([" → ", &to.name]),
            Step::Denied { .. } => {}
        }
    }
    for remedy in &finding.remedies {
        text.extend(["\n", &remedy.solution.name]);
        if !remedy.text.is_empty() {
            text.extend(["：", &remedy.text]);
        }
    }
    quote(finding.cause.id.as_str(), finding.cause.name.clone(), text)
}

fn outlet(near: Nearby) -> Quote {
    let text = format!("{} {}", near.address, near.phone).trim().to_owned();
    quote(near.outlet.id.as_str(), near.outlet.name, text)
}

/// What stands for an article: an entity, by a name that no article of a shop begins with.
fn quote(id: &str, title: String, text: String) -> Quote {
    Quote { article: format!("{ENTITY}{id}"), title, text }
}

/// How sure the graph must be to speak. At 0 it always does; at 100 only of codes.
const SURE: u8 = 50;
const ENTITY: &str = "graph:";
/// What is said longer ago than this does not matter any more.
const MOST_REPLAYED: usize = 8;
/// As many as a page shows.
const MOST_TITLES: usize = 5;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::graph::Format;

    fn demo() -> Graph {
        Graph::read(Format::Jsonl, include_str!("../../../www/demo/graph.jsonl")).graph
    }

    #[test]
    fn a_conclusion_is_told_with_its_way_in_the_words_of_the_shop() {
        let Some(Answer::Found { quotes, confidence }) = demo().answer(&["扫地机报E7，我在杭州"])
        else {
            panic!()
        };
        assert!(confidence.value() >= 80);
        assert_eq!(quotes[0].article, "graph:rv-c-dust");
        assert!(quotes[0].text.starts_with("E7 → 尘盒没装好或滤网堵\n清理尘盒和滤网："));
        assert!(quotes.iter().any(|quote| quote.title == "杭州服务中心"));
    }

    #[test]
    fn a_talk_is_replayed_from_what_was_said() {
        let graph = demo();
        let Some(Answer::Choices { titles }) = graph.answer(&["E4"]) else { panic!() };
        assert_eq!(titles[0], "洗衣机");
        let title = |said: &[&str]| match graph.answer(said) {
            Some(Answer::Found { quotes, .. }) => quotes[0].title.clone(),
            other => format!("{other:?}"),
        };
        assert_eq!(title(&["你好", "E4", "洗衣机"]), "衣物缠在一边");
        assert_eq!(title(&["冰箱E4"]), "听不到风扇转");
        assert_eq!(title(&["冰箱E4", "是的"]), "冷藏风机不转");
        let long: Vec<&str> = ["冰箱E4", "是的"].into_iter().cycle().take(1_000).collect();
        assert_eq!(title(&long), "冷藏风机不转");
    }

    #[test]
    fn what_it_does_not_know_is_left_to_others() {
        let graph = demo();
        for said in
            [&[][..], &["微波炉不加热"], &["冰箱E4", "我要退货"], &["空调去哪里修"], &["好的"]]
        {
            assert_eq!(graph.answer(said), None, "{said:?}");
        }
    }
}
