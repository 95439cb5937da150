//! Numbers: telephones, identity numbers and payment cards; and what only looks like them.

use super::{Context, Kind, LABELS, NAMES, REACH, Search, is_comma};
use crate::fold::Folded;

/// Finds the numbers, first those written in digits, then those spoken out (幺三八…).
pub(super) fn numbers(search: &mut Search) {
    let mut at = 0;
    while at < search.len() {
        if search.at(at).is_ascii_digit() && search.is_free(at) {
            let run = Run::read(search, at, |c| c.to_digit(10));
            at = run.end;
            if !run.is_masked {
                written(search, &run);
            }
        } else {
            at += 1;
        }
    }
    let mut at = 0;
    while at < search.len() {
        if spoken(search.at(at)).is_some() && search.is_free(at) {
            let run = Run::read(search, at, spoken);
            at = run.end;
            let all = (0, run.groups.len());
            let is_plain = (run.groups[0].start..run.end).all(|at| search.at(at).is_ascii());
            if !run.is_masked
                && !is_plain
                && !search.context_is(run.groups[0].start, Context::Goods)
            {
                match run.digits(all).as_slice() {
                    digits if is_mobile(digits) => run.take(search, all, Kind::Mobile),
                    digits if is_identity(digits) => run.take(search, all, Kind::IdCard),
                    _ => {}
                }
            }
        } else {
            at += 1;
        }
    }
}

/// How many digits of the country code a number begins with.
pub(super) fn country_length(number: &[char]) -> usize {
    let digits = spelled(number);
    let mobile = |rest: &[u32]| matches!(rest, [1, 3..=9, ..]) && rest.len() >= 11;
    match digits.as_slice() {
        [0, 0, 8, 6, rest @ ..] if mobile(rest) => 4,
        [8, 6, rest @ ..] if mobile(rest) => 2,
        [0, 0, 8, 5, 2 | 3, ..] | [0, 0, 8, 8, 6, ..] => 5,
        [8, 5, 2 | 3, rest @ ..] | [8, 8, 6, rest @ ..] if rest.len() >= 8 => 3,
        _ => 0,
    }
}

/// The digits of `number`, also those that are spoken out.
#[inline(never)]
fn spelled(number: &[char]) -> Vec<u32> {
    let folded = Folded::of(&number.iter().collect::<String>());
    folded.chars.iter().filter_map(|&c| spoken(c)).collect()
}

/// How many digits of a landline are its area code, which is no secret.
pub(super) fn area_length(number: &[char]) -> usize {
    let digits = spelled(number);
    match digits.as_slice() {
        [8, 6, 0, 1 | 2, ..] => 5,
        [8, 6, 1 | 2, _, rest @ ..] if rest.len() >= 8 => 4,
        [8, 6, _, _, _, rest @ ..] if rest.len() >= 7 => 5,
        [0, 1 | 2, ..] => 3,
        [0, ..] => 4,
        _ => 2,
    }
}

/// Digits in groups, one separator between two groups.
struct Run {
    groups: Vec<Group>,
    end: usize,
    /// Stars stand among the digits: someone has hidden a part already.
    is_masked: bool,
}

struct Group {
    start: usize,
    digits: Vec<u32>,
    /// What stands before the group, when it continues the run.
    separator: char,
}

impl Group {
    fn end(&self) -> usize {
        self.start + self.digits.len()
    }
}

