//! What a visitor means who answers a question in their own words.

use super::{entity::EntityId, link::Linked, question::Question};

/// An answer to a [`Question`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Reply {
    /// It is so.
    Yes,
    /// It is not so; of options, none of them.
    No,
    /// This one.
    Chosen {
        /// One of the question's options.
        option: EntityId,
    },
    /// The visitor cannot tell.
    Unsure,
}

/// Reads an answer in a folded text; nothing where that is about something else.
pub(super) fn hear(question: &Question, folded: &str, linked: &Linked) -> Option<Reply> {
    let said: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    if let Some(option) = mentioned(question, linked).or_else(|| counted(question, &said)) {
        return Some(Reply::Chosen { option });
    }
    let is_new = linked.mentions.iter().any(|mention| !mention.denied);
    if said.chars().count() > LONGEST || is_new {
        return None;
    }
    let begins = |words: &str| words.split(' ').any(|word| said.starts_with(word));
    let has = |words: &str| words.split(' ').any(|word| said.contains(word));
    if has(UNSURE) {
        Some(Reply::Unsure)
    } else if asks_whether_not(question) && !begins(AGREES) {
        if begins(DISAGREES) { Some(Reply::No) } else { begins(NO).then_some(Reply::Yes) }
    } else if (begins(NO) && !begins(RIGHT)) || (has(NOT) && !has(RIGHT)) {
        Some(Reply::No)
    } else if begins(YES) || has(RIGHT) {
        Some(Reply::Yes)
    } else {
        None
    }
}

/// Whether a question asks whether something is not so, as “是不是没有风？” does: who answers “没有”
/// agrees, and who answers “有” does not.
fn asks_whether_not(question: &Question) -> bool {
    match question {
        Question::Whether { ask, .. } => {
            ask.split_once("是不是").is_some_and(|(_, asked)| asked.contains(['没', '不']))
        }
        Question::Which { .. }
        | Question::Code { .. }
        | Question::Product { .. }
        | Question::City => false,
    }
}

/// The option of which the text speaks.
fn mentioned(question: &Question, linked: &Linked) -> Option<EntityId> {
    let said = linked.mentions.iter().filter(|mention| !mention.denied);
    let mut said = said.flat_map(|mention| &mention.entities);
    said.find(|id| question.options().iter().any(|option| option.id == **id)).cloned()
}

/// The option that is meant by its number.
fn counted(question: &Question, said: &str) -> Option<EntityId> {
    let bare = said.trim_start_matches("选").trim_start_matches('第');
    let bare = bare.trim_end_matches("种").trim_end_matches("项").trim_end_matches('个');
    let at = match bare {
        "1" | "一" | "a" => 0,
        "2" | "二" | "b" => 1,
        "3" | "三" | "c" => 2,
        "4" | "四" | "d" => 3,
        "5" | "五" | "e" => 4,
        _ => return None,
    };
    question.options().get(at).map(|option| option.id.clone())
}

/// Longer ones say something of their own.
const LONGEST: usize = 12;
const UNSURE: &str =
    "不知道 不清楚 不确定 没注意 没留意 看不出 不懂 不晓得 说不好 忘了 不记得 没看 说不清 notsure";
const NO: &str = "不 没 无 否 都不是 no nope 未 木有 并没 也没 好像没 应该没 都没 还没";
const NOT: &str = "没有 不是 都不 都没 不会 以上";
const AGREES: &str = "是 对 嗯 恩 没错 不错 确实 的确 yes ok";
const DISAGREES: &str = "不是 不对 不会 有 能 会 在 可以 听得 no";
const RIGHT: &str = "没错 不错 对的 是的";
const YES: &str = "有 是 对 嗯 会 恩 好像有 好像是 确实 没错 yes ok 应该是 应该有 偶尔 经常 一直 就是 的确 能 当然 可以";
