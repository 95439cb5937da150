//! The few words that stand between a shop's own when a diagnosis speaks, in each language of the
//! pages. The shop's words stay as it wrote them.

/// The words of one language.
#[derive(Debug, Eq, PartialEq)]
pub struct Words {
    /// Before the way that led to a cause.
    pub(super) because: &'static str,
    /// Between the signs of that way.
    pub(super) and: &'static str,
    /// Around what was asked and is not so.
    pub(super) denied: [&'static str; 2],
    /// Between a remedy and what it says.
    pub(super) says: &'static str,
    /// Asks whether there is a symptom for which the shop has no question.
    pub(super) whether: &'static str,
    /// Asks for one of several forms.
    pub(super) which: &'static str,
    /// Asks for a code.
    pub(super) code: &'static str,
    /// Asks for a product.
    pub(super) product: &'static str,
    /// Asks for the visitor's city.
    pub(super) city: &'static str,
    /// Answers no.
    pub(super) no: &'static str,
    /// Answers none of them.
    pub(super) none: &'static str,
    /// Answers that one cannot tell.
    pub(super) unsure: &'static str,
}

impl Words {
    /// The words nearest to a BCP 47 tag; English for languages that the pages do not speak.
    #[must_use]
    pub fn nearest(tag: &str) -> &'static Self {
        let tag = tag.to_ascii_lowercase();
        let has = |parts: &[&str]| tag.split(['-', '_']).any(|part| parts.contains(&part));
        if !tag.starts_with("zh") {
            &EN
        // A script says more than a region.
        } else if has(&["tw", "hk", "mo", "hant"]) && !has(&["hans"]) {
            &ZH_TW
        } else {
            &ZH_CN
        }
    }
}

impl Default for &Words {
    fn default() -> Self {
        &ZH_CN
    }
}

static ZH_CN: Words = Words {
    because: "依据：",
    and: "；",
    denied: ["已排除“", "”"],
    says: "：",
    whether: "是不是这种情况？",
    which: "是哪一种？",
    code: "屏幕上显示哪个代码？",
    product: "是哪一种产品？",
    city: "您在哪个城市？",
    no: "不是",
    none: "都不是",
    unsure: "不清楚",
};

static ZH_TW: Words = Words {
    because: "依據：",
    and: "；",
    denied: ["已排除「", "」"],
    says: "：",
    whether: "是不是這種情況？",
    which: "是哪一種？",
    code: "螢幕上顯示哪個代碼？",
    product: "是哪一種產品？",
    city: "您在哪個城市？",
    no: "不是",
    none: "都不是",
    unsure: "不清楚",
};

static EN: Words = Words {
    because: "Because: ",
    and: "; ",
    denied: ["ruled out “", "”"],
    says: ": ",
    whether: "Is this so?",
    which: "Which one is it?",
    code: "Which code is shown?",
    product: "Which product is it?",
    city: "In which city are you?",
    no: "No",
    none: "None of them",
    unsure: "Not sure",
};
