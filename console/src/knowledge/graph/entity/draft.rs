//! An entity while it is written: what stands in each field, and its relations.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::graph::{EntityId, Field, Graph, Kind, Reason, Sheet, Verb};
use ui::locale::fill;

use super::written::{Tied, USUAL, Way, Written};
use crate::words::GraphWords;

/// The fields and relations of an entity. A handle: its copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) kind: RwSignal<Kind>,
    fields: StoredValue<BTreeMap<Field, RwSignal<String>>>,
    pub(super) ties: RwSignal<Vec<Tie>>,
    /// With whom another relation is to be added, and which, where one was chosen.
    pub(super) adding: RwSignal<String>,
    pub(super) way: RwSignal<Option<Way>>,
    next: StoredValue<u32>,
}

/// A relation with another entity.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Tie {
    /// Its name in the list.
    pub(super) key: u32,
    pub(super) way: Way,
    /// The other entity's id, as it was typed or chosen.
    pub(super) other: String,
    /// It lives as long as the relation: who fills the form may be an effect, whose signals end with its
    /// next run.
    pub(super) likelihood: ArcRwSignal<String>,
}

impl Draft {
    /// A form that says what was written.
    pub(super) fn of(written: &Written) -> Self {
        let fields = Field::ALL.map(|field| (field, RwSignal::default()));
        let draft = Self {
            kind: RwSignal::new(written.kind),
            fields: StoredValue::new(BTreeMap::from(fields)),
            ties: RwSignal::default(),
            adding: RwSignal::default(),
            way: RwSignal::default(),
            next: StoredValue::new(0),
        };
        draft.fill(written);
        draft
    }

    /// Makes it say what was written. What says so already is left alone, and with it who types there.
    pub(super) fn fill(self, written: &Written) {
        put(&self.kind, written.kind);
        put(&self.adding, written.adding.clone());
        for field in Field::ALL {
            put(&self.field(field), written.field(field).to_owned());
        }
        let is_said =
            |tie: &Tie| written.ties.iter().any(|it| it.way == tie.way && it.other == tie.other);
        if !self.ties.with_untracked(|ties| ties.iter().all(is_said)) {
            self.ties.update(|ties| ties.retain(is_said));
        }
        for Tied { way, other, likelihood } in &written.ties {
            put(&self.tie(*way, other), likelihood.clone());
        }
    }

    /// What stands in a field.
    pub(super) fn field(self, field: Field) -> RwSignal<String> {
        self.fields.with_value(|fields| fields.get(&field).copied()).unwrap_or_default()
    }

    /// Adds a relation, unless it is there. Returns how likely it is.
    pub(super) fn tie(self, way: Way, other: &str) -> ArcRwSignal<String> {
        let is_it = |tie: &&Tie| tie.way == way && tie.other == other;
        let there = self
            .ties
            .with_untracked(|ties| ties.iter().find(is_it).map(|it| it.likelihood.clone()));
        there.unwrap_or_else(|| {
            let key = self.next.get_value();
            self.next.set_value(key + 1);
            let likelihood = ArcRwSignal::new(USUAL.to_owned());
            let tie = Tie { key, way, other: other.to_owned(), likelihood: likelihood.clone() };
            self.ties.update(|ties| ties.push(tie));
            likelihood
        })
    }

    /// Takes a relation out.
    pub(super) fn untie(self, key: u32) {
        self.ties.update(|ties| ties.retain(|tie| tie.key != key));
    }

    /// The relation that is chosen, of those that such an entity can have.
    pub(super) fn chosen(self) -> Option<Way> {
        let ways = Way::of(self.kind.get());
        self.way.get().filter(|way| ways.contains(way)).or_else(|| ways.first().copied())
    }

    /// Adds the relation that stands in the box, if one does.
    ///
    /// # Errors
    /// Several are called so: it stays in the box.
    pub(super) fn add(self, graph: &Graph) -> Result<(), Ambiguous> {
        let typed = self.adding.get_untracked();
        let Some(way) = untrack(|| self.chosen()).filter(|_| !typed.trim().is_empty()) else {
            return Ok(());
        };
        self.tie(way, &meant(graph, way, &typed)?);
        self.adding.set(String::new());
        Ok(())
    }

