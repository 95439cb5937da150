//! Complaints and claims: words that cross over at once, and their peaceful uses.
//!
//! Some words are the deed itself (投诉, 索赔). Others are only places, papers or people (法院, 抖音,
//! 差评, 律师), and threaten in the company of a verb: 去法院, 法院见, 发抖音, 给差评. The same guards
//! stand before all of them: goods that bear the name, denials, what is settled, other people's quarrels.

use std::ops::Range;

use super::plain::Plain;
use super::{Keyword, scale};

/// Finds a claim or a complaint. Where both stand, the complaint names the group.
pub(super) fn keyword(plain: &Plain) -> Option<(Keyword, Range<usize>)> {
    let any = |words: &[Word]| {
        words.iter().find_map(|word| word.all(plain).find(|found| !is_others(plain, found)))
    };
    let complaint = any(COMPLAINTS).or_else(|| lone(plain, LONE));
    let claim = || any(CLAIMS).or_else(|| lone(plain, "赔 赔呢 赔吧 损失费 给补偿 给补偿吗"));
    complaint
        .map(|range| (Keyword::Complaint, range))
        .or_else(|| claim().map(|range| (Keyword::Compensation, range)))
        .filter(|(_, range)| {
            // 你们处理得太慢了，我要投诉 is over for nobody.
            settled(plain)
                .is_none_or(|at| at < range.start && is_aimed(plain, &plain.clause(range)))
        })
        .filter(|(_, range)| deed(plain, range).is_some() || !scale::doubts_complaint(plain))
}

/// Words that threaten where they are all that a clause says, or all behind a grievance and a blank.
const LONE: &str = "报警 差评 骗子 大骗子 曝光 骗钱 诈骗 欺诈 奸商 黑店 强盗 抱警 保警 报警啦 差凭 呃人 官司见 负评 追评见 平台介入 申请平台介入";

/// One of `words`, where it is all that a clause says, or all that it says behind a grievance.
fn lone(plain: &Plain, words: &str) -> Option<Range<usize>> {
    plain.all(words).into_iter().find(|found| {
        let clause = plain.clause(found);
        let is_behind_grievance = || {
            plain.is_parted(found.start)
                && plain.has_in(clause.start..found.start, GRIEVANCES)
                && !is_denied(plain, found.start, &clause)
        };
        (found.start == clause.start || is_behind_grievance())
            && plain.is_end(found.end)
            && !plain.is_quoted(found)
    })
}

/// What shows that a blank before such a word is a comma, and no part of 相机 曝光.
const GRIEVANCES: &str = "不 没 太 了 出";

/// Words of one weight, and the company they keep.
pub(super) struct Word {
    pub(super) words: &'static str,
    /// Unless all three are empty, one of these must hold. Just before it stands one of `led`,
    pub(super) led: &'static str,
    /// just after it one of `then`, or after a comma in front of them, the end of the clause,
    pub(super) then: &'static str,
    /// or anywhere in its clause one of `with`.
    pub(super) with: &'static str,
    /// Peaceful words that it ends.
    pub(super) not_before: &'static str,
    /// Peaceful words that it begins.
    pub(super) not_after: &'static str,
    /// Peaceful words anywhere in the clause.
    pub(super) not_with: &'static str,
}

/// A word that keeps no company.
pub(super) const PLAIN: Word =
    Word { words: "", led: "", then: "", with: "", not_before: "", not_after: "", not_with: "" };

impl Word {
    pub(super) fn find(&self, plain: &Plain) -> Option<Range<usize>> {
        self.all(plain).next()
    }

    fn all<'a>(&'a self, plain: &'a Plain) -> impl Iterator<Item = Range<usize>> + 'a {
        plain.all(self.words).into_iter().filter(|found| {
            let company = company(plain, found);
            self.is_meant(plain, found, &plain.clause(found))
                && !self.is_peaceful(plain, found, &company)
                && !is_goods(plain, found, &company)
                && !is_denied(plain, found.start, &company)
        })
    }

