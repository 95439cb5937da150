//! What a Room does outside itself: it tells the Desk, and asks the Library.

use std::rc::Rc;
use std::time::Duration;

use shared::article::{ArticleId, Audience};
use shared::conversation::{DeskCall, Event};
use shared::exchange::{self, Follows};
use shared::id::Seq;
use shared::problem::Code;
use shared::transcript::{Answer, Author, Entry, Fact, Visitor};
use wasm_bindgen_futures::spawn_local;
use worker::{Delay, console_error, console_warn};

use super::purse::Purse;
use super::store::{self, Begun};
use super::{Inner, Live};
use crate::call::{self, Object};
use crate::desk::Called;
use crate::library::graph::Talk;
use crate::library::{self, Asked, Helped, Vote, Whole};
use crate::reply::{Failure, Reply};
use crate::store::outbox;

impl Inner {
    /// Begins to deliver the outbox, unless someone is at it.
    pub(super) fn deliver_soon(self: &Rc<Self>) {
        if self.delivering.replace(true) {
            return;
        }
        let room = self.clone();
        spawn_local(async move {
            let delivered = room.deliver().await;
            room.delivering.set(false);
            match delivered {
                Ok(()) => room.look_to_the_end(),
                Err(Failure(problem)) => {
                    console_warn!("the desk was not reached: {problem}");
                    room.alarm.arm_for_retry(&room.state);
                }
            }
        });
    }

    /// Asks the Library what it answers to the message at `after`.
    pub(super) fn ask_soon(self: &Rc<Self>, after: Seq, question: String) {
        if self.asking.replace(Some(after)) == Some(after) {
            return;
        }
        let room = self.clone();
        spawn_local(async move {
            let answer = room.ask(after, &question).await;
            // Another message may have been asked about meanwhile.
            if room.asking.get() == Some(after) {
                room.asking.set(None);
            }
            // An answer that was overtaken is dropped by the conversation itself.
            if let Err(Failure(problem)) = room.turn(Event::Answered { after, answer })
                // Nobody waits for it where all was thrown away meanwhile.
                && problem.code != Code::NotFound
            {
                console_error!("an answer was not stored: {problem}");
            }
        });
    }

    /// Tells the Library whether the answer at `answer` helped. Once, and nobody waits for it: it is a
    /// count, not a promise.
    pub(super) fn tell_vote_soon(self: &Rc<Self>, answer: Seq, vote: Vote) {
        let room = self.clone();
        spawn_local(async move {
            let told: Reply<()> = async {
                let Some((article, question)) = room.answered(answer)? else { return Ok(()) };
                let Begun { site, .. } = room.begun()?;
                library::helped(&Helped { site, article, question, vote }, &room.env).await
            }
            .await;
            if let Err(Failure(problem)) = told {
                console_warn!("whether an answer helped was not counted: {problem}");
            }
        });
    }

    /// Asks the Desk how many wait before this visitor: what was known is forgotten in sleep.
    pub(super) fn ask_place_soon(self: &Rc<Self>) {
        let room = self.clone();
        spawn_local(async move {
            let asked: Reply<Option<usize>> = async {
                let Begun { site, id: conversation, .. } = room.begun()?;
                let desk = Object::Desk.named(site.as_str(), &room.env)?;
                call::ask(&desk, "/ahead", &conversation).await
            }
            .await;
            match asked {
                Ok(Some(ahead)) => room.placed(ahead),
                Ok(None) => {}
                Err(Failure(problem)) => console_warn!("a place was not told: {problem}"),
            }
        });
    }

    /// Delivers letter by letter: the Desk hears of things in the order in which they happened.
    async fn deliver(self: &Rc<Self>) -> Reply<()> {
        let sql = self.state.storage().sql();
        loop {
            let Some(letter) = outbox::next_to(&sql, "")? else { return Ok(()) };
            let Begun { site, id: conversation, from } = self.begun()?;
            let call: DeskCall = serde_json::from_str(&letter.body)?;
            let desk = Object::Desk.named(site.as_str(), &self.env)?;
            let () = call::ask(&desk, "/call", &Called { site, conversation, call, from }).await?;
            outbox::delivered(&sql, letter.id)?;
        }
    }

