//! Secrets at rest: passwords as argon2id hashes, random names that cannot be guessed, comparison in constant time.

use argon2::{Config, ThreadMode, Variant, Version};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use std::sync::atomic::{AtomicU64, Ordering};
use subtle::ConstantTimeEq;

/// Memory in KiB, far below what a real service would take: this is a fixture on loopback that hashes thousands of times in a run.
const MEMORY: u32 = 64;
const PASSES: u32 = 1;

/// Whether two byte strings are the same, in a time that tells nothing about where they differ.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// A salted argon2id hash of a password.
pub struct PasswordHash {
    salt: [u8; 16],
    hash: [u8; 32],
}

impl PasswordHash {
    /// Hashes a password with this salt; `None` when argon2 cannot (the password is longer than 4 GiB).
    pub fn of(password: &str, salt: [u8; 16]) -> Option<Self> {
        let config = Config {
            ad: &[],
            hash_length: 32,
            lanes: 1,
            mem_cost: MEMORY,
            secret: &[],
            thread_mode: ThreadMode::Sequential,
            time_cost: PASSES,
            variant: Variant::Argon2id,
            version: Version::Version13,
        };
        let hash = argon2::hash_raw(password.as_bytes(), &salt, &config).ok()?.try_into().ok()?;
        Some(Self { salt, hash })
    }

    /// Whether this is the password, all of it and nothing else.
    pub fn matches(&self, password: &str) -> bool {
        Self::of(password, self.salt).is_some_and(|given| same(&given.hash, &self.hash))
    }
}

/// A source of names that never repeat and that nobody outside can guess: HMAC over a counter, under a key drawn once.
pub struct Names {
    key: hmac::Key,
    next: AtomicU64,
}

impl Names {
    /// Draws the key from the system's random numbers; `None` when it has none to give.
    pub fn draw() -> Option<Self> {
        Some(Self { key: random_key()?, next: AtomicU64::new(0) })
    }

    fn bytes(&self, purpose: &str) -> [u8; 32] {
        let count = self.next.fetch_add(1, Ordering::Relaxed);
        let mut input = purpose.as_bytes().to_vec();
        input.extend_from_slice(&count.to_be_bytes());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(hmac::sign(&self.key, &input).as_ref());
        bytes
    }

    /// 16 bytes for a password hash.
    pub fn salt(&self) -> [u8; 16] {
        let [salt @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = self.bytes("salt");
        salt
    }

    /// 86 characters of URL-safe base64: 512 bits.
    pub fn long(&self) -> String {
        URL_SAFE_NO_PAD.encode([self.bytes("long"), self.bytes("long")].concat())
    }

    /// A version 4 UUID (RFC 9562, 5.4).
    pub fn uuid(&self) -> String {
        let mut bytes = self.bytes("uuid");
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex: String = bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

/// A fresh key for HMAC-SHA-256; `None` when the system has no random numbers to give.
pub fn random_key() -> Option<hmac::Key> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(hmac::Key::new(hmac::HMAC_SHA256, &bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_password_matches() {
        let password = "Sechs-Wörter-die-länger-sind-als-zweiundsiebzig-Zeichen-damit-nichts-abgeschnitten-wird";
        let hash = PasswordHash::of(password, [7; 16]).expect("argon2 takes it");
        assert!(hash.matches(password));
        let near = [&password[..72], &password[1..], &format!("{password} "), &password.to_lowercase(), &format!("{password}\0x"), ""];
        for near in near {
            assert!(!hash.matches(near), "{near:?}");
        }
    }

    #[test]
    fn names_have_their_form_and_never_repeat() {
        let names = Names::draw().expect("random numbers");
        let uuid = names.uuid();
        assert_eq!((uuid.len(), uuid.as_bytes()[14]), (36, b'4'), "{uuid}");
        assert_eq!(names.long().len(), 86);
        let many: std::collections::HashSet<_> = (0..100).map(|_| names.uuid()).collect();
        assert_eq!(many.len(), 100);
    }
}
