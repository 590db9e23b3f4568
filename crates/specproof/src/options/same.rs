//! Limits that have two names: a flag of their own, and `--limit NAME=VALUE`. Of the two, what the higher layer gives holds.

use super::{Given, Options};

/// The flag, and the limit that it is.
pub const SAME: &[(&str, &str)] =
    &[("timeout", "request"), ("max-time", "run"), ("max-requests", "requests"), ("connect-timeout", "connect"), ("rate", "rate")];

impl Options {
    /// The value that is given for the same limit under its other name.
    pub fn same_limit(&self, given: &Given) -> Option<&Given> {
        if given.flag.name == "limit" {
            let (name, _) = SAME.iter().find(|(_, limit)| given.flag.kind.key(&given.text) == *limit)?;
            return self.all(name).last();
        }
        let (_, limit) = SAME.iter().find(|(name, _)| *name == given.flag.name)?;
        self.all("limit").filter(|other| other.flag.kind.key(&other.text) == *limit).last()
    }

    /// Limits to which one layer gives two values, which is a mistake.
    pub fn told_twice(&self) -> Vec<String> {
        let own = SAME.iter().filter_map(|(name, limit)| Some((self.all(name).last()?, limit)));
        own.filter_map(|(own, limit)| Some((own, self.same_limit(own).filter(|other| other.origin.rank() == own.origin.rank())?, limit)))
            .map(|(own, other, limit)| format!("{} and {} {limit}=… are the same limit: give one of them", own.named(), other.named()))
            .collect()
    }
}
