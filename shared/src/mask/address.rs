//! Addresses detailed enough to find a door: a road and a number, an estate and a building.

use super::{Kind, Search, is_han};
use crate::fold::Folded;

/// Finds detailed addresses. Each begins with a number that a unit follows (88号, 3栋, 501室); to its
/// left stands the name of a road, an estate or a village, to its right may stand further units.
pub(super) fn addresses(search: &mut Search) {
    let mut at = 0;
    while at < search.len() {
        if let Some(end) = triple(search, at) {
            let end = end + search.text.begins(end, "室 户 房").unwrap_or(0);
            search.take(beginning(search, at), end, Kind::Address);
            at = end;
            continue;
        }
        let Some(first) = unit(search, at).or_else(|| named_hamlet(search, at)) else {
            at += 1;
            continue;
        };
        let place = place(search, at).or_else(|| hamlet(search, at, first));
        let chain = chain(search, first, place);
        let end = chain.end + tail(search, chain.end);
        let start = beginning(search, at);
        let is_in = |names: &str| (start..at).any(|at| names.contains(search.at(at)));
        let is_floor = place == Some(Place::Estate) && chain.has_floor;
        if chain.is_detailed(place) || (is_floor && is_in("路街")) {
            let has_name = place.is_some() || first.sort == Sort::Part || is_in(TOLD);
            search.take(if has_name { start } else { at }, end, Kind::Address);
            at = end;
        } else {
            at = first.end.max(at + 1);
        }
    }
}

/// What in the text before a building tells that its address begins there.
const TOLD: &str = "市县镇乡村路街校学院";

/// How many characters of an address, from its start, tell no more than province and city.
pub(super) fn public_length(address: &[char]) -> usize {
    let mut kept = 0;
    for suffixes in ["省 自治区 特别行政区", "市 自治州 地区 盟"] {
        for end in kept + 2..=(kept + 9).min(address.len()) {
            let folded = Folded::of(&address[kept..end].iter().collect::<String>());
            if !folded.chars.iter().all(|&c| is_han(c) && !is_numeral(c)) {
                break;
            }
            if folded.chars.len() >= 2 && folded.ends(folded.chars.len(), suffixes).is_some() {
                kept = end;
                break;
            }
        }
    }
    kept
}

