//! How the visitor feels, by the words alone: anger, thanks, whether the last answer helped.

use std::ops::Range;

use super::plain::Plain;
use crate::reading::{Anger, Emotion, Percent};

/// What the words give away of a mood.
pub(super) struct Temper {
    pub(super) anger: Anger,
    pub(super) thanks: bool,
    pub(super) unhelpful: bool,
    pub(super) emotion: Option<Emotion>,
}

pub(super) fn temper(plain: &Plain, has_keyword: bool) -> Temper {
    let anger = anger(plain, has_keyword);
    let thanks = plain
        .has("谢谢 多谢 感谢 谢啦 谢了 thank thx 3q 辛苦了 唔该 3ks xiexie 蟹蟹 感恩")
        && !plain.has("谢谢你全家 谢谢您嘞不用 不用谢");
    let unhelpful = unhelpful(plain);
    let is = |words: &str| plain.has(words);
    let emotion = if anger.value() >= 60 {
        Some(Emotion::Angry)
    } else if is("失望 心寒 算了 白买了 后悔 不会再来 再也不 难过 伤心 心累 寒心 太差 无语 呵呵")
    {
        Some(Emotion::Disappointed)
    } else if is(
        "急用 着急 很急 好急 急死 快点 尽快 赶紧 什么时候才 怎么还没 怎么还不 还要多久 急急 催 等不及 来不及 马上要 抓紧 急需 焦急 担心",
    ) && !is("急支 不急 不着急 别着急 急救 急性 应急 不用着急 催奶 催芽 催乳 催熟 催眠")
    {
        Some(Emotion::Anxious)
    } else if anger.value() >= 35 {
        Some(Emotion::Disappointed)
    } else if thanks
        || is("太好了 开心 高兴 喜欢 满意 好评 棒 赞 爱了 完美 哈哈 不错")
            && !is("不开心 不高兴 不喜欢 不满意 没有不错 不太满意 不好")
    {
        Some(Emotion::Happy)
    } else if is("怎么回事 为什么 什么意思 不明白 不懂 奇怪 咋回事 怎么会 疑问 请问")
    {
        Some(Emotion::Puzzled)
    } else {
        None
    };
    Temper { anger, thanks, unhelpful, emotion }
}

/// Insults, and what makes them peaceful.
struct Heat {
    words: &'static str,
    weight: u32,
    not_before: &'static str,
    not_after: &'static str,
}

const HEATS: &[Heat] = &[
    Heat {
        words: "傻逼 傻比 煞笔 傻b 傻屌 操你 草你 艹你 日你 干你娘 cnm nmsl 草泥马 去死 滚蛋 滚犊子 王八蛋 王八羔子 畜生 畜牲 狗东西 狗娘 狗日 妈逼 妈比 尼玛 你妈的 你妈死 死全家 死妈 全家死 婊 杂种 贱人 fuck fuckyou shit bullshit scammer scammers 给我滚 滚你 贱货 不得好死 祖宗十八代 nmb mlgb 丧尽天良 杀千刀 老子弄死 气炸了 气疯了 怒了 tmd骗 你麻痹 你马的 他妈骗 操蛋",
        weight: WORST,
        not_before: "过 老 除 打",
        not_after: "皮 角质 面 作 黑头 海 蟑螂 亡 谷 的礼物 拉雅 布 在 自己",
    },
    Heat {
        words: "垃圾 骗子 黑心 奸商 无耻 不要脸 废物 混蛋 气死 他妈 他妈的 tmd 特么 妈的 智障 脑残 恶心 岂有此理 欺人太甚 忍无可忍 放屁 狗屁 缺德 流氓 强盗 无良 蠢货 白痴 有病吧 神经病 脑子有 脑子进水 滚 滚开 快滚 滚吧 去你的 坑爹玩意 诈骗公司 骗人 欺骗消费者 欺诈 无赖 气得我 气的我 气炸 骂人 想骂 喂狗 眼瞎 吃屎 屁话 人渣 丢人现眼 令人发指 garbage scam wtf damn stupid 人干事 太气人 愤怒 火冒三丈 怒火 没良心 良心被狗 恶劣 sb 扑街 仆街",
        weight: 62,
        not_before: "厨余 倒 扔 清 装 捡 干 湿 生活 清理 防 反 不会是 怕是 遇到 防止 翻 打 圆 摇 翻来 孕吐 有点 感到 晕车 犯 头晕 不 干呕 我 送 妈 姨 我们 宝宝 老 屁 u 俺 他 婆婆 u盘s 丈母 她 爱 猫 不是 别 不再 防狗 了个 没 会 翻个 沸 打个 大 从小 装孙 猴子猴 油 抱 带 给 陪 和 两个",
        not_after: "桶 袋 分类 处理 箱 车 短信 铲 架 夹 文件 邮件 站 篓 筒 房 回收 盒 清 食品 动 轮 珠 刷 烫 轴 球 梯 边 开水 水 利用 想吐 呕吐 干呕 症状 头晕 棉 吗 么 鼻 的小鸟 小鸟 的葡萄 虫 垫 声 糖浆 酒店 的礼物 的生日 的衣服 妹 送 用 鸟 行为 假吗 软件 天气 鬼 太阳 图 条 猫 克 打 兔 科 鱼 喜欢 的玩具 的手机 剧",
    },
    Heat {
        words: "过分 受够 火大 坑人 坑爹 坑我 坑钱 糊弄 忽悠 耍我 玩我 耍人 离谱 差劲 生气 气人 来气 窝火 恼火 无语 烂透 太差 太烂 很差 极差 什么态度 什么玩意 什么东西 烦死 烦人 呵呵 敷衍 推卸 推脱 踢皮球 不负责任 没完没了 搞笑呢 逗我 有完没完 什么破 破店 破公司 太坑 真坑 再也不 最后一次 凭什么 搞什么 闹心 糟心 糟糕 投诉 举报 曝光 terrible worst ridiculous angry awful 不像话 太不负责 几个意思 当我傻 把我当 不可理喻 态度差 态度恶劣 服务差 骗我 欺骗 忍不了 忍你们 还要我等 管不管 要脸吗 要点脸 店大欺客 霸王条款 寒心",
        weight: 40,
        not_before: "不 没 别 会 有没有 不要 惹 不算 老婆 女朋友 宝宝 太阳 孩子 女友 媳妇 生",
        not_after: "吗 老婆 怎么哄 了怎么哄 的话 的小鸟 怎么办买 值 点 能 电话 率 补偿 度 包 袋",
    },
];

