//! JSON for pages that count their bytes.
//!
//! Derived serde types would be a third of what a visitor downloads. This reads into a tree and
//! writes from calls; [`wire`](crate::wire) knows the types. Numbers are whole: nothing on our wire
//! is not, and a fraction is cut off.
//!
//! ```
//! use ui::json::{self, Object};
//!
//! let tree = json::parse(r#"{"type":"place","ahead":2,"why":"a \"b\""}"#).unwrap();
//! assert_eq!(tree.number("ahead"), Some(2));
//! assert_eq!(tree.text("why"), Some("a \"b\""));
//!
//! let written = Object::new().text("type", "say").number("at", 3).done();
//! assert_eq!(written, r#"{"type":"say","at":3}"#);
//! ```

/// A JSON text as a tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`, and whatever is not there.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number from 0 up, without its fraction; one below is 0.
    Number(u64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// An object, in the order it was written.
    Object(Vec<(String, Self)>),
}

/// Reads a JSON text; `None` where it is not one, or is nested deeper than anything of ours.
#[must_use]
pub fn parse(text: &str) -> Option<Json> {
    let mut reader = Reader { bytes: text.as_bytes(), text, at: 0 };
    let tree = reader.value(0)?;
    (reader.peek().is_none()).then_some(tree)
}