impl Run {
    /// Reads the run that begins at `start`, the digits being those that `digit` knows.
    fn read(search: &Search, start: usize, digit: impl Fn(char) -> Option<u32>) -> Self {
        let mut run =
            Self { groups: Vec::new(), end: start, is_masked: follows_mask(search, start) };
        let mut separator = '\n';
        loop {
            let mut group = Group { start: run.end, digits: Vec::new(), separator };
            while let Some(value) = digit(search.at(run.end)).filter(|_| search.is_free(run.end)) {
                group.digits.push(value);
                run.end += 1;
            }
            let length = group.digits.len();
            run.groups.push(group);
            separator = search.at(run.end);
            let mut next = run.end + usize::from(is_separator(separator));
            if let Some(end) = spaced_hyphen(search, run.end)
                && length <= LONGEST_GROUP
                && !run.is_masked
            {
                (separator, next) = (SPACED, end);
            } else if separator == '(' && length == 3 && search.at(run.end + 5) == ')' {
                // 138(1234)5678
                next = run.end + 1;
            }
            next += usize::from(separator == ')' && search.at(next) == ' ');
            next += usize::from(separator == ' ' && search.at(next) == '(');
            let mut is_starred = false;
            while search.at(next) == '*' || (is_starred && is_separator(search.at(next))) {
                is_starred = true;
                next += 1;
            }
            if next == run.end || digit(search.at(next)).is_none() || !search.is_free(next) {
                return run;
            }
            run.is_masked |= is_starred;
            run.end = next;
        }
    }

    fn digits(&self, (first, last): (usize, usize)) -> Vec<u32> {
        let mut digits = Vec::new();
        for group in &self.groups[first..last] {
            digits.extend_from_slice(&group.digits);
        }
        digits
    }

    /// How long each group is.
    fn shape(&self, (first, last): (usize, usize)) -> Vec<usize> {
        self.groups[first..last].iter().map(|group| group.digits.len()).collect()
    }

    /// Whether the groups belong together: one kind of separator, and a shape that people write,
    /// or nothing else in the run.
    fn holds_together(&self, (first, last): (usize, usize), shapes: &[&[usize]]) -> bool {
        let mut separators = self.groups[first..last].iter().skip(1).map(|group| group.separator);
        let one = separators.next();
        let is_like = |separator| Some(separator) == one;
        let is_usual = || shapes.contains(&self.shape((first, last)).as_slice());
        let is_plain = |separator| " -()".contains(separator);
        if one == Some(SPACED) {
            // Else 15000 - 180000 were a telephone.
            separators.all(is_like) && last > first + 2 && is_usual()
        } else if separators.clone().all(is_like) {
            last == first + 1 || (first == 0 && last == self.groups.len()) || is_usual()
        } else {
            one.is_some_and(is_plain) && separators.all(is_plain) && is_usual()
        }
    }

    fn take(&self, search: &mut Search, (first, last): (usize, usize), kind: Kind) {
        search.take(self.groups[first].start, self.groups[last - 1].end(), kind);
    }
}

/// The end of a hyphen between blanks, as a spreadsheet or an input method writes one.
fn spaced_hyphen(search: &Search, at: usize) -> Option<usize> {
    let hyphen = at + usize::from(search.at(at) == ' ');
    let end = hyphen + 1 + usize::from(search.at(hyphen + 1) == ' ');
    (search.at(hyphen) == '-' && end > at + 1).then_some(end)
}

/// Stands for it among the separators: no folded text has this character.
const SPACED: char = '\u{2013}';

/// The most digits of a group before it: more are a number of their own.
const LONGEST_GROUP: usize = 6;

/// Takes what a run of written digits holds, from the left, the longest first.
fn written(search: &mut Search, run: &Run) {
    let mut first = 0;
    while first < run.groups.len() {
        let all = run.groups.len();
        let whole = (first == 0 && all > WIDEST && all <= LONGEST).then_some(all);
        let found = whole
            .into_iter()
            .chain((first + 1..=all.min(first + WIDEST)).rev())
            .filter(|&last| is_apart(search, run, (first, last)))
            .find_map(|last| judge(search, run, (first, last)).map(|kind| (last, kind)));
        match found {
            Some((last, kind)) => {
                let start = with_country_sign(search, run, (first, last));
                let end = with_extension(search, run, last, kind);
                search.take(start, end, kind);
                first = last;
                while first < run.groups.len() && run.groups[first].start < end {
                    first += 1;
                }
            }
            None => first += 1,
        }
    }
}

/// The most groups a number is written in among others.
const WIDEST: usize = 6;

/// The most groups a number is written in when nothing else is in the run: single digits.
const LONGEST: usize = 19;

