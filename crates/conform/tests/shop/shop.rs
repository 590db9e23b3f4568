//! A small shop on axum: several resources behind several kinds of credential, and its faults by name.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response, StatusCode};
use base64::Engine;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

pub const KEY: &str = "shop-key-7f3a91c2";
pub const TOKEN: &str = "owners-Token-55e1b0";
pub const SESSION: &str = "session-c0ffee42";
pub const LOGIN: &str = "ada:Correct-horse1";
pub const SECRET: &str = "client-secret-19ab";

/// Pets that belong to somebody else.
pub const FOREIGN: u64 = 3;

#[derive(Default)]
pub struct Data {
    pub pets: BTreeMap<u64, Map<String, Value>>,
    pub notes: BTreeMap<(u64, u64), String>,
    pub owners: BTreeMap<String, String>,
    pub next: u64,
    pub issued: Vec<String>,
    pub requests: u64,
}

pub struct Shop {
    pub url: String,
    pub data: Arc<Mutex<Data>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(Clone)]
struct Own {
    flaw: &'static str,
    data: Arc<Mutex<Data>>,
}

impl Shop {
    pub async fn open(flaw: &'static str) -> Self {
        let mut data = Data { next: 100, ..Data::default() };
        for id in 1..=FOREIGN {
            let pet = json!({"id": id, "name": format!("foreign {id}"), "kind": "bird"});
            data.pets.insert(id, pet.as_object().unwrap().clone());
        }
        let data = Arc::new(Mutex::new(data));
        let app = Router::new().fallback(handle).with_state(Own { flaw, data: data.clone() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, data, task }
    }

    /// Nothing that the run made is left, and what belongs to others is as it was.
    pub fn is_as_before(&self) -> bool {
        let data = self.data.lock().unwrap();
        let foreign = data.pets.iter().all(|(id, pet)| *id <= FOREIGN && pet["name"] == json!(format!("foreign {id}")));
        foreign && data.pets.len() as u64 == FOREIGN && data.notes.is_empty() && data.owners.is_empty()
    }
}

type Answer = (StatusCode, Option<Value>);

async fn handle(State(own): State<Own>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, 4 << 20).await else { return answer(StatusCode::PAYLOAD_TOO_LARGE, None, None) };
    let path = parts.uri.path().trim_start_matches("/v1").to_owned();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let mut data = own.data.lock().unwrap();
    data.requests += 1;
    if own.flaw == "throttles" && data.requests.is_multiple_of(20) {
        let mut response = answer(StatusCode::TOO_MANY_REQUESTS, None, None);
        response.headers_mut().insert("retry-after", "0".parse().unwrap());
        return response;
    }
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let asked = Asked { headers: &parts.headers, query: &query, body: &body, flaw: own.flaw };
    let (status, value) = route(&mut data, parts.method.as_str(), &segments, &asked);
    let location = match (&value, segments.as_slice(), status) {
        (Some(value), ["pets"], StatusCode::CREATED) => Some(format!("/v1/pets/{}", value["id"])),
        _ => None,
    };
    answer(status, value, location)
}

fn answer(status: StatusCode, value: Option<Value>, location: Option<String>) -> Response<Body> {
    let mut response = Response::builder().status(status);
    if let Some(location) = location {
        response = response.header("location", location);
    }
    match value {
        Some(Value::String(text)) => response.header("content-type", "text/plain; charset=utf-8").body(Body::from(text)).unwrap(),
        Some(value) => response.header("content-type", "application/json").body(Body::from(value.to_string())).unwrap(),
        None => response.body(Body::empty()).unwrap(),
    }
}

struct Asked<'a> {
    headers: &'a HeaderMap,
    query: &'a str,
    body: &'a Bytes,
    flaw: &'a str,
}

