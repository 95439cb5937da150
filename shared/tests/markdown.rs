//! An article is read in time that grows as its text does, whatever is in it.

mod growth;

use shared::markdown;

#[test]
fn time_grows_as_the_text_does() {
    for (unit, end) in [
        ("*", ""),
        ("**a", ""),
        ("[", ""),
        ("[", "](x)"),
        ("[]", "](x)"),
        ("[a](", ""),
        ("[a](", ")"),
        ("![", "](x)"),
        ("`", ""),
        ("`a", ""),
        ("> ", ""),
        ("- ", ""),
        ("\\", ""),
        ("<", ""),
        ("<", ">"),
        ("http://@", ""),
        ("_a", ""),
        ("|", ""),
        ("|a\n", ""),
        ("| a |\n|--|\n", ""),
        ("1. ", ""),
        ("  - a\n", ""),
        ("> a\n", ""),
        ("```\n", ""),
        ("a\n", ""),
    ] {
        growth::is_linear(unit, |text| {
            let text = [text, end].concat();
            drop((markdown::read(&text), markdown::plain(&text)));
        });
    }
}
