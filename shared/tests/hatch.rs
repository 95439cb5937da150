//! The words that open the escape hatch open it in any dress, and their peaceful cousins do not.

mod growth;

use proptest::prelude::*;
use shared::hatch::{self, Keyword, Risk, Signals};
use shared::reading::{Emotion, Intent};

#[test]
fn every_wish_for_a_person_is_heard() {
    check(include_str!("hatch_cases/asks.txt"), 400, |s| s.asks_for_person.is_some());
}

#[test]
fn what_only_looks_like_a_wish_is_none() {
    check(include_str!("hatch_cases/asks_not.txt"), 500, |s| s.asks_for_person.is_none());
}

#[test]
fn every_complaint_and_claim_is_heard() {
    check(include_str!("hatch_cases/complaint.txt"), 120, |s| {
        matches!(s.keyword, Some((Keyword::Complaint, _)))
    });
    check(include_str!("hatch_cases/compensation.txt"), 80, |s| {
        matches!(s.keyword, Some((Keyword::Compensation, _)))
    });
}

#[test]
fn a_complaint_is_heard_misspelt_in_taiwan_and_as_a_demand() {
    for text in [
        "我要投拆",
        "投述你们",
        "我要檢舉你們",
        "給你負評",
        "我要找消基會",
        "给我个说法",
        "给我一个说法",
        "讨个说法",
        "必须道歉",
        "给我道歉",
        "差评等着吧",
        "差评走起",
        "追评见",
        "平台介入",
        "申请平台介入",
    ] {
        let keyword = hatch::signals(text).keyword;
        assert!(matches!(keyword, Some((Keyword::Complaint, _))), "{text}: {keyword:?}");
    }
    for text in ["有这个说法吗", "哪个说法对", "客服给我道歉了", "平台介入怎么弄", "负评多吗"]
    {
        let keyword = hatch::signals(text).keyword;
        assert!(keyword.is_none(), "{text}: {keyword:?}");
    }
}

#[test]
fn peaceful_uses_of_the_keywords_are_left_alone() {
    check(include_str!("hatch_cases/keyword_not.txt"), 200, |s| s.keyword.is_none());
}

#[test]
fn neighbours_who_complain_and_a_price_that_fell_are_left_alone() {
    for text in [
        "怕邻居投诉 要静音的跑步机",
        "邻居投诉我太吵 有隔音垫吗",
        "怕楼下投诉 要静音的",
        "投诉隔壁装修 有隔音棉吗",
        "我要投诉物业 打印信纸",
        "价保怎么赔",
        "价保赔多少",
        "买贵了怎么赔",
        "降价了怎么赔",
    ] {
        let keyword = hatch::signals(text).keyword;
        assert!(keyword.is_none(), "{text}: {keyword:?}");
    }
    for text in ["邻居都看到了我要投诉你们", "买贵了必须赔我差价", "快递丢了怎么赔"]
    {
        assert!(hatch::signals(text).keyword.is_some(), "{text}");
    }
}

#[test]
fn every_risk_is_heard() {
    check(include_str!("hatch_cases/theft.txt"), 40, |s| {
        matches!(s.risk, Some((Risk::AccountTheft, _)))
    });
    check(include_str!("hatch_cases/payment_risk.txt"), 40, |s| {
        matches!(s.risk, Some((Risk::PaymentRisk, _)))
    });
    check(include_str!("hatch_cases/risk_not.txt"), 40, |s| s.risk.is_none());
}

#[test]
fn theft_and_double_charges_are_heard_in_everyday_words() {
    for (text, risk) in [
        ("我的号被别人登了", Risk::AccountTheft),
        ("我号让人登了", Risk::AccountTheft),
        ("我号好像被盗了", Risk::AccountTheft),
        ("账号疑似被盗", Risk::AccountTheft),
        ("手机号被人改绑了", Risk::AccountTheft),
        ("有人用我的号买了东西", Risk::AccountTheft),
        ("有人用我号下单了", Risk::AccountTheft),
        ("花呗被人刷了", Risk::PaymentRisk),
        ("白条被盗用了", Risk::PaymentRisk),
        ("扣我两次钱", Risk::PaymentRisk),
        ("一个订单收我两次钱", Risk::PaymentRisk),
        ("客服让我把验证码告诉他", Risk::PaymentRisk),
    ] {
        let found = hatch::signals(text).risk;
        assert!(found.as_ref().is_some_and(|found| found.0 == risk), "{text}: {found:?}");
    }
    for text in [
        "手机号被人标记了",
        "怎么改绑手机",
        "单号被人拿错了",
        "大号被别人买完了吗",
        "这个色号让人惊喜",
        "花呗被拒了怎么付",
        "不要把验证码告诉别人",
    ] {
        assert_eq!(hatch::signals(text).risk, None, "{text}");
    }
}

