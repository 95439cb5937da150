//! What a form says of an entity, as plain data, and how what two people made of it comes together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::graph::{EntityId, Field, Graph, Kind, Sheet, Verb};

/// What a form says. The order of its relations says nothing: one that was taken out comes back at the
/// end, and whoever saves a neighbour lays them out anew.
#[derive(Clone, Debug, Deserialize, Eq, Serialize)]
pub(super) struct Written {
    /// What the entity is.
    pub(super) kind: Kind,
    /// What stands in each field: in a list, one entry a line.
    pub(super) fields: BTreeMap<Field, String>,
    /// Its relations.
    pub(super) ties: Vec<Tied>,
    /// With whom another relation is about to be added.
    pub(super) adding: String,
}

/// A relation with another entity.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub(super) struct Tied {
    /// What it says.
    pub(super) way: Way,
    /// The other entity's id, as it was typed or chosen.
    pub(super) other: String,
    /// How likely it is, as it was typed.
    pub(super) likelihood: String,
}

/// What a relation says, seen from one of its ends.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub(super) struct Way {
    /// The relation.
    pub(super) verb: Verb,
    /// Whether it begins here.
    pub(super) onward: bool,
}

/// What two have changed, each in another way: what the other made of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Clash {
    /// What the entity is.
    Kind(Kind),
    /// What stands in a field.
    Field(Field, String),
    /// A relation, if it is still there.
    Tie {
        /// What it says.
        way: Way,
        /// The other entity's id.
        other: String,
        /// How likely it is.
        likelihood: Option<String>,
    },
}

/// What comes of two who changed the same.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Merged {
    /// What the form says from now on: mine, with all that only the other has changed.
    pub(super) mine: Written,
    /// What it counts as changed from: theirs, but for the clashes, which stay what they are until one
    /// of the two is taken.
    pub(super) base: Written,
    /// What both have changed.
    pub(super) clashes: Vec<Clash>,
}

impl PartialEq for Written {
    fn eq(&self, other: &Self) -> bool {
        let Self { kind, fields, ties, adding } = self;
        (kind, fields, adding) == (&other.kind, &other.fields, &other.adding)
            && in_order(ties) == in_order(&other.ties)
    }
}

impl Written {
    /// Nothing yet.
    pub(super) fn nothing() -> Self {
        let fields = Field::ALL.map(|field| (field, String::new()));
        let fields = BTreeMap::from(fields);
        Self { kind: Kind::Cause, fields, ties: Vec::new(), adding: String::new() }
    }

    /// What the graph says of an entity, if it knows it.
    pub(super) fn of(graph: &Graph, id: &EntityId) -> Option<Self> {
        let entity = graph.entity(id)?;
        let mut written = Self { kind: entity.kind(), ..Self::nothing() };
        for (field, entries) in Sheet::from(entity).cells() {
            written.fields.insert(field, entries.join("\n"));
        }
        for relation in graph.relations() {
            let onward = relation.from == *id;
            if !onward && relation.to != *id {
                continue;
            }
            let other = if onward { relation.to } else { relation.from };
            let likelihood = relation.likelihood.map(|it| it.value().to_string());
            written.ties.push(Tied {
                way: Way { verb: relation.verb, onward },
                other: other.to_string(),
                likelihood: likelihood.unwrap_or_else(|| USUAL.to_owned()),
            });
        }
        Some(written)
    }

    /// What stands in a field.
    pub(super) fn field(&self, field: Field) -> &str {
        self.fields.get(&field).map_or("", String::as_str)
    }

    /// Takes what the other made of it.
    pub(super) fn take(&mut self, clash: &Clash) {
        match clash {
            Clash::Kind(kind) => self.kind = *kind,
            Clash::Field(field, text) => {
                self.fields.insert(*field, text.clone());
            }
            Clash::Tie { way, other, likelihood } => self.put(*way, other, likelihood.clone()),
        }
    }

