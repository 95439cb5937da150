//! How well search finds what two shops' visitors ask for, kind by kind:
//! `corpora/two_shops/README.md`.
//!
//! `cargo test -p shared --test search_two_shops -- --nocapture` prints the table.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};

use shared::article::Article;
use shared::search::{Answer, Index, Synonyms};

const ARTICLES: &str = include_str!("corpora/two_shops/articles.jsonl");
const QUESTIONS: &str = include_str!("corpora/two_shops/questions.tsv");
const UNANSWERABLE: &str = include_str!("corpora/two_shops/unanswerable.tsv");

// The floors lie a little below what was measured when they were set.

#[test]
fn questions_find_their_article() {
    let shops = Shops::build();
    let [_, test] = ["tune", "test"].map(|half| {
        let tally = shops.ask(half);
        println!("{half:<20} {:>6} {:>6} {:>6} {:>6}", "asked", "@1", "@3", "@10");
        for (kind, tally) in &tally {
            println!("{kind:<20} {tally}");
        }
        tally
    });
    let all = &test["all"];
    assert!(all.asked >= 1_300, "the corpus has shrunk: {all}");
    assert!(all.share(all.first) >= FLOORS[0], "{all}");
    assert!(all.share(all.in_three) >= FLOORS[1], "{all}");
    assert!(all.share(all.in_ten) >= FLOORS[2], "{all}");
}

/// Recall at 1, 3 and 10 over the test half, in percent.
const FLOORS: [usize; 3] = [52, 65, 75];

#[test]
fn the_corpus_is_sound() {
    let ids: BTreeSet<_> =
        articles().iter().map(|article| article.id().as_str().to_owned()).collect();
    let mut asked = BTreeSet::new();
    let mut halves = BTreeMap::new();
    for row in rows(QUESTIONS) {
        let [query, expected, kind, half] = row[..] else { panic!("four columns: {row:?}") };
        assert!(asked.insert(query), "asked twice: {query}");
        assert!(KINDS.contains(&kind), "{kind}");
        assert_eq!(query.contains(ARROW), kind == "followup", "{query}");
        for id in expected.split('|') {
            assert!(ids.contains(id), "{query}: {id}");
            assert_eq!(*halves.entry(id).or_insert(half), half, "{id} is in both halves");
        }
    }
    for row in rows(UNANSWERABLE) {
        assert!(row.len() == 2 && asked.insert(row[0]), "{row:?}");
    }
    assert_eq!(ids.len(), 383);
}

#[test]
fn what_no_article_answers_is_seldom_answered() {
    let shops = Shops::build();
    for half in ["tune", "test"] {
        let rows = rows(UNANSWERABLE).filter(|row| row[1] == half);
        let [mut asked, mut answered] = [0, 0];
        for row in rows {
            asked += 1;
            // It belongs to one of the shops; the other knows it even less.
            let query = row[0].rsplit(ARROW).next().unwrap();
            let found = shops
                .0
                .iter()
                .any(|(_, index)| matches!(index.answer(query), Answer::Found { .. }));
            answered += usize::from(found);
        }
        println!("{half}: {answered} of {asked} unanswerable ones answered by one of two shops");
        assert!(asked > 150 && answered * 100 <= asked * MOST_ANSWERED, "{answered} of {asked}");
    }
}

/// In percent.
const MOST_ANSWERED: usize = 20;

struct Shops(Vec<(&'static str, Index)>);

impl Shops {
    fn build() -> Self {
        let all = articles();
        let of = |prefix: &'static str| {
            let own: Vec<_> = all
                .iter()
                .filter(|article| article.id().as_str().starts_with(prefix))
                .cloned()
                .collect();
            (prefix, Index::build(&own, &Synonyms::of_site(Vec::new()).unwrap()))
        };
        Self(vec![of("a-"), of("b-")])
    }

    fn ask(&self, half: &str) -> BTreeMap<&'static str, Tally> {
        let mut tallies = BTreeMap::<_, Tally>::new();
        for row in rows(QUESTIONS).filter(|row| row[3] == half) {
            let expected: Vec<_> = row[1].split('|').collect();
            let shop = self.0.iter().find(|(prefix, _)| expected[0].starts_with(prefix));
            let query = row[0].rsplit(ARROW).next().unwrap().trim();
            let hits = shop.unwrap().1.search(query, 10);
            let rank = hits.iter().position(|hit| expected.contains(&hit.article.as_str()));
            for kind in [row[2], "all"] {
                tallies.entry(kind).or_default().count(rank);
            }
        }
        tallies
    }
}

#[derive(Default)]
struct Tally {
    asked: usize,
    first: usize,
    in_three: usize,
    in_ten: usize,
}

impl Tally {
    fn count(&mut self, rank: Option<usize>) {
        self.asked += 1;
        self.first += usize::from(rank == Some(0));
        self.in_three += usize::from(rank.is_some_and(|rank| rank < 3));
        self.in_ten += usize::from(rank.is_some());
    }

    fn share(&self, count: usize) -> usize {
        count * 100 / self.asked
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [first, three, ten] = [self.first, self.in_three, self.in_ten]
            .map(|count| format!("{:.1}%", 100.0 * count as f64 / self.asked as f64));
        write!(f, "{:>6} {first:>6} {three:>6} {ten:>6}", self.asked)
    }
}

fn articles() -> Vec<Article> {
    ARTICLES.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).map(|line| line.split('\t').collect())
}

const ARROW: &str = "⇒";
const KINDS: [&str; 9] = [
    "paraphrase",
    "colloquial",
    "typo",
    "pinyin",
    "traditional",
    "code",
    "short",
    "rambling",
    "followup",
];
