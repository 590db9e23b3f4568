//! `--show-config`: what holds, and where each value comes from. Nothing that may be a secret is shown.

use super::{FLAGS, Given, Kind, Options};
use crate::value::without_userinfo;
use crate::{Failure, output};
use specproof_conform::report::text::escape;

/// Prints what holds, where that is asked for; whether it was.
///
/// # Errors
/// One layer gives two values to one limit, as for a run; the standard output cannot be written to.
pub fn shown(options: &Options) -> Result<bool, Failure> {
    let asked = options.on("show-config");
    if asked {
        let wrong = options.told_twice();
        if !wrong.is_empty() {
            return Err(Failure::asked(wrong));
        }
        output::print(&show(options)).map_err(|error| Failure::machine(error.to_string()))?;
    }
    Ok(asked)
}

/// The table, a line for each value.
fn show(options: &Options) -> String {
    let mut out = match &options.file {
        Some(file) => format!("# file: {}\n", escape(&file.display().to_string())),
        None => "# file: none\n".to_owned(),
    };
    if let Some(profile) = &options.profile {
        out.push_str(&format!("# profile: {}\n", escape(profile)));
    }
    let rows: Vec<(String, String)> = options.in_order().map(|given| (line(given), origin(options, given))).collect();
    let width = rows.iter().map(|(line, _)| line.chars().count()).max().unwrap_or(0).min(60);
    for (line, origin) in rows {
        out.push_str(&format!("{line:<width$}  # {origin}\n"));
    }
    let inputs = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).filter(|name| name.starts_with("SPECPROOF_INPUT_"));
    let mut inputs: Vec<String> = inputs.collect();
    inputs.sort();
    inputs.iter().for_each(|name| out.push_str(&format!("# {} = \"***\" in the environment\n", escape(name))));
    let nobody = FLAGS.iter().filter(|flag| !flag.key.is_empty() && options.all(flag.name).next().is_none());
    let names: Vec<&str> = nobody.map(|flag| flag.name).collect();
    out.push_str(&format!("# not given: {}\n", names.join(", ")));
    options.unset.iter().for_each(|line| out.push_str(&format!("# left out: {}\n", escape(line))));
    out
}

/// Where a value comes from, and what stands before it, if something does.
fn origin(options: &Options, given: &Given) -> String {
    let before = options.same_limit(given).filter(|other| other.origin.rank() > given.origin.rank());
    let before = before.map(|other| format!("; does not hold: {} does", line(other).split(" = ").next().unwrap_or_default()));
    format!("{}{}", given.origin, before.unwrap_or_default())
}

/// `name = "value"`, as it would stand in the file.
fn line(given: &Given) -> String {
    let hidden = given.flag.secret || given.hidden;
    let (name, value) = match given.flag.kind {
        Kind::Pair(sign) => {
            let (name, value) = given.text.split_once(sign).unwrap_or((&given.text, ""));
            (format!("{}.{}", given.flag.name, name.trim()), value.trim())
        }
        _ => (given.flag.name.to_owned(), given.text.as_str()),
    };
    let bare = matches!(given.flag.kind, Kind::Switch | Kind::Count(_));
    let value = if value.contains("://") { without_userinfo(value) } else { value.to_owned() };
    match (hidden, bare) {
        (true, _) => format!("{} = \"***\"", escape(&name)),
        (false, true) => format!("{} = {}", escape(&name), escape(&value)),
        (false, false) => format!("{} = {:?}", escape(&name), value),
    }
}
