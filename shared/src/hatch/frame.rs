//! Frames around a person: to fetch one, to talk to one, to have one act, to ask whether one is there.
//!
//! A frame is led by a verb and closed by a tail. Anything that is not known to close it (找人装的,
//! 换人签收) makes it another sentence, so new compounds stay silent by themselves.

use std::ops::Range;

use super::plain::Plain;

/// The first frame that asks for a person, unless `is_vetoed` says that its clause means otherwise.
pub(super) fn framed(
    plain: &Plain,
    mut is_vetoed: impl FnMut(&Range<usize>) -> bool,
) -> Option<Range<usize>> {
    let people = plain.all(PEOPLE);
    let calls = plain.all(CALLS);
    let skilled = plain.all(SKILLED);
    let frames = people
        .iter()
        .filter_map(|person| person_frame(plain, person))
        .chain(calls.into_iter().filter(|call| is_call(plain, call)))
        .chain(skilled.iter().filter_map(|skill| skilled_frame(plain, skill)));
    frames.into_iter().find(|range| {
        !plain.is_quoted(range) && !plain.has_in(plain.clause(range), OTHERS) && !is_vetoed(range)
    })
}

/// Whom a frame may be about. The bare 人 stands last: it needs the strictest company.
const PEOPLE: &str = "值班经理 店老板 boss 客服小哥 客服宝宝 真人老师 肉身 他们 佢 人工 人工客服 人工老师 真人 真人客服 活人 客服 客服人员 客服部 客服中心 客服姐姐 客服老师 客服小姐姐 客服妹妹 客服主管 经理 总经理 主管 领导 负责人 老板 老总 店长 店主 店主人 店家 卖家 商家 掌柜 掌柜的 小二 店小二 小编 主播 ceo 头头 头儿 上级 同事 人类同事 人类 人类客服 人类员工 同志 接线员 话务员 专员 专人 专家 专家坐席 坐席 顾问 工程师 药师 药师本人 营养师 班主任 导购 导购小姐姐 柜姐 技术人员 服务人员 工作人员 售后人员 后台人员 官方人员 售后 商务 当家的 话事人 做主的 管事的 值班的 总机 前台 后台 真的 真的人 活的 活生生的人 活着的 喘气的 碳基生物 总部 官方 本人 人 的人 值班人员 业务员 销售 专属客服 负责退款的人员 人员 kf 站长 馆长 客户经理 组长 班长 主任 大哥 员工 职员 店员 活物 明白人 大活人 文字客服 二线客服 资深客服 服务员";

/// Verbs that fetch, or have somebody act.
const VERBS: &str = "对话 召唤 换回 转换 跳转 跳转到 跳 切回 分配 配 配个 匹配 拨 打到 交 帮我叫 帮我找 想跟 转 转接 转到 转给 转去 转入 转回 转成 转达 接 接到 接回 接通 接入 接给 连 连线 联系 联络 联系到 联系上 联系一下 联系不到 联系不上 换 换成 换给 切 切到 切换 切换到 叫 叫来 叫一下 叫下 找 找到 找不到 找不着 找一下 找下 喊 唤 呼叫 派 指派 指定 安排 请 请求 让 由 要 要求 需要 需 给 给我 给我来 给俺 求 恳请 盼 望 希望 想见 要见 约 约个 来 来个 整 整个 搞个 揾 俾 畀 咨询 想问 要问 上报 提交给 交给 移交 转交 升级 升级到 问问 直接问 蹲 等 在线等 只认 只要 就要 想要 把 麻烦 拜托 劳烦 烦请 打给 开启 打开 恢复 转不到 接不到 接不上 转不了 打不通 连不上 进不去 找不见 提供 为我接 选 呼 传 来位 来一位 换来 调 点";

