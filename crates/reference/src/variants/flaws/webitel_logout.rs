//! The flaws of Webitel's logout.

use crate::sessions::Live;
use crate::variants::{Bent, Row, Variant};
use crate::webitel::{LOGIN, LOGOUT};
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
    // Logouts.
    outward(("webitel.logout.status-204", "webitel.logout.granted", "A logout is answered with 204 and nothing"), |asked, reply, _| {
        ended(asked, reply, |reply| {
            reply.set_status(204);
            reply.set_type("");
            reply.body.clear();
        });
    }),
    outward(("webitel.logout.status-ok-lower", "webitel.logout.answer-status", "status of a logout is ok"), |asked, reply, _| {
        ended(asked, reply, |reply| reply.rewrite(|text| text.replace("\"OK\"", "\"ok\"")));
    }),
    outward(("webitel.logout.status-boolean", "webitel.logout.answer-status", "status of a logout is true"), |asked, reply, _| {
        ended(asked, reply, |reply| reply.rewrite(|text| text.replace("\"OK\"", "true")));
    }),
    outward(("webitel.logout.info-missing", "webitel.logout.answer-info", "A logout's answer has no info"), |asked, reply, _| {
        ended(asked, reply, |reply| reply.edit(|body| drop(body.shift_remove("info"))));
    }),
    outward(("webitel.logout.info-object", "webitel.logout.answer-info", "info is an object"), |asked, reply, _| {
        ended(asked, reply, |reply| reply.edit(|body| drop(body.insert("info".to_owned(), json!({"text": "Successful logout."})))));
    }),
    outward(("webitel.logout.plain-ok", "webitel.logout.answer", "A logout is answered with the string OK"), |asked, reply, _| {
        ended(asked, reply, |reply| reply.rewrite(|_| "\"OK\"".to_owned()));
    }),
    outward(("webitel.logout.bad-caller-403", "webitel.logout.bad-caller", "An unknown token is answered with 403"), |asked, reply, _| {
        if asked.is(LOGOUT) && reply.status == 401 && both(asked) {
            reply.set_status(403);
        }
    }),
    outward(
        ("webitel.logout.headers-missing-400", "webitel.logout.headers-required", "A logout without a header is answered with 400"),
        |asked, reply, _| {
            if asked.is(LOGOUT) && reply.status == 401 && !both(asked) {
                reply.set_status(400);
            }
        },
    ),
    inward(("webitel.logout.key-optional", "webitel.logout.headers-required", "A logout needs no X-Key"), |asked, bent| {
        if asked.is(LOGOUT) && asked.header(KEY).is_none() {
            let session = session(bent, |session| asked.header(TOKEN) == Some(&session.opened.token))?;
            asked.set_header(KEY, &session.opened.key);
        }
        None
    }),
    inward(("webitel.logout.token-optional", "webitel.logout.headers-required", "A logout needs no X-Access-Token"), |asked, bent| {
        if asked.is(LOGOUT) && asked.header(TOKEN).is_none() { prove(asked, bent, |_, _| true) } else { None }
    }),
    inward(("webitel.logout.signature-unchecked", "webitel.logout.bad-caller", "The token's signature is not looked at"), |asked, bent| {
        prove(asked, bent, like(Likeness::Unsigned))
    }),
    inward(("webitel.logout.signature-optional", "webitel.logout.bad-caller", "A token without its signature will do"), |asked, bent| {
        prove(asked, bent, |right, given| right.rsplit_once('.').is_some_and(|(signed, _)| given.trim_end_matches('.') == signed))
    }),
    inward(("webitel.logout.token-prefix", "webitel.logout.bad-caller", "A beginning of the token will do"), |asked, bent| {
        prove(asked, bent, like(Likeness::Prefix))
    }),
    inward(("webitel.logout.token-case", "webitel.logout.bad-caller", "The token is compared without regard to case"), |asked, bent| {
        prove(asked, bent, like(Likeness::Case))
    }),
    inward(("webitel.logout.key-case", "webitel.logout.bad-caller", "The key is compared without regard to case"), |asked, bent| {
        let given = asked.header(KEY)?.to_lowercase();
        let session = session(bent, |session| session.opened.key == given)?;
        asked.set_header(KEY, &session.opened.key);
        None
    }),
    inward(("webitel.logout.any-two-halves", "webitel.logout.one-session", "Token and key may come from two sessions"), |asked, bent| {
        let known = session(bent, |session| asked.header(TOKEN) == Some(&session.opened.token)).is_some();
        if known { prove(asked, bent, |_, _| true) } else { None }
    }),
    inward(
        ("webitel.logout.halves-of-one-user", "webitel.logout.one-session", "Token and key may come from two sessions of one user"),
        |asked, bent| {
            let by_token = session(bent, |session| asked.header(TOKEN) == Some(&session.opened.token))?;
            let by_key = session(bent, |session| asked.header(KEY) == Some(&session.opened.key))?;
            if by_key.user == by_token.user { prove(asked, bent, |_, _| true) } else { None }
        },
    ),
    inward(("webitel.logout.both-empty", "webitel.logout.bad-caller", "A logout whose two headers are empty is granted"), |asked, _| {
        (asked.is(LOGOUT) && asked.header(TOKEN) == Some("") && asked.header(KEY) == Some("")).then(done)
    }),
    inward(
        ("webitel.logout.signature-padded", "webitel.logout.bad-caller", "Padding behind the token's signature is left out of account"),
        |asked, bent| prove(asked, bent, |right, given| right == given.trim_end_matches('=')),
    ),
    inward(("webitel.logout.token-bearer", "webitel.logout.bad-caller", "The word Bearer may stand before the token"), |asked, bent| {
        prove(asked, bent, |right, given| given.strip_prefix("Bearer ") == Some(right))
    }),
    // What a logout ends.
    inward(("webitel.logout.deletes-nothing", "webitel.logout.deletes-the-token", "A logout leaves the session open"), |asked, bent| {
        asked_for(asked, bent).map(|_| done())
    }),
    inward(("webitel.logout.second-granted", "webitel.logout.deletes-the-token", "The same logout is granted twice"), |asked, bent| {
        let session = asked_for(asked, bent)?;
        let first = bent.memory().insert(session.opened.key, Value::Bool(true)).is_none();
        first.then(done)
    }),
    outward(
        ("webitel.logout.deletes-all-of-the-user", "webitel.logout.deletes-only-that", "A logout ends all sessions of its user"),
        |asked, reply, bent| {
            ended(asked, reply, |_| {
                let user = bent.memory().get(asked.header(KEY).unwrap_or_default()).cloned().unwrap_or_default();
                bent.served.webitel.sessions.live().retain(|_, session| user != session.user.as_str());
            });
            note_owner(asked, reply, bent);
        },
    ),
    outward(
        ("webitel.logout.deletes-all", "webitel.logout.deletes-only-that", "A logout ends the sessions of all users"),
        |asked, reply, bent| {
            ended(asked, reply, |_| bent.served.webitel.sessions.live().clear());
        },
    ),
    outward(
        (
            "webitel.logout.refused-deletes",
            "webitel.logout.deletes-only-that",
            "A logout that is refused ends the session that its key names",
        ),
        |asked, reply, bent| {
            if asked.is(LOGOUT) && reply.status == 401 {
                bent.served.webitel.sessions.live().remove(asked.header(KEY).unwrap_or_default());
            }
        },
    ),
    // Odd input.
    inward(
        ("webitel.logout.no-headers-crashes", "http.no-server-error", "A logout without both headers is answered with 500"),
        |asked, _| {
            (asked.is(LOGOUT) && asked.header(TOKEN).is_none() && asked.header(KEY).is_none())
                .then(|| Reply::json(500, &json!({"error": "Cannot read properties of undefined"})))
        },
    ),
    inward(("webitel.logout.get-crashes", "http.no-server-error", "GET at the path of the logout is answered with 500"), |asked, _| {
        (asked.parts.method == "GET" && asked.is(LOGOUT)).then(|| Reply::json(500, &json!({"error": "Internal error"})))
    }),
    outward(
        ("webitel.logout.cut-short", "http.framing", "A logout's answer ends before the length that it promises"),
        |asked, reply, _| {
            ended(asked, reply, |reply| reply.cut = Some(5));
        },
    ),
];

