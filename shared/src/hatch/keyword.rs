//! Complaints, claims and risks: words that cross over at once, and their peaceful uses.

use std::ops::Range;

use super::plain::Plain;
use super::{Keyword, Risk};

/// Finds a claim or a complaint. Where both stand, the complaint names the group.
pub(super) fn keyword(plain: &Plain) -> Option<(Keyword, Range<usize>)> {
    let complaint = COMPLAINTS
        .iter()
        .find_map(|word| word.find(plain))
        .or_else(|| lone(plain, "报警 差评 骗子 大骗子 曝光 骗钱 诈骗"));
    let claim = || {
        COMPENSATIONS.iter().find_map(|word| word.find(plain)).or_else(|| lone(plain, "赔 赔呢"))
    };
    complaint
        .map(|range| (Keyword::Complaint, range))
        .or_else(|| claim().map(|range| (Keyword::Compensation, range)))
}

/// One of `words`, where it is all that a clause says.
fn lone(plain: &Plain, words: &str) -> Option<Range<usize>> {
    plain.all(words).into_iter().find(|found| {
        plain.is_end(found.start) && plain.is_end(found.end) && !plain.is_quoted(found)
    })
}

/// Finds a risk to an account or to money.
pub(super) fn risk(plain: &Plain) -> Option<(Risk, Range<usize>)> {
    let theft = THEFTS.iter().find_map(|word| word.find(plain));
    let payment = || PAYMENTS.iter().find_map(|word| word.find(plain));
    theft
        .map(|range| (Risk::AccountTheft, range))
        .or_else(|| payment().map(|range| (Risk::PaymentRisk, range)))
}

/// Words of one weight, and the company they keep.
struct Word {
    words: &'static str,
    /// Before or after it in the clause one of these must stand, unless empty.
    with: &'static str,
    /// Peaceful words that it ends.
    not_before: &'static str,
    /// Peaceful words that it begins.
    not_after: &'static str,
    /// Peaceful words anywhere in the clause.
    not_with: &'static str,
}

impl Word {
    fn find(&self, plain: &Plain) -> Option<Range<usize>> {
        for found in plain.all(self.words) {
            let clause = plain.clause(&found);
            let is_number = plain.at(found.start).is_ascii_digit()
                && (plain.at(found.end).is_ascii_digit()
                    || found.start > 0 && plain.at(found.start - 1).is_ascii_alphanumeric());
            let peaceful = is_number
                || plain.is_quoted(&found)
                || is_goods(plain, &found, &clause)
                || plain.ends(found.start, self.not_before)
                || plain.begins(found.end, self.not_after) && !plain.is_end(found.end)
                || (!self.not_with.is_empty() && plain.has_in(clause.clone(), self.not_with))
                || (is_denied(plain, found.start, clause.start)
                    && !plain.has_in(
                        found.end..clause.end,
                        "当我 好欺负 不行 我就 没完 别想 试试 就不走 就去",
                    ));
            if !peaceful && (self.with.is_empty() || plain.has_in(clause.clone(), self.with)) {
                return Some(found);
            }
        }
        None
    }
}

/// Whether the words only name goods, an office or a place: nobody is spoken of, and the clause ends
/// in a noun for such a thing, or asks about one.
fn is_goods(plain: &Plain, found: &Range<usize>, clause: &Range<usize>) -> bool {
    let ends = plain.ends(clause.end, "书 手册 海报 贴纸 标识 牌 牌匾 卡片 卡套 公文包 灯 器 教材 教程 考试 真题 手办 桌游 绘本 漫画 连环画 动画片 碟片 dvd 袍 帽 袋 箱 柜 簿 贴 道具 模型 仪 锁 章 锦旗 制服 衬衫 徽章 抱枕 玩具 毛绒 钥匙扣 横幅 周边 课 课程 题库 资料 论文 小说 电影 电视剧 纪录片 摆件 胸针 宿舍 旁边 对面 附近 门口 隔壁 上班 同款 联名 定制 印刷 彩页 展架 模板 有货吗 有货 怎么用 几点开门");
    ends && plain.is_end(clause.end)
        && clause.end > found.end
        && !plain.has_in(
            clause.clone(),
            "我要 我会 我就 你们 要去 要把 你 了 告到 马上 立刻 现在 必须 准备 等着 赔我 给我",
        )
}

