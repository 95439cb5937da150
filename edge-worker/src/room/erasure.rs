//! A conversation is thrown away because somebody asked for it.

use std::rc::Rc;
use std::time::Duration;

use shared::conversation::{Button, Event, Status};
use shared::id::ClientId;
use shared::problem::{Code, Problem};
use worker::Delay;

use super::Inner;
use crate::reply::{Failure, Reply};
use crate::run::random;
use crate::store::outbox;

impl Inner {
    /// Ends the conversation, tells the Desk so, and throws all of it away. Where there is none, that is what was
    /// wanted.
    ///
    /// # Errors
    /// `unavailable` if the Desk cannot be told, or somebody goes on writing: it is over, and still there.
    pub(super) async fn erase(self: &Rc<Self>) -> Reply<()> {
        for _ in 0..TRIES {
            let ends = Event::Pressed { client_id: ClientId(random()?), button: Button::End };
            match self.turn(ends) {
                Ok(_) => {}
                Err(Failure(problem)) if problem.code == Code::NotFound => return Ok(()),
                Err(failure) => return Err(failure),
            }
            while self.delivering.get() {
                Delay::from(LOOK).await;
            }
            // From here to the end nobody else has a turn. Meanwhile they may have had one.
            if self.is_over_for_all()? {
                self.forget();
                return Ok(());
            }
        }
        let detail = "it is over, but not everybody could be told: ask again a little later";
        Err(Problem::new(Code::Unavailable, detail).retry_after(5).into())
    }

    /// Whether it is over, and no letter lies here that says so; or nothing is here.
    fn is_over_for_all(self: &Rc<Self>) -> Reply<bool> {
        let is_over = match self.live() {
            Ok(live) => *live.conversation.status() == Status::Resolved,
            Err(Failure(problem)) if problem.code == Code::NotFound => return Ok(true),
            Err(failure) => return Err(failure),
        };
        Ok(is_over && outbox::next_to(&self.state.storage().sql(), "")?.is_none())
    }
}

/// How often it is ended where somebody opens it again, or the Desk is not reached.
const TRIES: usize = 3;
/// Between one look at what is on its way and the next.
const LOOK: Duration = Duration::from_millis(50);
