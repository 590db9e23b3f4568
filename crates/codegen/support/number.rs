//! Exact comparison of decimal numbers, whatever their size.

use std::cmp::Ordering;

/// A decimal number: `digits × 10^exponent`, without leading or trailing zeros in `digits`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    exponent: i64,
}

impl Decimal {
    /// Reads a JSON number; `None` where the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].trim_start_matches('+').parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) || exponent.abs() > 1_000_000 {
            return None;
        }
        let mut exponent = exponent - fraction.len() as i64;
        while digits.last() == Some(&b'0') {
            digits.pop();
            exponent += 1;
        }
        let leading = digits.iter().take_while(|&&digit| digit == b'0').count();
        digits.drain(..leading);
        digits.iter_mut().for_each(|digit| *digit -= b'0');
        if digits.is_empty() {
            return Some(Self { negative: false, digits, exponent: 0 });
        }
        Some(Self { negative, digits, exponent })
    }

    /// Whether this is a whole multiple of `divisor`; true where the divisor is zero or beyond 38 digits.
    pub fn is_multiple_of(&self, divisor: &Self) -> bool {
        if self.digits.is_empty() || divisor.digits.is_empty() || divisor.digits.len() > 37 {
            return true;
        }
        // Neither side ends in a zero, so a smaller exponent cannot be made up for.
        let Ok(shift) = usize::try_from(self.exponent - divisor.exponent) else { return false };
        let modulus = divisor.digits.iter().fold(0_u128, |sum, &digit| sum * 10 + u128::from(digit));
        let zeros = std::iter::repeat_n(&0_u8, shift);
        let remainder = self.digits.iter().chain(zeros).fold(0_u128, |rest, &digit| (rest * 10 + u128::from(digit)) % modulus);
        remainder == 0
    }

    fn magnitude(&self) -> i64 {
        self.digits.len() as i64 + self.exponent
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match (number.digits.is_empty(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let absolute = || self.magnitude().cmp(&other.magnitude()).then_with(|| self.digits.cmp(&other.digits));
        match sign(self).cmp(&sign(other)) {
            Ordering::Equal if self.negative => absolute().reverse(),
            Ordering::Equal => absolute(),
            unequal => unequal,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
