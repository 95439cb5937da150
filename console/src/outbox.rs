//! What an agent has sent and the edge has not confirmed, as the browser keeps it across reloads.
//!
//! It is kept for one wait of one conversation: what was meant for a visitor who waited last week is
//! not sent by itself to the same visitor today. Their next wait begins with it as not sent.

use std::time::Duration;

use shared::id::{AgentId, ConversationId, SiteId};
use shared::time::Timestamp;
use ui::{storage, talk, time};

use crate::room::Act;

/// Where one agent's outbox of one conversation is kept.
#[derive(Clone)]
pub(crate) struct Outbox {
    prefix: String,
}

impl Outbox {
    /// The outbox of `agent` for `conversation`.
    pub(crate) fn of(site: &SiteId, agent: &AgentId, conversation: ConversationId) -> Self {
        Self { prefix: format!("{}{conversation}.", prefix(site, agent)) }
    }

    /// The beginning of the keys of one wait.
    pub(crate) fn of_wait(&self, wait: Option<Timestamp>) -> String {
        format!("{}{}.", self.prefix, wait.unwrap_or(Timestamp(0)).0)
    }

    /// Takes up for `wait` what was said in earlier ones, as not sent; what was done in them is over.
    pub(crate) fn take_up(&self, wait: Option<Timestamp>) {
        let kept = self.of_wait(wait);
        for key in storage::keys(&self.prefix).iter().filter(|key| !key.starts_with(&kept)) {
            talk::put_by::<Act>(key, &kept);
        }
    }
}

/// Forgets all that `agent` did not send.
pub(crate) fn forget(site: &SiteId, agent: &AgentId) {
    storage::keys(&prefix(site, agent)).iter().for_each(|key| storage::remove(key));
}

/// Forgets what was not sent and has been of no use to anybody for long.
pub(crate) fn forget_old() {
    let now = time::now();
    let is_old = |key: &&String| talk::kept_since(key).is_none_or(|at| now.since(at) > KEPT);
    storage::keys(OUTBOX).iter().filter(is_old).for_each(|key| storage::remove(key));
}

fn prefix(site: &SiteId, agent: &AgentId) -> String {
    format!("{OUTBOX}{site}.{agent}.")
}

const OUTBOX: &str = "dukou.console.outbox.";
/// How long words that were not sent wait for their visitor to come back.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);
