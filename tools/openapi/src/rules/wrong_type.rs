//! `openapi/wrong-type`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::edit;
use crate::structure::fault::Fault;
use architect_document::Value;

declare_rule! {
    /// ## What it finds
    /// A value of another type than the specification gives it.
    ///
    /// ## Why it matters
    /// Tools refuse the document or read something else than was meant. In YAML, `version: 1.0` is a number.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: 1.0
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1.0"
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    pub WrongType {
        id: "openapi/wrong-type",
        severity: Error,
        since: "0.1.0",
        aliases: ["redocly:struct", "spectral:oas2-schema", "spectral:oas3-schema"],
        references: [("OpenAPI Specification", "https://spec.openapis.org/oas/latest.html")],
    }
}

impl Rule<Api> for WrongType {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::WrongType { value, expected } = fault else { continue };
            let document = &api.document;
            let found = document.value(*value);
            let name = document.key_of(*value).map_or("an item".to_owned(), |key| format!("`{}`", document.key(key)));
            let finding = Finding::of::<Self>(document.span(*value))
                .message(format!("{name} must be {expected}, but is {}", found.describe()))
                .subject(document.pointer(*value));
            sink.push(match found {
                Value::Number(_) | Value::Bool(_) if expected == "a string" => {
                    finding.help("Put it in quotes.").fix(edit::quote(document, *value))
                }
                Value::Null => finding.help("Give it a value, or remove the field."),
                _ => finding,
            });
        }
    }
}
