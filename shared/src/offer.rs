//! Which questions a visitor is offered on a page of the shop, before they have asked any.
//!
//! The shop says what is asked most of all. On the page of one product, or with what its script tells by
//! `track`, other questions are likelier: those whose articles are about that product, or filed under what the
//! page is about. They come first, and the shop's own fill what is left.

use std::collections::BTreeMap;

use crate::article::Article;
use crate::fold::Folded;
use crate::page::Page;
use crate::percent;

/// The names by which articles can be about a page, each folded and kept once: every page that a visitor opens
/// looks for all of them.
#[derive(Debug, Default)]
pub struct Names {
    names: Vec<String>,
    /// In the order of the articles.
    uses: Vec<Use>,
}

/// That an article has a name.
#[derive(Debug)]
struct Use {
    article: usize,
    name: usize,
    kind: Kind,
}

/// What for.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Product,
    Category,
    Tag,
}

impl Names {
    /// The names of `articles`.
    #[must_use]
    pub fn of(articles: &[Article]) -> Self {
        let (mut this, mut known) = (Self::default(), BTreeMap::new());
        for (at, article) in articles.iter().enumerate() {
            let products = article.products().iter().map(|name| (name.as_str(), Kind::Product));
            let tags = article.tags().iter().map(|name| (name.as_str(), Kind::Tag));
            for (name, kind) in products.chain([(article.category(), Kind::Category)]).chain(tags) {
                this.add(name, at, kind, &mut known);
            }
        }
        this
    }

    fn add(
        &mut self,
        name: &str,
        article: usize,
        kind: Kind,
        known: &mut BTreeMap<Vec<char>, usize>,
    ) {
        let chars = Folded::full(name.trim()).chars;
        if chars.len() < 2 {
            // One character is in any title.
            return;
        }
        let name = known.get(&chars).copied().unwrap_or(self.names.len());
        if name == self.names.len() {
            self.names.push(chars.iter().collect());
            known.insert(chars, name);
        }
        self.uses.push(Use { article, name, kind });
    }

    /// The questions to offer on `page` to a visitor who reads `locale`, a BCP 47 tag: the titles of those
    /// `articles` that are about it, then the `usual` ones; as many as there are usual ones, and [`MOST`]
    /// where those are fewer. The `usual` ones where nothing is about the page.
    ///
    /// `articles` are those that the names are of; of them only those that are `shown` count.
    #[must_use]
    pub fn questions(
        &self,
        page: &Page,
        articles: &[Article],
        shown: impl Fn(&Article) -> bool,
        locale: &str,
        usual: &[String],
    ) -> Vec<String> {
        let about = About::of(page);
        let named: Vec<How> = self.names.iter().map(|name| about.names(name)).collect();
        let mut fitting: Vec<(u32, &str)> = Vec::new();
        for uses in self.uses.chunk_by(|left, right| left.article == right.article) {
            let fits = worth(uses, &named);
            // Few are kept, so that putting one in its place moves little; of equals the earlier.
            let place = fitting.partition_point(|(other, _)| *other >= fits);
            if fits > 0
                && place < MOST
                && let Some(article) = articles.get(uses[0].article)
                && is_read(article, locale)
                && shown(article)
            {
                fitting.insert(place, (fits, article.title()));
                fitting.truncate(MOST);
            }
        }
        if fitting.is_empty() {
            return usual.to_vec();
        }
        let mut offered: Vec<String> = Vec::new();
        let titles = fitting.into_iter().map(|(_, title)| title);
        for question in titles.chain(usual.iter().map(String::as_str)) {
            if offered.iter().all(|known| known != question) {
                offered.push(question.to_owned());
            }
        }
        offered.truncate(usual.len().max(MOST));
        offered
    }
}

/// How much an article that has these names is about a page that names some; 0 where it is not.
fn worth(uses: &[Use], named: &[How]) -> u32 {
    let (mut product, mut category, mut tag) = (0, 0, 0);
    for Use { name, kind, .. } in uses {
        match (kind, named[*name]) {
            (_, How::Not) | (Kind::Tag, How::Titled | How::Within) => {}
            (Kind::Product, _) => product = PRODUCT,
            (Kind::Category, How::Titled) => category = CATEGORY / 2,
            (Kind::Category, How::Within | How::Told) => category = CATEGORY,
            (Kind::Tag, How::Told) => tag = TAG,
        }
    }
    product + category + tag
}

/// How a page names something.
#[derive(Clone, Copy, Debug)]
enum How {
    /// Not at all.
    Not,
    /// Somewhere in its title.
    Titled,
    /// Within one of the things that its script told.
    Within,
    /// As one of the things that its script told, or a part of its path.
    Told,
}

/// What a page is about, as far as it says so.
struct About {
    /// What its script told: each of it is the name of something.
    told: Vec<String>,
    /// Its title.
    title: String,
    /// The parts of its path.
    path: Vec<String>,
}

impl About {
    fn of(page: &Page) -> Self {
        let rest = page.url.split_once("://").map_or("", |(_, rest)| rest);
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        Self {
            told: page.context.iter().map(|(_, text)| folded(text)).collect(),
            title: folded(&page.title),
            path: rest.split('/').skip(1).map(|part| folded(&as_read(part))).collect(),
        }
    }

    fn names(&self, name: &str) -> How {
        let is = |texts: &[String]| texts.iter().any(|text| text == name);
        if is(&self.told) || is(&self.path) {
            How::Told
        } else if self.told.iter().any(|told| told.contains(name)) {
            How::Within
        } else if self.title.contains(name) {
            How::Titled
        } else {
            How::Not
        }
    }
}

