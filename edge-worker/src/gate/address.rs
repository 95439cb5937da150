//! From where a request came, where no proxy tells.

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

/// What counts as one caller of those that a proxy tells.
pub(super) fn told(address: &str) -> String {
    let address = address.trim();
    address.parse().map_or_else(|_| address.to_owned(), |ip: IpAddr| counted(ip.to_canonical()))
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
        assert_eq!(told("::ffff:203.0.113.9"), "203.0.113.9");
        assert_eq!(told("unix:"), "unix:");
    }
}
