//! A line to the edge that comes back by itself.
//!
//! It speaks through a WebSocket. Where one cannot be opened twice in a row and the [`Target`] has a
//! fallback, it speaks by HTTP and long polling, and goes on trying the WebSocket now and then. What
//! it carries it does not understand: that is [`talk`](crate::talk)'s.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use std::time::Duration;

use gloo::events::EventListener;
use gloo::timers::callback::{Interval, Timeout};
use shared::id::{ClientId, Seq};
use shared::problem::{Code, Problem};
use shared::wire::{PING, PROTOCOL, RefusalCode, close};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use crate::http::{self, Failure};
use crate::screen::is_visible;

/// Where a line leads.
pub struct Target {
    /// The path of the WebSocket, such as `/v1/sites/demo/desk/socket`.
    pub socket: String,
    /// The conversation's token; agents have a cookie instead.
    pub token: Option<String>,
    /// Where to speak without WebSockets, if anywhere.
    pub fallback: Option<Fallback>,
}

/// How to speak by HTTP.
pub struct Fallback {
    /// The conversation's path: frames are posted to `{path}/frames`, entries are read from it.
    pub path: String,
    /// The last place that the reader has.
    pub after: Box<dyn Fn() -> Option<Seq>>,
}

/// What a line tells its owner.
pub enum News {
    /// It is up, perhaps again: resume, and send what is unsent.
    Up,
    /// Frames came: a JSON array of them.
    Frames(String),
    /// This one could not be delivered.
    Undelivered(Option<ClientId>, RefusalCode),
    /// It is down, or could not come up, and tries to. May be told twice.
    Down,
    /// The edge does not want this caller. The line stays down.
    Refused(Problem),
}

/// A line to the edge. It closes when the last clone is dropped.
#[derive(Clone)]
pub struct Line(Rc<Inner>);

impl Line {
    /// Opens a line; `hear` is told what comes, never before this function has returned.
    #[must_use]
    pub fn open(target: Target, hear: impl Fn(News) + 'static) -> Self {
        let inner = Rc::new(Inner {
            target,
            hear: Box::new(hear),
            state: RefCell::default(),
            listeners: RefCell::default(),
        });
        *inner.listeners.borrow_mut() = inner.listen();
        inner.connect();
        Self(inner)
    }

    /// Sends one frame if the line is up. A frame that is lost on the way is its owner's to repeat.
    pub fn send(&self, client_id: Option<ClientId>, frame: String) {
        self.0.send(client_id, frame);
    }

    /// Hangs up and connects again: its owner has waited too long for an answer.
    pub fn restart(&self) {
        self.0.lost();
    }
}

struct Inner {
    target: Target,
    hear: Box<dyn Fn(News)>,
    state: RefCell<State>,
    listeners: RefCell<Vec<EventListener>>,
}

#[derive(Default)]
struct State {
    /// Names sockets and polls, so that what an older one still says is not heard.
    serial: u32,
    socket: Option<Socket>,
    /// The poll that is under way.
    poll: Option<u32>,
    /// Whether the owner was told that the line is up.
    up: bool,
    /// Attempts in a row that opened no socket, or one by which nothing came: there are proxies that let a socket
    /// open and carry nothing.
    failures: u32,
    /// A ping was sent and nothing has been heard since.
    pinged: bool,
    next: Option<Timeout>,
    beat: Option<Interval>,
    /// What waits to be posted, and whether someone is posting.
    letters: VecDeque<(Option<ClientId>, String)>,
    posting: bool,
}

struct Socket {
    serial: u32,
    open: bool,
    /// Whether anything came by it.
    heard: bool,
    socket: WebSocket,
    _listeners: [EventListener; 3],
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close();
    }
}

