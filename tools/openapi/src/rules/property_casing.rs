//! `openapi/property-casing`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::casing::outliers;

declare_rule! {
    /// ## What it finds
    /// A property whose name is not written like most others of the document.
    ///
    /// ## Why it matters
    /// One way of writing spares readers and generated code the exceptions.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
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
    ///         orderId:
    ///           type: string
    ///         createdAt:
    ///           type: string
    ///         shippedAt:
    ///           type: string
    ///         paidAt:
    ///           type: string
    ///         customerId:
    ///           type: string
    ///         unit_price:
    ///           type: string
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
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
    ///         orderId:
    ///           type: string
    ///         createdAt:
    ///           type: string
    ///         shippedAt:
    ///           type: string
    ///         paidAt:
    ///           type: string
    ///         customerId:
    ///           type: string
    ///         unitPrice:
    ///           type: string
    /// ```
    /// ## Limits
    /// Names that begin with `@`, `$` or `_` are left alone. What most of the document does is the rule: no finding
    /// where fewer than five names tell, or less than 70 % of them agree. Off by default: it runs when it is selected.
    pub PropertyCasing {
        id: "openapi/property-casing",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["vacuum:camel-case-properties", "ibm:ibm-property-casing-convention"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for PropertyCasing {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let maps = api.schemas().filter_map(|schema| api.get(schema, "properties"));
        let named = maps.flat_map(|map| document.entries(map)).map(|entry| (document.key(entry.key), entry));
        let Some((usual, others)) = outliers(named.filter(|(name, _)| !name.starts_with(['@', '$', '_']))) else {
            return;
        };
        for entry in others {
            sink.push(
                Finding::of::<Self>(api.span(entry.key))
                    .message(format!("the property is not written like most others, in {usual}"))
                    .subject(entry.value),
            );
        }
    }
}
