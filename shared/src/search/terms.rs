//! Cuts folded text into the terms that are indexed and looked up.
//!
//! Chinese text is cut into characters and pairs of characters, which needs no dictionary and finds
//! new words as well as old ones. Latin words, numbers and model codes are terms as wholes: `E4`,
//! `WX-3000B` and `wx 3000b` are one code each, not letters that happen to meet.

use crate::fnv;

/// A term, packed into 64 bits: one character, a pair of characters, or the hash of a word.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) struct Term(pub(super) u64);

impl Term {
    const WORD: u64 = 1 << 63;
    const PAIR_SHIFT: u32 = 21;

    /// How much one occurrence says, beside its rarity: a character says little on its own, a pair
    /// is nearly a word, a word or a code is one.
    pub(super) fn strength(self) -> f32 {
        match self.kind() {
            Kind::Character => 0.5,
            Kind::Pair => 1.0,
            Kind::Word => 1.3,
        }
    }

    pub(super) const fn kind(self) -> Kind {
        if self.0 & Self::WORD != 0 {
            Kind::Word
        } else if self.0 >> Self::PAIR_SHIFT != 0 {
            Kind::Pair
        } else {
            Kind::Character
        }
    }

    fn character(c: char) -> Self {
        Self(u64::from(c))
    }

    pub(super) fn pair(first: char, second: char) -> Self {
        Self(u64::from(first) << Self::PAIR_SHIFT | u64::from(second))
    }

    /// Its characters whole, not their bytes.
    pub(super) fn word(characters: impl Iterator<Item = char>) -> Self {
        Self(fnv::hash(characters) | Self::WORD)
    }
}

/// What a term is made of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Character,
    Pair,
    Word,
}

/// Calls `emit` with every term of a folded text, and with the first and the last character it
/// covers (both included).
pub(super) fn each(text: &[char], mut emit: impl FnMut(Term, usize, usize)) {
    let mut at = 0;
    while at < text.len() {
        let c = text[at];
        if is_word(c) {
            at = words(text, at, &mut emit);
            continue;
        }
        if is_letter(c) {
            emit(Term::character(c), at, at);
            if let Some(&next) = text.get(at + 1)
                && is_letter(next)
                && !is_word(next)
            {
                emit(Term::pair(c, next), at, at + 1);
            }
        }
        at += 1;
    }
}

/// Whether a character says something; Chinese first, which Unicode's tables find last.
fn is_letter(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_alphanumeric()
}

/// Whether a character is written in words with spaces between them, so that the run is the term.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || (matches!(u32::from(c), 0xC0..0x0E00 | 0x1E00..0x2000) && c.is_alphabetic())
}

/// Emits the word at `start`, and the code that it makes with what is joined to it. Answers where
/// the word ends.
fn words(text: &[char], start: usize, emit: &mut impl FnMut(Term, usize, usize)) -> usize {
    let end = end_of_run(text, start);
    emit(Term::word(stem(&text[start..end]).iter().copied()), start, end - 1);
    // As [`end_of_code`] joins: haier bcd-520 is a name, and a code behind it.
    let joined_before = start >= 2
        && is_joint(text[start - 1])
        && is_word(text[start - 2])
        && (text[start - 1] != ' ' || text[start].is_ascii_digit());
    if !joined_before && let Some(code_end) = end_of_code(text, start, end) {
        let code = text[start..code_end].iter().copied().filter(|&c| is_word(c));
        emit(Term::word(code), start, code_end - 1);
    }
    end
}

/// Where the code that begins with the word `start..end` ends, if the word is part of one: `wx-3000b`,
/// `wx 3000b`, `2.4`. Of words joined by a space only letters before a digit are a code.
fn end_of_code(text: &[char], start: usize, end: usize) -> Option<usize> {
    let mut code_end = end;
    while let Some(&joint) = text.get(code_end)
        && is_joint(joint)
        && let Some(&next) = text.get(code_end + 1)
        && is_word(next)
        && (joint != ' ' || (next.is_ascii_digit() && text[start].is_ascii_alphabetic()))
        && code_end - start < LONGEST_CODE
    {
        code_end = end_of_run(text, code_end + 1);
    }
    (code_end > end).then_some(code_end)
}

fn end_of_run(text: &[char], start: usize) -> usize {
    let run = text[start..].iter().position(|&c| !is_word(c));
    run.map_or(text.len(), |length| start + length)
}

fn is_joint(c: char) -> bool {
    matches!(c, '-' | '.' | '_' | '/' | ' ')
}

/// A plural is the same word.
fn stem(word: &[char]) -> &[char] {
    match word {
        [rest @ .., before, 's']
            if rest.len() >= 2 && *before != 's' && word.iter().all(char::is_ascii_alphabetic) =>
        {
            &word[..word.len() - 1]
        }
        whole => whole,
    }
}

/// A code of so many characters is extended no further.
const LONGEST_CODE: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<String> {
        let text: Vec<char> = text.chars().collect();
        let mut found = Vec::new();
        each(&text, |_, first, last| found.push(text[first..=last].iter().collect()));
        found
    }

    fn shares_a_word(left: &str, right: &str) -> bool {
        let words = |text: &str| {
            let text: Vec<char> = text.chars().collect();
            let mut found = Vec::new();
            each(&text, |term, _, _| found.push(term));
            found
        };
        let left = words(left);
        words(right).iter().any(|term| term.kind() == Kind::Word && left.contains(term))
    }

    #[test]
    fn chinese_is_cut_into_characters_and_pairs() {
        assert_eq!(terms("退货,款"), ["退", "退货", "货", "款"]);
    }

    #[test]
    fn a_code_is_one_term_however_it_is_spaced() {
        assert_eq!(terms("报e4了"), ["报", "e4", "了"]);
        assert_eq!(terms("wx-3000b"), ["wx", "wx-3000b", "3000b"]);
        for spelling in ["wx-3000b", "wx 3000b", "wx3000b"] {
            assert!(shares_a_word("型号wx3000b的说明", spelling), "{spelling}");
        }
        for spelling in ["haier bcd-520 冰箱", "冰箱 haier bcd 520", "bcd520"] {
            assert!(shares_a_word("海尔 bcd520", spelling), "{spelling}");
        }
        assert!(shares_a_word("redmi note 12 手机壳", "note12手机壳"));
        assert!(!shares_a_word("e4", "e41"));
        assert!(shares_a_word("refunds", "my refund"));
    }

    #[test]
    fn what_has_no_letters_has_no_terms() {
        assert!(terms("😀🎉？！…  \u{200d}").is_empty());
    }
}
