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
use serde_json::{Value, json};
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
    let (parts, body) = request.into_parts();
    let asked = match request::json(&parts.headers, body).await {
        Ok(asked) => asked,
        Err(malformed) => return answer::refused(malformed.status, malformed.says),
    };
    if let Err(why) = valid(&asked) {
        return answer::refused(StatusCode::BAD_REQUEST, why);
    }
    let website = WEBSITES.iter().find(|website| asked["app_id"] == website.app_id);
    let given = asked["api_key"].as_str().unwrap_or_default();
    if !website.is_some_and(|website| same(website.api_key.as_bytes(), given.as_bytes())) {
        return answer::refused(StatusCode::FORBIDDEN, "The API key is not the one of this website");
    }
    answer::json(StatusCode::OK, &json!({"key": format!("TKT{}", served.iflychat.names.long()), "expires_in ": LIFETIME}))
}

fn valid(asked: &Value) -> Result<(), &'static str> {
    let asked = asked.as_object().ok_or("The body must be an object")?;
    for member in ["api_key", "app_id", "user_id", "user_name"] {
        let text = asked.get(member).and_then(Value::as_str).ok_or("api_key, app_id, user_id and user_name must be strings")?;
        if member.starts_with("user") && text.chars().count() > 254 {
            return Err("user_id and user_name must have fewer than 255 characters");
        }
    }
    for (member, value) in asked {
        let right = match member.as_str() {
            "chat_role" => ["admin", "moderator", "participant", "viewer"].iter().any(|role| value == role),
            "user_profile_url" | "user_avatar_url" | "user_status" | "user_list_filter" => value.is_string(),
            "user_roles" | "user_site_roles" | "user_groups" | "user_relationships" => value.is_object(),
            _ => true,
        };
        if !right {
            return Err("An optional member is not of its kind");
        }
    }
    Ok(())
}