/// What the groups from `first` to before `last` are, if anything.
fn judge(search: &Search, run: &Run, window: (usize, usize)) -> Option<Kind> {
    let number = Number::read(search, run, window)?;
    if number.ends_in_x() {
        let is_taken = number.is_identity_with_x() && !number.is_called(Context::Goods);
        return is_taken.then_some(Kind::IdCard);
    }
    if number.is_called(Context::Goods) && !number.has_sign {
        return None;
    }
    if number.is_identity() {
        return Some(Kind::IdCard);
    }
    if number.is_mobile() {
        return Some(Kind::Mobile);
    }
    if number.is_overseas() {
        return Some(Kind::HkTwMobile);
    }
    if number.is_landline() {
        return Some(Kind::Landline);
    }
    number.local().or_else(|| number.is_card().then_some(Kind::BankCard))
}

/// Groups of a run that may be one number, with what is said of them.
struct Number<'a> {
    search: &'a Search,
    run: &'a Run,
    window: (usize, usize),
    start: usize,
    digits: Vec<u32>,
    /// What it is called, and how far before it.
    context: Option<(Context, usize)>,
    /// It says that it is international.
    has_sign: bool,
}

impl<'a> Number<'a> {
    /// Nothing where too few or too many digits are there, or commas divide what is no telephone number.
    fn read(search: &'a Search, run: &'a Run, window: (usize, usize)) -> Option<Self> {
        let (first, last) = window;
        let length: usize = run.shape(window).iter().sum();
        if !(7..=19).contains(&length) {
            return None;
        }
        let digits = run.digits(window);
        let is_list = run.groups[first + 1..last].iter().any(|group| is_comma(group.separator));
        if is_list && !(is_mobile(&digits) && run.holds_together(window, &[]) && last == first + 3)
        {
            return None;
        }
        let start = run.groups[first].start;
        let context = search.context(start);
        let has_sign = search.before(start) == '+' || digits.starts_with(&[0, 0, 8]);
        Some(Self { search, run, window, start, digits, context, has_sign })
    }

    fn is_called(&self, wanted: Context) -> bool {
        self.context.is_some_and(|(context, _)| context == wanted)
    }

    /// Whether what it is called stands right before it.
    fn is_tight(&self) -> bool {
        self.context.is_some_and(|(_, gap)| gap <= 4)
    }

    fn first_group(&self) -> &[u32] {
        &self.run.groups[self.window.0].digits
    }

    fn groups(&self) -> usize {
        self.window.1 - self.window.0
    }

    /// Whether it has the form of an identity card's number that ends in X.
    fn ends_in_x(&self) -> bool {
        let (_, last) = self.window;
        self.digits.len() == 17
            && self.search.at(self.run.groups[last - 1].end()) == 'x'
            && self.run.holds_together(self.window, &[&[6, 8, 3]])
    }

    fn is_identity_with_x(&self) -> bool {
        is_identity(&[self.digits.as_slice(), &[10]].concat())
    }

    fn is_identity(&self) -> bool {
        const SHAPES: &[&[usize]] = &[&[6, 8, 4], &[6, 4, 4, 4], &[3, 3, 4, 4, 4]];
        if !self.run.holds_together(self.window, SHAPES) {
            return false;
        }
        let digits = &self.digits;
        let is_called = self.is_called(Context::Identity);
        let is_old = is_old_identity(digits) && (is_called || !luhn(digits));
        let is_mistyped = is_called && digits.len() == 18 && is_born(&digits[6..14]);
        is_identity(digits) || is_old || is_mistyped
    }

    fn is_mobile(&self) -> bool {
        let national = match self.digits.as_slice() {
            [0, 0, 8, 6, rest @ ..] | [8, 6, rest @ ..] => rest,
            all => all,
        };
        let has_country = national.len() < self.digits.len();
        let (first, last) = self.window;
        let first = first + usize::from(has_country && self.first_group().len() <= 4);
        is_mobile(national) && first < last && self.run.holds_together((first, last), MOBILE_SHAPES)
    }

