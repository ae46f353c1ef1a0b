//! `openapi/field-of-later-version`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::fault::Fault;
use crate::structure::swagger::moved;
use crate::version::Version;

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
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   summary: Takes and shows orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    pub FieldOfLaterVersion {
        id: "openapi/field-of-later-version",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:oas2-anyOf", "spectral:oas2-oneOf", "vacuum:oas2-anyOf", "vacuum:oas2-oneOf", "spectral:oas3-schema"],
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
            let kind = document.parent(*key).and_then(|object| api.structure.kind(object));
            let instead = kind.and_then(|kind| moved(kind, field.name));
            // A field that has no other mark is one of the tables of 2.0, or of those that follow it.
            let gone = match field.until {
                Some(until) => (until <= version).then_some(until),
                None => (field.since < version).then_some(Version::V3_0),
            };
            let since = field.since.max(Version::V3_0);
            sink.push(match gone {
                Some(until) => finding
                    .message(format!("`{}` is no field of the {} from OpenAPI {until} on", field.name, table.name))
                    .help(instead.filter(|_| until == Version::V3_0).unwrap_or("Remove it.")),
                None if version == Version::V2_0 => finding
                    .message(format!(
                        "`{}` of the {} came with OpenAPI {since}, but the document is Swagger {version}",
                        field.name, table.name
                    ))
                    .help(format!("Say it in the way of 2.0, or move the document to OpenAPI {since}.")),
                None => finding
                    .message(format!(
                        "`{}` of the {} came with OpenAPI {since}, but the document is {version}",
                        field.name, table.name
                    ))
                    .help(format!("Raise `openapi` to {since}, or say it in the way of {version}.")),
            });
        }
    }
}
