//! Which entities a text speaks of.

use std::collections::BTreeMap;

use super::{
    Graph, Node,
    entity::{EntityId, Kind},
    lexicon::{Enough, Line, Place, Target},
    limits,
};
use crate::search::fillers;

/// What a text speaks of.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Linked {
    /// In the order of the text.
    pub(super) mentions: Vec<Mention>,
    /// The cities of outlets, each once.
    pub(super) cities: Vec<String>,
    /// How many characters say something that was understood.
    pub(super) understood: usize,
    /// How many say something that was not.
    pub(super) rest: usize,
}

impl Linked {
    /// Whether most of what the text says was understood, two parts of three. “微波炉不加热” has a
    /// symptom in it, and is about a machine that the graph does not know.
    pub(super) const fn is_most(&self) -> bool {
        self.understood >= 2 * self.rest
    }
}

/// One place in a text that speaks of an entity.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Mention {
    /// Which. More than one where they are called the same: `E4` of two machines.
    pub(super) entities: Vec<EntityId>,
    /// What they are; the first one's where they differ.
    pub(super) kind: Kind,
    /// Whether the text says that it is not so: “没有漏水”.
    pub(super) denied: bool,
}

impl Graph {
    /// Finds the entities of which a text speaks, by their names and aliases.
    ///
    /// Model numbers and codes are found as whole words, however they are spaced; of two mentions of
    /// which one lies in the other the larger counts. Takes any text; of a long one the first
    /// [`limits::QUESTION`] characters are read.
    pub(super) fn link(&self, text: &str) -> Linked {
        self.linked(text).0
    }

    /// What [`Self::link`] finds, and how many comparisons it took.
    pub(super) fn linked(&self, text: &str) -> (Linked, usize) {
        let cut = text.char_indices().nth(limits::QUESTION).map_or(text.len(), |(at, _)| at);
        let line = Line::of(&text[..cut]);
        let mut linked = Linked::default();
        let mut spots: BTreeMap<Key, Vec<Node>> = BTreeMap::new();
        let mut cities: Vec<(Place, u32)> = Vec::new();
        let mut places = 0;
        let cost = self.lexicon.search(&line, |place| {
            places += 1;
            match place.target {
                Target::Entity(node) => self.take(place, node, &mut spots),
                Target::City(city) => cities.push((place, city)),
            }
            let found = spots.len().max(cities.len());
            if places < MOST_PLACES && found < MOST_SPOTS { Enough::No } else { Enough::Yes }
        });
        let mut other = vec![false; line.chars.len()];
        if !cities.is_empty() {
            mark(&line, NO_CITIES, &mut other);
        }
        cities.retain(|(place, _)| self.is_city(place, &other, &spots));
        for (_, city) in &cities {
            let city = self.lexicon.city(*city).unwrap_or_default();
            if !linked.cities.iter().any(|known| known == city) {
                linked.cities.push(city.to_owned());
            }
        }
        (linked.understood, linked.rest) = tally(&line, spots.keys(), &cities);
        let outermost = spots.iter().filter(|(key, _)| !spots.keys().any(|other| other.hides(key)));
        linked.mentions = outermost
            .take(limits::MENTIONS)
            .map(|(key, nodes)| Mention {
                entities: nodes.iter().map(|&node| self.at(node).id.clone()).collect(),
                kind: nodes.first().map_or(Kind::Symptom, |&node| self.at(node).kind()),
                denied: is_denied(&line, key.start),
            })
            .collect();
        (linked, cost)
    }

    fn take(&self, place: Place, node: Node, spots: &mut BTreeMap<Key, Vec<Node>>) {
        let sort = Sort::of(self.at(node).kind());
        let key = Key { start: place.start(), sort, pieces: place.pieces };
        let nodes = spots.entry(key).or_default();
        if !nodes.contains(&node) {
            nodes.push(node);
        }
    }

    /// Whether a city's name stands for the city. Within a longer name it does not, but in that of an
    /// outlet or a promise, which is for that city; nor in a word that is marked.
    fn is_city(&self, place: &Place, other: &[bool], spots: &BTreeMap<Key, Vec<Node>>) -> bool {
        // One of several words is written with blanks between them, and so in no other.
        let [(start, end)] = place.pieces[..] else { return true };
        let is_longer = |&(first, last): &(usize, usize)| {
            first <= start && end <= last && end - start < last - first
        };
        let is_elsewhere =
            |&node: &Node| matches!(self.at(node).kind(), Kind::Outlet | Kind::Policy);
        let is_part = spots.iter().any(|(key, nodes)| {
            key.pieces.iter().any(is_longer) && !nodes.iter().any(is_elsewhere)
        });
        !is_part && other[start..end].contains(&false)
    }
}

/// Where something was found, and what sort of thing.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Key {
    start: usize,
    sort: Sort,
    pieces: Vec<(usize, usize)>,
}

impl Key {
    fn length(&self) -> usize {
        self.pieces.iter().map(|(start, end)| end - start).sum()
    }

