//! What the product says of a document's structure.

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Severity, Tool as _};
use architect_openapi::tool::validate_openapi::{Input, Scope, ValidateOpenapi};

/// What the product reports.
#[derive(Debug, Clone)]
pub(super) struct Ours {
    pub(super) severity: Severity,
    /// The rule without its field: `missing-field`.
    pub(super) rule: String,
    /// Its text.
    pub(super) message: String,
    /// The pointer it is about.
    pub(super) subject: String,
}

/// Asks the product, with a context that is made once.
pub(super) struct Product(Context);

impl Product {
    pub(super) fn new() -> Self {
        let rules = architect_core::rules::RULES.iter().chain(architect_openapi::RULES).copied();
        Self(Context::new(Arc::new(RuleIndex::new(rules))))
    }

    /// What it reports of the structure of a text, split into errors and milder findings. That it cannot be read at all
    /// is an error, too.
    pub(super) fn findings(&self, text: String) -> (Vec<Ours>, Vec<Ours>) {
        let document = DocumentInput { path: None, content: Some(text) };
        let options = CheckOptions { limit: Some(1000), ..CheckOptions::default() };
        match ValidateOpenapi.call(Input { document, scope: Scope::Structure, options, ..Input::default() }, &self.0)
        {
            Ok(output) => {
                let findings = output.report.findings.into_iter();
                findings
                    .map(|finding| Ours {
                        severity: finding.severity,
                        rule: finding.rule.trim_start_matches("openapi/").to_owned(),
                        message: finding.message,
                        subject: finding.subject,
                    })
                    .partition(|finding| finding.severity == Severity::Error)
            }
            Err(error) => {
                let (rule, subject) = ("unreadable".to_owned(), "#".to_owned());
                let unreadable = Ours { severity: Severity::Error, rule, message: error.to_string(), subject };
                (vec![unreadable], Vec::new())
            }
        }
    }
}
