//! One entity with its relations, changed by hand: the whole graph is made anew, or nothing of it.

use super::{
    Edge, Graph,
    build::Builder,
    entity::{Entity, EntityId},
    reason::BadLine,
    sheet::Sheet,
};

impl Graph {
    /// The same graph with `rows` in the place of an entity and of all relations that touch it. Where
    /// there was no such entity, one is added; without rows, it is gone.
    ///
    /// # Errors
    /// The first row that does not fit, counted from 1; 0 where something that is kept does not fit beside
    /// the rows, as with a name that it has already.
    pub fn edited(&self, before: Option<&EntityId>, rows: Vec<Sheet>) -> Result<Self, BadLine> {
        let mut builder = Builder::default();
        let mut rows: Vec<_> = (1..).zip(rows).map(Some).collect();
        let mut take_rows = |builder: &mut Builder| {
            for (line, row) in rows.iter_mut().filter_map(Option::take) {
                builder.take(line, row);
            }
        };
        // What was fit to be read is fit to be read again, unless a row has taken its name.
        let kept = |builder: &mut Builder, row: Sheet| builder.take(0, row);
        for entity in self.entities() {
            if Some(entity.id()) == before {
                take_rows(&mut builder);
            } else {
                kept(&mut builder, entity.into());
            }
        }
        take_rows(&mut builder);
        let before = before.and_then(|id| self.nodes.get(id));
        for edge in &self.edges {
            if before.is_none_or(|&node| !edge.touches(node)) {
                kept(&mut builder, (&self.relation(edge)).into());
            }
        }
        let reading = builder.finish();
        match reading.bad.into_iter().next() {
            Some(bad) => Err(bad),
            None => Ok(reading.graph),
        }
    }

    /// The rows of an entity and of all relations that touch it, as [`Self::edited`] takes them.
    #[must_use]
    pub fn rows(&self, entity: &Entity) -> Vec<Sheet> {
        let node = self.nodes.get(entity.id());
        let touches = |edge: &&Edge| node.is_some_and(|&node| edge.touches(node));
        let relations = self.edges.iter().filter(touches).map(|edge| self.relation(edge));
        std::iter::once(entity.into()).chain(relations.map(|it| (&it).into())).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::graph::{Field, Format, Reason};

    const FILE: &str = r#"
{"kind":"symptom","id":"warm","name":"不制冷"}
{"kind":"cause","id":"seal","name":"门封条漏气","common":40}
{"kind":"cause","id":"fan","name":"风机不转"}
{"from":"warm","verb":"due_to","to":"seal","likelihood":60}
{"from":"warm","verb":"due_to","to":"fan","likelihood":30}
"#;

    fn graph() -> Graph {
        Graph::read(Format::Jsonl, FILE).graph
    }

    fn row(cells: &[(Field, &str)]) -> Sheet {
        let mut row = Sheet::default();
        for &(field, text) in cells {
            row.fill(field, vec![text.to_owned()]).unwrap();
        }
        row
    }

    fn id(text: &str) -> EntityId {
        text.parse().unwrap()
    }

    #[test]
    fn its_own_rows_change_nothing() {
        let graph = graph();
        for entity in graph.entities() {
            let again = graph.edited(Some(entity.id()), graph.rows(entity)).unwrap();
            assert_eq!(again.entities(), graph.entities());
            let sorted = |graph: &Graph| {
                let mut relations: Vec<_> = graph.relations().collect();
                relations.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
                relations
            };
            assert_eq!(sorted(&again), sorted(&graph));
        }
    }

    #[test]
    fn an_entity_is_renamed_with_its_relations_added_and_taken_out() {
        let graph = graph();
        let seal = row(&[(Field::Kind, "cause"), (Field::Id, "door"), (Field::Name, "门没关严")]);
        let due = row(&[(Field::From, "warm"), (Field::Verb, "due_to"), (Field::To, "door")]);
        let renamed = graph.edited(Some(&id("seal")), vec![seal, due]).unwrap();
        let names: Vec<_> = renamed.entities().iter().map(|it| it.id().as_str()).collect();
        assert_eq!((names, renamed.relations().len()), (vec!["warm", "door", "fan"], 2));

        let gone = graph.edited(Some(&id("seal")), Vec::new()).unwrap();
        assert_eq!((gone.entities().len(), gone.relations().len()), (2, 1));
        let part = row(&[(Field::Kind, "part"), (Field::Id, "p"), (Field::Name, "门封条")]);
        assert_eq!(graph.edited(None, vec![part]).unwrap().entities().len(), 4);
    }

    #[test]
    fn a_row_that_does_not_fit_is_told_and_changes_nothing() {
        let graph = graph();
        let check = |rows: Vec<Sheet>, line, expect: fn(&Reason) -> bool| {
            let bad = graph.edited(Some(&id("seal")), rows).unwrap_err();
            assert!(bad.line == line && expect(&bad.reason), "{bad}");
        };
        let seal = || row(&[(Field::Kind, "cause"), (Field::Id, "seal"), (Field::Name, "漏气")]);
        let to = |verb, to| row(&[(Field::From, "seal"), (Field::Verb, verb), (Field::To, to)]);
        check(vec![row(&[(Field::Kind, "cause"), (Field::Id, "seal")])], 1, |it| {
            matches!(it, Reason::Missing(Field::Name))
        });
        let taken = row(&[(Field::Kind, "cause"), (Field::Id, "warm"), (Field::Name, "漏气")]);
        check(vec![taken], 1, |it| matches!(it, Reason::DuplicateId { .. }));
        check(vec![seal(), to("due_to", "warm")], 2, |it| matches!(it, Reason::Ends { .. }));
        check(vec![seal(), to("due_to", "nobody")], 2, |it| matches!(it, Reason::Dangling(_)));
        let twice = vec![seal(), to("due_to", "fan"), to("due_to", "fan")];
        check(twice, 3, |it| matches!(it, Reason::DuplicateRelation { first: 2 }));
        assert_eq!(graph, self::graph());
    }
}
