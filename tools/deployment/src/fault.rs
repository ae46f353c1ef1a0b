//! What is wrong with a document by its schema, in either world: found in one walk, told by several rules.

use architect_core::Span;

use crate::node::Node;

/// A fault by the schema.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Where.
    pub place: Span,
    /// Just before and just behind it, where quotes around it mend it.
    pub ends: Option<[Span; 2]>,
    /// The object or service that it is in.
    pub subject: String,
    /// What.
    pub kind: FaultKind,
}

impl Fault {
    /// A fault of a value. Of what is missing, the key that holds the mapping is the place; of anything else, the value.
    pub(crate) fn of(node: Node<'_>, subject: String, kind: FaultKind) -> Self {
        let place = match kind {
            FaultKind::MissingField { .. } => node.key_span(),
            _ => node.span(),
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-' | b'_');
        let wants_quotes = matches!(&kind, FaultKind::WrongType { wanted, .. } if wanted == "a string")
            && !node.raw().is_empty()
            && node.raw().bytes().all(plain);
        let ends = wants_quotes.then(|| {
            let range = node.range();
            [range.start..range.start, range.end..range.end].map(|end| node.source().span(end))
        });
        Self { place, ends, subject, kind }
    }
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
