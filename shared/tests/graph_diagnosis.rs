//! A diagnosis asks the one question that tells most, concludes with the way that led there, and
//! says so when it does not know.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use shared::graph::{Format, Graph, Words};
use shared::transcript::{Answer, Quote};

fn demo() -> Graph {
    Graph::read(Format::Jsonl, include_str!("../../www/demo/graph.jsonl")).graph
}

/// What follows from the last of what was said.
fn answer(graph: &Graph, said: &[&str]) -> Option<Answer> {
    graph.answer(said, Words::nearest("zh-CN"))
}

fn quotes(graph: &Graph, said: &[&str]) -> Vec<Quote> {
    match answer(graph, said) {
        Some(Answer::Found { quotes, .. }) => quotes,
        other => unreachable!("{said:?}: {other:?}"),
    }
}

/// One talk: what the visitor says, and what is expected of the answer, in one word each.
fn check(graph: &Graph, talk: &[(&str, &str)]) {
    let said: Vec<&str> = talk.iter().map(|(text, _)| *text).collect();
    for (at, (text, expect)) in talk.iter().enumerate() {
        assert_eq!(brief(answer(graph, &said[..=at])), *expect, "{text} in {talk:?}");
    }
}

/// The entity that is told first, or `?` and what is asked: the first choice, where it is no code, no
/// product and no city; `-` where it is for others to answer.
fn brief(answer: Option<Answer>) -> String {
    match answer {
        Some(Answer::Found { quotes, .. }) => quotes[0].article.replace("graph:", ""),
        Some(Answer::Choices { ask, titles }) => match ask.as_deref() {
            Some("屏幕上显示哪个代码？") => "?code".into(),
            Some("是哪一种产品？") => "?product".into(),
            Some("您在哪个城市？") => "?city".into(),
            _ => format!("?{}", titles[0]),
        },
        Some(Answer::Unknown | Answer::Courtesy) => unreachable!("the graph says neither"),
        None => "-".into(),
    }
}

#[test]
fn a_talk_goes_from_the_question_to_the_cause() {
    let graph = demo();
    let e4 = ("冰箱 BCD-520 显示 E4 不制冷", "?听不到风扇转");
    check(&graph, &[e4, ("有风，听得到", "fr-c-defrost")]);
    check(&graph, &[e4, ("是", "fr-c-fan")]);
    check(&graph, &[e4, ("没声音", "fr-c-fan")]);
    check(&graph, &[e4, ("没有", "fr-c-fan")]);
    check(&graph, &[e4, ("有", "fr-c-defrost")]);
    check(&graph, &[e4, ("不是", "fr-c-defrost")]);
    check(&graph, &[e4, ("没错", "fr-c-fan")]);
    check(&graph, &[e4, ("不知道", "?冷冻室后壁结厚冰"), ("有的", "fr-c-defrost")]);
    check(&graph, &[("E4", "?product"), ("洗衣机", "ws-c-balance")]);
    check(&graph, &[("E4", "?product"), ("第2个", "rv-c-tangle")]);
    let drain = ("手机续航突然变差", "?电池健康低于 80%");
    check(&graph, &[drain, ("是的，只有75%", "ph-c-battery")]);
    check(&graph, &[drain, ("没错", "ph-c-battery")]);
    check(&graph, &[drain, ("不错，是的", "ph-c-battery")]);
}

#[test]
fn who_talks_of_something_else_is_not_held() {
    let graph = demo();
    let e4 = ("冰箱E4", "?听不到风扇转");
    check(&graph, &[e4, ("算了我要退货", "-"), ("怎么退", "-")]);
    check(&graph, &[e4, ("洗衣机也报E2", "ws-c-filter")]);
    check(&graph, &[e4, ("是", "fr-c-fan"), ("那洗衣机不排水呢", "?过滤口很久没清")]);
    check(&graph, &[e4, ("是", "fr-c-fan"), ("那 E1 呢", "fr-c-sensor")]);
}

