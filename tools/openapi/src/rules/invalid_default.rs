//! `openapi/invalid-default`

use architect_core::{Confidence, Finding, Gap, Rule, Severity, Sink, declare_rule};

use crate::api::Api;
use crate::validation::{Outcome, Role};

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
        let mut unchecked = Vec::new();
        for verdict in api.verdicts() {
            if verdict.site.role != Role::Default {
                continue;
            }
            match &verdict.outcome {
                Outcome::Violation { place, message, composed, format } => {
                    let confidence = if *composed || *format { Confidence::Medium } else { Confidence::High };
                    sink.push(
                        Finding::of::<Self>(api.span(*place))
                            .severity(if *format { Severity::Warning } else { Severity::Error })
                            .confidence(confidence)
                            .message(format!("the default does not fit its schema: {message}"))
                            .subject(api.pointer(*place))
                            .related(api.key_span(verdict.site.schema), "the schema"),
                    );
                }
                Outcome::NotChecked(obstacle) => {
                    let reason = format!("a default was not held against its schema: {}", obstacle.reason());
                    unchecked.push(Gap::at(api.span(verdict.site.value), reason));
                }
            }
        }
        sink.gaps(unchecked);
    }
}
