//! `cargo xtask import` and `export`: a shop's articles from files and to files, through the API.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use dukou::DEMO;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shared::api::knowledge::{ImportReport, Imported, Importing, Publications};
use shared::article::Article;
use shared::embedding::keeps_secrets;
use shared::import::{self, Format, Names};
use shared::problem::Problem;

use crate::paths;
use crate::progress::{note, say};
use crate::transport::{self, Answer, Method, Request};

/// Which shop, and how to reach it.
pub(crate) struct Shop {
    pub(crate) site: String,
    pub(crate) server: String,
    /// Where the server's `secrets.json` is, unless `ADMIN_KEY` says what is in it.
    pub(crate) data: PathBuf,
}

impl Default for Shop {
    fn default() -> Self {
        Self {
            site: DEMO.to_owned(),
            server: "http://127.0.0.1:8787".to_owned(),
            data: paths::root().join("data"),
        }
    }
}

impl Shop {
    /// The address of what the API has of this shop at `path`.
    pub(crate) fn address(&self, path: &str) -> String {
        let server = self.server.trim_end_matches('/');
        format!("{server}/v1/sites/{}/{path}", self.site)
    }

    /// The operator's key, if nobody on the way to the server could read it.
    ///
    /// # Errors
    /// When somebody could, or there is none.
    pub(crate) fn key(&self) -> Result<String> {
        if !self.server.starts_with("https://") && !keeps_secrets(&self.server) {
            bail!(
                "--server {}: the operator's key would be sent in the clear; write https://, or come by \
                 `ssh -L 8787:127.0.0.1:8787 HOST` and --server http://127.0.0.1:8787",
                self.server
            );
        }
        // As the server takes it: an empty one is none.
        if let Some(key) = std::env::var("ADMIN_KEY").ok().filter(|key| !key.is_empty()) {
            return Ok(key);
        }
        let secrets = self.data.join("secrets.json");
        let text = fs::read_to_string(&secrets).with_context(|| {
            format!(
                "{}: is the server's --data elsewhere? Or set ADMIN_KEY",
                paths::shown(&secrets)
            )
        })?;
        let secrets: Value = serde_json::from_str(&text)?;
        let key = secrets["admin_key"].as_str().context("secrets.json has no admin_key")?;
        Ok(key.to_owned())
    }
}

/// What `import` was asked for.
#[derive(Default)]
pub(crate) struct Import {
    pub(crate) shop: Shop,
    /// What the files are; by their names where nothing is said.
    pub(crate) format: Option<Format>,
    pub(crate) dry_run: bool,
    /// Files, and folders of files.
    pub(crate) paths: Vec<PathBuf>,
}

/// What `export` was asked for.
#[derive(Default)]
pub(crate) struct Export {
    pub(crate) shop: Shop,
    /// [`Format::Csv`] or [`Format::JsonLines`]; by the name of the file where nothing is said.
    pub(crate) format: Option<Format>,
    /// Standard output where there is none.
    pub(crate) file: Option<PathBuf>,
}

/// Reads files and puts what is in them into a shop, all in one publication.
///
/// # Errors
/// When no file can be read, or the server refuses or would refuse: then nothing has changed.
pub(crate) fn import(options: &Import) -> Result<()> {
    let mut rows = Rows::default();
    for path in &options.paths {
        rows.read(path, options.format)?;
    }
    let Rows { articles, places, problems, untold, passed_over } = rows;
    for problem in &problems {
        note(problem);
    }
    if untold > 0 {
        note(&format!("{untold} rows more are no articles"));
    }
    if !passed_over.is_empty() {
        note(&format!("fields that nobody knows, passed over: {}", passed_over.told(", ")));
    }
    if articles.is_empty() {
        bail!("there is no article in these files; nothing was changed");
    }
    let client = Client::of(&options.shop)?;
    let begun: Importing = client.post("imports", &json!({ "dry_run": options.dry_run }))?;
    let import = format!("imports/{}", begun.import);
    let mut told = BTreeSet::new();
    let mut sent = 0;
    for batch in batches(&articles) {
        let first = sent + 1;
        let rows: Vec<Value> = (first..)
            .zip(batch)
            .map(|(line, article)| json!({ "line": line, "article": article }))
            .collect();
        let imported: Imported =
            client.post(&format!("{import}/rows"), &json!({ "rows": rows }))?;
        for problem in imported.problems {
            let place = places.get(problem.line - 1).map_or("?", String::as_str);
            note(&format!("{place}: {}", problem.reason));
            told.insert(problem.line);
        }
        sent += batch.len();
        if first / SHOWN != sent / SHOWN || sent == articles.len() {
            say("Sent", &format!("{sent} of {} articles", articles.len()));
        }
    }
    let report: ImportReport = client.post(&format!("{import}/finish"), &json!({}))?;
    tell(&report, options.dry_run, problems.len() + untold + told.len());
    match report.overflow {
        Some(overflow) => bail!("this would be refused, for readers would see {overflow}"),
        None => Ok(()),
    }
}