    /// The relations by what they say and with whom.
    fn likelihood(&self, way: Way, other: &str) -> Option<String> {
        let tie = self.ties.iter().find(|tie| tie.way == way && tie.other == other);
        tie.map(|tie| tie.likelihood.clone())
    }

    fn put(&mut self, way: Way, other: &str, likelihood: Option<String>) {
        let at = self.ties.iter().position(|tie| tie.way == way && tie.other == other);
        match (at, likelihood) {
            (Some(at), Some(likelihood)) => self.ties[at].likelihood = likelihood,
            (Some(at), None) => {
                self.ties.remove(at);
            }
            (None, Some(likelihood)) => {
                self.ties.push(Tied { way, other: other.to_owned(), likelihood });
            }
            (None, None) => {}
        }
    }
}

/// Brings together what was made of `base`: here by who fills the form, elsewhere by somebody else.
pub(super) fn merged(base: &Written, mine: &Written, theirs: &Written) -> Merged {
    let mut merged = Merged { mine: mine.clone(), base: theirs.clone(), clashes: Vec::new() };
    merged.base.adding.clone_from(&base.adding);
    match settled(&base.kind, &mine.kind, &theirs.kind) {
        Some(kind) => merged.mine.kind = *kind,
        None => merged.clash(base, Clash::Kind(theirs.kind), |it| Clash::Kind(it.kind)),
    }
    for field in Field::ALL {
        match settled(base.field(field), mine.field(field), theirs.field(field)) {
            Some(text) => {
                merged.mine.fields.insert(field, text.to_owned());
            }
            None => {
                let text = |it: &Written| Clash::Field(field, it.field(field).to_owned());
                merged.clash(base, text(theirs), text);
            }
        }
    }
    let added = theirs.ties.iter().filter(|tie| mine.likelihood(tie.way, &tie.other).is_none());
    for Tied { way, other, .. } in mine.ties.iter().chain(added) {
        let [before, here, there] = [base, mine, theirs].map(|it| it.likelihood(*way, other));
        match settled(&before, &here, &there) {
            Some(likelihood) => merged.mine.put(*way, other, likelihood.clone()),
            None => {
                let tie = |it: &Written| Clash::Tie {
                    way: *way,
                    other: other.clone(),
                    likelihood: it.likelihood(*way, other),
                };
                merged.clash(base, tie(theirs), tie);
            }
        }
    }
    merged
}

impl Merged {
    fn clash(&mut self, base: &Written, theirs: Clash, part: impl Fn(&Written) -> Clash) {
        self.base.take(&part(base));
        self.clashes.push(theirs);
    }
}

/// What two came to who began with the same; nothing where each went their own way.
fn settled<'a, T: PartialEq + ?Sized>(base: &'a T, mine: &'a T, theirs: &'a T) -> Option<&'a T> {
    if mine == base || mine == theirs { Some(theirs) } else { (theirs == base).then_some(mine) }
}

fn in_order(ties: &[Tied]) -> Vec<&Tied> {
    let mut ties: Vec<_> = ties.iter().collect();
    ties.sort_unstable();
    ties
}

