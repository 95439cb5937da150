//! What the graph knows of: things of a shop, what may be wrong with them, and what helps.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    reason::{Field, Reason},
    relation::Likelihood,
};

/// One thing that the graph knows of. Its texts are within their limits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entity {
    pub(super) id: EntityId,
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) text: String,
    pub(super) about: About,
}

impl Entity {
    /// Its name among the entities of one graph.
    #[must_use]
    pub const fn id(&self) -> &EntityId {
        &self.id
    }

    /// What it is called; it is found by this.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What else it is found by.
    ///
    /// A space stands for a few characters: `不 制冷` finds “不怎么制冷”.
    #[must_use]
    pub fn aliases(&self) -> &[String] {
        &self.aliases
    }

    /// What to tell a visitor of it: how a solution is done, what a policy promises. May be empty.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it is, with what only such a thing has.
    #[must_use]
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self.about {
            About::Product => Kind::Product,
            About::Model => Kind::Model,
            About::Code => Kind::Code,
            About::Symptom { .. } => Kind::Symptom,
            About::Cause { .. } => Kind::Cause,
            About::Solution => Kind::Solution,
            About::Part => Kind::Part,
            About::Outlet(_) => Kind::Outlet,
            About::Policy => Kind::Policy,
        }
    }

    /// Of a hundred, how often a cause is met beside the others; 0 for what is no cause.
    pub(super) const fn common(&self) -> u8 {
        match self.about {
            About::Cause { common } => common.value(),
            About::Product
            | About::Model
            | About::Code
            | About::Symptom { .. }
            | About::Solution
            | About::Part
            | About::Outlet(_)
            | About::Policy => 0,
        }
    }
}

/// An entity as a page shows it.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Which.
    pub id: EntityId,
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
}

/// What an entity is, with what only such a thing has.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum About {
    /// What a shop sells: 冰箱.
    Product,
    /// One model of a product: BCD-520.
    Model,
    /// What a display shows: E4.
    Code,
    /// What a visitor notices: 不制冷.
    Symptom {
        /// How to ask whether it is so; empty where its name is to be asked for.
        ask: String,
    },
    /// Why it is so: 门封条漏气.
    Cause {
        /// How often it is met, beside the other causes.
        common: Likelihood,
    },
    /// What helps: 清洁门封条.
    Solution,
    /// What it takes: 门封条.
    Part,
    /// Where it is mended.
    Outlet(Site),
    /// What the shop promises: 整机保修一年.
    Policy,
}

/// Where an outlet is, and for whom.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Site {
    /// The cities it serves, its own first.
    pub cities: Vec<String>,
    /// Street and number.
    pub address: String,
    /// How to call it.
    pub phone: String,
    /// Where it is on the globe, if that is known.
    pub at: Option<Spot>,
}

/// A place on the globe, in millionths of a degree: as exact as a doorstep, and equal to itself
/// after every export.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// North of the equator.
    pub lat: i32,
    /// East of Greenwich.
    pub lon: i32,
}

impl Spot {
    /// A place in degrees; nothing where there is no such place.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "180 million fit")]
    pub fn of_degrees(lat: f64, lon: f64) -> Option<Self> {
        let is_on_earth = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        is_on_earth
            .then(|| Self { lat: (lat * MICRO).round() as i32, lon: (lon * MICRO).round() as i32 })
    }

    /// Latitude and longitude in degrees.
    #[must_use]
    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.lat) / MICRO, f64::from(self.lon) / MICRO)
    }
}

/// The name of an entity among the entities of one graph: 1 to 64 characters, no white space and no
/// control characters.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct EntityId(Box<str>);

impl EntityId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EntityId {
    type Err = Reason;

    fn from_str(text: &str) -> Result<Self, Reason> {
        let text = text.trim();
        let chars = text.chars().count();
        if text.is_empty() {
            return Err(Reason::Missing(Field::Id));
        }
        if chars > Field::Id.max_chars() {
            return Err(Reason::TooLong { field: Field::Id, chars });
        }
        match text.chars().find(|&c| c.is_control() || c.is_whitespace()) {
            Some(character) => Err(Reason::Character { field: Field::Id, character }),
            None => Ok(Self(text.into())),
        }
    }
}

impl TryFrom<String> for EntityId {
    type Error = Reason;

    fn try_from(text: String) -> Result<Self, Reason> {
        text.parse()
    }
}

impl From<EntityId> for String {
    fn from(id: EntityId) -> Self {
        id.0.into_string()
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an entity is, alone.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each kind is documented in About")]
pub enum Kind {
    Product,
    Model,
    Code,
    Symptom,
    Cause,
    Solution,
    Part,
    Outlet,
    Policy,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Product,
        Self::Model,
        Self::Code,
        Self::Symptom,
        Self::Cause,
        Self::Solution,
        Self::Part,
        Self::Outlet,
        Self::Policy,
    ];

    /// What such an entity has, beside its kind.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        use Field::{Address, Aliases, Ask, Cities, Common, Id, Lat, Lon, Name, Phone, Text};
        match self {
            Self::Product
            | Self::Model
            | Self::Code
            | Self::Solution
            | Self::Part
            | Self::Policy => &[Name, Id, Aliases, Text],
            Self::Symptom => &[Name, Id, Aliases, Ask, Text],
            Self::Cause => &[Name, Id, Aliases, Common, Text],
            Self::Outlet => &[Name, Id, Aliases, Cities, Address, Phone, Lat, Lon, Text],
        }
    }

    /// Its name in a file, and what else it is called there.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Product => &["product", "产品", "商品"],
            Self::Model => &["model", "型号"],
            Self::Code => &["code", "故障码", "代码"],
            Self::Symptom => &["symptom", "现象", "症状"],
            Self::Cause => &["cause", "原因"],
            Self::Solution => &["solution", "办法", "解决办法"],
            Self::Part => &["part", "配件"],
            Self::Outlet => &["outlet", "网点"],
            Self::Policy => &["policy", "政策"],
        }
    }
}

impl FromStr for Kind {
    type Err = Reason;

    fn from_str(text: &str) -> Result<Self, Reason> {
        let name = text.trim().to_ascii_lowercase();
        let named = |kind: &Self| kind.names().contains(&name.as_str());
        Self::ALL.into_iter().find(named).ok_or_else(|| Reason::UnknownKind(shortened(text)))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.names()[0])
    }
}

/// As much of a text as a message needs.
pub(super) fn shortened(text: &str) -> String {
    text.trim().chars().take(40).collect()
}

const MICRO: f64 = 1e6;
