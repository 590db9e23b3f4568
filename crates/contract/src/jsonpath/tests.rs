//! Queries written for each rule of RFC 9535, and, where it is at hand, the community's compliance test suite.

use super::JsonPath;
use serde_json::{Value, json};

fn select(query: &str, root: &Value) -> Value {
    let path = JsonPath::parse(query).unwrap_or_else(|why| panic!("{query}: {why}"));
    path.query(root).expect("few values").into_iter().cloned().collect()
}

fn shop() -> Value {
    json!({
        "shelf": [
            {"kind": "tea", "price": 3, "tags": ["green", "loose"]},
            {"kind": "tea", "price": 4.5, "origin": {"land": "Japan"}},
            {"kind": "cup", "price": 12, "tags": []},
            {"kind": "pot", "price": null}
        ],
        "limit": 4.5,
        "o p": {"k": [1, 2]}
    })
}

#[test]
fn segments_and_selectors() {
    for (query, expected) in [
        ("$", json!([shop()])),
        ("$.limit", json!([4.5])),
        ("$ ['o p'] .k\n[ 0 , -1 ]", json!([1, 2])),
        ("$[\"o p\"]['k'][1]", json!([2])),
        ("$.shelf[-1].kind", json!(["pot"])),
        ("$.shelf[9]", json!([])),
        ("$.shelf[-5]", json!([])),
        ("$.shelf.kind", json!([])),
        ("$.shelf[1:3].kind", json!(["tea", "cup"])),
        ("$.shelf[::-2].kind", json!(["pot", "tea"])),
        ("$.shelf[2:0:-1].kind", json!(["cup", "tea"])),
        ("$.shelf[::0]", json!([])),
        ("$.shelf[-99 : 99 : 3].kind", json!(["tea", "pot"])),
        ("$..land", json!(["Japan"])),
        ("$..tags[*]", json!(["green", "loose"])),
        ("$['o p']..*", json!([[1, 2], 1, 2])),
        ("$..[0]", json!([shop()["shelf"][0], "green", 1])),
        ("$.shelf[0]['kind','kind']", json!(["tea", "tea"])),
    ] {
        assert_eq!(select(query, &shop()), expected, "{query}");
    }
    assert_eq!(select("$['\\u263a', '\\'', '\\uD83D\\uDE00']", &json!({"\u{263a}": 1, "'": 2, "\u{1f600}": 3})), json!([1, 2, 3]));
}

#[test]
fn filters() {
    for (query, expected) in [
        ("$.shelf[?@.origin].price", json!([4.5])),
        ("$.shelf[?!@.tags].kind", json!(["tea", "pot"])),
        ("$.shelf[?@.price == null].kind", json!(["pot"])),
        ("$.shelf[?@.price >= $.limit].kind", json!(["tea", "cup"])),
        ("$.shelf[?@.price<=4.50e0&&@.kind!='cup'].price", json!([3, 4.5])),
        ("$.shelf[?@.kind == 'pot' || @.kind == 'tea' && @.price == 3.0].kind", json!(["tea", "pot"])),
        ("$.shelf[?!(@.kind == 'tea' || @.kind == 'cup')].kind", json!(["pot"])),
        ("$.shelf[?@.tags[?@ == 'loose']].price", json!([3])),
        ("$.shelf[?@.none == @.neither].kind", json!(["tea", "tea", "cup", "pot"])),
        ("$.shelf[?@.none < 1]", json!([])),
        ("$.shelf[?@.kind < 'd'].kind", json!(["cup"])),
        ("$.shelf[?@.kind > 1]", json!([])),
        ("$.shelf[?@.origin == $.shelf[1]['origin']].price", json!([4.5])),
    ] {
        assert_eq!(select(query, &shop()), expected, "{query}");
    }
    assert_eq!(select("$[?@ == 1, ?@ == 1.0]", &json!([1, 1.0, "1"])), json!([1, 1.0, 1, 1.0]));
}

