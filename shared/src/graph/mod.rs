//! The graph of what a shop knows beside its articles: product, problem, solution.
//!
//! [`Entity`]s (a product, a fault code, a symptom, a cause, a solution …) and typed [`Relation`]s
//! between them, read from JSON Lines or a table. A question is linked to entities by
//! their names and aliases; a diagnosis walks from there to causes in order of likelihood, asks what
//! tells two of them apart, and concludes with solutions and the way that led to them. What does not
//! link is not answered. All of that is [`Graph::answer`].
//!
//! ```
//! use shared::graph::{Format, Graph, Words};
//! use shared::transcript::Answer;
//!
//! let file = r#"
//! {"kind": "product", "id": "fridge", "name": "冰箱"}
//! {"kind": "symptom", "id": "warm", "name": "不制冷", "aliases": ["不 凉"]}
//! {"kind": "cause", "id": "seal", "name": "门封条漏气"}
//! {"kind": "solution", "id": "clean", "name": "清洁门封条", "text": "用温水擦净，再用热毛巾敷平。"}
//! {"from": "warm", "verb": "due_to", "to": "seal", "likelihood": 60}
//! {"from": "seal", "verb": "fixed_by", "to": "clean", "likelihood": 80}
//! "#;
//! let graph = Graph::read(Format::Jsonl, file).graph;
//! let answer = graph.answer(&["冰箱怎么一点都不凉了"], Words::nearest("zh-CN"));
//! let Some(Answer::Found { quotes, .. }) = answer else { panic!() };
//! assert_eq!(quotes[0].title, "门封条漏气");
//! assert!(quotes[0].text.contains("\n清洁门封条："));
//! ```

mod belief;
mod build;
mod conclusion;
mod csv;
mod diagnosis;
mod edit;
mod entity;
mod file;
mod jsonl;
mod lexicon;
pub mod limits;
mod link;
mod outlet;
mod picture;
mod question;
mod reason;
mod relation;
mod reply;
mod scope;
mod sheet;
mod speech;
mod walk;
mod words;

pub use entity::{About, Entity, EntityId, Kind, Named, Site, Spot};
pub use file::Format;
pub use picture::{Joint, Picture, Place};
pub use reason::{BadLine, Field, Reason};
pub use relation::{Likelihood, Relation, Verb};
pub use sheet::Sheet;
pub use speech::quoted;
pub use words::Words;

use std::collections::BTreeMap;

use lexicon::Lexicon;

/// What a file came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Everything in it that fits together.
    pub graph: Graph,
    /// The first [`limits::BAD_LINES`] of those that do not, and why, in their order.
    pub bad: Vec<BadLine>,
    /// How many do not, told or not.
    pub refused: usize,
}

/// Entities and their relations. No relation dangles, none joins what it cannot join.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    entities: Vec<Entity>,
    nodes: BTreeMap<EntityId, Node>,
    edges: Vec<Edge>,
    /// The edges of each node that begin there, by verb, the likeliest first.
    out: Fans,
    /// The edges of each node that end there, by verb, the likeliest first.
    into: Fans,
    lexicon: Lexicon,
}

impl Graph {
    /// Reads a file. Bad lines are told, and take no other with them.
    #[must_use]
    pub fn read(format: Format, text: &str) -> Reading {
        file::read(format, text)
    }

    /// Writes a file that reads as this same graph.
    #[must_use]
    pub fn write(&self, format: Format) -> String {
        file::write(self, format)
    }

    /// The entity of that name.
    #[must_use]
    pub fn entity(&self, id: &EntityId) -> Option<&Entity> {
        self.nodes.get(id).map(|&node| self.at(node))
    }

    /// The entities, in the order of their file.
    #[must_use]
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// The relations, in the order of their file.
    pub fn relations(&self) -> impl ExactSizeIterator<Item = Relation> {
        self.edges.iter().map(|edge| self.relation(edge))
    }

    fn of(entities: Vec<Entity>, nodes: BTreeMap<EntityId, Node>, edges: Vec<Edge>) -> Self {
        let out = Fans::join(entities.len(), &edges, |edge| edge.from);
        let into = Fans::join(entities.len(), &edges, |edge| edge.to);
        let lexicon = Lexicon::of(&entities);
        Self { entities, nodes, edges, out, into, lexicon }
    }

    fn at(&self, node: Node) -> &Entity {
        &self.entities[node.index()]
    }

    fn relation(&self, edge: &Edge) -> Relation {
        Relation {
            from: self.at(edge.from).id.clone(),
            verb: edge.verb,
            to: self.at(edge.to).id.clone(),
            likelihood: Likelihood::try_from(edge.likelihood).ok(),
        }
    }

    fn named(&self, node: Node) -> Named {
        let entity = self.at(node);
        Named { id: entity.id.clone(), kind: entity.kind(), name: entity.name.clone() }
    }

    /// The relations that begin at `node` and say `verb`, the likeliest first.
    fn from(&self, node: Node, verb: Verb) -> impl Iterator<Item = &Edge> {
        self.out.of(&self.edges, node, verb)
    }

    /// The relations that end at `node` and say `verb`, the likeliest first.
    fn to(&self, node: Node, verb: Verb) -> impl Iterator<Item = &Edge> {
        self.into.of(&self.edges, node, verb)
    }
}

/// An entity, by its place in the graph.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
struct Node(u32);

impl Node {
    /// The node of the entity at a place; none past the limit.
    fn nth(place: usize) -> Option<Self> {
        u32::try_from(place).ok().filter(|_| place < limits::ENTITIES).map(Self)
    }

    const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A relation, by places.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Edge {
    from: Node,
    verb: Verb,
    to: Node,
    /// Of a hundred; 0 where the verb takes none.
    likelihood: u8,
}

impl Edge {
    fn touches(&self, node: Node) -> bool {
        self.from == node || self.to == node
    }
}

/// For each node the edges that touch it at one end, as places in the list of edges.
#[derive(Clone, Debug, Default, PartialEq)]
struct Fans {
    edges: Vec<u32>,
    ends: Vec<u32>,
}

impl Fans {
    #[expect(clippy::cast_possible_truncation, reason = "there are at most limits::RELATIONS")]
    fn join(nodes: usize, edges: &[Edge], end: impl Fn(&Edge) -> Node) -> Self {
        let mut sorted: Vec<u32> = (0..edges.len() as u32).collect();
        sorted.sort_by_key(|&at| {
            let edge = &edges[at as usize];
            (end(edge), edge.verb, std::cmp::Reverse(edge.likelihood))
        });
        let mut ends = vec![0; nodes];
        for edge in edges {
            ends[end(edge).index()] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        Self { edges: sorted, ends }
    }

    fn of<'a>(&self, edges: &'a [Edge], node: Node, verb: Verb) -> impl Iterator<Item = &'a Edge> {
        let start = node.index().checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        let touching = &self.edges[start..self.ends[node.index()] as usize];
        let before = touching.partition_point(|&at| edges[at as usize].verb < verb);
        let upto = touching.partition_point(|&at| edges[at as usize].verb <= verb);
        touching[before..upto].iter().map(|&at| &edges[at as usize])
    }
}
