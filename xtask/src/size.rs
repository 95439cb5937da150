//! The budgets, and whether what is built keeps them. Sizes are what travels: brotli at its best
//! quality for pages, gzip for the edge, whose limit Cloudflare counts that way.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::{paths, process, tools};

/// The visitor's page.
const WIDGET: &str = "widget/index.html";
/// The agent's page.
const CONSOLE: &str = "console/index.html";

/// Prints every artefact's size beside its budget.
///
/// # Errors
/// When one is over its budget, or is not built.
pub(crate) fn size() -> Result<()> {
    let rows = rows()?;
    show(&rows);
    let over: Vec<_> = rows.iter().filter(|row| row.is_over()).map(|row| row.what).collect();
    if !over.is_empty() {
        bail!("over budget: {}", over.join(", "));
    }
    Ok(())
}

/// Prints the table.
pub(crate) fn show(rows: &[Row]) {
    let title = "what travels, in kB (1000 bytes)";
    println!("{title:<44} {:>9} {:>9} {:>6}", "size", "budget", "ratio");
    for row in rows {
        let budget = row.budget.map_or_else(String::new, kilo);
        let mark = if row.is_over() { "  over" } else { "" };
        let ratio = row.budget.map_or_else(String::new, |budget| {
            // Sizes are far below what a float holds exactly.
            format!("{:.2}", row.bytes as f64 / budget as f64)
        });
        let line = format!("{:<44} {:>9} {budget:>9} {ratio:>6}{mark}", row.what, kilo(row.bytes));
        println!("{}", line.trim_end());
    }
}

/// One line of the table.
pub(crate) struct Row {
    pub(crate) what: &'static str,
    pub(crate) bytes: u64,
    /// Nothing for what is only worth knowing.
    pub(crate) budget: Option<u64>,
}

impl Row {
    fn is_over(&self) -> bool {
        self.budget.is_some_and(|budget| self.bytes > budget)
    }
}

/// The table.
///
/// # Errors
/// When something is not built.
pub(crate) fn rows() -> Result<Vec<Row>> {
    let site = paths::site();
    let module = |name| Ok::<_, anyhow::Error>(asset(name, ".js")? + asset(name, ".wasm")?);
    let row = |what, bytes, budget| Row { what, bytes, budget: Some(budget) };
    Ok(vec![
        row("embed.js, all that a shop's page pays", travels(&site.join("embed.js"))?, 2_000),
        row("chat opened: HTML, CSS, JS and WASM", page(WIDGET)?, 90_000),
        row("rules, once it is usable: JS and WASM", module("rules")?, 90_000),
        row("answers, when there is time: JS and WASM", module("answers")?, 100_000),
        row("reader: JS and WASM", module("reader")?, 600_000),
        row("reader with vectors: JS and WASM", module("reader-simd")?, 600_000),
        row("model", asset("reader", ".bin")?, 500_000),
        row("edge: JS and WASM, gzip", edge()?, 1_000_000),
        row("encoder, beside the edge", encoder()?, 2_000_000),
        Row { what: "console: HTML, CSS, JS and WASM", bytes: page(CONSOLE)?, budget: None },
    ])
}

/// A page with everything that it loads by itself: what its `src` and `href` name, and what those
/// name in turn. What it only mentions (`data-…`) comes later or never.
fn page(name: &str) -> Result<u64> {
    let site = paths::site();
    let mut total = travels(&site.join(name))?;
    let html = fs::read_to_string(site.join(name))?;
    let mut pending: Vec<String> = ["src=", "href="]
        .iter()
        .flat_map(|attribute| html.split(attribute).skip(1))
        .map(|rest| rest.trim_start_matches(['"', '\'']))
        .filter_map(address)
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(address) = pending.pop() {
        if !seen.insert(address.clone()) {
            continue;
        }
        let path = site.join(address.trim_start_matches('/'));
        total += travels(&path)?;
        if address.ends_with(".js") || address.ends_with(".css") {
            let text = fs::read_to_string(&path)?;
            pending
                .extend(text.match_indices("/assets/").filter_map(|(at, _)| address_at(&text, at)));
        }
    }
    Ok(total)
}

/// The address of an asset that `text` begins with.
fn address(text: &str) -> Option<String> {
    text.starts_with("/assets/").then(|| address_at(text, 0)).flatten()
}

fn address_at(text: &str, at: usize) -> Option<String> {
    let from = text.get(at..)?;
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    let end = from.find(|c| !is_of_name(c)).unwrap_or(from.len());
    from.get(..end).filter(|address| address.contains('.')).map(str::to_owned)
}

/// The asset whose plain name is `stem` and `extension`.
fn asset(stem: &str, extension: &str) -> Result<u64> {
    let manifest = paths::site().join("manifest.json");
    let text = fs::read_to_string(&manifest).context("nothing is built: `cargo xtask build`")?;
    let names: serde_json::Value = serde_json::from_str(&text)?;
    let name = format!("/assets/{stem}{extension}");
    let Some(address) = names.get(&name).and_then(serde_json::Value::as_str) else {
        bail!("{name} is not built: no page refers to it, or its crate does not ship");
    };
    travels(&paths::site().join(address.trim_start_matches('/')))
}

/// How many bytes of the file at `path` travel: its brotli form's, where it has one.
fn travels(path: &Path) -> Result<u64> {
    let mut packed = path.as_os_str().to_owned();
    packed.push(".br");
    let path = if Path::new(&packed).is_file() { Path::new(&packed) } else { path };
    Ok(fs::metadata(path).with_context(|| format!("{} is not built", paths::shown(path)))?.len())
}

fn edge() -> Result<u64> {
    let script = "let n = 0; for (const f of process.argv.slice(1)) \
        n += require('node:zlib').gzipSync(require('node:fs').readFileSync(f), { level: 9 }).length; \
        process.stdout.write(String(n))";
    let mut node = Command::new("node");
    node.args(["-e", script]);
    node.args(["worker.mjs", "index_bg.wasm"].map(|file| paths::worker().join(file)));
    let out =
        process::output(&mut node, b"", tools::NODE_REMEDY).context("the edge is not built")?;
    Ok(String::from_utf8(out)?.parse()?)
}

/// Read as it is, so it counts as it is.
fn encoder() -> Result<u64> {
    let path = paths::worker().join("encoder.bin");
    Ok(fs::metadata(&path).with_context(|| format!("{} is not built", paths::shown(&path)))?.len())
}

fn kilo(bytes: u64) -> String {
    format!("{}.{:02}", bytes / 1_000, bytes % 1_000 / 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_its_name_ends() {
        assert_eq!(address("/assets/a.b.js\" defer").as_deref(), Some("/assets/a.b.js"));
        assert_eq!(address("/embed.js\""), None);
        assert_eq!(address("/assets/"), None);
    }

    #[test]
    fn sizes_are_shown_in_thousands_of_bytes() {
        assert_eq!(kilo(1_994), "1.99");
        assert_eq!(kilo(90_005), "90.00");
    }
}