impl Inner {
    fn connect(self: &Rc<Self>) {
        let serial = self.name();
        let address = address(&self.target.socket);
        let opened = match &self.target.token {
            Some(token) => {
                let protocols = js_sys::Array::of1(&JsValue::from_str(PROTOCOL));
                let mut protocol = String::from("session.");
                protocol.push_str(token);
                protocols.push(&JsValue::from_str(&protocol));
                WebSocket::new_with_str_sequence(&address, &protocols)
            }
            // A browser hangs up on an edge that does not choose among the protocols it names.
            None => WebSocket::new(&address),
        };
        let Ok(socket) = opened else { return self.later(0, Self::failed) };
        let on = |event: &'static str, act: fn(&Rc<Self>, u32, &web_sys::Event)| {
            let line = Rc::downgrade(self);
            EventListener::new(&socket, event, move |event| {
                if let Some(line) = line.upgrade() {
                    act(&line, serial, event);
                }
            })
        };
        let listeners = [
            on("open", |line, serial, _| line.opened(serial)),
            on("message", |line, serial, event| line.heard(serial, event)),
            on("close", |line, serial, event| line.ended(serial, event)),
        ];
        let mut state = self.state.borrow_mut();
        state.socket =
            Some(Socket { serial, open: false, heard: false, socket, _listeners: listeners });
        drop(state);
        self.later(CONNECT, move |line| line.closed(serial));
    }

    fn opened(self: &Rc<Self>, serial: u32) {
        {
            let state = &mut *self.state.borrow_mut();
            let Some(socket) = state.socket.as_mut().filter(|socket| socket.serial == serial)
            else {
                return;
            };
            socket.open = true;
            state.poll = None;
            state.pinged = false;
            state.next = None;
            state.up = true;
            let line = Rc::downgrade(self);
            state.beat = Some(Interval::new(BEAT, move || {
                if let Some(line) = line.upgrade() {
                    line.beat();
                }
            }));
        }
        (self.hear)(News::Up);
    }

    fn heard(&self, serial: u32, event: &web_sys::Event) {
        {
            let state = &mut *self.state.borrow_mut();
            let Some(socket) = state.socket.as_mut().filter(|socket| socket.serial == serial)
            else {
                return;
            };
            socket.heard = true;
            state.failures = 0;
            state.pinged = false;
        }
        let data = event.unchecked_ref::<MessageEvent>().data().as_string();
        if let Some(frame) = data.filter(|data| data.starts_with('{')) {
            let mut frames = String::with_capacity(frame.len() + 2);
            frames.push('[');
            frames.push_str(&frame);
            frames.push(']');
            (self.hear)(News::Frames(frames));
        }
    }

    /// The edge, or the network, closed the socket.
    fn ended(self: &Rc<Self>, serial: u32, event: &web_sys::Event) {
        let event: &CloseEvent = event.unchecked_ref();
        let code = match event.code() {
            close::NOT_YOURS => Code::Forbidden,
            close::REPLACED => Code::TooManyRequests,
            _ => return self.closed(serial),
        };
        if self.state.borrow().socket.as_ref().is_none_or(|socket| socket.serial != serial) {
            return;
        }
        self.hang_up();
        self.state.borrow_mut().next = None;
        (self.hear)(News::Refused(Problem::new(code, event.reason())));
    }

    /// The socket closed, or did not open in time.
    fn closed(self: &Rc<Self>, serial: u32) {
        let socket = {
            let mut state = self.state.borrow_mut();
            if state.socket.as_ref().is_none_or(|socket| socket.serial != serial) {
                return;
            }
            state.beat = None;
            state.socket.take()
        };
        if socket.is_some_and(|socket| socket.heard) {
            self.down();
            self.later(backoff(0), Self::connect);
        } else {
            self.failed();
        }
    }

    /// An open socket is silent though it was asked: another is opened, or what else there is is tried.
    fn lost(self: &Rc<Self>) {
        if self.hang_up() { self.connect() } else { self.failed() }
    }

    /// A socket could not be opened, or carried nothing.
    fn failed(self: &Rc<Self>) {
        let (failures, polls) = {
            let mut state = self.state.borrow_mut();
            state.failures = state.failures.saturating_add(1);
            state.up &= state.poll.is_some();
            (state.failures, state.poll.is_some())
        };
        if polls {
            return self.later(PROBE, Self::connect);
        }
        (self.hear)(News::Down);
        self.later(backoff(failures), Self::connect);
        if failures >= 2 && self.target.fallback.is_some() && !offline() {
            self.poll();
        }
    }

    /// Speaks by HTTP until a socket opens, or nobody answers.
    fn poll(self: &Rc<Self>) {
        let serial = self.name();
        self.state.borrow_mut().poll = Some(serial);
        let line = Rc::downgrade(self);
        spawn_local(async move {
            let mut wait = 0;
            while let Some((path, token)) = next_poll(&line, serial, wait) {
                let patience = Duration::from_secs(wait + 15);
                let got = http::call("GET", &path, token.as_deref(), None, patience).await;
                let Some(line) = line.upgrade() else { return };
                if line.state.borrow().poll != Some(serial) {
                    return;
                }
                match got {
                    Ok(frames) => line.polled(wait == 0, frames),
                    Err(failure) => return line.poll_failed(failure),
                }
                wait = LONG_POLL;
            }
        });
    }

    fn polled(self: &Rc<Self>, first: bool, frames: String) {
        if first {
            self.state.borrow_mut().up = true;
            self.later(PROBE, Self::connect);
            (self.hear)(News::Up);
        }
        (self.hear)(News::Frames(frames));
    }

    fn poll_failed(self: &Rc<Self>, failure: Failure) {
        let failures = {
            let mut state = self.state.borrow_mut();
            state.poll = None;
            state.letters.clear();
            state.failures
        };
        match failure {
            Failure::Told(problem) if is_refusal(&problem) => {
                self.hang_up();
                self.state.borrow_mut().next = None;
                (self.hear)(News::Refused(problem));
            }
            Failure::Told(_) | Failure::Unreachable | Failure::Garbled(_) => {
                self.down();
                self.later(backoff(failures), Self::connect);
            }
        }
    }

    fn send(self: &Rc<Self>, client_id: Option<ClientId>, frame: String) {
        let state = &mut *self.state.borrow_mut();
        match &state.socket {
            Some(socket) if socket.open => {
                // A socket that is closing says so soon.
                let _ = socket.socket.send_with_str(&frame);
            }
            Some(_) | None if state.poll.is_some() && state.up => {
                // One after the other: their order is the visitor's.
                state.letters.push_back((client_id, frame));
                if !state.posting {
                    state.posting = true;
                    spawn_local(post(Rc::downgrade(self)));
                }
            }
            Some(_) | None => {}
        }
    }

    fn down(&self) {
        let was_up = std::mem::take(&mut self.state.borrow_mut().up);
        if was_up {
            (self.hear)(News::Down);
        }
    }

    /// Leaves socket and poll; says whether anything had come by the socket, if there was one.
    fn hang_up(&self) -> bool {
        let socket = {
            let mut state = self.state.borrow_mut();
            state.poll = None;
            state.letters.clear();
            state.beat = None;
            state.socket.take()
        };
        self.down();
        socket.is_none_or(|socket| socket.heard)
    }

    fn beat(self: &Rc<Self>) {
        let dead = {
            let state = &mut *self.state.borrow_mut();
            let Some(socket) = &state.socket else { return };
            state.pinged || socket.socket.send_with_str(PING).is_err() || {
                state.pinged = true;
                false
            }
        };
        if dead {
            self.lost();
        }
    }

    /// The page was woken, or the network is back: sees at once whether the line still holds.
    fn nudge(self: &Rc<Self>) {
        let (open, waiting) = {
            let state = self.state.borrow();
            let open = state.socket.as_ref().is_some_and(|socket| socket.open);
            (open, state.socket.is_none() && state.next.is_some())
        };
        if open {
            self.state.borrow_mut().pinged = false;
            self.beat();
            self.later(PONG, |line| {
                if line.state.borrow().pinged {
                    line.lost();
                }
            });
        } else if waiting {
            self.connect();
        }
    }

    fn listen(self: &Rc<Self>) -> Vec<EventListener> {
        let Some(window) = web_sys::window() else { return Vec::new() };
        let line = Rc::downgrade(self);
        let on = |target: &web_sys::EventTarget, event: &'static str, act: fn(&Rc<Self>)| {
            let line = line.clone();
            EventListener::new(target, event, move |_| {
                if let Some(line) = line.upgrade() {
                    act(&line);
                }
            })
        };
        let mut listeners = vec![
            on(&window, "online", Self::nudge),
            // A page brought back from the browser's history.
            on(&window, "pageshow", Self::nudge),
            // An open line would keep the shop's page out of that history.
            on(&window, "pagehide", Self::pause),
            on(&window, "offline", Self::pause),
        ];
        if let Some(document) = window.document() {
            listeners.push(on(&document, "visibilitychange", |line| {
                if is_visible() {
                    line.nudge();
                }
            }));
        }
        listeners
    }

    fn pause(self: &Rc<Self>) {
        self.hang_up();
        self.later(OFFLINE, Self::connect);
    }

    /// Does the next thing after `millis`, instead of what was to be next.
    fn later(self: &Rc<Self>, millis: u32, act: impl FnOnce(&Rc<Self>) + 'static) {
        let line = Rc::downgrade(self);
        let timeout = Timeout::new(millis, move || {
            if let Some(line) = line.upgrade() {
                act(&line);
            }
        });
        self.state.borrow_mut().next = Some(timeout);
    }

    fn name(&self) -> u32 {
        let mut state = self.state.borrow_mut();
        state.serial = state.serial.wrapping_add(1);
        state.serial
    }
}

