//! One row of a file, JSON Lines or table alike, on its way to an entity or a relation and back.

use std::collections::BTreeMap;

use super::{
    entity::{About, Entity, EntityId, Kind, Site, Spot},
    limits,
    reason::{Field, Reason},
    relation::{Likelihood, Relation, Verb},
};
use crate::field::one_line;

/// The fields of a row as they were written. Empty ones are not there.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Sheet {
    cells: BTreeMap<Field, Vec<String>>,
}

/// What a row says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Row {
    Entity(Entity),
    Relation(Relation),
}

impl Sheet {
    /// Puts the entries of a field in; of any but a list there is one.
    ///
    /// # Errors
    /// More than one entry where there is no list, or a field that is filled already.
    pub fn fill(&mut self, field: Field, entries: Vec<String>) -> Result<(), Reason> {
        let entries: Vec<String> = entries.into_iter().filter(|e| !e.trim().is_empty()).collect();
        if entries.is_empty() {
            return Ok(());
        }
        if !field.is_list() && entries.len() > 1 {
            return Err(Reason::Value(field));
        }
        match self.cells.insert(field, entries) {
            Some(_) => Err(Reason::Twice(field)),
            None => Ok(()),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The fields that are there, in the order of a table.
    pub fn cells(&self) -> impl Iterator<Item = (Field, &[String])> {
        self.cells.iter().map(|(&field, entries)| (field, entries.as_slice()))
    }

    /// Reads the row.
    pub(super) fn read(mut self) -> Result<Row, Reason> {
        let is_relation = [Field::From, Field::Verb, Field::To]
            .iter()
            .any(|field| self.cells.contains_key(field));
        let (row, whose) = if is_relation {
            let relation = self.relation()?;
            let whose = relation.verb.names()[0];
            (Row::Relation(relation), whose)
        } else {
            let entity = self.entity()?;
            let whose = entity.kind().names()[0];
            (Row::Entity(entity), whose)
        };
        match self.cells.into_keys().next() {
            Some(left) => Err(Reason::Misplaced(left, whose)),
            None => Ok(row),
        }
    }

    fn entity(&mut self) -> Result<Entity, Reason> {
        let kind: Kind = self.needed(Field::Kind)?.parse()?;
        let id = self.needed(Field::Id)?.parse()?;
        let name = self.line(Field::Name)?;
        if name.is_empty() {
            return Err(Reason::Missing(Field::Name));
        }
        let about = match kind {
            Kind::Product => About::Product,
            Kind::Model => About::Model,
            Kind::Code => About::Code,
            Kind::Symptom => About::Symptom { ask: self.line(Field::Ask)? },
            Kind::Cause => {
                About::Cause { common: self.likelihood(Field::Common)?.unwrap_or_default() }
            }
            Kind::Solution => About::Solution,
            Kind::Part => About::Part,
            Kind::Outlet => About::Outlet(self.site()?),
            Kind::Policy => About::Policy,
        };
        let aliases = self.list(Field::Aliases)?;
        if let Some(short) = aliases.iter().find(|alias| is_short(alias)) {
            return Err(Reason::TooShort(short.clone()));
        }
        Ok(Entity { id, name, aliases, text: self.block(Field::Text)?, about })
    }

    fn relation(&mut self) -> Result<Relation, Reason> {
        let name = |field, text: String| match text.parse::<EntityId>() {
            Ok(id) => Ok(id),
            Err(Reason::TooLong { chars, .. }) => Err(Reason::TooLong { field, chars }),
            Err(Reason::Character { character, .. }) => Err(Reason::Character { field, character }),
            Err(other) => Err(other),
        };
        let verb: Verb = self.needed(Field::Verb)?.parse()?;
        let from = name(Field::From, self.needed(Field::From)?)?;
        let to = name(Field::To, self.needed(Field::To)?)?;
        let likelihood = if verb.takes_likelihood() {
            Some(self.likelihood(Field::Likelihood)?.unwrap_or_default())
        } else {
            None
        };
        Ok(Relation { from, verb, to, likelihood })
    }

    fn site(&mut self) -> Result<Site, Reason> {
        let cities = self.list(Field::Cities)?;
        let (address, phone) = (self.line(Field::Address)?, self.line(Field::Phone)?);
        let mut degrees = |field| {
            self.take(field)
                .map(|text| text.trim().parse::<f64>().map_err(|_| Reason::Spot))
                .transpose()
        };
        let at = match (degrees(Field::Lat)?, degrees(Field::Lon)?) {
            (None, None) => None,
            (Some(lat), Some(lon)) => Some(Spot::of_degrees(lat, lon).ok_or(Reason::Spot)?),
            (Some(_), None) | (None, Some(_)) => return Err(Reason::Spot),
        };
        Ok(Site { cities, address, phone, at })
    }

    fn likelihood(&mut self, field: Field) -> Result<Option<Likelihood>, Reason> {
        self.take(field).map(|text| text.parse()).transpose()
    }

    fn needed(&mut self, field: Field) -> Result<String, Reason> {
        self.take(field).ok_or(Reason::Missing(field))
    }

    fn take(&mut self, field: Field) -> Option<String> {
        self.cells.remove(&field).and_then(|mut entries| entries.pop())
    }

    fn line(&mut self, field: Field) -> Result<String, Reason> {
        within(field, one_line(&self.take(field).unwrap_or_default()))
    }

    fn block(&mut self, field: Field) -> Result<String, Reason> {
        let text = self.take(field).unwrap_or_default();
        within(field, text.replace("\r\n", "\n").trim().to_owned())
    }

    fn list(&mut self, field: Field) -> Result<Vec<String>, Reason> {
        let entries = self.cells.remove(&field).unwrap_or_default();
        if entries.len() > limits::LIST {
            return Err(Reason::TooMany { field, count: entries.len() });
        }
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            let line = within(field, one_line(&entry))?;
            if line.contains(BETWEEN) {
                return Err(Reason::Character { field, character: BETWEEN });
            }
            if !kept.contains(&line) {
                kept.push(line);
            }
        }
        Ok(kept)
    }
}

impl From<&Entity> for Sheet {
    fn from(entity: &Entity) -> Self {
        let mut cells = BTreeMap::new();
        let mut put = |field, text: &str| {
            if !text.is_empty() {
                cells.insert(field, vec![text.to_owned()]);
            }
        };
        put(Field::Kind, entity.kind().names()[0]);
        put(Field::Id, entity.id.as_str());
        put(Field::Name, &entity.name);
        put(Field::Text, &entity.text);
        match &entity.about {
            About::Symptom { ask } => put(Field::Ask, ask),
            About::Cause { common } => put(Field::Common, &common.value().to_string()),
            About::Outlet(site) => {
                put(Field::Address, &site.address);
                put(Field::Phone, &site.phone);
                if let Some((lat, lon)) = site.at.map(Spot::degrees) {
                    put(Field::Lat, &lat.to_string());
                    put(Field::Lon, &lon.to_string());
                }
                if !site.cities.is_empty() {
                    cells.insert(Field::Cities, site.cities.clone());
                }
            }
            About::Product
            | About::Model
            | About::Code
            | About::Solution
            | About::Part
            | About::Policy => {}
        }
        if !entity.aliases.is_empty() {
            cells.insert(Field::Aliases, entity.aliases.clone());
        }
        Self { cells }
    }
}

impl From<&Relation> for Sheet {
    fn from(relation: &Relation) -> Self {
        let mut cells = BTreeMap::from([
            (Field::From, vec![relation.from.to_string()]),
            (Field::Verb, vec![relation.verb.to_string()]),
            (Field::To, vec![relation.to.to_string()]),
        ]);
        if let Some(likelihood) = relation.likelihood {
            cells.insert(Field::Likelihood, vec![likelihood.value().to_string()]);
        }
        Self { cells }
    }
}

fn is_short(alias: &str) -> bool {
    alias.chars().filter(|c| c.is_alphanumeric()).nth(1).is_none()
}

fn within(field: Field, text: String) -> Result<String, Reason> {
    let chars = text.chars().count();
    if chars > field.max_chars() {
        return Err(Reason::TooLong { field, chars });
    }
    match text.chars().find(|&c| c.is_control() && c != '\n' && c != '\t') {
        Some(character) => Err(Reason::Character { field, character }),
        None => Ok(text),
    }
}

/// What stands between the entries of a list in one cell of a table.
pub(super) const BETWEEN: char = '|';
