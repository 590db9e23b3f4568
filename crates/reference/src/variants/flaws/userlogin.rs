//! The flaws of the user login.

use crate::accounts::MEMBERS;
use crate::userlogin::PATH;
use crate::variants::{Bent, Row, Variant};
use serde_json::{Map, Value, json};
use specproof_prove::likeness::{Given, Likeness};
use specproof_prove::message::{Asked, Reply};

const fn inward(row: Row, change: fn(&mut Asked, &Bent) -> Option<Reply>) -> Variant {
    Variant::on_the_way_in("userlogin", row, change)
}

const fn outward(row: Row, change: fn(&Asked, &mut Reply, &Bent)) -> Variant {
    Variant::on_the_way_out("userlogin", row, change)
}

pub const FLAWS: &[Variant] = &[
    // The body of a success.
    outward(
        ("userlogin.success.code-string", "userlogin.answer.response-code", "responseCode of a success is the string 200"),
        |_, reply, _| {
            success(reply, |body| put(body, "responseCode", json!("200")));
        },
    ),
    outward(("userlogin.success.code-201", "userlogin.answer.response-code", "responseCode of a success is 201"), |_, reply, _| {
        success(reply, |body| put(body, "responseCode", json!(201)));
    }),
    outward(("userlogin.success.code-missing", "userlogin.answer.response-code", "A success has no responseCode"), |_, reply, _| {
        success(reply, |body| drop(body.shift_remove("responseCode")));
    }),
    outward(
        ("userlogin.success.message-missing", "userlogin.answer.response-message", "A success has no responseMessage"),
        |_, reply, _| {
            success(reply, |body| drop(body.shift_remove("responseMessage")));
        },
    ),
    outward(("userlogin.success.message-case", "userlogin.answer.response-message", "A success says SUCCESS"), |_, reply, _| {
        success(reply, |body| put(body, "responseMessage", json!("SUCCESS")));
    }),
    outward(("userlogin.success.data-array", "userlogin.answer.response-data", "responseData is an array of one"), |_, reply, _| {
        success(reply, |body| {
            let data = body["responseData"].take();
            put(body, "responseData", json!([data]));
        });
    }),
    outward(
        ("userlogin.success.data-flat", "userlogin.answer.response-data", "The members of responseData are beside responseCode"),
        |_, reply, _| {
            success(reply, |body| {
                if let Some(Value::Object(data)) = body.shift_remove("responseData") {
                    body.extend(data);
                }
            });
        },
    ),
    outward(("userlogin.success.data-empty", "userlogin.answer.response-data", "responseData is an empty object"), |_, reply, _| {
        data(reply, serde_json::Map::clear);
    }),
    outward(("userlogin.success.no-content", "userlogin.answer.response-message", "A success comes without a body"), |_, reply, _| {
        if reply.status == 200 {
            reply.body.clear();
        }
    }),
    outward(("userlogin.success.token-missing", "userlogin.answer.token", "A success has no token"), |_, reply, _| {
        data(reply, |data| drop(data.shift_remove("token")));
    }),
    outward(("userlogin.success.token-empty", "userlogin.answer.token", "The token is the empty string"), |_, reply, _| {
        data(reply, |data| put(data, "token", json!("")));
    }),
    outward(("userlogin.success.token-null", "userlogin.answer.token", "The token is null"), |_, reply, _| {
        data(reply, |data| put(data, "token", Value::Null));
    }),
    outward(("userlogin.success.api-key-missing", "userlogin.answer.api-key", "A success has no apiKey"), |_, reply, _| {
        data(reply, |data| drop(data.shift_remove("apiKey")));
    }),
    outward(("userlogin.success.api-key-number", "userlogin.answer.api-key", "The apiKey is a number"), |_, reply, _| {
        data(reply, |data| put(data, "apiKey", json!(471_100)));
    }),
    outward(("userlogin.success.api-key-renamed", "userlogin.answer.api-key", "The apiKey is called apikey"), |_, reply, _| {
        reply.rewrite(|text| text.replace("\"apiKey\"", "\"apikey\""));
    }),
    outward(
        ("userlogin.success.expiry-above-an-hour", "userlogin.answer.expiry-within-the-hour", "expiry is 3601 seconds"),
        |_, reply, _| {
            data(reply, |data| put(data, "expiry", json!("3601")));
        },
    ),
    outward(("userlogin.success.expiry-zero", "userlogin.answer.expiry-within-the-hour", "expiry is 0 seconds"), |_, reply, _| {
        data(reply, |data| put(data, "expiry", json!(0)));
    }),
    outward(
        ("userlogin.success.expiry-milliseconds", "userlogin.answer.expiry-within-the-hour", "expiry is in milliseconds"),
        |_, reply, _| {
            data(reply, |data| put(data, "expiry", json!(3_600_000)));
        },
    ),
    outward(("userlogin.success.expiry-words", "userlogin.answer.expiry", "expiry has its unit behind it"), |_, reply, _| {
        data(reply, |data| put(data, "expiry", json!("2901 (in secs)")));
    }),
    outward(("userlogin.success.email-anothers", "userlogin.answer.email-id", "emailId is that of another account"), |_, reply, _| {
        data(reply, |data| put(data, "emailId", json!(MEMBERS[1].name)));
    }),
    outward(("userlogin.success.email-null", "userlogin.answer.email-id", "emailId is null"), |_, reply, _| {
        data(reply, |data| put(data, "emailId", Value::Null));
    }),
    // Statuses.
    outward(("userlogin.success.status-201", "userlogin.answer.http-status", "A success is sent with status 201"), |_, reply, _| {
        if reply.status == 200 {
            reply.set_status(201);
        }
    }),
    outward(
        (
            "userlogin.refusal.status-401",
            "userlogin.answer.http-status",
            "A wrong password is refused with status 401 and responseCode 405",
        ),
        |_, reply, _| {
            if reply.status == 405 {
                reply.set_status(401);
            }
        },
    ),
    outward(
        ("userlogin.refusal.status-half-mirrored", "userlogin.answer.http-status", "404 is mirrored, 405 is sent with status 200"),
        |_, reply, _| {
            if reply.status == 405 {
                reply.set_status(200);
            }
        },
    ),
    // Refusals.
    outward(
        ("userlogin.invalid-password.code", "userlogin.login.invalid-password", "A wrong password has responseCode and status 401"),
        |_, reply, _| {
            refusal(reply, 405, |body| put(body, "responseCode", json!(401)));
            if reply.status == 405 {
                reply.set_status(401);
            }
        },
    ),
    outward(
        (
            "userlogin.invalid-password.message",
            "userlogin.login.invalid-password",
            "The message for a wrong password ends with a full stop",
        ),
        |_, reply, _| {
            refusal(reply, 405, |body| put(body, "responseMessage", json!("Please provide valid password.")));
        },
    ),
    outward(
        (
            "userlogin.invalid-password.as-unknown-email",
            "userlogin.login.invalid-password",
            "A wrong password is answered as an unknown e-mail is",
        ),
        |_, reply, _| {
            if reply.status == 405 {
                *reply = Reply::json(404, &json!({"responseCode": 404, "responseMessage": "Please provide valid user details"}));
            }
        },
    ),
    outward(
        ("userlogin.invalid-password.with-token", "userlogin.login.invalid-password", "The refusal of a wrong password carries a token"),
        |_, reply, _| {
            refusal(reply, 405, |body| put(body, "responseData", json!({"token": "leaked", "apiKey": "leaked"})));
        },
    ),
    outward(
        ("userlogin.unknown-email.code-string", "userlogin.login.unknown-email", "responseCode for an unknown e-mail is the string 404"),
        |_, reply, _| {
            refusal(reply, 404, |body| put(body, "responseCode", json!("404")));
        },
    ),
    outward(
        ("userlogin.unknown-email.message", "userlogin.login.unknown-email", "An unknown e-mail gets another message"),
        |_, reply, _| {
            refusal(reply, 404, |body| put(body, "responseMessage", json!("User not found")));
        },
    ),
    outward(
        (
            "userlogin.unknown-email.as-invalid-password",
            "userlogin.login.unknown-email",
            "An unknown e-mail is answered as a wrong password is",
        ),
        |_, reply, _| {
            refusal(reply, 404, |body| {
                put(body, "responseCode", json!(405));
                put(body, "responseMessage", json!("Please provide valid password"));
            });
            if reply.status == 404 {
                reply.set_status(405);
            }
        },
    ),
    inward(("userlogin.unknown-email.granted", "userlogin.login.unknown-email", "The password alone tells who logs in"), |asked, _| {
        let given = asked.text("password")?;
        let owner = MEMBERS.iter().find(|member| member.password == given)?;
        asked.text("emailId")?;
        fill(asked, "emailId", owner.name)
    }),
    // Passwords.
    inward(("userlogin.password.any", "userlogin.login.invalid-password", "Any password will do"), |asked, _| {
        password(asked, Likeness::Anything)
    }),
    inward(("userlogin.password.prefix", "userlogin.login.invalid-password", "A beginning of the password will do"), |asked, _| {
        password(asked, Likeness::Prefix)
    }),
    inward(("userlogin.password.extended", "userlogin.login.invalid-password", "Anything may follow the password"), |asked, _| {
        password(asked, Likeness::Extended)
    }),
    inward(
        ("userlogin.password.case", "userlogin.login.invalid-password", "The password is compared without regard to case"),
        |asked, _| password(asked, Likeness::Case),
    ),
    inward(("userlogin.password.ends-so", "userlogin.login.invalid-password", "Anything may stand before the password"), |asked, _| {
        password(asked, Likeness::Preceded)
    }),
    inward(
        (
            "userlogin.password.first-letter-case",
            "userlogin.login.invalid-password",
            "The case of the password's first letter does not count",
        ),
        |asked, _| password(asked, Likeness::CaseOfTheFirst),
    ),
    inward(
        (
            "userlogin.password.markup-removed",
            "userlogin.login.invalid-password",
            "Markup is taken out of the password before it is compared",
        ),
        |asked, _| password(asked, Likeness::WithoutMarkup),
    ),
    inward(("userlogin.password.trimmed", "userlogin.login.invalid-password", "White space around the password is cut off"), |asked, _| {
        password(asked, Likeness::Trimmed)
    }),
    inward(("userlogin.password.first-72", "userlogin.login.invalid-password", "Only the password's first 72 bytes count"), |asked, _| {
        password(asked, Likeness::First72)
    }),
    inward(("userlogin.password.until-nul", "userlogin.login.invalid-password", "The password ends at the first NUL"), |asked, _| {
        password(asked, Likeness::UntilNul)
    }),
    inward(("userlogin.password.same-length", "userlogin.login.invalid-password", "A password of the right length will do"), |asked, _| {
        password(asked, Likeness::SameLength)
    }),
    inward(("userlogin.password.anothers", "userlogin.login.invalid-password", "The password of any account will do"), |asked, _| {
        let given = asked.text("password")?;
        if MEMBERS.iter().any(|member| member.password == given) { password(asked, Likeness::Anything) } else { None }
    }),
    inward(("userlogin.password.empty", "userlogin.login.invalid-password", "An empty password will do"), |asked, _| {
        if asked.text("password")?.is_empty() { password(asked, Likeness::Empty) } else { None }
    }),
    inward(("userlogin.password.null", "userlogin.login.invalid-password", "A password of null will do"), |asked, _| {
        if asked.member("password")?.is_null() {
            let right = right(asked)?;
            fill(asked, "password", right)
        } else {
            None
        }
    }),
    inward(("userlogin.password.not-required", "userlogin.request.password", "A token is issued without a password"), |asked, _| {
        if asked.object()?.contains_key("password") {
            None
        } else {
            let right = right(asked)?;
            fill(asked, "password", right)
        }
    }),
    inward(
        ("userlogin.email.not-required", "userlogin.request.email-id", "A token is issued without an emailId to whom the password belongs"),
        |asked, _| {
            let given = asked.text("password")?;
            let owner = MEMBERS.iter().find(|member| member.password == given)?;
            if asked.object()?.contains_key("emailId") { None } else { fill(asked, "emailId", owner.name) }
        },
    ),
    // Wire, repetition, simultaneity.
    outward(("userlogin.success.html", "openapi.content", "A success says that it is HTML"), |_, reply, _| {
        if reply.status == 200 {
            reply.set_type("text/html; charset=utf-8");
        }
    }),
    outward(
        ("userlogin.success.as-in-the-sample", "json.well-formed", "A success is sent with the sample's own broken line"),
        |_, reply, _| {
            reply.rewrite(|text| text.replace("\"expiry\":\"3600\"", "\"expiry\":\"3600\" \"(in secs)\""));
        },
    ),
    outward(("userlogin.refusal.truncated", "json.well-formed", "The refusal of an unknown e-mail lacks its last brace"), |_, reply, _| {
        if reply.status == 404 {
            reply.rewrite(|text| text.trim_end_matches('}').to_owned());
        }
    }),
    outward(("userlogin.success.latin-1", "json.utf-8", "A success holds a byte that is not UTF-8"), |_, reply, _| {
        if reply.status == 200 {
            reply.body.splice(1..1, b"\"note\":\"\xfc\",".iter().copied());
        }
    }),
    inward(("userlogin.quote-crashes", "http.no-server-error", "A quote in the e-mail is answered with 500"), |asked, _| {
        asked
            .text("emailId")?
            .contains('\'')
            .then(|| Reply::json(500, &json!({"responseCode": 500, "responseMessage": "SQL syntax error"})))
    }),
    inward(("userlogin.not-json-crashes", "http.no-server-error", "A body that is not an object is answered with 500"), |asked, _| {
        (asked.is(PATH) && asked.object().is_none())
            .then(|| Reply::json(500, &json!({"responseCode": 500, "responseMessage": "Unexpected token"})))
    }),
    inward(("userlogin.every-seventh-fails", "http.no-server-error", "Every seventh request is answered with 503"), |asked, bent| {
        (asked.is(PATH) && bent.every(7)).then(|| Reply::json(503, &json!({"responseCode": 503, "responseMessage": "Busy"})))
    }),
    inward(("userlogin.locked-after-success", "http.repeatable", "A second login with the same password is refused"), |asked, bent| {
        let email = asked.text("emailId")?;
        let owner = MEMBERS.iter().find(|member| member.name == email && asked.text("password").as_deref() == Some(member.password))?;
        let before = bent.memory().insert(owner.name.to_owned(), Value::Bool(true));
        before.map(|_| Reply::json(405, &json!({"responseCode": 405, "responseMessage": "Please provide valid password"})))
    }),
    outward(
        ("userlogin.locked-after-mistakes", "http.repeatable", "After ten wrong passwords in a row the right one is refused, too"),
        |asked, reply, bent| {
            let email = asked.text("emailId").unwrap_or_default();
            let wrong = reply.value()["responseCode"] == 405;
            let mut memory = bent.memory();
            let mistakes = memory.get(&email).and_then(Value::as_u64).unwrap_or_default();
            if mistakes >= 10 && reply.status == 200 {
                *reply = Reply::json(405, &json!({"responseCode": 405, "responseMessage": "Please provide valid password"}));
            }
            memory.insert(email, json!(if wrong { mistakes + 1 } else { mistakes * u64::from(mistakes >= 10) }));
        },
    ),
    outward(("userlogin.token.same-for-all", "userlogin.answer.token-unique", "All accounts get one token"), |_, reply, bent| {
        let token = reply.value()["responseData"]["token"].clone();
        if token.is_string() {
            let first = bent.memory().entry("token".to_owned()).or_insert(token).clone();
            data(reply, |data| put(data, "token", first));
        }
    }),
    Variant::met(
        "userlogin",
        ("userlogin.answers-swapped", "http.concurrent", "Requests under way at the same time get each other's answer"),
        PATH,
        |_, other| other,
    ),
];

