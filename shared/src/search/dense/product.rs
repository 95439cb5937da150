//! The products and sums of packed vectors: the innermost loops of a search.
//!
//! How a row lies in memory is for its kind of processor to say: nothing of it is ever written down.

use super::encoder::WIDTH;

#[cfg(not(target_feature = "simd128"))]
pub(super) use plain::{Factors, Row, Sums};
#[cfg(target_feature = "simd128")]
pub(super) use simd128::{Factors, Row, Sums};

/// A row as files have it: the number at `i` in the lower half of a byte, that at `i + 64` in the upper.
pub(super) type Halves = [u8; WIDTH / 2];

#[cfg(not(target_feature = "simd128"))]
mod plain {
    use super::{Halves, WIDTH};

    /// The numbers of a vector, from 0 to 15 each.
    #[derive(Clone, Copy, Debug)]
    #[repr(align(64))]
    pub(in super::super) struct Row(Halves);

    /// What rows are multiplied by, number by number: from -127 to 127, but wide.
    #[derive(Clone, Debug)]
    pub(in super::super) struct Factors([i16; WIDTH]);

    /// Rows added up, number by number.
    pub(in super::super) struct Sums([i32; WIDTH]);

    impl Row {
        pub(in super::super) const fn read(halves: &Halves) -> Self {
            Self(*halves)
        }

        pub(in super::super) fn of(numbers: &[u8; WIDTH]) -> Self {
            Self(std::array::from_fn(|at| numbers[at] | numbers[at + WIDTH / 2] << 4))
        }

        pub(in super::super) fn numbers(&self) -> [u8; WIDTH] {
            let half = WIDTH / 2;
            std::array::from_fn(
                |at| {
                    if at < half { self.0[at] & 15 } else { self.0[at - half] >> 4 }
                },
            )
        }

        /// The sum of the products.
        #[inline]
        pub(in super::super) fn times(&self, factors: &Factors) -> i32 {
            let (lower, upper) = factors.0.split_at(WIDTH / 2);
            // Widened first: in this form compilers know an instruction for two products and their sum.
            let low = self.0.map(|byte| i16::from(byte & 15));
            let high = self.0.map(|byte| i16::from(byte >> 4));
            let sum = |left: &[i16; WIDTH / 2], right: &[i16]| -> i32 {
                left.iter()
                    .zip(right)
                    .map(|(&left, &right)| i32::from(left) * i32::from(right))
                    .sum()
            };
            sum(&low, lower) + sum(&high, upper)
        }
    }

    impl Factors {
        pub(in super::super) const fn of(numbers: &[i16; WIDTH]) -> Self {
            Self(*numbers)
        }
    }

    impl Sums {
        pub(in super::super) const fn new() -> Self {
            Self([0; WIDTH])
        }

        /// Adds a row whose numbers are each 8 more than they are, so many times.
        #[inline]
        pub(in super::super) fn add(&mut self, row: &Row, times: u8) {
            let times = i16::from(times);
            let (lower, upper) = self.0.split_at_mut(WIDTH / 2);
            for ((byte, low), high) in row.0.iter().zip(lower).zip(upper) {
                *low += i32::from((i16::from(byte & 15) - 8) * times);
                *high += i32::from((i16::from(byte >> 4) - 8) * times);
            }
        }

        pub(in super::super) const fn whole(&self) -> [i32; WIDTH] {
            self.0
        }
    }
}

/// The same by the instruction that compilers for WebAssembly do not find by themselves. What it takes is
/// kept as it takes it: put together from numbers, it costs several times the products.
#[cfg(target_feature = "simd128")]
mod simd128 {
    use core::arch::wasm32::{
        i16x8, i16x8_mul, i16x8_splat, i16x8_sub, i32x4_add, i32x4_dot_i16x8,
        i32x4_extend_high_i16x8, i32x4_extend_low_i16x8, i32x4_extract_lane, i32x4_shr,
        i32x4_splat, u8x16, u8x16_narrow_i16x8, u8x16_shr, u8x16_splat, u16x8, u16x8_extract_lane,
        u16x8_shr, u16x8_splat, v128, v128_and, v128_or,
    };

