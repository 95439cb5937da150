//! The running workerd.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::config::Written;
use crate::secrets::Secrets;
use crate::{packed, place, supervisor};

/// How long a start may take, on a slow disk under load.
const START: Duration = Duration::from_secs(30);
/// How long requests in flight may take to finish when we stop.
const DRAIN: Duration = Duration::from_secs(1);
const GLANCE: Duration = Duration::from_millis(50);

/// A child process that we stop, whatever happens to us short of `kill -9`.
#[derive(Debug)]
pub(crate) struct Workerd {
    child: Child,
    stop: Receiver<()>,
}

/// Whether we could listen there.
///
/// # Errors
/// When the port is taken or the address is not this machine's.
pub(crate) fn check_address(host: &str, port: u16) -> Result<()> {
    match TcpListener::bind((host, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!("port {port} is taken: stop what listens there, or choose another with --port")
        }
        Err(error) => {
            bail!("cannot listen on {host}:{port} ({error}): try another --host or --port")
        }
    }
}

impl Workerd {
    /// Starts workerd on what was written; its process id goes to `data/workerd.pid`.
    pub(crate) fn start(
        binary: &Path,
        written: &Written,
        data: &Path,
        lock: &File,
        secrets: &Secrets,
    ) -> Result<Self> {
        let (sender, stop) = channel();
        ctrlc::set_handler(move || {
            // Nobody listens any more when we are stopping already.
            let _ = sender.send(());
        })?;
        let mut workerd = Command::new(binary);
        // It never reads its input. Holding the lock there, it keeps the data ours even when it
        // outlives us, as after a `kill -9`.
        workerd.stdin(lock.try_clone()?);
        workerd.arg("serve");
        match packed::of(written, binary) {
            Some(packed) => workerd.arg("--binary").arg(packed),
            // It embeds the built worker by absolute paths.
            None => workerd.arg("--import-path=/").arg(&written.config),
        };
        workerd.env("SIGNING_KEY", secrets.signing_key.expose());
        workerd.env("ADMIN_KEY", secrets.admin_key.expose());
        workerd.env_remove(supervisor::SOCKET);
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt as _;
            // The terminal's Ctrl-C is for us alone: we say when and how the server stops.
            workerd.process_group(0);
            raise_file_limit();
        }
        let child =
            workerd.spawn().with_context(|| format!("{} does not start", binary.display()))?;
        // From here on it is stopped, whatever fails.
        let started = Self { child, stop };
        let pid = data.join(place::PID);
        let written = fs::write(&pid, started.child.id().to_string());
        written.with_context(|| pid.display().to_string())?;
        Ok(started)
    }

    /// Returns once the server answers: `true`. Where we are asked to stop before that, it is stopped:
    /// `false`.
    pub(crate) fn wait_until_healthy(&mut self, address: &str) -> Result<bool> {
        let start = Instant::now();
        let mut last = String::new();
        while start.elapsed() < START {
            if let Some(status) = self.child.try_wait()? {
                bail!("workerd stopped while starting ({status}); its own words are above");
            }
            if self.asked_to_stop(GLANCE) {
                self.stop_child()?;
                return Ok(false);
            }
            match minreq::get(format!("{address}/v1/health")).with_timeout(5).send() {
                Ok(answer) if answer.status_code == 200 => return Ok(true),
                // It runs and cannot read its configuration: waiting would not help.
                Ok(answer) => bail!(
                    "the server answers {} where it should say that it is well; its own words are \
                     above: mend the variables of its environment",
                    answer.status_code
                ),
                Err(error) => last = error.to_string(),
            }
        }
        bail!("the server is not healthy after {} s: {last}", START.as_secs())
    }

    /// Serves until Ctrl-C, or until workerd gives up by itself.
    pub(crate) fn run_until_stopped(mut self) -> Result<()> {
        loop {
            if self.asked_to_stop(GLANCE * 4) {
                self.stop_child()?;
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("workerd stopped by itself ({status})");
            }
        }
    }

    fn asked_to_stop(&self, within: Duration) -> bool {
        match self.stop.recv_timeout(within) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => true,
            Err(RecvTimeoutError::Timeout) => false,
        }
    }

    /// Asks, waits, and insists when asking did not help.
    fn stop_child(&mut self) -> Result<ExitStatus> {
        #[cfg(unix)]
        if let Ok(id) = i32::try_from(self.child.id()) {
            use nix::sys::signal::{Signal, kill};
            // It may have ended in this very moment.
            let _ = kill(nix::unistd::Pid::from_raw(id), Signal::SIGTERM);
        }
        let start = Instant::now();
        while start.elapsed() < DRAIN {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            std::thread::sleep(GLANCE);
        }
        self.child.kill()?;
        Ok(self.child.wait()?)
    }
}

/// A conversation that is awake takes three files, an open line two, and a shell allows 1,024: workerd,
/// which inherits it, gets as many as this machine lets us have.
#[cfg(unix)]
fn raise_file_limit() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
        && soft < hard
    {
        // macOS calls its limit none, and refuses more than this. Where that is refused too, what there
        // was has to do.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard)
            .or_else(|_| setrlimit(Resource::RLIMIT_NOFILE, hard.min(10_240), hard));
    }
}

impl Drop for Workerd {
    fn drop(&mut self) {
        // An error on the way up must not leave a server behind; one that ended is no error here.
        let _ = self.stop_child();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_start_that_fails_leaves_no_server_behind() {
        let data = std::env::temp_dir().join(format!("dukou-left-{}", std::process::id()));
        let lock = place::take(&data).unwrap();
        // Its process id cannot be written.
        fs::create_dir(data.join(place::PID)).unwrap();
        let binary = data.join("workerd");
        let script = "printf '#!/bin/sh\\nexec sleep 60\\n' > \"$0\" && chmod 700 \"$0\"";
        assert!(Command::new("sh").args(["-c", script]).arg(&binary).status().unwrap().success());
        let written = Written { config: data.join("none"), embedded: Vec::new() };
        let keys = Secrets { signing_key: String::new().into(), admin_key: String::new().into() };
        let failed = Workerd::start(&binary, &written, &data, &lock, &keys).map(drop);
        drop(lock);
        // It would hold the lock.
        let again = place::take(&data).map(drop);
        fs::remove_dir_all(&data).unwrap();
        let told = format!("{:#}", failed.unwrap_err());
        assert!(told.contains(place::PID), "{told}");
        again.unwrap();
    }
}
