//! One turn: read the conversation if it sleeps, step, commit, publish, and see to what follows.

use std::cell::RefMut;
use std::rc::Rc;
use std::time::Duration;

use shared::conversation::{Conversation, DeskCall, Effect, Event, Status};
use shared::id::{AgentId, Seq};
use shared::problem::Code;
use shared::site::Site;
use shared::time::Timestamp;
use shared::transcript::Entry;
use shared::wire::RoomFrame;
use worker::console_warn;

use super::sockets::close;
use super::store::Begun;
use super::{Inner, Live, store};
use crate::alarm;
use crate::config::Config;
use crate::library::Vote;
use crate::reply::{Failure, Reply};
use crate::run::now;
use crate::store::outbox;

impl Inner {
    /// Decides what follows from `event`, stores it, shows it. Returns what is for the sender alone.
    ///
    /// # Errors
    /// `not_found` if there is no such conversation; `internal` if nothing could be stored: then
    /// nothing happened, and the same event may come again.
    pub(super) fn turn(self: &Rc<Self>, event: Event) -> Reply<Turned> {
        let now = now();
        let mut live = self.live()?;
        let Live { site, id, conversation, from: _ } = &mut *live;
        let held_by = holder(conversation).cloned();
        let mut done = Done::default();
        for effect in conversation.step(event, &site.policy, now) {
            match effect {
                Effect::Record(entry) => done.records.push(entry),
                Effect::Tell(call) => done.calls.push(call),
                Effect::Ask { after, question } => done.question = Some((after, question)),
                Effect::Count { answer, helpful, before } => {
                    done.vote = Some((answer, Vote { helpful, before }));
                }
                Effect::Acknowledge { author: _, client_id, seq } => {
                    done.replies.push(RoomFrame::Acknowledged { client_id, seq });
                }
                Effect::Refuse { author: _, client_id, refusal } => {
                    done.replies.push(RoomFrame::Refused {
                        client_id: Some(client_id),
                        code: refusal.into(),
                    });
                }
            }
        }
        let Done { records, calls, question, vote, replies } = done;
        if !(records.is_empty() && calls.is_empty())
            && let Err(error) = store::commit(&self.state, *id, &records, &calls)
        {
            // What is in memory did not happen: the next turn reads again what did.
            drop(live);
            self.live.replace(None);
            return Err(Failure::internal(error));
        }
        let deadline = alarm::after_step(conversation.deadline(&site.policy), now);
        let kept_until = kept_until(conversation, site);
        let holds = holder(conversation).cloned();
        if !matches!(conversation.status(), Status::Queued { .. }) {
            self.ahead.set(None);
        }
        drop(live);

        self.see_to_alarm(deadline, kept_until);
        if !records.is_empty() {
            self.publish(&records, held_by.as_ref(), holds.as_ref(), now);
        }
        if !calls.is_empty() {
            self.deliver_soon();
        }
        if let Some((after, question)) = question {
            self.ask_soon(after, question);
        }
        if let Some((answer, vote)) = vote {
            self.tell_vote_soon(answer, vote);
        }
        Ok(Turned { records, replies })
    }

