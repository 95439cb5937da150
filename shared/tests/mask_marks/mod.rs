//! Texts in which personal data stands in ⟦kind …⟧.

use std::collections::BTreeMap;

use shared::mask::{Kind, Span};

/// Reads a marked case into its text and its spans.
pub(crate) fn read(case: &str) -> (String, Vec<Span>) {
    let case = case.replace("\\n", "\n");
    let (mut text, mut spans) = (String::new(), Vec::new());
    let mut rest = case.as_str();
    while let Some((before, marked)) = rest.split_once('⟦') {
        let (marked, after) = marked.split_once('⟧').expect("a mark is closed");
        let (kind, data) = marked.split_once(' ').expect("a mark names its kind");
        text += before;
        let start = text.chars().count();
        text += data;
        spans.push(Span { start, end: text.chars().count(), kind: kinds()[kind] });
        rest = after;
    }
    (text + rest, spans)
}

/// Writes spans back as marks.
pub(crate) fn write(text: &str, spans: &[Span]) -> String {
    let chars: Vec<char> = text.chars().collect();
    let names: BTreeMap<Kind, &str> =
        kinds().into_iter().map(|(name, kind)| (kind, name)).collect();
    let mut marked = String::new();
    let mut done = 0;
    for span in spans {
        marked.extend(&chars[done..span.start]);
        let data: String = chars[span.start..span.end].iter().collect();
        marked += &format!("⟦{} {data}⟧", names[&span.kind]);
        done = span.end;
    }
    marked.extend(&chars[done..]);
    marked
}

/// The kinds by the names they travel under.
pub(crate) fn kinds() -> BTreeMap<&'static str, Kind> {
    BTreeMap::from([
        ("mobile", Kind::Mobile),
        ("landline", Kind::Landline),
        ("hk_tw_mobile", Kind::HkTwMobile),
        ("id_card", Kind::IdCard),
        ("bank_card", Kind::BankCard),
        ("email", Kind::Email),
        ("address", Kind::Address),
        ("plate", Kind::Plate),
        ("passport", Kind::Passport),
        ("wechat", Kind::Wechat),
        ("name", Kind::Name),
    ])
}
