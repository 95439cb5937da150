//! A graph's file: what fits is read, what does not is told line by line, and what is written reads
//! as the same graph.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use shared::graph::{About, EntityId, Field, Format, Graph, Kind, Reason, Verb, limits};

const GOOD: &str = r#"
{"kind": "product", "id": "fridge", "name": "冰箱", "aliases": ["电冰箱", "雪柜"]}
{"kind": "model", "id": "bcd520", "name": "BCD-520"}
{"from": "bcd520", "verb": "of", "to": "fridge"}
{"kind": "现象", "id": "warm", "name": "不制冷", "ask": "是不是一点都不凉？"}
{"kind": "cause", "id": "seal", "name": "门封条漏气", "common": 40}
{"kind": "solution", "id": "clean", "name": "清洁门封条", "text": "温水擦净。\n再用热毛巾敷平。"}
{"kind": "part", "id": "seal-part", "name": "门封条"}
{"kind": "outlet", "id": "hz", "name": "杭州店", "cities": ["杭州", "绍兴"], "address": "文一路 1 号", "phone": "0571-0000000", "lat": 30.274151, "lon": 120.15515}
{"kind": "policy", "id": "year", "name": "保修一年", "text": "整机一年。"}
{"from": "warm", "verb": "due_to", "to": "seal", "likelihood": 60}
{"from": "seal", "verb": "fixed_by", "to": "clean"}
{"from": "clean", "verb": "needs", "to": "seal-part"}
{"from": "hz", "verb": "serves", "to": "fridge"}
{"from": "year", "verb": "covers", "to": "fridge"}
"#;

fn id(text: &str) -> EntityId {
    text.parse().unwrap()
}

#[test]
fn a_file_is_read_and_written_and_read_as_the_same_graph() {
    let reading = Graph::read(Format::Jsonl, GOOD);
    assert_eq!(reading.bad, []);
    let graph = reading.graph;
    assert_eq!((graph.entities().len(), graph.relations().len()), (8, 6));
    let About::Outlet(site) = graph.entity(&id("hz")).unwrap().about() else { panic!() };
    assert_eq!(site.cities, ["杭州", "绍兴"]);
    assert_eq!(graph.entity(&id("warm")).unwrap().kind(), Kind::Symptom);
    let due = graph.relations().find(|relation| relation.verb == Verb::DueTo).unwrap();
    assert_eq!(due.likelihood.unwrap().value(), 60);
    for format in [Format::Jsonl, Format::Csv] {
        let again = Graph::read(format, &graph.write(format));
        assert_eq!(again.bad, []);
        assert_eq!(again.graph, graph);
    }
}

#[test]
fn a_table_of_a_spreadsheet_is_read() {
    let table = "\u{feff}类型;编号;名称;别名;说明;从;关系;到;可能性\r\n\
        商品;tv;电视;电视机|液晶电视;;;;;\r\n\
        现象;dark;黑屏;;;;;;\r\n\
        原因;board;\"主板;坏\";;\"第一行\n第二行\";;;;\r\n\
        ;;;;;dark;由于;board;70%\r\n\
        ;;;;;;;;\r\n";
    let reading = Graph::read(Format::Csv, table);
    assert_eq!(reading.bad, []);
    assert_eq!(reading.graph.entity(&id("board")).unwrap().text(), "第一行\n第二行");
    assert_eq!(reading.graph.entity(&id("tv")).unwrap().aliases(), ["电视机", "液晶电视"]);
    assert_eq!(reading.graph.relations().len(), 1);
}