/// Small words between a verb and the person.
const LINKS: &str = "会员 高级 vip 粤语 英语 台湾 国际 夜班 退款 退货 退换 物流 订单 发票 支付 账号 账户 当班 客户 活着的 正常 正常的 个 一个 一位 位 名 一名 下 一下 给 到 你 你们 您 恁 你们的 你的 您的 我的 那个 刚才那个 刚才那位 那位 这个 贵司 贵店 贵公司 贵平台 你家 你们家 你们公司 你们店 你们店里 别 别的 其他 另一个 另外 新 真 人类 售后 售后的 后台 官方 平台 品牌 京东 淘宝 天猫 抖音 资深 二线 一对一 专属 专业 值班 在线 线上 仓库 仓库的 区域 技术 技术的 采购 采购的 发货 发货的 总部 总部的 客诉部 客诉部的 投诉部 部门 上面 上面的 财务 客服 人工 真人 人工的 文字 女的 男的 女 男 懂行的 懂业务的 懂的 明白的 能做主的 能说话的 会说话的 会说人话的 会中文的 能拍板的 负责 负责退款的 负责售后的 负责人 会员专属 级别 店里 店里的 公司 公司的 活 啲 番 的 我 俺 我们 中 第 活的 会处理的 回 来 再 点 这边的 那边的 那边 里的 售后部 上级 佢 你哋 里面的 咱 咱们 嘅 本店 旁边 快 能 相关 对应 具体 英文 中文 管 管事的";

/// What a person is to do once there.
const ACTS: &str = "跟我 和我 同我 与我 给我 帮我弄 帮我看 帮我查 帮我解决 帮我挑 帮忙 回我 回复 回电 回答 回覆 管管 管一下 说话 说句 说说 讲话 讲讲 聊 沟通 对话 谈 对接 联系我 打给我 打我 打电话 打过来 打来 致电 来电 教我 手把手 出面 出来 出嚟 处理 解决 解释 介入 协助 接一下 核对 查 看看 服务 唠 问 问问 尽快 马上 现在 给个话 给个准话 滚来 滚出来 滚 救命 应答 在吗 在不在 模式 坐席 叫来 喊来 叫出来 我就 替我 值守 直接 亲自 本人 过来";

/// What may close any clause.
const CLOSE: &str = "说 讲 教 一个问题 急死了 等半天 等了 吧 啊 啦 喔 呢 吗 嘛 呗 撒 哈 咯 了 的 来 去 嚟 谢谢 行不行 好吗 求你 下 先 那边 呐 喇 小哥 真 好 我 客服 人工 人 电话";

/// Verbs of talk, after 跟 or 和 somebody.
const TALKS: &str = "搭 说 讲 聊 谈 唠 倾 沟通 对话 通话 说话 讲话 对接 确认 问 接触 直接 取得联系 联系 当面 反映 掰扯 打电话 视频 语音 连线 签 核实 核对 商量 咨询 聊聊 说说 讲讲";

/// What shows that a talk is over, or that it was agreed.
const OVER: &str = "好 过 了 完 定 妥 起 的";

/// Clauses that are about somebody else, or about a thing.
const OTHERS: &str = "申请售后 一键 快递 骑手 派送 派件 送货 取件 上门 安装师傅 门铃 音箱 玩具 收件人 网名 昵称 收货 签收 备注 代收 段子 的梗 漫画 电影 猫 狗 鹦鹉 游戏 外教 装修 面试 招聘 应聘 发票抬头写 手表 朋友圈 我们老板 我们经理 我们领导 我老板 我经理 海报 贴纸 胸牌 工牌 教材 锦旗 礼物 同款 图案 有售后吗 总部在哪 前台在哪 后台在哪 家里没 小区没 驿站 自提点 给前台 给同事 给领导 给大哥";

