//! What a diagnosis came to, with the way that led there: everything a page needs to say “因为…”.

use super::{
    Edge, Graph, Node,
    belief::{Belief, Suspect},
    entity::Named,
    limits,
    outlet::Nearby,
    relation::Verb,
    scope::{Scope, products},
};
use crate::reading::Percent;

/// What it is, and what helps.
#[derive(Debug, Default)]
pub(super) struct Conclusion {
    /// The likeliest first, at most [`limits::TOLD`]. More than one where they remained close: each
    /// is then one side of the matter. None where a promise of the shop was asked for.
    pub(super) causes: Vec<Finding>,
    /// How likely it is among them.
    pub(super) confidence: Percent,
    /// What the shop promises for it.
    pub(super) policies: Vec<Told>,
    /// Where it is mended, the nearest first, if the visitor's city is known.
    pub(super) outlets: Vec<Nearby>,
}

impl Conclusion {
    /// Whether it is told. What is not is left to the articles, and the diagnosis goes on.
    pub(super) const fn is_sure(&self) -> bool {
        self.confidence.value() >= SURE
    }
}

/// One cause, why, and what helps.
#[derive(Debug)]
pub(super) struct Finding {
    /// The cause.
    pub(super) cause: Named,
    /// 因为…: how it follows from what was noticed.
    pub(super) because: Vec<Step>,
    /// What helps, the likeliest first.
    pub(super) remedies: Vec<Told>,
}

/// One step of a way.
#[derive(Debug)]
pub(super) enum Step {
    /// The visitor noticed a symptom, a code, or a cause that was guessed.
    Noticed(Named),
    /// The visitor said that it is not so.
    Denied(Named),
    /// That leads to this, by a relation of the graph.
    Leads(Named),
}

/// An entity with its words.
#[derive(Debug)]
pub(super) struct Told {
    /// Which.
    pub(super) entity: Named,
    /// Its words.
    pub(super) text: String,
}

/// Puts a conclusion into words of the graph. The outlets are for the caller to add.
pub(super) fn conclude(graph: &Graph, scope: &Scope, belief: &Belief) -> Conclusion {
    let told = told(belief);
    let mut covered = scope.things().to_vec();
    if let Some(first) = told.first() {
        // A cause of several machines has the promises of those that may be meant.
        let of = products(graph, first.cause).into_iter();
        covered.extend(of.filter(|&product| scope.includes(graph, product)));
    }
    for remedy in told.iter().flat_map(|suspect| remedies(graph, suspect.cause)) {
        covered.extend(graph.from(remedy, Verb::Needs).map(|edge| edge.to).take(MOST_PARTS));
    }
    Conclusion {
        causes: told.iter().map(|suspect| finding(graph, belief, *suspect)).collect(),
        confidence: percent(told.iter().map(|suspect| suspect.share).sum()),
        policies: policies(graph, &covered),
        outlets: Vec::new(),
    }
}

/// What the shop promises for these, each promise once.
fn policies(graph: &Graph, covered: &[Node]) -> Vec<Told> {
    let mut policies: Vec<Node> = Vec::new();
    for &node in covered {
        for edge in graph.to(node, Verb::Covers).take(MOST_POLICIES) {
            if !policies.contains(&edge.from) && policies.len() < MOST_POLICIES {
                policies.push(edge.from);
            }
        }
    }
    policies.into_iter().map(|node| spoken(graph, node)).collect()
}

pub(super) fn spoken(graph: &Graph, node: Node) -> Told {
    Told { entity: graph.named(node), text: graph.at(node).text.clone() }
}

fn percent(share: f64) -> Percent {
    #[expect(clippy::cast_possible_truncation, reason = "a percentage needs no more")]
    Percent::of_share(share as f32)
}

/// The likeliest, and those that are not far behind.
fn told(belief: &Belief) -> &[Suspect] {
    let least = belief.suspects.first().map_or(0.0, |best| best.share * NEAR);
    let near = belief.suspects.iter().take_while(|suspect| suspect.share >= least);
    &belief.suspects[..near.count().min(limits::TOLD)]
}

fn finding(graph: &Graph, belief: &Belief, suspect: Suspect) -> Finding {
    let mut because = Vec::new();
    for (sign, way) in belief.ways(suspect.cause).take(MOST_WAYS) {
        because.push(Step::Noticed(graph.named(sign)));
        because.extend(steps(graph, sign, &way));
    }
    let denied = belief.denied().take(MOST_WAYS);
    because.extend(denied.map(|sign| Step::Denied(graph.named(sign))));
    Finding {
        cause: graph.named(suspect.cause),
        because,
        remedies: remedies(graph, suspect.cause).map(|node| spoken(graph, node)).collect(),
    }
}

fn steps(graph: &Graph, sign: Node, way: &[Edge]) -> Vec<Step> {
    let mut at = sign;
    way.iter()
        .map(|edge| {
            at = if edge.from == at { edge.to } else { edge.from };
            Step::Leads(graph.named(at))
        })
        .collect()
}

/// What helps against a cause, the likeliest first.
fn remedies(graph: &Graph, cause: Node) -> impl Iterator<Item = Node> {
    graph.from(cause, Verb::FixedBy).map(|edge| edge.to).take(MOST_REMEDIES)
}

/// How sure the graph must be to speak. At 0 it always does; at 100 only of codes.
const SURE: u8 = 50;
/// How close to the likeliest a cause must be to be told beside it.
const NEAR: f64 = 0.35;
const MOST_WAYS: usize = 4;
const MOST_REMEDIES: usize = 4;
const MOST_PARTS: usize = 8;
const MOST_POLICIES: usize = 3;
