//! The keys of an installation: made once and kept in the data directory, unless the environment has them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use shared::secret::Secret;

use crate::place;

/// A key shorter than this is guessed.
const AT_LEAST: usize = 32;

/// What the edge signs with, and what opens its administrative requests.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Secrets {
    pub(crate) signing_key: Secret,
    pub(crate) admin_key: Secret,
}

/// Keys that the operator holds themself: they come before those in the data directory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    signing_key: Option<Secret>,
    admin_key: Option<Secret>,
}

impl Given {
    /// Reads `SIGNING_KEY` and `ADMIN_KEY` by `variable`; one left empty is not given.
    ///
    /// # Errors
    /// When one is too short.
    pub(crate) fn by(variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let key = |name: &str| match variable(name).filter(|key| !key.is_empty()) {
            Some(key) if key.len() < AT_LEAST => bail!(
                "{name} has {} characters, it needs {AT_LEAST}: `openssl rand -hex 32` makes one",
                key.len()
            ),
            key => Ok(key.map(Secret::from)),
        };
        Ok(Self { signing_key: key("SIGNING_KEY")?, admin_key: key("ADMIN_KEY")? })
    }

    fn before(self, kept: Secrets) -> Secrets {
        Secrets {
            signing_key: self.signing_key.unwrap_or(kept.signing_key),
            admin_key: self.admin_key.unwrap_or(kept.admin_key),
        }
    }
}

/// The keys that were given, the others as they are kept at `path`; for the first start they are made.
///
/// # Errors
/// When the file is there and is not ours: it is never overwritten.
pub(crate) fn read_or_make(path: &Path, given: Given) -> Result<Secrets> {
    match fs::read_to_string(path) {
        Ok(text) => parse(&text).map(|kept| given.before(kept)).with_context(|| {
            format!("{} is broken: restore it, or delete it to sign everybody out", path.display())
        }),
        // A link that leads nowhere now is somebody's, and stays.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !path.is_symlink() => {
            let secrets = Secrets { signing_key: key()?, admin_key: key()? };
            save(path, &secrets).with_context(|| path.display().to_string())?;
            Ok(given.before(secrets))
        }
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

fn parse(text: &str) -> Result<Secrets> {
    let json: serde_json::Value = serde_json::from_str(text)?;
    let key = |name: &str| {
        let value = json.get(name).and_then(serde_json::Value::as_str);
        let long = value.filter(|key| key.len() >= AT_LEAST);
        long.map(|key| Secret::from(key.to_owned())).ok_or_else(|| anyhow!("no {name}"))
    };
    Ok(Secrets { signing_key: key("signing_key")?, admin_key: key("admin_key")? })
}

fn save(path: &Path, secrets: &Secrets) -> Result<()> {
    let json = serde_json::json!({
        "signing_key": secrets.signing_key.expose(),
        "admin_key": secrets.admin_key.expose(),
    });
    Ok(place::write_whole(path, serde_json::to_string_pretty(&json)?.as_bytes())?)
}

/// 256 random bits in hexadecimal digits.
fn key() -> Result<Secret> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("no randomness: {error}"))?;
    let hex = bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    Ok(Secret::from(hex))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_the_environment_comes_before_the_one_on_the_disk() {
        let dir = std::env::temp_dir().join(format!("dukou-secrets-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let path = dir.join("secrets.json");
        let admin = "a".repeat(AT_LEAST);
        let given = Given::by(|name| (name == "ADMIN_KEY").then(|| admin.clone())).unwrap();
        let made = read_or_make(&path, given.clone()).unwrap();
        let kept = read_or_make(&path, Given::default()).unwrap();
        let again = read_or_make(&path, given).unwrap();
        fs::remove_dir_all(&dir).unwrap();
        assert_eq!(made.admin_key.expose(), admin);
        assert_ne!(kept.admin_key.expose(), admin, "what was given is not written down");
        assert_eq!((kept.signing_key.expose().len(), &kept.signing_key), (64, &made.signing_key));
        assert_eq!(again, made);
    }

    #[test]
    fn a_short_key_is_refused_and_an_empty_one_is_none() {
        let fault = |value: &str| Given::by(|_| Some(value.to_owned())).map(drop);
        assert!(fault("").is_ok());
        let told = format!("{:#}", fault("hunter2").unwrap_err());
        assert!(
            told.contains("SIGNING_KEY has 7 characters") && !told.contains("hunter2"),
            "{told}"
        );
    }
}