/// A number and what it counts.
#[derive(Clone, Copy)]
struct Unit {
    end: usize,
    sort: Sort,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Sort {
    /// 号, 弄, 巷: a number on a road.
    Number,
    /// 栋, 幢, 座, 号楼, 单元: a building of many. A box of a camp is one too, with doors in it.
    Building,
    /// 室, 户, 铺, 床: a door, or what is no larger.
    Door,
    /// 层, 楼, 门: a floor, or the stairs to it.
    Floor,
    /// 段, 期, 区: a part of a road or an estate.
    Part,
    /// 组, 队, 社: a part of a village; 团, 连: of a farm.
    Hamlet,
}

const UNITS: [(Sort, &str); 6] = [
    (
        Sort::Building,
        "号楼 栋 幢 座 单元 号院 号门 斋 舍 # #楼 号公寓 号公寓楼 号办公楼 号宿舍 号厂房 信箱 号信箱 部队",
    ),
    (Sort::Number, "号 弄 巷"),
    (
        Sort::Door,
        "室 户 号房 房 病房 床 号床 铺 号铺 商铺 号商铺 档 号档 档口 号档口 摊 号摊 摊位 号摊位 店面 分箱 分队",
    ),
    (Sort::Floor, "层 楼 门 梯"),
    (Sort::Part, "段 期 区 街"),
    (Sort::Hamlet, "组 队 社 排 团 连"),
];

/// The unit whose number begins at `start`: 88号, A座, 十二层, 3-1栋, (3)组.
fn unit(search: &Search, start: usize) -> Option<Unit> {
    let bracket = usize::from(search.at(start) == '(');
    let end = number(search, start + bracket)? + bracket;
    let is_part = joins(search, start) || search.before(start) == '*';
    if is_part || (bracket > 0 && search.before(end) != ')') {
        return None;
    }
    let end = end + usize::from(search.at(end) == ' ');
    let (length, sort) = UNITS
        .iter()
        .filter_map(|&(sort, words)| Some((search.text.begins(end, words)?, sort)))
        .filter(|&(length, _)| search.text.begins(end + length - 1, OUTSIDE).is_none())
        .max_by_key(|&(length, _)| length)?;
    let is_sign = search.at(end) == '#' && place(search, start).is_none();
    let is_word = is_sign
        || (search.text.begins(end, NOT_UNITS).is_some()
            && place(search, start) != Some(Place::Road)
            && !matches!(search.before(start), '弄' | '巷'));
    (!is_word).then_some(Unit { end: end + length, sort })
}

/// Words that begin like the end of a unit: 88号门口.
const OUTSIDE: &str = "门口 门卫 院里 院内";

/// Words that begin like a unit.
const NOT_UNITS: &str = "号线 号链接 号电池 号店 号机 号发 号到 号前 号后 号之 号下 号上 号晚 号早 号中午 号收 号寄 号买 号才 号就 号左右 \
     号可 号能 号的 号码 号色 号款 号客 号会 号还 号我 号那 号这 号退 号吗 号了 号以 号付 号拍 号球 号字 号衣 号鞋 号酒 楼梯 楼下 楼上 楼主 层楼梯 层架 层纸 层收纳 层板 层置 层蛋 座位 座椅 座机 座的 室外 室内 户外 户型 \
     房子 房间 房东 期免 期付 期分 区别 区间 组合 组装 组图 组套 社区 队员 门口 门店 门锁 门禁 门卫 门铃 门外 床单 床垫 床品 号床单 号床垫 号床品 团购 连衣 连帽 段时 段位 段式 房价 房产 户口";

/// The end of the number at `start`: digits, a letter, Chinese numerals, or parts of it joined.
fn number(search: &Search, start: usize) -> Option<usize> {
    let mut end = start;
    let mut joints = 0;
    loop {
        let part = end;
        let goes_on = |at: usize| is_numeric(search.at(at)) && (at == part || joins(search, at));
        while end - part < 5 && goes_on(end) && search.is_free(end) {
            end += 1;
        }
        let is_whole = end > part && !goes_on(end);
        let chars = &search.text.chars[part..end];
        let letters = chars.iter().filter(|c| c.is_ascii_alphabetic()).count();
        if !is_whole || letters > 1 || search.at(end) == '*' {
            return None;
        }
        if joints == 3
            || !matches!(search.at(end), '-' | '之' | '/')
            || !is_numeric(search.at(end + 1))
        {
            return Some(end);
        }
        joints += 1;
        end += 1;
    }
}

/// Whether the numeric characters before and at `at` are of one number, as the two and the one of
/// 502一楼 are not.
fn joins(search: &Search, at: usize) -> bool {
    let is_word = |c: char| is_numeral(c) && !"甲乙丙丁".contains(c);
    is_numeric(search.before(at)) && is_word(search.before(at)) == is_word(search.at(at))
}

fn is_numeric(character: char) -> bool {
    character.is_ascii_alphanumeric() || is_numeral(character)
}

fn is_numeral(character: char) -> bool {
    "零〇一二三四五六七八九十百甲乙丙丁".contains(character)
}

/// What the name to the left of a unit is the name of.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Place {
    Road,
    Estate,
    Village,
}

const PLACES: [(Place, &str, &str); 3] = [
    (
        Place::Road,
        "路 街 大道 道 巷 弄 胡同 大街 横街 公路 国道 省道 里弄 环 工业区 开发区 产业园 科技园 工业园 创业园 软件园 物流园 底商 门市",
        "线路 电路 思路 网路 道路 半路 顺路 走路 铁路 套路 迷路 来路 出路 问路 路路 在路 味道 频道 赛道 管道 渠道 通道 知道 报道 街道 轨道 跑道 逛街 条街 连环 循环 耳环 吊环 通路 短路 回路 油路 水路 气路 声道 公道 人道 隧道 网道 车道 门环 光环",
    ),
    (
        Place::Estate,
        "小区 花园 家园 公寓 大厦 广场 中心 市场 住院部 大院 宿舍 苑 园 府 城 湾 庭 邸 阁 轩 居 墅 里 坊 区 厦 商城 大楼 楼 学院 大学 学校 \
         soho 东塔 西塔 南塔 北塔 主楼 附楼 南楼 北楼 东楼 西楼 南座 北座 公寓楼 校区 国际 公馆 名都 华府 院 期 庄园 山庄 港 郡 台 座 天地 写字楼 岸 景",
        "地区 专区 商品区 评论区 公园里 这里 那里 哪里 家里 店里 村里 城里 心里 手里 里里 盒里 床里 箱里 包里 车里 平台 阳台 柜台 前台 后台 灶台 吧台 两台 一台 三台 台台 邻居 定居 同居 楼楼 优惠区 区区 \
         舞台 货台 站台 分期 日期 学期 长期 短期 近期 到期 过期 周期 上期 本期 这期 假期 插座 底座 讲座 星座 一座 场景 背景 情景 前景 盆景 换座 订座 选座 医院 住院 影院 法院 剧院 商品中心 售后中心 个人中心 会员中心 客服中心 购物中心",
    ),
    (Place::Village, "村 屯 寨 镇 乡 委会 社区 堡 坪 塘 沟 岭 洼", "农村 乡村 进村 出村"),
];

