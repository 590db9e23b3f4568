//! The conforming deployment behind a proxy.

use crate::message::{Asked, Reply};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use specproof_conform::client::Client;
use specproof_conform::{Answer, Request, Settings};
use std::sync::Arc;

/// Header fields that concern one connection only (RFC 9110, 7.6.1), and those that are made anew.
const OWN: [&str; 9] =
    ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "host", "content-length"];

/// Where requests are passed on to.
#[derive(Clone)]
pub struct Upstream {
    url: String,
    client: Arc<Client>,
}

impl Upstream {
    /// The deployment at this base URL.
    ///
    /// # Errors
    /// What is wrong with the TLS settings.
    pub fn new(url: &str, settings: &Settings) -> Result<Self, String> {
        let client = Client::new(&settings.tls, &settings.route, &settings.limits, url.starts_with("https:"))?;
        Ok(Self { url: url.trim_end_matches('/').to_owned(), client: Arc::new(client) })
    }

    /// Passes a request on; where no whole answer comes, there is none to give.
    pub async fn ask(&self, asked: &Asked) -> Reply {
        match self.client.send(&self.request(asked), None).await {
            Ok(answer) => reply(&answer),
            Err(_) => Reply::none(),
        }
    }

    fn request(&self, asked: &Asked) -> Request {
        let target = asked.parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let headers = asked.parts.headers.iter().filter(|(name, _)| !OWN.contains(&name.as_str()));
        let headers = headers.map(|(name, value)| (name.as_str().to_owned(), latin_1(value.as_bytes()))).collect();
        let has_content = asked.parts.headers.contains_key("content-length") || asked.parts.headers.contains_key("transfer-encoding");
        let body = (has_content || !asked.body.is_empty()).then(|| asked.body.clone());
        Request { method: asked.parts.method.as_str().to_owned(), url: format!("{}{target}", self.url), headers, body }
    }
}

/// An answer as it can be sent on.
pub fn reply(answer: &Answer) -> Reply {
    let mut headers = HeaderMap::new();
    for (name, value) in answer.headers.iter().filter(|(name, _)| !OWN.contains(&name.as_str())) {
        let bytes: Vec<u8> = value.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect();
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(&bytes)) {
            headers.append(name, value);
        }
    }
    Reply { status: StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY), headers, body: answer.body.clone(), cut: None }
}

fn latin_1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}
