//! A diagnosis: what was said in, what to do out.

use super::{
    Graph, Node,
    belief::{Belief, Observation, is_sign},
    conclusion::{self, Conclusion},
    entity::{EntityId, Kind},
    limits,
    link::{Linked, Mention},
    outlet::Nearby,
    question::{self, Question},
    relation::Verb,
    reply::{self, Reply},
    scope::{self, Scope},
    walk::Budget,
};
use crate::{fold, reading::Percent};

/// One visitor's trouble: what it is about, what was noticed, what was asked.
#[derive(Debug, Default)]
pub(super) struct Diagnosis {
    /// The products and models that were named.
    about: Vec<EntityId>,
    observed: Vec<Observation>,
    asked: Vec<Question>,
    /// The question that waits for an answer.
    open: Option<Question>,
    /// Where the visitor is, as it was typed.
    city: Option<String>,
    /// Whether it came to a conclusion that is told; what is said next may begin another.
    concluded: bool,
}

/// What to do.
#[derive(Debug)]
pub(super) enum Effect {
    /// Ask this.
    Ask(Question),
    /// Tell this, if it is sure.
    Conclude(Conclusion),
    /// Name these outlets, the nearest first; none where the graph knows none near.
    Direct(Vec<Nearby>),
    /// The graph does not know: let the articles answer, or a person.
    Admit,
}

