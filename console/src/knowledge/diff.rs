//! What changed between two texts, line by line and, within a line, letter by letter.
//!
//! Chinese has no spaces between words, so letters are the unit: `三天` to `七天` marks `三` and `七`.

use std::ops::Range;

/// One line of a comparison.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Line {
    /// In which of the texts it is.
    pub(crate) side: Side,
    /// The line, cut where it begins or ceases to differ.
    pub(crate) pieces: Vec<Piece>,
}

/// In which of two texts a line is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Side {
    /// In both.
    Both,
    /// Only in the earlier one.
    Before,
    /// Only in the later one.
    After,
    /// Lines that are in both and far from any change, left out; how many.
    Skipped(usize),
}

/// A part of a line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Piece {
    /// Its letters.
    pub(crate) text: String,
    /// Whether the other text has others in its place.
    pub(crate) differs: bool,
}

/// Compares two texts. Nothing where they are the same.
#[must_use]
pub(crate) fn compare(before: &str, after: &str) -> Vec<Line> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    if before == after {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for Change { was, is, same } in changes(&before, &after) {
        let (was, is) = (&before[was], &after[is]);
        if same {
            lines.extend(was.iter().map(|line| plain(Side::Both, line, false)));
            continue;
        }
        let paired = was.len().min(is.len());
        let (mut removed, mut added) = (Vec::new(), Vec::new());
        for (was, is) in was.iter().zip(is) {
            let (was, is) = pair(was, is);
            removed.push(was);
            added.push(is);
        }
        removed.extend(was[paired..].iter().map(|line| plain(Side::Before, line, true)));
        added.extend(is[paired..].iter().map(|line| plain(Side::After, line, true)));
        lines.append(&mut removed);
        lines.append(&mut added);
    }
    fold(lines)
}

/// Two lines, one of which became the other.
fn pair(was: &str, is: &str) -> (Line, Line) {
    let (was_letters, is_letters): (Vec<char>, Vec<char>) =
        (was.chars().collect(), is.chars().collect());
    let changes = changes(&was_letters, &is_letters);
    let same: usize =
        changes.iter().filter(|change| change.same).map(|change| change.was.len()).sum();
    // Two lines that share only a stray letter are two lines, and confetti helps nobody.
    if same * 3 < was_letters.len().max(is_letters.len()) {
        return (plain(Side::Before, was, true), plain(Side::After, is, true));
    }
    let cut = |letters: &[char], side: Side, of: fn(&Change) -> Range<usize>| {
        let pieces = changes.iter().filter(|change| !of(change).is_empty()).map(|change| Piece {
            text: letters[of(change)].iter().collect(),
            differs: !change.same,
        });
        Line { side, pieces: pieces.collect() }
    };
    (
        cut(&was_letters, Side::Before, |change| change.was.clone()),
        cut(&is_letters, Side::After, |change| change.is.clone()),
    )
}

fn plain(side: Side, text: &str, differs: bool) -> Line {
    Line { side, pieces: vec![Piece { text: text.to_owned(), differs }] }
}

/// Leaves out what is far from any change.
fn fold(lines: Vec<Line>) -> Vec<Line> {
    let near = |at: usize| {
        let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(lines.len());
        lines[around].iter().any(|line| line.side != Side::Both)
    };
    let kept: Vec<bool> = (0..lines.len()).map(near).collect();
    let mut folded: Vec<Line> = Vec::new();
    for (line, kept) in lines.into_iter().zip(kept) {
        match folded.last_mut() {
            _ if kept => folded.push(line),
            Some(Line { side: Side::Skipped(count), .. }) => *count += 1,
            Some(_) | None => folded.push(Line { side: Side::Skipped(1), pieces: Vec::new() }),
        }
    }
    folded
}

/// A part of the earlier sequence, and the part of the later one in its place.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Change {
    was: Range<usize>,
    is: Range<usize>,
    /// Whether they are equal.
    same: bool,
}

/// The parts of `was` and `is` in order, alternately the same and not: by their longest common
/// subsequence, or where that would take too long, all that is between what they share at both ends.
fn changes<T: PartialEq>(was: &[T], is: &[T]) -> Vec<Change> {
    let shortest = was.len().min(is.len());
    let head = was.iter().zip(is).take_while(|(was, is)| was == is).count();
    let tail = was.iter().rev().zip(is.iter().rev());
    let tail = tail.take(shortest - head).take_while(|(was, is)| was == is).count();
    let (was_end, is_end) = (was.len() - tail, is.len() - tail);

    let mut changes = Changes::default();
    changes.push(0..head, 0..head, true);
    for (was_step, is_step) in common(&was[head..was_end], &is[head..is_end]) {
        let (was_step, is_step) = (head + was_step, head + is_step);
        changes.until(was_step, is_step);
        changes.push(was_step..was_step + 1, is_step..is_step + 1, true);
    }
    changes.until(was_end, is_end);
    changes.push(was_end..was.len(), is_end..is.len(), true);
    changes.0
}