/// Writes a shop's published articles to a file.
///
/// # Errors
/// When the server refuses or the file cannot be written.
pub(crate) fn export(options: &Export) -> Result<()> {
    let by_name = options.file.as_ref().and_then(|file| Format::of_name(&file.to_string_lossy()));
    let format = options.format.or(by_name).unwrap_or(Format::JsonLines);
    let client = Client::of(&options.shop)?;
    let articles = client.published()?;
    let text = match format {
        // The mark is for spreadsheets that would take it for GB18030.
        Format::Csv => format!("\u{feff}{}", import::write_csv(&articles)),
        Format::JsonLines => {
            let lines = articles.iter().map(serde_json::to_string);
            lines.collect::<Result<Vec<_>, _>>()?.join("\n") + "\n"
        }
        Format::Markdown | Format::Html => bail!("export writes jsonl or csv"),
    };
    match &options.file {
        Some(file) => {
            fs::write(file, text).with_context(|| paths::shown(file))?;
            say("Exported", &format!("{} articles to {}", articles.len(), paths::shown(file)));
        }
        None => std::io::stdout().write_all(text.as_bytes())?,
    }
    Ok(())
}

fn tell(report: &ImportReport, is_dry_run: bool, refused: usize) {
    let ImportReport { added, changed, unchanged, changes, publication, .. } = report;
    let verb = if is_dry_run { "Would be" } else { "Imported" };
    say(verb, &format!("{added} new, {changed} changed, {unchanged} as they were"));
    if is_dry_run {
        for change in changes.iter().take(MOST_TOLD) {
            let verb = if change.is_new { "new" } else { "changed" };
            say(verb, &format!("{}: {}", change.id, change.title));
        }
    }
    for change in changes.iter().filter(|change| change.has_draft).take(MOST_TOLD) {
        say("Draft", &format!("{} has one, which is left as it is", change.id));
    }
    if let Some(publication) = publication {
        say("Published", &format!("as publication {publication}"));
    }
    if refused > 0 {
        say("Left out", &format!("{refused} rows, for the reasons above"));
    }
}

/// What was read of all files.
#[derive(Default)]
struct Rows {
    articles: Vec<Article>,
    /// Where each of them is from.
    places: Vec<String>,
    problems: Vec<String>,
    /// How many rows more are no articles.
    untold: usize,
    /// The fields that nobody knows.
    passed_over: Names,
}

impl Rows {
    /// Reads a file, or all files of a folder whose names tell what they are.
    fn read(&mut self, path: &Path, format: Option<Format>) -> Result<()> {
        if !path.is_dir() {
            let by_name = || Format::of_name(&path.to_string_lossy());
            let format = format
                .or_else(by_name)
                .with_context(|| format!("{}: say what it is by --format", paths::shown(path)))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            return self.file(path, &name, format);
        }
        let mut files = Vec::new();
        below(path, &mut files)?;
        files.sort();
        for file in files {
            let inside = file.strip_prefix(path).unwrap_or(&file);
            let name = inside.to_string_lossy().replace('\\', "/");
            match Format::of_name(&name).filter(|it| format.is_none_or(|format| *it == format)) {
                Some(format) => self.file(&file, &name, format)?,
                None => pass_over(&file),
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: &str, format: Format) -> Result<()> {
        let bytes = fs::read(path).with_context(|| paths::shown(path))?;
        let read = import::read(format, name, &bytes, gb18030);
        self.untold += read.refused - read.problems.len();
        self.passed_over.extend(&read.passed_over);
        for problem in read.problems {
            self.problems.push(format!(
                "{}:{}: {}",
                paths::shown(path),
                problem.line,
                problem.reason
            ));
        }
        for row in read.rows {
            self.places.push(format!("{}:{}", paths::shown(path), row.line));
            self.articles.push(row.article);
        }
        Ok(())
    }
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| paths::shown(folder))? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if import::is_aside(&entry.file_name().to_string_lossy()) {
            pass_over(&entry.path());
        } else if kind.is_dir() {
            below(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        } else {
            // A link may lead in a circle.
            pass_over(&entry.path());
        }
    }
    Ok(())
}

fn pass_over(path: &Path) {
    note(&format!("{}: passed over", paths::shown(path)));
}

fn gb18030(bytes: &[u8]) -> Option<String> {
    Some(encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned())
}

/// As many as one request may carry.
fn batches(articles: &[Article]) -> impl Iterator<Item = &[Article]> {
    let mut rest = articles;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let count = rest.iter().take(BATCH).take_while(|article| {
            let first = bytes == 0;
            // A character of Chinese has three bytes, and JSON may escape what has one.
            bytes += 2 * (article.body().len() + article.title().len()) + 8 * 1024;
            first || bytes < BATCH_BYTES
        });
        let (batch, after) = rest.split_at(count.count());
        rest = after;
        (!batch.is_empty()).then_some(batch)
    })
}

