//! [`Masked`]: text that has been through the mask. Whatever leaves a run and may hold something from outside is of this type, so that the
//! compiler refuses a report, a snapshot or a message that nobody masked.

use serde::{Deserialize, Serialize};
use std::fmt::{Debug, Display, Formatter};

/// Text without secrets: made by [`Mask::text`](crate::mask::Mask::text), of our own fixed words, or read from a run that was kept, whose
/// texts were masked when it was made.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Masked(String);

impl Masked {
    /// For the mask, and for what is put together of parts that were masked: `tests/tests/tidy.rs` lists who does that.
    pub(crate) const fn of_masked(text: String) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// At most so many characters, with a word on how many bytes there were before it was masked, where that was more than is left.
    #[must_use]
    pub(crate) fn cut(self, longest: usize, bytes: usize) -> Self {
        let end = self.0.char_indices().nth(longest).map(|(end, _)| end);
        // Shorter by its masks, or by what was cut before.
        if end.is_none() && bytes <= longest.saturating_mul(4) {
            return self;
        }
        Self(format!("{}… ({bytes} bytes in all)", &self.0[..end.unwrap_or(self.0.len())]))
    }
}

/// Our own words.
impl From<&'static str> for Masked {
    fn from(words: &'static str) -> Self {
        Self(words.to_owned())
    }
}

impl std::ops::Deref for Masked {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Masked {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Masked {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl Display for Masked {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        Display::fmt(&self.0, f)
    }
}

impl Debug for Masked {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        Debug::fmt(&self.0, f)
    }
}
