//! The two ways in: a folder of our own specs, read strictly, and one document of somebody else.

use crate::file::Kind;
use crate::limits::Limits;
use crate::loader::Loader;
use crate::model::{Api, Contract, FileId, Place};
use crate::options::{Attitude, Loaded, Options};
use crate::problem::{Problem, Severity};
use crate::walk::ClauseUse;
use crate::{arazzo, clauses, codes, examples, extensions, openapi};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Reads a folder that holds one folder for each API: `openapi.yaml`, and where they are, `clauses.yaml` and `arazzo.yaml`. Strict: whatever
/// is not understood is a problem.
///
/// # Errors
/// Every problem of every file, in the order of files, lines and columns.
pub fn load_specs(dir: &Path) -> Result<Contract, Vec<Problem>> {
    load_specs_within(dir, &Limits::default())
}

/// As [`load_specs`], within limits of one's own.
///
/// # Errors
/// As [`load_specs`].
pub fn load_specs_within(dir: &Path, limits: &Limits) -> Result<Contract, Vec<Problem>> {
    let options = Options { attitude: Attitude::Strict, limits: limits.clone(), ..Options::default() };
    let loader = Loader::new(dir, options)?;
    let folders = folders(dir).map_err(|error| vec![Problem::of_file(dir, format!("the folder cannot be read: {error}"))])?;
    if folders.is_empty() {
        return Err(vec![Problem::of_file(dir, "there is no folder with an openapi.yaml in it".into())]);
    }
    load_folders(loader, folders)
}

/// Reads specs that are built in, as [`load_specs`] reads those of a folder: each file by its path below it, as in `webitel/openapi.yaml`.
///
/// # Errors
/// Every problem of every file; a test can see to it that there is none.
pub fn load_built_in(files: &[(&str, &'static [u8])]) -> Result<Contract, Vec<Problem>> {
    let options = Options { attitude: Attitude::Strict, ..Options::default() };
    let names: BTreeSet<&str> = files.iter().filter_map(|(path, _)| path.split_once('/')).map(|(name, _)| name).collect();
    let folders = names.into_iter().map(|name| (name.to_owned(), Path::new("specs").join(name))).collect();
    load_folders(Loader::built_in(files, options), folders)
}

fn load_folders(mut loader: Loader, folders: Vec<(String, PathBuf)>) -> Result<Contract, Vec<Problem>> {
    let mut apis = Vec::new();
    for (name, folder) in folders {
        apis.extend(load_api(&mut loader, &name, &folder));
    }
    finish(loader, apis).map(|loaded| loaded.contract)
}

/// The folders that hold an API, by name; a stray file or a hidden folder is none.
fn folders(dir: &Path) -> std::io::Result<Vec<(String, PathBuf)>> {
    let mut folders = Vec::new();
    for path in crate::file::list(dir)? {
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        if !name.starts_with('.') && crate::file::kind(&path)? == Some(Kind::Folder) {
            folders.push((name, path));
        }
    }
    folders.sort();
    Ok(folders)
}

fn load_api(loader: &mut Loader, name: &str, folder: &Path) -> Option<Api> {
    let nowhere = Place { file: FileId(u32::MAX), line: 0, column: 0 };
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_name {
        let message = format!("the folder `{}` cannot name an API", crate::text::short(name));
        loader.report.add(&codes::API_NAME, nowhere, message, "use lower-case letters, digits and hyphens");
    }
    let file = |base: &str| folder.join(base);
    if !loader.has(&file("openapi.yaml")) {
        let message = format!("the folder `{}` has no openapi.yaml", crate::text::short(name));
        loader.report.add(&codes::FILE_UNREADABLE, nowhere, message, "add it, or remove the folder");
        return None;
    }
    let openapi = loader.open(&file("openapi.yaml"), nowhere)?;
    let read = openapi::read(loader, openapi, name);
    let register = loader.has(&file("clauses.yaml")).then(|| loader.open(&file("clauses.yaml"), nowhere)).flatten();
    let register = register.and_then(|register| clauses::read(loader, register, name));
    let flows = loader.has(&file("arazzo.yaml")).then(|| loader.open(&file("arazzo.yaml"), nowhere)).flatten();
    let (mut api, mut uses, version) = read?;
    let has_register = register.is_some() || !loader.has(&file("clauses.yaml"));
    if let Some((document, clauses)) = register {
        api.document = Some(document);
        api.clauses = clauses;
    }
    let registered = api.document.is_some();
    api.clauses.extend(clauses::protocol_clauses(registered, version));
    uses.extend(flows.map(|flows| read_flows(loader, flows, &mut api, openapi)).unwrap_or_default());
    if has_register {
        clauses::check_uses(&api, &uses, &mut loader.report);
    }
    extensions::check(&api, &mut loader.report);
    examples::check(&api, &mut loader.report);
    Some(api)
}

fn read_flows(loader: &mut Loader, flows: FileId, api: &mut Api, openapi: FileId) -> Vec<ClauseUse> {
    let Some((workflows, uses)) = arazzo::read(loader, flows, api, openapi) else { return Vec::new() };
    api.workflows = workflows;
    uses
}

/// Reads one OpenAPI document, and the files beside and below it that it refers to. Tolerant unless the options say otherwise.
///
/// # Errors
/// Every problem and warning, in the order of files, lines and columns, when one of them refuses the document.
pub fn load_document(file: &Path, options: &Options) -> Result<Loaded, Vec<Problem>> {
    for code in options.deny.iter().chain(&options.allow) {
        if codes::find(code).is_none() && code != "warnings" {
            let near = crate::text::nearest(code, codes::CODES.iter().map(|code| code.id));
            let mut problem = Problem::of_file(file, format!("no warning is called `{}`", crate::text::short(code)));
            problem.code = "unknown-code";
            problem.help = near.map(|near| format!("did you mean `{near}`?"));
            return Err(vec![problem]);
        }
    }
    match crate::file::kind(file) {
        Ok(Some(Kind::File)) => {}
        Ok(_) => return Err(vec![Problem::of_file(file, "there is no such file".into())]),
        Err(error) => return Err(vec![Problem::of_file(file, format!("it cannot be opened: {error}"))]),
    }
    let parent = file.parent().unwrap_or(Path::new(""));
    let root = options.root.as_deref().unwrap_or(parent);
    let mut loader = Loader::new(root, options.clone())?;
    loader.report.subject = file.to_string_lossy().into_owned();
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = options.name.clone().unwrap_or(stem);
    let nowhere = Place { file: FileId(u32::MAX), line: 0, column: 0 };
    let mut apis = Vec::new();
    if let Some(openapi) = loader.open(file, nowhere)
        && let Some((mut api, _, version)) = openapi::read(&mut loader, openapi, &name)
    {
        api.clauses.extend(clauses::protocol_clauses(false, version));
        if let Some(flows) = options.arazzo.as_deref().and_then(|flows| loader.open(flows, nowhere)) {
            loader.report.repairs_nothing = true;
            read_flows(&mut loader, flows, &mut api, openapi);
        }
        examples::check(&api, &mut loader.report);
        apis.push(api);
    }
    finish(loader, apis)
}

fn finish(loader: Loader, apis: Vec<Api>) -> Result<Loaded, Vec<Problem>> {
    let files = loader.source_files();
    let has_errors = loader.report.has_errors();
    let problems = loader.report.problems(&loader.tree.files);
    if has_errors {
        return Err(problems);
    }
    debug_assert!(problems.iter().all(|problem| problem.severity == Severity::Warning));
    Ok(Loaded { contract: Contract { files, apis }, warnings: problems })
}
