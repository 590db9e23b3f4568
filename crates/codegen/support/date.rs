//! Dates and times, by way of the crate `time`.

use super::formatted;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

fn moment(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(&text.to_ascii_uppercase(), &Rfc3339).ok()
}

formatted! {
    /// `format: date`: a full date of RFC 3339.
    Date(time::Date) "date" "a date such as 2024-02-29" |text| {
        let whole = text.len() == 10 && text.is_ascii();
        moment(&format!("{text}T00:00:00Z")).filter(|_| whole).map(OffsetDateTime::date)
    }
}

formatted! {
    /// `format: date-time`: a moment of RFC 3339.
    DateTime(OffsetDateTime) "date-time" "a date and time such as 2024-02-29T12:00:00Z" |text| {
        // The crate takes any character between date and time.
        moment(text).filter(|_| matches!(text.as_bytes().get(10), Some(b'T' | b't')))
    }
}
