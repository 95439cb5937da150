//! The data directory: ours alone, and ours to write.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};

use crate::objects::{OBJECTS, directory};

/// The file with workerd's process id.
pub(crate) const PID: &str = "workerd.pid";

/// Makes `data` and what belongs into it, unless it is there; returns what keeps a second server off
/// it for as long as it is held.
///
/// # Errors
/// When another server uses it, or we may not write to it.
pub(crate) fn take(data: &Path) -> Result<File> {
    make(data)?;
    let lock = lock(data)?;
    for class in OBJECTS {
        let objects = objects(data).join(directory(class));
        make(&objects)?;
        // Whoever once ran the server as root finds this file closed.
        let index = objects.join("metadata.sqlite");
        if index.exists() {
            OpenOptions::new().append(true).open(&index).map_err(|e| refused(&index, &e))?;
        }
    }
    Ok(lock)
}

/// Where workerd keeps what the objects store.
pub(crate) fn objects(data: &Path) -> PathBuf {
    data.join("objects")
}

fn make(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir).map_err(|error| refused(dir, &error))
}

fn lock(data: &Path) -> Result<File> {
    let path = data.join("lock");
    let file = File::create(&path).map_err(|error| refused(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let process = fs::read_to_string(data.join(PID)).unwrap_or_else(|_| "?".to_owned());
            bail!(
                "another server uses {} (its workerd is process {process}): stop it, or choose \
                 another directory with --data",
                data.display()
            )
        }
        Err(TryLockError::Error(error)) => Err(refused(&path, &error)),
    }
}

fn refused(path: &Path, error: &std::io::Error) -> anyhow::Error {
    anyhow!(
        "cannot write {} ({error}): choose a directory that is yours with --data, or have it given \
         to you",
        path.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_kept_off_the_data() {
        let data = std::env::temp_dir().join(format!("dukou-place-{}", std::process::id()));
        let held = take(&data).unwrap();
        let second = format!("{:#}", take(&data).unwrap_err());
        drop(held);
        let third = take(&data).map(drop);
        fs::remove_dir_all(&data).unwrap();
        assert!(second.starts_with("another server uses"), "{second}");
        third.unwrap();
    }

    #[test]
    fn a_file_in_the_way_is_told_in_one_line() {
        let path = std::env::temp_dir().join(format!("dukou-in-the-way-{}", std::process::id()));
        fs::write(&path, "").unwrap();
        let told = format!("{:#}", take(&path).unwrap_err());
        fs::remove_file(&path).unwrap();
        assert!(told.starts_with("cannot write") && !told.contains('\n'), "{told}");
    }
}
