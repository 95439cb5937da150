//! One conversation over a line: what is confirmed, what is on its way, who is typing.
//!
//! Whatever is composed is in the outbox until the transcript shows it; it is sent again on every
//! new line and after every silence, under the same name, so that the edge stores it once.

use gloo::timers::callback::Timeout;
use shared::id::{ClientId, Seq};
use shared::problem::Problem;
use shared::time::Timestamp;
use shared::timeline::{Delivery, Pending, Timeline};
use shared::transcript::{Author, Entry};
use shared::wire::{RefusalCode, RoomFrame};

use crate::connection::{Line, News, Target};
use crate::json::{self, Json, Object};
use crate::signal::*;
use crate::wire::Visit;
use crate::{ids, storage, time, wire};

/// What a page composes: a message or a tap.
pub trait Draft: Clone + Send + Sync + 'static {
    /// The frame that sends it, as JSON.
    fn frame(&self, client_id: ClientId) -> String;

    /// The draft that a frame sends, for pages that keep their outbox across reloads.
    fn of_frame(frame: &Json) -> Option<Self> {
        let _ = frame;
        None
    }

    /// Its words, if the thread shows it while it is on its way.
    fn words(&self) -> Option<&str>;

    /// Whether it means something in another conversation, where this one cannot go on: a wish for a
    /// person does, stars for this one do not. What does not is over once it was refused.
    fn goes_on(&self) -> bool {
        true
    }
}

/// How the line is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Link {
    /// There is none.
    Closed,
    /// It is being opened for the first time.
    Connecting,
    /// It is up.
    Up,
    /// It was lost, or could not be opened; it tries to come back.
    Down,
}

/// What a talk tells its page.
pub enum Told<'a> {
    /// Entries took their place.
    Entries {
        /// In order, at least one; from place 0 where they come for the first time, or all over again.
        entries: &'a [Entry],
        /// Whether they have just happened; those of the history have not.
        live: bool,
    },
    /// The edge does not want this caller: the token is dead, or the cookie.
    Refused(Problem),
    /// The transcript is full, and did not take this: only a new conversation goes on.
    Full(Option<ClientId>),
}

/// One conversation. A handle: its copies are the same conversation.
pub struct Talk<D: Draft> {
    /// What is confirmed, and what is on its way.
    pub timeline: RwSignal<Timeline<D>>,
    /// How the line is.
    pub link: RwSignal<Link>,
    /// Whether the whole history has arrived.
    pub is_current: RwSignal<bool>,
    /// Whether someone else is typing.
    pub typing: RwSignal<bool>,
    /// How many wait before this visitor, as last told.
    pub ahead: RwSignal<Option<usize>>,
    inner: StoredValue<Inner, LocalStorage>,
}

