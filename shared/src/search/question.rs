//! A question, read: its terms and what each is worth here.

use super::{
    Index,
    dense::Meant,
    fillers, particulars,
    rarity::rarity,
    terms::{self, Term},
};
use crate::{embedding::Vector, fold::Folded};

/// The terms of a question, the most telling first, at most 64 of them.
#[derive(Debug, Default)]
pub(super) struct Question {
    pub(super) asked: Vec<Asked>,
    /// As it was read, where it means anything: what is laid beside articles.
    pub(super) read: Vec<char>,
    /// What it means, where the index has an encoder that knows any of it.
    pub(super) meant: Option<Meant>,
    /// Where it points by an encoder elsewhere, if that was asked.
    pub(super) borrowed: Option<Vector>,
}

/// One term of a question.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) term: Term,
    /// Its number, where any article holds it.
    pub(super) number: Option<u32>,
    /// What finding it is worth.
    pub(super) worth: f32,
    /// Whether it is about the matter and not about the asking.
    pub(super) telling: bool,
}

impl Question {
    /// Keeps each term once, as it counts most, and of these the most telling, in order.
    pub(super) fn settle(&mut self) {
        self.asked.sort_unstable_by(|left, right| {
            let order = left.term.cmp(&right.term).then(right.telling.cmp(&left.telling));
            order.then(right.worth.total_cmp(&left.worth))
        });
        self.asked.dedup_by_key(|asked| asked.term);
        self.asked.sort_by(|left, right| right.worth.total_cmp(&left.worth));
        self.asked.truncate(MOST_TERMS);
    }

    /// What finding all of it would be worth.
    pub(super) fn worth(&self) -> f32 {
        self.asked.iter().map(|asked| asked.worth).sum()
    }

    /// What finding all that is about the matter would be worth.
    pub(super) fn telling_worth(&self) -> f32 {
        self.asked.iter().filter(|asked| asked.telling).map(|asked| asked.worth).sum()
    }
}

impl Index {
    /// Reads a question by itself.
    pub(super) fn read_alone(&self, text: &str) -> Question {
        let cut = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
        let text = particulars::left_out(&Folded::full(&text[..cut]).chars);
        let sounded = self.sounded(&text);
        let meaning = self.meaning();
        let read = sounded.as_deref().unwrap_or(&text);
        let meant = meaning.and_then(|it| Meant::of(&it.encoder, read));
        let read = if meant.is_some() { read.to_vec() } else { Vec::new() };
        let mut asked = Vec::new();
        self.ask(text, 1.0, &mut asked);
        if let Some(sounded) = sounded {
            // What was read as something else is no word that nobody knows.
            asked.retain(|asked| asked.number.is_some());
            self.ask(sounded, SOUNDED, &mut asked);
        }
        let mut question = Question { asked, read, meant, borrowed: None };
        question.settle();
        question
    }

    /// Adds the terms of a folded text, each worth a share.
    fn ask(&self, text: Vec<char>, share: f32, asked: &mut Vec<Asked>) {
        let text = self.synonyms.rewrite(text);
        let mask = fillers::mask(&text);
        terms::each(&text, |term, first, last| {
            let covered = &mask[first..=last];
            let fillers = covered.iter().filter(|&&filler| filler).count();
            let mut term = self.asked(term, fillers, covered.len());
            term.worth *= share;
            asked.push(term);
        });
    }

    fn asked(&self, term: Term, fillers: usize, chars: usize) -> Asked {
        let number = self.postings.number(term);
        let full = match number {
            Some(number) => self.worth(term, number),
            None => UNKNOWN * rarity(0, self.articles.len()) * term.strength(),
        };
        let share = match fillers {
            0 => 1.0,
            some if some < chars => STRADDLING,
            _ => FILLER,
        };
        Asked { term, number, worth: full * share, telling: fillers == 0 }
    }
}

/// Characters of a question that are read: longer ones are pasted pages.
pub(super) const LONGEST: usize = 2_000;
/// Terms of a question that are looked up.
const MOST_TERMS: usize = 64;
/// What an unheard-of term counts beside the rarest known one. At 0 a question about something else
/// looks answered by the words it shares; at 1 any unusual wording looks unanswerable.
const UNKNOWN: f32 = 0.7;
/// What a term counts that was typed by sound, beside one that was typed as it is.
const SOUNDED: f32 = 0.8;
/// What a pair counts whose one half is a filler.
const STRADDLING: f32 = 0.3;
/// What a filler counts: enough to break a tie.
const FILLER: f32 = 0.08;
