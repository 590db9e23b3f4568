//! Newtypes: a type that cannot hold a value that its rules forbid.

use super::ast;
use super::code::{Code, attributes, literal};
use super::path::Scene;
use crate::ir::{Item, Newtype, Rule, Type};
use quote::quote;

pub(super) fn emit(scene: &Scene<'_>, item: &Item, newtype: &Newtype) -> Code {
    let name = scene.name(item.id);
    let inner = scene.ty(&newtype.inner);
    let traits = match newtype.inner {
        Type::Integer(_) | Type::Bounded { .. } => quote!(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash),
        Type::String | Type::Text { .. } => quote!(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash),
        Type::Number => quote!(Debug, Clone, Copy, PartialEq, PartialOrd),
        _ => quote!(Debug, Clone, PartialEq),
    };
    let attributes = attributes(item, Some(ast::derive(traits)));
    let definition = ast::structure(attributes, name, ast::unnamed(scene.tree(&newtype.inner)));
    let mut table = format!("support::checked! {{\n    {name}({inner}) [\n");
    for rule in &newtype.rules {
        table.push_str(&format!("        support::Rule::{},\n", rule_text(scene, rule)));
    }
    table.push_str("    ]\n}\n");
    Code { definition, methods: None, table }
}

/// A call of the function that checks an applicator.
fn applicator(rule: &Rule, decodes: &dyn Fn(&Type) -> String) -> String {
    let texts = |texts: &[String]| format!("&[{}]", texts.iter().map(|text| literal(text)).collect::<Vec<_>>().join(", "));
    let pattern = |pattern: &str| format!("support::pattern!({})", literal(pattern));
    match rule {
        Rule::Contains(ty, least, most) => {
            let most = if *most == u64::MAX { "u64::MAX".to_owned() } else { most.to_string() };
            format!("contains(value, {}, {least}, {most})", decodes(ty))
        }
        Rule::PrefixItems(prefix, rest) => {
            let prefix: Vec<String> = prefix.iter().map(decodes).collect();
            let rest = rest.as_ref().map_or("None".to_owned(), |rest| format!("Some({})", decodes(rest)));
            format!("prefix_items(value, &[{}], {rest})", prefix.join(", "))
        }
        Rule::PatternProperties(patterns) => {
            let rows: Vec<String> = patterns.iter().map(|(own, ty)| format!("({}, {})", pattern(own), decodes(ty))).collect();
            format!("pattern_properties(value, &[{}])", rows.join(", "))
        }
        Rule::AdditionalProperties(names, patterns, ty) => {
            let patterns: Vec<String> = patterns.iter().map(|own| pattern(own)).collect();
            format!("additional_properties(value, {}, &[{}], {})", texts(names), patterns.join(", "), decodes(ty))
        }
        Rule::PropertyNames(ty) => format!("property_names(value, {})", decodes(ty)),
        Rule::DependentRequired(trigger, names) => format!("dependent_required(value, {}, {})", literal(trigger), texts(names)),
        Rule::DependentSchema(trigger, ty) => format!("dependent_schema(value, {}, {})", literal(trigger), decodes(ty)),
        Rule::If(test, then, otherwise) => {
            format!("conditional(value, {}, {}, {})", decodes(test), decodes(then), decodes(otherwise))
        }
        _ => String::new(),
    }
}

fn rule_text(scene: &Scene<'_>, rule: &Rule) -> String {
    let decodes = |ty: &Type| format!("|value| <{} as support::Json>::decode(value).map(drop)", scene.ty(ty));
    let sets = |sets: &[Vec<String>]| {
        let sets = sets.iter().map(|set| format!("&[{}]", set.iter().map(|name| literal(name)).collect::<Vec<_>>().join(", ")));
        format!("&[{}]", sets.collect::<Vec<_>>().join(", "))
    };
    match rule {
        Rule::MinLength(limit) => format!("MinLength({limit})"),
        Rule::MaxLength(limit) => format!("MaxLength({limit})"),
        Rule::Pattern(pattern) => format!("Pattern(support::pattern!({}))", literal(pattern)),
        Rule::Minimum(bound) => format!("Minimum({})", literal(bound)),
        Rule::Maximum(bound) => format!("Maximum({})", literal(bound)),
        Rule::ExclusiveMinimum(bound) => format!("ExclusiveMinimum({})", literal(bound)),
        Rule::ExclusiveMaximum(bound) => format!("ExclusiveMaximum({})", literal(bound)),
        Rule::MultipleOf(divisor) => format!("MultipleOf({})", literal(divisor)),
        Rule::MinItems(limit) => format!("MinItems({limit})"),
        Rule::MaxItems(limit) => format!("MaxItems({limit})"),
        Rule::UniqueItems => "UniqueItems".into(),
        Rule::MinProperties(limit) => format!("MinProperties({limit})"),
        Rule::MaxProperties(limit) => format!("MaxProperties({limit})"),
        Rule::RequiredAny(own) => format!("RequiredAny({})", sets(own)),
        Rule::RequiredOne(own) => format!("RequiredOne({})", sets(own)),
        Rule::Not(ty) => format!("Not({})", decodes(ty)),
        Rule::Also(ty) => format!("Also({})", decodes(ty)),
        rule => format!("Also(|value| support::{})", applicator(rule, &decodes)),
    }
}
