//! At least one of everything that is sent or stored.

use std::collections::{BTreeMap, BTreeSet};

use shared::api::{
    Answered, Found, Hit, Identity, Message, Offered, Published, Question, Search, SignedIn,
    SiteProfile, Start, Started, knowledge,
};
use shared::article::{Article, Audience, Draft};
use shared::conversation::{Action, Button, DeskCall, DeskNews, Digest};
use shared::desk::{Change, Desk, Record};
use shared::handoff::{Handoff, Priority, Rule};
use shared::hatch::{Keyword, Risk};
use shared::hours::Hours;
use shared::id::{Address, ClientId, ConversationId, ImportId, Seq};
use shared::page::{Context, Page};
use shared::policy::Hatch;
use shared::problem::{BadLine, Code, Problem};
use shared::reading::{Anger, Belief, Emotion, Intent, Percent, Reading};
use shared::site::Profile;
use shared::time::Timestamp;
use shared::timeline::{Delivery, Pending};
use shared::transcript::{Absence, Answer, Author, Entry, Fact, Quote, Ticket, Visitor};
use shared::wire::{
    AgentFrame, Colleague, DeskCommand, DeskFrame, DeskRow, RefusalCode, RoomFrame, Stage,
    TakeRefusal, VisitorFrame,
};

/// Takes the samples only if they hold each of the variants. The list of variants must be whole, or
/// this does not compile.
macro_rules! all_of {
    ($samples:expr, $($variant:pat),+ $(,)?) => {{
        let samples = $samples;
        let mut missing = BTreeSet::from([$(stringify!($variant)),+]);
        for sample in &samples {
            missing.remove(match sample { $($variant => stringify!($variant)),+ });
        }
        assert!(missing.is_empty(), "no sample of {missing:?}");
        samples
    }};
}

pub(crate) fn visitor_frames() -> Vec<VisitorFrame> {
    use VisitorFrame::{Press, Resume, Say, Typing, Visit};
    let said =
        |reading| Say { client_id: ClientId(0xc0ffee), text: "订单还没到".into(), reading };
    let mut frames = vec![said(None), said(Some(reading()))];
    frames.extend(buttons().into_iter().map(|button| Press { client_id: ClientId(1), button }));
    frames.extend([
        Visit { page: page() },
        Visit { page: telling_page() },
        Typing,
        Resume { after: None },
        Resume { after: Some(Seq(41)) },
    ]);
    all_of!(frames, Say { .. }, Press { .. }, Visit { .. }, Typing, Resume { .. })
}

pub(crate) fn agent_frames() -> Vec<AgentFrame> {
    use AgentFrame::{Act, Resume, Typing};
    let actions = all_of!(
        vec![
            Action::Say { text: "您好，我是小林。".into() },
            Action::HandBack,
            Action::Transfer { skill: slug("after-sales") },
            Action::Resolve { seen: None },
            Action::Resolve { seen: Some(Seq(41)) },
        ],
        Action::Say { .. },
        Action::HandBack,
        Action::Transfer { .. },
        Action::Resolve { .. },
    );
    let act = |action| Act { client_id: ClientId(u128::MAX), action };
    let mut frames: Vec<_> = actions.into_iter().map(act).collect();
    frames.extend([Typing, Resume { after: None }, Resume { after: Some(Seq(41)) }]);
    all_of!(frames, Act { .. }, Typing, Resume { .. })
}

pub(crate) fn room_frames() -> Vec<RoomFrame> {
    use RoomFrame::{Acknowledged, Current, Entries, Place, Refused, Typing};
    all_of!(
        vec![
            Entries { entries: entries().into_iter().take(2).collect() },
            Current,
            Acknowledged { client_id: ClientId(0xc0ffee), seq: Seq(7) },
            Refused { client_id: Some(ClientId(0xc0ffee)), code: RefusalCode::TooMany },
            Refused { client_id: None, code: RefusalCode::BadFrame },
            Typing,
            Place { ahead: 3 },
        ],
        Entries { .. },
        Current,
        Acknowledged { .. },
        Refused { .. },
        Typing,
        Place { .. },
    )
}

