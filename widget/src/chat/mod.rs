//! The state of the page, and everything a visitor can do.
//!
//! - [`whose`]: who is here, and whose the conversation is
//! - [`start`]: how it begins and goes on
//! - [`says`]: what the visitor says
//! - [`knows`]: the shop's profile, rules and articles
//! - [`page`]: the shop's page around the chat

mod knows;
mod page;
mod says;
mod start;
mod whose;

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Date, Promise};
use shared::problem::Code;
use shared::timeline::is_shown;
use shared::transcript::{Author, Entry, Fact};
use ui::locale::Locale;
use ui::screen::is_visible;
use ui::shop::Shop;
use ui::signal::*;
use ui::talk::{Link, Talk, Told};
use ui::wire::Visit;
use ui::{json, storage};
use wasm_bindgen_futures::spawn_local;

use crate::answers::Answers;
use crate::dom::{document, react};
use crate::draft::Draft;
use crate::host::{self, Identity};
use crate::reader::Reader;
use crate::rules::Rules;
use crate::session::{Keys, Session};
use crate::shell;
use crate::standing::Standing;
use crate::words::{self, Words};

/// The page. A handle: its copies are the same page.
#[derive(Clone, Copy)]
pub(crate) struct Chat {
    pub(crate) locale: Locale,
    pub(crate) words: &'static Words,
    /// Whether the shop's page is around this one.
    pub(crate) framed: bool,
    pub(crate) talk: Talk<Draft>,
    /// How the shop presents itself, once known.
    pub(crate) shop: RwSignal<Option<Shop>>,
    /// Whether people are there now.
    pub(crate) staffed: RwSignal<bool>,
    /// What is wrong, if anything is.
    pub(crate) trouble: RwSignal<Option<Trouble>>,
    /// What is in the text box.
    pub(crate) text: RwSignal<String>,
    /// Whether personal data in the text box is to be sent as typed.
    pub(crate) keeps: RwSignal<bool>,
    /// A passing remark; mostly empty.
    pub(crate) note: RwSignal<String>,
    /// Whether the chat is open.
    pub(crate) open: RwSignal<bool>,
    /// Whether 转人工原因 is open.
    pub(crate) why: RwSignal<bool>,
    pub(crate) standing: Memo<Standing>,
    /// Whether the rules are there.
    ruled: RwSignal<bool>,
    /// Whether the most asked articles are there.
    stocked: RwSignal<bool>,
    /// Whether the tab is looked at.
    visible: RwSignal<bool>,
    inner: StoredValue<Inner, LocalStorage>,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Trouble {
    /// The shop's profile could not be loaded: there is nothing to show yet.
    NotLoaded,
    /// A conversation cannot be begun for now; the page keeps trying.
    NotStarted,
    /// The edge does not want this visitor.
    Refused,
}

struct Inner {
    site: String,
    keys: Keys,
    /// The edge's profile, as JSON, once it has come.
    profile: Option<String>,
    session: Option<Session>,
    starting: bool,
    /// Whether the shell took a tap on 转人工, until it is known who is here.
    wished: Option<bool>,
    identity: Identity,
    page: Option<Visit>,
    /// How many pages were before it, and how often its title has changed.
    pages: u32,
    titles: u32,
    /// Whether what an open chat needs is on its way.
    prepared: bool,
    /// Whether questions are to be offered anew.
    stale: bool,
    /// When the profile came, by the browser's clock, in milliseconds.
    loaded: f64,
    /// How often questions to offer were asked for: the last answer counts.
    offers: u32,
    reader: Reader,
    rules: Option<Rules>,
    /// The import of the rules, while it lasts.
    import: Option<Promise>,
    answers: Option<Answers>,
    /// Whether the answers are on their way.
    stocking: bool,
    hush: Option<Timeout>,
    /// Wakes a start that waits for its next try.
    waker: Option<js_sys::Function>,
}

impl Chat {
    /// The page of `site`, with what was kept of it, and whether a person is wished for already.
    pub(crate) fn new(site: String, locale: Locale, wished: bool) -> Self {
        let keys = Keys::of(&site);
        let this = Rc::new(Cell::new(None::<Self>));
        let hearer = this.clone();
        let talk = Talk::new(Author::Visitor, keys.outbox(), move |told| {
            if let Some(chat) = hearer.get() {
                chat.hear(&told);
            }
        });
        let known = storage::read_text(&keys.profile()).and_then(|kept| json::parse(&kept));
        let known = known.and_then(|known| Shop::of(known.get("profile"), locale));
        let text = storage::read_text(&keys.text()).unwrap_or_default();
        let framed = host::is_framed();
        let chat = Self {
            locale,
            words: words::of(locale),
            framed,
            talk,
            shop: RwSignal::new(known),
            staffed: RwSignal::new(true),
            trouble: RwSignal::new(None),
            text: RwSignal::new(text),
            keeps: RwSignal::new(false),
            note: RwSignal::new(String::new()),
            open: RwSignal::new(!framed),
            why: RwSignal::new(false),
            standing: Memo::new(move |_| talk.timeline.with(Standing::of)),
            ruled: RwSignal::new(false),
            stocked: RwSignal::new(false),
            visible: RwSignal::new(is_visible()),
            inner: StoredValue::new_local(Inner {
                session: keys.session(),
                site,
                keys,
                profile: None,
                starting: false,
                wished: Some(wished),
                identity: Identity::default(),
                page: None,
                pages: 0,
                titles: 0,
                prepared: false,
                stale: true,
                loaded: 0.0,
                offers: 0,
                reader: Reader::default(),
                rules: None,
                import: None,
                answers: None,
                stocking: false,
                hush: None,
                waker: None,
            }),
        };
        this.set(Some(chat));
        chat
    }