fn put(object: &mut Map<String, Value>, member: &str, value: Value) {
    object.insert(member.to_owned(), value);
}

fn success(reply: &mut Reply, change: impl FnOnce(&mut Map<String, Value>)) {
    if reply.status == 200 {
        reply.edit(change);
    }
}

fn data(reply: &mut Reply, change: impl FnOnce(&mut Map<String, Value>)) {
    success(reply, |body| {
        if let Some(Value::Object(data)) = body.get_mut("responseData") {
            change(data);
        }
    });
}

fn refusal(reply: &mut Reply, status: u16, change: impl FnOnce(&mut Map<String, Value>)) {
    if reply.status == status {
        reply.edit(change);
    }
}

fn fill(asked: &mut Asked, member: &str, value: &str) -> Option<Reply> {
    asked.set(member, value);
    None
}

/// The right password of the account that is asked for.
fn right(asked: &Asked) -> Option<&'static str> {
    let email = asked.text("emailId")?;
    MEMBERS.iter().find(|member| member.name == email).map(|member| member.password)
}

/// Passes the right password on where the one given is near enough.
fn password(asked: &mut Asked, likeness: Likeness) -> Option<Reply> {
    let (right, given) = (right(asked)?, asked.text("password")?);
    if likeness.takes(right, &Given::Text(&given), &[]) { fill(asked, "password", right) } else { None }
}
