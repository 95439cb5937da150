//! The vectors of all articles, and which of them point where a question does.

use super::{
    encoder::{Encoder, WIDTH},
    product::{Factors, Halves, Row},
};
use crate::{
    article::Article,
    fold::Folded,
    search::{Veil, best::Best},
};

/// One vector for each wording of each article, in half bytes.
///
/// Few vectors are all compared. Of many only those are whose signs differ least from the question's where
/// its numbers are great, which costs a tenth of comparing them.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Vectors {
    rows: Vec<Row>,
    /// What a number of each row is worth, in parts of [`ONE`].
    units: Vec<u16>,
    signs: Vec<Signs>,
    /// The article of each vector, ascending.
    owners: Vec<u32>,
}

/// A vector as 128 odd numbers from -15 to 15, and what one of them is worth.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed {
    /// Half of what each number is above -15.
    row: Row,
    /// In parts of [`ONE`].
    unit: u16,
}

/// Which numbers of a vector are negative, a bit each.
#[derive(Clone, Copy, Debug)]
struct Signs([u64; WIDTH / 64]);

/// The signs of a question, and which of them are looked at: what its small numbers multiply says little.
#[derive(Clone, Debug)]
struct Sought {
    signs: Signs,
    great: [u64; WIDTH / 64],
}

/// A question, ready to be compared.
#[derive(Clone, Debug)]
pub(in crate::search) struct Meant {
    /// From -127 to 127.
    numbers: [i16; WIDTH],
    /// The same as rows are multiplied by it.
    factors: Factors,
    /// What one of them is worth.
    unit: f32,
    /// Of all numbers.
    sum: i32,
    sought: Sought,
    /// How readily evidence is believed for such a question.
    pub(in crate::search) belief: f32,
}

impl Meant {
    /// What a folded text means; nothing where the encoder knows none of it.
    pub(in crate::search) fn of(encoder: &Encoder, text: &[char]) -> Option<Self> {
        let direction = encoder.direction(text);
        Self::towards(&direction, encoder.belief(&direction))
    }

    /// The same where something was said before, which counts a share.
    pub(in crate::search) fn leaning_on(
        &self,
        said: &Self,
        share: f32,
        encoder: &Encoder,
    ) -> Option<Self> {
        let of = |meant: &Self, at: usize| f32::from(meant.numbers[at]) * meant.unit;
        let direction = unit(std::array::from_fn(|at| of(self, at) + share * of(said, at)));
        Self::towards(&direction, encoder.belief(&direction))
    }

    fn towards(direction: &[f32; WIDTH], belief: f32) -> Option<Self> {
        let greatest = greatest(direction);
        if greatest == 0.0 {
            return None;
        }
        let unit = greatest / 127.0;
        let numbers = direction.map(|x| (x / unit).round_ties_even() as i16);
        let sum = numbers.iter().copied().map(i32::from).sum();
        let factors = Factors::of(&numbers);
        Some(Self { numbers, factors, unit, sum, sought: Sought::of(direction), belief })
    }

    /// How nearly it points where a question does that shops leave open, from -1 to 1.
    pub(in crate::search) fn gap(&self, encoder: &Encoder) -> f32 {
        let near = encoder.gaps.iter().map(|gap| self.near(&gap.row, gap.unit));
        near.fold(-1.0, f32::max)
    }

    /// How near a packed vector is, from -1 to 1.
    #[inline]
    fn near(&self, row: &Row, unit: u16) -> f32 {
        let product = 2 * row.times(&self.factors) - 15 * self.sum;
        product as f32 * f32::from(unit) * (self.unit / ONE)
    }
}

/// Gathers vectors article by article.
pub(in crate::search) struct Gathering<'a> {
    encoder: &'a Encoder,
    vectors: Vectors,
    /// The number of the next article.
    next: u32,
}

impl<'a> Gathering<'a> {
    pub(in crate::search) fn new(encoder: &'a Encoder) -> Self {
        Self { encoder, vectors: Vectors::default(), next: 0 }
    }

    /// Adds an article: its title beside each part of its body, and each phrasing beside all of it.
    pub(in crate::search) fn add(&mut self, article: &Article) {
        let owner = self.next;
        self.next += 1;
        let direction = |text: &str| self.encoder.direction(&Folded::full(text).chars);
        let title = direction(article.title());
        let parts: Vec<_> = parts(article.body()).map(direction).collect();
        for part in &parts {
            self.vectors.push(owner, &beside(&title, part));
        }
        for phrasing in article.phrasings() {
            self.vectors.push(owner, &beside(&direction(phrasing), &parts[0]));
        }
    }