/// The shop's API, as its operator.
struct Client {
    base: String,
    key: String,
}

impl Client {
    fn of(shop: &Shop) -> Result<Self> {
        Ok(Self { base: shop.address("knowledge"), key: shop.key()? })
    }

    fn post<A: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<A> {
        let answer = self.send(Method::Post, path, body.to_string().into_bytes())?;
        Ok(serde_json::from_str(&answer)?)
    }

    fn get(&self, path: &str) -> Result<String> {
        self.send(Method::Get, path, Vec::new())
    }

    /// All articles of the latest publication, whatever is published meanwhile.
    fn published(&self) -> Result<Vec<Article>> {
        let publications: Publications = serde_json::from_str(&self.get("publications")?)?;
        let Some(latest) = publications.publications.first() else { return Ok(Vec::new()) };
        let publication = latest.publication;
        let mut articles: Vec<Article> = Vec::new();
        loop {
            let after = articles.last().map(|last| encoded(last.id().as_str()));
            let after = after.map(|id| format!("&after={id}")).unwrap_or_default();
            let page = self.get(&format!("export?publication={publication}{after}"))?;
            if page.is_empty() {
                return Ok(articles);
            }
            for line in page.lines() {
                let article: Article = serde_json::from_str(line)?;
                // They come in order; a server that repeats itself would be asked for ever.
                if let Some(last) = articles.last().filter(|last| last.id() >= article.id()) {
                    bail!("the server told {} after {}", article.id(), last.id());
                }
                articles.push(article);
            }
        }
    }

    /// Sends a request, again where that may help: each of ours may come twice.
    fn send(&self, method: Method, path: &str, body: Vec<u8>) -> Result<String> {
        let request = Request {
            method,
            address: format!("{}/{path}", self.base),
            key: self.key.clone(),
            media_type: "application/json",
            body,
            timeout: TIMEOUT,
        };
        let mut tries = 0;
        loop {
            tries += 1;
            let Answer { status, body } = match transport::send(&request) {
                Ok(answer) if (200..300).contains(&answer.status) => return Ok(answer.body),
                Ok(answer) => answer,
                Err(error) if tries == TRIES => {
                    return Err(error).with_context(|| format!("{} does not answer", self.base));
                }
                Err(_) => {
                    sleep(PAUSE);
                    continue;
                }
            };
            match serde_json::from_str::<Problem>(&body) {
                Ok(problem) if problem.code.is_passing() && tries < TRIES => sleep(PAUSE),
                Ok(problem) => bail!("the server refused: {problem}"),
                Err(_) => bail!("the server refused: {status} {body}"),
            }
        }
    }
}

/// As a query has it.
fn encoded(text: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encoded).collect()
}

/// Rows and bytes of a batch; the edge takes 500 and 1 MiB.
const BATCH: usize = 500;
const BATCH_BYTES: usize = 900 * 1024;
/// Rows between two lines that tell how far we are.
const SHOWN: usize = 2_000;
/// Changes that a dry run tells.
const MOST_TOLD: usize = 50;
/// Tries of one request, and the time between them.
const TRIES: usize = 3;
const PAUSE: Duration = Duration::from_secs(1);
/// Seconds for one request: the last one builds an index.
const TIMEOUT: u64 = 90;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_put_into_a_folder_is_no_article() {
        let folder = std::env::temp_dir().join(format!("dukou-folder-{}", std::process::id()));
        for aside in [".trash", "售后/.history", "node_modules/marked", "售后"] {
            fs::create_dir_all(folder.join(aside)).unwrap();
        }
        for file in [
            "退款.md",
            "售后/换货.md",
            ".退款.md",
            ".trash/旧.md",
            "售后/.history/旧.md",
            "node_modules/marked/README.md",
        ] {
            fs::write(folder.join(file), "正文").unwrap();
        }
        let mut rows = Rows::default();
        let read = rows.read(&folder, None);
        fs::remove_dir_all(&folder).unwrap();
        read.unwrap();
        let ids: Vec<&str> = rows.articles.iter().map(|article| article.id().as_str()).collect();
        assert_eq!(ids, ["售后/换货", "退款"]);
    }

    #[test]
    fn the_key_is_sent_encrypted_or_not_far() {
        let refused = |server: &str| {
            let shop = Shop { server: server.to_owned(), ..Shop::default() };
            shop.key().is_err_and(|error| error.to_string().contains("in the clear"))
        };
        for good in ["https://chat.example.com", "http://127.0.0.1:8787/", "http://[::1]:8787"] {
            assert!(!refused(good), "{good}");
        }
        for bad in [
            "http://chat.example.com",
            "HTTP://chat.example.com",
            "chat.example.com",
            "http://127.0.0.1@chat.example.com",
            "http://8.8.8.8:8787",
        ] {
            assert!(refused(bad), "{bad}");
        }
    }
}
