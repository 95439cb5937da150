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
            search.take(beginning(search, at, true), end, Kind::Address);
            at = end;
            continue;
        }
        let Some(first) = unit(search, at) else {
            at += 1;
            continue;
        };
        let place = place(search, at).or_else(|| hamlet(search, at, first));
        let chain = chain(search, first, place);
        let start = || beginning(search, at, place.is_some() || first.sort == Sort::Part);
        let is_on_road = || (start()..at).any(|at| "路街".contains(search.at(at)));
        let is_floor = place == Some(Place::Estate) && chain.has_floor;
        if chain.is_detailed(place) || (is_floor && is_on_road()) {
            let start = start();
            search.take(start, chain.end, Kind::Address);
            at = chain.end;
        } else {
            at = first.end.max(at + 1);
        }
    }
}

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
    /// 栋, 幢, 座, 号楼, 单元: a building of many.
    Building,
    /// 室, 户: a door.
    Door,
    /// 层, 楼: a floor.
    Floor,
    /// 段, 期, 区: a part of a road or an estate.
    Part,
    /// 组, 队, 社: a part of a village.
    Hamlet,
}

const UNITS: [(Sort, &str); 6] = [
    (Sort::Building, "号楼 栋 幢 座 单元 号院 号门 门 梯 斋 舍 # #楼 号公寓"),
    (Sort::Number, "号 弄 巷"),
    (Sort::Door, "室 户 号房 房"),
    (Sort::Floor, "层 楼"),
    (Sort::Part, "段 期 区 街"),
    (Sort::Hamlet, "组 队 社 排"),
];

/// The unit whose number begins at `start`: 88号, A座, 十二层, 3-1栋.
fn unit(search: &Search, start: usize) -> Option<Unit> {
    if is_numeric(search.before(start)) || search.before(start) == '*' {
        return None;
    }
    let end = number(search, start)?;
    let end = end + usize::from(search.at(end) == ' ');
    let (length, sort) = UNITS
        .iter()
        .filter_map(|&(sort, words)| Some((search.text.begins(end, words)?, sort)))
        .max_by_key(|&(length, _)| length)?;
    let is_sign = search.at(end) == '#' && place(search, start).is_none();
    let is_word = is_sign
        || (search.text.begins(end, NOT_UNITS).is_some()
            && place(search, start) != Some(Place::Road));
    (!is_word).then_some(Unit { end: end + length, sort })
}

/// Words that begin like a unit.
const NOT_UNITS: &str = "号线 号链接 号电池 号店 号床 号机 号发 号到 号前 号后 号之 号下 号上 号晚 号早 号中午 号收 号寄 号买 号才 号就 号左右 \
     号可 号能 号的 号码 号色 号款 号客 号会 号还 号我 号那 号这 号退 号吗 号了 号以 号付 号拍 号球 号字 号衣 号鞋 楼梯 楼下 楼上 楼主 层楼梯 层架 层纸 层收 层板 层置 层蛋 座位 座椅 座机 座的 室外 室内 户外 户型 \
     房子 房间 房东 期免 期付 期分 区别 区间 组合 组装 组图 组套 社区 队员 门口 门店 门锁 段时 段位 段式 房价 房产 户口";

/// The end of the number at `start`: digits, a letter, Chinese numerals, or parts of it joined.
fn number(search: &Search, start: usize) -> Option<usize> {
    let mut end = start;
    let mut joints = 0;
    loop {
        let part = end;
        while end - part < 5 && is_numeric(search.at(end)) && search.is_free(end) {
            end += 1;
        }
        let is_whole = end > part && !is_numeric(search.at(end));
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
        "路 街 大道 道 巷 弄 胡同 大街 横街 公路 国道 省道 里弄 环 工业区 开发区 产业园 科技园 工业园 创业园 软件园 物流园",
        "线路 电路 思路 网路 道路 半路 顺路 走路 铁路 套路 迷路 来路 出路 问路 路路 在路 味道 频道 赛道 管道 渠道 通道 知道 报道 街道 轨道 跑道 逛街 条街 连环 循环 耳环 吊环 通路 短路 回路 油路 水路 气路 声道 公道 人道 隧道 网道 车道 吸管道 门环 光环",
    ),
    (
        Place::Estate,
        "小区 花园 家园 公寓 大厦 广场 中心 新村 大院 宿舍 苑 园 府 城 湾 庭 邸 阁 轩 居 墅 里 坊 区 厦 商城 大楼 楼 学院 大学 学校 \
         soho 东塔 西塔 南塔 北塔 主楼 附楼 南楼 北楼 东楼 西楼 南座 北座 公寓楼 校区 国际 公馆 名都 华府 社区 院 期 庄园 山庄 港 郡 台 座 天地 工业区 科技园 产业园 写字楼 坊 岸 景",
        "地区 专区 商品区 评论区 公园里 这里 那里 哪里 家里 店里 城里 心里 手里 里里 盒里 箱里 包里 车里 平台 阳台 柜台 前台 后台 灶台 吧台 两台 一台 三台 台台 邻居 定居 同居 楼楼 优惠区 区区 \
         舞台 货台 站台 分期 日期 学期 长期 短期 近期 到期 过期 周期 上期 本期 这期 假期 插座 底座 讲座 星座 一座 场景 背景 情景 前景 盆景 换座 订座 选座 医院 影院 法院 剧院 电影院 商品中心 售后中心 个人中心 会员中心 客服中心 购物中心",
    ),
    (Place::Village, "村 屯 寨 镇 乡 村委会 自然村 堡 坪 塘 沟 岭 洼 湾", "农村 进村 出村"),
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
        is_han(first) && !is_boundary(first)
            || first.is_ascii_alphanumeric() && (!is_code || is_han(search.before(end - 2)))
    };
    PLACES.iter().find_map(|&(place, words, others)| {
        let length = search.text.ends(end, words)?;
        (search.text.ends(end, others).is_none() && is_named(length)).then_some(place)
    })
}

