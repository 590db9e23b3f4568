//! [`Taken`]: the arguments of a command that takes flags of the table.

use super::{Given, given};
use clap::{ArgMatches, Command};
use std::marker::PhantomData;
use std::path::PathBuf;

/// Which flags and arguments a command takes.
pub trait Shape {
    /// Adds them.
    fn augment(command: Command) -> Command;
}

/// The arguments of a command of this shape.
pub struct Taken<S> {
    matches: ArgMatches,
    shape: PhantomData<S>,
}

impl<S> Taken<S> {
    /// The flags of the table that stand on the command line.
    pub fn given(&self) -> Vec<Given> {
        given(&self.matches)
    }

    /// Every value of an argument that is not in the table.
    pub fn texts(&self, name: &str) -> Vec<String> {
        self.matches.try_get_many::<String>(name).ok().flatten().into_iter().flatten().cloned().collect()
    }

    /// The one value of such an argument.
    pub fn text(&self, name: &str) -> Option<String> {
        self.texts(name).into_iter().next()
    }

    /// The values as paths.
    pub fn paths(&self, name: &str) -> Vec<PathBuf> {
        self.texts(name).into_iter().map(PathBuf::from).collect()
    }

    /// Whether such a switch is on.
    pub fn on(&self, name: &str) -> bool {
        self.matches.try_get_one::<bool>(name).ok().flatten().copied().unwrap_or_default()
    }
}

impl<S> clap::FromArgMatches for Taken<S> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Self { matches: matches.clone(), shape: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.matches = matches.clone();
        Ok(())
    }
}

impl<S: Shape> clap::Args for Taken<S> {
    fn augment_args(command: Command) -> Command {
        S::augment(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        S::augment(command)
    }
}
