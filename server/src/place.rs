//! The data directory: ours alone, ours to write, and nobody else's to read.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
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
    // A data directory that somebody else made keeps its mode: it may be shared on purpose. What lies in
    // it is closed by itself.
    make(&objects(data))?;
    close(&objects(data), 0o700).map_err(|error| refused(&objects(data), &error))?;
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

/// Writes a file that nobody else reads: shops' configuration holds keys and passwords' hashes.
///
/// # Errors
/// As the file system has it.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    written(path, bytes).map(drop)
}

/// The same, whole or not at all, whatever ends us meanwhile: a full disk, a power cut.
///
/// # Errors
/// As the file system has it; what was there before is there still.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    written(Path::new(&part), bytes)?.sync_all()?;
    fs::rename(part, path)
}

fn written(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    // What an older server wrote was open to all.
    close(path, 0o600)?;
    file.write_all(bytes)?;
    Ok(file)
}

/// Gives what is there already the mode that we would have made it with.
///
/// # Errors
/// When it is not ours.
#[cfg_attr(not(unix), expect(unused_variables, reason = "modes are Unix's"))]
pub(crate) fn close(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    }
    Ok(())
}

fn make(dir: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(dir).map_err(|error| refused(dir, &error))
}

fn lock(data: &Path) -> Result<File> {
    let path = data.join("lock");
    let file = File::create(&path).map_err(|error| refused(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let process = fs::read_to_string(data.join(PID)).unwrap_or_else(|_| "?".to_owned());
            bail!(
                "another server uses {} (its workerd is process {process}): stop it, by `kill \
                 {process}` where its dukou is gone, or choose another directory with --data",
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

    #[cfg(unix)]
    #[test]
    fn what_is_kept_is_nobody_elses_to_read() {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let data = std::env::temp_dir().join(format!("dukou-closed-{}", std::process::id()));
        drop(take(&data).unwrap());
        let (shops, kept) = (data.join("sites.json"), objects(&data));
        assert_eq!((mode(&data), mode(&kept)), (0o700, 0o700));

        // As an older server left them.
        fs::write(&shops, "old").unwrap();
        for (path, open) in [(&shops, 0o644), (&kept, 0o755), (&data, 0o755)] {
            fs::set_permissions(path, fs::Permissions::from_mode(open)).unwrap();
        }
        drop(take(&data).unwrap());
        write(&shops, b"new").unwrap();
        let modes = (mode(&shops), mode(&kept), mode(&data));
        let said = fs::read_to_string(&shops).unwrap();
        fs::remove_dir_all(&data).unwrap();
        assert_eq!((modes, said.as_str()), ((0o600, 0o700, 0o755), "new"));
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
