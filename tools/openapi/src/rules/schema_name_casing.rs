//! `openapi/schema-name-casing`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::casing::outliers;

declare_rule! {
    /// ## What it finds
    /// A schema among the components whose name is not written like most others.
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
    ///     OrderLine:
    ///       type: string
    ///     OrderState:
    ///       type: string
    ///     UnitPrice:
    ///       type: string
    ///     CustomerName:
    ///       type: string
    ///     InvoiceState:
    ///       type: string
    ///     delivery_note:
    ///       type: string
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
    ///     OrderLine:
    ///       type: string
    ///     OrderState:
    ///       type: string
    ///     UnitPrice:
    ///       type: string
    ///     CustomerName:
    ///       type: string
    ///     InvoiceState:
    ///       type: string
    ///     DeliveryNote:
    ///       type: string
    /// ```
    /// ## Limits
    /// What most of the document does is the rule: no finding where fewer than five names tell, or less than 70 % of
    /// them agree. Off by default: it runs when it is selected.
    pub SchemaNameCasing {
        id: "openapi/schema-name-casing",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-schema-casing-convention"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for SchemaNameCasing {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let named = api.components("schemas").iter().map(|entry| (api.document.key(entry.key), entry));
        let Some((usual, others)) = outliers(named) else { return };
        for entry in others {
            sink.push(
                Finding::of::<Self>(api.span(entry.key))
                    .message(format!("the name of the schema is not written like most others, in {usual}"))
                    .subject(entry.value),
            );
        }
    }
}
