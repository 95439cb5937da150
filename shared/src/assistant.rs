//! What the assistant says: what the graph says, or else what the articles do.
//!
//! In two steps, since an encoder elsewhere may be asked in between, which is of no use where the graph
//! answers: [`Assistant::plan`] walks the graph, [`Assistant::say`] asks the articles where that led
//! nowhere.
//!
//! ```
//! use shared::article::Article;
//! use shared::assistant::{Assistant, Said};
//! use shared::graph::{Format, Graph, Words};
//! use shared::search::{Index, Synonyms, Veil};
//!
//! let graph = Graph::read(Format::Jsonl, r#"
//! {"kind": "product", "id": "fridge", "name": "冰箱"}
//! {"kind": "symptom", "id": "warm", "name": "不制冷"}
//! {"kind": "cause", "id": "seal", "name": "门封条漏气"}
//! {"from": "warm", "verb": "due_to", "to": "seal", "likelihood": 90}
//! "#).graph;
//! let articles: Vec<Article> = serde_json::from_str(r#"[
//!     {"id": "invoice", "title": "怎么开发票？", "body": "在订单页点“申请开票”。"}
//! ]"#)?;
//! let index = Index::build(&articles, &Synonyms::default());
//! let articles = index.behind(Veil::NONE);
//! let assistant = Assistant { graph: &graph, articles, words: Words::nearest("zh-CN") };
//! assert!(matches!(assistant.answer("冰箱不制冷".into()), Said::ByGraph(_)));
//! assert!(matches!(assistant.answer("发票怎么开".into()), Said::ByArticles(_)));
//! # Ok::<(), serde_json::Error>(())
//! ```

use crate::api::Answered;
use crate::graph::{Graph, Words};
use crate::reading::Percent;
use crate::search::{Answer as Finding, Query, View};
use crate::transcript::{Answer, Quote};

/// What a site knows, as who asks may hear it.
#[derive(Clone, Copy, Debug)]
pub struct Assistant<'a> {
    /// It speaks first: what it knows, it knows for a reason.
    pub graph: &'a Graph,
    /// They answer what the graph does not.
    pub articles: View<'a>,
    /// What stands between the graph's own words, in the language of who asks.
    pub words: &'a Words,
}

/// Who answers a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Plan {
    /// The graph, with this: an answer, or a question of its own.
    Told(Answer),
    /// The articles. What an encoder elsewhere says of [`Query::texts`] helps them.
    Search,
}

/// What was said, and by whom.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// An answer, or a question of the graph's own.
    ByGraph(Answer),
    /// What the articles come to, and be it nothing.
    ByArticles(Finding),
}

impl Assistant<'_> {
    /// Walks the graph for a question and what was said before it. No vectors are read.
    #[must_use]
    pub fn plan(&self, query: Query<'_>) -> Plan {
        let said: Vec<&str> = query.earlier.iter().copied().chain([query.text]).collect();
        self.graph.answer(&said, self.words).map_or(Plan::Search, Plan::Told)
    }

    /// What is said to the question by its [`plan`](Self::plan). The graph is not walked again.
    #[must_use]
    pub fn say(&self, plan: Plan, query: Query<'_>) -> Said {
        match plan {
            Plan::Told(answer) => Said::ByGraph(answer),
            Plan::Search => Said::ByArticles(self.articles.answer(query)),
        }
    }

    /// What is said to a question that waits for nobody.
    #[must_use]
    pub fn answer(&self, query: Query<'_>) -> Said {
        self.say(self.plan(query), query)
    }

    /// What was said to the question, with how sure that is. To ask is not to answer.
    #[must_use]
    pub fn answered(&self, said: Said, query: Query<'_>) -> Answered {
        let (answered, confidence) = match &said {
            Said::ByGraph(Answer::Found { confidence, .. })
            | Said::ByArticles(Finding::Found { confidence, .. }) => (true, *confidence),
            Said::ByGraph(Answer::Choices { .. } | Answer::Unknown | Answer::Courtesy) => {
                (false, Percent::default())
            }
            Said::ByArticles(Finding::Choices { confidence, .. }) => (false, *confidence),
            Said::ByArticles(Finding::Unknown) => {
                let evidence = self.articles.evidence(query);
                (false, evidence.map_or(Percent::default(), |evidence| evidence.confidence()))
            }
        };
        Answered { answered, confidence, answer: said.into() }
    }
}

impl Said {
    /// Whether who asked has an answer, or is led to one by the graph.
    #[must_use]
    pub const fn leads_on(&self) -> bool {
        match self {
            Self::ByGraph(_) | Self::ByArticles(Finding::Found { .. }) => true,
            Self::ByArticles(Finding::Choices { .. } | Finding::Unknown) => false,
        }
    }
}

