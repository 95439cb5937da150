//! Which text the bytes of a file are.

use std::borrow::Cow;

/// The text, without a mark of byte order. UTF-8 where it is mostly that, with or without a mark; UTF-16 with
/// one; else GB18030, as spreadsheets of older Chinese systems write. Bytes that are no text become
/// U+FFFD; those of Big5 do, which would read as other words in GB18030.
pub(super) fn decode(bytes: &[u8], gb18030: impl Fn(&[u8]) -> Option<String>) -> Cow<'_, str> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => return Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => return Cow::Owned(utf16(rest, u16::from_be_bytes)),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let utf8 = String::from_utf8_lossy(bytes);
    let Cow::Owned(broken) = utf8 else { return utf8 };
    // One bad byte does not turn a text into another.
    let good = broken.chars().filter(|c| *c >= '\u{800}' && *c != char::REPLACEMENT_CHARACTER);
    if good.count() > broken_at(&broken) || is_big5(bytes) {
        return Cow::Owned(broken);
    }
    match gb18030(bytes) {
        Some(text) if broken_at(&text) < broken_at(&broken) => Cow::Owned(text),
        Some(_) | None => Cow::Owned(broken),
    }
}

/// Whether bytes that are no UTF-8 are rather Big5 than GB18030: in each the common characters have a place of their
/// own. So many more than a fifth of all are no chance, also in traditional characters as GB18030 has them.
fn is_big5(bytes: &[u8]) -> bool {
    let (mut all, mut of_big5, mut of_gb) = (0_usize, 0, 0);
    let mut rest = bytes;
    while let [lead, after @ ..] = rest {
        rest = after;
        if lead.is_ascii() {
            continue;
        }
        let [trail, after @ ..] = after else { break };
        rest = after;
        all += 1;
        let is_high = (0xa1..=0xfe).contains(trail);
        of_big5 +=
            usize::from((0xa1..=0xc6).contains(lead) && (is_high || (0x40..=0x7e).contains(trail)));
        of_gb +=
            usize::from(is_high && ((0xa1..=0xa9).contains(lead) || (0xb0..=0xd7).contains(lead)));
    }
    of_big5 > of_gb + all / 5
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

    #[test]
    fn one_bad_byte_makes_no_other_text_of_it() {
        let other = |_: &[u8]| Some("閫€娆惧涔呭埌璐".to_owned());
        assert_eq!(decode(b"\xe9\x80\x80\xe6\xac\xbe\xe5", other), "退款\u{fffd}");
        let text = ["退款多久到账？".as_bytes(), b"\xff\xff", "三天。".as_bytes()].concat();
        assert_eq!(decode(&text, other), "退款多久到账？\u{fffd}\u{fffd}三天。");
    }

    #[test]
    fn big5_is_not_read_as_other_words() {
        let other = |_: &[u8]| Some("ビ叫癶砯".to_owned());
        // 如何申請退貨 in Big5; 怎麼申請退貨 in GB18030.
        let big5 = b"\xa6p\xa6\xf3\xa5\xd3\xbd\xd0\xb0h\xb3f";
        assert!(is_broken(&decode(big5, other)));
        let gb = b"\xd4\xf5\xfcN\xc9\xea\xd5\x88\xcd\xcb\xd8\x9b";
        let right = |_: &[u8]| Some("怎麼申請退貨".to_owned());
        assert_eq!(decode(gb, right), "怎麼申請退貨");
    }
}
