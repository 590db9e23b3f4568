//! Generates models from every fixture of the generator, so that the tests run what is emitted.

use specproof_codegen::names::{Role, identifier, settle};
use specproof_codegen::{Options, generate};
use specproof_contract::{Contract, load_document};
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let shown = read("fixtures/codegen")?;
    let mut all = shown.clone();
    all.apis.extend(read("fixtures/codegen-operations")?.apis);
    let (output, _) = generate(&all, &Options { flat: false, ..Options::default() });
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("fixtures.rs"), format!("{}{}{}", output.inline(), types(&shown), messages(&all)))?;
    Ok(())
}

/// Every document of a folder.
fn read(folder: &str) -> Result<Contract, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={folder}");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.sort();
    let mut contract = Contract::default();
    for file in &files {
        let loaded = load_document(file, &specproof_contract::Options::default())
            .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
        contract.apis.extend(loaded.contract.apis);
    }
    Ok(contract)
}

/// A table that decodes and encodes each component by name.
fn types(contract: &Contract) -> String {
    let wires: Vec<&str> = contract.apis.iter().map(|api| api.name.as_str()).collect();
    let mut text = "pub type Turn = fn(&support::Value) -> Result<support::Value, support::Error>;\n\
                    pub static TYPES: &[(&str, &str, Turn)] = &[\n"
        .to_owned();
    for (api, module) in contract.apis.iter().zip(settle(&wires, Role::Module, &[])) {
        let mut components: Vec<&str> = api.components.iter().map(|(name, _)| name.as_str()).collect();
        components.sort_unstable();
        for (wire, name) in components.iter().zip(settle(&components, Role::Type, &[])) {
            text.push_str(&format!(
                "({:?}, {wire:?}, |value| <{module}::schemas::{name} as support::Json>::decode(value).map(|value| support::Json::encode(&value))),\n",
                api.name
            ));
        }
    }
    text.push_str("];\n");
    text
}

/// A table that sends requests and responses of each operation without a tag through their types, and gives back what these write.
fn messages(contract: &Contract) -> String {
    let wires: Vec<&str> = contract.apis.iter().map(|api| api.name.as_str()).collect();
    let mut text = "pub type Resent = fn(&support::Request) -> Result<support::Request, support::Error>;\n\
                    pub type Answered = fn(&support::Response) -> Result<support::Response, support::Error>;\n\
                    pub static MESSAGES: &[(&str, &str, Resent, Answered)] = &[\n"
        .to_owned();
    for (api, module) in contract.apis.iter().zip(settle(&wires, Role::Module, &[])) {
        for operation in api.operations.iter().filter(|operation| operation.tags.is_empty()) {
            let path = format!("{module}::operations::{}", identifier(&operation.id, Role::Type));
            text.push_str(&format!(
                "({:?}, {:?}, |own| {path}Request::decode(own).map(|own| own.encode()), \
                 |own| {path}Response::decode(own.status, &own.headers, &own.body).map(|own| own.encode())),\n",
                api.name, operation.id
            ));
        }
    }
    text.push_str("];\n");
    text
}
