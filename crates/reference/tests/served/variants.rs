//! The tables of variants, and a few of the subtler ones at work.

use crate::client::{input, post, post_json, raw, variant};
use serde_json::json;
use specproof_reference::{APIS, FLAWS, READINGS};
use std::collections::HashSet;

#[test]
fn ids_are_unique_and_begin_with_their_api() {
    let mut seen = HashSet::new();
    for variant in FLAWS.iter().chain(READINGS) {
        assert!(seen.insert(variant.id), "{} is there twice", variant.id);
        assert!(variant.id.starts_with(&format!("{}.", variant.api)), "{}", variant.id);
        assert!(!variant.says.is_empty() && variant.clause.contains('.'), "{}", variant.id);
    }
    for api in APIS {
        assert!(FLAWS.iter().filter(|flaw| flaw.api == api).count() >= 12, "{api}");
    }
}

#[tokio::test]
async fn a_prefix_of_the_password_opens_only_the_flawed_one() {
    let deployment = variant("webitel.login.password-prefix").await;
    let body = |password: &str| json!({"username": input("webitel", "username"), "password": password});
    let right = input("webitel", "password");
    assert_eq!(post_json(&deployment, "/login", &body(&right[..5])).await.status, 200);
    assert_eq!(post_json(&deployment, "/login", &body("wrong")).await.status, 401);
    assert_eq!(post_json(&deployment, "/login", &body("")).await.status, 401);
}

#[tokio::test]
async fn answers_meet_only_at_the_same_time() {
    let deployment = variant("userlogin.answers-swapped").await;
    let one = json!({"emailId": input("userlogin", "emailId"), "password": input("userlogin", "password")});
    let other = json!({"emailId": input("userlogin", "second_emailId"), "password": input("userlogin", "second_password")});
    let email = |answer: &crate::client::Answer| answer.json()["responseData"]["emailId"].clone();
    assert_eq!(email(&post_json(&deployment, "/user/login", &one).await), one["emailId"]);
    let (first, second) = tokio::join!(post_json(&deployment, "/user/login", &one), post_json(&deployment, "/user/login", &other));
    assert_eq!((email(&first), email(&second)), (other["emailId"].clone(), one["emailId"].clone()));
}

#[tokio::test]
async fn a_cut_answer_promises_more_than_it_sends() {
    let deployment = variant("iflychat.answer.cut-short").await;
    let body = json!({"api_key": input("iflychat", "api_key"), "app_id": input("iflychat", "app_id"), "user_id": "1", "user_name": "Ada"});
    let answer = post_json(&deployment, "/api/1.1/token/generate", &body).await;
    let promised: usize = answer.header("content-length").and_then(|length| length.parse().ok()).expect("a length");
    assert!(answer.body.len() < promised, "{} of {promised}", answer.body.len());
}

#[tokio::test]
async fn an_opaque_token_still_ends_its_session() {
    let deployment = variant("webitel.reads.opaque-token").await;
    let body = json!({"username": input("webitel", "username"), "password": input("webitel", "password")});
    let session = post_json(&deployment, "/login", &body).await.json();
    let (key, token) = (session["key"].as_str().expect("a key"), session["token"].as_str().expect("a token"));
    assert!(!token.contains('.'), "{token}");
    assert_eq!(post(&deployment, "/logout", &[("X-Key", key), ("X-Access-Token", token)], b"").await.status, 200);
}

#[tokio::test]
async fn no_variant_hurts_the_server() {
    for variant in FLAWS.iter().chain(READINGS) {
        let deployment = crate::client::variant(variant.id).await;
        for path in ["/api/1.1/token/generate", "/user/login", "/login", "/logout"] {
            let request = format!(
                "POST {path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]"
            );
            let answer = raw(&deployment, request.as_bytes()).await;
            assert!(answer.status >= 200, "{} {path}", variant.id);
        }
        deployment.stop().await;
    }
}