    fn is_overseas(&self) -> bool {
        let first_group = self.first_group().len();
        let is_said = self.has_sign || self.is_called(Context::Phone) || first_group == 3;
        let is_split = self.digits[0] != 0
            || first_group >= 4
            || self.run.shape(self.window).iter().all(|&length| length == 1);
        is_overseas(&self.digits, is_said) && is_split && self.groups() <= 5
    }

    fn is_landline(&self) -> bool {
        let is_coded = self.has_sign || self.first_group() == [8, 6];
        is_landline(&self.digits, self.run, self.window, is_coded)
    }

    /// What is dialled without a code, where it is called a telephone number.
    fn local(&self) -> Option<Kind> {
        let digits = self.digits.as_slice();
        let is_called = self.is_called(Context::Phone) && self.is_tight();
        if !is_called || self.groups() > 2 || is_born(digits) {
            return None;
        }
        let is_there = || self.search.is_near(self.start, 2 * REACH, "香港 澳门 hk");
        if matches!(digits, [4..=9, _, _, _, _, _, _, _]) && is_there() {
            return Some(Kind::HkTwMobile);
        }
        is_local(digits).then_some(Kind::Landline)
    }

    fn is_card(&self) -> bool {
        let digits = self.digits.as_slice();
        let is_called = self.is_called(Context::Card);
        // Whoever mistypes a digit gives away all the others.
        let is_mistyped = is_called
            && self.is_tight()
            && digits.len() >= 16
            && matches!(digits, [6, 2, ..] | [4 | 5, ..]);
        let is_valid = luhn(digits) && (is_called && digits.len() >= 13 || is_issued(digits));
        (is_mistyped || is_valid) && self.run.holds_together(self.window, CARD_SHAPES)
    }
}

const MOBILE_SHAPES: &[&[usize]] = &[
    &[3, 4, 4],
    &[3, 8],
    &[7, 4],
    &[4, 7],
    &[3, 3, 5],
    &[4, 4, 3],
    &[5, 6],
    &[6, 5],
    &[4, 3, 4],
    &[3, 5, 3],
];

const CARD_SHAPES: &[&[usize]] = &[
    &[4, 4, 4, 4],
    &[4, 4, 4, 4, 1],
    &[4, 4, 4, 4, 2],
    &[4, 4, 4, 4, 3],
    &[4, 4, 4, 1],
    &[6, 13],
    &[6, 10],
    &[6, 12],
    &[6, 4, 4, 4],
    &[6, 4, 4, 5],
    &[4, 6, 5],
];

fn is_mobile(digits: &[u32]) -> bool {
    matches!(digits, [1, 3..=9, ..]) && digits.len() == 11
}

/// Hong Kong and Macao with their codes, Taiwan with its code or from its leading 09.
fn is_overseas(digits: &[u32], is_said: bool) -> bool {
    match digits {
        [0, 0, rest @ ..] if is_said => is_overseas(rest, true),
        [8, 5, 2, 4..=9, rest @ ..] | [8, 5, 3, 6, rest @ ..] => is_said && rest.len() == 7,
        [8, 8, 6, 9, rest @ ..] if rest.len() == 8 => true,
        [8, 8, 6, 0, 9, rest @ ..] => is_said && rest.len() == 8,
        [0, 9, rest @ ..] => rest.len() == 8,
        _ => false,
    }
}

/// An area code and seven or eight digits.
fn is_landline(digits: &[u32], run: &Run, window: (usize, usize), has_sign: bool) -> bool {
    let shape = run.shape(window);
    let national = match digits {
        [0, 0, 8, 6, rest @ ..] | [8, 6, 0, rest @ ..] | [8, 6, rest @ ..] if has_sign => rest,
        [0, rest @ ..] => rest,
        _ => return false,
    };
    let fits = match national {
        [1, 0, 1..=9, rest @ ..] | [2, 0..=9, 1..=9, rest @ ..] => rest.len() == 7,
        [3..=9, 1..=9, _, 1..=9, rest @ ..] => matches!(rest.len(), 6 | 7),
        _ => false,
    };
    fits && (has_sign || shape.len() == 1 || (matches!(shape[0], 3 | 4) && shape.len() <= 3))
}

