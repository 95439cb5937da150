//! The state of the page, and everything a visitor can do.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Date, Promise};
use shared::api::Started;
use shared::conversation::{Button, Conversation, Status};
use shared::hatch::Heard;
use shared::id::ClientId;
use shared::problem::Code;
use shared::reading::Reading;
use shared::timeline::is_shown;
use shared::transcript::{Author, Entry, Fact, Visitor};
use ui::connection::{Fallback, Target};
use ui::http::{self, Failure, PATIENCE};
use ui::ids::client_id;
use ui::json::{self, Json, Object};
use ui::locale::Locale;
use ui::screen::is_visible;
use ui::shop::{Shop, texts};
use ui::signal::*;
use ui::talk::{Link, Talk, Told, last_place};
use ui::wire::Visit;
use ui::{storage, wire};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::answers::Answers;
use crate::dom::{document, react};
use crate::draft::Draft;
use crate::host::{self, Identity, Message};
use crate::reader::Reader;
use crate::rules::{Question, Rules};
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

impl Inner {
    /// The session that the browser keeps, if it may go on for who is here.
    fn kept(&self) -> Option<Session> {
        self.keys.session().filter(|session| session.is_of(&self.identity))
    }

    /// Whom a page of the shop named last, this one or another: theirs is what was written since.
    fn owner(&self) -> Option<String> {
        storage::read_text(&self.keys.owner()).filter(|owner| !owner.is_empty())
    }
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
        self.load();
        // In a shop's page, nothing goes on before that has said who is here.
        if !self.framed {
            self.identify(shell::arrival().map_or(Identity::Untold, Identity::Token));
            self.go_on();
        }
        // A page that frames this one by itself says nothing.
        self.later(HOST, Self::go_on).forget();
        spawn_local(async move {
            self.rules().await;
            self.stock().await;
        });
        self.inner.with_value(|inner| inner.reader.load_later());
        host::listen(move |message| self.hear_host(message));
        // The launcher begins with none.
        let told = Cell::new(0);
        react(move || {
            let unread = self.unread();
            if told.replace(unread) != unread {
                host::unread(unread);
            }
        });
        react(move || {
            if self.is_seen() {
                untrack(|| self.look());
            }
        });
        EventListener::new(&document(), "visibilitychange", move |_| {
            self.visible.set(is_visible());
            // The shop may have opened, or closed, since.
            let loaded = self.inner.with_value(|inner| inner.loaded);
            if is_visible() && Date::now() - loaded > FRESH {
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

    /// Goes on with what waits since before it was known who is here: what is left on its way, and the
    /// tap that the shell took. Once.
    fn go_on(self) {
        let wished = self.inner.try_update_value(|inner| inner.wished.take()).flatten();
        if wished == Some(true) {
            self.ask_for_person();
        }
        if wished.is_some() {
            self.send_on();
        }
    }

    /// Sees to it that what is on its way has somewhere to go.
    fn send_on(self) {
        if self.talk.timeline.with_untracked(|timeline| !timeline.outbox().is_empty()) {
            self.ensure();
        }
    }

    /// Follows another tab, which has begun a conversation, or ended the one that is here. Another's is
    /// left to them.
    fn follow(self) {
        let (here, kept, signed_out) = self.inner.with_value(|inner| {
            let here = inner.session.as_ref().map(Session::id);
            let visitor = storage::read_text(&inner.keys.visitor());
            (here, inner.kept(), visitor.is_none())
        });
        match kept {
            Some(kept) if here.is_some_and(|here| here != kept.id()) => {
                self.talk.renew();
                self.take_up(kept);
            }
            None if here.is_some() && signed_out => self.forget(),
            Some(_) | None => {}
        }
    }

    /// Loads how the shop presents itself.
    pub(crate) fn load(self) {
        self.trouble.update(|trouble| {
            if *trouble == Some(Trouble::NotLoaded) {
                *trouble = None;
            }
        });
        spawn_local(async move {
            let site = http::call("GET", &self.path("/profile"), None, None, PATIENCE).await;
            let tree = site.as_deref().ok().and_then(json::parse).unwrap_or(Json::Null);
            match (site, Shop::of(tree.get("profile"), self.locale)) {
                (Ok(site), Some(shop)) => {
                    let key = self.inner.with_value(|inner| inner.keys.profile());
                    storage::write_text(&key, &site);
                    self.inner.update_value(|inner| {
                        inner.profile = Some(site);
                        inner.loaded = Date::now();
                    });
                    self.staffed.set(tree.flag("open"));
                    self.shop.set(Some(shop));
                    self.offer();
                    if self.ruled.get_untracked() {
                        self.stock().await;
                    }
                }
                // What is known from last time does until then.
                (Ok(_) | Err(_), _) if self.shop.with_untracked(Option::is_some) => {}
                (Ok(_) | Err(_), _) => self.trouble.set(Some(Trouble::NotLoaded)),
            }
        });
    }

    /// Sends what is in the text box, where it stays until the rules are there: nothing leaves unmasked,
    /// and nothing is lost.
    pub(crate) fn send(self) {
        let said = self.text.with_untracked(|text| text.trim().to_owned());
        if said.is_empty() {
            return;
        }
        if self.ruled.get_untracked() {
            self.text.set(String::new());
            let keeps = self.keeps.try_update(std::mem::take) == Some(true);
            return self.mask(said, keeps);
        }
        spawn_local(async move {
            if self.rules().await.is_none() {
                self.remark(self.words.not_ready.to_owned());
            } else if self.text.with_untracked(|text| text.trim() == said) {
                self.send();
            }
        });
    }

    /// Sends a message that is offered.
    pub(crate) fn say(self, offered: &str) {
        self.mask(offered.to_owned(), false);
    }

    /// Sends a message: personal data is masked, unless the visitor keeps it.
    fn mask(self, said: String, keeps: bool) {
        spawn_local(async move {
            let Some(rules) = self.rules().await else {
                return self.remark(self.words.not_ready.to_owned());
            };
            let text = if keeps { said } else { rules.masked(&said) };
            let reader = self.inner.with_value(|inner| inner.reader.clone());
            reader.read(&text.clone(), move |reading| self.compose_message(text, reading));
        });
    }

    /// The pieces of personal data in what is typed, as typed.
    pub(crate) fn personal(self) -> String {
        let rules = self.ruled.get().then(|| self.inner.with_value(|inner| inner.rules.clone()));
        let personal = |rules: Rules| self.text.with(|text| rules.personal(text));
        rules.flatten().map(personal).unwrap_or_default()
    }

    /// The rules, as soon as they are there; nothing if they cannot be had now.
    async fn rules(self) -> Option<Rules> {
        let import = self.inner.try_update_value(|inner| match &inner.rules {
            Some(rules) => Err(rules.clone()),
            None => Ok(inner.import.get_or_insert_with(Rules::import).clone()),
        });
        let rules = match import? {
            Ok(import) => Rules::of(import).await,
            Err(rules) => return Some(rules),
        };
        self.inner.update_value(|inner| {
            inner.import = None;
            inner.rules.clone_from(&rules);
        });
        self.ruled.set(rules.is_some());
        rules
    }

    /// Takes the most asked articles of the profile that is known, once something else is there. The
    /// module comes when there are any, and once.
    async fn stock(self) {
        if self.inner.with_value(|inner| inner.answers.is_none()) {
            let has_articles = self.profile().is_some_and(|profile| {
                json::parse(&profile).is_some_and(|it| !it.get("articles").list().is_empty())
            });
            let begins =
                |inner: &mut Inner| has_articles && !std::mem::replace(&mut inner.stocking, true);
            if self.inner.try_update_value(begins) != Some(true) {
                return;
            }
            let answers = Answers::load().await;
            self.inner.update_value(|inner| {
                inner.stocking = false;
                inner.answers = answers;
            });
        }
        // Another profile may have come meanwhile.
        let answers = self.inner.with_value(|inner| inner.answers.clone());
        if let (Some(answers), Some(profile)) = (answers, self.profile()) {
            answers.stock(&profile);
            self.stocked.set(true);
        }
    }

    /// The edge's profile as it came last, also where the browser keeps nothing.
    fn profile(self) -> Option<String> {
        self.inner.with_value(|inner| {
            inner.profile.clone().or_else(|| storage::read_text(&inner.keys.profile()))
        })
    }

    /// The most asked articles, while the assistant answers.
    fn answers(self) -> Option<Answers> {
        let is_assistant = self.standing.with(|standing| match standing.status {
            Status::Assistant | Status::Ticketed { .. } | Status::Resolved => true,
            Status::Queued { .. } | Status::Assigned { .. } => false,
        });
        (self.stocked.get() && is_assistant)
            .then(|| self.inner.with_value(|inner| inner.answers.clone()))
            .flatten()
    }

    /// The title and the passage that answer a message before the edge does. While the edge is there,
    /// only what it would answer as well; to a VIP it may tell other terms.
    pub(crate) fn early_answer(self, text: &str) -> Option<(String, String)> {
        let alone = self.is_unreachable();
        if !alone && self.standing.with(|standing| standing.vip) {
            return None;
        }
        self.answers()?.find(text, alone)
    }

    /// What the visitor may be about to ask.
    pub(crate) fn suggestions(self) -> Vec<String> {
        let typed = self.text.get();
        // One character says too little, and who writes a story needs no suggestion.
        if !(2..=30).contains(&typed.trim().chars().count()) {
            return Vec::new();
        }
        self.answers().map(|answers| answers.titles(&typed)).unwrap_or_default()
    }

    /// Shows an article that answered, whole, in the place of its part. Meanwhile nobody asks for it again.
    pub(crate) fn read_whole(self, id: &str, text: RwSignal<String>, more: RwSignal<bool>) {
        let Some(session) = self.inner.with_value(|inner| inner.session.clone()) else { return };
        let conversation = session.id().to_string();
        let article = String::from(js_sys::encode_uri_component(id));
        let path = self.path(&["/conversations/", &conversation, "/articles/", &article].concat());
        more.set(false);
        spawn_local(async move {
            let token = session.started.token.as_str();
            match http::call("GET", &path, Some(token), None, PATIENCE).await {
                Ok(told) => {
                    if let Some(whole) = json::parse(&told).and_then(|told| told.string("text")) {
                        text.set(whole);
                    }
                }
                Err(Failure::Told(problem)) if problem.code == Code::NotFound => {
                    self.remark(self.words.article_gone.to_owned());
                }
                Err(_) => {
                    more.set(true);
                    self.remark(self.words.load_failed.to_owned());
                }
            }
        });
    }

    /// Taps a button.
    pub(crate) fn press(self, button: Button) {
        self.talk.compose(Draft::Press(button));
        self.ensure();
    }

    /// 转人工.
    pub(crate) fn ask_for_person(self) {
        let standing = self.standing.get_untracked();
        match standing.status {
            _ if standing.wish => self.remark(untrack(|| self.wished()).to_owned()),
            Status::Queued { .. } => self.remark(self.words.already_queued.to_owned()),
            Status::Assigned { .. } => {
                let name = standing.agent.unwrap_or_default();
                self.remark(ui::locale::fill(self.words.already_assigned, &[&name]));
            }
            Status::Assistant | Status::Ticketed { .. } | Status::Resolved => {
                self.press(Button::Human);
            }
        }
    }

    /// The truth about when a wish for a person arrives that is on its way.
    pub(crate) fn wished(self) -> &'static str {
        if self.is_unreachable() { self.words.offline_wish } else { self.words.human_pending }
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

    fn compose_message(self, text: String, reading: Option<Reading>) {
        // The edge judges when it is there; while it is not, the same code judges here.
        let wants_person =
            untrack(|| self.is_unreachable()) && self.opens_hatch(&text, reading.as_ref());
        self.talk.compose(Draft::Say { text, reading });
        if wants_person {
            self.talk.compose(Draft::Press(Button::Human));
        }
        self.ensure();
    }

    /// Whether the escape hatch opens at a message, by the same rules and policy as at the edge.
    fn opens_hatch(self, text: &str, reading: Option<&Reading>) -> bool {
        let Some(rules) = self.inner.with_value(|inner| inner.rules.clone()) else { return false };
        let profile = self.profile();
        self.talk.timeline.with_untracked(|timeline| {
            let conversation = Conversation::watch(timeline.entries());
            match conversation.status() {
                Status::Queued { .. } | Status::Assigned { .. } => return false,
                Status::Assistant | Status::Ticketed { .. } | Status::Resolved => {}
            }
            let entries = timeline.entries().iter();
            let mut heard: Vec<_> = entries.filter_map(Heard::of).collect();
            for pending in timeline.outbox() {
                match &pending.draft {
                    Draft::Say { text, reading } => {
                        heard.push(Heard::Said { text, reading: reading.as_ref() });
                    }
                    // A wish is on its way already.
                    Draft::Press(Button::Human | Button::Confirm { .. }) => return false,
                    Draft::Press(_) => {}
                }
            }
            let vip = matches!(conversation.visitor(), Visitor::Verified { vip: true, .. });
            let profile = profile.as_deref();
            rules.open_hatch(&Question { text, reading, vip, profile, heard })
        })
    }

    /// Sees to it that there is a conversation, or soon will be.
    fn ensure(self) {
        let begin = self.inner.try_update_value(|inner| {
            if inner.session.is_some() || inner.starting {
                return false;
            }
            inner.starting = true;
            true
        });
        if begin == Some(true) {
            spawn_local(self.start());
        } else if self.talk.link.get_untracked() == Link::Closed
            && self.inner.with_value(|inner| inner.session.is_some())
        {
            self.connect();
        }
    }

    async fn start(self) {
        let mut tries = 0;
        let client_id = client_id();
        loop {
            // Another tab may have begun one.
            if let Some(session) = self.inner.with_value(Inner::kept) {
                return self.take_up(session);
            }
            let (token, subject, page) = self.inner.with_value(|inner| {
                let (token, subject) = match &inner.identity {
                    Identity::Token(jwt) => (Some(jwt.clone()), inner.identity.subject()),
                    Identity::Untold | Identity::Nobody => {
                        (storage::read_text(&inner.keys.visitor()), None)
                    }
                };
                (token, subject, inner.page.clone())
            });
            // Only a token of the shop's may be good once.
            let once = subject.is_some().then_some(client_id);
            match self.ask_for_start(token.as_deref(), page.as_ref(), once).await {
                Ok(started) => {
                    let session = self.inner.try_update_value(|inner| {
                        inner.starting = false;
                        // A token that was no good says whose it is all the same.
                        let is_untold = inner.identity == Identity::Untold;
                        let subject = subject.or_else(|| inner.owner().filter(|_| is_untold));
                        let session = Session { started, subject, read: None };
                        session.is_of(&inner.identity).then(|| {
                            storage::write_text(&inner.keys.visitor(), &session.started.visitor);
                            inner.keys.begin_session(&session);
                            session
                        })
                    });
                    return match session.flatten() {
                        Some(session) => self.take_up(session),
                        // Who began it has left meanwhile.
                        None => {
                            self.look();
                            self.send_on();
                        }
                    };
                }
                // A token that is no good is no reason to turn the visitor away.
                Err(Failure::Told(problem))
                    if problem.code == Code::BadToken && token.is_some() =>
                {
                    self.inner.update_value(|inner| match &inner.identity {
                        Identity::Token(jwt) if Some(jwt) == token.as_ref() => {
                            inner.identity = Identity::Untold;
                            shell::complain(REFUSED, &problem.detail);
                        }
                        // Another has come meanwhile.
                        Identity::Token(_) => {}
                        Identity::Untold | Identity::Nobody => {
                            storage::remove(&inner.keys.visitor());
                        }
                    });
                }
                Err(failure) if failure.is_passing() => {
                    self.trouble.set(Some(Trouble::NotStarted));
                    let told = failure.retry_after();
                    let wait = told.map_or(1_000 << tries.min(4), |seconds| seconds as i32 * 1_000);
                    self.sleep(wait).await;
                    tries += 1;
                }
                Err(_) => {
                    self.inner.update_value(|inner| inner.starting = false);
                    return self.trouble.set(Some(Trouble::Refused));
                }
            }
        }
    }

    async fn ask_for_start(
        self,
        token: Option<&str>,
        page: Option<&Visit>,
        client_id: Option<ClientId>,
    ) -> Result<Started, Failure> {
        let body = wire::start(self.locale.tag(), page, client_id);
        let path = self.path("/conversations");
        let answer = http::call("POST", &path, token, Some(&body), PATIENCE).await?;
        let started = json::parse(&answer).and_then(|answer| wire::started(&answer));
        started.ok_or(Failure::Garbled(200))
    }

    fn take_up(self, session: Session) {
        self.inner.update_value(|inner| {
            inner.session = Some(session);
            inner.starting = false;
        });
        self.trouble.update(|trouble| {
            if *trouble != Some(Trouble::NotLoaded) {
                *trouble = None;
            }
        });
        self.connect();
    }

    fn connect(self) {
        let Some(session) = self.inner.with_value(|inner| inner.session.clone()) else { return };
        let id = session.started.conversation.to_string();
        let path = self.path(&["/conversations/", &id].concat());
        self.talk.connect(Target {
            socket: [&path, "/socket"].concat(),
            token: Some(session.started.token),
            fallback: Some(Fallback { path, after: last_place(self.talk) }),
        });
        self.tell_page();
        self.vouch();
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

    /// The edge knows whose the conversation is, also where the page that asked it to went away before
    /// the answer. Who has signed out meanwhile is not to see it.
    fn learn(self, visitor: &Visitor, live: bool) {
        let Visitor::Verified { subject, .. } = visitor else { return };
        let goes_on = self.inner.try_update_value(|inner| {
            let Some(session) = &mut inner.session else { return true };
            if session.subject.is_some() {
                return true;
            }
            session.subject = Some(subject.clone());
            inner.keys.keep_session(session);
            live || inner.identity != Identity::Nobody
        });
        if goes_on == Some(false) {
            // Not before all has been heard that came with it.
            self.later(0, Self::forget).forget();
        }
    }

    /// The conversation cannot go on: what is on its way goes to a new one.
    fn renew(self) {
        self.inner.update_value(|inner| {
            inner.session = None;
            inner.keys.forget_session();
        });
        self.talk.renew();
        self.send_on();
    }

    /// Tells the shop's page, which may count or celebrate it.
    fn report(self, entry: &Entry) {
        match &entry.fact {
            Fact::Said { author, .. } => {
                let author = match author {
                    Author::Visitor => "visitor",
                    Author::Assistant => "assistant",
                    Author::Agent(_) => "agent",
                };
                host::event("message", Some(("author", JsValue::from_str(author))));
            }
            Fact::Answered { .. } | Fact::Soothed => {
                host::event("message", Some(("author", JsValue::from_str("assistant"))));
            }
            Fact::HandoffRequested { handoff, .. } => {
                let reason = handoff.rule.name();
                host::event("handoff", Some(("reason", JsValue::from_str(reason))));
            }
            Fact::Assigned { .. } => host::event("accepted", None),
            Fact::Rated { stars, .. } => {
                let stars = f64::from(u8::from(*stars));
                host::event("rated", Some(("stars", JsValue::from_f64(stars))));
            }
            Fact::Started { .. }
            | Fact::Identified { .. }
            | Fact::Visited { .. }
            | Fact::Helped { .. }
            | Fact::HandoffProposed { .. }
            | Fact::HandoffDeclined { .. }
            | Fact::Escalated { .. }
            | Fact::HandedBack { .. }
            | Fact::Transferred { .. }
            | Fact::Ticketed { .. }
            | Fact::ContactLeft { .. }
            | Fact::Resolved { .. }
            | Fact::Received { .. } => {}
        }
    }

    fn hear_host(self, message: Message) {
        match message {
            Message::Host(state) => {
                // What is told again is no news, and must not take the focus.
                if self.open.get_untracked() != state.open {
                    self.open.set(state.open);
                }
                if let Some(page) = state.page {
                    self.arrive(page);
                }
                self.identify(state.identity);
                self.go_on();
            }
            Message::Track(now) => self.track(now),
        }
    }

    /// What the shop's script tells of the page goes to the agent with the page.
    fn track(self, now: String) {
        let told_on = self.inner.with_value(|inner| inner.pages);
        spawn_local(async move {
            let Some(rules) = self.rules().await else { return };
            let is_news = self.inner.try_update_value(|inner| {
                // It is not told of where the visitor has gone meanwhile.
                let page = inner.page.as_mut().filter(|_| inner.pages == told_on)?;
                let context = rules.told(&page.context, &now);
                let is_news = context != page.context;
                page.context = context;
                Some(is_news)
            });
            if is_news.flatten() == Some(true) {
                self.visit();
            }
        });
    }

    /// The shop's page says where the visitor is. What was told of a page stays with it, also when its
    /// title comes late; a title that goes on changing, as one that scrolls does, is no news.
    fn arrive(self, page: Visit) {
        let is_news = self.inner.try_update_value(|inner| match &mut inner.page {
            Some(known) if known.url == page.url => {
                let is_news = known.title != page.title && inner.titles < TITLES;
                if is_news {
                    known.title = page.title;
                    inner.titles += 1;
                }
                is_news
            }
            known => {
                *known = Some(page);
                inner.pages += 1;
                inner.titles = 0;
                true
            }
        });
        if is_news == Some(true) {
            self.visit();
        }
    }

    /// Tells of the page that the visitor is on, and offers what is asked there.
    fn visit(self) {
        self.offer();
        self.tell_page();
    }

    /// Tells the agent of the page, once there is a conversation, which begins with it.
    fn tell_page(self) {
        let page =
            self.inner.with_value(|inner| inner.page.clone().filter(|_| inner.session.is_some()));
        if let Some(page) = page {
            self.talk.visits(&page);
        }
    }

    /// Asks what is likely to be asked on the shop's page, to offer that. Where it cannot be had, and until
    /// the profile is there, the usual is offered.
    fn offer(self) {
        spawn_local(async move {
            let asked = self.inner.try_update_value(|inner| {
                inner.offers += 1;
                let page = inner.page.as_ref()?;
                Some((inner.offers, wire::start(self.locale.tag(), Some(page), None)))
            });
            let Some((turn, start)) = asked.flatten() else { return };
            let path = self.path("/questions");
            let offered = http::call("POST", &path, None, Some(&start), PATIENCE).await;
            // One that comes late is of a page before.
            if self.inner.with_value(|inner| inner.offers != turn) {
                return;
            }
            if let Some(offered) = offered.ok().and_then(|offered| json::parse(&offered)) {
                self.shop.update(|shop| {
                    if let Some(shop) = shop {
                        shop.questions = texts(offered.get("questions"));
                    }
                });
            }
        });
    }

    fn identify(self, identity: Identity) {
        let is_named = matches!(identity, Identity::Token(_));
        let changes = self.inner.try_update_value(|inner| {
            let is_news = inner.identity != identity;
            inner.identity = identity;
            let known = inner.session.as_ref().and_then(|session| session.subject.clone());
            // Another tab may have named another since this page said the same.
            let owner = known.or_else(|| inner.owner().filter(|_| is_news));
            let goes_on = inner.identity.may_have(owner.as_deref());
            if is_news && inner.identity != Identity::Untold {
                let owner = inner.identity.subject().unwrap_or_default();
                storage::write_text(&inner.keys.owner(), &owner);
            }
            (is_news, goes_on)
        });
        let Some((is_news, goes_on)) = changes else { return };
        // Another tab may have signed in since this page said that nobody is here.
        if !goes_on && (is_news || is_named) {
            self.forget();
        } else if self.talk.link.get_untracked() == Link::Closed {
            self.connect();
        } else if goes_on && is_news {
            self.vouch();
        }
        self.look();
    }

    /// The next person at this browser is not to see the last one's conversation.
    fn forget(self) {
        self.inner.update_value(|inner| {
            inner.session = None;
            inner.keys.forget_session();
            storage::remove(&inner.keys.visitor());
        });
        self.talk.forget();
        self.text.set(String::new());
    }

    /// The visitor looks at the chat: a conversation that was left for others goes on, and one begins for
    /// whom the shop vouches, while its token is fresh.
    fn look(self) {
        let has_name = |inner: &Inner| matches!(inner.identity, Identity::Token(_));
        if untrack(|| self.is_seen())
            && self.inner.with_value(|inner| inner.session.is_some() || has_name(inner))
        {
            self.ensure();
        }
    }

    /// Tells the edge who the visitor is, once there is a conversation.
    fn vouch(self) {
        let known = self.inner.with_value(|inner| match (&inner.identity, &inner.session) {
            (Identity::Token(jwt), Some(session)) => {
                Some((jwt.clone(), inner.identity.subject(), session.started.clone()))
            }
            (Identity::Token(_) | Identity::Untold | Identity::Nobody, _) => None,
        });
        let Some((jwt, subject, started)) = known else { return };
        spawn_local(async move {
            let id = started.conversation.to_string();
            let path = self.path(&["/conversations/", &id, "/identity"].concat());
            let body = Object::new().text("jwt", &jwt).done();
            match http::call("POST", &path, Some(&started.token), Some(&body), PATIENCE).await {
                Ok(_) => self.inner.update_value(|inner| {
                    // Another may have begun meanwhile.
                    if let Some(session) = &mut inner.session
                        && session.id() == started.conversation
                    {
                        session.subject = subject;
                        inner.keys.keep_session(session);
                    }
                }),
                Err(Failure::Told(problem)) if problem.code == Code::Forbidden => self.forget(),
                Err(Failure::Told(problem)) => {
                    shell::complain(REFUSED, &problem.detail);
                }
                Err(_) => {}
            }
        });
    }

    fn path(self, rest: &str) -> String {
        self.inner.with_value(|inner| ["/v1/sites/", &inner.site, rest].concat())
    }

    /// Does something after so many milliseconds. One closure for all: each brings its own machinery.
    fn later(self, millis: u32, act: fn(Self)) -> Timeout {
        Timeout::new(millis, move || act(self))
    }

    /// Waits, or until the network is back.
    async fn sleep(self, millis: i32) {
        let promise = Promise::new(&mut |resolve, _| {
            if let Some(window) = web_sys::window() {
                let _ =
                    window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
            }
            self.inner.update_value(|inner| inner.waker = Some(resolve));
        });
        let _ = JsFuture::from(promise).await;
    }

    /// Tries to begin a conversation now, if that waits for its next try.
    pub(crate) fn wake(self) {
        if let Some(wake) = self.inner.try_update_value(|inner| inner.waker.take()).flatten() {
            let _ = wake.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Whether an entry is something that a visitor who looked away would want to know.
fn is_for_visitor(entry: &Entry) -> bool {
    let mine = matches!(entry.fact.sent(), Some((Author::Visitor, _)));
    is_shown(&entry.fact) && !mine
}

/// What the shop's developer is told before the reason.
const REFUSED: &str = "Dukou: identify():";
/// How long the shop's page may take to say who is here, in milliseconds.
const HOST: u32 = 5_000;
/// How often the title of one page may change before it is taken for a game.
const TITLES: u32 = 3;
/// For so many milliseconds the profile is as good as new.
const FRESH: f64 = 600_000.0;
/// How long a remark stays, in milliseconds.
const REMARK: u32 = 6_000;