    /// What the Library says; if it cannot be reached, that we do not know.
    async fn ask(self: &Rc<Self>, after: Seq, question: &str) -> Answer {
        for pause in PAUSES {
            let asked = async {
                let follows = self.follows(after)?;
                let asked = {
                    let live = self.live()?;
                    let Live { site, conversation, .. } = &*live;
                    let before = conversation.said_before(after).map(str::to_owned).collect();
                    let locale = conversation.locale().map(str::to_owned);
                    Asked {
                        site: site.id.clone(),
                        charge: None,
                        audience: audience(conversation.visitor()),
                        text: question.to_owned(),
                        talk: Talk { before, locale, follows },
                        top: 3,
                    }
                };
                library::say(&asked, &self.env).await
            };
            match asked.await {
                Ok(answer) => return answer,
                Err(Failure(problem)) => console_warn!("the library was not reached: {problem}"),
            }
            Delay::from(pause).await;
        }
        Answer::Unknown
    }

    /// All that an article says, a [`Quote`](shared::transcript::Quote) as JSON, if this visitor may read it.
    ///
    /// # Errors
    /// `not_found`, `too_many_requests`, or that the library cannot be reached.
    pub(super) async fn article(self: &Rc<Self>, article: ArticleId) -> Reply<String> {
        self.spend_or_refuse(Purse::Reader)?;
        let whole = {
            let live = self.live()?;
            let audience = audience(live.conversation.visitor());
            Whole { site: live.site.id.clone(), audience, article }
        };
        library::whole(&whole, &self.env).await
    }

    fn question(self: &Rc<Self>, seq: Seq) -> Reply<Option<String>> {
        Ok(match self.fact(seq)? {
            Some(Fact::Said { author: Author::Visitor, text, .. }) => Some(text),
            _ => None,
        })
    }

    /// The first article of the answer at `seq`, unless the graph gave it, and the question that it answers: with
    /// which the diagnosis began, if one led there.
    fn answered(self: &Rc<Self>, seq: Seq) -> Reply<Option<(Option<ArticleId>, String)>> {
        let Some(Fact::Answered { after, answer: Answer::Found { quotes, .. } }) =
            self.fact(seq)?
        else {
            return Ok(None);
        };
        let article: Option<ArticleId> =
            quotes.first().and_then(|quote| quote.article.parse().ok());
        let question = match article {
            Some(_) => self.question(after)?,
            None => exchange::began(&self.leading_to(after)?, after).map(str::to_owned),
        };
        Ok(Some((article, question.unwrap_or_default())))
    }

    /// What the message at `seq` goes on from. Most go on from nothing, and nothing is read for them.
    fn follows(self: &Rc<Self>, seq: Seq) -> Reply<Option<Follows>> {
        if !self.live()?.conversation.asks_back() {
            return Ok(None);
        }
        Ok(exchange::follows(&self.leading_to(seq)?, seq))
    }

    /// The last of what was said up to the message at `seq`, and that.
    fn leading_to(self: &Rc<Self>, seq: Seq) -> Reply<Vec<Entry>> {
        let Begun { id, .. } = self.begun()?;
        let before = seq.0.checked_sub(LOOKED_BACK).map(Seq);
        Ok(store::entries(&self.state.storage().sql(), id, before, LOOKED_BACK)?)
    }

    fn fact(self: &Rc<Self>, seq: Seq) -> Reply<Option<Fact>> {
        let Begun { id, .. } = self.begun()?;
        let before = seq.0.checked_sub(1).map(Seq);
        let entries = store::entries(&self.state.storage().sql(), id, before, 1)?;
        Ok(entries.into_iter().find(|entry| entry.seq == seq).map(|entry| entry.fact))
    }

    fn begun(self: &Rc<Self>) -> Reply<Begun> {
        let live = self.live()?;
        Ok(Begun { site: live.site.id.clone(), id: live.id, from: live.from })
    }
}

/// What a visitor may read.
const fn audience(visitor: &Visitor) -> Audience {
    match visitor {
        Visitor::Verified { vip: true, .. } => Audience::Vip,
        Visitor::Verified { vip: false, .. } | Visitor::Anonymous => Audience::Everyone,
    }
}

/// How many entries may lie between a question and the answer to what was asked back.
const LOOKED_BACK: u64 = 60;
/// Between one try and the next; in all well below the visitor's patience.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(300), Duration::from_secs(2), Duration::from_millis(0)];