/// Another product with its own trouble begins anew; alone it corrects which product was meant.
#[test]
fn who_changes_the_product_is_followed() {
    let file = r#"
{"kind":"product","id":"fridge","name":"冰箱"}
{"kind":"product","id":"wine","name":"酒柜"}
{"kind":"product","id":"washer","name":"洗衣机"}
{"kind":"model","id":"a1","name":"BCD-100"}
{"kind":"model","id":"a2","name":"BCD-200"}
{"kind":"symptom","id":"leak","name":"漏水"}
{"kind":"symptom","id":"noise","name":"异响"}
{"kind":"cause","id":"drain","name":"排水口堵"}
{"kind":"cause","id":"hose","name":"进水管松"}
{"kind":"cause","id":"bearing","name":"轴承坏"}
{"from":"wine","verb":"kind_of","to":"fridge"}
{"from":"a1","verb":"of","to":"fridge"}
{"from":"a2","verb":"of","to":"fridge"}
{"from":"drain","verb":"of","to":"fridge"}
{"from":"hose","verb":"of","to":"washer"}
{"from":"bearing","verb":"of","to":"washer"}
{"from":"leak","verb":"due_to","to":"drain","likelihood":90}
{"from":"leak","verb":"due_to","to":"hose","likelihood":90}
{"from":"noise","verb":"due_to","to":"bearing","likelihood":90}
"#;
    let graph = Graph::read(Format::Jsonl, file).graph;
    let fridge = ("冰箱漏水", "drain");
    // A correction keeps what was noticed; what is asked of buying is none.
    check(&graph, &[fridge, ("那洗衣机呢", "hose")]);
    check(&graph, &[fridge, ("洗衣机多少钱", "-")]);
    check(&graph, &[fridge, ("酒柜呢", "-")]);
    // Another trouble does not inherit the leak: with it, the hose would be as likely.
    let alone = answer(&graph, &["洗衣机异响"]);
    assert_eq!(alone.clone().map(|answer| brief(Some(answer))).as_deref(), Some("bearing"));
    assert_eq!(answer(&graph, &["冰箱漏水", "洗衣机异响"]), alone);
    // Another model of the same product is the same trouble.
    check(&graph, &[("BCD-100漏水", "drain"), ("BCD-200漏水", "drain")]);
}

#[test]
fn the_same_is_not_asked_twice_however_often_a_visitor_begins_again() {
    let graph = demo();
    let where_to = ("去哪里修", "?city");
    check(&graph, &[where_to, ("洗衣机", "-"), ("去哪里修", "-")]);
    let (broken, never_mind) = (("冰箱坏了", "?一直不停机"), ("算了", "-"));
    check(&graph, &[broken, never_mind, ("冰箱坏了", "-")]);
    // What was asked more than six messages ago is forgotten.
    check(&graph, &[&[broken][..], &[never_mind; 5], &[broken]].concat());
}

#[test]
fn what_does_not_link_is_admitted() {
    let graph = demo();
    for text in
        ["", "你好", "冰箱多少钱", "微波炉不加热", "付款没反应", "E404", "没有漏水", "😀", "不"]
    {
        check(&graph, &[(text, "-")]);
    }
    check(&Graph::default(), &[("冰箱不制冷", "-")]);
}

#[test]
fn all_sides_of_one_matter_are_shown() {
    let graph = demo();
    let mut said = vec!["手机续航突然变差"];
    while let Some(Answer::Choices { .. }) = answer(&graph, &said) {
        said.push("不清楚");
    }
    assert!(said.len() > 1, "nothing was asked");
    let quotes = quotes(&graph, &said);
    let titles: Vec<&str> = quotes.iter().map(|quote| quote.title.as_str()).collect();
    assert_eq!(titles[..3], ["后台应用耗电", "电池老化", "系统版本的问题"]);
}

#[test]
fn the_way_is_shown_step_by_step() {
    let file = r#"
{"kind":"symptom","id":"warm","name":"不制冷"}
{"kind":"symptom","id":"leak","name":"漏水"}
{"kind":"cause","id":"ice","name":"风道结冰"}
{"kind":"cause","id":"seal","name":"门封条漏气"}
{"kind":"solution","id":"new-seal","name":"换门封条"}
{"kind":"part","id":"part","name":"门封条"}
{"from":"warm","verb":"due_to","to":"ice","likelihood":80}
{"from":"ice","verb":"due_to","to":"seal","likelihood":50}
{"from":"seal","verb":"fixed_by","to":"new-seal","likelihood":90}
{"from":"new-seal","verb":"needs","to":"part"}
{"from":"ice","verb":"due_to","to":"seal","likelihood":50}
"#;
    let graph = Graph::read(Format::Jsonl, file).graph;
    // The ice has no remedy of its own: it is a station on the way.
    let quotes = quotes(&graph, &["不制冷，没有漏水"]);
    let [Quote { title, text, .. }] = &quotes[..] else { panic!("{quotes:?}") };
    assert_eq!(title, "门封条漏气");
    let way = "依据：不制冷 → 风道结冰 → 门封条漏气；已排除“漏水”";
    assert_eq!(*text, format!("{way}\n换门封条"));
}

