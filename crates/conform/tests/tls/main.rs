//! TLS, client certificates, addresses and proxies, over real sockets on the loopback interface.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use specproof_conform::case::HeaderCase;
use specproof_conform::client::Client;
use specproof_conform::settings::{Limits, Route, Tls};
use specproof_conform::{Request, TransportError};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

fn pem(name: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls").join(name)).unwrap()
}

/// Serves one empty answer for each request; with TLS, and asking for a client certificate, where that is wanted.
async fn server(tls: bool, client_certificate: bool) -> (u16, Arc<Mutex<Vec<String>>>) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let chain = CertificateDer::pem_slice_iter(&pem("server.pem")).collect::<Result<Vec<_>, _>>().unwrap();
    let key = PrivateKeyDer::from_pem_slice(&pem("server.key")).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(&pem("ca.pem")).unwrap()).unwrap();
    let builder = ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().unwrap();
    let builder = match client_certificate {
        true => builder.with_client_cert_verifier(WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap()),
        false => builder.with_no_client_auth(),
    };
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(builder.with_single_cert(chain, key).unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = seen.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, kept) = (acceptor.clone(), kept.clone());
            tokio::spawn(async move {
                if tls {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream, kept).await;
                    }
                } else {
                    serve(stream, kept).await;
                }
            });
        }
    });
    (port, seen)
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, kept: Arc<Mutex<Vec<String>>>) {
    while let Some(head) = head(&mut stream).await {
        kept.lock().unwrap().push(head);
        if stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.is_err() {
            return;
        }
    }
}

async fn head(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A proxy that makes tunnels and passes plain requests on to the one server that it knows; what it was asked is kept.
async fn proxy(to: u16) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = seen.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let kept = kept.clone();
            tokio::spawn(async move {
                let Some(asked) = head(&mut stream).await else { return };
                kept.lock().unwrap().push(asked.clone());
                let mut server = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
                if asked.starts_with("CONNECT ") {
                    stream.write_all(b"HTTP/1.1 200 Tunnel\r\n\r\n").await.unwrap();
                } else {
                    server.write_all(asked.as_bytes()).await.unwrap();
                }
                let _ = copy_bidirectional(&mut stream, &mut server).await;
            });
        }
    });
    (port, seen)
}

fn request(url: String) -> Request {
    Request { method: "GET".into(), url, headers: vec![("X-Own".into(), "1".into())], body: None }
}

/// The status, over both ways of sending.
async fn status(tls: &Tls, route: &Route, url: &str) -> Result<u16, TransportError> {
    let client = Client::new(tls, route, &Limits::default(), true).map_err(TransportError::Tls)?;
    client.reach(url).await?;
    let plain = client.send(&request(url.to_owned()), None).await?.status;
    let spelt = client.send(&request(url.to_owned()), Some(HeaderCase::Upper)).await?.status;
    assert_eq!(plain, spelt);
    Ok(plain)
}

fn trusting(ca: &str) -> Tls {
    Tls { ca: Some(pem(ca)), ..Tls::default() }
}

#[tokio::test]
async fn a_certificate_is_verified_unless_it_is_asked_not_to() {
    let (port, _) = server(true, false).await;
    let url = format!("https://localhost:{port}/");
    assert_eq!(status(&trusting("ca.pem"), &Route::default(), &url).await, Ok(204));
    let other = status(&trusting("other-ca.pem"), &Route::default(), &url).await;
    assert!(matches!(other, Err(TransportError::Tls(_))), "{other:?}");
    let insecure = Tls { insecure: true, ..Tls::default() };
    assert_eq!(status(&insecure, &Route::default(), &url).await, Ok(204));
    let broken = status(&Tls { ca: Some(b"no PEM".to_vec()), ..Tls::default() }, &Route::default(), &url).await;
    assert!(broken.is_err_and(|error| error.to_string().contains("holds no certificate")));
}

#[tokio::test]
async fn a_client_certificate_is_shown_where_it_is_asked_for() {
    let (port, _) = server(true, true).await;
    let url = format!("https://127.0.0.1:{port}/");
    let without = status(&trusting("ca.pem"), &Route::default(), &url).await;
    assert!(without.is_err(), "{without:?}");
    let both = [pem("client.pem"), pem("client.key")].concat();
    let with = Tls { client: Some(both), ..trusting("ca.pem") };
    assert_eq!(status(&with, &Route::default(), &url).await, Ok(204));
    let keyless = Tls { client: Some(pem("client.pem")), ..trusting("ca.pem") };
    let keyless = status(&keyless, &Route::default(), &url).await;
    assert!(keyless.is_err_and(|error| error.to_string().contains("no private key")));
}

#[tokio::test]
async fn an_address_stands_for_a_name() {
    let (port, _) = server(true, false).await;
    let route = Route { resolve: vec![("api.specproof.test".into(), port, [127, 0, 0, 1].into())], ..Route::default() };
    let url = format!("https://api.specproof.test:{port}/");
    assert_eq!(status(&trusting("ca.pem"), &route, &url).await, Ok(204));
}

#[tokio::test]
async fn a_proxy_makes_a_tunnel_for_https_and_passes_http_on() {
    for tls in [true, false] {
        let (port, served) = server(tls, false).await;
        let (through, asked) = proxy(port).await;
        let route = Route { proxy: Some(format!("http://user:p%40ss@127.0.0.1:{through}")), ..Route::default() };
        let url = format!("{}://localhost:{port}/x?y=1", if tls { "https" } else { "http" });
        let client = Client::new(&trusting("ca.pem"), &route, &Limits::default(), true).unwrap();
        for case in [None, Some(HeaderCase::Upper)] {
            assert_eq!(client.send(&request(url.clone()), case).await.map(|answer| answer.status), Ok(204), "{tls} {case:?}");
        }
        let asked = asked.lock().unwrap().join("");
        let first = if tls { format!("CONNECT localhost:{port} ") } else { format!("GET http://localhost:{port}/x?y=1 ") };
        assert_eq!(asked.matches(&first).count(), 2, "{asked}");
        assert_eq!(asked.to_lowercase().matches("proxy-authorization: basic dxnlcjpwqhnz").count(), 2, "{asked}");
        let served = served.lock().unwrap().join("");
        assert_eq!(served.matches("/x?y=1").count(), 2);
        assert!(!tls || !served.to_lowercase().contains("proxy-authorization"), "{served}");
    }
}
