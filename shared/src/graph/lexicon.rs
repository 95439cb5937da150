//! The phrases by which entities are found, and a line of text to find them in.
//!
//! A phrase is one or more pieces in their order. Pieces are kept sorted, so that one walk from a
//! place in the text narrows them down character by character; a phrase is compared only where its
//! rarest piece stands. Each character of a text so costs no more than the longest piece and the
//! phrases that share a piece, whose number is bounded: linking is linear in the text.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Node,
    entity::{About, Entity},
    limits,
};
use crate::fold::Folded;

/// Every phrase, ready to be looked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lexicon {
    /// Sorted, so that what begins alike stands together.
    pieces: Vec<Box<[char]>>,
    phrases: Vec<Phrase>,
    /// For each piece the phrases of which it is the rarest, as places where they end in `anchored`.
    ends: Vec<u32>,
    anchored: Vec<u32>,
    cities: Vec<String>,
}

/// What a phrase leads to.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Target {
    Entity(Node),
    City(u32),
}

#[derive(Clone, Debug, PartialEq)]
struct Phrase {
    /// Places in `pieces`.
    pieces: Box<[u32]>,
    /// Which of them is the rarest.
    anchor: usize,
    target: Target,
}

/// Where a phrase stands in a line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Place {
    pub(super) target: Target,
    /// Where each of its pieces stands: first character and the one after the last.
    pub(super) pieces: Vec<(usize, usize)>,
}

impl Place {
    pub(super) fn start(&self) -> usize {
        self.pieces.first().map_or(0, |&(start, _)| start)
    }
}

impl Lexicon {
    pub(super) fn of(entities: &[Entity]) -> Self {
        let mut cities: BTreeSet<&str> = BTreeSet::new();
        let mut written: Vec<(Vec<Box<[char]>>, Target)> = Vec::new();
        for (place, entity) in entities.iter().enumerate() {
            let Some(node) = Node::nth(place) else { break };
            let names = std::iter::once(&entity.name).chain(&entity.aliases);
            let phrases: BTreeSet<Vec<Box<[char]>>> = names.map(|name| pieces(name)).collect();
            written.extend(phrases.into_iter().map(|phrase| (phrase, Target::Entity(node))));
            if let About::Outlet(site) = &entity.about {
                cities.extend(site.cities.iter().map(|city| bare(city)));
            }
        }
        let cities: Vec<String> = cities.into_iter().map(str::to_owned).collect();
        let named = (0_u32..).zip(&cities).map(|(at, city)| (pieces(city), Target::City(at)));
        written.extend(named);
        written.retain(|(phrase, _)| phrase.iter().map(|piece| piece.len()).sum::<usize>() >= 2);
        Self::sorted(&written, cities)
    }

    fn sorted(written: &[(Vec<Box<[char]>>, Target)], cities: Vec<String>) -> Self {
        let mut uses: BTreeMap<&[char], usize> = BTreeMap::new();
        for piece in written.iter().flat_map(|(phrase, _)| phrase) {
            *uses.entry(piece).or_default() += 1;
        }
        let numbers: BTreeMap<&[char], u32> = uses.keys().copied().zip(0..).collect();
        let mut shared: Vec<Vec<u32>> = vec![Vec::new(); uses.len()];
        let mut phrases = Vec::with_capacity(written.len());
        for (phrase, target) in written {
            let rarest = |&at: &usize| (uses[&*phrase[at]], std::cmp::Reverse(phrase[at].len()));
            let Some(anchor) = (0..phrase.len()).min_by_key(rarest) else { continue };
            let pieces: Box<[u32]> = phrase.iter().map(|piece| numbers[&**piece]).collect();
            let sharing = &mut shared[pieces[anchor] as usize];
            if sharing.len() < limits::SHARED
                && let Ok(number) = u32::try_from(phrases.len())
            {
                sharing.push(number);
                phrases.push(Phrase { pieces, anchor, target: *target });
            }
        }
        let mut ends = Vec::with_capacity(shared.len());
        let mut sum = 0;
        for sharing in &shared {
            sum += u32::try_from(sharing.len()).unwrap_or_default();
            ends.push(sum);
        }
        let pieces = uses.into_keys().map(Box::from).collect();
        Self { pieces, phrases, ends, anchored: shared.concat(), cities }
    }

