//! What the product's search finds and its assistant says: the same as at the edge, over a file of articles
//! and perhaps a graph.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use serde::Serialize;
use shared::article::{Article, ArticleId};
use shared::assistant::{Assistant, Said};
use shared::graph::{Format, Graph, Words};
use shared::search::{Answer, Encoder, Index, Query, Synonyms, Veil};
use shared::transcript;

/// What to search in, and for what.
pub(crate) struct Options {
    /// One JSON object a line, with `id`, `title`, `body`, and perhaps `tags` and `phrasings`.
    pub(crate) articles: PathBuf,
    /// What speaks before the articles do: JSON Lines, or a table by its name.
    pub(crate) graph: Option<PathBuf>,
    /// A header line, then a query in the first column; what was said before it, if anything, in front
    /// of it and of a `⇒`.
    pub(crate) queries: PathBuf,
    /// How many articles to show for each.
    pub(crate) top: usize,
}

/// Writes a JSON object for each query.
///
/// # Errors
/// When a file cannot be read or holds what is no article or does not fit a graph, or `out` takes no more.
pub(crate) fn search(options: &Options, out: &mut impl Write) -> Result<()> {
    let text = read(&options.articles)?;
    let articles = articles(&text).with_context(|| shown(&options.articles))?;
    let index = Index::with_meaning(&articles, &synonyms()?, &encoder()?);
    let graph = options.graph.as_deref().map_or_else(|| Ok(Graph::default()), graph)?;
    let assistant =
        Assistant { graph: &graph, articles: index.behind(Veil::NONE), words: <&Words>::default() };
    for query in queries(&read(&options.queries)?) {
        serde_json::to_writer(&mut *out, &found(query, &assistant, options.top))?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

#[derive(Serialize)]
struct Found<'a> {
    query: &'a str,
    /// Best first.
    ids: Vec<ArticleId>,
    scores: Vec<f32>,
    /// Whether the graph has spoken, so that the articles were not asked.
    by_graph: bool,
    /// Whether the assistant would answer, rather than ask back or admit that it does not know.
    answered: bool,
    /// How sure it is of that answer, or of a choice that the articles offer, in percent.
    confidence: Option<u8>,
}

fn found<'a>(query: &'a str, assistant: &Assistant<'_>, top: usize) -> Found<'a> {
    let mut earlier: Vec<&str> = query.split('⇒').map(str::trim).collect();
    let text = earlier.pop().unwrap_or_default();
    let asked = Query { text, earlier: &earlier, vectors: &[] };
    let hits = assistant.articles.search(asked, top);
    let (ids, scores) = hits.into_iter().map(|hit| (hit.article, hit.score)).unzip();
    let said = assistant.answer(asked);
    let (by_graph, answered, confidence) = match &said {
        Said::ByGraph(transcript::Answer::Found { confidence, .. }) => {
            (true, true, Some(confidence))
        }
        Said::ByGraph(_) => (true, false, None),
        Said::ByArticles(Answer::Found { confidence, .. }) => (false, true, Some(confidence)),
        Said::ByArticles(Answer::Choices { confidence, .. }) => (false, false, Some(confidence)),
        Said::ByArticles(Answer::Unknown) => (false, false, None),
    };
    let confidence = confidence.map(|confidence| confidence.value());
    Found { query, ids, scores, by_graph, answered, confidence }
}

fn graph(path: &Path) -> Result<Graph> {
    let is_table = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("csv"));
    let format = if is_table { Format::Csv } else { Format::Jsonl };
    let reading = Graph::read(format, &read(path)?);
    match reading.bad.first() {
        Some(bad) => bail!("{}: {bad}", shown(path)),
        None => Ok(reading.graph),
    }
}

fn articles(text: &str) -> Result<Vec<Article>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).with_context(|| format!("line {}", number + 1))
        })
        .collect()
}

/// What every site gets, without words of its own.
fn synonyms() -> Result<Synonyms> {
    Ok(Synonyms::of_site(Vec::new())?)
}

/// The encoder that ships beside the worker.
fn encoder() -> Result<Arc<Encoder>> {
    Ok(Arc::new(Encoder::read(include_bytes!("../../../model/weights/encoder.bin"))?))
}

fn queries(text: &str) -> impl Iterator<Item = &str> {
    let first = |line: &'_ str| line.split('\t').next().unwrap_or_default().trim().len();
    text.lines().skip(1).map(str::trim_start).filter_map(move |line| {
        let end = first(line);
        line.get(..end).filter(|query| !query.is_empty())
    })
}

fn read(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path).with_context(|| shown(path))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTICLES: &str = r#"{"id":"refund","title":"退款多久到账？","body":"审核通过后 1–3 个工作日原路退回。"}

{"id":"ship","title":"下单后多久发货？","body":"当天下午四点前付款的当天发货。","tags":["物流"],"extra":1}
"#;

    #[test]
    fn a_query_finds_its_article() {
        let articles = articles(ARTICLES).unwrap();
        let index = Index::with_meaning(&articles, &synonyms().unwrap(), &encoder().unwrap());
        let graph = Graph::default();
        let articles = index.behind(Veil::NONE);
        let assistant = Assistant { graph: &graph, articles, words: Words::nearest("zh-CN") };
        let it = found("退款什么时候到账", &assistant, 1);
        assert_eq!(it.ids.iter().map(ArticleId::as_str).collect::<Vec<_>>(), ["refund"]);
        assert!(it.answered);
        assert!(!found("今天天气怎么样", &assistant, 10).answered);
        let leaning = found("刚申请了退款 ⇒ 那几天能到", &assistant, 1);
        assert_eq!(leaning.query, "刚申请了退款 ⇒ 那几天能到");
        assert_eq!(leaning.ids[0].as_str(), "refund");
    }

    #[test]
    fn a_graph_speaks_before_the_articles() {
        let graph = graph(Path::new("../../www/demo/graph.jsonl")).unwrap();
        let index = Index::build(&articles(ARTICLES).unwrap(), &synonyms().unwrap());
        let articles = index.behind(Veil::NONE);
        let assistant = Assistant { graph: &graph, articles, words: Words::nearest("zh-CN") };
        let spoken = |query| {
            let it = found(query, &assistant, 1);
            (it.by_graph, it.answered)
        };
        assert_eq!(spoken("扫地机报E7"), (true, true));
        assert_eq!(spoken("E4"), (true, false));
        assert_eq!(spoken("退款多久到账"), (false, true));
    }

    #[test]
    fn queries_are_the_first_column_below_the_header() {
        let text = "query\tid\n退款多久到账\trefund\r\n\n 发货 \n";
        assert_eq!(queries(text).collect::<Vec<_>>(), ["退款多久到账", "发货"]);
    }

    #[test]
    fn a_broken_article_is_found_by_its_line() {
        let error = articles("{\"id\":\"a\",\"title\":\"t\",\"body\":\"b\"}\n{}").unwrap_err();
        assert!(format!("{error:#}").starts_with("line 2"), "{error:#}");
    }
}
