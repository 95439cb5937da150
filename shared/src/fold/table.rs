//! The tables from traditional to simplified, parsed from text when the crate is compiled.

/// The simplified form of `character` by `table`, or itself.
pub(super) fn simplify(table: &[(char, char)], character: char) -> char {
    match table.binary_search_by_key(&character, |&(traditional, _)| traditional) {
        Ok(at) => table[at].1,
        Err(_) => character,
    }
}

/// Every form of a character that the hatch and the mask look for.
pub(super) static COMMON: [(char, char); count(COMMON_TEXT)] = parse(COMMON_TEXT);

/// All of them.
pub(super) static ALL: [(char, char); count(ALL_TEXT)] = parse(ALL_TEXT);

const COMMON_TEXT: &str = include_str!("common.txt");
const ALL_TEXT: &str = include_str!("traditional.txt");

/// How many pairs a table's text holds.
const fn count(text: &str) -> usize {
    let mut cursor = Cursor { bytes: text.as_bytes(), at: 0 };
    let mut characters = 0;
    while cursor.next().is_some() {
        characters += 1;
    }
    assert!(characters % 2 == 0, "a character without its pair");
    characters / 2
}

/// The pairs of a table's text, which must ascend.
const fn parse<const N: usize>(text: &str) -> [(char, char); N] {
    let mut pairs = [('\0', '\0'); N];
    let mut cursor = Cursor { bytes: text.as_bytes(), at: 0 };
    let mut index = 0;
    while index < N {
        if let (Some(traditional), Some(simplified)) = (cursor.next(), cursor.next()) {
            assert!(index == 0 || (pairs[index - 1].0 as u32) < traditional as u32, "out of order");
            pairs[index] = (traditional, simplified);
        }
        index += 1;
    }
    pairs
}

/// Walks the characters of a table's text past its comments and line ends, at compile time.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    const fn next(&mut self) -> Option<char> {
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'#' => {
                    while self.at < self.bytes.len() && self.bytes[self.at] != b'\n' {
                        self.at += 1;
                    }
                }
                b'\n' => self.at += 1,
                _ => return self.decode(),
            }
        }
        None
    }

    /// Decodes one character: the text is a `str`, so its UTF-8 is whole.
    const fn decode(&mut self) -> Option<char> {
        let lead = self.bytes[self.at];
        let (length, bits) = match lead {
            0x00..=0x7f => (1, lead as u32),
            0x80..=0xdf => (2, (lead & 0x1f) as u32),
            0xe0..=0xef => (3, (lead & 0x0f) as u32),
            0xf0..=0xff => (4, (lead & 0x07) as u32),
        };
        let mut code = bits;
        let mut tail = 1;
        while tail < length {
            code = code << 6 | (self.bytes[self.at + tail] & 0x3f) as u32;
            tail += 1;
        }
        self.at += length;
        char::from_u32(code)
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, COMMON, simplify};

    #[test]
    fn the_small_table_agrees_with_the_full_one() {
        for (traditional, simplified) in COMMON {
            assert_eq!(simplify(&ALL, traditional), simplified, "{traditional}");
        }
    }

    #[test]
    fn the_small_table_has_every_form_of_every_character_in_the_lexicons() {
        let sources = [
            include_str!("../mask/mod.rs"),
            include_str!("../mask/digits.rs"),
            include_str!("../mask/address.rs"),
            include_str!("../mask/words.rs"),
            include_str!("../hatch/frame.rs"),
            include_str!("../hatch/keyword.rs"),
            include_str!("../hatch/risk.rs"),
            include_str!("../hatch/scale/complaint.txt"),
            include_str!("../hatch/scale/person.txt"),
            include_str!("../hatch/scale/wish.txt"),
            include_str!("../hatch/spell.rs"),
            include_str!("../hatch/temper.rs"),
            include_str!("../hatch/topic.rs"),
            include_str!("../hatch/wish.rs"),
        ];
        let is_common = |c: char| !('\u{3400}'..'\u{4e00}').contains(&c) && c < '\u{10000}';
        let missing: std::collections::BTreeSet<char> = ALL
            .iter()
            .filter(|(traditional, simplified)| {
                is_common(*traditional)
                    && sources.iter().any(|source| source.contains(*simplified))
                    && simplify(&COMMON, *traditional) != *simplified
            })
            .map(|&(traditional, _)| traditional)
            .collect();
        assert!(missing.is_empty(), "add to common.txt: {missing:?}");
    }

    #[test]
    fn folding_twice_changes_nothing_more() {
        for (_, simplified) in ALL {
            assert_eq!(simplify(&ALL, simplified), simplified);
        }
    }
}
