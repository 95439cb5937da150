//! One article in Markdown, its fields before it between two lines of `---`.

use super::{Name, Reading, Reason, sheet::Sheet};

/// Reads a file that is called `name`. Without an id the article is called after the file, without a
/// title after its first heading.
pub(super) fn read(name: &str, text: &str, reading: &mut Reading) {
    match sheet(name, text, reading) {
        Ok(sheet) => reading.take(1, sheet),
        Err((line, reason)) => reading.refuse(line, reason),
    }
}

fn sheet(name: &str, text: &str, reading: &mut Reading) -> Result<Sheet, (usize, Reason)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut sheet = Sheet::default();
    let mut body = 0;
    // Fields in TOML (Hugo): taken for text, a draft would be shown, and to everyone.
    if lines.first().is_some_and(|line| line.trim_end() == FENCE_OF_TOML) {
        return Err((1, Reason::Front));
    }
    if lines.first().is_some_and(|line| line.trim_end() == FENCE) {
        let end = lines.iter().skip(1).position(|line| line.trim_end() == FENCE);
        let end = end.map(|end| end + 1).ok_or((1, Reason::Front))?;
        fields(&lines[1..end], &mut sheet, reading).map_err(|(line, reason)| (line + 2, reason))?;
        body = end + 1;
    }
    let mut rest: Vec<&str> = lines.get(body..).unwrap_or_default().to_vec();
    if !sheet.has(Name::Title) {
        let heading = rest.iter().position(|line| !line.trim().is_empty());
        let heading = heading.and_then(|at| Some((at, rest[at].trim().strip_prefix("# ")?)));
        match heading {
            Some((at, title)) => {
                sheet.fill(Name::Title, vec![title.to_owned()]).map_err(|reason| (1, reason))?;
                rest.remove(at);
            }
            None => {
                let stem = name.rsplit('/').next().unwrap_or(name);
                let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
                sheet.fill(Name::Title, vec![stem.to_owned()]).map_err(|reason| (1, reason))?;
            }
        }
    }
    if !sheet.has(Name::Id) {
        let id = name.rsplit_once('.').map_or(name, |(id, _)| id);
        sheet.fill(Name::Id, vec![id.to_owned()]).map_err(|reason| (1, reason))?;
    }
    if !sheet.has(Name::Body) {
        sheet.fill(Name::Body, vec![rest.join("\n")]).map_err(|reason| (body + 1, reason))?;
    }
    Ok(sheet)
}

/// Reads `name: value`, `name: [a, b]`, and `name:` with a list of `- a` below it. Names that we do not
/// know are passed over, and what stands further in, which belongs to another.
fn fields(lines: &[&str], sheet: &mut Sheet, reading: &mut Reading) -> Result<(), (usize, Reason)> {
    let mut at = 0;
    while at < lines.len() {
        let (line, begun) = (lines[at], at);
        at += 1;
        if line.trim().is_empty() || line.starts_with([' ', '\t', '#']) {
            continue;
        }
        let (name, value) = line.split_once(':').ok_or((begun, Reason::Front))?;
        let value = value.trim();
        let mut entries = Vec::new();
        if value.is_empty() {
            while let Some(item) = lines.get(at).and_then(|line| line.trim().strip_prefix("- ")) {
                entries.push(unquoted(item.trim()));
                at += 1;
            }
        } else if let Some(list) = value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            entries.extend(list.split(',').map(|entry| unquoted(entry.trim())));
        } else {
            entries.push(unquoted(value));
        }
        let Some(name) = Name::of(name) else {
            let said = entries.join(",");
            let said = said.split_once(" #").map_or(said.as_str(), |(said, _)| said);
            reading.pass_over(name.trim(), said).map_err(|reason| (begun, reason))?;
            continue;
        };
        if is_block(value) {
            return Err((begun, Reason::Front));
        }
        match entries.as_slice() {
            [entry] if name.is_list() => sheet.fill_from(name, entry),
            _ => sheet.fill(name, entries),
        }
        .map_err(|reason| (begun, reason))?;
    }
    Ok(())
}

/// Whether a value says that its text is the lines below it: `|`, `>-`. Taken for text, it would be the title.
fn is_block(value: &str) -> bool {
    let value = value.split_once(" #").map_or(value, |(value, _)| value).trim_end();
    value.strip_prefix(['|', '>']).is_some_and(|rest| {
        rest.len() <= 2 && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-'))
    })
}

fn unquoted(text: &str) -> String {
    for quote in ['"', '\''] {
        let inner = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
        if let Some(inner) = inner {
            return inner.to_owned();
        }
    }
    text.to_owned()
}

const FENCE: &str = "---";
const FENCE_OF_TOML: &str = "+++";
