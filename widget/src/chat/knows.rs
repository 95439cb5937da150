//! What the page knows of the shop: its profile, the rules, the most asked articles, and what it makes of them
//! before the edge has said anything.

use js_sys::Date;
use shared::conversation::Status;
use shared::problem::Code;
use ui::http::{self, Failure, PATIENCE};
use ui::json::{self, Json};
use ui::shop::{Shop, texts};
use ui::signal::*;
use ui::{storage, wire};
use wasm_bindgen_futures::spawn_local;

use super::{Chat, Inner, Trouble};
use crate::answers::Answers;
use crate::rules::Rules;

impl Chat {
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
                        inner.stale = true;
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

    /// The edge's profile as it came last, also where the browser keeps nothing.
    pub(super) fn profile(self) -> Option<String> {
        self.inner.with_value(|inner| {
            inner.profile.clone().or_else(|| storage::read_text(&inner.keys.profile()))
        })
    }

    /// The rules, as soon as they are there; nothing if they cannot be had now.
    pub(super) async fn rules(self) -> Option<Rules> {
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

    /// The rules, once they are there.
    pub(crate) fn known_rules(self) -> Option<Rules> {
        self.ruled.get().then(|| self.inner.with_value(|inner| inner.rules.clone())).flatten()
    }

    /// Takes the most asked articles of the profile that is known, once something else is there. The
    /// module comes when there are any, and once.
    pub(super) async fn stock(self) {
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

    /// Asks what is likely to be asked on the shop's page, to offer that, if the visitor looks and that is not
    /// known. Where it cannot be had, and until the profile is there, the usual is offered.
    pub(super) fn offer(self) {
        if !untrack(|| self.is_seen()) {
            return;
        }
        spawn_local(async move {
            let asked = self.inner.try_update_value(|inner| {
                if inner.loaded == 0.0 || !std::mem::take(&mut inner.stale) {
                    return None;
                }
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
}