pub(crate) fn refusal_codes() -> Vec<RefusalCode> {
    use RefusalCode::{
        Ahead, AskedSince, BadFrame, Full, NoSuchAnswer, NotYours, TooMany, Unavailable,
    };
    all_of!(
        vec![Full, NotYours, NoSuchAnswer, AskedSince, BadFrame, TooMany, Unavailable, Ahead],
        Full,
        NotYours,
        NoSuchAnswer,
        AskedSince,
        BadFrame,
        TooMany,
        Unavailable,
        Ahead,
    )
}

pub(crate) fn desk_commands() -> Vec<DeskCommand> {
    use DeskCommand::{Available, Decline, Leave, Take};
    all_of!(
        vec![
            Take { conversation: conversation(1) },
            Decline { conversation: conversation(1) },
            Available { available: false },
            Leave,
        ],
        Take { .. },
        Decline { .. },
        Available { .. },
        Leave,
    )
}

pub(crate) fn desk_frames() -> Vec<DeskFrame> {
    let stages = all_of!(
        vec![
            Stage::Waiting,
            Stage::Offered { agent: slug("lin"), until: at(31) },
            Stage::Assigned { agent: slug("zhou") },
            Stage::Ticketed,
        ],
        Stage::Waiting,
        Stage::Offered { .. },
        Stage::Assigned { .. },
        Stage::Ticketed,
    );
    let rows = (1..)
        .zip(stages)
        .map(|(n, stage)| DeskRow {
            conversation: conversation(n),
            handoff: handoff(Rule::Button),
            since: at(1),
            promised_by: (stage == Stage::Ticketed).then(|| at(14_400)),
            stage,
            digest: digest(),
        })
        .collect();
    let lin = Colleague {
        agent: slug("lin"),
        name: "小林".into(),
        skills: vec![slug("orders"), slug("after-sales")],
        online: true,
        load: 2,
        offered: true,
    };
    let refused = |code| DeskFrame::Refused { conversation: conversation(1), code };
    all_of!(
        vec![
            DeskFrame::Desk {
                rows,
                more_tickets: 3,
                agents: vec![lin],
                available: true,
                now: at(2),
            },
            refused(TakeRefusal::Taken),
            refused(TakeRefusal::Gone),
        ],
        DeskFrame::Desk { .. },
        DeskFrame::Refused { code: TakeRefusal::Taken, .. },
        DeskFrame::Refused { code: TakeRefusal::Gone, .. },
    )
}

