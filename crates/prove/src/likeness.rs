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
    /// The last character is not looked at.
    AllButTheLast,
    /// The first character is not looked at.
    AllButTheFirst,
    /// Upper and lower case are one.
    Case,
    /// White space around it is cut off.
    Trimmed,
    /// As many characters as the right one has.
    SameLength,
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
    pub const IN_BODY: [Self; 15] = [
        Self::Anything,
        Self::Prefix,
        Self::Extended,
        Self::AllButTheLast,
        Self::AllButTheFirst,
        Self::Case,
        Self::Trimmed,
        Self::SameLength,
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
            Self::AllButTheLast => "all-but-the-last",
            Self::AllButTheFirst => "all-but-the-first",
            Self::Case => "case",
            Self::Trimmed => "trimmed",
            Self::SameLength => "same-length",
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
            Self::AllButTheLast => "its last character is not looked at",
            Self::AllButTheFirst => "its first character is not looked at",
            Self::Case => "it is compared without regard to case",
            Self::Trimmed => "white space around it is cut off",
            Self::SameLength => "anything of its length will do",
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
            Self::AllButTheLast => length(right) == length(given) && right.chars().rev().skip(1).eq(given.chars().rev().skip(1)),
            Self::AllButTheFirst => length(right) == length(given) && right.chars().skip(1).eq(given.chars().skip(1)),
            Self::Case => right.to_lowercase() == given.to_lowercase(),
            Self::Trimmed => right == given.trim(),
            Self::SameLength => length(right) == length(given),
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
