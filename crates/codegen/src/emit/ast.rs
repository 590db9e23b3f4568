//! Definitions as syntax trees, built piece by piece: to write tokens and have them parsed again would take half of all the time.

use super::path::{Argument, Written};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{
    AngleBracketedGenericArguments, AttrStyle, Attribute, Block, Expr, ExprCall, ExprLit, ExprPath, ExprStruct, Field, FieldValue, Fields,
    FieldsNamed, FieldsUnnamed, FnArg, GenericArgument, Generics, ImplItem, ImplItemFn, Item, ItemEnum, ItemImpl, ItemStruct, ItemType,
    Lit, LitInt, LitStr, Member, Meta, MetaList, MetaNameValue, Pat, PatIdent, PatType, Path, PathArguments, PathSegment, ReturnType,
    Safety, Signature, Stmt, Token, Type, TypePath, Variant, Visibility,
};

/// An identifier, raw ones included.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// Doc comments, one for each line.
pub(super) fn docs(lines: &[String]) -> Vec<Attribute> {
    lines.iter().map(|line| doc(line)).collect()
}

/// A line of a doc comment.
pub(super) fn doc(line: &str) -> Attribute {
    let text = if line.is_empty() { String::new() } else { format!(" {line}") };
    let value = Expr::Lit(ExprLit { attrs: Vec::new(), lit: Lit::Str(LitStr::new(&text, Span::call_site())) });
    attribute(Meta::NameValue(MetaNameValue { path: word("doc").into(), eq_token: Default::default(), value }))
}

/// `#[derive(…)]`
pub(super) fn derive(traits: TokenStream) -> Attribute {
    listed("derive", traits)
}

/// `#[allow(…)]`
pub(super) fn allow(lints: TokenStream) -> Attribute {
    listed("allow", lints)
}

fn listed(name: &str, tokens: TokenStream) -> Attribute {
    attribute(Meta::List(MetaList { path: word(name).into(), delimiter: syn::MacroDelimiter::Paren(Default::default()), tokens }))
}

fn attribute(meta: Meta) -> Attribute {
    Attribute { pound_token: Default::default(), style: AttrStyle::Outer, bracket_token: Default::default(), meta }
}

fn word(name: &str) -> PathSegment {
    PathSegment { ident: ident(name), arguments: PathArguments::None }
}

fn public() -> Visibility {
    Visibility::Public(Default::default())
}

/// A type.
pub(super) fn ty(written: &Written) -> Type {
    match written {
        // What the options bring along is known to be a type.
        Written::Source(source) => syn::parse_str(source).unwrap_or_else(|_| Type::Verbatim(TokenStream::new())),
        Written::Path(path, arguments) => Type::Path(TypePath { attrs: Vec::new(), qself: None, path: self::path(path, arguments) }),
    }
}

fn path(path: &str, arguments: &[Argument]) -> Path {
    let mut segments: Punctuated<PathSegment, Token![::]> = path.split("::").map(word).collect();
    if let (false, Some(last)) = (arguments.is_empty(), segments.last_mut()) {
        last.arguments = PathArguments::AngleBracketed(AngleBracketedGenericArguments {
            colon2_token: None,
            lt_token: Default::default(),
            args: arguments.iter().map(argument).collect(),
            gt_token: Default::default(),
        });
    }
    Path { leading_colon: None, segments }
}

fn argument(argument: &Argument) -> GenericArgument {
    match argument {
        Argument::Type(written) => GenericArgument::Type(ty(written)),
        Argument::Number(number) => {
            let lit = Lit::Int(LitInt::new(number, Span::call_site()));
            GenericArgument::Const(Expr::Lit(ExprLit { attrs: Vec::new(), lit }))
        }
    }
}

/// A public field; without a name, one of a tuple.
pub(super) fn field(attrs: Vec<Attribute>, name: Option<&str>, ty: Type) -> Field {
    let ident = name.map(ident);
    Field {
        attrs,
        vis: if ident.is_some() { public() } else { Visibility::Inherited },
        modifiers: Default::default(),
        colon_token: ident.is_some().then(Default::default),
        ident,
        ty,
        default: None,
    }
}

/// The field of a variant, which is as public as that.
pub(super) fn part(attrs: Vec<Attribute>, name: &str, ty: Type) -> Field {
    Field { vis: Visibility::Inherited, ..field(attrs, Some(name), ty) }
}

/// Fields by name.
pub(super) fn named(fields: Vec<Field>) -> Fields {
    Fields::Named(FieldsNamed { brace_token: Default::default(), named: trailing(fields) })
}

/// One field without a name.
pub(super) fn unnamed(ty: Type) -> Fields {
    Fields::Unnamed(FieldsUnnamed { paren_token: Default::default(), unnamed: [field(Vec::new(), None, ty)].into_iter().collect() })
}

