//! Requests to a server: by ourselves where it is reached by http, by the program `curl` where it is
//! https. A TLS of our own would bring a C compiler and CMake to whoever builds.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};

/// What the operator asks a server for.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Where, with its query.
    pub(crate) address: String,
    /// The operator's key.
    pub(crate) key: String,
    pub(crate) media_type: &'static str,
    pub(crate) body: Vec<u8>,
    /// How many seconds it may take.
    pub(crate) timeout: u64,
}

/// How it is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
}

/// What the server says.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// Sends a request.
///
/// # Errors
/// When there is no answer, or none in UTF-8.
pub(crate) fn send(request: &Request) -> Result<Answer> {
    if request.address.starts_with("https:") { by_curl(request) } else { by_ourselves(request) }
}

fn by_ourselves(request: &Request) -> Result<Answer> {
    let Request { method, address, key, media_type, body, timeout } = request;
    let method = match method {
        Method::Get => minreq::Method::Get,
        Method::Post => minreq::Method::Post,
        Method::Put => minreq::Method::Put,
    };
    let request = minreq::Request::new(method, address)
        .with_header("Authorization", format!("Bearer {key}"))
        .with_header("Content-Type", *media_type)
        // The key is for the server that was named, and for none that it names.
        .with_follow_redirects(false)
        .with_timeout(*timeout);
    let request = if body.is_empty() { request } else { request.with_body(body.clone()) };
    let answer = request.send()?;
    Ok(Answer { status: answer.status_code, body: answer.as_str()?.to_owned() })
}

fn by_curl(request: &Request) -> Result<Answer> {
    let body = if request.body.is_empty() { None } else { Some(Body::write(&request.body)?) };
    let body = body.as_ref().map(|body| body.0.as_path());
    // Only what is passed to it counts, not what its user has configured.
    let mut command = Command::new("curl");
    command.args(["--disable", "--config", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let spawned = command.stderr(Stdio::piped()).spawn();
    if let Err(error) = &spawned
        && error.kind() == ErrorKind::NotFound
    {
        bail!("https is spoken by the program `curl`, which is not here: install it");
    }
    let mut curl = spawned.context("curl")?;
    if let Some(mut stdin) = curl.stdin.take() {
        // A curl that reads no more says why.
        let _ = stdin.write_all(config(request, body).as_bytes());
    }
    let out = curl.wait_with_output()?;
    if !out.status.success() {
        bail!("{}", String::from_utf8_lossy(&out.stderr).trim());
    }
    let told = String::from_utf8(out.stdout)?;
    let (body, status) = told.rsplit_once('\n').context("curl told no status")?;
    Ok(Answer { status: status.parse()?, body: body.to_owned() })
}

/// What curl is to do, a line each. It reads this from its standard input: who lists the processes of a
/// machine reads their arguments, and would read the key.
fn config(request: &Request, body: Option<&Path>) -> String {
    let Request { method, address, key, media_type, timeout, .. } = request;
    let method = match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
    };
    let mut lines = vec![
        ("url", address.clone()),
        ("request", method.to_owned()),
        ("header", format!("Authorization: Bearer {key}")),
        ("header", format!("Content-Type: {media_type}")),
        ("max-time", timeout.to_string()),
        ("proto", "=https".to_owned()),
        ("write-out", "\n%{http_code}".to_owned()),
    ];
    if let Some(body) = body {
        lines.push(("data-binary", format!("@{}", body.display())));
    }
    let lines = lines.iter().map(|(name, value)| format!("{name} = \"{}\"\n", escaped(value)));
    lines.chain(["silent\nshow-error\ngloboff\n".to_owned()]).collect()
}

/// As curl has it between quotes.
fn escaped(value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"");
    value.replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t")
}

/// A request's body in a file of its own, which nobody else may read, for as long as it is sent: a line of
/// curl's configuration is too short for it.
struct Body(PathBuf);

impl Body {
    fn write(content: &[u8]) -> Result<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos();
        let path = std::env::temp_dir().join(format!("dukou-{}-{now}", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).with_context(|| path.display().to_string())?;
        let body = Self(path);
        file.write_all(content).with_context(|| body.0.display().to_string())?;
        Ok(body)
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_one_value_of_curls_configuration() {
        let check = |value: &str, expect: &str| assert_eq!(escaped(value), expect);
        check("https://desk.example/v1?after=%E5%94%AE", "https://desk.example/v1?after=%E5%94%AE");
        check("a\"\nurl = \"https://other", "a\\\"\\nurl = \\\"https://other");
        check("a\\", "a\\\\");
    }
}
