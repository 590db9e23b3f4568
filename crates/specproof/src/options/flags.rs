//! [`GROUPS`]: every flag of a run, one line each. A key of the file has the flag's name unless the line says where it stands.

use super::kind::Kind;
use super::{Given, Origin};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use specproof_conform::report::text::wrap;
use std::sync::LazyLock;

/// A flag.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flag {
    /// Its name, without the hyphens before it.
    pub name: &'static str,
    /// Its letter.
    pub short: Option<char>,
    /// What its value is called; nothing for a switch.
    pub value: &'static str,
    /// What its value looks like.
    pub kind: Kind,
    /// Whether it may be given several times.
    pub many: bool,
    /// The value when nobody gives one.
    pub default: &'static str,
    /// Where it stands in the file: `tls.cacert`, or `headers.*` for a table with names of the user's own; nothing when it has no place there.
    pub key: &'static str,
    /// Whether its value may be a secret, which nothing shows.
    pub secret: bool,
    /// What it does.
    pub help: &'static str,
}

const fn one(name: &'static str, value: &'static str, kind: Kind, help: &'static str) -> Flag {
    Flag { name, short: None, value, kind, many: false, default: "", key: name, secret: false, help }
}

const fn switch(name: &'static str, help: &'static str) -> Flag {
    one(name, "", Kind::Switch, help)
}

const fn many(name: &'static str, value: &'static str, kind: Kind, help: &'static str) -> Flag {
    Flag { many: true, ..one(name, value, kind, help) }
}

impl Flag {
    const fn short(self, letter: char) -> Self {
        Self { short: Some(letter), ..self }
    }

    const fn default(self, value: &'static str) -> Self {
        Self { default: value, ..self }
    }

    const fn key(self, key: &'static str) -> Self {
        Self { key, ..self }
    }

    const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// The variable of the environment that gives it; none for what is given by name and value.
    pub fn variable(&self) -> Option<String> {
        let keyed = matches!(self.kind, Kind::Pair(_));
        (!keyed).then(|| format!("SPECPROOF_{}", self.name.to_ascii_uppercase().replace('-', "_")))
    }
}

/// Every flag, by the heading under which `--help` shows it.
pub const GROUPS: &[(&str, &[Flag])] = &[
    (
        "Specs",
        &[
            many("api", "NAME", Kind::Text, "An API to check; all when left out"),
            one("specs", "DIR", Kind::Path, "Folder with one folder per API; those that are built in when left out; cargo xtask takes the repository's"),
            one("spec", "FILE", Kind::Path, "One OpenAPI document instead of a folder"),
            one("arazzo", "FILE", Kind::Path, "Arazzo flows over that document"),
        ],
    ),
    (
        "What is checked",
        &[
            many("target", "URL", Kind::Target, "Base URL of the deployment, for every API or as NAME=URL for one; the embedded reference deployment when left out"),
            many("only", "GLOB", Kind::Text, "Only checks whose id, check or clause matches; * and ? as in a shell"),
            many("include", "GLOB", Kind::Text, "Only operations whose id, tag, path, method or METHOD path matches"),
            many("exclude", "GLOB", Kind::Text, "No operations that match so"),
            one("shard", "K/N", Kind::Shard, "Run the K-th of N parts of the plan; `report` merges the parts' JSON into one verdict").key(""),
            switch("list", "Print the plan instead of running it").key(""),
            one("seed", "N", Kind::Count(0), "The seed of all values that are made up: one seed, one plan").default("0"),
            switch("allow-destructive", "Send requests that could destroy data of others"),
        ],
    ),
    (
        "Inputs and identities",
        &[
            many("input", "API.NAME=VALUE", Kind::Pair('='), "A named input; also SPECPROOF_INPUT_<API>_<NAME> in the environment").key("inputs.*.*").secret(),
            one("inputs-file", "FILE", Kind::Path, "A file with a line api.name=value for each input"),
            many("auth", "SCHEME=VALUE", Kind::Pair('='), "A credential for a security scheme of the document, also as API.SCHEME: the bare token or key, USER:PASSWORD for basic, @FILE, or flow:WORKFLOW.OUTPUT of --arazzo; also SPECPROOF_AUTH_<SCHEME> in the environment").key("auth.*").secret(),
            one("bearer", "TOKEN", Kind::Text, "The token for every bearer, OAuth 2 and OpenID Connect scheme; @FILE reads it").key("").secret(),
            one("basic", "USER:PASSWORD", Kind::Text, "The credential for every basic scheme; @FILE reads it").key("").secret(),
            one("api-key", "KEY", Kind::Text, "The key for the document's apiKey scheme; @FILE reads it").key("").secret(),
            many("header", "NAME: VALUE", Kind::Pair(':'), "A header field for every request; @FILE reads its value. One that a security scheme names is its credential").short('H').key("headers.*").secret(),
        ],
    ),
    (
        "Connections",
        &[
            one("cacert", "FILE", Kind::Path, "PEM file of the only certificates that are trusted").key("tls.cacert"),
            one("cert", "FILE", Kind::Path, "PEM file of the client's own certificate, with those that lead to its root").key("tls.cert"),
            one("key", "FILE", Kind::Path, "PEM file of the private key of that certificate, unless it is in the same file").key("tls.key"),
            switch("insecure", "Take any certificate").short('k').key("tls.insecure"),
            one("proxy", "URL", Kind::Text, "Proxy for every request: http://[USER:PASSWORD@]HOST:PORT; the environment names none").secret(),
            many("resolve", "HOST:PORT:ADDRESS", Kind::Text, "Take this address for a host and port of a target"),
            one("user-agent", "TEXT", Kind::Text, "What the run says that it is"),
            one("connect-timeout", "TIME", Kind::Time, "How long a connection may take"),
        ],
    ),
    (
        "Limits",
        &[
            one("jobs", "N", Kind::Count(1), "How many checks run at once").default("8"),
            one("timeout", "TIME", Kind::Time, "How long one answer may take").default("10s"),
            many("operation-limit", "GLOB.NAME=VALUE", Kind::Pair('='), "A limit of one answer, or the rate, for the operations whose id, or API.ID, matches: login.request=30s").key("operation-limits.*.*"),
            one("max-time", "TIME", Kind::Time, "How long the whole run may take").default("30m"),
            one("max-requests", "N", Kind::Count(0), "How many requests the run may send: the most telling checks are kept"),
            one("rate", "RATE", Kind::Rate, "How many requests a second are sent at most: 10/s, 100/m"),
            many("limit", "NAME=VALUE", Kind::Pair('='), "A limit of the run or of what is read, as in body=64M; docs/limits.md lists them all").key("limits.*"),
        ],
    ),
    (
        "Gate",
        &[
            one("fail-on", "WHAT", Kind::Choice(&["any", "sample", "must", "never"]), "Which findings make the exit code 1: any, those against clauses that the document states or shows by a sample, only those that it states, or none").default("any"),
            one("baseline", "FILE", Kind::Path, "Deviations that are known: only others fail, and those that are gone or expired"),
            switch("update-baseline", "Write the findings of this run to the baseline, and take out what is gone").key(""),
            one("owner", "NAME", Kind::Text, "With --update-baseline: who looks after what is new in it").key(""),
            one("reason", "TEXT", Kind::Text, "With --update-baseline: why what is new in it is tolerated").key(""),
            one("expires", "DATE", Kind::Date, "With --update-baseline: until when what is new in it is tolerated; 30 days when left out").key(""),
        ],
    ),
    (
        "Reports",
        &[
            many("report", "NAME[=FILE]", Kind::Report, "A report, to a file or to the standard output; repeatable"),
            one("snapshots", "DIR", Kind::Path, "Keep this deployment's own snapshots in a folder, and compare with those that are there"),
            switch("accept", "Accept new and different snapshots at once").key(""),
        ],
    ),
    (
        "Terminal",
        &[
            switch("quiet", "Only findings and verdict").short('q'),
            switch("verbose", "Every check, and each exchange as it happens").short('v'),
            one("color", "WHEN", Kind::Choice(&["auto", "always", "never"]), "Colour in the terminal report; NO_COLOR is obeyed").default("auto"),
        ],
    ),
    (
        "Configuration",
        &[
            one("config", "FILE", Kind::Path, "The file of settings; else specproof.toml here or above, up to the repository's root").key(""),
            switch("no-config", "Read no file of settings").key(""),
            one("profile", "NAME", Kind::Text, "Settings of [profile.NAME] stand before the others of the file").key(""),
            switch("show-config", "Print what holds and where each value comes from, secrets masked, and run nothing").key(""),
        ],
    ),
];