impl Json {
    /// The field `name`; `Null` where there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &Self {
        match self {
            Self::Object(fields) => {
                fields.iter().find(|(key, _)| key == name).map_or(&Self::Null, |(_, value)| value)
            }
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::List(_) => {
                &Self::Null
            }
        }
    }

    /// The field `name`, if it is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).as_text()
    }

    /// The field `name` as a text of its own.
    #[must_use]
    pub fn string(&self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    /// The field `name`, if it is a number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u64> {
        self.get(name).as_number()
    }

    /// Whether the field `name` is true.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        *self.get(name) == Self::Bool(true)
    }

    /// This, if it is a text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// This, if it is a number.
    #[must_use]
    pub fn as_number(&self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Null | Self::Bool(_) | Self::Text(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// What is in it, if it is a list.
    #[must_use]
    pub fn list(&self) -> &[Self] {
        match self {
            Self::List(list) => list,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::Object(_) => &[],
        }
    }

    /// Its fields, if it is an object.
    #[must_use]
    pub fn fields(&self) -> &[(String, Self)] {
        match self {
            Self::Object(fields) => fields,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::List(_) => &[],
        }
    }
}

/// Writes an object.
pub struct Object(String);

impl Default for Object {
    fn default() -> Self {
        Self::new()
    }
}

impl Object {
    /// An object without fields.
    #[must_use]
    pub fn new() -> Self {
        Self(String::from("{"))
    }

    /// Adds a text.
    #[must_use]
    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.key(name);
        quote(value, &mut self.0);
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn number(self, name: &str, value: u64) -> Self {
        self.raw(name, &value.to_string())
    }

    /// Adds `true` or `false`.
    #[must_use]
    pub fn flag(self, name: &str, is: bool) -> Self {
        self.raw(name, if is { "true" } else { "false" })
    }

    /// Adds a text, if there is one.
    #[must_use]
    pub fn maybe(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// Adds what is JSON already.
    #[must_use]
    pub fn raw(mut self, name: &str, json: &str) -> Self {
        self.key(name);
        self.0.push_str(json);
        self
    }

    /// The whole object.
    #[must_use]
    pub fn done(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn key(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        quote(name, &mut self.0);
        self.0.push(':');
    }
}

/// Writes `text` as a JSON text.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    quote(text, &mut out);
    out
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\0'..='\u{1f}' => {
                out.push_str("\\u00");
                let code = c as u8;
                out.push(char::from(b'0' + (code >> 4)));
                out.push(char::from(HEX[usize::from(code & 15)]));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

struct Reader<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<Json> {
        if depth > DEPTH {
            return None;
        }
        match self.peek()? {
            b'{' => {
                let mut fields = Vec::new();
                self.items(b'}', |reader| {
                    let key = reader.string()?;
                    reader.eat(b':')?;
                    fields.push((key, reader.value(depth + 1)?));
                    Some(())
                })?;
                Some(Json::Object(fields))
            }
            b'[' => {
                let mut list = Vec::new();
                self.items(b']', |reader| {
                    list.push(reader.value(depth + 1)?);
                    Some(())
                })?;
                Some(Json::List(list))
            }
            b'"' => self.string().map(Json::Text),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Null),
            _ => self.number(),
        }
    }

    /// What is between an opening bracket, which is next, and its closing one.
    fn items(&mut self, end: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        if self.peek()? == end {
            self.at += 1;
            return Some(());
        }
        loop {
            item(self)?;
            match self.peek()? {
                b',' => self.at += 1,
                next if next == end => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        self.eat(b'"')?;
        let mut out = String::new();
        loop {
            let start = self.at;
            while !matches!(self.bytes.get(self.at)?, b'"' | b'\\') {
                self.at += 1;
            }
            out.push_str(self.text.get(start..self.at)?);
            self.at += 1;
            if self.bytes[self.at - 1] == b'"' {
                return Some(out);
            }
            let escape = *self.bytes.get(self.at)?;
            self.at += 1;
            out.push(match escape {
                b'n' => '\n',
                b't' => '\t',
                b'r' => '\r',
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'u' => self.unicode()?,
                _ => char::from(escape),
            });
        }
    }

    /// Past `\u`: one character, which may take a second escape. Half a character is replaced.
    fn unicode(&mut self) -> Option<char> {
        let high = self.hex()?;
        if let 0xd800..=0xdbff = high
            && self.text.get(self.at..)?.starts_with("\\u")
        {
            let back = self.at;
            self.at += 2;
            let low = self.hex()?;
            if let 0xdc00..=0xdfff = low {
                return char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
            }
            self.at = back;
        }
        Some(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    fn number(&mut self) -> Option<Json> {
        let start = self.at;
        while let Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E') = self.bytes.get(self.at) {
            self.at += 1;
        }
        let digits = self.text.get(start..self.at)?;
        let whole = digits.split(['.', 'e', 'E']).next()?;
        if whole.starts_with('-') {
            return Some(Json::Number(0));
        }
        whole.parse().ok().map(Json::Number)
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        let found = self.text.get(self.at..)?.starts_with(word);
        self.at += word.len();
        found.then_some(value)
    }

    fn eat(&mut self, wanted: u8) -> Option<()> {
        let found = self.peek()? == wanted;
        self.at += 1;
        found.then_some(())
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }
}

/// How deep a text may be nested. Ours are nested eight deep at most.
const DEPTH: usize = 32;
const HEX: &[u8; 16] = b"0123456789abcdef";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serde_json_writes_is_read_alike() {
        let check = |value: serde_json::Value| {
            for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                assert_eq!(parse(&text), Some(tree(&value)), "{text}");
            }
        };
        check(serde_json::json!(null));
        check(serde_json::json!([]));
        check(serde_json::json!({}));
        check(serde_json::json!({"a": [1, 2, {"b": "c"}], "d": true, "e": false, "": 0}));
        check(serde_json::json!("渡口 😀 \u{0} \u{1f} \" \\ / \n\t\r \u{8}\u{c} \u{2028}"));
        check(serde_json::json!(9_007_199_254_740_993_u64));
    }

    #[test]
    fn escapes_are_undone() {
        let check = |text: &str, expect: &str| {
            assert_eq!(parse(text), Some(Json::Text(expect.to_owned())), "{text}");
        };
        check(r#""\u6e21\u53e3""#, "渡口");
        check(r#""\ud83d\ude00""#, "😀");
        check(r#""\ud83dx""#, "\u{fffd}x");
        check(r#""\ud83d\u0041""#, "\u{fffd}A");
        check(r#""\/""#, "/");
    }

    #[test]
    fn numbers_lose_their_fraction() {
        let check =
            |text: &str, expect| assert_eq!(parse(text), Some(Json::Number(expect)), "{text}");
        check("12.75", 12);
        check("3e2", 3);
        check("-4", 0);
    }

    #[test]
    fn what_is_no_json_is_refused() {
        let deep = "[".repeat(100_000);
        for bad in [
            "",
            "{",
            "[1",
            "[1,]",
            "{\"a\"}",
            "{\"a\":}",
            "\"a",
            "\"\\u12\"",
            "tru",
            "1 2",
            "{a:1}",
            &deep,
        ] {
            assert_eq!(parse(bad), None, "{}", &bad[..bad.len().min(20)]);
        }
    }

    #[test]
    fn what_is_written_is_read_by_serde_json() {
        let text = "渡口 😀 \u{0} \u{1f} \u{10} \" \\ / \n\t\r";
        let written = Object::new()
            .text("t\"", text)
            .number("n", u64::MAX)
            .raw("r", "[]")
            .flag("f", true)
            .done();
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read, serde_json::json!({"t\"": text, "n": u64::MAX, "r": [], "f": true}));
        assert_eq!(Object::new().done(), "{}");
    }

    fn tree(value: &serde_json::Value) -> Json {
        match value {
            serde_json::Value::Null => Json::Null,
            serde_json::Value::Bool(flag) => Json::Bool(*flag),
            serde_json::Value::Number(number) => Json::Number(number.as_u64().unwrap()),
            serde_json::Value::String(text) => Json::Text(text.clone()),
            serde_json::Value::Array(list) => Json::List(list.iter().map(tree).collect()),
            serde_json::Value::Object(fields) => {
                Json::Object(fields.iter().map(|(key, value)| (key.clone(), tree(value))).collect())
            }
        }
    }
}
