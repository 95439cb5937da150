//! Reads what is typed by sound: `tuikuan` for 退款, and 发漂 for 发票.
//!
//! Pinyin leaves the characters open, and so does a character that makes no word with its neighbours.
//! Of all that it may be, the run of characters is taken whose pairs the shop's articles or the
//! encoder know. What was typed still counts before what it was taken for.

mod table;

use super::{Index, terms::Term};

/// What is known of neighbours.
trait Neighbours {
    /// How well known a pair is; 0 where it is not.
    fn pair(&self, first: char, second: char) -> f32;
    /// Whether a pair is known at all.
    fn joins(&self, first: char, second: char) -> bool;
    /// Whether three are known to stand together.
    fn three(&self, first: char, second: char, third: char) -> bool;
    /// Whether words are known beside the shop's own, so that a pair nobody knows is a mistake.
    fn is_broad(&self) -> bool;
    /// Whether a Latin word is known as it is.
    fn word(&self, word: &[char]) -> bool;
}

impl Neighbours for Index {
    fn pair(&self, first: char, second: char) -> f32 {
        let number = self.postings.number(Term::pair(first, second));
        let here = number
            .map_or(0.0, |number| HERE + HERE_OFTEN * (self.postings.count(number) as f32).ln());
        let elsewhere = self.meaning.as_ref().is_some_and(|it| it.encoder.knows(&[first, second]));
        here + if elsewhere { ELSEWHERE } else { 0.0 }
    }

    fn joins(&self, first: char, second: char) -> bool {
        self.meaning.as_ref().is_some_and(|it| it.encoder.knows(&[first, second]))
            || self.postings.number(Term::pair(first, second)).is_some()
    }

    fn three(&self, first: char, second: char, third: char) -> bool {
        self.meaning.as_ref().is_some_and(|it| it.encoder.knows(&[first, second, third]))
    }

    fn is_broad(&self) -> bool {
        self.meaning.is_some()
    }

    fn word(&self, word: &[char]) -> bool {
        self.postings.number(Term::word(word.iter().copied())).is_some()
    }
}

impl Index {
    /// What a folded text was meant to be, if it was typed by sound at all.
    pub(super) fn sounded(&self, text: &[char]) -> Option<Vec<char>> {
        sounded(text, self)
    }
}

fn sounded(text: &[char], known: &impl Neighbours) -> Option<Vec<char>> {
    let (head, tail) = text.split_at(head(text));
    // The last character of the head has a neighbour too.
    let lone = lone(&text[..text.len().min(head.len() + 1)], known);
    // Most texts: nothing is made for them.
    if !lone[..head.len()].contains(&true) && !head.iter().any(char::is_ascii_lowercase) {
        return None;
    }
    let lattice = Lattice::of(head, &lone, known);
    if !lattice.is_open {
        return None;
    }
    let mut read = lattice.best(known);
    if read == head {
        return None;
    }
    read.extend_from_slice(tail);
    Some(read)
}

/// How much of a text is looked at for what was typed by sound; no Latin word is cut in two. The rest is as it was
/// typed.
fn head(text: &[char]) -> usize {
    let is_cut = |at: usize| {
        let is_latin = |at: usize| text.get(at).is_some_and(char::is_ascii_lowercase);
        at > 0 && is_latin(at - 1) && is_latin(at)
    };
    (0..=text.len().min(LONGEST)).rev().find(|&at| !is_cut(at)).unwrap_or_default()
}

/// Which characters make no word with their neighbours, though they have some; none where the shop's words
/// are all that is known.
fn lone(text: &[char], known: &impl Neighbours) -> Vec<bool> {
    let mut lone = vec![false; text.len()];
    if !known.is_broad() {
        return lone;
    }
    let mut before = None;
    for at in 0..text.len() {
        let here = is_chinese(text[at]);
        let next = text.get(at + 1).filter(|&&next| here && is_chinese(next));
        let after = next.map(|&next| known.joins(text[at], next));
        let joins = [before, after].contains(&Some(true));
        lone[at] = !joins && (before.is_some() || after.is_some());
        before = after;
    }
    lone
}

/// All that a text may be.
struct Lattice {
    /// For each position of the text, what may begin there.
    nodes: Vec<Vec<Node>>,
    /// Whether anything may be something else.
    is_open: bool,
}

/// A character that may stand from one position to before another.
struct Node {
    character: char,
    end: usize,
    /// What it costs to take it for this.
    cost: f32,
}