pub(crate) fn entries() -> Vec<Entry> {
    let client_id = ClientId(0xc0ffee);
    let agent = || slug("lin");
    let said =
        |author, reading| Fact::Said {
            author, client_id, text: "多久能到？\n急".into(), reading
        };
    let answered = |answer| Fact::Answered { after: Seq(1), answer };
    let ticketed = |cause, takes_up| Fact::Ticketed {
        ticket: Ticket { promised_by: at(14_400), cause },
        takes_up,
    };
    let facts = vec![
        Fact::Started { visitor: Visitor::Anonymous, locale: "zh-CN".into() },
        said(Author::Visitor, Some(reading())),
        said(Author::Visitor, None),
        said(Author::Assistant, None),
        said(Author::Agent(agent()), None),
        Fact::Identified {
            visitor: Visitor::Verified { subject: "u-1".into(), name: None, vip: false },
        },
        Fact::Identified {
            visitor: Visitor::Verified {
                subject: "u-1".into(),
                name: Some("王女士".into()),
                vip: true,
            },
        },
        Fact::Visited { page: page() },
        answered(found_answer()),
        answered(Answer::Choices {
            ask: None,
            titles: vec!["怎么退货？".into(), "怎么换货？".into()],
        }),
        answered(Answer::Unknown),
        answered(Answer::Courtesy),
        Fact::Helped { client_id, answer: Seq(2), helpful: false },
        Fact::Soothed,
        Fact::HandoffProposed { rule: Rule::Unhelpful { answers: 2 } },
        Fact::HandoffDeclined { client_id },
        Fact::HandoffRequested { client_id: Some(client_id), handoff: handoff(Rule::Button) },
        Fact::HandoffRequested {
            client_id: None,
            handoff: handoff(Rule::Asked { times: 3, words: "人工".into() }),
        },
        Fact::Escalated {
            rule: Rule::Waited { seconds: 90 },
            priority: Priority::High,
            skill: None,
        },
        Fact::Escalated {
            rule: Rule::Anger { anger: Anger::saturating(85) },
            priority: Priority::Urgent,
            skill: Some(slug("senior")),
        },
        Fact::Assigned { agent: agent(), name: "小林".into() },
        Fact::HandedBack { client_id, agent: agent(), takes_up: None },
        Fact::Transferred { client_id, agent: agent(), skill: slug("complaints") },
        ticketed(Absence::Closed, None),
        ticketed(Absence::NobodyOnline, None),
        ticketed(Absence::QueueFull, None),
        ticketed(Absence::WaitedTooLong, None),
        Fact::ContactLeft { client_id, contact: "微信 dukou-2026".into() },
        Fact::Resolved { client_id, by: Author::Visitor },
        Fact::Resolved { client_id, by: Author::Agent(agent()) },
        Fact::Received { author: Author::Visitor, client_id },
        Fact::Rated { client_id, stars: 5.try_into().unwrap(), comment: String::new() },
        Fact::Visited { page: telling_page() },
        answered(Answer::Choices {
            ask: Some("是不是听不到风扇转？".into()),
            titles: vec!["听不到风扇转".into(), "不是".into(), "不清楚".into()],
        }),
        Fact::HandedBack { client_id, agent: agent(), takes_up: Some(Seq(2)) },
        ticketed(Absence::NobodyOnline, Some(Seq(2))),
    ];
    let facts = all_of!(
        facts,
        Fact::Started { .. },
        Fact::Identified { .. },
        Fact::Visited { .. },
        Fact::Said { author: Author::Visitor, .. },
        Fact::Said { author: Author::Assistant, .. },
        Fact::Said { author: Author::Agent(_), .. },
        Fact::Answered { answer: Answer::Found { .. }, .. },
        Fact::Answered { answer: Answer::Choices { .. }, .. },
        Fact::Answered { answer: Answer::Unknown, .. },
        Fact::Answered { answer: Answer::Courtesy, .. },
        Fact::Helped { .. },
        Fact::Soothed,
        Fact::HandoffProposed { .. },
        Fact::HandoffDeclined { .. },
        Fact::HandoffRequested { .. },
        Fact::Escalated { .. },
        Fact::Assigned { .. },
        Fact::HandedBack { .. },
        Fact::Transferred { .. },
        Fact::Ticketed { ticket: Ticket { cause: Absence::Closed, .. }, .. },
        Fact::Ticketed { ticket: Ticket { cause: Absence::NobodyOnline, .. }, .. },
        Fact::Ticketed { ticket: Ticket { cause: Absence::QueueFull, .. }, .. },
        Fact::Ticketed { ticket: Ticket { cause: Absence::WaitedTooLong, .. }, .. },
        Fact::ContactLeft { .. },
        Fact::Resolved { .. },
        Fact::Received { .. },
        Fact::Rated { .. },
    );
    (0..).zip(facts).map(|(n, fact)| Entry { seq: Seq(n), at: at(n), fact }).collect()
}

pub(crate) fn handoffs() -> Vec<Handoff> {
    let keyword = |keyword, word: &str, times| Rule::Keyword { keyword, word: word.into(), times };
    let risk = |risk, word: &str| Rule::Risk { risk, word: word.into() };
    let rules = all_of!(
        vec![
            Rule::Button,
            Rule::Confirmed,
            Rule::Asked { times: 1, words: "转人工".into() },
            keyword(Keyword::Complaint, "12315", 1),
            keyword(Keyword::Compensation, "赔偿", 2),
            Rule::Anger { anger: Anger::saturating(88) },
            risk(Risk::AccountTheft, "账号被盗"),
            risk(Risk::PaymentRisk, "盗刷"),
            Rule::Vip,
            Rule::Waited { seconds: 90 },
            Rule::Unhelpful { answers: 2 },
            Rule::Transferred,
            Rule::AgentLost,
        ],
        Rule::Button,
        Rule::Confirmed,
        Rule::Asked { .. },
        Rule::Keyword { keyword: Keyword::Complaint, .. },
        Rule::Keyword { keyword: Keyword::Compensation, .. },
        Rule::Anger { .. },
        Rule::Risk { risk: Risk::AccountTheft, .. },
        Rule::Risk { risk: Risk::PaymentRisk, .. },
        Rule::Vip,
        Rule::Waited { .. },
        Rule::Unhelpful { .. },
        Rule::Transferred,
        Rule::AgentLost,
    );
    let priorities = [Priority::Normal, Priority::High, Priority::Urgent].into_iter().cycle();
    rules
        .into_iter()
        .zip(priorities)
        .map(|(rule, priority)| Handoff { priority, ..handoff(rule) })
        .collect()
}