/// A number without area code, as it is dialled in its own town.
fn is_local(digits: &[u32]) -> bool {
    matches!(digits, [2..=8, ..]) && matches!(digits.len(), 7 | 8)
}

/// Lengths and first digits under which cards are issued, for numbers that nobody called a card.
fn is_issued(digits: &[u32]) -> bool {
    match digits {
        [6, 2, ..] => digits.len() >= 16,
        [9, 5, 5, 8, ..] | [4, 3, 6, 7, ..] => matches!(digits.len(), 16 | 19),
        [4, ..] | [5, 1..=5, ..] | [2, 2..=7, ..] | [3, 5, ..] => digits.len() == 16,
        [3, 4 | 7, ..] => digits.len() == 15,
        _ => false,
    }
}

/// Luhn's check: every second digit from the right counts double.
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| match (place % 2, digit) {
            (1, 5..) => digit * 2 - 9,
            (1, _) => digit * 2,
            (_, _) => digit,
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|&digit| digit != digits[0])
}

/// Eighteen characters, the last a check by ISO 7064 MOD 11-2 (GB 11643); X stands for ten.
fn is_identity(digits: &[u32]) -> bool {
    const WEIGHTS: [u32; 18] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    digits.len() == 18 && sum % 11 == 1 && is_region(digits) && is_born(&digits[6..14])
}

fn is_old_identity(digits: &[u32]) -> bool {
    // Whoever was born before 1920 has had a newer number for long.
    digits.len() == 15
        && digits[6] >= 2
        && is_region(digits)
        && is_born(&[&[1, 9], &digits[6..12]].concat())
}

/// Whether a province or region has the first two digits as its code.
fn is_region(digits: &[u32]) -> bool {
    matches!(
        digits,
        [1, 1..=5, ..]
            | [2, 1..=3, ..]
            | [3, 1..=7, ..]
            | [4, 1..=6, ..]
            | [5, 0..=4, ..]
            | [6, 1..=5, ..]
            | [7, 1, ..]
            | [8, 1..=3, ..]
    )
}

/// Whether eight digits are a date from 1900 to 2099.
fn is_born(digits: &[u32]) -> bool {
    let ([1, 9, ..] | [2, 0, ..]) = digits else { return false };
    let &[_, _, _, _, a, b, c, d] = digits else { return false };
    let (month, day) = (a * 10 + b, c * 10 + d);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 29,
        _ => 0,
    };
    (1..=last).contains(&day)
}

/// The digit that `character` is, or is spoken for.
fn spoken(character: char) -> Option<u32> {
    Some(match character {
        '零' | '〇' | '洞' => 0,
        '一' | '幺' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '拐' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '勾' | '玖' => 9,
        '0'..='9' => return character.to_digit(10),
        _ => return None,
    })
}

fn is_separator(character: char) -> bool {
    matches!(character, ' ' | '-' | '.' | '·' | '_' | ')') || is_comma(character)
}

