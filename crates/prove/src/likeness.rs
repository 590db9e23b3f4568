//! Ways to take a secret that is not the right one.

use serde::Serialize;

/// How careless a server compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Likeness {
    /// Anything that is not empty.
    Anything,
    /// Only as much as was given is compared.
    Prefix,
    /// Anything may follow the right one.
    Extended,
    /// Anything may stand before the right one.
    Preceded,
    /// The last character is not looked at.
    AllButTheLast,
    /// The first character is not looked at.
    AllButTheFirst,
    /// Upper and lower case are one.
    Case,
    /// Upper and lower case of the first letter are one, as a phone's keyboard has them.
    CaseOfTheFirst,
    /// White space around it is cut off.
    Trimmed,
    /// What stands between `<` and `>` is taken out first.
    WithoutMarkup,
    /// As many characters as the right one has.
    SameLength,
    /// The same characters in any order.
    AnyOrder,
    /// The first 8 bytes decide, as with the `crypt` of old.
    First8,
    /// The first 72 bytes decide, as with bcrypt.
    First72,
    /// The string ends at the first NUL.
    UntilNul,
    /// `%` stands for anything.
    Pattern,
    /// The right one of somebody else, or of another session.
    SomebodyElses,
    /// The part after the last dot, a signature, is not looked at.
    Unsigned,
    /// Empty.
    Empty,
    /// Not sent at all.
    Absent,
    /// JSON null.
    Null,
    /// The right one as the only item of an array.
    InArray,
}

impl Likeness {
    /// Those that make sense for a text in a JSON body.
    pub const IN_BODY: [Self; 21] = [
        Self::Anything,
        Self::Prefix,
        Self::Extended,
        Self::Preceded,
        Self::AllButTheLast,
        Self::AllButTheFirst,
        Self::Case,
        Self::CaseOfTheFirst,
        Self::Trimmed,
        Self::WithoutMarkup,
        Self::SameLength,
        Self::AnyOrder,
        Self::First8,
        Self::First72,
        Self::UntilNul,
        Self::Pattern,
        Self::SomebodyElses,
        Self::Empty,
        Self::Absent,
        Self::Null,
        Self::InArray,
    ];
    /// Those that make sense for a header field or a query parameter.
    pub const IN_PARAMETER: [Self; 10] = [
        Self::Anything,
        Self::Prefix,
        Self::Extended,
        Self::AllButTheLast,
        Self::AllButTheFirst,
        Self::Case,
        Self::SomebodyElses,
        Self::Unsigned,
        Self::Empty,
        Self::Absent,
    ];

    /// Those that make sense for the credential of a security scheme.
    pub const IN_SCHEME: [Self; 6] = [Self::Anything, Self::Prefix, Self::Extended, Self::AllButTheLast, Self::AllButTheFirst, Self::Case];

    /// As it stands in an id.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Anything => "anything",
            Self::Prefix => "prefix",
            Self::Extended => "extended",
            Self::Preceded => "preceded",
            Self::AllButTheLast => "all-but-the-last",
            Self::AllButTheFirst => "all-but-the-first",
            Self::Case => "case",
            Self::CaseOfTheFirst => "case-of-the-first",
            Self::Trimmed => "trimmed",
            Self::WithoutMarkup => "without-markup",
            Self::SameLength => "same-length",
            Self::AnyOrder => "any-order",
            Self::First8 => "first-8",
            Self::First72 => "first-72",
            Self::UntilNul => "until-nul",
            Self::Pattern => "pattern",
            Self::SomebodyElses => "somebody-elses",
            Self::Unsigned => "unsigned",
            Self::Empty => "empty",
            Self::Absent => "absent",
            Self::Null => "null",
            Self::InArray => "in-array",
        }
    }

    /// In words, after "is granted with a credential".
    pub const fn says(self) -> &'static str {
        match self {
            Self::Anything => "anything will do",
            Self::Prefix => "a beginning of it will do",
            Self::Extended => "anything may follow it",
            Self::Preceded => "anything may stand before it",
            Self::AllButTheLast => "its last character is not looked at",
            Self::AllButTheFirst => "its first character is not looked at",
            Self::Case => "it is compared without regard to case",
            Self::CaseOfTheFirst => "the case of its first letter does not count",
            Self::Trimmed => "white space around it is cut off",
            Self::WithoutMarkup => "markup is taken out of it first",
            Self::SameLength => "anything of its length will do",
            Self::AnyOrder => "the order of its characters does not count",
            Self::First8 => "only its first 8 bytes count",
            Self::First72 => "only its first 72 bytes count",
            Self::UntilNul => "it ends at the first NUL",
            Self::Pattern => "it is looked up with LIKE",
            Self::SomebodyElses => "somebody else's will do",
            Self::Unsigned => "its signature is not looked at",
            Self::Empty => "an empty one will do",
            Self::Absent => "it is not asked for",
            Self::Null => "null will do",
            Self::InArray => "an array that holds it will do",
        }
    }

    /// Whether this right one can be taken for another in this way at all: a signature can only be left alone where there is one.
    pub fn can(self, right: &str) -> bool {
        match self {
            Self::Unsigned => right.contains('.'),
            Self::Case => right.chars().any(char::is_alphabetic),
            Self::CaseOfTheFirst => right.starts_with(char::is_alphabetic),
            Self::First8 => right.len() >= 8,
            Self::First72 => right.len() >= 72,
            _ => true,
        }
    }

    /// Whether what was given is taken for the right one. `others` are the right ones of everybody else.
    pub fn takes(self, right: &str, given: &Given<'_>, others: &[&str]) -> bool {
        match (self, given) {
            (Self::Absent, Given::Absent) | (Self::Null, Given::Null) => true,
            (Self::InArray, Given::InArray(only)) => *only == right,
            (Self::Empty, Given::Text(text)) => text.is_empty(),
            (_, Given::Text("")) => false,
            (likeness, Given::Text(text)) => likeness.takes_text(right, text, others),
            _ => false,
        }
    }

    fn takes_text(self, right: &str, given: &str, others: &[&str]) -> bool {
        let length = |text: &str| text.chars().count();
        match self {
            Self::Anything => true,
            Self::Prefix => right.starts_with(given),
            Self::Extended => given.starts_with(right),
            Self::Preceded => given.ends_with(right),
            Self::AllButTheLast => length(right) == length(given) && right.chars().rev().skip(1).eq(given.chars().rev().skip(1)),
            Self::AllButTheFirst => length(right) == length(given) && right.chars().skip(1).eq(given.chars().skip(1)),
            Self::Case => right.to_lowercase() == given.to_lowercase(),
            Self::CaseOfTheFirst => folded_at_first(right) == folded_at_first(given),
            Self::Trimmed => right == given.trim(),
            Self::WithoutMarkup => right == bare(given),
            Self::SameLength => length(right) == length(given),
            Self::AnyOrder => sorted(right) == sorted(given),
            Self::First8 => same_beginning(8, right, given),
            Self::First72 => same_beginning(72, right, given),
            Self::UntilNul => given.split('\0').next() == Some(right),
            Self::Pattern => given.split_once('%').is_some_and(|(before, after)| right.starts_with(before) && right.ends_with(after)),
            Self::SomebodyElses => right != given && others.contains(&given),
            Self::Unsigned => match (right.rsplit_once('.'), given.rsplit_once('.')) {
                (Some((right, _)), Some((given, _))) => right == given,
                _ => false,
            },
            Self::Empty | Self::Absent | Self::Null | Self::InArray => false,
        }
    }
}

