//! What a Room does outside itself: it tells the Desk, and asks the Library.

use std::rc::Rc;
use std::time::Duration;

use shared::conversation::{DeskCall, Event};
use shared::id::{ConversationId, Seq, SiteId};
use shared::transcript::{Answer, Author, Fact};
use wasm_bindgen_futures::spawn_local;
use worker::{Delay, console_error, console_warn};

use super::{Inner, Live, store};
use crate::call::{self, Object};
use crate::desk::Called;
use crate::library::{self, Asked};
use crate::reply::{Failure, Reply};
use crate::store::outbox;

impl Inner {
    /// Begins to deliver the outbox, unless someone is at it.
    pub(super) fn deliver_soon(self: &Rc<Self>) {
        if self.delivering.replace(true) {
            return;
        }
        let room = self.clone();
        spawn_local(async move {
            let delivered = room.deliver().await;
            room.delivering.set(false);
            if let Err(Failure(problem)) = delivered {
                console_warn!("the desk was not reached: {problem}");
                room.alarm.arm_for_retry(&room.state);
            }
        });
    }

    /// Asks the Library what it answers to the message at `after`.
    pub(super) fn ask_soon(self: &Rc<Self>, after: Seq, question: String) {
        if self.asking.replace(Some(after)) == Some(after) {
            return;
        }
        let room = self.clone();
        spawn_local(async move {
            let earlier = room.said_before(after).unwrap_or_else(|Failure(problem)| {
                console_warn!("what was said before was not read: {problem}");
                Vec::new()
            });
            let answer = room.ask(&question, &earlier).await;
            // Another message may have been asked about meanwhile.
            if room.asking.get() == Some(after) {
                room.asking.set(None);
            }
            // An answer that was overtaken is dropped by the conversation itself.
            if let Err(Failure(problem)) = room.turn(Event::Answered { after, answer }) {
                console_error!("an answer was not stored: {problem}");
            }
        });
    }

    /// The same for a message that was to be answered before the object was last put to sleep.
    pub(super) fn ask_again_soon(self: &Rc<Self>, after: Seq) {
        let room = self.clone();
        spawn_local(async move {
            match room.question(after) {
                Ok(Some(question)) => room.ask_soon(after, question),
                Ok(None) => {}
                Err(Failure(problem)) => console_error!("a question was not found: {problem}"),
            }
        });
    }

    /// Asks the Desk how many wait before this visitor: what was known is forgotten in sleep.
    pub(super) fn ask_place_soon(self: &Rc<Self>) {
        let room = self.clone();
        spawn_local(async move {
            let asked: Reply<Option<usize>> = async {
                let (site, conversation) = room.identity()?;
                let desk = Object::Desk.named(site.as_str(), &room.env)?;
                call::ask(&desk, "/ahead", &conversation).await
            }
            .await;
            match asked {
                Ok(Some(ahead)) => room.placed(ahead),
                Ok(None) => {}
                Err(Failure(problem)) => console_warn!("a place was not told: {problem}"),
            }
        });
    }

    /// Delivers letter by letter: the Desk hears of things in the order in which they happened.
    async fn deliver(self: &Rc<Self>) -> Reply<()> {
        let sql = self.state.storage().sql();
        loop {
            let Some(letter) = outbox::pending(&sql, 1)?.into_iter().next() else { return Ok(()) };
            let (site, conversation) = self.identity()?;
            let call: DeskCall = serde_json::from_str(&letter.body)?;
            let desk = Object::Desk.named(site.as_str(), &self.env)?;
            let () = call::ask(&desk, "/call", &Called { site, conversation, call }).await?;
            outbox::delivered(&sql, letter.id)?;
        }
    }

    /// What the Library says; if it cannot be reached, that we do not know.
    async fn ask(self: &Rc<Self>, question: &str, earlier: &[String]) -> Answer {
        for pause in PAUSES {
            let asked = async {
                let (site, _) = self.identity()?;
                let (text, earlier) = (question.to_owned(), earlier.to_vec());
                let asked = Asked { site, charge: None, text, earlier, top: 3 };
                library::say(&asked, &self.env).await
            };
            match asked.await {
                Ok(answer) => return answer,
                Err(Failure(problem)) => console_warn!("the library was not reached: {problem}"),
            }
            Delay::from(pause).await;
        }
        Answer::Unknown
    }

    fn question(self: &Rc<Self>, seq: Seq) -> Reply<Option<String>> {
        let (_, id) = self.identity()?;
        let before = seq.0.checked_sub(1).map(Seq);
        let entries = store::entries(&self.state.storage().sql(), id, before, 1)?;
        Ok(entries.into_iter().find_map(|entry| match entry.fact {
            Fact::Said { author: Author::Visitor, text, .. } if entry.seq == seq => Some(text),
            _ => None,
        }))
    }

    /// What the visitor said last before the message at `seq`, the oldest first: the question may lean
    /// on it.
    fn said_before(self: &Rc<Self>, seq: Seq) -> Reply<Vec<String>> {
        let (_, id) = self.identity()?;
        let after = seq.0.checked_sub(NEAR + 1).map(Seq);
        let entries = store::entries(&self.state.storage().sql(), id, after, NEAR)?;
        let said = entries.into_iter().filter_map(|entry| match entry.fact {
            Fact::Said { author: Author::Visitor, text, .. } if entry.seq < seq => Some(text),
            _ => None,
        });
        let mut said: Vec<String> = said.collect();
        Ok(said.split_off(said.len().saturating_sub(EARLIER)))
    }

    fn identity(self: &Rc<Self>) -> Reply<(SiteId, ConversationId)> {
        let live = self.live()?;
        let Live { site, id, .. } = &*live;
        Ok((site.id.clone(), *id))
    }
}

/// Between one try and the next; in all well below the visitor's patience.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(300), Duration::from_secs(2), Duration::from_millis(0)];
/// Entries before a question among which what was said before is looked for.
const NEAR: u64 = 12;
/// Messages that a question may lean on.
const EARLIER: usize = 2;
