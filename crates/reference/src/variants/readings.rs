//! Other right readings: deployments that take an open clause otherwise than the honest one, and keep every promise. A runner that alarms on one of
//! these is wrong.

use super::{Bend, Bent, Row, Variant};
use crate::accounts::WEBSITES;
use crate::iflychat::PATH as GENERATE;
use crate::userlogin::PATH as USER_LOGIN;
use crate::webitel::{LOGIN, LOGOUT};
use serde_json::{Value, json};
use specproof_prove::message::{Asked, Reply};

/// Every other reading there is, by API.
pub static READINGS: &[Variant] = &[
    iflychat(
        ("iflychat.reads.name-as-listed", "iflychat.answer.expires-in-name", "The second member is called expires_in"),
        |_, reply, _| {
            reply.rewrite(|text| text.replace("expires_in ", "expires_in"));
        },
    ),
    iflychat(("iflychat.reads.expiry-as-number", "iflychat.answer.expires-in-value", "expires_in is a number"), |_, reply, _| {
        reply.rewrite(|text| text.replace("\"67770\"", "67770"));
    }),
    iflychat(
        ("iflychat.reads.refusal-as-200", "iflychat.token.refusal", "A refusal has status 200 and an error object"),
        |asked, reply, _| {
            if asked.is(GENERATE) && reply.status.is_client_error() {
                reply.set_status(200);
            }
        },
    ),
    iflychat(("iflychat.reads.refusal-as-html", "iflychat.token.refusal", "A refusal is a page in HTML"), |_, reply, _| {
        if reply.status.is_client_error() {
            reply.set_type("text/html");
            reply.body = b"<h1>Refused</h1>".to_vec();
        }
    }),
    iflychat(("iflychat.reads.json-suffix", "iflychat.answer.object", "JSON is sent as a +json type"), |_, reply, _| {
        reply.set_type("application/vnd.iflychat+json");
    }),
    iflychat(("iflychat.reads.refusal-without-body", "iflychat.token.refusal", "A refusal has no body"), |_, reply, _| {
        if reply.status.is_client_error() {
            reply.set_type("");
            reply.body.clear();
        }
    }),
    iflychat(("iflychat.reads.granted-as-201", "iflychat.token.granted", "A grant has status 201"), |_, reply, _| {
        if reply.status == 200 {
            reply.set_status(201);
        }
    }),
    iflychat(("iflychat.reads.more-members", "iflychat.answer.object", "A grant has members that nobody documented"), |_, reply, _| {
        if reply.status == 200 {
            reply.edit(|body| drop(body.insert("note".to_owned(), json!({"plan": null, "seats": [1, 2]}))));
        }
    }),
    Variant::on_the_way_in(
        "iflychat",
        ("iflychat.reads.any-app-id", "iflychat.request.app-id-wrong", "An app_id that is not the website's is granted"),
        |asked, _| {
            let given = asked.text("api_key")?;
            let website = WEBSITES.iter().find(|website| website.api_key == given)?;
            if asked.member("app_id").is_some() {
                asked.set("app_id", website.app_id);
            }
            None
        },
    ),
    userlogin(("userlogin.reads.always-200", "userlogin.answer.http-status", "Every answer has status 200"), |asked, reply, _| {
        if asked.is(USER_LOGIN) && reply.value().get("responseCode").is_some() {
            reply.set_status(200);
        }
    }),
    userlogin(("userlogin.reads.without-email", "userlogin.answer.email-id", "A success does not repeat the e-mail"), |_, reply, _| {
        in_data(reply, |data| drop(data.shift_remove("emailId")));
    }),
    userlogin(("userlogin.reads.without-expiry", "userlogin.answer.expiry", "A success does not tell the expiry"), |_, reply, _| {
        in_data(reply, |data| drop(data.shift_remove("expiry")));
    }),
    userlogin(("userlogin.reads.expiry-as-number", "userlogin.answer.expiry", "expiry is a number"), |_, reply, _| {
        in_data(reply, |data| drop(data.insert("expiry".to_owned(), json!(2901))));
    }),
    userlogin(("userlogin.reads.same-token", "userlogin.login.repeat", "A second login repeats the token"), |asked, reply, bent| {
        let email = asked.text("emailId").unwrap_or_default();
        in_data(reply, |data| {
            let first = bent.memory().entry(email).or_insert_with(|| data["token"].clone()).clone();
            data.insert("token".to_owned(), first);
        });
    }),
    userlogin(
        ("userlogin.reads.malformed-as-html", "userlogin.login.malformed", "A malformed request gets a page in HTML"),
        |_, reply, _| {
            if [400, 415].contains(&reply.status.as_u16()) {
                reply.set_type("text/html");
                reply.body = b"<h1>Bad request</h1>".to_vec();
            }
        },
    ),
    webitel(
        ("webitel.reads.expires-as-duration", "webitel.login.expires-meaning", "expires is a length of time in seconds"),
        |asked, reply, _| {
            in_login(asked, reply, |body| drop(body.insert("expires".to_owned(), json!(3600))));
        },
    ),
    webitel(
        ("webitel.reads.documented-members-only", "webitel.login.sample-answer", "A login's answer has key, token and expires alone"),
        |asked, reply, _| {
            in_login(asked, reply, |body| body.retain(|member, _| ["key", "token", "expires"].contains(&member.as_str())));
        },
    ),
    Variant {
        id: "webitel.reads.opaque-token",
        api: "webitel",
        clause: "webitel.login.token-form",
        says: "The token is not a JWT",
        bend: Bend::Both(
            |asked, _| {
                if let Some(token) = asked.header("x-access-token").map(turned) {
                    asked.set_header("x-access-token", &token);
                }
                None
            },
            |asked, reply, _| {
                in_login(asked, reply, |body| {
                    let token = turned(body["token"].as_str().unwrap_or_default());
                    body.insert("token".to_owned(), Value::String(token));
                });
            },
        ),
    },
    webitel(
        ("webitel.reads.one-session", "webitel.login.repeat", "A second login of a user gives the first one's session again"),
        |asked, reply, bent| {
            let user = asked.text("username").unwrap_or_default();
            in_login(asked, reply, |body| {
                let mut memory = bent.memory();
                let mut live = bent.served.webitel.sessions.live();
                if let Some(Value::Object(first)) = memory.get(&user)
                    && live.contains_key(first["key"].as_str().unwrap_or_default())
                {
                    live.remove(body["key"].as_str().unwrap_or_default());
                    body.clone_from(first);
                }
                memory.insert(user, Value::Object(body.clone()));
            });
        },
    ),
    webitel(
        ("webitel.reads.login-replaces", "webitel.login.repeat", "A login of a user ends the user's earlier session"),
        |asked, reply, bent| {
            let user = asked.text("username").unwrap_or_default();
            in_login(asked, reply, |body| {
                let key = body["key"].as_str().unwrap_or_default();
                bent.served.webitel.sessions.live().retain(|own, session| own == key || session.user != user);
            });
        },
    ),
    Variant::on_the_way_in(
        "webitel",
        (
            "webitel.reads.password-first",
            "webitel.login.unknown-user-without-password",
            "A login without a password is answered with 400, whoever it is",
        ),
        |asked, _| {
            let asks = asked.is(LOGIN) && asked.object().is_some_and(|body| !body.contains_key("password"));
            asks.then(|| Reply::json(400, &json!({"error": "Password is required"})))
        },
    ),
    webitel(
        ("webitel.reads.malformed-as-422", "webitel.login.malformed", "A login that cannot be read is answered with 422"),
        |asked, reply, _| {
            let readable = asked.object().is_some_and(|body| body.values().all(Value::is_string));
            if asked.is(LOGIN) && reply.status == 400 && !readable {
                reply.set_status(422);
            }
        },
    ),
    webitel(("webitel.reads.refusal-without-body", "webitel.login.refusal", "A refusal has no body"), |asked, reply, _| {
        if (asked.is(LOGIN) || asked.is(LOGOUT)) && reply.status.is_client_error() {
            reply.set_type("");
            reply.body.clear();
        }
    }),
];