/// Every intent and every emotion once.
pub(crate) fn readings() -> Vec<Reading> {
    let emotions = Emotion::ALL.into_iter().cycle();
    Intent::ALL
        .into_iter()
        .zip(emotions)
        .map(|(intent, emotion)| Reading {
            intent: Belief { label: intent, confidence: Percent::saturating(93) },
            emotion: Belief { label: emotion, confidence: Percent::saturating(0) },
            anger: Anger::saturating(100),
        })
        .collect()
}

pub(crate) fn desk_calls() -> Vec<DeskCall> {
    use DeskCall::{Close, Enqueue, Raise, Ticket};
    let wait = Seq(9);
    let enqueue = |digest| Enqueue { wait, handoff: handoff(Rule::Button), digest };
    all_of!(
        vec![
            enqueue(digest()),
            enqueue(Digest::default()),
            Raise {
                wait,
                rule: Rule::Anger { anger: Anger::saturating(85) },
                priority: Priority::Urgent,
                skill: Some(slug("senior")),
                digest: Some(digest()),
            },
            Ticket { wait },
            Close { wait },
        ],
        Enqueue { .. },
        Raise { .. },
        Ticket { .. },
        Close { .. },
    )
}

pub(crate) fn desk_news() -> Vec<DeskNews> {
    use DeskNews::{AgentLost, Assigned, Escalated, Unserved};
    all_of!(
        vec![
            Assigned { agent: slug("lin"), name: "小林".into() },
            Escalated { seconds: 90, priority: Priority::High },
            Unserved { cause: Absence::NobodyOnline },
            AgentLost { agent: slug("lin") },
        ],
        Assigned { .. },
        Escalated { .. },
        Unserved { .. },
        AgentLost { .. },
    )
}

/// A day at the desk: six conversations, each of which comes as far as another.
pub(crate) fn desk_records() -> Vec<Record> {
    use Change::{
        Assigned, Availability, Came, ClockSetBack, Closed, Enqueued, Escalated, Lapsed, Left,
        Lost, Offered, Overflowed, Raised, SignedOut, Ticketed,
    };
    let (lin, zhou, chen) = (|| slug("lin"), || slug("zhou"), || slug("chen"));
    let enqueued = |n| Enqueued {
        conversation: conversation(n),
        wait: Seq(n),
        handoff: handoff(Rule::Button),
        digest: digest(),
        // Of some it is not known.
        from: (n < 5).then_some(Address(0xa_dd_e5)),
    };
    let changes = vec![
        Came { agent: lin() },
        Came { agent: zhou() },
        Availability { agent: zhou(), available: false },
        enqueued(1),
        Offered { conversation: conversation(1), agent: lin(), until: at(34) },
        enqueued(2),
        Assigned { conversation: conversation(2), agent: lin() },
        enqueued(3),
        Assigned { conversation: conversation(3), agent: zhou() },
        Left { agent: zhou() },
        Lost { conversation: conversation(3), agent: zhou() },
        enqueued(4),
        Ticketed { conversation: conversation(4) },
        enqueued(5),
        Overflowed { conversation: conversation(5) },
        Raised {
            conversation: conversation(5),
            priority: Priority::High,
            handoff: Some(Handoff { priority: Priority::High, ..handoff(Rule::Vip) }),
            digest: Some(digest()),
        },
        Escalated { conversation: conversation(5), priority: Priority::Urgent },
        Offered { conversation: conversation(5), agent: lin(), until: at(48) },
        Lapsed { conversation: conversation(5), agent: lin() },
        enqueued(6),
        Closed { conversation: conversation(6), wait: Seq(6) },
        ClockSetBack,
        Came { agent: chen() },
        SignedOut { agent: chen() },
    ];
    let changes = all_of!(
        changes,
        Enqueued { .. },
        Overflowed { .. },
        Raised { .. },
        Escalated { .. },
        Offered { .. },
        Lapsed { .. },
        Assigned { .. },
        Lost { .. },
        Ticketed { .. },
        Closed { .. },
        Came { .. },
        Left { .. },
        SignedOut { .. },
        Availability { .. },
        ClockSetBack,
    );
    (0..).zip(changes).map(|(n, change)| Record { at: at(n), change }).collect()
}

