//! The kinds of escape that a secret can be written in.

/// What an escape at the beginning stands for, and its length.
pub type Escape = fn(&[u8]) -> Option<(Vec<u8>, usize)>;

/// The kinds of escape. Each is resolved by itself: what one of them leaves alone can look like another's.
pub const KINDS: &[Escape] = &[percent, form, backslash, reference, quote];

fn hex(text: &[u8], from: usize, to: usize) -> Option<u32> {
    let digits = std::str::from_utf8(text.get(from..to)?).ok()?;
    if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) { u32::from_str_radix(digits, 16).ok() } else { None }
}

fn utf8(code: u32) -> Option<Vec<u8>> {
    char::from_u32(code).map(|c| c.to_string().into_bytes())
}

/// `%41`
fn percent(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    if *text.first()? == b'%' { Some((vec![u8::try_from(hex(text, 1, 3)?).ok()?], 3)) } else { None }
}

/// `%41` and `+`
fn form(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    if *text.first()? == b'+' { Some((vec![b' '], 1)) } else { percent(text) }
}

/// `'\''` and `'"'"'`
fn quote(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let length = [&br"'\''"[..], b"'\"'\"'"].into_iter().find(|quote| text.starts_with(quote))?.len();
    Some((vec![b'\''], length))
}

/// `\n`, `\"`, `\u0041`, `\u{41}`, `\x41`, `\101`
fn backslash(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    if *text.first()? != b'\\' {
        return None;
    }
    match text.get(1)? {
        b'u' if text.get(2) == Some(&b'{') => {
            let end = text.iter().take(12).position(|&byte| byte == b'}')?;
            Some((utf8(hex(text, 3, end)?)?, end + 1))
        }
        b'u' => {
            let high = hex(text, 2, 6)?;
            if (0xd800..0xdc00).contains(&high) && text.get(6..8) == Some(br"\u") {
                let low = hex(text, 8, 12).filter(|low| (0xdc00..0xe000).contains(low))?;
                return Some((utf8(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))?, 12));
            }
            Some((utf8(high)?, 6))
        }
        b'x' => Some((vec![u8::try_from(hex(text, 2, 4)?).ok()?], 4)),
        b'0'..=b'3' => {
            let digits = text.get(1..4).filter(|digits| digits.iter().all(|digit| (b'0'..=b'7').contains(digit)))?;
            let byte = digits.iter().fold(0_u32, |byte, digit| byte * 8 + u32::from(digit - b'0'));
            Some((vec![u8::try_from(byte).ok()?], 4))
        }
        b'n' => Some((vec![b'\n'], 2)),
        b'r' => Some((vec![b'\r'], 2)),
        b't' => Some((vec![b'\t'], 2)),
        b'b' => Some((vec![8], 2)),
        b'f' => Some((vec![12], 2)),
        byte if byte.is_ascii_punctuation() || *byte == b' ' => Some((vec![*byte], 2)),
        _ => None,
    }
}

/// `&#65;`, `&#x41;`, `&amp;`
fn reference(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    if *text.first()? != b'&' {
        return None;
    }
    let end = text.iter().take(12).position(|&byte| byte == b';')?;
    let name = std::str::from_utf8(&text[1..end]).ok()?;
    let code = match name {
        "amp" => u32::from('&'),
        "lt" => u32::from('<'),
        "gt" => u32::from('>'),
        "quot" => u32::from('"'),
        "apos" => u32::from('\''),
        "nbsp" => 0xa0,
        _ => match name.strip_prefix('#')? {
            number if number.starts_with(['x', 'X']) => u32::from_str_radix(&number[1..], 16).ok()?,
            number => number.parse().ok()?,
        },
    };
    Some((utf8(code)?, end + 1))
}
