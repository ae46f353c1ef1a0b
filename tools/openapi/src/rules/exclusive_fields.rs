//! `openapi/exclusive-fields`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::fault::Fault;

declare_rule! {
    /// ## What it finds
    /// Two fields of an object that exclude each other.
    ///
    /// ## Why it matters
    /// The specification does not say which one counts, and tools differ.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    ///   license:
    ///     name: MIT
    ///     identifier: MIT
    ///     url: https://opensource.org/license/mit
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    ///   license:
    ///     name: MIT
    ///     identifier: MIT
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    pub ExclusiveFields {
        id: "openapi/exclusive-fields",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:oas3-examples-value-or-externalValue", "redocly:no-example-value-and-externalValue", "redocly:spec-example-values", "redocly:spec-no-invalid-encoding-combinations", "vacuum:info-license-spdx", "vacuum:oas3-example-external-check", "oasdiff:url-identifier-mutually-exclusive", "oasdiff:value-external-value-mutually-exclusive", "oasdiff:example-examples-mutually-exclusive", "oasdiff:operation-id-operation-ref-mutually-exclusive", "oasdiff:content-or-schema-exactly-one", "ibm:ibm-parameter-schema-or-content", "spectral:oas2-schema", "spectral:oas3-schema"],
        references: [("OpenAPI Specification", "https://spec.openapis.org/oas/latest.html")],
    }
}

impl Rule<Api> for ExclusiveFields {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::Exclusive { object, table, fields } = fault else { continue };
            let [first, second] = *fields;
            let document = &api.document;
            let mut finding = Finding::of::<Self>(document.key_span(*object))
                .message(format!("the {} has both `{first}` and `{second}`, which exclude each other", table.name))
                .subject(document.pointer(*object))
                .help("Keep the one that is meant.");
            for field in fields {
                if let Some(entry) = document.entry(*object, field) {
                    finding = finding.related(document.span(entry.key), format!("`{field}`"));
                }
            }
            sink.push(finding);
        }
    }
}
