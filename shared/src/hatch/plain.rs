//! A message as the lexicons see it: letters and digits only, with a note of what stood between.

use std::ops::Range;

use crate::fold::Folded;

/// The letters and digits of a folded message. Spaces and punctuation are gone, so 转 人 工 and
/// 转。人。工 read as 转人工, but the gaps are remembered.
pub(super) struct Plain {
    pub(super) text: Folded,
    /// The whole folded message, for what counts punctuation.
    pub(super) full: Vec<char>,
    gaps: Vec<Gap>,
    clauses: Vec<usize>,
    quoted: Vec<bool>,
    /// A bit for each character that stands in the message, and for those that share it.
    present: [u64; 16],
}

/// What stood before a character.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
enum Gap {
    None,
    Space,
    Mark,
}

impl Plain {
    pub(super) fn of(message: &str) -> Self {
        let folded = Folded::of(message);
        let mut plain = Self {
            text: Folded::default(),
            full: Vec::new(),
            gaps: Vec::new(),
            clauses: Vec::new(),
            quoted: Vec::new(),
            present: [0; 16],
        };
        let (mut gap, mut clause, mut depth) = (Gap::None, 0, 0_usize);
        let (mut opened, mut before) = (0, ' ');
        for (&c, &origin) in folded.chars.iter().zip(&folded.origin) {
            let last = std::mem::replace(&mut before, c);
            let drawn = if c == '🤖' { "机器人" } else { "" };
            for c in drawn.chars().chain(is_kept(c).then_some(c)) {
                let (word, bit) = slot(c);
                plain.present[word] |= bit;
                plain.text.chars.push(c);
                plain.text.origin.push(origin);
                plain.gaps.push(gap);
                plain.clauses.push(clause);
                plain.quoted.push(depth > 0);
                gap = Gap::None;
            }
            if is_kept(c) || !drawn.is_empty() {
                continue;
            }
            gap = gap.max(if " /|_*·-".contains(c) { Gap::Space } else { Gap::Mark });
            if depth == 0 {
                opened = plain.len();
            }
            match c {
                ',' | '。' | '!' | '?' | ';' | '.' | '…' | '~' | '、' => clause += 1,
                '“' | '「' | '『' | '《' | '〈' => depth += 1,
                '”' | '」' | '』' | '》' | '〉' => depth = depth.saturating_sub(1),
                // 24" is a length.
                '"' if depth == 0 && last.is_ascii_digit() => {}
                '"' => depth = usize::from(depth == 0),
                _ => {}
            }
        }
        // What nobody closes is a slip, and mutes nothing.
        if depth > 0 {
            plain.quoted[opened..].fill(false);
        }
        plain.full = folded.chars;
        plain
    }

    pub(super) fn len(&self) -> usize {
        self.text.chars.len()
    }

    pub(super) fn at(&self, at: usize) -> char {
        self.text.chars.get(at).copied().unwrap_or('\n')
    }

    pub(super) fn begins(&self, at: usize, words: &str) -> bool {
        self.length(at, words).is_some()
    }

    pub(super) fn ends(&self, at: usize, words: &str) -> bool {
        self.text.ends(at, words).is_some()
    }

    /// Whether one of `words` ends before `at`, and begins no sooner than at `floor`.
    pub(super) fn ends_within(&self, floor: usize, at: usize, words: &str) -> bool {
        self.text.ends(at, words).is_some_and(|length| at - length >= floor)
    }

    /// Where one of `words` ends within `range`, with no more than `reach` of the characters `small` behind.
    pub(super) fn ends_behind(
        &self,
        range: Range<usize>,
        reach: usize,
        small: &str,
        words: &str,
    ) -> Option<usize> {
        let mut at = range.end;
        while !self.ends_within(range.start, at, words) {
            if at <= range.start || range.end - at >= reach || !small.contains(self.at(at - 1)) {
                return None;
            }
            at -= 1;
        }
        Some(at)
    }

    /// The length of the longest of `words` that begins at `at` and holds together there.
    pub(super) fn length(&self, at: usize, words: &str) -> Option<usize> {
        let length = self.text.begins(at, words)?;
        self.holds(at..at + length).then_some(length)
    }

    /// Where any of `words` holds together, in order, the longest of those that begin together. Of
    /// very many only the first and the last: who says a thing hundreds of times says it at an end.
    pub(super) fn all(&self, words: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        self.scan(0..self.len(), words, |range| {
            found.push(range);
            false
        });
        found.sort_unstable_by_key(|range| (range.start, usize::MAX - range.end));
        found.dedup_by_key(|range| range.start);
        if found.len() > 2 * EACH {
            found.drain(EACH..found.len() - EACH);
        }
        found
    }

    pub(super) fn has(&self, words: &str) -> bool {
        self.has_in(0..self.len(), words)
    }

    /// Whether any of `words` stands within `range`.
    pub(super) fn has_in(&self, range: Range<usize>, words: &str) -> bool {
        self.scan(range, words, |_| true)
    }

