//! The rows of the files that were chosen, as one import, and why the rest are none.

use std::collections::BTreeMap;

use serde_json::to_value;
use shared::api::knowledge::{ImportRow, RowProblem};
use shared::article::ArticleId;
use shared::import::{self, Format, Names, Reason};
use ui::locale::fill;

use super::sheet;
use crate::words::Knowledge;

/// What was read of some files.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Gathered {
    /// The articles, numbered from 1 through all files.
    pub(super) rows: Vec<ImportRow>,
    /// Where each of them stands.
    places: Vec<Place>,
    /// What is wrong with the rest.
    pub(super) problems: Vec<Problem>,
    /// Of how many rows more something is wrong that is not told.
    pub(super) untold: usize,
    /// The columns and fields that nobody knows.
    pub(super) passed_over: Names,
    /// The files and folders that are none of the shop's articles.
    pub(super) files_passed_over: Names,
    /// How many files there are; of one alone the name need not be said.
    files: usize,
}

/// A line of a file.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Place {
    file: String,
    line: usize,
}

/// A row that is no article.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Problem {
    /// Where it is, in words.
    pub(super) place: String,
    /// Why it is none.
    pub(super) reason: String,
}

/// Reads files, each with its path and what is in it, if that could be read. `gb18030` decodes a text in
/// that encoding.
#[must_use]
pub(super) fn gather(
    files: &[(String, Option<Vec<u8>>)],
    gb18030: impl Fn(&[u8]) -> Option<String>,
    words: &Knowledge,
) -> Gathered {
    let mut gathered = Gathered { files: files.len(), ..Gathered::default() };
    let mut known: BTreeMap<ArticleId, Place> = BTreeMap::new();
    for (path, bytes) in files {
        let name = inside(path);
        if let Some(aside) = aside(path) {
            gathered.files_passed_over.add(aside);
            continue;
        }
        let Some(format) = Format::of_name(name) else {
            // A folder has pictures and the like between its articles.
            if files.len() > 1 {
                gathered.files_passed_over.add(name);
            } else {
                gathered.refuse(&Place { file: name.to_owned(), line: 1 }, words.odd_file, words);
            }
            continue;
        };
        let Some(bytes) = bytes else {
            gathered.refuse(&Place { file: name.to_owned(), line: 1 }, words.not_read, words);
            continue;
        };
        let read = import::read(format, name, bytes, &gb18030);
        gathered.untold += read.refused - read.problems.len();
        gathered.passed_over.extend(&read.passed_over);
        for problem in read.problems {
            let place = Place { file: name.to_owned(), line: problem.line };
            gathered.refuse(&place, &told(&problem.reason, words), words);
        }
        for row in read.rows {
            let place = Place { file: name.to_owned(), line: row.line };
            if let Some(first) = known.get(row.article.id()) {
                let told = fill(words.same_id, &[&gathered.place(first, words)]);
                gathered.refuse(&place, &told, words);
                continue;
            }
            known.insert(row.article.id().clone(), place.clone());
            gathered.places.push(place);
            let line = gathered.places.len();
            // An article is plain data, which always serialises.
            gathered
                .rows
                .push(ImportRow { line, article: to_value(row.article).unwrap_or_default() });
        }
    }
    gathered
}

/// A path within the folder that was chosen, as `cargo xtask import` has it: articles are called after it, and are the
/// same by either way.
fn inside(path: &str) -> &str {
    path.split_once('/').map_or(path, |(_, inside)| inside)
}

/// The part of a path within a folder that is none of the shop's, if there is one, with what lies before it.
fn aside(path: &str) -> Option<&str> {
    let (_, inside) = path.split_once('/')?;
    let mut end = 0;
    inside.split('/').find_map(|part| {
        end += part.len() + 1;
        import::is_aside(part).then(|| &inside[..end - 1])
    })
}

/// Whether what is in a file is asked for at all.
#[must_use]
pub(super) fn is_read(path: &str) -> bool {
    aside(path).is_none() && Format::of_name(path).is_some()
}

impl Gathered {
    /// What is wrong with a row in the eyes of the edge, which knows it by its number.
    #[must_use]
    pub(super) fn problem(&self, problem: &RowProblem, words: &Knowledge) -> Problem {
        let place = problem.line.checked_sub(1).and_then(|at| self.places.get(at));
        let place = place.map_or_else(
            || fill(words.problem_line, &[&problem.line.to_string()]),
            |place| self.place(place, words),
        );
        // The page has read the row as the edge does, so it has no words of its own for this.
        Problem { place, reason: fill(words.refused, &[&problem.reason]) }
    }

    fn refuse(&mut self, place: &Place, reason: &str, words: &Knowledge) {
        let place = self.place(place, words);
        self.problems.push(Problem { place, reason: reason.to_owned() });
    }

    fn place(&self, place: &Place, words: &Knowledge) -> String {
        let line = fill(words.problem_line, &[&place.line.to_string()]);
        if self.files > 1 { place.file.clone() + " " + &line } else { line }
    }
}

