//! What holds whatever is read: one function a target of libFuzzer's. Each panics where its promise is broken.
//!
//! The tests below say a few hundred things to each, by stable Rust and in a second; a fuzzer says more.

mod encoder;
mod fold;
mod graph;
mod import;
mod markdown;
mod search;

pub use encoder::encoder;
pub use fold::fold;
pub use graph::graph;
pub use import::import;
pub use markdown::markdown;
pub use search::search;

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};
    use serde_json::json;

    /// What is a sign to one reader or another, and words to go between; `¦` is between them.
    const SIGNS: &str = "\n¦\r\n¦\t¦ ¦  ¦|¦|--|\n¦---\n¦- ¦1. ¦> ¦# ¦```¦`¦**¦_¦[¦](¦)¦![¦<¦>¦\\¦&#x6a;¦\"¦'¦,¦;¦{¦}¦:¦/¦//¦\
        @¦.¦?¦javascript:¦JaVaScRiPt:alert(1)¦data:text/html,¦vbscript:¦file:///¦https://shop.example/a¦http://¦\
        tel:400¦mailto:a@b.example¦<dt>¦<dd>¦</¦<summary>¦&lt;¦title: ¦body¦问题¦答案¦退款¦多久到账¦冰箱¦不制冷¦E4¦\
        \u{feff}¦\u{200b}¦😀";
    /// How a file may begin.
    const BEGINNINGS: [&str; 6] = [
        "",
        "标题,正文\n",
        "id;问题;答案;标签\n",
        "---\ntitle: 怎么退\n---\n",
        "<dl>",
        "kind,id,name,aliases,from,verb,to\n",
    ];

    /// Signs and words, and now and then anything.
    fn text() -> impl Strategy<Value = String> {
        let sign = select(SIGNS.split('¦').collect::<Vec<_>>()).prop_map(str::to_owned);
        let piece = prop_oneof![8 => sign, 1 => "\\PC{0,6}", 1 => any::<String>()];
        vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    /// A file of lines, some of which are such a text, and some an article or a line of a graph.
    fn file() -> impl Strategy<Value = String> {
        let kind = select(&["product", "symptom", "code", "cause", "solution"][..]);
        let entity = (kind, 0..6_u8, text())
            .prop_map(|(kind, n, name)| json!({ "kind": kind, "id": n.to_string(), "name": name }));
        let verb = select(&["of", "means", "due_to", "fixed_by", "kind_of"][..]);
        let relation = (0..6_u8, verb, 0..6_u8, 0..=101_u8).prop_map(|(from, verb, to, likelihood)| {
            json!({ "from": from.to_string(), "verb": verb, "to": to.to_string(), "likelihood": likelihood })
        });
        let article =
            (text(), text()).prop_map(|(title, body)| json!({ "title": title, "body": body }));
        let row = prop_oneof![entity, relation, article].prop_map(|row| row.to_string());
        let line = prop_oneof![
            row,
            text(),
            (text(), text()).prop_map(|(left, right)| [left, ",".into(), right].concat())
        ];
        (select(&BEGINNINGS[..]), vec(line, 0..12))
            .prop_map(|(begin, lines)| begin.to_owned() + &lines.join("\n"))
    }

    /// The bytes of a file, whole or with foreign ones among them; or any.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let spoiled =
            (file(), vec(any::<u8>(), 0..8), any::<Index>()).prop_map(|(file, foreign, at)| {
                let mut bytes = file.into_bytes();
                let at = at.index(bytes.len() + 1);
                bytes.splice(at..at, foreign);
                bytes
            });
        prop_oneof![4 => spoiled, 1 => vec(any::<u8>(), 0..200)]
    }

    /// A link in one of its forms, to what may be followed or not, however that is spelled.
    fn link() -> impl Strategy<Value = String> {
        let forms = [("[看](", ")"), ("[看](<", ">)"), ("<", ">"), ("", " "), ("![图](", ")")];
        let scheme = prop_oneof![
            select(&["https", "http", "tel", "mailto", "data", "vbscript", "file"][..])
                .prop_map(str::to_owned),
            "[jJ][aA][vV][aA][sS][cC][rR][iI][pP][tT]",
            "[ \t\u{0}\u{200b}]{0,1}j[\t\r]{0,1}avascript",
            "[a-zA-Z+.\\-]{0,8}",
        ];
        let colon = select(&[":", "&colon;", "\\:", "：", ""][..]);
        (select(forms.to_vec()), scheme, colon, "(//)?[a-z@.\\-/?&=<>()%0-9]{0,16}").prop_map(
            |((open, close), scheme, colon, rest)| [open, &scheme, colon, &rest, close].concat(),
        )
    }

    proptest! {
        #[test]
        fn any_text_folds(text in text()) {
            super::fold(&text);
        }

        #[test]
        fn any_text_is_markdown(text in text(), links in vec(link(), 0..4)) {
            super::markdown(&text);
            super::markdown(&links.concat());
            super::markdown(&[text, links.concat()].concat());
        }

        #[test]
        fn any_bytes_are_articles_or_problems(which in any::<u8>(), bytes in bytes()) {
            super::import(which, &bytes);
        }

        #[test]
        fn any_lines_are_a_shop_and_a_question(file in file()) {
            super::search(&file);
        }

        #[test]
        fn any_file_is_a_graph(file in file()) {
            super::graph(&file);
        }
    }

    proptest! {
        // A table has a verifier, and a checksum over all of it.
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_bytes_are_a_table_or_refused(is_sized in any::<bool>(), bytes in vec(any::<u8>(), 0..40_000)) {
            super::encoder(is_sized, &bytes);
        }
    }
}
