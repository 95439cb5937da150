//! The desk as this agent sees it: who waits, who is there, and the conversations that are open.

use std::collections::{BTreeMap, BTreeSet};

use gloo::timers::callback::{Interval, Timeout};
use leptos::prelude::*;
use shared::api::SignedIn;
use shared::id::{AgentId, ConversationId};
use shared::policy::Hatch;
use shared::time::Timestamp;
use shared::wire::{Colleague, DeskCommand, DeskFrame, DeskRow, Stage, TakeRefusal};
use ui::connection::{Line, News, Target};
use ui::http::Failure;
use ui::locale::fill;
use ui::screen::is_visible;
use ui::talk::Link;
use ui::time;
use wasm_bindgen_futures::spawn_local;

use crate::bell::{Bell, Ring};
use crate::clock::Clock;
use crate::draft;
use crate::focus;
use crate::frames::{self, Read};
use crate::hands::Hands;
use crate::notice::Notice;
use crate::outbox;
use crate::pane::Pane;
use crate::place::Place;
use crate::room::{News as RoomNews, Room};
use crate::session;
use crate::talk;
use crate::tell;
use crate::words::Words;

/// The desk. A handle: its copies are the same.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// Who sits here.
    pub(crate) me: StoredValue<SignedIn>,
    /// Everything that waits, is offered, is assigned or was promised, most urgent first.
    pub(crate) rows: RwSignal<Vec<DeskRow>>,
    /// How many tickets there are beyond these.
    pub(crate) more_tickets: RwSignal<usize>,
    /// The people of the shop.
    pub(crate) agents: RwSignal<Vec<Colleague>>,
    /// Whether this agent wants offers.
    pub(crate) available: RwSignal<bool>,
    /// How the line is.
    pub(crate) link: RwSignal<Link>,
    /// Whether another window has taken this one's place.
    pub(crate) displaced: RwSignal<bool>,
    /// Whether the edge says what this page does not know: it is of a newer version.
    pub(crate) outdated: RwSignal<bool>,
    /// Something that went otherwise than wished, until it is read.
    pub(crate) notice: RwSignal<Notice>,
    /// The conversation that is looked at.
    pub(crate) selected: RwSignal<Option<ConversationId>>,
    /// What a narrow screen shows of it.
    pub(crate) pane: RwSignal<Pane>,
    /// What this agent wants to take.
    wanted: RwSignal<Option<Wanted>>,
    /// The conversations that are open.
    pub(crate) rooms: RwSignal<BTreeMap<ConversationId, Room>>,
    /// By which rows of the shop's policy messages are judged.
    pub(crate) hatch: Hatch,
    /// From how many seconds on a wait is long: then it escalates.
    pub(crate) long: u64,
    /// The edge's time.
    pub(crate) clock: Clock,
    /// What rings.
    pub(crate) bell: Bell,
    /// Whether somebody is writing.
    pub(crate) hands: Hands,
    inner: StoredValue<Inner, LocalStorage>,
}

struct Inner {
    line: Option<Line>,
    /// What rooms live under.
    owner: Owner,
    owners: BTreeMap<ConversationId, Owner>,
    /// Who waited at the last look; `None` before the first.
    waited: Option<BTreeSet<ConversationId>>,
    /// What was offered to this agent at the last look, each until then.
    offered: BTreeSet<(ConversationId, Timestamp)>,
    /// What was this agent's at the last look.
    mine: BTreeSet<ConversationId>,
    words: &'static Words,
    leave: Callback<Option<String>>,
    watch: Option<Interval>,
    hush: Option<Timeout>,
}

/// A conversation that this agent wants to take, from the press of the button on.
#[derive(Clone, Copy)]
struct Wanted {
    conversation: ConversationId,
    /// When the button was pressed.
    at: Timestamp,
    /// What was looked at then.
    before: Option<ConversationId>,
    /// Whether it is looked at from then on.
    looks: bool,
    answer: Answer,
}

/// What the desk says to who wants to take a conversation.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Answer {
    /// Nothing yet.
    Awaited,
    /// Nothing, and the line broke since: what it shows next is the answer.
    CutOff,
    /// It is theirs.
    Given,
}

