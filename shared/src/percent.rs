//! Percent-encoding (RFC 3986, 2.1): what an address has no letters for is `%41` and the like, a byte each.

/// The bytes that `text` means. A `%` that begins no such byte stands for itself, and is told by `false`.
#[must_use]
pub fn decode(text: &str) -> (Vec<u8>, bool) {
    let mut bytes = Vec::with_capacity(text.len());
    let mut is_sound = true;
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        // The standard library would take a sign for a digit.
        let digit = |at: usize| char::from(*after.get(at)?).to_digit(16);
        match (digit(0), digit(1)) {
            (Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = &after[2..];
            }
            _ => {
                bytes.push(byte);
                is_sound = false;
            }
        }
    }
    (bytes, is_sound)
}

/// A name or a value of a query as a form meant it, which writes `+` for a blank. What is no UTF-8 is read as
/// U+FFFD.
#[must_use]
pub fn decode_form(text: &str) -> String {
    let (bytes, _) = decode(&text.replace('+', " "));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `text`, with the bytes of every character that may not stand there as it is.
#[must_use]
pub fn encode(text: &str, may_stand: impl Fn(char) -> bool) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        if may_stand(c) {
            written.push(c);
            continue;
        }
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            written.push('%');
            written.push(char::from(HEX[usize::from(byte >> 4)]));
            written.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    written
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_escape_stands_for_itself_and_is_told() {
        let check = |text: &str, expect: &[u8], is_sound: bool| {
            assert_eq!(decode(text), (expect.to_vec(), is_sound), "{text}");
        };
        check("", b"", true);
        check("a%41%2b+", b"aA++", true);
        check("%e9%80%80", "退".as_bytes(), true);
        check("%FF", b"\xff", true);
        check("100%", b"100%", false);
        check("%4", b"%4", false);
        check("%zz%+1%41", b"%zz%+1A", false);
    }

    #[test]
    fn what_may_not_stand_is_written_by_its_bytes() {
        let text = "a退/\n";
        assert_eq!(encode(text, |c| c.is_ascii_alphanumeric()), "a%E9%80%80%2F%0A");
        assert_eq!(encode(text, |c| c != '\n'), "a退/%0A");
        assert_eq!(decode_form(&encode("a+b c%", |_| false)), "a+b c%");
    }
}
