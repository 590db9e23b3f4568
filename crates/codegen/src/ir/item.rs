//! [`Item`]: a type definition.

use super::{Body, Headers, Int, Request, Response, Type, TypeId};
use serde_json::Value;

/// Lines of a doc comment, each inert by itself and together.
pub type Docs = Vec<String>;

/// A type definition.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its entry in [`super::Package::types`].
    pub id: TypeId,
    /// Docs.
    pub docs: Docs,
    /// `deprecated`.
    pub deprecated: bool,
    /// What it is.
    pub kind: Kind,
}

/// The kinds of item; each is emitted by a module of the same name.
#[derive(Debug, Clone)]
pub enum Kind {
    /// An object with named members.
    Struct(Struct),
    /// An enumeration of constants.
    Enum(Constants),
    /// `oneOf`, `anyOf`, or several types.
    Union(Union),
    /// A type within rules.
    Newtype(Newtype),
    /// Another name.
    Alias(Type),
    /// A request.
    Request(Request),
    /// A response.
    Response(Response),
    /// A body of several media types.
    Body(Body),
    /// Header fields of a response.
    Headers(Headers),
}

/// An object with named members.
#[derive(Debug, Clone)]
pub struct Struct {
    /// Members in the document's order.
    pub members: Vec<Member>,
    /// All other members.
    pub rest: Rest,
    /// Members that only go the other way, by their names on the wire, with the keyword that says so.
    pub without: Option<(&'static str, Vec<String>)>,
}

/// A member of an object.
#[derive(Debug, Clone)]
pub struct Member {
    /// Field name.
    pub name: String,
    /// Name on the wire.
    pub wire: String,
    /// Docs.
    pub docs: Docs,
    /// `deprecated`.
    pub deprecated: bool,
    /// Type of the value, null and absence left out.
    pub ty: Type,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// `default`, where it is a value of the type that a literal can write.
    pub default: Option<Fallback>,
}

/// What an absent member stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Fallback {
    /// As the document says; none of these is left once names are settled.
    Declared(Value),
    /// A boolean.
    Boolean(bool),
    /// An integer of this type.
    Number(Int, String),
    /// An integer within the bounds of the type.
    Bounded(i64),
    /// A number.
    Float(String),
    /// A string.
    Text(String),
    /// A variant of an enum of strings.
    Variant {
        /// The enum.
        id: TypeId,
        /// The variant.
        name: String,
        /// Whether the enum keeps undocumented values.
        open: bool,
    },
}

/// Whether a member may be absent or null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Neither.
    Required,
    /// Absent, not null.
    Optional,
    /// Null, not absent.
    Nullable,
    /// Either, and they are kept apart.
    Field,
}

/// Members that are not named.
#[derive(Debug, Clone)]
pub enum Rest {
    /// There are none.
    Closed,
    /// Of this type, kept in the field of this name.
    Kept(String, Type),
}

/// An enumeration.
#[derive(Debug, Clone)]
pub struct Constants {
    /// Its values.
    pub variants: Vec<Variant>,
    /// All values are strings.
    pub strings: bool,
    /// The variant that keeps undocumented values.
    pub open: Option<String>,
}

/// A value of an enumeration.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Variant name.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// A union.
#[derive(Debug, Clone)]
pub struct Union {
    /// Exactly one or at least one branch must take a value.
    pub choice: Choice,
    /// The branches in the document's order.
    pub branches: Vec<Branch>,
    /// `discriminator`.
    pub tag: Option<Tag>,
}

/// A branch of a union.
#[derive(Debug, Clone)]
pub struct Branch {
    /// Variant name.
    pub name: String,
    /// Docs.
    pub docs: Docs,
    /// Type of the value.
    pub ty: Type,
}

/// How many branches of a union must take a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// `oneOf`
    One,
    /// `anyOf`
    Any,
}

/// A discriminator.
#[derive(Debug, Clone)]
pub struct Tag {
    /// The member that tells.
    pub property: String,
    /// Value to variant name.
    pub mapping: Vec<(String, String)>,
}

/// A type within rules.
#[derive(Debug, Clone)]
pub struct Newtype {
    /// What is within.
    pub inner: Type,
    /// What it must keep to.
    pub rules: Vec<Rule>,
}