/// Whether the words before `start` deny what follows.
fn is_denied(plain: &Plain, start: usize, clause: usize) -> bool {
    let mut at = start;
    while at > clause
        && start - at < 5
        && "让要想去再是会在给你们打找向来说被我任何什么的人过有".contains(plain.at(at - 1))
    {
        if plain.ends(at, DENIALS) {
            break;
        }
        at -= 1;
    }
    plain.ends(at, DENIALS) && !plain.ends(at, "要不 能不 会不会不 用不 是不是 可不 敢不 不得不 难道不 怎么不 凭什么不 为什么不 还不 再不 都不 并不能 为啥不 特别 分别 不是不 就不 也不")
}

const DENIALS: &str = "犯不着 免了 唔使 唔 不 没 没有 别 不需 不想 不要 不会 不是 不是要 不是想 不是来 不打算 没打算 没想 没说 没说要 不用 不需要 无需 不必 不至于 懒得 并没有 从没 从不 未 不去 撤销 取消 撤回 撤 放弃 别去 用不着 不再 从来没 并非";

const COMPLAINTS: &[Word] = &[
    Word {
        words: "投诉 举报 投塑 投述 投素 投速 投树 投宿你 头诉 透诉 偷诉 投拆 客诉 句报 举抱 去信访 要信访 平台反映 iwanttocomplain iwillcomplain complainabout fileacomplaint filingacomplaint filecomplaint makeacomplaint lodgeacomplaint formalcomplaint reportyou willreport reportyour reportthisshop thisisascam itsascam youscammers youscammer scamrefund totalscam isascam fraudi isfraud consumerprotection callthepolice badreview onestarreview 1starreview socialmedia willpost exposeyou",
        with: "",
        not_before: "误 被误 被 怕 防 避免 不接受 零 客户 处理 收到 无 少 低 被人 被客户",
        not_after: "管理 处理技 意见 建议 电话标 电话贴 电话牌 奖励 中心 有奖 外挂 电视剧 平台 处理 电话多 专员证 卡 牌 贴纸 标识 bookprint 率 箱 少 低 意见箱 信打印 电话是假 电话是真 电话是诈骗 电话诈骗 书模板 件快递 按钮在哪个软件 信模板 信封 撤销 已撤 撤回 热线是真 热线是假 处理岗 专员招聘 岗",
        not_with: "投诉多吗 投诉多不多 有没有投诉 怎么撤销 如何撤销 开玩笑 处理员 被投诉了怎么 会被投诉吗 同行投诉 遭投诉 论文 模板 话术 培训",
    },
    Word {
        words: "等着被起诉 准备好被起诉 准备被起诉 等着被告 起诉状已 起诉状都 写起诉状 写诉状 交诉状 递诉状 递交诉状 诉讼权利 法律责任 小额诉讼 提告 微法院 去立案 已立案 已经立案 立案了 应诉 公堂 上庭见 庭上见 对簿 开庭见 发函 律师信 律师了解 律师费 诉讼费 打官司 公证了 法律制裁 法律解决 sueyou seeyouincourt legalaction mylawyer 器诉 气诉 启诉 起素 法庭上见 告到 等着传票 收传票 收法院 法院传票 法律援助 告上 走司法 司法途径 诉诸法律 律师已 起诉 控告 打官司 告上法庭 法庭见 法院见 告到底 走法律 法律途径 法律程序 法律武器 提起诉讼 申请仲裁 去仲裁 要仲裁 仲裁见 仲裁委员会 告你们 告死你 去告你 要告你 发律师函 维权",
        with: "",
        not_before: "被 防 模拟 秋菊",
        not_after: "离婚 那本 的文件 海报 手册 写作 宣传 知识 咨询 书 状 法 材料 档案 案 教材 热线是真 委 员 日活动 日有 日优惠 与 指南 讲座 代理 法规 法条 告诉",
        not_with: "几天发货 漫画 贴纸 手办 写作业 离婚 打印 书籍 教材 这本书 考试 复印 文件袋",
    },
    Word {
        words: "一二三一五 幺二三幺五 要二三幺五 幺二三一五 一二三幺五 壹贰叁壹伍 1231五 市长热线 消费者热线 消费者专线 打1950 165报案 报案 黑猫已 黑猫立案 看黑猫 黑猫上传 黑猫上发 黑猫上投 黑猫上挂 黑猫都 黑猫我 发黑猫 传黑猫 挂黑猫 黑猫单号 黑猫截图 在黑猫 工商来 工商局 纪委 住建局 卫健委 城管局 邮政局申诉 邮管局 邮政管理局 消保 12315 12345 12318 12300 12305 12358 96315 消协 消费者协会 消保委 消委会 市监局 市场监管局 市场监督管理局 市场监督局 市场监管 工商局 工商部门 质监局 药监局 食药监 网信办 黑猫投诉 黑猫见 去黑猫 上黑猫 到黑猫 找黑猫 黑猫平台 银保监 监管部门 物价局 工信部",
        with: "",
        not_before: "用 工号 尾数 房号 楼号 房间 密码 验证码 密码是 尾号 单号 编号 型号 货号 门牌 码是 输入 码 号码 订单 订单号 共 第",
        not_after: "上班 标识 牌 上山 数字 热线接线 推荐 锦旗 信得过 旁边 隔壁 对面 附近 网站 评测 大楼 宿舍 法 海报 包 的房 门口 宣传 所旁 同款 楼 号 热线是 寄 宅 元 块 件 个 粉丝 警长 白袜 玩偶 图案 贴纸 颜色 认证 备案 批准 批文 检测 注册 验厂 工作服 许可 电池 卡片 抽检 年检 手办 模型 咖啡 发的 啤酒 猫粮 头 的批 猫",
        not_with: "批号 认证 备案 密码 验证码 资质 寄到 发到 送到 地址 上班 工作服 开头 结尾 备案号",
    },
    Word {
        words: "暴光 爆光 上电视 上新闻 黄金眼 都市频道 帮忙都联系 小莉帮忙 新闻坊 焦点访谈 报社 采访你 来采访 记者来 记者朋友 媒体朋友 明年315 挂你们 要挂你 挂到业主 挂到网 挂上网 挂到群 挂到小红书 发避雷 避雷贴 避雷帖 po网 po上网 po到 摆上网 放上网 发上网 传上网 让大家看看你们 让大家都来看 让大家都看 让大家别买 给大家看看 让网友 让全网 挂上墙 们上墙 曝光 爆光你 上热搜 发微博 发抖音 发小红书 发到网上 发网上 挂网上 挂出来 发朋友圈曝 网上曝 曝一曝 发到抖音 发到小红书 发到微博 发到朋友圈骂 全网曝 上315 315晚会 315曝",
        with: "",
        not_before: "官方 丝网 刚 pcb 二次 老板 双重 过度 相机 多重 欠 过 照片 长 手机 镜头 自动 手动 减少 被 怎么 增加 产品 品牌 流量 如何 提高 高 求 新品 首次",
        not_after: "纸 下降 锁 合成 宝贝 箱 教程 条 仪 的新 光的新 的联名 的那款 那款 滑 书 送什么 可以领 有返 有什么 同款 的面包 款 补偿 度 时间 值 量 率 不足 过度 表 三角 模式 灯 参数 机 时长 效果 有奖 调节 锁定 控制 了新 新品 有礼 返 领 有优惠 能返 晒单 晒 分享",
        not_with: "相机 摄影 拍照 照片 胶片 镜头 快门 补光 网版 晒版 新款 返现 有奖 晒图",
    },
    Word {
        words: "抱警 报警 警局 拘留 媒体 记者 电视台 律师 法院 工商 315 报警 警察 派出所 公安 上级部门 总部 总公司 税务局 平台介入 官方介入",
        with: "已报警 报了警 派出所立案 立案 报案 报警抓 报警拉 拉你 抓你 警察上门 警察找 等着警察 警察来 来查 查你们 抱警 工商来 联系好 警局 告 起诉 曝 投诉 举报 见 找你们 联系律师 找律师 让律师 请律师 律师函 律师找 我律师 找媒体 找记者 联系媒体 联系记者 叫记者 让媒体 向媒体 给媒体 请记者 打315 找工商 去工商 打工商 报工商 向工商 让工商 告诉媒体 叫警察 找警察 我要报警 我报警 就报警 要报警 只能报警 已经报警 报警了 报警处理 马上报警 去报警 立刻报警 去派出所 找派出所 反映 去法院 上法院 法院等 等着收 去税务局 打给315 找315 向315 上电视台 找电视台 请媒体 走法院 申请平台介入 找总部 告到总 委托律师 律师会 律师来 律师沟通",
        not_before: "自 流 多 新 全 社交 融 玩具 小 超级 女 男 当 是",
        not_after: "广告 函写 函警告表情 墙 素材 控制 推荐过 播放 音量 服 袍 证 考 箱 银行 卡 登记 注册 执照 快递 寄 器 文书 传票袋 元 块 局发 玩具 车 帽 服装 手办 积木 活动 优惠 大促 资格 处理器 盘 中心 见面 所函 推荐 款 号 见证 闻风 站",
        not_with: "积木 玩具 cosplay 面试 单位 上班 送 告知书 不见 门口 对面 旁边 附近 报警器 烟雾 自动报警 电量 低电 剧 小说 报警声 一直报警 老是报警",
    },
    Word {
        words: "差凭 差平 chaping 一颗星 差评 一星 1星 恶评",
        with: "已差评 差评已 个差评 全店差评 收差评 差评写 差评安排 差评走起 差评奉上 差评拿好 差评预定 差评准备 差评等着 差凭 送你一颗星 给一颗星 打一颗星 一颗星都 一星好评 给差评 给你差评 给你们差评 给个差评 打差评 写差评 留差评 就差评 等着差评 直接差评 要差评 必差评 必须差评 马上差评 差评伺候 果断差评 给一星 打一星 一星差评 给1星 打1星 坚决差评 一定差评 我差评 准备差评 追加差评 统统差评 全部差评 差评警告 差评见 给予差评 强烈差评 超级差评 狂给差评 去差评 送你差评 差评送上 后果自负 发差评",
        not_before: "删 改 修改 看到 看见 有 消 怕 很多 被 防 少 收到",
        not_after: "多 率 吗 说 怎么 是不是 里 的人 师 电影 太多 比较 提到 反馈 都说 区 少 怎么改 能改 能删 改 删",
        not_with: "怎么这么多 看到 看了 为什么有 有人给差评 好多人 评论里 有几个 有个差评 别人 误点 点错 手滑 不小心 恶意差评 被给差评 会被给差评 被打差评",
    },
    Word {
        words: "骗子 骗钱 诈骗 骗人 呃人 欺诈 骗消费者",
        with: "骗子公司 都是骗子 大骗子 一群骗子 你们是骗子 你们就是骗子 这帮骗子 死骗子 骗子店 骗子商家 骗子平台 骗子卖家 还钱 退钱 还我 集团 的卖家 的玩意 的商家 呃人 骗钱 你们骗 诈骗公司 就是诈骗 涉嫌 你们这是 构成 欺诈消费 这是欺诈 黑心",
        not_before: "防 反 是不是 会不会是 不是 遇到 怕 我是个 像 当",
        not_after: "酒馆 游戏 狐狸 吗 吧 布 防骗 吃 哈哈 宣传 手册 防范 罪",
        not_with: "海报 宣传 开玩笑 酒馆 以为 抱歉 哈哈 贴纸 漫画 验证码 转账 刷单",
    },
];

