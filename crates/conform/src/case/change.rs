//! [`Change`]: what is done to a valid request before it is sent.

use serde::Serialize;
use serde_json::Value;

/// A change to the seed request.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// Sets a body member; the path's parents are made where they are missing.
    Set {
        /// Member names from the root of the body.
        path: Vec<String>,
        /// Its value.
        value: Value,
    },
    /// Takes a body member out.
    Remove {
        /// Member names from the root of the body.
        path: Vec<String>,
    },
    /// Only these root members stay.
    Keep {
        /// Member names.
        members: Vec<String>,
    },
    /// The members of every object in reverse order.
    ReverseMembers,
    /// The same members with white space and line breaks between the tokens, and every character outside ASCII as a `\u` escape.
    OtherJsonSpelling,
    /// Sets or adds a parameter.
    SetParameter {
        /// Where it goes.
        location: specproof_contract::model::ParameterLocation,
        /// Its name.
        name: String,
        /// Its value before serialisation.
        value: Value,
    },
    /// Takes a parameter out.
    RemoveParameter {
        /// Where it goes.
        location: specproof_contract::model::ParameterLocation,
        /// Its name.
        name: String,
    },
    /// A credential made wrong.
    Credential {
        /// Where it is.
        at: CredentialPlace,
        /// How it is made wrong.
        wrong: WrongCredential,
    },
    /// A credential replaced by what stands elsewhere in the same request.
    Borrow {
        /// The credential.
        at: CredentialPlace,
        /// Where its value is taken from.
        from: CredentialPlace,
    },
    /// A credential replaced by a value that is known to everybody, such as the document's example; not where it is the right one.
    Known {
        /// The credential.
        at: CredentialPlace,
        /// The value.
        value: String,
    },
    /// The whole body is replaced.
    Body(BodyFault),
    /// Another content type; `None` sends none.
    ContentType(Option<String>),
    /// Header names in this case.
    HeaderCase(HeaderCase),
    /// Sent to where no operation is documented; only the rules of every HTTP answer hold there.
    Elsewhere {
        /// Another method; `None` leaves the operation's.
        method: Option<String>,
        /// What follows the operation's path.
        below: String,
    },
    /// The same request of the second account; always the first change.
    OfSecondAccount,
    /// No credential of any security scheme.
    NoCredentials,
}

/// Where a credential stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CredentialPlace {
    /// A body member.
    Member(Vec<String>),
    /// A parameter.
    Parameter(specproof_contract::model::ParameterLocation, String),
    /// A security scheme of the contract.
    Scheme(String),
}

/// How a credential is made wrong. The right value is known only when the case runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WrongCredential {
    /// Not sent.
    Absent,
    /// JSON null (body only).
    Null,
    /// Empty string.
    Empty,
    /// A string of the same length and alphabet that is nowhere near.
    Unrelated,
    /// One character appended.
    Appended,
    /// The last character removed.
    LastRemoved,
    /// The first character removed.
    FirstRemoved,
    /// Only the first half.
    FirstHalf,
    /// Only the first character.
    FirstCharacter,
    /// Repeated twice.
    Doubled,
    /// The case of every letter flipped.
    CaseFlipped,
    /// All in upper case.
    UpperCase,
    /// The case of the last letter flipped.
    LastCaseFlipped,
    /// One character in the middle replaced.
    MiddleReplaced,
    /// The first character replaced.
    FirstReplaced,
    /// The last character replaced.
    LastReplaced,
    /// A blank before it (body only).
    BlankBefore,
    /// A blank after it (body only).
    BlankAfter,
    /// Two neighbouring characters swapped.
    Swapped,
    /// NUL and more after it (body only).
    NulAppended,
    /// The value in an array of one (body only).
    InArray,
    /// The value in an object (body only).
    InObject,
    /// An empty array (body only).
    EmptyArray,
    /// An empty object (body only).
    EmptyObject,
    /// An object that document stores take for a comparison: `{"$ne": ""}` (body only).
    Operator,
    /// `true` (body only).
    True,
    /// `false` (body only).
    False,
    /// 0 (body only).
    Zero,
    /// A line break after it (body only).
    LineBreakAfter,
    /// One letter in its full-width form, which compatibility folding makes equal (body only).
    FullWidth,
    /// One letter with an accent, which loose collations take for the same (body only).
    Accented,
    /// `%`, what a LIKE comparison takes for anything.
    Percent,
    /// The last character replaced by `_`, what a LIKE comparison takes for any character.
    Underscore,
    /// `*`, what a glob takes for anything.
    Star,
    /// `.*`, what a regular expression takes for anything.
    AnyPattern,
    /// A quote and a tautology, what string-built queries take for anything.
    Tautology,
    /// The second account's.
    SecondAccounts,
    /// The same member of another session of the same flow.
    OtherSessions,
    /// One character of the part after the last dot changed (a signature).
    SignatureChanged,
    /// Everything after the last dot taken off (an unsigned token).
    SignatureRemoved,
    /// A JSON Web Token with the algorithm `none` and no signature (RFC 7519, section 6).
    AlgorithmNone,
    /// Hyphens taken out of a UUID.
    HyphensRemoved,
    /// One character before it.
    Prepended,
    /// The case of the first letter flipped.
    FirstCaseFlipped,
    /// One character written as `%` and two hexadecimal digits.
    PercentEncoded,
    /// An empty element of HTML after it.
    MarkupAppended,
    /// A character that is not seen within it (body only).
    Invisible,
    /// One letter with its accent as a combining mark of its own (body only).
    Decomposed,
    /// An emoji after it (body only).
    EmojiAfter,
    /// A quote and a backslash after it.
    QuoteAfter,
    /// 60,000 characters (body only).
    Huge,
    /// 4,000 characters.
    Long,
    /// The word `null`.
    NullWord,
    /// `Bearer` before it.
    BearerBefore,
    /// A JSON Web Token whose signature ends in another character that base64 decodes to the same bytes (RFC 4648, 3.5).
    SameBits,
    /// A JSON Web Token with padding at its end (RFC 7515, 2, has none).
    Padded,
    /// Only what stands before the `@`.
    BeforeAt,
}

/// A body that is not what it should be.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum BodyFault {
    /// No content at all.
    Absent,
    /// Zero bytes with a content type.
    Empty,
    /// White space only.
    Blank,
    /// The valid body cut in the middle.
    Truncated,
    /// The valid body with text after it.
    TrailingGarbage,
    /// Not JSON.
    NotJson,
    /// This JSON value instead.
    Json(Value),
    /// The valid body in an array.
    Wrapped,
    /// A member with a byte that is not UTF-8.
    InvalidUtf8,
    /// The valid body in UTF-16.
    Utf16,
    /// A byte order mark before the valid body.
    Bom,
    /// This member twice: first with a wrong value, then with the right one.
    Duplicated(String),
    /// An additional member that nests arrays this deep.
    Deep(u32),
    /// An additional string member of this many bytes.
    Large(u32),
    /// A lone surrogate escape in this member.
    LoneSurrogate(String),
    /// The valid members as a form.
    Form,
    /// This text instead, which need not be JSON.
    Text(String),
}

/// Case of header names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HeaderCase {
    /// `content-type`
    Lower,
    /// `CONTENT-TYPE`
    Upper,
    /// `cOnTeNt-TyPe`
    Mixed,
}
