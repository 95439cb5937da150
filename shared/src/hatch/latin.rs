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
    const PEOPLE: &str = "livehuman realhuman humanagent humanbeing liveagent realagent realperson actualperson liveperson customerservice customersupport representative human agent person someone somebody operator manager supervisor staff rep";
    const ASKS: &str = "talktoa talkto talkwitha talkwith speaktoa speakto speakwitha speakwith chatwitha chatwith connectmetoa connectmeto connectmetoan connectmewitha connectmewithan transfermetoan getmean givemean connectto connectmewith transfermetoa transfermeto transferto transfertoa getmea getme givemea giveme needa needan need wanta wantan want contacta contactan contact reacha reach switchtoa switchto callyour getyour wherestheis isthereany talktoan speaktoan talktothe";
    const NOT: &str = "hair wig body size rights resource milk race nature skeleton made touch anatomy figure als color alcolor price fee code orange s ity ies";
    if ["dontneed", "donotneed", "noneed", "dontwant", "donotwant", "neednot"]
        .iter()
        .any(|word| run.contains(word))
    {
        let about = ["human", "agent", "person", "representative", "operator"]
            .iter()
            .any(|word| run.contains(word));
        *declines |= about;
        return None;
    }
    const WHOLE: &str = "humanrequired someonereal withahuman fromahuman fromaperson toahuman toaperson toanagent toarep withaperson withanagent talk2 nomorebot sickofthisbot sickofbot tiredofbot yourboss bringyour customerrep servicerep liverep humanassist agentnow humanon needtotalk realstaff botagain uselessbot anyonereal anybodyreal canigetahuman isthereahuman canigetaperson isthereaperson isthereanyonei haveaperson havealiveagent havesomeonecall someonecallme callmeback callmeplease someonehelpme someonetohelp someonepleasehelp somebodypls somebodyplease somebodyhelp somebodyanswer someoneanswer isanyonethere isanybodyhome anybodyhome isanybodythere helloanyone anyonehere anyonethere anybodyhere anybodythere nobots norobot notabot nottalkingtoabot stopsendingauto botisnothelping botisuseless stupidbot livechat livesupport livehuman liveperson wherearethehumans wheresareal whereisareal putmethrough transferme connectmeto talktoyour speaktoyour talkhuman talkperson englishagent personspeak englishspeakingstaff humanpl humanhelp humannow humenplease getahold getmeyour escalat passmeto handmeover handmetoa hateb0ts hatebots stopthebot actualhuman somereal realpeople talktopeople needpeople someonefromyourteam yourteammember speakwithyour anyagent anyhuman anyrealperson personplease managerplease managernow supervisorplease supervisornow contactahuman customercare contacthuman reachahuman wanttotalk canisome canitalkto canispeakto";
    const UNWANTED: &str = "notasking dontcall donotcall nocall donttransfer dontconnect donottransfer nomanager without neverm nothanks sofar";
    if words(UNWANTED).any(|word| run.contains(word)) {
        return None;
    }
    if let Some((at, word)) = words(WHOLE).find_map(|word| Some((run.find(word)?, word))) {
        let goods = ["livechatbot", "connectmetow"].iter().any(|word| run.contains(word));
        if !goods {
            return Some((at, at + word.len()));
        }
    }
    if ["huamn", "humen", "representitive", "represenative", "repersentative"]
        .iter()
        .any(|word| run.starts_with(word))
        || run.starts_with("humann") && run.trim_start_matches("huma").chars().all(|c| c == 'n')
        || ["manager", "supervisor", "boss", "someone", "somebody", "csagent", "0foroperator"]
            .contains(&run)
    {
        return Some((0, run.len()));
    }
    if !words(PEOPLE).any(|person| run.contains(person)) {
        return None;
    }
    // Most runs are shorter than any of these, and a message may have hundreds.
    for ask in words(ASKS).filter(|ask| ask.len() < run.len()) {
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
    const POLITE: &str = "please pls plz hello hi now iwanta iwant ineed a an the thanks real live support customer cs for helping is any english can get i my chat help to talk me asap not bot robot";
    let mut rest = run;
    let mut people = false;
    while !rest.is_empty() {
        let next = words(PEOPLE).find(|word| {
            rest.starts_with(word)
                && !matches!(*word, "person" | "someone" | "somebody" | "manager" | "staff" | "rep")
        });
        let eaten = match next {
            Some(word) => {
                people = true;
                word.len()
            }
            None => words(POLITE).filter(|word| rest.starts_with(word)).map(str::len).max()?,
        };
        rest = &rest[eaten..];
    }
    people.then_some((0, run.len()))
}

/// The words of a list.
fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split(' ')
}
