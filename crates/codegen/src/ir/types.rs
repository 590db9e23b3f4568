//! [`Type`]: the Rust type of a value.

/// Index into [`super::Package::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// A type with a name.
#[derive(Debug, Clone)]
pub struct Named {
    /// Rust name.
    pub name: String,
    /// The module it is defined in.
    pub home: Home,
}

/// Where a type is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Home {
    /// In a module of `schemas`, from which it is re-exported.
    Schema {
        /// Index into [`super::Api::schemas`].
        module: usize,
    },
    /// In the module of an operation.
    Operation {
        /// Index of the operation in the API.
        operation: usize,
    },
}

/// The Rust type of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// Any JSON value.
    Any,
    /// Only `null`.
    Null,
    /// No value at all.
    Never,
    /// `bool`.
    Boolean,
    /// An integer.
    Integer(Int),
    /// An integer within bounds that are part of the type.
    Bounded {
        /// Lower bound, `i64::MIN` for none.
        minimum: i64,
        /// Upper bound, `i64::MAX` for none.
        maximum: i64,
    },
    /// `f64`.
    Number,
    /// `String`.
    String,
    /// A string whose length is part of the type.
    Text {
        /// At least so many characters.
        minimum: u64,
        /// At most, `u64::MAX` for any.
        maximum: u64,
    },
    /// A string of a format with a type of its own.
    Format(Format),
    /// A type that the caller has configured for a vendor's format, as Rust source.
    Foreign(String),
    /// A type with a name.
    Named(TypeId),
    /// The type or null.
    Nullable(Box<Type>),
    /// A type for the values of one kind, another for all others: what a schema without `type` says.
    When {
        /// The kind.
        kind: JsonKind,
        /// Type of its values.
        then: Box<Type>,
        /// Type of all other values.
        otherwise: Box<Type>,
    },
    /// On the heap, because the type contains itself or is large.
    Boxed(Box<Type>),
    /// An array.
    List {
        /// Type of the items.
        item: Box<Type>,
        /// `minItems`.
        minimum: u64,
        /// `maxItems`, `u64::MAX` for any.
        maximum: u64,
        /// `uniqueItems`.
        unique: bool,
    },
    /// An object whose members are all of one type.
    Map {
        /// Type of the members.
        value: Box<Type>,
        /// `minProperties`.
        minimum: u64,
        /// `maxProperties`, `u64::MAX` for any.
        maximum: u64,
    },
}

impl Type {
    /// The type or null; the same where it takes null already.
    pub fn nullable(self) -> Self {
        match self {
            Self::Any | Self::Null | Self::Nullable(_) | Self::When { .. } => self,
            other => Self::Nullable(Box::new(other)),
        }
    }

    /// Every type that stands in this one, itself first.
    pub fn visit(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        match self {
            Self::Nullable(inner) | Self::Boxed(inner) | Self::List { item: inner, .. } | Self::Map { value: inner, .. } => {
                inner.visit(visit)
            }
            Self::When { then, otherwise, .. } => {
                then.visit(visit);
                otherwise.visit(visit);
            }
            _ => {}
        }
    }

    /// An array without limits.
    pub fn list(item: Self) -> Self {
        Self::List { item: Box::new(item), minimum: 0, maximum: u64::MAX, unique: false }
    }

    /// A map without limits.
    pub fn map(value: Self) -> Self {
        Self::Map { value: Box::new(value), minimum: 0, maximum: u64::MAX }
    }
}

/// The kinds of JSON value that keywords speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonKind {
    /// Strings.
    Text,
    /// Numbers.
    Number,
    /// Arrays.
    List,
    /// Objects.
    Object,
}

/// Rust's integer types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Int {
    /// `i8`
    I8,
    /// `i16`
    I16,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `i128`
    I128,
    /// `u8`
    U8,
    /// `u16`
    U16,
    /// `u32`
    U32,
    /// `u64`
    U64,
}

impl Int {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::I128 => "i128",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
        }
    }
}

/// Formats with a type of their own in the support module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `binary`
    Binary,
    /// `byte`
    Base64,
    /// `date`
    Date,
    /// `date-time`
    DateTime,
    /// `password`
    Password,
    /// `uuid`
    Uuid,
    /// `uri`
    Uri,
    /// `email`
    Email,
    /// `ipv4`
    Ipv4,
    /// `ipv6`
    Ipv6,
}

impl Format {
    /// The format with this name; `None` for one that is kept as a plain string.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "binary" => Self::Binary,
            "byte" => Self::Base64,
            "date" => Self::Date,
            "date-time" => Self::DateTime,
            "password" => Self::Password,
            "uuid" => Self::Uuid,
            "uri" | "url" => Self::Uri,
            "email" => Self::Email,
            "ipv4" => Self::Ipv4,
            "ipv6" => Self::Ipv6,
            _ => return None,
        })
    }

    /// Name of its type.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Binary => "Binary",
            Self::Base64 => "Base64",
            Self::Date => "Date",
            Self::DateTime => "DateTime",
            Self::Password => "Secret",
            Self::Uuid => "Uuid",
            Self::Uri => "Uri",
            Self::Email => "Email",
            Self::Ipv4 => "Ipv4",
            Self::Ipv6 => "Ipv6",
        }
    }
}
