//! Schemas: the types they allow, the schemas in them, and the parts that hold together.

use std::ops::BitAnd;

use architect_core::Span;

use super::Api;
use crate::structure::reference::Target;
use crate::structure::shape::Kind;
use crate::version::Version;
use architect_document::{NodeId, NodeSet, Value, number};

/// A set of JSON types. Whole numbers and other numbers are apart, so that sets can be compared exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Types(u8);

impl Types {
    /// No type at all.
    pub const NONE: Self = Self(0);
    /// `null`.
    pub const NULL: Self = Self(1);
    /// `true` and `false`.
    pub const BOOLEAN: Self = Self(2);
    /// Whole numbers.
    pub const INTEGER: Self = Self(4);
    /// Numbers that are not whole.
    pub const FRACTION: Self = Self(8);
    /// All numbers.
    pub const NUMBER: Self = Self(4 | 8);
    /// Strings.
    pub const STRING: Self = Self(16);
    /// Lists.
    pub const ARRAY: Self = Self(32);
    /// Objects.
    pub const OBJECT: Self = Self(64);
    /// Any value.
    pub const ANY: Self = Self(127);

    /// The set that a word of `type` stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    /// The types that a value has.
    pub fn of_value(value: Value<'_>) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(text) => {
                let whole = number(text).and_then(|number| number.as_f64()).is_some_and(|value| value.fract() == 0.0);
                if whole { Self::INTEGER } else { Self::FRACTION }
            }
            Value::String(_) => Self::STRING,
            Value::List(_) => Self::ARRAY,
            Value::Map(_) => Self::OBJECT,
            Value::Unread => Self::ANY,
        }
    }

    /// With another set.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Without another set.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether no value is of these types.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether some value is of both.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether every value of the other set is of this one.
    pub const fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitAnd for Types {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// What is known of the types that a node names as a schema.
#[derive(Debug, Clone, Copy)]
pub(super) enum Known {
    /// It is no schema, as far as the structure tells.
    Unasked,
    /// None, or one that is not known.
    None,
    /// These.
    Some(Types),
}

/// Schemas that all hold for the same value.
#[derive(Debug)]
pub struct Parts {
    /// The schemas, the outermost first.
    pub schemas: Vec<NodeId>,
    /// Whether these are all: none leads out of the document, and they are not too many.
    pub is_whole: bool,
}

/// Parts of one schema that are looked at.
const MOST_PARTS: usize = 128;

/// Keywords whose value is a schema.
const ONE: [&str; 13] = [
    "items",
    "not",
    "additionalProperties",
    "contains",
    "unevaluatedItems",
    "unevaluatedProperties",
    "propertyNames",
    "if",
    "then",
    "else",
    "contentSchema",
    "additionalItems",
    "itemSchema",
];
/// Keywords whose value is a list of schemas.
const LISTS: [&str; 4] = ["allOf", "oneOf", "anyOf", "prefixItems"];
/// Keywords whose value names schemas.
const MAPS: [&str; 4] = ["properties", "patternProperties", "dependentSchemas", "$defs"];

impl Api {
    /// The types that a schema names. `None` when it names none, or one that is not known. What makes a schema
    /// nullable in its version is heeded.
    pub fn types(&self, schema: NodeId) -> Option<Types> {
        // Many rules ask this of every schema.
        let known = self.types.get_or_init(|| {
            let mut known = vec![Known::Unasked; self.document.len()];
            for schema in self.described() {
                if let Some(place) = known.get_mut(schema.number() as usize) {
                    *place = self.read_types(schema).map_or(Known::None, Known::Some);
                }
            }
            known
        });
        match known.get(schema.number() as usize) {
            Some(Known::Some(types)) => Some(*types),
            Some(Known::None) => None,
            Some(Known::Unasked) | None => self.read_types(schema),
        }
    }

    fn read_types(&self, schema: NodeId) -> Option<Types> {
        let document = &self.document;
        let declared = self.get(schema, "type")?;
        let mut types = Types::NONE;
        let words: &[NodeId] = match document.value(declared) {
            Value::List(items) => items,
            _ => &[declared],
        };
        for word in words {
            types = types.or(Types::of_word(document.string(*word)?)?);
        }
        Some(if self.is_nullable(schema) { types.or(Types::NULL) } else { types })
    }

    /// Whether a schema says that it is nullable by a flag, as OpenAPI 3.0 has one; in 2.0 that is an extension which
    /// most readers know.
    pub fn is_nullable(&self, schema: NodeId) -> bool {
        match self.version {
            Some(Version::V2_0) => self.flag(schema, "x-nullable"),
            Some(Version::V3_0) => self.flag(schema, "nullable"),
            _ => false,
        }
    }

    /// Whether a field of an object is `true`.
    pub fn flag(&self, object: NodeId, field: &str) -> bool {
        self.get(object, field).and_then(|value| self.document.boolean(value)) == Some(true)
    }

    /// The number in a field of an object.
    pub fn number(&self, object: NodeId, field: &str) -> Option<f64> {
        match self.document.value(self.get(object, field)?) {
            Value::Number(text) => number(text)?.as_f64(),
            _ => None,
        }
    }

    /// Every object that describes a value by the keywords of a schema, in the order of the text: the schemas, and in
    /// 2.0 the parameters, headers and items, which say it themselves.
    pub fn described(&self) -> impl Iterator<Item = NodeId> + '_ {
        let simple = |kind| matches!(kind, Kind::Parameter | Kind::Header | Kind::Items);
        let in_2_0 = self.version == Some(Version::V2_0);
        let describes = move |kind| kind == Kind::Schema || (in_2_0 && simple(kind));
        self.structure.objects.iter().filter(move |(_, kind)| describes(*kind)).map(|(node, _)| *node)
    }

    /// The pattern of a schema, and the keys of its `patternProperties`.
    pub fn patterns(&self, schema: NodeId) -> Vec<NodeId> {
        let own = self.get(schema, "pattern").filter(|value| self.document.string(*value).is_some());
        let keys = self.get(schema, "patternProperties").map_or(&[][..], |map| self.document.entries(map));
        own.into_iter().chain(keys.iter().map(|entry| entry.key)).collect()
    }

    /// The place of an object that describes a value: the key it stands under.
    pub fn described_span(&self, object: NodeId) -> Span {
        self.key_span(object)
    }

    /// The names of the schemas among the components, in the order of the text.
    pub fn schema_names(&self) -> impl Iterator<Item = &str> {
        self.components("schemas").iter().map(|entry| self.document.key(entry.key))
    }

    /// The schema of that name among the components.
    pub fn schema_named(&self, name: &str) -> Option<NodeId> {
        self.get(self.section("schemas")?, name)
    }

    /// The schemas that stand directly in a schema.
    pub fn subschemas(&self, schema: NodeId) -> Vec<NodeId> {
        let document = &self.document;
        let mut found = Vec::new();
        for entry in document.entries(schema) {
            let key = document.key(entry.key);
            if ONE.contains(&key) {
                found.push(entry.value);
            } else if LISTS.contains(&key) {
                found.extend(document.items(entry.value));
            } else if MAPS.contains(&key) {
                found.extend(document.entries(entry.value).iter().map(|entry| entry.value));
            }
        }
        found
    }

    /// A schema and all that hold beside it: what `allOf` lists, what `$ref` leads to, and so on.
    pub fn parts(&self, schema: NodeId) -> Parts {
        let document = &self.document;
        let mut parts = Parts { schemas: Vec::new(), is_whole: true };
        let mut seen = NodeSet::default();
        let mut stack = vec![schema];
        while let Some(node) = stack.pop() {
            let node = document.target(node);
            if !seen.insert(node) {
                continue;
            }
            if seen.len() > MOST_PARTS {
                parts.is_whole = false;
                break;
            }
            match self.target(node) {
                Some(Target::Node(target)) => {
                    stack.push(target);
                    if self.version < Some(Version::V3_1) {
                        continue;
                    }
                }
                Some(Target::Missing | Target::Elsewhere) => {
                    parts.is_whole = false;
                    continue;
                }
                None => {}
            }
            parts.schemas.push(node);
            // A reference among the properties is no legal one, and is not followed.
            let properties = self.get(node, "properties");
            if properties.is_some_and(|map| self.document.get_string(map, "$ref").is_some()) {
                parts.is_whole = false;
            }
            if let Some(list) = self.get(node, "allOf") {
                stack.extend(document.items(list).iter().rev());
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_numbers_and_not_the_other_way_round() {
        assert!(Types::NUMBER.covers(Types::INTEGER));
        assert!(!Types::INTEGER.covers(Types::NUMBER));
        assert!((Types::NUMBER & Types::STRING).is_empty());
        assert!(Types::INTEGER.covers(Types::of_value(Value::Number("1.0"))));
        assert!(!Types::INTEGER.meets(Types::of_value(Value::Number("1.5"))));
    }
}
