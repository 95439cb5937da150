//! What to ask: the one question whose answer is expected to tell most.

use super::{
    Graph, Node,
    belief::{Belief, Observation, leak, signs_of},
    entity::{About, Entity, EntityId, Kind, Named},
    limits,
    relation::Verb,
    scope::{Scope, products},
    walk::{Budget, walk},
};

/// A question to the visitor. What is empty is for the page to word.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Question {
    /// Is it so? Yes or no.
    Whether {
        /// What may be noticed.
        symptom: Named,
        /// The words of the shop.
        ask: String,
    },
    /// Which of these is it?
    Which {
        /// A symptom whose more exact forms are offered, or a product whose symptoms are.
        of: Named,
        /// The words of the shop.
        ask: String,
        /// What may be noticed; none of them is an answer too, which takes the room of one.
        options: Vec<Named>,
    },
    /// Which code is shown, if any?
    Code {
        /// The codes that would tell most.
        options: Vec<Named>,
    },
    /// Which product is it about?
    Product {
        /// Those it may be about.
        options: Vec<Named>,
    },
    /// In which city? For the nearest outlet.
    City,
}

impl Question {
    /// What can be chosen, by place.
    pub(super) fn options(&self) -> &[Named] {
        match self {
            Self::Which { options, .. } | Self::Code { options } | Self::Product { options } => {
                options
            }
            Self::Whether { .. } | Self::City => &[],
        }
    }

    /// Whether it is the same question, if perhaps with other options, or asks for the same in another way.
    pub(super) fn repeats(&self, other: &Self) -> bool {
        let (signs, others) = (self.signs(), other.signs());
        let is_same = signs.len() == others.len() && signs.iter().all(|id| others.contains(id));
        if is_same && !signs.is_empty() {
            return true;
        }
        match (self, other) {
            (Self::Which { of, .. }, Self::Which { of: other, .. }) => of.id == other.id,
            (Self::Code { .. }, Self::Code { .. })
            | (Self::Product { .. }, Self::Product { .. })
            | (Self::City, Self::City) => true,
            (
                Self::Whether { .. }
                | Self::Which { .. }
                | Self::Code { .. }
                | Self::Product { .. }
                | Self::City,
                _,
            ) => false,
        }
    }

    /// What may be noticed, each once.
    fn signs(&self) -> Vec<&EntityId> {
        match self {
            Self::Whether { symptom, .. } => vec![&symptom.id],
            Self::Which { options, .. } => options.iter().map(|option| &option.id).collect(),
            Self::Code { .. } | Self::Product { .. } | Self::City => Vec::new(),
        }
    }
}

/// The question that is worth most, if one is worth asking.
pub(super) fn best(
    graph: &Graph,
    scope: &Scope,
    belief: &Belief,
    observed: &[Observation],
    may_ask: impl Fn(&Question) -> bool,
    budget: &Budget,
) -> Option<Question> {
    if is_settled(graph, belief) {
        return None;
    }
    if let Some(question) = product(graph, scope, belief).filter(&may_ask) {
        return Some(question);
    }
    let open = Open::of(belief);
    let mut best: Option<(f64, Question)> = None;
    for (question, answers) in candidates(graph, scope, &open, observed, budget) {
        let gain = open.gain(&answers) * ease(&question);
        let is_better = best.as_ref().is_none_or(|(most, _)| gain > *most + EQUAL);
        if gain >= WORTH_ASKING && is_better && may_ask(&question) {
            best = Some((gain, question));
        }
    }
    // By walks that were cut short one question cannot be told from another.
    best.filter(|_| !budget.is_spent()).map(|(_, question)| question)
}

/// How readily a visitor can answer: which form of what they have just said better than anything
/// else; a code only by going there to look.
const fn ease(question: &Question) -> f64 {
    match question {
        Question::Which { .. } => 1.5,
        Question::Whether { .. } | Question::Product { .. } | Question::City => 1.0,
        Question::Code { .. } => 0.8,
    }
}

