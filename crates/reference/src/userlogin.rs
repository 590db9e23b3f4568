//! The user login: an e-mail and a password for a token that is good for an hour (`001_14db4c5e9ac3d179.txt`).
//!
//! Of the readings that the document leaves open this deployment takes: the HTTP status mirrors `responseCode`; `emailId` and `expiry` are in the
//! answer, the latter as a decimal string; each login gives a token of its own; malformed requests are refused with 400, 413 or 415.

use crate::accounts::MEMBERS;
use crate::deployment::Served;
use crate::secret::{Names, PasswordHash};
use crate::{answer, request};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use axum::routing::post;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// Where the login is.
pub const PATH: &str = "/user/login";
/// Seconds that a token is good for.
const LIFETIME: &str = "3600";

struct Account {
    password: PasswordHash,
    api_key: String,
}

/// The registered accounts by e-mail.
pub struct Accounts {
    names: Names,
    by_email: HashMap<&'static str, Account>,
}

impl Accounts {
    /// The sample accounts; `None` when the system has no random numbers to give.
    pub fn new() -> Option<Self> {
        let names = Names::draw()?;
        let mut by_email = HashMap::new();
        for member in &MEMBERS {
            by_email.insert(member.name, Account { password: PasswordHash::of(member.password, names.salt())?, api_key: names.uuid() });
        }
        Some(Self { names, by_email })
    }
}

/// The one route.
pub fn router() -> Router<Arc<Served>> {
    Router::new().route(PATH, post(login))
}

async fn login(State(served): State<Arc<Served>>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let asked = match request::json(&parts.headers, body).await {
        Ok(asked) => asked,
        Err(malformed) => return refused(malformed.status, malformed.says),
    };
    let (Some(email), Some(password)) = (asked["emailId"].as_str(), asked["password"].as_str()) else {
        return refused(StatusCode::BAD_REQUEST, "Please provide emailId and password");
    };
    let accounts = &served.userlogin;
    let Some(account) = accounts.by_email.get(email) else {
        return refused(StatusCode::NOT_FOUND, "Please provide valid user details");
    };
    if !account.password.matches(password) {
        return refused(StatusCode::METHOD_NOT_ALLOWED, "Please provide valid password");
    }
    let data = json!({"token": accounts.names.long(), "emailId": email, "apiKey": account.api_key, "expiry": LIFETIME});
    answer::json(StatusCode::OK, &json!({"responseCode": 200, "responseMessage": "Success", "responseData": data}))
}

fn refused(status: StatusCode, message: &str) -> Response<Body> {
    let mut response = answer::json(status, &json!({"responseCode": status.as_u16(), "responseMessage": message}));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    response
}