    fn is_meant(&self, plain: &Plain, found: &Range<usize>, clause: &Range<usize>) -> bool {
        let is_free = self.led.is_empty() && self.then.is_empty() && self.with.is_empty();
        is_free
            || steps_back(plain, found.start, clause.start).any(|at| plain.ends(at, self.led))
            || steps(plain, found.end, clause.end).any(|at| {
                plain.begins(at, self.then) || self.then.starts_with(',') && plain.is_end(at)
            })
            || plain.has_in(clause.clone(), self.with)
    }

    fn is_peaceful(&self, plain: &Plain, found: &Range<usize>, clause: &Range<usize>) -> bool {
        let is_number = plain.at(found.start).is_ascii_digit()
            && (plain.at(found.end).is_ascii_digit()
                || found.start > 0 && plain.at(found.start - 1).is_ascii_alphanumeric());
        is_number
            || plain.is_quoted(found)
            || plain.ends_within(clause.start, found.start, self.not_before)
            || plain.begins(found.end, self.not_after) && found.end < clause.end
            || plain.has_in(clause.clone(), self.not_with)
    }
}

/// The places before `from` that only small words part from it.
fn steps_back<'a>(plain: &'a Plain, from: usize, floor: usize) -> impl Iterator<Item = usize> + 'a {
    let step = move |&at: &usize| Some(at - plain.text.ends(at, SMALL)?).filter(|&at| at >= floor);
    std::iter::successors(Some(from), step).take(4)
}

/// The places after `from` that only small words part from it.
fn steps<'a>(plain: &'a Plain, from: usize, ceiling: usize) -> impl Iterator<Item = usize> + 'a {
    let step =
        move |&at: &usize| Some(at + plain.text.begins(at, SMALL)?).filter(|&at| at <= ceiling);
    std::iter::successors(Some(from), step).take(4)
}

const SMALL: &str = "你 你们 您 我 我们 他们 它 给 到 去 上 在 了 过 的 个 一 一个 一条 一下 条 颗 那 这 那边 就 都 也 会 要 再 马上 已经 里 上面 家 店 先 把 您家 刚 打 人 来 全 市 区 县 局 咱 咱们 好 啦 呀 等 十 三 四 百 万 10 3 朋友 今天 明天 下午";

/// Whether the words only name goods, an office or a place: nobody is spoken of, and the clause ends
/// in a noun for such a thing, or asks about one.
fn is_goods(plain: &Plain, found: &Range<usize>, clause: &Range<usize>) -> bool {
    let ends = plain.ends(clause.end, GOODS);
    let asks = plain.has_in(found.end..clause.end, ASKED_OF_GOODS);
    (ends && plain.is_end(clause.end) && clause.end > found.end || asks) && !is_aimed(plain, clause)
}

/// How far around a word others tell what it means: many type spaces for commas, but what says whom it is aimed at
/// must stand on the same side of them. What stands before 我要 is the grievance.
fn company(plain: &Plain, found: &Range<usize>) -> Range<usize> {
    let phrase = plain.phrase(found);
    match deed(plain, found) {
        Some(at) => at..phrase.end,
        None if is_aimed(plain, &phrase) => phrase,
        None => plain.clause(found),
    }
}

/// Where 我要 stands that a word is led by, if they are the visitor's own.
fn deed(plain: &Plain, found: &Range<usize>) -> Option<usize> {
    steps_back(plain, found.start, plain.phrase(found).start)
        .find(|&at| plain.begins(at, DEEDS) && !plain.ends(at, THOUGHTS))
}

const DEEDS: &str = "我要 我就 我会";

/// What makes a deed of others, or none, of it.
const THOUGHTS: &str = "说 说过 是 以为 万一 假如";

fn is_aimed(plain: &Plain, clause: &Range<usize>) -> bool {
    plain.has_in(clause.clone(), AIMED)
}

