//! `openapi/invalid-default`

use architect_core::{Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::misfit;
use crate::validation::Role;

declare_rule! {
    /// ## What it finds
    /// A `default` that does not fit its own schema.
    ///
    /// ## Why it matters
    /// A caller who leaves the field out gets a value that would be refused.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// webhooks:
    ///   ordered:
    ///     post:
    ///       operationId: ordered
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: string
    ///               enum: [open, paid]
    ///               default: opened
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// webhooks:
    ///   ordered:
    ///     post:
    ///       operationId: ordered
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: string
    ///               enum: [open, paid]
    ///               default: open
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    /// ## Limits
    /// Of the formats only `date`, `date-time`, `email`, `uuid`, `ipv4` and `ipv6` are judged, as a warning of medium
    /// confidence. Schemas that leave the document, or are too large, are gaps.
    pub InvalidDefault {
        id: "openapi/invalid-default",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:oas3-valid-schema-example", "spectral:oas2-valid-schema-example", "vacuum:oas3-valid-schema-example", "ibm:ibm-valid-schema-example", "oasdiff:default-violates-schema"],
        references: [("OpenAPI Specification 3.1.1, Schema Object", "https://spec.openapis.org/oas/v3.1.1.html#schema-object")],
    }
}

impl Rule<Api> for InvalidDefault {
    fn check(&self, api: &Api, sink: &mut Sink) {
        misfit::report::<Self>(api, Role::Default, "default", sink);
    }
}
