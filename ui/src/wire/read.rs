//! From JSON. `None` means that a value is not one of ours.

use std::time::Duration;

use shared::api::Started;
use shared::conversation::Button;
use shared::handoff::{Handoff, Priority, Rule};
use shared::hatch::{Keyword, Risk};
use shared::id::{ClientId, Seq};
use shared::page::{Context, Page};
use shared::policy::{Hatch, Policy};
use shared::problem::{Code, Problem};
use shared::reading::{Belief, Emotion, Intent, Percent, Reading};
use shared::time::Timestamp;
use shared::transcript::{Absence, Answer, Author, Entry, Fact, Quote, Stars, Ticket, Visitor};
use shared::wire::{RefusalCode, RoomFrame, VisitorFrame};

use super::{EMOTIONS, INTENTS};
use crate::json::Json;

/// A frame of a Room.
#[must_use]
pub fn frame(json: &Json) -> Option<RoomFrame> {
    Some(match json.text("type")? {
        "entries" => RoomFrame::Entries {
            entries: json.get("entries").list().iter().filter_map(entry).collect(),
        },
        "current" => RoomFrame::Current,
        "acknowledged" => {
            RoomFrame::Acknowledged { client_id: client_id(json)?, seq: seq(json, "seq")? }
        }
        "refused" => {
            RoomFrame::Refused { client_id: client_id(json), code: refusal(json.text("code")?) }
        }
        "typing" => RoomFrame::Typing,
        "place" => RoomFrame::Place { ahead: usize::try_from(json.number("ahead")?).ok()? },
        _ => return None,
    })
}

/// An entry. One whose fact a newer edge invented keeps its place, and shows nothing.
#[must_use]
pub fn entry(json: &Json) -> Option<Entry> {
    let unknown = || Fact::Received { author: Author::Assistant, client_id: ClientId(0) };
    Some(Entry {
        seq: seq(json, "seq")?,
        at: Timestamp(json.number("at")?),
        fact: fact(json.get("fact")).unwrap_or_else(unknown),
    })
}

/// A problem.
#[must_use]
pub fn problem(json: &Json) -> Option<Problem> {
    let name = json.text("code")?;
    let code = Code::ALL.into_iter().find(|code| code.as_str() == name)?;
    let mut problem = Problem::new(code, json.text("detail").unwrap_or_default());
    problem.retry_after = json.number("retry_after");
    Some(problem)
}

/// What began a conversation.
#[must_use]
pub fn started(json: &Json) -> Option<Started> {
    Some(Started {
        conversation: json.text("conversation")?.parse().ok()?,
        token: json.string("token")?,
        visitor: json.string("visitor")?,
        expires: Timestamp(json.number("expires")?),
    })
}

/// By which policy the edge judges this site's messages, from the whole answer that holds the
/// profile; as usual where it does not tell, and never looser.
#[must_use]
pub fn policy(json: &Json) -> Policy {
    let (rows, usual) = (json.get("hatch"), Hatch::default());
    let row = |name: &str, usual: u8| byte(rows.get(name)).unwrap_or(usual);
    let wait = json.number("wait_seconds").map_or(Duration::MAX, Duration::from_secs);
    let hatch = Hatch {
        soothe_from: row("soothe_from", usual.soothe_from),
        anger_from: row("anger_from", usual.anger_from),
        unhelpful: row("unhelpful", usual.unhelpful),
        asks_to_queue: row("asks_to_queue", usual.asks_to_queue),
        asks_to_priority: row("asks_to_priority", usual.asks_to_priority),
    };
    Policy::tightened(hatch, wait)
}

/// What the visitor sends that must not be lost: a message or a tap.
#[must_use]
pub fn visitor_frame(json: &Json) -> Option<VisitorFrame> {
    let client_id = client_id(json)?;
    Some(match json.text("type")? {
        "say" => VisitorFrame::Say {
            client_id,
            text: json.string("text")?,
            reading: reading(json.get("reading")),
        },
        "press" => VisitorFrame::Press { client_id, button: button(json.get("button"))? },
        _ => return None,
    })
}

/// A tap.
#[must_use]
pub fn button(json: &Json) -> Option<Button> {
    Some(match json.text("kind")? {
        "human" => Button::Human,
        "confirm" => Button::Confirm { intent: intent(json.get("intent")) },
        "decline" => Button::Decline,
        "help" => Button::Help { answer: seq(json, "answer")?, helpful: json.flag("helpful") },
        "contact" => Button::Contact { contact: json.string("contact")? },
        "end" => Button::End,
        "rate" => Button::Rate {
            stars: stars(json)?,
            comment: json.string("comment").unwrap_or_default(),
        },
        _ => return None,
    })
}

