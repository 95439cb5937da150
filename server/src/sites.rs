//! The shops' configuration files, `sites/SITE.toml`, as the edge takes them: one JSON object.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::{Map, Value};
use shared::embedding::Service;
use shared::site::Site;

/// The demo shop's name.
pub const DEMO: &str = "demo";

/// The password of everybody in the demo shop.
pub const DEMO_PASSWORD: &str = "dukou-demo";

/// Every site's configuration by its name; every one has been checked.
#[derive(Clone, Debug)]
pub struct Sites(Map<String, Value>);

impl Sites {
    /// Reads and checks every `*.toml` in `dir`.
    ///
    /// # Errors
    /// When a file is no TOML or no configuration; the message names the file and what is wrong.
    pub fn read(dir: &Path) -> Result<Self> {
        let mut sites = Map::new();
        let entries = fs::read_dir(dir).map_err(|error| {
            anyhow!(
                "--sites {} ({error}): name the directory of your SITE.toml files",
                dir.display()
            )
        })?;
        for entry in entries {
            let path = entry?.path();
            if path.extension() != Some(OsStr::new("toml")) {
                continue;
            }
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let shown = || path.display().to_string();
            let text = fs::read_to_string(&path).with_context(shown)?;
            let site = parse(&name, &text).with_context(shown)?;
            sites.insert(name, site);
        }
        Ok(Self(sites))
    }

    /// Without the site of that name.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// As the edge's `SITES` binding takes it.
    #[must_use]
    pub fn json(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }

    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is a site of that name.
    #[must_use]
    pub fn has(&self, site: &str) -> bool {
        self.0.contains_key(site)
    }

    /// Which networks the edge has somebody to ask in.
    #[must_use]
    pub fn reach(&self) -> Reach {
        let encoders = || self.0.values().filter_map(encoder);
        if encoders().any(|encoder| encoder.is_near()) {
            Reach::Everywhere
        } else if encoders().next().is_some() {
            Reach::Public
        } else {
            Reach::Nowhere
        }
    }

    /// Whether some site is helped by a model of Workers AI.
    #[must_use]
    pub fn use_workers_ai(&self) -> bool {
        self.0.values().filter_map(encoder).any(|encoder| encoder.is_of_workers_ai())
    }

    /// The names of the agents of one site.
    #[must_use]
    pub fn agents(&self, site: &str) -> Vec<&str> {
        let agents = self.0.get(site).and_then(|site| site.get("agents"));
        let agents = agents.and_then(Value::as_object).into_iter().flat_map(Map::keys);
        agents.map(String::as_str).collect()
    }
}

/// The networks that an edge may call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reach {
    /// It has nobody to call.
    Nowhere,
    /// Addresses that everybody can reach.
    Public,
    /// The operator's own networks too.
    Everywhere,
}

fn encoder(site: &Value) -> Option<Service> {
    // It has been checked, as the rest of its site.
    serde_json::from_value(site.get("encoder")?.clone()).ok()
}

fn parse(name: &str, text: &str) -> Result<Value> {
    let table: toml::Table = toml::from_str(text).map_err(|error| {
        let end = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text.bytes().take(end).filter(|byte| *byte == b'\n').count() + 1;
        anyhow!("line {line}: {}", error.message().replace('\n', ", "))
    })?;
    let value = serde_json::to_value(table)?;
    let site: Site = serde_json::from_value(value.clone())?;
    if site.id.as_str() != name {
        bail!("id is \"{}\", but the file's name says \"{name}\"", site.id.as_str());
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::phc::PasswordHash;
    use argon2::{Argon2, PasswordVerifier as _};

    use super::*;

    const GOOD: &str = "id = \"a\"\norigins = [\"*\"]\n[profile.name]\nen = \"A\"\n";

    #[test]
    fn a_configuration_is_checked_before_anything_starts() {
        let fault = |name, text: &str| match parse(name, text) {
            Ok(_) => String::new(),
            Err(error) => format!("{error:#}"),
        };
        assert_eq!(fault("a", GOOD), "");
        assert!(fault("b", GOOD).contains("the file's name says"), "{}", fault("b", GOOD));
        let cut = fault("a", "[profile]\nid = ");
        assert!(cut.starts_with("line 2: ") && !cut.contains('\n'), "{cut}");
        let typo = format!("colour = 1\n{GOOD}");
        assert!(fault("a", &typo).contains("colour"), "{}", fault("a", &typo));
    }

    #[test]
    fn the_edge_reaches_no_further_than_it_is_told() {
        let sites = |encoder: &str| {
            let text = format!("{GOOD}\n[encoder]\nmodel = \"m\"\ndimensions = 8\n{encoder}");
            Sites(Map::from_iter([("a".to_owned(), parse("a", &text).unwrap())]))
        };
        let none = Sites(Map::from_iter([("a".to_owned(), parse("a", GOOD).unwrap())]));
        assert_eq!(none.reach(), Reach::Nowhere);
        assert_eq!(sites("url = \"https://ai.example/v1\"").reach(), Reach::Public);
        let near = sites("url = \"http://127.0.0.1:8080/v1/embeddings\"");
        assert_eq!(near.reach(), Reach::Everywhere);
        assert!(!near.use_workers_ai());
    }

    #[test]
    fn the_demo_agents_sign_in_with_the_password_that_dev_prints() {
        let sites = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sites");
        let sites = Sites::read(&sites).unwrap();
        let agents = sites.0[DEMO]["agents"].as_object().unwrap();
        assert_eq!(agents.len(), 2);
        for agent in agents.values() {
            let hash = PasswordHash::new(agent["password"].as_str().unwrap()).unwrap();
            assert!(Argon2::default().verify_password(DEMO_PASSWORD.as_bytes(), &hash).is_ok());
        }
    }
}
