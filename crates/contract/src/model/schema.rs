//! [`Schema`]: one Schema Object, in the words of JSON Schema 2020-12 whatever dialect the document was written in.

use super::{Example, Place};
use serde::Serialize;
use serde_json::{Number, Value};
use std::ops::{Deref, DerefMut};

/// Index into [`super::Api::schemas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SchemaId(pub u32);

/// A Schema Object. An empty one accepts everything.
///
/// OpenAPI 3.0 is lowered on reading: `nullable` adds [`Type::Null`] to `types` (or sets [`Schema::nullable`] where there is no `type`) and null to `enum`, boolean
/// `exclusiveMinimum` moves the bound.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Schema {
    /// Name under `components.schemas` (or the name given to a schema of another file); `None` for inline schemas.
    pub name: Option<String>,
    /// JSON pointer of the schema within its file, such as `/components/schemas/Pet/properties/id`.
    pub pointer: String,
    /// Where it stands.
    pub place: Place,
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `readOnly`: only in answers.
    pub read_only: bool,
    /// `writeOnly`: only in requests.
    pub write_only: bool,
    /// `$ref`, resolved. The other keywords stand beside it (always empty for 3.0, which ignores siblings).
    pub reference: Option<SchemaId>,
    /// `type`; empty = any type.
    pub types: TypeSet,
    /// OpenAPI 3.0 `nullable: true` without a `type`, or beside a composition: null is accepted whatever the other keywords say.
    pub nullable: bool,
    /// `enum`.
    pub enumeration: Option<Vec<Value>>,
    /// `format`, as written.
    pub format: Option<String>,
    /// `minimum`, inclusive.
    pub minimum: Option<Number>,
    /// `maximum`, inclusive.
    pub maximum: Option<Number>,
    /// `minLength` in Unicode code points.
    pub min_length: Option<u64>,
    /// `maxLength` in Unicode code points.
    pub max_length: Option<u64>,
    /// `pattern`, an ECMA-262 regular expression that compiles, not anchored.
    pub pattern: Option<String>,
    /// `items`.
    pub items: Option<SchemaId>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// `properties`, in order.
    pub properties: Vec<(String, SchemaId)>,
    /// `required`, in order, without repetition; names need not be in `properties`.
    pub required: Vec<String>,
    /// `additionalProperties`.
    pub additional_properties: AdditionalProperties,
    /// `allOf`.
    pub all_of: Vec<SchemaId>,
    /// `anyOf`.
    pub any_of: Vec<SchemaId>,
    /// `oneOf`.
    pub one_of: Vec<SchemaId>,
    /// `not`.
    pub not: Option<SchemaId>,
    /// A boolean schema: `Some(false)` accepts nothing, `Some(true)` everything.
    pub boolean: Option<bool>,
    /// What few schemas have: one field after the other, a large document would be mostly empty places.
    #[serde(flatten)]
    pub seldom: Seldom,
}

/// The keywords that few schemas have; a [`Schema`] gives them as its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Seldom(Option<Box<SeldomKeywords>>);

