//! Requests and responses that are generated from the fixtures: what they look like on the wire, and that they are read back.

#[allow(dead_code, unused_imports)]
mod fixtures {
    include!(concat!(env!("OUT_DIR"), "/fixtures.rs"));
}

use fixtures::bodies::operations as bodies;
use fixtures::bodies::schemas::{Deep, DeepAddress, Note};
use fixtures::parameters::operations::things::{
    FindThingsRequest, FindThingsRequestFilter, FindThingsRequestFormat, FindThingsRequestPage,
};
use fixtures::parameters::operations::things::{FindThingsRequestPoint, FindThingsRequestQuery};
use fixtures::responses::operations::{GetThingOkBody, GetThingResponse};
use fixtures::responses::schemas::Problem;
use fixtures::support::{Binary, IntMin, Request};

#[test]
fn parameters_stand_where_their_style_puts_them() {
    let request = FindThingsRequest {
        id: IntMin::new(7).expect("at least 1"),
        format: FindThingsRequestFormat::Json,
        tags: vec!["a b".into(), "c/d".into()],
        point: FindThingsRequestPoint { x: Some(1.5), y: Some(2.0), ..Default::default() },
        id2: Some("5".into()),
        colours: Some(vec!["red".into(), "sea blue".into()]),
        sizes: Some(vec![1, 2]),
        words: Some(vec!["a".into(), "b".into()]),
        pipes: Some(vec!["a".into(), "b,c".into()]),
        filter: Some(FindThingsRequestFilter { state: Some("open".into()), least: Some(3), any: Some(vec![1, 2]), ..Default::default() }),
        page: Some(FindThingsRequestPage { limit: Some(10), from: Some("x&y".into()), ..Default::default() }),
        query: Some(FindThingsRequestQuery { a: Some(1), ..Default::default() }),
        x_trace: Some(vec![4, 5]),
        session: Some("s=1".into()),
    };
    let sent = request.encode();
    assert_eq!(sent.method, "GET");
    assert_eq!(
        sent.target,
        "/things/7.json/.a%20b.c%2Fd/;point=x,1.5,y,2?id=5&colours=red&colours=sea%20blue&sizes=1,2&words=a%20b&pipes=a|b%2Cc\
         &filter[state]=open&filter[least]=3&filter[any][]=1&filter[any][]=2&limit=10&from=x%26y&query=%7B%22a%22%3A1%7D"
    );
    let headers = vec![("X-Trace".to_owned(), "4,5".to_owned()), ("Cookie".to_owned(), "session=s%3D1".to_owned())];
    assert_eq!(sent.headers, headers);
    assert_eq!(FindThingsRequest::decode(&sent).expect("it reads what it wrote"), request);
}

#[test]
fn broken_parameters_are_named() {
    let broken = |target: &str| {
        let request = Request { method: "GET".into(), target: target.into(), headers: vec![], body: vec![] };
        FindThingsRequest::decode(&request).expect_err("broken").to_string()
    };
    assert_eq!(broken("/things/0.json/.a/;point=x,1"), "/id: must be at least 1 (minimum), found 0");
    assert_eq!(broken("/things/1.yaml/.a/;point=x,1"), "/format: must be one of \"json\", \"xml\" (enum), found \"yaml\"");
    assert_eq!(broken("/things/1.json/.a/;point=x,1?sizes=1,b"), "/sizes/1: expected an integer, found \"b\"");
    assert_eq!(broken("/thing/1"), "the path must be /things/{id}.{format}/{tags}/{point}, found /thing/1");
}

fn note() -> Note {
    Note { stars: Some(5), ..Note::new("a&b=ü".into()) }
}