fn person_frame(plain: &Plain, person: &Range<usize>) -> Option<Range<usize>> {
    let clause = plain.phrase(person);
    let is_bare = person.len() == 1
        || plain.begins(person.start, "的人 本人 人员 平台 官方 总部 真的 后台 前台");
    let start = lead(plain, person.start, clause.start, VERBS);
    let talk = lead(plain, person.start, clause.start, "跟 和 与 同 向 对 跟着");
    if let Some(start) = start
        && closes(plain, person.end, &clause)
        && (!is_bare || fetches(plain, start, person.start, &clause))
    {
        return Some(start..person.end);
    }
    if let Some(start) = talk {
        let told = plain.length(person.end, TALKS);
        let is_over = told.is_some_and(|length| plain.begins(person.end + length, OVER));
        let wants =
            plain.has_in(clause.start..start, "要 想 能 必须 只 直接 需 愿 希望 可以 习惯 得 就");
        if (told.is_some() && !is_over) || (wants && only(plain, person.end..clause.end, CLOSE)) {
            return Some(start..person.end);
        }
    }
    let there = plain.text.ends(person.start, THERE).or_else(|| {
        let linked = plain.text.ends(person.start, LINKS)?;
        Some(linked + plain.text.ends(person.start - linked, THERE)?)
    });
    if let Some(length) = there
        && person.start - length >= clause.start
        && is_there(plain, person.end, &clause, is_bare)
    {
        return Some(person.start - length..person.end);
    }
    let opens = only(plain, clause.start..person.start, OPENERS);
    let is_waiting = plain.begins(person.start, "人工 客服 真人")
        && plain.has_in(plain.clause(person).start..person.start, "等 排 点了 按了 打了 转了");
    let called = plain.length(person.end, WHERE).map(|length| person.end + length);
    if (opens || is_waiting) && called.is_some_and(|end| only(plain, end..clause.end, CLOSE)) {
        return Some(person.clone());
    }
    let acts = plain.length(person.end, ACTS).map(|length| person.end + length);
    let is_service = plain.begins(person.start, "人工 真人 客服 活人 小编 老板 掌柜");
    if opens
        && is_service
        && !plain.has_in(person.end..clause.end, "了 啦 过 得 完 好 很 吗这 太 真")
        && acts.is_some_and(|end| only(plain, end..clause.end, MORE))
    {
        return Some(person.clone());
    }
    None
}

/// Whether somebody is there.
const THERE: &str = "有 有没有 有木有 有冇 有无 冇 有么有 有莫有 有某有 有没得 莫得 没有 没 没个 就没个 没有一个 还有没有 有个 有一个 真有 真没有 是没";

const WHERE: &str = "怎么还是你 呢 哪 在吗 在不在 在哪 在线吗 有吗 何在 喺边呀 喺度 死哪去了 都死光了 死绝了 是不是睡着了 出来 快出来 有人吗 藏哪了 到底在哪 理我一下 回我 说话 你倒是说话 不理我 一直不理我 不理人 不回我 不回我消息 能不能吱一声 冒个泡 可以理我一下 还没来 还没到 几时到我 什么时候来 怎么叫 怎么联系 按几号键 键在哪里 通道怎么走 入口在哪 服务怎么打开 怎么走了 有空吗 接不进去 接不上 找不到 打不通 没反应 繁忙也要 在的话扣个1 上线 都没进去 应下我 在不在线 人呢 下班了吗";

/// What may stand before a name that is called.
const OPENERS: &str = "你们 你 您 你家 你们家 贵店 的 哎 请问 请 那 到底 还是 都 客服 快 快点 亲 亲爱的 线上 人工 真人 文字 值班 售后 平台 店里 店 店铺 公司 仓库的 客诉部的 负责 今天 现在 怎么 又 再 麻烦 拜托 刚才 上次 有没有 有 个 的人 能不能 可以 按了 等了 排了 点了 就 只 要 得 不是 为什么 哦 好 行 呃 唉 速 会员 vip";

/// What may follow an act.
const MORE: &str = "我 下 一下 这个";

/// Walks back from a person over small words to one of `words`, and says where that begins.
fn lead(plain: &Plain, person: usize, clause: usize, words: &str) -> Option<usize> {
    let mut at = person;
    for _ in 0..5 {
        if let Some(length) = plain.text.ends(at, words)
            && at - length >= clause
        {
            return Some(at - length);
        }
        let step = plain.text.ends(at, LINKS)?;
        at -= step;
        if at < clause {
            return None;
        }
    }
    None
}

/// Whether the verb of a bare 人 is one that fetches a person, and not a trade or a household.
fn fetches(plain: &Plain, start: usize, person: usize, clause: &Range<usize>) -> bool {
    let weak = plain.begins(start, "来 给 见 点 选 传 调 上 由 把 整 等 打开 恢复 招 连 打给");
    let opens = only(plain, clause.start..start, OPENERS)
        || plain.ends(
            start,
            "快 给我 叫 赶紧 直接 请 再 能 才 不 没 还没 要 就 我 想 马上 速 有没有 谁",
        );
    let is_owned = plain.has_in(start..person, "我的 我家 我们");
    !is_owned && (!weak || opens)
}

/// Whether what follows a fetched person ends the sentence or says what the person is to do.
fn closes(plain: &Plain, from: usize, clause: &Range<usize>) -> bool {
    let mut at = from;
    for _ in 0..6 {
        if at >= clause.end || plain.is_end(at) || plain.begins(at, ACTS) {
            return true;
        }
        match plain.length(at, CLOSE) {
            Some(length) => at += length,
            None => return false,
        }
    }
    false
}

