//! How entities belong together.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    entity::{EntityId, Kind, shortened},
    reason::Reason,
};

/// One relation, by names: as it stands in a file, and as a console shows it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Relation {
    /// Where it begins.
    pub from: EntityId,
    /// What it says.
    pub verb: Verb,
    /// Where it ends.
    pub to: EntityId,
    /// How likely it is; always there for a [verb that takes one](Verb::takes_likelihood).
    pub likelihood: Option<Likelihood>,
}

/// What a relation says.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// A model, code, symptom, cause or part belongs to a product or a model. What belongs to
    /// nothing may belong to anything.
    Of,
    /// A code is shown by a cause. How many of a hundred who have the cause see the code.
    Means,
    /// A symptom, or a cause, comes from a cause. How many of a hundred who have the cause meet it.
    DueTo,
    /// A cause is ended by a solution. How many of a hundred it helps.
    FixedBy,
    /// A solution takes a part.
    Needs,
    /// An outlet mends a product. One that says nothing mends everything.
    Serves,
    /// A policy covers a product, a model or a part.
    Covers,
    /// A symptom is a more exact form of another, a product a more exact one of another.
    KindOf,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 8] = [
        Self::Of,
        Self::Means,
        Self::DueTo,
        Self::FixedBy,
        Self::Needs,
        Self::Serves,
        Self::Covers,
        Self::KindOf,
    ];

    /// Its name in a file, and what else it is called there.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Of => &["of", "属于"],
            Self::Means => &["means", "表示"],
            Self::DueTo => &["due_to", "原因是", "由于"],
            Self::FixedBy => &["fixed_by", "办法是", "解决于"],
            Self::Needs => &["needs", "需要"],
            Self::Serves => &["serves", "服务"],
            Self::Covers => &["covers", "覆盖"],
            Self::KindOf => &["kind_of", "是一种", "细分自"],
        }
    }

    /// Whether it can join two such entities.
    #[must_use]
    pub const fn joins(self, from: Kind, to: Kind) -> bool {
        match self {
            Self::Of => match from {
                Kind::Model => matches!(to, Kind::Product),
                Kind::Code | Kind::Symptom | Kind::Cause | Kind::Part => {
                    matches!(to, Kind::Product | Kind::Model)
                }
                Kind::Product | Kind::Solution | Kind::Outlet | Kind::Policy => false,
            },
            Self::Means => matches!((from, to), (Kind::Code, Kind::Cause)),
            Self::DueTo => matches!((from, to), (Kind::Symptom | Kind::Cause, Kind::Cause)),
            Self::FixedBy => matches!((from, to), (Kind::Cause, Kind::Solution)),
            Self::Needs => matches!((from, to), (Kind::Solution, Kind::Part)),
            Self::Serves => matches!((from, to), (Kind::Outlet, Kind::Product)),
            Self::Covers => {
                matches!((from, to), (Kind::Policy, Kind::Product | Kind::Model | Kind::Part))
            }
            Self::KindOf => matches!(
                (from, to),
                (Kind::Symptom, Kind::Symptom) | (Kind::Product, Kind::Product)
            ),
        }
    }

    /// Whether it is more or less likely.
    #[must_use]
    pub const fn takes_likelihood(self) -> bool {
        match self {
            Self::Means | Self::DueTo | Self::FixedBy => true,
            Self::Of | Self::Needs | Self::Serves | Self::Covers | Self::KindOf => false,
        }
    }
}

impl FromStr for Verb {
    type Err = Reason;

    fn from_str(text: &str) -> Result<Self, Reason> {
        let name = text.trim().to_ascii_lowercase();
        let named = |verb: &Self| verb.names().contains(&name.as_str());
        Self::ALL.into_iter().find(named).ok_or_else(|| Reason::UnknownVerb(shortened(text)))
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.names()[0])
    }
}

/// How many of a hundred: 1 to 100. Whole numbers, because nobody knows it better, and because they
/// are the same after every export.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Likelihood(u8);

impl Likelihood {
    /// The number.
    #[must_use]
    pub const fn value(self) -> u8 {
        self.0
    }
}

impl Default for Likelihood {
    /// As likely as not.
    fn default() -> Self {
        Self(50)
    }
}

impl TryFrom<u8> for Likelihood {
    type Error = Reason;

    fn try_from(value: u8) -> Result<Self, Reason> {
        match value {
            1..=100 => Ok(Self(value)),
            0 | 101.. => Err(Reason::Likelihood(value.to_string())),
        }
    }
}

impl FromStr for Likelihood {
    type Err = Reason;

    fn from_str(text: &str) -> Result<Self, Reason> {
        let number = text.trim().trim_end_matches('%').parse::<u8>().ok();
        number
            .and_then(|number| Self::try_from(number).ok())
            .ok_or_else(|| Reason::Likelihood(shortened(text)))
    }
}

impl From<Likelihood> for u8 {
    fn from(likelihood: Likelihood) -> Self {
        likelihood.0
    }
}