const COMPENSATIONS: &[Word] = &[
    Word {
        words: "赔偿 赔償 索赔 理赔 赔款 赔付 赔损失 精神损失 误工费 赔尝 陪尝 陪偿 培偿 compensation compensateme payformy paymeback",
        with: "",
        not_before: "工伤 人身损害 险 包 保险 运费险 价保 延误险 自动 极速 无需 破损险 快递破损 坏损 有 支持 承诺 怎么买 未拆封 延保 碎屏险 免 免责 保价",
        not_after: "不用了 就不用 已收到 完成 标准 员 牌 计算器 司法 费梗 爽快 很爽快 器 标志 算了 不要了 就算了 险 吗 服务吗 政策 规则 标准是 条款 说明 保障 流程图 范围 服务 保险 法 协议书 协议模板 案例 限额 责任险 么 金额上限 上限",
        not_with: "收到了 已收到 到账啦 到账了 已到账 赔付完 已经赔 满意 给好评 计算器 保险 运费险 碎屏险 赔偿险 怎么买 有没有赔 会赔偿吗 能赔偿吗 是否赔偿 几倍赔偿吗 下单前 还没买 打算买 万一 如果坏了 假如 碰碎了 需要我赔吗 要我赔吗 我赔吗 客人赔 支持赔付 交强险",
    },
    Word {
        words: "赔呢 必赔 你们赔偿 医药费你们 医药费谁 医药费你 路费你们 路费谁 检测费你们 你们报销 你们承担 个补偿 补偿太少 补偿不够 补偿呢 赔个 赔不起 要么赔 赔返 赔番 陪钱 培钱 陪我钱 陪损失 我的损失 损失你们 赔十 短一赔 缺一赔 一赔十 一赔三 一陪三 一陪十 一培三 一培十 拒不赔 不肯赔 不赔偿 不赔我 不赔给 不赔就 就不赔 赔多点 多赔 赔够 少赔 才赔 只赔 赔吗你们 赔完 赔人 赔鞋 赔手机 赔件 赔一双 赔一件 赔一台 赔新 赔赔 赔俾 要赔 赔钱 赔我 赔我钱 赔给我 给我赔 要你们赔 你们赔 你们得赔 必须赔 得赔 要赔 应该赔 怎么赔 赔多少 赔不赔 给赔 赔双倍 赔三倍 赔十倍 双倍赔 三倍赔 十倍赔 三倍返还 双倍返还 十倍返还 照价赔 赔一赔 全额赔 赔一个 赔个说法 补偿我 给我补偿 给补偿 给点补偿 补偿点 补偿一下 要补偿 要求补偿 怎么补偿 补偿损失 补偿多少 赔礼 损失谁 损失费 谁来赔 谁赔",
        with: "",
        not_before: "一 开店 我该 包 晚到 支持 标志 假 退 卖家 做生意 老是 我们 也要 我 包 投资 股票 基金 保证不 亏本",
        not_after: "不是 梗 费梗 标志 是什么 服务 怎么办的书 卖 货 赚 甩 清仓 生意 买卖 款险 险 运费险 一赔一的 吗万一 你钱 你 他 给别人 给房东 给邻居 给人家",
        not_with: "收到了 已收到 到账了 到账啦 已经赔 已赔 赔付完 谢谢 的活动 支持假 的服务 包活 碎屏险 保险 运费险 赔偿险 赔钱卖 赔钱货 赔本 假如 万一 如果坏 租 我弄坏 弄丢了我 我要赔吗 需要我赔 要我赔吗 摔坏了要 玩游戏 下单前 还没买 曝光补偿 温度补偿",
    },
    Word {
        words: "假一赔十 假一赔三 假一赔四 退一赔三 退一赔十 退一赔一 假一罚十 假一罚三 假一罚万 缺一罚十 短一赔十 假一赔百 缺一赔十 假1赔10 退1赔3 假一陪十 退一陪三 假一陪三 退一培三 假一培三 假一培十 退一陪十 假一赔万 少一赔十 假一赔 退一赔",
        with: "",
        not_before: "因为 是 支持 有 保证 承诺 能 可以 是否 都是 都 标着 写着 写的 写 标 正品 敢 包 敢不敢 参加 享受 享 是不是 真的",
        not_after: "的商品 的标 标贴 店铺 我才 是法律 才 吗 么 嘛 的吗 的店 标志 标识 是真的 是什么 什么意思 服务 保障 承诺 规则 活动 正品 有吗 对吧 对吗 怎么算 是指 的意思 不",
        not_with: "是不是 是真的吗 有没有 支持 靠谱吗 下单前 保真吗 保证正品",
    },
];

