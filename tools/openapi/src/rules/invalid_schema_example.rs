//! `openapi/invalid-schema-example`

use architect_core::{Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::misfit;
use crate::validation::Role;

declare_rule! {
    /// ## What it finds
    /// An example in a schema that does not fit that schema.
    ///
    /// ## Why it matters
    /// Readers copy it, mock servers send it, and both are refused.
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
    ///               type: object
    ///               required: [id]
    ///               properties:
    ///                 id:
    ///                   type: integer
    ///                   example: "17"
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
    ///               type: object
    ///               required: [id]
    ///               properties:
    ///                 id:
    ///                   type: integer
    ///                   example: 17
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    /// ## Limits
    /// Of the formats only `date`, `date-time`, `email`, `uuid`, `ipv4` and `ipv6` are judged, as a warning of medium
    /// confidence. A property that is `readOnly` or `writeOnly` may be missing: an example may show either
    /// direction. Schemas that leave the document, or are too large, are gaps. In Swagger 2.0 the extension `x-example`
    /// counts as an example, of which no specification speaks: a warning of medium confidence. There a parameter or header that
    /// is described without a schema is its own. Examples beside a schema are `openapi/invalid-example`.
    pub InvalidSchemaExample {
        id: "openapi/invalid-schema-example",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:oas2-valid-schema-example", "spectral:oas3-valid-schema-example", "vacuum:oas3-valid-schema-example", "ibm:ibm-valid-schema-example", "oasdiff:example-violates-schema", "redocly:no-invalid-schema-examples"],
        references: [("OpenAPI Specification 3.1.1, Schema Object", "https://spec.openapis.org/oas/v3.1.1.html#schema-object")],
    }
}

impl Rule<Api> for InvalidSchemaExample {
    fn check(&self, api: &Api, sink: &mut Sink) {
        misfit::report::<Self>(api, Role::SchemaExample, "example", sink);
    }
}
