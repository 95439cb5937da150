//! What a diagnosis came to, with the way that led there: everything a page needs to say “因为…”.

use serde::{Deserialize, Serialize};

use super::{
    Edge, Graph, Node,
    belief::{Belief, Suspect},
    entity::Named,
    limits,
    outlet::Nearby,
    relation::{Likelihood, Verb},
    scope::{Scope, products},
};
use crate::reading::Percent;

/// What it is, and what helps.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Conclusion {
    /// The products and models that it is about, if they were named.
    pub about: Vec<Named>,
    /// The likeliest first, at most [`limits::TOLD`]. More than one where they remained close: each
    /// is then one side of the matter. None where a promise of the shop was asked for.
    pub causes: Vec<Finding>,
    /// How likely it is among them.
    pub confidence: Percent,
    /// What the shop promises for it.
    pub policies: Vec<Told>,
    /// Where it is mended, the nearest first, if the visitor's place is known.
    pub outlets: Vec<Nearby>,
}

/// One cause, why, and what helps.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The cause.
    pub cause: Named,
    /// How likely it is.
    pub share: Percent,
    /// 因为…: how it follows from what was noticed.
    pub because: Vec<Step>,
    /// What helps, the likeliest first.
    pub remedies: Vec<Remedy>,
}

/// One step of a way.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Step {
    /// The visitor noticed it.
    Noticed {
        /// A symptom, a code, or a cause that was guessed.
        sign: Named,
    },
    /// The visitor said that it is not so.
    Denied {
        /// A symptom or a code.
        sign: Named,
    },
    /// By a relation of the graph, one entity leads to the next.
    Leads {
        /// From here.
        from: Named,
        /// Which relation.
        verb: Verb,
        /// To here. For [`Verb::KindOf`] the way may be from the general to the exact.
        to: Named,
        /// How likely, where the relation says so.
        likelihood: Option<Likelihood>,
    },
}

/// What helps.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// The solution.
    pub solution: Named,
    /// How it is done.
    pub text: String,
    /// How many of a hundred it helps.
    pub helps: Likelihood,
    /// What it takes.
    pub parts: Vec<Named>,
}

/// An entity with its words.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// Which.
    pub entity: Named,
    /// Its words.
    pub text: String,
}

/// Puts a conclusion into words of the graph. The outlets are for the caller to add.
pub(super) fn conclude(graph: &Graph, scope: &Scope, belief: &Belief) -> Conclusion {
    let told = told(belief);
    let causes: Vec<Finding> =
        told.iter().map(|suspect| finding(graph, belief, *suspect)).collect();
    let sum: f64 = told.iter().map(|suspect| suspect.share).sum();
    let mut covered = scope.things().to_vec();
    if let Some(first) = told.first() {
        covered.extend(products(graph, first.cause));
    }
    for remedy in causes.iter().flat_map(|finding| &finding.remedies) {
        covered.extend(remedy.parts.iter().filter_map(|part| graph.nodes.get(&part.id)));
    }
    Conclusion {
        about: scope.named().iter().map(|&node| graph.named(node)).collect(),
        causes,
        confidence: percent(sum),
        policies: policies(graph, &covered),
        outlets: Vec::new(),
    }
}

/// What the shop promises for these, each promise once.
pub(super) fn policies(graph: &Graph, covered: &[Node]) -> Vec<Told> {
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

pub(super) fn percent(share: f64) -> Percent {
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
        because.push(Step::Noticed { sign: graph.named(sign) });
        because.extend(steps(graph, sign, &way));
    }
    let denied = belief.denied().take(MOST_WAYS);
    because.extend(denied.map(|sign| Step::Denied { sign: graph.named(sign) }));
    let remedies = graph.from(suspect.cause, Verb::FixedBy).take(MOST_REMEDIES);
    Finding {
        cause: graph.named(suspect.cause),
        share: percent(suspect.share),
        because,
        remedies: remedies.map(|edge| remedy(graph, edge)).collect(),
    }
}

fn steps(graph: &Graph, sign: Node, way: &[Edge]) -> Vec<Step> {
    let mut at = sign;
    way.iter()
        .map(|edge| {
            let from = at;
            at = if edge.from == from { edge.to } else { edge.from };
            Step::Leads {
                from: graph.named(from),
                verb: edge.verb,
                to: graph.named(at),
                likelihood: Likelihood::try_from(edge.likelihood).ok(),
            }
        })
        .collect()
}

fn remedy(graph: &Graph, edge: &Edge) -> Remedy {
    let parts = graph.from(edge.to, Verb::Needs).take(MOST_PARTS);
    Remedy {
        solution: graph.named(edge.to),
        text: graph.at(edge.to).text.clone(),
        helps: Likelihood::try_from(edge.likelihood).unwrap_or_default(),
        parts: parts.map(|edge| graph.named(edge.to)).collect(),
    }
}

/// How close to the likeliest a cause must be to be told beside it.
const NEAR: f64 = 0.35;
const MOST_WAYS: usize = 4;
const MOST_REMEDIES: usize = 4;
const MOST_PARTS: usize = 8;
const MOST_POLICIES: usize = 3;
