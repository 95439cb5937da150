//! From where a request came: as a proxy tells it, or where none does.

use std::net::IpAddr;

use wasm_bindgen::JsValue;
use worker::Request;

/// The address at the other end of the connection, as plain workerd tells it; nothing where that is
/// a proxy on this machine, which stands for everyone.
pub(super) fn peer(request: &Request) -> Option<String> {
    let get = |object: &JsValue, name: &str| {
        js_sys::Reflect::get(object, &JsValue::from_str(name)).ok().filter(JsValue::is_truthy)
    };
    let cf = get(request.inner(), "cf")?;
    foreign(&get(&cf, "clientIp")?.as_string()?)
}

/// The address of `address:port`, if it is another machine's.
fn foreign(peer: &str) -> Option<String> {
    let address = peer.rsplit_once(':').map_or(peer, |(address, _)| address);
    let address: IpAddr = address.trim_matches(['[', ']']).parse().ok()?;
    let address = address.to_canonical();
    (!address.is_loopback()).then(|| counted(address))
}

/// What counts as one caller of those that a proxy tells; nothing where it tells of this machine, as one does
/// that has another proxy before it here, which stands for everyone.
pub(super) fn told(address: &str) -> Option<String> {
    match parse(address) {
        Some(address) if address.is_loopback() => None,
        Some(address) => Some(counted(address)),
        None => Some(address.trim().to_owned()),
    }
}

/// Whether `address` is of this machine or of a network of the operator's own: seldom a visitor, and mostly a
/// proxy before the one that tells of it.
pub(super) fn is_near(address: &str) -> bool {
    match parse(address) {
        Some(IpAddr::V4(address)) => {
            // 100.64/10 is for networks behind one address (RFC 6598), and load balancers have theirs from it.
            let shared = matches!(address.octets(), [100, 64..=127, ..]);
            address.is_loopback() || address.is_private() || address.is_link_local() || shared
        }
        Some(IpAddr::V6(address)) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
        None => false,
    }
}

fn parse(address: &str) -> Option<IpAddr> {
    address.trim().parse().ok().map(|address: IpAddr| address.to_canonical())
}

fn counted(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        // A household is given a /64; counting single addresses of it counts nothing.
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_without_its_port_and_a_proxy_here_is_nobody() {
        let check = |peer: &str, expect: Option<&str>| {
            assert_eq!(foreign(peer).as_deref(), expect, "{peer}");
        };
        check("203.0.113.7:50123", Some("203.0.113.7"));
        check("[2001:db8:1:2:3:4:5:6]:443", Some("2001:db8:1:2::/64"));
        check("[::ffff:203.0.113.7]:443", Some("203.0.113.7"));
        check("127.0.0.1:50123", None);
        check("[::1]:50123", None);
        check("unix:/run/socket", None);
        check("", None);
    }

    #[test]
    fn a_household_counts_as_one_behind_a_proxy_too() {
        assert_eq!(told("2001:db8:1:2::3"), told(" 2001:db8:1:2:ffff::9 "));
        assert_ne!(told("2001:db8:1:2::3"), told("2001:db8:1:3::3"));
        assert_eq!(told("::ffff:203.0.113.9").as_deref(), Some("203.0.113.9"));
        assert_eq!(told("unix:").as_deref(), Some("unix:"));
    }

    #[test]
    fn a_proxy_before_the_proxy_is_told_from_a_visitor() {
        for here in ["127.0.0.1", " 127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert_eq!((told(here), is_near(here)), (None, true), "{here}");
        }
        // A shop on its own network has visitors there: each counts, and the log says that it may be a proxy.
        for near in [
            "10.0.0.7",
            "172.16.3.4",
            "192.168.1.9",
            "100.64.0.1",
            "100.127.255.254",
            "169.254.1.1",
        ] {
            assert_eq!((told(near).as_deref(), is_near(near)), (Some(near), true), "{near}");
        }
        assert!(is_near("fd00::7") && is_near("fe80::7") && told("fd00::7").is_some());
        for far in
            ["203.0.113.7", "100.63.0.1", "100.128.0.1", "172.32.0.1", "2001:db8::1", "unix:", ""]
        {
            assert!(!is_near(far), "{far}");
        }
    }
}