fn is_there(plain: &Plain, from: usize, clause: &Range<usize>, is_bare: bool) -> bool {
    let asked = plain.length(from, ASKED);
    match asked {
        Some(length) => only(plain, from + length..clause.end, MORE_THERE),
        None if is_bare => false,
        None => only(plain, from..clause.end, MORE_THERE),
    }
}

const ASKED: &str = "在 在吗 在线 在线吗 在线上吗 上班吗 值班 管 管了 管啊 理 理我 接 接单 接电话 能接 能理我一下 能回答 可以回我 可以对话 回 应 覆 覆嘅 答我 负责吗 喺度 出来 来 出来说句话 吗 嘛 么 没 呀 啊 帮我 跟我讲 上班 唛";

const MORE_THERE: &str = "吗 呢 了 的 我 咩 喂";

/// Requests for a call: only a person rings back.
const CALLS: &str = "打电话说 电话里说 打我手机 给我打电话 给我打个电话 给我回电 给我回个电话 给我回电话 打我电话 打电话给我 打电话俾我 打个电话给我 打给我 打过来 回个电话 要求回电 请回电 电话联系我 致电本人 直接通话 要通话 想直接通话 语音通话 call我 要打电话 要打客服电话 想打电话 来电话 接电话 电话给我 发起通话";

fn is_call(plain: &Plain, call: &Range<usize>) -> bool {
    let clause = plain.clause(call);
    let is_last = only(
        plain,
        call.end..clause.end,
        "嘛 吧 啊 呀 啦 呗 谢谢 说 讲 沟通 聊 行不行 好吗 可以吗 吗 一下 下 倾 尽快 快 快点 来 跟我 0 1 2 3 4 5 6 7 8 9",
    );
    let is_plain = plain.begins(call.start, "要打 想打 接电话 要通 想通 来电话 打过来 电话给我");
    let opens = only(
        plain,
        clause.start..call.start,
        "我 想 快 请 你 能 能不能 可以 可不可以 唔该 赶紧 马上 就 直接 人 叫 工 让 现在 都 们",
    );
    is_last
        && (!is_plain || opens)
        && !plain.has_in(clause, "到了 到货 之前 提前 送到 送 别 不 勿 免 无需 短信 通知 收 安装 派 师傅 功能 能打 的时候 老公 老婆 我妈 后再 昨天 刚才 刚刚 上午 已经 可以打电话")
}

/// What a person is asked to be able to do: 找个能拍板的, 换个会说话的.
const SKILLED: &str = "会说的 会听的 讲人话嘅 懂硬件的 说话的 说人话的 沟通的 处理的 解决的 解决问题的 管事的 管的 做主的 拍板的 话事的 谈价的 懂人话的 听懂的 听懂人话的 业务的 懂行的 懂的 明白的 清楚的 办事的 打通的 不是机器人的 中文的 思考的 喘气的 活着的 当家的 主事的 聊的 拿主意的 会中文的";

fn skilled_frame(plain: &Plain, skill: &Range<usize>) -> Option<Range<usize>> {
    let clause = plain.clause(skill);
    let floor = clause.start.max(skill.start.saturating_sub(8));
    let start = (floor..=skill.start).find(|&at| {
        plain.begins(
            at,
            "叫 找 换 来个 来位 派 有没有 有 要 我要 给我 喊 请 安排 转 让 还有没有 求 整个 搞个",
        ) && (at == clause.start
            || only(plain, clause.start..at, OPENERS)
            || plain.ends(
                at,
                "帮我 给我 我 你 想 快 要 能 可以 还 直接 请 去 请问 咱 俺 就 们 那边 这边 里",
            ))
    })?;
    let closed = closes(plain, skill.end, &clause)
        || only(
            plain,
            skill.end..clause.end,
            "人 吗 客服 真人 人工 来 在 还有没有 别的 的 了 啊 呀",
        );
    closed.then_some(start..skill.end)
}

/// Whether `range` is spelled with `words` alone.
pub(super) fn only(plain: &Plain, range: Range<usize>, words: &str) -> bool {
    let mut at = range.start;
    while at < range.end {
        match plain.text.begins(at, words) {
            Some(length) if at + length <= range.end => at += length,
            Some(_) | None => return false,
        }
    }
    true
}
