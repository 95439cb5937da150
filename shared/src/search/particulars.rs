//! Leaves out of a question what is only its writer's own: masked data and long numbers.
//!
//! No article knows “138****5678” or the number of an order, and a word that no article knows speaks
//! against an answer.

/// A folded text without what is its writer's own, a comma in its place.
pub(super) fn left_out(text: &[char]) -> Vec<char> {
    let mut kept = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let run = text[at..].iter().take_while(|&&c| is_part_of_number(c)).count();
        let token = &text[at..at + run];
        if token.contains(&'*') && !is_size(token) {
            let length = without_introduction(&kept, token[0] == '*').len();
            kept.truncate(length);
            kept.push(',');
        } else if is_long_number(token) {
            kept.push(',');
        } else {
            kept.extend_from_slice(&text[at..at + run.max(1)]);
        }
        at += run.max(1);
    }
    kept
}

/// What stands before “我的手机号是”, or before “我叫张” where a name begins with what was masked.
fn without_introduction(kept: &[char], is_cut: bool) -> &[char] {
    let cut = match kept {
        [rest @ .., last] if is_cut && last.is_alphabetic() => rest,
        whole => whole,
    };
    let mut rest = cut;
    while let Some(shorter) = without(rest, &LINKS) {
        rest = shorter;
    }
    let Some(rest) = without(rest, &INTRODUCTIONS) else { return cut };
    without(rest, &["我的", "我"]).unwrap_or(rest)
}

/// The text without the first of `words` that it ends with.
fn without<'a>(text: &'a [char], words: &[&str]) -> Option<&'a [char]> {
    words.iter().find_map(|word| {
        let start = text.len().checked_sub(word.chars().count())?;
        text[start..].iter().copied().eq(word.chars()).then_some(&text[..start])
    })
}

fn is_part_of_number(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '*' | '@' | '.' | '-' | '_')
}

/// Whether it is a size, such as 1.5*2.0: what hides a number has more stars, or none between digits.
fn is_size(token: &[char]) -> bool {
    let is_times = |at: usize| {
        let is_digit =
            |at: Option<usize>| at.and_then(|at| token.get(at)).is_some_and(char::is_ascii_digit);
        is_digit(at.checked_sub(1)) && is_digit(at.checked_add(1))
    };
    (0..token.len()).all(|at| token[at] != '*' || is_times(at))
}

fn is_long_number(token: &[char]) -> bool {
    token.len() >= LONG && token.iter().all(|c| c.is_ascii_digit() || *c == '-')
}

/// What may stand between the two.
const LINKS: [&str; 5] = [":", " ", "是", "为", "("];
/// Folded; what ends like another comes before it.
const INTRODUCTIONS: [&str; 16] = [
    "手机号码",
    "电话号码",
    "手机号",
    "电话",
    "手机",
    "号码",
    "邮箱",
    "微信号",
    "微信",
    "身份证号",
    "身份证",
    "收货地址",
    "地址",
    "收件人",
    "名字",
    "叫",
];
/// Digits from which on a number is no code of a model or a fault.
const LONG: usize = 7;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_writers_own_is_left_out() {
        let check = |text: &str, expect: &str| {
            let text: Vec<char> = text.chars().collect();
            assert_eq!(String::from_iter(left_out(&text)), expect);
        };
        check("我的手机号是138****5678,怎么退款", ",,怎么退款");
        check("手机号138****5678怎么换绑手机号", ",怎么换绑手机号");
        check("z***@example.com 发票发到这里", ", 发票发到这里");
        check("我叫张*,要退货", ",,要退货");
        check("我住广东省深圳市**** 几天能到", "我住广东省深圳, 几天能到");
        check("订单20251104123456 到哪了", "订单, 到哪了");
        check("wx-3000b 报 e4", "wx-3000b 报 e4");
        check("手机号怎么改", "手机号怎么改");
        check("12315", "12315");
        check("1.8*2.0的床单,150*200", "1.8*2.0的床单,150*200");
        check("139*,1*", ",,,");
        check("****", ",");
        check("", "");
    }
}
