//! What is recognised by the words around it: e-mail, names, plates, WeChat names, passports.

use super::{Context, Kind, LABELS, Search, is_comma, is_han};

/// Finds e-mail addresses.
pub(super) fn emails(search: &mut Search) {
    for at in 0..search.len() {
        if search.at(at) != '@' {
            continue;
        }
        let is_local =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
        let is_host = |c: char| c.is_ascii_alphanumeric() || c == '-';
        // Some write "a @ b.com" and "a@b。com" to be understood by people only.
        let blank = usize::from(search.before(at) == ' ');
        let mut start = at - blank;
        while at - start < 64 && is_local(search.before(start)) && search.is_free(start - 1) {
            start -= 1;
        }
        let host = at + 1 + usize::from(search.at(at + 1) == ' ');
        let is_spaced = blank > 0 || host > at + 1;
        let mut end = host;
        let mut top = 0;
        while end - at < 255 {
            let label = end;
            while is_host(search.at(end)) {
                end += 1;
            }
            let is_name = search.text.chars[label..end].iter().all(char::is_ascii_alphabetic);
            let is_common = is_name && search.text.begins(label, TOPS) == Some(end - label);
            let is_odd = is_spaced || search.before(label) == '。';
            if label > host && (is_common || (is_name && !is_odd && end - label >= 2)) {
                top = end;
            }
            if end == label || !matches!(search.at(end), '.' | '。') {
                break;
            }
            end += 1;
        }
        let is_file = search.text.ends(top, FILES).is_some();
        if start < at - blank && top > 0 && !is_file {
            search.take(start, top, Kind::Email);
        }
    }
}

/// Where most addresses end.
const TOPS: &str = "com cn net org";

/// What ends a file's name, as in logo@2x.png.
const FILES: &str = ".png .jpg .jpeg .gif .webp .svg .mp4";

/// Finds names that are introduced: 我叫…, 收件人：….
pub(super) fn names(search: &mut Search) {
    let mut at = 0;
    while at < search.len() {
        if let Some(length) = search.text.begins(at, FORMS) {
            let mut start = after_links(search, at + length, NAME_LINKS);
            // A name may be given up for another: 收货人由李四改成王五.
            for _ in 0..2 {
                let end = name(search, start, false)
                    .or_else(|| dotted(search, start))
                    .or_else(|| uncommon(search, start))
                    .or_else(|| latin(search, at, start));
                let Some(end) = end else { break };
                search.take(start, end, Kind::Name);
                let Some(length) = search.text.begins(end, "改成 改为 换成") else { break };
                start = end + length;
            }
            at += length;
        } else if let Some(length) = search.text.begins(at, SPEECH) {
            if let Some(end) = name(search, at + length, true) {
                search.take(at + length, end, Kind::Name);
            }
            at += length;
        } else if let Some(length) = search.text.begins(at, "让 叫 由 给") {
            let start = after_links(search, at + length, NAME_LINKS);
            let end = name(search, start, true);
            let is_received = |&end: &usize| search.text.begins(end, "收 签收 代收").is_some();
            if let Some(end) = end.filter(is_received) {
                search.take(start, end, Kind::Name);
            }
            at += length;
        } else {
            at += 1;
        }
    }
}

/// Finds names that stand beside what was found: before or after a telephone, before the number of
/// a card, after an address and before 收.
pub(super) fn recipients(search: &mut Search) {
    for (start, end, kind) in search.found.clone() {
        let tells_before = match kind {
            Kind::Mobile | Kind::HkTwMobile | Kind::Landline | Kind::BankCard | Kind::IdCard => {
                true
            }
            Kind::Address => search.before(start) == ' ' || is_comma(search.before(start)),
            Kind::Email | Kind::Plate | Kind::Passport | Kind::Wechat | Kind::Name => false,
        };
        if tells_before {
            let gap =
                |at: usize| usize::from(is_gap(search.before(at)) || search.before(at) == '(');
            let mut last = start - gap(start);
            last -= search.text.ends(last, PHONE).unwrap_or(0);
            last -= gap(last);
            last -= usize::from(search.before(last) == '收' && last > 0);
            let first = (2..=4).filter_map(|length| last.checked_sub(length));
            let found = first
                .filter(|&first| is_bare(search, first))
                .find(|&first| name(search, first, false) == Some(last));
            if let Some(first) = found {
                search.take(first, last, Kind::Name);
            }
        }
        let tells_after = matches!(kind, Kind::Mobile | Kind::HkTwMobile | Kind::Address);
        let first = end + usize::from(is_gap(search.at(end)));
        let last = name(search, first, false).filter(|_| tells_after);
        if let Some(last) = last.filter(|&last| (first..last).all(|at| search.is_free(at))) {
            let after = last + usize::from(is_gap(search.at(last)));
            let is_received = search.at(last) == '收' && !is_han(search.at(last + 1));
            let is_told = after < search.len() && !search.is_free(after);
            let is_end = kind != Kind::Address && !is_han(search.at(last));
            if is_received || is_told || is_end {
                search.take(first, last, Kind::Name);
            }
        }
    }
}