/// A rule that is checked on the JSON form. Numbers are JSON numbers as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// `minLength`
    MinLength(u64),
    /// `maxLength`
    MaxLength(u64),
    /// `pattern`
    Pattern(String),
    /// `minimum`
    Minimum(String),
    /// `maximum`
    Maximum(String),
    /// Exclusive `minimum`
    ExclusiveMinimum(String),
    /// Exclusive `maximum`
    ExclusiveMaximum(String),
    /// `multipleOf`
    MultipleOf(String),
    /// `minItems`
    MinItems(u64),
    /// `maxItems`
    MaxItems(u64),
    /// `uniqueItems`
    UniqueItems,
    /// `minProperties`
    MinProperties(u64),
    /// `maxProperties`
    MaxProperties(u64),
    /// `anyOf` whose branches only require members
    RequiredAny(Vec<Vec<String>>),
    /// `oneOf` whose branches only require members
    RequiredOne(Vec<Vec<String>>),
    /// `not`
    Not(Type),
    /// Another schema that must take the value as well
    Also(Type),
    /// `contains`, with how many such items at least and at most
    Contains(Type, u64, u64),
    /// `prefixItems`, and what the items after them are
    PrefixItems(Vec<Type>, Option<Type>),
    /// `patternProperties`
    PatternProperties(Vec<(String, Type)>),
    /// `additionalProperties` beside `patternProperties`: names and patterns that it leaves alone, and what the other members are
    AdditionalProperties(Vec<String>, Vec<String>, Type),
    /// `propertyNames`
    PropertyNames(Type),
    /// `dependentRequired`: the member that asks, and what it asks for
    DependentRequired(String, Vec<String>),
    /// `dependentSchemas`
    DependentSchema(String, Type),
    /// `if`, `then`, `else`
    If(Type, Type, Type),
}

impl Rule {
    /// The types that the rule checks a value against.
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Self::Not(ty)
            | Self::Also(ty)
            | Self::Contains(ty, ..)
            | Self::PropertyNames(ty)
            | Self::AdditionalProperties(_, _, ty)
            | Self::DependentSchema(_, ty) => vec![ty],
            Self::PrefixItems(prefix, rest) => prefix.iter().chain(rest).collect(),
            Self::PatternProperties(patterns) => patterns.iter().map(|(_, ty)| ty).collect(),
            Self::If(test, then, otherwise) => vec![test, then, otherwise],
            _ => Vec::new(),
        }
    }

    /// Whether the rule matches text against a pattern.
    pub fn has_pattern(&self) -> bool {
        matches!(self, Self::Pattern(_) | Self::PatternProperties(_) | Self::AdditionalProperties(..))
    }

    /// Whether the rule is one of those that the lowering makes of 2020-12's applicators.
    pub fn is_applicator(&self) -> bool {
        matches!(
            self,
            Self::Contains(..)
                | Self::PrefixItems(..)
                | Self::PatternProperties(_)
                | Self::AdditionalProperties(..)
                | Self::PropertyNames(_)
                | Self::DependentRequired(..)
                | Self::DependentSchema(..)
                | Self::If(..)
        )
    }
}

impl Item {
    /// The types of all that a value of the item holds.
    pub fn holds(&self, visit: &mut dyn FnMut(&Type)) {
        match &self.kind {
            Kind::Struct(object) => {
                object.members.iter().for_each(|member| visit(&member.ty));
                if let Rest::Kept(_, ty) = &object.rest {
                    visit(&Type::map(ty.clone()));
                }
            }
            Kind::Enum(_) => {}
            Kind::Union(union) => union.branches.iter().for_each(|branch| visit(&branch.ty)),
            Kind::Newtype(newtype) => visit(&newtype.inner),
            Kind::Alias(ty) => visit(ty),
            Kind::Request(request) => {
                request.parameters.iter().for_each(|parameter| visit(&parameter.ty));
                request.body.iter().for_each(|body| visit(&body.ty));
            }
            Kind::Response(response) => {
                for variant in &response.variants {
                    variant.headers.iter().for_each(&mut *visit);
                    variant.body.iter().for_each(|(ty, _)| visit(ty));
                }
            }
            Kind::Body(body) => body.variants.iter().for_each(|(_, ty, _)| visit(ty)),
            Kind::Headers(headers) => headers.fields.iter().for_each(|field| visit(&field.ty)),
        }
    }
}
