//! `cargo xtask api`: prints the page of the API, `www/docs/api/index.html`, from what describes it.
//!
//! Routes and types are those of `www/openapi.json`, in its order. What a problem or a closing code means is written
//! once, in `docs/PROTOCOL.md`.

mod described;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::{paths, progress::say};
use described::{Additional, Api, Kind, Operation, Ordered, Schema};

/// Prints the page anew.
///
/// # Errors
/// When what describes the API holds something that the page would leave out, or the page cannot be written.
pub(crate) fn api() -> Result<()> {
    fs::write(page(), printed()?)?;
    say("Printed", &paths::shown(&page()));
    Ok(())
}

fn page() -> PathBuf {
    paths::root().join("www/docs/api/index.html")
}

fn printed() -> Result<String> {
    let read =
        |path: &str| fs::read_to_string(paths::root().join(path)).with_context(|| path.to_owned());
    let api: Api = serde_json::from_str(&read("www/openapi.json")?).context("www/openapi.json")?;
    let protocol = read("docs/PROTOCOL.md")?;
    let mut out = HEAD.replace("{about}", &text(&api.info.description));
    for tag in &api.tags {
        writeln!(out, "<h2>{}</h2>", text(tag.description.trim_end_matches('.')))?;
        for (path, methods) in &api.paths.0 {
            for (method, operation) in methods.all() {
                if operation.tags.contains(&tag.name) {
                    out += &route(method, path, operation, &api)?;
                }
            }
        }
    }
    out += "<h2>Problems</h2>\n<p>Every refusal is <code>application/problem+json</code> (RFC 9457). A program decides by \
            <code>code</code>.</p>\n";
    out += &table(&protocol, "## Problems");
    out += "<h2 id=\"closing\">Closing codes</h2>\n<p>Why a WebSocket was closed.</p>\n";
    out += &table(&protocol, "### Closing codes");
    out += "<h2>Types</h2>\n";
    for (name, schema) in &api.components.schemas.0 {
        writeln!(out, "<section id=\"{name}\"><h3>{name}</h3>")?;
        out += &body(schema);
        out += "</section>\n";
    }
    out += "</main>\n</body>\n</html>\n";
    Ok(out)
}

fn route(method: &str, path: &str, operation: &Operation, api: &Api) -> Result<String> {
    let mut out = String::new();
    let Operation { operation_id: id, summary, .. } = operation;
    writeln!(out, "<section id=\"{id}\"><h3><code>{method} {path}</code></h3>")?;
    writeln!(out, "<p>{}</p>", sentence(summary))?;
    if let Some(about) = &operation.description {
        writeln!(out, "<p>{}</p>", text(about))?;
    }
    if let Some(who) = credentials(operation, api)? {
        writeln!(out, "<p>Credentials: {who}</p>")?;
    }
    if !operation.parameters.is_empty() {
        let rows = operation.parameters.iter().map(|parameter| {
            let about = parameter.description.as_deref().unwrap_or_default();
            let optional = if parameter.required { "" } else { ", optional" };
            let kind = kind(&parameter.schema);
            row(&parameter.name, &format!("{kind}{optional}"), &described(about, &parameter.schema))
        });
        writeln!(out, "<p>Query:</p>\n<table>{}</table>", rows.collect::<String>())?;
    }
    if let Some(sent) = &operation.request_body {
        let optional = if sent.required { "" } else { ", if any" };
        writeln!(out, "<p>Body{optional}: {}</p>", media(&sent.content))?;
    }
    let (mut answers, mut problems) = (Vec::new(), Vec::new());
    for (status, answer) in &operation.responses.0 {
        match &answer.description {
            Some(about) => {
                let what = media(&answer.content);
                let what = if what.is_empty() { what } else { format!(" {what}.") };
                answers.push(format!("<code>{status}</code> {}{what}", sentence(about)));
            }
            None => problems.push(format!("<code>{status}</code>")),
        }
    }
    if !problems.is_empty() {
        answers.push(format!("<a href=\"#Problem\">Problems</a>: {}", problems.join(", ")));
    }
    writeln!(out, "<p>Answers: {}</p></section>", answers.join(" "))?;
    Ok(out)
}

