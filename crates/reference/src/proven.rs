//! What proves each check: a broken deployment that it finds out, by its own cases alone where it plans any.

use specproof_prove::evidence::Subject;

/// A check and what proves it.
#[derive(Debug, Clone, Copy)]
pub struct Proven {
    /// Check id.
    pub check: &'static str,
    /// API of `specs/`, or the name of a sample document.
    pub api: &'static str,
    /// What it finds out.
    pub subject: Subject<'static>,
    /// The finding is the same in every run, so that it can be shown.
    pub steady: bool,
}

/// The documents for checks for which `specs/` gives no occasion, below the repository's root.
pub const SAMPLES: [&str; 2] = ["crates/prove/tests/fixtures/pets.yaml", "crates/prove/tests/fixtures/shelf.yaml"];

const fn flaw(check: &'static str, api: &'static str, id: &'static str) -> Proven {
    Proven { check, api, subject: Subject::Flaw(id), steady: true }
}

const fn fault(check: &'static str, api: &'static str, id: &'static str) -> Proven {
    Proven { check, api, subject: Subject::Fault(id), steady: true }
}

const fn unsteady(proven: Proven) -> Proven {
    Proven { steady: false, ..proven }
}

/// Every check of the table.
pub const PROVEN: &[Proven] = &[
    flaw("flow", "iflychat", "iflychat.curl-sample.refused"),
    flaw("granted-minimal", "iflychat", "iflychat.answer.expiry-missing"),
    flaw("granted-full", "iflychat", "iflychat.user-roles.refused"),
    flaw("granted-optional", "iflychat", "iflychat.user-status.refused"),
    flaw("granted-enum", "iflychat", "iflychat.chat-role.participant-refused"),
    flaw("granted-bounds", "iflychat", "iflychat.user-id.in-bytes"),
    flaw("granted-text", "iflychat", "iflychat.user-name.not-ascii-crashes"),
    flaw("granted-examples", "userlogin", "userlogin.success.api-key-missing"),
    flaw("granted-spelling", "iflychat", "iflychat.member-order"),
    flaw("granted-headers", "iflychat", "iflychat.content-type.with-charset"),
    unsteady(flaw("granted-repeated", "userlogin", "userlogin.locked-after-success")),
    unsteady(flaw("granted-concurrent", "userlogin", "userlogin.answers-swapped")),
    flaw("refused-missing", "userlogin", "userlogin.email.not-required"),
    flaw("refused-values", "iflychat", "iflychat.user-id.255-granted"),
    flaw("refused-unknown", "userlogin", "userlogin.unknown-email.as-invalid-password"),
    flaw("refused-credential", "iflychat", "iflychat.api-key.case"),
    flaw("tolerates-values", "iflychat", "iflychat.user-groups.crashes"),
    flaw("tolerates-body", "userlogin", "userlogin.not-json-crashes"),
    fault("tolerates-content-type", "webitel", "webitel.login.4XX.status-500"),
    fault("tolerates-elsewhere", "userlogin", "userlogin.login.elsewhere-crashes"),
    unsteady(flaw("state-interleaved", "webitel", "webitel.logout.deletes-all")),
    unsteady(fault("state-lifecycle", "shelf", "shelf.removeBook.forgotten")),
    unsteady(flaw("state-between", "webitel", "webitel.login.refused-ends-sessions")),
    unsteady(fault("answered", "userlogin", "userlogin.login.fourth-unanswered")),
    unsteady(flaw("framing", "webitel", "webitel.logout.cut-short")),
    flaw("no-server-error", "iflychat", "iflychat.grant.status-500"),
    flaw("status", "webitel", "webitel.login.status-201"),
    flaw("content-type", "webitel", "webitel.login.as-text"),
    flaw("json", "webitel", "webitel.login.duplicate-member"),
    flaw("body", "iflychat", "iflychat.answer.expiry-missing"),
    fault("headers", "pets", "pets.addPet.201.x-count.dropped"),
    fault("typed", "webitel", "webitel.login.200.role.vast"),
    flaw("equals", "userlogin", "userlogin.success.email-anothers"),
    fault("write-only", "pets", "pets.addPet.passphrase.told"),
    flaw("granted", "iflychat", "iflychat.user-id.254-refused"),
    unsteady(flaw("refused", "iflychat", "iflychat.api-key.any")),
    unsteady(flaw("distinct", "iflychat", "iflychat.key.same-for-all")),
    unsteady(flaw("consistent", "userlogin", "userlogin.refusal.status-half-mirrored")),
    unsteady(Proven { check: "snapshot", api: "userlogin", subject: Subject::Change, steady: false }),
];