fn next_poll(line: &Weak<Inner>, serial: u32, wait: u64) -> Option<(String, Option<String>)> {
    let line = line.upgrade()?;
    if line.state.borrow().poll != Some(serial) {
        return None;
    }
    let fallback = line.target.fallback.as_ref()?;
    let mut path = fallback.path.clone();
    path.push_str("?wait=");
    path.push_str(&wait.to_string());
    if let Some(Seq(after)) = (fallback.after)() {
        path.push_str("&after=");
        path.push_str(&after.to_string());
    }
    Some((path, line.target.token.clone()))
}

/// Posts what waits, one after the other.
async fn post(line: Weak<Inner>) {
    loop {
        let Some(held) = line.upgrade() else { return };
        let letter = held.state.borrow_mut().letters.pop_front();
        let (Some((client_id, frame)), Some(fallback)) = (letter, &held.target.fallback) else {
            held.state.borrow_mut().posting = false;
            return;
        };
        let mut path = fallback.path.clone();
        path.push_str("/frames");
        let token = held.target.token.clone();
        drop(held);
        let posted = http::call("POST", &path, token.as_deref(), Some(&frame), PATIENCE).await;
        // Its owner may have left it for another conversation's.
        let Some(line) = line.upgrade() else { return };
        match posted {
            Ok(frames) => (line.hear)(News::Frames(frames)),
            Err(Failure::Told(problem)) => {
                let code = match problem.code {
                    Code::TooManyRequests => RefusalCode::TooMany,
                    code if code.is_passing() => RefusalCode::Unavailable,
                    _ if is_refusal(&problem) => {
                        line.state.borrow_mut().posting = false;
                        return line.poll_failed(Failure::Told(problem));
                    }
                    _ => RefusalCode::BadFrame,
                };
                (line.hear)(News::Undelivered(client_id, code));
            }
            Err(Failure::Unreachable | Failure::Garbled(_)) => {
                (line.hear)(News::Undelivered(client_id, RefusalCode::Unavailable));
            }
        }
    }
}