/// Who may ask, where not everybody may.
fn credentials(operation: &Operation, api: &Api) -> Result<Option<String>> {
    let mut ways = Vec::new();
    for way in &operation.security {
        // One that asks for nothing.
        let Some((name, _)) = way.0.first() else {
            ways.push("none.".to_owned());
            continue;
        };
        let mut schemes = api.components.security_schemes.0.iter();
        let (_, scheme) = schemes.find(|(known, _)| known == name).context("a security scheme")?;
        ways.push(sentence(&scheme.description));
    }
    Ok((!ways.is_empty()).then(|| ways.join(" Or: ")))
}

fn media(content: &Ordered<described::Media>) -> String {
    let each = content.0.iter().map(|(name, media)| {
        let schema = &media.schema;
        // A file is what its type says.
        if schema.reference.is_none() && schema.properties.0.is_empty() {
            return format!("<code>{name}</code>");
        }
        let fields = schema.properties.0.iter().map(|(field, _)| format!(" <code>{field}</code>"));
        format!("<code>{name}</code>, {}{}", kind(schema), fields.collect::<String>())
    });
    each.collect::<Vec<_>>().join("; or ")
}

/// All that is known of a type.
fn body(schema: &Schema) -> String {
    let about = schema.description.as_deref().map(|about| format!("<p>{}</p>\n", text(about)));
    let mut out = about.unwrap_or_default();
    if !schema.properties.0.is_empty() {
        out += &fields(schema);
        out.push('\n');
    } else if schema.one_of.is_empty() {
        out += &format!("<p>{}</p>\n", kind(schema));
    }
    schema.one_of.iter().for_each(|one| out += &body(one));
    out
}

fn fields(schema: &Schema) -> String {
    let rows = schema.properties.0.iter().map(|(name, field)| {
        let optional = if schema.required.contains(name) { "" } else { ", optional" };
        let about = field.description.as_deref().unwrap_or_default();
        let about = described(about, field) + &nested(field);
        row(name, &format!("{}{optional}", kind(field)), &about)
    });
    format!("<table>{}</table>", rows.collect::<String>())
}

/// The fields of what has no name of its own.
fn nested(schema: &Schema) -> String {
    let inner = schema.items.as_deref().unwrap_or(schema);
    if inner.properties.0.is_empty() { String::new() } else { fields(inner) }
}

fn row(name: &str, kind: &str, about: &str) -> String {
    format!("<tr><th scope=\"row\"><code>{name}</code></th><td>{kind}</td><td>{about}</td></tr>")
}

/// What is said of a field, and what it is where it is left out.
fn described(about: &str, schema: &Schema) -> String {
    let about = if about.is_empty() { String::new() } else { sentence(about) };
    match &schema.default {
        Some(value) => format!("{about} Left out: <code>{value}</code>.").trim_start().to_owned(),
        None => about,
    }
}

/// Which values a type has, in a line.
fn kind(schema: &Schema) -> String {
    if let Some(name) = schema.reference.as_deref().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#{name}\">{name}</a>");
    }
    if let Some(value) = &schema.constant {
        return format!("<code>{}</code>", escaped(&value.to_string()));
    }
    if !schema.values.is_empty() {
        let values = schema.values.iter().map(|value| format!("<code>{value}</code>"));
        return values.collect::<Vec<_>>().join(" | ");
    }
    if !schema.one_of.is_empty() {
        return schema.one_of.iter().map(kind).collect::<Vec<_>>().join(" | ");
    }
    let mut limits: Vec<String> = Vec::new();
    limits.extend(schema.pattern.as_ref().map(|it| format!("<code>{}</code>", escaped(it))));
    limits.extend(schema.format.clone());
    limits.extend(range(schema.min_length, schema.max_length, " characters"));
    limits.extend(range(schema.minimum, schema.maximum, ""));
    limits.extend(range(None, schema.max_items, " entries"));
    limits.extend(range(None, schema.max_properties, " fields"));
    let name = match &schema.kind {
        Some(Kind::One(name)) => name.clone(),
        Some(Kind::Several(names)) => names.join(" or "),
        None => "anything".to_owned(),
    };
    let of = match (&schema.items, schema.additional_properties.as_ref()) {
        (Some(items), _) => format!(" of {}", kind(items)),
        (None, Some(Additional::Of(each))) => {
            let names = schema.property_names.as_ref();
            let names = names.and_then(|it| range(it.min_length, it.max_length, " characters"));
            limits.extend(names.map(|names| format!("names of {names}")));
            format!(" of {}", kind(each))
        }
        (None, Some(Additional::May(_)) | None) if !schema.prefix_items.is_empty() => {
            let each = schema.prefix_items.iter().map(|it| format!("({})", kind(it)));
            format!(" of {}", each.collect::<Vec<_>>().join(", "))
        }
        (None, Some(Additional::May(_)) | None) => String::new(),
    };
    let name = if name == "array" { "list" } else { &name };
    match limits.as_slice() {
        [] => format!("{name}{of}"),
        limits => format!("{name}{of} ({})", limits.join(", ")),
    }
}

