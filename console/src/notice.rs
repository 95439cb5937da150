//! What went otherwise than wished, until it is read.

use shared::id::ConversationId;

/// What is told: what was not sent stays until the notice is closed, however much is told after it;
/// anything else passes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Notice {
    /// What was not sent, by conversation.
    unsent: Vec<(ConversationId, String)>,
    passing: Option<String>,
}

impl Notice {
    /// Tells of something for a while.
    pub(crate) fn tell(&mut self, told: String) {
        self.passing = Some(told);
    }

    /// Tells what was not sent in a conversation, in place of what was told of it before.
    pub(crate) fn tell_unsent(&mut self, conversation: ConversationId, told: String) {
        self.unsent.retain(|(of, _)| *of != conversation);
        self.unsent.push((conversation, told));
    }

    /// The while is over.
    pub(crate) fn pass(&mut self) {
        self.passing = None;
    }

    /// All of it, a line each; nothing if there is nothing.
    pub(crate) fn lines(&self) -> Option<String> {
        let unsent = self.unsent.iter().map(|(_, told)| told);
        let lines: Vec<&str> = unsent.chain(&self.passing).map(String::as_str).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_sent_is_told_until_it_is_read() {
        let mut notice = Notice::default();
        assert_eq!(notice.lines(), None);
        notice.tell("已保存".into());
        notice.tell_unsent(ConversationId(1), "甲：1".into());
        notice.tell_unsent(ConversationId(2), "乙：1".into());
        assert_eq!(notice.lines().as_deref(), Some("甲：1\n乙：1\n已保存"));
        notice.tell("已发布".into());
        notice.tell_unsent(ConversationId(1), "甲：2".into());
        assert_eq!(notice.lines().as_deref(), Some("乙：1\n甲：2\n已发布"));
        notice.pass();
        assert_eq!(notice.lines().as_deref(), Some("乙：1\n甲：2"));
    }
}
