//! JSON Web Tokens signed with HS256 (RFC 7519, RFC 7518 section 3.2), as the Webitel sample shows them: `exp` is in milliseconds there.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `{"typ":"JWT","alg":"HS256"}`: the only header that is issued, and the only one that is taken.
const HEADER: &str = r#"{"typ":"JWT","alg":"HS256"}"#;

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Milliseconds since 1970 after which the token is worth nothing; the answer's `expires`.
    pub exp: i64,
    /// Id of the session: two tokens of one user in one millisecond still differ.
    pub jti: String,
    /// Resource to the rights on it.
    pub acl: BTreeMap<String, Vec<String>>,
}

/// Signs and verifies tokens under one key.
pub struct Signer {
    key: hmac::Key,
}

impl Signer {
    /// A signer with this key.
    pub const fn new(key: hmac::Key) -> Self {
        Self { key }
    }

    /// A signed token; `None` when the claims cannot be written as JSON, which these always can.
    pub fn sign(&self, claims: &Claims) -> Option<String> {
        let payload = serde_json::to_vec(claims).ok()?;
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(HEADER), URL_SAFE_NO_PAD.encode(payload));
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&self.key, signed.as_bytes()));
        Some(format!("{signed}.{signature}"))
    }

    /// The claims of a token that this signer made and that has not expired at `now` (milliseconds since 1970).
    ///
    /// The signature is compared in constant time. One token has one spelling: base64 with stray bits or padding is refused.
    pub fn verify(&self, token: &str, now: i64) -> Option<Claims> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        hmac::verify(&self.key, signed.as_bytes(), &signature).ok()?;
        if URL_SAFE_NO_PAD.decode(header).ok()? != HEADER.as_bytes() {
            return None;
        }
        let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
        (now < claims.exp).then_some(claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::random_key;

    fn token() -> (Signer, Claims, String) {
        let signer = Signer::new(random_key().expect("random numbers"));
        let claims = Claims { exp: 2_000, jti: "one".into(), acl: BTreeMap::from([("cdr".into(), vec!["*".into()])]) };
        let token = signer.sign(&claims).expect("claims are JSON");
        (signer, claims, token)
    }

    #[test]
    fn a_token_is_good_until_it_expires() {
        let (signer, claims, token) = token();
        assert_eq!(signer.verify(&token, 1_999), Some(claims));
        assert_eq!(signer.verify(&token, 2_000), None);
    }

    #[test]
    fn no_changed_character_goes_unnoticed() {
        let (signer, _, token) = token();
        for at in 0..token.len() {
            let mut other = token.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).expect("ASCII");
            assert_eq!(signer.verify(&other, 0), None, "{at}: {other}");
        }
        for other in [format!("{token}="), format!("{token}A"), token[..token.len() - 1].to_owned(), token.replace('.', ""), String::new()]
        {
            assert_eq!(signer.verify(&other, 0), None, "{other}");
        }
    }

    #[test]
    fn a_token_of_another_signer_is_worth_nothing() {
        let (_, _, foreign) = token();
        let (signer, _, _) = token();
        assert_eq!(signer.verify(&foreign, 0), None);
    }
}