#[test]
fn anger_has_four_steps() {
    check(include_str!("hatch_cases/fury.txt"), 40, |s| s.anger.value() >= 80);
    check(include_str!("hatch_cases/angry.txt"), 40, |s| (60..80).contains(&s.anger.value()));
    check(include_str!("hatch_cases/cross.txt"), 30, |s| (30..60).contains(&s.anger.value()));
    check(include_str!("hatch_cases/calm.txt"), 60, |s| s.anger.value() < 30);
}

#[test]
fn an_answer_that_missed_is_noticed() {
    check(include_str!("hatch_cases/unhelpful.txt"), 40, |s| s.unhelpful);
    check(include_str!("hatch_cases/unhelpful_not.txt"), 30, |s| !s.unhelpful);
}

#[test]
fn a_refusal_of_a_person_is_not_a_wish() {
    for text in ["不用转人工了", "不需要人工", "别给我转人工", "不用轉人工", "I don't need a human"]
    {
        let signals = hatch::signals(text);
        assert!(signals.declines_person && signals.asks_for_person.is_none(), "{text}");
    }
    for text in ["转人工", "不要机器人，转人工", "你好", "人工智能"] {
        assert!(!hatch::signals(text).declines_person, "{text}");
    }
}

#[test]
fn who_asks_how_to_reach_them_or_is_not_answered_wants_a_person() {
    for text in [
        "怎么联系你们",
        "怎么才能联系到你们",
        "联系不上你们",
        "怎么跟你们联系",
        "如何联系你们",
        "在哪能找到你们",
        "找不到你们",
        "客服一直不理我",
        "客服不回我消息",
        "为什么客服不理我",
        "客服不理人",
        "能不能讲人话",
        "你能说句人话吗",
        "人工查一下",
        "客服解释一下",
    ] {
        assert!(hatch::signals(text).asks_for_person.is_some(), "{text}");
    }
    for text in
        ["到了联系你们", "有问题联系你们", "收到货再联系你们", "找不到你们的店", "我会联系你们"]
    {
        assert!(hatch::signals(text).asks_for_person.is_none(), "{text}");
    }
}

#[test]
fn what_is_asked_before_buying_or_at_a_door_is_no_wish() {
    for text in [
        "有售后吗",
        "这个有售后吗",
        "坏了有售后吗",
        "白天家里没人在",
        "小区没人在",
        "自提点有人吗",
        "总部在哪",
        "前台在哪",
        "麻烦交给前台",
        "交给管家",
        "交给同事",
        "给领导",
        "给大哥",
    ] {
        let asks = hatch::signals(text).asks_for_person;
        assert!(asks.is_none(), "{text}: {asks:?}");
    }
    for text in ["转售后", "找售后", "售后在吗", "前台有人吗", "转前台", "总部有人吗", "没人在"]
    {
        assert!(hatch::signals(text).asks_for_person.is_some(), "{text}");
    }
}