fn trailing<T, P: Default>(parts: Vec<T>) -> Punctuated<T, P> {
    let mut all = Punctuated::new();
    for part in parts {
        all.push_value(part);
        all.push_punct(P::default());
    }
    all
}

/// A variant.
pub(super) fn variant(attrs: Vec<Attribute>, name: &str, fields: Fields) -> Variant {
    Variant { attrs, ident: ident(name), fields, discriminant: None }
}

/// `pub struct`
pub(super) fn structure(attrs: Vec<Attribute>, name: &str, fields: Fields) -> Item {
    let semi_token = matches!(fields, Fields::Unnamed(_)).then(Default::default);
    let generics = Generics::default();
    Item::Struct(ItemStruct { attrs, vis: public(), struct_token: Default::default(), ident: ident(name), generics, fields, semi_token })
}

/// `pub enum`
pub(super) fn enumeration(attrs: Vec<Attribute>, name: &str, variants: Vec<Variant>) -> Item {
    Item::Enum(ItemEnum {
        attrs,
        vis: public(),
        enum_token: Default::default(),
        ident: ident(name),
        generics: Generics::default(),
        brace_token: Default::default(),
        variants: trailing(variants),
    })
}

/// `pub type`
pub(super) fn alias(attrs: Vec<Attribute>, name: &str, ty: Type) -> Item {
    Item::Type(ItemType {
        attrs,
        vis: public(),
        modifiers: Default::default(),
        type_token: Default::default(),
        ident: ident(name),
        generics: Generics::default(),
        eq_token: Default::default(),
        ty: Box::new(ty),
        semi_token: Default::default(),
        where_clause_placement: syn::WhereClausePlacement::Late,
    })
}

/// `impl Name { … }`
pub(super) fn methods(name: &str, items: Vec<ImplItem>) -> Item {
    Item::Impl(ItemImpl {
        attrs: Vec::new(),
        modifiers: Default::default(),
        unsafety: None,
        impl_token: Default::default(),
        generics: Generics::default(),
        trait_: None,
        self_ty: Box::new(ty(&Written::path(name))),
        brace_token: Default::default(),
        items,
    })
}

/// `pub fn new(…) -> Self { Self { … } }`; a field without a value is given by the argument of its name.
pub(super) fn constructor(attrs: Vec<Attribute>, arguments: Vec<(&str, Type)>, fields: Vec<(&str, Option<Expr>)>) -> ImplItem {
    let argument = |(name, ty): (&str, Type)| {
        let pat = Pat::Ident(PatIdent { attrs: Vec::new(), by_ref: None, mutability: None, ident: ident(name), subpat: None });
        FnArg::Typed(PatType { attrs: Vec::new(), pat: Box::new(pat), colon_token: Default::default(), ty: Box::new(ty) })
    };
    let value = |(name, expr): (&str, Option<Expr>)| FieldValue {
        attrs: Vec::new(),
        member: Member::Named(ident(name)),
        colon_token: expr.is_some().then(Default::default),
        expr: expr.unwrap_or_else(|| Expr::Path(ExprPath { attrs: Vec::new(), qself: None, path: word(name).into() })),
    };
    let body = Expr::Struct(ExprStruct {
        attrs: Vec::new(),
        qself: None,
        path: word("Self").into(),
        brace_token: Default::default(),
        fields: trailing(fields.into_iter().map(value).collect()),
        dot2_token: None,
        rest: None,
    });
    let own = ty(&Written::path("Self"));
    ImplItem::Fn(ImplItemFn {
        attrs,
        vis: public(),
        modifiers: Default::default(),
        sig: Signature {
            constness: None,
            asyncness: None,
            safety: Safety::Default,
            abi: None,
            fn_token: Default::default(),
            ident: ident("new"),
            generics: Generics::default(),
            paren_token: Default::default(),
            inputs: arguments.into_iter().map(argument).collect(),
            variadic: None,
            output: ReturnType::Type(Default::default(), Box::new(own)),
        },
        block: Block { brace_token: Default::default(), stmts: vec![Stmt::Expr(body, None)] },
    })
}

/// A path as an expression.
pub(super) fn expression(path: &str) -> Expr {
    Expr::Path(ExprPath { attrs: Vec::new(), qself: None, path: self::path(path, &[]) })
}

/// A call without arguments.
pub(super) fn call(path: &str) -> Expr {
    Expr::Call(ExprCall { attrs: Vec::new(), func: Box::new(expression(path)), paren_token: Default::default(), args: Punctuated::new() })
}

/// The traits of values that are compared, cloned and shown.
pub(super) fn plain() -> Attribute {
    derive(quote!(Debug, Clone, PartialEq))
}
