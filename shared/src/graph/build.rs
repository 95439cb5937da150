//! Puts rows together to a graph, and tells which do not fit.

use std::collections::{BTreeMap, btree_map::Entry};

use super::{
    Edge, Graph, Node, Reading,
    entity::{Entity, EntityId},
    limits,
    reason::{BadLine, Reason},
    relation::Relation,
    sheet::{Row, Sheet},
};

/// A graph in the making.
#[derive(Debug, Default)]
pub(super) struct Builder {
    entities: Vec<Entity>,
    nodes: BTreeMap<EntityId, (Node, usize)>,
    /// Joined last: a relation may stand before what it relates.
    relations: Vec<(usize, Relation)>,
    /// The first lines that are none, by their numbers.
    bad: BTreeMap<usize, Reason>,
    refused: usize,
}

impl Builder {
    pub(super) fn take(&mut self, line: usize, sheet: Sheet) {
        let taken = sheet.read().and_then(|row| match row {
            Row::Entity(entity) => self.add(line, entity),
            Row::Relation(relation) => {
                self.relations.push((line, relation));
                Ok(())
            }
        });
        if let Err(reason) = taken {
            self.refuse(line, reason);
        }
    }

    pub(super) fn refuse(&mut self, line: usize, reason: Reason) {
        self.refused += 1;
        self.bad.insert(line, reason);
        if self.bad.len() > limits::BAD_LINES {
            self.bad.pop_last();
        }
    }

    fn add(&mut self, line: usize, entity: Entity) -> Result<(), Reason> {
        if let Some(&(_, first)) = self.nodes.get(&entity.id) {
            return Err(Reason::DuplicateId { id: entity.id, first });
        }
        let node = Node::nth(self.entities.len()).ok_or(Reason::Full)?;
        self.nodes.insert(entity.id.clone(), (node, line));
        self.entities.push(entity);
        Ok(())
    }

    pub(super) fn finish(mut self) -> Reading {
        let mut edges: Vec<Edge> = Vec::new();
        let mut said = BTreeMap::new();
        for (line, relation) in std::mem::take(&mut self.relations) {
            let joined = self.join(&relation).and_then(|edge| {
                if edges.len() == limits::RELATIONS {
                    return Err(Reason::Full);
                }
                match said.entry((edge.from, edge.verb, edge.to)) {
                    Entry::Occupied(first) => {
                        Err(Reason::DuplicateRelation { first: *first.get() })
                    }
                    Entry::Vacant(place) => {
                        place.insert(line);
                        Ok(edge)
                    }
                }
            });
            match joined {
                Ok(edge) => edges.push(edge),
                Err(reason) => self.refuse(line, reason),
            }
        }
        let bad = self.bad.into_iter().map(|(line, reason)| BadLine { line, reason }).collect();
        let nodes = self.nodes.into_iter().map(|(id, (node, _))| (id, node)).collect();
        let graph = Graph::of(self.entities, nodes, edges);
        Reading { graph, bad, refused: self.refused }
    }

    fn join(&self, relation: &Relation) -> Result<Edge, Reason> {
        let Relation { from, verb, to, likelihood } = relation;
        if from == to {
            return Err(Reason::SelfLoop(from.clone()));
        }
        let node = |id: &EntityId| {
            self.nodes.get(id).map(|&(node, _)| node).ok_or_else(|| Reason::Dangling(id.clone()))
        };
        let (from, to) = (node(from)?, node(to)?);
        let kind = |node: Node| self.entities[node.index()].kind();
        if !verb.joins(kind(from), kind(to)) {
            return Err(Reason::Ends { verb: *verb, from: kind(from), to: kind(to) });
        }
        let likelihood = likelihood.map_or(0, |likelihood| likelihood.value());
        Ok(Edge { from, verb: *verb, to, likelihood })
    }
}