/// What may stand between a name and a telephone.
const PHONE: &str = "电话 手机 手机号 联系电话";

/// Whether what begins at `at` begins a clause, or follows something found.
fn is_bare(search: &Search, at: usize) -> bool {
    let previous = search.before(at);
    at == 0 || !search.is_free(at - 1) || is_gap(previous) || "\n。!?;(\"".contains(previous)
}

fn is_gap(character: char) -> bool {
    matches!(character, ' ' | ':' | ';') || is_comma(character)
}

/// Finds vehicle plates: a province, a letter, five or six letters and digits.
pub(super) fn plates(search: &mut Search) {
    for at in 0..search.len() {
        let city = search.at(at + 1);
        if !PROVINCES.contains(search.at(at)) || !city.is_ascii_lowercase() || "io".contains(city) {
            continue;
        }
        let start = at + 2 + usize::from(matches!(search.at(at + 2), ' ' | '·' | '.' | '•' | '-'));
        let mut end = start;
        while is_plate(search.at(end)) {
            end += 1;
        }
        let digits = search.text.chars[start..end].iter().filter(|c| c.is_ascii_digit()).count();
        let special = end - start == 4 && "挂学警港澳领".contains(search.at(end));
        let electric = end - start == 6
            && digits >= 4
            && (search.at(start).is_ascii_lowercase() || search.at(end - 1).is_ascii_lowercase());
        let fits = special || electric || (end - start == 5 && digits >= 2);
        let is_word = search.text.ends(at + 1, NOT_PROVINCES).is_some()
            || search.context_is(at, Context::Goods)
            || search.at(end).is_ascii_alphanumeric()
            // The rest of it is masked already.
            || search.at(end) == '*'
            || matches!(search.at(end), '-' | '_') && search.at(end + 1).is_ascii_alphanumeric();
        if fits && !is_word {
            search.take(at, end + usize::from(special), Kind::Plate);
        }
    }
}

/// Finds WeChat names after a word that announces one, or before, and the `wxid_` names that need
/// none.
pub(super) fn wechats(search: &mut Search) {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let mut at = 0;
    while at < search.len() {
        let is_own = search.text.begins(at, "wxid_").is_some();
        let is_spaced =
            search.at(at) == '微' && search.at(at + 1) == ' ' && search.at(at + 2) == '信';
        let announced = search.text.begins(at, WECHAT).filter(|_| {
            is_han(search.at(at))
                || !search.before(at).is_ascii_alphanumeric()
                    && !search.before(at).is_ascii_punctuation()
                || matches!(search.before(at), ',' | '(' | ':' | ';')
        });
        let (start, is_called) = match announced.or_else(|| is_spaced.then_some(3)) {
            _ if is_own => (at, true),
            Some(length) => {
                let start = after_links(search, at + length, WECHAT_LINKS);
                let links = &search.text.chars[at + length - 1..start];
                (start, links.iter().any(|&c| "号:是叫".contains(c)))
            }
            None => (at, false),
        };
        let is_bare = start == at && !is_own;
        // Behind one that is announced, the next may be: no further than a name is long is looked at again.
        let most = if is_bare { usize::MAX } else { LONGEST_WECHAT + 1 };
        let mut end = start;
        while end - start < most && is_inner(search.at(end)) {
            end += 1;
        }
        let token = &search.text.chars[start..end];
        let tells = |c: &char| c.is_ascii_digit() || matches!(c, '_' | '-');
        let is_claimed = || {
            let after = end + usize::from(search.at(end) == ' ');
            let previous = search.before(start);
            let claim = search.text.begins(after, CLAIMS);
            claim.is_some_and(|length| !is_han(search.at(after + length)))
                && !is_inner(previous)
                && !"@./=".contains(previous)
        };
        let glued = announced.is_some_and(|length| start == at + length)
            && !is_own
            && !token.contains(&'_')
            && search.before(start).is_ascii_alphanumeric();
        let is_word =
            |start: usize| (start..start + 3).all(|at| search.at(at).is_ascii_lowercase());
        let is_apart = glued && search.text.ends(start, "wx vx").is_some() && is_word(start);
        if (6..=LONGEST_WECHAT).contains(&token.len())
            && token[0].is_ascii_lowercase()
            && (is_called || token.iter().any(tells))
            && (!glued || is_apart)
            && !matches!(search.at(end), '@' | '*')
            && (!is_bare || is_claimed())
        {
            search.take(start, end, Kind::Wechat);
        } else if !is_bare {
            // What was taken for the name may announce one: 加我vx:….
            end = at;
        }
        at = end.max(at + 1);
    }
}

