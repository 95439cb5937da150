//! A diagnosis asks the one question that tells most, concludes with the way that led there, and
//! says so when it does not know.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use shared::graph::{
    Conclusion, Diagnosis, Effect, EntityId, Event, Format, Graph, Question, Reply, Spot, Step,
    Whereabouts,
};

fn demo() -> Graph {
    Graph::read(Format::Jsonl, include_str!("../../www/demo/graph.jsonl")).graph
}

fn id(text: &str) -> EntityId {
    text.parse().unwrap()
}

fn said(diagnosis: &mut Diagnosis, text: &str, graph: &Graph) -> Effect {
    let mut effects = diagnosis.step(Event::Said(text.into()), graph);
    assert_eq!(effects.len(), 1, "{text}");
    effects.remove(0)
}

/// One talk: what the visitor says, and what is expected of the effect, in one word each.
fn check(graph: &Graph, talk: &[(&str, &str)]) {
    let mut diagnosis = Diagnosis::default();
    for (text, expect) in talk {
        let effect = said(&mut diagnosis, text, graph);
        assert_eq!(brief(&effect), *expect, "{text} in {talk:?}");
    }
}

fn brief(effect: &Effect) -> String {
    match effect {
        Effect::Ask { question: Question::Whether { symptom, .. }, .. } => {
            format!("?{}", symptom.id)
        }
        Effect::Ask { question: Question::Which { of, .. }, .. } => format!("?{}", of.id),
        Effect::Ask { question: Question::Code { .. }, .. } => "?code".into(),
        Effect::Ask { question: Question::Product { .. }, .. } => "?product".into(),
        Effect::Ask { question: Question::City, .. } => "?city".into(),
        Effect::Conclude(conclusion) => match conclusion.causes.first() {
            Some(finding) => finding.cause.id.to_string(),
            None => conclusion.policies[0].entity.id.to_string(),
        },
        Effect::Direct { outlets } => match outlets.first() {
            Some(near) => near.outlet.id.to_string(),
            None => "nowhere".into(),
        },
        Effect::Admit => "-".into(),
    }
}

#[test]
fn a_talk_goes_from_the_question_to_the_cause() {
    let graph = demo();
    let e4 = ("冰箱 BCD-520 显示 E4 不制冷", "?fr-fan-quiet");
    check(&graph, &[e4, ("有风，听得到", "fr-c-defrost")]);
    check(&graph, &[e4, ("是", "fr-c-fan")]);
    check(&graph, &[e4, ("没声音", "fr-c-fan")]);
    check(&graph, &[e4, ("没有", "fr-c-fan")]);
    check(&graph, &[e4, ("有", "fr-c-defrost")]);
    check(&graph, &[e4, ("不是", "fr-c-defrost")]);
    check(&graph, &[e4, ("没错", "fr-c-fan")]);
    check(&graph, &[e4, ("不知道", "?fr-back-ice"), ("有的", "fr-c-defrost")]);
    check(&graph, &[("E4", "?product"), ("洗衣机", "ws-c-balance")]);
    check(&graph, &[("E4", "?product"), ("第2个", "rv-c-tangle")]);
    let drain = ("手机续航突然变差", "?ph-health");
    check(&graph, &[drain, ("是的，只有75%", "ph-c-battery")]);
    check(&graph, &[drain, ("没错", "ph-c-battery")]);
    check(&graph, &[drain, ("不错，是的", "ph-c-battery")]);
}

#[test]
fn who_talks_of_something_else_is_not_held() {
    let graph = demo();
    let e4 = ("冰箱E4", "?fr-fan-quiet");
    check(&graph, &[e4, ("算了我要退货", "-"), ("怎么退", "-")]);
    check(&graph, &[e4, ("洗衣机也报E2", "ws-c-filter")]);
    check(&graph, &[e4, ("是", "fr-c-fan"), ("那洗衣机不排水呢", "?ws-filter-dirty")]);
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
    let mut diagnosis = Diagnosis::default();
    let mut shares = Vec::new();
    for talk in [&["洗衣机异响"][..], &["冰箱漏水", "洗衣机异响"]] {
        for text in talk {
            if let Effect::Conclude(conclusion) = said(&mut diagnosis, text, &graph) {
                shares.push((conclusion.causes.len(), conclusion.causes[0].share));
            }
        }
        diagnosis = Diagnosis::default();
    }
    assert_eq!(shares.first(), shares.last());
    // Another model of the same product is the same trouble.
    check(&graph, &[("BCD-100漏水", "drain"), ("BCD-200漏水", "drain")]);
}

