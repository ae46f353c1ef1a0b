//! `openapi/field-of-later-version`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::fault::Fault;

declare_rule! {
    /// ## What it finds
    /// A field or schema keyword that came with a later version of OpenAPI than the one the document names.
    ///
    /// ## Why it matters
    /// Tools that read the named version ignore it or refuse the document.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.0.3
    /// info:
    ///   title: Orders
    ///   summary: Takes and shows orders
    ///   version: "1"
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   summary: Takes and shows orders
    ///   version: "1"
    /// paths: {}
    /// ```
    pub FieldOfLaterVersion {
        id: "openapi/field-of-later-version",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:oas3-schema"],
        references: [("OpenAPI Specification", "https://spec.openapis.org/oas/latest.html")],
    }
}

impl Rule<Api> for FieldOfLaterVersion {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::OtherVersion { key, value, table, field } = fault else { continue };
            let document = &api.document;
            let Some(version) = api.version else { continue };
            let finding = Finding::of::<Self>(document.span(*key)).subject(document.pointer(*value));
            sink.push(match field.until {
                Some(until) if until <= version => finding
                    .message(format!("`{}` is no field of the {} from OpenAPI {until} on", field.name, table.name))
                    .help("Remove it."),
                _ => finding
                    .message(format!(
                        "`{}` of the {} came with OpenAPI {}, but the document is {version}",
                        field.name, table.name, field.since
                    ))
                    .help(format!("Raise `openapi` to {}, or say it in the way of {version}.", field.since)),
            });
        }
    }
}
