//! Webitel: sessions that a login opens and a logout ends (`002_70cea1f3f6538197.txt`).
//!
//! Of the readings that the document leaves open this deployment takes: `expires` is a moment in milliseconds; the token is a JWT whose `exp` equals
//! it; each login opens a session of its own; malformed requests are refused with 400, 413 or 415; an unknown user is 404 whatever the password.

use crate::accounts::USERS;
use crate::deployment::{Served, now};
use crate::secret::{Names, PasswordHash};
use crate::sessions::Sessions;
use crate::{answer, request};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, Response, StatusCode};
use axum::routing::post;
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Where a session is opened.
pub const LOGIN: &str = "/login";
/// Where it is ended.
pub const LOGOUT: &str = "/logout";
/// What every user here may do anything with: the first resources of the sample's list (lines 40 to 54).
const RESOURCES: [&str; 5] = ["account", "cdr", "cdr/files", "cdr/media", "license"];

/// The users with their password hashes, and the sessions that are open.
pub struct Users {
    passwords: HashMap<&'static str, PasswordHash>,
    /// The sessions that are open.
    pub sessions: Sessions,
}

impl Users {
    /// The sample users; `None` when the system has no random numbers to give.
    pub fn new() -> Option<Self> {
        let names = Names::draw()?;
        let mut passwords = HashMap::new();
        for user in &USERS {
            passwords.insert(user.name, PasswordHash::of(user.password, names.salt())?);
        }
        Some(Self { passwords, sessions: Sessions::new()? })
    }
}

/// The two routes.
pub fn router() -> Router<Arc<Served>> {
    Router::new().route(LOGIN, post(login)).route(LOGOUT, post(logout))
}

async fn login(State(served): State<Arc<Served>>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let asked = match request::json(&parts.headers, body).await {
        Ok(asked) => asked,
        Err(malformed) => return answer::refused(malformed.status, malformed.says),
    };
    let Some(name) = asked["username"].as_str().filter(|name| !name.is_empty()) else {
        return answer::refused(StatusCode::BAD_REQUEST, "User name is required");
    };
    let users = &served.webitel;
    let Some(hash) = users.passwords.get(name) else {
        return answer::refused(StatusCode::NOT_FOUND, "User not found");
    };
    if !asked["password"].as_str().is_some_and(|password| hash.matches(password)) {
        return answer::refused(StatusCode::UNAUTHORIZED, "Invalid credentials");
    }
    let acl: BTreeMap<String, Vec<String>> = RESOURCES.iter().map(|resource| ((*resource).to_owned(), vec!["*".to_owned()])).collect();
    let Some(opened) = users.sessions.open(name, &acl, now()) else {
        return answer::refused(StatusCode::UNAUTHORIZED, "No session can be opened");
    };
    answer::json(
        StatusCode::OK,
        &json!({
            "key": opened.key,
            "username": name,
            "expires": opened.expires,
            "token": opened.token,
            "role": 2,
            "roleName": "root",
            "acl": acl,
            "cdr": {"host": "http://cdr:10023", "useProxy": "true"},
        }),
    )
}

async fn logout(State(served): State<Arc<Served>>, headers: HeaderMap) -> Response<Body> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("x-key"), text("x-access-token")) {
        (Some(key), Some(token)) if served.webitel.sessions.close(key, token, now()) => {
            answer::json(StatusCode::OK, &json!({"status": "OK", "info": "Successful logout."}))
        }
        _ => answer::refused(StatusCode::UNAUTHORIZED, "Bad caller"),
    }
}
