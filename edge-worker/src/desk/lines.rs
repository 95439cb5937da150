//! The agents' lines to the Desk.

use std::collections::BTreeMap;
use std::rc::Rc;

use shared::desk::{Desk as Queue, Event};
use shared::id::AgentId;
use shared::site::Site;
use shared::time::Timestamp;
use shared::wire::close::{REPLACED, SIGNED_OUT};
use shared::wire::{DeskCommand, DeskFrame, FRAME};
use wasm_bindgen::{JsCast as _, JsValue};
use worker::{ResponseBuilder, WebSocket, WebSocketIncomingMessage, WebSocketPair, console_warn};

use super::{Inner, Seat, store};
use crate::config::Config;
use crate::reply::{Failure, Reply};
use crate::run::now;

impl Inner {
    /// An agent opens a line: they are there, and see the desk.
    pub(super) fn sit_down(self: &Rc<Self>, seat: &Seat) -> Reply {
        store::create(&self.state, &seat.site)?;
        // The runtime has them in an order of its own, and those that are still being closed.
        let mut open: Vec<(Timestamp, WebSocket)> = self
            .state
            .get_websockets()
            .into_iter()
            .filter(is_open)
            .filter_map(|socket| self::seat(&socket).map(|other| (other, socket)))
            .filter(|(other, _)| other.agent == seat.agent)
            .map(|(other, socket)| (other.since, socket))
            .collect();
        open.sort_by_key(|(since, _)| *since);
        for (_, oldest) in open.iter().take((open.len() + 1).saturating_sub(MOST_LINES)) {
            close(oldest, REPLACED, "too many lines of one agent");
        }
        let pair = WebSocketPair::new()?;
        self.state.accept_web_socket(&pair.server);
        pair.server.serialize_attachment(serde_json::to_string(seat)?)?;
        self.turn(Event::Present { agents: self.connected(None) })?;
        let live = self.live()?;
        send(&pair.server, &live.desk.view(&seat.agent, &live.site, now()));
        Ok(ResponseBuilder::new().with_status(101).with_websocket(pair.client).empty())
    }

    /// A line was closed, or broke.
    pub(super) fn hung_up(self: &Rc<Self>, socket: &WebSocket) {
        let agents = self.connected(Some(socket));
        if let Err(Failure(problem)) = self.turn(Event::Present { agents }) {
            console_warn!("a hung up line was not noted: {problem}");
            self.alarm.arm_for_retry(&self.state);
        }
    }

    /// An agent commands.
    pub(super) fn heard(self: &Rc<Self>, socket: &WebSocket, message: WebSocketIncomingMessage) {
        let WebSocketIncomingMessage::String(text) = message else {
            return close(socket, 1003, "commands are text");
        };
        if text.len() > FRAME {
            return close(socket, 1009, "the command is too large");
        }
        let Some(Seat { agent, until, .. }) = seat(socket) else {
            return close(socket, 1011, "nobody knows who this is");
        };
        if now() >= until {
            return close(socket, SIGNED_OUT, "signed in no more");
        }
        let spent = Config::of(&self.env).is_ok_and(|config| {
            let rate = config.limits.agent_frames;
            self.spent.borrow_mut().take(agent.clone(), rate, now()).is_err()
        });
        if spent {
            return close(socket, 1008, "too many commands in too short a time");
        }
        let Ok(command) = serde_json::from_str::<DeskCommand>(&text) else {
            return close(socket, 1007, "not a command");
        };
        if let Err(Failure(problem)) = self.turn(Event::Commanded { agent, command }) {
            // The page opens another line and sees what became of it.
            console_warn!("a command was not taken: {problem}");
            close(socket, 1011, "the command could not be stored");
        }
    }

    /// Shows every agent the desk, each as they may see it.
    pub(super) fn show(&self, desk: &Queue, site: &Site, now: Timestamp) {
        let mut views: BTreeMap<AgentId, String> = BTreeMap::new();
        for (socket, Seat { agent, .. }) in self.seats(now) {
            let view = views.entry(agent).or_insert_with_key(|agent| {
                serde_json::to_string(&desk.view(agent, site, now)).unwrap_or_default()
            });
            // A broken line: its agent opens another.
            let _ = socket.send_with_str(&*view);
        }
    }

    /// Tells one agent something, on all of their lines.
    pub(super) fn tell(&self, agent: &AgentId, frame: &DeskFrame) {
        for (socket, seat) in self.seats(now()) {
            if seat.agent == *agent {
                send(&socket, frame);
            }
        }
    }

    /// The lines of who is signed in.
    pub(super) fn seats(&self, now: Timestamp) -> impl Iterator<Item = (WebSocket, Seat)> {
        let lines = self.state.get_websockets().into_iter();
        let seats = lines.filter_map(|socket| seat(&socket).map(|seat| (socket, seat)));
        seats.filter(move |(_, seat)| now < seat.until)
    }
}

impl Inner {
    /// When the other end of a line was last heard of: pings are answered, and noted, while the
    /// object sleeps.
    pub(super) fn heard_of(&self, socket: &WebSocket, seat: &Seat) -> Timestamp {
        let state: &JsValue = self.state.as_raw();
        let pinged = js_sys::Reflect::get(state, &"getWebSocketAutoResponseTimestamp".into())
            .and_then(|function| function.dyn_into::<js_sys::Function>())
            .and_then(|function| function.call1(state, socket.as_ref()))
            .and_then(|time| time.dyn_into::<js_sys::Date>());
        let pinged = pinged.map_or(Timestamp(0), |time| Timestamp(time.get_time() as u64));
        pinged.max(seat.since)
    }
}

/// Whose line this is.
pub(super) fn seat(socket: &WebSocket) -> Option<Seat> {
    let attached: String = socket.deserialize_attachment().ok()??;
    serde_json::from_str(&attached).ok()
}

/// Whether neither end has begun to close it.
fn is_open(socket: &WebSocket) -> bool {
    let socket: &web_sys::WebSocket = socket.as_ref();
    socket.ready_state() == web_sys::WebSocket::OPEN
}

fn send(socket: &WebSocket, frame: &DeskFrame) {
    if let Ok(text) = serde_json::to_string(frame) {
        // A broken line: its agent opens another.
        let _ = socket.send_with_str(text);
    }
}

/// Ends a line with a reason that the page understands.
pub(super) fn close(socket: &WebSocket, code: u16, reason: &str) {
    // Closed already: that is what was wanted.
    let _ = socket.close(Some(code), Some(reason));
}

/// Windows of one agent.
const MOST_LINES: usize = 8;
