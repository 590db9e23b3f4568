//! What a file says, as one number: every key and value, also those that nothing else uses; not comments, places or spelling.

use super::{Kind, NodeId, Tree};
use hmac_sha256::Hash;

impl Tree {
    /// First 16 hexadecimal digits of the SHA-256 over the nodes below this one, in their order; an alias counts as what it stands for.
    pub fn digest(&self, root: NodeId) -> String {
        let mut hash = Hash::new();
        let mut open = vec![root];
        // Each node says how many follow it, so that no two trees give the same bytes.
        let mut text = |mark: u8, text: &str| {
            hash.update([mark]);
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        while let Some(node) = open.pop() {
            match self.kind(node) {
                Kind::Null => text(b'n', ""),
                Kind::Bool(value) => text(b'b', if *value { "true" } else { "false" }),
                Kind::Number(raw) => text(b'd', raw),
                Kind::Text(own) => text(b't', own),
                Kind::List(items) => {
                    text(b'l', &items.len().to_string());
                    open.extend(items.iter().rev());
                }
                Kind::Map(entries) => {
                    text(b'm', &entries.len().to_string());
                    entries.iter().for_each(|entry| text(b'k', &entry.key));
                    open.extend(entries.iter().rev().map(|entry| entry.value));
                }
            }
        }
        hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}
