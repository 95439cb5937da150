//! The shops' configuration files, `sites/SITE.toml`, as the edge takes them: one JSON object.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::{Map, Value};
use shared::embedding::Service;
use shared::site::Site;

use crate::{password, place};

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

    /// Writes [`Self::json`] to `file`: whole or not at all, and for nobody else to read.
    ///
    /// # Errors
    /// When there is no site, with which an edge would answer nobody, or it cannot be written.
    pub fn save(&self, file: &Path) -> Result<()> {
        if self.is_empty() {
            bail!(
                "there is no shop to write: name the directory of your SITE.toml files by --sites"
            );
        }
        let saved = place::write_whole(file, self.json().as_bytes());
        saved.with_context(|| file.display().to_string())
    }

    /// Whether the shops that `file` has already, as [`Self::save`] writes it, may give way to these.
    ///
    /// # Errors
    /// Names those that would be gone.
    pub fn check_lost(&self, file: &Path) -> Result<()> {
        let there = fs::read_to_string(file).unwrap_or_default();
        // What cannot be read serves nobody.
        let there: Map<String, Value> = serde_json::from_str(&there).unwrap_or_default();
        let lost: Vec<_> =
            there.keys().filter(|name| !self.has(name)).map(String::as_str).collect();
        if lost.is_empty() {
            return Ok(());
        }
        bail!(
            "{} has {}, and --sites has not: name the directory of all your shops, or delete that file",
            file.display(),
            lost.join(", ")
        )
    }

    /// The names of all.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
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
    let told = |error: toml::de::Error| {
        let message = error.message().replace('\n', ", ");
        // What is wrong with the whole, such as a row of the policy, names its row and has no line.
        match error.span().filter(|span| *span != (0..text.len())) {
            Some(span) => {
                let before = text.bytes().take(span.start);
                let line = before.filter(|byte| *byte == b'\n').count() + 1;
                anyhow!("line {line}: {message}")
            }
            None => anyhow!("{message}"),
        }
    };
    let table: toml::Table = toml::from_str(text).map_err(told)?;
    // From the text itself, for the line of what does not belong; then as the edge will read it.
    toml::from_str::<Site>(text).map_err(told)?;
    let value = serde_json::to_value(table)?;
    let site: Site = serde_json::from_value(value.clone())?;
    if site.id.as_str() != name {
        bail!("id is \"{}\", but the file's name says \"{name}\"", site.id.as_str());
    }
    for (id, agent) in &site.agents {
        if let Err(fault) = password::check(agent.password.expose()) {
            bail!("the password of {id} {fault}");
        }
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
        let starts = |more: &str, with: &str| {
            let told = fault("a", &format!("{GOOD}{more}"));
            assert!(told.starts_with(with) && !told.contains('\n'), "{told}");
        };
        starts("colour = 1\n[history]\ncolour = 1\n", "line 7: unknown field `colour`");
        starts("[history]\ndays = -1\n", "line 6: invalid value: integer `-1`");
        starts(
            "[policy.hours]\nutc_offset_minutes = 480\nopen = [\n[\"Mon\", \"09:00\", \"21:00\"]]\n",
            "line 8: ",
        );
        starts("[agents.Lin]\nname = \"Lin\"\npassword = \"x\"\n", "line 5: agent id: a-z");
        starts("[agents.lin]\nname = \"Lin\"\npassword = \"x\"\n", "the password of lin is not");
        starts(
            "[agents.lin]\nname = \"Lin\"\npassword = \"$argon2id$not a hash\"\n",
            "the password of lin is not a whole argon2id hash",
        );
        starts("[policy]\nwait_seconds = 300\n", "policy.wait_seconds = 300");
    }

    #[test]
    fn shops_are_written_whole_or_not_at_all() {
        let dir = std::env::temp_dir().join(format!("dukou-shops-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let file = dir.join("sites.json");
        let none = Sites(Map::new());
        assert!(none.save(&file).is_err() && !file.exists(), "none is no configuration");
        let one = Sites(Map::from_iter([("a".to_owned(), parse("a", GOOD).unwrap())]));
        one.save(&file).unwrap();
        assert!(none.save(&file).is_err());
        let kept = fs::read_to_string(&file).unwrap();
        let beside = fs::read_dir(&dir).unwrap().count();
        fs::remove_dir_all(&dir).unwrap();
        assert_eq!((kept, beside), (one.json(), 1));
    }

    #[test]
    fn shops_that_are_written_already_are_not_lost_unseen() {
        let dir = std::env::temp_dir().join(format!("dukou-lost-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let file = dir.join("sites.json");
        let of = |names: &[&str]| {
            let site = |name: &&str| {
                let text = GOOD.replacen("\"a\"", &format!("{name:?}"), 1);
                ((*name).to_owned(), parse(name, &text).unwrap())
            };
            Sites(names.iter().map(site).collect())
        };
        let first = of(&["a"]).check_lost(&file);
        of(&["a", "b", "c"]).save(&file).unwrap();
        let more = of(&["a", "b", "c", "d"]).check_lost(&file);
        let lost = of(&["b"]).check_lost(&file).unwrap_err().to_string();
        fs::write(&file, "half of a fi").unwrap();
        let broken = of(&["b"]).check_lost(&file);
        fs::remove_dir_all(&dir).unwrap();
        assert!(first.is_ok() && more.is_ok() && broken.is_ok());
        assert!(lost.contains("sites.json has a, c, and --sites has not"), "{lost}");
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