#[test]
fn a_bad_line_is_told_and_takes_no_other_with_it() {
    let check = |line: &str, expect: &dyn Fn(&Reason) -> bool| {
        let file = format!("{GOOD}{line}\n");
        let reading = Graph::read(Format::Jsonl, &file);
        assert_eq!(reading.graph.entities().len(), 8, "{line}");
        let [bad] = &reading.bad[..] else { panic!("{line}: {:?}", reading.bad) };
        assert_eq!(bad.line, GOOD.lines().count() + 1, "{line}");
        assert!(expect(&bad.reason), "{line}: {bad}");
    };
    let long = "长".repeat(65);
    check("{", &|r| matches!(r, Reason::Json(_)));
    check("[]", &|r| matches!(r, Reason::Json(_)));
    check(r#"{"kind": "gizmo", "id": "x", "name": "x"}"#, &|r| matches!(r, Reason::UnknownKind(_)));
    check(r#"{"kind": "part", "id": "", "name": "x"}"#, &|r| matches!(r, Reason::Missing(_)));
    check(r#"{"kind": "part", "id": "x"}"#, &|r| matches!(r, Reason::Missing(_)));
    check(r#"{"kind": "part", "id": "a b", "name": "x"}"#, &|r| {
        matches!(r, Reason::Character { .. })
    });
    check(&format!(r#"{{"kind": "part", "id": "x", "name": "{long}"}}"#), &|r| {
        matches!(r, Reason::TooLong { chars: 65, .. })
    });
    check(r#"{"kind": "part", "id": "x", "name": "x", "ask": "?"}"#, &|r| {
        matches!(r, Reason::Misplaced(..))
    });
    check(r#"{"kind": "part", "id": "x", "name": "x", "colour": 3}"#, &|r| {
        matches!(r, Reason::UnknownField(_))
    });
    check(r#"{"kind": "part", "id": "x", "name": ["x", "y"]}"#, &|r| matches!(r, Reason::Value(_)));
    check(r#"{"kind": "part", "id": "x", "name": "x", "aliases": ["热"]}"#, &|r| {
        matches!(r, Reason::TooShort(_))
    });
    check(r#"{"kind": "part", "id": "x", "name": "x", "aliases": ["a|b"]}"#, &|r| {
        matches!(r, Reason::Character { .. })
    });
    check(r#"{"kind": "part", "id": "seal", "name": "x"}"#, &|r| {
        matches!(r, Reason::DuplicateId { first: 6, .. })
    });
    check(r#"{"kind": "outlet", "id": "x", "name": "x", "lat": 91, "lon": 0}"#, &|r| {
        matches!(r, Reason::Spot)
    });
    check(r#"{"kind": "outlet", "id": "x", "name": "x", "lat": 30}"#, &|r| {
        matches!(r, Reason::Spot)
    });
    check(r#"{"from": "warm", "verb": "likes", "to": "seal"}"#, &|r| {
        matches!(r, Reason::UnknownVerb(_))
    });
    check(r#"{"from": "warm", "verb": "due_to"}"#, &|r| matches!(r, Reason::Missing(_)));
    check(r#"{"from": "warm", "verb": "due_to", "to": "nobody"}"#, &|r| {
        matches!(r, Reason::Dangling(_))
    });
    check(r#"{"from": "seal", "verb": "due_to", "to": "seal"}"#, &|r| {
        matches!(r, Reason::SelfLoop(_))
    });
    check(r#"{"from": "seal", "verb": "due_to", "to": "warm"}"#, &|r| {
        matches!(r, Reason::Ends { .. })
    });
    check(r#"{"from": "warm", "verb": "due_to", "to": "seal", "likelihood": 5}"#, &|r| {
        matches!(r, Reason::DuplicateRelation { first: 11 })
    });
    for likelihood in ["0", "101", "0.6", "-3", "\"viel\""] {
        let line = format!(
            r#"{{"from": "seal", "verb": "due_to", "to": "warm", "likelihood": {likelihood}}}"#
        );
        check(&line, &|r| matches!(r, Reason::Likelihood(_)));
    }
    check(r#"{"from": "bcd520", "verb": "of", "to": "fridge", "likelihood": 5}"#, &|r| {
        matches!(r, Reason::Misplaced(..))
    });
}

#[test]
fn of_many_bad_lines_the_first_are_told_and_all_are_counted() {
    // Relations are judged last, when all entities are known; they are told in their place.
    let bad = "{\"from\":\"a\",\"verb\":\"of\",\"to\":\"b\"}\n{\n".repeat(5_000);
    let reading = Graph::read(Format::Jsonl, &format!("{GOOD}{bad}"));
    assert_eq!((reading.graph.entities().len(), reading.refused), (8, 10_000));
    let first = GOOD.lines().count() + 1;
    let lines: Vec<usize> = reading.bad.iter().map(|bad| bad.line).collect();
    assert_eq!(lines, (first..first + limits::BAD_LINES).collect::<Vec<_>>());
    assert!(matches!(reading.bad[0].reason, Reason::Dangling(_)));
    assert!(matches!(reading.bad[1].reason, Reason::Json(_)));
}

