//! `&amp;` and its like.

use std::borrow::Cow;

/// The text that is meant. What is no entity stays as it stands.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let is_named = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'#';
        let length = after.bytes().take(LONGEST).take_while(|byte| is_named(*byte)).count();
        let (name, behind) = after.split_at(length);
        let behind = match behind.strip_prefix(';') {
            // What follows `?a=1&lt=2` in an address is none.
            None if behind.starts_with('=') || !is_bare(name) => None,
            None => Some(behind),
            behind => behind,
        };
        match behind.and_then(|behind| Some((character(name)?, behind))) {
            Some((c, behind)) => {
                out.push(c);
                rest = behind;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether a name is taken without a `;` behind it too: people forget it, and browsers forgive them.
fn is_bare(name: &str) -> bool {
    name.starts_with('#') || ["amp", "lt", "gt", "quot", "nbsp"].contains(&name)
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        // A character that nobody can read is a blank.
        return char::from_u32(code).map(|c| if c.is_control() { ' ' } else { c });
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

/// No entity that we know is longer.
const LONGEST: usize = 10;
const NAMED: [(&str, char); 50] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("hellip", '…'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("yen", '¥'),
    ("copy", '©'),
    ("times", '×'),
    ("middot", '·'),
    ("bull", '•'),
    ("larr", '←'),
    ("uarr", '↑'),
    ("rarr", '→'),
    ("darr", '↓'),
    ("harr", '↔'),
    ("rArr", '⇒'),
    ("deg", '°'),
    ("plusmn", '±'),
    ("divide", '÷'),
    ("minus", '−'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ne", '≠'),
    ("asymp", '≈'),
    ("infin", '∞'),
    ("permil", '‰'),
    ("micro", 'µ'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("frac12", '½'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("sect", '§'),
    ("reg", '®'),
    ("trade", '™'),
    ("euro", '€'),
    ("pound", '£'),
];