/// Characters of the longest WeChat name: 20 of one's own choice, and a few more of the `wxid_…` that come by themselves.
const LONGEST_WECHAT: usize = 25;

const WECHAT_LINKS: &str = "号 号码 id : 是 系 为 叫 名 昵称 账号 帐号 账户 我 的 你 就 也 这个 在这 发 给 加 添加 搜 搜索 直接 查找 同名 同抖音 已换 备用 现在 换了, 换成 改成 不是手机号, 好友 联系 聊 一下 吧 吧, 哦, 吗 is vx vx: wx: v: \" “ ( [ 【 ~ - = → ➡ 👉 ➕ +";

/// What claims the WeChat name before it.
const CLAIMS: &str = "是我微信 是我微信号 是我的微信 是我的微信号 这是我微信 这是我的微信 (微信)";

/// Finds passports and travel permits: a letter or two, then digits, announced as such.
pub(super) fn passports(search: &mut Search) {
    let mut at = 0;
    while at < search.len() {
        at += search.text.begins(at, "passport").unwrap_or(0);
        let start = at;
        while search.at(at).is_ascii_alphanumeric() {
            at += 1;
        }
        if (1..=2).contains(&(at - start)) && search.at(at) == ' ' {
            let digits = at + 1;
            let end = (digits..digits + 9).take_while(|&at| search.at(at).is_ascii_digit()).count();
            let is_letters = (start..at).all(|at| search.at(at).is_ascii_lowercase());
            let is_end = !search.at(digits + end).is_ascii_alphanumeric();
            if is_letters && end >= 7 && is_end && search.context_is(start, Context::Travel) {
                search.take(start, digits + end, Kind::Passport);
                at = digits + end;
                continue;
            }
        }
        if at == start {
            at += 1;
            continue;
        }
        let token = &search.text.chars[start..at];
        let letters = token.iter().take_while(|c| c.is_ascii_lowercase()).count();
        let fits = matches!((letters, token.len()), (0, 8 | 9) | (1, 8..=11) | (2, 8 | 9))
            && token[letters..].iter().all(char::is_ascii_digit);
        let is_told = search.context(start).is_some_and(|(context, gap)| match context {
            Context::Travel => letters > 0 || (gap <= 4 && !token.starts_with(&['2', '0'])),
            Context::Identity => letters == 1 && token.len() == 9,
            Context::Goods | Context::Phone | Context::Card => false,
        });
        if fits && is_told {
            search.take(start, at, Kind::Passport);
        }
    }
}

/// Where `links` (separated by spaces) and spaces end, a few of them at most.
fn after_links(search: &Search, start: usize, links: &str) -> usize {
    let mut at = start;
    for _ in 0..6 {
        at += usize::from(search.at(at) == ' ');
        at += search.text.begins(at, links).unwrap_or(0);
    }
    at + usize::from(search.at(at) == ' ')
}

/// The end of the name that begins at `start`, if one does. Someone who says 我是 may be anything,
/// so speech is held to a stricter end than a form.
fn name(search: &Search, start: usize, is_speech: bool) -> Option<usize> {
    let surname = match search.text.begins(start, DOUBLE_SURNAMES) {
        Some(length) => length,
        None if SURNAMES.contains(search.at(start)) && is_han(search.at(start)) => 1,
        None if !is_speech && RARER_SURNAMES.contains(search.at(start)) => 1,
        None => return None,
    };
    let is_word = search.text.begins(start, NOT_NAMES).is_some()
        || search.text.begins(start + surname, TITLES).is_some();
    if is_word {
        return None;
    }
    let follower = |end: usize| search.text.begins(end, AFTER_NAME);
    let ends_at = |end: usize| {
        let next = search.at(end);
        follower(end).is_some()
            || !search.is_free(end)
            || (!is_speech && NEVER_GIVEN.contains(next))
            || !(is_han(next) || next == '*' || (is_speech && next.is_ascii_alphanumeric()))
            || next.is_ascii_digit()
    };
    let is_given = |at: usize| {
        is_han(search.at(at)) && search.is_free(at) && !NEVER_GIVEN.contains(search.at(at))
    };
    let mut best = None;
    for given in 1..=2 {
        let end = start + surname + given;
        if !is_given(end - 1) {
            break;
        }
        if ends_at(end) {
            best = Some(end);
        }
        if follower(end).is_some_and(|length| length > 1) {
            break;
        }
    }
    best
}