const GOODS: &str = "书 手册 海报 贴纸 标识 牌 牌匾 卡片 卡套 公文包 灯 器 教材 教程 考试 真题 手办 桌游 绘本 漫画 连环画 动画片 碟片 dvd 袍 帽 袋 箱 柜 簿 贴 道具 模型 仪 锁 章 锦旗 制服 衬衫 抱枕 玩具 毛绒 钥匙扣 横幅 周边 课 课程 资料 论文 小说 电影 电视剧 纪录片 摆件 胸针 宿舍 旁边 对面 附近 门口 隔壁 上班 同款 联名 定制 印刷 彩页 模板 有货吗 有货 怎么用";

/// What is asked of wares and of a shop's terms.
const ASKED_OF_GOODS: &str = "多少页 能定制 有没 还有吗 还有不 有货 用啥纸 有电子版 几岁玩 这桌游 的电影 那套 能几张 怎么调 怎么救 领巾 防水 有券吗 是这家不 几米 多少分贝 衬衣 几点下班 几号过期 一本";

/// What makes a threat of it after all.
const AIMED: &str = "我要 我会 我就 你们 要去 要把 告到 马上 立刻 现在 必须 准备 等着 赔我 给我 信不信 别逼 说法 不然 否则 要投诉";

/// Whether the words before `start` deny what follows.
fn is_denied(plain: &Plain, start: usize, clause: &Range<usize>) -> bool {
    let small = "让要想去再是会在给你们打找向来说被我任何什么的人过有闹到求报";
    let denied = plain.ends_behind(clause.start..start, 5, small, DENIALS);
    denied.is_some_and(|at| !plain.ends(at, NO_DENIALS))
        && !plain.has_in(
            start..clause.end,
            "当我 好欺负 不行 我就 没完 别想 试试 就不走 就去 对不起 不是人",
        )
}

const DENIALS: &str = "犯不着 免了 唔使 唔 不 没 没有 别 不需 不想 不要 不会 不是 不是要 不是想 不是来 不打算 没打算 没想 没说 没说要 不用 不需要 无需 不必 不至于 懒得 未 不去 撤销 取消 撤回 撤 放弃 用不着 不再 没人 本来想 本来要 差点";

const NO_DENIALS: &str = "要不 能不 会不会不 用不 是不是 可不 敢不 不得不 难道不 怎么不 为什么不 还不 再不 都不 为啥不 特别 分别 就不 也不 轻易不 是不 差不 今晚不 今天不 不退不 你不 给不";

/// Whether somebody else quarrels, or with somebody else.
fn is_others(plain: &Plain, found: &Range<usize>) -> bool {
    let clause = plain.clause(found);
    plain.has_in(company(plain, found).start..found.start, OTHERS)
        || plain.has_in(found.end..clause.end, "我室友 我老公 我老婆 我闺蜜 我猫 外挂 过吗")
}

const OTHERS: &str = "有人 别人 买家 顾客 客户 客人 老板说 同行 网友 听说 我猫 我老公是 我爸 被人 评论里 评价里 一般 看到 万一 假如 是不是有";

/// Where the message says last that the matter is over, or laughs about it.
fn settled(plain: &Plain) -> Option<usize> {
    let is_other = |found: &Range<usize>| {
        plain.begins(found.start, "认了") && plain.ends(found.start, "确 承 默 否")
            || plain.begins(found.end, "吗 么 没")
    };
    let settled = plain.all(SETTLED).into_iter().rfind(|found| !is_other(found))?.start;
    let goes_on = plain.has(
        "骗子 垃圾 黑心 再不 必须 等着 投诉到底 不解决 没解决 解决不 不处理 没处理 不谢谢 要求",
    );
    (!goes_on).then_some(settled)
}

const SETTLED: &str = "解决啦 解决了 都解决 已解决 处理好了 处理得 处理完 撤了 撤销 点错 按错 手滑 抱歉抱歉 谢谢客服 爽快 收到道歉 和解了 唔该晒 爱了 谢谢哈 太好吃 好吃到 偷走了我的心 哈哈哈 换个好的 笑死 两全其美 谁顶得住 认了 不再主张 不值当 就算了";

