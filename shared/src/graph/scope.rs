//! Which products and models a diagnosis is about.

use super::{Graph, Node, entity::Kind, relation::Verb};

/// The products and models that were named, and what they belong to. An empty one admits everything.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    named: Vec<Node>,
    things: Vec<Node>,
    has_model: bool,
}

impl Scope {
    pub(super) fn of(graph: &Graph, named: Vec<Node>) -> Self {
        let mut things = Vec::new();
        for &node in &named {
            for thing in lineage(graph, node) {
                if !things.contains(&thing) {
                    things.push(thing);
                }
            }
        }
        let has_model = named.iter().any(|&node| graph.at(node).kind() == Kind::Model);
        Self { named, things, has_model }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    /// What was named, and what that belongs to.
    pub(super) fn things(&self) -> &[Node] {
        &self.things
    }

    /// Whether something belongs to what was named, or to nothing, which is to say to everything.
    pub(super) fn admits(&self, graph: &Graph, node: Node) -> bool {
        let mut owners = graph.from(node, Verb::Of).take(OWNERS).map(|edge| edge.to).peekable();
        owners.peek().is_none() || owners.any(|owner| self.includes(graph, owner))
    }

    /// Whether a product or a model is meant, or may be: who says 冰箱 may have any of its models,
    /// who names a model has that one. Who names nothing may have any.
    pub(super) fn includes(&self, graph: &Graph, owner: Node) -> bool {
        if self.is_empty() || self.things.contains(&owner) {
            return true;
        }
        let is_other_model = self.has_model && graph.at(owner).kind() == Kind::Model;
        !is_other_model && lineage(graph, owner).iter().any(|above| self.named.contains(above))
    }
}

/// The products to which something belongs; none where it belongs to everything.
pub(super) fn products(graph: &Graph, node: Node) -> Vec<Node> {
    let mut products = Vec::new();
    for owner in graph.from(node, Verb::Of).take(OWNERS) {
        let above = lineage(graph, owner.to).into_iter();
        let product = above.filter(|&above| graph.at(above).kind() == Kind::Product).take(1);
        for product in product {
            if !products.contains(&product) {
                products.push(product);
            }
        }
    }
    products
}

/// Whether two products or models are of one product: a model and its product, two models of one, a
/// product and one that it is a kind of.
pub(super) fn is_alike(graph: &Graph, left: Node, right: Node) -> bool {
    let (left, right) = (lineage(graph, left), lineage(graph, right));
    let product = |lineage: &[Node]| {
        lineage.iter().copied().find(|&node| graph.at(node).kind() == Kind::Product)
    };
    product(&left).is_some_and(|product| right.contains(&product))
        || product(&right).is_some_and(|product| left.contains(&product))
        || left.first() == right.first()
}

/// A product or model, the product of the model, and the products of which that is a kind. Cycles
/// end where they close.
fn lineage(graph: &Graph, node: Node) -> Vec<Node> {
    let mut above = vec![node];
    let mut at = 0;
    while at < above.len() && above.len() < LINEAGE {
        let here = above[at];
        let next = graph.from(here, Verb::Of).chain(graph.from(here, Verb::KindOf));
        for edge in next.take(LINEAGE) {
            if !above.contains(&edge.to) {
                above.push(edge.to);
            }
        }
        at += 1;
    }
    above
}

/// Products that are looked at of one thing.
const OWNERS: usize = 32;
/// Products above a product that are looked at.
const LINEAGE: usize = 16;
