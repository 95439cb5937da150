//! What a diagnosis says in a conversation that knows passages and choices.
//!
//! Everything is the shop's own words, and between them a few of ours, in the visitor's language.

use super::{
    Graph,
    conclusion::{Conclusion, Finding, Step},
    diagnosis::{Diagnosis, Effect},
    entity::Named,
    limits,
    outlet::Nearby,
    question::Question,
    walk::Budget,
    words::Words,
};
use crate::{
    article::ArticleId,
    reading::Percent,
    transcript::{Answer, Quote},
};

impl Diagnosis {
    /// Where a talk has come to, and what follows from the last of `said`, if the others were said
    /// before. A conversation so needs to keep nothing but itself.
    ///
    /// Of many texts the last [`limits::REPLAYED`] count; all their walks together are within
    /// [`limits::BUDGET`].
    fn replay(said: &[&str], graph: &Graph) -> (Self, Option<Effect>) {
        let mut diagnosis = Self::default();
        let budget = Budget::default();
        let recent = &said[said.len().saturating_sub(limits::REPLAYED)..];
        let effect = recent.iter().map(|text| diagnosis.said(text, graph, &budget)).last();
        (diagnosis, effect)
    }
}

impl Graph {
    /// Answers the last of what a visitor said; nothing where the graph does not know, or is not
    /// sure enough to speak before the articles do.
    ///
    /// What it asks comes with choices, each of which is understood when it is said.
    #[must_use]
    pub fn answer(&self, said: &[&str], words: &Words) -> Option<Answer> {
        let found = |quotes: Vec<Quote>, confidence| {
            (!quotes.is_empty()).then_some(Answer::Found { quotes, confidence })
        };
        let (diagnosis, effect) = Diagnosis::replay(said, self);
        match effect? {
            Effect::Ask(question) => self.ask(question, &diagnosis, words),
            Effect::Conclude(conclusion) if conclusion.is_sure() => {
                let confidence = conclusion.confidence;
                found(told(conclusion, words), confidence)
            }
            Effect::Conclude(_) | Effect::Admit => None,
            Effect::Direct(outlets) => {
                found(outlets.into_iter().map(outlet).collect(), Percent::saturating(100))
            }
        }
    }

    /// A question with its choices; nothing where there is none to choose.
    fn ask(&self, question: Question, diagnosis: &Diagnosis, words: &Words) -> Option<Answer> {
        let names =
            |options: Vec<Named>| options.into_iter().map(|option| option.name).collect::<Vec<_>>();
        let (ask, usual, mut titles, others) = match question {
            Question::Whether { symptom, ask } => {
                (ask, words.whether, vec![symptom.name], &[words.no, words.unsure][..])
            }
            Question::Which { ask, options, .. } => {
                (ask, words.which, names(options), &[words.none][..])
            }
            Question::Code { options } => {
                (String::new(), words.code, names(options), &[words.none][..])
            }
            Question::Product { options } => {
                (String::new(), words.product, names(options), &[][..])
            }
            Question::City => {
                let cities = diagnosis.cities(self).take(limits::CHOICES).map(str::to_owned);
                (String::new(), words.city, cities.collect(), &[][..])
            }
        };
        if titles.is_empty() {
            return None;
        }
        titles.extend(others.iter().map(|&other| other.to_owned()));
        let ask = if ask.is_empty() { usual.to_owned() } else { ask };
        Some(Answer::Choices { ask: Some(ask), titles })
    }
}

fn told(conclusion: Conclusion, words: &Words) -> Vec<Quote> {
    let policies = conclusion
        .policies
        .into_iter()
        .map(|told| quote(told.entity.id.as_str(), told.entity.name, told.text));
    let causes = conclusion.causes.iter().map(|finding| cause(finding, words));
    causes.chain(policies).chain(conclusion.outlets.into_iter().map(outlet)).collect()
}

/// The way in one line, then a line for each remedy.
fn cause(finding: &Finding, words: &Words) -> Quote {
    let mut text = words.because.to_owned();
    for (index, step) in finding.because.iter().enumerate() {
        let between = if index > 0 { words.and } else { "" };
        match step {
            Step::Noticed(sign) => text.extend([between, &sign.name]),
            Step::Leads(to) => text.extend([" → ", &to.name]),
            Step::Denied(sign) => {
                let [before, after] = words.denied;
                text.extend([between, before, &sign.name, after]);
            }
        }
    }
    for remedy in &finding.remedies {
        text.extend(["\n", &remedy.entity.name]);
        if !remedy.text.is_empty() {
            text.extend([words.says, &remedy.text]);
        }
    }
    quote(finding.cause.id.as_str(), finding.cause.name.clone(), text)
}

fn outlet(near: Nearby) -> Quote {
    let text = format!("{} {}", near.address, near.phone).trim().to_owned();
    quote(near.outlet.id.as_str(), near.outlet.name, text)
}

/// The id of the entity that is quoted; nothing where it is an article.
#[must_use]
pub fn quoted(quote: &Quote) -> Option<&str> {
    quote.article.strip_prefix(ArticleId::ENTITY)
}