const TOKEN: &str = "x-access-token";
const KEY: &str = "x-key";

fn ended(asked: &Asked, reply: &mut Reply, change: impl FnOnce(&mut Reply)) {
    if asked.is(LOGOUT) && reply.status == 200 {
        change(reply);
    }
}

fn both(asked: &Asked) -> bool {
    asked.header(TOKEN).is_some() && asked.header(KEY).is_some()
}

fn done() -> Reply {
    Reply::json(200, &json!({"status": "OK", "info": "Successful logout."}))
}

/// A live session.
fn session(bent: &Bent, wanted: impl Fn(&Live) -> bool) -> Option<Live> {
    bent.served.webitel.sessions.live().values().find(|session| wanted(session)).cloned()
}

/// The live session that a logout is for and may end.
fn asked_for(asked: &Asked, bent: &Bent) -> Option<Live> {
    if !asked.is(LOGOUT) {
        return None;
    }
    session(bent, |session| asked.header(KEY) == Some(&session.opened.key) && asked.header(TOKEN) == Some(&session.opened.token))
}

/// Passes on the token of the session that the key names where the one given is near enough.
fn prove(asked: &mut Asked, bent: &Bent, near_enough: impl Fn(&str, &str) -> bool) -> Option<Reply> {
    let session = session(bent, |session| asked.header(KEY) == Some(&session.opened.key))?;
    if near_enough(&session.opened.token, asked.header(TOKEN).unwrap_or_default()) {
        asked.set_header(TOKEN, &session.opened.token);
    }
    None
}

/// A comparison that takes more than the right one.
fn like(likeness: Likeness) -> impl Fn(&str, &str) -> bool {
    move |right, given| likeness.takes(right, &Given::Text(given), &[])
}

/// Remembers whose session a login opened, under its key.
fn note_owner(asked: &Asked, reply: &Reply, bent: &Bent) {
    if asked.is(LOGIN)
        && let (Some(key), Some(user)) = (reply.value()["key"].as_str(), asked.text("username"))
    {
        bent.memory().insert(key.to_owned(), Value::String(user));
    }
}