/// A reading.
#[must_use]
pub fn reading(json: &Json) -> Option<Reading> {
    let (intent_json, emotion_json) = (json.get("intent"), json.get("emotion"));
    Some(Reading {
        intent: Belief {
            label: intent(intent_json.get("label"))?,
            confidence: percent(intent_json.get("confidence"))?,
        },
        emotion: Belief {
            label: emotion(emotion_json.get("label"))?,
            confidence: percent(emotion_json.get("confidence"))?,
        },
        anger: percent(json.get("anger"))?,
    })
}

fn fact(json: &Json) -> Option<Fact> {
    let client_id = client_id(json);
    let agent = || json.text("agent")?.parse().ok();
    Some(match json.text("fact")? {
        "started" => {
            Fact::Started { visitor: visitor(json.get("visitor"))?, locale: json.string("locale")? }
        }
        "identified" => Fact::Identified { visitor: visitor(json.get("visitor"))? },
        "visited" => Fact::Visited { page: page(json.get("page"))? },
        "said" => Fact::Said {
            author: author(json.get("author"))?,
            client_id: client_id?,
            text: json.string("text")?,
            reading: reading(json.get("reading")),
        },
        "answered" => {
            Fact::Answered { after: seq(json, "after")?, answer: answer(json.get("answer"))? }
        }
        "helped" => Fact::Helped {
            client_id: client_id?,
            answer: seq(json, "answer")?,
            helpful: json.flag("helpful"),
        },
        "soothed" => Fact::Soothed,
        "handoff_proposed" => Fact::HandoffProposed { rule: rule(json.get("rule"))? },
        "handoff_declined" => Fact::HandoffDeclined { client_id: client_id? },
        "handoff_requested" => {
            Fact::HandoffRequested { client_id, handoff: handoff(json.get("handoff"))? }
        }
        "escalated" => Fact::Escalated {
            rule: rule(json.get("rule"))?,
            priority: priority(json)?,
            skill: json.text("skill").and_then(|skill| skill.parse().ok()),
        },
        "assigned" => Fact::Assigned { agent: agent()?, name: json.string("name")? },
        "handed_back" => Fact::HandedBack {
            client_id: client_id?,
            agent: agent()?,
            takes_up: seq(json, "takes_up"),
        },
        "transferred" => Fact::Transferred {
            client_id: client_id?,
            agent: agent()?,
            skill: json.text("skill")?.parse().ok()?,
        },
        "ticketed" => {
            Fact::Ticketed { ticket: ticket(json.get("ticket"))?, takes_up: seq(json, "takes_up") }
        }
        "contact_left" => {
            Fact::ContactLeft { client_id: client_id?, contact: json.string("contact")? }
        }
        "resolved" => Fact::Resolved { client_id: client_id?, by: author(json.get("by"))? },
        "received" => Fact::Received { author: author(json.get("author"))?, client_id: client_id? },
        "rated" => Fact::Rated {
            client_id: client_id?,
            stars: stars(json)?,
            comment: json.string("comment").unwrap_or_default(),
        },
        _ => return None,
    })
}

fn author(json: &Json) -> Option<Author> {
    Some(match json.as_text() {
        Some("visitor") => Author::Visitor,
        Some("assistant") => Author::Assistant,
        Some(_) => return None,
        None => Author::Agent(json.text("agent")?.parse().ok()?),
    })
}

fn visitor(json: &Json) -> Option<Visitor> {
    Some(match json.text("kind")? {
        "anonymous" => Visitor::Anonymous,
        "verified" => Visitor::Verified {
            subject: json.string("subject")?,
            name: json.string("name"),
            vip: json.flag("vip"),
        },
        _ => return None,
    })
}

fn answer(json: &Json) -> Option<Answer> {
    Some(match json.text("kind")? {
        "found" => Answer::Found {
            quotes: json.get("quotes").list().iter().filter_map(quote).collect(),
            confidence: percent(json.get("confidence"))?,
        },
        "choices" => {
            let titles = json.get("titles").list().iter();
            Answer::Choices {
                ask: json.string("ask"),
                titles: titles.filter_map(|title| title.as_text().map(str::to_owned)).collect(),
            }
        }
        "unknown" => Answer::Unknown,
        "courtesy" => Answer::Courtesy,
        _ => return None,
    })
}

