//! `openapi/ignore-of-other-linter`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// An extension that silences another linter: `x-zally-ignore`, `x-lint-ignore`.
    ///
    /// ## Why it matters
    /// It has no effect here, and stays behind when the linter is changed.
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
    ///     Order:
    ///       type: object
    ///       x-zally-ignore: [M010]
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
    ///     Order:
    ///       type: object
    /// ```
    /// ## Limits
    /// Off by default: it runs when it is selected.
    pub IgnoreOfOtherLinter {
        id: "openapi/ignore-of-other-linter",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["vacuum:migrate-zally-ignore"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for IgnoreOfOtherLinter {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for node in api.objects_in_order() {
            for name in ["x-zally-ignore", "x-lint-ignore"] {
                if let Some(entry) = api.document.entry(node, name) {
                    sink.push(
                        Finding::of::<Self>(api.span(entry.key))
                            .message(format!("`{name}` silences another linter and has no effect here"))
                            .subject(node)
                            .help(
                                "Write a comment `architect:ignore RULE -- reason`, or `ignore` in `architect.toml`.",
                            ),
                    );
                }
            }
        }
    }
}
