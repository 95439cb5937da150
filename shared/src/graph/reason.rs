//! Why a line of a file is no part of the graph.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    entity::{EntityId, Kind},
    limits,
    relation::Verb,
};

/// A line that was left out.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct BadLine {
    /// Which, counted from 1; of a record with line breaks the first.
    pub line: usize,
    /// Why.
    pub reason: Reason,
}

/// Why a line was left out.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Reason {
    /// It is not JSON, or cut off.
    #[error("this is no JSON object: {0}")]
    Json(String),
    /// A quote of a table is never closed.
    #[error("a quote is opened and never closed")]
    Unclosed,
    /// A record has more cells than the table has columns.
    #[error("{cells} cells, but the first line names {columns} columns")]
    Cells {
        /// How many it has.
        cells: usize,
        /// How many there are names for.
        columns: usize,
    },
    /// A field that is not known: most likely a misspelt one.
    #[error("there is no field {0:?}")]
    UnknownField(String),
    /// A field is given twice.
    #[error("the field {0} is given twice")]
    Twice(Field),
    /// A field holds another sort of value than it should.
    #[error("{0} cannot be this sort of value")]
    Value(Field),
    /// What must be there is not.
    #[error("{0} is missing")]
    Missing(Field),
    /// A field that such a row does not have.
    #[error("{0} does not go with {1}")]
    Misplaced(Field, &'static str),
    /// No such kind.
    #[error("there is no kind {0:?}")]
    UnknownKind(String),
    /// No such relation.
    #[error("there is no relation {0:?}")]
    UnknownVerb(String),
    /// Not a whole number from 1 to 100.
    #[error("{0:?} is not a whole number from 1 to 100")]
    Likelihood(String),
    /// Latitude or longitude that is not on the globe, or one without the other.
    #[error("no place on the globe has this latitude and longitude")]
    Spot,
    /// A text is longer than its limit.
    #[error("{field} has {chars} characters, the limit is {}", field.max_chars())]
    TooLong {
        /// Which.
        field: Field,
        /// How many it has.
        chars: usize,
    },
    /// An alias that would be found everywhere.
    #[error("the alias {0:?} has fewer than two letters or digits")]
    TooShort(String),
    /// A list holds more than its limit.
    #[error("{field} holds {count} entries, the limit is {}", limits::LIST)]
    TooMany {
        /// Which.
        field: Field,
        /// How many it holds.
        count: usize,
    },
    /// A character that cannot be there.
    #[error("{field} holds the character {character:?}")]
    Character {
        /// Where.
        field: Field,
        /// Which.
        character: char,
    },
    /// The id is taken.
    #[error("{id} is already the id of line {first}")]
    DuplicateId {
        /// The id.
        id: EntityId,
        /// Who has it.
        first: usize,
    },
    /// The relation is already there.
    #[error("line {first} already says so")]
    DuplicateRelation {
        /// Where.
        first: usize,
    },
    /// A relation with something that does not exist.
    #[error("there is no entity {0}")]
    Dangling(EntityId),
    /// A relation of something with itself.
    #[error("{0} is related to itself")]
    SelfLoop(EntityId),
    /// A relation between two that it cannot join.
    #[error("{verb} cannot join a {from} and a {to}")]
    Ends {
        /// The relation.
        verb: Verb,
        /// Where it begins.
        from: Kind,
        /// Where it ends.
        to: Kind,
    },
    /// The graph is full.
    #[error(
        "a graph has at most {} entities and {} relations",
        limits::ENTITIES,
        limits::RELATIONS
    )]
    Full,
    /// The file, or a line of it, is too large; nothing after it was read.
    #[error("a file has at most {} bytes", limits::FILE)]
    Huge,
}

/// A field of a row.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each field is documented where it goes: Entity, Site, Relation")]
pub enum Field {
    Kind,
    Id,
    Name,
    Aliases,
    Text,
    Ask,
    Common,
    Cities,
    Address,
    Phone,
    Lat,
    Lon,
    From,
    Verb,
    To,
    Likelihood,
}

impl Field {
    /// Every field, in the order of a table.
    pub const ALL: [Self; 16] = [
        Self::Kind,
        Self::Id,
        Self::Name,
        Self::Aliases,
        Self::Text,
        Self::Ask,
        Self::Common,
        Self::Cities,
        Self::Address,
        Self::Phone,
        Self::Lat,
        Self::Lon,
        Self::From,
        Self::Verb,
        Self::To,
        Self::Likelihood,
    ];

    /// Its name in a file, and what else it is called there.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Kind => &["kind", "类型"],
            Self::Id => &["id", "编号"],
            Self::Name => &["name", "名称"],
            Self::Aliases => &["aliases", "别名"],
            Self::Text => &["text", "说明"],
            Self::Ask => &["ask", "问法"],
            Self::Common => &["common", "常见度"],
            Self::Cities => &["cities", "城市"],
            Self::Address => &["address", "地址"],
            Self::Phone => &["phone", "电话"],
            Self::Lat => &["lat", "纬度"],
            Self::Lon => &["lon", "经度"],
            Self::From => &["from", "从"],
            Self::Verb => &["verb", "关系"],
            Self::To => &["to", "到"],
            Self::Likelihood => &["likelihood", "可能性"],
        }
    }

    /// The field of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|field| field.names().contains(&name.as_str()))
    }

    /// Whether it holds several texts.
    #[must_use]
    pub const fn is_list(self) -> bool {
        matches!(self, Self::Aliases | Self::Cities)
    }

    /// How many characters it, or each entry of it, may have.
    #[must_use]
    pub const fn max_chars(self) -> usize {
        match self {
            Self::Text => 2_000,
            Self::Ask | Self::Address => 120,
            Self::Id | Self::From | Self::To | Self::Name => 64,
            Self::Aliases | Self::Cities | Self::Phone | Self::Kind | Self::Verb => 40,
            Self::Common | Self::Likelihood | Self::Lat | Self::Lon => 24,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.names()[0])
    }
}
