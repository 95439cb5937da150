//! The walk from what was noticed to what may cause it.
//!
//! Best first: what is popped was reached in its likeliest way, so every cause is reached once and a
//! cycle leads nowhere new. The walk ends at [`limits::DEPTH`], at [`limits::STEPS`] relations, where a
//! way has become fainter than [`limits::FAINT`], and where the [`Budget`] of the answer is spent.

use std::{
    cell::Cell,
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use super::{Edge, Graph, Node, entity::Kind, limits, relation::Verb, scope::Scope};

/// How many relations the walks of one answer may still look at.
///
/// A text has many signs, a sign many entities, a talk many texts, and each is a walk: what bounds
/// one of them does not bound them all.
#[derive(Debug)]
pub(super) struct Budget {
    left: Cell<usize>,
}

impl Budget {
    /// Whether a walk was cut short, or the next one will be.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    #[cfg(test)]
    pub(super) fn spent(&self) -> usize {
        limits::BUDGET - self.left.get()
    }

    /// Takes one relation's worth; nothing where none is left.
    fn spend(&self) -> Option<()> {
        self.left.set(self.left.get().checked_sub(1)?);
        Some(())
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: Cell::new(limits::BUDGET) }
    }
}

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
pub(super) fn walk(graph: &Graph, scope: &Scope, sign: Node, budget: &Budget) -> Reach {
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
            if reach.cost == limits::STEPS || budget.spend().is_none() {
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::graph::Format;

    /// Causes of which each is due to `fan` others around a ring, and a symptom of the first.
    fn ring(causes: usize, fan: usize, likelihood: u8) -> Graph {
        let mut file = String::from("{\"kind\":\"symptom\",\"id\":\"s\",\"name\":\"不制冷\"}\n");
        for n in 0..causes {
            writeln!(file, r#"{{"kind":"cause","id":"c{n}","name":"原因{n}"}}"#).unwrap();
            for step in 1..=fan {
                let to = (n + step) % causes;
                writeln!(
                    file,
                    r#"{{"from":"c{n}","verb":"due_to","to":"c{to}","likelihood":{likelihood}}}"#
                )
                .unwrap();
            }
        }
        file.push_str("{\"from\":\"s\",\"verb\":\"due_to\",\"to\":\"c0\",\"likelihood\":100}\n");
        Graph::read(Format::Jsonl, &file).graph
    }

    #[test]
    fn a_walk_in_a_ring_reaches_each_cause_once_and_ends_at_its_bounds() {
        let check = |causes, fan, likelihood, expect: usize| {
            let graph = ring(causes, fan, likelihood);
            let reach = walk(&graph, &Scope::default(), Node(0), &Budget::default());
            assert_eq!(reach.causes.len(), expect, "{causes} {fan} {likelihood}");
            assert!(reach.cost <= limits::STEPS);
            for &cause in reach.causes.keys() {
                assert!((1..=limits::DEPTH).contains(&reach.way(cause).len()));
            }
        };
        // All of a small ring; as many as are within the depth; until it is too faint to go on.
        check(3, 1, 100, 3);
        check(10_000, 1, 100, limits::DEPTH);
        check(10_000, 1, 10, 3);
    }

    #[test]
    fn no_walk_looks_at_more_relations_than_its_bound() {
        let graph = ring(2_000, 40, 100);
        let walk = |budget: &Budget| walk(&graph, &Scope::default(), Node(0), budget).cost;
        assert_eq!(walk(&Budget::default()), limits::STEPS);
        let budget = Budget::default();
        let walks = || std::iter::repeat_with(|| walk(&budget));
        let spent: usize = walks().take_while(|&cost| cost > 0).sum();
        assert_eq!((spent, budget.is_spent()), (limits::BUDGET, true));
    }

    #[test]
    fn of_two_ways_the_likelier_counts() {
        let file = r#"
{"kind":"symptom","id":"s","name":"不制冷"}
{"kind":"cause","id":"far","name":"原因甲"}
{"kind":"cause","id":"near","name":"原因乙"}
{"from":"s","verb":"due_to","to":"far","likelihood":20}
{"from":"s","verb":"due_to","to":"near","likelihood":90}
{"from":"near","verb":"due_to","to":"far","likelihood":80}
"#;
        let graph = Graph::read(Format::Jsonl, file).graph;
        let reach = walk(&graph, &Scope::default(), Node(0), &Budget::default());
        assert_eq!(reach.causes[&Node(1)], 7_200);
        assert_eq!(reach.way(Node(1)).len(), 2);
    }
}
