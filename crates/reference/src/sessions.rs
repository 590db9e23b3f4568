//! Webitel's sessions: opened by a login, named by a key, proven by a token, ended by a logout or by time.

use crate::secret::{Names, random_key};
use crate::tokens::{Claims, Signer};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long a session lives, in milliseconds.
pub const LIFETIME: i64 = 60 * 60 * 1000;

/// What a login hands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Sent back as `X-Key`.
    pub key: String,
    /// Sent back as `X-Access-Token`.
    pub token: String,
    /// Milliseconds since 1970; equals the token's `exp`.
    pub expires: i64,
}

/// A session that has not ended.
#[derive(Debug, Clone)]
pub struct Live {
    /// The user that it belongs to.
    pub user: String,
    /// What the login handed out.
    pub opened: Opened,
    id: String,
}

/// The live sessions of a deployment.
pub struct Sessions {
    names: Names,
    signer: Signer,
    live: Mutex<HashMap<String, Live>>,
}

impl Sessions {
    /// No sessions yet; `None` when the system has no random numbers to give.
    pub fn new() -> Option<Self> {
        Some(Self { names: Names::draw()?, signer: Signer::new(random_key()?), live: Mutex::default() })
    }

    /// Opens a session of its own for this user. `now` in milliseconds since 1970.
    pub fn open(&self, user: &str, acl: &BTreeMap<String, Vec<String>>, now: i64) -> Option<Opened> {
        let id = self.names.uuid();
        let expires = now.saturating_add(LIFETIME);
        let token = self.signer.sign(&Claims { exp: expires, jti: id.clone(), acl: acl.clone() })?;
        let opened = Opened { key: self.names.uuid(), token, expires };
        let mut live = self.live();
        live.retain(|_, session| now < session.opened.expires);
        live.insert(opened.key.clone(), Live { user: user.to_owned(), opened: opened.clone(), id });
        Some(opened)
    }

    /// Ends the one session that this key names and this token proves; false, and nothing is ended, when they are not of one live session.
    pub fn close(&self, key: &str, token: &str, now: i64) -> bool {
        let Some(claims) = self.signer.verify(token, now) else { return false };
        let mut live = self.live();
        let known = live.get(key).is_some_and(|session| session.id == claims.jti);
        known && live.remove(key).is_some()
    }

    /// The live sessions, for the flaws that confuse them.
    pub fn live(&self) -> MutexGuard<'_, HashMap<String, Live>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(sessions: &Sessions, user: &str) -> Opened {
        sessions.open(user, &BTreeMap::new(), 0).expect("a session")
    }

    #[test]
    fn a_session_ends_once_and_alone() {
        let sessions = Sessions::new().expect("random numbers");
        let (first, second) = (open(&sessions, "ada"), open(&sessions, "ada"));
        assert!(sessions.close(&first.key, &first.token, 1));
        assert!(!sessions.close(&first.key, &first.token, 1));
        assert!(sessions.close(&second.key, &second.token, 1));
    }

    #[test]
    fn halves_of_two_sessions_end_neither() {
        let sessions = Sessions::new().expect("random numbers");
        let (first, second) = (open(&sessions, "ada"), open(&sessions, "bob"));
        assert!(!sessions.close(&first.key, &second.token, 1));
        assert!(!sessions.close(&second.key, &first.token, 1));
        assert_eq!(sessions.live().len(), 2);
    }

    #[test]
    fn time_ends_a_session_and_sweeps_it_out() {
        let sessions = Sessions::new().expect("random numbers");
        let old = open(&sessions, "ada");
        assert!(!sessions.close(&old.key, &old.token, LIFETIME));
        sessions.open("bob", &BTreeMap::new(), LIFETIME).expect("a session");
        assert!(!sessions.live().contains_key(&old.key));
    }
}
