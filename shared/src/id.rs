//! Names of things. A value that exists is valid: every name is checked where it enters.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A name that could not be read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IdError {
    /// A slug has 1 to 64 characters.
    #[error("{kind}: 1 to 64 characters, not {length}")]
    Length {
        /// What was being read.
        kind: &'static str,
        /// Its length in bytes.
        length: usize,
    },
    /// A slug is written in `a-z`, `0-9`, `-` and `_`.
    #[error("{kind}: a-z, 0-9, '-' and '_', not {found:?}")]
    Character {
        /// What was being read.
        kind: &'static str,
        /// The first character that does not belong.
        found: char,
    },
    /// A number is written as 32 hexadecimal digits.
    #[error("{kind}: 32 hexadecimal digits")]
    Hex {
        /// What was being read.
        kind: &'static str,
    },
}

macro_rules! slug {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// The name as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                check_slug(text, $kind)?;
                Ok(Self(text.into()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                check_slug(&text, $kind)?;
                Ok(Self(text.into_boxed_str()))
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.into_string()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub u128);

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
                match u128::from_str_radix(text, 16) {
                    Ok(number) if digits => Ok(Self(number)),
                    Ok(_) | Err(_) => Err(IdError::Hex { kind: $kind }),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(number: $name) -> Self {
                number.to_string()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:x})"), self.0)
            }
        }
    };
}

slug!(
    /// A shop: `demo`.
    SiteId, "site id"
);
slug!(
    /// A person who answers: `xiaolin`.
    AgentId, "agent id"
);
slug!(
    /// What an agent can do, and what a handoff needs: `complaints`.
    Skill, "skill"
);

impl AgentId {
    /// Some agent: what a visitor is told in the place of every name that agents sign in by.
    pub(crate) fn somebody() -> Self {
        Self("agent".into())
    }
}

number!(
    /// One conversation of one site, drawn at random by the edge. It is a name, not a secret.
    ConversationId, "conversation id"
);
number!(
    /// One import of articles, drawn at random by the edge.
    ImportId, "import id"
);
number!(
    /// A sender's own name for what it sends: made once, repeated on every retry.
    ClientId, "client id"
);

/// A place in a transcript: 0, 1, 2 … without gaps.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize,
)]
pub struct Seq(pub u64);

impl Seq {
    /// The place after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// A network address from which conversations are begun, as 48 bits of a digest under the edge's key: it tells
/// who comes from the same one, and not from which.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Address(pub u64);

fn check_slug(text: &str, kind: &'static str) -> Result<(), IdError> {
    if text.is_empty() || text.len() > 64 {
        return Err(IdError::Length { kind, length: text.len() });
    }
    let belongs = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    match text.chars().find(|&c| !belongs(c)) {
        Some(found) => Err(IdError::Character { kind, found }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_short_and_plain() {
        assert!("demo-2_x".parse::<SiteId>().is_ok());
        for bad in ["", "Demo", "渡口", "a b", "a/b", &"x".repeat(65)] {
            assert!(bad.parse::<SiteId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_number_is_32_digits_and_comes_back_as_written() {
        let written = "00000000000000000000000000c0ffee";
        assert_eq!(written.parse::<ClientId>().map(|id| id.to_string()), Ok(written.to_owned()));
        for bad in ["", "c0ffee", "+0000000000000000000000000c0ffee", &"g".repeat(32)] {
            assert!(bad.parse::<ClientId>().is_err(), "{bad}");
        }
    }
}
