//! How much a finding matters, how sure it is, and how safe its fix is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much a finding matters. Ordered: `Hint` is the least, `Error` the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A matter of taste or a possibility worth a thought.
    Hint,
    /// Worth knowing; nothing breaks.
    Info,
    /// Will hurt under load, in time, or in somebody else's hands.
    Warning,
    /// Broken, refused by the standard, or dangerous now.
    Error,
}

impl Severity {
    /// All severities, the worst first.
    pub const WORST_FIRST: [Self; 4] = [Self::Error, Self::Warning, Self::Info, Self::Hint];

    /// The word used on the wire and in `architect.toml`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Reads the word used on the wire; `None` for any other.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORST_FIRST.into_iter().find(|severity| severity.as_str() == word)
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How sure a finding is: `High` is a fact of the text, `Medium` holds unless something unseen says otherwise,
/// `Low` is a reading that a person should confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A reading that a person should confirm.
    Low,
    /// Holds unless something that was not in the input says otherwise.
    Medium,
    /// A fact of the text.
    High,
}

/// Whether a fix may be applied without a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// Applied and checked again, it removes its finding and adds none, and keeps the meaning of the text.
    Safe,
    /// Right in most cases; a person decides.
    NeedsReview,
}
