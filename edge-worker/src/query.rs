//! What stands behind the question mark of an address.
//!
//! The runtime has read the address already, so little is left to do; the crate that reads any address of
//! the world, with its tables of what letters may be in a host's name, was a twentieth of the edge.

use shared::percent;

/// The names and values of an address's query, as forms write them.
pub(crate) fn pairs(url: &str) -> Vec<(String, String)> {
    let url = url.split('#').next().unwrap_or_default();
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (percent::decode_form(name), percent::decode_form(value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_forms_write_it() {
        let check = |url: &str, expect: &[(&str, &str)]| {
            let pairs = pairs(url);
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
            assert_eq!(pairs, expect, "{url}");
        };
        check("https://a.example/v1", &[]);
        check("https://a.example/v1?", &[]);
        check("https://a.example/v1?a=1&&b", &[("a", "1"), ("b", "")]);
        check("https://a.example/?q=%E9%80%80+%e8%b4%a7%2B&=", &[("q", "退 货+"), ("", "")]);
        check("https://a.example/?q=a=b?c#d?e=f", &[("q", "a=b?c")]);
        check(
            "https://a.example/?q=100%&r=%4&s=%zz&t=%ff",
            &[("q", "100%"), ("r", "%4"), ("s", "%zz"), ("t", "\u{fffd}")],
        );
    }
}
