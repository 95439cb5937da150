//! Finds personal data in text and masks it before it travels.
//!
//! [`spans`] looks at the folded text, so that spaces, full-width digits, traditional characters
//! and invisible joiners hide nothing, and answers in code points of the source. It takes time
//! linear in the text. [`mask`] keeps the shape of what it hides, so that the visitor and the agent
//! still see which number is meant.
//!
//! ```
//! use shared::mask;
//!
//! let text = "我叫张伟，电话１３８ 1234 5678，订单号 13812345678901";
//! let spans = mask::spans(text);
//! assert_eq!(mask::mask(text, &spans), "我叫张*，电话１３８ **** 5678，订单号 13812345678901");
//! ```

mod address;
mod digits;
mod star;
mod words;

use serde::{Deserialize, Serialize};

use crate::field::one_line;
use crate::fold::Folded;
pub use star::mask;

/// Finds the personal data in `text`: sorted, disjoint, never empty.
#[must_use]
pub fn spans(text: &str) -> Vec<Span> {
    let mut search = Search::of(text);
    words::emails(&mut search);
    words::names(&mut search);
    address::addresses(&mut search);
    words::plates(&mut search);
    words::wechats(&mut search);
    words::passports(&mut search);
    digits::numbers(&mut search);
    words::recipients(&mut search);
    search.finish()
}

/// `text` with its personal data masked. It may be longer than before.
#[must_use]
pub fn masked(text: &str) -> String {
    mask(text, &spans(text))
}

/// What may be kept of `text` and handed on: masked, in one line without control characters, and of that the
/// first `most` characters. However long the text is, personal data is looked for in twice as many at most.
#[must_use]
pub fn line(text: &str, most: usize) -> String {
    let words = one_line(text);
    // A number that is cut is none any more, and its half would get through. So what is cut first lies as far
    // behind what is kept again; and where masks are so much shorter than what they hide that it comes into
    // reach, the last of it is left out.
    let mut rest = words.chars().filter(|c| !c.is_control());
    let head: String = rest.by_ref().take(2 * most).collect();
    let head = masked(&head);
    let whole =
        head.chars().count().saturating_sub(if rest.next().is_some() { LONGEST } else { 0 });
    head.chars().take(most.min(whole)).collect()
}

/// Characters of the longest personal data that is cut in the middle and looks like nothing: a number with blanks.
const LONGEST: usize = 64;

/// One piece of personal data.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Where it begins, in Unicode code points.
    pub start: usize,
    /// Just past its end, in Unicode code points.
    pub end: usize,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: Kind,
}

/// What kind of personal data a span is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A mobile number of the mainland, with or without +86.
    Mobile,
    /// A landline with area code, or a local number that is called a telephone.
    Landline,
    /// A mobile number of Hong Kong, Macao or Taiwan.
    HkTwMobile,
    /// A resident identity number: 18 characters with checksum, or the 15 digits of old.
    IdCard,
    /// A payment card that passes Luhn's check.
    BankCard,
    /// An e-mail address.
    Email,
    /// An address detailed enough to find a door.
    Address,
    /// A vehicle's plate, the longer ones of electric vehicles too.
    Plate,
    /// A passport or travel permit that is called so.
    Passport,
    /// A WeChat name that is called so.
    Wechat,
    /// A person's name that is introduced as such.
    Name,
}

/// The folded text, and what was found in it so far.
struct Search {
    text: Folded,
    taken: Vec<bool>,
    found: Vec<(usize, usize, Kind)>,
}

impl Search {
    fn of(text: &str) -> Self {
        let text = Folded::of(text);
        let taken = vec![false; text.chars.len()];
        Self { text, taken, found: Vec::new() }
    }

    /// Notes a find, unless something found earlier has a part of it.
    fn take(&mut self, start: usize, end: usize, kind: Kind) {
        if start < end && end <= self.taken.len() && !self.taken[start..end].contains(&true) {
            self.taken[start..end].fill(true);
            self.found.push((start, end, kind));
        }
    }

    fn finish(mut self) -> Vec<Span> {
        self.found.sort_unstable_by_key(|&(start, _, _)| start);
        // An address of which a space alone parts the halves is one.
        let chars = &self.text.chars;
        self.found.dedup_by(|next, last| {
            let is_one = next.2 == Kind::Address
                && last.2 == Kind::Address
                && chars[last.1..next.0].iter().all(|&between| between == ' ');
            if is_one {
                last.1 = next.1;
            }
            is_one
        });
        let place = |&(start, end, kind): &(usize, usize, Kind)| {
            let range = self.text.source(start, end);
            Span { start: range.start, end: range.end, kind }
        };
        self.found.iter().map(place).collect()
    }

    fn len(&self) -> usize {
        self.text.chars.len()
    }

