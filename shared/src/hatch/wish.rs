//! The wish for a person, in any dress, and the words that only look like it.
//!
//! A wish is an object (人工, 真人, 客服, 经理, an agent) and a reason to believe that it is wanted: a
//! verb before it (转, 找), a word after it (在吗), or nothing else in the clause. Compounds (人工智能),
//! negations, reports of the past and questions about the thing itself are no wishes.

use std::ops::Range;

use super::plain::Plain;
use super::{frame, latin, scale};

/// What a message says about having a person.
#[derive(Default)]
pub(super) struct Wish {
    /// Where it asks for one.
    pub(super) asks: Option<Range<usize>>,
    /// Whether only the scale heard that, of whose pieces none need be a word.
    pub(super) is_weighed: bool,
    /// Whether it declines one.
    pub(super) declines: bool,
    /// Whether it tells of one, so that nothing else need be weighed.
    tells: bool,
}

pub(super) fn wish(plain: &Plain) -> Wish {
    let mut wish = Wish::default();
    for object in OBJECTS {
        for found in plain.all(object.words) {
            judge(plain, object, found, &mut wish);
            if wish.asks.is_some() {
                break;
            }
        }
        if wish.asks.is_some() {
            break;
        }
    }
    wish.asks = wish.asks.or_else(|| robots(plain)).or_else(|| phrases(plain)).or_else(|| {
        frame::framed(plain, |range| {
            let clause = plain.clause(range);
            let is_declined = (range.start..range.end.saturating_sub(1))
                .take(4)
                .any(|at| is_declined(plain, at, clause.start))
                && !plain.begins(range.start, "莫得")
                || is_waved_away(plain, range);
            wish.declines |= is_declined;
            is_declined || is_report(plain, range, true)
        })
    });
    let is_open = |asks| plain.scope(asks) == plain.clause(asks);
    if wish.asks.as_ref().is_some_and(is_open) && scale::doubts_wish(plain) {
        return Wish { asks: None, ..wish };
    }
    wish.asks = wish.asks.or_else(|| latin::latin(plain, &mut wish.declines));
    if wish.asks.is_none() && !wish.declines && !wish.tells {
        wish.asks = scale::wishes(plain);
        wish.is_weighed = true;
    }
    wish.declines &= wish.asks.is_none();
    wish
}

/// What may be wished for, and the company that tells.
struct Object {
    words: &'static str,
    /// Verbs before it that ask.
    before: &'static str,
    /// Words after it that ask.
    after: &'static str,
    /// What makes it part of another word.
    not_before: &'static str,
    not_after: &'static str,
    /// Whether it asks when it is all that the clause says.
    alone: bool,
}

