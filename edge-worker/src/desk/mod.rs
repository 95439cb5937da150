//! The Desk: one site's queue, its agents' lines, and the offers between them.
//!
//! It works like a Room: step → commit → show, in one turn. Its log is cut by a snapshot now and
//! then. News for Rooms go through the outbox; places in the queue do not, the next one mends a lost
//! one.

mod errands;
mod lines;
mod store;
mod turn;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use shared::access::Access;
use shared::conversation::DeskCall;
use shared::desk::{Desk as Queue, Event};
use shared::id::{Address, AgentId, ConversationId, SiteId};
use shared::limit::Buckets;
use shared::problem::Code;
use shared::site::Site;
use shared::time::Timestamp;
use shared::wire::close::{SIGNED_OUT, SILENT};
use worker::{
    DurableObject, Env, Request, Response, Result, Socket, State, WebSocket,
    WebSocketIncomingMessage, console_error, durable_object,
};

use self::errands::Errands;
use crate::alarm::Alarm;
use crate::call::PEER;
use crate::reply::{self, Failure, Reply};
use crate::room::{News, answer_pings, close_back, room_name};
use crate::run::now;

/// `/call`: a Room tells the Desk about one of its waits.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Called {
    pub(crate) site: SiteId,
    pub(crate) conversation: ConversationId,
    pub(crate) call: DeskCall,
    /// From where the conversation was begun, if that is known.
    #[serde(default)]
    pub(crate) from: Option<Address>,
}

/// `/look`: by what right does this agent look into this conversation?
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Look {
    pub(crate) agent: AgentId,
    pub(crate) conversation: ConversationId,
}

/// Whose line a socket is. Kept with the socket.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Seat {
    pub(crate) site: SiteId,
    pub(crate) agent: AgentId,
    pub(crate) since: Timestamp,
    /// Until when they are signed in.
    #[serde(default = "forever")]
    pub(crate) until: Timestamp,
}

/// A line that was opened before its end was kept.
const fn forever() -> Timestamp {
    Timestamp(u64::MAX)
}

/// One site's queue.
#[durable_object]
pub struct Desk {
    inner: Rc<Inner>,
}

struct Inner {
    state: State,
    env: Env,
    live: RefCell<Option<Live>>,
    alarm: Alarm,
    errands: Errands,
    /// What each agent has commanded lately.
    spent: RefCell<Buckets<AgentId>>,
}

/// A desk that has been read from disk.
struct Live {
    site: Rc<Site>,
    desk: Queue,
    /// How many records the log has since the snapshot.
    log: u64,
    /// When the first of them was written.
    since: Option<Timestamp>,
}

impl DurableObject for Desk {
    fn new(state: State, env: Env) -> Self {
        answer_pings(&state);
        Self {
            inner: Rc::new(Inner {
                state,
                env,
                live: RefCell::default(),
                alarm: Alarm::default(),
                errands: Errands::default(),
                spent: RefCell::new(Buckets::new(MOST_AGENTS)),
            }),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        reply::settle(self.inner.clone().answer(&mut request).await)
    }

    async fn alarm(&self) -> Result<Response> {
        self.inner.alarm.rang();
        // Brings everything up to date as a tick does, and notes whose line is dead.
        let agents = self.inner.connected(None);
        if let Err(Failure(problem)) = self.inner.turn(Event::Present { agents })
            && problem.code != Code::NotFound
        {
            // The runtime gives up on an alarm that keeps failing; we do not.
            console_error!("a desk's alarm: {problem}");
            self.inner.alarm.arm_for_retry(&self.inner.state);
        }
        if self.inner.live.borrow().is_some() {
            self.inner.deliver_soon();
        }
        Ok(reply::empty())
    }

    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> Result<()> {
        self.inner.heard(&socket, message);
        Ok(())
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        code: usize,
        _reason: String,
        _was_clean: bool,
    ) -> Result<()> {
        close_back(&socket, code);
        self.inner.hung_up(&socket);
        Ok(())
    }

    async fn websocket_error(&self, socket: WebSocket, _error: worker::Error) -> Result<()> {
        self.inner.hung_up(&socket);
        Ok(())
    }

    async fn connect(&self, _socket: Socket) -> Result<()> {
        Err("a desk speaks no TCP".into())
    }
}

impl Inner {
    async fn answer(self: Rc<Self>, request: &mut Request) -> Reply {
        let path = request.path();
        if path == "/socket" {
            let seat = request.headers().get(PEER)?.unwrap_or_default();
            return self.sit_down(&serde_json::from_str(&seat)?);
        }
        let body = request.text().await?;
        match path.as_str() {
            "/call" => {
                let Called { site, conversation, call, from } = serde_json::from_str(&body)?;
                store::create(&self.state, &site)?;
                self.turn(Event::Called { conversation, call, from })?;
                self.heard_from(&room_name(&site, conversation));
                Ok(reply::empty())
            }
            "/look" => reply::json(200, &self.access(&serde_json::from_str(&body)?)?),
            "/ahead" => reply::json(200, &self.ahead(serde_json::from_str(&body)?)?),
            _ => Err(Failure::new(Code::NotFound, format!("a desk has no {path}"))),
        }
    }

    /// By what right an agent looks. A desk that has not begun knows of none.
    fn access(self: &Rc<Self>, look: &Look) -> Reply<Access> {
        match self.live() {
            Ok(live) => Ok(live.desk.access(&look.agent, look.conversation, now())),
            Err(Failure(problem)) if problem.code == Code::NotFound => Ok(Access::Holder),
            Err(failure) => Err(failure),
        }
    }

    /// How many wait before this conversation, if it waits.
    fn ahead(self: &Rc<Self>, conversation: ConversationId) -> Reply<Option<usize>> {
        Ok(self.live()?.desk.ahead(conversation))
    }

    /// The agents whose lines are open, but for one that is being closed. Lines that have been
    /// silent for too long are cut: a network that is lost says no goodbye. So are those of who is
    /// signed in no more: a page that nobody looks at pings all the same.
    fn connected(&self, closing: Option<&WebSocket>) -> BTreeSet<AgentId> {
        let now = now();
        let mut agents = BTreeSet::new();
        for socket in self.state.get_websockets() {
            let Some(seat) = lines::seat(&socket).filter(|_| Some(&socket) != closing) else {
                continue;
            };
            if now >= seat.until {
                lines::close(&socket, SIGNED_OUT, "signed in no more");
            } else if now.since(self.heard_of(&socket, &seat)) > DEAD {
                lines::close(&socket, SILENT, "silent for too long");
            } else {
                agents.insert(seat.agent);
            }
        }
        agents
    }
}

/// A page pings every 20 seconds, every 60 when it is hidden.
const DEAD: Duration = Duration::from_secs(150);
const MOST_AGENTS: usize = 1_000;
