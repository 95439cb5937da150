//! Scales for what no list of words settles: pieces of a message, each with a weight for or against.
//!
//! People ask for a person in ways nobody lists (摇个能拍板的, 上人), and name one in as many without
//! asking (人工降雨, 律师袍). `model/train/scale.py` weighs the pieces once, over labelled messages; the
//! tables are text, and part of the rules: they are here wherever the rules are, and nothing vetoes
//! them. [Decision 11](../../../docs/decisions/0011-scales-beside-the-rules.md) has the price.

use std::ops::Range;

use super::plain::Plain;

/// Where the heaviest piece for a wish stands, if the pieces alone say that a person is wished for.
pub(super) fn wishes(plain: &Plain) -> Option<Range<usize>> {
    let len = plain.len();
    let head = weigh(plain, WISH, 0..len.min(WINDOW));
    let tail = || weigh(plain, WISH, len.saturating_sub(WINDOW)..len);
    let sure = |weight: Weight| weight.heaviest.filter(|_| weight.sum >= WISH_FROM);
    sure(head).or_else(|| (len > WINDOW).then(tail).and_then(sure))
}

/// Whether a message of middling length that names a person hardly asks for one.
pub(super) fn doubts_wish(plain: &Plain) -> bool {
    (CURT..=WINDOW).contains(&plain.len()) && weigh(plain, PERSON, 0..plain.len()).sum <= PERSON_TO
}

/// Whether a short message that has a word of complaint hardly complains.
pub(super) fn doubts_complaint(plain: &Plain) -> bool {
    plain.len() <= WINDOW && weigh(plain, COMPLAINT, 0..plain.len()).sum <= COMPLAINT_TO
}

/// What the pieces of a message weigh together, and where the heaviest stands.
struct Weight {
    sum: i32,
    heaviest: Option<Range<usize>>,
}

fn weigh(plain: &Plain, table: &str, window: Range<usize>) -> Weight {
    let line = Line::of(plain, window);
    let (mut sum, mut top, mut heaviest) = (0, 0, None);
    for row in table.lines() {
        let mut row = row.split(' ');
        let weight = row.next().and_then(|weight| weight.parse::<i32>().ok()).unwrap_or_default();
        for piece in row {
            if let Some(found) = line.find(plain, piece) {
                sum += weight;
                if weight > top {
                    (top, heaviest) = (weight, Some(line.place(found)));
                }
            }
        }
    }
    Weight { sum, heaviest }
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

    fn find(&self, plain: &Plain, piece: &str) -> Option<Range<usize>> {
        let Some(first) = piece.chars().next() else { return Some(0..0) };
        if first != BREAK && first != '0' && !plain.may_have(first) {
            return None;
        }
        let len = piece.chars().count();
        let is_here =
            |&start: &usize| self.chars[start..].iter().copied().take(len).eq(piece.chars());
        (0..self.chars.len()).find(is_here).map(|start| start..start + len)
    }

    /// Where in the message the characters of `found` stand, without breaks at its ends.
    fn place(&self, found: Range<usize>) -> Range<usize> {
        let mut places = found.filter(|&at| self.chars[at] != BREAK).map(|at| self.places[at]);
        let first = places.next().unwrap_or_default();
        first..places.next_back().unwrap_or(first) + 1
    }
}

/// Weighed over all messages: does it ask for a person?
const WISH: &str = include_str!("scale/wish.txt");

/// Weighed over messages that name a person or a machine: does it ask for a person?
const PERSON: &str = include_str!("scale/person.txt");

/// Weighed over messages with a word of complaint: does it complain or claim?
const COMPLAINT: &str = include_str!("scale/complaint.txt");

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

const BREAK: char = ',';