fn range(from: Option<i64>, to: Option<i64>, unit: &str) -> Option<String> {
    match (from, to) {
        (None, None) => None,
        (Some(from), None) => Some(format!("from {from}{unit}")),
        (None, Some(to)) => Some(format!("up to {to}{unit}")),
        (Some(from), Some(to)) => Some(format!("{from}–{to}{unit}")),
    }
}

/// The table below a heading of a text in Markdown. Its rows are called after what their first cell names.
fn table(markdown: &str, heading: &str) -> String {
    let below = markdown.lines().skip_while(|line| *line != heading).skip(1);
    let rows = below.skip_while(|line| !line.starts_with('|')).take_while(|it| it.starts_with('|'));
    let mut out = "<table>".to_owned();
    // After its head, and the line below that.
    for line in rows.skip(2) {
        let mut cells = line.trim_matches('|').split('|').map(str::trim);
        let first = cells.next().unwrap_or_default();
        let id = first.trim_matches('`');
        let id = if id.contains(',') { String::new() } else { format!(" id=\"{id}\"") };
        let rest = cells.map(|cell| format!("<td>{}</td>", text(cell)));
        let rest = rest.collect::<String>();
        out += &format!("\n<tr{id}><th scope=\"row\">{}</th>{rest}</tr>", text(first));
    }
    out + "\n</table>\n"
}

/// A text that ends like a sentence, as summaries do not.
fn sentence(told: &str) -> String {
    let end = if told.ends_with(['.', '?', '!', '…']) { "" } else { "." };
    text(told) + end
}

/// Markdown of one line as HTML: code, and the words of links.
fn text(markdown: &str) -> String {
    let mut out = String::new();
    for (at, part) in markdown.split('`').enumerate() {
        if at % 2 == 1 {
            out += &format!("<code>{}</code>", escaped(part));
            continue;
        }
        let mut rest = part;
        while let Some((before, words, after)) = link(rest) {
            out += &escaped(&format!("{before}{words}"));
            rest = after;
        }
        out += &escaped(rest);
    }
    out
}

/// What stands before a link, its words, and what comes after.
fn link(markdown: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = markdown.split_once('[')?;
    let (words, rest) = rest.split_once("](")?;
    let (_, after) = rest.split_once(')')?;
    Some((before, words, after))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

const HEAD: &str = r##"<!doctype html>
<!-- Printed by `cargo xtask api`. -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dukou API</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/api/style.css">
</head>
<body>
<main>
<h1>Dukou API</h1>
<p>{about} For machines: <a href="/openapi.json">openapi.json</a>.</p>
<pre><code>curl -s $EDGE/v1/sites/demo/answer -H 'content-type: application/json' -d '{"question":"退款多久到账"}'</code></pre>
"##;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_what_is_printed() {
        let there = fs::read_to_string(page()).unwrap();
        assert!(there == printed().unwrap(), "`cargo xtask api` prints it anew");
    }

    #[test]
    fn a_line_of_markdown_becomes_html() {
        let check = |markdown: &str, expect: &str| assert_eq!(text(markdown), expect);
        check("a `b<c` & d", "a <code>b&lt;c</code> &amp; d");
        check("see [there](x.md#y), and [`z`](z)", "see there, and [<code>z</code>](z)");
        assert_eq!(sentence("Open"), "Open.");
        assert_eq!(sentence("Open."), "Open.");
    }
}
