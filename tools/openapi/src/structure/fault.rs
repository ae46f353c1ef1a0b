//! What the walk finds that the specification refuses. A rule words each kind of it.

use architect_document::NodeId;

use super::shape::{Field, Kind, Object};

/// What should stand where a `$ref` stands that is not allowed.
#[derive(Debug, Clone)]
pub enum Misplaced {
    /// An object of the specification: the reference is followed all the same.
    Object(&'static Object),
    /// Objects under their names.
    Map,
    /// A value such as a string.
    Value(String),
}

/// A place where a document is not what the specification says.
#[derive(Debug, Clone)]
pub enum Fault {
    /// A key that is no field of its object.
    UnknownField {
        /// The key.
        key: NodeId,
        /// The value under it.
        value: NodeId,
        /// The object's table.
        table: &'static Object,
        /// The field that may have been meant: one that the object does not have yet.
        near: Option<&'static Field>,
    },
    /// A keyword in a JSON Schema that is legal, but near to one that is known.
    NearKeyword {
        /// The key.
        key: NodeId,
        /// The value under it.
        value: NodeId,
        /// The keyword that may have been meant.
        near: &'static str,
    },
    /// A field that must be there is not.
    MissingField {
        /// The object.
        object: NodeId,
        /// The object's table.
        table: &'static Object,
        /// The field, or several of which one is needed.
        fields: Vec<&'static str>,
    },
    /// A value of the wrong type.
    WrongType {
        /// The value.
        value: NodeId,
        /// What is expected.
        expected: String,
    },
    /// A value of the right type that is not allowed.
    InvalidValue {
        /// The value.
        value: NodeId,
        /// What is wrong, as a sentence.
        message: String,
        /// What to do.
        help: Option<String>,
    },
    /// A key that does not fit the pattern of its object.
    InvalidKey {
        /// The key.
        key: NodeId,
        /// The value under it.
        value: NodeId,
        /// What is wrong, as a sentence.
        message: String,
        /// What to do.
        help: Option<String>,
    },
    /// Fields that exclude each other.
    Exclusive {
        /// The object.
        object: NodeId,
        /// The object's table.
        table: &'static Object,
        /// The two fields.
        fields: [&'static str; 2],
    },
    /// A field that another version has.
    OtherVersion {
        /// The key.
        key: NodeId,
        /// The value under it.
        value: NodeId,
        /// The object's table.
        table: &'static Object,
        /// The field.
        field: &'static Field,
    },
    /// A keyword that this version's schemas do not read.
    DroppedKeyword {
        /// The key.
        key: NodeId,
        /// The value under it.
        value: NodeId,
        /// What to write instead.
        instead: &'static str,
    },
    /// Fields beside a `$ref` that are ignored.
    ReferenceSiblings {
        /// The object with the `$ref`.
        object: NodeId,
        /// The keys that are ignored.
        keys: Vec<NodeId>,
    },
    /// A `$ref` where none is allowed.
    MisplacedReference {
        /// The `$ref` value.
        value: NodeId,
        /// What should stand there.
        place: Misplaced,
    },
    /// A `$ref` that leads nowhere.
    Unresolved {
        /// The `$ref` value.
        value: NodeId,
    },
    /// A `$ref` that leads to another kind of object.
    WrongTarget {
        /// The `$ref` value.
        value: NodeId,
        /// What is expected.
        expected: Kind,
        /// What is there.
        found: Kind,
        /// The target.
        target: NodeId,
    },
    /// References that only lead to each other.
    EndlessReference {
        /// The `$ref` value.
        value: NodeId,
    },
}