impl Diagnosis {
    /// The cities of the outlets that mend what this is about, each once, in the order of the file.
    pub(super) fn cities<'a>(&self, graph: &'a Graph) -> impl Iterator<Item = &'a str> {
        graph.cities(&Scope::of(graph, self.nodes(graph))).into_iter()
    }

    /// Decides what follows from one text of a talk, of which all walks share a budget. About one trouble
    /// it asks at most [`limits::QUESTIONS`] questions, and one more for the city; none twice.
    ///
    /// Another product with a trouble of its own is another trouble. Another product alone corrects
    /// which one was meant: what was noticed stays as far as it goes with that product.
    pub(super) fn said(&mut self, text: &str, graph: &Graph, budget: &Budget) -> Effect {
        let linked = self.heard(graph.link(text), graph);
        let folded = fold::full(text);
        if let Some(open) = &self.open {
            let reply = reply::hear(open, &folded, &linked);
            return match (open, reply) {
                (Question::City, _) => self.city_said(text, &linked, graph, budget),
                (_, Some(reply)) => {
                    self.take(&linked, graph);
                    self.answer(reply);
                    self.go_on(graph, budget)
                }
                (_, None) if says_more(&linked) => {
                    self.open = None;
                    self.take(&linked, graph);
                    self.go_on(graph, budget)
                }
                (_, None) => {
                    self.open = None;
                    Effect::Admit
                }
            };
        }
        let has_sign = linked.mentions.iter().any(|mention| is_sign(mention.kind));
        if self.concluded && has_sign {
            self.begin_anew();
        }
        let corrects = !has_sign && self.names_another(&linked, graph);
        self.take(&linked, graph);
        if corrects && !self.observed.is_empty() && linked.is_most() && !is_of_the_shop(&folded) {
            return self.go_on(graph, budget);
        }
        if !has_sign {
            return self.without_sign(&folded, &linked, graph);
        }
        if self.about.is_empty() && (!linked.is_most() || is_of_the_shop(&folded)) {
            self.observed.clear();
            return Effect::Admit;
        }
        self.go_on(graph, budget)
    }

    /// What a text says to somebody who knows what it is about: a sign of other products is none.
    fn heard(&self, mut linked: Linked, graph: &Graph) -> Linked {
        let names_another = linked.mentions.iter().any(|m| is_thing(m) && !m.denied);
        if !self.about.is_empty() && !names_another {
            let scope = Scope::of(graph, self.nodes(graph));
            let belongs =
                |id: &EntityId| graph.nodes.get(id).is_some_and(|&node| scope.admits(graph, node));
            linked.mentions.retain(|m| !is_sign(m.kind) || m.entities.iter().any(belongs));
        }
        linked
    }

    fn city_said(&mut self, text: &str, linked: &Linked, graph: &Graph, budget: &Budget) -> Effect {
        self.open = None;
        if says_more(linked) {
            self.take(linked, graph);
            return self.go_on(graph, budget);
        }
        let typed = text.trim().chars().take(MOST_OF_A_CITY).collect();
        let city = linked.cities.first().cloned().unwrap_or(typed);
        let before = self.city.replace(city);
        let outlets = self.outlets(graph);
        if outlets.is_empty() {
            // No city, or none that anything is known of: “怎么退货” is not where somebody is.
            self.city = before;
        }
        Effect::Direct(outlets)
    }

    /// A folded text that names nothing that can be wrong.
    fn without_sign(&mut self, folded: &str, linked: &Linked, graph: &Graph) -> Effect {
        let has = |words: &str| words.split(' ').any(|word| folded.contains(word));
        let about = Scope::of(graph, self.nodes(graph));
        let wants_outlet = has(OUTLET) || linked.mentions.iter().any(|m| m.kind == Kind::Outlet);
        if wants_outlet && knows_outlets(graph) {
            return if self.city.is_some() {
                Effect::Direct(self.outlets(graph))
            } else if self.may_ask(&Question::City) {
                self.ask(Question::City)
            } else {
                Effect::Admit
            };
        }
        if self.concluded && !linked.cities.is_empty() {
            return Effect::Direct(self.outlets(graph));
        }
        let promised = linked.mentions.iter().filter(|mention| mention.kind == Kind::Policy);
        let promised: Vec<EntityId> = promised.flat_map(|m| m.entities.clone()).collect();
        if !promised.is_empty() {
            return promise(graph, &about, &promised);
        }
        let names_product = linked.mentions.iter().any(is_thing);
        let product = about.things().iter().find(|&&node| graph.at(node).kind() == Kind::Product);
        if names_product
            && has(TROUBLE)
            && let Some(question) = product.and_then(|&node| question::symptoms_of(graph, node))
            && self.may_ask(&question)
        {
            return self.ask(question);
        }
        Effect::Admit
    }

    /// What is known now: a question, a conclusion, or that the graph does not know.
    fn go_on(&mut self, graph: &Graph, budget: &Budget) -> Effect {
        self.open = None;
        let scope = Scope::of(graph, self.nodes(graph));
        let belief = Belief::of(graph, &scope, &self.observed, budget);
        let Some(best) = belief.suspects.first() else { return Effect::Admit };
        if belief.none > best.share || budget.is_spent() {
            return Effect::Admit;
        }
        let may_ask = |question: &Question| self.may_ask(question);
        let question = question::best(graph, &scope, &belief, &self.observed, may_ask, budget);
        if let Some(question) = question {
            return self.ask(question);
        }
        let outlets = self.outlets(graph);
        let conclusion = Conclusion { outlets, ..conclusion::conclude(graph, &scope, &belief) };
        self.concluded = conclusion.is_sure();
        Effect::Conclude(conclusion)
    }

    /// Where it is mended; nowhere as long as nobody knows where the visitor is.
    fn outlets(&self, graph: &Graph) -> Vec<Nearby> {
        let Some(city) = &self.city else { return Vec::new() };
        graph.nearest(&Scope::of(graph, self.nodes(graph)), city)
    }

    fn ask(&mut self, question: Question) -> Effect {
        self.asked.push(question.clone());
        self.open = Some(question.clone());
        Effect::Ask(question)
    }

    /// Whether a question is new, and not one too many. The one for the city is none about the
    /// trouble.
    fn may_ask(&self, question: &Question) -> bool {
        let about_trouble = self.asked.iter().filter(|asked| **asked != Question::City).count();
        let is_new = !self.asked.iter().any(|asked| asked.repeats(question));
        is_new && (*question == Question::City || about_trouble < limits::QUESTIONS)
    }

    /// Remembers what a text speaks of.
    fn take(&mut self, linked: &Linked, graph: &Graph) {
        if let Some(city) = linked.cities.first() {
            self.city = Some(city.clone());
        }
        let things: Vec<EntityId> = linked
            .mentions
            .iter()
            .filter(|mention| is_thing(mention) && !mention.denied)
            .flat_map(|mention| mention.entities.iter().cloned())
            .take(MOST_THINGS)
            .collect();
        let has_sign = linked.mentions.iter().any(|mention| is_sign(mention.kind));
        if has_sign && self.names_another(linked, graph) {
            self.begin_anew();
        }
        if !things.is_empty() {
            self.about = things;
        }
        for mention in linked.mentions.iter().filter(|mention| is_sign(mention.kind)) {
            self.observe(mention.entities.clone(), !mention.denied);
        }
    }

    /// Notes something down, instead of what was noted of the same before.
    fn observe(&mut self, any: Vec<EntityId>, seen: bool) {
        self.observed.retain(|known| !known.any.iter().any(|id| any.contains(id)));
        if self.observed.len() < limits::OBSERVED && !any.is_empty() {
            self.observed.push(Observation { any, seen });
        }
    }

    /// Takes the answer to the open question.
    fn answer(&mut self, reply: Reply) {
        let Some(question) = self.open.take() else { return };
        match (question, reply) {
            (_, Reply::Unsure)
            | (Question::City, Reply::Yes | Reply::No)
            | (Question::Product { .. }, Reply::Yes) => {}
            // A machine that the graph does not know: what was noticed of it leads nowhere.
            (Question::Product { .. }, Reply::No) => self.observed.clear(),
            (Question::Whether { symptom, .. }, Reply::Yes) => self.observe(vec![symptom.id], true),
            (Question::Whether { symptom, .. }, Reply::No) => self.observe(vec![symptom.id], false),
            (Question::Product { options }, Reply::Chosen { option }) => {
                if options.iter().any(|known| known.id == option) {
                    self.about = vec![option];
                }
            }
            (Question::Which { options, .. } | Question::Code { options }, reply) => {
                let any: Vec<EntityId> = options.into_iter().map(|option| option.id).collect();
                match reply {
                    Reply::Chosen { option } if any.contains(&option) => {
                        self.observe(vec![option], true);
                    }
                    Reply::Yes if any.len() == 1 => self.observe(any, true),
                    Reply::No => self.observe(any, false),
                    Reply::Yes | Reply::Chosen { .. } | Reply::Unsure => {}
                }
            }
            (Question::Whether { symptom, .. }, Reply::Chosen { option }) => {
                if symptom.id == option {
                    self.observe(vec![option], true);
                }
            }
            (Question::City, Reply::Chosen { .. }) => {}
        }
    }

    /// Whether a text is about another product than what was said before. Another model of the same
    /// product is none.
    fn names_another(&self, linked: &Linked, graph: &Graph) -> bool {
        let about = self.nodes(graph);
        let mut named = linked
            .mentions
            .iter()
            .filter(|mention| is_thing(mention) && !mention.denied)
            .flat_map(|mention| mention.entities.iter().filter_map(|id| graph.nodes.get(id)))
            .take(MOST_THINGS)
            .peekable();
        let is_known = |&new: &Node| about.iter().any(|&old| scope::is_alike(graph, new, old));
        !about.is_empty() && named.peek().is_some() && !named.any(|&new| is_known(&new))
    }

    /// Another trouble, with the same product unless another is named.
    fn begin_anew(&mut self) {
        self.observed.clear();
        self.asked.clear();
        self.concluded = false;
    }

    fn nodes(&self, graph: &Graph) -> Vec<Node> {
        self.about.iter().filter_map(|id| graph.nodes.get(id).copied()).collect()
    }
}

