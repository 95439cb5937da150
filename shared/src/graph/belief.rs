//! How likely each cause is, by all that was noticed.
//!
//! Bayes' rule with one simplification, that signs are independent once the cause is given:
//! how common the cause is, times for each sign how many of those who have the cause notice it (or,
//! where it was denied, do not). A cause that nobody wrote down takes part, so that a weak sign does
//! not become certain merely because only one cause is known for it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Edge, Graph, Node,
    entity::{EntityId, Kind},
    limits,
    relation::Verb,
    scope::Scope,
    walk::{Budget, Reach, walk},
};

/// Something that was noticed, or expressly was not.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Observation {
    /// What: symptoms, codes, causes that were guessed. More than one where it may be any of them.
    pub(super) any: Vec<EntityId>,
    /// Whether it is so. Of what is not so, none of them is.
    pub(super) seen: bool,
}

/// What is believed after all observations.
#[derive(Debug, Default)]
pub(super) struct Belief {
    /// The likeliest first.
    pub(super) suspects: Vec<Suspect>,
    /// How likely it is none of them.
    pub(super) none: f64,
    /// Each observation that counts, with where its signs lead.
    signs: Vec<Sign>,
}

/// A cause, and how likely it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Suspect {
    pub(super) cause: Node,
    /// From 0 to 1; with [`Belief::none`] they add up to 1.
    pub(super) share: f64,
}

/// An observation as the walk sees it.
#[derive(Debug)]
struct Sign {
    seen: bool,
    any: Vec<(Node, Reach)>,
}

impl Belief {
    pub(super) fn of(
        graph: &Graph,
        scope: &Scope,
        observed: &[Observation],
        budget: &Budget,
    ) -> Self {
        let sign = |seen: &Observation| Sign::of(graph, scope, seen, budget);
        let signs: Vec<Sign> = observed.iter().filter_map(sign).collect();
        let suspected: BTreeSet<Node> = signs
            .iter()
            .filter(|sign| sign.seen)
            .flat_map(|sign| sign.any.iter().flat_map(|(_, reach)| reach.causes.keys().copied()))
            .filter(|&cause| is_end(graph, cause))
            .collect();
        let mut belief = Self { signs, ..Self::default() };
        let weigh = |cause| Suspect { cause, share: belief.weight(graph, cause) };
        let mut suspects: Vec<Suspect> = suspected.into_iter().map(weigh).collect();
        suspects.sort_by(|left, right| right.share.total_cmp(&left.share));
        suspects.truncate(limits::CAUSES);
        let none = if suspects.is_empty() { 1.0 } else { belief.weight_of_none() };
        let sum = suspects.iter().map(|suspect| suspect.share).sum::<f64>() + none;
        for suspect in &mut suspects {
            suspect.share /= sum;
        }
        belief.suspects = suspects;
        belief.none = none / sum;
        belief
    }

    /// For each sign that was seen and leads to a cause, the sign and the relations from there.
    pub(super) fn ways(&self, cause: Node) -> impl Iterator<Item = (Node, Vec<Edge>)> {
        self.signs.iter().filter(|sign| sign.seen).filter_map(move |sign| {
            let (node, reach) = sign.likeliest(cause)?;
            Some((*node, reach.way(cause)))
        })
    }

    /// The signs that were denied.
    pub(super) fn denied(&self) -> impl Iterator<Item = Node> {
        let denied = self.signs.iter().filter(|sign| !sign.seen);
        denied.flat_map(|sign| sign.any.iter().map(|&(node, _)| node))
    }

    fn weight(&self, graph: &Graph, cause: Node) -> f64 {
        let common = f64::from(graph.at(cause).common()) / 100.0;
        self.signs.iter().fold(common, |weight, sign| weight * sign.factor(graph, cause))
    }

    /// What a cause would weigh that is as common as any and leads to everything a little.
    fn weight_of_none(&self) -> f64 {
        let factor = |sign: &Sign| if sign.seen { UNKNOWN } else { UNKNOWN_DENIED };
        self.signs.iter().map(factor).fold(0.5, |weight, factor| weight * factor)
    }
}