#[test]
fn functions() {
    for (query, expected) in [
        ("$.shelf[?length(@.tags) == 2].price", json!([3])),
        ("$.shelf[?length(@.kind) <= 3][?@ == 'pot']", json!(["pot"])),
        ("$.shelf[?length(@.price) == 1]", json!([])),
        ("$.shelf[?count(@.*) > 2].price", json!([3, 4.5, 12])),
        ("$.shelf[?count(@..land) == 1].price", json!([4.5])),
        ("$.shelf[?value(@..land) == 'Japan'].price", json!([4.5])),
        ("$.shelf[?value(@.*) == 'tea']", json!([])),
        ("$.shelf[?match(@.kind, 't.a|p.')].price", json!([3, 4.5])),
        ("$.shelf[?search(@.kind, 'o')].kind", json!(["pot"])),
        ("$.shelf[?search(@.kind, '(')].kind", json!([])),
        ("$.shelf[?search(@.price, '3')].kind", json!([])),
        ("$.shelf[?length(value(@..land)) == 5].price", json!([4.5])),
    ] {
        assert_eq!(select(query, &shop()), expected, "{query}");
    }
    assert_eq!(select("$[?match(@, '.')]", &json!(["\u{2028}", "\n", "\u{1f600}", "ab"])), json!(["\u{2028}", "\u{1f600}"]));
}

#[test]
fn what_is_no_query() {
    for (query, why) in [
        ("", "at its end: a JSONPath begins with `$`"),
        (" $", "at character 1"),
        ("$ ", "at character 2"),
        ("a.b", "begins with `$`"),
        ("$.", "at its end: a member's name"),
        ("$.a-b", "at character 4, `-`"),
        ("$.1", "at character 3"),
        ("$[01]", "without leading zeros"),
        ("$[-0]", "without leading zeros"),
        ("$[9007199254740992]", "at most 2^53-1"),
        ("$[1", "`,` or `]` belongs here"),
        ("$['a", "no closing quote"),
        ("$['\\x41']", "this escape"),
        ("$['\\ud800']", "this escape"),
        ("$[?@.a = 1]", "at character 8, `=`"),
        ("$[?1]", "has to be compared"),
        ("$[?@.* == 1]", "not one value at most"),
        ("$[?!@.a == 1]", "`,` or `]` belongs here"),
        ("$[?@.a == 01]", "a number as JSON writes it"),
        ("$[?lenght(@.a) == 1]", "not one of `length`"),
        ("$[?length (@.a) == 1]", "neither `true`"),
        ("$[?length(@.*) == 1]", "not what `length` takes"),
        ("$[?count(1) == 1]", "not what `count` takes"),
        ("$[?match(@.a)]", "`match` takes 2 arguments"),
        ("$[?count(@.a, @.b) == 1]", "`count` has all it takes"),
        ("$[?match(@.a, 'b') == true]", "not one value at most"),
        ("$[?length(@.a)]", "has to be compared"),
    ] {
        let error = JsonPath::parse(query).expect_err(query);
        assert!(error.contains(why), "{query}: {error}");
    }
}

#[test]
fn limits() {
    let deep = format!("$[?{}@.a{}]", "(".repeat(100_000), ")".repeat(100_000));
    assert!(JsonPath::parse(&deep).expect_err("too deep").contains("64 levels"));
    let nested = format!("${}", "[?@".repeat(100_000));
    assert!(JsonPath::parse(&nested).expect_err("too deep").contains("64 levels"));
    let wide = json!(vec![vec![0; 100]; 100]);
    let path = JsonPath::parse("$..*[?$..*[?$..*]]").expect("a query");
    assert!(path.query(&wide).expect_err("too much").contains("1000000 values"));
}

/// The JSONPath Compliance Test Suite: `SPECPROOF_JSONPATH_CTS=…/cts.json cargo test -p specproof-contract jsonpath -- --ignored`.
#[test]
#[ignore = "needs the file cts.json of github.com/jsonpath-standard/jsonpath-compliance-test-suite"]
fn compliance_test_suite() {
    let file = std::env::var_os("SPECPROOF_JSONPATH_CTS").expect("SPECPROOF_JSONPATH_CTS names the file cts.json");
    let suite: Value = serde_json::from_slice(&std::fs::read(file).expect("it can be read")).expect("it is JSON");
    let tests = suite["tests"].as_array().expect("it has tests");
    let mut wrong = Vec::new();
    for test in tests {
        let selector = test["selector"].as_str().expect("a query");
        let is_right = match JsonPath::parse(selector) {
            Err(_) => test["invalid_selector"] == true,
            Ok(path) => {
                let found: Value = path.query(&test["document"]).expect("few values").into_iter().cloned().collect();
                test["invalid_selector"] != true
                    && (test["result"] == found || test["results"].as_array().is_some_and(|results| results.contains(&found)))
            }
        };
        if !is_right {
            wrong.push(test["name"].to_string());
        }
    }
    assert!(wrong.is_empty(), "{} of {}: {}", wrong.len(), tests.len(), wrong.join("\n"));
}