    /// Walks the occurrences of each of `words` within `within` until `stop`, and says whether it
    /// stopped. Most words fail by their first character, which costs one look at a few bits.
    fn scan(
        &self,
        within: Range<usize>,
        words: &str,
        mut stop: impl FnMut(Range<usize>) -> bool,
    ) -> bool {
        for word in words.split(' ') {
            let Some(first) = word.chars().next().filter(|&first| self.may_have(first)) else {
                continue;
            };
            for at in within.clone() {
                if self.text.chars[at] == first
                    && let Some(length) = self.length(at, word)
                    && at + length <= within.end
                    && stop(at..at + length)
                {
                    return true;
                }
            }
        }
        false
    }

    pub(super) fn may_have(&self, character: char) -> bool {
        let (word, bit) = slot(character);
        self.present[word] & bit != 0
    }

    /// The clause around `range`, as far as words reach in it.
    pub(super) fn clause(&self, range: &Range<usize>) -> Range<usize> {
        let (mut start, mut end) = (range.start, range.end);
        while start > 0
            && range.start - start < REACH
            && self.clauses[start - 1] == self.clauses[range.start]
        {
            start -= 1;
        }
        while end < self.len()
            && end > 0
            && end - range.end < REACH
            && self.clauses[end] == self.clauses[end - 1]
        {
            end += 1;
        }
        start..end
    }

    /// The clause around `range` as far as no space parts it, unless it is letter-spaced throughout.
    pub(super) fn phrase(&self, range: &Range<usize>) -> Range<usize> {
        let clause = self.clause(range);
        let parted = |at: usize| {
            self.gaps[at] != Gap::None && !self.at(at).is_ascii() && !self.at(at - 1).is_ascii()
        };
        let start = (clause.start + 1..=range.start).rev().find(|&at| parted(at));
        let end = (range.end..clause.end).find(|&at| at > 0 && parted(at));
        start.unwrap_or(clause.start)..end.unwrap_or(clause.end)
    }

    /// The clause around `range`, or what a space parts from the rest of it, if it ends there and the rest is more
    /// than a word or two: who types spaces for commas has said what is the matter.
    pub(super) fn scope(&self, range: &Range<usize>) -> Range<usize> {
        let clause = self.clause(range);
        let start = (clause.start + 4..=range.start).rev().find(|&at| self.gaps[at] == Gap::Space);
        start.filter(|_| range.end == clause.end).unwrap_or(clause.start)..clause.end
    }

    /// Whether something stands between a character and the one before it.
    pub(super) fn is_parted(&self, at: usize) -> bool {
        self.gaps.get(at).is_none_or(|&gap| gap != Gap::None)
    }

    /// Whether a clause ends before `at`.
    pub(super) fn is_end(&self, at: usize) -> bool {
        at >= self.len() || at == 0 || self.clauses[at] != self.clauses[at - 1]
    }

    /// Whether `range` stands in quotation marks or is a title, and something stands outside.
    pub(super) fn is_quoted(&self, range: &Range<usize>) -> bool {
        self.quoted.get(range.start) == Some(&true)
            && (self.full.first() == Some(&'《') || self.quoted.contains(&false))
    }

    /// Whether a Latin word stands at `range` by itself.
    pub(super) fn is_word(&self, range: &Range<usize>) -> bool {
        let is_latin = |at: usize| self.at(at).is_ascii_alphanumeric();
        let is_open = |at: usize| at >= self.len() || at == 0 || self.gaps[at] != Gap::None;
        (is_open(range.start) || !is_latin(range.start) || !is_latin(range.start - 1))
            && (is_open(range.end) || !is_latin(range.end) || !is_latin(range.end - 1))
    }

    /// Marks inside a match may be play (转。人。工) or the end of one thing and the start of
    /// another (是真，人很多): play is even, or is all there is.
    fn holds(&self, range: Range<usize>) -> bool {
        let inner = &self.gaps[range.start + 1..range.end.max(range.start + 1)];
        let is_open = |at: usize| self.gaps.get(at).is_none_or(|&gap| at == 0 || gap != Gap::None);
        !inner.contains(&Gap::Mark)
            || (!inner.contains(&Gap::None) && is_open(range.start) && is_open(range.end))
            || range.len() == self.len()
    }
}

/// How many places of a list are looked at from each end of a message.
const EACH: usize = 64;

/// How many characters away in a clause a word still bears on another.
const REACH: usize = 40;

/// The bit that stands for `character`.
fn slot(character: char) -> (usize, u64) {
    let code = character as usize;
    ((code >> 6) % 16, 1 << (code % 64))
}

/// Letters and digits, but not the strokes that are drawn between them (人丨工).
fn is_kept(character: char) -> bool {
    !matches!(character, '丨' | '丶')
        && matches!(character, 'a'..='z' | '0'..='9' | '\u{2e80}'..='\u{2fdf}' | '\u{3007}' | '\u{3400}'..='\u{9fff}')
}