impl Asked<'_> {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn has_key(&self) -> bool {
        let sent = self.header("x-shop-key");
        match self.flaw {
            "key-by-prefix" => sent.starts_with(KEY),
            "key-in-any-case" => sent.eq_ignore_ascii_case(KEY),
            _ => sent == KEY,
        }
    }

    fn has_token(&self, data: &Data) -> bool {
        let sent = self.header("authorization").strip_prefix("Bearer ").unwrap_or_default();
        sent == TOKEN || data.issued.iter().any(|own| own == sent) || (self.flaw == "any-token" && !sent.is_empty())
    }

    fn is_somebody(&self) -> bool {
        let session = self.header("cookie").split("; ").any(|pair| pair == format!("sid={SESSION}"));
        let basic = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(LOGIN));
        let login = self.header("authorization") == basic;
        let by_user = self.flaw == "any-password" && self.header("authorization").starts_with("Basic YWRhO");
        session || login || by_user
    }

    fn pair(&self, name: &str) -> Option<String> {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(own, _)| *own == name).map(|(_, value)| value.replace("%7C", "|").replace("%20", " "))
    }
}

fn refused(status: StatusCode) -> Answer {
    (status, None)
}

fn route(data: &mut Data, method: &str, path: &[&str], asked: &Asked<'_>) -> Answer {
    let known = [("pets", 1..=4), ("owners", 1..=1), ("people", 2..=2), ("profile", 1..=1), ("open", 1..=1), ("token", 1..=1)];
    if !known.iter().any(|(first, length)| path.first() == Some(first) && length.contains(&path.len())) {
        return refused(StatusCode::NOT_FOUND);
    }
    let unguarded = asked.flaw == "read-by-anybody" && method == "GET" && path.len() == 2;
    let open = match path[0] {
        "pets" => asked.has_key() || unguarded,
        "owners" | "people" => asked.has_token(data),
        "profile" => asked.is_somebody(),
        _ => true,
    };
    if !open {
        return refused(StatusCode::UNAUTHORIZED);
    }
    let number = |text: &str| text.parse::<u64>().ok();
    match (method, path) {
        ("GET", ["open"]) => (StatusCode::OK, Some("always".into())),
        ("GET", ["profile"]) => (StatusCode::OK, Some(json!({"name": "ada"}))),
        ("POST", ["token"]) => token(data, asked),
        ("GET", ["pets"]) => list(data, asked),
        ("POST", ["pets"]) => add(data, asked),
        (_, ["pets", id]) => match number(id).filter(|id| data.pets.contains_key(id)) {
            Some(id) => one(data, method, id, asked),
            None => refused(StatusCode::NOT_FOUND),
        },
        ("POST", ["pets", id, "notes"]) => match number(id).filter(|id| data.pets.contains_key(id)) {
            Some(id) => {
                let text = String::from_utf8_lossy(asked.body).into_owned();
                data.next += 1;
                data.notes.insert((id, data.next), text.clone());
                (StatusCode::CREATED, Some(json!({"number": data.next, "text": text})))
            }
            None => refused(StatusCode::NOT_FOUND),
        },
        (_, ["pets", id, "notes", note]) => {
            let Some(at) = number(id).zip(number(note)).filter(|at| data.notes.contains_key(at)) else {
                return refused(StatusCode::NOT_FOUND);
            };
            match method {
                "GET" => (StatusCode::OK, Some(json!({"number": at.1, "text": data.notes[&at]}))),
                "DELETE" => {
                    data.notes.remove(&at);
                    refused(StatusCode::NO_CONTENT)
                }
                _ => refused(StatusCode::METHOD_NOT_ALLOWED),
            }
        }
        ("POST", ["owners"]) => {
            let text = String::from_utf8_lossy(asked.body).into_owned();
            let form = asked.header("content-type").to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
            match text.split('&').find_map(|pair| pair.strip_prefix("name=")).filter(|name| form && !name.is_empty()) {
                Some(name) => {
                    data.next += 1;
                    let reference = format!("o-{}", data.next);
                    data.owners.insert(reference.clone(), name.to_owned());
                    (StatusCode::CREATED, Some(json!({"reference": reference, "name": name})))
                }
                None => refused(StatusCode::BAD_REQUEST),
            }
        }
        (_, ["people", uid]) => match (method, data.owners.get(*uid).cloned()) {
            (_, None) => refused(StatusCode::NOT_FOUND),
            ("GET", Some(_)) if asked.flaw == "owner-unreadable" => refused(StatusCode::NOT_FOUND),
            ("GET", Some(name)) => (StatusCode::OK, Some(json!({"reference": uid, "name": name}))),
            ("DELETE", Some(_)) => {
                data.owners.remove(*uid);
                refused(StatusCode::NO_CONTENT)
            }
            _ => refused(StatusCode::METHOD_NOT_ALLOWED),
        },
        _ => refused(StatusCode::METHOD_NOT_ALLOWED),
    }
}

