//! What is recognised by the words around it: e-mail, names, plates, WeChat names, passports.

use super::{Context, Kind, Search, is_han};

/// Finds e-mail addresses.
pub(super) fn emails(search: &mut Search) {
    for at in 0..search.len() {
        if search.at(at) != '@' {
            continue;
        }
        let is_local =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
        let is_host = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let mut start = at;
        while at - start < 64 && is_local(search.before(start)) && search.is_free(start - 1) {
            start -= 1;
        }
        let mut end = at + 1;
        let mut top = 0;
        while end - at < 255 {
            let label = end;
            while is_host(search.at(end)) {
                end += 1;
            }
            let is_name = search.text.chars[label..end].iter().all(char::is_ascii_alphabetic);
            if is_name && end - label >= 2 && label > at + 1 {
                top = end;
            }
            if end == label || search.at(end) != '.' {
                break;
            }
            end += 1;
        }
        if start < at && top > 0 {
            search.take(start, top, Kind::Email);
        }
    }
}

/// Finds names that are introduced: 我叫…, 收件人：….
pub(super) fn names(search: &mut Search) {
    let mut at = 0;
    while at < search.len() {
        if let Some(length) = search.text.begins(at, FORMS) {
            let start = after_links(search, at + length, NAME_LINKS);
            if let Some(end) = name(search, start, false) {
                search.take(start, end, Kind::Name);
            }
            at += length;
        } else if let Some(length) = search.text.begins(at, SPEECH) {
            if let Some(end) = name(search, at + length, true) {
                search.take(at + length, end, Kind::Name);
            }
            at += length;
        } else {
            at += 1;
        }
    }
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
            || matches!(search.at(end), '-' | '_') && search.at(end + 1).is_ascii_alphanumeric();
        if fits && !is_word {
            search.take(at, end + usize::from(special), Kind::Plate);
        }
    }
}

/// Finds WeChat names after a word that announces one, and the `wxid_` names that need none.
pub(super) fn wechats(search: &mut Search) {
    let mut at = 0;
    while at < search.len() {
        let is_own = search.text.begins(at, "wxid_").is_some();
        let announced = search.text.begins(at, WECHAT).filter(|_| {
            !search.before(at).is_ascii_alphanumeric() && !search.before(at).is_ascii_punctuation()
                || matches!(search.before(at), ',' | '(' | ':' | ';')
        });
        let (start, is_called) = match announced {
            _ if is_own => (at, true),
            Some(length) => {
                let start = after_links(search, at + length, "号 id : 是 为 叫");
                let links = &search.text.chars[at + length..start];
                (start, links.iter().any(|&c| c == '号' || c == ':'))
            }
            None => {
                at += 1;
                continue;
            }
        };
        let mut end = start;
        let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        while is_inner(search.at(end)) {
            end += 1;
        }
        let token = &search.text.chars[start..end];
        let tells = |c: &char| c.is_ascii_digit() || matches!(c, '_' | '-');
        let glued = start == at + announced.unwrap_or(0)
            && !is_own
            && search.before(start).is_ascii_alphanumeric();
        if (6..=25).contains(&token.len())
            && token[0].is_ascii_lowercase()
            && (is_called || token.iter().any(tells))
            && !glued
            && !matches!(search.at(end), '@' | '*')
        {
            search.take(start, end, Kind::Wechat);
        }
        at = end.max(at + 1);
    }
}

/// Finds passports and travel permits: a letter or two, then digits, announced as such.
pub(super) fn passports(search: &mut Search) {
    let mut at = 0;
    while at < search.len() {
        let start = at;
        while search.at(at).is_ascii_alphanumeric() {
            at += 1;
        }
        if at == start {
            at += 1;
            continue;
        }
        let token = &search.text.chars[start..at];
        let letters = token.iter().take_while(|c| c.is_ascii_lowercase()).count();
        let fits = matches!((letters, token.len()), (1, 8..=11) | (2, 8 | 9))
            && token[letters..].iter().all(char::is_ascii_digit);
        if fits && search.context_is(start, Context::Travel) {
            search.take(start, at, Kind::Passport);
        }
    }
}