const COMPLAINTS: &[Word] = &[
    Word {
        words: "投诉 举报 检举 投拆 投述 投塑 投素 头诉 透诉 投你们一诉 客诉 局报 具报 信访 平台反映 告状 公开道歉 公审 iwanttocomplain fileacomplaint filingacomplaint filecomplaint formalcomplaint reportyou willreport thisisascam scamrefund fraud badreview onestarreview socialmedia willpost chargeback crooks scammer smallclaims complainto complainabout complainagainst willcomplain makeacomplaint itsascam",
        not_before: "误 被 怕 防 避免 不接受 零 客户 处理 收到 无 少 低 恶意 邻居 楼下",
        not_after: "管理 处理技 意见 建议 电话标 电话贴 电话牌 奖励 中心 有奖 外挂 电视剧 平台 多 卡 牌 贴纸 标识 bookprint 率 箱 少 低 电话是假 电话是真 书模板 按钮 撤 已撤 处理岗 岗 应对 登记簿 单和 过了 过的老 过吗 那边说 单号是 邻居 楼下 隔壁 物业",
        not_with: "怎么撤销 开玩笑的 开个玩笑 你开玩笑 被投诉 论文 模板 话术 培训 有奖 商家怎么申诉",
        ..PLAIN
    },
    Word {
        words: "申诉 告",
        led: "要 我 么 可以",
        then: ",",
        not_before: "广 报 转 忠 通 公 警 布 劝 申",
        not_after: "诉 知 示 白 别 驳",
        ..PLAIN
    },
    Word {
        words: "法律责任 诉讼 起诉 起素 提告 微法院 立案 应诉 公堂 开庭 发函 律师函 绿师函 打官司 公证了 法律武器 法律途径 法律程序 走法律 诉诸法律 保留一切权利 保留追究 追究到底 suey sueyou 告到 告上 传票 仲裁 告你 告死你 去告 要告 我告 维权 集体诉 小额钱债 食品安全法 权益保护法 广告法 smallclaims incourt mylawyer 吃官司 官司打 官司见 律师费也要",
        not_before: "防 模拟 秋菊 广 报 转 劳动 公 警 忠 通 补 原 消费者 不会被 别被 民事 刑事",
        not_after: "离婚 的文件 海报 手册 写作 宣传 咨询 书 状打 状模 法教 法第四 法口 法考 法书 材料文 档案 教材 委 员 日有 与 代理 告诉 诉 不求人 警告表情 警告哈 打印 咋写 站 知 在先 别 那 时间 状书 状怎么 状封 可视",
        not_with: "几天发货 漫画 贴纸 手办 写作业 离婚 打印 书籍 教材 这本书 考试 复印 文件袋 推荐你 会员 可爱 写合同",
        ..PLAIN
    },
    Word {
        words: "一二三一五 幺二三幺五 要二三幺五 幺二三一五 要2315 壹贰叁壹伍 市长热线 消费者专线 打1950 165报案 那五个数字 工商来 工商局 邮政管理局 消保 12315 12331 12318 12305 消协 消费者协会 消保委 消委会 消基会 市监局 市监 市场监管 市场监督 质监局 药监局 食药监 网信办 黑猫投诉 监管部门 工信部",
        not_before: "用 工号 尾数 房号 楼号 尾号 单号 编号 型号 货号 门牌 码是 输入 码 订单 共 第 个体 我在",
        not_after: "上班 标识 牌 上山 数字 热线接线 推荐 锦旗 信得过 旁边 隔壁 对面 附近 网站 评测 测评 大楼 宿舍 法 海报 包 门口 宣传 同款 楼 号 寄 宅 元 块 件 个 粉丝 认证 备案 批准 批文 检测 注册 工作服 许可 卡片 发的 啤酒 头 几点 所制服 的批 管理行政 管理处罚",
        not_with: "批号 认证 备案 密码 验证码 资质 寄到 发到 送到 地址 上班 工作服 开头 结尾 电池 有没有活动",
        ..PLAIN
    },
    // Offices and people of the law: feared when they are called, or come.
    Word {
        words: "报警 抱警 保警 警察 民警 派出所 公安 警局 报案 法院 法庭 上庭 庭上 律师 法务 工商 12345 315 税务局 税务 药监 质监 教育局 疾控 劳动局 海关 邮政局 县里 市里 广告监管 监管 仲裁委 黑猫 猫上 媒体 记者 电视台 报社 栏目 黄金眼 焦点访谈 新闻坊 上级部门 总公司 总部 法律 都市频道 小莉帮忙 1818黄金眼",
        led: "告 找 打 打给 打了 拨 报 走 叫 请 喊 联系 通知 跟 向 交给 递给 反映给 带 已 已经 要 只能 立刻 准备 去 上 到 进 在 就 好 你等着看 仲等 我",
        then: "见 找你 上门 联系你 走一趟 下午过来 拉你 处理 了 帖子 那边我 等着你 执行见 采访 都联系 在路上 热线打 都没你们 爆料 来采访",
        not_before: "自 流 多 新 全 社交 融 玩具 小 超级 女 男 当 是 送 寄到 寄 融媒 假 对接 贵司 门磁 胎压 自动 个体",
        not_after: "广告 函写 函警告 墙 素材 控制 推荐 播放 音量 服 袍 证 考 箱 银 卡 登记 注册 执照 快递 寄 器 文书 大学 e支付 元 块 玩具 车 帽 积木 活动 优惠 大促 资格 处理器 盘 中心 款 号 站 客服 用 管理 规则 说用不 楼 旁 附近 所 公司 一直 不脱 不停 灯 声 门没 按 铃 谁 拦 有 补贴 券 发货 几 红包 采购 抬头 图 上有 购物 电话 黑榜 会员 采访机",
        not_with: "积木 玩具 cosplay 面试 单位 上班 不见 门口有 对面 旁边 附近 报警器 烟雾 自动报警 低电 剧 小说 报警声 一直报警 会报警 怎么关 抬头 发票 寄到 送到 买公文 送他 地磁 洗衣机 呼吸机 谁顶得住 付款 付不了 什么时候到 总部在 总部电话 监管仓 签收 物流 怎么付 找客服 找人 店主 不找 收货 我姐在 没上过",
        ..PLAIN
    },
    // To show the world.
    Word {
        words: "暴光 爆光 报光 曝光",
        led: "要 我 去 会 给 网上 帮 全网 专业 就 非 必须 准备 等着 找媒体 到 来 已 敢",
        then: "你 这 对不起 到底",
        not_before: "官方 丝网 刚 pcb 二次 双重 过度 相机 多重 欠 过 照片 长 手机 镜头 自动 手动 被 怎么 增加 产品 品牌 流量 如何 高 求 新品 包围 店铺",
        not_after: "纸 下降 锁 合成 宝贝 箱 教程 条 仪 的新 光的 的联名 的那款 那款 滑 书 补偿 度 时间 值 量 率 不足 过度 表 模式 灯 参数 机 时长 效果 有奖 控制 了新 新品 有礼 返 晒 分享 一半 板 一下我 能几 怎么 不准",
        not_with: "相机 拍照 照片 胶片 镜头 补光 晒版 新款 返现 有奖 晒图",
        ..PLAIN
    },
    Word {
        words: "抖音 小红书 xiaohongshu 微博 朋友圈 业主群 家长群 热搜 直播 直播间 贴吧 b站 快手 知乎 dcard 爆料公社 公社 连登 脸书 twitter 全校墙 晚会 司机群 上网 电视 新闻 网上",
        led: "发 挂 挂到 曝 传 po 爆 晾 贴 发到 发了 放 摆 上 我要去 开 挂你们 挂你 让",
        then: "见 挂你 曝光 骂",
        not_before: "看 刷 搜 逛 从 在 官 联 内 外 不上 丝 滤 纱 渔 过",
        not_after: "打卡 送 晒 有奖 有返 有什么 可以领 同款 券 会员 推荐 买 下单 补 点 上买 页 络 购 银 课 址 速 友 红 套 兜 格 线 盘 图 机 柜 看到 直播 剪 通话 发给 发你 过 给你 给我 教程 怎么 联名 那款 那个",
        not_with: "返现 打卡 活动 领 优惠 好评 奖 晒单 联名 同款 券 主播 看到 刷到 怎么发 几点 上架 好看 开箱 可以吗 客服 语音 电话",
        ..PLAIN
    },
    Word {
        words: "po网 挂网 上网曝 挂到网 放上网 就发视频 让全国看看 让大家看看 让大家都 让大家别买 拉横幅 天天来你 全程录音 录了音 证据链 证据我 录像了 拉黑你 避雷 挂你们 明年315 315晚会见 大家都来看看你们",
        not_after: "针 器 同款",
        not_with: "有货 怎么",
        ..PLAIN
    },
    Word {
        words: "差凭 差平 差评 负评 chaping 一颗星 一星 1星 追评见",
        led: "给 打 写 送 留 发 必 直接 准备 等着 我 个 全 刷 坚决 狂 强烈 果断 追加 收 安排 最后警告 少一分 少一 店 踩 换 就 已 必须 一星",
        then: "安排 送上 等着 走起 警告 写 套餐 已 在草稿",
        not_before: "删 改 看到 看见 有 消 怕 很多 被 防 少 收到 恶意 里的 第 那个 威胁",
        not_after: "多 率 吗 说 怎么 是不是 里 的人 师 电影 太多 比较 提到 反馈 都说 区 少 能改 能删 改 删 评价写 级 酒店 会 折叠 手机",
        not_with: "怎么这么多 看到 看了 为什么有 有人 好多人 评论里 有几个 别人 误点 手滑 不小心 被 不会给 不打 改好评 本来想打 放心",
        ..PLAIN
    },
    // Called to their faces.
    Word {
        words: "骗子 片子公司 骗钱 诈骗 骗人 呃人 欺诈 骗消费者 奸商 黑心 黑店 丧良心 昧良心 没良心 丧尽天良 强盗 无良 畜生 畜牲 土匪 骗老人 骗孩子 谋财害命 偷税 逃税 虚假宣传 霸王条款 不得好死 偿命",
        then: ", 公司 店 商 卖家 还 退 集团 的玩意 的东西 烂 肝 厂 㗎",
        with: "就是 一群 你们 死骗子 等着 卖",
        not_before: "防 反 会不会是 不是 遇到 怕 我是个 像 当 杀 遇上 疑似 海 灭 怕你们是 欺",
        not_after: "酒馆 游戏 狐狸 吗 吧 布 防 来了这 吃 哈哈 宣传 手册 罪 网站 短信 是小狗 拖鞋 剧本 主题 电话 面包 鸭 肠 了我",
        not_with: "海报 宣传 开玩笑 酒馆 以为 抱歉 哈哈 贴纸 漫画 验证码 转账 刷单 对方 反诈 桌游 会不会 是不是 是真的吗 正品 买前",
        ..PLAIN
    },
    Word {
        words: "给个说法 要个说法 讨个说法 我个说法 我一个说法 必须道歉 给我道歉 书面致歉 严肃处理 态度恶劣 当猴耍 欺人太甚 店大欺客",
        not_before: "没有",
        not_after: "谢谢 了",
        ..PLAIN
    },
];

