//! `typedEnum`: the values of an `enum` are of the `type` beside it.

use super::{Complaint, Function, Options, Read, Sight, Target, Unjudged};
use crate::version::Version;
use architect_document::{NodeId, Value, number};

#[derive(Debug)]
struct TypedEnum;

pub(super) fn read(options: &mut Options<'_, '_>) -> Read {
    options.known(&[])?;
    Ok(Box::new(TypedEnum))
}

impl Function for TypedEnum {
    fn judge(&self, sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged> {
        let Some(schema) = sight.object(target) else { return Ok(Vec::new()) };
        let child = |name: &str| sight.view.child(schema, name).map(|(_, raw)| sight.view.node(raw));
        let document = sight.view.document;
        let (Some(list), Some(type_)) = (child("enum"), child("type")) else { return Ok(Vec::new()) };
        let mut types: Vec<&str> = match document.value(type_) {
            Value::String(name) => vec![name],
            Value::List(names) => names.iter().filter_map(|name| document.string(*name)).collect(),
            _ => return Ok(Vec::new()),
        };
        let named = types.join(" or ");
        let flag = if sight.api.version == Some(Version::V3_0) { "nullable" } else { "x-nullable" };
        let may_be_null = matches!(sight.api.version, Some(Version::V3_0)) || flag == "x-nullable";
        if may_be_null && child(flag).and_then(|flag| document.boolean(flag)) == Some(true) {
            types.push("null");
        }
        let wrong = document.items(list).iter().enumerate().filter(|(_, item)| {
            let (kind, whole) = kind(sight, **item);
            !(types.contains(&kind) || (whole && types.contains(&"integer")))
        });
        let complaints = wrong.map(|(index, item)| {
            let shown = crate::ruleset::message::shown(document, *item);
            Complaint::whole(format!("the enum value {shown} is not of the type {named}"))
                .below(["enum".to_owned(), index.to_string()])
        });
        Ok(complaints.collect())
    }
}

/// What a value is called as a type, and whether it is a number without a fraction.
fn kind(sight: &Sight<'_, '_>, item: NodeId) -> (&'static str, bool) {
    match sight.view.document.value(item) {
        Value::String(_) => ("string", false),
        Value::Bool(_) => ("boolean", false),
        Value::Null | Value::Unread => ("null", false),
        Value::List(_) => ("array", false),
        Value::Map(_) => ("object", false),
        Value::Number(text) => {
            ("number", number(text).and_then(|number| number.as_f64()).is_some_and(|number| number.fract() == 0.0))
        }
    }
}
