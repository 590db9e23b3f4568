//! The flaws of Webitel's login.

use crate::accounts::USERS;
use crate::deployment::now;
use crate::variants::{Bent, Row, Variant};
use crate::webitel::LOGIN;
use serde_json::{Value, json};
use specproof_prove::likeness::{Given, Likeness};
use specproof_prove::message::{Asked, Reply};

const fn inward(row: Row, change: fn(&mut Asked, &Bent) -> Option<Reply>) -> Variant {
    Variant::on_the_way_in("webitel", row, change)
}

const fn outward(row: Row, change: fn(&Asked, &mut Reply, &Bent)) -> Variant {
    Variant::on_the_way_out("webitel", row, change)
}

pub const FLAWS: &[Variant] = &[
    // The body of a granted login.
    outward(("webitel.login.key-missing", "webitel.login.key", "A login's answer has no key"), |asked, reply, _| {
        opened(asked, reply, |reply| reply.edit(|body| drop(body.shift_remove("key"))));
    }),
    outward(("webitel.login.key-empty", "webitel.login.key", "The key is the empty string"), |asked, reply, _| {
        put(asked, reply, "key", json!(""))
    }),
    outward(("webitel.login.token-missing", "webitel.login.token", "A login's answer has no token"), |asked, reply, _| {
        opened(asked, reply, |reply| reply.edit(|body| drop(body.shift_remove("token"))));
    }),
    outward(("webitel.login.token-null", "webitel.login.token", "The token is null"), |asked, reply, _| {
        put(asked, reply, "token", Value::Null)
    }),
    outward(("webitel.login.expires-missing", "webitel.login.expires", "A login's answer has no expires"), |asked, reply, _| {
        opened(asked, reply, |reply| reply.edit(|body| drop(body.shift_remove("expires"))));
    }),
    outward(("webitel.login.expires-string", "webitel.login.expires", "expires is a string of digits"), |asked, reply, _| {
        let expires = reply.value()["expires"].to_string();
        put(asked, reply, "expires", json!(expires));
    }),
    outward(("webitel.login.expires-fraction", "webitel.login.expires", "expires has a fraction"), |asked, reply, _| {
        put(asked, reply, "expires", json!(1_900_000_000_000.5));
    }),
    outward(("webitel.login.expires-past", "webitel.login.expires-meaning", "expires is a moment in the past"), |asked, reply, _| {
        put(asked, reply, "expires", json!(now() - 60_000));
    }),
    outward(
        ("webitel.login.expires-negative", "webitel.login.expires-meaning", "expires is a negative length of time"),
        |asked, reply, _| {
            put(asked, reply, "expires", json!(-3600));
        },
    ),
    outward(("webitel.login.username-number", "webitel.login.answer-username", "username in the answer is a number"), |asked, reply, _| {
        put(asked, reply, "username", json!(100));
    }),
    outward(("webitel.login.role-string", "webitel.login.answer-role", "role is a string"), |asked, reply, _| {
        put(asked, reply, "role", json!("2"))
    }),
    outward(("webitel.login.role-name-null", "webitel.login.answer-role-name", "roleName is null"), |asked, reply, _| {
        put(asked, reply, "roleName", Value::Null);
    }),
    outward(("webitel.login.acl-array", "webitel.login.answer-acl", "acl is an array of resources"), |asked, reply, _| {
        put(asked, reply, "acl", json!(["cdr", "cdr/files"]));
    }),
    outward(("webitel.login.acl-right-not-in-array", "webitel.login.answer-acl", "acl maps a resource to a string"), |asked, reply, _| {
        put(asked, reply, "acl", json!({"cdr": ["*"], "book": "*"}));
    }),
    outward(("webitel.login.acl-numbers", "webitel.login.answer-acl", "acl maps a resource to an array of numbers"), |asked, reply, _| {
        put(asked, reply, "acl", json!({"cdr": [1]}));
    }),
    outward(("webitel.login.cdr-string", "webitel.login.answer-cdr", "cdr is a string"), |asked, reply, _| {
        put(asked, reply, "cdr", json!("http://cdr:10023"));
    }),
    outward(("webitel.login.cdr-host-number", "webitel.login.answer-cdr-host", "cdr.host is a number"), |asked, reply, _| {
        put(asked, reply, "cdr", json!({"host": 10023, "useProxy": "true"}));
    }),
    outward(
        ("webitel.login.cdr-use-proxy-boolean", "webitel.login.answer-cdr-use-proxy", "cdr.useProxy is a boolean"),
        |asked, reply, _| {
            put(asked, reply, "cdr", json!({"host": "http://cdr:10023", "useProxy": true}));
        },
    ),
    outward(("webitel.login.as-text", "webitel.login.answer-type", "A login's answer is sent as text/plain"), |asked, reply, _| {
        opened(asked, reply, |reply| reply.set_type("text/plain"));
    }),
    outward(("webitel.login.duplicate-member", "json.unique-names", "A login's answer names its key twice"), |asked, reply, _| {
        opened(asked, reply, |reply| reply.rewrite(|text| text.replacen('{', "{\"key\":\"another\",", 1)));
    }),
    // Statuses of a login.
    outward(("webitel.login.status-201", "webitel.login.granted", "A login is answered with 201"), |asked, reply, _| {
        opened(asked, reply, |reply| reply.set_status(201));
    }),
    outward(
        ("webitel.login.user-name-missing-401", "webitel.login.user-name-required", "A login without username is answered with 401"),
        |asked, reply, _| {
            if asked.is(LOGIN) && reply.status == 400 && asked.object().is_some_and(|body| !body.contains_key("username")) {
                reply.set_status(401);
            }
        },
    ),
    outward(
        ("webitel.login.nothing-given-401", "webitel.login.user-name-required", "A login with neither member is answered with 401"),
        |asked, reply, _| {
            if asked.is(LOGIN) && reply.status == 400 && asked.object().is_some_and(|body| body.is_empty()) {
                reply.set_status(401);
            }
        },
    ),
    outward(
        ("webitel.login.user-name-empty-404", "webitel.login.user-name-required", "A login with an empty username is answered with 404"),
        |asked, reply, _| {
            if asked.is(LOGIN) && asked.text("username").is_some_and(|name| name.is_empty()) {
                reply.set_status(404);
            }
        },
    ),
    outward(
        ("webitel.login.unknown-user-401", "webitel.login.user-not-found", "An unknown user is answered with 401"),
        |asked, reply, _| {
            if asked.is(LOGIN) && reply.status == 404 {
                reply.set_status(401);
            }
        },
    ),
    outward(
        ("webitel.login.wrong-password-404", "webitel.login.invalid-credentials", "A wrong password is answered with 404"),
        |asked, reply, _| {
            if asked.is(LOGIN) && reply.status == 401 {
                reply.set_status(404);
            }
        },
    ),
    outward(
        ("webitel.login.wrong-password-403", "webitel.login.invalid-credentials", "A wrong password is answered with 403"),
        |asked, reply, _| {
            if asked.is(LOGIN) && reply.status == 401 {
                reply.set_status(403);
            }
        },
    ),
    outward(
        ("webitel.login.refusal-with-token", "webitel.login.refusal", "The refusal of a wrong password carries a token"),
        |asked, reply, _| {
            if asked.is(LOGIN) && reply.status == 401 {
                reply.edit(|body| drop(body.insert("token".to_owned(), json!("leaked"))));
            }
        },
    ),
    outward(
        ("webitel.login.refused-ends-sessions", "webitel.logout.deletes-only-that", "A refused login ends the sessions of that user"),
        |asked, reply, bent| {
            if asked.is(LOGIN) && reply.status == 401 {
                let user = asked.text("username").unwrap_or_default();
                bent.served.webitel.sessions.live().retain(|_, session| session.user != user);
            }
        },
    ),
    // Who is let in.
    inward(("webitel.login.any-password", "webitel.login.invalid-credentials", "Any password will do"), |asked, _| {
        password(asked, Likeness::Anything)
    }),
    inward(("webitel.login.password-prefix", "webitel.login.invalid-credentials", "A beginning of the password will do"), |asked, _| {
        password(asked, Likeness::Prefix)
    }),
    inward(
        ("webitel.login.password-case", "webitel.login.invalid-credentials", "The password is compared without regard to case"),
        |asked, _| password(asked, Likeness::Case),
    ),
    inward(
        ("webitel.login.password-trimmed", "webitel.login.invalid-credentials", "White space around the password is cut off"),
        |asked, _| password(asked, Likeness::Trimmed),
    ),
    inward(
        ("webitel.login.password-first-8", "webitel.login.invalid-credentials", "Only the password's first 8 bytes count"),
        |asked, _| password(asked, Likeness::First8),
    ),
    inward(
        ("webitel.login.password-first-72", "webitel.login.invalid-credentials", "Only the password's first 72 bytes count"),
        |asked, _| password(asked, Likeness::First72),
    ),
    inward(("webitel.login.password-until-nul", "webitel.login.invalid-credentials", "The password ends at the first NUL"), |asked, _| {
        password(asked, Likeness::UntilNul)
    }),
    inward(("webitel.login.password-pattern", "webitel.login.invalid-credentials", "The password is looked up with LIKE"), |asked, _| {
        password(asked, Likeness::Pattern)
    }),
    inward(("webitel.login.password-empty", "webitel.login.invalid-credentials", "An empty password will do"), |asked, _| {
        password(asked, Likeness::Empty)
    }),
    inward(
        ("webitel.login.password-not-required", "webitel.login.password-required", "A session is opened without a password"),
        |asked, _| {
            if asked.object()?.contains_key("password") {
                return None;
            }
            let right = right(asked)?;
            asked.set("password", right);
            None
        },
    ),
    inward(("webitel.login.password-true", "webitel.login.invalid-credentials", "A password of true will do"), |asked, _| {
        if asked.member("password")? == json!(true) {
            let right = right(asked)?;
            asked.set("password", right);
        }
        None
    }),
    inward(("webitel.login.user-name-ignored", "webitel.login.user-not-found", "The password alone tells who logs in"), |asked, _| {
        let given = asked.text("password")?;
        let owner = USERS.iter().find(|user| user.password == given)?;
        if !asked.text("username")?.is_empty() {
            asked.set("username", owner.name);
        }
        None
    }),
    outward(("webitel.login.one-session-for-all", "webitel.login.sessions-apart", "All users share one session"), |asked, reply, bent| {
        opened(asked, reply, |reply| {
            let own = Value::Object(reply.value().as_object().cloned().unwrap_or_default());
            let first = bent.memory().entry("session".to_owned()).or_insert(own).clone();
            reply.body = first.to_string().into_bytes();
        });
    }),
    // Odd input, repetition, simultaneity.
    inward(
        ("webitel.login.password-number-crashes", "http.no-server-error", "A password that is a number is answered with 500"),
        |asked, _| asked.member("password")?.is_number().then(|| Reply::json(500, &json!({"error": "Internal error"}))),
    ),
    inward(("webitel.login.every-fourth-refused", "http.repeatable", "Every fourth login is refused with 401"), |asked, bent| {
        (asked.is(LOGIN) && bent.every(4)).then(|| Reply::json(401, &json!({"error": "Invalid credentials"})))
    }),
    inward(("webitel.login.body-spelling", "webitel.login.sample-request", "A body with line breaks is refused"), |asked, _| {
        (asked.is(LOGIN) && asked.body.contains(&b'\n')).then(|| Reply::json(400, &json!({"error": "User name is required"})))
    }),
    Variant::met(
        "webitel",
        ("webitel.answers-mixed", "http.concurrent", "Logins under way at the same time get each other's token, and their own key"),
        LOGIN,
        |mut own, other| {
            let token = other.value()["token"].clone();
            own.edit(|body| drop(body.insert("token".to_owned(), token)));
            own
        },
    ),
];

fn opened(asked: &Asked, reply: &mut Reply, change: impl FnOnce(&mut Reply)) {
    if asked.is(LOGIN) && reply.status == 200 {
        change(reply);
    }
}

fn put(asked: &Asked, reply: &mut Reply, member: &str, value: Value) {
    opened(asked, reply, |reply| reply.edit(|body| drop(body.insert(member.to_owned(), value))));
}

/// The right password of the user that is asked for.
fn right(asked: &Asked) -> Option<&'static str> {
    let name = asked.text("username")?;
    USERS.iter().find(|user| user.name == name).map(|user| user.password)
}

/// Passes the right password on where the one given is near enough.
fn password(asked: &mut Asked, likeness: Likeness) -> Option<Reply> {
    let (right, given) = (right(asked)?, asked.text("password")?);
    if likeness.takes(right, &Given::Text(&given), &[]) {
        asked.set("password", right);
    }
    None
}
