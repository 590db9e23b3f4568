//! One fixed [`Run`] that holds every outcome and hostile text; every format is snapshot over it.

use crate::Run;
use crate::masked::Masked;
use crate::run::{
    Access, ApiRun, CaseResult, Cited, ClauseState, Covered, CoveredMember, Finding, Gate, Latency, LeftBehind, MaskedExchange,
    Observation, OperationRun, Outcome, RunNote, State, Verdict,
};

/// Text that tries to get out of every format at once.
pub const HOSTILE: &str = "\u{1b}[2J\u{202e}evil\u{0}\r\n::set-output name=x::y\n</script><img onerror=x>|`` ``` ]]> --> \"'&amp; \u{feff}\
    \u{85}\u{9b}31m\u{7f}\u{b}\u{fffe}\u{ffff}\u{10ffff}\u{2028}\u{200b} \\ud800 %0A%1b <![CDATA[ <?x ?> {{x}} ${x} $(x) [a](javascript:x) </details> \u{1f600}";

fn clause(id: &str, force: &str, source: &str, says: &str, state: State, cases: &[&str]) -> ClauseState {
    ClauseState {
        id: id.into(),
        force: force.into(),
        says: says.into(),
        source: source.into(),
        place: if source.starts_with("RFC") { None } else { Some("specs/demo/clauses.yaml:4:5".into()) },
        state,
        cases: cases.iter().map(|&case| case.into()).collect(),
        reason: None,
    }
}

fn case(id: &str, operation: Option<&str>, clause: &str, what: &str, outcome: Outcome) -> CaseResult {
    let check = id.split('.').nth(2).unwrap_or_default();
    CaseResult {
        id: id.into(),
        check: check.into(),
        operation: operation.map(Into::into),
        clauses: vec![clause.into()],
        what: what.into(),
        outcome,
        requests: 2,
        started_ms: 40,
        took_ms: 17,
    }
}

fn finding(check: &str, clause: &str, expected: &'static str, received: &'static str) -> Finding {
    Finding {
        check: check.into(),
        clause: clause.into(),
        source: "demo.txt:12-14".into(),
        clauses: Vec::new(),
        place: Some("specs/demo/openapi.yaml:40:9".into()),
        at: Some("/token".into()),
        expected: expected.into(),
        received: received.into(),
        curl: "curl -sS -X POST 'http://127.0.0.1:8080/login' --data-raw '{\"password\":\"***\"}'".into(),
        flaky: false,
        fingerprint: "0123456789abcdef".into(),
        exchange: Some(MaskedExchange {
            method: "POST".into(),
            url: "http://127.0.0.1:8080/login?a=1&b=%20".into(),
            request_headers: vec![("Content-Type".into(), "application/json".into())],
            request_body: Some("{\"password\":\"***\"}".into()),
            status: Some(200),
            answer_headers: vec![("content-type".into(), "application/json".into()), ("x-note".into(), "</td>".into())],
            answer_body: Some("{\"token\":7}".into()),
            started_ms: 250,
            took_ms: 12,
        }),
        known: None,
    }
}

fn member(of: &str, media_type: Option<&str>, member: &str, required: bool, times: u64, reason: Option<&str>) -> CoveredMember {
    CoveredMember {
        operation: "login".into(),
        of: of.into(),
        media_type: media_type.map(Into::into),
        member: member.into(),
        required,
        times,
        reason: reason.map(Into::into),
    }
}