/// As likely as not.
pub(super) const USUAL: &str = "50";

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use shared::graph::Format;

    const FILE: &str = r#"
{"kind":"symptom","id":"warm","name":"不制冷","ask":"是不是不凉？"}
{"kind":"cause","id":"seal","name":"门封条漏气","aliases":["漏 气"],"common":40}
{"kind":"solution","id":"clean","name":"清洁门封条"}
{"kind":"solution","id":"swap","name":"换门封条"}
{"from":"warm","verb":"due_to","to":"seal","likelihood":60}
{"from":"seal","verb":"fixed_by","to":"clean","likelihood":80}
"#;
    const WARM: Way = Way { verb: Verb::DueTo, onward: false };
    const FIXED: Way = Way { verb: Verb::FixedBy, onward: true };

    fn base() -> Written {
        let graph = Graph::read(Format::Jsonl, FILE).graph;
        Written::of(&graph, &"seal".parse().unwrap()).unwrap()
    }

    fn changed(change: impl Fn(&mut Written)) -> Written {
        let mut written = base();
        change(&mut written);
        written
    }

    fn name(it: &mut Written, text: &str) {
        it.fields.insert(Field::Name, text.to_owned());
    }

    #[test]
    fn what_only_one_has_changed_is_taken_from_them() {
        let mine = changed(|it| {
            name(it, "门关不严");
            it.put(FIXED, "swap", Some("30".into()));
            it.put(WARM, "warm", None);
        });
        let theirs = changed(|it| {
            it.kind = Kind::Part;
            it.fields.insert(Field::Aliases, "漏 气\n漏 风".into());
            it.put(FIXED, "clean", Some("90".into()));
        });
        for (mine, theirs) in [(&mine, &theirs), (&theirs, &mine)] {
            let merged = merged(&base(), mine, theirs);
            assert_eq!(merged.clashes, []);
            assert_eq!(merged.base, *theirs);
            let Written { kind, ties, .. } = &merged.mine;
            assert_eq!((*kind, merged.mine.field(Field::Name)), (Kind::Part, "门关不严"));
            assert_eq!(merged.mine.field(Field::Aliases), "漏 气\n漏 风");
            let mut ties: Vec<_> =
                ties.iter().map(|it| (it.other.as_str(), it.likelihood.as_str())).collect();
            ties.sort_unstable();
            assert_eq!(ties, [("clean", "90"), ("swap", "30")]);
        }
    }

    #[test]
    fn what_both_have_changed_stays_and_is_told_until_one_is_taken() {
        let mine = changed(|it| {
            name(it, "门关不严");
            it.put(FIXED, "clean", None);
            it.put(WARM, "warm", Some("70".into()));
        });
        let theirs = changed(|it| {
            name(it, "密封不严");
            it.put(FIXED, "clean", Some("90".into()));
            it.put(WARM, "warm", Some("70".into()));
        });
        let once = merged(&base(), &mine, &theirs);
        assert_eq!(once.mine, mine);
        let (way, other) = (FIXED, "clean".to_owned());
        let clean = Clash::Tie { way, other, likelihood: Some("90".into()) };
        assert_eq!(once.clashes, [Clash::Field(Field::Name, "密封不严".into()), clean.clone()]);
        // To look again settles nothing.
        assert_eq!(merged(&once.base, &once.mine, &theirs), once);
        let mut taken = once.clone();
        for it in [&mut taken.mine, &mut taken.base] {
            it.take(&clean);
        }
        let again = merged(&taken.base, &taken.mine, &theirs);
        assert_eq!(again.clashes, [Clash::Field(Field::Name, "密封不严".into())]);
        assert_eq!(again.mine.likelihood(FIXED, "clean").as_deref(), Some("90"));
    }

    #[test]
    fn what_nobody_else_has_changed_is_as_it_was_written() {
        let mine = changed(|it| it.adding = "换门".into());
        let merged = merged(&base(), &mine, &base());
        assert_eq!((merged.mine, merged.base, merged.clashes), (mine, base(), Vec::new()));
    }

    #[test]
    fn the_order_of_its_relations_says_nothing() {
        let id = |id: &str| id.parse().unwrap();
        let graph = Graph::read(Format::Jsonl, FILE).graph;
        // Somebody saves a neighbour, whose relations are the first from then on.
        let clean = graph.entity(&id("clean")).unwrap();
        let edited = graph.edited(Some(&id("clean")), graph.rows(clean)).unwrap();
        let written = Written::of(&edited, &id("seal")).unwrap();
        assert_ne!(written.ties, base().ties);
        assert_eq!(written, base());
        let likelier = changed(|it| it.put(WARM, "warm", Some("61".into())));
        assert_ne!(likelier, base());
        let fewer = changed(|it| it.put(WARM, "warm", None));
        assert_ne!(fewer, base());
    }

    #[test]
    fn it_is_kept_as_it_is() {
        let text = serde_json::to_string(&base()).unwrap();
        assert_eq!(serde_json::from_str::<Written>(&text).unwrap(), base());
    }
}
