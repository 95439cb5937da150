//! The table of the encoder, and the direction of a text by it.

use super::{
    grams,
    product::{Halves, Row, Sums},
    vectors::Packed,
    verifier::{self, Verifier},
};
use crate::fnv;

/// How many numbers a vector has.
pub(super) const WIDTH: usize = 128;

/// Knows a vector for each of some ten thousand grams.
///
/// A vector is 128 numbers of four bits, and one byte that scales them. All sums are of integers, so that
/// every platform finds the same.
#[derive(Clone)]
pub struct Encoder {
    /// The hash of each gram, ascending; a gram's place in here is its row.
    hashes: Vec<u32>,
    /// For the upper bits of a hash, the first row that begins with them; and one more, the end.
    starts: Vec<u32>,
    scales: Vec<u8>,
    /// Where questions point that articles answer though there is little evidence; away from it, those
    /// that they do not answer though there is much.
    belief: [f32; WIDTH],
    /// Where questions point that shops leave open.
    pub(super) gaps: Vec<Packed>,
    /// The numbers of each row, 8 more than they are.
    rows: Vec<Row>,
    /// The length of each row before its scale; above zero.
    lengths: Vec<f32>,
    /// Judges whether an article answers.
    pub(super) verifier: Box<Verifier>,
}

impl Encoder {
    /// Reads a packed table, as `model/train/encoder/pack.py` writes it: the magic `DKENC005`, the
    /// number of rows and the width as 32 bits, the belief as 32-bit floats, the gaps' units as 16 bits and their
    /// rows, hashes, scales, rows, the verifier, and FNV-1a of all that in 64 bits; everything little-endian.
    ///
    /// # Errors
    ///
    /// When the bytes are not such a table, of another width, cut short or damaged. What is read is
    /// sound: nothing that follows fails.
    pub fn read(bytes: &[u8]) -> Result<Self, EncoderError> {
        let (content, sum) = bytes.split_last_chunk::<8>().ok_or(EncoderError::Short)?;
        let rest = content.strip_prefix(MAGIC).ok_or(EncoderError::Foreign)?;
        let (count, rest) = number(rest)?;
        let (width, rest) = number(rest)?;
        if width as usize != WIDTH {
            return Err(EncoderError::Width(width));
        }
        let count = count as usize;
        let size =
            |rows| WIDTH * 4 + GAPS * (2 + WIDTH / 2) + rows * (4 + 1 + WIDTH / 2) + verifier::SIZE;
        if count > MOST_ROWS || rest.len() != size(count) {
            return Err(EncoderError::Short);
        }
        if checksum(content) != u64::from_le_bytes(*sum) {
            return Err(EncoderError::Damaged);
        }
        let (belief, rest) = rest.split_at(WIDTH * 4);
        let (units, rest) = rest.split_at(GAPS * 2);
        let (gaps, rest) = rest.split_at(GAPS * WIDTH / 2);
        let (hashes, rest) = rest.split_at(count * 4);
        let (scales, rest) = rest.split_at(count);
        let (rows, verifier) = rest.split_at(count * WIDTH / 2);
        let (belief, _) = belief.as_chunks::<4>();
        let belief = std::array::from_fn(|at| f32::from_le_bytes(belief[at]));
        if belief.iter().any(|weight: &f32| !weight.is_finite()) {
            return Err(EncoderError::Damaged);
        }
        let (hashes, _) = hashes.as_chunks::<4>();
        let hashes: Vec<u32> = hashes.iter().map(|hash| u32::from_le_bytes(*hash)).collect();
        if !hashes.is_sorted_by(|left, right| left < right) {
            return Err(EncoderError::Damaged);
        }
        let mut starts = vec![0; BUCKETS + 1];
        for &hash in &hashes {
            starts[bucket(hash) + 1] += 1;
        }
        for at in 0..BUCKETS {
            starts[at + 1] += starts[at];
        }
        let verifier = Box::new(Verifier::read(verifier)?);
        let (units, _) = units.as_chunks::<2>();
        let (gaps, _) = gaps.as_chunks::<{ WIDTH / 2 }>();
        let gap = |(gap, unit): (&Halves, &[u8; 2])| Packed::read(gap, u16::from_le_bytes(*unit));
        let gaps = gaps.iter().zip(units).map(gap).collect();
        let (rows, _) = rows.as_chunks::<{ WIDTH / 2 }>();
        let lengths = rows.iter().map(length).collect();
        let (scales, rows) = (scales.to_vec(), rows.iter().map(Row::read).collect());
        Ok(Self { hashes, starts, scales, belief, gaps, rows, lengths, verifier })
    }

    /// Where a folded text points: a vector of length 1, or of length 0 where no gram is known.
    pub(super) fn direction(&self, text: &[char]) -> [f32; WIDTH] {
        self.direction_and_rows(text, |_| {})
    }

