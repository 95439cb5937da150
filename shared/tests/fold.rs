//! What reads the same compares the same, and points back at where it stood.

use proptest::prelude::*;
use shared::fold::{self, Folded};

#[test]
fn what_reads_the_same_compares_the_same() {
    for (text, expected) in [
        ("", ""),
        ("   ", ""),
        ("转人工", "转人工"),
        ("轉人工", "转人工"),
        ("真人客服", "真人客服"),
        ("ＡＢＣ１２３，！？", "abc123,!?"),
        ("  a \t\r\n　b  ", "a b"),
        ("转\u{200b}人\u{feff}工", "转人工"),
        ("\u{2f08}工", "人工"),
        ("1️⃣3️⃣8️⃣", "138"),
        ("①③⑧", "138"),
        ("𝟏𝟑𝟖 𝟬𝟶", "138 00"),
        ("ÀÉ ΑΩ АЯ", "àé αω ая"),
        ("Ａ\u{fe0f}\u{200d}B", "ab"),
        ("一—二–三", "一-二-三"),
        ("賠償金額", "赔偿金额"),
        ("電話號碼", "电话号码"),
        ("￥99", "¥99"),
        ("👨‍👩‍👧好", "👨👩👧好"),
        ("\u{0}a\u{7}b", "ab"),
    ] {
        assert_eq!(fold::fold(text), expected, "{text:?}");
    }
}

#[test]
fn the_full_table_knows_what_the_small_one_leaves() {
    assert_eq!(fold::fold("鱈鰻"), "鱈鰻");
    assert_eq!(fold::full("鱈鰻"), "鳕鳗");
    assert_eq!(fold::full("頭髮乾燥嗎？後麵"), "头发干燥吗?后面");
    assert_eq!(fold::full("妳等著"), "你等着");
    assert_eq!(fold::full("像覆瞭"), "像覆瞭");
}

#[test]
fn each_character_knows_where_it_came_from() {
    let folded = Folded::of("　您好 \u{200b} 轉人工");
    assert_eq!(folded.chars.iter().collect::<String>(), "您好 转人工");
    assert_eq!(folded.origin, [1, 2, 3, 6, 7, 8]);
    assert_eq!(folded.source(3, 6), 6..9);
    assert_eq!(folded.source(0, 0), 0..0);
    assert_eq!(folded.source(4, 99), 0..0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn folding_twice_is_folding_once(text in "\\PC{0,40}|[\\x00-\\x7f 　轉人\u{200b}Ａ]{0,40}") {
        let once = fold::fold(&text);
        prop_assert_eq!(fold::fold(&once), once);
        let once = fold::full(&text);
        prop_assert_eq!(fold::full(&once), once);
    }

    #[test]
    fn origins_ascend_and_stay_inside(text in any::<String>()) {
        let folded = Folded::of(&text);
        prop_assert_eq!(folded.chars.len(), folded.origin.len());
        prop_assert!(folded.origin.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(folded.origin.iter().all(|&at| at < text.chars().count()));
    }
}
