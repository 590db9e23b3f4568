//! iFlyChat: a website asks for a key for one of its users (`000_51a7dc6b872c5ffc.txt`).
//!
//! Of the readings that the document leaves open this deployment takes: `expires_in ` with the blank and as a decimal string, as the sample shows
//! them; refusals are 4xx with an `error`; an `app_id` that is not the website's is refused.

use crate::accounts::WEBSITES;
use crate::deployment::Served;
use crate::secret::{Names, same};
use crate::{answer, request};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response, StatusCode};
use axum::routing::post;
use specproof_models::iflychat::operations::token::GenerateTokenRequest;
use specproof_models::iflychat::schemas::{Key, Lifetime, LifetimeDecimalString, TokenGrantAsSampled};
use specproof_models::support::Error;
use std::sync::Arc;

/// Where a key is asked for.
pub const PATH: &str = "/api/1.1/token/generate";
/// Seconds that a key is good for, the sample's.
const LIFETIME: &str = "67770";

/// The registered websites.
pub struct Websites {
    names: Names,
}

impl Websites {
    /// The sample websites; `None` when the system has no random numbers to give.
    pub fn new() -> Option<Self> {
        Some(Self { names: Names::draw()? })
    }
}

/// The one route.
pub fn router() -> Router<Arc<Served>> {
    Router::new().route(PATH, post(generate))
}

async fn generate(State(served): State<Arc<Served>>, request: Request<Body>) -> Response<Body> {
    let asked = match request::json(request, GenerateTokenRequest::decode).await {
        Ok(asked) => asked.body,
        Err(malformed) => return answer::refused(malformed.status, &malformed.says),
    };
    let website = WEBSITES.iter().find(|website| asked.app_id == website.app_id);
    if !website.is_some_and(|website| same(website.api_key.as_bytes(), asked.api_key.0.as_bytes())) {
        return answer::refused(StatusCode::FORBIDDEN, "The API key is not the one of this website");
    }
    answer::granted(grant(format!("TKT{}", served.iflychat.names.long())))
}

fn grant(key: String) -> Result<TokenGrantAsSampled, Error> {
    let lifetime = Lifetime::DecimalString(LifetimeDecimalString::new(LIFETIME)?);
    Ok(TokenGrantAsSampled::new(lifetime, Key::new(key)?))
}
