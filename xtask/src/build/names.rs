//! Short names for what crosses between a page's WebAssembly and its JavaScript: wasm-bindgen's own
//! carry hashes, which no compression shortens, on both sides.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::paths;

/// Makes `wasm-opt` give short names; it prints which, for [`shorten`].
pub(crate) const FLAG: &str = "--minify-imports-and-exports-and-modules";

/// What `wasm-opt` prints.
#[derive(Deserialize)]
struct Names {
    /// Module, name, short name. All modules become one, called `a`.
    imports: Vec<(String, String, String)>,
    /// Name, short name.
    exports: Vec<(String, String)>,
}

/// Gives the names in wasm-bindgen's `script` that the WebAssembly has been given.
///
/// # Errors
/// When `printed` is not what `wasm-opt` prints, or `script` is not what wasm-bindgen writes.
pub(crate) fn shorten(script: &Path, printed: &[u8]) -> Result<()> {
    let text = fs::read_to_string(script).with_context(|| paths::shown(script))?;
    let names: Names = serde_json::from_slice(printed).context("wasm-opt's list of names")?;
    fs::write(script, shortened(&text, &names)?).with_context(|| paths::shown(script))
}

fn shortened(script: &str, names: &Names) -> Result<String> {
    let mut modules: Vec<_> = names.imports.iter().map(|(module, ..)| module.as_str()).collect();
    modules.dedup();
    let [module] = modules[..] else { bail!("one module imports from {modules:?}") };
    let head = format!("\"{module}\": import0");
    if !script.contains(&head) {
        bail!("wasm-bindgen's script has no `{head}`");
    }
    let imports = names.imports.iter().map(|(_, long, short)| (format!("{long}:"), short));
    let imports = imports.map(|(long, short)| (long, format!("\"{short}\":")));
    let exports = names.exports.iter();
    let exports = exports.map(|(long, short)| (format!("wasm.{long}"), format!("wasm.{short}")));
    let places: BTreeMap<_, _> = imports.chain(exports).collect();
    let lines: Vec<_> = script
        .replace(&head, "\"a\": import0")
        .lines()
        .map(|line| each_name(line, |name| places.get(name).map(String::as_str)))
        .collect();
    Ok(lines.join("\n"))
}

/// `line` with each `name:` and `wasm.name` replaced, where `short` knows it.
fn each_name<'a>(line: &str, short: impl Fn(&str) -> Option<&'a str>) -> String {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(begin) = rest.find(is_of_name) {
        out.push_str(&rest[..begin]);
        rest = &rest[begin..];
        let first = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
        let end = match rest[first..].chars().next() {
            Some(':') => first + 1,
            Some('.') if &rest[..first] == "wasm" => {
                let more = &rest[first + 1..];
                first + 1 + more.find(|c| !is_of_name(c)).unwrap_or(more.len())
            }
            Some(_) | None => first,
        };
        out.push_str(short(&rest[..end]).unwrap_or(&rest[..end]));
        rest = &rest[end..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_get_the_same_short_names() {
        let names = Names {
            imports: vec![
                ("./index_bg.js".into(), "__wbg_now_ab".into(), "a".into()),
                ("./index_bg.js".into(), "__wbg_now_abc".into(), "b".into()),
            ],
            exports: vec![("start".into(), "$a".into()), ("memory".into(), "c".into())],
        };
        let script = "__wbg_now_ab: f,\n__wbg_now_abc: g,\n\"./index_bg.js\": import0,\n\
                      function start() { wasm.start(wasm.memory.buffer, wasm.memory2); }\n";
        let expect = "\"a\": f,\n\"b\": g,\n\"a\": import0,\n\
                      function start() { wasm.$a(wasm.c.buffer, wasm.memory2); }";
        assert_eq!(shortened(script, &names).unwrap(), expect);
        assert!(shortened("", &names).is_err());
    }
}
