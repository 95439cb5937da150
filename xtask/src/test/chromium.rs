//! The browser that the tests drive, with fonts for what it shows.

use std::fs;
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

/// Where Chromium is; on Debian and its kin it is installed when missing, and so are the fonts.
///
/// # Errors
/// When it is missing and we may not or cannot install it; says what to do.
pub(crate) fn ensure() -> Result<String> {
    if find().is_none() {
        if is_ubuntu(&fs::read_to_string("/etc/os-release").unwrap_or_default()) {
            bail!("the browser tests need Chromium: {UBUNTU}");
        }
        install("chromium")?;
    }
    if !has_chinese_font() {
        install("fonts-noto-cjk")?;
    }
    find().ok_or_else(|| anyhow::anyhow!("Chromium is installed in no place we know: set CHROMIUM"))
}

const UBUNTU: &str = "Ubuntu has it as a snap only, which sees nothing of what tests write below /tmp; \
    install Google Chrome's .deb (https://www.google.com/chrome/), or name another one by CHROMIUM=…";

fn find() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok().filter(|place| Path::new(place).is_file());
    let fits = |place: &&str| Path::new(place).is_file() && !is_snap(Path::new(place));
    named.or_else(|| PLACES.into_iter().find(fits).map(str::to_owned))
}

/// Whether it is a script that starts a snap, as Ubuntu's `chromium-browser` is.
fn is_snap(place: &Path) -> bool {
    let is_short = fs::metadata(place).is_ok_and(|about| about.len() < 65_536);
    is_short && fs::read_to_string(place).is_ok_and(|script| script.contains("/snap/bin/"))
}

/// Ubuntu itself, by its `os-release`: those that are made from it have a Chromium of their own.
fn is_ubuntu(os_release: &str) -> bool {
    os_release.lines().any(|line| line.replace('"', "") == "ID=ubuntu")
}

/// Without one, Chinese text is boxes of the wrong width; macOS always has one.
fn has_chinese_font() -> bool {
    let list = process::output(Command::new("fc-list").arg(":lang=zh"), b"", "");
    cfg!(not(target_os = "linux")) || list.is_ok_and(|list| !list.is_empty())
}

/// Installs what Debian calls `package`.
fn install(package: &str) -> Result<()> {
    if !process::exists("apt-get") {
        bail!("the browser tests need {package}: install it with your system's package manager");
    }
    let Some(prefix) = root() else {
        bail!("the browser tests need {package}: `sudo apt-get install {package}`");
    };
    step("Installing", package, || {
        let apt = |arguments: &[&str]| {
            let words: Vec<_> = prefix.iter().chain(&["apt-get", "--quiet=2"]).copied().collect();
            let mut apt = Command::new(words.first().copied().unwrap_or_default());
            apt.args(words.get(1..).unwrap_or_default()).args(arguments);
            apt.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
            process::run(&mut apt, &format!("`sudo apt-get install {package}`"))
        };
        apt(&["update"])?;
        apt(&["install", "--yes", "--no-install-recommends", package])
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ubuntu_has_no_chromium_that_tests_could_use() {
        assert!(is_ubuntu("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n"));
        assert!(
            !is_ubuntu("ID=debian\n") && !is_ubuntu("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n")
        );

        let script = std::env::temp_dir().join(format!("dukou-snap-{}", std::process::id()));
        let is = |text: &str| fs::write(&script, text).map(|()| is_snap(&script)).unwrap();
        let found =
            (is("#!/bin/sh\nexec /snap/bin/chromium \"$@\"\n"), is("#!/bin/sh\nexec chrome\n"));
        fs::remove_file(&script).unwrap();
        assert_eq!(found, (true, false));
    }
}
