//! Every change, on requests small enough to be read.

use super::apply;
use crate::case::{BodyFault, Change, CredentialPlace, WrongCredential};
use crate::draft::{Draft, DraftBody, DraftParameter, Known};
use serde_json::{Value, json};
use specproof_contract::model::ParameterLocation;

fn draft(body: Value) -> Draft {
    let key = DraftParameter { location: ParameterLocation::Header, name: "X-Key".into(), value: json!("ab.cd.efgh"), scheme: None };
    Draft {
        parameters: vec![key],
        content_type: Some("application/json".into()),
        body: DraftBody::Json(body),
        header_case: None,
        elsewhere: None,
    }
}

fn changed(body: Value, change: Change) -> Draft {
    let mut draft = draft(body);
    apply(&mut draft, &change, &Known::default()).unwrap();
    draft
}

fn text(draft: &Draft) -> Vec<u8> {
    match &draft.body {
        DraftBody::Json(value) => value.to_string().into_bytes(),
        DraftBody::Raw(bytes) => bytes.clone(),
        _ => Vec::new(),
    }
}

fn spoilt(right: &str, wrong: WrongCredential) -> Result<Value, String> {
    let mut draft = draft(json!({ "password": right }));
    let at = CredentialPlace::Member(vec!["password".into()]);
    apply(&mut draft, &Change::Credential { at, wrong }, &Known::default())?;
    match draft.body {
        DraftBody::Json(body) => Ok(body.get("password").cloned().unwrap_or(json!("(absent)"))),
        _ => Err("no JSON".into()),
    }
}

