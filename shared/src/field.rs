//! The fields of what is sent: what they may hold, checked at the door.

use serde::{Deserialize, Deserializer};

/// A field that does not hold together.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BadField {
    /// A text is too long, or too short.
    #[error("{field} has {least} to {most} characters, this one has {length}")]
    Length {
        /// Which.
        field: &'static str,
        /// How many characters it has.
        length: usize,
        /// How many it has at least.
        least: usize,
        /// How many it has at most.
        most: usize,
    },
    /// Too much of something.
    #[error("{field} holds at most {most}, this one {length}")]
    TooMany {
        /// Which.
        field: &'static str,
        /// How many it holds.
        length: usize,
        /// How many it holds at most.
        most: usize,
    },
    /// An address that is none of a web page.
    #[error("a page's url is http:// or https:// and a host, without white space or a user's name")]
    Address,
}

/// Checks the length of a text. One that must have something must have more than white space.
pub(crate) fn within(
    field: &'static str,
    text: &str,
    least: usize,
    most: usize,
) -> Result<(), BadField> {
    let length = text.chars().count();
    if (least..=most).contains(&length) && (least == 0 || !text.trim().is_empty()) {
        Ok(())
    } else {
        Err(BadField::Length { field, length, least, most })
    }
}

/// The words of a text with one blank between them, whatever white space there was.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Reads a variant that has no fields, and refuses any: derived code would pass over them.
pub(crate) fn nothing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}
    Nothing::deserialize(deserializer).map(|Nothing {}| ())
}

/// How many characters a message may have.
pub const TEXT: usize = 2_000;
