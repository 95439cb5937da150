//! What an encoder elsewhere says that articles and questions mean, beside the one that we bring along.
//!
//! Its nearnesses are of a scale of their own: of one service all texts lie between 0.7 and 0.9, of another
//! between 0 and 0.6. What is made of our own, by ranking and by confidence, was fitted to ours. So what
//! the service says is stretched as far as the articles of a shop lie apart by us and by it, and shifted
//! until both say on average the same of a question. Where they differ after that, they differ in what
//! they know.

use super::{Index, Vectorised, Veil, dense::Meant, question::Question};
use crate::{article::Article, embedding::Vector, fold::Folded, reading::Percent};

/// The vectors that a service gave for the passages of all articles.
#[derive(Clone, Debug, Default)]
pub(super) struct Borrowed {
    width: usize,
    /// How far our nearnesses of articles to each other lie apart, beside its.
    stretch: f32,
    /// How much its word counts beside ours, from 0 to 1.
    share: f32,
    numbers: Vec<i8>,
    /// Which numbers are negative, a bit each, in as many words as a vector needs.
    signs: Vec<u64>,
    units: Vec<f32>,
    /// The article of each vector, ascending.
    owners: Vec<u32>,
}

impl Index {
    /// The same index with vectors of an encoder elsewhere beside its own: for each the place of its
    /// article in [`Index::articles`], in ascending order. As it was where there are none, where their
    /// sizes differ, or where the index has no encoder of its own to compare them with.
    ///
    /// `share` is how much its word counts beside our own.
    #[must_use]
    pub fn borrowing(mut self, vectors: &[(u32, Vector)], share: Percent) -> Self {
        self.borrowed = self.meaning().and_then(|meaning| {
            let borrowed = Borrowed::of(vectors)?;
            let stretch = borrowed.stretch(meaning, &self.articles);
            Some(Borrowed { stretch, share: f32::from(share.value()) / 100.0, ..borrowed })
        });
        self
    }

    /// Whether it goes by vectors of an encoder elsewhere too.
    #[must_use]
    pub const fn borrows(&self) -> bool {
        self.borrowed.is_some()
    }

    /// What a service says of a question, on our own scale; nothing where there is nothing to compare.
    pub(super) fn lent<'a>(&'a self, question: &'a Question) -> Option<Lent<'a>> {
        let borrowed = self.borrowed.as_ref()?;
        let (meaning, meant) = (self.meaning()?, question.meant.as_ref()?);
        let vector = question.borrowed.as_ref()?;
        (vector.numbers().len() == borrowed.width)
            .then(|| Lent::of(borrowed, vector, meaning, meant, self.articles.len()))
    }
}

impl Borrowed {
    fn of(vectors: &[(u32, Vector)]) -> Option<Self> {
        let width = vectors.first()?.1.numbers().len();
        let is_even = vectors.iter().all(|(_, vector)| vector.numbers().len() == width);
        if !is_even || !vectors.is_sorted_by_key(|(owner, _)| *owner) {
            return None;
        }
        let mut borrowed = Self { width, ..Self::default() };
        for (owner, vector) in vectors {
            borrowed.numbers.extend_from_slice(vector.numbers());
            borrowed.signs.extend(signs(vector.numbers()));
            borrowed.units.push(vector.unit());
            borrowed.owners.push(*owner);
        }
        Some(borrowed)
    }

    /// How many bytes the vectors take.
    pub(super) fn size(&self) -> usize {
        self.numbers.len()
            + size_of_val(self.signs.as_slice())
            + size_of_val(self.units.as_slice())
            + size_of_val(self.owners.as_slice())
    }