    use super::{Halves, WIDTH};

    /// The numbers of a vector, from 0 to 15 each: four in a row in each sixteen bits, the first the
    /// lowest.
    #[derive(Clone, Copy, Debug)]
    #[repr(align(64))]
    pub(in super::super) struct Row([v128; PARTS]);

    /// What rows are multiplied by, number by number: of each part the first of every four, the second, and
    /// so on.
    #[derive(Clone, Debug)]
    pub(in super::super) struct Factors([[v128; 4]; PARTS]);

    /// Rows added up, number by number, as the numbers of [`Factors`] lie: of each eight the first four,
    /// and the others.
    pub(in super::super) struct Sums([[[v128; 2]; 4]; PARTS]);

    const PARTS: usize = WIDTH / 32;

    impl Row {
        pub(in super::super) fn read(halves: &Halves) -> Self {
            let (sixteens, _) = halves.as_chunks::<16>();
            let bytes = |at: usize| {
                let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = sixteens[at];
                u8x16(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
            };
            // Of each two neighbours, a number a byte, one byte.
            let pairs = |numbers: v128| {
                v128_and(v128_or(numbers, u16x8_shr(numbers, 4)), u16x8_splat(0x00ff))
            };
            Self(std::array::from_fn(|part| {
                let of = |at: usize| {
                    let halves = bytes(part % 2 * 2 + at);
                    let lower = v128_and(halves, u8x16_splat(0x0f));
                    pairs(if part < PARTS / 2 { lower } else { u8x16_shr(halves, 4) })
                };
                u8x16_narrow_i16x8(of(0), of(1))
            }))
        }

        pub(in super::super) fn numbers(&self) -> [u8; WIDTH] {
            let mut numbers = [0; WIDTH];
            for (&row, numbers) in self.0.iter().zip(numbers.chunks_exact_mut(32)) {
                for (four, numbers) in unsigned(row).into_iter().zip(numbers.chunks_exact_mut(4)) {
                    (0..)
                        .zip(numbers)
                        .for_each(|(at, number)| *number = (four >> (4 * at)) as u8 & 15);
                }
            }
            numbers
        }

        pub(in super::super) fn of(numbers: &[u8; WIDTH]) -> Self {
            Self(std::array::from_fn(|part| {
                let four = |lane: usize| {
                    let from = part * 32 + lane * 4;
                    let four = numbers[from..from + 4].iter().rev();
                    four.fold(0, |packed, &number| packed << 4 | u16::from(number))
                };
                u16x8(four(0), four(1), four(2), four(3), four(4), four(5), four(6), four(7))
            }))
        }

        /// The sum of the products.
        #[inline]
        pub(in super::super) fn times(&self, factors: &Factors) -> i32 {
            let mut sums = [i32x4_splat(0); 4];
            for (&row, factors) in self.0.iter().zip(&factors.0) {
                // The second of every four is left where it is, sixteen times itself, and so is the third.
                let numbers = [
                    v128_and(row, u16x8_splat(0x000f)),
                    v128_and(row, u16x8_splat(0x00f0)),
                    v128_and(row, u16x8_splat(0x0f00)),
                    u16x8_shr(row, 12),
                ];
                for ((sum, numbers), &factors) in sums.iter_mut().zip(numbers).zip(factors) {
                    *sum = i32x4_add(*sum, i32x4_dot_i16x8(numbers, factors));
                }
            }
            let [first, second, third, fourth] = sums;
            let whole = i32x4_add(i32x4_shr(second, 4), i32x4_shr(third, 8));
            let sums = i32x4_add(i32x4_add(first, fourth), whole);
            signed(sums).into_iter().sum()
        }
    }

    impl Factors {
        pub(in super::super) fn of(numbers: &[i16; WIDTH]) -> Self {
            Self(std::array::from_fn(|part| {
                std::array::from_fn(|of_four| {
                    let of = |lane: usize| numbers[part * 32 + lane * 4 + of_four];
                    i16x8(of(0), of(1), of(2), of(3), of(4), of(5), of(6), of(7))
                })
            }))
        }
    }