    /// The city of that number.
    pub(super) fn city(&self, at: u32) -> Option<&str> {
        self.cities.get(at as usize).map(String::as_str)
    }

    /// Calls `found` with every phrase in the line, in the order of their rarest pieces, until it
    /// answers that it has enough. Answers how many comparisons that took.
    pub(super) fn search(&self, line: &Line, mut found: impl FnMut(Place) -> Enough) -> usize {
        let mut cost = 0;
        for start in 0..line.chars.len() {
            let (mut low, mut high) = (0, self.pieces.len());
            for depth in 0.. {
                let Some(&c) = line.chars.get(start + depth) else { break };
                if depth > 0 && !line.is_whole(start + depth) {
                    break;
                }
                let here = |piece: &[char]| piece.get(depth).copied();
                let within = &self.pieces[low..high];
                let skipped = within.partition_point(|piece| here(piece) < Some(c));
                high = low + within.partition_point(|piece| here(piece) <= Some(c));
                low += skipped;
                cost += 1;
                if low >= high {
                    break;
                }
                if self.pieces[low].len() == depth + 1 {
                    for &phrase in self.anchored_at(low) {
                        cost += 1;
                        let phrase = &self.phrases[phrase as usize];
                        let place = self.complete(phrase, line, (start, start + depth + 1));
                        if let Some(place) = place
                            && found(place) == Enough::Yes
                        {
                            return cost;
                        }
                    }
                }
            }
        }
        cost
    }

    fn anchored_at(&self, piece: usize) -> &[u32] {
        let start = piece.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.anchored[start..self.ends[piece] as usize]
    }

    /// The whole phrase around its anchor, each other piece where it stands nearest.
    fn complete(&self, phrase: &Phrase, line: &Line, anchor: (usize, usize)) -> Option<Place> {
        let mut pieces = vec![anchor];
        for &before in phrase.pieces[..phrase.anchor].iter().rev() {
            let piece = &self.pieces[before as usize];
            let (next, _) = pieces[0];
            let nearest = next.checked_sub(piece.len())?;
            let furthest = nearest.saturating_sub(GAP);
            let start = (furthest..=nearest).rev().find(|&at| line.has(at, piece))?;
            pieces.insert(0, (start, start + piece.len()));
        }
        for &after in &phrase.pieces[phrase.anchor + 1..] {
            let piece = &self.pieces[after as usize];
            let (_, last) = pieces[pieces.len() - 1];
            let start = (last..=last + GAP).find(|&at| line.has(at, piece))?;
            pieces.push((start, start + piece.len()));
        }
        let place = Place { target: phrase.target, pieces };
        line.holds(&place).then_some(place)
    }
}

/// Whether a search may stop.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Enough {
    Yes,
    No,
}

/// The letters and digits of a text, and what stood between them.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) chars: Vec<char>,
    before: Vec<Gap>,
}

/// What stood before a character.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Gap {
    Nothing,
    /// What joins the parts of a model number.
    Joint,
    Space,
    /// The end of a clause.
    Mark,
}

impl Line {
    pub(super) fn of(text: &str) -> Self {
        let folded = Folded::full(text);
        let mut line = Self::default();
        let mut gap = Gap::Nothing;
        for &c in &folded.chars {
            if c.is_alphanumeric() {
                line.chars.push(plain(c));
                line.before.push(gap);
                gap = Gap::Nothing;
                continue;
            }
            gap = gap.max(match c {
                '-' | '_' | '.' | '·' => Gap::Joint,
                ',' | '。' | '!' | '?' | ';' | '…' | '~' | '、' => Gap::Mark,
                _ => Gap::Space,
            });
        }
        line
    }

