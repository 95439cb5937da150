//! Picks the sentences of an article that answer.

use std::{collections::BTreeMap, ops::Range};

use super::{Index, question::Question, terms};
use crate::{
    article::{Article, Passage},
    fold::Folded,
};

impl Index {
    /// The whole body where it is short, else the run of sentences that holds most of the question.
    pub(super) fn excerpt(&self, article: &Article, question: &Question) -> Passage {
        let body = article.body();
        if body.chars().nth(WHOLE).is_none() {
            return Passage::cut(article, 0..body.len());
        }
        let worths: BTreeMap<_, _> =
            question.asked.iter().map(|asked| (asked.term, asked.worth)).collect();
        let sentences: Vec<Sentence> = sentences(body)
            .map(|span| {
                let text = self.synonyms.rewrite(Folded::full(&body[span.clone()]).chars);
                let mut found = Vec::new();
                terms::each(&text, |term, _, _| found.extend(worths.get_key_value(&term)));
                found.sort_unstable_by_key(|(term, _)| *term);
                found.dedup_by_key(|(term, _)| *term);
                let worth = found.iter().map(|(_, worth)| **worth).sum();
                Sentence { chars: body[span.clone()].chars().count(), span, worth }
            })
            .collect();
        Passage::cut(article, best_run(&sentences))
    }
}

struct Sentence {
    span: Range<usize>,
    chars: usize,
    worth: f32,
}

/// The run of sentences within [`EXCERPT`] characters that is worth most; the first of equals, so
/// that an article without any match begins at its beginning.
fn best_run(sentences: &[Sentence]) -> Range<usize> {
    let mut best = (f32::NEG_INFINITY, 0..0);
    for (at, first) in sentences.iter().enumerate() {
        let mut chars = 0;
        let mut worth = 0.0;
        let mut end = first.span.end;
        for sentence in &sentences[at..] {
            chars += sentence.chars;
            if chars > EXCERPT && sentence.span.start != first.span.start {
                break;
            }
            worth += sentence.worth;
            end = sentence.span.end;
        }
        if worth > best.0 {
            best = (worth, first.span.start..end);
        }
    }
    best.1
}

/// The spans of the sentences, together the whole text. A sentence without an end is cut, so that no
/// excerpt is longer than it should be.
fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let mut chars = 0;
    let mut ended = false;
    // Whether the line is nothing but a number so far, and whether it is a numbered one.
    let (mut number, mut is_step) = (Number::Nothing, false);
    let mut indices = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while let Some((at, c)) = indices.next() {
            chars += 1;
            let end = at + c.len_utf8();
            let next = indices.peek().map(|&(_, next)| next);
            // A date or a decimal, as “11.11” or “1.5 L”, is no number of a step.
            let goes_on = next.is_some_and(|next| next.is_ascii_digit());
            is_step = is_step || (c == '.' && !goes_on && number.is_whole());
            number = number.then(c);
            ended = is_end(c, next, is_step) || (ended && is_closing(c)) || chars >= EXCERPT;
            if c == '\n' {
                (number, is_step) = (Number::Nothing, false);
            }
            // A closing quote belongs to the sentence that it closes.
            if next.is_none() || (ended && !next.is_some_and(is_closing)) {
                let span = start..end;
                start = end;
                chars = 0;
                return Some(span);
            }
        }
        None
    })
}

/// A numbered step is one sentence: its number, and what it says, are told together or not at all.
fn is_end(c: char, next: Option<char>, is_step: bool) -> bool {
    match c {
        '\n' => true,
        '。' | '！' | '？' | '；' => !is_step,
        '.' | '!' | '?' | ';' => !is_step && next.is_some_and(char::is_whitespace),
        _ => false,
    }
}

/// Whether a line is nothing but a number, with blanks around it.
#[derive(Clone, Copy)]
enum Number {
    /// Nothing yet.
    Nothing,
    /// Digits.
    Digits,
    /// Digits, then blanks.
    Ended,
    /// Something else.
    Not,
}

impl Number {
    const fn is_whole(self) -> bool {
        matches!(self, Self::Digits | Self::Ended)
    }

    const fn then(self, c: char) -> Self {
        match self {
            Self::Nothing | Self::Digits if c.is_ascii_digit() => Self::Digits,
            Self::Nothing if c.is_whitespace() => Self::Nothing,
            Self::Digits | Self::Ended if c.is_whitespace() => Self::Ended,
            Self::Nothing | Self::Digits | Self::Ended | Self::Not => Self::Not,
        }
    }
}

const fn is_closing(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '）')
}

/// A body up to this many characters is shown whole.
const WHOLE: usize = 300;
/// How many characters an excerpt of a longer one has at most.
const EXCERPT: usize = 240;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::{article::Draft, search::Synonyms};

    #[test]
    fn the_sentences_are_the_text() {
        for text in
            ["", "一句。两句！“三句。”四句", "No stop", "1.5 升。\n\n好；", &"长".repeat(1_000)]
        {
            let joined: String = sentences(text).map(|span| &text[span]).collect();
            assert_eq!(joined, text);
        }
        assert_eq!(sentences("他说“好。”走了。").count(), 2);
    }

    #[test]
    fn a_long_article_shows_the_sentence_that_answers() {
        let padding = "这里是一些与问题毫不相干的说明文字，用来把文章拉长。".repeat(20);
        let body = format!("{padding}滤网每三个月更换一次。{padding}");
        let draft =
            Draft { id: "a".into(), title: "使用说明".into(), body, ..Draft::default() };
        let article = Article::try_from(draft).unwrap();
        let index = Index::build(std::slice::from_ref(&article), &Synonyms::default());
        let passage = index.excerpt(&article, &index.read("滤网多久更换".into()));
        assert!(passage.excerpt.contains("滤网每三个月更换一次"));
        assert!(passage.excerpt.chars().count() <= EXCERPT);
        assert!(passage.more());
    }

    #[test]
    fn a_step_stays_with_its_number() {
        let steps: String = (1..=12)
            .map(|n| {
                format!("{n}. 打开第 {n} 个盖子。先按住灰色的按钮，再向外拉；听到一声响为止。\n")
            })
            .collect();
        let body = format!("清洗水箱的步骤：\n{steps}");
        for text in [&*body, &*steps] {
            for span in sentences(text) {
                let line = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
                assert_eq!(line, span.start, "begins with its line: {}", &text[span.clone()]);
            }
        }
        let draft =
            Draft { id: "a".into(), title: "使用说明".into(), body, ..Draft::default() };
        let article = Article::try_from(draft).unwrap();
        let index = Index::build(std::slice::from_ref(&article), &Synonyms::default());
        let passage = index.excerpt(&article, &index.read("第 7 个盖子听到响".into()));
        for line in passage.excerpt.lines() {
            assert!(line.ends_with("听到一声响为止。"), "{line}");
            assert!(line.starts_with(|c: char| c.is_ascii_digit()), "{line}");
        }
        assert!(passage.excerpt.contains("7. 打开第 7 个盖子。"), "{}", passage.excerpt);
        // A number that is none of a list's ends as before, and so does what is not ended at all.
        assert_eq!(sentences("It weighs 3. That is all. ").count(), 3);
        // Nor is a date or a decimal.
        assert_eq!(sentences("11.11 价保到月底。6.18 的另算。").count(), 2);
        assert_eq!(sentences("1.5 升够两个人。三个人选 3 升。").count(), 2);
        let endless = format!("1. {}", "长".repeat(1_000));
        assert!(sentences(&endless).all(|span| endless[span].chars().count() <= EXCERPT));
    }
}
