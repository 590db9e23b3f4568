//! `specproof serve`: the reference deployment on a port of the loopback interface, until it is interrupted or its lifetime is over.

use crate::failure::Failure;
use crate::inputs::names;
use crate::value::duration;
use crate::{built_in, output};
use specproof_contract::fail::point;
use specproof_contract::load_built_in;
use specproof_reference as reference;
use std::net::Ipv4Addr;
use std::time::Duration;

/// Flags of `serve`.
#[derive(clap::Args)]
pub struct Args {
    /// An API to serve; all when left out
    #[arg(long = "api", value_name = "NAME")]
    apis: Vec<String>,
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 0, value_name = "N")]
    port: u16,
    /// Serve with one thing changed: a flaw, or another right reading
    #[arg(long, value_name = "ID")]
    flaw: Option<String>,
    /// List the flaws and readings, and what each does
    #[arg(long)]
    list: bool,
    /// Stop by itself after this time
    #[arg(long, default_value = "60m", value_parser = duration, value_name = "TIME")]
    lifetime: Duration,
}

/// Serves.
pub fn run(args: Args) -> Result<u8, Failure> {
    if args.list {
        let mut text = String::new();
        for (kind, variants) in [("flaw", reference::FLAWS), ("reading", reference::READINGS)] {
            for variant in variants {
                text.push_str(&format!("{kind:<8} {:<44} {:<44} {}\n", variant.id, variant.clause, variant.says));
            }
        }
        output::print(&text).map_err(|error| Failure::machine(error.to_string()))?;
        return Ok(0);
    }
    crate::conform::runtime(tokio::runtime::Builder::new_multi_thread())?.block_on(serve(&args))
}

async fn serve(args: &Args) -> Result<u8, Failure> {
    let taken = |error: std::io::Error| Failure::machine(format!("port {} cannot be taken: {error}", args.port));
    point("net.serve").map_err(taken)?;
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).await.map_err(taken)?;
    let apis: Vec<&str> = args.apis.iter().map(String::as_str).collect();
    let deployment = reference::serve(listener, &apis, args.flaw.as_deref()).await.map_err(|why| match why {
        reference::NotServed::System(_) => Failure::machine(why.to_string()),
        _ => Failure::usage(why.to_string()),
    })?;
    let mut text = format!("{}\n", deployment.url());
    let known = load_built_in(built_in::SPECS).unwrap_or_default();
    for api in reference::APIS.iter().filter(|api| apis.is_empty() || apis.contains(api)) {
        let names = known.apis.iter().find(|own| own.name == *api).map(names).unwrap_or_default();
        for (name, value) in reference::inputs(api).iter().filter(|(name, _)| names.contains(name)) {
            text.push_str(&format!("  --input {api}.{name}={value}\n"));
        }
    }
    output::print(&text).map_err(|error| Failure::machine(error.to_string()))?;
    tokio::select! {
        _ = tokio::time::sleep(args.lifetime) => output::note("the lifetime is over"),
        _ = tokio::signal::ctrl_c() => {}
    }
    deployment.stop().await;
    Ok(0)
}
