//! What a front end says when it cannot read on.

use crate::Format;

/// A fault of the JSON or YAML text itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What the text was read as.
    pub format: Format,
    /// Offset of the fault.
    pub at: usize,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
}
