//! A fourth API is a folder of data: no crate knows it, and its deployment is judged all the same.

use serde_json::Value;
use specproof_conform::run::{State, Verdict};
use specproof_conform::{Run, Settings};
use specproof_contract::load_specs;
use specproof_tests::deployments::{findings, told};
use specproof_tests::{Scratch, files, root, server};
use std::path::Path;

const CLAUSES: &str = r#"api: dice
document: dice.txt
clauses:
  - id: dice.throw.granted
    lines: none
    silent: true
    force: open
    says: A throw is granted with the number of eyes.
    readings:
      - id: eyes
        says: the eyes come as an integer
  - id: dice.throw.eyes
    lines: none
    silent: true
    force: open
    says: A die has one to six eyes.
    readings:
      - id: one-to-six
        says: an integer from 1 to 6
  - id: dice.throw.player-required
    lines: none
    silent: true
    force: open
    says: A throw without a player is refused with 422.
    readings:
      - id: refused
        says: the status is 422
"#;

const OPENAPI: &str = r##"openapi: 3.0.3
info:
  title: Dice
  version: "1.0"
servers:
  - url: https://dice.invalid
security: []
paths:
  /throw:
    post:
      operationId: throw
      summary: Throw a die.
      x-clause: [dice.throw.granted]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/Throw"
      responses:
        "200":
          description: The eyes.
          x-clause: [dice.throw.granted]
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/Eyes"
        "422":
          description: No player.
          x-refusal: true
          x-clause: [dice.throw.player-required]
        "4XX":
          description: Another malformed request.
          x-refusal: true
components:
  schemas:
    Throw:
      type: object
      required: [player]
      properties:
        player:
          type: string
          minLength: 1
          x-clause: [dice.throw.player-required]
          x-refused:
            required: dice.throw.player-required
    Eyes:
      type: object
      required: [eyes]
      properties:
        eyes:
          type: integer
          minimum: 1
          maximum: 6
          x-clause: [dice.throw.eyes]
"##;

const ARAZZO: &str = r##"arazzo: 1.0.1
info:
  title: Dice flows
  version: "1.0"
sourceDescriptions:
  - name: dice
    url: ./openapi.yaml
    type: openapi
workflows:
  - workflowId: throw
    summary: A throw.
    inputs:
      $ref: "#/components/inputs/player"
    steps:
      - stepId: throw
        operationId: throw
        x-clause: [dice.throw.granted]
        x-expect: granted
        requestBody:
          contentType: application/json
          payload:
            player: $inputs.player
        successCriteria:
          - condition: $statusCode == 200
components:
  inputs:
    player:
      type: object
      required: [player]
      properties:
        player:
          description: Who throws.
          type: string
"##;

/// Answers a request; `eyes` is what a throw shows.
fn answer(eyes: u32, line: &str, asked: &Value) -> (&'static str, String) {
    let player = asked.get("player").is_some_and(|player| player.as_str().is_some_and(|player| !player.is_empty()));
    match (line == "POST /throw", player) {
        (true, true) => ("200 OK", format!("{{\"eyes\":{eyes}}}")),
        (true, false) => ("422 Unprocessable Content", "{}".to_owned()),
        (false, _) => ("404 Not Found", "{}".to_owned()),
    }
}

/// A copy of the specs with the fourth folder in it.
fn specs(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    let own = root().join("specs");
    for path in files(&own, &[".yaml", ".json", ".txt"]) {
        copy(&path, &scratch.path().join(path.strip_prefix(&own).expect("below specs")));
    }
    let folder = scratch.path().join("dice");
    std::fs::create_dir_all(&folder).expect("a folder");
    for (name, text) in [("clauses.yaml", CLAUSES), ("openapi.yaml", OPENAPI), ("arazzo.yaml", ARAZZO)] {
        std::fs::write(folder.join(name), text).expect("a file");
    }
    scratch
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
    std::fs::copy(from, to).expect("a copy");
}

fn judge(name: &str, eyes: u32) -> Run {
    let specs = specs(name);
    let contract = load_specs(specs.path())
        .unwrap_or_else(|problems| panic!("{}", problems.iter().map(|problem| format!("{problem}\n")).collect::<String>()));
    assert_eq!(contract.apis.len(), 4);
    let mut settings = Settings::default();
    settings.targets.insert("dice".to_owned(), server::serve(move |line, asked| answer(eyes, line, asked)));
    settings.inputs.entry("dice".to_owned()).or_default().insert("player".to_owned(), "Ada".into());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(specproof_conform::run(&contract, &settings, &())).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

#[test]
fn a_fourth_api_is_a_folder_of_data() {
    let run = judge("fourth", 4);
    assert_eq!(run.verdict, Verdict::Conforms, "\n{}", told(&run));
    let [dice] = run.apis.as_slice() else { panic!("one API was selected") };
    assert!(dice.cases.len() > 10, "derived checks too: {}", dice.cases.len());
    for id in ["dice.throw.granted", "dice.throw.eyes", "dice.throw.player-required"] {
        assert!(dice.clauses.iter().any(|clause| clause.id == id && clause.state == State::Pass), "{id}");
    }
}

#[test]
fn a_broken_promise_of_a_fourth_api_is_found() {
    let run = judge("fourth-broken", 7);
    assert_eq!(run.verdict, Verdict::DoesNotConform);
    assert!(findings(&run).iter().all(|(_, finding)| finding.clause == "dice.throw.eyes"), "{}", told(&run));
}