impl Desk {
    /// Sits down: opens the line. `leave` is called when the sign-in is no longer good.
    pub(crate) fn open(
        me: SignedIn,
        words: &'static Words,
        leave: Callback<Option<String>>,
    ) -> Self {
        draft::forget_others(&me.site, &me.agent);
        outbox::forget_old();
        let desk = Self {
            hatch: me.hatch,
            long: me.wait_seconds,
            me: StoredValue::new(me),
            rows: RwSignal::new(Vec::new()),
            more_tickets: RwSignal::new(0),
            agents: RwSignal::new(Vec::new()),
            available: RwSignal::new(true),
            link: RwSignal::new(Link::Connecting),
            displaced: RwSignal::new(false),
            outdated: RwSignal::new(false),
            notice: RwSignal::default(),
            selected: RwSignal::new(None),
            pane: RwSignal::new(Pane::Lists),
            wanted: RwSignal::new(None),
            rooms: RwSignal::new(BTreeMap::new()),
            clock: Clock::new(),
            bell: Bell::new(),
            hands: Hands::new(),
            inner: StoredValue::new_local(Inner {
                line: None,
                owner: Owner::current().unwrap_or_default(),
                owners: BTreeMap::new(),
                waited: None,
                offered: BTreeSet::new(),
                mine: BTreeSet::new(),
                words,
                leave,
                watch: None,
                hush: None,
            }),
        };
        desk.connect();
        Effect::new(move || desk.close_lost());
        desk.watch_other_windows();
        let watch = Interval::new(WATCH, move || desk.check_session());
        desk.inner.update_value(|inner| inner.watch = Some(watch));
        on_cleanup(move || {
            let _ = desk.inner.try_update_value(|inner| {
                inner.line = None;
                inner.watch = None;
                inner.hush = None;
            });
        });
        desk
    }

    /// Opens the line, instead of the one there was.
    pub(crate) fn connect(self) {
        let socket = self.me.with_value(|me| format!("/v1/sites/{}/desk/socket", me.site));
        let target = Target { socket, token: None, fallback: None };
        self.displaced.set(false);
        self.link.set(Link::Connecting);
        let line = Line::open(target, move |news| self.hear(news));
        self.inner.update_value(|inner| inner.line = Some(line));
    }

    /// Takes a conversation. What is kept for this agent is looked at from now on, so that the page changes by
    /// their hand and not when the answer comes; anything else once it is theirs, for another may be quicker.
    pub(crate) fn take(self, conversation: ConversationId) {
        if !self.command(DeskCommand::Take { conversation }) {
            return;
        }
        let looks = self.row_untracked(conversation).is_some_and(
            |row| matches!(row.stage, Stage::Offered { agent, .. } if agent == self.my_id()),
        );
        self.wanted.set(Some(Wanted {
            conversation,
            at: time::now(),
            before: self.selected.get_untracked(),
            looks,
            answer: Answer::Awaited,
        }));
        if looks {
            self.select(conversation);
        }
    }

    /// It is this agent's by the transcript, too.
    pub(crate) fn has_come(self, conversation: ConversationId) {
        if untrack(|| self.is_wanted(conversation)) {
            self.wanted.set(None);
        }
    }

    /// Whether this agent wants to take it, and is not known yet to have it.
    pub(crate) fn is_wanted(self, conversation: ConversationId) -> bool {
        self.wanted.with(|wanted| wanted.is_some_and(|wanted| wanted.conversation == conversation))
    }

    /// Leaves an offer to others.
    pub(crate) fn decline(self, conversation: ConversationId) {
        self.command(DeskCommand::Decline { conversation });
    }

    /// Says goodbye: what this agent has goes to others at once. Without a line it goes when they are missed.
    pub(crate) fn say_goodbye(self) {
        if self.link.get_untracked() == Link::Up {
            self.command(DeskCommand::Leave);
        }
    }

    /// Wants offers, or none.
    pub(crate) fn set_available(self, available: bool) {
        if self.command(DeskCommand::Available { available }) {
            self.available.set(available);
        }
    }

