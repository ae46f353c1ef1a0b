//! The walk through a document along the tables: it gives every object its kind, and says where the text is not
//! what the tables want.
//!
//! Each object is visited once for each kind it is used as, however often aliases and references lead to it; the
//! stack is explicit. So the walk is linear in the document.

use std::collections::{BTreeSet, HashMap, HashSet};

use architect_core::Gap;
use architect_core::nearest;

use super::conditions;
use super::fault::{Fault, Misplaced};
use super::objects;
use super::reference::{Reference, Target};
use super::schema;
use super::shape::{Field, Keys, Kind, Object, Shape};
use super::swagger;
use crate::version::Version;
use architect_document::{Document, Entry, FileId, NodeId, NodeMap, Value, number};

/// What the walk gives.
#[derive(Debug, Default)]
pub struct Structure {
    /// Every object with its kind, in the order of the text. An object that is used as two kinds stands there twice.
    pub objects: Vec<(NodeId, Kind)>,
    /// Every `$ref` with its target, in the order of the text.
    pub references: Vec<Reference>,
    /// Where the document is not what the specification says.
    pub faults: Vec<Fault>,
    /// What was not examined.
    pub gaps: Vec<Gap>,
    /// The files that hold objects: a file that only an example names is not among them.
    pub files: BTreeSet<FileId>,
    pub(super) kinds: NodeMap<Kind>,
}

impl Structure {
    /// Of a document whose version is not known.
    pub fn empty() -> Self {
        Self { files: BTreeSet::from([FileId::FIRST]), ..Self::default() }
    }

    /// The kind of an object; `None` for what is no object of the specification.
    pub fn kind(&self, node: NodeId) -> Option<Kind> {
        self.kinds.get(&node).copied()
    }
}

/// Walks a whole document.
pub fn walk(document: &Document, version: Version) -> Structure {
    let mut walk = Walk {
        document,
        version,
        structure: Structure::empty(),
        also: HashSet::new(),
        anchors: HashMap::new(),
        has_ids: false,
        foreign: HashSet::new(),
        stack: vec![(document.root(), Shape::Object(Kind::OpenApi))],
    };
    walk.note_dialect();
    walk.run();
    walk.follow_references();
    let mut structure = walk.structure;
    structure.objects.sort();
    structure.references.sort_by_key(|reference| reference.value);
    structure
}

pub(super) struct Walk<'d> {
    pub(super) document: &'d Document,
    pub(super) version: Version,
    pub(super) structure: Structure,
    /// Objects that are used as a second kind.
    also: HashSet<(NodeId, Kind)>,
    /// `$anchor` and `$dynamicAnchor` of schemas.
    pub(super) anchors: HashMap<(FileId, &'d str), NodeId>,
    /// Whether a schema has an `$id`, which moves the base of the references in it.
    pub(super) has_ids: bool,
    /// Where a dialect begins that is not read: schemas with such a `$schema`, and the root for the whole document.
    pub(super) foreign: HashSet<NodeId>,
    stack: Vec<(NodeId, Shape)>,
}

