//! Strings, integers and numbers in a query (RFC 9535, 2.3.1.1, 2.3.3.1 and 2.3.5.1).

use super::parse::Parser;
use serde_json::{Number, Value};

/// Integers that I-JSON can hold exactly (RFC 7493, 2.2).
const EXACT: i64 = (1 << 53) - 1;

impl Parser<'_> {
    /// A string in single or double quotes.
    pub fn string(&mut self) -> Result<String, String> {
        let quote = if self.take("'") { '\'' } else { '"' };
        if quote == '"' && !self.take("\"") {
            return Err(self.wrong("a string belongs here"));
        }
        let mut string = String::new();
        loop {
            string.push_str(self.take_while(|c| c != quote && c != '\\' && c >= ' '));
            match self.peek() {
                Some('\\') => string.push(self.escape(quote)?),
                Some(c) if c == quote => {
                    self.take(c.encode_utf8(&mut [0; 4]));
                    return Ok(string);
                }
                Some(_) => return Err(self.wrong("control characters are written as `\\u0000` in a string")),
                None => return Err(self.wrong("the string has no closing quote")),
            }
        }
    }

    fn escape(&mut self, quote: char) -> Result<char, String> {
        let mark = self.mark();
        self.take("\\");
        let Some(c) = self.peek() else { return Err(self.wrong("an escape goes on here")) };
        self.take(c.encode_utf8(&mut [0; 4]));
        let unknown = |parser: &mut Self| {
            parser.back_to(mark);
            Err(parser.wrong("this escape is not one of JSON's, of this quote, or half a surrogate pair"))
        };
        match c {
            'b' => Ok('\u{8}'),
            'f' => Ok('\u{c}'),
            'n' => Ok('\n'),
            'r' => Ok('\r'),
            't' => Ok('\t'),
            '/' | '\\' => Ok(c),
            'u' => match self.surrogates() {
                Some(c) => Ok(c),
                None => unknown(self),
            },
            c if c == quote => Ok(c),
            _ => unknown(self),
        }
    }

    /// Behind `\u`: one unit of UTF-16, or two with `\u` between them.
    fn surrogates(&mut self) -> Option<char> {
        let high = self.unit()?;
        let mut units = vec![high];
        if (0xd800..0xdc00).contains(&high) && self.take("\\u") {
            units.push(self.unit()?);
        }
        let mut chars = char::decode_utf16(units);
        let c = chars.next()?.ok()?;
        chars.next().is_none().then_some(c)
    }

    fn unit(&mut self) -> Option<u16> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        self.take(digits);
        u16::from_str_radix(digits, 16).ok()
    }

    /// An integer, where one begins here.
    pub fn optional_integer(&mut self) -> Result<Option<i64>, String> {
        if !self.peek().is_some_and(|c| c == '-' || c.is_ascii_digit()) {
            return Ok(None);
        }
        let mark = self.mark();
        let negative = self.take("-");
        let digits = self.take_while(|c| c.is_ascii_digit());
        let is_plain = !digits.is_empty() && (!digits.starts_with('0') || digits == "0" && !negative);
        let value = digits.parse().ok().filter(|value| is_plain && *value <= EXACT).map(|value: i64| if negative { -value } else { value });
        if value.is_none() {
            self.back_to(mark);
            return Err(self.wrong("an integer of at most 2^53-1, without leading zeros, belongs here"));
        }
        Ok(value)
    }

    /// A number as JSON writes it.
    pub fn number(&mut self) -> Result<Value, String> {
        let mark = self.mark();
        let is_digits = |digits: &str| !digits.is_empty();
        self.take("-");
        let whole = self.take_while(|c| c.is_ascii_digit());
        let mut is_right = is_digits(whole) && (whole == "0" || !whole.starts_with('0'));
        if self.take(".") {
            is_right &= is_digits(self.take_while(|c| c.is_ascii_digit()));
        }
        if self.take("e") || self.take("E") {
            if !self.take("-") {
                self.take("+");
            }
            is_right &= is_digits(self.take_while(|c| c.is_ascii_digit()));
        }
        let behind = self.mark();
        self.back_to(mark);
        let text = self.rest().get(..behind - mark).filter(|_| is_right);
        match text.and_then(|text| text.parse::<Number>().ok()) {
            Some(number) => {
                self.back_to(behind);
                Ok(Value::Number(number))
            }
            None => Err(self.wrong("a number as JSON writes it belongs here")),
        }
    }
}
