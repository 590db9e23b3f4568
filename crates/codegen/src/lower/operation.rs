//! Operations: a request type, a response type, and what they hold.

use super::{Lowering, Side, Spot};
use crate::docs;
use crate::ir::{
    self, Docs, Group, Home, Item, Kind, Module, Parameter, Presence, Request, RequestBody, Response, ResponseVariant, Type, TypeId,
};
use crate::names::{Role, settle};
use specproof_contract::model::{self, Method, Operation, ParameterLocation, StatusPattern, Style};

impl Lowering<'_> {
    /// Lowers every operation, in the order of their ids; they are grouped by their first tag.
    pub(super) fn operations(&mut self) {
        if !self.options.operations {
            return;
        }
        let api = self.api;
        let mut operations: Vec<&Operation> = api.operations.iter().collect();
        operations.sort_by(|a, b| a.id.cmp(&b.id));
        let wires: Vec<&str> = operations.iter().map(|operation| operation.id.as_str()).collect();
        let type_names = settle(&wires, Role::Type, &[]);
        let module_names = settle(&wires, Role::Module, &[]);
        let mut reserved: Vec<(TypeId, TypeId)> = Vec::new();
        for (at, name) in type_names.iter().enumerate() {
            let home = Home::Operation { operation: at };
            let request = self.operation_scope.fresh(format!("{name}Request"));
            let response = self.operation_scope.fresh(format!("{name}Response"));
            reserved.push((self.reserve(request, home), self.reserve(response, home)));
        }
        let mut tags: Vec<&str> = operations.iter().filter_map(|operation| operation.tags.first()).map(String::as_str).collect();
        tags.sort_unstable();
        tags.dedup();
        let untagged = operations.iter().zip(&module_names).filter(|(operation, _)| operation.tags.is_empty());
        let tag_modules = settle(&tags, Role::Module, &untagged.map(|(_, name)| name.as_str()).collect::<Vec<_>>());
        let mut modules: Vec<(Option<usize>, Module)> = Vec::new();
        for (at, operation) in operations.iter().enumerate() {
            let (request, response) = reserved[at];
            self.operation(operation, at, &type_names[at], request, response);
            let entry = ir::Operation {
                id: operation.id.clone(),
                method: operation.method.as_str(),
                path: operation.path.clone(),
                request,
                response,
            };
            let docs = vec![format!("{} {}", operation.method.as_str(), docs::code(&operation.path))];
            let group = operation.tags.first().and_then(|tag| tags.binary_search(&tag.as_str()).ok());
            let mut name = module_names[at].clone();
            if group.is_some_and(|group| tag_modules[group] == name) {
                name = format!("{}_operation", name.trim_end_matches('_'));
                while module_names.contains(&name) {
                    name.push_str("_2");
                }
            }
            modules.push((group, Module { name, docs, items: Vec::new(), operation: Some(entry) }));
        }
        self.operation_items.resize_with(operations.len(), Vec::new);
        let items = std::mem::take(&mut self.operation_items);
        let mut groups: Vec<Group> = tags
            .iter()
            .zip(tag_modules)
            .map(|(tag, name)| {
                let described = api.tags.iter().find(|known| known.name == *tag).and_then(|tag| tag.description.as_deref());
                let says = described.map_or_else(|| vec![format!("Operations tagged {}.", docs::code(tag))], docs::inert);
                Group { name: Some(name), docs: says, operations: Vec::new() }
            })
            .collect();
        let mut untagged = Group::default();
        for ((tag, mut module), items) in modules.into_iter().zip(items) {
            module.items = items;
            tag.and_then(|tag| groups.get_mut(tag)).unwrap_or(&mut untagged).operations.push(module);
        }
        if !untagged.operations.is_empty() {
            groups.push(untagged);
        }
        self.groups = groups;
    }

    fn operation(&mut self, operation: &Operation, at: usize, name: &str, request: TypeId, response: TypeId) {
        let home = Home::Operation { operation: at };
        let spot = |hint: String, says: String, side| Spot { home, hint, slot: None, says, side };
        let described = docs::join([
            operation.summary.as_deref().map(docs::inert).unwrap_or_default(),
            operation.description.as_deref().map(docs::inert).unwrap_or_default(),
        ]);
        let line = format!("{} {}", operation.method.as_str(), docs::code(&operation.path));
        let request_docs = docs::join([vec![line.clone()], described, docs::clauses(self.api, &operation.clauses)]);
        let at_request = spot(format!("{name}Request"), format!("A request of {line}."), Side::Request);
        let parameters = self.parameters(&operation.parameters, &at_request);
        let body = operation.request_body.as_ref().and_then(|body| self.request_body(body, &at_request));
        let kind = Kind::Request(Request { method: operation.method.as_str(), path: operation.path.clone(), parameters, body });
        self.push_at(at, Item { id: request, docs: request_docs, deprecated: operation.deprecated, kind });

        let at_response = spot(name.to_owned(), format!("An answer to {line}."), Side::Response);
        let variants = self.responses(operation, &at_response);
        let docs = vec![format!("What answers {line}.")];
        self.push_at(at, Item { id: response, docs, deprecated: operation.deprecated, kind: Kind::Response(Response { variants }) });
    }

    fn push_at(&mut self, at: usize, item: Item) {
        if self.operation_items.len() <= at {
            self.operation_items.resize_with(at + 1, Vec::new);
        }
        self.operation_items[at].push(item);
    }

    fn parameters(&mut self, parameters: &[model::Parameter], spot: &Spot) -> Vec<Parameter> {
        // The location keeps two parameters of one name apart, whatever their order.
        let keys: Vec<String> = parameters.iter().map(|parameter| format!("{}\u{0}{}", parameter.name, parameter.location as u8)).collect();
        let wires: Vec<&str> = parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let mut order: Vec<usize> = (0..parameters.len()).collect();
        order.sort_by(|&a, &b| keys[a].cmp(&keys[b]));
        let sorted: Vec<&str> = order.iter().map(|&at| wires[at]).collect();
        let settled = settle(&sorted, Role::Field, &["body"]);
        let mut lowered: Vec<Option<Parameter>> = parameters.iter().map(|_| None).collect();
        for (&at, name) in order.iter().zip(settled) {
            let parameter = &parameters[at];
            lowered[at] = Some(self.parameter(parameter, name, spot));
        }
        lowered.into_iter().flatten().collect()
    }

    fn parameter(&mut self, parameter: &model::Parameter, name: String, spot: &Spot) -> Parameter {
        let schema = parameter.schema.or_else(|| parameter.content.as_ref().and_then(|media| media.schema));
        let inner = spot.inner(&parameter.name, format!("The parameter {} of {}.", docs::code(&parameter.name), docs::code(&spot.hint)));
        let ty = schema.map_or(Type::Any, |schema| self.of(&[schema], &inner));
        // A null cannot be written: it is as good as absent.
        let ty = if let Type::Nullable(inner) = ty { *inner } else { ty };
        let json = parameter.content.as_ref().is_some_and(|media| super::message::is_json(&media.name));
        let shape = if json { ir::Shape::Json } else { schema.map_or(ir::Shape::Text, |schema| self.shape(&[schema], 0)) };
        let required = parameter.required || parameter.location == ParameterLocation::Path;
        let described = parameter.description.as_deref().map(docs::inert).unwrap_or_default();
        Parameter {
            name,
            wire: parameter.name.clone(),
            docs: docs::join([described, docs::clauses(self.api, &parameter.clauses)]),
            deprecated: parameter.deprecated,
            location: parameter.location,
            presence: if required { Presence::Required } else { Presence::Optional },
            ty,
            style: parameter.style,
            explode: parameter.explode,
            reserved: parameter.allow_reserved,
            shape,
        }
    }

    fn request_body(&mut self, body: &model::RequestBody, spot: &Spot) -> Option<RequestBody> {
        let inner = Spot { hint: format!("{}Body", spot.hint), says: format!("The body of {}.", docs::code(&spot.hint)), ..spot.clone() };
        let (ty, media) = self.content_type(&body.content, &inner)?;
        let described = body.description.as_deref().map(docs::inert).unwrap_or_default();
        let docs = docs::join([described, docs::clauses(self.api, &body.clauses)]);
        let presence = if body.required { Presence::Required } else { Presence::Optional };
        Some(RequestBody { name: "body".into(), docs, presence, ty, media })
    }

    fn responses(&mut self, operation: &Operation, spot: &Spot) -> Vec<ResponseVariant> {
        let mut variants = Vec::new();
        for response in &operation.responses {
            let name = variant_name(response.status);
            let inner = Spot { hint: format!("{}{name}", spot.hint), ..spot.clone() };
            let headers = self.headers(&response.headers, &inner);
            let bodiless = operation.method == Method::Head || matches!(response.status, StatusPattern::Exact(100..=199 | 204 | 304));
            let at_body = Spot {
                hint: format!("{}Body", inner.hint),
                says: format!("The body of {} of {}.", docs::code(&response.status.to_string()), docs::code(&spot.hint)),
                ..inner.clone()
            };
            let body = if bodiless { None } else { self.content_type(&response.content, &at_body) };
            variants.push(ResponseVariant {
                name,
                status: response.status.to_string(),
                docs: self.response_docs(response),
                holds_status: !matches!(response.status, StatusPattern::Exact(_)),
                headers,
                body,
            });
        }
        if variants.is_empty() {
            let docs = vec!["No answer is documented: any is taken.".to_owned()];
            let (name, status) = ("Undocumented".to_owned(), "default".to_owned());
            variants.push(ResponseVariant { name, status, docs, holds_status: true, headers: None, body: None });
        }
        variants
    }

    fn response_docs(&self, response: &model::Response) -> Docs {
        let reading = response.reading.as_deref().map(|reading| vec![format!("Reading {}.", docs::code(reading))]);
        docs::join([
            docs::inert(&format!("{}: {}", response.status, response.description)),
            reading.unwrap_or_default(),
            docs::clauses(self.api, &response.clauses),
        ])
    }

    fn headers(&mut self, headers: &[model::Header], spot: &Spot) -> Option<Type> {
        // OpenAPI 3.0, 4.7.17: a header named Content-Type is ignored.
        let headers: Vec<model::Parameter> =
            headers.iter().filter(|header| !header.name.eq_ignore_ascii_case("content-type")).map(as_parameter).collect();
        if headers.is_empty() {
            return None;
        }
        let says = format!("Header fields of {}.", docs::code(&spot.hint));
        let inner = Spot { hint: format!("{}Headers", spot.hint), says, ..spot.clone() };
        let fields = self.parameters(&headers, &inner);
        let id = self.claim(&inner);
        self.push(&inner, id, vec![inner.says.clone()], false, Kind::Headers(ir::Headers { fields }));
        Some(Type::Named(id))
    }
}