#[test]
fn the_nearest_outlet_that_mends_it_is_named() {
    let graph = demo();
    check(&graph, &[("杭州哪里能修冰箱", "shop-hangzhou")]);
    check(&graph, &[("杭州市洗衣机维修网点", "shop-hangzhou")]);
    // The one in Shenzhen mends telephones only; the next one is 100 kilometres away.
    check(&graph, &[("深圳哪里修冰箱", "shop-guangzhou"), ("手机呢，哪里修", "shop-shenzhen")]);
    check(&graph, &[("空调去哪里修", "?city"), ("西安", "shop-xian")]);
    check(&graph, &[("空调去哪里修", "?city"), ("拉萨", "-")]);
    // Its own city's before others, and no farther than three.
    let told = quotes(&graph, &["洗衣机去哪里修", "杭州"]);
    let titles: Vec<&str> = told.iter().map(|quote| quote.title.as_str()).collect();
    assert_eq!(titles, ["杭州服务中心", "上海服务中心", "南京服务站"]);
    // Only two mend robots.
    let told = quotes(&graph, &["扫地机去哪里修", "杭州"]);
    let titles: Vec<&str> = told.iter().map(|quote| quote.title.as_str()).collect();
    assert_eq!(titles, ["杭州服务中心", "绍兴体验店"]);
}

#[test]
fn a_promise_is_told_for_the_product() {
    let graph = demo();
    check(&graph, &[("冰箱保修多久", "care-big")]);
    check(&graph, &[("手机质保几年", "care-phone")]);
    let told = quotes(&graph, &["扫地机报E7"]);
    let told: Vec<&str> = told.iter().skip(1).map(|quote| quote.article.as_str()).collect();
    assert_eq!(told, ["graph:care-small", "graph:care-wear"]);
}

/// Nothing is kept but what was said.
#[test]
fn a_talk_goes_on_with_a_graph_that_was_published_anew() {
    let said = ["冰箱 BCD-520 显示 E4 不制冷", "有"];
    assert_eq!(brief(answer(&demo(), &said)), "fr-c-defrost");
    let without_e4: String = include_str!("../../www/demo/graph.jsonl")
        .lines()
        .filter(|line| !line.contains("fr-e4") && !line.contains("fr-fan-quiet"))
        .map(|line| format!("{line}\n"))
        .collect();
    let graph = Graph::read(Format::Jsonl, &without_e4).graph;
    assert_ne!(answer(&graph, &said), None);
    assert_eq!(answer(&Graph::default(), &said), None);
}

#[test]
fn an_answer_without_a_question_changes_nothing() {
    let graph = demo();
    check(
        &graph,
        &[("是的", "-"), ("不清楚", "-"), ("冰箱E4", "?听不到风扇转"), ("是的", "fr-c-fan")],
    );
    // What is none of the options answers nothing.
    check(&graph, &[("E4", "?product"), ("第9个", "-")]);
}

