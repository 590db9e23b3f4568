//! Base64, by way of the crate `base64`.

use super::formatted;
use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

formatted! {
    /// `format: byte`: bytes in the base64 of RFC 4648, section 4.
    Base64(Vec<u8>) "byte" "base64" |text| {
        let config = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
        let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, config.with_decode_padding_mode(DecodePaddingMode::RequireCanonical));
        engine.decode(text).ok()
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self { text: base64::engine::general_purpose::STANDARD.encode(bytes), value: bytes.to_vec() }
    }
}