const OBJECTS: &[Object] = &[
    Object {
        words: "人工 人工客服 人工服务 人工坐席 人工座席 人工台 人工人工 人工在线 人工咨询 人工客户 人工电话 人工热线 人工通道 人工对话 人工入口 人工小姐姐",
        before: "转 转接 转接一下 接一下 接下 联络 转到 转去 转给 转个 转入 转成 转一下 转下 接 接入 接通 接个 换 换成 换个 换到 找 找个 找一下 找下 找到 叫 叫个 呼叫 要 想要 我要 需要 请 联系 联系一下 切 切换 切到 切换到 连 连线 连接 进 进入 来 来个 来一个 上 给我 帮我 求 有 有没有 喊 喊个 专 传 砖 赚 撰 zhuan 跟 和 与 要求 申请 麻烦 能不能 可以 可否 选 按 等 直接 快 没有 没 联系不上 不到 不了 给 呼 通 打 走 安排 安排个 换一个 要一个 要个 试试 想 能 可 得 用",
        after: "呢 吗 在吗 在不在 在哪 有吗 人呢 出来 快 来 吧 啊 谢谢 帮我 帮忙 接一下 介入 怎么联系 对接 排队 连不",
        not_before: "小 军 盲 病 夜猫 匠 猎 猜 纯 全 半 非 手 主 个 本 工 老 客 商 负责 员 专业 是 由 靠 以 比 含 连 替代 代替 取代 后期 师傅 无 加 扣 收 除",
        not_after: "智能 智慧 智障 开锁 清理 速记 帮我查过 帮我催 给我补 给我解释 排队0 呼 干预 组 费 降 授 草 湖 岛 关节 耳蜗 心脏 泪 合成 养 种 栽 培 制 缝 编 打磨 雕 牛黄 麝香 晶 皮 革 钻 宝石 珍珠 香 色 甜 繁殖 流产 受 林 鱼 骨 染 刺绣 剪 挑选 挑拣 采 摘 分拣 审核 核实 核对 复核 质检 检 打包 安装 测 作 资 程 具 厂 业 艺 夫 序 伤 龄 装 整 坊 牌 件 成 价 钱 还是 和机器 跟机器 与机器 做的 操作 搬 绒 血管 毛 羊 木 石 玉 水草 沙滩 雪 造 喂 孵 鼻 乳 肾 肝 手 磨 炒 烘 熬 酿 晒 添加 包 切割 校 翻译 录入 标注 驾驶 除 洗 充气 打气 加 调 修 烧 焊 抛光 压 铺 喷 贴 拼 保洁 送 上楼 运 植 胰岛 瓣膜 角膜 喉 增雨 影响",
        alone: true,
    },
    Object {
        words: "真人 活人 真人客服 真人服务 大活人 真的人",
        before: "转 转接 转到 接 接入 换 换个 换成 找 找个 找到 叫 叫个 要 想要 我要 要个 需要 请 联系 来 来个 有 有没有 跟 和 与 求 给我 给我个 帮我 揾 要一个 来一个 没有 没 没有一个 没个 安排 给个 派个 想跟 能不能 为什么没有 连线 切换",
        after: "呢 在吗 回复 回答 处理 帮 出来 来 谢谢 倾",
        not_before: "是 像 仿 非 变 不 似 由 如 找的 用的 生 全 照 有其 把 让 拍",
        not_after: "外教 陪 同比 图 回复好 给我解释 就是 秀 快打 cs 版 模特 发 实拍 照 试 头发 大小 手办 视频 上身 娃娃 电影 声 拍 穿 比例 语音 同款 配音 出镜 漫画 动漫 剧 1 体验 测评 游戏 密室 直播 还是 效果 感 皮肤 手感 质感 做 朗读 教 对战 露 素材 头像 假发 认证 尺寸 等身 改编 禁 祭 才能用 能用",
        alone: true,
    },
    Object {
        words: "客服 客服人员 在线客服 专属客服 售后客服 客服小姐姐 客服妹妹 客服小哥",
        before: "转 转接 转到 接 接入 接通 换 换个 换一个 换别的 找 找个 找一下 找你们 找下 叫 叫个 叫你们 让你们 喊 喊你们 呼叫 要 我要 想要 要个 要找 需要 联系 联系一下 联系你们 想联系 连线 来个 来 给我 帮我转 有没有 有 请 求 能不能找 要求 接你们 专 传 派 派个 安排 zhuan",
        after: "呢 人呢 在吗 在不在 在哪 出来 快来 死哪去了 回我",
        not_before: "昨天 上次 之前 刚才 刚刚 已经 前天 是 问 做 当 应聘 招聘 假 冒充 自称 了 过 上 的 智能 机器人 天猫 淘宝 京东",
        not_after: "快捷 同款 证 年会 管理 工单 图标 消息 窗口 聊天窗 话务 话机 坐席 外包 说 讲 告诉 让 答应 承诺 态度 电话 热线 号 工作 时间 几点 上班 下班 岗 系统 软件 耳机 话术 机器人 招 工资 培训 服 太 真 很 好 不错 给我 已经 骗 回复说 回复了 叫我 也 都说 都不 的 了 过 平台 处理 退 中心在 专用 微信 二维码 推荐",
        alone: true,
    },
    Object {
        words: "经理 主管 领导 负责人 老板 店长 管理员 上级 值班经理 客服主管 管事的 管事儿的 能做主的 做主的 组长 大堂经理 能拍板的",
        before: "叫你们 叫你 让你们 让你 找你们 找你 喊你们 请你们 要你们 我找你们 联系你们 转你们 叫 叫个 喊 转 转接 转到 换 换个 找个 要找 我找 给我找 要见 见你们 叫你们的 让你们的 找你们的 你们的 来个 跟你们 和你们",
        after: "出来",
        not_before: "我们 我 产品 项目 客户 的是 给 送 我的",
        not_after: "说 要 报销 办公 桌 椅 签字 娘 款 电器 级 风 力 让我 买 用 送 是谁 叫什么 的 室 专用 推荐 穿 学 岗 培训",
        alone: false,
    },
    Object {
        words: "人共 人贡 壬工 亼工 亾工 人空 大工 壬公 r工 人功客服 人弓客服 壬工客服 任工客服 人工刻服 人工克服 人工课服 客夫 客伏 课服 刻服 克服 针人 珍人 贞人 珍人客服 针人客服 真仁 zhen人 转人g 个人弓 仁工 人供 人公 仁公 人功 任工 仁功 人宫 人弓 人攻 rengong rg 人gong 人g 亻工 入工 rengongkefu",
        before: "转 接 找 换 要 转接 专 传 叫 请 zhuan 转到 切换 联系 撰 赚 砖",
        after: "客服 服务",
        not_before: "主 个 商 工 收件",
        not_after: "能 夫 效 课 作 程 业 园 德 寓 交 司 告 开 里 斤 章 费 智",
        alone: true,
    },
];

