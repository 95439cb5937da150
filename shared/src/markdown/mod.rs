//! Markdown, as shops write articles in it: read to a small tree of blocks and inlines, from which a page
//! builds elements of its own.
//!
//! There is no HTML in it: a tag is text like any other. A link leads to a web page, a telephone or a
//! mailbox, or it is no link. Reading takes time linear in the text, and what is nested deeper than
//! [`DEEPEST`] is read as it stands.
//!
//! Plain text stays what it was as far as it can: a line break is a break, `2*3*4` is a product and
//! `138****5678` a masked number.
//!
//! ```
//! use shared::markdown::{self, Block, Inline};
//!
//! let read = markdown::read("请**务必**保留小票。<script>");
//! let Block::Paragraph(inlines) = &read[0] else { panic!() };
//! assert_eq!(inlines[1], Inline::Strong(vec![Inline::Text("务必".into())]));
//! assert_eq!(markdown::plain("请**务必**保留小票。<script>"), "请务必保留小票。<script>");
//! ```

mod block;
mod inline;
mod plain;

pub(crate) use inline::{MOST_ADDRESS, safe};
pub use plain::plain;

/// Something that stands by itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Block {
    /// A heading, of level 1 to 6.
    Heading(u8, Vec<Inline>),
    /// Some lines.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// The number of its first item, if it is numbered.
        first: Option<u32>,
        /// Its items.
        items: Vec<Vec<Self>>,
    },
    /// What somebody else said.
    Quote(Vec<Self>),
    /// Text as it stands.
    Code(String),
    /// A table; every row has as many cells as the first.
    Table {
        /// Its first row.
        header: Vec<Vec<Inline>>,
        /// The others.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A line between two parts.
    Rule,
}

/// Something within a line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// A new line.
    Break,
    /// Words that matter.
    Strong(Vec<Self>),
    /// Words with stress.
    Emphasis(Vec<Self>),
    /// Text as it stands.
    Code(String),
    /// A link.
    Link {
        /// An address that is safe to follow: `http`, `https`, `tel` or `mailto`.
        to: String,
        /// What it is called.
        text: Vec<Self>,
    },
}

/// Reads a text. Every text is Markdown.
#[must_use]
pub fn read(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    block::read(&lines, 0)
}