#[test]
fn what_is_refused_settled_quoted_or_laughed_at_elsewhere_silences_nothing() {
    for text in [
        "不，转人工",
        "不用，转人工",
        "不需要，转人工",
        "不要，我要人工",
        "优惠券我不要，转人工",
        "27\"显示器坏了，我要转人工",
        "你们说“48小时发货“，三天了没发，转人工",
        "取消订单 转人工",
        "我要取消订单 人工",
        "订单取消了钱没退给我转人工",
        "手滑拍错了 转人工",
        "按错型号了 转人工",
        "取消不了 人工",
        "收到货少了一件 转人工",
        "图片和实物不一样 转人工",
        "收货地址写错了 转人工",
        "地址点错了 转人工",
        "谢谢转人工",
        "好的谢谢帮我转人工",
        "这是我的订单号8888 转人工",
        "我是昨天下单的 转人工",
        "写着包邮又收钱 转人工",
        "我怕寄丢了 帮我转人工",
        "为什么退这么少 转人工",
    ] {
        assert!(hatch::signals(text).asks_for_person.is_some(), "{text}");
    }
    for text in [
        "连个道歉都没有，我要投诉你们",
        "说好的赠品没有，我要投诉",
        "一点诚意都没有，我要投诉",
        "一直不处理，投诉！",
        "你们处理得太慢了，我要投诉",
        "我已经确认了三次地址你们还发错，我要投诉",
        "客服都承认了是假货，我要投诉你们",
        "给我换个好的，不然投诉你们",
        "别以为这样就算了，我要投诉",
        "问题解决了吗？我要投诉你们",
        "你们把我的订单撤销了，我要投诉",
        "默认了自动续费，我要投诉",
        "退款一直不给 我要投诉",
        "质量一般 我要投诉",
        "老客户了 我要投诉你们",
        "客服一直模板回复 我要投诉",
        "没人来 我要投诉",
        "我要去消协 地址给我",
        "我要投诉 单号是77123",
        "什么都没有 我要投诉",
        "24\"显示器碎屏了，我要投诉",
        "客服说\"马上处理，结果三天没人管，我要投诉",
        "你们是在开玩笑吗我要投诉",
        "没有人处理我要投诉",
        "好几天没有人回复我要投诉你们",
        "一个道歉都没有我要投诉",
        "到现在都没到我要投诉",
        "没人来我要投诉",
        "别人都收到了就我没收到我要投诉你们",
        "看到实物跟图片完全不一样我要投诉",
        "质量一般还卖这么贵我要投诉",
        "密码被你们改了我要打12315",
        "验证码一直收不到钱扣了我要打12315",
        "假如今天不解决我就投诉",
        "物流太慢 差评",
        "三天不发货 曝光",
        "不给退 报警",
    ] {
        let keyword = hatch::signals(text).keyword;
        assert!(matches!(keyword, Some((Keyword::Complaint, _))), "{text}: {keyword:?}");
    }
    for text in ["什么都没有，我要赔偿", "快递丢了 赔", "屏幕碎了 赔呢"] {
        let keyword = hatch::signals(text).keyword;
        assert!(matches!(keyword, Some((Keyword::Compensation, _))), "{text}: {keyword:?}");
    }
    for text in [
        "55\"电视收到就碎了，骗子，去死吧",
        "去死吧，骗子 单号7712233245678",
        "垃圾公司傻逼客服，订单102331245",
        "你们他妈的在开玩笑吗，傻逼公司",
    ] {
        assert!(hatch::signals(text).anger.value() >= 80, "{text}");
    }
    // What is said of the thing itself still counts.
    for text in [
        "不用转人工，谢谢",
        "取消转人工",
        "误触了转人工",
        "手滑点了人工",
        "点错了 人工",
        "为什么 转人工",
        "昨天 转人工 了",
        "不 用 转 人 工",
        "定制文字：我要转人工",
        "谢谢你们帮我转人工",
        "我没投诉",
        "我没说我要投诉",
        "不是我要投诉",
        "别人说我要投诉才有用",
        "不用 报警",
        "相机 曝光",
        "好评 中评 差评",
        "投诉已经撤销了",
        "骗子哈哈，逗你的 2333",
    ] {
        let signals = hatch::signals(text);
        assert!(signals.asks_for_person.is_none() && signals.keyword.is_none(), "{text}");
    }
}

#[test]
fn evidence_points_at_the_words() {
    for (text, words) in [
        ("你好　我要 轉 人 工！", "轉 人 工"),
        ("我要投诉你们", "投诉"),
        ("wo yao zhuan ren gong", "zhuan ren gong"),
    ] {
        let signals = hatch::signals(text);
        let evidence = signals.asks_for_person.or(signals.keyword.map(|(_, e)| e));
        let evidence = evidence.expect("a wish or a complaint");
        assert!(evidence.words.ends_with(words), "{text}: {evidence:?}");
        let there: String =
            text.chars().skip(evidence.start).take(evidence.end - evidence.start).collect();
        assert_eq!(there, evidence.words);
    }
}

