//! From a folded text to the grams that the encoder may know: the twin of
//! `model/train/encoder/grams.py`.

/// Calls `emit` with the hash of every run of one, two and three characters. Any number of digits is
/// one `0`; what is neither a digit, a Latin letter nor a Chinese character parts the runs.
pub(super) fn each(text: &[char], mut emit: impl FnMut(u32)) {
    let mut last = ['\0'; 2];
    let mut length = 0;
    for &character in &text[..text.len().min(LONGEST)] {
        let symbol = match character {
            '0'..='9' if length > 0 && last[1] == '0' => continue,
            '0'..='9' => '0',
            'a'..='z' | '\u{3400}'..='\u{9fff}' => character,
            _ => {
                length = 0;
                continue;
            }
        };
        length += 1;
        emit(hash(&[symbol]));
        if length > 1 {
            emit(hash(&[last[1], symbol]));
        }
        if length > 2 {
            emit(hash(&[last[0], last[1], symbol]));
        }
        last = [last[1], symbol];
    }
}

/// FNV-1a over the three bytes of each code point.
pub(super) fn hash(gram: &[char]) -> u32 {
    gram.iter().fold(0x811c_9dc5, |state, &character| {
        let [low, middle, high, _] = u32::from(character).to_le_bytes();
        [low, middle, high]
            .iter()
            .fold(state, |state: u32, &byte| (state ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    })
}

/// Characters of a text that are read.
const LONGEST: usize = 400;
