//! 转人工原因: the rule that fired, with its inputs, in plain words.

use ui::locale::{Locale, fill};

#[path = "../locales/en.rs"]
mod en;
#[path = "../locales/zh-CN.rs"]
mod zh_cn;
#[path = "../locales/zh-TW.rs"]
mod zh_tw;

/// The words of one language.
struct Words {
    /// A sentence for each of [`RULES`], in their order; `{}` is a gap.
    rules: [&'static str; RULES.len()],
    /// Follows any of them, so that a language with spaces begins it with one.
    urgent: &'static str,
}

/// The rules by their names: those with a time or a number alone come first.
const RULES: [&str; 13] = [
    "waited",
    "unhelpful",
    "button",
    "confirmed",
    "asked",
    "complaint",
    "compensation",
    "anger",
    "account_theft",
    "payment_risk",
    "vip",
    "transferred",
    "agent_lost",
];

/// Why a person was called, in the language `locale` (a tag): the name of the rule, what the visitor said, how
/// often or for how many seconds, as far as the rule has them, and whether it is urgent. Nothing for a name
/// that is none.
pub(crate) fn explain(locale: &str, rule: &str, said: &str, number: u32, urgent: bool) -> String {
    let words = Locale::of_tag(locale).of(&zh_cn::WORDS, &zh_tw::WORDS, &en::WORDS);
    let Some(place) = RULES.iter().position(|name| *name == rule) else { return String::new() };
    let number = number.to_string();
    let gaps = [said, &number];
    let mut told = fill(words.rules[place], if place < 2 { &gaps[1..] } else { &gaps });
    if urgent {
        told.push_str(words.urgent);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_told_with_what_it_saw() {
        let check = |rule: &str, expect: &str| {
            assert_eq!(explain("zh-CN", rule, "转人工", 3, false), expect);
        };
        check("button", "您点了“转人工”按钮。");
        check("confirmed", "您确认了要转人工。");
        check("asked", "您说了“转人工”，连续 3 次要求转人工。");
        check("complaint", "您提到了“转人工”，这类投诉由专员处理。");
        check("compensation", "您提到了“转人工”，赔偿问题由专员处理。");
        check("anger", "这次体验让您很不满意，由资深客服处理。");
        check("account_theft", "您提到了“转人工”，账户安全问题由专员直接处理。");
        check("payment_risk", "您提到了“转人工”，资金安全问题由专员直接处理。");
        check("vip", "您是本店的重要客户，由资深客服直接服务。");
        check("waited", "您等了 3 秒还没有得到回复。");
        check("unhelpful", "连续 3 次回答没有帮到您。");
        check("transferred", "客服把您转给了更合适的同事。");
        check("agent_lost", "客服掉线或没有及时回复。");
        check("", "");
    }

    #[test]
    fn who_has_priority_is_told_so() {
        let told = |locale| explain(locale, "waited", "", 90, true);
        assert_eq!(told("zh-CN"), "您等了 90 秒还没有得到回复。已优先安排。");
        assert_eq!(told("zh-TW"), "您等了 90 秒還沒有得到回覆。已優先安排。");
        assert_eq!(told("en"), "You waited 90 seconds without an answer. You have priority.");
    }
}