/// The text with its first letter in lower case.
fn folded_at_first(text: &str) -> String {
    text.chars().enumerate().map(|(at, ch)| if at == 0 { ch.to_ascii_lowercase() } else { ch }).collect()
}

/// The text without what stands between `<` and `>`.
fn bare(text: &str) -> String {
    let mut inside = false;
    let outside = |ch: &char| {
        let outside = !inside && *ch != '<';
        inside = (inside || *ch == '<') && *ch != '>';
        outside
    };
    text.chars().filter(outside).collect()
}

fn sorted(text: &str) -> Vec<char> {
    let mut letters: Vec<_> = text.chars().collect();
    letters.sort_unstable();
    letters
}

/// Whether both are at least so many bytes long and begin with the same ones.
fn same_beginning(bytes: usize, right: &str, given: &str) -> bool {
    let cut = |text: &str| text.as_bytes().get(..bytes).map(<[u8]>::to_vec);
    cut(right).is_some() && cut(right) == cut(given)
}

/// What a request has in the place of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given<'a> {
    /// Nothing.
    Absent,
    /// JSON null.
    Null,
    /// A string.
    Text(&'a str),
    /// An array of one string.
    InArray(&'a str),
    /// Something else.
    Other,
}

impl<'a> Given<'a> {
    /// Sorts a value in.
    pub fn from(value: Option<&'a serde_json::Value>) -> Self {
        use serde_json::Value;
        match value {
            None => Self::Absent,
            Some(Value::Null) => Self::Null,
            Some(Value::String(text)) => Self::Text(text),
            Some(Value::Array(items)) => match items.as_slice() {
                [Value::String(only)] => Self::InArray(only),
                _ => Self::Other,
            },
            Some(_) => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_takes_its_own_kind_of_mistake_and_no_other() {
        const RIGHT: &str = "Nine-Lamps.sig1";
        let rows = [
            (Likeness::Prefix, "Nine"),
            (Likeness::Extended, "Nine-Lamps.sig1!"),
            (Likeness::AllButTheLast, "Nine-Lamps.sig2"),
            (Likeness::AllButTheFirst, "Fine-Lamps.sig1"),
            (Likeness::Case, "nine-LAMPS.sig1"),
            (Likeness::Trimmed, " Nine-Lamps.sig1 "),
            (Likeness::UntilNul, "Nine-Lamps.sig1\0x"),
            (Likeness::Pattern, "Nine%sig1"),
            (Likeness::SomebodyElses, "Anothers"),
            (Likeness::Unsigned, "Nine-Lamps."),
            (Likeness::SameLength, "xxxxxxxxxxxxxxx"),
            (Likeness::Preceded, "my Nine-Lamps.sig1"),
            (Likeness::CaseOfTheFirst, "nine-Lamps.sig1"),
            (Likeness::WithoutMarkup, "<b>Nine</b>-Lamps.sig1<br>"),
            (Likeness::AnyOrder, "1gis.spmaL-eniN"),
            (Likeness::First8, "Nine-Lam and more"),
        ];
        for (likeness, given) in rows {
            assert!(likeness.takes(RIGHT, &Given::Text(given), &["Anothers"]), "{likeness:?}");
            assert!(!likeness.takes(RIGHT, &Given::Text("wrong"), &["Anothers"]), "{likeness:?}");
            assert!(!likeness.takes(RIGHT, &Given::Text(""), &["Anothers"]), "{likeness:?}");
            assert!(!likeness.takes(RIGHT, &Given::Absent, &["Anothers"]), "{likeness:?}");
        }
        assert!(Likeness::Null.takes(RIGHT, &Given::Null, &[]) && !Likeness::Null.takes(RIGHT, &Given::Absent, &[]));
        assert!(Likeness::InArray.takes(RIGHT, &Given::InArray(RIGHT), &[]) && !Likeness::InArray.takes(RIGHT, &Given::InArray("x"), &[]));
    }
}
