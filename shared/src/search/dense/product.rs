//! The products of packed vectors: the innermost loop of a search.

use super::encoder::WIDTH;

/// The sum of the products, number by number.
#[cfg(not(target_feature = "simd128"))]
#[inline]
pub(super) fn of(left: &[i8; WIDTH], right: &[i16; WIDTH]) -> i32 {
    // Widened first: in this form compilers know an instruction for two products and their sum.
    let left = left.map(i16::from);
    left.iter().zip(right).map(|(&left, &right)| i32::from(left) * i32::from(right)).sum()
}

/// The same by the instruction that compilers for WebAssembly do not find by themselves.
#[cfg(target_feature = "simd128")]
#[inline]
pub(super) fn of(left: &[i8; WIDTH], right: &[i16; WIDTH]) -> i32 {
    use core::arch::wasm32::{
        i8x16, i16x8, i16x8_extend_high_i8x16, i16x8_extend_low_i8x16, i32x4_add, i32x4_dot_i16x8,
        i32x4_extract_lane, i32x4_splat,
    };

    let (left, _) = left.as_chunks::<16>();
    let (right, _) = right.as_chunks::<8>();
    let mut sums = i32x4_splat(0);
    for (left, right) in left.iter().zip(right.chunks_exact(2)) {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *left;
        let left = i8x16(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
        let [low, high] =
            [right[0], right[1]].map(|[a, b, c, d, e, f, g, h]| i16x8(a, b, c, d, e, f, g, h));
        sums = i32x4_add(sums, i32x4_dot_i16x8(i16x8_extend_low_i8x16(left), low));
        sums = i32x4_add(sums, i32x4_dot_i16x8(i16x8_extend_high_i8x16(left), high));
    }
    i32x4_extract_lane::<0>(sums)
        + i32x4_extract_lane::<1>(sums)
        + i32x4_extract_lane::<2>(sums)
        + i32x4_extract_lane::<3>(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_numbers_do_not_overflow() {
        let check = |left: i8, right: i16| {
            let product = i32::from(left) * i32::from(right) * WIDTH as i32;
            assert_eq!(of(&[left; WIDTH], &[right; WIDTH]), product);
        };
        check(127, 127);
        check(-127, 127);
        check(0, -127);
    }

    #[test]
    fn each_number_meets_its_own() {
        let left: [i8; WIDTH] = std::array::from_fn(|at| (at * 37 % 255) as i8);
        let right: [i16; WIDTH] = std::array::from_fn(|at| (at * 91 % 253) as i16 - 126);
        let slow =
            left.iter().zip(&right).map(|(&left, &right)| i32::from(left) * i32::from(right));
        assert_eq!(of(&left, &right), slow.sum::<i32>());
    }
}