/// What to ask of whom only names a product: which of its symptoms, the most frequent first.
pub(super) fn symptoms_of(graph: &Graph, product: Node) -> Option<Question> {
    let weight = |symptom: Node| {
        graph.from(symptom, Verb::DueTo).take(limits::COMPARED).fold(0, |sum, edge| {
            sum + u32::from(graph.at(edge.to).common()) * u32::from(edge.likelihood)
        })
    };
    let mut symptoms: Vec<(u32, Node)> = graph
        .to(product, Verb::Of)
        .map(|edge| edge.from)
        .take(limits::STEPS)
        .filter(|&node| is_complaint(graph, node))
        .take(limits::COMPARED)
        .map(|node| (weight(node), node))
        .filter(|&(weight, _)| weight > 0)
        .collect();
    symptoms.sort_by_key(|&(weight, node)| (std::cmp::Reverse(weight), node));
    symptoms.truncate(limits::CHOICES - 1);
    let options = symptoms.into_iter().map(|(_, node)| graph.named(node)).collect::<Vec<_>>();
    let of = graph.named(product);
    (!options.is_empty()).then_some(Question::Which { of, ask: String::new(), options })
}

/// Whether a visitor comes with this symptom by themselves: it is no form of another, and not one
/// that the shop has a question for.
fn is_complaint(graph: &Graph, node: Node) -> bool {
    let About::Symptom { ask } = graph.at(node).about() else { return false };
    let has_forms = graph.to(node, Verb::KindOf).next().is_some();
    graph.from(node, Verb::KindOf).next().is_none() && (ask.is_empty() || has_forms)
}

/// Whether asking would change nothing: one cause stands out, or the next one is mended alike.
fn is_settled(graph: &Graph, belief: &Belief) -> bool {
    let [best, next, ..] = &belief.suspects[..] else { return true };
    let remedy = |cause| graph.from(cause, Verb::FixedBy).next().map(|edge| edge.to);
    let third = belief.suspects.get(2).map_or(0.0, |third| third.share);
    let is_alike = remedy(best.cause).is_some()
        && remedy(best.cause) == remedy(next.cause)
        && third < CLOSE * best.share;
    best.share >= SURE || next.share < CLOSE * best.share || is_alike
}

/// The product, where none was named and the suspects are of several.
fn product(graph: &Graph, scope: &Scope, belief: &Belief) -> Option<Question> {
    if !scope.is_empty() {
        return None;
    }
    let mut shares: Vec<(Node, f64)> = Vec::new();
    for suspect in &belief.suspects {
        let mut of = products(graph, suspect.cause);
        if of.is_empty() {
            of = belief.ways(suspect.cause).flat_map(|(sign, _)| products(graph, sign)).collect();
        }
        for &product in &of {
            match shares.iter_mut().find(|(known, _)| *known == product) {
                Some((_, share)) => *share += suspect.share,
                None => shares.push((product, suspect.share)),
            }
        }
    }
    shares.sort_by(|left, right| right.1.total_cmp(&left.1));
    let [(_, best), (_, next), ..] = shares[..] else { return None };
    let is_open = next >= CLOSE_PRODUCT * best;
    let options = shares.iter().take(limits::CHOICES).map(|&(node, _)| graph.named(node)).collect();
    is_open.then_some(Question::Product { options })
}

/// Questions that can be asked, with how likely each of their answers is for each open cause.
fn candidates(
    graph: &Graph,
    scope: &Scope,
    open: &Open,
    observed: &[Observation],
    budget: &Budget,
) -> Vec<(Question, Vec<Vec<f64>>)> {
    let is_known = |node: Node| observed.iter().any(|seen| seen.any.contains(&graph.at(node).id));
    let is_seen =
        |node: Node| observed.iter().any(|seen| seen.seen && seen.any.contains(&graph.at(node).id));
    let news = |verb| {
        let mut news: Vec<Node> = Vec::new();
        for &cause in &open.causes {
            for sign in signs_of(graph, cause, verb, limits::COMPARED) {
                let is_new = !is_known(sign) && !news.contains(&sign) && scope.admits(graph, sign);
                if is_new && news.len() < limits::COMPARED {
                    news.push(sign);
                }
            }
        }
        news
    };
    let mut candidates: Vec<(Question, Vec<Vec<f64>>)> = Vec::new();
    let mut forms: Vec<(Node, Vec<Node>)> = Vec::new();
    for symptom in news(Verb::DueTo) {
        let general =
            graph.from(symptom, Verb::KindOf).take(limits::CHOICES).find(|edge| is_seen(edge.to));
        if let Some(edge) = general {
            match forms.iter_mut().find(|(of, _)| *of == edge.to) {
                Some((_, options)) => options.push(symptom),
                None => forms.push((edge.to, vec![symptom])),
            }
            continue;
        }
        let About::Symptom { ask } = graph.at(symptom).about() else { continue };
        let question = Question::Whether { symptom: graph.named(symptom), ask: ask.clone() };
        candidates.push((question, open.answers(graph, scope, &[symptom], budget)));
    }
    for (of, mut options) in forms {
        let About::Symptom { ask } = graph.at(of).about() else { continue };
        options.truncate(limits::CHOICES - 1);
        let answers = open.answers(graph, scope, &options, budget);
        let options = options.into_iter().map(|node| graph.named(node)).collect();
        candidates
            .push((Question::Which { of: graph.named(of), ask: ask.clone(), options }, answers));
    }
    let knows_code = observed.iter().any(|seen| {
        let kind = |id| graph.entity(id).map(Entity::kind);
        seen.any.iter().any(|id| kind(id) == Some(Kind::Code))
    });
    if !knows_code {
        let mut codes = news(Verb::Means);
        codes.truncate(limits::CHOICES - 1);
        if !codes.is_empty() {
            let answers = open.answers(graph, scope, &codes, budget);
            let options = codes.into_iter().map(|node| graph.named(node)).collect();
            candidates.push((Question::Code { options }, answers));
        }
    }
    candidates
}

