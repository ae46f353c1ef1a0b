//! `openapi/eval-in-text`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A call of `eval` in a title, summary or description.
    ///
    /// ## Why it matters
    /// Texts become pages. What looks like a program may be run by whatever shows them.
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
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: object
    ///               properties:
    ///                 filter:
    ///                   type: string
    ///                   description: Filter by eval(name).
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    ///
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
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: object
    ///               properties:
    ///                 filter:
    ///                   type: string
    ///                   description: Filter by name.
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Only `eval` as a word of its own counts: `retrieval(s)` does not.
    pub EvalInText {
        id: "openapi/eval-in-text",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:no-eval-in-markdown", "vacuum:no-eval-in-markdown", "redocly:no-unsafe-markdown"],
        references: [("OpenAPI Specification 3.1.1, 4.3.2 Rich Text Formatting", "https://spec.openapis.org/oas/v3.1.1.html#rich-text-formatting")],
    }
}

impl Rule<Api> for EvalInText {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for value in api.texts() {
            if api.document.string(*value).is_some_and(calls_eval) {
                sink.push(Finding::of::<Self>(api.span(*value)).message("the text calls `eval`").subject(*value));
            }
        }
    }
}

/// Whether a text calls `eval`.
fn calls_eval(text: &str) -> bool {
    text.match_indices("eval(").any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        !before.ends_with(|character: char| character.is_alphanumeric() || character == '_')
    })
}