/// The Desk after that day, as its snapshot on disk.
pub(crate) fn desk() -> Desk {
    Desk::replay(Desk::default(), &desk_records())
}

pub(crate) fn pending() -> Vec<Pending<VisitorFrame>> {
    use Delivery::{Acknowledged, Failed, Pending as OnItsWay};
    let deliveries = all_of!(vec![OnItsWay, Acknowledged, Failed], OnItsWay, Acknowledged, Failed);
    let draft = || VisitorFrame::Press { client_id: ClientId(1), button: Button::Human };
    deliveries
        .into_iter()
        .map(|delivery| Pending { client_id: ClientId(1), at: at(0), draft: draft(), delivery })
        .collect()
}

pub(crate) fn site_profile() -> SiteProfile {
    let hours =
        r#"{"utc_offset_minutes":480,"open":[["mon","09:00","21:00"],["sun","22:00","02:00"]]}"#;
    let hours: Hours = serde_json::from_str(hours).unwrap();
    SiteProfile {
        site: slug("demo"),
        profile: Profile {
            name: BTreeMap::from([("zh-CN".into(), "渡口小铺".into())]),
            greeting: BTreeMap::from([("zh-CN".into(), "你好，我是 AI 助手。".into())]),
            top_questions: BTreeMap::from([("zh-CN".into(), vec!["退款多久到账？".into()])]),
            phone: Some("400-000-0000".into()),
            color: Some("#1f6f5c".into()),
            privacy: None,
        },
        hours,
        open: true,
        wait_seconds: 90,
        hatch: Hatch { anger_from: 70, ..Hatch::default() },
        articles: articles(),
        synonyms: vec![vec!["小贝壳".into(), "加湿器".into()]],
        now: at(0),
    }
}

pub(crate) fn starts() -> Vec<Start> {
    let start = |page, client_id| Start { locale: "zh-CN".into(), page, client_id };
    vec![start(None, None), start(Some(page()), None), start(None, Some(ClientId(0xa)))]
}

pub(crate) fn started() -> Started {
    Started {
        conversation: conversation(1),
        token: "v1.e30.bWFj".into(),
        visitor: "v1.e30.Y2Ft".into(),
        expires: at(7_776_000),
    }
}

pub(crate) fn message() -> Message {
    Message { client_id: ClientId(0xc0ffee), text: "发票怎么开？".into() }
}

pub(crate) fn identity() -> Identity {
    Identity { jwt: "eyJhbGciOiJIUzI1NiJ9.e30.bWFj".into() }
}

pub(crate) fn search() -> Search {
    Search { query: "退款".into(), top: 10 }
}

pub(crate) fn found() -> Found {
    let hit = Hit {
        article: "refund-time".into(),
        title: "退款多久到账？".into(),
        excerpt: "审核通过后 1–3 个工作日原路退回。".into(),
        more: true,
        score: 0.875,
        audience: Audience::Everyone,
    };
    let inside = Hit { audience: Audience::Agents, ..hit.clone() };
    Found { hits: vec![hit, inside] }
}

pub(crate) fn question() -> Question {
    Question { question: "退款多久到账".into() }
}

pub(crate) fn answered() -> Vec<Answered> {
    vec![
        Answered { answered: true, confidence: Percent::saturating(87), answer: found_answer() },
        Answered { answered: false, confidence: Percent::saturating(4), answer: Answer::Unknown },
    ]
}

pub(crate) fn articles() -> Vec<Article> {
    let short = Draft {
        id: "refund-time".into(),
        title: "退款多久到账？".into(),
        body: "审核通过后 1–3 个工作日原路退回。".into(),
        ..Draft::default()
    };
    let full = Draft {
        tags: vec!["退款".into()],
        phrasings: vec!["钱什么时候退".into()],
        category: "售后".into(),
        language: "zh-CN".into(),
        valid_from: Some(at(0)),
        valid_until: Some(at(86_400)),
        audience: Audience::Vip,
        products: vec!["DK-520".into()],
        ..short.clone()
    };
    [short, full].into_iter().map(|draft| draft.try_into().unwrap()).collect()
}

pub(crate) fn published() -> Published {
    Published { articles: 92 }
}

