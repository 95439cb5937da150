//! A picture of what surrounds an entity: where each node is drawn, and which lines join them.
//!
//! Columns from the product to the part, in the direction in which a diagnosis goes; in a column, each
//! node near those that it is joined to. The same graph gives the same picture, always.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    Graph, Node,
    entity::{EntityId, Kind, Named},
    relation::{Likelihood, Verb},
};

/// A picture, in units of one column and one row.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Picture {
    /// Column by column, from above.
    pub nodes: Vec<Place>,
    /// Between those.
    pub lines: Vec<Joint>,
    /// How many columns.
    pub columns: usize,
    /// How many rows the highest column has.
    pub rows: usize,
    /// How many entities are as near and are not drawn.
    pub left_out: usize,
}

/// An entity in a picture.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    /// Which.
    pub entity: Named,
    /// From the left, counted from 0.
    pub column: usize,
    /// From above, counted from 0.
    pub row: usize,
}

/// A relation in a picture.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Joint {
    /// Where it begins, by its place among the nodes.
    pub from: usize,
    /// What it says.
    pub verb: Verb,
    /// Where it ends.
    pub to: usize,
    /// How likely it is, where the verb takes that.
    pub likelihood: Option<Likelihood>,
}

impl Graph {
    /// What surrounds an entity within `steps` relations, of `most` entities at most: the nearest,
    /// and among those the likeliest. Nothing where there is no such entity.
    #[must_use]
    pub fn picture(&self, around: &EntityId, steps: usize, most: usize) -> Picture {
        let Some(&middle) = self.nodes.get(around) else { return Picture::default() };
        let (drawn, left_out) = self.near(middle, steps, most);
        let mut columns = columns(self, &drawn);
        straighten(self, &mut columns);
        let rows = columns.iter().map(Vec::len).max().unwrap_or_default();
        let places = columns.iter().zip(0..).flat_map(|(nodes, column)| {
            // A short column stands in the middle of the height.
            let above = (rows - nodes.len()) / 2;
            nodes.iter().zip(above..).map(move |(&node, row)| (node, column, row))
        });
        let order: Vec<(Node, usize, usize)> = places.collect();
        let at: BTreeMap<Node, usize> =
            order.iter().enumerate().map(|(place, &(node, ..))| (node, place)).collect();
        let lines = self.edges.iter().filter_map(|edge| {
            let (&from, &to) = (at.get(&edge.from)?, at.get(&edge.to)?);
            let likelihood = Likelihood::try_from(edge.likelihood).ok();
            Some(Joint { from, verb: edge.verb, to, likelihood })
        });
        Picture {
            lines: lines.collect(),
            nodes: order
                .iter()
                .map(|&(node, column, row)| Place { entity: self.named(node), column, row })
                .collect(),
            columns: columns.len(),
            rows,
            left_out,
        }
    }

    /// The nodes near one, and how many more are as near.
    fn near(&self, middle: Node, steps: usize, most: usize) -> (BTreeSet<Node>, usize) {
        let mut seen = BTreeSet::from([middle]);
        let mut waiting = VecDeque::from([(middle, 0)]);
        let mut drawn = BTreeSet::new();
        while let Some((node, away)) = waiting.pop_front() {
            if drawn.len() < most.max(1) {
                drawn.insert(node);
            } else {
                // Counted, but nothing is looked for beyond it.
                continue;
            }
            if away == steps {
                continue;
            }
            let beyond: Vec<Node> =
                if node == middle { self.neighbours(node).collect() } else { self.beyond(node) };
            for next in beyond {
                if seen.insert(next) {
                    waiting.push_back((next, away + 1));
                }
            }
        }
        let left_out = seen.len() - drawn.len();
        (drawn, left_out)
    }

    /// What is looked at beyond a node that is not the middle one: what else a sign or a cause is joined
    /// to, and what a solution takes. What many things share, a product or a solution, leads everywhere.
    fn beyond(&self, node: Node) -> Vec<Node> {
        match self.at(node).kind() {
            Kind::Code | Kind::Symptom | Kind::Cause => self.neighbours(node).collect(),
            Kind::Solution => self.from(node, Verb::Needs).map(|edge| edge.to).collect(),
            Kind::Product | Kind::Model | Kind::Part | Kind::Outlet | Kind::Policy => Vec::new(),
        }
    }

    /// What is joined to a node, the likeliest of each verb first.
    fn neighbours(&self, node: Node) -> impl Iterator<Item = Node> {
        Verb::ALL.into_iter().flat_map(move |verb| {
            let onward = self.from(node, verb).map(|edge| edge.to);
            onward.chain(self.to(node, verb).map(|edge| edge.from))
        })
    }
}

/// The nodes by what they are, without empty columns.
fn columns(graph: &Graph, drawn: &BTreeSet<Node>) -> Vec<Vec<Node>> {
    let mut columns: BTreeMap<usize, Vec<Node>> = BTreeMap::new();
    for &node in drawn {
        columns.entry(column(graph.at(node).kind())).or_default().push(node);
    }
    columns.into_values().collect()
}

const fn column(kind: Kind) -> usize {
    match kind {
        Kind::Outlet | Kind::Policy => 0,
        Kind::Product => 1,
        Kind::Model => 2,
        Kind::Code | Kind::Symptom => 3,
        Kind::Cause => 4,
        Kind::Solution => 5,
        Kind::Part => 6,
    }
}

