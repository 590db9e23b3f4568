//! The user login: the three documented answers.

use crate::client::{honest, input, post_json};
use serde_json::json;

const PATH: &str = "/user/login";

#[tokio::test]
async fn the_right_password_gets_a_token() {
    let deployment = honest().await;
    for account in ["", "second_"] {
        let email = input("userlogin", if account.is_empty() { "emailId" } else { "second_emailId" });
        let password = input("userlogin", &format!("{account}password"));
        let answer = post_json(&deployment, PATH, &json!({"emailId": email, "password": password})).await;
        let body = answer.json();
        assert_eq!(answer.status, 200, "{body}");
        assert_eq!((&body["responseCode"], &body["responseMessage"]), (&json!(200), &json!("Success")));
        let data = &body["responseData"];
        assert_eq!((&data["emailId"], &data["expiry"]), (&json!(email), &json!("3600")));
        assert!(data["token"].as_str().is_some_and(|token| !token.is_empty()), "{body}");
        assert!(data["apiKey"].as_str().is_some_and(|key| !key.is_empty()), "{body}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_405_in_both_places() {
    let deployment = honest().await;
    let right = input("userlogin", "password");
    for wrong in ["", "x", &right[..72], &format!("{right}x"), &right.to_uppercase(), input("userlogin", "second_password")] {
        let answer = post_json(&deployment, PATH, &json!({"emailId": input("userlogin", "emailId"), "password": wrong})).await;
        assert_eq!(answer.status, 405, "{wrong}");
        assert_eq!(answer.json(), json!({"responseCode": 405, "responseMessage": "Please provide valid password"}));
        assert_eq!(answer.header("allow"), Some("POST"));
    }
}

#[tokio::test]
async fn an_unknown_email_is_404_in_both_places() {
    let deployment = honest().await;
    let known = input("userlogin", "emailId");
    for unknown in ["nobody@example.com", "", &format!("{known} "), &known.to_uppercase()] {
        let answer = post_json(&deployment, PATH, &json!({"emailId": unknown, "password": input("userlogin", "password")})).await;
        assert_eq!(answer.status, 404, "{unknown}");
        assert_eq!(answer.json(), json!({"responseCode": 404, "responseMessage": "Please provide valid user details"}));
    }
}

#[tokio::test]
async fn without_both_members_there_is_no_token() {
    let deployment = honest().await;
    let (email, password) = (input("userlogin", "emailId"), input("userlogin", "password"));
    for body in [json!({"emailId": email}), json!({"password": password}), json!({}), json!({"emailId": email, "password": null})] {
        let answer = post_json(&deployment, PATH, &body).await;
        assert_eq!((answer.status, &answer.json()["responseCode"]), (400, &json!(400)), "{body}");
    }
}
