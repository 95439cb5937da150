//! workerd's configuration in the form that it reads fastest.
//!
//! As text, with the worker beside it, the configuration takes an eighth of a restart to read. So
//! workerd is had to write down once what it made of it, and begins with that until something of it
//! changes.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Result;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::config::Written;
use crate::place;

/// The packed form of what was written, made by `workerd` unless it is there already. Nothing where it
/// cannot be made: the text does as well, and if it is at fault workerd will say so itself.
pub(crate) fn of(written: &Written, workerd: &Path) -> Option<PathBuf> {
    let name = format!("{PREFIX}{:016x}", digest(written, workerd).ok()?);
    let packed = written.config.with_file_name(name);
    if packed.is_file() {
        // It embeds the shops' keys, and an older server left it open to all.
        return place::close(&packed, 0o600).is_ok().then_some(packed);
    }
    make(&packed, &written.config, workerd).is_ok_and(|made| made).then_some(packed)
}

/// Whether workerd could make it.
fn make(packed: &Path, config: &Path, workerd: &Path) -> Result<bool> {
    forget_old(packed)?;
    let mut compile = Command::new(workerd);
    compile.args(["compile", "--config-only", "--import-path=/"]).arg(config);
    let made = compile.stdin(Stdio::null()).stderr(Stdio::null()).output()?;
    if !made.status.success() {
        return Ok(false);
    }
    // Whole or not at all: its name promises what is in it.
    place::write_whole(packed, &made.stdout)?;
    Ok(true)
}

fn forget_old(packed: &Path) -> Result<()> {
    let Some(dir) = packed.parent() else { return Ok(()) };
    for old in fs::read_dir(dir)? {
        let old = old?;
        if old.file_name().to_string_lossy().starts_with(PREFIX) {
            fs::remove_file(old.path())?;
        }
    }
    Ok(())
}

/// Over all that goes into it, and the runtime that makes it.
fn digest(written: &Written, workerd: &Path) -> Result<u64> {
    let mut digest = DefaultHasher::new();
    for path in [&written.config].into_iter().chain(&written.embedded) {
        fs::read(path)?.hash(&mut digest);
    }
    let runtime = fs::metadata(workerd)?;
    let since = |moment: SystemTime| moment.duration_since(SystemTime::UNIX_EPOCH).ok();
    (runtime.len(), runtime.modified().map(since).ok()).hash(&mut digest);
    Ok(digest.finish())
}

const PREFIX: &str = "workerd-config-";

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn it_is_made_once_for_each_content() {
        let dir = std::env::temp_dir().join(format!("dukou-packed-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let runtime = dir.join("runtime");
        let written =
            Written { config: dir.join("config"), embedded: vec![dir.join("a"), dir.join("b")] };
        for path in [&written.config, &written.embedded[0], &written.embedded[1]] {
            fs::write(path, "as it was").unwrap();
        }
        let count = || {
            let names = fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().file_name());
            names.filter(|name| name.to_string_lossy().starts_with(PREFIX)).count()
        };

        assert_eq!(of(&written, &runtime), None, "without a runtime");
        fs::write(&runtime, "#!/bin/sh\necho \"$@\"\necho once >> \"$(dirname \"$0\")/made\"\n")
            .unwrap();
        fs::set_permissions(&runtime, fs::Permissions::from_mode(0o700)).unwrap();
        let first = of(&written, &runtime).unwrap();
        assert!(fs::read_to_string(&first).unwrap().starts_with("compile --config-only"));
        let mode = || fs::metadata(&first).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600, "it embeds keys");
        fs::set_permissions(&first, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(of(&written, &runtime), Some(first.clone()));
        assert_eq!(mode(), 0o600, "and one that was left open is closed");
        assert_eq!(fs::read_to_string(dir.join("made")).unwrap(), "once\n");

        fs::write(&written.embedded[1], "as it is now").unwrap();
        let second = of(&written, &runtime).unwrap();
        assert!(second != first && count() == 1, "the old one is gone");

        fs::write(&written.config, "and a runtime that fails").unwrap();
        fs::write(&runtime, "#!/bin/sh\nexit 1\n").unwrap();
        assert_eq!((of(&written, &runtime), count()), (None, 0));
        fs::remove_dir_all(&dir).unwrap();
    }
}