    impl Sums {
        pub(in super::super) fn new() -> Self {
            Self([[[i32x4_splat(0); 2]; 4]; PARTS])
        }

        /// Adds a row whose numbers are each 8 more than they are, so many times.
        #[inline]
        pub(in super::super) fn add(&mut self, row: &Row, times: u8) {
            let times = i16x8_splat(i16::from(times));
            for (&row, sums) in row.0.iter().zip(&mut self.0) {
                let numbers = [row, u16x8_shr(row, 4), u16x8_shr(row, 8), u16x8_shr(row, 12)];
                for (numbers, [low, high]) in numbers.into_iter().zip(sums) {
                    let numbers = v128_and(numbers, u16x8_splat(0x000f));
                    let numbers = i16x8_mul(i16x8_sub(numbers, i16x8_splat(8)), times);
                    *low = i32x4_add(*low, i32x4_extend_low_i16x8(numbers));
                    *high = i32x4_add(*high, i32x4_extend_high_i16x8(numbers));
                }
            }
        }

        pub(in super::super) fn whole(&self) -> [i32; WIDTH] {
            let mut whole = [0; WIDTH];
            for (sums, whole) in self.0.iter().zip(whole.chunks_exact_mut(32)) {
                for (of_four, &[low, high]) in sums.iter().enumerate() {
                    let numbers = signed(low).into_iter().chain(signed(high));
                    for (number, four) in numbers.zip(whole.chunks_exact_mut(4)) {
                        four[of_four] = number;
                    }
                }
            }
            whole
        }
    }

    fn signed(lanes: v128) -> [i32; 4] {
        [
            i32x4_extract_lane::<0>(lanes),
            i32x4_extract_lane::<1>(lanes),
            i32x4_extract_lane::<2>(lanes),
            i32x4_extract_lane::<3>(lanes),
        ]
    }

    fn unsigned(lanes: v128) -> [u16; 8] {
        [
            u16x8_extract_lane::<0>(lanes),
            u16x8_extract_lane::<1>(lanes),
            u16x8_extract_lane::<2>(lanes),
            u16x8_extract_lane::<3>(lanes),
            u16x8_extract_lane::<4>(lanes),
            u16x8_extract_lane::<5>(lanes),
            u16x8_extract_lane::<6>(lanes),
            u16x8_extract_lane::<7>(lanes),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_numbers_do_not_overflow() {
        let check = |left: u8, right: i16| {
            let product = i32::from(left) * i32::from(right) * WIDTH as i32;
            assert_eq!(Row::of(&[left; WIDTH]).times(&Factors::of(&[right; WIDTH])), product);
        };
        check(15, 127);
        check(15, -127);
        check(0, -127);
    }

    #[test]
    fn each_number_meets_its_own() {
        let left: [u8; WIDTH] = std::array::from_fn(|at| (at * 37 % 16) as u8);
        let right: [i16; WIDTH] = std::array::from_fn(|at| (at * 91 % 253) as i16 - 126);
        let slow =
            left.iter().zip(&right).map(|(&left, &right)| i32::from(left) * i32::from(right));
        assert_eq!(Row::of(&left).times(&Factors::of(&right)), slow.sum::<i32>());
    }

    #[test]
    fn a_row_is_read_as_it_is_made() {
        let numbers: [u8; WIDTH] = std::array::from_fn(|at| (at * 37 % 16) as u8);
        let halves = std::array::from_fn(|at| numbers[at] | numbers[at + WIDTH / 2] << 4);
        assert_eq!(Row::read(&halves).numbers(), numbers);
        assert_eq!(Row::of(&numbers).numbers(), numbers);
    }

    #[test]
    fn rows_are_added_number_by_number() {
        let numbers: [u8; WIDTH] = std::array::from_fn(|at| (at * 37 % 16) as u8);
        let mut sums = Sums::new();
        sums.add(&Row::of(&numbers), 255);
        sums.add(&Row::of(&[0; WIDTH]), 1);
        let slow = numbers.map(|number| (i32::from(number) - 8) * 255 - 8);
        assert_eq!(sums.whole(), slow);
    }
}