    /// Begins to live: loads, takes up the conversation, hears the shop's page.
    pub(crate) fn begin(self) {
        // Who comes back to the shop has not opened the chat.
        if self.inner.with_value(|inner| inner.session.is_none()) {
            self.prepare();
        }
        // In a shop's page, nothing goes on before that has said who is here.
        if !self.framed {
            self.identify(shell::arrival().map_or(Identity::Untold, Identity::Token));
            self.go_on();
        }
        // A page that frames this one by itself says nothing.
        self.later(HOST, Self::go_on).forget();
        host::listen(move |message| self.hear_host(message));
        // The launcher begins with none.
        let told = Cell::new(0);
        react(move || {
            let unread = self.unread();
            if told.replace(unread) != unread {
                host::unread(unread);
            }
            self.keep_idle(unread == 0 && self.standing.with(Standing::is_idle));
        });
        react(move || {
            if self.is_seen() {
                untrack(|| {
                    self.prepare();
                    self.offer();
                    self.tell_page();
                    self.look();
                });
            }
        });
        EventListener::new(&document(), "visibilitychange", move |_| {
            self.visible.set(is_visible());
            // The shop may have opened, or closed, since.
            let loaded = self.inner.with_value(|inner| inner.loaded);
            if untrack(|| self.is_seen()) && Date::now() - loaded > FRESH {
                self.load();
            }
        })
        .forget();
        let key = self.inner.with_value(|inner| inner.keys.text());
        react(move || {
            self.text.with(|text| storage::write_text(&key, text));
        });
        if let Some(window) = web_sys::window() {
            EventListener::new(&window, "online", move |_| {
                self.wake();
                if self.trouble.get_untracked() == Some(Trouble::NotLoaded) {
                    self.load();
                }
            })
            .forget();
            EventListener::new(&window, "storage", move |event| {
                let key = host::field(event, "key").as_string().unwrap_or_default();
                if self.inner.with_value(|inner| inner.keys.are_of_session(&key)) {
                    self.follow();
                }
            })
            .forget();
        }
    }

