//! What a message wants by itself: an answer, or none.

use super::Signals;
use super::plain::Plain;
use crate::reading::Intent;

/// Whether a message says what the visitor came for, and is not only a greeting, a thank-you, a wish
/// for a person or a word on the last answer.
#[must_use]
pub fn is_matter(words: &str, signals: &Signals, intent: Option<Intent>) -> bool {
    if is_courtesy(words) {
        return false;
    }
    let length = words.chars().filter(|c| c.is_alphanumeric()).count();
    let wish = signals.asks_for_person.as_ref().map_or(0, |asked| asked.end - asked.start);
    let rest = length.saturating_sub(wish);
    if length == 0 || (wish > 0 && rest < LEAST) {
        return false;
    }
    let aside = signals.thanks || signals.unhelpful || signals.declines_person;
    if aside && length <= ASIDE {
        return false;
    }
    let courtesy = matches!(intent, Some(Intent::Courtesy));
    !(courtesy && length <= ASIDE)
}

/// Whether a message gives thanks or takes leave, and says nothing else: whoever has it is owed no
/// more words. Each of its words must be one that may stand there, so that nothing is overheard.
///
/// ```
/// use shared::hatch::is_farewell;
///
/// assert!(is_farewell("好的，谢谢您！"));
/// assert!(!is_farewell("谢谢，那发票呢"));
/// assert!(!is_farewell("好的"), "it may be the answer to a question");
/// ```
#[must_use]
pub fn is_farewell(text: &str) -> bool {
    let plain = Plain::of(text);
    !plain.full.contains(&'?') && says_only(&plain, &[PARTING])
}

/// Whether a message greets, gives thanks or takes leave, or says that a question will come, and says
/// nothing else. A reading tells more of them; this needs none, for who writes before the page has a
/// reader.
///
/// ```
/// use shared::hatch::is_courtesy;
///
/// assert!(is_courtesy("你好，在吗？"));
/// assert!(is_courtesy("想咨询一下"));
/// assert!(!is_courtesy("你好，发票怎么开"));
/// assert!(!is_courtesy("好的"), "it may be the answer to a question");
/// ```
#[must_use]
pub fn is_courtesy(text: &str) -> bool {
    says_only(&Plain::of(text), &[GREETING, PARTING])
}

/// Whether a message says nothing that could be answered: no words, courtesies, or what only stands
/// beside them. It is no question, though it may be the answer to one.
///
/// ```
/// use shared::hatch::says_nothing;
///
/// assert!(says_nothing("？？") && says_nothing("在吗") && says_nothing("嗯嗯，好的"));
/// assert!(!says_nothing("退"));
/// ```
#[must_use]
pub fn says_nothing(text: &str) -> bool {
    let plain = Plain::of(text);
    plain.len() == 0 || says_only(&plain, &[GREETING, PARTING, BESIDE_IT])
}

/// Whether a message is made of `phrases` and what may stand beside them, with one of them at least.
fn says_only(plain: &Plain, phrases: &[&str]) -> bool {
    if plain.full.iter().any(|mark| SCORNS.contains(mark)) {
        return false;
    }
    let (mut at, mut says) = (0, false);
    while at < plain.len() {
        let phrase = phrases.iter().filter_map(|list| plain.length(at, list)).max();
        let Some(length) = phrase.or_else(|| plain.length(at, BESIDE_IT)) else { return false };
        says |= phrase.is_some();
        at += length;
    }
    says
}

/// Whether an agent's words ask something, or promise to look: then 好的谢谢 is no goodbye, and they
/// owe the next word. 还有其他问题吗 asks nothing.
///
/// ```
/// use shared::hatch::leaves_open;
///
/// assert!(leaves_open("稍等，我帮您查一下"));
/// assert!(leaves_open("要帮您登记退款吗？"));
/// assert!(!leaves_open("已经登记了。还有什么可以帮您的吗？"));
/// ```
#[must_use]
pub fn leaves_open(text: &str) -> bool {
    let plain = Plain::of(text);
    let asks = plain.full.contains(&'?') || plain.has(ASKING);
    plain.has(LOOKING) || (asks && !plain.has(ANYTHING_ELSE))
}

/// How many characters beside the wish for a person say something of their own.
const LEAST: usize = 4;
/// Up to how many characters a message is an aside.
const ASIDE: usize = 8;

const SCORNS: [char; 6] = ['😡', '🤬', '😠', '💢', '👿', '🖕'];

const PARTING: &str = "谢谢 谢谢你 谢谢您 谢 谢了 谢啦 多谢 感谢 感恩 辛苦 辛苦了 唔该 蟹蟹 xiexie 3q 3ks thanks thank thankyou thx ty 再见 拜拜 拜 掰掰 回见 晚安 bye byebye goodbye";

