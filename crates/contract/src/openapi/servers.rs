//! Server Objects: URLs with their variables filled in.

use super::lower::node;
use crate::codes;
use crate::model::Server;
use crate::report::Report;
use crate::tree::Tree;

pub(super) fn list(report: &mut Report, tree: &Tree, servers: &[openapiv3::Server]) -> Vec<Server> {
    servers.iter().map(|server| Server { url: url(report, tree, server), description: server.description.clone() }).collect()
}

fn url(report: &mut Report, tree: &Tree, server: &openapiv3::Server) -> String {
    let mut out = String::new();
    let mut rest = server.url.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        match server.variables.iter().flatten().find(|(own, _)| *own == name) {
            Some((_, variable)) => out.push_str(&variable.default),
            None => {
                let place = node(&server.extensions).map(|node| tree.place(node)).unwrap_or_default();
                let message = format!("the server's URL names `{}`, which is not declared", crate::text::short(name));
                report.add(&codes::SERVER_VARIABLE, place, message, "declare it under `variables`, with a default");
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}