fn judge(plain: &Plain, object: &Object, found: Range<usize>, wish: &mut Wish) {
    let verb = plain.text.ends(found.start, object.before).unwrap_or(0);
    let range = found.start - verb..found.end;
    let clause = plain.clause(&range);
    let is_strong = plain.text.chars[range.start..found.start]
        .iter()
        .any(|&c| "转接换找叫喊专传砖赚呼系络切搵揾派zn".contains(c));
    let is_latin = plain.at(found.start).is_ascii() || plain.at(found.end - 1).is_ascii();

    if plain.is_quoted(&found) || (is_latin && !plain.is_word(&(range.start..found.end))) {
        return;
    }
    let after = plain.length(found.end, object.not_after).filter(|_| !plain.is_end(found.end));
    if after.is_some_and(|_| !is_strong || plain.begins(found.end, STILL_PART)) {
        return;
    }
    if verb == 0 && plain.ends(found.start, object.not_before) && !plain.is_end(found.start) {
        return;
    }
    if (range.start..=found.start).any(|at| is_declined(plain, at, clause.start))
        || is_waved_away(plain, &range)
    {
        wish.declines = true;
        return;
    }
    if is_report(plain, &range, is_strong) {
        wish.tells = true;
        return;
    }
    let asks = verb > 0
        || (plain.begins(found.end, object.after) && !plain.is_end(found.end))
        || (object.alone
            && (is_alone(plain, &found, &clause) || is_last(plain, &found))
            && !is_greeted(plain, &found, &clause));
    if asks {
        wish.asks = Some(range);
    }
}

/// What makes another word of an object even after 转 or 找.
const STILL_PART: &str = "开锁 清理 速记 同比 外教 陪练 陪玩 图 手动 湖 呼吸 商户 快捷 工具 同款 组装 审 翻译 加水 调水 智能 智慧 作 资 程 具 厂 艺 费 草 成本 岛 授 降 种 养 合成 牛黄 皮 牙 模特 秀 cs 快打 娘 电器 做 安装 说 室 分拣 制 雕 缝 发 试 拍 打包 检 机器人 软件 系统 岗 签字 报销 耳机 话术 工作 退 了 过 态度";

/// Whether the words before `start` say that it is not wanted.
fn is_declined(plain: &Plain, start: usize, clause: usize) -> bool {
    let small = "再给我帮先直接马上去你们的了就在到转找接叫换一下继续等联系麻烦";
    plain
        .ends_behind(clause..start, 6, small, NEGATIONS)
        .is_some_and(|at| !plain.ends(at, NOT_NEGATIONS))
}

/// Whether the wish is taken back: 那就不转人工了, 取消转人工, 转人工就不必了, 转人工？不了.
fn is_waved_away(plain: &Plain, range: &Range<usize>) -> bool {
    let clause = plain.scope(range);
    let is_ended = plain.is_end(range.end);
    let is_dropped = plain
        .begins(range.end, "就不必 就不用 不用了 不需要 算了 免了 取消 就算了 就别")
        || is_ended && plain.begins(range.end, "不了 不用 不必 不需要")
        || plain.at(range.start) != '不' && plain.ends_within(clause.start, range.start, UNDONE);
    let is_not = plain.ends_within(clause.start, range.start, "不 没我 我没 没点 没按 用不")
        && !plain.ends(range.start, "么不 啥不 咋不 还不 再不 是不 能不 可不 要不 敢不 会不 转不 接不 也不 都不 老不 一直不 找不 联系不")
        && (is_ended || plain.begins(range.end, "了"));
    is_dropped || is_not
}