/// The same, written out.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SeldomKeywords {
    /// `default`.
    pub default: Option<Value>,
    /// `example`, `examples`.
    pub examples: Vec<Example>,
    /// `$dynamicRef` (3.1).
    pub dynamic_reference: Option<DynamicReference>,
    /// `$dynamicAnchor` (3.1).
    pub dynamic_anchor: Option<String>,
    /// The schema whose `$id` begins the resource that this one is part of (3.1); `None` where the file is that resource.
    pub resource: Option<SchemaId>,
    /// `const` (3.1).
    pub constant: Option<Value>,
    /// Exclusive lower bound.
    pub exclusive_minimum: Option<Number>,
    /// Exclusive upper bound.
    pub exclusive_maximum: Option<Number>,
    /// `multipleOf`, above 0.
    pub multiple_of: Option<Number>,
    /// `contentEncoding` (3.1).
    pub content_encoding: Option<String>,
    /// `contentMediaType` (3.1).
    pub content_media_type: Option<String>,
    /// `prefixItems` (3.1).
    pub prefix_items: Vec<SchemaId>,
    /// `contains` (3.1).
    pub contains: Option<SchemaId>,
    /// `minContains` (3.1).
    pub min_contains: Option<u64>,
    /// `maxContains` (3.1).
    pub max_contains: Option<u64>,
    /// `unevaluatedItems` (3.1).
    pub unevaluated_items: Option<SchemaId>,
    /// `patternProperties` (3.1).
    pub pattern_properties: Vec<(String, SchemaId)>,
    /// `propertyNames` (3.1).
    pub property_names: Option<SchemaId>,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
    /// `dependentRequired` (3.1).
    pub dependent_required: Vec<(String, Vec<String>)>,
    /// `dependentSchemas` (3.1).
    pub dependent_schemas: Vec<(String, SchemaId)>,
    /// `unevaluatedProperties` (3.1).
    pub unevaluated_properties: Option<SchemaId>,
    /// `if`, `then`, `else` (3.1).
    pub if_then_else: Option<(SchemaId, Option<SchemaId>, Option<SchemaId>)>,
    /// `discriminator`.
    pub discriminator: Option<Discriminator>,
    /// `x-clause`.
    pub clauses: Vec<String>,
    /// `x-refusal: true`: an answer of this shape is a refusal.
    pub refusal: bool,
    /// `x-refused`: violating this keyword in a request is refused, because this clause says so.
    pub refused: Vec<Refused>,
    /// `x-credential`: the clause that says only exactly the right string proves the identity.
    pub credential: Option<String>,
    /// `x-reading`: `<clause id>/<reading id>` that a value of this shape follows.
    pub reading: Option<String>,
    /// `x-distinct-for`.
    pub distinct_for: Option<DistinctFor>,
    /// `x-equals`.
    pub equals: Option<Equals>,
    /// `x-moment`.
    pub moment: Option<Moment>,
    /// All other `x-` members, as written.
    pub extensions: Vec<(String, Value)>,
}

const NONE: &SeldomKeywords = &SeldomKeywords {
    default: None,
    examples: Vec::new(),
    dynamic_reference: None,
    dynamic_anchor: None,
    resource: None,
    constant: None,
    exclusive_minimum: None,
    exclusive_maximum: None,
    multiple_of: None,
    content_encoding: None,
    content_media_type: None,
    prefix_items: Vec::new(),
    contains: None,
    min_contains: None,
    max_contains: None,
    unevaluated_items: None,
    pattern_properties: Vec::new(),
    property_names: None,
    min_properties: None,
    max_properties: None,
    dependent_required: Vec::new(),
    dependent_schemas: Vec::new(),
    unevaluated_properties: None,
    if_then_else: None,
    discriminator: None,
    clauses: Vec::new(),
    refusal: false,
    refused: Vec::new(),
    credential: None,
    reading: None,
    distinct_for: None,
    equals: None,
    moment: None,
    extensions: Vec::new(),
};

impl Deref for Schema {
    type Target = SeldomKeywords;

    fn deref(&self) -> &SeldomKeywords {
        self.seldom.0.as_deref().unwrap_or(NONE)
    }
}

impl DerefMut for Schema {
    fn deref_mut(&mut self) -> &mut SeldomKeywords {
        self.seldom.0.get_or_insert_default()
    }
}

impl Schema {
    /// Gives back the room for seldom keywords where none is set.
    pub(crate) fn fit(&mut self) {
        if self.seldom.0.as_deref() == Some(NONE) {
            self.seldom.0 = None;
        }
    }

