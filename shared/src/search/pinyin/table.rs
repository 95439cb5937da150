//! Which characters a syllable may be, and how a character may sound.

use std::sync::LazyLock;

/// The characters of a toneless syllable, the most used first.
pub(super) fn characters(syllable: &str) -> Option<&'static str> {
    let lines = &TABLE.lines;
    let at = lines.binary_search_by_key(&syllable, |(syllable, _)| syllable).ok()?;
    Some(lines[at].1)
}

/// For each sound that a character may have, all characters of that sound.
pub(super) fn like(character: char) -> impl Iterator<Item = &'static str> {
    let sounds = &TABLE.sounds;
    let first = sounds.partition_point(|&(known, _)| known < character);
    let same = sounds[first..].iter().take_while(move |&&(known, _)| known == character);
    same.map(|&(_, line)| TABLE.lines[usize::from(line)].1)
}

struct Table {
    /// Syllables, ascending, with their characters.
    lines: Vec<(&'static str, &'static str)>,
    /// Characters, ascending, with the number of a line that has them.
    sounds: Vec<(char, u16)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let text = include_str!("syllables.txt").lines().filter(|line| !line.starts_with('#'));
    let lines: Vec<_> = text.filter_map(|line| line.split_once(' ')).collect();
    let mut sounds: Vec<_> = (0..)
        .zip(&lines)
        .flat_map(|(line, (_, characters))| characters.chars().map(move |c| (c, line)))
        .collect();
    sounds.sort_unstable();
    Table { lines, sounds }
});