struct Inner {
    author: Author,
    /// Under which prefix the outbox is kept; empty: nowhere.
    kept: String,
    line: Option<Line>,
    tell: std::rc::Rc<dyn Fn(Told<'_>)>,
    /// What has been sent on this line and not been answered.
    sent: Vec<ClientId>,
    /// Which line: what was sent on an earlier one is not waited for.
    lines: u32,
    typed_at: f64,
    /// The page that the visitor is on, until it is told.
    visit: Option<String>,
    hush: Option<Timeout>,
}

impl<D: Draft> Talk<D> {
    /// A conversation of `author` without a line. What it composes is kept in the browser's storage
    /// under keys that begin with `kept`, and found there again; with an empty `kept`, nowhere.
    ///
    /// It lives as long as the reactive owner it is made under.
    #[must_use]
    pub fn new(author: Author, kept: String, tell: impl Fn(Told<'_>) + 'static) -> Self {
        let mut timeline = Timeline::new(author.clone());
        if !kept.is_empty() {
            let kept = storage::keys(&kept);
            let mut saved = Vec::<Pending<D>>::new();
            for pending in kept.iter().filter_map(|key| restore::<D>(key)) {
                let place = saved.partition_point(|other| other.at <= pending.at);
                saved.insert(place, pending);
            }
            timeline.restore(saved);
        }
        let talk = Self {
            timeline: RwSignal::new(timeline),
            link: RwSignal::new(Link::Closed),
            is_current: RwSignal::new(false),
            typing: RwSignal::new(false),
            ahead: RwSignal::new(None),
            inner: StoredValue::new_local(Inner {
                author,
                kept,
                line: None,
                tell: std::rc::Rc::new(tell),
                sent: Vec::new(),
                lines: 0,
                typed_at: 0.0,
                visit: None,
                hush: None,
            }),
        };
        on_cleanup(move || talk.hang_up());
        talk
    }

    /// Opens the line.
    pub fn connect(self, target: Target) {
        self.hang_up();
        self.link.set(Link::Connecting);
        let line = Line::open(target, move |news| self.hear(news));
        self.inner.update_value(|inner| inner.line = Some(line));
    }

    /// Closes the line. What is on its way stays.
    pub fn hang_up(self) {
        let line = self.inner.try_update_value(|inner| inner.line.take()).flatten();
        drop(line);
        let _ = self.link.try_set(Link::Closed);
    }

    /// Composes something, and sends it as soon as it can. Returns its name.
    pub fn compose(self, draft: D) -> ClientId {
        let client_id = ids::client_id();
        let now = time::now();
        self.timeline.update(|timeline| timeline.compose(client_id, draft, now));
        self.keep(client_id);
        self.send_unsent();
        client_id
    }

    /// Sends again what was refused.
    pub fn retry(self, client_id: ClientId) {
        self.timeline.update(|timeline| timeline.retry(client_id));
        self.keep(client_id);
        self.send_unsent();
    }

    /// Takes it as refused: sending it again is its author's choice.
    pub fn refuse(self, client_id: ClientId) {
        self.timeline.update(|timeline| timeline.refuse(client_id));
        self.keep(client_id);
    }

    /// Keeps what is on its way, and what will be, under keys that begin with `kept` from now on.
    pub fn keep_under(self, kept: String) {
        let names: Vec<ClientId> = self.timeline.with_untracked(|timeline| {
            timeline.outbox().iter().map(|pending| pending.client_id).collect()
        });
        let before = self.inner.try_update_value(|inner| std::mem::replace(&mut inner.kept, kept));
        for client_id in names {
            storage::remove(
                &[before.as_deref().unwrap_or_default(), &client_id.to_string()].concat(),
            );
            self.keep(client_id);
        }
    }

    /// Gives up what was refused.
    pub fn discard(self, client_id: ClientId) {
        self.timeline.update(|timeline| timeline.discard(client_id));
        self.keep(client_id);
    }

    /// Tells the edge what page the visitor is on, as soon as the line is up.
    pub fn visits(self, page: &Visit) {
        self.inner.update_value(|inner| inner.visit = Some(wire::visit(page)));
        self.send_visit();
    }

    /// Tells the others that this author is typing, every few seconds at most.
    pub fn types(self) {
        let now = js_sys::Date::now();
        let due = self.inner.try_update_value(|inner| {
            let due = now - inner.typed_at > TYPING_EVERY;
            if due {
                inner.typed_at = now;
            }
            due
        });
        if due == Some(true) {
            self.send(None, wire::typing());
        }
    }

    /// Starts over under a new line, in another conversation: the entries are gone, what is on its way
    /// stays if it means something there.
    pub fn renew(self) {
        self.hang_up();
        let tied: Vec<ClientId> = self.timeline.with_untracked(|timeline| {
            let tied = timeline.outbox().iter().filter(|pending| !pending.draft.goes_on());
            tied.map(|pending| pending.client_id).collect()
        });
        tied.into_iter().for_each(|client_id| self.discard(client_id));
        let author = self.inner.with_value(|inner| inner.author.clone());
        self.timeline.update(|timeline| {
            let mut outbox = timeline.outbox().to_vec();
            for pending in &mut outbox {
                pending.delivery = Delivery::Pending;
            }
            *timeline = Timeline::new(author);
            timeline.restore(outbox);
        });
        self.is_current.set(false);
        self.ahead.set(None);
    }

    /// Starts over with nothing.
    pub fn forget(self) {
        self.hang_up();
        let (author, kept) =
            self.inner.with_value(|inner| (inner.author.clone(), inner.kept.clone()));
        if !kept.is_empty() {
            storage::keys(&kept).iter().for_each(|key| storage::remove(key));
        }
        self.timeline.set(Timeline::new(author));
        self.is_current.set(false);
        self.ahead.set(None);
    }

    fn hear(self, news: News) {
        if self.inner.try_with_value(|_| ()).is_none() {
            return;
        }
        match news {
            News::Up => {
                self.inner.update_value(|inner| {
                    inner.sent.clear();
                    inner.lines = inner.lines.wrapping_add(1);
                });
                self.timeline.update(Timeline::reconnect);
                self.link.set(Link::Up);
                self.resume();
                self.send_visit();
                self.send_unsent();
            }
            News::Frames(frames) => {
                // Frames that we do not know are an edge's of another version: passed over.
                let frames = json::parse(&frames).unwrap_or(Json::Null);
                frames.list().iter().filter_map(wire::frame).for_each(|frame| self.take(frame));
            }
            News::Undelivered(client_id, code) => self.refused(client_id, code),
            News::Down => {
                self.link.set(Link::Down);
                self.typing.set(false);
            }
            News::Refused(problem) => {
                self.link.set(Link::Closed);
                self.tell(Told::Refused(problem));
            }
        }
    }

    fn take(self, frame: RoomFrame) {
        match frame {
            RoomFrame::Entries { entries } => self.receive(entries),
            RoomFrame::Current => self.is_current.set(true),
            RoomFrame::Acknowledged { client_id, seq } => {
                self.answered(client_id);
                let to_come = self
                    .timeline
                    .try_update(|timeline| timeline.acknowledge(client_id, seq))
                    .unwrap_or_default();
                self.keep(client_id);
                if to_come {
                    self.resume();
                }
            }
            RoomFrame::Refused { client_id, code } => self.refused(client_id, code),
            RoomFrame::Typing => self.other_types(),
            RoomFrame::Place { ahead } => self.ahead.set(Some(ahead)),
        }
    }

    fn receive(self, entries: Vec<Entry>) {
        let Some(received) = self.timeline.try_update(|timeline| timeline.receive(entries)) else {
            return;
        };
        if received.gap {
            self.resume();
        }
        if received.fresh == 0 {
            return;
        }
        let fresh = self.timeline.with_untracked(|timeline| {
            let entries = timeline.entries();
            entries[entries.len() - received.fresh..].to_vec()
        });
        let author = self.inner.with_value(|inner| inner.author.clone());
        for entry in &fresh {
            match entry.fact.sent() {
                Some((sender, client_id)) if sender == author => {
                    self.answered(client_id);
                    self.keep(client_id);
                }
                Some(_) | None => self.typing.set(false),
            }
        }
        let live = self.is_current.get_untracked();
        self.tell(Told::Entries { entries: &fresh, live });
    }

    fn refused(self, client_id: Option<ClientId>, code: RefusalCode) {
        if let Some(client_id) = client_id {
            self.answered(client_id);
        }
        match code {
            RefusalCode::TooMany | RefusalCode::Unavailable => {
                Timeout::new(AGAIN, move || {
                    // What has no name was no message: the history has still to come.
                    if client_id.is_none() && self.link.try_get_untracked() == Some(Link::Up) {
                        self.resume();
                    }
                    self.send_unsent();
                })
                .forget();
            }
            RefusalCode::Ahead => self.start_over(),
            RefusalCode::BadFrame
            | RefusalCode::NoSuchAnswer
            | RefusalCode::AskedSince
            | RefusalCode::NotYours
            | RefusalCode::Full => match client_id {
                // Nothing follows from it, and no new conversation is begun for it.
                Some(client_id) if !self.goes_on(client_id) => self.discard(client_id),
                client_id if code == RefusalCode::Full => self.tell(Told::Full(client_id)),
                Some(client_id) => self.refuse(client_id),
                None => {}
            },
        }
    }

    fn goes_on(self, client_id: ClientId) -> bool {
        self.timeline.with_untracked(|timeline| {
            let mut outbox = timeline.outbox().iter();
            outbox.all(|pending| pending.client_id != client_id || pending.draft.goes_on())
        })
    }

    /// The edge has less than what is shown: shows what it has instead. What is on its way is sent again.
    fn start_over(self) {
        self.timeline.update(Timeline::start_over);
        self.is_current.set(false);
        self.resume();
        self.send_unsent();
    }

    fn other_types(self) {
        self.typing.set(true);
        let hush = Timeout::new(TYPING_FOR, move || {
            let _ = self.typing.try_set(false);
        });
        self.inner.update_value(|inner| inner.hush = Some(hush));
    }

    fn resume(self) {
        let after = self.timeline.with_untracked(Timeline::last);
        self.send(None, wire::resume(after));
    }

    fn send_visit(self) {
        if self.link.try_get_untracked() == Some(Link::Up)
            && let Some(visit) = self.inner.try_update_value(|inner| inner.visit.take()).flatten()
        {
            self.send(None, visit);
        }
    }

    fn send_unsent(self) {
        if self.link.try_get_untracked() != Some(Link::Up) {
            return;
        }
        let unsent: Vec<(ClientId, String)> = self.timeline.with_untracked(|timeline| {
            timeline.unsent().map(|p| (p.client_id, p.draft.frame(p.client_id))).collect()
        });
        for (client_id, frame) in unsent {
            let is_new = self.inner.try_update_value(|inner| {
                let is_new = !inner.sent.contains(&client_id);
                if is_new {
                    inner.sent.push(client_id);
                }
                is_new
            });
            if is_new == Some(true) {
                self.send(Some(client_id), frame);
                self.expect_answer(client_id);
            }
        }
    }

    /// A line that does not answer is no line, whatever the browser thinks.
    fn expect_answer(self, client_id: ClientId) {
        let lines = self.inner.with_value(|inner| inner.lines);
        Timeout::new(ANSWER, move || {
            let line = self.inner.try_with_value(|inner| {
                let waits = inner.lines == lines && inner.sent.contains(&client_id);
                inner.line.clone().filter(|_| waits)
            });
            if let Some(line) = line.flatten() {
                line.restart();
            }
        })
        .forget();
    }

    fn answered(self, client_id: ClientId) {
        self.inner.update_value(|inner| {
            inner.sent.retain(|sent| *sent != client_id);
        });
    }

    fn send(self, client_id: Option<ClientId>, frame: String) {
        let line = self.inner.try_with_value(|inner| inner.line.clone()).flatten();
        if let Some(line) = line {
            line.send(client_id, frame);
        }
    }

    /// Keeps what is on its way as it is now, or forgets it when it has arrived.
    fn keep(self, client_id: ClientId) {
        let kept = self.inner.with_value(|inner| inner.kept.clone());
        if kept.is_empty() {
            return;
        }
        let mut key = kept;
        key.push_str(&client_id.to_string());
        self.timeline.with_untracked(|timeline| {
            match timeline.outbox().iter().find(|pending| pending.client_id == client_id) {
                Some(pending) => {
                    storage::write_text(&key, &saved(pending));
                }
                None => storage::remove(&key),
            }
        });
    }

    fn tell(self, told: Told<'_>) {
        let tell = self.inner.with_value(|inner| inner.tell.clone());
        tell(told);
    }
}

impl<D: Draft> Clone for Talk<D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: Draft> Copy for Talk<D> {}

/// The place after which a fallback reads: for [`Fallback::after`](crate::connection::Fallback).
pub fn last_place<D: Draft>(talk: Talk<D>) -> Box<dyn Fn() -> Option<Seq>> {
    Box::new(move || talk.timeline.try_with_untracked(Timeline::last).flatten())
}

/// Something on its way, as it is kept.
fn saved<D: Draft>(pending: &Pending<D>) -> String {
    let Pending { client_id, at, draft, delivery } = pending;
    let failed = *delivery == Delivery::Failed;
    Object::new()
        .number("at", at.0)
        .flag("failed", failed)
        .raw("frame", &draft.frame(*client_id))
        .done()
}

/// What is kept under `key`. An answer to the page that closed is not heard here: unless it was
/// refused, it is on its way again.
fn restore<D: Draft>(key: &str) -> Option<Pending<D>> {
    let kept = json::parse(&storage::read_text(key)?)?;
    let frame = kept.get("frame");
    Some(Pending {
        client_id: frame.text("client_id")?.parse().ok()?,
        at: Timestamp(kept.number("at")?),
        draft: D::of_frame(frame)?,
        delivery: if kept.flag("failed") { Delivery::Failed } else { Delivery::Pending },
    })
}

/// Takes what is kept under `key` as refused, whatever became of it: words are kept under keys that
/// begin with `kept` instead, for a talk that is made with these, and anything else is forgotten.
pub fn put_by<D: Draft>(key: &str, kept: &str) {
    if let Some(pending) = restore::<D>(key).filter(|pending| pending.draft.words().is_some()) {
        let refused = Pending { delivery: Delivery::Failed, ..pending };
        let key = [kept, &refused.client_id.to_string()].concat();
        storage::write_text(&key, &saved(&refused));
    }
    storage::remove(key);
}

/// When what is kept under `key` was composed, if it can be read.
#[must_use]
pub fn kept_since(key: &str) -> Option<Timestamp> {
    json::parse(&storage::read_text(key)?)?.number("at").map(Timestamp)
}

/// How often the others are told that someone is typing, in milliseconds.
const TYPING_EVERY: f64 = 3_000.0;
/// How long that holds.
const TYPING_FOR: u32 = 5_000;
/// How long an answer may take.
const ANSWER: u32 = 10_000;
/// How long to wait before sending again what the edge could not take.
const AGAIN: u32 = 3_000;