    /// Every schema that this one names.
    pub fn children(&self) -> Vec<SchemaId> {
        let conditional = self.if_then_else.into_iter().flat_map(|(test, then, otherwise)| [Some(test), then, otherwise]);
        let mut ids: Vec<SchemaId> = self.reference.into_iter().chain(conditional.flatten()).collect();
        ids.extend(self.dynamic_reference.as_ref().map(|reference| reference.target));
        let single = [self.items, self.contains, self.unevaluated_items, self.property_names, self.unevaluated_properties, self.not];
        ids.extend(single.into_iter().flatten());
        ids.extend(self.properties.iter().chain(&self.pattern_properties).chain(&self.dependent_schemas).map(|(_, id)| *id));
        ids.extend(self.prefix_items.iter().chain(&self.all_of).chain(&self.any_of).chain(&self.one_of));
        if let AdditionalProperties::Schema(id) = self.additional_properties {
            ids.push(id);
        }
        ids
    }
}

/// A JSON Schema primitive type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// `null`.
    Null,
    /// `boolean`.
    Boolean,
    /// `integer`: a number without a fractional part, `1.0` included.
    Integer,
    /// `number`.
    Number,
    /// `string`.
    String,
    /// `array`.
    Array,
    /// `object`.
    Object,
}

/// A set of types, in canonical order; empty means any type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TypeSet(Vec<Type>);

impl TypeSet {
    /// A set of these types.
    pub fn of(types: impl IntoIterator<Item = Type>) -> Self {
        let mut set = Self::default();
        types.into_iter().for_each(|ty| set.insert(ty));
        set
    }

    /// Adds a type.
    pub fn insert(&mut self, ty: Type) {
        if let Err(at) = self.0.binary_search(&ty) {
            self.0.insert(at, ty);
        }
    }

    /// Takes a type out.
    pub fn remove(&mut self, ty: Type) {
        self.0.retain(|&own| own != ty);
    }

    /// Whether the set names this type. An empty set names none.
    pub fn contains(&self, ty: Type) -> bool {
        self.0.contains(&ty)
    }

    /// No `type` keyword: any type is right.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The types in canonical order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Type> + '_ {
        self.0.iter().copied()
    }

    /// The one type besides null, where there is exactly one.
    pub fn single(&self) -> Option<Type> {
        let mut rest = self.iter().filter(|&ty| ty != Type::Null);
        let first = rest.next();
        if rest.next().is_some() { None } else { first }
    }
}

/// `additionalProperties`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum AdditionalProperties {
    /// Not written: any member is right.
    #[default]
    Unstated,
    /// `true`, or an empty schema.
    Any,
    /// `false`.
    Forbidden,
    /// Of this schema.
    Schema(SchemaId),
}

/// A Discriminator Object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Discriminator {
    /// The member that tells.
    pub property: String,
    /// Value to schema: the explicit `mapping` first, then the implicit names of the branches it leaves out.
    pub mapping: Vec<(String, SchemaId)>,
}

/// `$dynamicRef` (JSON Schema 2020-12, Core, 8.2.3.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DynamicReference {
    /// Where it leads by itself.
    pub target: SchemaId,
    /// The anchor to look for in the resources that evaluation came through, outermost first; `None`: it is an ordinary reference.
    pub anchor: Option<String>,
}

/// An entry of `x-refused`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refused {
    /// The JSON Schema keyword whose violation is refused: `required`, `maxLength`, `enum`, …
    pub keyword: String,
    /// The clause that says so.
    pub clause: String,
}

/// `x-distinct-for`: answers to requests that differ in these members never carry the same value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DistinctFor {
    /// Members of the request body.
    pub members: Vec<String>,
    /// The clause that says so.
    pub clause: String,
}

/// `x-equals`: where present, the value equals what this expression gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Equals {
    /// An Arazzo runtime expression over the exchange, such as `$request.body#/emailId`.
    pub value: String,
    /// The clause that says so.
    pub clause: String,
}

/// `x-moment`: the number is a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// Counted since 1970-01-01T00:00:00Z in this unit.
    pub unit: MomentUnit,
    /// On which side of the answer's time it lies.
    pub is: MomentRelation,
}

/// Unit of a [`Moment`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MomentUnit {
    /// Milliseconds.
    Ms,
    /// Seconds.
    S,
}

/// Side of a [`Moment`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MomentRelation {
    /// After the answer was made.
    Future,
    /// Before it.
    Past,
}
