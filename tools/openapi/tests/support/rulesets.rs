//! Calls of the tool with rulesets.

use std::sync::Arc;

use architect_core::{CheckOptions, DocumentInput, MemoryFiles, Tool, ToolError};
use architect_openapi::tool::validate_openapi::{Input, Output, ValidateOpenapi};

/// Checks a text with a ruleset given as text.
pub(crate) fn try_with(document: &str, ruleset: &str) -> Result<Output, ToolError> {
    let input = Input {
        document: DocumentInput { path: None, content: Some(document.to_owned()) },
        ruleset: Some(ruleset.to_owned()),
        options: CheckOptions { limit: Some(1000), ..CheckOptions::default() },
        ..Input::default()
    };
    ValidateOpenapi.call(input, &super::context())
}

/// The findings and gaps of a text with a ruleset, or the error.
pub(crate) fn with(document: &str, ruleset: &str) -> String {
    try_with(document, ruleset).map_or_else(|error| told(&error), |output| super::lines(&output))
}

/// Checks `openapi.yaml` of some files with the ruleset in another of them.
pub(crate) fn in_files(files: &[(&str, &str)], document: &str, ruleset: &str) -> String {
    let context = super::context().with_files(Arc::new(MemoryFiles::new(files.iter().copied())));
    let input = Input {
        document: DocumentInput { path: Some(document.to_owned()), content: None },
        ruleset: Some(ruleset.to_owned()),
        options: CheckOptions { limit: Some(1000), ..CheckOptions::default() },
        ..Input::default()
    };
    ValidateOpenapi.call(input, &context).map_or_else(|error| told(&error), |output| super::lines(&output))
}

fn told(error: &ToolError) -> String {
    format!("error: {}", error.message)
}