#[test]
fn a_wish_that_only_the_scale_hears_is_quoted_with_the_words_around_it() {
    for (text, words) in [
        ("客服电话是多少", "客服电话是多少"),
        ("叫你们家大人来", "叫你们家大人来"),
        ("寻个人讲讲，打字吃力", "打字吃力"),
        ("you ren ma", "you ren ma"),
    ] {
        let asks = hatch::signals(text).asks_for_person.expect("a wish");
        assert_eq!(asks.words, words);
        assert!(
            asks.end - asks.start < words.chars().count(),
            "{text}: as a matter, it is no more"
        );
    }
}

#[test]
fn the_topic_is_guessed_from_the_words() {
    for (text, intent) in [
        ("我的快递到哪了", Some(Intent::Logistics)),
        ("怎么开发票", Some(Intent::Invoice)),
        ("退款什么时候到账", Some(Intent::Refund)),
        ("衣服破损了要换货", Some(Intent::Returns)),
        ("地址写错了帮我改一下", Some(Intent::OrderChange)),
        ("优惠券怎么用", Some(Intent::Promotion)),
        ("付款失败", Some(Intent::Payment)),
        ("登录不了账号", Some(Intent::Account)),
        ("这件有什么颜色", Some(Intent::Product)),
        ("我要投诉", Some(Intent::Complaint)),
        ("转人工", Some(Intent::Human)),
        ("你好", Some(Intent::Courtesy)),
        ("發票抬頭錯了", Some(Intent::Invoice)),
        ("嗯", None),
    ] {
        assert_eq!(hatch::signals(text).intent, intent, "{text}");
    }
}

#[test]
fn thanks_and_feelings_are_read() {
    assert!(hatch::signals("好的谢谢").thanks);
    assert!(!hatch::signals("不用谢").thanks);
    for (text, emotion) in [
        ("太好了，谢谢", Some(Emotion::Happy)),
        ("怎么还没发货，急用", Some(Emotion::Anxious)),
        ("太失望了", Some(Emotion::Disappointed)),
        ("你们这群骗子", Some(Emotion::Angry)),
        ("这是怎么回事", Some(Emotion::Puzzled)),
        ("急支糖浆有货吗", None),
        ("我买的白色", None),
    ] {
        assert_eq!(hatch::signals(text).emotion, emotion, "{text}");
    }
}

#[test]
fn time_grows_as_the_message_does() {
    for piece in ["人工智能", "不投诉", "转", "垃圾", "客服说", "a", "agent ", "没用过", "《转人工"]
    {
        growth::is_linear(piece, |text| drop(hatch::signals(text)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_message_can_be_read(text in any::<String>()) {
        let _ = hatch::signals(&text);
    }

    #[test]
    fn dress_does_not_hide_a_wish(
        wish in prop::sample::select(vec!["转人工", "轉人工", "找真人客服", "转接人工客服", "zhuanrengong"]),
        between in prop::sample::select(vec!["", " ", "\u{200b}", "　", "\u{feff}"]),
        after in prop::sample::select(vec!["", "！", "。。。", " 谢谢", "😡"]),
    ) {
        let dressed: Vec<String> = wish.chars().map(String::from).collect();
        let text = dressed.join(between) + after;
        prop_assert!(hatch::signals(&text).asks_for_person.is_some(), "{}", text);
    }
}

/// Checks every line of a table, and that the table is as long as promised.
fn check(table: &str, least: usize, holds: impl Fn(&Signals) -> bool) {
    let cases: Vec<&str> =
        table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    assert!(cases.len() >= least, "{} cases", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .map(|case| (case, hatch::signals(case)))
        .filter(|(_, signals)| !holds(signals))
        .map(|(case, signals)| format!("{case}\n    {}", brief(&signals)))
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// What was found, on one line.
fn brief(signals: &Signals) -> String {
    let words = |evidence: &hatch::Evidence| evidence.words.clone();
    format!(
        "asks {:?}, keyword {:?}, risk {:?}, anger {}, unhelpful {}",
        signals.asks_for_person.as_ref().map(words),
        signals.keyword.as_ref().map(|(keyword, evidence)| (*keyword, words(evidence))),
        signals.risk.as_ref().map(|(risk, evidence)| (*risk, words(evidence))),
        signals.anger.value(),
        signals.unhelpful,
    )
}
