//! The language of a page, and its words.
//!
//! A page keeps its words in one struct of `&'static str` and one constant of it a language, so a
//! missing word is a compile error. Words with a gap hold `{}`, filled by [`fill`].

use crate::json::Json;

/// A language that the pages speak.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Locale {
    /// Simplified Chinese.
    #[default]
    ZhCn,
    /// Traditional Chinese, as in Taiwan.
    ZhTw,
    /// English.
    En,
}

impl Locale {
    /// The language nearest to a BCP 47 tag; English for languages that the pages do not speak.
    #[must_use]
    pub fn nearest(tag: &str) -> Self {
        let tag = tag.to_ascii_lowercase();
        if !tag.starts_with("zh") {
            return Self::En;
        }
        // The script stands before the region, and is the more exact of the two.
        let told = tag.split(['-', '_']).find_map(|part| match part {
            "hans" => Some(Self::ZhCn),
            "hant" | "tw" | "hk" | "mo" => Some(Self::ZhTw),
            _ => None,
        });
        told.unwrap_or_default()
    }

    /// The language of exactly this tag; English for all others.
    #[must_use]
    pub fn of_tag(tag: &str) -> Self {
        let known = [Self::ZhCn, Self::ZhTw].into_iter().find(|locale| locale.tag() == tag);
        known.unwrap_or(Self::En)
    }

    /// The page's language: `?lang=` in its address, else the browser's.
    #[must_use]
    pub fn of_page() -> Self {
        let window = web_sys::window();
        let asked = query("lang");
        let spoken = || window.and_then(|window| window.navigator().language());
        Self::nearest(&asked.or_else(spoken).unwrap_or_default())
    }

    /// Its BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::ZhTw => "zh-TW",
            Self::En => "en",
        }
    }

    /// What an object by language has in this one, or in the next best one that is there.
    #[must_use]
    pub fn pick(self, texts: &Json) -> &Json {
        let order = match self {
            Self::ZhCn => ["zh-CN", "zh-TW", "en"],
            Self::ZhTw => ["zh-TW", "zh-CN", "en"],
            Self::En => ["en", "zh-CN", "zh-TW"],
        };
        let known = order.iter().map(|tag| texts.get(tag)).find(|text| **text != Json::Null);
        known.or_else(|| texts.fields().first().map(|(_, text)| text)).unwrap_or(&Json::Null)
    }

    /// The words in this language.
    #[must_use]
    pub const fn of<T>(self, zh_cn: &'static T, zh_tw: &'static T, en: &'static T) -> &'static T {
        match self {
            Self::ZhCn => zh_cn,
            Self::ZhTw => zh_tw,
            Self::En => en,
        }
    }
}

/// `text` with its gaps `{}` filled in order.
#[must_use]
pub fn fill(text: &str, values: &[&str]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut values = values.iter();
    // Not by `split`: a search for a text brings two kilobytes along.
    for c in text.chars() {
        match c {
            '{' => out.push_str(values.next().unwrap_or(&"")),
            '}' => {}
            c => out.push(c),
        }
    }
    out
}

/// The value of `name` in the page's query, if it is there; only plain values are understood.
#[must_use]
pub fn query(name: &str) -> Option<String> {
    let search = web_sys::window()?.location().search().ok()?;
    search
        .trim_start_matches('?')
        .split('&')
        .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
        .map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn a_tag_finds_the_nearest_language() {
        let check = |tag: &str, expect| assert_eq!(Locale::nearest(tag), expect, "{tag}");
        check("zh", Locale::ZhCn);
        check("zh-CN", Locale::ZhCn);
        check("zh-Hans-HK", Locale::ZhCn);
        check("zh-Hant-CN", Locale::ZhTw);
        check("zh-HK", Locale::ZhTw);
        check("zh_TW", Locale::ZhTw);
        check("zh-Hant", Locale::ZhTw);
        check("en-GB", Locale::En);
        check("fr", Locale::En);
        check("", Locale::En);
        for locale in [Locale::ZhCn, Locale::ZhTw, Locale::En] {
            assert_eq!(Locale::of_tag(locale.tag()), locale);
        }
    }

    #[test]
    fn gaps_are_filled_in_order() {
        assert_eq!(fill("前面还有 {} 位，约 {} 分钟", &["2", "3"]), "前面还有 2 位，约 3 分钟");
        assert_eq!(fill("没有", &["2"]), "没有");
        assert_eq!(fill("{}{}", &["a"]), "a");
    }

    #[test]
    fn a_text_in_another_language_is_better_than_none() {
        let picks = |locale: Locale, texts: &str| {
            locale.pick(&json::parse(texts).unwrap()).as_text().map(str::to_owned)
        };
        let texts = r#"{"zh-CN":"一","en":"one"}"#;
        assert_eq!(picks(Locale::ZhTw, texts).as_deref(), Some("一"));
        assert_eq!(picks(Locale::En, texts).as_deref(), Some("one"));
        assert_eq!(picks(Locale::En, r#"{"ja":"いち"}"#).as_deref(), Some("いち"));
        assert_eq!(picks(Locale::En, "{}"), None);
    }
}
