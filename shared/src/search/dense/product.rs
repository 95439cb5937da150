//! The products of packed vectors: the innermost loop of a search.
//!
//! How a row lies in memory is for its kind of processor to say: nothing of it is ever written down.

use super::encoder::WIDTH;

#[cfg(not(target_feature = "simd128"))]
pub(super) use plain::{Factors, Row};
#[cfg(target_feature = "simd128")]
pub(super) use simd128::{Factors, Row};

#[cfg(not(target_feature = "simd128"))]
mod plain {
    use super::WIDTH;

    /// The numbers of a vector, from 0 to 15 each: that at `i` in the lower half of a byte, that at
    /// `i + 64` in the upper.
    #[derive(Clone, Copy, Debug)]
    #[repr(align(64))]
    pub(in super::super) struct Row([u8; WIDTH / 2]);

    /// What rows are multiplied by, number by number: from -127 to 127, but wide.
    #[derive(Clone, Debug)]
    pub(in super::super) struct Factors([i16; WIDTH]);

    impl Row {
        pub(in super::super) fn of(numbers: &[u8; WIDTH]) -> Self {
            Self(std::array::from_fn(|at| numbers[at] | numbers[at + WIDTH / 2] << 4))
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
}

/// The same by the instruction that compilers for WebAssembly do not find by themselves. What it takes is
/// kept as it takes it: put together from numbers, it costs several times the products.
#[cfg(target_feature = "simd128")]
mod simd128 {
    use core::arch::wasm32::{
        i16x8, i32x4_add, i32x4_dot_i16x8, i32x4_extract_lane, i32x4_shr, i32x4_splat, u16x8,
        u16x8_shr, u16x8_splat, v128, v128_and,
    };

    use super::WIDTH;

    /// The numbers of a vector, from 0 to 15 each: four in a row in each sixteen bits, the first the
    /// lowest.
    #[derive(Clone, Copy, Debug)]
    #[repr(align(64))]
    pub(in super::super) struct Row([v128; PARTS]);

    /// What rows are multiplied by, number by number: of each part the first of every four, the second, and
    /// so on.
    #[derive(Clone, Debug)]
    pub(in super::super) struct Factors([[v128; 4]; PARTS]);

    const PARTS: usize = WIDTH / 32;

    impl Row {
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
            i32x4_extract_lane::<0>(sums)
                + i32x4_extract_lane::<1>(sums)
                + i32x4_extract_lane::<2>(sums)
                + i32x4_extract_lane::<3>(sums)
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
}
