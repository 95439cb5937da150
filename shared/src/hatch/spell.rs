//! Reads pinyin, and a few words of Latin that stand among characters, as the characters they spell.

use std::ops::Range;

use super::plain::Plain;

/// A message with its Latin runs spelled out, and where each character came from.
pub(super) struct Spelled {
    pub(super) plain: Plain,
    origins: Vec<Range<usize>>,
}

impl Spelled {
    /// Spells `plain` out, if every Latin run in it reads as pinyin or as a known word.
    pub(super) fn of(plain: &Plain) -> Option<Self> {
        let mut message = String::new();
        let mut origins = Vec::new();
        let (mut at, mut changed) = (0, false);
        while at < plain.len() {
            let start = at;
            while at < plain.len() && plain.at(at).is_ascii_lowercase() {
                at += 1;
            }
            if at > start {
                let run: String = plain.text.chars[start..at].iter().collect();
                for (piece, characters) in words(plain, start, &run)? {
                    let whole = start + piece.start..start + piece.end;
                    origins.extend(characters.chars().map(|_| whole.clone()));
                    message.push_str(characters);
                }
                changed = true;
            } else {
                if plain.is_end(at) && at > 0 {
                    message.push(',');
                }
                message.push(plain.at(at));
                origins.push(at..at + 1);
                at += 1;
            }
        }
        changed.then(|| Self { plain: Plain::of(&message), origins })
    }

    /// Where in the message that was spelled the characters in `range` come from.
    pub(super) fn source(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.origins.get(range.start).map_or(0, |origin| origin.start);
        let last = range.end.checked_sub(1).and_then(|last| self.origins.get(last));
        first..last.map_or(first, |origin| origin.end)
    }
}

/// Words that stand for others as they are.
const WORDS: &str = "rg人工 kf客服 rgkf人工客服 zrg转人工 kefu客服 human真人 person真人 agent客服 bot机器人 ai机器人 gpt机器人 chatgpt机器人 call打 need要 want要 pls请 plz请 please请 hi喂 hey喂 hello喂 sos急 asap快 talkto跟 humanagent真人客服 customerservice转 zr转人 w f";

/// What the syllables that matter spell; any other syllable is some character.
const SYLLABLES: &str = "zhuan转 zuan转 ren人 gong工 ke客 fu服 zhen真 huo活 zhao找 jiao叫 yao要 wo我 you有 mei没 lai来 ge个 ma吗 ne呢 bu不 yong用 xu需 jie接 huan换 qing请 bang帮 gei给 lian联 xi系 kuai快 dian点 xie谢 ba吧 le了 zai在 xian先 shuo说 gen跟 hua话 ji机 qi器 bie别 xiang想 zhi只 fan烦 yi一 xia下 da打 ni你 men们 qie切 ting听 dong懂 lao老 ban板 jing经 li理 dao到 tou投 su诉 ju举 bao报 pei赔 chang偿 pian骗 zi子 cha差 ping评 jia假 san三 tui退 shi十 qian钱 gao告 bi必 deng等 zhe着 de的 hao好 fa法 yuan院 jian见 lv律 kou扣 song送 ni你 shang商 bang帮 chu出 dou都 jiu就 kuai快 zen怎 me么 mo么 na哪 zheng整";

type Pieces = Vec<(Range<usize>, &'static str)>;

/// A run as a word, as words with spaces between them, or as syllables.
fn words(plain: &Plain, start: usize, run: &str) -> Option<Pieces> {
    if let Some(characters) = spelled(WORDS, run) {
        return Some(vec![(0..run.len(), characters)]);
    }
    let mut pieces = Vec::new();
    let mut from = 0;
    for to in 1..=run.len() {
        if to == run.len() || plain.is_parted(start + to) {
            let word = &run[from..to];
            let spelling = spelled(WORDS, word)
                .map(|characters| vec![(0..word.len(), characters)])
                .or_else(|| syllables(word));
            let Some(spelling) = spelling else {
                return syllables(run);
            };
            pieces.extend(spelling.into_iter().map(|(at, c)| (from + at.start..from + at.end, c)));
            from = to;
        }
    }
    Some(pieces)
}

fn syllables(run: &str) -> Option<Pieces> {
    // From the end, so that rengong is ren gong and not reng ong.
    let mut next: Vec<Option<usize>> = vec![None; run.len() + 1];
    next[run.len()] = Some(run.len());
    for start in (0..run.len()).rev() {
        let longest = run.len().min(start + 6);
        next[start] = (start + 1..=longest)
            .rev()
            .find(|&end| next[end].is_some() && is_syllable(&run[start..end]));
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < run.len() {
        let end = next[at]?;
        pieces.push((at..end, spelled(SYLLABLES, &run[at..end]).unwrap_or("某")));
        at = end;
    }
    Some(pieces)
}

fn spelled(table: &'static str, word: &str) -> Option<&'static str> {
    table.split(' ').find_map(|entry| {
        let rest = entry.strip_prefix(word)?;
        (!rest.starts_with(|c: char| c.is_ascii_lowercase())).then_some(rest)
    })
}

fn is_syllable(text: &str) -> bool {
    const FINALS: &str = "a o e i u v ai ei ui ao ou iu ie ue ve an en in un ang eng ing ong ia ian iang iao iong ua uai uan uang uo";
    let initial =
        ["zh", "ch", "sh"].iter().find(|initial| text.starts_with(**initial)).map_or_else(
            || usize::from(text.starts_with(|c| "bpmfdtnlgkhjqxrzcsyw".contains(c))),
            |i| i.len(),
        );
    let rest = &text[initial..];
    text == "er"
        || (initial > 0 || rest.starts_with(['a', 'e', 'o']) && rest != "ong")
            && FINALS.split(' ').any(|ending| ending == rest)
}