fn token(data: &mut Data, asked: &Asked<'_>) -> Answer {
    let text = String::from_utf8_lossy(asked.body);
    match text.strip_prefix("secret=") {
        Some(SECRET) => {
            let token = format!("{:016x}-issued", (data.issued.len() as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            data.issued.push(token.clone());
            (StatusCode::OK, Some(json!({"access_token": token, "expires_in": 0})))
        }
        Some(_) => refused(StatusCode::UNAUTHORIZED),
        None => refused(StatusCode::BAD_REQUEST),
    }
}

fn list(data: &Data, asked: &Asked<'_>) -> Answer {
    let most = if asked.flaw == "limit-99" { 99 } else { 100 };
    let limit = asked.pair("limit").map(|text| text.parse::<u64>().ok().filter(|limit| (1..=most).contains(limit)));
    let separator = if asked.flaw == "tags-by-comma" { ',' } else { '|' };
    let tags = asked.pair("tags").map(|text| text.split(separator).all(|tag| tag == "red" || tag == "blue"));
    let deep = |name: &str| asked.pair(&format!("filter[{name}]")).or_else(|| asked.pair(&format!("filter%5B{name}%5D")));
    let flat = asked.flaw == "filter-as-json" && asked.query.contains("filter[");
    let size = deep("size").is_none_or(|size| size == "small" || size == "big");
    if limit == Some(None) || tags == Some(false) || flat || !size {
        return refused(StatusCode::BAD_REQUEST);
    }
    let limit = limit.flatten().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(100);
    (StatusCode::OK, Some(data.pets.values().take(limit).cloned().map(Value::Object).collect()))
}

fn pet(asked: &Asked<'_>) -> Option<Map<String, Value>> {
    let value: Value = serde_json::from_slice(asked.body).ok()?;
    let name = value.get("name")?.as_str().filter(|name| (1..=40).contains(&name.chars().count()))?;
    let kind = value.get("kind")?.as_str().filter(|kind| ["dog", "cat", "bird"].contains(kind))?;
    if asked.flaw == "no-cats" && kind == "cat" {
        return None;
    }
    let mut pet = Map::new();
    pet.insert("name".into(), name.into());
    pet.insert("kind".into(), kind.into());
    match value.get("age") {
        None => {}
        Some(age) => {
            pet.insert("age".into(), age.as_u64().filter(|age| *age <= 100)?.into());
        }
    }
    Some(pet)
}

fn add(data: &mut Data, asked: &Asked<'_>) -> Answer {
    let Some(mut pet) = pet(asked) else { return refused(StatusCode::BAD_REQUEST) };
    data.next += 1;
    let id = data.next;
    pet.insert("id".into(), id.into());
    let kept = if asked.flaw == "create-forgets" { None } else { Some(pet.clone()) };
    data.pets.extend(kept.map(|pet| (id, pet)));
    if asked.flaw == "created-without-kind" {
        pet.remove("kind");
    }
    let status = if asked.flaw == "created-202" { StatusCode::ACCEPTED } else { StatusCode::CREATED };
    (status, Some(Value::Object(pet)))
}

fn one(data: &mut Data, method: &str, id: u64, asked: &Asked<'_>) -> Answer {
    match method {
        "GET" => (StatusCode::OK, data.pets.get(&id).cloned().map(Value::Object)),
        "PUT" => {
            let Some(mut pet) = pet(asked) else { return refused(StatusCode::BAD_REQUEST) };
            pet.insert("id".into(), id.into());
            if asked.flaw != "put-forgets" {
                data.pets.insert(id, pet.clone());
            }
            (StatusCode::OK, Some(Value::Object(pet)))
        }
        "DELETE" if asked.flaw == "cannot-delete" => refused(StatusCode::CONFLICT),
        "DELETE" => {
            if asked.flaw != "delete-forgets" {
                data.pets.remove(&id);
                data.notes.retain(|(pet, _), _| *pet != id);
            }
            refused(StatusCode::NO_CONTENT)
        }
        _ => refused(StatusCode::METHOD_NOT_ALLOWED),
    }
}
