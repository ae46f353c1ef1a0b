//! `openapi/invalid-example`

use architect_core::{Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::misfit;
use crate::validation::Role;

declare_rule! {
    /// ## What it finds
    /// An example of a media type, a parameter or a header that does not fit the schema beside it.
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
    ///             example:
    ///               id: "17"
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
    ///             example:
    ///               id: 17
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    /// ## Limits
    /// Of the formats only `date`, `date-time`, `email`, `uuid`, `ipv4` and `ipv6` are judged, as a warning of medium
    /// confidence. A text for a boolean or a number, or for a list of one, is a warning where texts are sent, as in a
    /// form: it reads the same there. A property that is `readOnly` or `writeOnly` may be missing: an example may show
    /// either direction. Where a `$ref` stands for a part, that part is `openapi/reference-in-example` and no more.
    /// Text of media types other than JSON is not judged, nor is the text of a parameter that stands for a list or an
    /// object. Of a body in Swagger 2.0 the extension `x-example` counts as an example, of which no specification
    /// speaks: a warning of medium confidence. Schemas that leave the document, or are too large, are gaps. Examples
    /// inside a schema are `openapi/invalid-schema-example`.
    pub InvalidExample {
        id: "openapi/invalid-example",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:oas2-valid-media-example", "spectral:oas3-valid-media-example", "vacuum:oas3-valid-schema-example", "oasdiff:example-violates-schema", "redocly:no-invalid-media-type-examples", "redocly:no-invalid-parameter-examples"],
        references: [("OpenAPI Specification 3.1.1, Media Type Object", "https://spec.openapis.org/oas/v3.1.1.html#media-type-object")],
    }
}

impl Rule<Api> for InvalidExample {
    fn check(&self, api: &Api, sink: &mut Sink) {
        misfit::report::<Self>(api, Role::Example, "example", sink);
    }
}
