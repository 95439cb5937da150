//! `openapi.json`, as far as we use what it may say. What is not here is refused, so that the page leaves nothing out.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

#[derive(Deserialize)]
pub(super) struct Api {
    pub(super) info: Info,
    pub(super) tags: Vec<Tag>,
    pub(super) paths: Ordered<Methods>,
    pub(super) components: Components,
}

#[derive(Deserialize)]
pub(super) struct Info {
    pub(super) description: String,
}

#[derive(Deserialize)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) description: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Components {
    pub(super) security_schemes: Ordered<Scheme>,
    pub(super) schemas: Ordered<Schema>,
}

#[derive(Deserialize)]
pub(super) struct Scheme {
    pub(super) description: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Methods {
    /// Those of the path, which speaks for itself.
    #[serde(rename = "parameters")]
    _parameters: Option<IgnoredAny>,
    get: Option<Operation>,
    post: Option<Operation>,
    put: Option<Operation>,
    delete: Option<Operation>,
}

impl Methods {
    pub(super) fn all(&self) -> impl Iterator<Item = (&'static str, &Operation)> {
        let Self { get, post, put, delete, .. } = self;
        let all = [("GET", get), ("POST", post), ("PUT", put), ("DELETE", delete)];
        all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Operation {
    pub(super) operation_id: String,
    pub(super) tags: Vec<String>,
    pub(super) summary: String,
    pub(super) description: Option<String>,
    pub(super) security: Vec<Ordered<IgnoredAny>>,
    #[serde(default)]
    pub(super) parameters: Vec<Parameter>,
    pub(super) request_body: Option<Body>,
    pub(super) responses: Ordered<Answer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parameter {
    pub(super) name: String,
    #[serde(rename = "in")]
    _place: IgnoredAny,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) description: Option<String>,
    pub(super) schema: Schema,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Body {
    pub(super) required: bool,
    pub(super) content: Ordered<Media>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Media {
    pub(super) schema: Schema,
}

/// What comes back; a problem is only referred to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    #[serde(rename = "$ref")]
    _reference: Option<IgnoredAny>,
    pub(super) description: Option<String>,
    #[serde(rename = "headers")]
    _headers: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) content: Ordered<Media>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Schema {
    #[serde(rename = "$ref")]
    pub(super) reference: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<Kind>,
    pub(super) description: Option<String>,
    #[serde(rename = "const")]
    pub(super) constant: Option<Value>,
    #[serde(rename = "enum")]
    pub(super) values: Vec<String>,
    pub(super) default: Option<Value>,
    #[serde(rename = "examples")]
    _examples: Option<IgnoredAny>,
    pub(super) format: Option<String>,
    pub(super) pattern: Option<String>,
    pub(super) min_length: Option<i64>,
    pub(super) max_length: Option<i64>,
    pub(super) minimum: Option<i64>,
    pub(super) maximum: Option<i64>,
    pub(super) items: Option<Box<Self>>,
    pub(super) prefix_items: Vec<Self>,
    pub(super) max_items: Option<i64>,
    pub(super) properties: Ordered<Self>,
    pub(super) required: Vec<String>,
    pub(super) additional_properties: Option<Additional>,
    pub(super) property_names: Option<Box<Self>>,
    pub(super) max_properties: Option<i64>,
    pub(super) one_of: Vec<Self>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Kind {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Additional {
    /// Whether there may be others.
    May(#[expect(dead_code, reason = "what is sent and not known is an error everywhere")] bool),
    Of(Box<Schema>),
}

/// An object in the order in which it is written.
pub(super) struct Ordered<T>(pub(super) Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder(PhantomData))
    }
}

struct InOrder<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
    type Value = Ordered<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(entry) = map.next_entry()? {
            all.push(entry);
        }
        Ok(Ordered(all))
    }
}