/// The place whose name ends right before `start`.
fn place(search: &Search, start: usize) -> Option<Place> {
    let mut end = start;
    while matches!(search.before(end), ' ' | '第' | '(' | '附' | '-') && end + 2 > start {
        end -= 1;
    }
    let side = search.text.ends(end, "中段 东段 西段 南段 北段 东 西 南 北 中").unwrap_or(0);
    if side > 0 && search.text.ends(end - side, "路 大道 街 村").is_some() {
        end -= side;
    } else if let Some(tower) = search.text.ends(end, TOWERS) {
        end -= tower + usize::from(search.before(end - tower) == ' ');
    }
    let is_named = |length: usize| {
        let first = search.before(end - length);
        let is_code = length == 1 && first.is_ascii_alphanumeric();
        is_han(first) && !bounds(search, end - length - 1)
            || first.is_ascii_alphanumeric() && (!is_code || is_han(search.before(end - 2)))
    };
    PLACES.iter().find_map(|&(place, words, others)| {
        let length = search.text.ends(end, words)?;
        (search.text.ends(end, others).is_none() && is_named(length)).then_some(place)
    })
}

/// A place that only the town or village before it tells to be one: 转塘街道象山352号.
fn hamlet(search: &Search, at: usize, unit: Unit) -> Option<Place> {
    let is_name = |at: usize| is_han(search.at(at)) && !bounds(search, at);
    let length = (1..=8).take_while(|&length| length <= at && is_name(at - length)).count();
    let is_town =
        |length: &usize| search.text.ends(at - length, "街道 镇 乡 县 村 委会 国道").is_some();
    let is_told = unit.sort == Sort::Number && (2..length).any(|length| is_town(&length));
    is_told.then_some(Place::Village)
}

/// A part of a village that has a name, not a number: 刘岗村王楼组.
fn named_hamlet(search: &Search, start: usize) -> Option<Unit> {
    if search.before(start) != '村' {
        return None;
    }
    let is_name = |at: &usize| is_han(search.at(*at)) && !bounds(search, *at);
    let last = (start..start + 4).take_while(is_name).find(|&at| "组屯".contains(search.at(at)))?;
    let is_word = search.text.begins(last, NOT_UNITS).is_some();
    (last > start && !is_word).then_some(Unit { end: last + 1, sort: Sort::Hamlet })
}

/// The units of an address, one after the other.
struct Chain {
    end: usize,
    has_number: bool,
    has_building: bool,
    has_door: bool,
    has_floor: bool,
    has_hamlet: bool,
    count: usize,
}

impl Chain {
    fn is_detailed(&self, place: Option<Place>) -> bool {
        let is_inside = self.has_building && !self.has_hamlet && (self.has_door || self.count >= 2);
        is_inside
            || match place {
                Some(Place::Road) => self.has_number || self.has_building,
                Some(Place::Estate) => {
                    self.has_building || self.has_door || self.has_floor && self.has_number
                }
                Some(Place::Village) => self.has_number || self.has_hamlet || self.has_building,
                None => self.has_hamlet && self.count >= 3,
            }
    }

    fn add(&mut self, unit: Unit) {
        self.end = unit.end;
        self.count += 1;
        match unit.sort {
            Sort::Number => self.has_number = true,
            Sort::Building => self.has_building = true,
            Sort::Door => self.has_door = true,
            Sort::Floor => {
                self.has_floor = true;
                self.count -= usize::from(!self.has_building);
            }
            Sort::Hamlet => self.has_hamlet = true,
            Sort::Part => self.count -= 1,
        }
    }
}

/// Follows the units from `first` on, over the names of estates between them.
fn chain(search: &Search, first: Unit, place: Option<Place>) -> Chain {
    let mut chain = Chain {
        end: first.end,
        has_number: false,
        has_building: false,
        has_door: false,
        has_floor: false,
        has_hamlet: false,
        count: 0,
    };
    chain.add(first);
    for _ in 1..MOST_UNITS {
        if matches!(search.at(chain.end), '之' | '附')
            && let Some(end) = number(search, chain.end + 1)
            && unit(search, chain.end + 1).is_none()
        {
            chain.end = end;
        }
        chain.end += tail(search, chain.end);
        let skip = |from: usize| {
            (from..from + 2)
                .take_while(|&at| matches!(search.at(at), ' ' | '-' | '第' | '附' | '之' | ','))
                .count()
        };
        let next = chain.end + skip(chain.end);
        if let Some(unit) = unit(search, next) {
            chain.add(unit);
        } else if let Some(end) = door(search, next, &chain) {
            chain.end = end;
            chain.has_door = true;
            return chain;
        } else if let Some(end) = estate(search, next).filter(|_| chain.is_detailed(place)) {
            chain.end = end;
            chain.count += 1;
            let next = end + skip(end);
            if unit(search, next).is_none() && door(search, next, &chain).is_none() {
                return chain;
            }
            chain.has_building |= door(search, next, &chain).is_some();
        } else {
            return chain;
        }
    }
    chain
}