/// What takes back a wish right behind it. Further before, it is an order that was 取消, or a size 按错.
const UNDONE: &str = "取消 撤销 误触 误触了 手滑点了 点错 点错了 按错 按错了";

const NEGATIONS: &str = "动不动就 莫 莫给 唔使 唔好 唔要 唔想 免 勿 不想跟 没让你 谁说我要 没点 没按 用不上 不接受 不用再 不用 不要 不需要 不需 无需 不必 别 甭 没要 没想 没说 没说要 不想 没必要 用不着 犯不着 不是要 不是想 没打算 不打算 别给 不麻烦 不用麻烦 没让 没有要 不想要 先不 暂时不 谁要 谁说要 不急着 不想再 拒绝 不是来";

const NOT_NEGATIONS: &str = "要不要 用不用 是不是要 能不要 特别 个别 分别 区别 级别 性别";

/// Whether the clause reports what was, or asks about the thing instead of for it.
fn is_report(plain: &Plain, range: &Range<usize>, is_strong: bool) -> bool {
    let clause = plain.scope(range);
    let before = |words: &str| plain.has_in(clause.start..(range.start + 1).min(clause.end), words);
    let after = |words: &str| plain.has_in(range.end..clause.end, words);
    let is_past = before(
        "刚才 刚刚 昨天 上次 之前 前天 已经 上午 前几天 昨晚 上回 当时 早上 上周 那天 以前 曾经 方才",
    ) && (!is_strong || after("了 过 说 之后 以后 的时候") || before("让我 叫我"))
        && !after("怎么没 没人 还没 不行 再转 能不能");
    let is_why = before("为什么 为啥 干嘛 怎么就 怎么换 怎么给我 凭什么")
        && !before("不 没 还")
        && !after("不 没");
    let is_hours = after(
        "几点 上班 下班 工作时间 服务时间 营业 休息 周末在 24小时 节假日 晚上有 周日 周六 什么时候在 在线时间",
    ) && !is_strong;
    let is_meta = after(
        "什么意思 是什么 是干嘛 有什么区别 有啥区别 有什么用 的意思 是啥 收费吗 要钱吗 还是机器人 英文 怎么写 好做吗 累吗 工资 岗位 厉害吗",
    ) || before(
        "也叫 什么是 什么叫 你是 您是 是不是 你们是 这是 算不算 属于 应该是 我是 我做 我当 应聘 招聘 感谢 谢谢 多谢 万一 假如",
    );
    let is_told = !is_strong
        && ((plain.begins(range.end, "说 告诉 让我 讲 答应 承诺")
            && !plain.begins(range.end, "说话 说一下 说说 说句 讲话 讲一下"))
            || after(TOLD))
        || after(PRAISE);
    let is_idea = before(
        "又换 怕 本来想 本来要 差点 以为 等我想 等下次 等收到 下次再 下次有 需要的时候 没问题我就 一说 像在 我妈说 写着 写了 刻字 弹窗 定制文字 印着 梗 网名 收件人 改天 回头再 以后再 有问题再 有事再 再说",
    ) || after(
        "段子 的梗 表情包 就放 贴纸 四个字 三个字 我觉得不用 字样 这几个字 的歌",
    ) || (before("闺蜜 我姐 我哥 我朋友 我爸 我妈 我弟 我妹 邻居 室友 别人")
        && after("的 过 了"));
    is_idea
        || is_past
        || is_why
        || is_hours
        || is_meta
            && !(is_strong && before("是不是 我是 你是 你们是 谢谢转 谢谢帮 谢谢请"))
            && !plain.begins(range.start, "我要")
        || is_told
}

const TOLD: &str = "跟我说 给我说 跟我讲 回复说 已经给 已经帮 已经处理 处理好了 处理完";

const PRAISE: &str =
    "回我啦 回我了 解决了 很好 真好 不错 态度好 挺好 给力 很专业 已解决 满意 过了 夸";

/// Whether the object closes the message, apart from what was said before it.
fn is_last(plain: &Plain, found: &Range<usize>) -> bool {
    let phrase = plain.phrase(found);
    phrase.end == plain.len() && is_alone(plain, found, &phrase)
}

