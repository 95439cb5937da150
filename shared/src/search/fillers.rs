//! Words that a question is wrapped in, and that say nothing about what it asks.

use std::{collections::BTreeMap, sync::LazyLock};

/// For each character of a folded and rewritten text, whether it belongs to a filler.
pub(crate) fn mask(text: &[char]) -> Vec<bool> {
    let mut mask = vec![false; text.len()];
    let mut at = 0;
    while at < text.len() {
        let length = longest_at(&text[at..]);
        mask[at..at + length].fill(true);
        at += length.max(1);
    }
    mask
}

fn longest_at(text: &[char]) -> usize {
    let fillers = FILLERS_BY_FIRST.get(&text[0]).map_or(&[][..], Vec::as_slice);
    fillers.iter().find(|filler| text.starts_with(filler)).map_or(0, Vec::len)
}

static FILLERS_BY_FIRST: LazyLock<BTreeMap<char, Vec<Vec<char>>>> = LazyLock::new(|| {
    let mut by_first: BTreeMap<char, Vec<Vec<char>>> = BTreeMap::new();
    for filler in FILLERS.split_whitespace() {
        let filler: Vec<char> = filler.chars().collect();
        by_first.entry(filler[0]).or_default().push(filler);
    }
    for fillers in by_first.values_mut() {
        fillers.sort_by_key(|filler| std::cmp::Reverse(filler.len()));
    }
    by_first
});

/// Simplified, and after the everyday synonyms have been rewritten.
const FILLERS: &str = "
    请问一下 请问 问一下 想问一下 想问 我想问 想咨询 咨询一下 咨询 想知道 想了解 了解一下 告诉我 跟我说
    帮我看一下 帮我看看 帮我看下 帮我查一下 帮我查下 帮我 帮忙 麻烦你 麻烦您 麻烦 劳驾 拜托 求助 求解
    你好 您好 哈喽 在吗 在不在 在么 亲亲 亲 老板 掌柜 店家 客服 小姐姐 小哥哥 谢谢 多谢 感谢 谢了 辛苦了 辛苦
    我想要 我想 我要 想要 我们 咱们 你们 您们 他们 你们家 你家 贵店 你们店 我的 你的 您的 自己 人家
    怎么办理 怎么办 怎么弄 怎么搞 怎么操作 怎么回事 怎么着 怎么才能 怎么 为什么 为何 凭什么 干什么 什么意思 什么样 什么
    能不能 可不可以 可以不可以 可以不 可以吗 可以 行不行 行吗 是不是 会不会 要不要 有没有 有没 能否 是否 能够
    到底 究竟 其实 就是 然后 但是 不过 因为 所以 如果 的话 那么 这么 这个 那个 这种 那种 这样 那样 这边 那边 这里 那里
    一个 一下 一下子 一点 有点 有些 已经 现在 刚才 刚刚 一直 还是 或者 以及 关于 时候 情况 东西 需要 应该 进行 一般
    我 你 您 的 了 吗 呢 啊 呀 吧 哦 噢 哈 嘛 啦 哎 诶 嗯 额 呗 喔 唉 请 是 就 也 都 还 这 那 吖 么 着 得 地 给 和 与 把 被 让 该
    下 想 要 个 有 能 在 会
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fillers_are_marked_and_the_matter_is_not() {
        let check = |text: &str, matter: &str| {
            let text: Vec<char> = text.chars().collect();
            let mask = mask(&text);
            let left: String =
                text.iter().zip(mask).filter(|(_, filler)| !filler).map(|(c, _)| c).collect();
            assert_eq!(left, matter);
        };
        check("请问一下你们怎么退货呢", "退货");
        check("帮我看看电饭煲有点异味怎么办", "电饭煲异味");
        check("你好在吗", "");
    }
}