    /// Looks at a conversation.
    pub(crate) fn select(self, conversation: ConversationId) {
        self.show(conversation, Pane::Talk);
        Place::Talk(conversation).go();
    }

    /// Looks at none.
    pub(crate) fn unselect(self) {
        self.show_none();
        Place::Desk.go();
    }

    /// On a narrow screen, looks at what was said.
    pub(crate) fn show_talk(self) {
        self.turn_to(Pane::Talk, Place::Talk);
    }

    /// On a narrow screen, looks at what is known of the visitor.
    pub(crate) fn show_details(self) {
        self.turn_to(Pane::Context, Place::Details);
    }

    fn turn_to(self, pane: Pane, place: fn(ConversationId) -> Place) {
        self.pane.set(pane);
        if let Some(selected) = self.selected.get_untracked() {
            place(selected).go();
        }
    }

    /// The address leads here. A conversation that is not this agent's to look into, as one of a link or of
    /// yesterday, leads on to the desk.
    pub(crate) fn follow(self, place: &Place) {
        let (conversation, pane) = match place {
            Place::Talk(conversation) => (*conversation, Pane::Talk),
            Place::Details(conversation) => (*conversation, Pane::Context),
            Place::Desk => return self.show_none(),
            // It is looked at again on the way back.
            Place::Articles
            | Place::Article(_)
            | Place::NewArticle(_)
            | Place::Try(_)
            | Place::Misses
            | Place::Publications
            | Place::Files
            | Place::Graph
            | Place::Entity(_)
            | Place::NewEntity => return,
        };
        if self.selected.get_untracked() == Some(conversation) {
            self.pane.set(pane);
        } else if self.is_first_look() {
            // It is asked again then.
        } else if self.row_untracked(conversation).is_some_and(|row| self.may_look(&row)) {
            self.show(conversation, pane);
        } else {
            Place::Desk.replace();
        }
    }

    fn show(self, conversation: ConversationId, pane: Pane) {
        let row = self.row_untracked(conversation);
        self.ensure(conversation, row.as_ref().map(|row| row.since));
        self.selected.set(Some(conversation));
        self.pane.set(pane);
        if let Some(room) = self.room_untracked(conversation) {
            room.unread.set(0);
            room.is_new.set(false);
            // It may have been looked into before, as long as it was offered.
            if row.is_some_and(|row| self.may_look(&row)) {
                room.look_again();
            }
        }
        self.sweep_soon();
    }

    fn show_none(self) {
        self.selected.set(None);
        self.pane.set(Pane::Lists);
        self.sweep_soon();
    }

    /// The conversation that is looked at.
    pub(crate) fn room(self) -> Option<Room> {
        let id = self.selected.get()?;
        self.rooms.with(|rooms| rooms.get(&id).copied())
    }

    /// The row of a conversation.
    pub(crate) fn row(self, id: ConversationId) -> Option<DeskRow> {
        self.rows.with(|rows| rows.iter().find(|row| row.conversation == id).cloned())
    }

    /// Who sits here.
    pub(crate) fn my_id(self) -> AgentId {
        self.me.with_value(|me| me.agent.clone())
    }

    /// How an agent is called.
    pub(crate) fn called(self, agent: &AgentId) -> String {
        self.agents.with(|agents| name_of(agents, agent))
    }

    /// How the visitor of a conversation is called.
    pub(crate) fn visitor(self, room: Room) -> String {
        let words = self.inner.with_value(|inner| inner.words);
        let row = self.row_untracked(room.id);
        row.and_then(|row| row.digest.name).unwrap_or_else(|| {
            room.summary.with_untracked(|summary| tell::name(&summary.visitor, words))
        })
    }

    /// How many want something of this agent now: who waits for anybody or is offered to them, and
    /// what their visitors have said unseen.
    pub(crate) fn calls(self) -> usize {
        let me = self.my_id();
        let waiting = self.rows.with(|rows| {
            let waiting = rows.iter().filter(|row| match &row.stage {
                Stage::Waiting => true,
                Stage::Offered { agent, .. } => *agent == me,
                Stage::Assigned { .. } | Stage::Ticketed => false,
            });
            waiting.count()
        });
        let unread =
            self.rooms.with(|rooms| rooms.values().map(|room| room.unread.get()).sum::<usize>());
        waiting + unread
    }

