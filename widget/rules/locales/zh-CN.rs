//! 简体中文。

use super::Words;

pub(super) static WORDS: Words = Words {
    button: "您点了“转人工”按钮。",
    confirmed: "您确认了要转人工。",
    asked: "您说了“{}”，连续 {} 次要求转人工。",
    complaint: "您提到了“{}”，这类投诉由专员处理。",
    compensation: "您提到了“{}”，赔偿问题由专员处理。",
    anger: "这次体验让您很不满意，由资深客服处理。",
    theft: "您提到了“{}”，账户安全问题由专员直接处理。",
    payment: "您提到了“{}”，资金安全问题由专员直接处理。",
    vip: "您是本店的重要客户，由资深客服直接服务。",
    waited: "您等了 {} 秒还没有得到回复。",
    unhelpful: "连续 {} 次回答没有帮到您。",
    transferred: "客服把您转给了更合适的同事。",
    agent_lost: "客服掉线或没有及时回复。",
    urgent: "已优先安排。",
};