impl Walk<'_> {
    pub(super) fn fault(&mut self, fault: Fault) {
        self.structure.faults.push(fault);
    }

    pub(super) fn push(&mut self, node: NodeId, shape: Shape) {
        self.stack.push((node, shape));
    }

    pub(super) fn run(&mut self) {
        while let Some((node, shape)) = self.stack.pop() {
            self.visit(self.document.target(node), shape);
        }
    }

    fn visit(&mut self, node: NodeId, shape: Shape) {
        let document = self.document;
        let value = document.value(node);
        match (shape, value) {
            (Shape::Any, _)
            | (_, Value::Unread)
            | (Shape::Text, Value::String(_))
            | (Shape::Flag | Shape::SchemaOrFlag, Value::Bool(_))
            | (Shape::Number, Value::Number(_)) => {}
            (Shape::Positive, Value::Number(text)) => {
                if text.starts_with('-') || number(text).and_then(|number| number.as_f64()) == Some(0.0) {
                    self.invalid(node, "must be a number above zero", None);
                }
            }
            (Shape::Count, Value::Number(text)) => {
                let value = number(text).and_then(|number| number.as_f64()).unwrap_or(-1.0);
                if value < 0.0 || value.fract() != 0.0 {
                    self.invalid(node, "must be a whole number that is not negative", None);
                }
            }
            (Shape::Words(words), Value::String(word)) => self.word(node, word, words),
            (Shape::Object(kind), Value::Map(_)) => self.object(node, kind, false),
            (Shape::Referable(kind), Value::Map(_)) => self.object(node, kind, true),
            (Shape::SchemaOrFlag | Shape::SchemaOrSchemas, Value::Map(_)) => self.object(node, Kind::Schema, true),
            (Shape::SchemaOrSchemas, Value::List(_)) => {
                self.visit(node, Shape::NonEmpty(&Shape::Referable(Kind::Schema)));
            }
            (Shape::Referable(Kind::Schema), Value::Bool(_)) if self.version >= Version::V3_1 => {}
            (Shape::List(item), Value::List(items)) => self.items(items, *item),
            (Shape::NonEmpty(item), Value::List(items)) => {
                // OpenAPI 3.0 does not say that these need an item.
                if items.is_empty() && self.version != Version::V3_0 {
                    self.invalid(node, "must hold at least one item", None);
                }
                self.items(items, *item);
            }
            (Shape::Names, Value::List(items)) => self.names(node, items),
            (Shape::Map(inner), Value::Map(entries)) => self.map(entries, *inner, false),
            (Shape::Named(inner), Value::Map(entries)) => self.map(entries, *inner, true),
            (Shape::Types, Value::String(word)) => self.type_word(node, word),
            (Shape::Types, Value::List(items)) => self.types(node, items),
            (_, Value::Map([Entry { value, .. }])) if document.get_string(node, "$ref").is_some() => {
                let place = Misplaced::Value(self.expected(shape));
                self.fault(Fault::MisplacedReference { value: *value, place });
            }
            _ => self.fault(Fault::WrongType { value: node, expected: self.expected(shape) }),
        }
    }

    fn items(&mut self, items: &[NodeId], shape: Shape) {
        for item in items.iter().rev() {
            self.push(*item, shape);
        }
    }

    fn map(&mut self, entries: &[Entry], inner: Shape, named: bool) {
        for entry in entries.iter().rev() {
            let key = self.document.key(entry.key);
            let holds_objects = !matches!(inner, Shape::Any | Shape::Text | Shape::Flag);
            if key == "$ref" && holds_objects && self.document.string(entry.value).is_some() {
                self.fault(Fault::MisplacedReference { value: entry.value, place: Misplaced::Map });
                continue;
            }
            let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
            if named && (key.is_empty() || !key.bytes().all(legal)) {
                self.fault(Fault::InvalidKey {
                    key: entry.key,
                    value: entry.value,
                    message: format!("`{key}` cannot be the name of a component"),
                    help: Some("Use letters, digits, `.`, `-` and `_` only; references to it change too.".to_owned()),
                });
            }
            self.push(entry.value, inner);
        }
    }

    fn names(&mut self, node: NodeId, items: &[NodeId]) {
        if items.is_empty() && self.version <= Version::V3_0 && self.key_is(node, "required") {
            self.invalid(node, "must name at least one property", Some("Remove the empty list."));
        }
        let mut known = HashSet::new();
        for item in items {
            match self.document.value(*item) {
                Value::String(name) => {
                    if !known.insert(name) {
                        self.invalid(*item, &format!("names `{name}` a second time"), Some("Remove it."));
                    }
                }
                Value::Unread => {}
                _ => self.fault(Fault::WrongType { value: *item, expected: "a string".to_owned() }),
            }
        }
    }

    fn key_is(&self, node: NodeId, name: &str) -> bool {
        self.document.key_of(node).is_some_and(|key| self.document.key(key) == name)
    }

    fn types(&mut self, node: NodeId, items: &[NodeId]) {
        if items.is_empty() {
            self.invalid(node, "must hold at least one type", None);
        }
        let mut known = HashSet::new();
        for item in items {
            match self.document.value(*item) {
                Value::String(word) => {
                    self.type_word(*item, word);
                    if !known.insert(word) {
                        self.invalid(*item, &format!("names the type `{word}` a second time"), Some("Remove it."));
                    }
                }
                Value::Null => self.invalid(
                    *item,
                    "has null in it, but types are strings",
                    Some("Write the type as a string: `\"null\"`."),
                ),
                Value::Unread => {}
                _ => self.fault(Fault::WrongType { value: *item, expected: "a string".to_owned() }),
            }
        }
    }

    fn type_word(&mut self, node: NodeId, word: &str) {
        if !schema::TYPES.contains(&word) {
            self.unknown_word(node, word, schema::TYPES.into_iter());
        }
    }

    fn word(&mut self, node: NodeId, word: &str, words: &'static [(&'static str, Version)]) {
        match words.iter().find(|(known, _)| *known == word) {
            Some((_, since)) if *since > self.version => {
                let message =
                    format!("is `{word}`, which came with OpenAPI {since}; this document is {}", self.version);
                self.invalid(node, &message, None);
            }
            Some(_) => {}
            None => {
                let version = self.version;
                let known = words.iter().filter(move |(_, since)| *since <= version).map(|(known, _)| *known);
                self.unknown_word(node, word, known);
            }
        }
    }

    fn unknown_word(&mut self, node: NodeId, word: &str, known: impl Iterator<Item = &'static str> + Clone) {
        let help = nearest::nearest(word, known.clone())
            .map(|near| format!("Did you mean `{near}`?"))
            .or_else(|| Some(format!("Known are {}.", known.collect::<Vec<_>>().join(", "))));
        self.invalid(node, &format!("is `{word}`, which is not one of the words that are allowed"), help.as_deref());
    }

    /// `message` continues the name of the field: "`required` …".
    pub(super) fn invalid(&mut self, value: NodeId, message: &str, help: Option<&str>) {
        let document = self.document;
        let key = |node: NodeId| document.key_of(node).map(|key| format!("`{}`", document.key(key)));
        let name = key(value).or_else(|| key(document.parent(value)?)).unwrap_or("the value".to_owned());
        self.fault(Fault::InvalidValue {
            value,
            message: format!("{name} {message}"),
            help: help.map(ToOwned::to_owned),
        });
    }

    fn expected(&self, shape: Shape) -> String {
        match shape {
            Shape::Any => "anything".to_owned(),
            Shape::Text | Shape::Words(_) => "a string".to_owned(),
            Shape::Flag => "a boolean".to_owned(),
            Shape::Number | Shape::Positive => "a number".to_owned(),
            Shape::Count => "a whole number".to_owned(),
            Shape::Referable(Kind::Schema) if self.version >= Version::V3_1 => "a schema".to_owned(),
            Shape::Object(kind) | Shape::Referable(kind) => {
                let name = objects::object(kind, self.version).name;
                format!("{} {name}", if name.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" })
            }
            Shape::List(_) | Shape::NonEmpty(_) => "a list".to_owned(),
            Shape::Names => "a list of strings".to_owned(),
            Shape::Map(_) | Shape::Named(_) => "an object".to_owned(),
            Shape::SchemaOrFlag => "a boolean or a schema".to_owned(),
            Shape::SchemaOrSchemas => "a schema or a list of schemas".to_owned(),
            Shape::Types if self.version == Version::V3_0 => "a string".to_owned(),
            Shape::Types => "a string or a list of strings".to_owned(),
        }
    }

    fn object(&mut self, node: NodeId, kind: Kind, referable: bool) {
        match self.structure.kinds.get(&node) {
            None => {
                self.structure.kinds.insert(node, kind);
            }
            Some(known) if *known == kind => return,
            Some(_) if !self.also.insert((node, kind)) => return,
            Some(_) => {}
        }
        let reference = self.document.get(node, "$ref");
        let schema_of_json = kind == Kind::Schema && self.version >= Version::V3_1;
        let own_field = schema_of_json || kind == Kind::PathItem;
        if schema_of_json && self.is_foreign(node) {
            return;
        }
        if let Some(value) = reference {
            if self.document.string(value).is_some() {
                let object = node;
                self.structure.references.push(Reference { object, value, expected: kind, target: Target::Missing });
            } else if !own_field && !matches!(self.document.value(value), Value::Unread) {
                self.fault(Fault::WrongType { value, expected: "a string".to_owned() });
            }
            if !own_field {
                if referable && (kind != Kind::MediaType || self.version >= Version::V3_2) {
                    self.siblings(node);
                } else {
                    let table = objects::object(kind, self.version);
                    self.fault(Fault::MisplacedReference { value, place: Misplaced::Object(table) });
                }
                // A document is more than where its reference leads.
                if kind != Kind::OpenApi {
                    return;
                }
            }
        }
        self.structure.objects.push((node, kind));
        let table = self.table(node, kind);
        self.fields(node, kind, table);
        conditions::check(self, node, kind, table);
        if schema_of_json {
            self.identify(node);
        }
    }

    fn table(&self, node: NodeId, kind: Kind) -> &'static Object {
        let text = |field| self.document.get_string(node, field);
        let own = match (kind, self.version) {
            (Kind::SecurityScheme, Version::V2_0) => {
                text("type").and_then(|kind| swagger::security_scheme(kind, text("flow")))
            }
            (Kind::SecurityScheme, _) => text("type").and_then(objects::security_scheme),
            (Kind::Parameter, Version::V2_0) => text("in").and_then(swagger::parameter),
            (Kind::Schema, Version::V2_0) => {
                let parent = self.document.parent(node).and_then(|parent| self.structure.kind(parent));
                (parent == Some(Kind::Response) && text("type") == Some("file")).then_some(&swagger::FILE_SCHEMA)
            }
            _ => None,
        };
        own.unwrap_or_else(|| objects::object(kind, self.version))
    }

    fn siblings(&mut self, node: NodeId) {
        let described = self.version >= Version::V3_1;
        let keys: Vec<NodeId> = self
            .document
            .entries(node)
            .iter()
            .map(|entry| entry.key)
            .filter(|key| {
                let name = self.document.key(*key);
                name != "$ref" && !name.starts_with("x-") && !(described && matches!(name, "summary" | "description"))
            })
            .collect();
        if !keys.is_empty() {
            self.fault(Fault::ReferenceSiblings { object: node, keys });
        }
    }

    fn fields(&mut self, node: NodeId, kind: Kind, table: &'static Object) {
        let document = self.document;
        let before = self.structure.faults.len();
        for entry in document.entries(node).iter().rev() {
            let name = document.key(entry.key);
            match (table.field(name), table.patterned) {
                (Some(field), _) if field.is_in(self.version) => self.push(entry.value, field.shape),
                (Some(field), _) => {
                    let (key, value) = (entry.key, entry.value);
                    self.fault(Fault::OtherVersion { key, value, table, field });
                }
                (None, _) if table.extensible && name.starts_with("x-") => {}
                (None, None) if name == "$ref" && kind == Kind::OpenApi => {}
                (None, Some((keys, shape))) => self.patterned(*entry, keys, shape, table),
                (None, None) => self.unknown(*entry, kind, table),
            }
        }
        for field in table.fields {
            if field.is_required_in(self.version)
                && document.entry(node, field.name).is_none()
                && !document.is_incomplete(node)
                && !self.is_misspelt(before, field)
            {
                self.fault(Fault::MissingField { object: node, table, fields: vec![field.name] });
            }
        }
    }

    /// Whether a field is there under a wrong name, as a fault from `first` on says: that is one mistake, not two.
    fn is_misspelt(&self, first: usize, field: &Field) -> bool {
        let faults = self.structure.faults.get(first..).unwrap_or_default();
        faults
            .iter()
            .any(|fault| matches!(fault, Fault::UnknownField { near: Some(near), .. } if near.name == field.name))
    }

    fn patterned(&mut self, entry: Entry, keys: Keys, shape: Shape, table: &'static Object) {
        let name = self.document.key(entry.key);
        if name == "$ref" && self.document.string(entry.value).is_some() && keys != Keys::Any {
            self.fault(Fault::MisplacedReference { value: entry.value, place: Misplaced::Object(table) });
            return;
        }
        match keys {
            Keys::Paths if !name.starts_with('/') => {
                let (key, value) = (entry.key, entry.value);
                let help = Some(format!("Write `/{name}`."));
                self.fault(Fault::InvalidKey {
                    key,
                    value,
                    message: format!("the path `{name}` does not begin with `/`"),
                    help,
                });
            }
            Keys::StatusCodes if !is_status_code(name, self.version) => {
                let (key, value) = (entry.key, entry.value);
                let help = status_code_near(name, self.version);
                let message = format!("`{name}` is no status code");
                self.fault(Fault::InvalidKey { key, value, message, help: Some(help) });
            }
            Keys::Paths | Keys::StatusCodes | Keys::Any => {}
        }
        self.push(entry.value, shape);
    }

    fn unknown(&mut self, entry: Entry, kind: Kind, table: &'static Object) {
        let (key, value) = (entry.key, entry.value);
        let name = self.document.key(key);
        if kind != Kind::Schema || self.version <= Version::V3_0 {
            match objects::field_of_another_version(kind, name, self.version) {
                Some(field) => self.fault(Fault::OtherVersion { key, value, table, field }),
                None => self.unknown_field(entry, table),
            }
            return;
        }
        if let Some((_, instead)) = schema::DROPPED_KEYWORDS.iter().find(|(keyword, _)| *keyword == name) {
            self.fault(Fault::DroppedKeyword { key, value, instead });
            return;
        }
        let known = table.fields.iter().map(|field| field.name);
        let near =
            nearest::nearest(name, known).filter(|near| name.len() >= 5 && near.len().abs_diff(name.len()) <= 2);
        if let Some(near) = near {
            self.fault(Fault::NearKeyword { key, value, near });
        }
    }

    fn unknown_field(&mut self, entry: Entry, table: &'static Object) {
        let Entry { key, value, .. } = entry;
        let object = self.document.parent(key);
        let version = self.version;
        let absent = |field: &&Field| {
            field.is_in(version) && object.is_none_or(|object| self.document.entry(object, field.name).is_none())
        };
        let known = table.fields.iter().filter(absent).map(|field| field.name);
        let near = nearest::nearest(self.document.key(key), known).and_then(|near| table.field(near));
        self.fault(Fault::UnknownField { key, value, table, near });
    }

    fn identify(&mut self, schema: NodeId) {
        for keyword in ["$anchor", "$dynamicAnchor"] {
            if let Some(name) = self.document.get_string(schema, keyword) {
                self.anchors.entry((self.document.file_of(schema), name)).or_insert(schema);
            }
        }
        self.has_ids |= self.document.get_string(schema, "$id").is_some();
    }
}

/// `[1-5][0-9][0-9]` or `[1-5]XX`; in 2.0 any three digits.
pub fn is_status_code(text: &str, version: Version) -> bool {
    if version == Version::V2_0 {
        return text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    }
    let mut bytes = text.bytes();
    let first = matches!(bytes.next(), Some(b'1'..=b'5'));
    let rest = text.get(1..).unwrap_or_default();
    first && (rest == "XX" || (rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit())))
}

/// What to do about a key that is no status code.
fn status_code_near(name: &str, version: Version) -> String {
    if version == Version::V2_0 {
        return "Use a status code such as `200`, or `default`; ranges came with OpenAPI 3.0.".to_owned();
    }
    nearest::nearest(name, ["default", "1XX", "2XX", "3XX", "4XX", "5XX"]).map_or_else(
        || "Use a status code such as `200`, a range such as `4XX`, or `default`.".to_owned(),
        |near| format!("Did you mean `{near}`?"),
    )
}
