//! Why a row does not fit, in the agent's language.

use shared::graph::{BadLine, Reason, limits};
use ui::locale::fill;

use crate::words::GraphWords;

/// Why a row does not fit.
#[must_use]
pub(super) fn reason(reason: &Reason, words: &GraphWords) -> String {
    match reason {
        Reason::Missing(field) => fill(words.missing, &[words.field(*field)]),
        Reason::TooLong { field, chars } => {
            let (most, chars) = (field.max_chars().to_string(), chars.to_string());
            fill(words.too_long, &[words.field(*field), &most, &chars])
        }
        Reason::TooMany { field, count } => {
            fill(words.too_many, &[words.field(*field), &count.to_string()])
        }
        Reason::TooShort(alias) => fill(words.too_short, &[alias]),
        Reason::Character { field, character } => {
            let shown = if character.is_control() || character.is_whitespace() {
                character.escape_default().to_string()
            } else {
                character.to_string()
            };
            fill(words.odd_letter, &[words.field(*field), &shown])
        }
        Reason::DuplicateId { id, .. } => fill(words.taken, &[id.as_str()]),
        Reason::DuplicateRelation { .. } => words.twice.to_owned(),
        Reason::Dangling(id) => fill(words.nobody, &[id.as_str()]),
        Reason::SelfLoop(id) => fill(words.itself, &[id.as_str()]),
        Reason::Ends { verb, from, to } => {
            let told = [words.verb(*verb), words.kind(*from), words.kind(*to)];
            fill(words.not_joined, &told)
        }
        Reason::Likelihood(text) => fill(words.wrong_likelihood, &[text]),
        Reason::Spot => words.wrong_spot.to_owned(),
        Reason::Json(detail) => fill(words.bad_json, &[detail]),
        Reason::Unclosed => words.bad_quote.to_owned(),
        Reason::Cells { cells, columns } => {
            fill(words.bad_cells, &[&cells.to_string(), &columns.to_string()])
        }
        Reason::UnknownField(name) => fill(words.no_field, &[name]),
        Reason::Twice(field) => fill(words.field_twice, &[words.field(*field)]),
        Reason::Value(field) => fill(words.bad_value, &[words.field(*field)]),
        Reason::Misplaced(field, whose) => {
            let kind = whose.parse().map(|kind| words.kind(kind));
            let verb = whose.parse().map(|verb| words.verb(verb));
            let whose = kind.or(verb).unwrap_or(whose);
            fill(words.misplaced, &[whose, words.field(*field)])
        }
        Reason::UnknownKind(name) => fill(words.no_kind, &[name]),
        Reason::UnknownVerb(name) => fill(words.no_verb, &[name]),
        Reason::Full => {
            fill(words.full, &[&limits::ENTITIES.to_string(), &limits::RELATIONS.to_string()])
        }
        Reason::Huge => fill(words.huge, &[&(limits::FILE >> 20).to_string()]),
    }
}

/// The same with the line it is in.
#[must_use]
pub(super) fn bad_line(bad: &BadLine, words: &GraphWords) -> String {
    fill(words.bad_line, &[&bad.line.to_string(), &reason(&bad.reason, words)])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::words::Words;
    use shared::graph::{Format, Graph};
    use ui::locale::Locale;

    #[test]
    fn a_bad_line_of_a_file_is_told_in_the_language_of_the_page() {
        let words = &Words::of(Locale::ZhCn).graph;
        let check = |format, file: &str, expect: &str| {
            let bad = Graph::read(format, file).bad;
            assert_eq!(bad_line(bad.first().unwrap(), words), expect, "{file}");
        };
        let json = |line: &str, expect: &str| check(Format::Jsonl, line, expect);
        json(
            "[]",
            "第 1 行：不是 JSON 对象（invalid type: sequence, expected a map at line 1 column 0）。",
        );
        json(r#"{"knd":"part"}"#, "第 1 行：没有叫“knd”的字段。");
        json(r#"{"kind":"gizmo","id":"a","name":"a"}"#, "第 1 行：没有“gizmo”这种类型。");
        json(r#"{"from":"a","verb":"likes","to":"b"}"#, "第 1 行：没有“likes”这种关系。");
        json(r#"{"kind":"part","id":"a","name":["a","b"]}"#, "第 1 行：名称的写法不对。");
        json(r#"{"kind":"part","id":"a","name":"a","lat":"1"}"#, "第 1 行：配件没有“纬度”。");
        json(r#"{"from":"a","verb":"of","to":"b","lat":"1"}"#, "第 1 行：属于没有“纬度”。");
        let table = |file: &str, expect: &str| check(Format::Csv, file, expect);
        table("kind,id,name\npart,a,b,c\n", "第 2 行：有 4 格，表头只有 3 列。");
        table("kind,id,name\npart,a,\"b\n", "第 2 行：引号没有配对，文件可能不完整。");
        table("kind,id,id\n", "第 1 行：编号出现了两次。");
    }
}