    /// How many conversations are this agent's.
    pub(crate) fn in_hand(self) -> usize {
        self.rows.with(|rows| rows.iter().filter(|row| self.is_mine(row)).count())
    }

    /// Whether something was written here that no visitor has got.
    pub(crate) fn is_unsaid(self) -> bool {
        let is_unsaid =
            |room: &Room| room.unsent() > 0 || room.text.with(|text| !text.trim().is_empty());
        self.rooms.with(|rooms| rooms.values().any(is_unsaid))
    }

    /// Whether a row is this agent's.
    pub(crate) fn is_mine(self, row: &DeskRow) -> bool {
        matches!(&row.stage, Stage::Assigned { agent } if *agent == self.my_id())
    }

    /// Whether the edge lets this agent look into a conversation: a lead into all.
    pub(crate) fn may_look(self, row: &DeskRow) -> bool {
        let me = self.my_id();
        self.me.with_value(|me| me.lead)
            || match &row.stage {
                Stage::Offered { agent, .. } | Stage::Assigned { agent } => *agent == me,
                Stage::Waiting | Stage::Ticketed => false,
            }
    }

    /// Says something until it is read, or for a while.
    pub(crate) fn tell(self, notice: String) {
        self.notice.update(|shown| shown.tell(notice));
        let hush = Timeout::new(NOTICE, move || {
            let _ = self.notice.try_update(Notice::pass);
        });
        self.inner.update_value(|inner| inner.hush = Some(hush));
    }

    fn hear(self, news: News) {
        match news {
            News::Up => self.link.set(Link::Up),
            News::Frames(frames) => {
                for read in frames::read(&frames) {
                    match read {
                        Read::Whole(frame) => {
                            if matches!(frame, DeskFrame::Desk { .. }) {
                                self.outdated.set(false);
                            }
                            self.take_in(frame);
                        }
                        Read::Partly(frame) => {
                            self.outdated.set(true);
                            self.take_in(frame);
                        }
                        Read::Not => self.outdated.set(true),
                    }
                }
            }
            News::Down => {
                self.link.set(Link::Down);
                self.is_cut_off();
            }
            News::Undelivered(..) => {}
            News::Refused(_) => {
                self.link.set(Link::Closed);
                self.displaced.set(true);
                self.is_cut_off();
                // It would come back with the network, and displace another window in its turn.
                self.inner.update_value(|inner| inner.line = None);
            }
        }
    }

    /// What was asked for may have been lost on the way.
    fn is_cut_off(self) {
        self.wanted.update(|wanted| {
            if let Some(wanted) = wanted.as_mut().filter(|it| it.answer == Answer::Awaited) {
                wanted.answer = Answer::CutOff;
            }
        });
    }

    fn take_in(self, frame: DeskFrame) {
        match frame {
            DeskFrame::Desk { rows, more_tickets, agents, available, now } => {
                self.clock.set(now);
                self.agents.set(agents);
                if self.available.get_untracked() != available {
                    self.available.set(available);
                }
                self.rows.set(rows);
                self.more_tickets.set(more_tickets);
                let is_first = self.is_first_look();
                self.ring();
                self.settle(is_first);
                if is_first {
                    self.follow(&Place::now());
                }
            }
            DeskFrame::Refused { conversation, code } => self.refused(conversation, code),
        }
    }

    fn refused(self, conversation: ConversationId, code: TakeRefusal) {
        let words = self.inner.with_value(|inner| inner.words);
        self.give_back(conversation);
        let row = self.row_untracked(conversation);
        let name = row
            .as_ref()
            .and_then(|row| row.digest.name.clone())
            .unwrap_or_else(|| words.anonymous.to_owned());
        let by = match row.map(|row| row.stage) {
            Some(Stage::Offered { agent, .. } | Stage::Assigned { agent }) => {
                Some(self.agents.with_untracked(|agents| name_of(agents, &agent)))
            }
            Some(Stage::Waiting | Stage::Ticketed) | None => None,
        };
        self.tell(match (code, by) {
            (TakeRefusal::Taken, Some(by)) => fill(words.taken_by, &[&name, &by]),
            (TakeRefusal::Taken, None) => fill(words.taken, &[&name]),
            (TakeRefusal::Gone, _) => fill(words.gone, &[&name]),
        });
    }

