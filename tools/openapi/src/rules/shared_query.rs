//! `openapi/shared-query`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::HashMap;

use crate::api::Api;
use crate::api::parameter::Parameter;
use crate::structure::shape::Kind;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A parameter in `querystring`, which is the whole query, beside another one or beside parameters in `query`.
    ///
    /// ## Why it matters
    /// Both would describe the same text of a request.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.2.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: listOrders
    ///       parameters:
    ///         - name: page
    ///           in: query
    ///           schema:
    ///             type: integer
    ///         - $ref: "#/components/parameters/Search"
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   parameters:
    ///     Search:
    ///       name: search
    ///       in: querystring
    ///       content:
    ///         application/x-www-form-urlencoded:
    ///           schema:
    ///             type: object
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.2.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: listOrders
    ///       parameters:
    ///         - name: search
    ///           in: querystring
    ///           content:
    ///             application/x-www-form-urlencoded:
    ///               schema:
    ///                 type: object
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Parameters behind references and those of the path item count, of these the first 64.
    pub SharedQuery {
        id: "openapi/shared-query",
        severity: Error,
        since: "0.1.0",
        aliases: ["redocly:spec-querystring-parameters"],
        references: [("OpenAPI Specification 3.2.0, Parameter Locations", "https://spec.openapis.org/oas/v3.2.0.html#parameter-locations")],
    }
}

impl Rule<Api> for SharedQuery {
    fn check(&self, api: &Api, sink: &mut Sink) {
        // What a path item lists alone is told once, not at each of its operations.
        for item in api.objects(Kind::PathItem) {
            judge(api, sink, &api.parameters(item), 0);
        }
        let mut outer: HashMap<NodeId, Vec<Parameter<'_>>> = HashMap::new();
        for operation in api.operations() {
            let own = in_query(api, operation.node, usize::MAX);
            let item = operation.path_item;
            let outer = outer.entry(item).or_insert_with(|| in_query(api, item, MOST_OF_A_PATH));
            let whole = own.iter().chain(outer.iter()).any(|parameter| parameter.place == "querystring");
            if own.is_empty() || !whole {
                continue;
            }
            let is_kept =
                |outer: &&Parameter<'_>| !own.iter().any(|own| (own.name, own.place) == (outer.name, outer.place));
            let all: Vec<Parameter<'_>> = outer.iter().filter(is_kept).chain(&own).copied().collect();
            judge(api, sink, &all, all.len() - own.len());
        }
    }
}

/// Parameters of a path that are held against those of each of its operations.
const MOST_OF_A_PATH: usize = 64;

/// The parameters of an operation or a path item that are in the query, or are the query.
fn in_query(api: &Api, owner: NodeId, most: usize) -> Vec<Parameter<'_>> {
    let listed = api.parameters(owner).into_iter();
    listed.filter(|parameter| matches!(parameter.place, "query" | "querystring")).take(most).collect()
}

/// Reports a parameter of the whole query that is not alone in it, when an item from `first_own` on has a part in that.
fn judge(api: &Api, sink: &mut Sink, all: &[Parameter<'_>], first_own: usize) {
    let at = |place: &str| all.iter().rposition(|parameter| parameter.place == place);
    let Some(last) = at("querystring") else { return };
    let first = all.iter().position(|parameter| parameter.place == "querystring").filter(|first| *first != last);
    let Some(other) = first.or_else(|| at("query")) else { return };
    if last < first_own && other < first_own {
        return;
    }
    let (Some(whole), Some(other)) = (all.get(last), all.get(other)) else { return };
    sink.push(
        Finding::of::<SharedQuery>(api.span(whole.listed))
            .message("a parameter in `querystring` is the whole query, so no other can stand in the query")
            .subject(api.owner(whole.listed))
            .related(api.span(other.listed), "the other one")
            .help("Describe the whole query in one parameter."),
    );
}