/// As the transcript keeps it.
impl From<Said> for Answer {
    fn from(said: Said) -> Self {
        match said {
            Said::ByGraph(answer) => answer,
            Said::ByArticles(Finding::Found { passages, confidence }) => {
                let quotes = passages.into_iter().map(|passage| Quote {
                    article: passage.article.to_string(),
                    text: passage.marked(),
                    more: passage.more(),
                    title: passage.title,
                });
                Self::Found { quotes: quotes.collect(), confidence }
            }
            Said::ByArticles(Finding::Choices { choices, .. }) => {
                let titles = choices.into_iter().map(|choice| choice.title).collect();
                Self::Choices { ask: None, titles }
            }
            Said::ByArticles(Finding::Unknown) => Self::Unknown,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::article::{Article, Audience};
    use crate::graph::Format;
    use crate::search::{Index, Synonyms, Veil};
    use crate::time::Timestamp;

    /// A shop whose graph and whose articles both know of a fridge that shows E4.
    struct Shop {
        graph: Graph,
        index: Index,
    }

    impl Shop {
        fn new() -> Self {
            let graph = include_str!("../../www/demo/graph.jsonl");
            let articles: Vec<Article> = serde_json::from_str(
                r#"[
                {"id": "e4", "title": "冰箱显示 E4 不制冷怎么办？", "body": "先断电十分钟。"},
                {"id": "refund", "title": "退款多久到账？", "body": "三天。"},
                {"id": "invoice", "title": "怎么开发票？", "body": "在订单页点“申请开票”。"},
                {"id": "points", "title": "积分怎么兑换？", "body": "在会员页。", "audience": "vip"}
            ]"#,
            )
            .unwrap();
            Self {
                graph: Graph::read(Format::Jsonl, graph).graph,
                index: Index::build(&articles, &Synonyms::default()),
            }
        }

        fn assistant<'a>(&'a self, veil: &'a Veil) -> Assistant<'a> {
            let articles = self.index.behind(veil);
            Assistant { graph: &self.graph, articles, words: Words::nearest("zh-CN") }
        }

        /// What is answered, in short: by whom, and the first thing of it.
        fn brief(&self, text: &str, earlier: &[&str]) -> String {
            let query = Query { text, earlier, vectors: &[] };
            let said = self.assistant(Veil::NONE).answer(query);
            let by = match &said {
                Said::ByGraph(_) => "graph",
                Said::ByArticles(_) => "articles",
            };
            match Answer::from(said) {
                Answer::Found { quotes, .. } => format!("{by}: {}", quotes[0].article),
                Answer::Choices { titles, .. } => format!("{by}? {}", titles[0]),
                Answer::Unknown | Answer::Courtesy => format!("{by}: nothing"),
            }
        }
    }

    #[test]
    fn the_graph_speaks_before_the_articles() {
        let shop = Shop::new();
        assert_eq!(shop.brief("冰箱显示 E4 不制冷怎么办", &[]), "graph? 听不到风扇转");
        assert_eq!(shop.brief("扫地机报E7", &[]), "graph: graph:rv-c-dust");
        assert_eq!(shop.brief("发票怎么开", &[]), "articles: invoice");
        assert_eq!(shop.brief("火星上有水吗", &[]), "articles: nothing");
        let nothing = Shop { graph: Graph::default(), ..shop };
        assert_eq!(nothing.brief("冰箱显示 E4 不制冷怎么办", &[]), "articles: e4");
    }

    #[test]
    fn both_hear_what_was_said_before() {
        let shop = Shop::new();
        assert_eq!(shop.brief("是的", &["冰箱E4"]), "graph: graph:fr-c-fan");
        assert_eq!(shop.brief("是的", &[]), "articles: nothing");
        assert_eq!(shop.brief("那多久到账", &["我的退款呢"]), "articles: refund");
    }

    #[test]
    fn a_plan_is_kept_to_without_another_walk() {
        let shop = Shop::new();
        let assistant = shop.assistant(Veil::NONE);
        let query = Query::from("冰箱显示 E4 不制冷怎么办");
        let plan = assistant.plan(query);
        let Plan::Told(told) = &plan else { panic!("{plan:?}") };
        assert_eq!(assistant.say(plan.clone(), query), Said::ByGraph(told.clone()));
        // Whoever has walked in vain is not led to what the graph would say.
        let searched = assistant.say(Plan::Search, query);
        assert_eq!(searched, Said::ByArticles(shop.index.answer(query)));
        assert_eq!(assistant.plan("发票怎么开".into()), Plan::Search);
    }

    #[test]
    fn to_ask_is_not_to_answer() {
        let shop = Shop::new();
        let assistant = shop.assistant(Veil::NONE);
        let check = |text: &str, answered, leads_on| {
            let said = assistant.answer(text.into());
            assert_eq!(said.leads_on(), leads_on, "{text}");
            let told = assistant.answered(said.clone(), text.into());
            assert_eq!((told.answered, &told.answer), (answered, &said.into()), "{text}");
            told.confidence.value()
        };
        assert_eq!(check("冰箱显示 E4 不制冷怎么办", false, true), 0);
        assert!(check("扫地机报E7", true, true) >= 80);
        assert!(check("怎么开发票", true, true) >= 60);
        // How sure the best article was, which is not sure enough.
        let evidence = shop.index.evidence("退款要上火星吗").unwrap().confidence().value();
        assert_eq!(check("退款要上火星吗", false, false), evidence);
        assert!((1..60).contains(&evidence), "{evidence}");
        assert_eq!(check("？", false, false), 0);
    }

    #[test]
    fn the_articles_are_as_who_asks_sees_them() {
        let shop = Shop::new();
        let led = |audience| {
            let veil = shop.index.veil(|article| article.is_for(audience, Timestamp(0)));
            shop.assistant(&veil).answer("积分怎么兑换".into()).leads_on()
        };
        assert_eq!([Audience::Everyone, Audience::Vip].map(led), [false, true]);
    }

    #[test]
    fn the_graph_speaks_the_language_of_who_asks() {
        let shop = Shop::new();
        let assistant = Assistant { words: Words::nearest("en"), ..shop.assistant(Veil::NONE) };
        let Plan::Told(Answer::Choices { ask, .. }) = assistant.plan("E4".into()) else { panic!() };
        assert_eq!(ask.as_deref(), Some("Which product is it?"));
    }
}
