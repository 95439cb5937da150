//! Takes Latin letters that spell pinyin as syllables, the way characters are taken: `tuikuan` is two
//! symbols, so that what was learnt of neighbours holds for them too.

use std::sync::LazyLock;

/// Folded text with each run of Latin letters that is pinyin throughout as one symbol a syllable, of
/// a plane that no writing uses; as few syllables as can be, of these the first one long. Other runs
/// stay letters. Linear in the text.
pub(crate) fn sounded(folded: &[char]) -> Vec<char> {
    let mut heard = Vec::with_capacity(folded.len());
    let is_letter = char::is_ascii_lowercase;
    for run in folded.chunk_by(|before, after| is_letter(before) && is_letter(after)) {
        match run.first().filter(|first| is_letter(first)).and_then(|_| syllables(run)) {
            Some(syllables) => heard.extend(syllables),
            None => heard.extend(run),
        }
    }
    heard
}

/// A run of letters as syllables, if it can be taken so.
fn syllables(run: &[char]) -> Option<Vec<char>> {
    // What the rest from each letter on takes: how many syllables, and how long the first one is.
    let mut rest: Vec<Option<(usize, usize, char)>> = vec![None; run.len()];
    for at in (0..run.len()).rev() {
        for size in (1..=LONGEST.min(run.len() - at)).rev() {
            let after = match rest.get(at + size) {
                Some(after) => after.map(|(count, ..)| count),
                None => Some(0),
            };
            let Some(count) = after.map(|count| count + 1) else { continue };
            let is_fewer = rest[at].is_none_or(|(least, ..)| count < least);
            if let Some(symbol) = symbol(&run[at..at + size]).filter(|_| is_fewer) {
                rest[at] = Some((count, size, symbol));
            }
        }
    }
    let mut heard = Vec::new();
    let mut at = 0;
    while at < run.len() {
        let (_, size, symbol) = rest[at]?;
        heard.push(symbol);
        at += size;
    }
    Some(heard)
}

/// The symbol of a syllable.
fn symbol(letters: &[char]) -> Option<char> {
    let place =
        SYLLABLES.binary_search_by(|known| known.chars().cmp(letters.iter().copied())).ok()?;
    char::from_u32(FIRST + u32::try_from(place).ok()?)
}

/// The syllables of Mandarin without tones, ascending; ü is typed v.
static SYLLABLES: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("syllables.txt").lines().collect());

/// Letters of the longest syllable, zhuang.
const LONGEST: usize = 6;
/// The symbol of the first syllable, in a plane for private use.
const FIRST: u32 = 0xF0000;

#[cfg(test)]
mod tests {
    use super::sounded;

    fn count(text: &str) -> usize {
        sounded(&text.chars().collect::<Vec<_>>()).len()
    }

    #[test]
    fn pinyin_is_heard_by_syllables_and_other_words_stay_letters() {
        assert_eq!(count("tuikuan"), 2);
        assert_eq!(count("wo yao tuikuan"), 6);
        assert_eq!(count("xian"), 1);
        assert_eq!(count("hello"), 5);
        assert_eq!(count("我yao退k"), 4);
        assert_eq!(sounded(&[]), Vec::<char>::new());
        let folded: Vec<char> = "fangan".chars().collect();
        let long_first: Vec<char> = "fang".chars().collect();
        assert_eq!(sounded(&folded)[0], sounded(&long_first)[0]);
    }

    /// That table has the characters of each syllable too, and would be the heaviest thing in here.
    #[test]
    fn the_syllables_are_those_by_which_search_reads_pinyin() {
        let table = include_str!("../../shared/src/search/pinyin/syllables.txt");
        let known = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let known = known.map(|line| line.split(' ').next().unwrap_or_default());
        // It takes sighs without a vowel for syllables; a word of consonants is none here.
        let spelled = known.filter(|syllable| syllable.contains(['a', 'e', 'i', 'o', 'u', 'v']));
        assert!(spelled.eq(super::SYLLABLES.iter().copied()));
    }

    #[test]
    fn a_long_run_is_heard_in_linear_time() {
        assert_eq!(count(&"zhuang".repeat(10_000)), 10_000);
    }
}
