//! The Durable Object classes of the edge.

/// The Durable Object classes that the edge crate exports; each is bound by its name in capitals.
pub const OBJECTS: [&str; 4] = ["Room", "Desk", "Library", "Meter"];

/// The key of a class, which names the directory of its objects' files: never change it.
pub(crate) fn directory(class: &str) -> String {
    format!("dukou-{}", class.to_ascii_lowercase())
}