/// What is not offered is neither denied nor chosen with the rest.
#[test]
fn only_what_is_offered_can_be_chosen_or_denied() {
    let file = |sign: &str, verb: &str, also: &str| {
        let mut file = String::from(
            r#"{"kind":"product","id":"fridge","name":"冰箱"}
{"kind":"symptom","id":"warm","name":"不制冷"}
{"from":"warm","verb":"of","to":"fridge"}
"#,
        );
        for n in 1..=5 {
            file += &format!(
                r#"{{"kind":"cause","id":"c{n}","name":"原因{n}"}}
{{"kind":"{sign}","id":"e{n}","name":"E{n}号"}}
{{"from":"c{n}","verb":"of","to":"fridge"}}
{{"from":"warm","verb":"due_to","to":"c{n}","likelihood":30}}
{{"from":"e{n}","verb":"{verb}","to":"c{n}","likelihood":90}}
"#
            );
            file += &also.replace('N', &n.to_string());
        }
        let reading = Graph::read(Format::Jsonl, &file);
        assert_eq!(reading.bad, []);
        reading.graph
    };
    let titles = |graph: &Graph, said: &[&str]| match answer(graph, said) {
        Some(Answer::Choices { titles, .. }) => titles.join(" "),
        other => format!("{other:?}"),
    };
    let shown = "E1号 E2号 E3号 E4号 都不是";
    let form = r#"{"from":"eN","verb":"kind_of","to":"warm"}
"#;
    for graph in [file("code", "means", ""), file("symptom", "due_to", form)] {
        assert_eq!(titles(&graph, &["冰箱不制冷"]), shown);
        let told = quotes(&graph, &["冰箱不制冷", "都不是"]);
        assert_eq!(told[0].article, "graph:c5");
        assert!(!told[0].text.contains("排除“E5"), "{}", told[0].text);
        assert_eq!(answer(&graph, &["冰箱不制冷", "第5个"]), None);
    }
    let complaint = r#"{"from":"eN","verb":"of","to":"fridge"}
"#;
    let graph = file("symptom", "due_to", complaint);
    assert_eq!(titles(&graph, &["冰箱坏了"]), "不制冷 E1号 E2号 E3号 都不是");
    assert_eq!(answer(&graph, &["冰箱坏了", "第5个"]), None);
}

/// A product needs no “none of them”: as many are offered as a question has room for.
#[test]
fn every_product_that_a_question_knows_is_offered() {
    let mut file = String::from("{\"kind\":\"symptom\",\"id\":\"leak\",\"name\":\"漏水\"}\n");
    for n in 1..=6 {
        file += &format!(
            r#"{{"kind":"product","id":"p{n}","name":"机器{n}号"}}
{{"kind":"cause","id":"c{n}","name":"原因{n}"}}
{{"from":"c{n}","verb":"of","to":"p{n}"}}
{{"from":"leak","verb":"due_to","to":"c{n}","likelihood":90}}
"#
        );
    }
    let graph = Graph::read(Format::Jsonl, &file).graph;
    let Some(Answer::Choices { titles, .. }) = answer(&graph, &["漏水"]) else { panic!() };
    assert_eq!(titles.len(), 5);
    check(&graph, &[("漏水", "?product"), ("第5个", "c5")]);
    check(&graph, &[("漏水", "?product"), ("第6个", "-")]);
}