    /// Loads what an open chat needs, once.
    fn prepare(self) {
        let is_done =
            self.inner.try_update_value(|inner| std::mem::replace(&mut inner.prepared, true));
        if is_done != Some(false) {
            return;
        }
        self.load();
        spawn_local(async move {
            self.rules().await;
            self.stock().await;
            // Last, for on a slow line it would hold back what a message cannot go without.
            self.inner.with_value(|inner| inner.reader.load_later());
        });
    }

    /// Keeps whether nothing is to come, once the history is there.
    fn keep_idle(self, idle: bool) {
        if self.talk.timeline.with_untracked(|timeline| timeline.last().is_none()) {
            return;
        }
        self.inner.update_value(|inner| {
            if let Some(session) = &mut inner.session
                && session.idle != idle
            {
                session.idle = idle;
                inner.keys.keep_session(session);
            }
        });
    }

    /// Closes the chat, where there is something around it.
    pub(crate) fn close(self) {
        host::close();
    }

    /// Says something in passing.
    pub(crate) fn remark(self, remark: String) {
        self.note.set(remark);
        let hush = self.later(REMARK, |chat| chat.note.set(String::new()));
        self.inner.update_value(|inner| inner.hush = Some(hush));
    }

    /// Whether the edge cannot be reached.
    pub(crate) fn is_unreachable(self) -> bool {
        self.talk.link.get() == Link::Down || self.trouble.get() == Some(Trouble::NotStarted)
    }

    /// Whether there is a history that has not arrived.
    pub(crate) fn is_waiting_for_history(self) -> bool {
        self.inner.with_value(|inner| inner.session.is_some())
    }

    /// Whether the chat is open in a tab that is looked at.
    pub(crate) fn is_seen(self) -> bool {
        self.open.get() && self.visible.get()
    }

    /// Everything up to here has been seen.
    pub(crate) fn mark_read(self) {
        let last = self.talk.timeline.with_untracked(|timeline| timeline.last());
        self.inner.update_value(|inner| {
            if let Some(session) = &mut inner.session
                && session.read < last
            {
                session.read = last;
                inner.keys.keep_session(session);
            }
        });
    }

    fn unread(self) -> usize {
        let is_seen = self.is_seen();
        self.talk.timeline.with(|timeline| {
            if is_seen {
                return 0;
            }
            let read = self.inner.with_value(|inner| inner.session.as_ref()?.read);
            let fresh = |entry: &&Entry| Some(entry.seq) > read && is_for_visitor(entry);
            timeline.entries().iter().filter(fresh).count()
        })
    }

    fn hear(self, told: &Told<'_>) {
        match told {
            Told::Entries { entries, live } => {
                for entry in *entries {
                    if let Fact::Started { visitor, .. } | Fact::Identified { visitor, .. } =
                        &entry.fact
                    {
                        self.learn(visitor, *live);
                    }
                    if *live {
                        self.report(entry);
                    }
                }
            }
            // Too many tabs: this one comes back when it is looked at, or written in.
            Told::Refused(problem) if problem.code == Code::TooManyRequests => {}
            Told::Refused(_) => self.renew(),
            Told::Full(_) => {
                self.remark(self.words.renewed.to_owned());
                self.renew();
            }
        }
    }

    fn path(self, rest: &str) -> String {
        self.inner.with_value(|inner| ["/v1/sites/", &inner.site, rest].concat())
    }

    /// Does something after so many milliseconds. One closure for all: each brings its own machinery.
    fn later(self, millis: u32, act: fn(Self)) -> Timeout {
        Timeout::new(millis, move || act(self))
    }
}

/// Whether an entry is something that a visitor who looked away would want to know.
fn is_for_visitor(entry: &Entry) -> bool {
    let mine = matches!(entry.fact.sent(), Some((Author::Visitor, _)));
    is_shown(&entry.fact) && !mine
}

/// How long the shop's page may take to say who is here, in milliseconds.
const HOST: u32 = 5_000;
/// For so many milliseconds the profile is as good as new.
const FRESH: f64 = 600_000.0;
/// How long a remark stays, in milliseconds.
const REMARK: u32 = 6_000;
