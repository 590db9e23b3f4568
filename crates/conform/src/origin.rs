//! [`Parted`]: a URL as a connection sees it, its origin and what stands in the request line.

use std::net::Ipv4Addr;

/// Where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parted<'u> {
    /// Scheme, host and port: `http://127.0.0.1:8080`. Userinfo, which no target has, would be part of it.
    pub origin: &'u str,
    /// Path and query.
    pub target: &'u str,
}

impl<'u> Parted<'u> {
    /// Parts a URL that is written just as a parser of URLs would give it back; `None` for any other, which has to be parsed.
    pub fn as_written(url: &'u str) -> Option<Self> {
        let parted = Self::of(url)?;
        let (scheme, authority) = parted.origin.split_once("://")?;
        let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
        let usual_port = match scheme {
            "http" => "80",
            "https" => "443",
            _ => return None,
        };
        let port = port.is_none_or(|port| port != usual_port && !port.starts_with('0') && port.parse::<u16>().is_ok());
        let usual = |byte: u8| byte.is_ascii_alphanumeric() || b"-_~!$&()*+,;=:@/?.".contains(&byte);
        // A segment of dots is taken out; so is one whose dots are encoded, which is why no percent sign is taken.
        let target = parted.target.bytes().all(usual) && !parted.target.contains("/.");
        (port && target && (host.parse::<Ipv4Addr>().is_ok() || is_name(host))).then_some(parted)
    }

    /// Parts a URL in its normal form.
    pub fn of_normal(url: &'u str) -> Self {
        let url = url.split('#').next().unwrap_or_default();
        Self::of(url).unwrap_or(Self { origin: url, target: "/" })
    }

    fn of(url: &'u str) -> Option<Self> {
        let host = url.find("://")? + 3;
        let (origin, target) = url.split_at(host + url[host..].find('/')?);
        Some(Self { origin, target })
    }

    /// Host and port.
    pub fn host(&self) -> &'u str {
        let authority = self.origin.split_once("://").map_or("", |(_, authority)| authority);
        authority.rsplit('@').next().unwrap_or_default()
    }
}

/// Whether a host is a name in lower case, and nothing that could be read as an address or needs a coding.
fn is_name(host: &str) -> bool {
    let label = |label: &str| {
        let letters = label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        letters && label.starts_with(|first: char| first.is_ascii_lowercase()) && !label.ends_with('-') && !label.contains("--")
    };
    host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::as_sent;

    #[test]
    fn what_is_parted_as_written_is_what_is_sent() {
        for (url, taken) in [
            ("http://127.0.0.1:8080/items/1?q=a+b&c=(d)", true),
            ("https://api.example.org/", true),
            ("http://localhost:3000/a:b@c;d,e/$f*~_-!", true),
            ("http://127.1:80/a", false),
            ("http://127.0.0.1:80/a", false),
            ("http://127.0.0.1:080/a", false),
            ("http://127.0.0.1:99999/a", false),
            ("https://h:443/a", false),
            ("http://a.1/b", false),
            ("http://Host/a", false),
            ("http://xn--a/b", false),
            ("http://user:pw@h/a", false),
            ("http://[::1]:8080/a", false),
            ("http://h/a/../b", false),
            ("http://h/a/%2e%2E/b", false),
            ("http://h/a/.b", false),
            ("http://h/a b", false),
            ("http://h/a'b", false),
            ("http://h/a#b", false),
            ("http://h/a?b\"c", false),
            ("http://h?a", false),
            ("http:///a", false),
            ("ftp://h/a", false),
            ("h/a", false),
        ] {
            let parted = Parted::as_written(url);
            assert_eq!(parted.is_some(), taken, "{url}");
            assert!(!taken || as_sent(url) == url, "{url}");
        }
        let parted = Parted::as_written("http://127.0.0.1:8080/a?b").unwrap();
        assert_eq!((parted.origin, parted.target, parted.host()), ("http://127.0.0.1:8080", "/a?b", "127.0.0.1:8080"));
    }

    #[test]
    fn a_normal_url_is_parted_without_its_fragment() {
        let parted = Parted::of_normal("http://[::1]:8080/a?b#c");
        assert_eq!((parted.origin, parted.target, parted.host()), ("http://[::1]:8080", "/a?b", "[::1]:8080"));
    }
}
