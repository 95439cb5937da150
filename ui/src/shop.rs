//! How a shop presents itself to a visitor, in the visitor's language.

use crate::json::Json;
use crate::locale::Locale;

/// How a shop presents itself. What it did not say, a page says in its own words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Shop {
    /// The chat's title.
    pub name: Option<String>,
    /// The first words.
    pub greeting: Option<String>,
    /// The questions that are asked most; may be empty.
    pub questions: Vec<String>,
    /// Whom to call where the chat cannot be had.
    pub phone: Option<String>,
    /// The colour of its brand, as `#rrggbb`.
    pub color: Option<String>,
    /// Where it says who keeps what is written here.
    pub privacy: Option<String>,
}

impl Shop {
    /// What of the edge's profile shows in `locale`; nothing where `profile` is none.
    #[must_use]
    pub fn of(profile: &Json, locale: Locale) -> Option<Self> {
        if profile.fields().is_empty() {
            return None;
        }
        let pick = |name: &str| locale.pick(profile.get(name));
        let text = |json: &Json| json.as_text().map(str::to_owned);
        Some(Self {
            name: text(pick("name")),
            greeting: text(pick("greeting")),
            questions: texts(pick("top_questions")),
            phone: profile.string("phone"),
            color: profile.string("color"),
            privacy: profile.string("privacy"),
        })
    }
}

/// The texts of a list.
#[must_use]
pub fn texts(list: &Json) -> Vec<String> {
    list.list().iter().filter_map(|json| json.as_text().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn a_profile_as_it_crosses_the_wire_shows_whole() {
        let snapshot = include_str!("../../shared/tests/snapshots/api_profile.json");
        let answers: Vec<shared::api::SiteProfile> = serde_json::from_str(snapshot).unwrap();
        for answer in answers {
            let tree = json::parse(&serde_json::to_string(&answer).unwrap()).unwrap();
            let shop = Shop::of(tree.get("profile"), Locale::ZhCn).unwrap();
            let profile = answer.profile;
            assert_eq!(shop.name.as_ref(), profile.name.get("zh-CN"));
            assert_eq!(shop.greeting.as_ref(), profile.greeting.get("zh-CN"));
            let questions = profile.top_questions.get("zh-CN").cloned();
            assert_eq!(shop.questions, questions.unwrap_or_default());
            assert_eq!((shop.phone, shop.color), (profile.phone, profile.color));
        }
        assert_eq!(Shop::of(&Json::Null, Locale::En), None);
    }
}
