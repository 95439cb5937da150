//! From a text to the rows of the model's table: the twin of `train/features.py`.
//!
//! `weights/golden.json` holds that module's output for a few hundred texts; `tests/golden.rs`
//! compares.

use shared::fold;

use crate::sound::sounded;

/// What the model sees of a text: folded, pinyin by syllables, digits as one class, runs of one
/// symbol cut to three, spaces only between Latin letters, a mark before and after; empty when nothing
/// is visible.
///
/// At most 258 characters, whatever the text: of a long one, its beginning and its end (of its first
/// 4,096 characters).
#[must_use]
pub fn symbols(text: &str) -> Vec<char> {
    let bounded = text.char_indices().nth(CHARACTERS).map_or(text, |(end, _)| &text[..end]);
    let folded = sounded(&fold::Folded::full(bounded).chars);
    let mut seen = Vec::with_capacity(folded.len() + 2);
    seen.push(START);
    for (index, &character) in folded.iter().enumerate() {
        if character == ' ' && !parts_words(&folded, index) {
            continue;
        }
        let character = if character.is_ascii_digit() { '0' } else { character };
        if !seen.ends_with(&[character; 3]) {
            seen.push(character);
        }
    }
    if seen.len() == 1 {
        return Vec::new();
    }
    if seen.len() > 1 + HEAD + TAIL {
        seen.drain(1 + HEAD..seen.len() - TAIL);
    }
    seen.push(END);
    seen
}

/// The table's rows of the 1-, 2- and 3-grams that begin at each symbol: three lists, one after the
/// other, each as long as the symbols; 0 where the gram is unknown or the text ends. Row n holds
/// the weights of `vocabulary[n - 1]`; `vocabulary` ascends.
pub(crate) fn rows(symbols: &[char], vocabulary: &[u32]) -> Vec<i64> {
    (1..=3)
        .flat_map(|size| {
            (0..symbols.len()).map(move |start| {
                symbols.get(start..start + size).map_or(0, |gram| row(gram, vocabulary))
            })
        })
        .collect()
}

fn row(gram: &[char], vocabulary: &[u32]) -> i64 {
    vocabulary.binary_search(&hash(gram)).map_or(0, |index| index as i64 + 1)
}

/// A space parts Latin words; between other characters it is only a breath.
fn parts_words(folded: &[char], space: usize) -> bool {
    let before = space.checked_sub(1).and_then(|index| folded.get(index));
    let after = folded.get(space + 1);
    before.is_some_and(char::is_ascii_lowercase) && after.is_some_and(char::is_ascii_lowercase)
}

/// 24 bits that stand for a gram: FNV-1a over its code points, three bytes each, then mixed.
fn hash(gram: &[char]) -> u32 {
    let mut state: u32 = 2_166_136_261;
    for &character in gram {
        for byte in &u32::from(character).to_le_bytes()[..3] {
            state = (state ^ u32::from(*byte)).wrapping_mul(16_777_619);
        }
    }
    state = (state ^ (state >> 15)).wrapping_mul(0x2C1B_3C6D);
    state = (state ^ (state >> 12)).wrapping_mul(0x297A_2D39);
    (state ^ (state >> 15)) >> 8
}

const CHARACTERS: usize = 4096;
const HEAD: usize = 128;
const TAIL: usize = 128;

/// Marks around a text. Folding removes controls, so no text can hold them.
const START: char = '\u{2}';
const END: char = '\u{3}';