    /// Rings for visitors who were not there at the last look, and for each new offer: its visitor
    /// may have waited for long.
    fn ring(self) {
        let me = self.my_id();
        let (waits, offers) = self.rows.with_untracked(|rows| {
            let waits = rows.iter().filter(|row| is_waiting(row)).map(|row| row.conversation);
            let offers = rows.iter().filter_map(|row| match &row.stage {
                Stage::Offered { agent, until } if *agent == me => Some((row.conversation, *until)),
                Stage::Waiting
                | Stage::Offered { .. }
                | Stage::Assigned { .. }
                | Stage::Ticketed => None,
            });
            (waits.collect::<BTreeSet<_>>(), offers.collect::<BTreeSet<_>>())
        });
        let new = self.inner.try_update_value(|inner| {
            let is_offered = !offers.is_subset(&inner.offered);
            inner.offered = offers;
            let before = inner.waited.replace(waits.clone());
            before.is_some_and(|before| is_offered || !waits.is_subset(&before))
        });
        if new == Some(true) {
            self.bell.ring(Ring::Visitor);
        }
    }

    /// Opens what has become this agent's, and looks at what was asked for. What was theirs at the first look
    /// is nothing new.
    fn settle(self, is_first: bool) {
        let mine: Vec<_> = self.rows.with_untracked(|rows| {
            let mine = rows.iter().filter(|row| self.is_mine(row));
            mine.map(|row| (row.conversation, row.since)).collect()
        });
        for (id, wait) in &mine {
            self.ensure(*id, Some(*wait));
        }
        let now: BTreeSet<_> = mine.iter().map(|(id, _)| *id).collect();
        let before =
            self.inner.try_update_value(|inner| std::mem::replace(&mut inner.mine, now.clone()));
        for id in now.difference(&before.unwrap_or_default()) {
            if let Some(room) = self.room_untracked(*id) {
                room.look_again();
                if !is_first && self.selected.get_untracked() != Some(*id) {
                    room.is_new.set(true);
                }
            }
        }
        if let Some(wanted) = self.wanted.get_untracked() {
            self.welcome(wanted, now.contains(&wanted.conversation));
        }
        self.sweep_soon();
    }

    /// The desk shows whether a conversation that was wanted is this agent's.
    fn welcome(self, wanted: Wanted, is_mine: bool) {
        let Wanted { conversation, at, before, looks, answer } = wanted;
        match (answer, is_mine) {
            (Answer::Awaited, false) | (Answer::Given, true) => {}
            (Answer::CutOff | Answer::Given, false) => self.wanted.set(None),
            (Answer::Awaited | Answer::CutOff, true) => {
                let shown = self.selected.get_untracked();
                self.wanted.set(Some(Wanted { answer: Answer::Given, ..wanted }));
                if shown == Some(conversation) {
                    // Since the button was pressed, or before.
                } else if looks || shown != before || self.hands.wrote_since(at) {
                    // They are elsewhere by now. To change the page would cut a sentence in two, and take its
                    // end to another visitor.
                    self.announce(conversation);
                } else {
                    self.select(conversation);
                }
            }
        }
    }

    /// Says that a conversation has become this agent's that they do not look at.
    fn announce(self, conversation: ConversationId) {
        if let Some(room) = self.room_untracked(conversation) {
            let words = self.inner.with_value(|inner| inner.words);
            room.is_new.set(true);
            self.tell(fill(words.joined, &[&self.visitor(room)]));
        }
    }

    /// A conversation that was wanted is not this agent's: they look again at what they looked at before.
    fn give_back(self, conversation: ConversationId) {
        let wanted = self.wanted.get_untracked().filter(|it| it.conversation == conversation);
        let Some(Wanted { before, .. }) = wanted else { return };
        self.wanted.set(None);
        if self.selected.get_untracked() == Some(conversation) && before != Some(conversation) {
            match before.filter(|before| self.room_untracked(*before).is_some()) {
                Some(before) => self.select(before),
                None => self.unselect(),
            }
        }
    }

