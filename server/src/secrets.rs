//! The keys of an installation: made once, kept in the data directory.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow};

/// What the edge signs with, and what opens its administrative requests.
pub(crate) struct Secrets {
    pub(crate) signing_key: String,
    pub(crate) admin_key: String,
}

/// Reads the keys, or makes them for the first start.
///
/// # Errors
/// When the file is there and is not ours: it is never overwritten.
pub(crate) fn read_or_make(path: &Path) -> Result<Secrets> {
    match fs::read_to_string(path) {
        Ok(text) => parse(&text).with_context(|| {
            format!("{} is broken: restore it, or delete it to sign everybody out", path.display())
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let secrets = Secrets { signing_key: key()?, admin_key: key()? };
            save(path, &secrets).with_context(|| path.display().to_string())?;
            Ok(secrets)
        }
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

fn parse(text: &str) -> Result<Secrets> {
    let json: serde_json::Value = serde_json::from_str(text)?;
    let key = |name: &str| {
        let value = json.get(name).and_then(serde_json::Value::as_str);
        value.filter(|key| key.len() >= 32).map(str::to_owned).ok_or_else(|| anyhow!("no {name}"))
    };
    Ok(Secrets { signing_key: key("signing_key")?, admin_key: key("admin_key")? })
}

fn save(path: &Path, secrets: &Secrets) -> Result<()> {
    let json = serde_json::json!({
        "signing_key": secrets.signing_key,
        "admin_key": secrets.admin_key,
    });
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)?.write_all(serde_json::to_string_pretty(&json)?.as_bytes())?;
    Ok(())
}

/// 256 random bits in hexadecimal digits.
fn key() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("no randomness: {error}"))?;
    Ok(bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}
