//! Why a row does not fit, in the agent's language.

use shared::graph::{BadLine, Reason};
use ui::locale::fill;

use crate::words::GraphWords;

/// Why a row does not fit; the reader's own words for what only a file can have wrong.
#[must_use]
pub(super) fn reason(reason: &Reason, words: &GraphWords) -> String {
    match reason {
        Reason::Missing(field) => fill(words.missing, &[words.field(*field)]),
        Reason::TooLong { field, chars } => {
            let (most, chars) = (field.max_chars().to_string(), chars.to_string());
            fill(words.too_long, &[words.field(*field), &most, &chars])
        }
        Reason::TooMany { field, count } => {
            fill(words.too_many, &[words.field(*field), &count.to_string()])
        }
        Reason::TooShort(alias) => fill(words.too_short, &[alias]),
        Reason::Character { field, character } => {
            let shown = if character.is_control() || character.is_whitespace() {
                character.escape_default().to_string()
            } else {
                character.to_string()
            };
            fill(words.odd_letter, &[words.field(*field), &shown])
        }
        Reason::DuplicateId { id, .. } => fill(words.taken, &[id.as_str()]),
        Reason::DuplicateRelation { .. } => words.twice.to_owned(),
        Reason::Dangling(id) => fill(words.nobody, &[id.as_str()]),
        Reason::SelfLoop(id) => fill(words.itself, &[id.as_str()]),
        Reason::Ends { verb, from, to } => {
            let told = [words.verb(*verb), words.kind(*from), words.kind(*to)];
            fill(words.not_joined, &told)
        }
        Reason::Likelihood(text) => fill(words.wrong_likelihood, &[text]),
        Reason::Spot => words.wrong_spot.to_owned(),
        Reason::Json(_)
        | Reason::Unclosed
        | Reason::Cells { .. }
        | Reason::UnknownField(_)
        | Reason::Twice(_)
        | Reason::Value(_)
        | Reason::Misplaced(..)
        | Reason::UnknownKind(_)
        | Reason::UnknownVerb(_)
        | Reason::Full
        | Reason::Huge => reason.to_string(),
    }
}

/// The same with the line it is in.
#[must_use]
pub(super) fn bad_line(bad: &BadLine, words: &GraphWords) -> String {
    fill(words.bad_line, &[&bad.line.to_string(), &reason(&bad.reason, words)])
}