    /// The folded character at `at`; a line end past the ends, which is part of nothing.
    // It and the next two stand in hundreds of places: inlined, a page would download them all.
    #[inline(never)]
    fn at(&self, at: usize) -> char {
        self.text.chars.get(at).copied().unwrap_or('\n')
    }

    /// The folded character before `at`; a line end before the first.
    #[inline(never)]
    fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\n', |at| self.at(at))
    }

    /// Whether the character at `at` is there and not part of a find.
    #[inline(never)]
    fn is_free(&self, at: usize) -> bool {
        self.taken.get(at) == Some(&false)
    }

    /// What the nearest telling word before `at`, within the clause, says of what follows; and how
    /// far before `at` it ends.
    fn context(&self, at: usize) -> Option<(Context, usize)> {
        for gap in 0..REACH.min(at) {
            let end = at - gap;
            let previous = self.before(end);
            let is_short = previous == '.' && self.before(end - 1).is_ascii_alphabetic();
            let stops = previous.is_ascii_digit() || is_stop(previous) && !is_short;
            if stops || !self.is_free(end - 1) {
                return None;
            }
            let is_code = previous == '码' && self.before(end - 1) != '号';
            if is_code && (end..at).all(|at| is_link(self.at(at))) {
                return Some((Context::Goods, gap));
            }
            for (context, words) in CONTEXTS {
                let tells = context != Context::Goods || (end..at).all(|at| is_link(self.at(at)));
                if tells && self.text.ends(end, words).is_some() {
                    return Some((context, gap));
                }
            }
        }
        None
    }

    /// Whether one of `words` ends within `reach` characters before `at`.
    fn is_near(&self, at: usize, reach: usize, words: &str) -> bool {
        (at.saturating_sub(reach)..=at).any(|end| self.text.ends(end, words).is_some())
    }

    fn context_is(&self, at: usize, wanted: Context) -> bool {
        self.context(at).is_some_and(|(context, _)| context == wanted)
    }
}

/// What a word before a number says the number is.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Context {
    Goods,
    Phone,
    Card,
    Identity,
    Travel,
}

/// How many characters before a number a telling word may end.
const REACH: usize = 12;

const CONTEXTS: [(Context, &str); 5] = [
    (Context::Travel, "护照 护照编号 通行证 回乡证 台胞证 passport"),
    (
        Context::Goods,
        "订单 单号 运单 快递单 物流 快递号 条码 条形码 货号 编号 款号 型号 sku imei 串号 序列号 流水号 \
         取件码 包裹号 机身号 build 编码 批号 券码 兑换码 券号 sn isbn ean upc 商品id 产品id id号码 order 单子 交易号 凭证号 商户号 \
         单id orderid 卡密 充值卡号 工单 合同号 发票号 参考号 支付单 \
         许可证号 备案号 登记号 注册号 证书 档案号 面单 报修单 箱号 桌号 设备号 批文号 认证号 \
         税号 信用代码 会员号 会员卡号 积分卡号 礼品卡 礼品卡号 购物卡 购物卡号 充值卡 储值卡 储值卡号 会员卡 积分卡 加油卡 房间号 工号 tracking 时间戳 余额 金额 价格",
    ),
    (
        Context::Phone,
        "电话 手机 手提 门号 联系 打给 座机 固话 致电 来电 tel phone mobile call 微信 微信号 whatsapp 传真",
    ),
    (
        Context::Card,
        "银行卡 银行卡号 卡号 账号 账户 储蓄卡 借记卡 信用卡 打款 打到 汇到 转到 工行 建行 农行 中行 招行 银行 邮储 银联 \
         运通 运通卡 卡上 visa visa卡 mastercard card",
    ),
    (Context::Identity, "身份证 身份证号 证件 证件号 实名 id号"),
];

/// Letters that people write right before or after a number of their own.
const LABELS: &str = "tel phone mobile dh sj wx vx v weixin wechat qq call ph hp no card t p m";

/// Of these, those that name a telephone where a program wrote the text, as in `?mobile=`.
const NAMES: &str = "tel phone mobile";

/// Whether `character` leads from the word for a number to the number, as in 订单号：, order no. and
/// tracking number.
fn is_link(character: char) -> bool {
    " :.#()[]【「\"=-是为的号码number id".contains(character)
}

/// Whether a clause ends with `character`.
fn is_stop(character: char) -> bool {
    matches!(character, ',' | '。' | '.' | '!' | '?' | ';' | '、' | '\n' | '*')
}

/// Whether `character` is a Chinese character.
fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '〇')
}

/// Whether `character` rather parts two things than two groups of one number.
fn is_comma(character: char) -> bool {
    matches!(character, ',' | '/' | '、')
}
