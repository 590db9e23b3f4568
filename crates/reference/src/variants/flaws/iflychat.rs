//! The flaws of iFlyChat.

use crate::accounts::WEBSITES;
use crate::iflychat::PATH;
use crate::variants::{Bent, Row, Variant};
use serde_json::{Value, json};
use specproof_prove::likeness::{Given, Likeness};
use specproof_prove::message::{Asked, Reply};

const fn inward(row: Row, change: fn(&mut Asked, &Bent) -> Option<Reply>) -> Variant {
    Variant::on_the_way_in("iflychat", row, change)
}

/// Changes grants only.
const fn granted(row: Row, change: fn(&Asked, &mut Reply, &Bent)) -> Variant {
    Variant::on_the_way_out("iflychat", row, change)
}

pub const FLAWS: &[Variant] = &[
    // The answer's body.
    granted(("iflychat.answer.key-missing", "iflychat.token.granted", "A grant holds no key"), |_, reply, _| {
        on_grant(reply, |reply| reply.edit(|body| drop(body.shift_remove("key"))));
    }),
    granted(("iflychat.answer.key-null", "iflychat.token.granted", "A grant's key is null"), |_, reply, _| put(reply, "key", Value::Null)),
    granted(("iflychat.answer.key-empty", "iflychat.token.granted", "A grant's key is the empty string"), |_, reply, _| {
        put(reply, "key", json!(""));
    }),
    granted(("iflychat.answer.key-number", "iflychat.token.granted", "A grant's key is a number"), |_, reply, _| {
        put(reply, "key", json!(114_527_666_063_106_u64));
    }),
    granted(("iflychat.answer.key-renamed", "iflychat.token.granted", "A grant calls the key token"), |_, reply, _| {
        on_grant(reply, |reply| reply.rewrite(|text| text.replace("\"key\"", "\"token\"")));
    }),
    granted(
        ("iflychat.answer.expiry-missing", "iflychat.answer.expires-in", "A grant does not tell when the key expires"),
        |_, reply, _| {
            on_grant(reply, |reply| reply.edit(|body| drop(body.shift_remove(EXPIRES_IN))));
        },
    ),
    granted(("iflychat.answer.expiry-renamed", "iflychat.answer.expires-in", "The second member is called expiresIn"), |_, reply, _| {
        on_grant(reply, |reply| reply.rewrite(|text| text.replace(EXPIRES_IN, "expiresIn")))
    }),
    granted(("iflychat.answer.expiry-zero", "iflychat.answer.expires-in-value", "expires_in is 0"), |_, reply, _| {
        put(reply, EXPIRES_IN, json!("0"));
    }),
    granted(("iflychat.answer.expiry-negative", "iflychat.answer.expires-in-value", "expires_in is a negative number"), |_, reply, _| {
        put(reply, EXPIRES_IN, json!(-67770));
    }),
    granted(("iflychat.answer.expiry-words", "iflychat.answer.expires-in-value", "expires_in is a date, not a number"), |_, reply, _| {
        put(reply, EXPIRES_IN, json!("2030-01-01T00:00:00Z"));
    }),
    granted(("iflychat.answer.array", "iflychat.token.granted", "The answer is an array that holds the object"), |_, reply, _| {
        on_grant(reply, |reply| reply.rewrite(|text| format!("[{text}]")));
    }),
    // Status and wire.
    granted(("iflychat.grant.status-500", "http.no-server-error", "A grant is sent with status 500"), |_, reply, _| {
        on_grant(reply, |reply| reply.set_status(500));
    }),
    granted(("iflychat.grant.status-404", "iflychat.token.granted", "A grant is sent with status 404"), |_, reply, _| {
        on_grant(reply, |reply| reply.set_status(404));
    }),
    granted(("iflychat.answer.html", "iflychat.answer.object", "A grant says that it is HTML"), |_, reply, _| {
        on_grant(reply, |reply| reply.set_type("text/html"));
    }),
    granted(("iflychat.answer.trailing-comma", "json.well-formed", "A grant has a comma behind its last member"), |_, reply, _| {
        on_grant(reply, |reply| reply.rewrite(|text| text.replace('}', ",}")));
    }),
    granted(("iflychat.answer.duplicate-member", "json.unique-names", "A grant names the key twice"), |_, reply, _| {
        on_grant(reply, |reply| reply.rewrite(|text| text.replace('}', ",\"key\":\"another\"}")));
    }),
    granted(("iflychat.answer.cut-short", "http.framing", "A grant ends before the length that it promises"), |_, reply, _| {
        on_grant(reply, |reply| reply.cut = Some(reply.body.len() / 2));
    }),
    // Who gets a key.
    inward(("iflychat.api-key.any", "iflychat.request.api-key-private", "Any api_key will do"), |asked, _| {
        api_key(asked, Likeness::Anything)
    }),
    inward(("iflychat.api-key.prefix", "iflychat.request.api-key-private", "A beginning of the api_key will do"), |asked, _| {
        api_key(asked, Likeness::Prefix)
    }),
    inward(("iflychat.api-key.extended", "iflychat.request.api-key-private", "Anything may follow the api_key"), |asked, _| {
        api_key(asked, Likeness::Extended)
    }),
    inward(
        ("iflychat.api-key.last-character", "iflychat.request.api-key-private", "The api_key's last character is not looked at"),
        |asked, _| api_key(asked, Likeness::AllButTheLast),
    ),
    inward(("iflychat.api-key.case", "iflychat.request.api-key-private", "The api_key is compared without regard to case"), |asked, _| {
        api_key(asked, Likeness::Case)
    }),
    inward(("iflychat.api-key.trimmed", "iflychat.request.api-key-private", "White space around the api_key is cut off"), |asked, _| {
        api_key(asked, Likeness::Trimmed)
    }),
    inward(("iflychat.api-key.pattern", "iflychat.request.api-key-private", "The api_key is looked up with LIKE"), |asked, _| {
        api_key(asked, Likeness::Pattern)
    }),
    inward(
        ("iflychat.api-key.any-order", "iflychat.request.api-key-private", "The api_key's characters may come in any order"),
        |asked, _| api_key(asked, Likeness::AnyOrder),
    ),
    inward(("iflychat.api-key.in-array", "iflychat.request.api-key-private", "An array that holds the api_key will do"), |asked, _| {
        if let Some(Value::Array(mut items)) = asked.member("api_key")
            && let (Some(Value::String(only)), true) = (items.pop(), items.is_empty())
        {
            asked.set("api_key", only);
        }
        None
    }),
    inward(("iflychat.api-key.null", "iflychat.request.api-key-private", "An api_key of null will do"), |asked, _| {
        if asked.member("api_key") == Some(Value::Null) { fill(asked, "api_key", WEBSITES[0].api_key) } else { None }
    }),
    inward(("iflychat.api-key.not-required", "iflychat.request.api-key", "A key is issued without an api_key"), |asked, _| {
        if asked.member("api_key").is_none() { fill(asked, "api_key", WEBSITES[0].api_key) } else { None }
    }),
    inward(("iflychat.app-id.not-required", "iflychat.request.app-id", "A key is issued without an app_id"), |asked, _| {
        if asked.member("app_id").is_none() { fill(asked, "app_id", WEBSITES[0].app_id) } else { None }
    }),
    inward(("iflychat.user-id.not-required", "iflychat.request.user-id", "A key is issued without a user_id"), |asked, _| {
        if asked.member("user_id").is_none() { fill(asked, "user_id", "0") } else { None }
    }),
    inward(("iflychat.user-name.not-required", "iflychat.request.user-name", "A key is issued without a user_name"), |asked, _| {
        if asked.member("user_name").is_none() { fill(asked, "user_name", "guest") } else { None }
    }),
    granted(
        ("iflychat.refusal.with-key", "iflychat.token.refusal", "A refusal for a wrong api_key carries a key all the same"),
        |_, reply, _| {
            if reply.status == 403 {
                reply.edit(|body| drop(body.insert("key".to_owned(), json!("TKT-leaked-with-the-refusal"))));
            }
        },
    ),
    granted(("iflychat.refusal.as-500", "http.no-server-error", "A wrong api_key is answered with 500"), |_, reply, _| {
        if reply.status == 403 {
            reply.set_status(500);
        }
    }),
    // Lengths.
    inward(("iflychat.user-id.255-granted", "iflychat.request.user-id-length", "A user_id of 255 characters gets a key"), |asked, _| {
        shortened(asked, "user_id", |text| text.chars().count() == 255)
    }),
    inward(("iflychat.user-id.254-refused", "iflychat.request.user-id-length", "A user_id of 254 characters gets none"), |asked, _| {
        refused_when(asked, "user_id", |text| text.chars().count() == 254)
    }),
    inward(("iflychat.user-id.in-bytes", "iflychat.request.user-id-length", "The length of user_id is counted in bytes"), |asked, _| {
        refused_when(asked, "user_id", |text| text.len() > 254)
    }),
    inward(
        ("iflychat.user-name.255-granted", "iflychat.request.user-name-length", "A user_name of 255 characters gets a key"),
        |asked, _| shortened(asked, "user_name", |text| text.chars().count() == 255),
    ),
    inward(
        ("iflychat.user-name.128-at-most", "iflychat.request.user-name-length", "A user_name above 128 characters gets none"),
        |asked, _| refused_when(asked, "user_name", |text| text.chars().count() > 128),
    ),
    inward(
        ("iflychat.user-name.in-utf-16", "iflychat.request.user-name-length", "The length of user_name is counted in UTF-16 units"),
        |asked, _| refused_when(asked, "user_name", |text| text.encode_utf16().count() > 254),
    ),
    inward(
        (
            "iflychat.user-name.in-graphemes",
            "iflychat.request.user-name-length",
            "Combining marks do not count towards the length of user_name",
        ),
        |asked, _| shortened(asked, "user_name", |text| text.chars().filter(|mark| !('\u{300}'..='\u{36f}').contains(mark)).count() < 255),
    ),
    // Values.
    inward(
        ("iflychat.chat-role.participant-refused", "iflychat.request.chat-role", "The chat_role participant gets no key"),
        |asked, _| refused_when(asked, "chat_role", |role| role == "participant"),
    ),
    inward(("iflychat.chat-role.viewer-crashes", "http.no-server-error", "The chat_role viewer is answered with 500"), |asked, _| {
        (asked.text("chat_role")? == "viewer").then(|| Reply::json(500, &json!({"error": "Internal error"})))
    }),
    inward(("iflychat.chat-role.any", "iflychat.request.chat-role-others", "Any chat_role gets a key"), |asked, _| {
        let role = asked.text("chat_role")?;
        if ROLES.contains(&role.as_str()) { None } else { fill(asked, "chat_role", ROLES[2]) }
    }),
    inward(
        ("iflychat.chat-role.words-for-nothing", "iflychat.request.chat-role-others", "A chat_role of none or null gets a key"),
        |asked, _| {
            let role = asked.text("chat_role")?;
            if ["none", "null"].contains(&role.as_str()) { fill(asked, "chat_role", ROLES[2]) } else { None }
        },
    ),
    inward(("iflychat.chat-role.case", "iflychat.request.chat-role-others", "A chat_role in capitals gets a key"), |asked, _| {
        let role = asked.text("chat_role")?;
        fill(asked, "chat_role", &role.to_lowercase())
    }),
    inward(
        ("iflychat.user-avatar-url.required", "iflychat.request.user-avatar-url", "A request without user_avatar_url gets no key"),
        |asked, _| if asked.member("user_avatar_url").is_none() { Some(refusal("user_avatar_url is missing")) } else { None },
    ),
    inward(("iflychat.user-status.refused", "iflychat.request.user-status", "A request with user_status gets no key"), |asked, _| {
        refused_when(asked, "user_status", |_| true)
    }),
    inward(("iflychat.user-roles.refused", "iflychat.request.user-roles", "A request with user_roles gets no key"), |asked, _| {
        asked.member("user_roles")?.is_object().then(|| refusal("user_roles is not allowed"))
    }),
    inward(
        ("iflychat.user-groups.crashes", "http.no-server-error", "user_groups that is not an object is answered with 500"),
        |asked, _| (!asked.member("user_groups")?.is_object()).then(|| Reply::json(500, &json!({"error": "Internal error"}))),
    ),
    inward(
        ("iflychat.user-name.not-ascii-crashes", "http.no-server-error", "A user_name beyond ASCII is answered with 502"),
        |asked, _| (!asked.text("user_name")?.is_ascii()).then(|| Reply::json(502, &json!({"error": "Bad gateway"}))),
    ),
    inward(("iflychat.curl-sample.refused", "iflychat.request.curl-sample", "A body with a member given twice gets no key"), |asked, _| {
        let text = String::from_utf8_lossy(&asked.body);
        (text.matches("\"user_name\"").count() > 1).then(|| refusal("user_name is given twice"))
    }),
    // Requests beside and after each other.
    granted(("iflychat.key.same-for-all", "iflychat.token.per-user", "Every user gets the same key"), |asked, reply, bent| {
        reuse(asked, reply, bent, &[]);
    }),
    granted(("iflychat.key.same-for-name", "iflychat.token.per-user", "Users of one user_name get the same key"), |asked, reply, bent| {
        reuse(asked, reply, bent, &["user_name"]);
    }),
    granted(
        ("iflychat.key.same-for-id-prefix", "iflychat.token.per-user", "Users whose user_id begins alike get the same key"),
        |asked, reply, bent| {
            let start: String = asked.text("user_id").unwrap_or_default().chars().take(8).collect();
            remember(reply, bent, start);
        },
    ),
    inward(("iflychat.every-fifth-refused", "http.repeatable", "Every fifth request is refused"), |asked, bent| {
        (asked.is(PATH) && bent.every(5)).then(|| refusal("Not now"))
    }),
    Variant::met(
        "iflychat",
        ("iflychat.answers-shared", "iflychat.token.per-user", "Requests under way at the same time get one answer"),
        PATH,
        |own, other| if own.body < other.body { own } else { other },
    ),
    inward(("iflychat.member-order", "json.order", "A request whose first member is not api_key is refused"), |asked, _| {
        let body = asked.object()?;
        (body.contains_key("api_key") && body.keys().next()? == "user_name").then(|| refusal("api_key must come first"))
    }),
    inward(("iflychat.content-type.with-charset", "http.media-types", "application/json with a charset is refused"), |asked, _| {
        asked.header("content-type")?.contains("charset").then(|| Reply::json(415, &json!({"error": "Not JSON"})))
    }),
];

