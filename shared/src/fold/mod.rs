//! Folds text so that what reads the same compares the same.
//!
//! Full-width forms become half-width, capitals small, traditional characters simplified; invisible
//! characters vanish, and runs of white space become one space. A [`Folded`] text remembers where
//! each character came from, so that what is found in it can be pointed at in the source.
//!
//! Two tables simplify: [`fold`] knows the few hundred characters that the hatch and the mask look
//! for, and is what a page downloads; [`full`] knows them all, and is for search at the edge.
//!
//! ```
//! use shared::fold;
//!
//! assert_eq!(fold::fold("我要 轉　人\u{200b}工，ＯＫ？"), "我要 转 人工,ok?");
//! assert_eq!(fold::full("龍鬚糖　禮盒"), "龙须糖 礼盒");
//! ```

mod table;

/// Folds with the small table: what the hatch and the mask need.
#[must_use]
pub fn fold(text: &str) -> String {
    Folded::of(text).chars.into_iter().collect()
}

/// Folds with the full table: what search at the edge needs.
#[must_use]
pub fn full(text: &str) -> String {
    Folded::full(text).chars.into_iter().collect()
}

/// A folded text and where each of its characters came from.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Folded {
    /// The folded characters.
    pub chars: Vec<char>,
    /// For each of them, the index in the source of the code point it came from; never descending.
    pub origin: Vec<usize>,
}

impl Folded {
    /// Folds with the small table, as [`fold`] does.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::by(text, |character| table::simplify(&table::COMMON, character))
    }

    /// Folds with the full table, as [`full`](full()) does.
    #[must_use]
    pub fn full(text: &str) -> Self {
        Self::by(text, |character| table::simplify(&table::ALL, character))
    }

    /// The length of the longest of `words` (separated by spaces) that begins at `start`.
    #[must_use]
    pub fn begins(&self, start: usize, words: &str) -> Option<usize> {
        let here = self.chars.get(start..)?;
        words
            .split(' ')
            .filter_map(|word| {
                let mut length = 0;
                let same = word.chars().all(|character| {
                    length += 1;
                    here.get(length - 1) == Some(&character)
                });
                (same && length > 0).then_some(length)
            })
            .max()
    }

    /// The length of the longest of `words` (separated by spaces) that ends just before `end`.
    #[must_use]
    pub fn ends(&self, end: usize, words: &str) -> Option<usize> {
        let here = self.chars.get(..end)?;
        words
            .split(' ')
            .filter_map(|word| {
                let mut length = 0;
                let same = word.chars().rev().all(|character| {
                    length += 1;
                    end.checked_sub(length).is_some_and(|at| here[at] == character)
                });
                (same && length > 0).then_some(length)
            })
            .max()
    }

    fn by(text: &str, simplify: impl Fn(char) -> char) -> Self {
        let mut folded = Self {
            chars: Vec::with_capacity(text.len() / 2),
            origin: Vec::with_capacity(text.len() / 2),
        };
        let mut gap = None;
        for (index, character) in text.chars().enumerate() {
            if is_space(character) {
                gap = gap.or(Some(index));
            } else if !is_invisible(character) {
                if let Some(gap) = gap.take()
                    && !folded.chars.is_empty()
                {
                    folded.chars.push(' ');
                    folded.origin.push(gap);
                }
                folded.chars.push(plain(character, &simplify));
                folded.origin.push(index);
            }
        }
        folded
    }

    /// Where the folded characters from `start` to before `end` lie in the source, in code points.
    /// An empty or outlying range gives an empty one.
    #[must_use]
    pub fn source(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let first = self.origin.get(start);
        let last = end.checked_sub(1).and_then(|last| self.origin.get(last));
        match (first, last) {
            (Some(&first), Some(&last)) if first <= last => first..last + 1,
            _ => 0..0,
        }
    }
}

/// One visible character without its width, case and script.
fn plain(character: char, simplify: impl Fn(char) -> char) -> char {
    let narrow = match character {
        '！'..='～' => shifted(character, '！', '!'),
        '￠' => '¢',
        '￡' => '£',
        '￥' => '¥',
        '𝟎'..='𝟿' => shifted(character, '𝟎', '0'),
        '①'..='⑨' => shifted(character, '①', '1'),
        '⓪' => '0',
        '–' | '—' | '―' | '‐' | '‑' | '‒' | '−' => '-',
        other => other,
    };
    match narrow {
        '0'..='9' => narrow,
        'A'..='Z' | 'a'..='z' => narrow.to_ascii_lowercase(),
        // The capitals of Latin-1, Greek and Cyrillic lie at a fixed distance from the small ones;
        // the rest of Unicode's case tables would cost a page more than it gives.
        'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => {
            shifted(narrow, 'À', 'à')
        }
        '\u{0}'..='\u{2e7f}' => narrow,
        other => simplify(other),
    }
}

/// `character` as far above `to` as it is above `from`; the mathematical digits come in tens.
fn shifted(character: char, from: char, to: char) -> char {
    let offset = character as u32 - from as u32;
    let offset = if from == '𝟎' { offset % 10 } else { offset };
    char::from_u32(to as u32 + offset).unwrap_or(character)
}

/// White space, and the controls and fillers that show as nothing but space.
fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

/// Characters that show nothing: joiners, marks of direction, selectors, tags, controls.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{20d0}'..='\u{20f0}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}
