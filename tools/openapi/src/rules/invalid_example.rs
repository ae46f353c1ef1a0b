//! `openapi/invalid-example`

use architect_core::{Confidence, Finding, Gap, Rule, Severity, Sink, declare_rule};

use crate::api::Api;
use crate::validation::{Outcome, Role};

declare_rule! {
    /// ## What it finds
    /// An example that does not fit its schema: of a schema, a media type, a parameter or a header.
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
    ///               example:
    ///                 id: "17"
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
    ///               example:
    ///                 id: 17
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    /// ## Limits
    /// Of the formats only `date`, `date-time`, `email`, `uuid`, `ipv4` and `ipv6` are judged, as a warning of medium
    /// confidence. A property that is `readOnly` or `writeOnly` may be missing: an example may show either
    /// direction. Text of media types other than JSON is not judged, nor is the text of a parameter that stands for a list or
    /// an object. Schemas that leave the document, or are too large, are gaps.
    pub InvalidExample {
        id: "openapi/invalid-example",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:oas3-valid-schema-example", "spectral:oas3-valid-media-example", "spectral:oas2-valid-media-example", "spectral:oas2-valid-schema-example", "vacuum:oas3-valid-schema-example", "ibm:ibm-valid-schema-example", "oasdiff:example-violates-schema", "redocly:no-invalid-media-type-examples", "redocly:no-invalid-schema-examples", "redocly:no-invalid-parameter-examples"],
        references: [("OpenAPI Specification 3.1.1, Media Type Object", "https://spec.openapis.org/oas/v3.1.1.html#media-type-object")],
    }
}

impl Rule<Api> for InvalidExample {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut unchecked = Vec::new();
        for verdict in api.verdicts() {
            if verdict.site.role != Role::Example {
                continue;
            }
            match &verdict.outcome {
                Outcome::Violation { place, message, composed, format } => {
                    let confidence = if *composed || *format || verdict.site.serialized {
                        Confidence::Medium
                    } else {
                        Confidence::High
                    };
                    sink.push(
                        Finding::of::<Self>(api.span(*place))
                            .severity(if *format { Severity::Warning } else { Severity::Error })
                            .confidence(confidence)
                            .message(format!("the example does not fit its schema: {message}"))
                            .subject(api.pointer(*place))
                            .related(api.key_span(verdict.site.schema), "the schema"),
                    );
                }
                Outcome::NotChecked(obstacle) => {
                    let reason = format!("an example was not held against its schema: {}", obstacle.reason());
                    unchecked.push(Gap::at(api.span(verdict.site.value), reason));
                }
            }
        }
        sink.gaps(unchecked);
    }
}
