//! What a rule found.

use std::borrow::Cow;

use crate::fix::Fix;
use crate::rule::{Declared, RuleId, RuleMeta};
use crate::severity::{Confidence, Severity};
use crate::span::Span;

/// A second place that belongs to a finding, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// The thing a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Its name, in a stable form.
    Name(String),
    /// The number by which the document knows it. Of thousands of findings that are one smell only the first few are
    /// shown, so the field's tool gives names when it knows which: none is left when it reports.
    Number(u32),
}

impl Subject {
    /// The name; `named` gives it to a number.
    pub fn into_name(self, named: impl FnOnce(u32) -> String) -> String {
        match self {
            Self::Name(name) => name,
            Self::Number(number) => named(number),
        }
    }
}

impl Default for Subject {
    fn default() -> Self {
        Self::Name(String::new())
    }
}

impl From<String> for Subject {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<&str> for Subject {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<Cow<'_, str>> for Subject {
    fn from(name: Cow<'_, str>) -> Self {
        Self::Name(name.into_owned())
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

/// What a rule found: exactly one primary place, a message that can be read without the code, and what to do.
///
/// Rule, source and subject together are a finding's fingerprint: baselines and SARIF use it, so the subject has
/// a stable form (`orders(customer_id)`, `GET /orders/{id}`, `#/components/schemas/Order`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: RuleId,
    /// How much it matters.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// What is wrong, in one sentence without a full stop.
    pub message: Cow<'static, str>,
    /// The thing it is about, in a stable form.
    pub subject: Subject,
    /// Where it is.
    pub primary: Span,
    /// Other places that belong to it.
    pub related: Vec<Label>,
    /// What to do about it, as a sentence.
    pub help: Option<String>,
    /// A text that is ready to use elsewhere, such as a statement to run.
    pub suggestion: Option<String>,
    /// Edits of the source that remove the finding.
    pub fixes: Vec<Fix>,
    /// Number of places when one finding stands for several; 1 otherwise.
    pub count: usize,
    declared: DeclaredBy,
}

/// The declaration of the rule, for the message of a finding that says nothing of its own. It makes no difference
/// between findings.
#[derive(Debug, Clone, Copy)]
struct DeclaredBy(Option<&'static RuleMeta>);

impl PartialEq for DeclaredBy {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for DeclaredBy {}

impl Finding {
    /// A finding of a declared rule at its primary place. Severity comes from the rule, confidence is high, and the
    /// message is the rule's summary where none is given before a [`Sink`](crate::Sink) takes it.
    pub fn of<R: Declared>(primary: Span) -> Self {
        let finding = Self::by(R::META.id.clone(), R::META.severity, primary);
        Self { declared: DeclaredBy(Some(R::META)), ..finding }
    }

    /// A finding of a rule that is not declared in the program, but written by a user. Confidence is high, and the
    /// message is empty until it is given.
    pub fn by(rule: RuleId, severity: Severity, primary: Span) -> Self {
        Self {
            rule,
            severity,
            confidence: Confidence::High,
            message: Cow::Borrowed(""),
            subject: Subject::default(),
            primary,
            related: Vec::new(),
            help: None,
            suggestion: None,
            fixes: Vec::new(),
            count: 1,
            declared: DeclaredBy(None),
        }
    }

    /// Gives a finding without a message the summary of its rule, and one without a subject its source.
    pub(crate) fn complete(&mut self) {
        if matches!(&self.subject, Subject::Name(name) if name.is_empty()) {
            self.subject = Subject::from(self.primary.source());
        }
        if let (true, Some(meta)) = (self.message.is_empty(), self.declared.0) {
            self.message = meta.summary().into();
        }
    }

    /// Says what is wrong: one sentence without a full stop, readable without the code.
    #[must_use]
    pub fn message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.message = message.into();
        self
    }

    /// Names the thing it is about, in a stable form.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<Subject>) -> Self {
        self.subject = subject.into();
        self
    }

    /// Says how sure it is.
    #[must_use]
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Grades it otherwise than its rule does by default. A grade in `architect.toml` still outranks this.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label { span, message: message.into() });
        self
    }

    /// Adds one more place of the same smell: one finding with a count instead of many findings.
    #[must_use]
    pub fn also_at(mut self, span: Span, message: impl Into<String>) -> Self {
        self.count += 1;
        self.related(span, message)
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Gives a text that is ready to use elsewhere, such as a statement to run.
    #[must_use]
    pub fn suggest(mut self, text: impl Into<String>) -> Self {
        self.suggestion = Some(text.into());
        self
    }

    /// Adds a fix.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// The order of findings in every report: source, offset, rule, subject, then whatever else tells them apart, so
    /// that only equal findings are `Equal`.
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        self.primary
            .cmp(&other.primary)
            .then_with(|| self.rule.cmp(&other.rule))
            .then_with(|| self.subject.cmp(&other.subject))
            .then_with(|| self.message.cmp(&other.message))
            .then_with(|| (self.severity, self.confidence).cmp(&(other.severity, other.confidence)))
            .then_with(|| self.related.cmp(&other.related))
            .then_with(|| (&self.help, &self.suggestion).cmp(&(&other.help, &other.suggestion)))
            .then_with(|| self.fixes.cmp(&other.fixes))
            .then_with(|| self.count.cmp(&other.count))
    }
}
