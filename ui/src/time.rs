//! The browser's clock, and times as people write them.

use std::cell::RefCell;

use js_sys::{Array, Date, Function, Intl, JsString, Object, Reflect};
use shared::time::Timestamp;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::locale::Locale;

/// Now, by the browser's clock.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp(Date::now() as u64)
}

/// `14:05`.
#[must_use]
pub fn clock(at: Timestamp, locale: Locale) -> String {
    written(at, locale, Form::Clock)
}

/// `11月21日星期六`; the year too if it is another one.
#[must_use]
pub fn day(at: Timestamp, locale: Locale) -> String {
    written(at, locale, if year(at) == year(now()) { Form::Day } else { Form::DayOfYear })
}

/// `11月21日 14:05`, or only the time if that is today.
#[must_use]
pub fn moment(at: Timestamp, locale: Locale) -> String {
    let form = if same_day(at, now()) { Form::Clock } else { Form::Moment };
    written(at, locale, form)
}

/// As [`moment`]; the year too if it is another one.
#[must_use]
pub fn dated(at: Timestamp, locale: Locale) -> String {
    if year(at) == year(now()) {
        moment(at, locale)
    } else {
        day(at, locale) + " " + &clock(at, locale)
    }
}

/// The time as machines read it, for `datetime`.
#[must_use]
pub fn iso(at: Timestamp) -> String {
    String::from(date(at).to_iso_string())
}

/// The time of this browser's calendar as a `datetime-local` field holds it: `2026-11-21T14:05`.
#[must_use]
pub fn local(at: Timestamp) -> String {
    let date = date(at);
    let (year, month, day) = (date.get_full_year(), date.get_month() + 1, date.get_date());
    let (hours, minutes) = (date.get_hours(), date.get_minutes());
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}")
}

/// What a `datetime-local` field holds, if it holds a time.
#[must_use]
pub fn of_local(text: &str) -> Option<Timestamp> {
    let millis = Date::new(&JsValue::from_str(text)).get_time();
    // No number for what is no date.
    (millis >= 0.0).then_some(Timestamp(millis as u64))
}

/// Whether two times lie on one day of this browser's calendar.
#[must_use]
pub fn same_day(a: Timestamp, b: Timestamp) -> bool {
    let day = |at| {
        let date = date(at);
        (date.get_full_year(), date.get_month(), date.get_date())
    };
    day(a) == day(b)
}

fn year(at: Timestamp) -> u32 {
    date(at).get_full_year()
}

fn date(at: Timestamp) -> Date {
    Date::new(&JsValue::from_f64(at.0 as f64))
}

/// What of a time is written.
#[derive(Clone, Copy)]
enum Form {
    Clock,
    Day,
    DayOfYear,
    Moment,
}

impl Form {
    /// The options of `Intl.DateTimeFormat`.
    const fn parts(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Clock => &[("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")],
            Self::Day => &[("month", "long"), ("day", "numeric"), ("weekday", "short")],
            Self::DayOfYear => &[("year", "numeric"), ("month", "long"), ("day", "numeric")],
            Self::Moment => &[
                ("month", "short"),
                ("day", "numeric"),
                ("weekday", "short"),
                ("hour", "2-digit"),
                ("minute", "2-digit"),
                ("hourCycle", "h23"),
            ],
        }
    }
}

thread_local! {
    /// One formatter for each form and language, once it was needed: making one takes far longer than
    /// using it.
    static FORMATS: RefCell<[[Option<Function>; 3]; 4]> = const {
        RefCell::new([const { [const { None }; 3] }; 4])
    };
}

fn written(at: Timestamp, locale: Locale, form: Form) -> String {
    let text = FORMATS.with_borrow_mut(|formats| {
        let format = &mut formats[form as usize][locale as usize];
        let format = format.get_or_insert_with(|| formatter(locale, form.parts()));
        format.call1(&JsValue::UNDEFINED, &date(at)).unwrap_or_default()
    });
    text.dyn_into::<JsString>().map(String::from).unwrap_or_default()
}

fn formatter(locale: Locale, parts: &[(&str, &str)]) -> Function {
    let options = Object::new();
    for (name, value) in parts {
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    let locales = Array::of1(&JsValue::from_str(locale.tag()));
    Intl::DateTimeFormat::new(&locales, &options).format()
}
