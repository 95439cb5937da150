//! Scales for what no list of words settles: pieces of a message, each with a weight for or against.
//!
//! People ask for a person in ways nobody lists (摇个能拍板的, 上人), and name one in as many without
//! asking (人工降雨, 律师袍). `model/train/scale.py` weighs the pieces once, over labelled messages; the
//! tables are text, and part of the rules: they are here wherever the rules are, and nothing vetoes
//! them. [Decision 11](../../../docs/decisions/0011-scales-beside-the-rules.md) has the price.

use std::ops::Range;
use std::sync::LazyLock;

use super::plain::Plain;

/// Where the heaviest piece for a wish stands, if the pieces alone say that a person is wished for.
pub(super) fn wishes(plain: &Plain) -> Option<Range<usize>> {
    let len = plain.len();
    let head = weigh(plain, &WISH, 0..len.min(WINDOW));
    let tail = || weigh(plain, &WISH, len.saturating_sub(WINDOW)..len);
    let sure = |weight: Weight| weight.heaviest.filter(|_| weight.sum >= WISH_FROM);
    sure(head).or_else(|| (len > WINDOW).then(tail).and_then(sure))
}

/// Whether a message of middling length that names a person hardly asks for one.
pub(super) fn doubts_wish(plain: &Plain) -> bool {
    (CURT..=WINDOW).contains(&plain.len()) && weigh(plain, &PERSON, 0..plain.len()).sum <= PERSON_TO
}

/// Whether a short message that has a word of complaint hardly complains.
pub(super) fn doubts_complaint(plain: &Plain) -> bool {
    plain.len() <= WINDOW && weigh(plain, &COMPLAINT, 0..plain.len()).sum <= COMPLAINT_TO
}

/// What the pieces of a message weigh together, and where the heaviest stands.
struct Weight {
    sum: i32,
    heaviest: Option<Range<usize>>,
}

fn weigh(plain: &Plain, table: &Table, window: Range<usize>) -> Weight {
    let line = Line::of(plain, window);
    let mut weight = Weight { sum: table.weight(&[]).unwrap_or_default(), heaviest: None };
    let mut top = 0;
    for (at, piece) in line.pieces() {
        let Some(more) = table.weight(piece) else { continue };
        if line.has_before(at, piece) {
            continue;
        }
        weight.sum += more;
        if more > top {
            top = more;
            weight.heaviest = Some(line.place(at..at + piece.len()));
        }
    }
    weight
}

/// Pieces and their weights, in the order of the pieces.
struct Table(Vec<(Vec<char>, i32)>);

impl Table {
    /// Reads a line a weight: the weight, then its pieces.
    fn read(text: &str) -> Self {
        let mut rows = Vec::new();
        for line in text.lines() {
            let mut words = line.split(' ');
            let weight = words.next().and_then(|word| word.parse().ok()).unwrap_or_default();
            rows.extend(words.map(|piece| (piece.chars().collect(), weight)));
        }
        rows.sort_unstable();
        Self(rows)
    }

    fn weight(&self, piece: &[char]) -> Option<i32> {
        let found = self.0.binary_search_by(|(known, _)| known.as_slice().cmp(piece)).ok()?;
        Some(self.0[found].1)
    }
}

/// What is weighed: letters, all digits alike, and a break where a clause begins or ends. A piece
/// counts once. The empty piece, which is in every message, is the bias.
struct Line {
    chars: Vec<char>,
    /// Where each of them stands; a break, where the character after it does.
    places: Vec<usize>,
}

impl Line {
    fn of(plain: &Plain, window: Range<usize>) -> Self {
        let mut line = Self { chars: Vec::new(), places: Vec::new() };
        for at in window.clone() {
            if at == window.start || plain.is_end(at) {
                line.push(BREAK, at);
            }
            let character = plain.at(at);
            line.push(if character.is_ascii_digit() { '0' } else { character }, at);
        }
        line.push(BREAK, window.end);
        line
    }

    fn push(&mut self, character: char, place: usize) {
        self.chars.push(character);
        self.places.push(place);
    }

    /// Every run of one to four characters, and where it begins.
    fn pieces(&self) -> impl Iterator<Item = (usize, &[char])> {
        (0..self.chars.len()).flat_map(move |at| {
            let longest = LONGEST.min(self.chars.len() - at);
            (1..=longest).map(move |len| (at, &self.chars[at..at + len]))
        })
    }

    /// Whether `piece`, which stands at `at`, stands before that too.
    fn has_before(&self, at: usize, piece: &[char]) -> bool {
        let end = at + piece.len() - 1;
        self.chars[..end].windows(piece.len()).any(|run| run == piece)
    }

    /// Where in the message the characters of `found` stand, without breaks at its ends.
    fn place(&self, found: Range<usize>) -> Range<usize> {
        let mut places = found.filter(|&at| self.chars[at] != BREAK).map(|at| self.places[at]);
        let first = places.next().unwrap_or_default();
        first..places.next_back().unwrap_or(first) + 1
    }
}

/// Weighed over all messages: does it ask for a person?
static WISH: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("scale/wish.txt")));

/// Weighed over messages that name a person or a machine: does it ask for a person?
static PERSON: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("scale/person.txt")));

/// Weighed over messages with a word of complaint: does it complain or claim?
static COMPLAINT: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("scale/complaint.txt")));

/// 0 is an even chance, 2 is e : 1, 4 is e² : 1. Lower hears more wishes, and more that are none.
const WISH_FROM: i32 = 3;

/// Higher lets pass more of what only looks like a wish, and more wishes.
const PERSON_TO: i32 = -5;

/// Higher lets pass more peaceful uses, and more complaints.
const COMPLAINT_TO: i32 = -4;

/// How much of a long message is weighed from each end; a longer one is never doubted, since what it
/// tells besides would outweigh what it asks.
const WINDOW: usize = 80;

/// A message shorter than this is what the rules take it for.
const CURT: usize = 5;

/// As `model/train/scale.py` cuts them.
const LONGEST: usize = 4;

const BREAK: char = ',';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_scale_weighs_something() {
        for table in [&WISH, &PERSON, &COMPLAINT] {
            assert!(table.0.len() > 100, "{}", table.0.len());
            assert!(table.0.iter().all(|(_, weight)| *weight != 0));
        }
    }
}
