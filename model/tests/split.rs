//! The test split and the test halves of the hatch corpus measure what training has not seen;
//! `train/near_duplicates.py` is the twin.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use shared::fold;

#[test]
fn no_training_row_reads_almost_as_a_test_row_does() {
    let mut held = texts(|name| name.contains("-test-"));
    held.extend(hatch_test_lines());
    let split = Split::of(&held);
    let near: Vec<String> = texts(|name| !name.contains("-test-"))
        .into_iter()
        .filter(|text| split.holds_near(&fold::full(text)))
        .collect();
    assert!(near.is_empty(), "python3 model/train/near_duplicates.py --remove: {near:#?}");
}

#[test]
fn no_line_that_the_hatch_was_made_from_reads_almost_as_one_that_judges_it_does() {
    let split = Split::of(&hatch_test_lines());
    let mut made_from = hatch_lines("hatch_corpus", ".dev.txt");
    made_from.extend(hatch_lines("hatch_cases", ".txt"));
    assert!(made_from.len() > 6000, "only {} lines", made_from.len());
    made_from.retain(|line| split.holds_near(&fold::full(line)));
    assert!(
        made_from.is_empty(),
        "take what they are near to out of the test halves: {made_from:#?}"
    );
}

#[test]
fn no_question_that_search_learns_from_reads_almost_as_one_that_measures_it_does() {
    let asked = MEASURES.map(|file| lines(&root().join(file)));
    let asked = asked.iter().flat_map(|lines| &lines[1..]).filter_map(|row| row.split('\t').next());
    let asked: Vec<String> =
        asked.flat_map(|asked| asked.split('⇒')).map(|it| it.trim().to_owned()).collect();
    assert!(asked.len() > 3000, "only {} questions", asked.len());
    let split = Split::of(&asked);
    let mut learnt = 0;
    let mut near = Vec::new();
    for (begins, columns) in LEARNT {
        let files = files(&root().join("model/train/pairs"), |name| name.starts_with(begins));
        for line in files.iter().flat_map(|lines| &lines[1..]) {
            let cells = line.split('\t').enumerate().filter(|(at, _)| columns.contains(at));
            for question in cells.flat_map(|(_, cell)| cell.split(" ¦ ")) {
                learnt += 1;
                if split.holds_near(&fold::full(question)) {
                    near.push(question.to_owned());
                }
            }
        }
    }
    assert!(learnt > 100_000, "only {learnt} questions");
    assert!(near.is_empty(), "python3 model/train/near_duplicates.py --remove: {near:#?}");
}

/// Questions that measure search, in the first column.
const MEASURES: [&str; 3] = [
    "shared/tests/corpora/search/questions.tsv",
    "shared/tests/corpora/two_shops/questions.tsv",
    "shared/tests/corpora/two_shops/unanswerable.tsv",
];
/// How the files begin that search learns from, and their columns with questions.
const LEARNT: [(&str, &[usize]); 4] =
    [("pairs-", &[3]), ("near.tsv", &[1, 2]), ("shop-", &[2, 3, 4]), ("absent.tsv", &[1])];

#[test]
fn nobody_wrote_for_both_sides() {
    let tests: HashSet<String> = authors(|name| name.contains("-test-"));
    let both: Vec<_> = authors(|name| !name.contains("-test-"))
        .into_iter()
        .filter(|a| tests.contains(a))
        .collect();
    assert!(both.is_empty(), "{both:?}");
}

#[test]
fn no_text_stands_twice_in_the_corpus() {
    let mut seen = HashSet::new();
    for text in texts(|_| true) {
        assert!(seen.insert(text.clone()), "{text:?}");
    }
}

/// The folded texts of the test split, to be looked up by what they have in common.
struct Split {
    same: HashSet<String>,
    /// How many pairs of neighbouring characters each text has.
    sizes: Vec<usize>,
    having: HashMap<[char; 2], Vec<usize>>,
}

impl Split {
    fn of(texts: &[String]) -> Self {
        let folded: Vec<String> = texts.iter().map(|text| fold::full(text)).collect();
        let mut having: HashMap<[char; 2], Vec<usize>> = HashMap::new();
        let mut sizes = Vec::new();
        for (index, text) in folded.iter().enumerate() {
            let pairs = pairs(text);
            sizes.push(pairs.len());
            for pair in pairs.into_iter().filter(|_| text.chars().count() >= SHORT) {
                having.entry(pair).or_default().push(index);
            }
        }
        Self { same: folded.into_iter().collect(), sizes, having }
    }

    /// Whether a folded text is the same as one of the split or, if it is long enough to tell,
    /// shares seven tenths of its pairs with one.
    fn holds_near(&self, text: &str) -> bool {
        if self.same.contains(text) || text.chars().count() < SHORT {
            return self.same.contains(text);
        }
        let pairs = pairs(text);
        let mut common = HashMap::new();
        for index in pairs.iter().filter_map(|pair| self.having.get(pair)).flatten() {
            *common.entry(*index).or_insert(0) += 1;
        }
        common.into_iter().any(|(index, common): (usize, usize)| {
            10 * common >= 7 * (pairs.len() + self.sizes[index] - common)
        })
    }
}

fn pairs(text: &str) -> HashSet<[char; 2]> {
    text.chars().zip(text.chars().skip(1)).map(|(one, next)| [one, next]).collect()
}

fn hatch_test_lines() -> Vec<String> {
    let lines = hatch_lines("hatch_corpus", ".test.txt");
    assert!(lines.len() > 4000, "only {} lines", lines.len());
    lines
}

/// The lines of the hatch's files in a folder whose names end so.
fn hatch_lines(folder: &str, ending: &str) -> Vec<String> {
    let files = files(&root().join("shared/tests").join(folder), |name| name.ends_with(ending));
    files.into_iter().flatten().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The lines of each of a folder's files that `of` picks by their names.
fn files(folder: &Path, of: impl Fn(&str) -> bool) -> Vec<Vec<String>> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let picked = paths.filter(|path| of(&path.file_name().unwrap().to_string_lossy()));
    picked.map(|path| lines(&path)).collect()
}

fn lines(path: &Path) -> Vec<String> {
    fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

fn texts(of: fn(&str) -> bool) -> Vec<String> {
    column(0, of)
}

fn authors(of: fn(&str) -> bool) -> HashSet<String> {
    column(4, of).into_iter().collect()
}

/// A column of the corpus files, and of what was disputed, that `of` picks by their names.
fn column(number: usize, of: fn(&str) -> bool) -> Vec<String> {
    let train = root().join("model/train");
    let mut read = files(&train.join("corpus"), |name| name.ends_with(".tsv") && of(name));
    if of("disputed.tsv") {
        read.push(lines(&train.join("disputed.tsv")));
    }
    let rows = read.iter().flat_map(|lines| &lines[1..]);
    let values: Vec<String> =
        rows.map(|row| row.split('\t').nth(number).unwrap().to_owned()).collect();
    assert!(values.len() > 2000, "only {} rows", values.len());
    values
}

/// Below so many characters a text is too short to be near another: only the same counts.
const SHORT: usize = 6;