    fn ensure(self, id: ConversationId, wait: Option<Timestamp>) {
        if let Some(room) = self.room_untracked(id) {
            if let Some(wait) = wait {
                room.reopen(wait);
            }
            return;
        }
        let owner = self.inner.with_value(|inner| inner.owner.child());
        let tell = move |room: Room, news| self.told(room, news);
        let room =
            owner.with(|| self.me.with_value(|me| Room::open(id, &me.site, &me.agent, wait, tell)));
        self.inner.update_value(|inner| {
            inner.owners.insert(id, owner);
        });
        self.rooms.update(|rooms| {
            rooms.insert(id, room);
        });
    }

    fn told(self, room: Room, news: RoomNews) {
        let Some(words) = self.inner.try_with_value(|inner| inner.words) else { return };
        match news {
            RoomNews::Said => self.heard(room),
            RoomNews::Unsent(unsent) => self.tell_unsent(room, unsent),
            RoomNews::Refused { ends } => {
                // Who has it may end it, but not over what they have not read.
                let is_asked = ends && untrack(|| room.is_held_by(&self.my_id()));
                let told = match (is_asked, room.full.get_untracked()) {
                    (true, _) => words.asked_since,
                    (false, true) => words.full,
                    (false, false) => words.refused_action,
                };
                self.tell(told.to_owned());
            }
        }
    }

    /// Says that something was not sent to a visitor who is this agent's no more.
    fn tell_unsent(self, room: Room, unsent: usize) {
        let words = self.inner.with_value(|inner| inner.words);
        let told = fill(words.unsent, &[&self.visitor(room), &unsent.to_string()]);
        self.notice.update(|shown| shown.tell_unsent(room.id, told));
    }

    /// A visitor wrote.
    fn heard(self, room: Room) {
        let is_seen = self.selected.get_untracked() == Some(room.id) && is_in_sight();
        // Whoever only looks on is not called back.
        let is_mine = self.row_untracked(room.id).is_some_and(|row| self.is_mine(&row));
        if !is_seen && is_mine {
            room.unread.update(|unread| *unread += 1);
            self.bell.ring(Ring::Message);
        }
    }

    /// What the visitor who is looked at wrote meanwhile is seen, if it is in sight now.
    pub(crate) fn see(self) {
        let selected = self.selected.try_get_untracked().flatten();
        if let Some(room) =
            selected.and_then(|id| self.room_untracked(id)).filter(|_| is_in_sight())
        {
            room.unread.set(0);
        }
    }

    /// Closes what the edge lets this agent into no more. Where there is a line, the edge closes it;
    /// where it was lost and cannot come back, nothing says why, but the desk tells whose it is.
    fn close_lost(self) {
        if self.link.get() != Link::Up || self.me.with_value(|me| me.lead) {
            return;
        }
        let lost: Vec<Room> = self.rooms.with(|rooms| {
            let down = rooms.values().filter(|room| room.talk.link.get() == Link::Down);
            down.copied().collect()
        });
        for room in lost {
            if !self.row(room.id).is_some_and(|row| self.may_look(&row)) {
                room.close();
            }
        }
    }

    /// Closes what nobody looks at any more, once the views of it are gone.
    fn sweep_soon(self) {
        Timeout::new(0, move || self.sweep()).forget();
    }

    fn sweep(self) {
        let Some(selected) = self.selected.try_get_untracked() else { return };
        let is_mine = |id: ConversationId| {
            self.rows.with_untracked(|rows| {
                rows.iter().any(|row| row.conversation == id && self.is_mine(row))
            })
        };
        let over: Vec<ConversationId> = self.rooms.with_untracked(|rooms| {
            let idle = rooms.keys().filter(|id| Some(**id) != selected && !is_mine(**id));
            idle.copied().collect()
        });
        if over.is_empty() {
            return;
        }
        for id in &over {
            let Some(room) = self.room_untracked(*id) else { continue };
            let unsent = room.unsent();
            if unsent > 0 {
                self.tell_unsent(room, unsent);
            }
        }
        self.rooms.update(|rooms| rooms.retain(|id, _| !over.contains(id)));
        let owners = self.inner.try_update_value(|inner| {
            over.iter().filter_map(|id| inner.owners.remove(id)).collect::<Vec<_>>()
        });
        for owner in owners.into_iter().flatten() {
            owner.cleanup();
        }
    }