fn knows_outlets(graph: &Graph) -> bool {
    graph.entities.iter().any(|entity| entity.kind() == Kind::Outlet)
}

/// A promise that was asked for, with what it covers: of several those that cover what it is about.
fn promise(graph: &Graph, about: &Scope, promised: &[EntityId]) -> Effect {
    let nodes = promised.iter().filter_map(|id| graph.nodes.get(id).copied());
    let covers = |&node: &Node| {
        let mut covered = graph.from(node, Verb::Covers).map(|edge| edge.to).peekable();
        about.is_empty()
            || covered.peek().is_none()
            || covered.any(|node| about.things().contains(&node))
    };
    let policies: Vec<_> = nodes
        .filter(covers)
        .take(limits::TOLD)
        .map(|node| conclusion::spoken(graph, node))
        .collect();
    if policies.is_empty() {
        return Effect::Admit;
    }
    Effect::Conclude(Conclusion {
        confidence: Percent::saturating(100),
        policies,
        ..Conclusion::default()
    })
}

/// Whether a folded text is about buying rather than about a machine.
fn is_of_the_shop(folded: &str) -> bool {
    SHOP.split(' ').any(|word| folded.contains(word))
}

fn says_more(linked: &Linked) -> bool {
    linked.mentions.iter().any(|mention| is_sign(mention.kind) || is_thing(mention))
}

const fn is_thing(mention: &Mention) -> bool {
    matches!(mention.kind, Kind::Product | Kind::Model)
}

/// Words of who looks for a place.
const OUTLET: &str = "网点 维修点 维修站 售后点 服务点 哪里修 哪里能修 哪里可以修 哪儿修 哪能修 去哪修 去哪里修 门店 附近修 维修中心 服务中心 在哪修 在哪里修";

/// Words of who has trouble and does not say which.
const TROUBLE: &str = "坏了 故障 出问题 有问题 毛病 不正常 不对劲 异常 罢工 失灵 不好用 不好使 用不了 不能用 报错 怎么修 要修 出状况";

/// Words of buying, paying and sending: what does not work there is no machine.
const SHOP: &str = "订单 下单 物流 快递 包裹 发货 送货 签收 付款 支付 扣款 退款 退货 换货 发票 优惠券 红包 账号 账户 登录 登陆 密码 验证码 页面 网页 链接 小程序 客服 评价";

const MOST_THINGS: usize = 8;
const MOST_OF_A_CITY: usize = 20;
