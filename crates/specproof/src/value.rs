//! Values of flags: durations and rates.

use std::time::Duration;

/// `10s`, `500ms`, `2m`; a bare number is seconds.
pub fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len()));
    let scale = match unit {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        _ => return Err(format!("`{unit}` is no unit of time: write 500ms, 10s or 2m")),
    };
    let seconds = number.parse::<f64>().map_err(|_| "write a number and a unit: 500ms, 10s or 2m".to_owned())? * scale;
    Duration::try_from_secs_f64(seconds).ok().filter(|time| !time.is_zero()).ok_or_else(|| "a time above zero is needed".to_owned())
}

/// `10/s`, `100/m`; a bare number is requests a second.
pub fn rate(text: &str) -> Result<f64, String> {
    let (number, unit) = text.split_once('/').unwrap_or((text, "s"));
    let scale = match unit {
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err(format!("`{unit}` is no unit of a rate: write 10/s, 100/m or 1000/h")),
    };
    let rate = number.parse::<f64>().map_err(|_| "write a number and a unit: 10/s, 100/m or 1000/h".to_owned())? / scale;
    if rate.is_finite() && rate > 0.0 { Ok(rate) } else { Err("a rate above zero is needed".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_rates_have_units() {
        assert_eq!(duration("10s"), Ok(Duration::from_secs(10)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("1.5m"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("3"), Ok(Duration::from_secs(3)));
        for wrong in ["", "s", "0", "0s", "-1s", "1h", "1e400s", "NaN", "99999999999999999999999s"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert_eq!([rate("10/s"), rate("120/m"), rate("5")], [Ok(10.0), Ok(2.0), Ok(5.0)]);
        for wrong in ["", "/s", "0/s", "-1", "1/d", "inf"] {
            assert!(rate(wrong).is_err(), "{wrong}");
        }
    }
}
