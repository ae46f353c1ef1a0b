//! Why a value is what it is.

use architect_core::{Confidence, Source};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A value that the Dockerfile was made from, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// What was decided: `package_manager`, `runtime_version`, `start`, `port`, …
    pub name: String,
    /// The value.
    pub value: String,
    /// Why.
    pub reason: String,
    /// File that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// 1-based line in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Other values that the project also speaks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
}

/// What only a person can answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// What it is about; the argument of this name answers it, where there is one.
    pub name: String,
    /// The question.
    pub question: String,
    /// Possible answers, where they can be listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// What the Dockerfile assumes until it is answered; without it no Dockerfile was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumed: Option<String>,
}

/// Where a value comes from.
#[derive(Debug, Clone)]
pub struct Evidence {
    reason: String,
    source: Option<String>,
    line: Option<u32>,
    confidence: Confidence,
    alternatives: Vec<String>,
}

impl Evidence {
    /// A line of a file.
    pub fn line(source: &Source, line: u32, reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            source: Some(source.name().to_owned()),
            line: Some(line),
            confidence: Confidence::High,
            alternatives: Vec::new(),
        }
    }

    /// The place of a text in a file; the file as a whole when the text is not in it.
    pub fn text(source: &Source, needle: &str, reason: impl Into<String>) -> Self {
        let line = source.text().find(needle).map(|at| source.position(at).line);
        Self { line, ..Self::file(source.name(), reason) }
    }

    /// A file's being there.
    pub fn file(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            source: Some(path.into()),
            line: None,
            confidence: Confidence::High,
            alternatives: Vec::new(),
        }
    }

    /// What the caller said.
    pub fn argument(name: &str) -> Self {
        Self {
            reason: format!("given as `{name}`"),
            source: None,
            line: None,
            confidence: Confidence::High,
            alternatives: Vec::new(),
        }
    }

    /// No evidence: what is usual.
    pub fn default(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            source: None,
            line: None,
            confidence: Confidence::Low,
            alternatives: Vec::new(),
        }
    }

    /// Says how sure it is.
    #[must_use]
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// The file and the 1-based line that say so, where both are known.
    pub fn place(&self) -> Option<(&str, u32)> {
        Some((self.source.as_deref()?, self.line?))
    }

    /// What else the project speaks for.
    pub fn others(&self) -> &[String] {
        &self.alternatives
    }

    /// Names what else the project speaks for.
    #[must_use]
    pub fn alternatives(mut self, others: impl IntoIterator<Item = String>) -> Self {
        self.alternatives.extend(others);
        self
    }
}

/// A value with its evidence.
#[derive(Debug, Clone)]
pub struct Fact<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub evidence: Evidence,
}

impl<T> Fact<T> {
    /// A value with its evidence.
    pub fn new(value: T, evidence: Evidence) -> Self {
        Self { value, evidence }
    }
}

/// Collects what was decided and what is open.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Decisions in the order in which they were made.
    pub decisions: Vec<Decision>,
    /// Open questions.
    pub questions: Vec<Question>,
}

impl Ledger {
    /// Notes a decision.
    pub fn decide(&mut self, name: &str, value: impl Into<String>, evidence: Evidence) {
        self.decisions.push(Decision {
            name: name.to_owned(),
            value: value.into(),
            reason: evidence.reason,
            source: evidence.source,
            line: evidence.line,
            confidence: evidence.confidence,
            alternatives: evidence.alternatives,
        });
    }

    /// Notes a fact and gives its value.
    pub fn take<T: ToString>(&mut self, name: &str, fact: Fact<T>) -> T {
        self.decide(name, fact.value.to_string(), fact.evidence);
        fact.value
    }

    /// Notes a question whose answer was assumed.
    pub fn ask(&mut self, name: &str, question: impl Into<String>, choices: Vec<String>, assumed: Option<String>) {
        self.questions.push(Question { name: name.to_owned(), question: question.into(), choices, assumed });
    }
}
