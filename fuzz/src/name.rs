//! Two lines, each a name from outside: safe as file names and as Rust names, different where the names are, and leading back.

use specproof_codegen::names::{Role, identifier, settle};
use specproof_conform::snapshot::{original, safe};

/// See the module.
pub fn holds(data: &[u8]) {
    let (one, other) = super::two_parts(data);
    for id in [one.as_str(), other.as_str()] {
        let name = safe(id);
        assert!((1..=80).contains(&name.len()), "{name:?}");
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte)), "{name:?}");
        assert!(!name.starts_with('.') && !name.ends_with('.'), "{name:?}");
        // A name that was too long ends in a hash, and its file says the whole.
        assert!(original(&name).as_deref() == Some(id) || (original(&name).is_none() && name.len() == 80), "{id:?} from {name:?}");
    }
    assert!(one == other || safe(&one) != safe(&other), "{one:?} and {other:?} share a name");
    for role in [Role::Type, Role::Variant, Role::Field, Role::Module] {
        for name in settle(&[one.as_str(), other.as_str()], role, &[]).into_iter().chain([identifier(&one, role)]) {
            let bare = name.strip_prefix("r#").unwrap_or(&name);
            let good = bare.starts_with(|c: char| c == '_' || c.is_alphabetic()) && bare.chars().all(|c| c == '_' || c.is_alphanumeric());
            assert!(good && bare != "_", "{name:?} is no identifier");
        }
    }
}