#[test]
fn bodies_go_by_their_media_type() {
    for (body, content_type, text) in [
        (bodies::SendManyRequestBody::Json(note()), "application/json", r#"{"text":"a&b=ü","stars":5}"#),
        (bodies::SendManyRequestBody::VndNoteJson(note()), "application/vnd.note+json", r#"{"text":"a&b=ü","stars":5}"#),
        (bodies::SendManyRequestBody::Form(note()), "application/x-www-form-urlencoded", "text=a%26b%3D%C3%BC&stars=5"),
        (bodies::SendManyRequestBody::Text("plain".try_into().expect("short")), "text/plain", "plain"),
        (bodies::SendManyRequestBody::Bytes(Binary(b"raw".to_vec())), "application/octet-stream", "raw"),
    ] {
        let request = bodies::SendManyRequest { body: Some(body) };
        let sent = request.encode();
        assert_eq!(sent.headers, [("Content-Type".to_owned(), content_type.to_owned())]);
        assert_eq!(String::from_utf8_lossy(&sent.body), text);
        assert_eq!(bodies::SendManyRequest::decode(&sent).expect("it reads what it wrote"), request);
    }
    let none = bodies::SendManyRequest { body: None };
    assert_eq!(bodies::SendManyRequest::decode(&none.encode()), Ok(none));
}

#[test]
fn bytes_stay_bytes() {
    let request = bodies::SendManyRequest { body: Some(bodies::SendManyRequestBody::Image(Binary(vec![0xff, 0xd8, 0, 0x80]))) };
    let mut sent = request.encode();
    assert_eq!(sent.body, [0xff, 0xd8, 0, 0x80]);
    sent.headers = vec![("content-type".into(), "image/jpeg".into())];
    assert_eq!(bodies::SendManyRequest::decode(&sent), Ok(request));
}

#[test]
fn forms_keep_their_styles() {
    let address = DeepAddress { street: Some("s".into()), number: Some(1), ..Default::default() };
    let deep = Deep { address: Some(address), lines: Some(vec!["a".into(), "b".into()]), tags: Some(vec![1, 2]), ..Default::default() };
    let request = bodies::SendFormRequest { body: deep };
    let sent = request.encode();
    assert_eq!(String::from_utf8_lossy(&sent.body), "address[street]=s&address[number]=1&lines=a|b&tags=1&tags=2");
    assert_eq!(bodies::SendFormRequest::decode(&sent), Ok(request));
}

#[test]
fn multipart_bodies_have_a_part_for_each_member() {
    let body = bodies::UploadRequestBody {
        count: Some(3),
        note: Some(note()),
        names: Some(vec!["a".into(), "b\r\n".into()]),
        ..bodies::UploadRequestBody::new(Binary(vec![0, 0xff, b'\r', b'\n', b'-', b'-']))
    };
    let request = bodies::UploadRequest { body };
    let sent = request.encode();
    let text = String::from_utf8_lossy(&sent.body);
    assert!(text.contains("name=\"file\"; filename=\"file\"\r\nContent-Type: image/png\r\n\r\n"), "{text}");
    assert!(text.contains("name=\"note\"\r\nContent-Type: application/json\r\n\r\n{\"text\""), "{text}");
    assert_eq!(text.matches("name=\"names\"").count(), 2);
    assert_eq!(bodies::UploadRequest::decode(&sent), Ok(request));
}

fn answer(status: u16, content_type: &str, body: &str) -> Result<GetThingResponse, String> {
    let headers = [("content-type".to_owned(), content_type.to_owned()), ("x-limit".to_owned(), "5".to_owned())];
    GetThingResponse::decode(status, &headers, body.as_bytes()).map_err(|error| error.to_string())
}

#[test]
fn responses_go_by_status_range_and_default() {
    let Ok(GetThingResponse::Ok { headers, body: GetThingOkBody::Json(thing) }) =
        answer(200, "application/json; charset=utf-8", r#"{"id":"x"}"#)
    else {
        panic!("200 is JSON")
    };
    assert_eq!((headers.x_limit, thing.id.as_str()), (5, "x"));
    assert!(matches!(answer(200, "text/plain", "x"), Ok(GetThingResponse::Ok { body: GetThingOkBody::Text(text), .. }) if text == "x"));
    assert_eq!(answer(204, "", ""), Ok(GetThingResponse::NoContent));
    assert_eq!(answer(404, "application/problem+json", "anything"), Ok(GetThingResponse::NotFound));
    let problem = Problem::new("t".into());
    let refused = GetThingResponse::ClientError { status: 422, body: problem };
    assert_eq!(answer(422, "application/problem+json", r#"{"title":"t"}"#), Ok(refused.clone()));
    assert_eq!(refused.encode().status, 422);
    assert!(matches!(answer(503, "text/html", "<p>"), Ok(GetThingResponse::Default { status: 503, .. })));
}

#[test]
fn broken_responses_are_named() {
    assert_eq!(answer(200, "application/json", r#"{"id":1}"#).expect_err("no string"), "/id: expected a string, found 1");
    assert_eq!(answer(422, "application/problem+json", "{}").expect_err("no title"), "/title: is required, but missing");
    let error = answer(200, "text/html", "x").expect_err("no such type");
    assert_eq!(error, "the content type must be one of application/json, text/plain, found \"text/html\"");
    let headers = [("content-type".to_owned(), "text/plain".to_owned())];
    let error = GetThingResponse::decode(200, &headers, b"x").expect_err("no limit");
    assert_eq!(error.to_string(), "/X-Limit: the header is required, but missing");
}

#[test]
fn the_table_decodes_without_naming_a_type() {
    let operation = fixtures::OPERATIONS.iter().find(|operation| operation.operation_id == "getThing").expect("it is listed");
    assert_eq!((operation.api, operation.method, operation.path), ("responses", "GET", "/things/{id}"));
    assert!((operation.decode_response)(204, &[], b"").is_ok());
    assert!(
        (operation.decode_request)(&Request { method: "GET".into(), target: "/things/1".into(), headers: vec![], body: vec![] }).is_ok()
    );
}
