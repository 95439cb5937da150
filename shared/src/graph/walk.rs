//! The walk from what was noticed to what may cause it.
//!
//! Best first: what is popped was reached in its likeliest way, so every cause is reached once and a
//! cycle leads nowhere new. The walk ends at [`limits::DEPTH`], at [`limits::STEPS`] relations, and
//! where a way has become fainter than [`limits::FAINT`].

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use super::{Edge, Graph, Node, entity::Kind, limits, relation::Verb, scope::Scope};

/// The causes that a sign leads to.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    /// How many of ten thousand who have the cause notice the sign.
    pub(super) causes: BTreeMap<Node, u32>,
    /// By which relation each entity was reached; what it began with is not there.
    came: BTreeMap<Node, Edge>,
    /// Relations that were looked at.
    pub(super) cost: usize,
}

impl Reach {
    /// The share of those with the cause who notice the sign.
    pub(super) fn share(&self, cause: Node) -> f64 {
        self.causes.get(&cause).map_or(0.0, |&of| f64::from(of) / f64::from(WHOLE))
    }

    /// The relations from the sign to the cause.
    pub(super) fn way(&self, cause: Node) -> Vec<Edge> {
        let mut way = Vec::new();
        let mut at = cause;
        while let Some(&edge) = self.came.get(&at)
            && way.len() < limits::DEPTH
        {
            at = if edge.to == at { edge.from } else { edge.to };
            way.push(edge);
        }
        way.reverse();
        way
    }
}

/// Walks from a symptom, a code or a cause to the causes in `scope`.
///
/// A symptom leads to what its more exact forms lead to, in full, and by half to what the less exact
/// form of it leads to.
pub(super) fn walk(graph: &Graph, scope: &Scope, sign: Node) -> Reach {
    let mut reach = Reach::default();
    let mut done = BTreeSet::new();
    let mut heap =
        BinaryHeap::from([Stop { likely: WHOLE, node: Reverse(sign), depth: 0, up: false }]);
    let mut came: BTreeMap<(Node, bool), (u32, Edge)> = BTreeMap::new();
    while let Some(stop) = heap.pop() {
        let node = stop.node.0;
        if !done.insert((node, stop.up)) {
            continue;
        }
        if let Some(&(_, edge)) = came.get(&(node, stop.up)) {
            reach.came.entry(node).or_insert(edge);
        }
        if graph.at(node).kind() == Kind::Cause {
            reach.causes.entry(node).or_insert(stop.likely);
        }
        if usize::from(stop.depth) == limits::DEPTH {
            continue;
        }
        for (edge, next, likely, up) in onward(graph, stop) {
            if reach.cost == limits::STEPS {
                return reach;
            }
            reach.cost += 1;
            let key = (next, up);
            let known = came.get(&key).is_some_and(|&(known, _)| known >= likely);
            let is_new = next != sign && !done.contains(&key) && !known;
            if likely >= limits::FAINT && is_new && scope.admits(graph, next) {
                came.insert(key, (likely, edge));
                heap.push(Stop { likely, node: Reverse(next), depth: stop.depth + 1, up });
            }
        }
    }
    reach
}

/// The relations that go on from a stop: where to, how likely from the beginning, and whether that
/// was a step up.
fn onward(graph: &Graph, stop: Stop) -> impl Iterator<Item = (Edge, Node, u32, bool)> {
    let node = stop.node.0;
    let due = graph
        .from(node, Verb::DueTo)
        .chain(graph.from(node, Verb::Means))
        .map(move |edge| (*edge, edge.to, stop.likely * u32::from(edge.likelihood) / 100, false));
    let up =
        graph.from(node, Verb::KindOf).map(move |edge| (*edge, edge.to, stop.likely / 2, true));
    let down = graph.to(node, Verb::KindOf).map(move |edge| (*edge, edge.from, stop.likely, false));
    let down = down.filter(move |_| !stop.up);
    due.chain(down).chain(up)
}

/// Where a walk has come to. The likeliest is the greatest; of equals the first entity, so that the
/// order of a file decides and nothing else.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Stop {
    likely: u32,
    node: Reverse<Node>,
    depth: u8,
    up: bool,
}

/// What is certain.
const WHOLE: u32 = 10_000;