#[test]
fn a_bad_table_is_told_too() {
    let bad = |table: &str| Graph::read(Format::Csv, table).bad;
    assert!(matches!(bad("kind,colour\n")[0].reason, Reason::UnknownField(_)));
    assert!(matches!(bad("kind,kind\n")[0].reason, Reason::Twice(_)));
    let torn = "kind,id,name\npart,a,甲\npart,b,\"乙\npart,c,丙\npart,d,丁,x\n";
    let reading = Graph::read(Format::Csv, torn);
    let ids: Vec<&str> = reading.graph.entities().iter().map(|e| e.id().as_str()).collect();
    assert_eq!(ids, ["a", "c"]);
    assert!(matches!(reading.bad[0].reason, Reason::Unclosed) && reading.bad[0].line == 3);
    assert!(matches!(reading.bad[1].reason, Reason::Cells { .. }) && reading.bad[1].line == 5);
}

#[test]
fn a_column_without_a_name_is_none_unless_something_stands_in_it() {
    let table = "kind,id,,name,, \npart,a,,甲,,\npart,b,,乙\npart,c,,丙,x,\npart,d,y,丁\n";
    let reading = Graph::read(Format::Csv, table);
    let ids: Vec<&str> = reading.graph.entities().iter().map(|e| e.id().as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    let told: Vec<_> = reading.bad.iter().map(|bad| (bad.line, bad.reason.clone())).collect();
    assert_eq!(
        told,
        [(4, Reason::Cells { cells: 6, columns: 3 }), (5, Reason::Cells { cells: 4, columns: 3 }),]
    );
}

#[test]
fn a_cell_that_a_spreadsheet_would_compute_is_disarmed_and_read_as_it_was() {
    let file = r#"{"kind": "part", "id": "=1+2", "name": "=HYPERLINK(\"x\")", "aliases": ["-40度", "@甲乙"]}"#;
    let graph = Graph::read(Format::Jsonl, file).graph;
    let table = graph.write(Format::Csv);
    assert!(table.lines().nth(1).unwrap().starts_with("part,'=1+2,\"'=HYPER"), "{table}");
    assert_eq!(Graph::read(Format::Csv, &table).graph, graph);
}

#[test]
fn what_is_too_much_is_refused_and_the_rest_is_kept() {
    let entity = |n: usize| format!("{{\"kind\":\"part\",\"id\":\"p{n}\",\"name\":\"配件{n}\"}}\n");
    let many: String = (0..limits::ENTITIES + 2).map(entity).collect();
    let reading = Graph::read(Format::Jsonl, &many);
    assert_eq!(reading.graph.entities().len(), limits::ENTITIES);
    assert_eq!(reading.bad.len(), 2);
    assert_eq!(reading.bad[0].reason, Reason::Full);

    let huge = format!("{}{}", entity(1), " ".repeat(limits::FILE));
    let reading = Graph::read(Format::Jsonl, &huge);
    assert_eq!(reading.graph.entities().len(), 1);
    assert_eq!(reading.bad[0].reason, Reason::Huge);
}

#[test]
fn what_files_call_a_field_is_written_down() {
    let named = Field::ALL.map(Field::names).into_iter();
    let named = named.chain(Kind::ALL.map(Kind::names)).chain(Verb::ALL.map(Verb::names));
    let named: Vec<_> = named.collect();
    for told in [include_str!("../../docs/FILES.md"), include_str!("../../docs/FILES.zh-CN.md")] {
        let (_, told) = told.split_once("xtask graph").unwrap();
        for names in &named {
            let row = format!("| `{}` |", names[0]);
            let row = told.lines().find(|line| line.starts_with(&row)).unwrap();
            for other in *names {
                assert!(row.contains(&format!("`{other}`")), "{other} is not in {row}");
            }
        }
        let (_, example) = told.split_once("```csv\n").unwrap();
        let (example, _) = example.split_once("```").unwrap();
        let read = Graph::read(Format::Csv, example);
        assert_eq!((read.graph.entities().len(), read.bad.len()), (3, 0));
    }
}
