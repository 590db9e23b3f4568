//! What a run is told: flags, the environment, a profile, the file `specproof.toml` and defaults, in this order of precedence.
//!
//! [`FLAGS`] is the one table: the command line, the keys of the file, its JSON Schema, `--show-config` and the pages all follow from it.

mod config;
mod environment;
mod flags;
mod kind;
mod same;
mod schema;
mod show;
mod taken;

pub use flags::{FLAGS, Flag, GROUPS, augment, given};
pub use kind::{Kind, report, shard, target};
pub use same::SAME;
pub use schema::schema;
pub use show::shown;
pub use taken::{Shape, Taken};

use crate::value::without_userinfo;
use crate::{Failure, output};
use specproof_conform::limits::{self, Bounds};
use specproof_conform::report::text::escape;
use std::path::PathBuf;
use std::time::Duration;

/// Where a value comes from, least first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said otherwise.
    Default,
    /// A line of the file, as `specproof.toml:3:8`.
    File(String),
    /// A line of a profile in the file.
    Profile(String),
    /// A variable of the environment.
    Environment(String),
    /// The command line.
    Flag,
}

impl Origin {
    /// Which layer it is, the least first.
    pub const fn rank(&self) -> u8 {
        match self {
            Self::Default => 0,
            Self::File(_) => 1,
            Self::Profile(_) => 2,
            Self::Environment(_) => 3,
            Self::Flag => 4,
        }
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(place) => f.write_str(place),
            Self::Profile(place) => write!(f, "{place} (profile)"),
            Self::Environment(name) => write!(f, "{name} in the environment"),
            Self::Flag => f.write_str("flag"),
        }
    }
}

/// A value and where it comes from.
#[derive(Debug, Clone)]
pub struct Given {
    /// What it is a value of.
    pub flag: &'static Flag,
    /// The value as text, as it would stand on the command line; `true` or `false` for a switch.
    pub text: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Part of it came from the environment into the file, and is not to be shown.
    pub hidden: bool,
}

impl Given {
    /// How a message names it, without its value.
    pub fn named(&self) -> String {
        match &self.origin {
            Origin::Flag | Origin::Default => format!("--{}", self.flag.name),
            Origin::File(place) | Origin::Profile(place) => format!("{place}: {}", self.flag.name),
            Origin::Environment(name) => name.clone(),
        }
    }
}

/// The values that hold.
#[derive(Debug, Clone, Default)]
pub struct Options {
    given: Vec<Given>,
    /// The file that was read.
    pub file: Option<PathBuf>,
    /// The profile that was chosen.
    pub profile: Option<String>,
    /// Values of the file that need a variable which the environment does not set, each with its place.
    pub unset: Vec<String>,
}

impl Options {
    /// Reads the environment and the file, and lets each layer stand before those below it.
    ///
    /// # Errors
    /// Everything that is wrong, each with where it stands.
    pub fn resolve(flags: Vec<Given>) -> Result<Self, Failure> {
        environment::misspelt().iter().for_each(|why| output::note(&format!("warning: {}", escape(why))));
        let environment = environment::given();
        let last = |name: &str| flags.iter().chain(&environment).find(|given| given.flag.name == name).map(|given| given.text.clone());
        let profile = last("profile");
        let none = last("no-config").as_deref() == Some("true");
        let file = if none { None } else { config::find(last("config").as_deref())? };
        let mut wrong = Vec::new();
        let read = match &file {
            Some(file) => config::read(file, profile.as_deref()).unwrap_or_else(|more| {
                wrong.extend(more);
                config::Read::default()
            }),
            None => config::Read::default(),
        };
        if let (None, Some(profile)) = (&file, &profile) {
            wrong.push(format!("--profile {profile}: there is no specproof.toml here or above, up to the repository's root"));
        }
        let mut options = Self { given: defaults(), file, profile, unset: read.unset };
        for layer in [read.own, read.profile, environment, flags] {
            wrong.extend(options.lay(layer));
        }
        if wrong.is_empty() { Ok(options) } else { Err(Failure::asked(wrong)) }
    }

    /// What the command line alone says, for commands that read no file of settings.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn of_flags(flags: Vec<Given>) -> Result<Self, Failure> {
        let mut options = Self { given: defaults(), ..Self::default() };
        let wrong = options.lay(flags);
        if wrong.is_empty() { Ok(options) } else { Err(Failure::asked(wrong)) }
    }

    /// Lays a layer over what is there; returns everything that is wrong with it.
    fn lay(&mut self, layer: Vec<Given>) -> Vec<String> {
        let wrong = faults(&layer);
        self.given.retain(|old| {
            !layer.iter().any(|new| new.flag.name == old.flag.name && new.flag.kind.key(&new.text) == old.flag.kind.key(&old.text))
        });
        self.given.extend(layer);
        wrong
    }

    /// Every value of a flag, those of the lowest layer first.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Given> {
        debug_assert!(FLAGS.iter().any(|flag| flag.name == name), "{name}");
        self.given.iter().filter(move |given| given.flag.name == name)
    }

    /// Every value of a flag, as text.
    pub fn texts(&self, name: &str) -> Vec<String> {
        self.all(name).map(|given| given.text.clone()).collect()
    }

    /// The value of a flag that has one.
    pub fn one<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).last().map(|given| given.text.as_str())
    }

    /// Whether a switch is on.
    pub fn on(&self, name: &str) -> bool {
        self.one(name) == Some("true")
    }

    /// A path.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.one(name).map(PathBuf::from)
    }

    /// A number, which was checked before.
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.one(name)?.parse().ok()
    }

    /// A time, which was checked before.
    pub fn time(&self, name: &str) -> Option<Duration> {
        crate::value::duration(self.one(name)?).ok()
    }

    /// Everything that holds, in the order of the table.
    pub fn in_order(&self) -> impl Iterator<Item = &Given> {
        FLAGS.iter().flat_map(|flag| self.given.iter().filter(move |given| given.flag.name == flag.name))
    }
}

/// Everything that is wrong with the values of a layer.
fn faults(layer: &[Given]) -> Vec<String> {
    let mut wrong = Vec::new();
    for given in layer {
        if let Err(why) = given.flag.kind.check(&given.text) {
            let why = if matches!(given.flag.kind, Kind::Pair(_)) { format!("write {}", given.flag.value) } else { why };
            wrong.push(if given.flag.secret || given.hidden {
                format!("{}: {why} (the value is not shown)", given.named())
            } else {
                let shown = if given.flag.kind == Kind::Target { without_userinfo(&given.text) } else { given.text.clone() };
                format!("{} {shown}: {why}", given.named())
            });
        } else if given.flag.name == "limit"
            && let Err(why) = limits::set(&mut Bounds::default(), &given.text)
        {
            wrong.push(format!("{}: {why}", given.named()));
        }
    }
    wrong
}

fn defaults() -> Vec<Given> {
    let with = FLAGS.iter().filter(|flag| !flag.default.is_empty());
    with.map(|flag| Given { flag, text: flag.default.to_owned(), origin: Origin::Default, hidden: false }).collect()
}
