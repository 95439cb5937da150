//! One turn: read the desk if it sleeps, step, commit, show, and see to what follows.

use std::cell::RefMut;
use std::rc::Rc;
use std::time::Duration;

use shared::desk::{Desk as Queue, Effect, Event};
use shared::problem::Code;
use shared::wire::DeskFrame;

use super::{DEAD, Inner, Live, News, store};
use crate::alarm;
use crate::config::Config;
use crate::reply::{Failure, Reply};
use crate::run::now;

impl Inner {
    /// Decides what follows from `event`, stores it, shows it, and sees to what follows.
    ///
    /// # Errors
    /// `not_found` for a desk that never heard of anything; `internal` if nothing could be stored:
    /// then nothing happened, and the same event may come again.
    pub(super) fn turn(self: &Rc<Self>, event: Event) -> Reply<()> {
        let now = now();
        let mut live = self.live()?;
        let Live { site, desk, log, since } = &mut *live;
        let mut records = Vec::new();
        let mut letters = Vec::new();
        let mut places = Vec::new();
        let mut refusals = Vec::new();
        for effect in desk.step(event, site, now) {
            match effect {
                Effect::Record(record) => records.push(record),
                Effect::Tell { conversation, wait, news } => {
                    letters.push((conversation, News { wait, news }));
                }
                Effect::Place { conversation, ahead } => places.push((conversation, ahead)),
                Effect::Refuse { agent, conversation, refusal } => {
                    refusals.push((agent, DeskFrame::Refused { conversation, code: refusal }));
                }
            }
        }
        *log += records.len() as u64;
        *since = since.or_else(|| records.first().map(|record| record.at));
        // Who is gone from the desk stays in its log, with what they wrote.
        let is_old = since.is_some_and(|since| since.after(LONGEST_KEPT) <= now);
        let snapshot = (*log >= LONGEST_LOG || is_old).then_some(&*desk);
        if !(records.is_empty() && letters.is_empty() && snapshot.is_none())
            && let Err(error) = store::commit(&self.state, &records, &letters, snapshot)
        {
            // What is in memory did not happen: the next turn reads again what did.
            drop(live);
            self.live.replace(None);
            return Err(Failure::internal(error));
        }
        if snapshot.is_some() {
            *log = 0;
            *since = None;
        }
        let old = since.map(|since| since.after(LONGEST_KEPT));
        let deadline = alarm::after_step(desk.deadline(site), now);
        if !records.is_empty() {
            self.show(desk, site, now);
        }
        let site = site.id.clone();
        drop(live);

        for (agent, frame) in refusals {
            self.tell(&agent, &frame);
        }
        let retry = (!letters.is_empty()).then(|| alarm::retry(now));
        // Nobody says goodbye when a network is lost, or a sign-in is over.
        let look = self.seats(now).map(|(_, seat)| seat.until.min(now.after(DEAD))).min();
        self.alarm.arm(deadline.into_iter().chain(retry).chain(look).chain(old), &self.state);
        if !letters.is_empty() {
            self.deliver_soon();
        }
        if !places.is_empty() {
            self.place_soon(site, places);
        }
        Ok(())
    }

    /// The desk, read from disk if need be.
    pub(super) fn live(self: &Rc<Self>) -> Reply<RefMut<'_, Live>> {
        if let Ok(live) = RefMut::filter_map(self.live.borrow_mut(), Option::as_mut) {
            return Ok(live);
        }
        let Some(store::Kept { site, snapshot, log }) = store::read(&self.state)? else {
            return Err(Failure::new(Code::NotFound, "this desk has not begun"));
        };
        let site = Config::of(&self.env)?.site(&site)?;
        let desk = Queue::replay(snapshot, &log);
        let (since, log) = (log.first().map(|record| record.at), log.len() as u64);
        self.live.replace(Some(Live { site, desk, log, since }));
        // A restart may have cut lines, or have come between a commit and what should have followed.
        self.turn(Event::Present { agents: self.connected(None) })?;
        self.deliver_soon();
        RefMut::filter_map(self.live.borrow_mut(), Option::as_mut)
            .map_err(|_| Failure::internal("a desk fell asleep while waking"))
    }
}

/// How long the log grows before a snapshot cuts it. Longer: slower waking; shorter: more writing.
const LONGEST_LOG: u64 = 256;
/// And how long it goes back.
const LONGEST_KEPT: Duration = Duration::from_secs(24 * 60 * 60);