    /// All that is written. Reads every signal.
    pub(super) fn written(self) -> Written {
        let fields = self.fields.get_value();
        let tie =
            |Tie { way, other, likelihood, .. }| Tied { way, other, likelihood: likelihood.get() };
        Written {
            kind: self.kind.get(),
            fields: fields.into_iter().map(|(field, text)| (field, text.get())).collect(),
            ties: self.ties.get().into_iter().map(tie).collect(),
            adding: self.adding.get(),
        }
    }

    /// The rows of a file that say the same, and the id in them: one that was left open is made from
    /// the graph.
    ///
    /// # Errors
    /// What cannot be written at all.
    pub(super) fn rows(self, graph: &Graph) -> Result<(String, Vec<Sheet>), Reason> {
        let kind = self.kind.get_untracked();
        let typed = self.field(Field::Id).with_untracked(|id| id.trim().to_owned());
        let id = if typed.is_empty() { free_id(graph, kind) } else { typed };
        let mut entity = Sheet::default();
        entity.fill(Field::Kind, vec![kind.to_string()])?;
        for &field in kind.fields() {
            let text = match field {
                Field::Id => id.clone(),
                _ => self.field(field).get_untracked(),
            };
            let entries = if field.is_list() {
                text.lines().map(str::to_owned).collect()
            } else {
                vec![text]
            };
            entity.fill(field, entries)?;
        }
        let mut rows = vec![entity];
        for Tie { way: Way { verb, onward }, other, likelihood, .. } in self.ties.get_untracked() {
            let (from, to) = if onward { (id.clone(), other) } else { (other, id.clone()) };
            let mut row = Sheet::default();
            row.fill(Field::From, vec![from])?;
            row.fill(Field::Verb, vec![verb.to_string()])?;
            row.fill(Field::To, vec![to])?;
            if verb.takes_likelihood() {
                row.fill(Field::Likelihood, vec![likelihood.get_untracked()])?;
            }
            rows.push(row);
        }
        Ok((id, rows))
    }
}

impl Way {
    /// Every relation that such an entity can have.
    pub(super) fn of(kind: Kind) -> Vec<Self> {
        let ways = Verb::ALL
            .into_iter()
            .flat_map(|verb| [true, false].map(|onward| Self { verb, onward }));
        let leads = |way: &Self| Kind::ALL.into_iter().any(|other| way.leads_to(kind, other));
        ways.filter(leads).collect()
    }

    /// Whether it can join an entity of one kind, here, with one of another.
    pub(super) const fn leads_to(self, here: Kind, there: Kind) -> bool {
        if self.onward { self.verb.joins(here, there) } else { self.verb.joins(there, here) }
    }

    /// In words.
    pub(super) fn told(self, words: &GraphWords) -> String {
        let pattern = if self.onward { words.onward } else { words.from_there };
        fill(pattern, &[words.verb(self.verb)])
    }
}

/// A name that several have.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Ambiguous(pub(super) String);

/// The id that is meant by an id or a name; what is neither is left as it was typed, for the graph to
/// refuse.
///
/// # Errors
/// Several are called so.
pub(super) fn meant(graph: &Graph, way: Way, typed: &str) -> Result<String, Ambiguous> {
    let typed = typed.trim();
    let is_known = typed.parse().is_ok_and(|id: EntityId| graph.entity(&id).is_some());
    if is_known {
        return Ok(typed.to_owned());
    }
    let can_end = |kind: Kind| Kind::ALL.into_iter().any(|here| way.leads_to(here, kind));
    let mut named = graph.entities().iter().filter(|it| it.name() == typed && can_end(it.kind()));
    match (named.next(), named.next()) {
        (Some(_), Some(_)) => Err(Ambiguous(typed.to_owned())),
        (Some(entity), None) => Ok(entity.id().to_string()),
        (None, _) => Ok(typed.to_owned()),
    }
}