/// Whether nothing around the groups makes them a part of something longer: a word, a price, a code.
fn is_apart(search: &Search, run: &Run, (first, last): (usize, usize)) -> bool {
    let start = run.groups[first].start;
    let end = run.groups[last - 1].end();
    let is_identity = search.at(end) == 'x' && !search.at(end + 1).is_ascii_alphanumeric();
    let after_word = search.before(start).is_ascii_alphabetic();
    let named = |end: usize, labels| {
        let length = search.text.ends(end, labels);
        length.filter(|&length| !search.before(end - length).is_ascii_alphanumeric())
    };
    let label = |end: usize| named(end, LABELS);
    let joins = |c: char| matches!(c, '-' | '.' | '_' | '/' | '#' | '=');
    let before_join = joins(search.before(start))
        && start >= 2
        && (search.at(start - 2).is_ascii_alphanumeric() || search.at(start - 2) == '_')
        && !(search.before(start) == '/' && search.at(start - 2).is_ascii_digit())
        && !(search.before(start) == '.' && label(start - 1).is_some())
        && !(search.before(start) == '=' && named(start - 1, NAMES).is_some());
    let is_glued = |group: &Group| {
        !matches!(group.separator, ' ' | '(' | ')' | SPACED) && !is_comma(group.separator)
    };
    // 13812345678-13912345678 are two.
    let are_two = |at: usize| {
        let is_whole = |at: usize| run.groups.get(at).is_some_and(|it| is_mobile(&it.digits));
        run.groups[at].separator == '-' && is_whole(at - 1) && is_whole(at)
    };
    let glued_before = first > 0 && is_glued(&run.groups[first]) && !are_two(first);
    let glued_after = run.groups.get(last).is_some_and(is_glued)
        && !are_two(last)
        && !(last - first <= 2 && extension(run, last).is_some());
    let is_priced = search.at(end) == '元'
        || (search.at(end) == '.' && search.at(end + 1).is_ascii_digit())
        || (search.at(end) == '-' && search.at(end + 1).is_ascii_alphabetic());
    !search.before(start).is_ascii_digit()
        && !search.at(end).is_ascii_digit()
        && (!after_word || label(start).is_some())
        && (!before_join || first > 0)
        && !glued_before
        && !glued_after
        && !matches!(search.before(start), '¥' | '$')
        // The rest of an e-mail address whose name is masked.
        && search.text.ends(start, "*@").is_none()
        && !is_priced
        && (is_identity
            || !search.at(end).is_ascii_alphabetic()
            || search
                .text
                .begins(end, LABELS)
                .is_some_and(|length| !search.at(end + length).is_ascii_alphanumeric()))
        && !(matches!(search.at(end), '_' | '=') && search.at(end + 1).is_ascii_alphanumeric())
}

/// Takes the sign of a country code, and the bracket that opens before a code, into the span.
fn with_country_sign(search: &Search, run: &Run, (first, last): (usize, usize)) -> usize {
    let start = run.groups[first].start;
    let takes = |at: usize, sign| search.before(at) == sign && search.is_free(at - 1);
    let start = start - usize::from(takes(start, '+'));
    let closes = run.groups[first + 1..last].iter().any(|group| group.separator == ')');
    start - usize::from(closes && takes(start, '('))
}

/// Takes the extension of a telephone, or an identity number's X, into the span.
fn with_extension(search: &Search, run: &Run, last: usize, kind: Kind) -> usize {
    let end = run.groups[last - 1].end();
    match kind {
        Kind::IdCard if search.at(end) == 'x' => end + 1,
        Kind::Mobile | Kind::Landline => extension(run, last)
            .map(Group::end)
            .or_else(|| named_extension(search, end))
            .unwrap_or(end),
        Kind::IdCard
        | Kind::HkTwMobile
        | Kind::BankCard
        | Kind::Email
        | Kind::Address
        | Kind::Plate
        | Kind::Passport
        | Kind::Wechat
        | Kind::Name => end,
    }
}

/// The last few digits that ring one desk of many: 010-62345678-8001.
fn extension(run: &Run, last: usize) -> Option<&Group> {
    run.groups.get(last).filter(|group| {
        group.separator == '-'
            && group.digits.len() <= 4
            && run.groups.get(last + 1).is_none_or(|next| next.separator == ' ')
    })
}

/// The end of an extension that is called so: 转808, 分机 12.
fn named_extension(search: &Search, end: usize) -> Option<usize> {
    let word = end + usize::from(search.at(end) == ' ');
    let mut at = word + search.text.begins(word, "转 转分机 分机 分机号 ext ext. #")?;
    at += usize::from(matches!(search.at(at), ' ' | ':'));
    let start = at;
    while search.at(at).is_ascii_digit() && search.is_free(at) {
        at += 1;
    }
    ((1..=5).contains(&(at - start)) && !search.at(at).is_ascii_alphanumeric()).then_some(at)
}

/// Whether `start` comes right after stars that stand after a letter or digit: the tail of
/// something hidden.
fn follows_mask(search: &Search, start: usize) -> bool {
    let mut at = start;
    while search.before(at) == '*' {
        at -= 1;
    }
    at < start && search.before(at).is_ascii_alphanumeric()
}
