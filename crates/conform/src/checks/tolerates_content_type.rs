//! A wrong content type never breaks the deployment.

use crate::case::Change;
use crate::check::{Check, Kind};
use crate::planner::{LAST, Planner, SECOND, THIRD};

/// The check.
pub const CHECK: Check = Check {
    id: "tolerates-content-type",
    rule: "A body with a missing, other or malformed content type is answered without a server error.",
    source: "RFC 9110, 8.3 (a recipient may look at the content itself) and 15.5.16 (or refuse it); 15.6: a 5xx status says that the server failed",
    manual: "The known-valid body is sent without a content type, as text, as a form, as XML, as multipart without a boundary, with a charset that is not \
             UTF-8, and with a content type that is none. Granted or refused are both right.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    if planner.seed.media_type.is_none() {
        return;
    }
    for (variant, name, priority) in [
        ("missing", None, SECOND),
        ("text", Some("text/plain"), SECOND),
        ("form", Some("application/x-www-form-urlencoded"), THIRD),
        ("xml", Some("application/xml"), THIRD),
        ("multipart", Some("multipart/form-data"), THIRD),
        ("charset", Some("application/json; charset=utf-16"), LAST),
        ("malformed", Some("json"), LAST),
        ("slashes", Some("///;;="), LAST),
    ] {
        let what = name.map_or_else(|| "no Content-Type".to_owned(), |name| format!("Content-Type: {name}"));
        planner.tolerate(variant, what, priority, vec![Change::ContentType(name.map(str::to_owned))]);
    }
}