const GREETING: &str = "你好 您好 你们好 大家好 哈喽 哈罗 哈啰 嗨 嘿 喂 早 早安 早上好 上午好 中午好 下午好 晚上好 在吗 在么 在嘛 在不 在不在 在线吗 打扰一下 打扰下 请问 请教 问一下 问下 问个问题 问个事 想问 想问一下 想问下 想问个问题 我想问 我想问一下 我想问下 我想问个问题 咨询 咨询一下 咨询下 咨询个问题 想咨询 想咨询一下 想咨询下 想咨询个问题 我想咨询 我想咨询一下 我想咨询下 我想咨询个问题 有个问题 有个问题想问 有个问题想咨询 有问题想问 hi hithere hello hellothere hey heythere nihao ninhao zaima goodmorning goodafternoon goodevening excuseme";

const BESIDE_IT: &str = "好 好的 好滴 好哒 好嘞 好了 行 可以 可以了 嗯 嗯嗯 哦 噢 喔 啊 呀 啦 哒 哟 哈 哈哈 了 的 是的 那 就 先 这样 就这样 这些 知道 知道了 明白 明白了 了解 了解了 懂了 收到 收到了 没事 没事了 没有 没有了 没了 没别的 不用 不用了 解决了 搞定了 弄好了 非常 十分 太 很 真 真的 你 您 你们 您们 们 亲 亲亲 小姐姐 小哥哥 小哥 老师 美女 帅哥 客服 帮忙 帮助 解答 回复 耐心 服务 麻烦 麻烦了 打扰 打扰了 ok okay so very much a lot for your help you again great good got it have nice day no that is thats all";

const ASKING: &str = "吗 呢 么";

const LOOKING: &str = "稍等 稍候 稍后 等一下 等下 请等 等我 等等 查一下 查下 查查 查询一下 帮您查 帮你查 看一下 看下 看看 核实 确认一下 确认下 问一下 问下 马上 moment minute wait letme illcheck hold";

const ANYTHING_ELSE: &str =
    "还有什么 还有其他 还有其它 还有别的 其他问题 其它问题 别的问题 还需要 anythingelse";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thanks_and_goodbyes_are_the_end_of_it() {
        for text in [
            "谢谢",
            "好的谢谢",
            "好的，谢谢您！",
            "嗯嗯 知道了，谢谢你们",
            "謝謝，辛苦了",
            "没有了，谢谢",
            "不用了谢谢",
            "拜拜",
            "好，再见~",
            "Thanks!",
            "ok thank you so much",
            "谢谢小姐姐 😊",
        ] {
            assert!(is_farewell(text), "{text}");
        }
    }

    #[test]
    fn what_may_want_an_answer_is_no_goodbye() {
        for text in [
            "",
            "好的",
            "在吗",
            "？",
            "谢谢？",
            "谢谢，查到了吗",
            "谢谢你全家",
            "谢谢😡",
            "谢谢，转人工",
            "人工",
            "没用",
            "不用谢，投诉",
            "谢谢，订单 88 怎么还没发",
            "拜托快点",
            "thanks but it is still broken",
        ] {
            assert!(!is_farewell(text), "{text}");
        }
    }

    #[test]
    fn greetings_and_what_only_opens_are_courtesies() {
        for text in [
            "你好",
            "您好！",
            "你好，在吗？",
            "亲，在吗",
            "hello?",
            "Hi there",
            "早上好呀",
            "客服你好",
            "請問",
            "想咨询一下",
            "你好，我想问个问题",
            "好的谢谢",
            "nihao",
            "Good morning",
        ] {
            assert!(is_courtesy(text), "{text}");
        }
        for text in [
            "",
            "好的",
            "嗯嗯",
            "不用了",
            "?",
            "你好，发票怎么开",
            "请问怎么退货",
            "在吗，我的快递呢",
            "咨询电话多少",
            "想问一下尺码",
            "早就该发货了",
            "你好😡",
            "我谢谢你",
            "你好像没听懂",
            "hi-fi 音箱",
            "你好 LN-100",
        ] {
            assert!(!is_courtesy(text), "{text}");
        }
    }

    #[test]
    fn an_agent_who_asks_or_goes_to_look_owes_the_next_word() {
        for text in [
            "您的订单号是多少？",
            "请问是哪一天买的呢",
            "稍等",
            "One moment, please",
            "我帮您查一下",
        ] {
            assert!(leaves_open(text), "{text}");
        }
        for text in [
            "您好",
            "已经为您发出了",
            "不客气，祝您生活愉快",
            "请问还有其他问题吗？",
            "Anything else?",
        ] {
            assert!(!leaves_open(text), "{text}");
        }
    }
}
