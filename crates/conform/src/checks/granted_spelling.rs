//! The same JSON value in another spelling is granted.

use crate::case::Change;
use crate::check::{Check, Kind};
use crate::planner::{Planner, SECOND};

/// The check.
pub const CHECK: Check = Check {
    id: "granted-spelling",
    rule: "A request body means the same with its members in another order, other white space and other escapes.",
    source: "RFC 8259, 2 (white space), 4 (the order of members) and 7 (escapes)",
    manual: "The known-valid body is sent with the members of every object in reverse order, then with white space between all tokens and with \
             characters as `\\u` escapes, then both. A deployment that refuses it does not read its body with a JSON parser.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    if !planner.seed.has_members() || !planner.seed.media_type.is_some_and(|media| crate::seed::is_json(&media.name)) {
        return;
    }
    let ways = [
        ("order", "members in reverse order", vec![Change::ReverseMembers]),
        ("escapes", "white space between the tokens, characters as escapes", vec![Change::OtherJsonSpelling]),
        ("both", "members in reverse order, white space and escapes", vec![Change::ReverseMembers, Change::OtherJsonSpelling]),
    ];
    for (variant, what, changes) in ways {
        planner.grant(variant, &["json.order", planner.granted_clause()], what, SECOND, changes);
    }
}
