//! What the verifier has learnt, as it is read from the encoder's file.

use super::super::{
    encoder::{EncoderError, WIDTH},
    product::{Factors, Row},
};

/// Numbers in which a gram is seen, in which it is judged beside another, and in which a pair is weighed.
pub(super) const SEEN: usize = 32;
pub(super) const JUDGED: usize = 64;
pub(super) const WEIGHED: usize = 32;
/// What is known of two grams: both as they are seen, their products and differences, likeness, sameness.
pub(super) const BESIDE: usize = 4 * SEEN + 2;
/// What is known of a pair: the mean and the greatest of its judgements, how much of the question is in the
/// article, how near title and body are, length.
pub(super) const WHOLE: usize = 2 * JUDGED + 4;

/// The network's weights.
#[derive(Clone)]
pub(in crate::search::dense) struct Verifier {
    pub(super) see: Columns<SEEN>,
    pub(super) matter: Columns<1>,
    pub(super) matter_base: f32,
    pub(super) judge: Layer<BESIDE, JUDGED>,
    pub(super) weigh: Layer<WHOLE, WEIGHED>,
    pub(super) decide: Layer<WEIGHED, 1>,
}

/// A matrix that rows of the table are multiplied with, in whole numbers.
#[derive(Clone)]
pub(super) struct Columns<const OUT: usize> {
    factors: [Factors; OUT],
    sums: [i32; OUT],
    scales: [f32; OUT],
}

impl<const OUT: usize> Columns<OUT> {
    /// The products of a row whose numbers are each 8 more than they are, before its scale.
    pub(super) fn times(&self, row: &Row) -> [f32; OUT] {
        std::array::from_fn(|at| {
            let product = row.times(&self.factors[at]) - 8 * self.sums[at];
            product as f32 * self.scales[at]
        })
    }
}

/// A matrix, and what is added to its products.
#[derive(Clone)]
pub(super) struct Layer<const IN: usize, const OUT: usize> {
    weights: [[f32; OUT]; IN],
    pub(super) base: [f32; OUT],
}

impl<const IN: usize, const OUT: usize> Layer<IN, OUT> {
    pub(super) fn times(&self, known: &[f32; IN]) -> [f32; OUT] {
        self.with(self.base, 0, known)
    }

    /// The sums with the products of what is known, which stands at `first` and after it.
    pub(super) fn with(&self, mut sums: [f32; OUT], first: usize, known: &[f32]) -> [f32; OUT] {
        let rows = || known.iter().zip(&self.weights[first..]);
        let (blocks, rest) = sums.as_chunks_mut::<AT_ONCE>();
        for (block, sums) in blocks.iter_mut().enumerate() {
            // Copied, so that they stay in registers.
            let mut kept = *sums;
            for (known, weights) in rows() {
                let (weights, _) = weights.as_chunks::<AT_ONCE>();
                add(&mut kept, known, &weights[block]);
            }
            *sums = kept;
        }
        for (known, weights) in rows() {
            let (_, weights) = weights.as_chunks::<AT_ONCE>();
            add(rest, known, weights);
        }
        sums
    }
}

fn add(sums: &mut [f32], known: &f32, weights: &[f32]) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum += known * weight;
    }
}

impl Verifier {
    /// Reads the weights as `model/train/encoder/judge.py` packs them, [`SIZE`] bytes: the scales of each
    /// matrix's columns and the constants as 32-bit floats, the matrices column by column in bytes.
    ///
    /// # Errors
    ///
    /// When there are more or fewer bytes, or a float is none or beyond [`GREATEST`].
    pub(in crate::search::dense) fn read(bytes: &[u8]) -> Result<Self, EncoderError> {
        if bytes.len() != SIZE {
            return Err(EncoderError::Short);
        }
        let (floats, numbers) = bytes.split_at(4 * FLOATS);
        let (floats, _) = floats.as_chunks::<4>();
        let floats = floats.iter().copied().map(f32::from_le_bytes);
        let floats: Vec<f32> = floats.collect();
        if !floats.iter().all(|float| float.abs() <= GREATEST) {
            return Err(EncoderError::Damaged);
        }
        let mut packed = Packed { floats: &floats, numbers };
        let (see, matter) = (packed.scales(), packed.scales());
        let (judge, weigh, decide) = (packed.scales(), packed.scales(), packed.scales());
        let [matter_base] = packed.scales();
        let bases = (packed.scales(), packed.scales(), packed.scales());
        Ok(Self {
            see: packed.columns(see),
            matter: packed.columns(matter),
            matter_base,
            judge: packed.layer(judge, bases.0),
            weigh: packed.layer(weigh, bases.1),
            decide: packed.layer(decide, bases.2),
        })
    }
}

/// What is still to be read: as much as the widths ask for.
struct Packed<'a> {
    floats: &'a [f32],
    numbers: &'a [u8],
}

impl Packed<'_> {
    fn scales<const COUNT: usize>(&mut self) -> [f32; COUNT] {
        let (scales, rest) = self.floats.split_at(COUNT);
        self.floats = rest;
        std::array::from_fn(|at| scales[at])
    }

    /// The next column of so many numbers.
    fn column<const COUNT: usize>(&mut self) -> [i8; COUNT] {
        let (column, rest) = self.numbers.split_at(COUNT);
        self.numbers = rest;
        std::array::from_fn(|at| column[at] as i8)
    }

    fn columns<const OUT: usize>(&mut self, scales: [f32; OUT]) -> Columns<OUT> {
        let numbers: [[i16; WIDTH]; OUT] =
            std::array::from_fn(|_| self.column::<WIDTH>().map(i16::from));
        let sums = numbers.map(|column| column.into_iter().map(i32::from).sum());
        Columns { factors: numbers.each_ref().map(Factors::of), sums, scales }
    }

    fn layer<const IN: usize, const OUT: usize>(
        &mut self,
        scales: [f32; OUT],
        base: [f32; OUT],
    ) -> Layer<IN, OUT> {
        let mut weights = [[0.0; OUT]; IN];
        for (at, scale) in scales.iter().enumerate() {
            for (row, number) in weights.iter_mut().zip(self.column::<IN>()) {
                row[at] = f32::from(number) * scale;
            }
        }
        Layer { weights, base }
    }
}

/// Sums that are kept at once.
const AT_ONCE: usize = 32;
/// Scales and constants.
const FLOATS: usize = SEEN + 1 + JUDGED + WEIGHED + 1 + 1 + JUDGED + WEIGHED + 1;
/// Bytes of a packed verifier.
pub(in crate::search::dense) const SIZE: usize =
    4 * FLOATS + WIDTH * (SEEN + 1) + BESIDE * JUDGED + WHOLE * WEIGHED + WEIGHED;
/// No scale or constant is further from zero: so no sum overflows.
const GREATEST: f32 = 1_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_verifier_is_refused() {
        let whole = [0; SIZE];
        assert!(Verifier::read(&whole).is_ok());
        assert!(Verifier::read(&whole[1..]).is_err());
        assert!(Verifier::read(&[0; SIZE + 1]).is_err());
        let with = |float: f32| {
            let mut bytes = whole;
            bytes[4 * (FLOATS - 1)..4 * FLOATS].copy_from_slice(&float.to_le_bytes());
            Verifier::read(&bytes).err()
        };
        for float in [f32::NAN, f32::INFINITY, -1_001.0] {
            assert_eq!(with(float), Some(EncoderError::Damaged));
        }
        assert_eq!(with(-1_000.0), None);
    }
}
