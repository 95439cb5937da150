//! What a message is about, by its words: enough to suggest a skill when there is no model.

use super::plain::Plain;
use crate::reading::Intent;

/// The first of the topics, most telling first, that has a word in the message.
pub(super) fn intent(plain: &Plain, asks: bool, has_keyword: bool) -> Option<Intent> {
    if has_keyword {
        return Some(Intent::Complaint);
    }
    let topic = TOPICS.iter().find(|(_, words)| plain.has(words)).map(|&(intent, _)| intent);
    match topic {
        Some(Intent::Courtesy) | None if asks => Some(Intent::Human),
        Some(Intent::Courtesy) if plain.len() > 12 => None,
        other => other,
    }
}

const TOPICS: [(Intent, &str); 12] = [
    (Intent::Invoice, "发票 开票 抬头 税号 专票 普票 电子票 报销凭证"),
    (
        Intent::Account,
        "账号 账户 帐号 帐户 密码 登录 登陆 登不上 注销 实名 被盗 绑定手机 换绑 验证码 盗号",
    ),
    (Intent::Refund, "退款 退钱 钱退 退我钱 退费 返款 到账 退到 退差 未退 还没退"),
    (
        Intent::OrderChange,
        "取消订单 改地址 换地址 地址写错 地址错 改订单 不想要了 取消掉 拍错 下错 改尺码 改颜色 换尺码 改电话 改个地址 填错 订单取消 撤单 拦截 改收货",
    ),
    (
        Intent::Returns,
        "退货 换货 退换 维修 保修 返修 坏了 破损 质量问题 售后 少发 发错 漏发 瑕疵 寄回 开线 不能用 换一个新 修一下 质保 无理由 有划痕 碎了 缺件",
    ),
    (
        Intent::Logistics,
        "快递 物流 到哪 发货 签收 配送 运单 几天到 几天能到 包裹 派送 运费 顺丰 中通 圆通 韵达 邮政 驿站 什么时候到 没收到 没到货 催单 揽收 送货 寄到 包邮",
    ),
    (
        Intent::Promotion,
        "优惠 券 满减 价保 保价 降价 红包 活动 积分 折扣 打折 便宜 差价 买贵 秒杀 赠品 会员价 补差",
    ),
    (
        Intent::Payment,
        "支付 付款 花呗 分期 付不了 信用卡 银行卡 扣款 白条 付钱 微信付 余额 转账 盗刷 扣了",
    ),
    (Intent::OrderQuery, "订单 我买的 我下的单 单子 购买记录"),
    (
        Intent::Product,
        "尺码 材质 库存 有货 颜色 多大 怎么用 推荐 适合 多少钱 质量 正品 尺寸 规格 参数 型号 保质期 码数 怎么洗 区别 好用吗 支持 说明书 功能 容量 现货 补货 成分 面料 能不能用 多重 产地 多高 身高 体重",
    ),
    (Intent::Human, "转人工 人工客服"),
    (
        Intent::Courtesy,
        "你好 您好 谢谢 多谢 感谢 再见 拜拜 在吗 在么 早上好 晚上好 下午好 hello hi thank bye 哈喽 辛苦",
    ),
];