const EXPIRES_IN: &str = "expires_in ";
const ROLES: [&str; 4] = ["admin", "moderator", "participant", "viewer"];

fn refusal(why: &str) -> Reply {
    Reply::json(400, &json!({ "error": why }))
}

fn on_grant(reply: &mut Reply, change: impl FnOnce(&mut Reply)) {
    if reply.status.is_success() {
        change(reply);
    }
}

fn put(reply: &mut Reply, member: &str, value: Value) {
    on_grant(reply, |reply| {
        reply.edit(|body| {
            body.insert(member.to_owned(), value);
        });
    });
}

/// Passes the website's own key on where the one given is near enough.
fn api_key(asked: &mut Asked, likeness: Likeness) -> Option<Reply> {
    let (app_id, given) = (asked.text("app_id")?, asked.text("api_key")?);
    let website = WEBSITES.iter().find(|website| website.app_id == app_id)?;
    if likeness.takes(website.api_key, &Given::Text(&given), &[]) { fill(asked, "api_key", website.api_key) } else { None }
}

fn fill(asked: &mut Asked, member: &str, value: &str) -> Option<Reply> {
    asked.set(member, value);
    None
}

fn refused_when(asked: &Asked, member: &str, wrong: fn(&str) -> bool) -> Option<Reply> {
    wrong(&asked.text(member)?).then(|| refusal("A member is not valid"))
}

/// Passes on a text that is short enough where this one is not, and should have been refused.
fn shortened(asked: &mut Asked, member: &str, too_lenient: fn(&str) -> bool) -> Option<Reply> {
    let text = asked.text(member)?;
    if text.chars().count() > 254 && too_lenient(&text) {
        let short: String = text.chars().take(254).collect();
        asked.set(member, short);
    }
    None
}

/// Gives requests that agree in these members, and in the website, one key.
fn reuse(asked: &Asked, reply: &mut Reply, bent: &Bent, members: &[&str]) {
    let of: Vec<_> = members.iter().map(|member| asked.text(member)).collect();
    remember(reply, bent, format!("{of:?}"));
}

fn remember(reply: &mut Reply, bent: &Bent, of: String) {
    on_grant(reply, |reply| {
        let own = reply.value();
        let first = bent.memory().entry(of).or_insert_with(|| own["key"].clone()).clone();
        put(reply, "key", first);
    });
}