    /// The conversation, read from disk if need be.
    ///
    /// # Errors
    /// `not_found` if there is none.
    pub(super) fn live(self: &Rc<Self>) -> Reply<RefMut<'_, Live>> {
        let live = self.live.borrow_mut();
        if let Ok(live) = RefMut::filter_map(live, Option::as_mut) {
            return Ok(live);
        }
        let woken = self.wake()?;
        let question = woken.conversation.question();
        let question = question.map(|(after, question)| (after, question.to_owned()));
        let deadline = woken.conversation.deadline(&woken.site.policy);
        let live = RefMut::map(self.live.borrow_mut(), |live| live.insert(woken));
        self.alarm.arm(self.or_retry(deadline), &self.state);
        // A crash may have come between a commit and what should have followed.
        self.deliver_soon();
        if let Some((after, question)) = question {
            self.ask_soon(after, question);
        }
        Ok(live)
    }

    /// Throws the conversation away if it has been kept for long enough. Whoever comes back to it is told that
    /// there is none, as they would be of one that never was.
    pub(super) fn forget_if_old(&self) -> bool {
        let is_old =
            self.live.borrow().as_ref().is_some_and(|live| is_old(&live.conversation, &live.site));
        if is_old {
            self.forget();
        }
        is_old
    }

    pub(super) fn forget(&self) {
        self.live.replace(None);
        self.alarm.disarm(&self.state);
        // Done within this turn; nobody waits for the disk.
        if let Err(error) = store::forget(&self.state) {
            console_warn!("a conversation was not thrown away: {error}");
        }
        for socket in self.state.get_websockets() {
            close(&socket, GOING_AWAY, "not kept any longer");
        }
    }

    /// All letters have arrived: what rings next may be the end.
    pub(super) fn look_to_the_end(&self) {
        if let Some(Live { conversation, site, .. }) = self.live.borrow().as_ref() {
            let deadline = conversation.deadline(&site.policy);
            self.see_to_alarm(deadline, kept_until(conversation, site));
        }
    }

    /// Keeps what there is until its shop is there again, which may be tomorrow.
    pub(super) fn wait_for_shop(&self) {
        if store::begun(&self.state.storage().sql()).is_ok_and(|known| known.is_some()) {
            self.alarm.put_off(now().after(A_DAY), &self.state);
        }
    }

    fn see_to_alarm(&self, due: Option<Timestamp>, kept_until: Option<Timestamp>) {
        match (self.or_retry(due), kept_until) {
            (Some(due), _) => self.alarm.arm([due], &self.state),
            (None, Some(until)) if !self.alarm.is_far_off() => {
                self.alarm.put_off(until, &self.state);
            }
            // An answer came in time, as most do.
            (None, None) if self.alarm.is_armed() => self.alarm.disarm(&self.state),
            (None, _) => {}
        }
    }

    /// What is due; sooner where a letter lies here. It may be on its way, but of that a crash leaves nothing, and
    /// nobody else wakes a room whose visitor is gone.
    fn or_retry(&self, due: Option<Timestamp>) -> Option<Timestamp> {
        let letter = outbox::next_to(&self.state.storage().sql(), "");
        let is_told = letter.is_ok_and(|letter| letter.is_none());
        due.into_iter().chain((!is_told).then(|| alarm::retry(now()))).min()
    }

    fn wake(&self) -> Reply<Live> {
        let sql = self.state.storage().sql();
        let Some(Begun { site, id, from }) = store::begun(&sql)? else {
            return Err(Failure::new(Code::NotFound, "there is no such conversation"));
        };
        let site = Config::of(&self.env)?.site(&site)?;
        let entries = store::entries(&sql, id, None, u64::from(u32::MAX))?;
        let conversation = Conversation::replay(&entries);
        if is_old(&conversation, &site) {
            self.forget();
            return Err(Failure::new(Code::NotFound, "this conversation is not kept any longer"));
        }
        Ok(Live { site, id, from, conversation })
    }
}

fn kept_until(conversation: &Conversation, site: &Site) -> Option<Timestamp> {
    conversation.kept_until(site.history.of_conversations()?, &site.policy)
}

fn is_old(conversation: &Conversation, site: &Site) -> bool {
    kept_until(conversation, site).is_some_and(|until| until <= now())
}

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Close code: RFC 6455, 7.4.1. The page comes back, and learns that there is no such conversation.
const GOING_AWAY: u16 = 1001;

/// What came of a turn.
pub(super) struct Turned {
    /// What was recorded, and published.
    pub(super) records: Vec<Entry>,
    /// What is for the sender alone.
    pub(super) replies: Vec<RoomFrame>,
}

#[derive(Default)]
struct Done {
    records: Vec<Entry>,
    calls: Vec<DeskCall>,
    question: Option<(Seq, String)>,
    vote: Option<(Seq, Vote)>,
    replies: Vec<RoomFrame>,
}

/// The agent who has this conversation.
pub(super) const fn holder(conversation: &Conversation) -> Option<&AgentId> {
    match conversation.status() {
        Status::Assigned { agent, .. } => Some(agent),
        Status::Assistant | Status::Queued { .. } | Status::Ticketed { .. } | Status::Resolved => {
            None
        }
    }
}