/// Where `links` (separated by spaces) and spaces end, a few of them at most.
fn after_links(search: &Search, start: usize, links: &str) -> usize {
    let mut at = start;
    for _ in 0..4 {
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
        None => return None,
    };
    if search.text.begins(start, NOT_NAMES).is_some() {
        return None;
    }
    let ends_at = |end: usize| {
        let next = search.at(end);
        search.text.begins(end, AFTER_NAME).is_some()
            || (!is_speech && NEVER_GIVEN.contains(next))
            || !(is_han(next) || next == '*' || (is_speech && next.is_ascii_alphanumeric()))
            || next.is_ascii_digit()
    };
    let is_given = |at: usize| is_han(search.at(at)) && !NEVER_GIVEN.contains(search.at(at));
    let mut best = None;
    for given in 1..=2 {
        let end = start + surname + given;
        if !is_given(end - 1) {
            break;
        }
        if ends_at(end) {
            best = Some(end);
        }
    }
    best
}

/// Plates have neither I nor O, which look like digits.
fn is_plate(character: char) -> bool {
    character.is_ascii_alphanumeric() && !matches!(character, 'i' | 'o')
}

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// Words that end in a province's short name and mean no plate.
const NOT_PROVINCES: &str = "北京 东京 南京 天津 全新 最新 崭新 更新 焕新 刷新 翻新 九成新 九五新 九九新 成新 上新 换新 创新 四川 江苏 阿里云 \
     纯黑 全黑 亮黑 哑黑 曜黑 昂贵 太贵 冰川 西藏 辽宁 苹果新 款新 色新 版新 纯青 藏青";

const WECHAT: &str = "微信 微信号 薇信 威信 wechat weixin wx vx 加v v信 +v 加微 微号";

/// Labels of forms; a name stands after them.
const FORMS: &str = "收件人 收货人 收件人姓名 收货人姓名 联系人 寄件人 签收人 退件人 姓名 名字 户名 开户名 持卡人 我叫 我名叫 本人叫 本名 名叫 申请人 投诉人 购买人 下单人 真名 实名";

/// What people say before their name, and before much else.
const SPEECH: &str = "我是 本人 这里是 我姓名";

const NAME_LINKS: &str = ": 是 为 叫 改成 改为 换成 写 填 = -";

/// The most common surnames, less those that begin everyday words more often than names.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤葛岳齐尚施洪柯颜柳温庄殷祝霍兰俞章鲁翁樊伍梅安倪季聂耿焦裴卓盛鲍阎詹欧宁关凌骆甘饶阮闵柴穆屈项祁";

const DOUBLE_SURNAMES: &str =
    "欧阳 上官 司马 诸葛 皇甫 司徒 慕容 令狐 东方 夏侯 尉迟 公孙 端木 南宫 独孤";

/// Words that begin like a name.
const NOT_NAMES: &str = "高兴 高级 高端 高中 高考 黄金 黄牛 黄色 白金 白色 白天 白领 白条 白买 白等 金卡 金牌 金色 金融 马上 方便 方法 安卓 安装 安全 安徽 江苏 江西 江门 江阴 宁波 宁夏 温州 温岭 温柔 常州 常客 常年 常用 常熟 成都 于是 何时 何人 何必 何地 任何 任性 万一 万分 石家庄 贵阳 龙卡 龙岩 苏州 苏宁 徐州 郑州 许昌 许多 洪水 陈列 周一 周二 周三 周四 周五 周六 周日 周末 周边 周年 毛病 毛巾 关于 关心 关注 武汉 武警 钱包 钱都 田园 顾客 向你 向您 项目 章程 严重 孔子 尚未 施工 余额 余款 程序 程度 段时 史上 广西 沈阳 杭州 兰州 梅州 柳州 海南 莫名 谢谢 江南 马路 马来 安排 尽快 夏天 夏季 秦皇岛 齐全 孙子 任务 叶子 林业 石油 雷同 方面 方案 高手 高新 高度 高铁 熊猫 白酒 汤圆 温馨 温度 盛世 单位 万能 龙虾 马桶 安心 安静 向来 顾虑 常常 常见 常规 程控 季度 季节 石头 金额 金属 钟点 钟表 伍佰 陆续 欧洲 欧美 欧元 宁愿 宁可 凌晨 屈臣氏 甘肃 黎明前";

/// Characters that end a name rather than belong to it.
const NEVER_GIVEN: &str = "的了是在不要会员户客卡都就还也没有什么怎哪谁买卖单到想你您我他她它们请吗呢吧啊嘛呀收已从跟把被让给每几多少这那此两个手电话地址住";

/// Words that follow a name.
const AFTER_NAME: &str =
    "先生 女士 小姐 同学 老师 电话 手机 联系 住 地址 身份 收 号码 想 要 在 订 下单 买 , 。";