/// How long what ends a unit is, beside its number: 76号甲, 8楼D, 3楼东户, 2号平房.
fn tail(search: &Search, end: usize) -> usize {
    let (side, next) = (search.at(end), search.at(end + 1));
    let is_side = ("甲乙丙丁东西南北柜".contains(side) || side.is_ascii_lowercase())
        && !(is_han(next) || next.is_ascii_alphanumeric() || matches!(next, '*' | '-' | '_'));
    search.text.begins(end, TAILS).unwrap_or(usize::from(is_side))
}

const TAILS: &str = "东户 西户 中户 南户 北户 左户 右户 东单元 西单元 中单元 首层 全层 地下 地下室 平房 厂房 宿舍 寝室";

/// The most units an address has; without an end to them, time would not be linear.
const MOST_UNITS: usize = 8;

/// The end of a door number that needs no unit, after a building or a floor: 3栋501.
fn door(search: &Search, start: usize, chain: &Chain) -> Option<usize> {
    let end = number(search, start)?;
    let chars = &search.text.chars[start..end];
    let digits = chars.iter().filter(|c| c.is_ascii_digit()).count();
    let joints = chars.iter().filter(|&&c| c == '-').count();
    let is_floor = chars.ends_with(&['f']);
    let is_joined = search.before(start) == '-';
    let is_inside = chain.has_building
        || chain.has_floor
        || (chain.has_number && (joints > 0 || chain.count >= 2 || is_floor || is_joined));
    let is_spoken = (3..=4).contains(&chars.len()) && chars.iter().all(|&c| is_spelled(c));
    let is_written = (1..=6).contains(&digits)
        && (chars.len() >= 2 || is_joined)
        && digits + joints.max(1) + usize::from(is_floor) >= chars.len();
    let is_counted = "元块件码个盒斤克度号月年天点分瓶包袋箱双条只套份%.:".contains(search.at(end));
    (is_inside && (is_spoken || is_written) && !is_counted).then_some(end)
}

/// The end of a building, its part and a door in a row, right after the name of an estate:
/// 锦绣江南3-2-1101.
fn triple(search: &Search, start: usize) -> Option<usize> {
    let end = number(search, start)?;
    let mut parts = search.text.chars[start..end].split(|&c| c == '-');
    let mut next = |sizes: std::ops::RangeInclusive<usize>| {
        parts.next().is_some_and(|part| {
            sizes.contains(&part.len()) && part.iter().all(char::is_ascii_digit)
        })
    };
    let fits = next(1..=2) && next(1..=2) && next(3..=4) && parts.next().is_none();
    let is_named = |at: usize| is_han(search.at(at)) && !bounds(search, at);
    let named = (start.saturating_sub(3)..start).filter(|&at| is_named(at)).count();
    let is_code = search.text.ends(start, NOT_ESTATES).is_some();
    (fits && named == 3 && !is_code && search.at(end) != '-').then_some(end)
}

/// What codes of the same form follow.
const NOT_ESTATES: &str = "码 号 站 柜 架 单 货 件 箱 品 款 型 版 期 价 格";

fn is_spelled(character: char) -> bool {
    "零〇一二三四五六七八九".contains(character)
}

/// The end of an estate's name that begins at `start`.
fn estate(search: &Search, start: usize) -> Option<usize> {
    (start + 3..=start + 12)
        .take_while(|&end| {
            let last = search.before(end);
            search.is_free(end - 1)
                && (is_han(last) || last.is_ascii_alphabetic())
                && !bounds(search, end - 1)
        })
        .filter(|&end| {
            let (_, words, others) = PLACES[1];
            search
                .text
                .ends(end, words)
                .is_some_and(|length| length >= 2 || unit(search, end).is_some())
                && search.text.ends(end, others).is_none()
        })
        .last()
        .or_else(|| {
            let is_name = |at: usize| {
                let c = search.at(at);
                (is_han(c) || c.is_ascii_alphabetic()) && !NOT_NAMED.contains(c)
            };
            let length = (start..start + 9)
                .take_while(|&at| search.is_free(at) && is_name(at) && unit(search, at).is_none())
                .count();
            let end = start + length;
            let next = end + usize::from(search.at(end) == ' ');
            ((2..=8).contains(&length) && unit(search, next).is_some()).then_some(end)
        })
}