/// Whether 客服 is only a form of address, and the question comes after it.
fn is_greeted(plain: &Plain, found: &Range<usize>, clause: &Range<usize>) -> bool {
    plain.begins(found.start, "客服")
        && plain.has_in(found.start..clause.end, "你好 您好 早上好 小姐姐 小哥 妹妹 晚上好 下午好")
        && plain.len() > clause.end + 3
        && !plain.has_in(clause.end..plain.len(), "在吗 人 有事 不要 快 急 问你")
}

/// Whether the clause says nothing but the object and what people say around anything.
fn is_alone(plain: &Plain, found: &Range<usize>, clause: &Range<usize>) -> bool {
    let is_filler = |range| frame::only(plain, range, FILLERS);
    is_filler(clause.start..found.start) && is_filler(found.end..clause.end)
}

const FILLERS: &str = "出来 速 人工 客服 真人 你好 您好 亲 在 吗 呢 吧 啊 呀 哦 喂 快 快点 请 麻烦 我 要 的 了 就 只 直接 马上 立刻 赶紧 速度 嗨 hello hi 服务 来 那 好 行 那个 诶 哎 急 嘛 哈 喔 唉 拜托 一下 下 帮忙 all 求 还是 先 现在 1 2 0 9 回复 选 按 谢 呗 哪 哪里 no yes ok 热线 小姐姐 小姐 啦 喽 咯 直 需要 想 能";

/// The refusal of a machine is a wish for a person.
fn robots(plain: &Plain) -> Option<Range<usize>> {
    for found in plain.all("机器人 机器 机械人 chatgpt gpt 智能助理 模板回复 自动的 模板 智能客服 自动回复 ai客服 ai 智能助手 人机 人工智障 人工智能 robot") {
        let refusal = plain.text.ends(found.start, REFUSALS);
        let is_goods = plain.ends(found.start, "扫地 擦窗 炒菜 玩具 编程 变形 学习 陪伴 割草 乐高 送餐 遥控 扫拖 早教 儿童 积木 送货 工业 家用 跳舞 咖啡 洗衣 缝纫 打印 游戏 收银 学习机器 打奶泡")
            || plain.begins(found.end, "款 那款 滚刷 送餐 要普通 牙刷 书包 蛋糕 主题 尘 边刷 主机 延保 擦窗 割草 换电 玩具 模型 图案 套装 版 那个颜色 手办 总动员 吸尘 保险 造型 配件 拖布 滤网 洗 包装 做的 绣 摆件 怎么充电 充电 积木 制 缝 压 印花 贴纸 衣服 切 味 钱 绘画 画 生成 写真 功能的 音箱 键");
        let is_word = !plain.at(found.start).is_ascii() || plain.is_word(&found);
        let is_useless = plain.begins(found.end, "退散 退下 一边 歇会 歇着 下线 下去 聊不下去 讲不清 懂个 解答不了 答唔到 看不懂 肯定不 改不了 滚 没用 听不懂 答非所问 根本 太蠢 什么都不 解决不了 没法 别 能不能别 不懂 只会 就会 也太 走开 闭嘴 烦死 不要 不行 没有用 说不清 真垃圾 垃圾 敷衍 糊弄 打发我 有完没完 你走 换人");
        if !is_goods && is_word && !plain.is_quoted(&found) && (refusal.is_some() || is_useless) {
            let length = refusal.unwrap_or(0);
            return Some(found.start - length..found.end);
        }
    }
    None
}

const REFUSALS: &str = "不要 不要跟 唔要 唔好俾 成日都系 除了 不要跟我玩 能关了 别拿 别让 别用 别给我 别派 不想和 不想跟 不跟 不和 讨厌 又是 老是 全是 都是 关掉 关闭 取消 我要的不是 别再 拒绝 拒绝和 受够了 少拿 别 破 傻逼 智障 死 不找";

