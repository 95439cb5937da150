//! The reply being written, kept across a reload, a change of language and a lost line.
//!
//! It is kept by the tab, which ends with it: on a machine that agents share nobody finds what
//! another was about to write, and two windows of one agent do not overwrite each other.

use shared::id::{AgentId, ConversationId, SiteId};
use ui::storage::tab;

/// Where one agent's reply to one conversation is kept.
pub(crate) struct Draft {
    key: String,
}

impl Draft {
    /// The reply of `agent` to `conversation`.
    pub(crate) fn of(site: &SiteId, agent: &AgentId, conversation: ConversationId) -> Self {
        Self { key: format!("{}{conversation}", prefix(site, agent)) }
    }

    /// What was written before, if anything.
    pub(crate) fn read(&self) -> String {
        tab::read_text(&self.key).unwrap_or_default()
    }

    /// Keeps `text`; nothing, once it is empty.
    pub(crate) fn keep(&self, text: &str) {
        if text.is_empty() {
            tab::remove(&self.key);
        } else {
            tab::write_text(&self.key, text);
        }
    }
}

/// Forgets what was written here, by whomever.
pub(crate) fn forget_all() {
    forget(|_| true);
}

/// Forgets what others than `agent` have written here.
pub(crate) fn forget_others(site: &SiteId, agent: &AgentId) {
    let mine = prefix(site, agent);
    forget(|key| !key.starts_with(&mine));
}

fn forget(is_over: impl Fn(&str) -> bool) {
    for key in tab::keys(DRAFTS).iter().filter(|key| is_over(key)) {
        tab::remove(key);
    }
}

fn prefix(site: &SiteId, agent: &AgentId) -> String {
    format!("{DRAFTS}{site}.{agent}.")
}

const DRAFTS: &str = "dukou.console.draft.";
