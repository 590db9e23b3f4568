//! UUIDs, by way of the crate `uuid`.

use super::formatted;

formatted! {
    /// `format: uuid`: a UUID in its hyphenated form.
    Uuid(uuid::Uuid) "uuid" "a UUID such as 936da01f-9abd-4d9d-80c7-02af85c822a8" |text| {
        uuid::Uuid::try_parse(text).ok().filter(|_| text.len() == 36)
    }
}
