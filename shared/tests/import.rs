//! Files as shops have them: what is good is read, what is bad is told with its line, and nothing of
//! either is lost.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod growth;

use proptest::prelude::*;
use shared::article::{Article, ArticleError, Audience, Draft, Field};
use shared::import::{self, Format, Name, Problem, Read, Reason};
use shared::markdown;
use shared::time::Timestamp;

fn read(format: Format, text: &str) -> Read {
    import::read(format, "faq/refund.md", text.as_bytes(), |_| None)
}

fn titles(read: &Read) -> Vec<&str> {
    read.rows.iter().map(|row| row.article.title()).collect()
}

fn problems(read: &Read) -> Vec<(usize, Reason)> {
    read.problems.iter().cloned().map(|Problem { line, reason }| (line, reason)).collect()
}

#[test]
fn a_bad_line_takes_no_other_with_it() {
    let long = "长".repeat(301);
    let text = format!(
        "{}\n\n{}\nnot json\n{}\n{}\n{}\n{}\r\n{}",
        r#"{"id":"a","title":"退款多久到账？","body":"三天。","phrasings":["钱什么时候退"]}"#,
        r#"{"id":"b","title":"没有正文","body":" "}"#,
        r#"{"id":"a","title":"又一个","body":"正文"}"#,
        format_args!(r#"{{"id":"c","title":"{long}","body":"正文"}}"#),
        r#"{"id":"d","title":"t","body":{"html":"x"}}"#,
        r#"{"question":"怎么开发票？","answer":"在订单页。","similar":"开票","color":"red","tags":null}"#,
        r#"{"id":"e","title":"剪断了"#,
    );
    let read = read(Format::JsonLines, &text);
    assert_eq!(titles(&read), ["退款多久到账？", "怎么开发票？"]);
    assert_eq!(read.rows[1].article.phrasings(), ["开票"]);
    assert!(read.rows[1].article.id().as_str().starts_with("q-"));
    let told = problems(&read);
    assert_eq!(told[0], (3, Reason::Article(ArticleError::Empty(Field::Body))));
    assert!(matches!(told[1], (4, Reason::Json(_))), "{told:?}");
    assert_eq!(told[2], (5, Reason::SameId(1)));
    let too_long = ArticleError::TooLong { field: Field::Title, chars: 301 };
    assert_eq!(told[3], (6, Reason::Article(too_long)));
    assert_eq!(told[4], (7, Reason::Value(Name::Body)));
    assert!(matches!(told[5], (9, Reason::Json(_))), "{told:?}");
    assert_eq!(told.len(), 6);
}

#[test]
fn a_table_is_read_however_its_columns_are_called() {
    let text = "编号;问题;答案;相似问;标签;生效日期;失效日期;可见范围;备注\n\
        r1;退款多久到账？;\"三天。\n第二行，“含引号”\"\"\";钱什么时候退|退款要几天;退款|售后;2026-11-01;2026-11-30;会员;x\n\
        ;没有编号也行;好;;;;;;\n\
        r2;一句;二句;;;;昨天;;\n\
        r3;一句;二句;;;;;外星人;\n\
        ;;;;;;;;\n\
        r4;三句;四句;;;;;;;多\n\
        r5;\"没有合上;五句\n\
        r6;六句;七句;;;;;;\n";
    let read = read(Format::Csv, text);
    assert_eq!(titles(&read), ["退款多久到账？", "没有编号也行", "六句"]);
    let article = &read.rows[0].article;
    assert_eq!(article.body(), "三天。\n第二行，“含引号”\"");
    assert_eq!(article.phrasings(), ["钱什么时候退", "退款要几天"]);
    assert_eq!(
        (article.tags(), article.audience()),
        (&["退款".into(), "售后".into()][..], Audience::Vip)
    );
    let day = 86_400_000;
    let from = article.valid().from().unwrap();
    assert_eq!(from, Timestamp(1_793_462_400_000));
    assert_eq!(article.valid().until(), Some(Timestamp(from.0 + 30 * day)), "the last day counts");
    assert_eq!(
        problems(&read),
        [
            (5, Reason::Date("昨天".into())),
            (6, Reason::Audience("外星人".into())),
            (8, Reason::Cells { cells: 10, columns: 9 }),
            (9, Reason::Unclosed),
        ]
    );
    assert_eq!(
        problems(&self::read(Format::Csv, "a,b\n1,2\n")),
        [(1, Reason::Column(Name::Title))]
    );
    assert_eq!(
        problems(&self::read(Format::Csv, "标题,标题,正文\n")),
        [(1, Reason::Twice(Name::Title))]
    );
    assert_eq!(self::read(Format::Csv, ""), Read::default());
}

#[test]
fn a_table_in_gb18030_is_read_and_bytes_that_are_none_are_told_with_their_row() {
    let gb = |bytes: &[u8]| {
        let known = [(
            &b"\xb1\xea\xcc\xe2,\xd5\xfd\xce\xc4\n\xcd\xcb\xbf\xee,\xc8\xfd\xcc\xec\n"[..],
            "标题,正文\n退款,三天\n",
        )];
        known.iter().find(|(known, _)| *known == bytes).map(|(_, text)| (*text).to_owned())
    };
    let bytes = b"\xb1\xea\xcc\xe2,\xd5\xfd\xce\xc4\n\xcd\xcb\xbf\xee,\xc8\xfd\xcc\xec\n";
    let read = import::read(Format::Csv, "a.csv", bytes, gb);
    assert_eq!((titles(&read), read.problems.len()), (vec!["退款"], 0));
    let with_mark = [b"\xef\xbb\xbf", "标题,正文\n退款,三天\n".as_bytes()].concat();
    assert_eq!(titles(&import::read(Format::Csv, "a.csv", &with_mark, gb)), ["退款"]);
    let broken = [&with_mark[..], b"\xff\xfe,\xff\n", "发票,页面\n".as_bytes()].concat();
    let read = import::read(Format::Csv, "a.csv", &broken, gb);
    assert_eq!(
        (titles(&read), problems(&read)),
        (vec!["退款", "发票"], vec![(3, Reason::Encoding)])
    );
}

#[test]
fn a_table_that_is_no_text_we_know_is_not_told_as_one_of_other_words() {
    // 標題,內容 in Big5, which a browser reads as something in GB18030 too.
    let big5 = b"\xbc\xd0\xc3D,\xa4\xba\xaee\n\xb0h\xb4\xda,\xa4T\xa4\xd1\n";
    let other = |_: &[u8]| Some("夹肈,ず甧\n癶蹿,ぱ\n".to_owned());
    let read = import::read(Format::Csv, "a.csv", big5, other);
    assert_eq!(problems(&read), [(1, Reason::Encoding)]);
    let bad = "标题,正文\n退款多久到账？,三天。\n怎么退？,申请。".as_bytes();
    let read = import::read(Format::Csv, "a.csv", &[bad, b"\xe7"].concat(), other);
    assert_eq!(titles(&read), ["退款多久到账？"]);
    assert_eq!(problems(&read), [(3, Reason::Encoding)]);
}

#[test]
fn markdown_has_its_fields_before_it() {
    let text = "---\ntitle: \"退款: 多久到账？\"\ntags: [退款, '售后']\nphrasings:\n  - 钱什么时候退\n  - 退款要几天\ndraft: false\naudience: agents\n---\n\n**三天**。\n\n- 一\n";
    let read = read(Format::Markdown, text);
    let article = &read.rows[0].article;
    assert_eq!((article.id().as_str(), article.title()), ("faq/refund", "退款: 多久到账？"));
    assert_eq!(
        (article.tags(), article.phrasings().len()),
        (&["退款".into(), "售后".into()][..], 2)
    );
    assert_eq!((article.body(), article.audience()), ("**三天**。\n\n- 一", Audience::Agents));
    let plain = self::read(Format::Markdown, "\n# 怎么退货\n\n先申请。\n");
    assert_eq!((titles(&plain), plain.rows[0].article.body()), (vec!["怎么退货"], "先申请。"));
    assert_eq!(titles(&self::read(Format::Markdown, "只有正文")), ["refund"]);
    let summary = "---\ntitle: '> 5 公斤怎么寄？'\nsummary: >\n  别的\n---\nb";
    assert_eq!(titles(&self::read(Format::Markdown, summary)), ["> 5 公斤怎么寄？"]);
    for (bad, line) in [
        ("---\ntitle: a\n没有合上", 1),
        ("---\ntitle: a\nnonsense\n---\nb", 3),
        ("---\ntitle: a\n题目: x\ntitle: b\n---\nb", 4),
        ("---\nid: a\ntitle: >-\n  怎么退？\n---\nb", 3),
        ("---\ntitle: | # 两行\n  怎么退？\n---\nb", 2),
        ("---\ntitle: a\ntags: |2+\n  退款\n---\nb", 3),
    ] {
        let read = self::read(Format::Markdown, bad);
        assert_eq!((read.rows.len(), read.problems[0].line), (0, line), "{bad}");
    }
}

#[test]
fn a_text_that_says_that_it_is_a_draft_is_not_taken() {
    for draft in ["draft: true", "Draft: \"Yes\"", "draft: true  # 还没写完", "published: false"]
    {
        let read = read(Format::Markdown, &format!("---\ntitle: a\n{draft}\n---\nb"));
        assert_eq!((read.rows.len(), problems(&read)), (0, vec![(3, Reason::Draft)]), "{draft}");
    }
    for done in ["draft: false", "published: true", "published: 2026-12-31", "drafts: true"] {
        let read = read(Format::Markdown, &format!("---\ntitle: a\n{done}\n---\nb"));
        assert_eq!(titles(&read), ["a"], "{done}");
    }
}

#[test]
fn a_row_that_says_that_it_is_a_draft_is_not_taken() {
    for field in [
        r#""draft":true"#,
        r#""Draft":"yes""#,
        r#""is_draft":1"#,
        r#""published":false"#,
        r#""status":"draft""#,
    ] {
        let line = format!(r#"{{"title":"a","body":"b",{field}}}"#);
        assert_eq!(problems(&read(Format::JsonLines, &line)), [(1, Reason::Draft)], "{field}");
    }
    let done = r#"{"title":"a","body":"b","draft":false,"published":true,"status":"published"}"#;
    let read = read(Format::JsonLines, done);
    assert_eq!((titles(&read), read.passed_over.told("、")), (vec!["a"], String::new()));

    let table = "问题,答案,状态,是否发布\na,b,草稿,\nc,d,已发布,是\ne,f,,否\ng,h,待定,\n";
    let read = self::read(Format::Csv, table);
    assert_eq!(titles(&read), ["c", "g"]);
    assert_eq!(problems(&read), [(2, Reason::Draft), (4, Reason::Draft)]);
    assert_eq!(read.passed_over.told("、"), "状态", "what else it may say is nobody's to guess");
}

#[test]
fn a_column_is_known_by_its_name_whatever_is_put_around_it() {
    let text = "*问题,答案（必填）,相似问1,相似问 2,相似问,可见范围（必填）,有效期*,标签(多个用|分开)\n\
        退款多久到账？,三天。,钱什么时候退,退款要几天|退款几天,几时退,客服,2026-11-30,售后|退款\n";
    let read = read(Format::Csv, text);
    let article = &read.rows[0].article;
    assert_eq!(article.phrasings(), ["钱什么时候退", "退款要几天", "退款几天", "几时退"]);
    assert_eq!((article.audience(), article.tags().len()), (Audience::Agents, 2));
    assert_eq!(article.valid().until(), Some(Timestamp(1_796_054_400_000)));
    assert!(read.passed_over.is_empty());
    for name in ["有效期", "到期时间", "截止日期", "過期時間"] {
        let read = self::read(Format::Csv, &format!("標題,內容,{name}\na,b,2026-11-30\n"));
        assert_eq!(read.rows[0].article.valid().until(), article.valid().until(), "{name}");
        let read = self::read(Format::Csv, &format!("問題,答案,{name}\na,b,长期有效\n"));
        assert_eq!(read.rows[0].article.valid().until(), None, "{name}");
    }
    let twice = self::read(Format::Csv, "标题,正文,正文2\n");
    assert_eq!(problems(&twice), [(1, Reason::Twice(Name::Body))]);
}

#[test]
fn what_is_passed_over_is_told() {
    let text = "问题,答案,备注,,负责人,空的\na,b,x,,,\nc,d,y,没有名字,林,\n";
    let read = read(Format::Csv, text);
    assert_eq!((titles(&read).len(), read.passed_over.told("、")), (2, "备注、#4、负责人".into()));
    let line = r#"{"title":"a","body":"b","color":"red","nothing":null,"seo":{"title":"x"}}"#;
    assert_eq!(self::read(Format::JsonLines, line).passed_over.told("、"), "color、seo");
    let front = "---\ntitle: a\ndraft: false\nlayout: post\nauthors:\n  - name: 林\n---\nb";
    assert_eq!(self::read(Format::Markdown, front).passed_over.told("、"), "layout、authors");

    let many: Vec<String> = (0..100).map(|n| format!(r#""f{n}é":{n}"#)).collect();
    let line = format!(r#"{{"title":"a","body":"b",{}}}"#, many.join(","));
    let told = self::read(Format::JsonLines, &line).passed_over.told("、");
    assert_eq!(told.split('、').count(), import::MOST_NAMED + 1);
    assert!(told.ends_with("、…"), "{told}");
}

#[test]
fn a_page_of_questions_is_read_by_what_it_is_made_of() {
    let check = |page: &str, expect: &[(&str, &str)]| {
        let read = read(Format::Html, page);
        let found: Vec<_> =
            read.rows.iter().map(|row| (row.article.title(), row.article.body())).collect();
        assert_eq!(found, expect, "{page}: {:?}", read.problems);
    };
    check(
        r#"<!DOCTYPE html><html><head><script type="application/ld+json">
        {"@context":"https://schema.org","@graph":[{"@type":"FAQPage","mainEntity":[
          {"@type":"Question","name":"退款&amp;换货？","acceptedAnswer":{"@type":"Answer","text":"<p>三天。<b>原路</b>退回</p><ul><li>微信<li>支付宝</ul>"}},
          {"@type":"Question","name":"没有答案"}]}]}
        </script></head><body><h2>别的</h2>文字</body>"#,
        &[("退款&换货？", "三天。**原路**退回\n\n- 微信\n- 支付宝")],
    );
    check(
        "<dl><dt>怎么 <em>开</em>票？</dt><dd>在<a href='https://shop.example/i'>订单页</a>，<a href=\"javascript:alert(1)\">别点</a></dd>\
         <DT>包邮吗<DD>满 59 元</dl><details><summary>几天到？</summary><ol><li>江浙沪 1 天<li>其他 3 天</ol></details>",
        &[
            ("几天到？", "1. 江浙沪 1 天\n2. 其他 3 天"),
            ("怎么 开票？", "在[订单页](https://shop.example/i)，别点"),
            ("包邮吗", "满 59 元"),
        ],
    );
    check(
        "<h1>常见问题</h1>前言<h2>退款多久到账？</h2><p>三天。</p><p>周末<br>顺延。</p><style>p{}</style><!-- <h2>旧</h2> --><h3>怎么退？</h3>申请。<script>alert('<h2>x</h2>')</script><footer>版权</footer>",
        &[("退款多久到账？", "三天。\n\n周末\n顺延。"), ("怎么退？", "申请。")],
    );
    check("<dt>2*3 等于几</dt><dd>6 &lt;b&gt; [x]</dd>", &[("2*3 等于几", "6 <b> \\[x]")]);
    assert_eq!(problems(&read(Format::Html, "<p>没有问题</p>")), [(1, Reason::NoQuestions)]);
    assert_eq!(problems(&read(Format::Html, "")), [(1, Reason::NoQuestions)]);
}

#[test]
fn what_stands_around_the_questions_of_a_page_takes_none_of_them() {
    let questions = "<h3>退款多久到账？</h3><p>三天。</p><h3>怎么退？</h3><p>申请。</p>";
    let links = "<dl><dt>关于我们</dt><dd>招聘</dd></dl><dl><dt>帮助</dt><dd>条款</dd></dl>";
    for page in [
        format!("{questions}<footer>{links}{links}</footer>"),
        format!("<nav>{links}<nav>{links}</nav></nav>{questions}"),
        format!("<aside>{links}{links}</aside>{questions}<footer><p>版权"),
        format!("<dl><dt><img></dt><dd>图</dd></dl>{questions}"),
        format!("<details><summary>目录</summary>两问</details>{questions}"),
        format!("<nav>{questions}"),
    ] {
        let read = read(Format::Html, &page);
        assert_eq!(titles(&read), ["退款多久到账？", "怎么退？"], "{page}");
        assert_eq!(read.problems, [], "{page}");
    }
    let parts = "<h2>退款</h2><details><summary>多久？</summary>三天</details>\
        <details><summary>去哪？</summary>原路</details>";
    assert_eq!(titles(&read(Format::Html, parts)), ["多久？", "去哪？"]);
    assert_eq!(
        problems(&read(Format::Html, &format!("<footer>{links}</footer>"))),
        [(1, Reason::NoQuestions)]
    );
}

#[test]
fn a_title_has_blanks_where_the_page_has_them() {
    for (page, title) in [
        ("怎么<span>退</span>款？", "怎么退款？"),
        ("<b>怎么</b><font color=red>退</font>款<sup>1</sup>？", "怎么退款1？"),
        ("<span>Q1</span> 怎么退款？", "Q1 怎么退款？"),
        ("<div>Q1</div><div>怎么退款？</div>", "Q1 怎么退款？"),
        ("怎么<br>退款？", "怎么 退款？"),
    ] {
        let read = read(Format::Html, &format!("<dt>{page}</dt><dd>申请。</dd>"));
        assert_eq!(titles(&read), [title], "{page}");
    }
}

#[test]
fn a_sign_of_a_page_is_what_it_stands_for() {
    for (page, body) in [
        ("设置 &rarr; 订单 &raquo; 退款&nbsp&lt5 件&gt; &amp", "设置 → 订单 » 退款 &lt5 件> &"),
        (
            "&plusmn;2&deg;C &ge; 3 &le;4&times;5&middot;6 &bull; &laquo;好&raquo;",
            "±2°C ≥ 3 ≤4×5·6 • «好»",
        ),
        ("&#8226;一 &#x2022;二 &#8226三 R&#D &quot引&quot", "•一 •二 •三 R&#D \"引\""),
        ("&没有; &unknown; A&B a&ampb", "&没有; &unknown; A&B a&ampb"),
    ] {
        let read = read(Format::Html, &format!("<dt>问</dt><dd>{page}</dd>"));
        assert_eq!(markdown::plain(read.rows[0].article.body()), body);
    }
    let page = r#"<dt>问</dt><dd><a href="https://shop.example/?a=1&lt=2&amp;b=3">看</a></dd>"#;
    let body = "[看](https://shop.example/?a=1&lt=2&b=3)";
    assert_eq!(read(Format::Html, page).rows[0].article.body(), body);
}

#[test]
fn a_link_that_nobody_may_follow_is_its_words() {
    let long = format!("https://shop.example/{}", "a".repeat(3_000));
    for (to, body) in [
        ("mailto:help@shop.example?subject=退款&body=x", "[写信](mailto:help@shop.example)"),
        (" tel:400-800-1234 ", "[写信](tel:400-800-1234)"),
        ("tel:400 800 1234", "写信"),
        ("tel:400800（转 2）", "写信"),
        ("mailto:", "写信"),
        ("https://a@shop.example/", "写信"),
        ("https://shop.example/(x)", "写信"),
        (&long, "写信"),
    ] {
        let read = read(Format::Html, &format!("<dt>问</dt><dd><a href=\"{to}\">写信</a></dd>"));
        assert_eq!(read.rows[0].article.body(), body, "{to}");
    }
    let page = "<dt>问</dt><dd><a href=https://shop.example>[看]</a></dd>";
    assert_eq!(markdown::plain(read(Format::Html, page).rows[0].article.body()), "[看]");
}

#[test]
fn a_table_of_a_page_keeps_its_columns() {
    let table = "<table><tr><th>地区<th>首重<th>续重</tr><tr><td>江浙沪<td>8<td>2<tr><td>新疆<td><td>20</table>";
    let body = "| 地区 | 首重 | 续重 |\n|---|---|---|\n| 江浙沪 | 8 | 2 |\n| 新疆 |  | 20 |";
    for (page, body) in [
        (format!("运费：{table}另外："), format!("运费：\n\n{body}\n\n另外：")),
        (
            "<table><caption>运费</caption><thead><tr><th>地区</th><th>元</th></tr></thead><tbody>\
             <tr><td><p>江苏<br>浙江</p><ul><li>上海</ul></td><td><b>8</b> a|b</td></tr></tbody></table>"
                .into(),
            "运费\n\n| 地区 | 元 |\n|---|---|\n| 江苏 浙江 上海 | **8** a｜b |".into(),
        ),
        (
            "<table><tr><td>区<td>首重<td>续重<tr><td rowspan=2>新疆<td>8<td>2<tr><td>9<td>3\
             <tr><td colspan=2>免邮<td>否</table>"
                .into(),
            "| 区 | 首重 | 续重 |\n|---|---|---|\n| 新疆 | 8 | 2 |\n| 新疆 | 9 | 3 |\n| 免邮 |  | 否 |"
                .into(),
        ),
        // These only put things in their places.
        ("<table><tr><td>先申请<tr><td>再寄回</table>".into(), "先申请\n再寄回".into()),
        ("<table><tr><td><img><td>先申请<tr><td><td>再寄回</table>".into(), "先申请\n再寄回".into()),
        ("<table><tr><td>电话<td>400</table>".into(), "电话 400".into()),
        (
            format!("<table><tr><td>左<td>{table}<tr><td>右</table>"),
            format!("左\n\n{body}\n\n右"),
        ),
    ] {
        let read = read(Format::Html, &format!("<dt>问</dt><dd>{page}</dd>"));
        assert_eq!(read.rows[0].article.body(), body, "{page}");
    }
    let [markdown::Block::Table { header, rows }] = &markdown::read(body)[..] else { panic!() };
    assert_eq!((header.len(), rows.len(), rows[1][1].len()), (3, 2, 0));
}

#[test]
fn what_was_written_on_a_page_reads_as_it_was_written() {
    let read = read(Format::Html, "<dt>问</dt><dd>2*3*4 和 `x` [a](b) \\ _c_ **d**</dd>");
    assert_eq!(markdown::plain(read.rows[0].article.body()), "2*3*4 和 `x` [a](b) \\ _c_ **d**");
    let read = self::read(Format::Html, "<dt>问</dt><dd><p># 号键</p><p>- 5 度</p><br>> 3</dd>");
    assert_eq!(markdown::plain(read.rows[0].article.body()), "# 号键\n\n- 5 度\n\n> 3");
}

#[test]
fn what_editors_cut_is_one_word_and_what_precedes_a_link_makes_it_no_picture() {
    for (page, body) in [
        ("<b>退</b><b>款</b>到账", "**退款**到账"),
        ("<b>退</b><b>款</b><b>到</b>账", "**退款到**账"),
        ("<b>退</b> <b>款</b>", "**退** **款**"),
        ("<b>退 </b><b>款</b>", "**退** **款**"),
        (
            r#"<b>看</b><a href="https://shop.example/x"><b>这里</b></a>"#,
            "**看**[**这里**](https://shop.example/x)",
        ),
        (
            r#"<a href="https://shop.example/x"><b>看</b><b>这里</b></a>"#,
            "[**看这里**](https://shop.example/x)",
        ),
        (
            r#"快来!<a href="https://shop.example/x">点这里</a>"#,
            r"快来\![点这里](https://shop.example/x)",
        ),
    ] {
        let read = read(Format::Html, &format!("<dt>问</dt><dd>{page}</dd>"));
        assert_eq!(read.rows[0].article.body(), body);
    }
}

#[test]
fn fields_in_toml_are_told_and_what_stands_further_in_belongs_to_another() {
    let toml = "+++\ntitle = 'X'\ndraft = true\naudience = 'agents'\n+++\n正文";
    assert_eq!(problems(&read(Format::Markdown, toml)), [(1, Reason::Front)]);
    let nested = "---\nauthors:\n  - name: 林\n    title: 客服主管\nseo:\n  title: 别的\n---\n# 怎么退货？\n七天内。";
    let read = read(Format::Markdown, nested);
    assert_eq!(titles(&read), ["怎么退货？"]);
    assert_eq!(read.rows[0].article.body().trim(), "七天内。");
}

#[test]
fn a_format_is_known_by_the_name() {
    for (name, format) in [
        ("a.jsonl", Some(Format::JsonLines)),
        ("A.CSV", Some(Format::Csv)),
        ("x/y.md", Some(Format::Markdown)),
        ("faq.htm", Some(Format::Html)),
        ("a.exe", None),
        ("a", None),
    ] {
        assert_eq!(Format::of_name(name), format, "{name}");
    }
}

#[test]
fn a_file_over_its_limits_is_refused_and_twenty_thousand_rows_are_not() {
    let huge = vec![b'a'; import::LARGEST + 1];
    let read = import::read(Format::Csv, "a.csv", &huge, |_| None);
    assert_eq!(problems(&read), [(1, Reason::TooLarge)]);
    let megabyte = format!("标题,正文\n一,{}\n二,短\n", "长".repeat(350_000));
    let read = self::read(Format::Csv, &megabyte);
    assert_eq!(titles(&read), ["二"]);
    let too_long = ArticleError::TooLong { field: Field::Body, chars: 350_000 };
    assert_eq!(problems(&read), [(2, Reason::Article(too_long))]);

    let mut table = String::from("id,title,body\n");
    (0..20_000).for_each(|n| table.push_str(&format!("a{n},问题 {n}？,\"答案，{n}\"\n")));
    assert_eq!(self::read(Format::Csv, &table).rows.len(), 20_000);
    (20_000..=import::MOST_ROWS).for_each(|n| table.push_str(&format!("a{n},问,答\n")));
    let read = self::read(Format::Csv, &table);
    assert_eq!(read.rows.len(), import::MOST_ROWS);
    assert_eq!(problems(&read), [(import::MOST_ROWS + 2, Reason::TooMany)]);
    let read = self::read(Format::JsonLines, &"x\n".repeat(5_000));
    assert_eq!((read.problems.len(), read.refused), (import::MOST_TOLD, 5_000));
}

#[test]
fn time_grows_as_the_file_does() {
    let page = [
        "<",
        "<a ",
        "<dt>",
        "<summary>",
        "<h2>",
        "<!--",
        "</",
        "<script>",
        "&",
        "<p a=\"",
        "<ul><li>",
        "<dl><dt>问</dt><dd>答</dd>",
        "<table><tr><td>",
        "<table><tr><td>a<td>b<tr><td rowspan=64>c<td>d</table>",
        "<tr><td rowspan=64 colspan=20>a",
        "<nav>",
        "<nav></footer>",
    ];
    let table = ["\"", "\"\"", ",", "\"\n", "a,\"", ";", "\t", "\n", "问,答\n", "\\"];
    let lines = ["{", "[", "\"", "\\", "{}\n", "{\"title\":\"问\",\"body\":\"答\"}\n", "\n"];
    let folder = ["---\n", "- ", "- a\n", "title: a\n", "tags: [", "#", "## 问\n", "> ", "`", "|"];
    for (format, units, begin) in [
        (Format::Html, &page[..], ""),
        (Format::Csv, &table, ""),
        (Format::Csv, &table, "标题,正文\n"),
        (Format::JsonLines, &lines, ""),
        (Format::Markdown, &folder, ""),
        (Format::Markdown, &folder, "---\n"),
    ] {
        for unit in units {
            growth::is_linear(unit, |text| drop(read(format, &[begin, text].concat())));
        }
    }
}

fn articles() -> impl Strategy<Value = Vec<Article>> {
    let line = "[a-z0-9中文=+@'\",;|；\\-\u{3000} ]{1,20}";
    let body = "[a-z中文=\",;|\n\\-']{1,40}";
    let lists = prop::collection::vec(line, 0..4);
    let moment =
        (0..9_000_000_u64, 0..2_u64).prop_map(|(s, ms)| 1_800_000_000_000 + s * 1_000 + ms);
    let draft = (line, body, lists.clone(), lists, 0..3_usize, prop::option::of(moment));
    prop::collection::vec(draft, 1..6).prop_map(|drafts| {
        let articles = drafts.into_iter().enumerate().filter_map(|(n, draft)| {
            let (title, body, tags, phrasings, audience, from) = draft;
            let draft = Draft {
                id: format!("a{n}"),
                title,
                body,
                tags,
                phrasings,
                audience: Audience::ALL[audience],
                valid_from: from.map(Timestamp),
                ..Draft::default()
            };
            Article::try_from(draft).ok()
        });
        articles.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// What was written as a table or as lines reads as the same articles.
    #[test]
    fn articles_survive_their_files(articles in articles()) {
        let back = |format, text: &str| -> Vec<Article> {
            let read = read(format, text);
            assert_eq!(read.problems, []);
            read.rows.into_iter().map(|row| row.article).collect()
        };
        prop_assert_eq!(&back(Format::Csv, &import::write_csv(&articles)), &articles);
        let lines: Vec<String> =
            articles.iter().map(|article| serde_json::to_string(article).unwrap()).collect();
        prop_assert_eq!(&back(Format::JsonLines, &lines.join("\n")), &articles);
    }

    /// Whatever stands where a moment should, it is read or refused with its line.
    #[test]
    fn any_moment_is_read_or_refused(
        day in "(2026|26)[-/.年]12[-/.月]3?1日?",
        time in "[T ]?[0-9点時:]{0,6}([Zz+\\-][0-9:点é ]{0,5})?",
    ) {
        let text = format!("问题,答案,失效日期\n怎么退,七天内,{day}{time}\n");
        let read = read(Format::Csv, &text);
        prop_assert_eq!(read.rows.len() + read.problems.len(), 1, "{}", text);
    }

    /// Whatever somebody gives for a file, it is read or refused.
    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        text in "[<>/a-d \"'=&;,\n\\-#:\\[\\]{}h1-4lit]{0,80}",
    ) {
        for format in Format::ALL {
            let _ = import::read(format, "a/b.md", &bytes, |_| None);
            let read = read(format, &text);
            for row in &read.rows {
                let _ = markdown::read(row.article.body());
            }
        }
    }
}
