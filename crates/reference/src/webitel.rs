//! Webitel: sessions that a login opens and a logout ends (`002_70cea1f3f6538197.txt`).
//!
//! Of the readings that the document leaves open this deployment takes: `expires` is a moment in milliseconds; the token is a JWT whose `exp` equals
//! it; each login opens a session of its own; malformed requests are refused with 400, 413 or 415; an unknown user is 404 whatever the password.

use crate::accounts::USERS;
use crate::deployment::{Served, now};
use crate::secret::{Names, PasswordHash};
use crate::sessions::{Opened, Sessions};
use crate::{answer, request};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response, StatusCode};
use axum::routing::post;
use serde_json::json;
use specproof_models::support::{Error, Json};
use specproof_models::webitel::operations::session::{LoginRequest, LogoutRequest};
use specproof_models::webitel::schemas::{
    CallRecords, Expires, ExpiresMoment, LogoutConfirmation, LogoutConfirmationStatus, Session, SessionKey, SessionToken, SessionTokenJwt,
};
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
    let asked = match request::json(request, LoginRequest::decode).await {
        Ok(asked) => asked.body,
        Err(malformed) => return answer::refused(malformed.status, &malformed.says),
    };
    let users = &served.webitel;
    let name = asked.username.into_inner();
    let Some(hash) = users.passwords.get(name.as_str()) else {
        return answer::refused(StatusCode::NOT_FOUND, "User not found");
    };
    if !hash.matches(&asked.password.0) {
        return answer::refused(StatusCode::UNAUTHORIZED, "Invalid credentials");
    }
    let acl: BTreeMap<_, _> = RESOURCES.iter().map(|resource| ((*resource).to_owned(), vec!["*".to_owned()])).collect();
    match users.sessions.open(&name, &acl, now()) {
        Some(opened) => answer::granted(session(name, opened, acl)),
        None => answer::refused(StatusCode::CONFLICT, "No session can be opened"),
    }
}

fn session(name: String, opened: Opened, acl: BTreeMap<String, Vec<String>>) -> Result<Session, Error> {
    let token = SessionToken::Jwt(SessionTokenJwt::new(opened.token)?);
    let expires = Expires::Moment(ExpiresMoment::new(opened.expires)?);
    let mut session = Session::new(expires, SessionKey::new(opened.key)?, token);
    session.username = Some(name);
    session.role = Some(2);
    session.role_name = Some("root".to_owned());
    session.acl = Some(acl.into_iter().collect());
    session.cdr = Some(CallRecords::decode(&json!({"host": "http://cdr:10023", "useProxy": "true"}))?);
    Ok(session)
}

async fn logout(State(served): State<Arc<Served>>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    if let Err(malformed) = request::whole(body).await {
        return answer::refused(malformed.status, &malformed.says);
    }
    match request::bare(&parts, LogoutRequest::decode) {
        Ok(asked) if served.webitel.sessions.close(&asked.x_key.0, &asked.x_access_token.0, now()) => {
            answer::typed(StatusCode::OK, &LogoutConfirmation::new("Successful logout.".to_owned(), LogoutConfirmationStatus::Ok))
        }
        _ => answer::refused(StatusCode::UNAUTHORIZED, "Bad caller"),
    }
}
