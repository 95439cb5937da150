//! What a classifier believes about one message: intent, emotion and anger.
//!
//! A reading that comes from a browser is an untrusted hint. It can raise a verdict, never lower it.

use serde::{Deserialize, Serialize};

/// What the classifier believes about one message.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The most likely intent, and how sure the classifier is of it.
    pub intent: Belief<Intent>,
    /// The most likely emotion, and how sure the classifier is of it.
    pub emotion: Belief<Emotion>,
    /// How angry the message is.
    pub anger: Anger,
}

/// A label, and how sure the classifier is of it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Belief<L> {
    /// The label.
    pub label: L,
    /// How sure, in percent.
    pub confidence: Percent,
}

/// A whole number from 0 to 100.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(try_from = "u8", into = "u8")]
pub struct Percent(u8);

impl Percent {
    /// Takes a share from 0.0 to 1.0; anything outside, NaN included, is brought to the nearest end.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=100 first, and NaN casts to 0"
    )]
    pub fn of_share(share: f32) -> Self {
        Self((share * 100.0).round().clamp(0.0, 100.0) as u8)
    }

    /// Takes a whole number, brought down to 100 when it is larger.
    #[must_use]
    pub const fn saturating(value: u8) -> Self {
        Self(if value > 100 { 100 } else { value })
    }

    /// The number.
    #[must_use]
    pub const fn value(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Percent {
    type Error = OutOfRange;

    fn try_from(value: u8) -> Result<Self, OutOfRange> {
        if value <= 100 { Ok(Self(value)) } else { Err(OutOfRange(value)) }
    }
}

impl From<Percent> for u8 {
    fn from(percent: Percent) -> Self {
        percent.0
    }
}

/// A number that should have been between 0 and 100.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0} is not between 0 and 100")]
pub struct OutOfRange(u8);

/// How angry a message is: 0 is calm, 60 earns a soothing word, 80 crosses over at once.
pub type Anger = Percent;

/// What the visitor wants, in the fourteen classes of the field.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// 物流查询: where is the parcel.
    Logistics,
    /// 退换货维修: return, exchange, repair.
    Returns,
    /// 退款: money back.
    Refund,
    /// 订单修改取消: change or cancel an order.
    OrderChange,
    /// 订单查询: what about my order.
    OrderQuery,
    /// 发票: invoices.
    Invoice,
    /// 优惠价保: coupons, promotions, price protection.
    Promotion,
    /// 支付: paying.
    Payment,
    /// 商品咨询: questions about a product before or after buying.
    Product,
    /// 账户安全: account, sign-in, security.
    Account,
    /// 投诉赔偿: complaints and compensation.
    Complaint,
    /// 转人工: asks for a person.
    Human,
    /// 问候致谢: greetings, thanks, goodbyes.
    Courtesy,
    /// 其他: anything else, and "not sure".
    Other,
}

impl Intent {
    /// Every intent, in the order of the model's output.
    pub const ALL: [Self; 14] = [
        Self::Logistics,
        Self::Returns,
        Self::Refund,
        Self::OrderChange,
        Self::OrderQuery,
        Self::Invoice,
        Self::Promotion,
        Self::Payment,
        Self::Product,
        Self::Account,
        Self::Complaint,
        Self::Human,
        Self::Courtesy,
        Self::Other,
    ];

    /// Whether it says what a conversation is about, rather than only how it goes on.
    #[must_use]
    pub const fn is_about_something(self) -> bool {
        !matches!(self, Self::Human | Self::Courtesy | Self::Other)
    }

    /// The Chinese name of the class, as in the corpus and in reports.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Logistics => "物流查询",
            Self::Returns => "退换货维修",
            Self::Refund => "退款",
            Self::OrderChange => "订单修改取消",
            Self::OrderQuery => "订单查询",
            Self::Invoice => "发票",
            Self::Promotion => "优惠价保",
            Self::Payment => "支付",
            Self::Product => "商品咨询",
            Self::Account => "账户安全",
            Self::Complaint => "投诉赔偿",
            Self::Human => "转人工",
            Self::Courtesy => "问候致谢",
            Self::Other => "其他",
        }
    }
}

/// What the visitor feels.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Emotion {
    /// 平静
    Calm,
    /// 高兴
    Happy,
    /// 疑惑
    Puzzled,
    /// 焦急
    Anxious,
    /// 失望
    Disappointed,
    /// 愤怒
    Angry,
}

impl Emotion {
    /// Every emotion, in the order of the model's output.
    pub const ALL: [Self; 6] =
        [Self::Calm, Self::Happy, Self::Puzzled, Self::Anxious, Self::Disappointed, Self::Angry];

    /// The Chinese name of the class, as in the corpus and in reports.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Calm => "平静",
            Self::Happy => "高兴",
            Self::Puzzled => "疑惑",
            Self::Anxious => "焦急",
            Self::Disappointed => "失望",
            Self::Angry => "愤怒",
        }
    }
}