#[test]
fn the_same_is_not_asked_twice_however_often_a_visitor_begins_again() {
    let graph = demo();
    let where_to = ("去哪里修", "?city");
    check(&graph, &[where_to, ("洗衣机", "-"), ("去哪里修", "-")]);
    let (broken, never_mind) = (("冰箱坏了", "?fridge"), ("算了", "-"));
    check(&graph, &[broken, never_mind, ("冰箱坏了", "-")]);
    // After three that led nowhere no fourth; the one for the city is none of them.
    let [washer, robot] = [("洗衣机坏了", "?washer"), ("扫地机坏了", "?robot")];
    let three = [broken, never_mind, washer, never_mind, robot, never_mind];
    check(&graph, &[&three[..], &[("手机坏了", "-"), where_to]].concat());
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
    let mut diagnosis = Diagnosis::default();
    let effect = said(&mut diagnosis, "手机续航突然变差", &graph);
    let Effect::Ask { suspects, .. } = effect else { panic!() };
    let names: Vec<&str> = suspects.iter().map(|suspect| suspect.cause.name.as_str()).collect();
    assert_eq!(names, ["后台应用耗电", "电池老化", "系统版本的问题"]);
    for _ in 0..3 {
        let effects = diagnosis.step(Event::Replied(Reply::Unsure), &graph);
        if let [Effect::Conclude(conclusion)] = &effects[..] {
            assert_eq!(conclusion.causes.len(), 3);
            return;
        }
    }
    panic!("three answers that tell nothing end in a conclusion");
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
    let mut diagnosis = Diagnosis::default();
    let Effect::Conclude(Conclusion { causes, .. }) =
        said(&mut diagnosis, "不制冷，没有漏水", &graph)
    else {
        panic!()
    };
    let shown: Vec<String> = causes[0].because.iter().map(shown).collect();
    assert_eq!(
        shown,
        ["不制冷", "不制冷 due_to 风道结冰 80", "风道结冰 due_to 门封条漏气 50", "!漏水"]
    );
    assert_eq!(causes[0].remedies[0].parts[0].name, "门封条");
    // The ice has no remedy of its own: it is a station on the way.
    assert_eq!(causes.len(), 1);
}

fn shown(step: &Step) -> String {
    match step {
        Step::Noticed { sign } => sign.name.clone(),
        Step::Denied { sign } => format!("!{}", sign.name),
        Step::Leads { from, verb, to, likelihood } => {
            let likely = likelihood.map_or(0, |likelihood| likelihood.value());
            format!("{} {verb} {} {likely}", from.name, to.name)
        }
    }
}

#[test]
fn the_nearest_outlet_that_mends_it_is_named() {
    let graph = demo();
    check(&graph, &[("杭州哪里能修冰箱", "shop-hangzhou")]);
    check(&graph, &[("杭州市洗衣机维修网点", "shop-hangzhou")]);
    // The one in Shenzhen mends telephones only; the next one is 100 kilometres away.
    check(&graph, &[("深圳哪里修冰箱", "shop-guangzhou"), ("手机呢，哪里修", "shop-shenzhen")]);
    check(&graph, &[("空调去哪里修", "?city"), ("西安", "shop-xian")]);
    check(&graph, &[("空调去哪里修", "?city"), ("拉萨", "nowhere")]);

    let mut diagnosis = Diagnosis::default();
    said(&mut diagnosis, "扫地机报E7，我在上海", &graph);
    let near_lhasa = Whereabouts { city: Some("拉萨".into()), at: Spot::of_degrees(29.65, 91.1) };
    let effects = diagnosis.step(Event::Placed(near_lhasa), &graph);
    let [Effect::Direct { outlets }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(outlets[0].outlet.id, id("shop-hangzhou"), "only two mend robots");
    assert!((2_700..2_900).contains(&outlets[0].kilometres.unwrap()));

    let hangzhou = Whereabouts { city: Some("杭州".into()), at: None };
    let outlets = graph.outlets(&[id("robot")], &hangzhou);
    assert_eq!((outlets[0].same_city, outlets[0].kilometres), (true, Some(0)));
    assert!((40..60).contains(&outlets[1].kilometres.unwrap()), "{outlets:?}");
}

#[test]
fn a_promise_is_told_for_the_product() {
    let graph = demo();
    check(&graph, &[("冰箱保修多久", "care-big")]);
    check(&graph, &[("手机质保几年", "care-phone")]);
    let mut diagnosis = Diagnosis::default();
    let Effect::Conclude(conclusion) = said(&mut diagnosis, "扫地机报E7", &graph) else {
        panic!()
    };
    let told: Vec<&str> = conclusion.policies.iter().map(|p| p.entity.id.as_str()).collect();
    assert_eq!(told, ["care-small", "care-wear"]);
}

#[test]
fn a_kept_diagnosis_goes_on_with_a_graph_that_was_published_anew() {
    let graph = demo();
    let mut diagnosis = Diagnosis::default();
    said(&mut diagnosis, "冰箱 BCD-520 显示 E4 不制冷", &graph);
    let kept = serde_json::to_string(&diagnosis).unwrap();
    let mut again: Diagnosis = serde_json::from_str(&kept).unwrap();
    assert_eq!(again, diagnosis);
    let without_e4: String = include_str!("../../www/demo/graph.jsonl")
        .lines()
        .filter(|line| !line.contains("fr-e4") && !line.contains("fr-fan-quiet"))
        .map(|line| format!("{line}\n"))
        .collect();
    let graph = Graph::read(Format::Jsonl, &without_e4).graph;
    let effects = again.step(Event::Replied(Reply::Yes), &graph);
    assert_eq!(effects.len(), 1);
    assert_ne!(effects[0], Effect::Admit);
    let effects = again.step(Event::Said("有".into()), &Graph::default());
    assert_eq!(effects, [Effect::Admit]);
}

#[test]
fn an_answer_without_a_question_changes_nothing() {
    let graph = demo();
    let mut diagnosis = Diagnosis::default();
    assert!(diagnosis.step(Event::Replied(Reply::Yes), &graph).is_empty());
    let stranger = Reply::Chosen { option: id("fr-c-gas") };
    said(&mut diagnosis, "E4", &graph);
    let effects = diagnosis.step(Event::Replied(stranger), &graph);
    assert_eq!(effects.len(), 1);
    assert!(diagnosis.open().is_none_or(|question| !matches!(question, Question::Product { .. })));
}