const fn is_refusal(problem: &Problem) -> bool {
    matches!(
        problem.code,
        Code::Unauthorized
            | Code::BadToken
            | Code::Forbidden
            | Code::ForeignOrigin
            | Code::NotFound
    )
}

fn address(path: &str) -> String {
    let location = web_sys::window().map(|window| window.location());
    let part = |read: fn(&web_sys::Location) -> Result<String, JsValue>| {
        location.as_ref().and_then(|location| read(location).ok()).unwrap_or_default()
    };
    let scheme = if part(web_sys::Location::protocol) == "http:" { "ws://" } else { "wss://" };
    let mut address = String::from(scheme);
    address.push_str(&part(web_sys::Location::host));
    address.push_str(path);
    address
}

fn offline() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}

/// Half a second, doubled at each failure, half a minute at most; spread, so that the visitors of a
/// restarted edge do not come back all at once.
fn backoff(failures: u32) -> u32 {
    let longest = f64::from(500_u32 << failures.min(6)).min(30_000.0);
    (longest * (0.5 + js_sys::Math::random() / 2.0)) as u32
}

/// How long a socket may take to open.
const CONNECT: u32 = 8_000;
/// How often a silent line is asked whether it still holds. Proxies forget it after 30 to 60 s.
const BEAT: u32 = 20_000;
/// How long a woken line may take to answer.
const PONG: u32 = 4_000;
/// How long to wait while the browser says that there is no network.
const OFFLINE: u32 = 30_000;
/// How often a socket is tried while polling works.
const PROBE: u32 = 180_000;
/// How long the edge holds a poll, in seconds.
const LONG_POLL: u64 = 25;
/// How long a posted frame may take.
const PATIENCE: Duration = Duration::from_secs(10);
