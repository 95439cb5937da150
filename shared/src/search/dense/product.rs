//! The products of packed vectors: the innermost loop of a search.

use super::encoder::WIDTH;

/// The numbers of a vector, from 0 to 15 each: that at `i` in the lower half of a byte, that at `i + 64`
/// in the upper.
pub(super) type Row = [u8; WIDTH / 2];

/// The sum of the products, number by number.
#[cfg(not(target_feature = "simd128"))]
#[inline]
pub(super) fn of(row: &Row, right: &[i16; WIDTH]) -> i32 {
    let (lower, upper) = right.split_at(WIDTH / 2);
    // Widened first: in this form compilers know an instruction for two products and their sum.
    let low = row.map(|byte| i16::from(byte & 15));
    let high = row.map(|byte| i16::from(byte >> 4));
    let sum = |left: &[i16; WIDTH / 2], right: &[i16]| -> i32 {
        left.iter().zip(right).map(|(&left, &right)| i32::from(left) * i32::from(right)).sum()
    };
    sum(&low, lower) + sum(&high, upper)
}

/// The same by the instruction that compilers for WebAssembly do not find by themselves.
#[cfg(target_feature = "simd128")]
#[inline]
pub(super) fn of(row: &Row, right: &[i16; WIDTH]) -> i32 {
    use core::arch::wasm32::{
        i16x8, i16x8_extend_high_u8x16, i16x8_extend_low_u8x16, i32x4_add, i32x4_dot_i16x8,
        i32x4_extract_lane, i32x4_splat, u8x16, u8x16_shr, u8x16_splat, v128_and,
    };

    let (row, _) = row.as_chunks::<16>();
    let (right, _) = right.as_chunks::<8>();
    let (lower, upper) = right.split_at(right.len() / 2);
    let wide = |[a, b, c, d, e, f, g, h]: [i16; 8]| i16x8(a, b, c, d, e, f, g, h);
    let mut sums = i32x4_splat(0);
    for ((bytes, lower), upper) in row.iter().zip(lower.chunks_exact(2)).zip(upper.chunks_exact(2))
    {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *bytes;
        let bytes = u8x16(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
        for (half, right) in
            [(v128_and(bytes, u8x16_splat(15)), lower), (u8x16_shr(bytes, 4), upper)]
        {
            let (low, high) = (i16x8_extend_low_u8x16(half), i16x8_extend_high_u8x16(half));
            sums = i32x4_add(sums, i32x4_dot_i16x8(low, wide(right[0])));
            sums = i32x4_add(sums, i32x4_dot_i16x8(high, wide(right[1])));
        }
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
        let check = |left: u8, right: i16| {
            let product = i32::from(left) * i32::from(right) * WIDTH as i32;
            assert_eq!(of(&[left << 4 | left; WIDTH / 2], &[right; WIDTH]), product);
        };
        check(15, 127);
        check(15, -127);
        check(0, -127);
    }

    #[test]
    fn each_number_meets_its_own() {
        let left: Row = std::array::from_fn(|at| (at * 37 % 255) as u8);
        let right: [i16; WIDTH] = std::array::from_fn(|at| (at * 91 % 253) as i16 - 126);
        let number = |at: usize| {
            if at < WIDTH / 2 { left[at] & 15 } else { left[at - WIDTH / 2] >> 4 }
        };
        let slow = (0..WIDTH).map(|at| i32::from(number(at)) * i32::from(right[at]));
        assert_eq!(of(&left, &right), slow.sum::<i32>());
    }
}