/// Why a row is no article.
fn told(reason: &Reason, words: &Knowledge) -> String {
    let number = |number: usize| number.to_string();
    match reason {
        Reason::Article(error) => sheet::wrong(error, words),
        Reason::Encoding => words.bad_encoding.to_owned(),
        Reason::Json(detail) => fill(words.bad_json, &[detail]),
        Reason::Unclosed => words.bad_quote.to_owned(),
        Reason::Cells { cells, columns } => {
            fill(words.bad_cells, &[&number(*cells), &number(*columns)])
        }
        Reason::Column(name) => fill(words.no_column, &[&name.to_string()]),
        Reason::Twice(name) => fill(words.twice, &[&name.to_string()]),
        Reason::Value(name) => fill(words.bad_value, &[&name.to_string()]),
        Reason::Date(text) => fill(words.bad_date, &[text]),
        Reason::Audience(text) => fill(words.bad_audience, &[text]),
        Reason::Front => words.bad_front.to_owned(),
        Reason::Draft => words.is_draft.to_owned(),
        Reason::NoQuestions => words.no_questions.to_owned(),
        Reason::SameId(line) => {
            fill(words.same_id, &[&fill(words.problem_line, &[&number(*line)])])
        }
        Reason::TooLarge => fill(words.file_too_large, &[&number(import::LARGEST >> 20)]),
        Reason::TooMany => fill(words.rows_too_many, &[&number(import::MOST_ROWS)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;
    use ui::locale::Locale;

    fn read(files: &[(&str, &str)]) -> Gathered {
        let files: Vec<_> = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), Some(text.as_bytes().to_vec())))
            .collect();
        gather(&files, |_| None, &Words::of(Locale::ZhCn).knowledge)
    }

    fn problems(gathered: &Gathered) -> Vec<(&str, &str)> {
        let problems = gathered.problems.iter();
        problems.map(|problem| (problem.place.as_str(), problem.reason.as_str())).collect()
    }

    #[test]
    fn a_bad_row_is_told_by_its_line_and_the_others_go_on() {
        let one = r#"{"id":"a","title":"退款多久？","body":"三天"}"#;
        let lines = format!("{one}\n{{\"id\":\"b\",\"title\":\"\",\"body\":\"x\"}}\n{one}\n");
        let gathered = read(&[("faq.jsonl", &lines)]);
        assert_eq!(gathered.rows.len(), 1);
        assert_eq!(
            problems(&gathered),
            [("第 2 行", "标题：必填"), ("第 3 行", "编号与第 1 行相同")]
        );
    }

    #[test]
    fn rows_of_several_files_are_numbered_through_and_found_again_by_file_and_line() {
        let one = r#"{"id":"a","title":"退款多久？","body":"三天"}"#;
        let two = r#"{"id":"b","title":"怎么退货？","body":"七天"}"#;
        let again = format!("\n{two}\n{one}\n");
        let gathered = read(&[("1.jsonl", one), ("picture.png", "\u{1}"), ("2.jsonl", &again)]);
        let numbers: Vec<usize> = gathered.rows.iter().map(|row| row.line).collect();
        assert_eq!(numbers, [1, 2]);
        assert_eq!(problems(&gathered), [("2.jsonl 第 3 行", "编号与1.jsonl 第 1 行相同")]);
        let edge = RowProblem { line: 2, reason: "no".into() };
        let words = &Words::of(Locale::ZhCn).knowledge;
        let told = gathered.problem(&edge, words);
        assert_eq!(told.place, "2.jsonl 第 2 行");
        assert_eq!(told.reason, "服务器没有接收这一行（no）");
        let odd = RowProblem { line: 0, reason: "no".into() };
        assert_eq!(gathered.problem(&odd, words).place, "第 0 行");
    }

    #[test]
    fn what_is_wrong_with_far_too_many_rows_is_counted() {
        let gathered = read(&[("1.jsonl", &"x\n".repeat(1_500)), ("2.jsonl", "x\n")]);
        assert_eq!((gathered.problems.len(), gathered.untold), (import::MOST_TOLD + 1, 500));
    }

    #[test]
    fn an_article_of_a_folder_is_called_after_its_path_within() {
        let files = [("知识库/退款.md", "# 退款多久？\n三天"), ("知识库/售后/换货.md", "七天")];
        let gathered = read(&files);
        let ids: Vec<_> = gathered.rows.iter().map(|row| row.article["id"].as_str()).collect();
        assert_eq!(ids, [Some("退款"), Some("售后/换货")]);
    }

    #[test]
    fn what_programs_put_into_a_folder_is_no_article() {
        let files = [
            ("知识库/退款.md", "三天"),
            ("知识库/.旧.md", "两天"),
            ("知识库/售后/.history/换货.md", "一天"),
            ("知识库/node_modules/marked/README.md", "x"),
            ("知识库/node_modules/marked/LICENSE.md", "x"),
            ("知识库/表.xlsx", "PK"),
        ];
        let gathered = read(&files);
        assert_eq!((gathered.rows.len(), gathered.problems.len()), (1, 0));
        let told = gathered.files_passed_over.told("、");
        assert_eq!(told, ".旧.md、售后/.history、node_modules、表.xlsx");
        assert_eq!(files.map(|(path, _)| is_read(path)), [true, false, false, false, false, false]);
        assert!(is_read(".知识库/退款.md"), "it was chosen");
    }

    #[test]
    fn what_is_passed_over_is_told_once_for_all_files() {
        let table = "问题,答案,备注\n退款多久？,三天,x\n";
        let line = r#"{"title":"怎么退货？","body":"七天","备注":"y","颜色":"红"}"#;
        let gathered = read(&[("1.csv", table), ("2.jsonl", line)]);
        assert_eq!((gathered.rows.len(), gathered.problems.len()), (2, 0));
        assert_eq!(gathered.passed_over.told("、"), "备注、颜色");
    }

    #[test]
    fn a_file_of_another_kind_alone_is_refused() {
        let gathered = read(&[("picture.png", "x")]);
        assert_eq!(gathered.rows, []);
        assert_eq!(gathered.problems.len(), 1);
        assert_eq!(read(&[]), Gathered::default());
    }

    #[test]
    fn a_file_that_is_gone_by_now_is_told() {
        let words = &Words::of(Locale::ZhCn).knowledge;
        let gathered = gather(&[("faq.csv".to_owned(), None)], |_| None, words);
        assert_eq!(problems(&gathered), [("第 1 行", "文件读不出来")]);
    }
}