/// A part of a path as it was before a browser wrote it in ASCII (RFC 3986, 2.1); as it is where that is no text.
fn as_read(part: &str) -> String {
    let (bytes, _) = percent::decode(part);
    String::from_utf8(bytes).unwrap_or_else(|_| part.to_owned())
}

/// Whether who reads `locale` reads the article: one that names no language is for all.
fn is_read(article: &Article, locale: &str) -> bool {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    article.language().is_empty() || primary(article.language()) == primary(locale)
}

fn folded(text: &str) -> String {
    Folded::full(text.trim()).chars.into_iter().collect()
}

/// How many questions a page brings along at most.
pub const MOST: usize = 4;
/// What it says of an article to be about the page's product, filed under its category, marked with one of
/// its words. A product is worth more than the others together.
const PRODUCT: u32 = 10;
const CATEGORY: u32 = 4;
const TAG: u32 = 2;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::page::Context;

    fn articles() -> Vec<Article> {
        serde_json::from_str(
            r#"[
            {"id": "ship", "title": "多久发货？", "body": "当天。", "category": "物流"},
            {"id": "rice", "title": "电饭煲内胆粘底怎么办？", "body": "泡。", "products": ["电饭煲"]},
            {"id": "rice-care", "title": "电饭煲保修多久？", "body": "三年。", "products": ["电饭煲"], "category": "售后"},
            {"id": "return", "title": "怎么退货？", "body": "点退货。", "category": "售后", "tags": ["refund"]},
            {"id": "en", "title": "How do I clean the rice cooker?", "body": "Soak it.", "products": ["电饭煲"], "language": "en"}
        ]"#,
        )
        .unwrap()
    }

    fn page(url: &str, title: &str, told: &[(&str, &str)]) -> Page {
        let told = told.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Page { url: url.into(), title: title.into(), context: Context::of(told) }
    }

    fn offered(page: &Page, locale: &str) -> Vec<String> {
        let usual = ["多少钱包邮？", "多久发货？"].map(str::to_owned);
        questions(page, locale, &usual)
    }

    fn questions(page: &Page, locale: &str, usual: &[String]) -> Vec<String> {
        let articles = articles();
        Names::of(&articles).questions(page, &articles, |_| true, locale, usual)
    }

    #[test]
    fn the_page_of_a_product_offers_what_is_asked_of_it() {
        let expect = ["电饭煲保修多久？", "电饭煲内胆粘底怎么办？", "怎么退货？", "多少钱包邮？"];
        let told = page("https://shop.example/p/7", "", &[("商品", "電飯煲"), ("栏目", "售后")]);
        assert_eq!(offered(&told, "zh-CN"), expect);
        let titled = page("https://shop.example/p/7", "5L 电饭煲 - 渡口小铺", &[]);
        let expect = ["电饭煲内胆粘底怎么办？", "电饭煲保修多久？", "多少钱包邮？", "多久发货？"];
        assert_eq!(offered(&titled, "zh-TW"), expect);
        assert_eq!(
            offered(&titled, "en")[0],
            "电饭煲内胆粘底怎么办？",
            "no language is every language"
        );
        assert!(offered(&titled, "en").contains(&"How do I clean the rice cooker?".to_owned()));
    }

    #[test]
    fn the_path_and_the_tags_count_too() {
        let refunds = page("https://shop.example/help/Refund?id=7#top", "", &[]);
        assert_eq!(offered(&refunds, "zh-CN")[0], "怎么退货？");
        let escaped = page("https://shop.example/help/%E5%94%AE%E5%90%8E/", "", &[]);
        assert_eq!(offered(&escaped, "zh-CN")[0], "电饭煲保修多久？", "as a browser tells it");
        for broken in ["%E9%80", "%", "%2", "%zz", "%%41"] {
            let broken = page(&format!("https://shop.example/{broken}/Refund"), "", &[]);
            assert_eq!(offered(&broken, "zh-CN")[0], "怎么退货？");
        }
        let elsewhere = page("https://refund.example/", "", &[]);
        assert_eq!(
            offered(&elsewhere, "zh-CN"),
            ["多少钱包邮？", "多久发货？"],
            "a host is no path"
        );
    }

    #[test]
    fn a_name_within_what_is_told_counts_unless_it_is_a_tag() {
        let within =
            page("https://shop.example/", "", &[("商品", "5L 电饭煲（白）"), ("栏", "a refund b")]);
        assert_eq!(offered(&within, "zh-CN")[..2], ["电饭煲内胆粘底怎么办？", "电饭煲保修多久？"]);
        assert!(!offered(&within, "zh-CN").contains(&"怎么退货？".to_owned()));
        let shown = |article: &Article| article.title() != "电饭煲内胆粘底怎么办？";
        let articles = articles();
        let offered = Names::of(&articles).questions(&within, &articles, shown, "zh-CN", &[]);
        assert_eq!(offered, ["电饭煲保修多久？"]);
    }

    #[test]
    fn where_nothing_is_about_the_page_the_shop_has_its_say() {
        let home = page("https://shop.example/", "渡口小铺", &[("购物车", "3"), ("会员", "true")]);
        assert_eq!(offered(&home, "zh-CN"), ["多少钱包邮？", "多久发货？"]);
        let none = page("", "", &[]);
        assert_eq!(questions(&none, "zh-CN", &[]), Vec::<String>::new());
    }

    #[test]
    fn no_question_is_offered_twice_and_few_are() {
        let logistics = page("https://shop.example/", "", &[("栏目", "物流")]);
        assert_eq!(offered(&logistics, "zh-CN"), ["多久发货？", "多少钱包邮？"]);
        let many: Vec<String> = (0..6).map(|at| format!("第{at}问？")).collect();
        let product = page("https://shop.example/", "电饭煲", &[]);
        assert_eq!(questions(&product, "zh-CN", &many).len(), 6);
    }
}