    /// Whether it makes the other one meaningless: “不制冷” does with a “制冷” in it. The product in
    /// “冰箱不制冷” remains.
    fn hides(&self, other: &Self) -> bool {
        let lies_within = |&(start, end): &(usize, usize)| {
            self.pieces.iter().any(|&(first, last)| first <= start && end <= last)
        };
        self.sort == other.sort
            && self.length() > other.length()
            && other.pieces.iter().all(lies_within)
    }
}

/// What a mention can be hidden by: its like.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Sort {
    Thing,
    Sign,
    Help,
}

impl Sort {
    const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Product | Kind::Model => Self::Thing,
            Kind::Code | Kind::Symptom | Kind::Cause => Self::Sign,
            Kind::Solution | Kind::Part | Kind::Outlet | Kind::Policy => Self::Help,
        }
    }
}

/// How many characters of a line were found to mean something, and how many mean something else. Cities
/// are neither: where somebody is tells nothing of the machine.
fn tally<'a>(
    line: &Line,
    found: impl Iterator<Item = &'a Key>,
    cities: &[(Place, u32)],
) -> (usize, usize) {
    let mut says_nothing = fillers::mask(&line.chars);
    mark(line, ABOUT_TROUBLE, &mut says_nothing);
    for &(start, end) in cities.iter().flat_map(|(place, _)| &place.pieces) {
        says_nothing[start..end].fill(true);
    }
    let mut understood = vec![false; line.chars.len()];
    for &(start, end) in found.flat_map(|key| &key.pieces) {
        understood[start..end].fill(true);
    }
    let rest =
        says_nothing.iter().zip(&understood).filter(|(nothing, known)| !**nothing && !**known);
    (understood.iter().filter(|known| **known).count(), rest.count())
}

/// Marks the characters of some words.
fn mark(line: &Line, words: &str, marks: &mut [bool]) {
    for word in words.split(' ') {
        let word: Vec<char> = word.chars().collect();
        for at in 0..line.chars.len() {
            if line.chars[at..].starts_with(&word) {
                marks[at..at + word.len()].fill(true);
            }
        }
    }
}

/// Whether the words before a mention say that it is not so.
fn is_denied(line: &Line, start: usize) -> bool {
    let before: String = line.before(start, 4).iter().collect();
    let ends = |words: &str| words.split(' ').any(|word| before.ends_with(word));
    !ends(ASKED) && ends(DENIED)
}

/// Who asks whether it is so says that it may be.
const ASKED: &str = "是不是 有没有 会不会 是否 有无 要不 能不能";
const DENIED: &str = "不是 没有 没 不会 不再 并不 未 从不 不怎么 不太 不 无 没出现 没发现";

/// Words around a trouble that do not tell it from another.
const ABOUT_TROUBLE: &str = "故障码 故障代码 错误代码 代码 故障 显示 显示屏 报错 报 提示 出现 机器 设备 问题 突然 老是 总是 一直 今天 昨天 怎么回事 解决 处理";

/// Words that have a city's name in them and speak of none. They are listed because what stands
/// beside a city tells nothing: “杭州西湖区” and “杭州修吗” go on as “三明治” does, and are said oftener.
const NO_CITIES: &str = "三明治 大理石 哈密瓜 普洱茶 白银色 金华火腿 德州扑克 德州扒鸡 大同小异 北京时间 日照时间 日照时长 日照强度 南京东路 南京西路 最大连接 大连接数 不太原 刚开封 才开封 没开封 没有开封 未开封 已开封 开封后 开封就 开封时 开封前 开封过";

