//! `dukou password` at a terminal.
#![cfg(unix)]

use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::pty::openpty;
use nix::sys::signal::{Signal, kill};
use nix::sys::termios::{LocalFlags, tcgetattr};
use nix::unistd::Pid;

#[test]
fn who_breaks_off_at_the_prompt_sees_again_what_they_type() {
    let pty = openpty(None, None).unwrap();
    let echoes =
        |terminal: &OwnedFd| tcgetattr(terminal).unwrap().local_flags.contains(LocalFlags::ECHO);
    let mut asked = Command::new(env!("CARGO_BIN_EXE_dukou"));
    asked.arg("password").stdin(pty.slave.try_clone().unwrap()).stderr(Stdio::null());
    let mut asked = asked.spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(30);
    while echoes(&pty.slave) {
        assert!(Instant::now() < until, "what is typed is shown");
        sleep(Duration::from_millis(10));
    }
    kill(Pid::from_raw(asked.id().try_into().unwrap()), Signal::SIGINT).unwrap();
    let status = asked.wait().unwrap();
    assert!(echoes(&pty.slave));
    assert_eq!(status.code(), Some(130));
}
