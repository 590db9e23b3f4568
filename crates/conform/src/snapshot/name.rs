//! File names that are safe on every system, different for different ids, and lead back to the id.

/// Longest name, so that `.snap.new` and a folder still fit everywhere.
const LIMIT: usize = 80;
/// Names that Windows keeps for devices.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "com", "lpt"];

/// A file name, without extension, of only `[a-z0-9._-]` and at most 80 characters. Every other byte becomes `_` and two hex digits; an id
/// too long for that ends in a hash of the whole.
pub fn safe(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    for (at, byte) in id.bytes().enumerate() {
        let plain = byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || (byte == b'.' && at > 0);
        if plain { name.push(byte.into()) } else { name.push_str(&format!("_{byte:02x}")) }
    }
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
    if name.is_empty() || DEVICES.contains(&stem) {
        name.insert(0, '_');
    }
    if name.ends_with('.') {
        name.pop();
        name.push_str("_2e");
    }
    if name.len() > LIMIT {
        name.truncate(LIMIT - 18);
        name.push_str(&format!("__{:016x}", fnv1a(id.as_bytes())));
    }
    name
}

/// The id that a name of [`safe`] stands for; `None` where the name was too long and says only a part.
pub fn original(name: &str) -> Option<String> {
    // What was put before a device's name, or stands for no name at all, is no escape.
    let stands_for = |text: &str| text.get(1..3).is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let mut rest = if name.starts_with('_') && !stands_for(name) { &name[1..] } else { name };
    let mut bytes = Vec::with_capacity(rest.len());
    while let Some(first) = rest.bytes().next() {
        let length = if first == b'_' { 3 } else { 1 };
        bytes.push(if first == b'_' { u8::from_str_radix(rest.get(1..3)?, 16).ok()? } else { first });
        rest = rest.get(length..)?;
    }
    String::from_utf8(bytes).ok()
}

/// FNV-1a, 64 bits: stable across versions and machines, which the standard library's hasher does not promise.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_ids_become_safe_and_stay_apart() {
        let long = "x".repeat(300);
        let ids = [
            "login",
            "Login",
            "../../etc/passwd",
            "/abs",
            "C:\\x",
            "CON",
            "con",
            "con.x",
            "com1",
            "nul",
            "",
            ".",
            "..",
            ".hidden",
            "end.",
            "a/b",
            "a\\b",
            "a\0b",
            "a\u{1b}[2Jb",
            "é",
            "e\u{301}",
            "a_b",
            "a__b",
            "a b",
            "a%20b",
            &long,
            &format!("{long}y"),
            "login.",
            "login_2e",
            "_login",
        ];
        let names: Vec<String> = ids.iter().map(|id| safe(id)).collect();
        for (id, name) in ids.iter().zip(&names) {
            assert!((1..=LIMIT).contains(&name.len()), "{id:?}: {name}");
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b)), "{id:?}: {name}");
            assert!(!name.starts_with('.') && !name.ends_with('.'), "{id:?}: {name}");
        }
        for (id, name) in ids.iter().zip(&names).filter(|(id, _)| id.len() < LIMIT) {
            assert_eq!(original(name).as_deref(), Some(*id), "{name} leads back");
        }
        assert_eq!(original(&safe(&long)), None, "a part of a name is no name");
        for (at, name) in names.iter().enumerate() {
            assert!(!names[..at].contains(name), "{:?} and another id share {name}", ids[at]);
        }
        assert_eq!(safe("webitel.flow.login-with-wrong-password"), "webitel.flow.login-with-wrong-password");
    }
}
