//! What a supervisor is told: systemd's notification protocol (sd_notify(3)), a datagram to the socket that
//! it names.

/// Says that the server answers, where somebody wants to know.
pub(crate) fn say_ready() {
    #[cfg(target_os = "linux")]
    if let Some(socket) = std::env::var_os(SOCKET) {
        // A supervisor that cannot be told notices by its own time limit.
        let _ = say(socket.as_encoded_bytes(), b"READY=1");
    }
}

/// The variable that names the socket; not for the processes that we start.
pub(crate) const SOCKET: &str = "NOTIFY_SOCKET";

#[cfg(target_os = "linux")]
fn say(socket: &[u8], words: &[u8]) -> std::io::Result<usize> {
    use std::ffi::OsStr;
    use std::os::linux::net::SocketAddrExt as _;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::net::{SocketAddr, UnixDatagram};

    let address = match socket {
        [b'@', name @ ..] => SocketAddr::from_abstract_name(name)?,
        path => SocketAddr::from_pathname(OsStr::from_bytes(path))?,
    };
    UnixDatagram::unbound()?.send_to_addr(words, &address)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::linux::net::SocketAddrExt as _;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::net::{SocketAddr, UnixDatagram};

    use super::*;

    fn heard(socket: &UnixDatagram, name: &[u8]) -> std::io::Result<Vec<u8>> {
        say(name, b"READY=1")?;
        let mut words = vec![0; 16];
        let length = socket.recv(&mut words)?;
        words.truncate(length);
        Ok(words)
    }

    #[test]
    fn a_supervisor_hears_by_either_kind_of_socket() {
        let name = format!("dukou-notify-{}", std::process::id());
        let address = SocketAddr::from_abstract_name(&name).unwrap();
        let socket = UnixDatagram::bind_addr(&address).unwrap();
        assert_eq!(heard(&socket, format!("@{name}").as_bytes()).unwrap(), b"READY=1");
        let path = std::env::temp_dir().join(&name);
        let socket = UnixDatagram::bind(&path).unwrap();
        let told = heard(&socket, path.as_os_str().as_bytes());
        std::fs::remove_file(&path).unwrap();
        assert_eq!(told.unwrap(), b"READY=1");
    }
}