    pub(in crate::search) fn finish(self) -> Vectors {
        self.vectors
    }
}

impl Vectors {
    fn push(&mut self, owner: u32, vector: &[f32; WIDTH]) {
        let Packed { row, unit } = Packed::of(vector);
        self.rows.push(row);
        self.units.push(unit);
        self.signs.push(Signs::of(vector));
        self.owners.push(owner);
    }

    /// The articles not behind `veil` that mean what the question does, and how nearly, from -1 to 1: the
    /// `count` best, in no particular order; of equals the earlier.
    pub(in crate::search) fn nearest(
        &self,
        meant: &Meant,
        veil: &Veil,
        count: usize,
        care: Care,
    ) -> Vec<(u32, f32)> {
        let mut best = Best::of(count);
        // The bits of positive floats ascend as the floats do.
        let mut offer = |(article, near): (u32, f32)| {
            let good = near.max(0.0).to_bits();
            if good > best.least() && !veil.hides(article) {
                best.offer(article, good);
            }
        };
        let mut article = (0, 0.0_f32);
        self.each_likely(&meant.sought, care, |at| {
            let (owner, near) = (self.owners[at], meant.near(&self.rows[at], self.units[at]));
            if owner == article.0 {
                article.1 = article.1.max(near);
            } else {
                offer(article);
                article = (owner, near);
            }
        });
        offer(article);
        best.into_iter().map(|(article, near)| (article, f32::from_bits(near))).collect()
    }

    /// Calls `look` with the number of every vector that may be near, ascending.
    fn each_likely(&self, sought: &Sought, care: Care, mut look: impl FnMut(usize)) {
        if self.signs.len() <= ALL {
            return (0..self.signs.len()).for_each(look);
        }
        let apart: Vec<u8> = self.signs.iter().map(|signs| sought.apart(signs)).collect();
        let bound = bound(&apart, care.of(self.signs.len()));
        let mut likely = [0; AT_ONCE];
        for (from, apart) in (0..).step_by(AT_ONCE).zip(apart.chunks(AT_ONCE)) {
            let mut count = 0;
            // Written whether it is likely or not: which one is, no processor foresees.
            for (at, &apart) in (from..).zip(apart) {
                likely[count % AT_ONCE] = at;
                count += usize::from(apart <= bound);
            }
            likely[..count].iter().for_each(|&at| look(at));
        }
    }

    /// How nearly an article means what the question does.
    pub(in crate::search) fn nearness(&self, article: u32, meant: &Meant) -> f32 {
        // No article is without a vector, so its own come no earlier than it does.
        let from = (article as usize).min(self.owners.len());
        let start = from + self.owners[from..].partition_point(|&owner| owner < article);
        let own = self.owners[start..].iter().take_while(|&&owner| owner == article);
        let vectors = self.rows[start..].iter().zip(&self.units[start..]).zip(own);
        vectors.map(|((row, &unit), _)| meant.near(row, unit)).fold(-1.0, f32::max)
    }

    /// How many bytes the vectors take.
    pub(in crate::search) fn size(&self) -> usize {
        size_of_val(self.rows.as_slice())
            + size_of_val(self.units.as_slice())
            + size_of_val(self.signs.as_slice())
            + size_of_val(self.owners.as_slice())
    }
}

/// How many vectors are compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::search) enum Care {
    /// As many as a search takes.
    Search,
    /// As many as show what a text is about.
    Glance,
}

impl Care {
    /// Of how many one is compared, where there are `count`.
    fn of(self, count: usize) -> usize {
        let one_in = ONE_IN.max(count / MOST);
        match self {
            Self::Search => one_in,
            Self::Glance => 2 * one_in,
        }
    }
}

/// How far apart the signs may be so that about one vector in `one_in` is not further, by a sample.
fn bound(apart: &[u8], one_in: usize) -> u8 {
    let mut counts = [0_usize; WIDTH + 1];
    let mut sampled = 0;
    for &apart in apart.iter().step_by(SAMPLED) {
        counts[usize::from(apart)] += 1;
        sampled += 1;
    }
    let mut within = 0;
    let wanted = sampled / one_in;
    let reached = (0_u8..).zip(counts).find(|&(_, count)| {
        within += count;
        within > wanted
    });
    reached.map_or(u8::MAX, |(apart, _)| apart)
}