/// The end of a name of two parts, as Uyghurs have: 阿依古丽·买买提.
fn dotted(search: &Search, start: usize) -> Option<usize> {
    let middle = start + (start..start + 9).take_while(|&at| is_han(search.at(at))).count();
    let last = middle + 1;
    let end = last + (last..last + 9).take_while(|&at| is_han(search.at(at))).count();
    let is_dot = matches!(search.at(middle), '·' | '•' | '.');
    (is_dot && middle >= start + 2 && end >= last + 2 && end < last + 9).then_some(end)
}

/// The end of a name without a common surname, which only a form's field is enough for.
fn uncommon(search: &Search, start: usize) -> Option<usize> {
    let length = (start..start + 5).take_while(|&at| is_han(search.at(at))).count();
    let is_surname = |at: usize| at == start && search.at(at) == '单' && search.at(at + 1) != '位';
    let is_given = |at: usize| !NEVER_GIVEN.contains(search.at(at)) || is_surname(at);
    let after = start + length + usize::from(is_gap(search.at(start + length)));
    let is_told = (after..after + 3).all(|at| search.at(at).is_ascii_digit());
    let fits = (2..=4).contains(&length)
        && (search.before(start) == ':' || length > 2 && is_told)
        && (start..start + length).all(is_given)
        && search.text.begins(start, NOT_NAMES).is_none()
        && search.text.begins(start, NOBODY).is_none()
        && search.text.begins(start + 1, TITLES).is_none();
    fits.then_some(start + length)
}

/// The end of a name in Latin letters of one or two words, after a label that begins at `label` and
/// leaves no doubt: name: Li Wei, 我叫Jack.
fn latin(search: &Search, label: usize, start: usize) -> Option<usize> {
    let led = start - usize::from(search.before(start) == ' ');
    let is_led = search.text.ends(led, ": is 我叫 名叫 英文名 名字是").is_some();
    let follows = |at: usize| search.before(at).is_ascii_alphanumeric();
    let before = label.saturating_sub(1);
    let is_begun = is_han(search.at(label))
        || search.text.ends(before, "my full").is_some()
        || !follows(label) && !follows(before);
    let word = |start: usize| {
        let end = (start..start + 13).take_while(|&at| search.at(at).is_ascii_lowercase()).count();
        let end = start + end;
        let is_label = search.text.begins(start, LABELS) == Some(end - start);
        let goes_on = search.at(end).is_ascii_alphanumeric() || "*@_-:.".contains(search.at(end));
        (end >= start + 2 && !is_label && !goes_on).then_some(end)
    };
    let first = word(start).filter(|_| is_led && is_begun)?;
    let second = word(first + 1).filter(|_| search.at(first) == ' ');
    second.or_else(|| (first > start + 2).then_some(first))
}

/// Plates have neither I nor O, which look like digits.
fn is_plate(character: char) -> bool {
    character.is_ascii_alphanumeric() && !matches!(character, 'i' | 'o')
}

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// Words that end in a province's short name and mean no plate.
const NOT_PROVINCES: &str = "北京 东京 南京 天津 全新 最新 崭新 更新 焕新 刷新 翻新 九五新 九九新 成新 上新 换新 创新 四川 江苏 阿里云 \
     纯黑 全黑 亮黑 哑黑 曜黑 昂贵 太贵 冰川 西藏 辽宁 苹果新 款新 色新 版新 纯青 藏青";

const WECHAT: &str = "微信 薇信 威信 维信 卫星号 wei信 v❤ 微❤ 薇❤ 威❤ wechat weixin wx vx 加v 我v v: v号 v信 +v ➕v 加微 加薇 微号 微: 薇: 威: 微x 微芯 w信 卫星: 加vx 加wx +vx +wx 加我 v.x 微❤信 v❤信 +薇 ➕薇 绿泡泡 绿色软件 我vx 我wx ➕vx +微 加好友";

/// What labels of forms end with (收件人, 联系人, 开户名); a name stands after them.
const FORMS: &str = "件人 货人 收人 系人 络人 户人 卡人 款人 票人 买人 购人 诉人 申请人 下单人 姓名 名字 户名 全名 本名 真名 实名 英文名 我叫 名叫 本人叫 卡主 收件: 收货: 寄给 发给 name receiver";

