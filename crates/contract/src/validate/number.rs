//! Exact arithmetic on JSON numbers, by their decimal text.

use serde_json::Number;
use std::cmp::Ordering;

/// `±digits × 10^exponent`, digits without trailing zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: u128,
    exponent: i64,
}

impl Decimal {
    /// `None` for more digits than any double or 64-bit integer has.
    fn of(number: &Number) -> Option<Self> {
        let text = number.to_string();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        };
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].trim_start_matches('+').parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        let mut digits: u128 = 0;
        for digit in whole.bytes().chain(fraction.bytes()) {
            digits = digits.checked_mul(10)?.checked_add(u128::from(digit.checked_sub(b'0')?))?;
        }
        while digits != 0 && digits.is_multiple_of(10) {
            digits /= 10;
            exponent += 1;
        }
        if digits == 0 {
            return Some(Self { negative: false, digits: 0, exponent: 0 });
        }
        (digits < 10_u128.pow(20)).then_some(Self { negative, digits, exponent })
    }

    /// Position of the leading digit.
    fn magnitude(self) -> i64 {
        i64::from(self.digits.ilog10()) + self.exponent
    }
}

/// Orders two numbers by value: `1` and `1.0` are equal.
pub(crate) fn compare(left: &Number, right: &Number) -> Ordering {
    if let (Some(left), Some(right)) = (left.as_i64(), right.as_i64()) {
        return left.cmp(&right);
    }
    let (Some(left), Some(right)) = (Decimal::of(left), Decimal::of(right)) else {
        return left.as_f64().partial_cmp(&right.as_f64()).unwrap_or(Ordering::Equal);
    };
    let by_sign = sign(left).cmp(&sign(right));
    if by_sign != Ordering::Equal || left.digits == 0 {
        return by_sign;
    }
    // Of the same magnitude the exponents differ by at most 19.
    let by_size = left.magnitude().cmp(&right.magnitude()).then_with(|| {
        let common = left.exponent.min(right.exponent);
        let scaled = |number: Decimal| number.digits * 10_u128.pow(u32::try_from(number.exponent - common).unwrap_or(0).min(19));
        scaled(left).cmp(&scaled(right))
    });
    if left.negative { by_size.reverse() } else { by_size }
}

fn sign(number: Decimal) -> i8 {
    match (number.digits, number.negative) {
        (0, _) => 0,
        (_, true) => -1,
        (_, false) => 1,
    }
}

/// No fractional part: `1.0` and `1e3` too.
pub(super) fn is_integer(number: &Number) -> bool {
    if number.is_i64() || number.is_u64() {
        return true;
    }
    match Decimal::of(number) {
        Some(decimal) => decimal.exponent >= 0 || decimal.digits == 0,
        None => number.as_f64().is_some_and(|float| float.fract() == 0.0),
    }
}

/// Whether a number is a multiple of a step above 0, exactly on the decimals.
pub(super) fn is_multiple(number: &Number, step: &Number) -> bool {
    let (Some(number), Some(step)) = (Decimal::of(number), Decimal::of(step)) else {
        return match (number.as_f64(), step.as_f64()) {
            (Some(number), Some(step)) => (number / step).fract() == 0.0,
            _ => false,
        };
    };
    if number.digits == 0 || step.digits == 0 {
        return number.digits == 0;
    }
    let shift = number.exponent - step.exponent;
    if shift >= 0 {
        // digits × 10^shift mod step.digits; both factors stay below 10^20, so products are taken in two halves.
        let modulus = step.digits;
        let power = power_of_ten(shift.unsigned_abs(), modulus);
        return multiply(number.digits % modulus, power, modulus) == 0;
    }
    // The step has the larger exponent: its digits grow instead.
    let grown = u32::try_from(shift.unsigned_abs())
        .ok()
        .and_then(|shift| 10_u128.checked_pow(shift))
        .and_then(|power| step.digits.checked_mul(power));
    grown.is_some_and(|grown| number.digits.is_multiple_of(grown))
}

fn power_of_ten(mut exponent: u64, modulus: u128) -> u128 {
    let mut result = 1 % modulus;
    let mut base = 10 % modulus;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, base, modulus);
        }
        base = multiply(base, base, modulus);
        exponent >>= 1;
    }
    result
}

/// `left × right mod modulus` for numbers below 10^20, by doubling.
fn multiply(mut left: u128, mut right: u128, modulus: u128) -> u128 {
    if let Some(product) = left.checked_mul(right) {
        return product % modulus;
    }
    let mut result = 0;
    while right > 0 {
        if right & 1 == 1 {
            result = (result + left) % modulus;
        }
        left = left * 2 % modulus;
        right >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn order() {
        for (left, right, order) in [
            ("1", "1.0", Ordering::Equal),
            ("-1", "1e-5", Ordering::Less),
            ("0", "-0.0", Ordering::Equal),
            ("9007199254740993", "9007199254740992.0", Ordering::Greater),
            ("18446744073709551615", "-9223372036854775808", Ordering::Greater),
            ("1e300", "18446744073709551615", Ordering::Greater),
            ("0.1", "0.10000000000000002", Ordering::Less),
            ("-2.5", "-2.4", Ordering::Less),
        ] {
            assert_eq!(compare(&number(left), &number(right)), order, "{left} {right}");
            assert_eq!(compare(&number(right), &number(left)), order.reverse(), "{right} {left}");
        }
    }

    #[test]
    fn multiples() {
        for (value, step, is) in [
            ("0.3", "0.1", true),
            ("1.1", "0.1", true),
            ("19.99", "0.01", true),
            ("0.35", "0.1", false),
            ("1e308", "0.123456789", false),
            ("1e308", "0.5", true),
            ("18446744073709551615", "5", true),
            ("18446744073709551615", "1.5", true),
            ("18446744073709551615", "18446744073709551614", false),
            ("7", "2", false),
            ("0", "3", true),
            ("-4", "2", true),
            ("1e-7", "1e-8", true),
            ("1e-8", "1e-7", false),
        ] {
            assert_eq!(is_multiple(&number(value), &number(step)), is, "{value} {step}");
        }
    }

    #[test]
    fn integers() {
        for (text, is) in [("1.0", true), ("1e3", true), ("1.5", false), ("1e-1", false), ("0.0", true), ("1e300", true)] {
            assert_eq!(is_integer(&number(text)), is, "{text}");
        }
    }
}