pub(crate) fn graph() -> shared::api::graph::Kept {
    shared::api::graph::Kept { revision: 7, file: GRAPH.into() }
}

pub(crate) fn graph_replacements() -> Vec<shared::api::graph::Replace> {
    let replace = |expect| shared::api::graph::Replace { file: GRAPH.into(), expect };
    vec![replace(None), replace(Some(7))]
}

pub(crate) fn graph_replaced() -> shared::api::graph::Replaced {
    shared::api::graph::Replaced { revision: 8, entities: 390, relations: 751 }
}

const GRAPH: &str = "{\"kind\":\"product\",\"id\":\"fridge\",\"name\":\"冰箱\"}\n";

pub(crate) fn signed_in() -> Vec<SignedIn> {
    let signed_in = |expires| SignedIn {
        site: slug("demo"),
        agent: slug("lin"),
        name: "小林".into(),
        skills: vec![slug("orders")],
        lead: false,
        expires,
        hatch: Hatch { anger_from: 70, ..Hatch::default() },
        wait_seconds: 60,
    };
    vec![signed_in(None), signed_in(Some(at(43_200)))]
}

pub(crate) fn knowledge_articles() -> Vec<knowledge::Articles> {
    let summary = |state, archives, published_version| knowledge::Summary {
        id: "refund-time".parse().unwrap(),
        title: "退款多久到账？".into(),
        category: "售后".into(),
        audience: Audience::Everyone,
        state,
        version: 3,
        archives,
        published_version,
        valid_from: published_version.map(|_| at(2)),
        valid_until: published_version.map(|_| at(3)),
        changed_at: at(1),
        changed_by: knowledge::Editor::Agent(slug("lin")),
        service: service(),
    };
    use knowledge::State::{Archived, Draft, Past, Published};
    let states = all_of!(vec![Draft, Published, Archived, Past], Draft, Published, Archived, Past);
    let articles = states.into_iter().map(|state| summary(state, false, Some(2))).collect();
    let last = vec![summary(Draft, true, None)];
    vec![
        knowledge::Articles { articles, next: Some("1800000001000/refund-time".into()), total: 5 },
        knowledge::Articles { articles: last, next: None, total: 5 },
    ]
}

pub(crate) fn kept() -> Vec<knowledge::Kept> {
    let article = || articles().remove(0);
    let draft = version(knowledge::State::Draft, false, None);
    let past = version(knowledge::State::Past, true, Some(7));
    vec![
        knowledge::Kept {
            article: article(),
            version: draft.clone(),
            published_version: Some(2),
            published_from: Some(at(2)),
            published_until: Some(at(3)),
            service: service(),
            versions: vec![draft.clone(), past],
        },
        knowledge::Kept {
            article: article(),
            version: draft.clone(),
            published_version: None,
            published_from: None,
            published_until: None,
            service: knowledge::Service::default(),
            versions: vec![draft],
        },
    ]
}

pub(crate) fn kept_version() -> knowledge::KeptVersion {
    let version = version(knowledge::State::Published, false, Some(7));
    knowledge::KeptVersion { article: articles().remove(1), version }
}

pub(crate) fn saves() -> Vec<knowledge::Save> {
    let article = || articles().remove(0).into();
    vec![
        knowledge::Save { article: article(), expect: None },
        knowledge::Save { article: article(), expect: Some(2) },
    ]
}

pub(crate) fn archive() -> knowledge::Archive {
    knowledge::Archive { expect: 2 }
}

pub(crate) fn publishes() -> Vec<knowledge::Publish> {
    let some = vec![knowledge::Chosen { id: "refund-time".parse().unwrap(), expect: 3 }];
    vec![knowledge::Publish { articles: None }, knowledge::Publish { articles: Some(some) }]
}

pub(crate) fn publications() -> knowledge::Publications {
    use knowledge::Editor::{Agent, Operator, Server};
    let editors = all_of!(vec![Agent(slug("lin")), Operator, Server], Agent(_), Operator, Server);
    let publication = |(publication, by)| knowledge::Publication {
        publication,
        at: at(publication),
        by,
        added: 1,
        changed: 2,
        removed: 3,
        articles: 92,
        restores: (publication == 2).then_some(1),
    };
    knowledge::Publications { publications: (1..).zip(editors).map(publication).collect() }
}