fn quote(json: &Json) -> Option<Quote> {
    Some(Quote {
        article: json.string("article")?,
        title: json.string("title")?,
        text: json.string("text")?,
        more: json.flag("more"),
    })
}

fn handoff(json: &Json) -> Option<Handoff> {
    Some(Handoff {
        rule: rule(json.get("rule"))?,
        skill: json.text("skill")?.parse().ok()?,
        priority: priority(json)?,
    })
}

fn rule(json: &Json) -> Option<Rule> {
    let times = || byte(json.get("times"));
    Some(match json.text("rule")? {
        "button" => Rule::Button,
        "confirmed" => Rule::Confirmed,
        "asked" => Rule::Asked { times: times()?, words: json.string("words")? },
        "keyword" => Rule::Keyword {
            keyword: match json.text("keyword")? {
                "complaint" => Keyword::Complaint,
                "compensation" => Keyword::Compensation,
                _ => return None,
            },
            word: json.string("word")?,
            times: times()?,
        },
        "anger" => Rule::Anger { anger: percent(json.get("anger"))? },
        "risk" => Rule::Risk {
            risk: match json.text("risk")? {
                "account_theft" => Risk::AccountTheft,
                "payment_risk" => Risk::PaymentRisk,
                _ => return None,
            },
            word: json.string("word")?,
        },
        "vip" => Rule::Vip,
        "waited" => Rule::Waited { seconds: json.number("seconds")? },
        "unhelpful" => Rule::Unhelpful { answers: byte(json.get("answers"))? },
        "transferred" => Rule::Transferred,
        "agent_lost" => Rule::AgentLost,
        _ => return None,
    })
}

fn priority(json: &Json) -> Option<Priority> {
    Some(match json.text("priority")? {
        "normal" => Priority::Normal,
        "high" => Priority::High,
        "urgent" => Priority::Urgent,
        _ => return None,
    })
}

fn ticket(json: &Json) -> Option<Ticket> {
    let cause = match json.text("cause")? {
        "closed" => Absence::Closed,
        "nobody_online" => Absence::NobodyOnline,
        "queue_full" => Absence::QueueFull,
        "waited_too_long" => Absence::WaitedTooLong,
        _ => return None,
    };
    Some(Ticket { promised_by: Timestamp(json.number("promised_by")?), cause })
}

/// A reason that a newer edge invented is final like most: the message is shown as not sent.
fn refusal(name: &str) -> RefusalCode {
    match name {
        "full" => RefusalCode::Full,
        "not_yours" => RefusalCode::NotYours,
        "no_such_answer" => RefusalCode::NoSuchAnswer,
        "asked_since" => RefusalCode::AskedSince,
        "too_many" => RefusalCode::TooMany,
        "unavailable" => RefusalCode::Unavailable,
        "ahead" => RefusalCode::Ahead,
        _ => RefusalCode::BadFrame,
    }
}

fn page(json: &Json) -> Option<Page> {
    let told = json.get("context").fields().iter();
    let told = told.filter_map(|(name, text)| Some((name.clone(), text.as_text()?.to_owned())));
    Some(Page {
        url: json.string("url")?,
        title: json.string("title").unwrap_or_default(),
        context: Context::checked(told),
    })
}

fn client_id(json: &Json) -> Option<ClientId> {
    json.text("client_id")?.parse().ok()
}

fn seq(json: &Json, name: &str) -> Option<Seq> {
    json.number(name).map(Seq)
}

fn stars(json: &Json) -> Option<Stars> {
    Stars::try_from(byte(json.get("stars"))?).ok()
}

fn intent(json: &Json) -> Option<Intent> {
    let name = json.as_text()?;
    let at = INTENTS.iter().position(|known| *known == name)?;
    Intent::ALL.get(at).copied()
}

fn emotion(json: &Json) -> Option<Emotion> {
    let name = json.as_text()?;
    let at = EMOTIONS.iter().position(|known| *known == name)?;
    Emotion::ALL.get(at).copied()
}

fn percent(json: &Json) -> Option<Percent> {
    byte(json).map(Percent::saturating)
}

fn byte(json: &Json) -> Option<u8> {
    u8::try_from(json.as_number()?).ok()
}