impl Signs {
    fn of(vector: &[f32; WIDTH]) -> Self {
        Self(bits(vector, |number| number < 0.0))
    }
}

impl Sought {
    fn of(vector: &[f32; WIDTH]) -> Self {
        let mut sizes = vector.map(f32::abs);
        let (_, &mut bound, _) = sizes.select_nth_unstable_by(WIDTH - GREAT, f32::total_cmp);
        Self { signs: Signs::of(vector), great: bits(vector, |number| number.abs() >= bound) }
    }

    /// How many signs differ.
    fn apart(&self, signs: &Signs) -> u8 {
        let both = signs.0.iter().zip(&self.signs.0).zip(&self.great);
        both.map(|((left, right), great)| ((left ^ right) & great).count_ones()).sum::<u32>() as u8
    }
}

/// Which numbers are as asked, a bit each.
fn bits(vector: &[f32; WIDTH], is_so: impl Fn(f32) -> bool) -> [u64; WIDTH / 64] {
    let (halves, _) = vector.as_chunks::<64>();
    std::array::from_fn(|half| {
        let numbers = halves[half].iter().zip(0..);
        numbers.fold(0, |bits, (&number, bit)| bits | u64::from(is_so(number)) << bit)
    })
}

impl Packed {
    /// A vector as files have it.
    pub(super) fn read(numbers: &Halves, unit: u16) -> Self {
        Self { row: Row::read(numbers), unit }
    }

    /// Of the steps that may be taken those whose sum of errors is least.
    fn of(vector: &[f32; WIDTH]) -> Self {
        let greatest = greatest(vector);
        let ways = REACHES.map(|reach| Way::of(vector, reach * greatest / 15.0));
        let best = ways.iter().max_by(|left, right| left.likeness.total_cmp(&right.likeness));
        let best = best.filter(|_| greatest > 0.0);
        best.map_or_else(
            || Self { row: Row::of(&[0; WIDTH]), unit: 0 },
            |way| Self { row: Row::of(&way.numbers), unit: (way.unit * ONE).round() as u16 },
        )
    }
}

/// A vector in whole numbers from 0 to 15.
struct Way {
    numbers: [u8; WIDTH],
    /// With what the numbers reach as far along the vector as it does itself: what is near to it is found
    /// neither nearer nor further.
    unit: f32,
    /// How much of the vector's length they hold.
    likeness: f32,
}

impl Way {
    fn of(vector: &[f32; WIDTH], step: f32) -> Self {
        let numbers = vector.map(|x| ((x / step + 15.0) / 2.0).round().clamp(0.0, 15.0) as u8);
        let odd = numbers.map(|number| f32::from(number) * 2.0 - 15.0);
        let along: f32 = odd.iter().zip(vector).map(|(odd, x)| odd * x).sum();
        let length: f32 = odd.iter().map(|odd| odd * odd).sum();
        let whole: f32 = vector.iter().map(|x| x * x).sum();
        Self { numbers, unit: whole / along, likeness: along * along / length }
    }
}

/// The greatest of the numbers, whatever its sign.
fn greatest(vector: &[f32; WIDTH]) -> f32 {
    vector.iter().fold(0.0_f32, |greatest, x| greatest.max(x.abs()))
}

/// A wording with the body that belongs to it, of length 1 again: what is near to both is nearest.
fn beside(wording: &[f32; WIDTH], body: &[f32; WIDTH]) -> [f32; WIDTH] {
    unit(std::array::from_fn(|at| wording[at] + BODY * body[at]))
}

/// The vector in length 1; the one without a direction as it is.
fn unit(mut vector: [f32; WIDTH]) -> [f32; WIDTH] {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|x| *x /= length);
    }
    vector
}

/// The parts of a body, at least one, each short enough to mean one thing.
fn parts(body: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(body);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some((most, _)) = text.char_indices().nth(PART) else {
            rest = None;
            return Some(text);
        };
        let ends = ['。', '！', '？', '\n'];
        let end = text[..most]
            .rfind(ends)
            .map_or(most, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        rest = Some(&text[end..]);
        Some(&text[..end])
    })
    .take(MOST_PARTS)
}