/// Puts each node near the middle of those that it is joined to, there and back a few times. Where
/// that is the same for two, they stay as they are in the file.
fn straighten(graph: &Graph, columns: &mut [Vec<Node>]) {
    for _ in 0..SWEEPS {
        let last = columns.len();
        for at in (0..last).chain((0..last).rev()) {
            // Thousandths of the height of its column, so that columns of any height compare.
            let heights: BTreeMap<Node, usize> = columns
                .iter()
                .enumerate()
                .filter(|&(other, _)| other != at)
                .flat_map(|(_, nodes)| {
                    nodes
                        .iter()
                        .enumerate()
                        .map(|(row, &node)| (node, (2 * row + 1) * 500 / nodes.len()))
                })
                .collect();
            let middle = |node: Node| {
                let near: Vec<usize> =
                    graph.neighbours(node).filter_map(|next| heights.get(&next).copied()).collect();
                if near.is_empty() { MIDDLE } else { near.iter().sum::<usize>() / near.len() }
            };
            columns[at].sort_by_cached_key(|&node| middle(node));
        }
    }
}

/// Where what is joined to nothing in other columns stands.
const MIDDLE: usize = 500;
/// After so many the order hardly changes.
const SWEEPS: usize = 4;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::graph::Format;

    fn id(text: &str) -> EntityId {
        text.parse().unwrap()
    }

    fn column_of(picture: &Picture, column: usize) -> Vec<&str> {
        let nodes = picture.nodes.iter().filter(|place| place.column == column);
        nodes.map(|place| place.entity.id.as_str()).collect()
    }

    #[test]
    fn lines_do_not_cross_where_they_need_not() {
        let file = r#"
{"kind":"symptom","id":"s1","name":"不制冷"}
{"kind":"symptom","id":"s2","name":"漏水"}
{"kind":"cause","id":"c2","name":"原因乙"}
{"kind":"cause","id":"c1","name":"原因甲"}
{"kind":"solution","id":"h2","name":"办法乙"}
{"kind":"solution","id":"h1","name":"办法甲"}
{"from":"s1","verb":"due_to","to":"c1"}
{"from":"s2","verb":"due_to","to":"c2"}
{"from":"s1","verb":"kind_of","to":"s2"}
{"from":"c1","verb":"fixed_by","to":"h1"}
{"from":"c2","verb":"fixed_by","to":"h2"}
"#;
        let graph = Graph::read(Format::Jsonl, file).graph;
        let picture = graph.picture(&id("s1"), 3, 40);
        assert_eq!((picture.columns, picture.rows, picture.left_out), (3, 2, 0));
        let is_straight = |joint: &Joint| {
            joint.verb == Verb::KindOf
                || picture.nodes[joint.from].row == picture.nodes[joint.to].row
        };
        assert!(picture.lines.iter().all(is_straight), "{picture:?}");
        assert_eq!(picture.lines.len(), 5);
        assert_eq!(graph.picture(&id("s1"), 1, 40).nodes.len(), 3);
        assert_eq!(graph.picture(&id("nobody"), 3, 40), Picture::default());
    }

    #[test]
    fn what_is_shared_leads_nowhere_else() {
        let file = r#"
{"kind":"product","id":"fridge","name":"冰箱"}
{"kind":"cause","id":"c1","name":"原因甲"}
{"kind":"cause","id":"c2","name":"原因乙"}
{"kind":"solution","id":"visit","name":"上门检修"}
{"kind":"part","id":"seal","name":"门封条"}
{"from":"c1","verb":"of","to":"fridge"}
{"from":"c2","verb":"of","to":"fridge"}
{"from":"c1","verb":"fixed_by","to":"visit"}
{"from":"c2","verb":"fixed_by","to":"visit"}
{"from":"visit","verb":"needs","to":"seal"}
"#;
        let graph = Graph::read(Format::Jsonl, file).graph;
        let drawn = |around: &str| {
            let picture = graph.picture(&id(around), 4, 40);
            let ids = picture.nodes.iter().map(|place| place.entity.id.as_str().to_owned());
            ids.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(drawn("c1"), "fridge c1 visit seal");
        assert_eq!(drawn("visit"), "fridge c1 c2 visit seal");
    }

    #[test]
    fn of_many_the_likeliest_are_drawn_and_the_others_counted() {
        let mut file = String::from("{\"kind\":\"symptom\",\"id\":\"s\",\"name\":\"不制冷\"}\n");
        for n in 1..=50 {
            file += &format!(
                "{{\"kind\":\"cause\",\"id\":\"c{n}\",\"name\":\"原因{n}\"}}\n\
                 {{\"from\":\"s\",\"verb\":\"due_to\",\"to\":\"c{n}\",\"likelihood\":{n}}}\n"
            );
        }
        let graph = Graph::read(Format::Jsonl, &file).graph;
        let picture = graph.picture(&id("s"), 2, 11);
        assert_eq!((picture.nodes.len(), picture.left_out), (11, 40));
        let causes = column_of(&picture, 1);
        assert!((41..=50).all(|n| causes.contains(&format!("c{n}").as_str())), "{causes:?}");
    }

    #[test]
    fn every_entity_of_the_demo_can_be_drawn_alike_each_time_and_no_two_in_one_place() {
        let file = include_str!("../../../www/demo/graph.jsonl");
        let graph = Graph::read(Format::Jsonl, file).graph;
        for entity in graph.entities() {
            let picture = graph.picture(entity.id(), 2, 40);
            assert_eq!(picture, graph.picture(entity.id(), 2, 40));
            let places: BTreeSet<_> =
                picture.nodes.iter().map(|place| (place.column, place.row)).collect();
            assert_eq!(places.len(), picture.nodes.len());
            assert!(
                picture.nodes.len() <= 40 && picture.nodes.iter().all(|it| it.row < picture.rows)
            );
            assert!(picture.nodes.iter().any(|place| place.entity.id == *entity.id()));
        }
    }
}