/// What stands in no name of a building.
const NOT_NAMED: &str = "在到是住去的我你您给请寄送址了吗呢把就要想也放收电手联等人能有不和或改换发拍买共需急谢快货件只个订单份";

/// Where an address begins whose first number is at `at`: as far left as its names reach.
fn beginning(search: &Search, at: usize) -> usize {
    let mut start = at;
    let mut digits = 0;
    while at - start < WIDEST && start > 0 && search.is_free(start - 1) {
        let previous = search.at(start - 1);
        let joins = previous == ' '
            && (search.text.ends(start - 1, REGIONS).is_some()
                || search.text.begins(start, TOWERS).is_some());
        let inside = at - start < 3 && matches!(previous, '(' | '-' | ' ');
        if !(is_han(previous) && !bounds(search, start - 1)
            || previous.is_ascii_alphanumeric()
            || joins
            || inside)
            || search.text.ends(start, INTRODUCTIONS).is_some()
        {
            break;
        }
        start -= 1;
        digits = if previous.is_ascii_digit() { digits + 1 } else { 0 };
        if digits == TELEPHONE {
            start += digits;
            break;
        }
    }
    let follows = start > 0 && !search.is_free(start - 1);
    let is_lead = match search.at(start) {
        '发' => search.at(start + 1) != '展',
        '从' => search.at(start + 1) != '化',
        '那' => search.at(start + 1) != '曲',
        '改' | '换' | '放' | '收' | '至' | '由' => true,
        '和' | '与' | '或' | '及' | '跟' => follows,
        _ => false,
    };
    start += usize::from(is_lead);
    start += if search.text.begins(start, "小区").is_some() && at >= start + 4 { 2 } else { 0 };
    let province = (start..at).find(|&at| search.text.begins(at, PROVINCES).is_some());
    let is_first = |province: &usize| {
        let is_within = (start..*province).any(|at| "省市区县镇乡路街".contains(search.at(at)));
        !is_within && search.text.begins(province + 2, NOT_REGIONS).is_none()
    };
    let start = province.filter(is_first).unwrap_or(start);
    (start..at).find(|&at| !search.at(at).is_ascii_digit()).unwrap_or(at)
}

/// How far to the left of its first number an address may begin.
const WIDEST: usize = 36;

/// How many digits in a row are no part of an address.
const TELEPHONE: usize = 7;

/// Whether the character at `at` stands before an address, not in one.
fn bounds(search: &Search, at: usize) -> bool {
    let is_inside =
        || (at.saturating_sub(1)..=at).any(|at| search.text.begins(at, INSIDE).is_some());
    "在到是住去的我你您给请寄送址了吗呢把就要想也吧啊哦呀份嗯像往".contains(search.at(at))
        && !is_inside()
}

/// Words in the names of places that have such a character.
const INSIDE: &str = "住院 住宅 美的 理想 梦想";

/// Words that stand before an address.
const INTRODUCTIONS: &str = "改成 改为 换成 变成 一下 地点 地址 地址系 上门 门牌号 我家 妈家 爸家 们家 家里 址为 址写 正为 写成 填成 送至 寄至 发至 改至 位于 楼栋 名叫 取件 补充 加上 面加 房号 间号 住地 居地 户主 你好 谢谢 那么 然后 所以 比如 例如 看看 看下 问下 请问 想问 备注 单改 件发 起发 件都发 麻烦 帮忙 发往 寄往 送往 发货 收货 快递 搬来 定位 那边 这边 现居 现住 公司 单位 学校 老家 仓库 自提 退回 我们小区 咱们小区 他们小区 小区叫 就发 要发 帮发 能发 可发 只发 改发 该发 直接发 重新发";

/// Towers of an estate, which a space may part from its name.
const TOWERS: &str = "t1 t2 t3 t4 t5";

const REGIONS: &str = "省 市 区 县 镇 乡 州 旗 盟 街道 路 街 道 村 小区 花园";

/// What makes the name of a province that of a road: 天河北路, 北京东路.
const NOT_REGIONS: &str = "道 路 东路 西路 南路 北路 中路 街 大道 一路 二路 三路 四路";

const PROVINCES: &str = "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 台湾 台北 高雄 新北 台中";