    /// What stands in the clause before a place, the last characters of it.
    pub(super) fn before(&self, at: usize, most: usize) -> &[char] {
        let mut start = at;
        while start > 0 && at - start < most && self.gap(start) != Gap::Mark {
            start -= 1;
        }
        &self.chars[start..at]
    }

    fn gap(&self, at: usize) -> Gap {
        self.before.get(at).copied().unwrap_or(Gap::Mark)
    }

    fn is_latin(&self, at: usize) -> bool {
        self.chars.get(at).is_some_and(char::is_ascii_alphanumeric)
    }

    /// Whether the characters around a place can be of one piece. Of Latin words a space joins only
    /// letters and the digits after them: `wx 3000`, but not `e4 2`.
    fn is_whole(&self, at: usize) -> bool {
        match self.gap(at) {
            Gap::Nothing | Gap::Joint => true,
            Gap::Space => {
                let before = at.checked_sub(1).map_or(' ', |before| self.chars[before]);
                let is_split = before.is_ascii_alphanumeric() && self.is_latin(at);
                !is_split || (before.is_ascii_alphabetic() && self.chars[at].is_ascii_digit())
            }
            Gap::Mark => false,
        }
    }

    fn has(&self, at: usize, piece: &[char]) -> bool {
        self.chars.get(at..).is_some_and(|here| here.starts_with(piece))
            && (at + 1..at + piece.len()).all(|at| self.is_whole(at))
    }

    /// Whether what was found is one thing: within a clause, of whole words, and with no “不”
    /// between its pieces that would turn it round.
    fn holds(&self, place: &Place) -> bool {
        let mut last = None;
        for &(start, end) in &place.pieces {
            let follows = last == Some(start);
            if !follows && !self.is_edge(start) {
                return false;
            }
            if let Some(last) = last {
                let between = &self.chars[last..start];
                if (last..=start).any(|at| self.gap(at) == Gap::Mark) || turns(between) {
                    return false;
                }
                if !follows && !self.is_edge(last) {
                    return false;
                }
            }
            last = Some(end);
        }
        last.is_some_and(|end| self.is_edge(end))
    }

    /// Whether no Latin word goes on across a place.
    fn is_edge(&self, at: usize) -> bool {
        let goes_on = at.checked_sub(1).is_some_and(|before| self.is_latin(before))
            && self.is_latin(at)
            && self.gap(at) < Gap::Space;
        !goes_on
    }
}

/// Cantonese has other words for “not”.
const fn plain(c: char) -> char {
    match c {
        '唔' => '不',
        '冇' => '没',
        other => other,
    }
}

fn turns(between: &[char]) -> bool {
    let knows = |at: usize| matches!(between.get(at + 1), Some('知' | '晓' | '清'));
    between.iter().enumerate().any(|(at, c)| match c {
        '不' => !knows(at),
        '没' | '无' | '未' => true,
        _ => false,
    })
}

/// The pieces of a name or an alias: what stands between its spaces, letters and digits alone.
fn pieces(name: &str) -> Vec<Box<[char]>> {
    let folded = Folded::full(name).chars;
    let letters =
        |piece: &[char]| piece.iter().filter(|c| c.is_alphanumeric()).map(|&c| plain(c)).collect();
    let split = folded.split(|&c| c == ' ' || c == '…');
    let mut pieces: Vec<Box<[char]>> = split.map(letters).collect();
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// A city without what its name may end with.
pub(super) fn bare(city: &str) -> &str {
    match city.strip_suffix('市') {
        Some(bare) if bare.chars().nth(1).is_some() => bare,
        Some(_) | None => city,
    }
}

/// Characters that may stand between two pieces.
const GAP: usize = 6;