    /// By what its spread is to be multiplied to be ours: both are asked for some articles how near each of
    /// the others is.
    fn stretch(&self, meaning: &Vectorised, articles: &[Article]) -> f32 {
        let step = articles.len().div_ceil(COMPARED).max(1);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for (at, article) in (0_u32..).zip(articles).step_by(step) {
            let title = Folded::full(article.title()).chars;
            let Some(meant) = Meant::of(&meaning.encoder, &title) else { continue };
            let Some(own) = self.of_article(at).next() else { continue };
            let vector = self.vector(own);
            let unit = self.units[own];
            for other in (0..articles.len() as u32).step_by(step).filter(|&other| other != at) {
                if let Some(near) = self.nearness(other, &vector, unit) {
                    ours.push(meaning.vectors.nearness(other, &meant));
                    theirs.push(near);
                }
            }
        }
        let [ours, theirs] = [ours, theirs].map(|it| deviation(&it));
        if ours > 0.0 && theirs > 0.0 { (LOUDER * ours / theirs).min(MOST_STRETCHED) } else { 1.0 }
    }

    fn vector(&self, at: usize) -> Vec<i8> {
        self.numbers[at * self.width..(at + 1) * self.width].to_vec()
    }

    /// How near an article is: as its nearest passage.
    fn nearness(&self, article: u32, vector: &[i8], unit: f32) -> Option<f32> {
        self.of_article(article).map(|at| self.near(at, vector, unit)).reduce(f32::max)
    }

    fn near(&self, at: usize, vector: &[i8], unit: f32) -> f32 {
        let own = &self.numbers[at * self.width..(at + 1) * self.width];
        // Products of bytes: 4,096 of them are far from what 32 bits hold.
        let products = own.iter().zip(vector);
        let sum: i32 = products.map(|(&own, &other)| i32::from(own) * i32::from(other)).sum();
        sum as f32 * self.units[at] * unit
    }

    /// The places of the vectors of one article.
    fn of_article(&self, article: u32) -> std::ops::Range<usize> {
        let start = self.owners.partition_point(|&owner| owner < article);
        start..start + self.owners[start..].partition_point(|&owner| owner == article)
    }

    /// Calls `look` with the places of vectors that may be near: all of few, and of many those whose signs
    /// differ least.
    fn each_likely(&self, vector: &[i8], look: impl FnMut(usize)) {
        let count = self.owners.len();
        if count <= ALL {
            return (0..count).for_each(look);
        }
        let asked = signs(vector);
        let own = self.signs.chunks_exact(asked.len());
        let apart = own.map(|own| -> u32 {
            own.iter().zip(&asked).map(|(left, right)| (left ^ right).count_ones()).sum()
        });
        let apart: Vec<u32> = apart.collect();
        let mut counts = vec![0_usize; self.width + 1];
        for &apart in &apart {
            counts[apart as usize] += 1;
        }
        let mut within = 0;
        let bound = counts.iter().position(|count| {
            within += count;
            within >= LIKELY
        });
        let bound = bound.unwrap_or(self.width) as u32;
        (0..count).filter(|&at| apart[at] <= bound).for_each(look);
    }
}

/// What a service says of one question.
pub(super) struct Lent<'a> {
    borrowed: &'a Borrowed,
    vector: &'a [i8],
    unit: f32,
    /// From its scale, stretched, to ours.
    shift: f32,
}

impl<'a> Lent<'a> {
    fn of(
        borrowed: &'a Borrowed,
        vector: &'a Vector,
        meaning: &Vectorised,
        meant: &Meant,
        articles: usize,
    ) -> Self {
        let mut lent = Self { borrowed, vector: vector.numbers(), unit: vector.unit(), shift: 0.0 };
        let sample = (0..articles as u32).step_by(articles.div_ceil(SAMPLED).max(1));
        let apart: Vec<f32> = sample
            .filter_map(|at| Some(meaning.vectors.nearness(at, meant) - lent.theirs(at)?))
            .collect();
        lent.shift = mean(&apart);
        lent
    }