#[test]
fn a_conclusion_tells_no_promise_of_another_product() {
    let file = r#"
{"kind":"product","id":"fridge","name":"冰箱"}
{"kind":"product","id":"washer","name":"洗衣机"}
{"kind":"model","id":"bcd","name":"BCD-100"}
{"kind":"symptom","id":"dead","name":"不通电"}
{"kind":"cause","id":"board","name":"电源板坏"}
{"kind":"policy","id":"care-fridge","name":"冰箱保修三年"}
{"kind":"policy","id":"care-washer","name":"洗衣机保修一年"}
{"from":"bcd","verb":"of","to":"fridge"}
{"from":"board","verb":"of","to":"fridge"}
{"from":"board","verb":"of","to":"washer"}
{"from":"dead","verb":"due_to","to":"board","likelihood":90}
{"from":"care-fridge","verb":"covers","to":"fridge"}
{"from":"care-washer","verb":"covers","to":"washer"}
"#;
    let graph = Graph::read(Format::Jsonl, file).graph;
    let told = |said: &str| {
        let told = quotes(&graph, &[said]).into_iter().skip(1);
        told.map(|quote| quote.article.replace("graph:", "")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(told("冰箱不通电"), "care-fridge");
    assert_eq!(told("BCD-100不通电"), "care-fridge");
    assert_eq!(told("洗衣机不通电"), "care-washer");
}

#[test]
fn an_outlet_is_in_its_first_city_and_serves_the_others() {
    let file = r#"
{"kind":"product","id":"fridge","name":"冰箱"}
{"kind":"outlet","id":"nantong","name":"南通站","cities":["南通","苏州"],"lat":32.0,"lon":120.9}
{"kind":"outlet","id":"wuxi","name":"无锡站","cities":["无锡"],"lat":31.5,"lon":120.3}
{"kind":"outlet","id":"suzhou","name":"苏州站","cities":["苏州"],"lat":31.3,"lon":120.6}
{"kind":"outlet","id":"shanghai","name":"上海站","cities":["上海"],"lat":31.2,"lon":121.5}
"#;
    let told = |file: &str, said: &str| {
        let told = quotes(&Graph::read(Format::Jsonl, file).graph, &[said]).into_iter();
        told.map(|quote| quote.article.replace("graph:", "")).collect::<Vec<_>>().join(" ")
    };
    // Who serves a city comes there; of the others the nearest to Suzhou, not to Nantong.
    assert_eq!(told(file, "苏州哪里修冰箱"), "suzhou nantong wuxi");
    assert_eq!(told(file, "南通哪里修冰箱"), "nantong wuxi suzhou");
    // Without one of its own a city stands where the first that serves it does.
    let without: String =
        file.lines().filter(|row| !row.contains("苏州站")).collect::<Vec<_>>().join("\n");
    assert_eq!(told(&without, "苏州哪里修冰箱"), "nantong wuxi shanghai");
    // Nor does it matter that nobody knows where its own one is.
    let nowhere = file.replace(r#","lat":31.3,"lon":120.6"#, "");
    assert_eq!(told(&nowhere, "苏州哪里修冰箱"), "suzhou nantong wuxi");
}

#[test]
fn who_has_none_of_the_products_is_told_of_none() {
    let graph = demo();
    check(&graph, &[("E4", "?product"), ("都不是", "-")]);
    check(&graph, &[("E4", "?product"), ("都不是", "-"), ("有", "-"), ("冰箱", "-")]);
}

/// Among many causes none is likely enough to be told: the next sign then adds to the first.
#[test]
fn what_was_noticed_is_kept_until_a_conclusion_is_told() {
    let mut file = String::from(
        r#"{"kind":"product","id":"fridge","name":"冰箱"}
{"kind":"symptom","id":"warm","name":"不制冷"}
{"kind":"cause","id":"other","name":"别的原因","common":90}
{"from":"other","verb":"of","to":"fridge"}
{"from":"s8","verb":"due_to","to":"other","likelihood":90}
"#,
    );
    for n in 1..=8 {
        file += &format!(
            r#"{{"kind":"cause","id":"c{n}","name":"原因{n}"}}
{{"kind":"symptom","id":"s{n}","name":"现象{n}号"}}
{{"from":"c{n}","verb":"of","to":"fridge"}}
{{"from":"warm","verb":"due_to","to":"c{n}","likelihood":90}}
{{"from":"s{n}","verb":"due_to","to":"c{n}","likelihood":90}}
"#
        );
    }
    let graph = Graph::read(Format::Jsonl, &file).graph;
    let unsure = |ask| ("不清楚", ask);
    let talk = [("冰箱不制冷", "?现象1号"), unsure("?现象2号"), unsure("?现象3号"), unsure("-")];
    check(&graph, &[&talk[..], &[("现象8号", "c8")]].concat());
    // What was told is done with.
    let told = [("冰箱不制冷，现象1号", "c1"), ("现象8号", "?不制冷")];
    check(&graph, &told);
}

#[test]
fn a_city_tells_where_and_not_what() {
    let file = r#"
{"kind":"product","id":"toaster","name":"烤面包机"}
{"kind":"code","id":"e7","name":"E7"}
{"kind":"symptom","id":"cold","name":"不加热"}
{"kind":"cause","id":"dust","name":"滤网堵"}
{"kind":"outlet","id":"hz","name":"杭州店","cities":["杭州"]}
{"kind":"outlet","id":"sm","name":"三明店","cities":["三明"]}
{"kind":"outlet","id":"wl","name":"乌市店","cities":["乌鲁木齐"]}
{"from":"e7","verb":"means","to":"dust","likelihood":90}
{"from":"cold","verb":"due_to","to":"dust","likelihood":90}
"#;
    let graph = Graph::read(Format::Jsonl, file).graph;
    let told = |said: &[&str]| {
        let told = quotes(&graph, said).into_iter();
        told.map(|quote| quote.article.replace("graph:", "")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(told(&["报E7"]), "dust");
    assert_eq!(told(&["报E7，我在杭州"]), "dust hz");
    // It makes no machine known that the graph does not know.
    check(&graph, &[("电视不加热", "-")]);
    check(&graph, &[("电视不加热，我在乌鲁木齐", "-")]);
    // Nor is it found in a word that begins like it.
    assert_eq!(told(&["烤面包机报E7，三明治不加热"]), "dust");
    assert_eq!(told(&["烤面包机报E7，我在三明"]), "dust sm");
}