fn as_parameter(header: &model::Header) -> model::Parameter {
    model::Parameter {
        name: header.name.clone(),
        location: ParameterLocation::Header,
        required: header.required,
        style: Style::Simple,
        explode: header.explode,
        allow_reserved: false,
        allow_empty_value: false,
        schema: header.schema,
        content: header.content.clone(),
        examples: Vec::new(),
        description: header.description.clone(),
        deprecated: header.deprecated,
        clauses: header.clauses.clone(),
        refused: Vec::new(),
        credential: None,
        place: header.place,
    }
}

/// The reason phrases of RFC 9110, section 15, and its registry.
fn variant_name(status: StatusPattern) -> String {
    let name = match status {
        StatusPattern::Default => "Default",
        StatusPattern::Range(1) => "Informational",
        StatusPattern::Range(2) => "Success",
        StatusPattern::Range(3) => "Redirection",
        StatusPattern::Range(4) => "ClientError",
        StatusPattern::Range(5) => "ServerError",
        StatusPattern::Range(class) => return format!("Status{class}xx"),
        StatusPattern::Exact(status) => match status {
            100 => "Continue",
            101 => "SwitchingProtocols",
            102 => "Processing",
            103 => "EarlyHints",
            200 => "Ok",
            201 => "Created",
            202 => "Accepted",
            203 => "NonAuthoritativeInformation",
            204 => "NoContent",
            205 => "ResetContent",
            206 => "PartialContent",
            207 => "MultiStatus",
            208 => "AlreadyReported",
            300 => "MultipleChoices",
            301 => "MovedPermanently",
            302 => "Found",
            303 => "SeeOther",
            304 => "NotModified",
            307 => "TemporaryRedirect",
            308 => "PermanentRedirect",
            400 => "BadRequest",
            401 => "Unauthorized",
            402 => "PaymentRequired",
            403 => "Forbidden",
            404 => "NotFound",
            405 => "MethodNotAllowed",
            406 => "NotAcceptable",
            407 => "ProxyAuthenticationRequired",
            408 => "RequestTimeout",
            409 => "Conflict",
            410 => "Gone",
            411 => "LengthRequired",
            412 => "PreconditionFailed",
            413 => "ContentTooLarge",
            414 => "UriTooLong",
            415 => "UnsupportedMediaType",
            416 => "RangeNotSatisfiable",
            417 => "ExpectationFailed",
            421 => "MisdirectedRequest",
            422 => "UnprocessableContent",
            423 => "Locked",
            424 => "FailedDependency",
            425 => "TooEarly",
            426 => "UpgradeRequired",
            428 => "PreconditionRequired",
            429 => "TooManyRequests",
            431 => "RequestHeaderFieldsTooLarge",
            451 => "UnavailableForLegalReasons",
            500 => "InternalServerError",
            501 => "NotImplemented",
            502 => "BadGateway",
            503 => "ServiceUnavailable",
            504 => "GatewayTimeout",
            505 => "HttpVersionNotSupported",
            506 => "VariantAlsoNegotiates",
            507 => "InsufficientStorage",
            508 => "LoopDetected",
            511 => "NetworkAuthenticationRequired",
            other => return format!("Status{other}"),
        },
    };
    name.to_owned()
}