const CLAIMS: &[Word] = &[
    Word {
        words: "赔钱 陪钱 培钱 配钱 peiqian 陪我钱",
        not_before: "不 老是 我们 做生意",
        not_after: "货 卖 甩 清仓 生意 买卖 给别人 给邻居 给房东 赚",
        not_with: "股票 基金 投资",
        ..PLAIN
    },
    Word {
        words: "假一赔 退一赔 缺一赔 短一赔 少一赔 假一罚 缺一罚 假一陪 退一陪 假一培 退一培 假1赔 退1赔",
        not_before: "支持 有 保证 承诺 可以 是否 都是 标着 写着 写的 标 正品 敢 包 参加 享受 享 是不是 真的 因为是 店是",
        then: ", 我 呢 兑 别 白 处理 怎么说",
        not_after: "十才 三才 十吗 三吗 十的 三的 十标 三标 三是 十是 十服 三服 十店 三店 十敢 三算 三这 十么 十我才 三我才",
        not_with: "是不是 是真的吗 有没有 靠谱吗 下单前 保真吗 保证正品 保障",
        ..PLAIN
    },
    Word {
        words: "赔偿 索赔 理赔 赔款 赔付 精神损失 误工费 陪尝 陪偿 compensation payformy paymeback 赔礼",
        not_before: "工伤 人身损害 险 包 价保 自动 极速 无需 快递破损 有 支持 承诺 怎么买 延保 免 保价 晚到 超时",
        not_after: "不用了 就不用 已收到 完成 标准 员 牌 计算器 司法 费梗 爽快 很爽快 器 标志 算了 不要了 就算了 险 吗 政策 规则 条款 说明 保障 范围 保险 法 协议书 案例 限额 么 上限 到账短信 走余额 需要 单要 走厂 成本 的标 的五 完了",
        not_with: "收到了 已收到 到账啦 到账了 已到账 已经赔 满意 给好评 计算器 保险 运费险 碎屏险 怎么买 会赔偿吗 下单前 我赔吗 怎么查 还是你们 客户赔礼",
        ..PLAIN
    },
    Word {
        words: "医药费 路费 检测费 误工费 车费 清洗费 律师费 运费",
        then: "你们出 你们报 你们赔 谁出 谁赔 谁来出",
        ..PLAIN
    },
    Word {
        words: "赔 补偿 必赔 医院账单 你们承担 个补偿 我的损失 损失谁 损失费 陪钱 培钱 弥补 违约金 一赔一 一陪三 一培三 假1赔10 叫花子 价格欺诈 要么赔 配钱",
        led: "要 给 必须 得 应该 怎么 谁 不 才 只 不肯 全额 照价 双倍 三倍 十倍 你们 来 就 想 快 多 负责 少 说好晚到 点 价格欺诈 打发 兑现 要求 叫花子 一定",
        then: "我 给我 十 三 一 两 多少 不赔 个 返 点 谁 损 方案 太少 你 那点 不起就",
        with: "谁出",
        not_before: "开店 我该 包 晚到必 假 退 卖家 做生意 老是 我们 也要 投资 股票 基金 保证 温度 气压 曝光 温 打麻将 赢 不用 三块钱还 已 超时 一",
        not_after: "不是 梗 费梗 标志 是什么 服务 的书 卖 货三 赚 甩 本 清仓 生意 买卖 险 他 给别人 给邻居 给人家 人家 我的到 我的新杯 夫人 惨 券几 滴头 准不 能 得 少了吧 笑 算官 这条 的商品 的标 店铺 我才 是法律 才 吗 么 嘛 标识 是真的 什么意思 保障 承诺 规则 活动 正品 有吗 对吧 对吗 是指 是保 看牙 不赔看 你 我腹 我一个周 我一只新 个不是 礼物 偿标 偿政 偿规 偿司 钱货 钱卖 一活动",
        not_with: "收到了 已收到 到账了 到账啦 已经赔 已赔 赔付完 谢谢 的活动 的服务 碎屏险 保险 运费险 赔偿险 赔钱卖 赔钱货 假如 万一 租 我弄坏 需要我赔 要我赔吗 玩游戏 下单前 买前 一般怎么赔 先问 先了解 是不是 是真的吗 有没有 支持 保真吗 价格保护 贵赔差价 价保 贵了怎么 降价了怎么 意外险 旅游险 炒股 积分 会员 倍积 杯子 周末 客户赔礼 按个数",
    },
];
