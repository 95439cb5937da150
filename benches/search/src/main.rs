//! Weighs the product's search against plain BM25 as others do it, on the test half of the two shops
//! (`shared/tests/corpora/two_shops`): `cargo xtask bench search`.

mod corpus;
mod dukou;
mod growth;
mod plain;
mod report;

use anyhow::Result;

use corpus::Corpus;
use report::Report;

fn main() -> Result<()> {
    let corpus = Corpus::read()?;
    let mut reports = vec![dukou::weigh(&corpus)?];
    for cut in [plain::Cut::Ngrams, plain::Cut::Words(Box::default())] {
        reports.push(plain::weigh(&corpus, &cut)?);
    }
    for report in &reports {
        println!("{report}");
    }
    println!("{}\n", dukou::answers(&corpus)?);
    println!("{}", growth::table()?);
    Ok(())
}

/// Something that finds articles.
trait Search {
    /// The ids of the ten best articles of a shop, by the number of the shop.
    fn find(&self, shop: usize, said: &corpus::Said<'_>) -> Result<Vec<String>>;
}

fn weigh(name: &str, corpus: &Corpus, search: &impl Search) -> Result<Report> {
    let mut report = Report::of(name);
    for asked in corpus.asked() {
        let found = search.find(asked.shop, &asked.said)?;
        report.count(asked.kind, found.iter().position(|id| asked.expected.contains(&id.as_str())));
    }
    Ok(report)
}
