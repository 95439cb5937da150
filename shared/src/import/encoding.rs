//! Which text the bytes of a file are.

use std::borrow::Cow;

/// The text, without a mark of byte order. UTF-8 where it is that, with or without a mark; UTF-16 with
/// one; else GB18030, as spreadsheets of older Chinese systems write. Bytes that are no text become
/// U+FFFD, by the reading that has fewer of them.
pub(super) fn decode(bytes: &[u8], gb18030: impl Fn(&[u8]) -> Option<String>) -> Cow<'_, str> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => return Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => return Cow::Owned(utf16(rest, u16::from_be_bytes)),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let utf8 = String::from_utf8_lossy(bytes);
    let Cow::Owned(broken) = utf8 else { return utf8 };
    match gb18030(bytes) {
        Some(text) if broken_at(&text) < broken_at(&broken) => Cow::Owned(text),
        Some(_) | None => Cow::Owned(broken),
    }
}

/// Whether a text has bytes in it that were none.
pub(super) fn is_broken(text: &str) -> bool {
    text.contains(char::REPLACEMENT_CHARACTER)
}

fn broken_at(text: &str) -> usize {
    text.matches(char::REPLACEMENT_CHARACTER).count()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text: String = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_what_it_is_in_any_of_its_encodings() {
        let none = |_: &[u8]| None;
        assert_eq!(decode("退款".as_bytes(), none), "退款");
        assert_eq!(decode("\u{feff}退款".as_bytes(), none), "退款");
        assert_eq!(decode(b"\xff\xfe\x00\x90", none), "退");
        assert_eq!(decode(b"\xfe\xff\x90\x00\x90", none), "退\u{fffd}");
        let gb = |_: &[u8]| Some("退款".to_owned());
        assert_eq!(decode(b"\xcd\xcb\xbf\xee", gb), "退款");
        let worse = |_: &[u8]| Some("\u{fffd}\u{fffd}".to_owned());
        assert_eq!(decode("退款\u{ff}".as_bytes(), worse), "退款\u{ff}");
        assert_eq!(decode(b"a\xffb", worse), "a\u{fffd}b");
        assert!(is_broken(&decode(b"\xff", none)));
    }
}
