//! 正體中文（臺灣）。

use super::Words;

pub(super) static WORDS: Words = Words {
    button: "您點了「轉接真人」按鈕。",
    confirmed: "您確認了要轉接真人。",
    asked: "您說了「{}」，連續 {} 次要求轉接真人。",
    complaint: "您提到了「{}」，這類客訴由專人處理。",
    compensation: "您提到了「{}」，賠償問題由專人處理。",
    anger: "這次體驗讓您很不滿意，由資深客服處理。",
    theft: "您提到了「{}」，帳號安全問題由專人直接處理。",
    payment: "您提到了「{}」，付款安全問題由專人直接處理。",
    vip: "您是本店的重要客戶，由資深客服直接服務。",
    waited: "您等了 {} 秒還沒有得到回覆。",
    unhelpful: "連續 {} 次回答沒有幫到您。",
    transferred: "客服把您轉給了更合適的同事。",
    agent_lost: "客服離線或沒有及時回覆。",
    urgent: "已優先安排。",
};