/// Phrases that are looked at in one text, the ones hidden by others among them.
const MOST_PLACES: usize = 2_048;
/// Places that are compared with each other.
const MOST_SPOTS: usize = 160;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::graph::Format;

    const FILE: &str = r#"
{"kind": "product", "id": "fridge", "name": "冰箱", "aliases": ["雪柜", "冰柜"]}
{"kind": "product", "id": "washer", "name": "洗衣机"}
{"kind": "model", "id": "bcd520", "name": "BCD-520"}
{"kind": "model", "id": "n5", "name": "渡口 N5 Pro", "aliases": ["N5 Pro"]}
{"kind": "code", "id": "fridge-e4", "name": "E4", "aliases": ["错误4"]}
{"kind": "code", "id": "washer-e4", "name": "E4"}
{"kind": "symptom", "id": "warm", "name": "不制冷", "aliases": ["不 凉", "制冷 差", "冷藏室不制冷"]}
{"kind": "symptom", "id": "leak", "name": "漏水", "aliases": ["水 流出来"]}
{"kind": "symptom", "id": "drain", "name": "续航变差", "aliases": ["电 掉 快", "续航 差"]}
{"kind": "outlet", "id": "hz", "name": "杭州文一路店", "cities": ["杭州市", "绍兴"]}
"#;

    #[test]
    fn a_question_is_linked_to_what_it_speaks_of() {
        let graph = Graph::read(Format::Jsonl, FILE).graph;
        let check = |text: &str, expect: &str| {
            let linked = graph.link(text);
            let mut found: Vec<String> = linked
                .mentions
                .iter()
                .map(|mention| {
                    let ids: Vec<&str> = mention.entities.iter().map(EntityId::as_str).collect();
                    let not = if mention.denied { "!" } else { "" };
                    format!("{not}{}", ids.join("/"))
                })
                .collect();
            found.extend(linked.cities.iter().map(|city| format!("@{city}")));
            assert_eq!(found.join(" "), expect, "{text}");
        };
        check("冰箱 BCD-520 显示 E4 不制冷", "fridge bcd520 fridge-e4/washer-e4 warm");
        check("故障码e4", "fridge-e4/washer-e4");
        check("报Ｅ－４了", "fridge-e4/washer-e4");
        check("报E 4", "fridge-e4/washer-e4");
        check("bcd520", "bcd520");
        check("我家 B C D-5 20 不行，ＢＣＤ－５２０　不 制 冷", "bcd520 warm");
        check("bcd 520怎么样", "bcd520");
        check("BCD520W E41 E4G XE4 WX-E4 e4-1 E4.5", "");
        check("E4/E5、e4。", "fridge-e4/washer-e4 fridge-e4/washer-e4");
        check("雪櫃唔製冷，不製冷", "fridge warm warm");
        check("冰箱一点都不怎么凉了", "fridge warm");
        check("不要。凉的", "");
        check("制冷效果很差", "warm");
        check("制冷效果不差", "");
        check("冷藏室不制冷", "warm");
        check("没有漏水", "!leak");
        check("不是漏水是水都流出来了", "!leak leak");
        check("是不是漏水", "leak");
        check("手机电池掉得飞快", "drain");
        check("手机的电一会就掉没了特别快", "");
        check("电量掉得特别快", "drain");
        check("N5Pro 续航突然变差", "n5 drain");
        check("N5 pro max", "n5");
        check("杭州哪里修洗衣机", "washer @杭州");
        check("杭州西湖区哪里修，绍兴呢", "@杭州 @绍兴");
        check("杭州文一路店怎么走", "hz @杭州");
        check("今天天气不错", "");
    }

    #[test]
    fn a_city_is_none_within_another_word() {
        let file = r#"
{"kind": "product", "id": "oven", "name": "海口烤箱"}
{"kind": "part", "id": "slab", "name": "大理台面"}
{"kind": "policy", "id": "care", "name": "大理上门服务"}
{"kind": "outlet", "id": "a", "name": "海口店", "cities": ["海口", "大理市", "三明", "开封", "大连"]}
"#;
        let graph = Graph::read(Format::Jsonl, file).graph;
        let check = |text: &str, expect: &str| {
            assert_eq!(graph.link(text).cities.join(" "), expect, "{text}");
        };
        check("我在三明，三明治机不加热", "三明");
        check("三明治机不加热", "");
        check("大理石灶台裂了", "");
        check("大理古城哪里修", "大理");
        check("最大连接数是多少", "");
        check("我在大连接个电话", "大连");
        check("刚开封就坏了，还没有开封过", "");
        check("開封後不轉", "");
        check("开封市哪里修，人在开封", "开封");
        check("从大连发货吗", "大连");
        check("海口烤箱坏了", "");
        check("海口有人修海口烤箱吗", "海口");
        check("大理台面裂了", "");
        check("大理上门服务收费吗", "大理");
        check("海口店几点关门", "海口");
    }

    #[test]
    fn a_long_text_is_read_to_its_bound_and_no_further() {
        let graph = Graph::read(Format::Jsonl, FILE).graph;
        let (most, beyond) = ("漏水，".repeat(limits::QUESTION / 3), "冰箱".repeat(10));
        assert_eq!(graph.link(&most).mentions.len(), limits::MENTIONS);
        let (near, far) =
            (format!("{}冰箱", "😀".repeat(limits::QUESTION - 2)), "😀".repeat(limits::QUESTION));
        assert_eq!(graph.link(&near).mentions.len(), 1);
        assert_eq!(graph.link(&format!("{far}{beyond}")).mentions.len(), 0);
    }

    #[test]
    fn twice_the_text_is_twice_the_work_and_a_larger_graph_hardly_more() {
        let cost = |graph: &Graph, text: &str| graph.linked(text).1;
        let many = |entities: usize| {
            let row = |n: usize| {
                format!(
                    "{{\"kind\":\"symptom\",\"id\":\"s{n}\",\"name\":\"不{n}制冷\",\"aliases\":[\"不 凉\"]}}\n"
                )
            };
            let rows: String = (0..entities).map(row).collect();
            Graph::read(Format::Jsonl, &rows).graph
        };
        let (small, large) = (many(100), many(10_000));
        for unit in ["今天天气不错", "不凉制冷", "不不不不", "e4bcd520"] {
            let (once, twice) = (unit.repeat(20), unit.repeat(40));
            assert!(cost(&small, &twice) <= 2 * cost(&small, &once) + 8, "{unit}");
            assert!(cost(&large, &once) <= 2 * cost(&small, &once), "{unit}");
            let per_character = cost(&large, &once) / once.chars().count();
            assert!(per_character <= limits::SHARED + 8, "{unit}: {per_character}");
        }
    }
}
