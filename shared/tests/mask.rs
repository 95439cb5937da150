//! Personal data is found whatever its dress, and only personal data is.

mod growth;
mod mask_marks;

use mask_marks::{read, write};
use proptest::prelude::*;
use shared::conversation::{Button, Event};
use shared::mask::{self, Kind, Span};
use shared::wire::VisitorFrame;

const CASES: &str = include_str!("mask_cases.txt");

#[test]
fn personal_data_is_found_and_nothing_else() {
    let cases: Vec<&str> = cases().collect();
    assert!(cases.len() >= 400);
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let (text, expected) = read(case);
            let found = mask::spans(&text);
            (found != expected).then(|| format!("{case}\n    found {}", write(&text, &found)))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn what_is_masked_stays_masked() {
    for case in cases() {
        let (text, _) = read(case);
        let once = masked(&text);
        assert_eq!(masked(&once), once, "{text}");
    }
    // What is left of an address may look like a number of another kind.
    let once = masked("138@4111111111111111qq.com");
    assert_eq!(masked(&once), once);
}

#[test]
fn masking_keeps_the_shape() {
    for (text, expected) in [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138 **** 5678"),
        ("+86 138-1234-5678", "+86 138-****-5678"),
        ("１３８１２３４５６７８", "１３８****５６７８"),
        ("幺三八幺二三四五六七八", "幺三八****五六七八"),
        ("公司010-62345678", "公司010-******78"),
        ("+852 9123 4567", "+852 91** *567"),
        ("0912-345-678", "09**-***-678"),
        ("身份证11010519491231002X", "身份证110***********002X"),
        ("卡号4111 1111 1111 1111", "卡号4111 **** **** 1111"),
        ("zhang.wei@example.com", "z***@example.com"),
        ("寄到广东省深圳市南山区科技园路1号", "寄到广东省深圳市****"),
        ("住北京市朝阳区建国路88号", "住北京市****"),
        ("住中山路88号", "住****"),
        ("车牌粤B12345", "车牌粤B***45"),
        ("护照E12345678", "护照E*****678"),
        ("微信号zhangwei1990", "微信号z**********0"),
        ("我叫王小明", "我叫王**"),
    ] {
        assert_eq!(masked(text), expected, "{text}");
    }
}

#[test]
fn spans_that_do_not_fit_are_passed_over() {
    let spans = [
        Span { start: 2, end: 1, kind: Kind::Name },
        Span { start: 0, end: 2, kind: Kind::Name },
        Span { start: 1, end: 3, kind: Kind::Name },
        Span { start: 3, end: 99, kind: Kind::Name },
    ];
    assert_eq!(mask::mask("王小明收", &spans), "王*明收");
}

#[test]
fn kinds_travel_in_snake_case() {
    let span = Span { start: 1, end: 2, kind: Kind::HkTwMobile };
    let json = serde_json::to_string(&span).expect("a span has a JSON form");
    assert_eq!(json, r#"{"start":1,"end":2,"type":"hk_tw_mobile"}"#);
}

#[test]
fn time_grows_as_the_text_does() {
    for piece in [
        "1",
        "1 ",
        "12-",
        "1,",
        "1/",
        "13812345678转",
        "(010)",
        "3栋",
        "A座",
        "一区",
        "3-2-501",
        "号之",
        "t1 ",
        "中山路",
        "路1号",
        "a@",
        "a@b。",
        "a @ b.",
        "我是",
        "我叫阿",
        "张伟 ",
        "人:",
        "·",
        "微信a",
        "微信吧,",
        "微 信",
        "加我vx",
        "加我a是我微信",
        "村王组",
        "(1",
        "502一",
        "我叫ab ",
        "姓名:ab",
        "由张伟改成",
        "京A1",
        "护照e ",
        "passport",
        "138*",
        "wxid_",
        "一",
        "号",
        "码",
        "收",
    ] {
        growth::is_linear(piece, |text| drop(mask::spans(text)));
    }
}

#[test]
fn what_is_kept_is_one_line_and_no_half_of_a_number() {
    assert_eq!(
        mask::line("我的手机\n号是\u{7}13812345678 ，能改吗", 200),
        "我的手机 号是138****5678 ，能改吗"
    );
    for before in 0..40 {
        let text = format!("{}13812345678{}", "长".repeat(before), " 完".repeat(100));
        for most in 20..60 {
            let kept = mask::line(&text, most);
            assert!(kept.chars().count() <= most && !kept.contains("12345"), "{kept}");
        }
    }
    // Masks that are far shorter than what they hide bring the end within reach.
    let mails = format!("{}@shop.example ", "a".repeat(64)).repeat(4);
    for before in 0..120 {
        let text = format!("{mails}{}13812345678 完", "长 ".repeat(before));
        let kept = mask::line(&text, 200);
        assert!(!kept.contains("12345") && !kept.contains("aaa"), "{kept}");
    }
}

#[test]
fn what_is_left_of_a_masked_number_is_no_plate() {
    let once = masked("京A-wx13812345678");
    assert_eq!(once, "京A-wx138****5678");
    assert_eq!(masked(&once), once);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn spans_are_sorted_disjoint_and_inside(text in texts()) {
        let spans = mask::spans(&text);
        prop_assert!(spans.iter().all(|span| span.start < span.end));
        prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start));
        prop_assert!(spans.last().is_none_or(|last| last.end <= text.chars().count()));
    }

    #[test]
    fn masking_twice_is_masking_once(text in texts()) {
        let once = masked(&text);
        prop_assert_eq!(masked(&once), once, "from {}", text);
    }
}

/// Anything at all, and sentences of the pieces that personal data is made of.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "138",
        "1234",
        "5678",
        "13812345678",
        "6222",
        "4111111111111111",
        "11010519491231002X",
        "86",
        "+",
        "-",
        " ",
        ".",
        "，",
        ":",
        "*",
        "**",
        "(",
        ")",
        "/",
        "@",
        "a",
        "x",
        "qq.com",
        "wx",
        "微信",
        "号",
        "电话",
        "订单号",
        "身份证",
        "银行卡",
        "护照",
        "E12345678",
        "我叫",
        "我是",
        "张",
        "伟",
        "欧阳",
        "收件人",
        "广东省",
        "深圳市",
        "区",
        "中山路",
        "小区",
        "花园",
        "3",
        "88",
        "栋",
        "单元",
        "501",
        "室",
        "楼",
        "村",
        "组",
        "床",
        "信箱",
        "加我",
        "是我微信",
        "改成",
        "Tom",
        "由",
        "京A",
        "粤B",
        "12345",
        "一",
        "三",
        "八",
        "幺",
        "010",
        "0912",
        "轉",
        "\u{200b}",
    ]);
    prop_oneof![
        1 => any::<String>(),
        4 => prop::collection::vec(pieces, 0..14).prop_map(|pieces| pieces.concat()),
    ]
}

#[test]
fn a_comment_is_masked_before_it_is_kept() {
    let frame = r#"{"type":"press","client_id":"000000000000000000000000c0ffee07","button":
        {"kind":"rate","stars":5,"comment":"回我电话 13812345678"}}"#;
    let frame: VisitorFrame = serde_json::from_str(frame).unwrap();
    let Ok(Some(Event::Pressed { button: Button::Rate { comment, .. }, .. })) = frame.into_event()
    else {
        panic!("a rating is one")
    };
    assert_eq!(comment, "回我电话 138****5678");
}

fn masked(text: &str) -> String {
    mask::masked(text)
}

fn cases() -> impl Iterator<Item = &'static str> {
    CASES.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}