const fn iflychat(row: Row, change: fn(&Asked, &mut Reply, &Bent)) -> Variant {
    Variant::on_the_way_out("iflychat", row, change)
}

const fn userlogin(row: Row, change: fn(&Asked, &mut Reply, &Bent)) -> Variant {
    Variant::on_the_way_out("userlogin", row, change)
}

const fn webitel(row: Row, change: fn(&Asked, &mut Reply, &Bent)) -> Variant {
    Variant::on_the_way_out("webitel", row, change)
}

type Members = serde_json::Map<String, Value>;

fn in_data(reply: &mut Reply, change: impl FnOnce(&mut Members)) {
    reply.edit(|body| {
        if let Some(Value::Object(data)) = body.get_mut("responseData") {
            change(data);
        }
    });
}

fn in_login(asked: &Asked, reply: &mut Reply, change: impl FnOnce(&mut Members)) {
    if asked.is(LOGIN) && reply.status == 200 {
        reply.edit(change);
    }
}

/// The token's parts back to front and without their dots: nobody takes that for a JWT. Turning it twice gives the token again.
fn turned(token: &str) -> String {
    token
        .chars()
        .rev()
        .map(|letter| match letter {
            '.' => '~',
            '~' => '.',
            other => other,
        })
        .collect()
}
