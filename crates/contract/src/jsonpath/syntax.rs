//! A query as syntax, checked for types (RFC 9535, 2.4.3).

use serde_json::Value;

/// `.name`, `[…]` or, for all that lies below too, `..name`, `..[…]`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Segment {
    pub descends: bool,
    pub selectors: Vec<Selector>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Selector {
    Name(String),
    Wildcard,
    /// Counted from the end where negative.
    Index(i64),
    Slice {
        start: Option<i64>,
        end: Option<i64>,
        step: i64,
    },
    Filter(Logical),
}

/// An expression that is true or false.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Logical {
    Or(Vec<Logical>),
    And(Vec<Logical>),
    Not(Box<Logical>),
    /// A query that selects something, or a function of logical type that holds.
    Test(Operand),
    Compare(Operand, Comparison, Operand),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What is compared, tested, or given to a function.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    Literal(Value),
    Query(Query),
    Call(Call),
}

/// A query within a filter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Query {
    /// Begins with `@`, the value that is being filtered, not with `$`.
    pub relative: bool,
    pub segments: Vec<Segment>,
}

impl Query {
    /// Whether it selects one value at most, whatever it is asked of (RFC 9535, 2.3.5.1).
    pub fn is_singular(&self) -> bool {
        self.segments.iter().all(|segment| !segment.descends && matches!(segment.selectors[..], [Selector::Name(_) | Selector::Index(_)]))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub function: Function,
    pub arguments: Vec<Operand>,
}

/// The functions of RFC 9535, 2.4.4 to 2.4.8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Length,
    Count,
    Match,
    Search,
    Value,
}

/// What a function takes or gives (RFC 9535, 2.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One JSON value, or nothing.
    Value,
    /// True or false.
    Logical,
    /// Nodes.
    Nodes,
}

impl Function {
    const ALL: [(&str, Self); 5] =
        [("length", Self::Length), ("count", Self::Count), ("match", Self::Match), ("search", Self::Search), ("value", Self::Value)];

    /// The function of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
    }

    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }

    pub fn parameters(self) -> &'static [Kind] {
        match self {
            Self::Length => &[Kind::Value],
            Self::Count | Self::Value => &[Kind::Nodes],
            Self::Match | Self::Search => &[Kind::Value, Kind::Value],
        }
    }

    pub fn result(self) -> Kind {
        match self {
            Self::Length | Self::Count | Self::Value => Kind::Value,
            Self::Match | Self::Search => Kind::Logical,
        }
    }
}