const THEFTS: &[Word] = &[Word {
    words: "账号被盗 帐号被盗 账户被盗 帐户被盗 号被盗 被盗号 盗号 盗我号 盗了我的号 盗了我号 账号被人 账户被人 号被人盗 号被人登 帐号被人 账号让人 账户让人 账号被黑 账户被黑 号被黑 账号被登 账户被登 账号被别人 账户被别人 账号被偷 号被偷 账号被入侵 账户被入侵 账号丢了 账号泄露 账号被攻击 密码被盗 密码被改 密码被人 密码被别人 密码泄露 密码被修改 密码被重置 密码被篡改 改了我密码 改了我的密码 改我密码 改我的密码 被人改密码 被人改了密码 被改密码 被改了密码 被人修改密码 手机号被换 手机号被改 绑定手机被改 绑定手机被换 绑定手机被人 绑定的手机被 绑的手机被 绑定被改 异地登录 异地登陆 异地登入 异地上线 外地登录 外地登陆 别处登录 别处登陆 其他地方登录 别的地方登录 别的城市登录 陌生设备 陌生人登录 非本人登录 非本人登陆 不是我登录 不是我登的 不是我登陆 不是本人登录 不是本人操作 非本人操作 不是我操作 有人登录我 有人登了我 有人登我 有人登陆我 别人登录我 别人登了我 别人登陆我 登录了我的账 登了我的账 登录我账 登上我的 盗用我的账 盗用我账 盗用账号 冒用我 有人用我的账号 别人用我的账号 有人用我账号 别人用我账号 账号异常登录 账户异常登录 异常登录 异常登陆 异常设备登录 可疑登录 身份被盗 身份被冒用 账号被冒 被人冒用 号被盗了",
    with: "",
    not_before: "防 防止 避免 预防 不怕 游戏 怕 反 担心",
    not_after: "吗 软件 木马 保护 险 提醒怎么开 提醒功能 保护功能 怎么预防 怎么防 风险高吗 提醒在哪 保护怎么 短信怎么关 提醒怎么关",
    not_with: "会不会被 怎么防止 如何防止 防止 容易被盗 会被盗 会被 怎么避免 如何避免 以防 能防 支持异地 可以异地 能异地 允许异地 可以在别处 提示功能 小说 电影",
}];

