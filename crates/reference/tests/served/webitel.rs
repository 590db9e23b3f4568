//! Webitel: logins, logouts and what lives between them.

use crate::client::{Answer, honest, input, post, post_json};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use specproof_reference::Deployment;

async fn login(deployment: &Deployment, body: &Value) -> Answer {
    post_json(deployment, "/login", body).await
}

/// Key and token of a session that was just opened.
async fn session(deployment: &Deployment, user: &str, password: &str) -> (String, String) {
    let answer = login(deployment, &json!({"username": input("webitel", user), "password": input("webitel", password)})).await;
    assert_eq!(answer.status, 200);
    let body = answer.json();
    let text = |member: &str| body[member].as_str().unwrap_or_else(|| panic!("{body}")).to_owned();
    (text("key"), text("token"))
}

async fn logout(deployment: &Deployment, (key, token): &(String, String)) -> Answer {
    post(deployment, "/logout", &[("X-Key", key), ("x-access-TOKEN", token)], b"").await
}

#[tokio::test]
async fn a_login_opens_a_session() {
    let deployment = honest().await;
    let answer = login(&deployment, &json!({"username": input("webitel", "username"), "password": input("webitel", "password")})).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    let body = answer.json();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_millis();
    assert!(body["expires"].as_i64().is_some_and(|expires| i128::from(expires) > now as i128), "{body}");
    assert!(body["role"].is_i64() && body["roleName"].is_string() && body["username"].is_string(), "{body}");
    assert!(body["acl"].as_object().is_some_and(|acl| acl.values().all(|rights| *rights == json!(["*"]))), "{body}");
    assert!(body["cdr"]["host"].is_string() && body["cdr"]["useProxy"].is_string(), "{body}");
    let payload = body["token"].as_str().and_then(|token| token.split('.').nth(1)).expect("a JWT");
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64")).expect("JSON");
    assert_eq!(claims["exp"], body["expires"]);
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let deployment = honest().await;
    let (name, password) = (input("webitel", "username"), input("webitel", "password"));
    let rows = [
        (400, json!({"password": password})),
        (400, json!({"username": "", "password": password})),
        (400, json!({"username": null, "password": password})),
        (401, json!({"username": name, "password": "wrong"})),
        (401, json!({"username": name, "password": &password[..8]})),
        (401, json!({"username": name, "password": input("webitel", "second_password")})),
        (400, json!({"username": name})),
        (404, json!({"username": "nobody@mydomain.com", "password": password})),
        (404, json!({"username": format!("{name} "), "password": password})),
    ];
    for (status, body) in rows {
        let answer = login(&deployment, &body).await;
        assert_eq!(answer.status, status, "{body}");
        assert!(answer.json().get("token").is_none(), "{body}");
    }
}

#[tokio::test]
async fn a_logout_deletes_the_token_once() {
    let deployment = honest().await;
    let session = session(&deployment, "username", "password").await;
    let answer = logout(&deployment, &session).await;
    assert_eq!((answer.status, answer.json()), (200, json!({"status": "OK", "info": "Successful logout."})));
    assert_eq!(logout(&deployment, &session).await.status, 401);
}

#[tokio::test]
async fn a_logout_ends_no_other_session() {
    let deployment = honest().await;
    let first = session(&deployment, "username", "password").await;
    let second = session(&deployment, "username", "password").await;
    let others = session(&deployment, "second_username", "second_password").await;
    assert_eq!(logout(&deployment, &first).await.status, 200);
    assert_eq!(logout(&deployment, &others).await.status, 200);
    assert_eq!(logout(&deployment, &second).await.status, 200);
}

#[tokio::test]
async fn a_bad_caller_ends_nothing() {
    let deployment = honest().await;
    let first = session(&deployment, "username", "password").await;
    let second = session(&deployment, "username", "password").await;
    let others = session(&deployment, "second_username", "second_password").await;
    let (key, token) = first.clone();
    let unsigned = token.rsplit_once('.').expect("a JWT").0;
    let bad = [
        (key.clone(), second.1.clone()),
        (second.0.clone(), token.clone()),
        (key.clone(), others.1.clone()),
        (key.clone(), format!("{unsigned}.")),
        (key.clone(), unsigned.to_owned()),
        (key.clone(), token.to_uppercase()),
        (key.clone(), format!("{token}A")),
        (key.to_uppercase(), token.clone()),
        (key.clone(), String::new()),
        ("unknown".to_owned(), token.clone()),
    ];
    for bad in bad {
        assert_eq!(logout(&deployment, &bad).await.status, 401, "{bad:?}");
    }
    for headers in [vec![], vec![("X-Key", key.as_str())], vec![("X-Access-Token", token.as_str())]] {
        assert_eq!(post(&deployment, "/logout", &headers, b"").await.status, 401, "{headers:?}");
    }
    for session in [first, second, others] {
        assert_eq!(logout(&deployment, &session).await.status, 200);
    }
}

#[tokio::test]
async fn logins_at_the_same_time_do_not_mix() {
    let deployment = honest().await;
    let body = json!({"username": input("webitel", "username"), "password": input("webitel", "password")});
    let other = json!({"username": input("webitel", "second_username"), "password": input("webitel", "second_password")});
    let (one, two, three) = tokio::join!(login(&deployment, &body), login(&deployment, &other), login(&deployment, &body));
    assert_eq!(one.json()["username"], body["username"]);
    assert_eq!(two.json()["username"], other["username"]);
    assert_eq!(three.json()["username"], body["username"]);
    assert_ne!(one.json()["key"], three.json()["key"]);
}
