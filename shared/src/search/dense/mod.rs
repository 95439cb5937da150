//! What texts mean, as far as that can be known from a table: a small dense encoder.
//!
//! Every known run of one to three characters has a vector, learnt from questions and the titles that
//! answer them (`model/train/encoder`). The sum of a text's vectors points where texts point that mean
//! the same, so that “钱啥时候回来” finds “退款多久到账” without a character in common.
//!
//! The table is data, not code: whoever builds an index brings it ([`Encoder::read`]), and an index
//! without it finds by words alone.

mod encoder;
mod grams;
mod product;
mod vectors;
mod verifier;

pub use encoder::{Encoder, EncoderError};
pub(super) use vectors::{Care, Gathering, Meant, Vectors};
pub(super) use verifier::Asked;
