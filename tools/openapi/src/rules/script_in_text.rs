//! `openapi/script-in-text`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A `<script` or `<iframe` tag, or a link that begins with `javascript:`, in a title, summary or description.
    ///
    /// ## Why it matters
    /// Texts become pages, and whoever shows them runs what is in them.
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
    ///                   description: Filter <script>run()</script> by name.
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
    /// That a text quotes such a tag as code, in backticks, is heeded.
    pub ScriptInText {
        id: "openapi/script-in-text",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:no-script-tags-in-markdown", "vacuum:no-script-tags-in-markdown", "redocly:no-unsafe-markdown"],
        references: [("OpenAPI Specification 3.1.1, 4.3.2 Rich Text Formatting", "https://spec.openapis.org/oas/v3.1.1.html#rich-text-formatting")],
    }
}

impl Rule<Api> for ScriptInText {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for value in api.texts() {
            if api.document.string(*value).is_some_and(is_active) {
                sink.push(
                    Finding::of::<Self>(api.span(*value))
                        .message("the text has a part that a browser runs")
                        .subject(*value),
                );
            }
        }
    }
}

/// Whether a text has a part that browsers run.
fn is_active(text: &str) -> bool {
    if !text.contains(['<', ':']) {
        return false;
    }
    let text = text.to_ascii_lowercase();
    ["<script", "<iframe", "(javascript:", "\"javascript:", "'javascript:"].iter().any(|sign| {
        // An odd number of backticks before it in its line opens a piece of code.
        let (mut ticks, mut done) = (0, 0);
        text.match_indices(sign).any(|(at, _)| {
            let between = text.get(done..at).unwrap_or_default();
            let (line, fresh) = between.rsplit_once('\n').map_or((between, false), |(_, line)| (line, true));
            ticks = if fresh { 0 } else { ticks } + line.matches('`').count();
            done = at;
            ticks % 2 == 0
        })
    })
}