/// Columns of the text beside a flag.
const HELP: usize = 62;

/// Every flag.
pub static FLAGS: LazyLock<Vec<Flag>> = LazyLock::new(|| GROUPS.iter().flat_map(|(_, flags)| flags.iter().copied()).collect());

/// Adds the flags of these groups to a command; of all when none is named.
pub fn augment(mut command: Command, groups: &[&str]) -> Command {
    for (heading, flags) in GROUPS.iter().filter(|(heading, _)| groups.is_empty() || groups.contains(heading)) {
        for flag in *flags {
            command = command.arg(arg(flag).help_heading(*heading));
        }
    }
    command
}

fn arg(flag: &'static Flag) -> Arg {
    let arg = Arg::new(flag.name).long(flag.name).help(wrap(flag.help, HELP).join("\n"));
    let arg = match flag.short {
        Some(letter) => arg.short(letter),
        None => arg,
    };
    if flag.kind == Kind::Switch {
        return arg.action(ArgAction::SetTrue);
    }
    let arg = match flag.kind {
        Kind::Choice(words) => arg.value_parser(clap::builder::PossibleValuesParser::new(words)),
        _ => arg,
    };
    let arg = if flag.default.is_empty() { arg } else { arg.default_value(flag.default) };
    arg.value_name(flag.value).action(if flag.many { ArgAction::Append } else { ArgAction::Set })
}

/// What stands on the command line.
pub fn given(matches: &ArgMatches) -> Vec<Given> {
    let mut all = Vec::new();
    for flag in FLAGS.iter() {
        if !matches!(matches.try_contains_id(flag.name), Ok(true)) || matches.value_source(flag.name) != Some(ValueSource::CommandLine) {
            continue;
        }
        let mut add = |text: String| all.push(Given { flag, text, origin: Origin::Flag, hidden: false });
        if flag.kind == Kind::Switch {
            add(matches.get_flag(flag.name).to_string());
        } else {
            // A command may have a flag of that name that is its own.
            matches.try_get_many::<String>(flag.name).ok().flatten().into_iter().flatten().cloned().for_each(add);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound() {
        for flag in FLAGS.iter() {
            assert_eq!(FLAGS.iter().filter(|other| other.name == flag.name).count(), 1, "{} is there twice", flag.name);
            assert!(flag.key.is_empty() || FLAGS.iter().filter(|other| other.key == flag.key).count() == 1, "{} is there twice", flag.key);
            assert_eq!(flag.value.is_empty(), flag.kind == Kind::Switch, "{}", flag.name);
            assert!(flag.default.is_empty() || flag.kind.check(flag.default).is_ok(), "{}", flag.name);
            assert!(!flag.help.ends_with('.') && flag.help.starts_with(char::is_uppercase), "{}", flag.name);
        }
    }
}