impl Sign {
    /// Nothing where none of it belongs to the scope.
    fn of(
        graph: &Graph,
        scope: &Scope,
        observation: &Observation,
        budget: &Budget,
    ) -> Option<Self> {
        let any: Vec<(Node, Reach)> = observation
            .any
            .iter()
            .filter_map(|id| graph.nodes.get(id).copied())
            .filter(|&node| is_sign(graph.at(node).kind()) && scope.admits(graph, node))
            .take(limits::SHARED)
            .map(|node| (node, walk(graph, scope, node, budget)))
            .collect();
        (!any.is_empty()).then_some(Self { seen: observation.seen, any })
    }

    /// How many of those with the cause notice this.
    fn factor(&self, graph: &Graph, cause: Node) -> f64 {
        if self.seen {
            let leak = |node: Node| leak(graph.at(node).kind());
            self.any
                .iter()
                .fold(0.0, |most: f64, (node, reach)| most.max(reach.share(cause)).max(leak(*node)))
        } else {
            self.any.iter().map(|(_, reach)| 1.0 - reach.share(cause)).product::<f64>().max(LEAK)
        }
    }

    fn likeliest(&self, cause: Node) -> Option<&(Node, Reach)> {
        let leading = self.any.iter().filter(|(_, reach)| reach.causes.contains_key(&cause));
        leading.max_by_key(|(node, reach)| (reach.causes.get(&cause), std::cmp::Reverse(*node)))
    }
}

/// Whether something can be noticed, or guessed.
pub(super) const fn is_sign(kind: Kind) -> bool {
    match kind {
        Kind::Code | Kind::Symptom | Kind::Cause => true,
        Kind::Product | Kind::Model | Kind::Solution | Kind::Part | Kind::Outlet | Kind::Policy => {
            false
        }
    }
}

/// How many notice such a sign without the cause.
pub(super) const fn leak(kind: Kind) -> f64 {
    match kind {
        Kind::Code => LEAK_CODE,
        Kind::Cause => LEAK_GUESS,
        Kind::Symptom
        | Kind::Product
        | Kind::Model
        | Kind::Solution
        | Kind::Part
        | Kind::Outlet
        | Kind::Policy => LEAK,
    }
}

/// Whether a cause is more than a station on the way: something helps against it, or nothing is
/// known behind it.
fn is_end(graph: &Graph, cause: Node) -> bool {
    graph.from(cause, Verb::FixedBy).next().is_some()
        || graph.from(cause, Verb::DueTo).next().is_none()
}

/// The signs that lead to a cause directly or through one other cause, each once.
pub(super) fn signs_of(graph: &Graph, cause: Node, verb: Verb, most: usize) -> Vec<Node> {
    let mut found = BTreeSet::new();
    let through = graph.to(cause, Verb::DueTo).map(|edge| edge.from).take(most);
    let through = through.filter(|&node| graph.at(node).kind() == Kind::Cause);
    for cause in std::iter::once(cause).chain(through) {
        let direct = graph.to(cause, verb).map(|edge| edge.from).take(most);
        found.extend(direct.filter(|&node| graph.at(node).kind() != Kind::Cause));
    }
    found.into_iter().take(most).collect()
}

/// Who has one trouble may have another besides: a symptom that a cause does not lead to is noticed
/// with it by this share. At 0 one wrong word rules out the truth; higher, signs say nothing.
const LEAK: f64 = 0.03;
/// A machine that shows a code has what the code says.
const LEAK_CODE: f64 = 0.003;
/// A visitor's guess is one.
const LEAK_GUESS: f64 = 0.3;
/// How many who have what nobody wrote down notice a sign. Higher, more is left unanswered.
const UNKNOWN: f64 = 0.04;
/// How many of them do not notice it.
const UNKNOWN_DENIED: f64 = 0.7;