    /// The `count` articles not behind `veil` that are nearest by its word, the nearest first.
    pub(super) fn nearest(&self, veil: &Veil, count: usize) -> Vec<u32> {
        // The nearest first; few, so that to put one in its place moves little.
        let mut nearest: Vec<(u32, f32)> = Vec::with_capacity(count + 1);
        self.borrowed.each_likely(self.vector, |at| {
            let owner = self.borrowed.owners[at];
            if veil.hides(owner) {
                return;
            }
            let near = self.borrowed.near(at, self.vector, self.unit);
            let is_near = |other: &(u32, f32)| other.1 >= near;
            if let Some(known) = nearest.iter().position(|(article, _)| *article == owner) {
                if is_near(&nearest[known]) {
                    return;
                }
                nearest.remove(known);
            }
            let place = nearest.partition_point(is_near);
            if place < count {
                nearest.insert(place, (owner, near));
                nearest.truncate(count);
            }
        });
        nearest.into_iter().map(|(article, _)| article).collect()
    }

    /// How near an article is by our own word, `own`, and by its.
    pub(super) fn beside(&self, own: f32, article: u32) -> f32 {
        match self.theirs(article) {
            Some(theirs) => (own + self.borrowed.share * (theirs - own)).clamp(-1.0, 1.0),
            None => own,
        }
    }

    fn theirs(&self, article: u32) -> Option<f32> {
        let near = self.borrowed.nearness(article, self.vector, self.unit)?;
        Some(self.shift + self.borrowed.stretch * near)
    }
}

fn mean(numbers: &[f32]) -> f32 {
    numbers.iter().sum::<f32>() / numbers.len().max(1) as f32
}

fn deviation(numbers: &[f32]) -> f32 {
    let mean = mean(numbers);
    let squares: Vec<f32> = numbers.iter().map(|x| (x - mean) * (x - mean)).collect();
    self::mean(&squares).sqrt()
}

fn signs(numbers: &[i8]) -> Vec<u64> {
    let of = |word: &[i8]| {
        word.iter().zip(0..).fold(0, |signs, (&it, bit)| signs | u64::from(it < 0) << bit)
    };
    numbers.chunks(64).map(of).collect()
}

