//! What a proxy is told: who asks, and where a tunnel leads.

use base64::Engine;
use specproof_contract::notation::percent_decoded;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// The longest head of a proxy's answer, in bytes.
const LONGEST: usize = 16 << 10;

/// The value of `Proxy-Authorization` for user and password as they stand in a URL, percent-encoded.
pub fn credential(user: &str, password: &str) -> String {
    let plain = |text: &str| String::from_utf8_lossy(&percent_decoded(text)).into_owned();
    let pair = format!("{}:{}", plain(user), plain(password));
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}

/// Asks for a tunnel to `host:port` (RFC 9110, 9.3.6).
///
/// # Errors
/// Why there is none.
pub async fn tunnel<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, credential: Option<&str>, place: &str) -> Result<(), String> {
    let broken = |error: std::io::Error| format!("the proxy: {error}");
    let credential = credential.map(|value| format!("Proxy-Authorization: {value}\r\n")).unwrap_or_default();
    let asked = format!("CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n{credential}\r\n");
    stream.write_all(asked.as_bytes()).await.map_err(broken)?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.map_err(broken)?);
        if head.len() > LONGEST {
            return Err("the proxy's answer has no end".into());
        }
    }
    let text = String::from_utf8_lossy(&head);
    let line = text.lines().next().unwrap_or_default();
    match line.split(' ').nth(1) {
        Some(status) if status.starts_with('2') => Ok(()),
        _ => Err(format!("the proxy made no tunnel to {place}: {line}")),
    }
}

#[cfg(test)]
mod tests {
    use super::credential;

    #[test]
    fn the_credential_is_decoded_first() {
        assert_eq!(credential("a%40b", "p%3Aw"), "Basic YUBiOnA6dw==");
    }
}
