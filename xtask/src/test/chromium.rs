//! The browser that the tests drive, with fonts for what it shows.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::process;
use crate::progress::step;

const PLACES: [&str; 5] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// Where Chromium is; on Debian and its kin it is installed when missing.
///
/// # Errors
/// When it is missing and we may not or cannot install it; says what to do.
pub(crate) fn ensure() -> Result<String> {
    let missing = missing();
    if !missing.is_empty() {
        install(&missing)?;
    }
    find().ok_or_else(|| anyhow::anyhow!("Chromium is installed in no place we know: set CHROMIUM"))
}

fn find() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok();
    let known = PLACES.iter().map(|place| (*place).to_owned());
    named.into_iter().chain(known).find(|place| Path::new(place).is_file())
}

/// Debian's names for what is not there.
fn missing() -> Vec<&'static str> {
    let mut packages = Vec::new();
    if find().is_none() {
        packages.push("chromium");
    }
    if !has_chinese_font() {
        packages.push("fonts-noto-cjk");
    }
    packages
}

/// Without one, Chinese text is boxes of the wrong width; macOS always has one.
fn has_chinese_font() -> bool {
    let list = process::output(Command::new("fc-list").arg(":lang=zh"), b"", "");
    cfg!(not(target_os = "linux")) || list.is_ok_and(|list| !list.is_empty())
}

fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if !process::exists("apt-get") {
        bail!("the browser tests need {list}: install them with your system's package manager");
    }
    let Some(prefix) = root() else {
        bail!("the browser tests need {list}: `sudo apt-get install {list}`");
    };
    step("Installing", &list, || {
        let apt = |arguments: &[&str]| {
            let words: Vec<_> = prefix.iter().chain(&["apt-get", "--quiet=2"]).copied().collect();
            let mut apt = Command::new(words.first().copied().unwrap_or_default());
            apt.args(words.get(1..).unwrap_or_default()).args(arguments);
            apt.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
            process::run(&mut apt, &format!("`sudo apt-get install {list}`"))
        };
        apt(&["update"])?;
        apt(&[&["install", "--yes", "--no-install-recommends"][..], packages].concat())
    })
}

/// How to become root without asking anybody; nothing where that is not possible.
fn root() -> Option<&'static [&'static str]> {
    let id = process::output(Command::new("id").arg("-u"), b"", "").ok()?;
    if id.trim_ascii() == b"0" {
        return Some(&[]);
    }
    let sudo = Command::new("sudo").args(["-n", "true"]).stderr(Stdio::null()).status();
    sudo.is_ok_and(|status| status.success()).then_some(&["sudo", "-n"])
}
