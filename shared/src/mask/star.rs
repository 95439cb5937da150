//! Hides what was found and keeps its shape.

use super::{Kind, Span, address, digits};

/// `text` with every span hidden: 138****1234, z***@example.com, 广东省深圳市****.
///
/// Spans that overlap an earlier one, or lie outside the text, are passed over.
#[must_use]
pub fn mask(text: &str, spans: &[Span]) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for span in spans {
        if span.start < done || span.start >= span.end {
            continue;
        }
        let Some(part) = chars.get(span.start..span.end) else { continue };
        append(&chars[done..span.start], &mut masked);
        hide(part, span.kind, &mut masked);
        done = span.end;
    }
    append(&chars[done..], &mut masked);
    masked
}

/// Not inlined, because a page would download every copy.
#[inline(never)]
fn append(part: &[char], masked: &mut String) {
    masked.extend(part);
}

fn hide(part: &[char], kind: Kind, masked: &mut String) {
    match kind {
        Kind::Mobile => star(part, digits::country_length(part) + 3, 4, masked),
        Kind::Landline => star(part, digits::area_length(part), 2, masked),
        Kind::HkTwMobile => star(part, digits::country_length(part) + 2, 3, masked),
        Kind::IdCard => star(part, 3, 4, masked),
        Kind::BankCard => star(part, 4, 4, masked),
        Kind::Plate => star(part, 2, 2, masked),
        Kind::Passport => star(part, 1, 3, masked),
        Kind::Wechat => star(part, 1, 1, masked),
        Kind::Name => star(part, 1, 0, masked),
        Kind::Email => {
            let at = part.iter().position(|&c| c == '@' || c == '＠').unwrap_or(part.len());
            append(&part[..at.min(1)], masked);
            masked.push_str("***");
            append(&part[at..], masked);
        }
        Kind::Address => {
            append(&part[..address::public_length(part)], masked);
            masked.push_str("****");
        }
    }
}

/// Keeps the first `front` and the last `back` letters and digits and all that is neither.
fn star(part: &[char], front: usize, back: usize, masked: &mut String) {
    let counts = |c: char| !is_spacing(c);
    let total = part.iter().filter(|&&c| counts(c)).count();
    let mut seen = 0;
    for &c in part {
        let hidden = counts(c) && seen >= front && seen + back < total;
        seen += usize::from(counts(c));
        masked.push(if hidden { '*' } else { c });
    }
}

/// Whether `character` only stands between the letters and digits of what is hidden. Spelled out,
/// because the tables behind `char::is_alphanumeric` weigh more than this whole module.
fn is_spacing(character: char) -> bool {
    matches!(
        character,
        '\0'..='/' | ':'..='@' | '['..='^' | '`' | '{'..='¿' | '\u{2000}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}'
            | '\u{3000}' | '（' | '）' | '＋' | '－' | '．' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}
