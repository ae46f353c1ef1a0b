//! `openapi/slow-pattern`

use std::collections::HashMap;

use architect_core::{Confidence, Finding, Gap, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::pattern::{BUDGET, Verdict, judge};

declare_rule! {
    /// ## What it finds
    /// A pattern with a repetition in which a text can be read in several ways, such as `(a+)+$` or `([.-]?[a-z]+)*@`:
    /// a backtracking engine tries them all before it gives up.
    ///
    /// ## Why it matters
    /// A text of thirty letters that does not match takes minutes: whoever sends it stops the server.
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
    ///                 code:
    ///                   type: string
    ///                   pattern: "^([a-z]+)*$"
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
    ///                 code:
    ///                   type: string
    ///                   pattern: "^[a-z]+(-[a-z]+)*$"
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Engines that do not backtrack (RE2, Rust, Go) are not harmed, so the confidence is medium. Only exponential time
    /// is looked for, not that of `a*a*$`. Patterns with back references, or with look-around inside of a repetition,
    /// are not judged; a property escape such as `\\p{L}` is taken to share no character with anything else.
    pub SlowPattern {
        id: "openapi/slow-pattern",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("CWE-1333 Inefficient Regular Expression Complexity", "https://cwe.mitre.org/data/definitions/1333.html")],
    }
}

impl Rule<Api> for SlowPattern {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut known: HashMap<&str, Verdict> = HashMap::new();
        let mut left = BUDGET;
        for schema in api.described() {
            for node in api.patterns(schema) {
                let text = api.document.string(node).unwrap_or_else(|| api.document.key(node));
                match known.entry(text).or_insert_with(|| judge(text, &mut left)) {
                    Verdict::Exponential => sink.push(
                        Finding::of::<Self>(api.span(node))
                            .confidence(Confidence::Medium)
                            .message("a backtracking engine takes exponential time for texts that do not match")
                            .subject(schema)
                            .help("Let no two parts of a repetition match the same characters."),
                    ),
                    Verdict::TooLarge => {
                        sink.gap(Gap::at(
                            api.span(node),
                            "whether a pattern is slow: it is too large to be examined",
                        ));
                    }
                    Verdict::Fine => {}
                }
            }
        }
    }
}
