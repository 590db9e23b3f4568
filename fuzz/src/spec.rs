//! Any bytes as a document, and after a line `%%` as flows over it: read or refused at a place, and what is read is planned and generated.

use specproof_conform::Settings;
use specproof_contract::render::{Colour, text};
use specproof_contract::{Attitude, Limits, Options, Problem, load_document};
use std::path::PathBuf;
use std::sync::LazyLock;

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    // In memory where there is such a folder.
    let memory = std::path::Path::new("/dev/shm");
    let folder = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folder = folder.join(format!("specproof-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
});

/// See the module.
pub fn holds(data: &[u8]) {
    let split = data.windows(4).position(|window| window == b"\n%%\n");
    let (document, flows) = split.map_or((data, None), |at| (&data[..at + 1], Some(&data[at + 4..])));
    let (file, arazzo) = (FOLDER.join("openapi.yaml"), FOLDER.join("arazzo.yaml"));
    std::fs::write(&file, document).expect("a file");
    if let Some(flows) = flows {
        std::fs::write(&arazzo, flows).expect("a file");
    }
    // In one attitude, and of what is read either the plan or the code.
    let way = super::one_of(4, data);
    let limits = Limits { nodes: 20_000, alias_nodes: 2_000, ..Limits::default() };
    let attitude = [Attitude::Tolerant, Attitude::Strict][way % 2];
    let options = Options { attitude, limits, arazzo: flows.map(|_| arazzo.clone()), ..Options::default() };
    match load_document(&file, &options) {
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason");
            told(&problems);
        }
        Ok(loaded) => {
            told(&loaded.warnings);
            if way / 2 == 0 {
                let _ = specproof_codegen::generate(&loaded.contract, &specproof_codegen::Options::default());
                return;
            }
            let mut settings = Settings::default();
            settings.targets.insert(loaded.contract.apis[0].name.clone(), "http://127.0.0.1:9".to_owned());
            if let Err(wrong) = specproof_conform::plan(&loaded.contract, &settings) {
                assert!(!wrong.is_empty(), "not planned without a reason");
            }
        }
    }
}

fn told(problems: &[Problem]) {
    for problem in problems {
        assert!(problem.line > 0 || problem.code == "too-many-problems", "no place: {problem:?}");
        assert!(!problem.message.is_empty(), "no message: {problem:?}");
    }
    assert!(super::is_harmless(&text(problems, Colour::Plain)), "raw text of the document is shown");
}
