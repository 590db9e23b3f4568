//! What will be emitted, as plain data: every name and every conflict is settled here, so that emission has nothing left to decide.

mod item;
mod message;
mod types;

pub use item::{Branch, Choice, Constants, Docs, Fallback, Item, Kind, Member, Newtype, Presence, Rest, Rule, Struct, Tag, Union, Variant};
pub use message::{Body, Codec, Headers, Media, Parameter, Part, Request, RequestBody, Response, ResponseVariant, Shape};
pub use types::{Format, Home, Int, JsonKind, Named, Type, TypeId};

/// All that is generated from one contract.
#[derive(Debug, Clone, Default)]
pub struct Package {
    /// One per API, sorted by name.
    pub apis: Vec<Api>,
    /// Every type with a name; [`TypeId`] indexes it.
    pub types: Vec<Named>,
}

/// What is generated from one API.
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// Module name.
    pub name: String,
    /// Name of the API.
    pub wire: String,
    /// Docs of the module.
    pub docs: Docs,
    /// One module per component schema, sorted by name.
    pub schemas: Vec<Module>,
    /// Operations by tag, sorted by name.
    pub groups: Vec<Group>,
    /// The types of the component schemas, sorted by name.
    pub components: Vec<Component>,
}

/// The types of a component schema.
#[derive(Debug, Clone)]
pub struct Component {
    /// Its name in the document.
    pub wire: String,
    /// Its type in answers, and where no operation mentions it.
    pub response: TypeId,
    /// Its type in requests; another one only where `readOnly` or `writeOnly` tell them apart.
    pub request: TypeId,
}

/// The operations of one tag.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// Module name; `None` where the operations have no tag.
    pub name: Option<String>,
    /// Docs of the module.
    pub docs: Docs,
    /// One module per operation, sorted by name.
    pub operations: Vec<Module>,
}

/// A module of the output: one component schema or one operation with what is nested in it.
#[derive(Debug, Clone, Default)]
pub struct Module {
    /// Module name.
    pub name: String,
    /// Docs of the module.
    pub docs: Docs,
    /// Its items, outermost first.
    pub items: Vec<Item>,
    /// The operation's id, method, path and its types.
    pub operation: Option<Operation>,
}

/// An entry of the table of operations.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `operationId`.
    pub id: String,
    /// HTTP method.
    pub method: &'static str,
    /// Path template.
    pub path: String,
    /// The request's type.
    pub request: TypeId,
    /// The response's type.
    pub response: TypeId,
}

impl Package {
    /// Every item, module by module.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.apis.iter().flat_map(|api| {
            let operations = api.groups.iter().flat_map(|group| &group.operations);
            api.schemas.iter().chain(operations).flat_map(|module| &module.items)
        })
    }
}
