//! The contract as plain data: no positions are resolved later, no file is read again, nothing depends on the OpenAPI version.
//!
//! Everything is serialisable and in the order of the documents. Schemas live in one arena per API and name each other by
//! [`SchemaId`], so recursion needs no care.

mod api;
mod clause;
mod found;
mod operation;
mod schema;
mod workflow;

pub use api::{Api, Contract, FileId, Place, SecurityKind, SecurityScheme, Server, SourceFile, Tag};
pub use clause::{Clause, Force, LineRange, Reading, Source};
pub use found::Found;
pub use operation::{
    Encoding, Example, ExampleValue, Header, Link, MediaType, Method, Operation, Parameter, ParameterLocation, RequestBody, Response,
    SecurityRequirement, StatusPattern, Style,
};
pub use schema::{
    AdditionalProperties, Discriminator, DistinctFor, DynamicReference, Equals, Moment, MomentRelation, MomentUnit, Refused, Schema,
    SchemaId, Type, TypeSet,
};
pub use workflow::{
    Action, ActionKind, Criterion, CriterionKind, Expect, GotoTarget, Input, Replacement, Step, StepBody, StepParameter, StepTarget,
    Workflow,
};
