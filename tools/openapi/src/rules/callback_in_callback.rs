//! `openapi/callback-in-callback`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::Place;

declare_rule! {
    /// ## What it finds
    /// Callbacks of an operation that is a callback itself.
    ///
    /// ## Why it matters
    /// Nobody reads them: tools look for callbacks at the operations of the API only.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths:
    ///   /orders:
    ///     post:
    ///       operationId: createOrder
    ///       callbacks:
    ///         shipped:
    ///           "{$request.body#/url}":
    ///             post:
    ///               operationId: orderShipped
    ///               callbacks:
    ///                 taken:
    ///                   "{$request.body#/next}":
    ///                     post:
    ///                       operationId: orderTaken
    ///                       responses:
    ///                         "200":
    ///                           description: Taken
    ///                         "404":
    ///                           description: Unknown
    ///               responses:
    ///                 "200":
    ///                   description: Taken
    ///                 "404":
    ///                   description: Unknown
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths:
    ///   /orders:
    ///     post:
    ///       operationId: createOrder
    ///       callbacks:
    ///         shipped:
    ///           "{$request.body#/url}":
    ///             post:
    ///               operationId: orderShipped
    ///               responses:
    ///                 "200":
    ///                   description: Taken
    ///                 "404":
    ///                   description: Unknown
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    pub CallbackInCallback {
        id: "openapi/callback-in-callback",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:oas3-callbacks-in-callbacks"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for CallbackInCallback {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for operation in api.operations().iter().filter(|operation| matches!(operation.place, Place::Callback(_))) {
            if let Some(callbacks) = api.get(operation.node, "callbacks") {
                sink.push(
                    Finding::of::<Self>(api.key_span(callbacks))
                        .message("an operation in a callback has callbacks itself")
                        .subject(operation.subject()),
                );
            }
        }
    }
}
