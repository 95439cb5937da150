//! The browser's clock, and times as people write them.

use js_sys::{Array, Date, Intl, JsString, Object, Reflect};
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
    written(at, locale, &[("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")])
}

/// `11月21日星期六`; the year too if it is another one.
#[must_use]
pub fn day(at: Timestamp, locale: Locale) -> String {
    let year = |at: Timestamp| date(at).get_full_year();
    let this_year = [("month", "long"), ("day", "numeric"), ("weekday", "short")];
    let other_year = [("year", "numeric"), ("month", "long"), ("day", "numeric")];
    written(at, locale, if year(at) == year(now()) { &this_year } else { &other_year })
}

/// `11月21日 14:05`, or only the time if that is today.
#[must_use]
pub fn moment(at: Timestamp, locale: Locale) -> String {
    if same_day(at, now()) {
        return clock(at, locale);
    }
    let parts = [
        ("month", "short"),
        ("day", "numeric"),
        ("weekday", "short"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("hourCycle", "h23"),
    ];
    written(at, locale, &parts)
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

fn date(at: Timestamp) -> Date {
    Date::new(&JsValue::from_f64(at.0 as f64))
}

fn written(at: Timestamp, locale: Locale, parts: &[(&str, &str)]) -> String {
    let options = Object::new();
    for (name, value) in parts {
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    let locales = Array::of1(&JsValue::from_str(locale.tag()));
    let format = Intl::DateTimeFormat::new(&locales, &options).format();
    let text = format.call1(&JsValue::UNDEFINED, &date(at)).unwrap_or_default();
    text.dyn_into::<JsString>().map(String::from).unwrap_or_default()
}
