//! iFlyChat: who gets a key, and what the answer looks like.

use crate::client::{Answer, honest, input, post, post_json};
use serde_json::{Value, json};
use specproof_reference::Deployment;

const PATH: &str = "/api/1.1/token/generate";

fn request() -> Value {
    json!({"api_key": input("iflychat", "api_key"), "app_id": input("iflychat", "app_id"), "user_id": "1", "user_name": "Ada"})
}

fn with(member: &str, value: Value) -> Value {
    let mut request = request();
    request[member] = value;
    request
}

async fn ask(deployment: &Deployment, body: &Value) -> Answer {
    post_json(deployment, PATH, body).await
}

fn granted(answer: &Answer) -> bool {
    answer.status == 200 && answer.json()["key"].is_string()
}

#[tokio::test]
async fn a_valid_request_gets_a_key() {
    let deployment = honest().await;
    let answer = ask(&deployment, &request()).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    let body = answer.json();
    assert!(body["key"].as_str().is_some_and(|key| key.len() > 80), "{body}");
    assert_eq!(body["expires_in "], "67770");
}

#[tokio::test]
async fn the_curl_sample_is_granted_with_its_duplicate_member() {
    let deployment = honest().await;
    let sample = format!(
        r#"{{"api_key":"{}","app_id":"{}","user_name":"ee1231efdghje1","user_id":"1","user_name":"test_user"}}"#,
        input("iflychat", "api_key"),
        input("iflychat", "app_id"),
    );
    let answer = post(&deployment, PATH, &[("Content-Type", "application/json")], sample.as_bytes()).await;
    assert!(granted(&answer), "{}", answer.status);
}

#[tokio::test]
async fn two_users_get_two_keys() {
    let deployment = honest().await;
    let (one, other) = (ask(&deployment, &request()).await, ask(&deployment, &with("user_id", json!("2"))).await);
    assert_ne!(one.json()["key"], other.json()["key"]);
}

#[tokio::test]
async fn names_are_shorter_than_255_characters_whatever_their_bytes() {
    let deployment = honest().await;
    for member in ["user_id", "user_name"] {
        for letter in ["a", "é", "漢", "🦀", "e\u{301}"] {
            let per = letter.chars().count();
            let just = letter.repeat(254 / per);
            let over = format!("{just}{}", "a".repeat(255 - just.chars().count()));
            assert!(granted(&ask(&deployment, &with(member, json!(just))).await), "{member} of 254 {letter}");
            assert_eq!(ask(&deployment, &with(member, json!(over))).await.status, 400, "{member} of 255 {letter}");
        }
    }
}

#[tokio::test]
async fn four_roles_there_are() {
    let deployment = honest().await;
    for role in ["admin", "moderator", "participant", "viewer"] {
        assert!(granted(&ask(&deployment, &with("chat_role", json!(role))).await), "{role}");
    }
    for role in ["Admin", "owner", "", " admin"] {
        assert_eq!(ask(&deployment, &with("chat_role", json!(role))).await.status, 400, "{role:?}");
    }
}

#[tokio::test]
async fn optional_members_may_be_given() {
    let deployment = honest().await;
    for member in ["user_profile_url", "user_avatar_url", "user_status", "user_list_filter"] {
        assert!(granted(&ask(&deployment, &with(member, json!("é \"\\ 🦀"))).await), "{member}");
    }
    for member in ["user_roles", "user_site_roles", "user_groups", "user_relationships"] {
        assert!(granted(&ask(&deployment, &with(member, json!({"0": "all", "deep": {"1": [null]}}))).await), "{member}");
    }
}

#[tokio::test]
async fn without_a_required_member_there_is_no_key() {
    let deployment = honest().await;
    for member in ["api_key", "app_id", "user_id", "user_name"] {
        let mut body = request();
        body.as_object_mut().expect("an object").remove(member);
        assert_eq!(ask(&deployment, &body).await.status, 400, "{member}");
    }
}

#[tokio::test]
async fn only_the_websites_own_api_key_opens() {
    let deployment = honest().await;
    let right = input("iflychat", "api_key");
    let wrong = [
        json!(""),
        json!(right.to_lowercase()),
        json!(format!("{right} ")),
        json!(right[1..]),
        json!(input("iflychat", "second_api_key")),
        json!(null),
        json!([right]),
        json!(true),
        json!("%"),
    ];
    for wrong in wrong {
        let answer = ask(&deployment, &with("api_key", wrong.clone())).await;
        assert!([400, 403].contains(&answer.status), "{wrong}");
        assert!(!String::from_utf8_lossy(&answer.body).contains(right), "{wrong}");
    }
}