/// Whole phrases that ask for somebody.
fn phrases(plain: &Plain) -> Option<Range<usize>> {
    for found in plain.all(PHRASES) {
        let clause = plain.clause(&found);
        let is_other = plain.begins(found.end, "游戏 耳机 耳麦 安装 上门 拿 取 收 送 代 维修 来装 用过 买 说 反馈 开门 陪 签 拼 组队 一起 评价 问过 和我 告诉 寄 穿 试 发货 能 看 喜欢 海 物 像 体 民 形 群 参 造 类 气 生 才 员 手 家 多 少 头 字 口 均 脸 为 间 偶");
        let is_phrase = !is_other
            && !plain.is_quoted(&found)
            && !is_declined(plain, found.start, clause.start)
            && !is_report(plain, &found, true);
        let needs_end = plain.begins(found.start, ENDING) && !plain.begins(found.start, CLEAR);
        let is_whole = plain.is_end(found.end)
            || (found.end..clause.end)
                .all(|at| "吗么啊呢吧呀不在的了嘛来一下谢请求我快聊处理位".contains(plain.at(at)));
        let starts = plain.is_end(found.start)
            || (clause.start..found.start).all(|at| {
                "能不可以给我你们好您请那就快还到底那么现在麻烦帮想要求喂家线上怎么急死了没才为啥咋忙真的速赶紧直接先".contains(plain.at(at))
            });
        if is_phrase && (!needs_end || (is_whole && starts)) {
            return Some(found);
        }
    }
    let is_one = plain.len() == 1 && matches!(plain.at(0), '人' | '转');
    is_one.then_some(0..1)
}

const PHRASES: &str = "转下 我要跟他说 叫佢出 让他来 让他出来 让他给我 叫他来 让他回我 麻烦接一下 必须人来 必须人 接回去 转一下 人人人人 有木有人 有么有人 有莫有人 有冇人 这么久还没人 谁能跟我说 转接一下 转吧 现在就转 速接 快转 请求转接 快接电话 也给我转 再给我转 肯给我转 人呢人呢 有人有人 人人人 人来 有人没有 有谁在 大佬们谁在 换一位 句人话 讲人话 怎么联系你们 如何联系你们 怎么跟你们联系 联系到你们 联系不上你们 找不到你们 哪能找到你们 人都哪去了 人都死光了 人都跑哪 人在不在 人不在吗 人咧 人嘞 人勒 人的声音 没人回我 没人理我 没人搭腔 没人来 不来人 才来人 没活人 不是人 给我人 转达一下让 谁能管 谁说了算 怎么没人 冇人 快接 帮我接 能转吗 帮转一下 叫回来 切人 给人 把人给我 要人人人 跟人 叫人 找人 喊人 要人 接人 求人 人类 等人来 换个人 找个人 来个人 叫个人 派个人 给我个人 要个人 有人吗 有人么 有没有人 有人在吗 有人没 人呢 来人 换人 出来个人 跟人说话 和人说话 跟人聊 和人聊 和人沟通 跟人沟通 人在哪 有没有活的 活的 有喘气的 揾人 找个懂的 来个能解决问题的 来个懂的 来个明白人 来个会说人话的 说人话 有没有管事的 谁是负责人 谁负责 能不能来个人 没人吗 没有人吗 没人管吗 没人管 没人理 没人回 没人回复 都没人 谁在 转人 接线员 话务员 转坐席 转专员 转售后 找售后 接售后 转后台 转专人 找专人 上人";

/// Phrases that mean this only when little else is said.
const ENDING: &str = "讲人话 怎么联系你们 如何联系你们 怎么跟你们联系 联系到你们 联系不上你们 找不到你们 哪能找到你们 转下 麻烦接一下 转一下 人人人人 有木有人 有么有人 有莫有人 有冇人 必须人 转接一下 转吧 现在就转 速接 快转 请求转接 快接电话 也给我转 再给我转 人人人 人来 有人没有 有谁在 换一位 人都哪去了 人在不在 人不在吗 人咧 人嘞 人勒 没人来 不来人 才来人 没活人 不是人 给我人 谁能管 谁说了算 怎么没人 冇人 快接 帮我接 能转吗 帮转一下 叫回来 切人 给人 跟人 叫人 找人 喊人 要人 接人 求人 人类 找个人 要个人 来人 换人 人呢 有人吗 有人么 有没有人 有人没 活的 给我个人 来个人 转人 谁在 没人吗 没有人吗 都没人 谁负责 人在哪 说人话 没人管 叫个人 派个人 没人理 没人回 没人回复 没人管吗 谁是负责人 找售后 接售后 转后台 转售后 上人";

const CLEAR: &str = "必须人来 有没有人在 没人理我 没人回我 没人管我";