pub(crate) fn difference() -> knowledge::Difference {
    use knowledge::Becomes::{Added, Changed, Removed};
    let becomes = all_of!(vec![Removed, Added, Changed], Removed, Added, Changed);
    let differing = |becomes| knowledge::Differing {
        id: "refund-time".parse().unwrap(),
        title: "退款多久到账？".into(),
        becomes,
    };
    let articles = becomes.into_iter().map(differing).collect();
    knowledge::Difference { added: 1, changed: 1, removed: 1, articles }
}

pub(crate) fn looked() -> Vec<knowledge::Looked> {
    [None, Some(3)].map(|expect| knowledge::Looked { expect }).to_vec()
}

pub(crate) fn import() -> knowledge::Import {
    knowledge::Import { dry_run: true }
}

pub(crate) fn importing() -> knowledge::Importing {
    knowledge::Importing { import: ImportId(0xc0ffee) }
}

pub(crate) fn import_rows() -> knowledge::ImportRows {
    let article = serde_json::to_value(&articles()[0]).unwrap();
    knowledge::ImportRows { rows: vec![knowledge::ImportRow { line: 2, article }] }
}

pub(crate) fn imported() -> knowledge::Imported {
    knowledge::Imported { rows: 1, problems: vec![row_problem()] }
}

pub(crate) fn import_reports() -> Vec<knowledge::ImportReport> {
    let id = || "refund-time".parse().unwrap();
    let title = "退款多久到账？";
    let changes = [true, false].map(|is_new| knowledge::ImportChange {
        id: id(),
        title: title.into(),
        is_new,
        has_draft: !is_new,
    });
    let overflow = knowledge::Overflow {
        articles: 50_001,
        bytes: 16_900_000,
        most_articles: 50_000,
        most_bytes: 16 << 20,
    };
    let report = |publication, overflow| knowledge::ImportReport {
        added: 1,
        changed: 1,
        unchanged: 90,
        changes: changes.to_vec(),
        problems: vec![row_problem()],
        publication,
        latest: publication.is_none().then_some(3),
        overflow,
    };
    vec![report(None, None), report(Some(4), None), report(None, Some(overflow))]
}

pub(crate) fn tries() -> Vec<knowledge::Try> {
    let of = |audience| knowledge::Try { question: "退款多久到账".into(), audience };
    vec![of(Audience::Everyone), of(Audience::Vip), of(Audience::Agents)]
}

pub(crate) fn tried() -> Vec<knowledge::Tried> {
    let hit = |phrasing| knowledge::TriedHit {
        article: "refund-time".parse().unwrap(),
        title: "退款多久到账？".into(),
        excerpt: "审核通过后 1–3 个工作日原路退回。".into(),
        phrasing,
        score: 0.75,
        words: 0.5,
        substance: 0.625,
        likeness: 0.25,
        meaning: -0.125,
    };
    let asked = || Some(Rule::Asked { times: 1, words: "人工".into() });
    let tried = |hands_over, offers_person| knowledge::Tried {
        hands_over,
        offers_person,
        answered: answered().remove(0),
        heard: Some("退款".into()),
        hits: vec![hit(Some("钱什么时候退".into())), hit(None)],
        held_back: vec![knowledge::HeldBack {
            article: "refund-fast".parse().unwrap(),
            title: "退款能加急吗？".into(),
            valid_from: Some(at(2)),
            valid_until: Some(at(3)),
        }],
    };
    vec![tried(None, None), tried(Some(Rule::Vip), None), tried(None, asked())]
}

pub(crate) fn offered() -> Offered {
    Offered { questions: vec!["电饭煲保修多久？".into(), "多少钱包邮？".into()] }
}

pub(crate) fn figures() -> Vec<knowledge::Figures> {
    let fell_back = knowledge::FellBack { late: 4, failed: 3, unusable: 2, resting: 1 };
    let detail = "a question of acme was answered without it: it did not answer within 500 ms";
    let trouble =
        knowledge::EncoderTrouble { at: Timestamp(1_800_000_001_000), detail: detail.into() };
    let encoder = |in_use, trouble| knowledge::Encoder {
        model: "bge-m3".into(),
        in_use,
        waiting: 12,
        helped: 900,
        fell_back,
        trouble,
    };
    let questions = knowledge::Outcomes { answered: 700, choices: 200, unknown: 90, diagnosed: 10 };
    let figures =
        |encoder| knowledge::Figures { days: 30, questions, helpful: 80, unhelpful: 20, encoder };
    vec![
        figures(None),
        figures(Some(encoder(true, None))),
        figures(Some(encoder(false, Some(trouble)))),
    ]
}