/// What stands for an article: an entity, by a name that no article of a shop begins with.
fn quote(id: &str, title: String, text: String) -> Quote {
    Quote { article: format!("{}{id}", ArticleId::ENTITY), title, text, more: false }
}

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
        let answer = |locale| demo().answer(&["扫地机报E7，我在杭州"], Words::nearest(locale));
        let Some(Answer::Found { quotes, confidence }) = answer("zh-CN") else { panic!() };
        assert!(confidence.value() >= 80);
        assert_eq!(quotes[0].article, "graph:rv-c-dust");
        assert!(quotes[0].text.starts_with("依据：E7 → 尘盒没装好或滤网堵\n清理尘盒和滤网："));
        assert!(quotes.iter().any(|quote| quote.title == "杭州服务中心"));
        for (locale, because) in [("zh-Hant-HK", "依據：E7"), ("fr", "Because: E7")] {
            let Some(Answer::Found { quotes, .. }) = answer(locale) else { panic!("{locale}") };
            assert!(quotes[0].text.starts_with(because), "{locale}: {}", quotes[0].text);
        }
    }

    #[test]
    fn a_talk_is_replayed_from_what_was_said() {
        let graph = demo();
        let title = |said: &[&str]| match graph.answer(said, Words::nearest("zh")) {
            Some(Answer::Found { quotes, .. }) => quotes[0].title.clone(),
            other => format!("{other:?}"),
        };
        assert_eq!(title(&["你好", "E4", "洗衣机"]), "衣物缠在一边");
        assert_eq!(title(&["冰箱E4", "是的"]), "冷藏风机不转");
        let long: Vec<&str> = ["冰箱E4", "是的"].into_iter().cycle().take(1_000).collect();
        assert_eq!(title(&long), "冷藏风机不转");
    }

    /// Each choice is said instead of tapped, and must lead on from the question that offers it.
    #[test]
    fn every_choice_is_understood_when_it_is_said() {
        let graph = demo();
        let told: Vec<&str> = include_str!("../../tests/corpora/graph/questions.tsv")
            .lines()
            .skip(1)
            .filter_map(|row| row.split('\t').next())
            .collect();
        let mut choices = 0;
        for locale in ["zh-CN", "zh-TW", "en"] {
            let words = Words::nearest(locale);
            for question in &told {
                let Some(Answer::Choices { ask, titles }) = graph.answer(&[question], words) else {
                    continue;
                };
                assert!(ask.is_some_and(|ask| !ask.is_empty()) && titles.len() <= limits::CHOICES);
                for title in &titles {
                    choices += 1;
                    let said = [*question, title];
                    let asked = graph.answer(&said[..1], words);
                    assert_ne!(asked, graph.answer(&said, words), "{said:?}");
                    let (_, effect) = Diagnosis::replay(&said, &graph);
                    let is_heard = match effect {
                        Some(Effect::Ask(_) | Effect::Conclude(_)) => true,
                        Some(Effect::Direct(outlets)) => !outlets.is_empty(),
                        // Who cannot tell, or denies all that is known, may be left without a cause.
                        Some(Effect::Admit) => [words.no, words.none].contains(&title.as_str()),
                        None => false,
                    };
                    assert!(is_heard, "{said:?} {locale}");
                }
            }
        }
        assert!(choices > 100, "{choices}");
    }

    #[test]
    fn a_question_offers_what_can_be_answered() {
        let graph = demo();
        let choices = |said: &str, locale| match graph.answer(&[said], Words::nearest(locale)) {
            Some(Answer::Choices { ask, titles }) => {
                format!("{} {}", ask.unwrap_or_default(), titles.join("/"))
            }
            other => format!("{other:?}"),
        };
        assert_eq!(
            choices("冰箱 BCD-520 显示 E4 不制冷", "zh-CN"),
            "冷藏室出风口是不是没有风，也听不到风扇转？ 听不到风扇转/不是/不清楚"
        );
        assert!(choices("E4", "en").starts_with("Which product is it? 洗衣机/"));
        assert!(choices("空调去哪里修", "zh-TW").starts_with("您在哪個城市？ "));
    }

    #[test]
    fn a_named_city_is_answered_by_its_outlet() {
        let graph = demo();
        let said = ["冰箱 BCD-520 显示 E4 不制冷", "听不到风扇转", "我在杭州"];
        let Some(Answer::Found { quotes, .. }) = graph.answer(&said, Words::nearest("zh")) else {
            panic!()
        };
        assert_eq!(quotes[0].title, "杭州服务中心");
    }

    #[test]
    fn what_it_does_not_know_is_left_to_others() {
        let graph = demo();
        for said in [
            &[][..],
            &["微波炉不加热"],
            &["冰箱E4", "我要退货"],
            &["空调去哪里修", "怎么退货"],
            &["好的"],
        ] {
            assert_eq!(graph.answer(said, Words::nearest("zh")), None, "{said:?}");
        }
    }

    #[test]
    fn the_worst_talk_is_far_from_its_budget() {
        let graph = demo();
        let questions = include_str!("../../tests/corpora/graph/questions.tsv").lines().skip(1);
        let worst = questions
            .filter_map(|row| row.split('\t').next())
            .map(|question| {
                let budget = Budget::default();
                Diagnosis::default().said(question, &graph, &budget);
                budget.spent()
            })
            .max();
        assert!(
            worst.is_some_and(|worst| worst * 8 * limits::REPLAYED < limits::BUDGET),
            "{worst:?}"
        );
    }
}