#[test]
fn members_are_set_removed_kept_and_reversed() {
    let body = || json!({"a": 1, "b": {"c": 2, "d": 3}});
    let path = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let set = |names: &[&str]| Change::Set { path: path(names), value: json!("new") };
    assert_eq!(text(&changed(body(), set(&["a"]))), br#"{"a":"new","b":{"c":2,"d":3}}"#);
    assert_eq!(text(&changed(body(), set(&["x", "y"]))), br#"{"a":1,"b":{"c":2,"d":3},"x":{"y":"new"}}"#);
    assert_eq!(text(&changed(body(), Change::Remove { path: path(&["b", "c"]) })), br#"{"a":1,"b":{"d":3}}"#);
    assert_eq!(text(&changed(body(), Change::Keep { members: path(&["b"]) })), br#"{"b":{"c":2,"d":3}}"#);
    assert_eq!(text(&changed(body(), Change::ReverseMembers)), br#"{"b":{"d":3,"c":2},"a":1}"#);
}

#[test]
fn another_spelling_is_the_same_value() {
    let body = json!({"a/é": ["x\"\\/\n", 1.5, null, {}], "😀": {"deep": [true, []]}});
    let spelt = text(&changed(body.clone(), Change::OtherJsonSpelling));
    assert!(spelt.is_ascii());
    assert_ne!(spelt, body.to_string().into_bytes());
    assert_eq!(serde_json::from_slice::<Value>(&spelt).unwrap(), body);
}

#[test]
fn every_wrong_credential_is_wrong_and_made_as_its_name_says() {
    use WrongCredential as Wrong;
    let right = "Secret7";
    let cases =
        [(Wrong::Absent, json!("(absent)")), (Wrong::Null, json!(null)), (Wrong::Empty, json!("")), (Wrong::Unrelated, json!("2greprF"))];
    for (wrong, value) in cases {
        assert_eq!(spoilt(right, wrong).unwrap(), value, "{wrong:?}");
    }
    for (wrong, value) in [
        (Wrong::Appended, "Secret7x"),
        (Wrong::LastRemoved, "Secret"),
        (Wrong::FirstRemoved, "ecret7"),
        (Wrong::FirstHalf, "Sec"),
        (Wrong::FirstCharacter, "S"),
        (Wrong::Doubled, "Secret7Secret7"),
        (Wrong::CaseFlipped, "sECRET7"),
        (Wrong::UpperCase, "SECRET7"),
        (Wrong::LastCaseFlipped, "SecreT7"),
        (Wrong::MiddleReplaced, "Seceet7"),
        (Wrong::FirstReplaced, "Fecret7"),
        (Wrong::LastReplaced, "Secret2"),
        (Wrong::BlankBefore, " Secret7"),
        (Wrong::BlankAfter, "Secret7 "),
        (Wrong::LineBreakAfter, "Secret7\n"),
        (Wrong::Swapped, "Secert7"),
        (Wrong::NulAppended, "Secret7\0x"),
        (Wrong::FullWidth, "Ｓecret7"),
        (Wrong::Accented, "Sécret7"),
        (Wrong::Percent, "%"),
        (Wrong::Underscore, "Secret_"),
        (Wrong::Star, "*"),
        (Wrong::Prepended, "xSecret7"),
        (Wrong::FirstCaseFlipped, "secret7"),
        (Wrong::PercentEncoded, "Sec%72et7"),
        (Wrong::MarkupAppended, "Secret7<b></b>"),
        (Wrong::Invisible, "Sec\u{200b}ret7"),
        (Wrong::EmojiAfter, "Secret7😀"),
        (Wrong::QuoteAfter, "Secret7'\"\\"),
        (Wrong::BearerBefore, "Bearer Secret7"),
    ] {
        assert_eq!(spoilt(right, wrong).unwrap(), json!(value), "{wrong:?}");
    }
    assert_eq!(spoilt("aa.bb.cdef", Wrong::SignatureChanged).unwrap(), json!("aa.bb.cdrf"));
    assert_eq!(spoilt("eyJhbGciOiJIUzI1NiJ9.e30.c2ln", Wrong::AlgorithmNone).unwrap(), json!("eyJhbGciOiJub25lIn0.e30."));
    assert_eq!(spoilt("8fd26a17-eb28-4c74-aa6f-a3794f4f466c", Wrong::HyphensRemoved).unwrap(), json!("8fd26a17eb284c74aa6fa3794f4f466c"));
    assert_eq!(spoilt("100@example.com", Wrong::BeforeAt).unwrap(), json!("100"));
    assert_eq!(spoilt("Zoé", Wrong::Decomposed).unwrap(), json!("Zoe\u{301}"));
    assert_eq!(spoilt("eyJhbGciOiJIUzI1NiJ9.e30.c2ln", Wrong::Padded).unwrap(), json!("eyJhbGciOiJIUzI1NiJ9.e30.c2ln="));
    assert_eq!(spoilt("eyJhbGciOiJIUzI1NiJ9.e30.c2k", Wrong::SameBits).unwrap(), json!("eyJhbGciOiJIUzI1NiJ9.e30.c2n"));
    for (right, wrong) in [("eyJhbGciOiJIUzI1NiJ9.e30.c2ln", Wrong::SameBits), (right, Wrong::Padded), (right, Wrong::HyphensRemoved)] {
        assert!(spoilt(right, wrong).is_err(), "{wrong:?}");
    }
    assert_eq!(spoilt("ab.@.cd", Wrong::MiddleReplaced).unwrap(), json!("ab.@.pd"));
    assert_eq!(spoilt("aa.bb.cdef", Wrong::SignatureRemoved).unwrap(), json!("aa.bb."));
    for wrong in
        [Wrong::InArray, Wrong::InObject, Wrong::EmptyArray, Wrong::EmptyObject, Wrong::Operator, Wrong::True, Wrong::False, Wrong::Zero]
    {
        assert!(!spoilt(right, wrong).unwrap().is_string(), "{wrong:?}");
    }
}

#[test]
fn a_credential_that_cannot_be_made_wrong_in_a_way_says_so() {
    use WrongCredential as Wrong;
    for (right, wrong) in [
        ("1234", Wrong::CaseFlipped),
        ("SECRET", Wrong::UpperCase),
        ("a", Wrong::FirstHalf),
        ("aaa", Wrong::Swapped),
        ("opaque", Wrong::SignatureChanged),
        ("%", Wrong::Percent),
    ] {
        let why = spoilt(right, wrong).unwrap_err();
        assert!(
            (why.contains("wrong in this way") || why.contains("is the right value")) && !why.contains(&format!("`{right}`")),
            "{wrong:?}: {why}"
        );
    }
    assert!(spoilt("Secret7", Wrong::SecondAccounts).unwrap_err().contains("no other one"));
}

#[test]
fn headers_take_only_what_a_header_can_hold() {
    let at = || CredentialPlace::Parameter(ParameterLocation::Header, "x-key".into());
    let mut own = draft(json!({}));
    apply(&mut own, &Change::Credential { at: at(), wrong: WrongCredential::SignatureChanged }, &Known::default()).unwrap();
    assert_eq!(own.parameter(ParameterLocation::Header, "X-KEY"), Some(&json!("ab.cd.efth")));
    let why = apply(&mut own, &Change::Credential { at: at(), wrong: WrongCredential::NulAppended }, &Known::default()).unwrap_err();
    assert!(why.contains("only a JSON body"), "{why}");
    apply(&mut own, &Change::Credential { at: at(), wrong: WrongCredential::Absent }, &Known::default()).unwrap();
    assert_eq!(own.parameters, []);
}

#[test]
fn the_second_account_and_other_sessions_are_taken_from_what_is_known() {
    let second = draft(json!({"password": "second's"}));
    let mut own = draft(json!({"password": "first's"}));
    let at = CredentialPlace::Member(vec!["password".into()]);
    let known = Known { second: Some(&second), other: None };
    apply(&mut own, &Change::Credential { at, wrong: WrongCredential::SecondAccounts }, &known).unwrap();
    assert_eq!(own.body, second.body);
    apply(&mut own, &Change::OfSecondAccount, &known).unwrap();
    assert_eq!(own, second);
}

#[test]
fn bodies_are_broken_as_their_faults_say() {
    let of = |fault: BodyFault| text(&changed(json!({"a": "1", "b": "é"}), Change::Body(fault)));
    assert_eq!(of(BodyFault::Truncated), b"{\"a\":\"1\",");
    assert_eq!(of(BodyFault::Duplicated("a".into())), "{\"a\":\"specproof-wrong\",\"a\":\"1\",\"b\":\"é\",\"a\":\"1\"}".as_bytes());
    assert_eq!(of(BodyFault::Deep(3)), "{\"a\":\"1\",\"b\":\"é\",\"specproof\":[[[]]]}".as_bytes());
    assert_eq!(of(BodyFault::LoneSurrogate("a".into())), "{\"b\":\"é\",\"a\":\"\\ud83d\"}".as_bytes());
    assert_eq!(of(BodyFault::Large(100)).len(), "{\"a\":\"1\",\"b\":\"é\",\"specproof\":\"\"}".len() + 100);
    assert!(String::from_utf8(of(BodyFault::InvalidUtf8)).is_err());
    assert!(of(BodyFault::Bom).starts_with(b"\xef\xbb\xbf{"));
    assert_eq!(&of(BodyFault::Utf16)[..4], b"{\0\"\0");
    assert_eq!(of(BodyFault::Wrapped), "[{\"a\":\"1\",\"b\":\"é\"}]".as_bytes());
    assert!(
        matches!(changed(json!({"a": "1"}), Change::Body(BodyFault::Form)).body, DraftBody::Form(fields) if fields == [("a".to_owned(), json!("1"))])
    );
}

#[test]
fn values_are_borrowed_within_the_request_and_known_ones_are_not_the_right_one() {
    let member = |name: &str| CredentialPlace::Member(vec![name.to_owned()]);
    let borrow = Change::Borrow { at: member("b"), from: member("a") };
    assert_eq!(text(&changed(json!({"a": "one", "b": "two"}), borrow.clone())), br#"{"a":"one","b":"one"}"#);
    assert!(apply(&mut draft(json!({"a": "one", "b": "one"})), &borrow, &Known::default()).is_err());
    let known = Change::Known { at: member("a"), value: "sample".into() };
    assert_eq!(text(&changed(json!({"a": "one"}), known.clone())), br#"{"a":"sample"}"#);
    assert!(apply(&mut draft(json!({"a": "sample"})), &known, &Known::default()).unwrap_err().contains("the right value"));
}
