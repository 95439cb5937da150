use shared::graph::{Format, Graph, Words, limits};

/// Any file as a graph, and its last line as a question to it: reading ends, what is written reads as the
/// same graph, and what is bad is told within its bounds.
pub fn graph(file: &str) {
    for format in [Format::Jsonl, Format::Csv] {
        let reading = Graph::read(format, file);
        assert!(reading.bad.len() <= limits::BAD_LINES && reading.bad.len() <= reading.refused);
        assert!(reading.bad.is_sorted_by_key(|bad| bad.line));
        let question = file.lines().next_back().unwrap_or_default();
        let answer = reading.graph.answer(&[question, question], Words::nearest("zh"));
        for again in [Format::Jsonl, Format::Csv] {
            let again = Graph::read(again, &reading.graph.write(again));
            assert_eq!(again.refused, 0, "{:?}", again.bad);
            assert_eq!(again.graph, reading.graph);
            assert_eq!(again.graph.answer(&[question, question], Words::nearest("zh")), answer);
        }
    }
}
