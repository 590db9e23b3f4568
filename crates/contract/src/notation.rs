//! How standards write names into text: tokens of JSON Pointer, media types, percent-encoding.

/// A token of a JSON Pointer for a name (RFC 6901, 3).
pub fn pointer_token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The name that a token of a JSON Pointer stands for (RFC 6901, 4).
pub fn name_of_token(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// A media type without its parameters, in lower case (RFC 9110, 8.3.1).
pub fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The bytes that percent-encoded text stands for (RFC 3986, 2.1); what is no escape stays as it is, `+` too.
pub fn percent_decoded(text: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, more)) = rest.split_first() {
        let coded = match more {
            [high, low, ..] if first == b'%' => digit(*high).zip(digit(*low)),
            _ => None,
        };
        bytes.push(coded.map_or(first, |(high, low)| high << 4 | low));
        rest = if coded.is_some() { &more[2..] } else { more };
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_its_token_stand_for_each_other() {
        for (name, token) in [("a/b", "a~1b"), ("m~n", "m~0n"), ("~1", "~01"), ("", "")] {
            assert_eq!((pointer_token(name), name_of_token(token)), (token.to_owned(), name.to_owned()));
        }
    }

    #[test]
    fn what_is_no_escape_stays() {
        for (text, bytes) in [("%41%c3%A4+b", "Aä+b"), ("%", "%"), ("%4", "%4"), ("%+1%zz", "%+1%zz"), ("100%25", "100%")] {
            assert_eq!(percent_decoded(text), bytes.as_bytes(), "{text}");
        }
    }

    #[test]
    fn parameters_are_no_part_of_what_a_media_type_is() {
        assert_eq!(essence(" Application/JSON ; charset=utf-8"), "application/json");
    }
}