/// What people say before their name, and before much else.
const SPEECH: &str =
    "我是 我是买家 本人 这里是 公叫 婆叫 他叫 她叫 妈叫 爸叫 儿叫 子叫 友叫 事叫 名字是";

const NAME_LINKS: &str = ": 是 为 系 叫 做 由 更 改 改成 改为 换 换成 要 请 写 就写 填 错了 应该 姓名 名字 is , 我 我的 妈 爸 老婆 老公 朋友 同事 室友 家属 妹妹 姐 姐姐 哥 弟弟 女儿 儿子 爱人 = -";

/// The most common surnames, less those that begin everyday words more often than names.
const SURNAMES: &str = "王习李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤葛岳齐尚施洪柯颜柳温庄殷祝霍兰俞章鲁翁樊伍梅安倪季聂耿焦裴卓盛鲍阎詹欧宁关凌骆甘饶阮闵柴穆屈项祁康邢翟申庞童毕涂苗冉靳辛喻蒲滕牟艾尤褚娄窦戚岑卜晏席柏隋佟臧卞栾刁萧傅";

/// More of them, which only a form's field is enough for.
const RARER_SURNAMES: &str = "缪左文麦蓝池冷包管甄楚游卫乔";

const DOUBLE_SURNAMES: &str =
    "欧阳 上官 宇文 长孙 呼延 司马 诸葛 皇甫 司徒 慕容 令狐 东方 夏侯 尉迟 公孙 端木 南宫 独孤";

/// Words that begin like a name.
const NOT_NAMES: &str = "高兴 高级 高端 高中 高考 黄金 黄牛 黄色 白金 白色 白天 白领 白条 白买 白等 金卡 金牌 金色 金融 马上 方便 方法 安卓 安装 安全 安徽 江苏 江西 江门 江阴 宁波 宁夏 温州 温岭 温柔 常州 常客 常年 常用 常熟 成都 于是 何时 何人 何必 何地 任何 任性 万一 万分 石家庄 贵阳 龙卡 龙岩 苏州 苏宁 徐州 郑州 许昌 许多 洪水 陈列 周一 周二 周三 周四 周五 周六 周日 周末 周边 周年 毛病 毛巾 关于 关心 关注 武汉 武警 钱包 钱都 田园 顾客 向你 向您 项目 章程 严重 孔子 尚未 施工 余额 余款 程序 程度 段时 史上 广西 沈阳 杭州 兰州 梅州 柳州 海南 莫名 谢谢 江南 马路 马来 安排 尽快 夏天 夏季 秦皇岛 齐全 孙子 任务 林业 石油 雷同 方面 方案 高手 高新 高度 高铁 熊猫 白酒 汤圆 温馨 温度 盛世 单位 万能 龙虾 马桶 安心 安静 向来 顾虑 常常 常见 常规 程控 季度 季节 石头 金额 金属 钟点 钟表 伍佰 陆续 欧洲 欧美 欧元 宁愿 宁可 凌晨 屈臣氏 甘肃 黎明前 白羊 金牛 申请 申通 申诉 康复 康师 童装 童鞋 毕竟 毕业 辛苦 尤其 席子 艾草 苗条 姜黄 蒲公 江浙 安踏 乔丹 乔迁 方脸 任选 付款 包装 包邮 包裹 包括 包含 文件 文字 文具 左右 左边 冷藏 冷冻 蓝色 蓝牙 管理 游客 游戏 卫生 麦片 文化";

/// What a field for a name may hold that is no name.
const NOBODY: &str = "同上 本人 必填 保密 匿名 不变 随便 老婆 老公 朋友 家人 前台 门卫 保安 客服 自己 默认 测试 无误 错误 不对 怎么 如上 如下 见上 请 您 改 中国 个人 公司 仓库 快递 商家 售后 空";

/// What follows a surname in place of a name.
const TITLES: &str =
    "先生 女士 小姐 老师 师傅 经理 老板 阿姨 叔叔 大姐 大哥 主任 医生 同学 太太 总";

/// Characters that end a name rather than belong to it.
const NEVER_GIVEN: &str = "的了是在不要会员户客卡都就还也没有什么怎哪谁买卖单到想你您我他她它们请吗呢吧啊嘛呀收已从跟把被让给每几少这那此两个手电话地址住签";

/// Words that follow a name.
const AFTER_NAME: &str = "先生 女士 小姐 同学 老师 麻烦 谢谢 帮忙 帮我 尽快 可以 今天 明天 昨天 之前 本人 改 换 改成 换成 电话 手机 联系 住 地址 身份 收 号码 签收 代收 想 要 在 订 下单 买 , 。";