/// A run with a finding of each kind, a skip, an error, clauses in every state and an API that could not be reached.
pub fn run() -> Run {
    let login = Outcome::Fail(vec![
        Finding {
            clauses: vec![
                Cited { id: "demo.login.token".into(), source: "demo.txt:12-14".into() },
                Cited { id: "http.server-error".into(), source: "RFC 9110, 15.6".into() },
            ],
            ..finding("answer-schema", "demo.login.token", "a string that is not empty", "7 (an integer)")
        },
        Finding {
            flaky: true,
            known: Some("the next release mends it (team-chat, until 2027-01-31)".into()),
            at: None,
            exchange: None,
            place: None,
            ..finding("answer-status", "http.server-error", "any status below 500", "503")
        },
    ]);
    let hostile = Outcome::Fail(vec![Finding {
        at: Some(HOSTILE.into()),
        curl: HOSTILE.into(),
        ..finding("answer-schema", "demo.login.token", HOSTILE, HOSTILE)
    }]);
    let many = |at: u32| {
        let id = format!("demo.login.refused-credential.variant-{at}");
        case(
            &id,
            Some("login"),
            "demo.login.password",
            "a password that is nearly right",
            Outcome::Fail(vec![Finding {
                fingerprint: format!("{at:016x}"),
                ..finding("refused-credential", "demo.login.password", "a refusal", "200 and a token")
            }]),
        )
    };
    let mut cases = vec![
        case("demo.flow.login", None, "demo.login.granted", "log in with the right password", Outcome::Pass),
        case("demo.login.answer-schema", Some("login"), "demo.login.token", "every answer keeps its schema", login),
        case("demo.login.hostile", Some("login"), HOSTILE, HOSTILE, hostile),
        case(
            "demo.flow.second",
            None,
            "demo.login.second",
            "a second account",
            Outcome::Skip("input second_username is not given: --input demo.second_username=VALUE".into()),
        ),
        case(
            "demo.login.large",
            Some("login"),
            "http.framing",
            "a large body",
            Outcome::Error("no answer within 10 s; 0 bytes had arrived".into()),
        ),
    ];
    let tolerated = Finding {
        known: Some("the next release mends it (team-chat, until 2027-01-31)".into()),
        fingerprint: "00000000000000aa".into(),
        ..finding("answer-status", "http.server-error", "any status below 500", "502")
    };
    cases.push(case("demo.login.tolerated", Some("login"), "http.server-error", "what is tolerated", Outcome::Fail(vec![tolerated])));
    cases.extend((1..=5).map(many));
    let long = Masked::of_masked("a very long value ".repeat(5000));
    let changed = "--- reviewed\n+++ this run\n@@ -1,2 +1,2 @@\n {\n-\"code\": 200\n+\"code\": \"200\"";
    cases.push(case(
        "demo.login.answer-schema.large",
        Some("login"),
        "demo.login.granted",
        &long,
        Outcome::Fail(vec![
            finding("snapshot", "demo.login.token", "the reviewed snapshot", changed),
            Finding {
                fingerprint: "fedcba9876543210".into(),
                received: long.clone(),
                ..finding("answer-schema", "demo.login.token", "short", "long")
            },
        ]),
    ));
    let demo = ApiRun {
        name: "demo".into(),
        title: "A demonstration".into(),
        target: "http://127.0.0.1:8080".into(),
        document: Some("demo.txt".into()),
        requests: 1204,
        clauses: vec![
            clause("demo.login.granted", "must", "demo.txt:3", "A valid login is granted.", State::Pass, &["demo.flow.login"]),
            clause(
                "demo.login.token",
                "must",
                "demo.txt:12-14",
                "The token is a string.",
                State::Fail,
                &["demo.login.answer-schema", "demo.login.hostile"],
            ),
            clause(
                "demo.login.password",
                "must",
                "demo.txt:15",
                "Only the right password is granted.",
                State::Fail,
                &["demo.login.refused-credential.variant-1"],
            ),
            ClauseState {
                reason: Some("no caller can see how passwords are stored, so that nothing which is sent or answered could tell".into()),
                ..clause("demo.login.stored", "must", "demo.txt:20", "Passwords are stored hashed.", State::NotChecked, &[])
            },
            clause("demo.login.expiry", "open", "silence of demo.txt", "How long a token lives.", State::Pass, &["demo.flow.login"]),
            clause("http.server-error", "must", "RFC 9110, 15.6", "No answer is 5xx.", State::Fail, &["demo.login.answer-schema"]),
        ],
        cases,
        observations: vec![Observation {
            clause: "demo.login.expiry".into(),
            reading: "moment".into(),
            says: "a moment in milliseconds since 1970".into(),
            times: 31,
        }],
        grants: Some(3),
        access: Some(Access { asked: 5, denied: 1 }),
        left_behind: vec![
            LeftBehind {
                operation: "createUser".into(),
                at: "http://127.0.0.1:8080/users/7".into(),
                reason: "deleting it was answered 403".into(),
                curl: Some("curl -X DELETE http://127.0.0.1:8080/users/7".into()),
            },
            LeftBehind { operation: "createUser".into(), at: HOSTILE.into(), reason: HOSTILE.into(), curl: None },
        ],
        coverage: vec![
            Covered {
                operation: "login".into(),
                status: "200".into(),
                media_type: Some("application/json".into()),
                times: 31,
                reason: None,
            },
            Covered {
                operation: "login".into(),
                status: "404".into(),
                media_type: None,
                times: 0,
                reason: Some("input unknown_user is not given".into()),
            },
        ],
        operations: vec![
            OperationRun {
                id: "login".into(),
                method: "POST".into(),
                path: "/login".into(),
                requests: 33,
                latency: Some(Latency {
                    answers: 32,
                    min_us: 310,
                    p50_us: 420,
                    p95_us: 2100,
                    p99_us: 12_000,
                    max_us: 12_000,
                    buckets: vec![(320, 3), (448, 20), (512, 5), (2560, 3), (12_288, 1)],
                }),
                reason: None,
            },
            OperationRun {
                id: HOSTILE.into(),
                method: "DELETE".into(),
                path: "/users/{id}".into(),
                requests: 0,
                latency: None,
                reason: Some("it could destroy data of others: --allow-destructive sends it".into()),
            },
        ],
        notes: vec![RunNote {
            of: "0f1e2d3c4b5a69788796a5b4c3d2e1f0".into(),
            whose: "f0e1d2c3b4a5968778695a4b3c2d1e0f".into(),
            told: "ada@example.com".into(),
            value: "{token}".into(),
            case: "demo.flow.login".into(),
            finding: finding("distinct", "demo.login.token", "", ""),
        }],
        members: vec![
            member("request", Some("application/json"), "/password", true, 33, None),
            member("request", None, "query lang", false, 0, Some("no request of this run held it")),
            member("200", Some("application/json"), "/token", true, 31, None),
            member("404", Some("application/json"), HOSTILE, false, 0, Some("no such answer came")),
        ],
    };
    let away = ApiRun {
        name: "away".into(),
        title: HOSTILE.into(),
        target: "http://127.0.0.1:9".into(),
        document: None,
        requests: 0,
        clauses: Vec::new(),
        cases: vec![case(
            "away.flow.login",
            None,
            "away.login.granted",
            "log in",
            Outcome::Error("127.0.0.1:9: connection refused".into()),
        )],
        observations: Vec::new(),
        grants: None,
        access: None,
        left_behind: vec![],
        coverage: Vec::new(),
        operations: Vec::new(),
        notes: vec![],
        members: Vec::new(),
    };
    Run {
        format: 1,
        version: "0.1.0".into(),
        seed: 7,
        started: 1_464_587_176,
        took_ms: 3250,
        verdict: Verdict::DoesNotConform,
        apis: vec![demo, away],
        shard: Some("2/4".into()),
        narrowed: vec!["--only demo.*".into()],
        aborted: Some("interrupted".into()),
        gate: Some(Gate {
            passes: false,
            exit: 1,
            fail_on: "any".into(),
            new: 9,
            known: 1,
            below: 0,
            stale: vec!["known.toml:14: has expired: demo.flow.login".into()],
        }),
    }
}

/// A run in which everything held.
pub fn good() -> Run {
    let mut run = run();
    run.verdict = Verdict::Conforms;
    (run.shard, run.aborted, run.gate) = (None, None, None);
    run.narrowed.clear();
    run.apis.truncate(1);
    let api = &mut run.apis[0];
    api.cases.truncate(1);
    api.clauses.truncate(1);
    api.coverage.truncate(1);
    api.left_behind.clear();
    run
}

/// A run that was ended before its checks were.
pub fn aborted() -> Run {
    let mut run = good();
    run.verdict = Verdict::Aborted;
    run.aborted = Some("the run was interrupted".into());
    let api = &mut run.apis[0];
    api.cases.push(case(
        "demo.login.late",
        Some("login"),
        "demo.login.granted",
        "what came too late",
        Outcome::Error("the run was interrupted".into()),
    ));
    run
}
