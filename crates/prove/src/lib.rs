//! How good is a conformance suite? It is run against deployments that are broken on purpose, one promise at a time, and whoever is not caught is
//! named. No API is known here by name: what is broken, and what is served, follows from the contract.

pub mod bend;
mod change;
pub mod cut;
pub mod evidence;
pub mod fault;
pub mod flows;
pub mod gate;
pub mod likeness;
pub mod markdown;
pub mod matrix;
mod meet;
pub mod message;
pub mod mock;
pub mod proof;
pub mod proxy;
mod reason;
pub mod recording;
pub mod render;
pub mod rights;
pub mod route;
pub mod running;
pub mod shape;
pub mod spot;
pub mod suite;
pub mod upstream;
pub mod verdict;