/// A vector's unit in these parts: the greatest unit, a fifteenth, takes 16 bits.
const ONE: f32 = 65_535.0 * 15.0;
/// How much of the greatest number is told apart: all of it, in coarse steps, or less, in finer ones.
const REACHES: [f32; 4] = [0.7, 0.8, 0.9, 1.0];
/// How much the body counts beside the wording. At 0 only titles mean something; at 1 a question
/// about what the body mentions in passing is as near as the title's own.
const BODY: f32 = 0.7;
/// Characters of a part.
const PART: usize = 200;
/// Parts of one article: what keeps a pasted book from being most of the index.
const MOST_PARTS: usize = 16;
/// Up to this many vectors are all compared.
const ALL: usize = 4_096;
/// Of more, one in so many is compared, those whose signs agree best. More: faster, and more of the nearest are
/// missed; with [`GREAT`], no more than one in ten would miss by all signs.
const ONE_IN: usize = 20;
/// At so many of a question's numbers, the largest, the signs are compared: small ones have signs by chance.
const GREAT: usize = 72;
/// Never are more vectors compared than this, so that a search of a hundred thousand articles costs little more.
const MOST: usize = 4_096;
/// How far apart signs usually are is estimated from one vector in so many.
const SAMPLED: usize = 8;
/// So many vectors are sifted before those that are left are compared.
const AT_ONCE: usize = 256;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_body_are_the_body() {
        let long = "一句话说完。".repeat(80);
        for body in ["短", &long, &"无".repeat(450)] {
            let joined: String = parts(body).collect();
            assert_eq!(joined, body);
            assert!(parts(body).all(|part| part.chars().count() <= PART));
        }
        assert!(parts(&long).all(|part| part.ends_with('。')));
        assert_eq!(parts(&"无".repeat(PART * 40)).count(), MOST_PARTS);
    }

    #[test]
    fn a_packed_vector_is_nearly_the_vector() {
        let vector = std::array::from_fn(|at| ((at * 37 % 101) as f32 - 50.0) / 400.0);
        let exact: f32 = vector.iter().map(|x| x * x).sum();
        let meant = Meant::towards(&vector, 0.0).unwrap();
        let near = |Packed { row, unit }| meant.near(&row, unit);
        assert!((near(Packed::of(&vector)) - exact).abs() < 0.02 * exact);
        assert_eq!(near(Packed::of(&[0.0; WIDTH])), 0.0);
        assert!(Meant::towards(&[0.0; WIDTH], 0.0).is_none());
    }

    #[test]
    fn of_a_few_vectors_none_is_overlooked() {
        let mut draw = Draw(1);
        let vectors = draw.vectors(ALL as u32);
        for _ in 0..20 {
            let meant = draw.meant();
            assert_eq!(
                sorted(vectors.nearest(&meant, Veil::NONE, 32, Care::Search)),
                by_comparing_all(&vectors, &meant, 32)
            );
        }
    }

    #[test]
    fn of_many_vectors_the_nearest_are_seldom_overlooked() {
        let mut draw = Draw(2);
        let vectors = draw.vectors(20_000);
        let (mut missed, mut asked) = (0, 0);
        for _ in 0..100 {
            let meant = draw.meant();
            let found = vectors.nearest(&meant, Veil::NONE, 10, Care::Search);
            let wanted = by_comparing_all(&vectors, &meant, 10);
            asked += wanted.len();
            missed += wanted.iter().filter(|near| !found.contains(near)).count();
        }
        assert!(asked == 1_000 && missed <= 30, "{missed}");
    }

    fn by_comparing_all(vectors: &Vectors, meant: &Meant, count: usize) -> Vec<(u32, f32)> {
        let last = vectors.owners.last().copied().unwrap();
        let mut near: Vec<_> = (0..=last).map(|it| (it, vectors.nearness(it, meant))).collect();
        near = sorted(near);
        near.truncate(count);
        near
    }

    fn sorted(mut near: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
        near.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        near
    }

    /// Draws vectors around one of fifty directions, as a shop's articles lie around its matters; some
    /// articles have several.
    struct Draw(u64);

    impl Draw {
        fn number(&mut self) -> f32 {
            self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
        }

        fn vector(&mut self) -> [f32; WIDTH] {
            let mut matter = Self((self.number().abs() * 50.0) as u64 + 77);
            let vector: [f32; WIDTH] =
                std::array::from_fn(|_| 0.5 * matter.number() + self.number());
            let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
            vector.map(|x| x / length)
        }

        fn vectors(&mut self, count: u32) -> Vectors {
            let mut vectors = Vectors::default();
            for at in 0..count {
                vectors.push(at - at / 5, &self.vector());
            }
            vectors
        }

        fn meant(&mut self) -> Meant {
            Meant::towards(&self.vector(), 0.0).unwrap()
        }
    }
}
