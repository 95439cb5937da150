//! Whatever is asked, search answers, quickly and within bounds.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use shared::{
    article::{Article, Draft},
    search::{Answer, Index, Query, Synonyms},
};

fn article(id: &str, title: &str, body: &str) -> Article {
    let draft = Draft { id: id.into(), title: title.into(), body: body.into(), ..Draft::default() };
    Article::try_from(draft).unwrap()
}

fn index() -> Index {
    let articles = [
        article("refund", "退款多久到账？", "审核通过后 1–3 个工作日原路退回。"),
        article("error-e4", "扫地机显示 E4 怎么办？", "主刷被缠住，清理头发后按开关继续。"),
        article("error-e7", "扫地机显示 E7 怎么办？", "尘盒没有装好，取出重装。"),
        article("steamer", "挂烫机 WX-3000B 的水箱多大？", "1.6 升。"),
        article("cooker", "电饭煲怎么预约？", "按“预约”键，设定几小时后吃饭。"),
        article(
            "robot",
            "扫地机怎么连 Wi-Fi？",
            "同时按住两个键 3 秒，听到提示音后在 App 里添加。",
        ),
    ];
    Index::build(&articles, &Synonyms::default())
}

fn first(index: &Index, text: &str) -> Option<String> {
    index.search(text, 1).into_iter().next().map(|hit| hit.article.to_string())
}

#[test]
fn what_reads_the_same_finds_the_same() {
    let index = index();
    let check = |text: &str, expect: &str| {
        assert_eq!(first(&index, text).as_deref(), Some(expect), "{text}");
    };
    check("退款", "refund");
    check("退錢什麼時候到帳", "refund");
    check("退款到账", "refund");
    check("報Ｅ４", "error-e4");
    check("e7", "error-e7");
    check("wx3000b", "steamer");
    check("WX 3000B 水箱", "steamer");
    check("ＷＸ－３０００Ｂ", "steamer");
    check("电饭锅预约", "cooker");
    check("連WIFI", "robot");
}

#[test]
fn what_says_nothing_finds_nothing_and_is_not_answered() {
    let index = index();
    for text in [
        "",
        " \n\t",
        "😀😀🎉",
        "？！…。，",
        "\u{200b}\u{202e}\u{feff}",
        "啊吗呢吧",
        "你好在吗",
        "\0\0",
    ] {
        assert_eq!(index.answer(text), Answer::Unknown, "{text:?}");
    }
    for text in ["", "😀😀🎉", "？！…。，"] {
        assert!(index.search(text, 10).is_empty(), "{text:?}");
    }
    assert!(index.search("退款", 0).is_empty());
}

#[test]
fn sixteen_kib_of_anything_are_read_within_bounds() {
    let index = index();
    let long = |unit: &str| unit.repeat(16 * 1024 / unit.len());
    let mixed: String = (0x4e00..0x4e00 + 5_461).filter_map(char::from_u32).collect();
    for text in [long("退款"), long("a"), long("a-"), long("E4 "), long("😀"), long("怎么"), mixed]
    {
        assert!(index.search(&text, usize::MAX).len() <= 6);
        let _ = index.answer(&text);
    }
    let buried = format!("{}退款多久到账", "今天".repeat(500));
    assert_eq!(first(&index, &buried).as_deref(), Some("refund"));
}

#[test]
fn an_empty_index_knows_nothing() {
    let index = Index::build(&[], &Synonyms::none());
    assert!(index.search("退款", 5).is_empty());
    assert_eq!(index.answer("退款多久到账"), Answer::Unknown);
}

#[test]
fn one_article_alone_can_answer() {
    let only = article("refund", "退款多久到账？", "审核通过后 1–3 个工作日原路退回。");
    let index = Index::build(std::slice::from_ref(&only), &Synonyms::default());
    assert!(matches!(index.answer("退款多久到账"), Answer::Found { .. }));
    assert_eq!(index.answer("火星上有水吗"), Answer::Unknown);
}

#[test]
fn articles_that_fit_equally_are_offered_as_a_choice_or_together() {
    let index = index();
    match index.answer("扫地机显示错误怎么办") {
        Answer::Found { passages, .. } => assert!(passages.len() >= 2),
        Answer::Choices { choices, .. } => assert!(choices.len() >= 2),
        Answer::Unknown => panic!("two articles are about this"),
    }
}

#[test]
fn the_same_articles_give_the_same_hits_in_the_same_order() {
    let (once, again) = (index(), index());
    for text in ["退款", "扫地机", "怎么", "E4 E7"] {
        assert_eq!(once.search(text, 10), again.search(text, 10));
    }
}

#[test]
fn what_is_the_writers_own_changes_nothing() {
    let index = index();
    for own in ["我的手机号138****5678，", "z***@example.com ", "我叫张*，", "20251104123456 "]
    {
        assert_eq!(index.answer(&format!("{own}退款多久到账")), index.answer("退款多久到账"));
    }
    assert_eq!(index.answer("138****5678"), Answer::Unknown);
}

#[test]
fn what_was_said_before_counts_and_what_is_asked_counts_more() {
    let index = index();
    let first = |earlier: &[&str], text| {
        let hits = index.search(Query { text, earlier, vectors: &[] }, 1);
        hits.into_iter().next().map(|hit| hit.article.to_string())
    };
    assert_eq!(first(&["扫地机显示E7"], "怎么办").as_deref(), Some("error-e7"));
    assert_eq!(first(&["扫地机显示E7"], "那E4呢").as_deref(), Some("error-e4"));
    assert_eq!(first(&["扫地机显示E7", "在吗"], "退款多久到账").as_deref(), Some("refund"));
    assert_eq!(first(&["", "😀"], "退款").as_deref(), Some("refund"));
    assert_eq!(first(&["退款"], "").as_deref(), Some("refund"));
}

#[test]
fn the_words_of_a_shop_find_its_articles() {
    let site = Synonyms::of_site(vec![vec!["小贝壳".into(), "扫地机".into()]]).unwrap();
    let index = Index::build(index().articles(), &site);
    assert_eq!(first(&index, "小贝壳 e7").as_deref(), Some("error-e7"));
    assert_eq!(first(&index, "小贝壳怎么连网").as_deref(), Some("robot"));
}
