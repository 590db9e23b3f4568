//! How connections are made: certificates, proxy, addresses; and where below a target an API begins.

use crate::options::Options;
use crate::output;
use crate::value::without_userinfo;
use specproof_conform::Settings;
use specproof_contract::model::Api;
use std::net::IpAddr;

/// Fills in the settings of connections, whose targets are known; everything that is wrong.
pub fn connections(options: &Options, settings: &mut Settings) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut read = |name: &str| {
        let file = options.path(name)?;
        match specproof_contract::file::read(&file) {
            Ok(pem) => Some(pem),
            Err(error) => {
                wrong.push(format!("--{name} {}: cannot be read: {error}", file.display()));
                None
            }
        }
    };
    settings.tls.ca = read("cacert");
    let (certificate, key) = (read("cert"), read("key"));
    match (certificate, key) {
        (Some(mut pem), key) => {
            pem.push(b'\n');
            pem.extend(key.unwrap_or_default());
            settings.tls.client = Some(pem);
        }
        (None, Some(_)) if options.path("cert").is_none() => wrong.push("--key: it belongs to a certificate: give that with --cert".into()),
        (None, _) => {}
    }
    settings.tls.insecure = options.on("insecure");
    if let Some(name) = options.one("user-agent") {
        settings.headers.retain(|(own, _)| !own.eq_ignore_ascii_case("user-agent"));
        settings.headers.push(("User-Agent".into(), name.to_owned()));
    }
    if let Some(proxy) = options.one("proxy") {
        if proxy.to_ascii_lowercase().starts_with("http://") {
            settings.route.proxy = Some(proxy.to_owned());
        } else {
            wrong.push("--proxy: write http://[USER:PASSWORD@]HOST:PORT (what was given is not shown, since it may hold a secret)".into());
        }
    }
    for text in options.texts("resolve") {
        match resolved(&text) {
            Some(own) if settings.targets.values().any(|target| place(target) == Some((own.0.to_ascii_lowercase(), own.1))) => {
                settings.route.resolve.push(own);
            }
            Some((host, port, _)) => wrong.push(format!("--resolve {text}: no target is at {host}:{port}")),
            None => wrong.push(format!("--resolve {text}: write HOST:PORT:ADDRESS, as in api.example.com:443:127.0.0.1")),
        }
    }
    wrong
}

fn resolved(text: &str) -> Option<(String, u16, IpAddr)> {
    let mut parts = text.splitn(3, ':');
    let (host, port, address) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
    let address = address.trim_start_matches('[').trim_end_matches(']').parse().ok()?;
    (!host.is_empty()).then(|| (host.to_owned(), port, address))
}

/// Host and port of a URL.
fn place(url: &str) -> Option<(String, u16)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    let otherwise = if scheme.eq_ignore_ascii_case("https") { 443 } else { 80 };
    match authority.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?))) {
        Some((host, port)) => Some((host.to_ascii_lowercase(), port)),
        None => Some((authority.to_ascii_lowercase(), otherwise)),
    }
}

/// The base URL for a document that was brought along: a URL without any path is the root of a server, below which the API begins where the
/// document's first server says; with a path, and be it only `/`, it is taken as it is.
pub fn base(api: &Api, given: &str) -> String {
    let bare = given.trim_end_matches('/').to_owned();
    let has_path = given.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
    let server = api.servers.first().map_or("", |server| server.url.as_str());
    let path = match server.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => server,
    };
    let path = path.trim_end_matches('/');
    if has_path || !path.starts_with('/') || path.contains(['{', '?', '#']) {
        return bare;
    }
    let shown = without_userinfo(&bare);
    output::note(&format!("note: {} begins at {shown}{path}, as its document says; end the URL with / to leave {path} out", api.name));
    format!("{bare}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use specproof_contract::model::Server;

    #[test]
    fn addresses_stand_for_a_host_and_port() {
        assert_eq!(resolved("a.b:443:127.0.0.1"), Some(("a.b".into(), 443, IpAddr::from([127, 0, 0, 1]))));
        assert!(resolved("a:1:[::1]").is_some_and(|(_, _, address)| address.is_ipv6()));
        assert_eq!((resolved("a:443"), resolved(":1:1.1.1.1"), resolved("a:x:1.1.1.1")), (None, None, None));
        assert_eq!(place("https://A.b/c"), Some(("a.b".into(), 443)));
        assert_eq!(place("http://u:p@h:81/"), Some(("h".into(), 81)));
    }

    #[test]
    fn an_api_begins_where_its_server_says_unless_the_url_has_a_path() {
        let api = |url: &str| Api { servers: vec![Server { url: url.into(), description: None }], ..Api::default() };
        for (server, given, expected) in [
            ("https://api.invalid/v1/", "http://h:1", "http://h:1/v1"),
            ("/v2", "http://h:1", "http://h:1/v2"),
            ("https://api.invalid", "http://h:1", "http://h:1"),
            ("https://api.invalid/v1", "http://h:1/", "http://h:1"),
            ("https://api.invalid/v1", "http://h:1/other/", "http://h:1/other"),
            ("https://api.invalid/{stage}", "http://h:1", "http://h:1"),
        ] {
            assert_eq!(base(&api(server), given), expected, "{server} {given}");
        }
    }
}