/// A place that only the town before it tells to be one: 转塘街道象山352号.
fn hamlet(search: &Search, at: usize, unit: Unit) -> Option<Place> {
    let is_name = |at: usize| is_han(search.at(at)) && !is_boundary(search.at(at));
    let length = (1..=8).take_while(|&length| length <= at && is_name(at - length)).count();
    let is_town = |length: &usize| search.text.ends(at - length, "街道 镇 乡 县").is_some();
    let is_told = unit.sort == Sort::Number && (2..length).any(|length| is_town(&length));
    is_told.then_some(Place::Village)
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
        let is_inside = self.has_building && (self.has_door || self.count >= 2);
        is_inside
            || match place {
                Some(Place::Road) => self.has_number || self.has_building,
                Some(Place::Estate) => self.has_building || self.has_door,
                Some(Place::Village) => self.has_number || self.has_hamlet || self.has_building,
                None => false,
            }
    }

    fn add(&mut self, unit: Unit) {
        self.end = unit.end;
        self.count += 1;
        match unit.sort {
            Sort::Number => self.has_number = true,
            Sort::Building => self.has_building = true,
            Sort::Door => self.has_door = true,
            Sort::Floor => self.has_floor = true,
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
        chain.end += search.text.begins(chain.end, "东户 西户 中户 南户 北户").unwrap_or(0);
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

/// The most units an address has; without an end to them, time would not be linear.
const MOST_UNITS: usize = 8;

/// The end of a door number that needs no unit, after a building or a floor: 3栋501.
fn door(search: &Search, start: usize, chain: &Chain) -> Option<usize> {
    let end = number(search, start)?;
    let chars = &search.text.chars[start..end];
    let digits = chars.iter().filter(|c| c.is_ascii_digit()).count();
    let joints = chars.iter().filter(|&&c| c == '-').count();
    let is_inside = chain.has_building || chain.has_floor || (chain.has_number && joints > 0);
    let is_spoken = (3..=4).contains(&chars.len()) && chars.iter().all(|&c| is_spelled(c));
    let is_written = (2..=5).contains(&digits) && digits + joints.max(1) >= end - start;
    let is_counted = "元块件码个盒斤克度号月年天点分%.:".contains(search.at(end));
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
    let is_named = |at: usize| is_han(search.at(at)) && !is_boundary(search.at(at));
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
                && !is_boundary(last)
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
            let is_name = |at: usize| is_han(search.at(at)) && !NOT_NAMED.contains(search.at(at));
            let length = (start..start + 7)
                .take_while(|&at| is_name(at) && unit(search, at).is_none())
                .count();
            let end = start + length;
            ((2..=6).contains(&length) && unit(search, end).is_some()).then_some(end)
        })
}

/// What stands in no name of a building.
const NOT_NAMED: &str = "在到是住去的我你您给请寄送址了吗呢把就要想也放收电手联等人能有不和或改换发拍买共需急谢快货件只个订单";

/// Where an address begins whose first number is at `at`: as far left as its names reach.
fn beginning(search: &Search, at: usize, has_place: bool) -> usize {
    if !has_place {
        return at;
    }
    let mut start = at;
    while at - start < WIDEST && start > 0 && search.is_free(start - 1) {
        let previous = search.at(start - 1);
        let joins = previous == ' '
            && (search.text.ends(start - 1, REGIONS).is_some()
                || search.text.begins(start, TOWERS).is_some());
        let inside = at - start < 3 && matches!(previous, '(' | '-' | ' ');
        if !(is_han(previous) && !is_boundary(previous)
            || previous.is_ascii_alphanumeric()
            || joins
            || inside)
            || search.text.ends(start, INTRODUCTIONS).is_some()
        {
            break;
        }
        start -= 1;
    }
    let follows = start > 0 && !search.is_free(start - 1);
    let is_lead = match search.at(start) {
        '发' => search.at(start + 1) != '展',
        '改' | '换' | '放' => true,
        '和' | '与' | '或' | '及' | '跟' => follows,
        _ => false,
    };
    start += usize::from(is_lead);
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

/// Characters that stand before an address, not in one.
fn is_boundary(character: char) -> bool {
    "在到是住去的我你您给请寄送址了吗呢把就要想也".contains(character)
}

/// Words that stand before an address.
const INTRODUCTIONS: &str = "改成 改为 换成 变成 一下 地点 地址 麻烦 帮忙 发往 寄往 送往 发货 收货 快递 搬来 定位 那边 这边 现居 现住 公司 单位 学校 老家 仓库 自提 退回 我们小区 咱们小区 他们小区 小区叫 就发 要发 帮发 能发 可发 只发 改发 直接发 重新发";

/// Towers of an estate, which a space may part from its name.
const TOWERS: &str = "t1 t2 t3 t4 t5";

const REGIONS: &str = "省 市 区 县 镇 乡 州 旗 盟 街道 路 街 道 村 小区 花园";

/// What makes the name of a province that of a road: 天河北路, 北京东路.
const NOT_REGIONS: &str = "路 东路 西路 南路 北路 中路 街 大道 一路 二路 三路 四路";

const PROVINCES: &str = "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 台湾 台北 高雄 新北 台中";
