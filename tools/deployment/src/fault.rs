//! What is wrong with a document by its schema, in either world: found in one walk, told by several rules.

use architect_core::Span;

/// A fault by the schema.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Where.
    pub place: Span,
    /// The object or service that it is in.
    pub subject: String,
    /// What.
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// A field that is none.
    UnknownField {
        /// Its name.
        field: String,
        /// What it stands in: `Container`, `service`.
        of: String,
        /// The name that was meant.
        near: Option<String>,
        /// When another release has it: which.
        releases: Option<String>,
    },
    /// A value of another type than the field has.
    WrongType {
        /// The field.
        field: String,
        /// `a string`.
        wanted: String,
        /// `a number`.
        found: String,
        /// Whether quotes around the value mend it.
        quote: bool,
    },
    /// A field that must be there.
    MissingField {
        /// The field.
        field: String,
        /// What it is missing in.
        of: String,
    },
    /// A value that the field does not take.
    BadValue {
        /// The whole message.
        message: String,
        /// The value that was meant.
        near: Option<String>,
    },
    /// An API version and kind that do not exist.
    UnknownKind {
        /// The whole message.
        message: String,
        /// What to do.
        help: Option<String>,
    },
    /// An API version that a release no longer serves.
    RemovedVersion {
        /// The whole message.
        message: String,
        /// The version to move to.
        replacement: Option<String>,
        /// Whether the same fields are valid there, so that the version alone can be changed.
        same_fields: bool,
    },
}