    /// The same; and calls `emit` with the row of each known gram, in their order.
    pub(super) fn direction_and_rows(
        &self,
        text: &[char],
        mut emit: impl FnMut(usize),
    ) -> [f32; WIDTH] {
        let mut sums = Sums::new();
        self.each_row(text, |row| {
            sums.add(&self.rows[row], self.scales[row]);
            emit(row);
        });
        let mut direction = sums.whole().map(|sum| sum as f32);
        let length = direction.iter().map(|x| x * x).sum::<f32>().sqrt();
        if length > 0.0 {
            direction.iter_mut().for_each(|x| *x /= length);
        }
        direction
    }

    /// Calls `emit` with the row of each known gram of a folded text, in their order.
    pub(super) fn each_row(&self, text: &[char], mut emit: impl FnMut(usize)) {
        grams::each(text, |hash| {
            if let Some(row) = self.row(hash) {
                emit(row);
            }
        });
    }

    /// Whether one to three characters in a row are a gram with a vector.
    #[inline]
    pub(in crate::search) fn knows(&self, gram: &[char]) -> bool {
        self.row(grams::hash(gram)).is_some()
    }

    /// How readily evidence is believed for a question that points there.
    pub(super) fn belief(&self, direction: &[f32; WIDTH]) -> f32 {
        self.belief.iter().zip(direction).map(|(weight, x)| weight * x).sum()
    }

    /// The row of the gram with this hash.
    #[inline]
    fn row(&self, hash: u32) -> Option<usize> {
        let at = bucket(hash);
        let (start, end) = (self.starts[at] as usize, self.starts[at + 1] as usize);
        let within = self.hashes[start..end].iter().position(|&known| known == hash)?;
        Some(start + within)
    }

    /// The numbers of a row, each 8 more than it is, and its length before its scale; above zero.
    #[inline]
    pub(super) fn vector(&self, row: usize) -> (&Row, f32) {
        (&self.rows[row], self.lengths[row])
    }

    /// What a number of a row is worth.
    pub(super) fn scale(&self, row: usize) -> u8 {
        self.scales[row]
    }
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder").field("grams", &self.hashes.len()).finish_non_exhaustive()
    }
}

/// Why bytes are no encoder.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum EncoderError {
    /// They do not begin as one.
    #[error("this is no encoder's table")]
    Foreign,
    /// They end too early, or too late.
    #[error("the encoder's table has not the length that it states")]
    Short,
    /// They are for another width of vectors.
    #[error("the encoder's vectors have {0} numbers, not {WIDTH}")]
    Width(u32),
    /// They are not what was written.
    #[error("the encoder's table is damaged")]
    Damaged,
}

fn number(bytes: &[u8]) -> Result<(u32, &[u8]), EncoderError> {
    let (number, rest) = bytes.split_first_chunk::<4>().ok_or(EncoderError::Short)?;
    Ok((u32::from_le_bytes(*number), rest))
}

/// FNV-1a, which finds what an accident changed.
fn checksum(bytes: &[u8]) -> u64 {
    fnv::hash(bytes.iter().copied())
}

/// How long a row is before its scale; above zero.
fn length(halves: &Halves) -> f32 {
    let square = |number: u8| (i32::from(number) - 8).pow(2);
    let squares: i32 = halves.iter().map(|byte| square(byte & 15) + square(byte >> 4)).sum();
    (squares as f32).sqrt().max(1e-9)
}

const fn bucket(hash: u32) -> usize {
    (hash >> (32 - BUCKET_BITS)) as usize
}

