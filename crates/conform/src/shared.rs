//! [`Shared`]: text that a run tells many times and holds once, such as the id of a case.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Borrow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt::{Debug, Display, Formatter};
use std::sync::{Arc, Mutex, PoisonError};

/// Text that is cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shared(Arc<str>);

impl Shared {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for Shared {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Shared {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Shared {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Shared {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&String> for Shared {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl PartialEq<str> for Shared {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Shared {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Shared {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<Shared> for String {
    fn eq(&self, other: &Shared) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Display for Shared {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        Display::fmt(self.as_str(), f)
    }
}

impl Debug for Shared {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Shared {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self)
    }
}

/// Texts that are held once for all who tell them.
#[derive(Debug, Default)]
pub struct Pool(Mutex<HashSet<Shared>>);

impl Pool {
    /// The text, the same one for all who ask for it.
    pub fn get(&self, text: &str) -> Shared {
        once(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner), text)
    }
}

fn once(known: &mut HashSet<Shared>, text: &str) -> Shared {
    known.get(text).cloned().unwrap_or_else(|| {
        let own = Shared::from(text);
        known.insert(own.clone());
        own
    })
}

thread_local! {
    /// What was read until now, while [`reading`] is under way.
    static READ: RefCell<Option<HashSet<Shared>>> = const { RefCell::new(None) };
}

/// Reads something in which equal texts are held once.
pub fn reading<T>(read: impl FnOnce() -> T) -> T {
    READ.set(Some(HashSet::new()));
    let done = read();
    READ.set(None);
    done
}

impl<'de> Deserialize<'de> for Shared {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl serde::de::Visitor<'_> for Text {
            type Value = Shared;

            fn expecting(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E>(self, text: &str) -> Result<Shared, E> {
                Ok(READ.with_borrow_mut(|read| read.as_mut().map_or_else(|| text.into(), |known| once(known, text))))
            }
        }
        from.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_twice_is_held_once() {
        let read = || serde_json::from_str::<Vec<Shared>>(r#"["a", "b", "a"]"#).unwrap();
        let all = reading(read);
        assert!(Arc::ptr_eq(&all[0].0, &all[2].0) && all[1] == "b");
        assert_eq!(read(), all, "outside, each for itself");
        let pool = Pool::default();
        assert!(Arc::ptr_eq(&pool.get("a").0, &pool.get("a").0));
        assert_eq!(serde_json::to_string(&all).unwrap(), r#"["a","b","a"]"#);
    }
}
