//! `openapi/deprecated-xml-attribute`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;
use crate::version::Version;

declare_rule! {
    /// ## What it finds
    /// `attribute` or `wrapped` in the description of XML, which OpenAPI 3.2 replaced by `nodeType`.
    ///
    /// ## Why it matters
    /// Both are deprecated: readers may stop to heed them, and they cannot stand beside `nodeType`.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.2.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// components:
    ///   schemas:
    ///     Order:
    ///       type: object
    ///       properties:
    ///         id:
    ///           type: string
    ///           xml:
    ///             attribute: true
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.2.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// components:
    ///   schemas:
    ///     Order:
    ///       type: object
    ///       properties:
    ///         id:
    ///           type: string
    ///           xml:
    ///             nodeType: attribute
    /// ```
    pub DeprecatedXmlAttribute {
        id: "openapi/deprecated-xml-attribute",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:oas3_2-no-deprecated-xml-attribute"],
        references: [("OpenAPI Specification 3.2.0, XML Object", "https://spec.openapis.org/oas/v3.2.0.html#xml-object")],
    }
}

impl Rule<Api> for DeprecatedXmlAttribute {
    fn check(&self, api: &Api, sink: &mut Sink) {
        if api.version < Some(Version::V3_2) {
            return;
        }
        for xml in api.objects(Kind::Xml) {
            for (field, instead) in [("attribute", "attribute"), ("wrapped", "element")] {
                let Some(entry) = api.document.entry(xml, field) else { continue };
                sink.push(
                    Finding::of::<Self>(api.span(entry.key))
                        .message(format!("`{field}` of the description of XML is deprecated"))
                        .subject(xml)
                        .help(format!("Where it is true, write `nodeType: {instead}`; otherwise remove it.")),
                );
            }
        }
    }
}