/// How a file begins: what it is, and which form of it.
const MAGIC: &[u8] = b"DKENC005";
/// As in `model/train/encoder/pack.py`.
const GAPS: usize = 512;
/// Far above what fits an edge, and low enough that no length overflows.
const MOST_ROWS: usize = 1 << 20;
/// Rows are looked up by the upper bits of a gram's hash, so many.
const BUCKET_BITS: u32 = 14;
const BUCKETS: usize = 1 << BUCKET_BITS;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::super::vectors::Meant;
    use super::*;

    const SHIPPED: &[u8] = include_bytes!("../../../../model/weights/encoder.bin");
    const GOLDEN: &str = include_str!("../../../../model/weights/encoder-golden.json");

    /// A table of two grams.
    fn small() -> Vec<u8> {
        let mut hashes = [grams::hash(&['退']), grams::hash(&['款'])];
        hashes.sort_unstable();
        let mut bytes = MAGIC.to_vec();
        bytes.extend(2_u32.to_le_bytes());
        bytes.extend((WIDTH as u32).to_le_bytes());
        bytes.extend([0; WIDTH * 4]);
        bytes.extend([0; GAPS * (2 + WIDTH / 2)]);
        bytes.extend(hashes.iter().flat_map(|hash| hash.to_le_bytes()));
        bytes.extend([200, 100]);
        bytes.extend((0..WIDTH).map(|at| at as u8));
        bytes.extend([0; verifier::SIZE]);
        sealed(bytes)
    }

    fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
        bytes.extend(checksum(&bytes).to_le_bytes());
        bytes
    }

    #[test]
    fn a_table_that_is_cut_anywhere_is_refused() {
        let whole = small();
        assert!(Encoder::read(&whole).is_ok());
        for length in 0..whole.len() {
            assert!(Encoder::read(&whole[..length]).is_err(), "{length}");
            let resealed = sealed(whole[..length].to_vec());
            if length != whole.len() - 8 {
                assert!(Encoder::read(&resealed).is_err(), "{length}");
            }
        }
        assert_eq!(Encoder::read(&[&whole[..], &[0]].concat()).unwrap_err(), EncoderError::Short);
    }

    #[test]
    fn a_table_with_any_bit_turned_is_refused() {
        let whole = small();
        // One of each byte: the places are coprime with eight.
        for bit in (0..whole.len() * 8).step_by(7) {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(Encoder::read(&bytes).is_err(), "{bit}");
        }
    }

    #[test]
    fn a_table_says_what_is_wrong_with_it() {
        let altered = |at: usize, byte: u8| {
            let whole = small();
            let mut bytes = whole[..whole.len() - 8].to_vec();
            bytes[at] = byte;
            Encoder::read(&sealed(bytes)).unwrap_err()
        };
        assert_eq!(altered(0, b'X'), EncoderError::Foreign);
        assert_eq!(altered(11, 255), EncoderError::Short);
        assert_eq!(altered(12, 64), EncoderError::Width(64));
        // The first hash is no longer below the second.
        assert_eq!(
            altered(16 + WIDTH * 4 + GAPS * (2 + WIDTH / 2) + 3, 255),
            EncoderError::Damaged
        );
        // A belief that is no number.
        let mut endless = small();
        endless.truncate(endless.len() - 8);
        endless[16..20].copy_from_slice(&f32::INFINITY.to_le_bytes());
        assert_eq!(Encoder::read(&sealed(endless)).unwrap_err(), EncoderError::Damaged);
    }

    #[test]
    fn a_text_without_a_known_gram_points_nowhere() {
        let encoder = Encoder::read(&small()).unwrap();
        for text in ["", "ab", "😀", "0"] {
            let text: Vec<char> = text.chars().collect();
            assert!(encoder.direction(&text).iter().all(|&x| x == 0.0));
        }
        let length: f32 = encoder.direction(&['退', '款']).iter().map(|x| x * x).sum();
        assert!((length - 1.0).abs() < 1e-4);
    }

    /// By the numbers as the file has them, odd ones from -15 to 15 in half bytes.
    #[test]
    fn a_question_is_as_near_to_a_gap_as_the_file_says() {
        let encoder = Encoder::read(SHIPPED).unwrap();
        let (units, rest) = SHIPPED[16 + WIDTH * 4..].split_at(GAPS * 2);
        let (units, _) = units.as_chunks::<2>();
        let (rows, _) = rest[..GAPS * WIDTH / 2].as_chunks::<{ WIDTH / 2 }>();
        let gaps = rows.iter().zip(units).map(|(row, unit)| -> [f32; WIDTH] {
            let unit = f32::from(u16::from_le_bytes(*unit)) / (65_535.0 * 15.0);
            std::array::from_fn(|at| {
                let half = row[at % (WIDTH / 2)] >> (at / (WIDTH / 2) * 4) & 15;
                (f32::from(half) * 2.0 - 15.0) * unit
            })
        });
        let gaps: Vec<[f32; WIDTH]> = gaps.collect();
        let times = |left: &[f32; WIDTH], right: &[f32; WIDTH]| -> f32 {
            left.iter().zip(right).map(|(left, right)| left * right).sum()
        };
        assert!(gaps.iter().all(|gap| (0.9..1.1).contains(&times(gap, gap))));
        for text in ["你们还招人吗", "退款多久到账", "送赠品吗"] {
            let text: Vec<char> = text.chars().collect();
            let direction = encoder.direction(&text);
            let nearest = gaps.iter().map(|gap| times(gap, &direction)).fold(-1.0, f32::max);
            let found = Meant::of(&encoder, &text).unwrap().gap(&encoder);
            assert!((found - nearest).abs() < 0.01, "{found} {nearest}");
        }
    }

    /// What `model/train/encoder` says of the same texts.
    #[test]
    fn training_and_search_find_the_same() {
        #[derive(serde::Deserialize)]
        struct Case {
            text: String,
            direction: Vec<f32>,
        }
        let encoder = Encoder::read(SHIPPED).unwrap();
        let cases: Vec<Case> = serde_json::from_str(GOLDEN).unwrap();
        assert!(cases.len() >= 12);
        for Case { text, direction } in cases {
            let found = encoder.direction(&crate::fold::Folded::full(&text).chars);
            let off = found.iter().zip(&direction).map(|(left, right)| (left - right).abs());
            assert!(off.fold(0.0, f32::max) < 0.001, "{text}");
        }
    }
}