impl Lattice {
    fn of(text: &[char], lone: &[bool], known: &impl Neighbours) -> Self {
        let mut lattice = Self { nodes: text.iter().map(|_| Vec::new()).collect(), is_open: false };
        let mut at = 0;
        while at < text.len() {
            if text[at].is_ascii_lowercase() {
                let run = text[at..].iter().take_while(|c| c.is_ascii_lowercase()).count();
                lattice.latin(text, at, at + run, known);
                at += run;
            } else {
                lattice.character(text[at], at, lone[at]);
                at += 1;
            }
        }
        lattice
    }

    /// A run of letters: syllables, unless the shop knows the word or it cannot be parted into them.
    fn latin(&mut self, text: &[char], start: usize, end: usize, known: &impl Neighbours) {
        let run: String = text[start..end].iter().collect();
        if run.len() < 2 || known.word(&text[start..end]) || !self.syllables(&run, start, text) {
            for (at, &character) in (start..).zip(&text[start..end]) {
                self.nodes[at] = vec![Node { character, end: at + 1, cost: 0.0 }];
            }
        }
    }

    fn syllables(&mut self, run: &str, start: usize, text: &[char]) -> bool {
        // Whether the rest of the run from here can be parted.
        let mut parts = vec![false; run.len() + 1];
        parts[run.len()] = true;
        for from in (0..run.len()).rev() {
            for to in (from + 1..=run.len().min(from + LONGEST_SYLLABLE)).rev() {
                if parts[to]
                    && let Some(characters) = table::characters(&run[from..to])
                {
                    parts[from] = true;
                    // A space after a syllable only parts it from the next.
                    let end = start + to;
                    let end = end + usize::from(end + 1 < text.len() && text[end] == ' ');
                    let ranked = (1_u8..).zip(characters.chars().take(MOST_READINGS));
                    let nodes = ranked.map(|(rank, character)| Node {
                        character,
                        end,
                        cost: SYLLABLE + RARER * f32::from(rank).ln(),
                    });
                    self.nodes[start + from].extend(nodes);
                }
            }
        }
        self.is_open |= parts[0];
        parts[0]
    }

    /// A character: itself, and where it is lone what sounds like it.
    fn character(&mut self, character: char, at: usize, is_lone: bool) {
        let nodes = &mut self.nodes[at];
        nodes.push(Node { character, end: at + 1, cost: 0.0 });
        if !is_lone {
            return;
        }
        for characters in table::like(character) {
            for other in characters.chars().take(MOST_READINGS).filter(|&c| c != character) {
                nodes.push(Node { character: other, end: at + 1, cost: MISTAKEN });
                self.is_open = true;
            }
        }
    }

    /// The cheapest way through, as text; spaces between syllables are dropped.
    fn best(&self, known: &impl Neighbours) -> Vec<char> {
        // For each position the ways that end there: cost, the last character, the way before it.
        let mut ways: Vec<Vec<Way>> = (0..=self.nodes.len()).map(|_| Vec::new()).collect();
        ways[0].push(Way { cost: 0.0, character: '\0', before: None });
        for at in 0..self.nodes.len() {
            ways[at].sort_by(|left, right| left.cost.total_cmp(&right.cost));
            ways[at].truncate(BEAM);
            let tails = (0..ways[at].len()).map(|way| Tail::of(&ways, at, way));
            let tails: Vec<(f32, Tail)> = ways[at].iter().map(|way| way.cost).zip(tails).collect();
            for node in &self.nodes[at] {
                let costs =
                    tails.iter().map(|(cost, tail)| cost + node.cost - tail.joined(node, known));
                let best = costs.enumerate().min_by(|left, right| left.1.total_cmp(&right.1));
                if let Some((way, cost)) = best {
                    let before = Some((at, way));
                    ways[node.end].push(Way { cost, character: node.character, before });
                }
            }
        }
        let last = ways.len() - 1;
        let cheapest = (0..ways[last].len())
            .min_by(|&left, &right| ways[last][left].cost.total_cmp(&ways[last][right].cost));
        let mut text = Vec::new();
        let mut step = cheapest.map(|way| (last, way));
        while let Some((at, way)) = step {
            let way = &ways[at][way];
            if way.before.is_some() {
                text.push(way.character);
            }
            step = way.before;
        }
        text.reverse();
        let between = |at: usize| {
            let beside = at.checked_sub(1).map(|i| text[i]).zip(text.get(at + 1).copied());
            beside.is_some_and(|(left, right)| is_chinese(left) && is_chinese(right))
        };
        let kept = (0..text.len()).filter(|&at| text[at] != ' ' || !between(at));
        kept.map(|at| text[at]).collect()
    }
}