const PAYMENTS: &[Word] = &[
    Word {
        words: "盗刷 被刷走 被刷了 刷走了 刷了我的卡 刷我的卡 卡被刷 刷我卡 重复扣款 重复扣费 重复支付 重复付款 重复付了 扣了两次 扣两次 扣了两遍 扣了2次 扣了三次 扣了我两次 扣了我两 扣了双份 付了两次 付了两遍 支付了两次 支付两次 扣了两笔 扣两笔 两笔扣款 多扣 多扣了 多扣钱 乱扣 乱扣费 乱扣钱 偷扣 偷偷扣 莫名扣 莫名其妙扣 无故扣 无缘无故扣 平白无故扣 私自扣 擅自扣 强行扣 恶意扣 不明扣款 不明消费 不明支付 未授权支付 没授权 未经授权 未经我同意扣 没经过我同意 自动扣了我 钱被转走 钱被划走 钱被扣走 钱被盗 钱被偷 钱被骗 钱没了 余额没了 余额被盗 余额被转 余额不见 钱不见了 余额少了 不是我付的 不是我支付 不是我消费 不是我刷 不是本人支付 不是本人消费 非本人支付 非本人消费 不是我买的订单 不是我下的单 非本人下单 不是我下单 没下单却扣 没买却扣 没买东西扣 冒充客服 冒充你们 假冒客服 假客服 自称客服 自称你们 骗我转账 骗转账 被骗转账 转账被骗 让我转账 要我转账 叫我转账 骗我验证码 骗走验证码 要我验证码 骗了我的钱 骗走了 骗走我 被骗了钱 被骗钱 被骗了几 被骗走 被骗了多少 刷单被骗 被诈骗 遭诈骗 遇到诈骗 电信诈骗 钓鱼网站 钓鱼链接 支付被骗 付款被骗 扫码被骗 点了链接钱 网银被盗 支付宝被盗 银行卡被盗 信用卡被盗 卡被盗 微信被盗",
        with: "",
        not_before: "防 防止 避免 预防 反 不怕 怕 担心 会 不会 会不会 没 没有 不 信用卡防 如果 万一",
        not_after: "吗 险 保护 防护 保障 怎么预防 怎么防 卡套 防止 钱包 会怎么 优惠 的好评 好评 积分 减 立减",
        not_with: "会不会 怎么防止 如何防止 防盗刷 屏蔽 卡包 如何避免 以防 能防 反诈 宣传 小说 电影 运费多扣吗 地铁多扣",
    },
    Word {
        words: "被骗 诈骗 骗子",
        with: "了1 了2 了3 了4 了5 了6 了7 了8 了9 被骗了一 被骗了两 被骗了三 被骗了几 转账 转钱 打款 汇款 验证码 刷单 链接 加微信 扫码付 转了 转走 打电话说 来电说 退款链接 给我打电话 让我下载 屏幕共享 共享屏幕 银行卡号",
        not_before: "防 反 避免 怕 预防",
        not_after: "吗",
        not_with: "会不会 宣传 反诈",
    },
];
