//! The bodies of `/v1/sites/{site}/graph`, where they are more than the graph's file itself.

use serde::{Deserialize, Serialize};

/// `GET …/graph?format=json`: the graph, and which one it is.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Kept {
    /// How often it was replaced; 0 where there never was one.
    pub revision: u64,
    /// JSON Lines.
    pub file: String,
}

/// `PUT …/graph` as `application/json`: replaces the graph that one has seen.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Replace {
    /// JSON Lines.
    pub file: String,
    /// The revision that is to be replaced; without it, whichever there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<u64>,
}

/// `PUT …/graph`: what the graph has now.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Replaced {
    /// Which one it is.
    pub revision: u64,
    /// How many entities it has.
    pub entities: usize,
    /// How many relations.
    pub relations: usize,
}
