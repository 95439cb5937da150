use std::sync::Arc;

use shared::article::{Article, Draft};
use shared::search::{Encoder, Index, Synonyms};

/// Any bytes are an encoder's table or are refused, though their checksum is right; and what is read is
/// searched and answered with.
pub fn encoder(is_sized: bool, bytes: &[u8]) {
    let bytes = if is_sized { sized(bytes) } else { bytes.to_vec() };
    let Ok(encoder) = Encoder::read(&sealed(&bytes)) else { return };
    let draft = Draft {
        id: "a".to_owned(),
        title: "退款多久到账？".to_owned(),
        body: "审核通过后一到三天。".to_owned(),
        ..Draft::default()
    };
    let article = Article::try_from(draft).expect("it is one");
    let index = Index::with_meaning(&[article], &Synonyms::default(), &Arc::new(encoder));
    let hits = index.search("退款", 3);
    assert!(hits.iter().all(|hit| hit.score.is_finite()), "{hits:?}");
    let verdicts = index.verdicts("退款", 3);
    assert!(verdicts.iter().all(|verdict| verdict.abs() <= 20.0), "{verdicts:?}");
}

/// As many rows as the bytes are long enough for, and their number before them.
fn sized(bytes: &[u8]) -> Vec<u8> {
    let rows = bytes.len().saturating_sub(WIDTH * 4 + VERIFIER) / (4 + 1 + WIDTH / 2);
    let mut table = (rows as u32).to_le_bytes().to_vec();
    table.extend((WIDTH as u32).to_le_bytes());
    table.extend(bytes);
    table.resize(8 + WIDTH * 4 + rows * (4 + 1 + WIDTH / 2) + VERIFIER, 0);
    table
}

const WIDTH: usize = 128;
/// Bytes of the verifier.
const VERIFIER: usize = 17_712;

/// The bytes as a table, whose beginning and checksum are right: only so is the rest of it read.
fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut table = b"DKENC003".to_vec();
    table.extend_from_slice(bytes);
    let sum = table.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, &byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    table.extend(sum.to_le_bytes());
    table
}
