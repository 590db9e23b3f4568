//! The user login: an e-mail and a password for a token that is good for an hour (`001_14db4c5e9ac3d179.txt`).
//!
//! Of the readings that the document leaves open this deployment takes: the HTTP status mirrors `responseCode`; `emailId` and `expiry` are in the
//! answer, the latter as a decimal string; each login gives a token of its own; malformed requests are refused with 400, 413 or 415.

use crate::accounts::MEMBERS;
use crate::answer;
use crate::deployment::Served;
use crate::request::{self, Malformed};
use crate::secret::{Names, PasswordHash};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use axum::routing::post;
use serde_json::json;
use specproof_models::support::Error;
use specproof_models::userlogin::operations::login::LoginRequest;
use specproof_models::userlogin::schemas::{
    Expiry, ExpiryDecimalString, InvalidPasswordMembers, InvalidPasswordMembersResponseCode, InvalidPasswordMembersResponseMessage,
    LoginData, LoginDataApiKey, LoginDataToken, LoginGrant, LoginGrantResponseCode, LoginGrantResponseMessage, UnknownEmailMembers,
    UnknownEmailMembersResponseCode, UnknownEmailMembersResponseMessage,
};
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
    let asked = match request::json(request, LoginRequest::decode).await {
        Ok(asked) => asked.body,
        Err(malformed) => return not_understood(&malformed),
    };
    let accounts = &served.userlogin;
    let Some(account) = accounts.by_email.get(asked.email_id.as_str()) else {
        let message = UnknownEmailMembersResponseMessage::PleaseProvideValidUserDetails;
        return answer::typed(StatusCode::NOT_FOUND, &UnknownEmailMembers::new(UnknownEmailMembersResponseCode::N404, message));
    };
    if !account.password.matches(&asked.password.0) {
        return wrong_password();
    }
    answer::granted(grant(accounts.names.long(), account.api_key.clone(), asked.email_id))
}

fn grant(token: String, api_key: String, email: String) -> Result<LoginGrant, Error> {
    let mut data = LoginData::new(LoginDataApiKey::new(api_key)?, LoginDataToken::new(token)?);
    data.email_id = Some(email);
    data.expiry = Some(Expiry::DecimalString(ExpiryDecimalString::new(LIFETIME)?));
    Ok(LoginGrant::new(LoginGrantResponseCode::N200, data, LoginGrantResponseMessage::Success))
}

fn wrong_password() -> Response<Body> {
    let message = InvalidPasswordMembersResponseMessage::PleaseProvideValidPassword;
    let refusal = InvalidPasswordMembers::new(InvalidPasswordMembersResponseCode::N405, message);
    let mut response = answer::typed(StatusCode::METHOD_NOT_ALLOWED, &refusal);
    // RFC 9110, 15.5.6, asks for it with this status, whatever the status is used for.
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    response
}

/// A refusal in the form of the others, which the document leaves open.
fn not_understood(malformed: &Malformed) -> Response<Body> {
    answer::value(malformed.status, &json!({"responseCode": malformed.status.as_u16(), "responseMessage": malformed.says}))
}
