//! Values of flags: dates; times and rates are written as limits are.

pub use specproof_conform::limits::{duration, per_second as rate};

/// `2027-01-31` as days since 1970-01-01, in the calendar of ISO 8601.
pub fn date(text: &str) -> Result<i64, String> {
    let wrong = || "write a date as YEAR-MONTH-DAY: 2027-01-31".to_owned();
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return Err(wrong()) };
    if (year.len(), month.len(), day.len()) != (4, 2, 2) || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return Err(wrong());
    }
    let number = |text: &str| text.parse::<i64>().map_err(|_| wrong());
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    // A year before 1970 is mistyped: nothing was tolerated until then.
    if year < 1970 || !(1..=12).contains(&month) || day < 1 || day > length(year, month) {
        return Err(wrong());
    }
    // Days from civil: years begin in March, so that the leap day is the last of its year.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Ok(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

fn length(year: i64, month: i64) -> i64 {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The text without what may be a password: userinfo is what stands before the last `@`, behind the scheme if there is one.
pub fn without_userinfo(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((before, host)) => before.split_once("://").map_or(format!("***@{host}"), |(scheme, _)| format!("{scheme}://***@{host}")),
        None => text.to_owned(),
    }
}

/// The day as `2027-01-31`.
pub fn day(days: i64) -> String {
    let seconds = u64::try_from(days.max(0)).unwrap_or(0).saturating_mul(86_400_000);
    specproof_conform::report::text::rfc3339(seconds).split('T').next().unwrap_or_default().to_owned()
}

/// Today, as days since 1970-01-01, in UTC.
pub fn today() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs() / 86_400).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (text, days) in [("1970-01-01", 0), ("1970-03-01", 59), ("2000-02-29", 11_016), ("2026-11-22", 20_779), ("2100-03-01", 47_541)]
        {
            assert_eq!(date(text), Ok(days), "{text}");
            assert_eq!(day(days), text);
        }
        for wrong in [
            "",
            "1014-01-31",
            "1969-12-31",
            "2026-11",
            "2026-13-01",
            "2026-02-29",
            "2100-02-29",
            "26-01-01",
            "2026-1-1",
            "+026-01-01",
            "2026-04-31",
            "2026-00-10",
        ] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn userinfo_is_never_shown_however_it_is_written() {
        for (text, shown) in [
            ("http://h:1/a", "http://h:1/a"),
            ("http://u:p@h:1/a", "http://***@h:1/a"),
            ("shop=https://u:p/q@r@h", "shop=https://***@h"),
            ("u:p@h", "***@h"),
        ] {
            assert_eq!(without_userinfo(text), shown);
        }
    }

    #[test]
    fn times_and_rates_have_units() {
        assert_eq!(duration("10s"), Ok(Duration::from_secs(10)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!([duration("1.5m"), duration("1h")], [Ok(Duration::from_secs(90)), Ok(Duration::from_secs(3600))]);
        assert_eq!(duration("3"), Ok(Duration::from_secs(3)));
        for wrong in ["", "s", "0", "0s", "-1s", "1d", "1e400s", "NaN", "99999999999999999999999s"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert_eq!([rate("10/s"), rate("120/m"), rate("5")], [Ok(10.0), Ok(2.0), Ok(5.0)]);
        for wrong in ["", "/s", "0/s", "-1", "1/d", "inf"] {
            assert!(rate(wrong).is_err(), "{wrong}");
        }
    }
}