/// How an entity is called, with its id where another of its kind is called so too.
pub(super) fn called(graph: &Graph, id: &EntityId) -> Option<String> {
    let entity = graph.entity(id)?;
    let (name, kind) = (entity.name(), entity.kind());
    let alike = graph.entities().iter().filter(|it| it.kind() == kind && it.name() == name);
    Some(if alike.count() > 1 { format!("{name} ({id})") } else { name.to_owned() })
}

/// An id that nobody has: the kind and the next number.
fn free_id(graph: &Graph, kind: Kind) -> String {
    let is_free = |id: &String| id.parse().is_ok_and(|id: EntityId| graph.entity(&id).is_none());
    let mut ids = (1..=graph.entities().len() + 1).map(|n| format!("{kind}-{n}"));
    ids.find(is_free).unwrap_or_default()
}

/// Says `value`, if it did not yet.
fn put<T: PartialEq>(signal: &(impl WithUntracked<Value = T> + Set<Value = T>), value: T) {
    if signal.with_untracked(|now| *now != value) {
        signal.set(value);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use shared::graph::Format;

    const FILE: &str = r#"
{"kind":"symptom","id":"warm","name":"不制冷","aliases":["不 凉","制冷 差"],"ask":"是不是不凉？"}
{"kind":"cause","id":"seal","name":"门封条漏气","common":40}
{"kind":"solution","id":"clean","name":"清洁门封条"}
{"kind":"solution","id":"solution-4","name":"换门封条"}
{"from":"warm","verb":"due_to","to":"seal","likelihood":60}
{"from":"seal","verb":"fixed_by","to":"clean","likelihood":80}
"#;

    fn draft(graph: &Graph, id: &EntityId) -> Draft {
        Draft::of(&Written::of(graph, id).unwrap())
    }

    #[test]
    fn what_a_form_is_filled_with_is_what_it_says() {
        let _owner = Owner::new();
        _owner.set();
        let graph = Graph::read(Format::Jsonl, FILE).graph;
        let form = Draft::of(&Written::nothing());
        for entity in graph.entities() {
            let written = Written::of(&graph, entity.id()).unwrap();
            form.fill(&written);
            assert_eq!(form.written(), written);
        }
        form.fill(&Written::nothing());
        assert_eq!(form.written(), Written::nothing());
    }

    #[test]
    fn a_relation_outlives_who_has_filled_it_in() {
        let owner = Owner::new();
        owner.set();
        let graph = Graph::read(Format::Jsonl, FILE).graph;
        let written = Written::of(&graph, &"seal".parse().unwrap()).unwrap();
        let form = Draft::of(&Written::nothing());
        let effect = Owner::new();
        effect.with(|| form.fill(&written));
        effect.cleanup();
        assert_eq!(form.written(), written);
    }

    #[test]
    fn a_relation_that_comes_back_is_no_change() {
        let _owner = Owner::new();
        _owner.set();
        let graph = Graph::read(Format::Jsonl, FILE).graph;
        let written = Written::of(&graph, &"seal".parse().unwrap()).unwrap();
        let form = Draft::of(&written);
        form.untie(form.ties.get()[0].key);
        assert_ne!(form.written(), written);
        form.fill(&written);
        assert_eq!(form.written(), written);
    }

    #[test]
    fn what_stands_in_the_box_is_added_as_a_relation_of_the_kind() {
        let _owner = Owner::new();
        _owner.set();
        let graph = Graph::read(Format::Jsonl, FILE).graph;
        let draft = draft(&graph, &"seal".parse().unwrap());
        let ties = draft.ties.get().len();
        draft.adding.set("  ".into());
        draft.add(&graph).unwrap();
        assert_eq!(draft.ties.get().len(), ties);
        draft.way.set(Some(Way { verb: Verb::FixedBy, onward: true }));
        draft.adding.set(" 换门封条".into());
        draft.add(&graph).unwrap();
        let added = draft.ties.get().pop().unwrap();
        assert_eq!((added.other.as_str(), added.way.verb), ("solution-4", Verb::FixedBy));
        assert_eq!(draft.adding.get(), "");
        // A relation that such an entity cannot have is not the one that is chosen.
        draft.kind.set(Kind::Outlet);
        assert_eq!(draft.chosen(), Way::of(Kind::Outlet).first().copied());
    }

    #[test]
    fn what_a_draft_is_made_of_is_what_it_says() {
        let _owner = Owner::new();
        _owner.set();
        let graph = Graph::read(Format::Jsonl, FILE).graph;
        for entity in graph.entities() {
            let (id, rows) = draft(&graph, entity.id()).rows(&graph).unwrap();
            assert_eq!((id.as_str(), rows), (entity.id().as_str(), graph.rows(entity)));
        }
    }

    #[test]
    fn a_relation_is_added_once_by_id_or_name() {
        let _owner = Owner::new();
        _owner.set();
        let graph = Graph::read(Format::Jsonl, FILE).graph;
        let draft = draft(&graph, &"seal".parse().unwrap());
        let fixed = Way { verb: Verb::FixedBy, onward: true };
        for typed in ["clean", "换门封条", " solution-4 ", "没有的"] {
            draft.tie(fixed, &meant(&graph, fixed, typed).unwrap());
        }
        let others: Vec<_> = draft.ties.get().into_iter().map(|tie| tie.other).collect();
        assert_eq!(others, ["warm", "clean", "solution-4", "没有的"]);
        let (_, rows) = draft.rows(&graph).unwrap();
        let bad = graph.edited(Some(&"seal".parse().unwrap()), rows).unwrap_err();
        assert!(matches!(bad.reason, Reason::Dangling(_)) && bad.line == 5, "{bad}");
        draft.untie(draft.ties.get()[3].key);
        let (_, rows) = draft.rows(&graph).unwrap();
        let edited = graph.edited(Some(&"seal".parse().unwrap()), rows).unwrap();
        assert_eq!(edited.relations().len(), 3);
    }

    #[test]
    fn a_name_that_several_have_is_none_to_be_tied_by() {
        let _owner = Owner::new();
        _owner.set();
        let another = r#"{"kind":"solution","id":"swap","name":"换门封条"}
{"kind":"part","id":"part-1","name":"清洁门封条"}"#;
        let graph = Graph::read(Format::Jsonl, &format!("{FILE}{another}")).graph;
        let draft = draft(&graph, &"seal".parse().unwrap());
        let ties = draft.ties.get();
        draft.way.set(Some(Way { verb: Verb::FixedBy, onward: true }));
        draft.adding.set("换门封条 ".into());
        assert_eq!(draft.add(&graph), Err(Ambiguous("换门封条".into())));
        assert_eq!((draft.ties.get(), draft.adding.get()), (ties, "换门封条 ".to_owned()));
        // By its id, or where no other can be meant.
        for typed in ["swap", "清洁门封条"] {
            draft.adding.set(typed.into());
            assert_eq!(draft.add(&graph), Ok(()));
        }
        let others: Vec<_> = draft.ties.get().into_iter().map(|tie| tie.other).collect();
        assert_eq!(others, ["warm", "clean", "swap"]);
        let called = |id: &str| called(&graph, &id.parse().unwrap()).unwrap();
        assert_eq!(called("swap"), "换门封条 (swap)");
        assert_eq!(called("clean"), "清洁门封条");
    }

    #[test]
    fn a_new_entity_needs_no_id_of_its_own() {
        let _owner = Owner::new();
        _owner.set();
        let graph = Graph::read(Format::Jsonl, FILE).graph;
        let draft = Draft::of(&Written::nothing());
        draft.kind.set(Kind::Solution);
        draft.field(Field::Name).set("上门检修".into());
        let (id, rows) = draft.rows(&graph).unwrap();
        let edited = graph.edited(None, rows).unwrap();
        assert_eq!(id, "solution-1");
        assert_eq!(edited.entities().len(), 5);
    }

    #[test]
    fn an_entity_is_offered_the_relations_that_it_can_have() {
        let told = |kind| {
            let ways = Way::of(kind).into_iter();
            ways.map(|way| format!("{}{}", if way.onward { "" } else { "<" }, way.verb))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(told(Kind::Cause), "of <means due_to <due_to fixed_by");
        assert_eq!(told(Kind::Outlet), "serves");
    }
}