/// A way through the lattice up to some position.
struct Way {
    cost: f32,
    character: char,
    before: Option<(usize, usize)>,
}

/// The last two characters of a way.
struct Tail {
    last: Option<char>,
    before: Option<char>,
}

impl Tail {
    fn of(ways: &[Vec<Way>], at: usize, way: usize) -> Self {
        let last = past_space(ways, Some((at, way)));
        let before = last.and_then(|(_, before)| past_space(ways, before));
        Self { last: last.map(|(c, _)| c), before: before.map(|(c, _)| c) }
    }

    /// What is gained by `node` standing after it.
    fn joined(&self, node: &Node, known: &impl Neighbours) -> f32 {
        let Some(last) = self.last.filter(|&c| is_chinese(c)) else { return 0.0 };
        if !is_chinese(node.character) {
            return 0.0;
        }
        let pair = known.pair(last, node.character);
        let three = self.before.is_some_and(|before| known.three(before, last, node.character));
        pair + if three { THREE } else { 0.0 }
    }
}

/// The character of a way, or of the one before it where that is a space.
fn past_space(
    ways: &[Vec<Way>],
    step: Option<(usize, usize)>,
) -> Option<(char, Option<(usize, usize)>)> {
    let (at, way) = step?;
    let way = &ways[at][way];
    if way.character == ' ' {
        past_space(ways, way.before)
    } else {
        Some((way.character, way.before))
    }
}

const fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}')
}

/// Characters of a text that are read by sound.
const LONGEST: usize = 64;
const LONGEST_SYLLABLE: usize = 6;
/// Characters that a syllable may be.
const MOST_READINGS: usize = 24;
/// Ways that are followed at each position.
const BEAM: usize = 24;
/// What a syllable costs: fewer, longer ones are likelier (`xian` before `xi an`).
const SYLLABLE: f32 = 0.5;
/// What a rarer character of a syllable costs, times the logarithm of its rank.
const RARER: f32 = 0.35;
/// What it costs to take a character for another. At 0 every rare word is rewritten; above 4 none.
const MISTAKEN: f32 = 1.5;
/// What a pair is worth that the shop's articles hold, and more for each e-fold of articles.
const HERE: f32 = 1.6;
const HERE_OFTEN: f32 = 0.2;
/// What a pair is worth that the encoder knows.
const ELSEWHERE: f32 = 1.2;
/// What three in a row are worth.
const THREE: f32 = 1.0;

#[cfg(test)]
mod tests {
    use super::*;

    /// A shop of a few words.
    struct Words(&'static str);

    impl Neighbours for Words {
        fn pair(&self, first: char, second: char) -> f32 {
            let pair = String::from_iter([first, second]);
            if self.0.contains(&pair) { HERE } else { 0.0 }
        }

        fn joins(&self, first: char, second: char) -> bool {
            self.pair(first, second) > 0.0
        }

        fn three(&self, first: char, second: char, third: char) -> bool {
            self.0.contains(&String::from_iter([first, second, third]))
        }

        fn is_broad(&self) -> bool {
            true
        }

        fn word(&self, word: &[char]) -> bool {
            self.0.split(' ').any(|known| known.chars().eq(word.iter().copied()))
        }
    }

    #[test]
    fn what_is_typed_by_sound_is_read() {
        let shop = Words("退款 发票怎么开 电饭煲 多久到账 先安装 mini");
        let check = |text: &str, expect: &str| {
            let text: Vec<char> = text.chars().collect();
            let read = sounded(&text, &shop).map(String::from_iter);
            assert_eq!(read.as_deref().unwrap_or("as it is"), expect);
        };
        check("tuikuan", "退款");
        check("tui kuan duojiu daozhang", "退款多久到账");
        check("fapiao zenme kai", "发票怎么开");
        check("发piao", "发票");
        check("发漂怎么开", "发票怎么开");
        let far = "电".repeat(LONGEST);
        check(&["tuikuan,", &far, "tuikuan"].concat(), &["退款,", &far, "tuikuan"].concat());
        check(
            &["tuikuan,", &"x".repeat(LONGEST)].concat(),
            &["退款,", &"x".repeat(LONGEST)].concat(),
        );
        check("xiananzhuang", "先安装");
        for text in ["发票怎么开", "mini", "wifi", "e4", "app", "", "退", "很好看"] {
            check(text, "as it is");
        }
    }
}
