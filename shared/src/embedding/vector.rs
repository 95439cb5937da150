//! A direction, in bytes.

use serde::{Deserialize, Serialize};

/// Where a text points: whole numbers from -127 to 127, as many as the service has dimensions, of any
/// length. They say within a hundredth what the floats did, in a quarter of the room.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Vector(Vec<i8>);

impl Vector {
    /// The direction of these numbers; nothing where they have none: all zero, or not finite.
    #[must_use]
    pub fn of(numbers: &[f32]) -> Option<Self> {
        let greatest = numbers.iter().fold(0.0_f32, |greatest, x| greatest.max(x.abs()));
        let is_direction = greatest > 0.0 && numbers.iter().all(|x| x.is_finite());
        is_direction
            .then(|| Self(numbers.iter().map(|x| (x / greatest * 127.0).round() as i8).collect()))
    }

    /// The numbers.
    #[must_use]
    pub fn numbers(&self) -> &[i8] {
        &self.0
    }

    /// What 1 is to be multiplied with for a length of 1.
    #[must_use]
    pub fn unit(&self) -> f32 {
        unit(&self.0)
    }

    /// As bytes, to be kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().map(|number| number.to_le_bytes()[0]).collect()
    }

    /// From the bytes that were kept; nothing where they are not as many as there are dimensions.
    #[must_use]
    pub fn from_bytes(bytes: &[u8], dimensions: usize) -> Option<Self> {
        (bytes.len() == dimensions)
            .then(|| Self(bytes.iter().map(|byte| i8::from_le_bytes([*byte])).collect()))
    }

    /// This and a share of another one of as many dimensions.
    #[must_use]
    pub(crate) fn leaning_on(&self, other: &Self, share: f32) -> Option<Self> {
        let (unit, of_other) = (self.unit(), share * other.unit());
        let both = self.0.iter().zip(&other.0);
        let sum = both.map(|(&own, &other)| f32::from(own) * unit + f32::from(other) * of_other);
        Self::of(&sum.collect::<Vec<f32>>())
    }
}

fn unit(numbers: &[i8]) -> f32 {
    let squares: i32 = numbers.iter().map(|&number| i32::from(number) * i32::from(number)).sum();
    if squares == 0 { 0.0 } else { 1.0 / (squares as f32).sqrt() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn a_direction_comes_back_from_its_bytes() {
        let vector = Vector::of(&[0.5, -1.0, 0.0, 0.25]).unwrap();
        assert_eq!(vector.numbers(), [64, -127, 0, 32]);
        assert_eq!(Vector::from_bytes(&vector.to_bytes(), 4), Some(vector.clone()));
        assert_eq!(Vector::from_bytes(&vector.to_bytes(), 3), None);
        let length: f32 =
            vector.numbers().iter().map(|&n| (f32::from(n) * vector.unit()).powi(2)).sum();
        assert!((length - 1.0).abs() < 1e-5);
    }

    #[test]
    fn what_points_nowhere_is_no_direction() {
        for numbers in [&[][..], &[0.0, 0.0], &[1.0, f32::NAN], &[f32::INFINITY, 1.0]] {
            assert_eq!(Vector::of(numbers), None, "{numbers:?}");
        }
    }

    #[test]
    fn leaning_on_another_points_between_both() {
        let [east, north] = [[1.0, 0.0], [0.0, 1.0]].map(|it| Vector::of(&it).unwrap());
        assert_eq!(east.leaning_on(&north, 1.0).unwrap().numbers(), [127, 127]);
        assert_eq!(east.leaning_on(&north, 0.0), Some(east.clone()));
        let west = Vector::of(&[-1.0, 0.0]).unwrap();
        assert_eq!(east.leaning_on(&west, 1.0), None);
    }
}