/// How deep blocks and inlines are nested.
pub const DEEPEST: usize = 6;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> Vec<Inline> {
        vec![Inline::Text(text.into())]
    }

    fn paragraph(of: &str) -> Block {
        Block::Paragraph(text(of))
    }

    #[test]
    fn blocks_are_told_apart() {
        let read = read(
            "## 退货\n\n先看：\n- 七天内\n- 包装完好\n  1. 外箱\n  2. 内袋\n\n> 贴身衣物除外\n\n```\na < b\n```\n---\n完",
        );
        let inner = Block::List {
            first: Some(1),
            items: vec![vec![paragraph("外箱")], vec![paragraph("内袋")]],
        };
        assert_eq!(
            read,
            [
                Block::Heading(2, text("退货")),
                paragraph("先看："),
                Block::List {
                    first: None,
                    items: vec![vec![paragraph("七天内")], vec![paragraph("包装完好"), inner]],
                },
                Block::Quote(vec![paragraph("贴身衣物除外")]),
                Block::Code("a < b".into()),
                Block::Rule,
                paragraph("完"),
            ]
        );
    }

    #[test]
    fn a_table_has_a_line_below_its_first_row() {
        let read = read("| 地区 | 运费 |\n|---|:-:|\n| 江浙沪 | 8 元 |\n| 新疆 |\n后文");
        let cells = |cells: &[&str]| -> Vec<Vec<Inline>> {
            cells.iter().map(|cell| if cell.is_empty() { Vec::new() } else { text(cell) }).collect()
        };
        let table = Block::Table {
            header: cells(&["地区", "运费"]),
            rows: vec![cells(&["江浙沪", "8 元"]), cells(&["新疆", ""])],
        };
        assert_eq!(read, [table, paragraph("后文")]);
        assert_eq!(super::read("a | b").len(), 1);
    }

    #[test]
    fn a_row_with_too_many_cells_loses_none() {
        let read = read("| 规格 | 价格 |\n|---|---|\n| 500 ml | 8 元 | 会员 7 元 |");
        let [Block::Table { rows, .. }] = &read[..] else { panic!("{read:?}") };
        assert_eq!(rows[0], [text("500 ml"), text("8 元 | 会员 7 元")]);
    }

    #[test]
    fn a_table_needs_no_blank_line_before_it() {
        let below = "运费如下：\n| 地区 | 运费 |\n|---|---|\n| 江浙沪 | 8 元 |";
        let [Block::Paragraph(_), Block::Table { rows, .. }] = &read(below)[..] else {
            panic!("{:?}", read(below))
        };
        assert_eq!(rows.len(), 1);
        assert_eq!(plain(below), "运费如下：\n\n地区 | 运费\n江浙沪 | 8 元");
        let listed = read("1. 运费如下：\n   | 地区 | 运费 |\n   |---|---|\n   | 江浙沪 | 8 元 |");
        let [Block::List { items, .. }] = &listed[..] else { panic!("{listed:?}") };
        assert!(matches!(items[0][..], [Block::Paragraph(_), Block::Table { .. }]), "{items:?}");
        assert_eq!(read("满 59 元 | 包邮\n另外：\n---").len(), 2, "one cell is no table of two");
    }

    #[test]
    fn a_link_leads_where_it_is_safe_to_go_or_is_none() {
        for (source, to) in [
            ("[看这里](https://shop.example/a?b=1)", Some("https://shop.example/a?b=1")),
            ("[打电话](tel:400-000-0000)", Some("tel:400-000-0000")),
            ("[写信](mailto:help@shop.example)", Some("mailto:help@shop.example")),
            ("见 https://shop.example/a。谢谢", Some("https://shop.example/a")),
            ("<https://shop.example/a>", Some("https://shop.example/a")),
            ("[x](javascript:alert(1))", None),
            ("[x](JaVaScRiPt:alert(1))", None),
            ("[x](java\tscript:alert(1))", None),
            ("[x](data:text/html,<script>)", None),
            ("[x](//evil.example)", None),
            ("[x](/admin)", None),
            ("[x](https://shop.example@evil.example/)", None),
            ("[x](tel:<script>)", None),
            ("[x](mailto:a@b.example?bcc=c@d.example)", None),
            ("<javascript:alert(1)>", None),
            ("[x]()", None),
            ("![图](https://shop.example/a.png)", None),
        ] {
            let read = read(source);
            let Block::Paragraph(inlines) = &read[0] else { panic!("{read:?}") };
            let found = inlines.iter().find_map(|inline| match inline {
                Inline::Link { to, .. } => Some(to.as_str()),
                _ => None,
            });
            assert_eq!(found, to, "{source}");
        }
    }

    #[test]
    fn what_is_written_as_text_stays_text() {
        for source in [
            "多少钱包邮？满 59 元。",
            "2*3*4=24，a_b_c，_x",
            "手机号 138****5678 和 139****1234",
            "张* 和 李*",
            "第一行\n第二行\n\n第三行",
            "<script>alert(1)</script><img src=x onerror=alert(1)>",
            "价格 < 100 且 > 50",
            "#1 号店，#话题#",
            "A & B &amp; C",
            "C:\\Users\\lin",
            "[订单] (可选)",
            "3.14 和 2.7",
            "-5 度以下",
            "** 空 ** 和 `",
        ] {
            assert_eq!(plain(source), source, "{:?}", read(source));
        }
    }

    #[test]
    fn the_marks_are_taken_away() {
        for (source, plainly) in [
            ("# 退货\n\n**七天**内_可以_退。", "退货\n\n七天内_可以_退。"),
            ("请*务必*看 `E4` 代码", "请务必看 E4 代码"),
            ("- 一\n- 二", "• 一\n• 二"),
            ("3. 三\n4. 四", "3. 三\n4. 四"),
            ("> 引用", "引用"),
            ("[退货页](https://shop.example/r)", "退货页（https://shop.example/r）"),
            ("[https://shop.example/](https://shop.example/)", "https://shop.example/"),
            ("[客服](tel:400-1)", "客服（400-1）"),
            ("![示意图](https://shop.example/a.png)", "示意图"),
            ("| a | b |\n|--|--|\n| 1 | 2 |", "a | b\n1 | 2"),
            ("上\n\n---\n\n下", "上\n\n下"),
            ("\\*不是\\* 强调", "*不是* 强调"),
            ("***", ""),
        ] {
            assert_eq!(plain(source), plainly, "{:?}", read(source));
        }
    }

    #[test]
    fn what_is_nested_deeper_than_anybody_reads_is_text() {
        for unit in ["> ", "- ", "1. ", "  - a\n", "**a", "[", "_a"] {
            let blocks = read(&unit.repeat(2_000));
            assert!(depth(&blocks) <= 2 * DEEPEST + 2, "{unit}");
        }
    }

    fn depth(blocks: &[Block]) -> usize {
        let of = |block: &Block| match block {
            Block::Quote(blocks) => depth(blocks),
            Block::List { items, .. } => items.iter().map(|item| depth(item)).max().unwrap_or(0),
            Block::Heading(_, inlines) | Block::Paragraph(inlines) => inline_depth(inlines),
            Block::Code(_) | Block::Table { .. } | Block::Rule => 0,
        };
        1 + blocks.iter().map(of).max().unwrap_or(0)
    }

    fn inline_depth(inlines: &[Inline]) -> usize {
        let of = |inline: &Inline| match inline {
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                inline_depth(inner)
            }
            Inline::Text(_) | Inline::Break | Inline::Code(_) => 0,
        };
        1 + inlines.iter().map(of).max().unwrap_or(0)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// Whatever somebody writes, it is read, and its words are not lost.
        #[test]
        fn any_text_is_markdown(text in "[-a-c0-2 *_`#>|\\[\\]()<!\\\\.\n:/中文]{0,60}") {
            let letters = |text: &str| -> String {
                text.chars().filter(|c| c.is_alphabetic()).collect()
            };
            let read = plain(&text);
            // Two things are not shown: the language of a block of code, and where a picture is.
            if !text.contains("```") && !text.contains("![") {
                prop_assert_eq!(letters(&read), letters(&text));
            }
        }
    }
}
