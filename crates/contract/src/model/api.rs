//! [`Contract`] and [`Api`]: the roots of the model.

use super::{Clause, Found, Operation, Schema, SchemaId, Workflow};
use serde::Serialize;
use serde_json::Value;

/// All that was loaded: one [`Api`] per folder of specs, or the one document that was brought along.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Contract {
    /// Every file that was read, in the order of reading; [`FileId`] indexes it.
    pub files: Vec<SourceFile>,
    /// The APIs, sorted by name.
    pub apis: Vec<Api>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceFile {
    /// Path as given by the caller, or joined to the referring file's folder.
    pub path: String,
    /// 16 hexadecimal digits over every key and value in it, annotations too: another number, another text.
    pub digest: String,
}

/// Index into [`Contract::files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct FileId(pub u32);

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One API: its register of clauses, its OpenAPI document and its Arazzo flows.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Api {
    /// Folder name, or the name given on the command line; the first part of every clause id.
    pub name: String,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`.
    pub description: Option<String>,
    /// File name of the source document that the clauses cite; `None` for a document without a register.
    pub document: Option<String>,
    /// The register, in its own order, followed by the protocol clauses that hold for every API.
    pub clauses: Vec<Clause>,
    /// `servers`, in order.
    pub servers: Vec<Server>,
    /// `tags` with their descriptions, then tags that only operations name, in order of first use.
    pub tags: Vec<Tag>,
    /// Operations in the order of the document.
    pub operations: Vec<Operation>,
    /// Every Schema Object of the document, each once; [`SchemaId`] indexes it.
    pub schemas: Vec<Schema>,
    /// `components.schemas` by name, in order, then the schemas of referenced files that had to be named.
    pub components: Vec<(String, SchemaId)>,
    /// `components.securitySchemes`, in order.
    pub security_schemes: Vec<SecurityScheme>,
    /// Arazzo workflows in order.
    pub workflows: Vec<Workflow>,
    /// Where the OpenAPI document begins.
    pub place: Place,
    /// What was found out about it, once.
    #[serde(skip)]
    pub found: Found,
}

impl Api {
    /// The schema behind an id, references not followed; `None` for an id of another API's arena that is out of range here.
    pub fn schema(&self, id: SchemaId) -> Option<&Schema> {
        self.schemas.get(id.0 as usize)
    }

    /// The clause with this id.
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id == id)
    }

    /// The operation with this id.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        // Operations may have been taken out since they were counted.
        let likely = self.found.operation(self, id).and_then(|at| self.operations.get(at)).filter(|operation| operation.id == id);
        likely.or_else(|| self.operations.iter().find(|operation| operation.id == id))
    }

    /// The workflows whose last step calls the operation with this id, in order.
    pub fn flows_to(&self, id: &str) -> impl Iterator<Item = &Workflow> {
        self.found.flows(self, id).iter().filter_map(|at| self.workflows.get(*at))
    }
}

/// A Server Object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Server {
    /// The URL with every variable replaced by its default.
    pub url: String,
    /// `description`.
    pub description: Option<String>,
}

/// A Tag Object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tag {
    /// As written.
    pub name: String,
    /// `description`.
    pub description: Option<String>,
}

/// A Security Scheme Object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SecurityScheme {
    /// Its key under `components.securitySchemes`.
    pub name: String,
    /// What it asks for.
    pub kind: SecurityKind,
    /// `description`.
    pub description: Option<String>,
    /// `x-clause`.
    pub clauses: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// The kinds of security scheme.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum SecurityKind {
    /// `apiKey` in a header, query parameter or cookie.
    ApiKey {
        /// `header`, `query` or `cookie`.
        location: super::ParameterLocation,
        /// The header's, parameter's or cookie's name.
        parameter: String,
    },
    /// `http` with an authorization scheme: `basic`, `bearer`, … (lower case).
    Http {
        /// RFC 9110 section 11.1 scheme name, in lower case.
        scheme: String,
    },
    /// `oauth2`; the flows are kept as written.
    OAuth2 {
        /// The OAuth Flows Object.
        flows: Value,
    },
    /// `openIdConnect`.
    OpenIdConnect {
        /// The discovery URL.
        url: String,
    },
    /// `mutualTLS` (OpenAPI 3.1).
    MutualTls,
}