    /// A line that stays down may be one that the edge refuses: the browser does not tell.
    fn check_session(self) {
        let Some(link) = self.link.try_get_untracked() else { return };
        let is_down = matches!(link, Link::Down | Link::Connecting)
            || self.rooms.with_untracked(|rooms| {
                rooms.values().any(|room| room.talk.link.get_untracked() == Link::Down)
            });
        if is_down {
            self.ask_session();
        }
    }

    /// Asks who is signed in, and leaves if it is not who sits here.
    fn ask_session(self) {
        let (site, agent) = self.me.with_value(|me| (me.site.to_string(), me.agent.clone()));
        spawn_local(async move {
            let who = session::who(&site).await;
            let Some(words) = self.inner.try_with_value(|inner| inner.words) else { return };
            match who {
                Ok(who) if who.agent != agent => self.leave(words.other_agent.to_owned()),
                Err(failure @ Failure::Told(_)) if !failure.is_passing() => {
                    self.leave(tell::explain(&failure, words));
                }
                Ok(_) | Err(_) => {}
            }
        });
    }

    /// Who signs out in one window has signed out in all: they share the cookie.
    fn watch_other_windows(self) {
        let site = self.me.with_value(|me| me.site.to_string());
        session::watch(move |change| {
            let Some(words) = self.inner.try_with_value(|inner| inner.words) else { return };
            match change {
                session::Change::Out(left) if left == site => {
                    self.leave(words.signed_out_elsewhere.to_owned());
                }
                session::Change::In(entered) if entered == site => self.ask_session(),
                session::Change::Out(_) | session::Change::In(_) => {}
            }
        });
    }

    fn leave(self, told: String) {
        if let Some(leave) = self.inner.try_with_value(|inner| inner.leave) {
            leave.run(Some(told));
        }
    }

    /// Sends a command, or says that it cannot be sent: one that waited would be out of date.
    fn command(self, command: DeskCommand) -> bool {
        if self.link.get_untracked() != Link::Up {
            let words = self.inner.with_value(|inner| inner.words);
            self.tell(words.not_connected.to_owned());
            return false;
        }
        // Commands are plain data, which always serialises.
        let text = serde_json::to_string(&command).unwrap_or_default();
        let line = self.inner.with_value(|inner| inner.line.clone());
        if let Some(line) = line {
            line.send(None, text);
        }
        true
    }

    /// Whether the desk has not said yet what there is.
    fn is_first_look(self) -> bool {
        self.inner.with_value(|inner| inner.waited.is_none())
    }

    fn row_untracked(self, id: ConversationId) -> Option<DeskRow> {
        self.rows.with_untracked(|rows| rows.iter().find(|row| row.conversation == id).cloned())
    }

    fn room_untracked(self, id: ConversationId) -> Option<Room> {
        self.rooms.with_untracked(|rooms| rooms.get(&id).copied())
    }
}

/// Whether a row waits for an agent to take it now.
pub(crate) const fn is_waiting(row: &DeskRow) -> bool {
    match row.stage {
        Stage::Waiting | Stage::Offered { .. } => true,
        Stage::Assigned { .. } | Stage::Ticketed => false,
    }
}

/// Whether the conversation that is looked at is on the screen: not where the articles are, nor on a phone
/// what is known of the visitor, nor another tab.
fn is_in_sight() -> bool {
    is_visible() && focus::is_on_page(talk::LOG)
}

fn name_of(agents: &[Colleague], agent: &AgentId) -> String {
    let known = agents.iter().find(|colleague| colleague.agent == *agent);
    known.map_or_else(|| agent.to_string(), |colleague| colleague.name.clone())
}

/// How often a line that is down is asked about, in milliseconds.
const WATCH: u32 = 6_000;
/// How long a notice stays that passes, in milliseconds.
const NOTICE: u32 = 8_000;
