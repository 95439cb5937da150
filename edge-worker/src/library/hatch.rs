//! What becomes of a question that somebody tries, before the articles are asked.

use shared::api::knowledge::Try;
use shared::article::Audience;
use shared::handoff::{Handoff, Rule};
use shared::hatch::{Course, Verdict, is_courtesy, judge};
use shared::policy::Policy;
use shared::transcript::Visitor;

/// What a visitor who says only that would get instead of an answer.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Before {
    /// Nothing: the articles are asked.
    Asked,
    /// A polite word.
    Courtesy,
    /// The offer of a person.
    Offered(Rule),
    /// A person.
    HandedOver(Rule),
}

/// What comes before the articles, by the words alone: here nobody reads them.
pub(super) fn before(Try { question, audience }: &Try, policy: &Policy) -> Before {
    let visitor = match audience {
        Audience::Everyone => Visitor::Anonymous,
        Audience::Vip => Visitor::Verified { subject: String::new(), name: None, vip: true },
        // They look into the articles, and call nobody.
        Audience::Agents => return Before::Asked,
    };
    match judge(question, None, &Course::default(), &visitor, policy) {
        Verdict::Handoff(Handoff { rule, .. }) => Before::HandedOver(rule),
        Verdict::Clarify { rule } => Before::Offered(rule),
        Verdict::Answer if is_courtesy(question) => Before::Courtesy,
        Verdict::Answer => Before::Asked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_is_tried_meets_the_hatch_as_a_visitor_does() {
        let policy = Policy::default();
        let tried = |question: &str, audience| {
            before(&Try { question: question.to_owned(), audience }, &policy)
        };
        let check = |question, expect: fn(&Before) -> bool| {
            let told = tried(question, Audience::Everyone);
            assert!(expect(&told), "{question}: {told:?}");
            // Whoever is known to be a VIP goes to a person, whatever they say.
            let told = tried(question, Audience::Vip);
            assert!(matches!(told, Before::HandedOver(_)), "{question}: {told:?}");
            assert_eq!(tried(question, Audience::Agents), Before::Asked, "{question}");
        };
        check("怎么申请退货", |told| *told == Before::Asked);
        check("你好，在吗？", |told| *told == Before::Courtesy);
        check("转人工", |told| matches!(told, Before::Offered(Rule::Asked { times: 1, .. })));
        check("我要投诉", |told| matches!(told, Before::HandedOver(Rule::Keyword { .. })));
        check("我的账号被盗了", |told| {
            matches!(told, Before::HandedOver(Rule::Risk { .. }))
        });
    }
}