const WORST: u32 = 85;

fn anger(plain: &Plain, has_keyword: bool) -> Anger {
    let (mut top, mut sum) = (0, 0);
    for heat in HEATS {
        let mut done = 0;
        for found in plain.all(heat.words) {
            let is_peaceful = found.start < done
                || plain.is_quoted(&found)
                || (plain.ends(found.start, heat.not_before) && !plain.is_end(found.start))
                || (plain.begins(found.end, heat.not_after) && !plain.is_end(found.end))
                || (plain.at(found.start).is_ascii() && !plain.is_word(&found))
                || (found.len() == 1 && !(plain.is_end(found.start) && plain.is_end(found.end)));
            if !is_peaceful {
                sum += heat.weight;
                top = top.max(heat.weight);
                done = found.end;
            }
        }
    }
    let count = |mark: char| plain.full.iter().filter(|&&c| c == mark).count();
    let faces =
        plain.full.iter().filter(|c| matches!(c, '😡' | '🤬' | '😠' | '💢' | '👿' | '🖕')).count();
    if faces > 0 {
        sum += 40;
        top = top.max(if faces >= 3 { 62 } else { 40 });
    }
    let mut score = top + (sum - top) / 3;
    if count('!') >= 3 {
        score += if top > 0 { 14 } else { 10 };
    }
    if count('?') >= 3 {
        score += 8;
    }
    if has_keyword {
        score = if top >= 62 { score + 10 } else { score.max(35) };
    }
    let is_joke = plain.all(JOKES).iter().any(|found| is_funny(plain, found))
        || plain.full.iter().any(|c| matches!(c, '😂' | '🤣' | '😄' | '😆' | '😁' | '😜'));
    // Nobody says the worst for fun.
    if is_joke && top < WORST {
        score = score.min(20);
    }
    Percent::saturating(u8::try_from(score).unwrap_or(100))
}

const JOKES: &str = "哈哈 hhh 笑死 开玩笑 嘻嘻 嘿嘿 233 逗你 红红火火 xswl";

/// Whether a joke is made, and not told of (你在开玩笑吗, 还笑嘻嘻的) nor part of a number.
fn is_funny(plain: &Plain, found: &Range<usize>) -> bool {
    let is_digit = |at: usize| plain.at(at).is_ascii_digit();
    let end = (found.end..).find(|&at| plain.at(at) != '3').unwrap_or(found.end);
    let is_number =
        is_digit(found.start) && (is_digit(end) || found.start > 0 && is_digit(found.start - 1));
    !is_number && !plain.ends(found.start, "在 拿 跟我 和我 笑")
}

/// Whether the last answer is said to have missed.
fn unhelpful(plain: &Plain) -> bool {
    for found in plain.all(UNHELPFUL) {
        let is_other = plain.is_quoted(&found)
            || plain.begins(found.end, "过 完 上 券 优惠 红包 几次 多久 的话 掉 到 了可以 可以退 积分 余额 几天 两天 三天 一天 一个月 呢可以 说明书 外语 英文 的东西 一次 两次 怎么退 怎么办")
            || (plain.ends(found.start, "有 还 从来 一直 放着 买来 买了 手机 孩子 老人 是不是 会不会 宝宝 英文 说明书 用了")
                && !plain.is_end(found.start));
        if !is_other {
            return true;
        }
    }
    false
}

const UNHELPFUL: &str = "没用 没有用 没啥用 没什么用 没帮助 没有帮助 毫无帮助 帮不了我 帮不到我 帮不上 没解决 没有解决 解决不了 未解决 没能解决 不管用 不起作用 不顶用 答非所问 听不懂 看不懂 你不懂 没听懂 没看懂 没懂我 不懂我 没明白 没理解 理解错 误解了 不是这个 不是问这个 不是我要的 不是我想要的 不是我问的 没问这个 我问的不是 问的是 没有回答 没回答 牛头不对马嘴 驴唇不对马嘴 文不对题 等于没说 废话 说的啥 说的什么 说什么呢 说啥呢 在说什么 还是不行 还是不会 还是没好 还是一样 还是这样 还是没有 问题还在 试过了不行 试了不行 不行啊 根本没 又是这句 又是这个 复制粘贴 就这几句 同样的话 一样的话 重复的话 套话 官方回复 不对啊 不对吧 说的不对 回答不对 答错 不准确 这不是我 文章没 看了没 不相关 无关 没关系的内容 跟我的问题 useless nothelpful notuseful doesnthelp didnthelp doesntwork notworking wronganswer notwhatiasked 冇用 唔系呢个 什么都不懂 啥也不懂 啥也不会 什么也不会 一问三不知";