/// By how much its spread exceeds ours before both are mixed. What is mixed of two lies closer together
/// than either, and would be believed less: at 1 a fifth of the answers become choices, at 2 twice as much is
/// answered that nobody answers.
const LOUDER: f32 = 1.4;
/// Beyond this what is stretched is noise. The spread of e5, which lies closest together, takes 5.
const MOST_STRETCHED: f32 = 16.0;
/// Articles of which each is compared with each, to know how far apart they lie.
const COMPARED: usize = 64;
/// Articles at which the scales are brought together for a question.
const SAMPLED: usize = 256;
/// Up to this many vectors are all compared.
const ALL: usize = 2_048;
/// Of more, at least so many: those whose signs agree best.
const LIKELY: usize = 512;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::search::{Encoder, Query, Synonyms};
    use std::sync::Arc;

    const HALF: Percent = Percent::saturating(50);
    const ENCODER: &[u8] = include_bytes!("../../../model/weights/encoder.bin");

    fn index() -> Index {
        let articles: Vec<Article> = ["退款多久到账", "怎么开发票", "保修多久", "怎么改地址"]
            .iter()
            .map(|title| {
                let line =
                    format!(r#"{{"id": "{title}", "title": "{title}？", "body": "{title}。"}}"#);
                serde_json::from_str(&line).unwrap()
            })
            .collect();
        let encoder = Arc::new(Encoder::read(ENCODER).unwrap());
        Index::with_meaning(&articles, &Synonyms::default(), &encoder)
    }

    fn vector(numbers: [f32; 4]) -> Vector {
        Vector::of(&numbers).unwrap()
    }

    /// All of a service's vectors are near each other, as they are with some.
    fn axis(at: usize) -> Vector {
        vector(std::array::from_fn(|it| {
            if it == at { 1.0 } else { 0.5 + 0.1 * ((it * 3 + at * 5) % 4) as f32 }
        }))
    }

    fn axes() -> Vec<(u32, Vector)> {
        (0..4).map(|at| (at, axis(at as usize))).collect()
    }

    fn first(index: &Index, text: &str, vectors: &[Vector]) -> String {
        let query = Query { text, vectors, ..Query::default() };
        index.search(query, 1)[0].article.to_string()
    }

    #[test]
    fn what_only_the_service_knows_is_found() {
        let index = index().borrowing(&axes(), HALF);
        assert!(index.borrows());
        for (at, title) in
            ["退款多久到账", "怎么开发票", "保修多久", "怎么改地址"].iter().enumerate()
        {
            assert_eq!(first(&index, "宇宙的尽头", &[axis(at)]), *title);
        }
        // What both know best stays first.
        assert_eq!(first(&index, "怎么开发票", &[axis(1)]), "怎么开发票");
    }

    #[test]
    fn without_the_questions_vector_all_is_as_without_the_service() {
        let own = index();
        let borrowing = own.clone().borrowing(&axes(), HALF);
        for text in ["钱什么时候退回来", "地址写错了", "宇宙的尽头", ""] {
            assert_eq!(borrowing.answer(text), own.answer(text));
            assert_eq!(borrowing.explain(text, 4), own.explain(text, 4));
            // Of another size.
            let other = [Vector::of(&[1.0, 0.0]).unwrap()];
            let query = Query { text, vectors: &other, ..Query::default() };
            assert_eq!(borrowing.explain(query, 4), own.explain(text, 4));
        }
    }

    #[test]
    fn vectors_that_do_not_belong_together_are_not_borrowed() {
        assert!(!index().borrowing(&[], HALF).borrows());
        let uneven = vec![(0, axis(0)), (1, Vector::of(&[1.0]).unwrap())];
        assert!(!index().borrowing(&uneven, HALF).borrows());
        assert!(!index().borrowing(&[(1, axis(0)), (0, axis(1))], HALF).borrows());
        let by_words = Index::build(index().articles(), &Synonyms::default());
        assert!(!by_words.borrowing(&[(0, axis(0))], HALF).borrows());
    }

    #[test]
    fn a_scale_of_its_own_is_brought_to_ours() {
        let index = index().borrowing(&axes(), HALF);
        let query = Query { text: "退款多久到账", vectors: &[axis(0)], ..Query::default() };
        let question = index.read(query);
        let lent = index.lent(&question).unwrap();
        let borrowed = index.borrowed.as_ref().unwrap();
        let raw = |at| borrowed.nearness(at, lent.vector, lent.unit).unwrap();
        assert!((0..4).all(|at| raw(at) > 0.8));
        let meaning = index.meaning.as_ref().unwrap();
        let meant = question.meant.as_ref().unwrap();
        let ours: Vec<f32> = (0..4).map(|at| meaning.vectors.nearness(at, meant)).collect();
        let theirs: Vec<f32> = (0..4).map(|at| lent.theirs(at).unwrap()).collect();
        assert!((mean(&ours) - mean(&theirs)).abs() < 1e-3);
        assert!(theirs[0] > 0.5 && theirs[1..].iter().all(|&near| near < 0.4), "{theirs:?}");
    }

    #[test]
    fn of_many_vectors_the_nearest_is_looked_at() {
        let mut state = 7_u64;
        let mut draw = || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (state >> 40) as f32 / (1 << 23) as f32 - 1.0
        };
        let vectors: Vec<(u32, Vector)> = (0..ALL as u32 * 3)
            .map(|at| (at, Vector::of(&std::array::from_fn::<f32, 256, _>(|_| draw())).unwrap()))
            .collect();
        let borrowed = Borrowed::of(&vectors).unwrap();
        for (at, vector) in vectors.iter().step_by(97) {
            let mut likely = Vec::new();
            borrowed.each_likely(vector.numbers(), |at| likely.push(at));
            assert!(likely.len() < 2 * LIKELY && likely.contains(&(*at as usize)));
        }
    }
}
