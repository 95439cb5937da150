//! The wish for a person in pinyin without tones and in English.

use std::ops::Range;

use super::plain::Plain;

/// Where a message asks for a person in Latin letters, or whether it declines one.
pub(super) fn latin(plain: &Plain, declines: &mut bool) -> Option<Range<usize>> {
    let latin = |at: usize| plain.at(at).is_ascii_lowercase();
    let mut at = 0;
    while at < plain.len() {
        let start = at;
        while latin(at) {
            at += 1;
        }
        if at == start {
            at += 1;
            continue;
        }
        let run: String = plain.text.chars[start..at].iter().collect();
        if at - start < 7 && plain.at(at).is_ascii_digit() && plain.is_word(&(start..at)) {
            continue;
        }
        if let Some((from, to)) = pinyin(&run).or_else(|| english(&run, declines)) {
            return Some(start + from..start + to);
        }
    }
    None
}

fn pinyin(run: &str) -> Option<(usize, usize)> {
    let whole = run.trim_start_matches("woyao").trim_start_matches("qing").trim_start_matches("wo");
    let whole = whole.trim_start_matches("yao").trim_start_matches("bangwo").trim_end_matches("ba");
    let is_whole = [
        "zrg", "rengong", "kefu", "zhenren", "rgkf", "zhaoren", "huoren", "zhuanren", "zrgkf",
        "zrgzrg", "zrgfw", "rgfw",
    ]
    .contains(&whole);
    if run.contains("buyong") || run.contains("buyao") {
        return None;
    }
    if is_whole {
        return Some((0, run.len()));
    }
    const ASKS: &str = "zhuanrengong rengongkefu zhaorengong zhenrenkefu zhuankefu zhuanjierengong zhaokefu yaorengong lianxikefu jiaokefu zhuanrg rengongfuwu zhuanzhenren huanrengong jierengong zuanrengong zhuangrengong zhuanrengon zhuanrenggong zhanrengong";
    words(ASKS).find_map(|word| run.find(word).map(|at| (at, at + word.len())))
}

/// English, its spaces already gone: realperson, talktoahuman.
fn english(run: &str, declines: &mut bool) -> Option<(usize, usize)> {
    if holds(run, &["dontneed", "donotneed", "noneed", "dontwant", "donotwant", "neednot"]) {
        *declines |= holds(run, &["human", "agent", "person", "representative", "operator"]);
        return None;
    }
    if words(UNWANTED).any(|word| run.contains(word)) {
        return None;
    }
    if let Some(found) = phrase(run) {
        return Some(found);
    }
    if is_person(run) {
        return Some((0, run.len()));
    }
    if !words(PEOPLE).any(|person| run.contains(person)) {
        return None;
    }
    asked(run).or_else(|| is_polite(run).then_some((0, run.len())))
}

/// Words that ask wherever they stand.
fn phrase(run: &str) -> Option<(usize, usize)> {
    let (at, word) = words(WHOLE).find_map(|word| Some((run.find(word)?, word)))?;
    let is_goods = holds(run, &["livechatbot", "connectmetow"]);
    (!is_goods).then_some((at, at + word.len()))
}

/// Whether it is nothing but a person, misspelt or by title.
fn is_person(run: &str) -> bool {
    ["huamn", "humen", "representitive", "represenative", "repersentative"]
        .iter()
        .any(|word| run.starts_with(word))
        || run.starts_with("humann") && run.trim_start_matches("huma").chars().all(|c| c == 'n')
        || ["manager", "supervisor", "boss", "someone", "somebody", "csagent", "0foroperator"]
            .contains(&run)
}

/// A verb that asks, with the person right behind it.
fn asked(run: &str) -> Option<(usize, usize)> {
    // Most runs are shorter than any of these, and a message may have hundreds.
    for ask in words(ENGLISH_ASKS).filter(|ask| ask.len() < run.len()) {
        for (at, _) in run.match_indices(ask) {
            let asked = at + ask.len();
            let is_person = |person: &&str| {
                let rest = run[asked..].strip_prefix(*person);
                rest.is_some_and(|rest| !words(NOT).any(|word| rest.starts_with(word)))
            };
            if let Some(person) = words(PEOPLE).find(is_person) {
                return Some((at, asked + person.len()));
            }
        }
    }
    None
}

