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
    search.finish()
}

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
    fn at(&self, at: usize) -> char {
        self.text.chars.get(at).copied().unwrap_or('\n')
    }

    /// The folded character before `at`; a line end before the first.
    fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\n', |at| self.at(at))
    }

    fn is_free(&self, at: usize) -> bool {
        self.taken.get(at) == Some(&false)
    }

    /// What the nearest telling word before `at`, within the clause, says of what follows; and how
    /// far before `at` it ends.
    fn context(&self, at: usize) -> Option<(Context, usize)> {
        for gap in 0..REACH.min(at) {
            let end = at - gap;
            let previous = self.before(end);
            if previous.is_ascii_digit() || is_stop(previous) || !self.is_free(end - 1) {
                return None;
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
    (
        Context::Goods,
        "订单 订单号 订单号码 单号 单号码 运单 快递单 物流 快递号 条码 条形码 条码号 货号 编号 款号 型号 sku imei 串号 序列号 流水号 \
         取件码 编码 批号 券码 兑换码 券号 sn isbn ean upc 商品id 产品id id号码 order 单子 交易号 凭证号 商户号 \
         税号 信用代码 会员号 会员卡号 积分卡号 礼品卡号 购物卡号 房间号 工号 tracking 时间戳 余额 金额 价格",
    ),
    (
        Context::Phone,
        "电话 手机 联系 打给 座机 固话 致电 来电 tel phone mobile call 微信 微信号 whatsapp 传真",
    ),
    (
        Context::Card,
        "银行卡 银行卡号 卡号 账号 账户 储蓄卡 借记卡 信用卡 打款 打到 汇到 转到 工行 建行 农行 中行 招行 card",
    ),
    (Context::Identity, "身份证 身份证号 证件 证件号 实名 id号"),
    (Context::Travel, "护照 护照号 通行证 passport"),
];

/// Whether `character` leads from the word for a number to the number.
fn is_link(character: char) -> bool {
    matches!(
        character,
        ' ' | ':'
            | '是'
            | '为'
            | '的'
            | '号'
            | '码'
            | '#'
            | '('
            | ')'
            | '['
            | ']'
            | '【'
            | '「'
            | '"'
            | '='
            | '-'
    )
}

/// Whether a clause ends with `character`.
fn is_stop(character: char) -> bool {
    matches!(character, ',' | '。' | '.' | '!' | '?' | ';' | '、' | '\n' | '*')
}

/// Whether `character` is a Chinese character.
fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '〇')
}