pub(crate) fn misses() -> knowledge::Misses {
    use knowledge::MissKind::{Choices, Unhelpful, Unknown};
    let kinds = all_of!(vec![Unknown, Choices, Unhelpful], Unknown, Choices, Unhelpful);
    let miss = |kind| knowledge::Miss {
        question: "海外能寄吗".into(),
        like: vec!["能寄到国外吗".into()],
        count: 12,
        last_at: at(1),
        kind,
    };
    knowledge::Misses { groups: kinds.into_iter().map(miss).collect() }
}

pub(crate) fn dismiss() -> knowledge::Dismiss {
    knowledge::Dismiss { question: "海外能寄吗".into() }
}

fn service() -> knowledge::Service {
    knowledge::Service { shown: 90, hits: 40, helpful: 7, unhelpful: 1 }
}

fn version(
    state: knowledge::State,
    archives: bool,
    publication: Option<u64>,
) -> knowledge::Version {
    let by = knowledge::Editor::Agent(slug("lin"));
    knowledge::Version { version: 3, at: at(1), by, state, archives, publication }
}

fn row_problem() -> knowledge::RowProblem {
    knowledge::RowProblem { line: 3, reason: "article title is empty".into() }
}

/// Every code once, and one problem with all that there can be.
pub(crate) fn problems() -> Vec<Problem> {
    let line = BadLine { line: 3, detail: "the title is empty".into() };
    let full = Problem::new(Code::Invalid, "nothing was published: 1 line is no article")
        .retry_after(1)
        .lines(vec![line]);
    Code::ALL.into_iter().map(|code| Problem::new(code, "why")).chain([full]).collect()
}

fn buttons() -> Vec<Button> {
    use Button::{Confirm, Contact, Decline, End, Help, Human, Rate};
    let rate = |stars: u8, comment: &str| Rate {
        stars: stars.try_into().unwrap(),
        comment: comment.into(),
    };
    all_of!(
        vec![
            Human,
            Confirm { intent: None },
            Confirm { intent: Some(Intent::Refund) },
            Decline,
            Help { answer: Seq(2), helpful: true },
            Contact { contact: "138****5678".into() },
            End,
            rate(1, ""),
            rate(5, "很快"),
        ],
        Human,
        Confirm { .. },
        Decline,
        Help { .. },
        Contact { .. },
        End,
        Rate { .. },
    )
}

fn found_answer() -> Answer {
    let quote = Quote {
        article: "refund-time".into(),
        title: "退款多久到账？".into(),
        text: "审核通过后 1–3 个工作日原路退回。".into(),
        more: false,
    };
    Answer::Found { quotes: vec![quote], confidence: Percent::saturating(87) }
}

fn handoff(rule: Rule) -> Handoff {
    Handoff { rule, skill: slug("orders"), priority: Priority::Normal }
}

fn digest() -> Digest {
    Digest {
        name: Some("王女士".into()),
        vip: true,
        words: "订单还没到".into(),
        intent: Some(Intent::Logistics),
        emotion: Some(Emotion::Anxious),
        anger: Anger::saturating(35),
        promised_by: Some(at(14_400)),
    }
}

fn reading() -> Reading {
    Reading {
        intent: Belief { label: Intent::Logistics, confidence: Percent::saturating(91) },
        emotion: Belief { label: Emotion::Anxious, confidence: Percent::saturating(64) },
        anger: Anger::saturating(35),
    }
}

fn page() -> Page {
    let url = "https://shop.example/order?id=1".into();
    Page { url, title: "我的订单".into(), context: Context::default() }
}

/// A page whose script told something of it.
fn telling_page() -> Page {
    let told = [("购物车", "3"), ("vip", "true"), ("total", "199.5")];
    let context = Context::of(told.map(|(name, text)| (name.to_owned(), text.to_owned())));
    Page { context, ..page() }
}

fn conversation(n: u64) -> ConversationId {
    ConversationId(u128::from(n) << 64 | 0xd0)
}

fn at(seconds: u64) -> Timestamp {
    Timestamp(1_800_000_000_000 + seconds * 1_000)
}

fn slug<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}