/// Whether it is people and polite words, and nothing else.
fn is_polite(run: &str) -> bool {
    let mut rest = run;
    let mut people = false;
    while !rest.is_empty() {
        let person = words(PEOPLE).find(|word| {
            rest.starts_with(word)
                && !matches!(*word, "person" | "someone" | "somebody" | "manager" | "staff" | "rep")
        });
        people |= person.is_some();
        let polite =
            || words(POLITE).filter(|word| rest.starts_with(word)).max_by_key(|it| it.len());
        let Some(eaten) = person.or_else(polite) else { return false };
        rest = &rest[eaten.len()..];
    }
    people
}

fn holds(run: &str, any: &[&str]) -> bool {
    any.iter().any(|word| run.contains(word))
}

/// The words of a list.
fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split(' ')
}

/// Who is asked for, the longer before what begins as they do.
const PEOPLE: &str = "livehuman realhuman humanagent humanbeing liveagent realagent realperson actualperson liveperson customerservice customersupport representative human agent person someone somebody operator manager supervisor staff rep";
/// What asks for them.
const ENGLISH_ASKS: &str = "talktoa talkto talkwitha talkwith speaktoa speakto speakwitha speakwith chatwitha chatwith connectmetoa connectmeto connectmetoan connectmewitha connectmewithan transfermetoan getmean givemean connectto connectmewith transfermetoa transfermeto transferto transfertoa getmea getme givemea giveme needa needan need wanta wantan want contacta contactan contact reacha reach switchtoa switchto callyour getyour wherestheis isthereany talktoan speaktoan talktothe";
/// What makes something else of a person, right behind one.
const NOT: &str = "hair wig body size rights resource milk race nature skeleton made touch anatomy figure als color alcolor price fee code orange s ity ies";
/// What asks by itself.
const WHOLE: &str = "humanrequired someonereal withahuman fromahuman fromaperson toahuman toaperson toanagent toarep withaperson withanagent talk2 nomorebot sickofthisbot sickofbot tiredofbot yourboss bringyour customerrep servicerep liverep humanassist agentnow humanon needtotalk realstaff botagain uselessbot anyonereal anybodyreal canigetahuman isthereahuman canigetaperson isthereaperson isthereanyonei haveaperson havealiveagent havesomeonecall someonecallme callmeback callmeplease someonehelpme someonetohelp someonepleasehelp somebodypls somebodyplease somebodyhelp somebodyanswer someoneanswer isanyonethere isanybodyhome anybodyhome isanybodythere helloanyone anyonehere anyonethere anybodyhere anybodythere nobots norobot notabot nottalkingtoabot stopsendingauto botisnothelping botisuseless stupidbot livechat livesupport livehuman liveperson wherearethehumans wheresareal whereisareal putmethrough transferme connectmeto talktoyour speaktoyour talkhuman talkperson englishagent personspeak englishspeakingstaff humanpl humanhelp humannow humenplease getahold getmeyour escalat passmeto handmeover handmetoa hateb0ts hatebots stopthebot actualhuman somereal realpeople talktopeople needpeople someonefromyourteam yourteammember speakwithyour anyagent anyhuman anyrealperson personplease managerplease managernow supervisorplease supervisornow contactahuman customercare contacthuman reachahuman wanttotalk canisome canitalkto canispeakto";
/// With one of these nobody is asked for.
const UNWANTED: &str = "notasking dontcall donotcall nocall donttransfer dontconnect donottransfer nomanager without neverm nothanks sofar";
/// What may stand beside a person who is all that is said.
const POLITE: &str = "please pls plz hello hi now iwanta iwant ineed a an the thanks real live support customer cs for helping is any english can get i my chat help to talk me asap not bot robot";