/// The causes between which a question is to decide, and how likely each is among them.
struct Open {
    causes: Vec<Node>,
    shares: Vec<f64>,
}

impl Open {
    fn of(belief: &Belief) -> Self {
        let best = belief.suspects.first().map_or(0.0, |best| best.share);
        let near = belief.suspects.iter().filter(|suspect| suspect.share >= HEARD * best);
        let near: Vec<_> = near.take(MOST_OPEN).collect();
        let sum: f64 = near.iter().map(|suspect| suspect.share).sum();
        Self {
            causes: near.iter().map(|suspect| suspect.cause).collect(),
            shares: near.iter().map(|suspect| suspect.share / sum).collect(),
        }
    }

    /// For each option, and last for none of them, how likely it is the answer for each cause.
    fn answers(
        &self,
        graph: &Graph,
        scope: &Scope,
        options: &[Node],
        budget: &Budget,
    ) -> Vec<Vec<f64>> {
        let mut answers: Vec<Vec<f64>> = options
            .iter()
            .map(|&option| {
                let reach = walk(graph, scope, option, budget);
                let least = leak(graph.at(option).kind());
                let share = |&cause: &Node| reach.share(cause).clamp(least, 1.0 - LAPSE);
                self.causes.iter().map(share).collect()
            })
            .collect();
        let mut none = vec![0.0; self.causes.len()];
        for (at, none) in none.iter_mut().enumerate() {
            let sum: f64 = answers.iter().map(|answer| answer[at]).sum();
            let most = sum.max(1.0);
            for answer in &mut answers {
                answer[at] /= most;
            }
            *none = (1.0 - sum / most).max(LAPSE);
        }
        answers.push(none);
        answers
    }

    /// By how many bits the answer is expected to settle the matter.
    fn gain(&self, answers: &[Vec<f64>]) -> f64 {
        let expected: f64 = answers
            .iter()
            .map(|answer| {
                let joint: Vec<f64> =
                    answer.iter().zip(&self.shares).map(|(given, share)| given * share).collect();
                let sum: f64 = joint.iter().sum();
                sum * entropy(joint.iter().map(|joint| joint / sum))
            })
            .sum();
        entropy(self.shares.iter().copied()) - expected
    }
}

fn entropy(shares: impl Iterator<Item = f64>) -> f64 {
    shares.filter(|&share| share > 0.0).map(|share| -share * share.log2()).sum()
}

/// From here on one cause is sure enough to be told alone. At 0 nothing is ever asked; at 1 always.
const SURE: f64 = 0.75;
/// How near to the likeliest cause the next one must be for a question.
const CLOSE: f64 = 0.4;
/// How near to the likeliest product the next one must be for a question: the wrong machine's advice
/// is worse than a question.
const CLOSE_PRODUCT: f64 = 0.1;
/// How near to the likeliest a cause must be to be heard when a question is chosen.
const HEARD: f64 = 0.15;
const MOST_OPEN: usize = 8;
/// Bits. Below, an answer would hardly change anything.
const WORTH_ASKING: f64 = 0.08;
/// Questions that are as good to this, the first one is asked.
const EQUAL: f64 = 1e-9;
/// How often a visitor misses what is there.
const LAPSE: f64 = 0.03;
