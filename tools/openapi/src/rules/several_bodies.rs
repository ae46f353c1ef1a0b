//! `openapi/several-bodies`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::parameter::Parameter;

declare_rule! {
    /// ## What it finds
    /// An operation of Swagger 2.0 with more than one parameter in `body`, or with parameters in `body` and in
    /// `formData`.
    ///
    /// ## Why it matters
    /// A request has one body.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// swagger: "2.0"
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// host: api.example.org
    /// schemes:
    ///   - https
    /// paths:
    ///   /orders:
    ///     post:
    ///       operationId: createOrder
    ///       parameters:
    ///         - name: order
    ///           in: body
    ///           schema:
    ///             type: object
    ///         - name: number
    ///           in: formData
    ///           type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// swagger: "2.0"
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// host: api.example.org
    /// schemes:
    ///   - https
    /// paths:
    ///   /orders:
    ///     post:
    ///       operationId: createOrder
    ///       parameters:
    ///         - name: order
    ///           in: body
    ///           schema:
    ///             type: object
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// From OpenAPI 3.0 on, the body is no parameter.
    pub SeveralBodies {
        id: "openapi/several-bodies",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:operation-parameters", "vacuum:operation-parameters"],
        references: [("OpenAPI Specification 2.0, Parameter Object", "https://spec.openapis.org/oas/v2.0.html#parameter-object")],
    }
}

impl Rule<Api> for SeveralBodies {
    fn check(&self, api: &Api, sink: &mut Sink) {
        if !api.is_swagger() {
            return;
        }
        for operation in api.operations() {
            let own = api.parameters(operation.node);
            let outer = api.parameters(operation.path_item);
            // A parameter of the operation takes the place of an equal one of the path.
            let kept = outer.iter().filter(|outer| {
                outer.place == "formData" || !own.iter().any(|own| (own.name, own.place) == (outer.name, outer.place))
            });
            let all: Vec<Parameter<'_>> = kept.chain(&own).copied().collect();
            let bodies: Vec<&Parameter<'_>> = all.iter().filter(|parameter| parameter.place == "body").collect();
            let Some((first, others)) = bodies.split_first() else { continue };
            for other in others {
                sink.push(
                    Finding::of::<Self>(api.span(other.listed))
                        .message("the operation has more than one parameter in `body`")
                        .subject(operation.subject())
                        .related(api.span(first.listed), "the first one"),
                );
            }
            if let Some(field) = all.iter().find(|parameter| parameter.place == "formData") {
                let list = api.get(operation.node, "parameters").unwrap_or(operation.node);
                sink.push(
                    Finding::of::<Self>(api.key_span(list))
                        .message("the operation has parameters in `body` and in `formData`")
                        .subject(operation.subject())
                        .related(api.span(field.listed), "one in `formData`"),
                );
            }
        }
    }
}