#[derive(Default)]
struct Changes(Vec<Change>);

impl Changes {
    /// What is neither yet told nor common differs.
    fn until(&mut self, was: usize, is: usize) {
        let (was_from, is_from) = self.0.last().map_or((0, 0), |last| (last.was.end, last.is.end));
        self.push(was_from..was, is_from..is, false);
    }

    fn push(&mut self, was: Range<usize>, is: Range<usize>, same: bool) {
        if was.is_empty() && is.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.same == same => {
                last.was.end = was.end;
                last.is.end = is.end;
            }
            Some(_) | None => self.0.push(Change { was, is, same }),
        }
    }
}

/// The places of a longest common subsequence; none where the table for it would be too large.
fn common<T: PartialEq>(was: &[T], is: &[T]) -> Vec<(usize, usize)> {
    let width = is.len() + 1;
    if was.is_empty() || is.is_empty() || (was.len() + 1).saturating_mul(width) > MOST_CELLS {
        return Vec::new();
    }
    // At (i, j): how long the longest one of `was[i..]` and `is[j..]` is.
    let mut longest = vec![0_u32; (was.len() + 1) * width];
    for i in (0..was.len()).rev() {
        for j in (0..is.len()).rev() {
            longest[i * width + j] = if was[i] == is[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut common = Vec::new();
    while i < was.len() && j < is.len() {
        if was[i] == is[j] {
            common.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    common
}

/// How many lines around a change are shown.
const AROUND: usize = 2;
/// How many cells a comparison may fill: 4 MB, and some milliseconds on a slow phone.
const MOST_CELLS: usize = 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    /// As `diff -u` would show it, with what differs within a line in brackets.
    fn shown(before: &str, after: &str) -> String {
        let line = |line: Line| {
            let sign = match line.side {
                Side::Both => " ".to_owned(),
                Side::Before => "-".to_owned(),
                Side::After => "+".to_owned(),
                Side::Skipped(count) => format!("…{count}"),
            };
            let pieces = line.pieces.iter().map(|piece| match piece.differs {
                true => format!("[{}]", piece.text),
                false => piece.text.clone(),
            });
            sign + &pieces.collect::<String>() + "\n"
        };
        compare(before, after).into_iter().map(line).collect()
    }

    #[test]
    fn what_changed_is_marked_and_nothing_else() {
        let check = |before: &str, after: &str, expect: &str| {
            assert_eq!(shown(before, after), expect, "{before:?} to {after:?}");
        };
        check("一\n二", "一\n二", "");
        check("", "一", "+[一]\n");
        check("一", "", "-[一]\n");
        check("三天内到账", "七天内到账", "-[三]天内到账\n+[七]天内到账\n");
        check("审核后到账", "审核后三天内到账", "-审核后到账\n+审核后[三天内]到账\n");
        check("运费自理", "全部免费包邮到家", "-[运费自理]\n+[全部免费包邮到家]\n");
        check("一\n二\n三", "一\n三", " 一\n-[二]\n 三\n");
        check("一\n三", "一\n二\n三", " 一\n+[二]\n 三\n");
        check("一\n", "一\n\n二", " 一\n+[]\n+[二]\n");
    }

    #[test]
    fn what_is_far_from_a_change_is_left_out() {
        let before: Vec<String> = (0..20).map(|line| format!("第 {line} 行")).collect();
        let mut after = before.clone();
        after[9] = "完全另写".to_owned();
        let expect = "…7\n 第 7 行\n 第 8 行\n-[第 9 行]\n+[完全另写]\n 第 10 行\n 第 11 行\n…8\n";
        assert_eq!(shown(&before.join("\n"), &after.join("\n")), expect);
    }

    #[test]
    fn both_texts_can_be_read_back_from_a_comparison() {
        let texts = [
            "",
            "退款多久到账\n三天",
            "退款要多久\n\n七天",
            "a\na\nb\na",
            "b\na\nb",
            &"很长的一行".repeat(2_000),
            &"很长的另一行".repeat(2_000),
        ];
        for before in texts {
            for after in texts {
                let (was, is): (Vec<&str>, Vec<&str>) =
                    (before.lines().collect(), after.lines().collect());
                let all = changes(&was, &is);
                let (mut was_at, mut is_at) = (0, 0);
                for change in all {
                    assert_eq!((change.was.start, change.is.start), (was_at, is_at));
                    assert_eq!(change.same, was[change.was.clone()] == is[change.is.clone()]);
                    (was_at, is_at) = (change.was.end, change.is.end);
                }
                assert_eq!((was_at, is_at), (was.len(), is.len()));
                assert_eq!(compare(before, after).is_empty(), before == after);
            }
        }
    }
}
