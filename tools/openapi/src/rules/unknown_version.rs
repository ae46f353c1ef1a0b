//! `openapi/unknown-version`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::version::{Declared, Version};

declare_rule! {
    /// ## What it finds
    /// A document that does not say which OpenAPI it is written in, or says it in a form the specification does not
    /// allow.
    ///
    /// ## Why it matters
    /// The version decides what every other field means. Tools refuse what they cannot place.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.1
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Limits
    /// Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are read. Of a document of another version, nothing but the text is examined; a gap says so.
    pub UnknownVersion {
        id: "openapi/unknown-version",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("OpenAPI Specification, 4.1 Versions and Deprecation", "https://spec.openapis.org/oas/v3.1.1.html#openapi-specification-version")],
    }
}

impl Rule<Api> for UnknownVersion {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let (place, message, help) = match crate::version::declared(document) {
            Declared::Known { version: Version::V2_0, value, exact: false } => (
                document.span(value),
                "the version of Swagger must be the string `2.0`".to_owned(),
                "Write `swagger: \"2.0\"`.".to_owned(),
            ),
            Declared::Known { version, value, exact: false } => (
                document.span(value),
                "the version of OpenAPI must be a string of three numbers".to_owned(),
                format!("Write the full version, such as `{version}.0`."),
            ),
            Declared::Unknown(value) => (
                document.span(value),
                format!("{} is no version of OpenAPI that is known here", document.raw(value)),
                "3.0, 3.1 and 3.2 are known, written with three numbers, such as `3.1.1`; and `swagger: \"2.0\"`."
                    .to_owned(),
            ),
            Declared::Missing => (
                document.span(document.root()),
                "the document does not say which version of OpenAPI it is written in".to_owned(),
                "Add a first line such as `openapi: 3.1.1`.".to_owned(),
            ),
            Declared::Known { .. } | Declared::OldSwagger(_) | Declared::NotOpenApi => return,
        };
        sink.push(Finding::of::<Self>(place).message(message).help(help).subject("#/openapi"));
    }
}
