//! Plain BM25 by tantivy, over the pieces that a tokenizer makes of Chinese.

use anyhow::Result;
use jieba_rs::Jieba;
use shared::article::Article;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _,
};
use tantivy::tokenizer::{NgramTokenizer, TextAnalyzer, WhitespaceTokenizer};
use tantivy::{Index, IndexReader, TantivyDocument, Term};

use crate::corpus::{Corpus, Said};
use crate::{Search, report::Report};

pub(crate) fn weigh(corpus: &Corpus, cut: &Cut) -> Result<Report> {
    let [first, second] = corpus.shops.each_ref().map(|articles| Shop::of(articles, cut));
    crate::weigh(cut.name(), corpus, &Plain { shops: [first?, second?], cut })
}

/// How a text is cut into terms.
pub(crate) enum Cut {
    /// Every character and every two in a row.
    Ngrams,
    /// Words of jieba's dictionary, and the shorter ones in them.
    Words(Box<Jieba>),
}

impl Cut {
    const fn name(&self) -> &'static str {
        match self {
            Self::Ngrams => "tantivy, n-grams of 1 and 2",
            Self::Words(_) => "tantivy, jieba",
        }
    }

    fn terms(&self, text: &str) -> Result<Vec<String>> {
        let text = text.to_lowercase();
        let pieces: Vec<String> = match self {
            Self::Ngrams => {
                let mut found = Vec::new();
                let mut cut = TextAnalyzer::from(NgramTokenizer::new(1, 2, false)?);
                cut.token_stream(&text).process(&mut |token| found.push(token.text.clone()));
                found
            }
            Self::Words(jieba) => {
                jieba.cut_for_search(&text, true).into_iter().map(|it| it.word.to_owned()).collect()
            }
        };
        Ok(pieces.into_iter().filter(|piece| piece.chars().all(char::is_alphanumeric)).collect())
    }
}

struct Plain<'a> {
    shops: [Shop; 2],
    cut: &'a Cut,
}

/// The articles of a shop.
struct Shop {
    reader: IndexReader,
    id: Field,
    /// With how much each counts: as much as in the product.
    texts: [(Field, f32); 4],
}

impl Shop {
    fn of(articles: &[Article], cut: &Cut) -> Result<Self> {
        let mut schema = Schema::builder();
        let id = schema.add_text_field("id", STRING | STORED);
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(SPACES)
            .set_index_option(IndexRecordOption::WithFreqs);
        let options = TextOptions::default().set_indexing_options(indexing);
        let fields = [("title", 3.0), ("phrasings", 2.0), ("tags", 2.0), ("body", 1.0)];
        let texts =
            fields.map(|(name, boost)| (schema.add_text_field(name, options.clone()), boost));
        let index = Index::create_in_ram(schema.build());
        index.tokenizers().register(SPACES, WhitespaceTokenizer::default());
        let mut writer = index.writer_with_num_threads(1, 50_000_000)?;
        for article in articles {
            let mut document = TantivyDocument::default();
            document.add_text(id, article.id().as_str());
            let contents = [
                article.title().to_owned(),
                article.phrasings().join("\n"),
                article.tags().join("\n"),
                article.body().to_owned(),
            ];
            for ((field, _), text) in texts.iter().zip(contents) {
                document.add_text(*field, cut.terms(&text)?.join(" "));
            }
            writer.add_document(document)?;
        }
        writer.commit()?;
        Ok(Self { reader: index.reader()?, id, texts })
    }
}

impl Search for Plain<'_> {
    /// A follow-up is looked up with what was said before it, as one text.
    fn find(&self, shop: usize, said: &Said<'_>) -> Result<Vec<String>> {
        let shop = &self.shops[shop];
        let text = [&said.earlier[..], &[said.text]].concat().join("\n");
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for term in self.cut.terms(&text)? {
            for (field, boost) in shop.texts {
                let term = Term::from_field_text(field, &term);
                let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                clauses.push((Occur::Should, Box::new(BoostQuery::new(query, boost))));
            }
        }
        let searcher = shop.reader.searcher();
        let best = TopDocs::with_limit(10).order_by_score();
        let mut found = Vec::new();
        for (_, address) in searcher.search(&BooleanQuery::new(clauses), &best)? {
            let document: TantivyDocument = searcher.doc(address)?;
            let id = document.get_first(shop.id).and_then(|id| id.as_str()).unwrap_or_default();
            found.push(id.to_owned());
        }
        Ok(found)
    }
}

const SPACES: &str = "spaces";
