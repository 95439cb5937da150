//! A question, read: its terms and what each is worth here.

use super::{
    Index, fillers,
    rank::rarity,
    terms::{self, Term},
};
use crate::fold::Folded;

/// The terms of a question, the most telling first, at most 64 of them.
#[derive(Debug, Default)]
pub(super) struct Question {
    pub(super) asked: Vec<Asked>,
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
    pub(super) fn read(&self, text: &str) -> Question {
        let cut = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
        let text = self.synonyms.rewrite(Folded::full(&text[..cut]).chars);
        let mask = fillers::mask(&text);
        let mut asked = Vec::new();
        terms::each(&text, |term, first, last| {
            let covered = &mask[first..=last];
            let fillers = covered.iter().filter(|&&filler| filler).count();
            asked.push(self.asked(term, fillers, covered.len()));
        });
        asked.sort_unstable_by_key(|asked| (asked.term, !asked.telling));
        asked.dedup_by_key(|asked| asked.term);
        asked.sort_by(|left, right| right.worth.total_cmp(&left.worth));
        asked.truncate(MOST_TERMS);
        Question { asked }
    }

    fn asked(&self, term: Term, fillers: usize, chars: usize) -> Asked {
        let number = self.postings.number(term);
        let full = match number {
            Some(number) => self.worth[number as usize],
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
const LONGEST: usize = 2_000;
/// Terms of a question that are looked up: one bit each in a word.
pub(super) const MOST_TERMS: usize = 64;
/// What an unheard-of term counts beside the rarest known one. At 0 a question about something else
/// looks answered by the words it shares; at 1 any unusual wording looks unanswerable.
const UNKNOWN: f32 = 0.7;
/// What a pair counts whose one half is a filler.
const STRADDLING: f32 = 0.3;
/// What a filler counts: enough to break a tie.
const FILLER: f32 = 0.08;
