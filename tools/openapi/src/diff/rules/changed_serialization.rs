//! `openapi/changed-serialization`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// A parameter that is written otherwise in a request: another `style`, or another `explode` of a list or
    /// object. A body of XML whose outermost element is called otherwise: by its `xml`, or as its component is.
    ///
    /// ## Why it matters
    /// The same value is another text on the wire, so its reader finds something else than its writer means. Peers
    /// do not look at it.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        parameters:
    ///          - name: ids
    ///            in: query
    /// -          explode: true
    /// +          explode: false
    ///            schema: {type: array, items: {type: string}}
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    /// ## Good
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        parameters:
    ///          - name: ids
    ///            in: query
    /// +          style: form
    ///            schema: {type: array, items: {type: string}}
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// Defaults count as if they were written. Of XML only the outermost elements are compared: not those of
    /// properties and items, and not namespaces. The specification says since 3.2 that a component's name is its
    /// element's; before, its examples do.
    pub ChangedSerialization {
        id: "openapi/changed-serialization",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [
            ("OpenAPI Specification 3.1.1, Style Values", "https://spec.openapis.org/oas/v3.1.1.html#style-values"),
        ],
    }
}

impl Rule<Comparison> for ChangedSerialization {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
