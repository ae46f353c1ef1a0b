//! `openapi/version-unstated`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::paths;

declare_rule! {
    /// ## What it finds
    /// A document in which neither the addresses of the servers nor the paths name a major version, such as `/v1`.
    ///
    /// ## Why it matters
    /// Without one, a change that breaks clients has no address of its own to move to.
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
    ///     get:
    ///       operationId: listOrders
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
    ///   - url: https://api.example.org/v1
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// The first path without one is reported. Versions in headers or media types are not looked for. Off by default:
    /// it runs when it is selected.
    pub VersionUnstated {
        id: "openapi/version-unstated",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-major-version-in-path"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for VersionUnstated {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let base = api.document.get_string(api.document.root(), "basePath").filter(|_| api.is_swagger());
        let in_address = api.servers().iter().any(|server| is_versioned(behind_host(&server.url)))
            || base.is_some_and(is_versioned);
        if in_address {
            return;
        }
        let mut without = paths(api).filter(|(_, path)| !path.split('/').any(is_version));
        if let Some((first, path)) = without.next() {
            sink.push(
                Finding::of::<Self>(api.key_span(first))
                    .message("neither the servers nor this path name a major version")
                    .subject(path)
                    .help(
                        "Begin paths or addresses with a segment such as `/v1`, or version by a header and say so.",
                    ),
            );
        }
    }
}

/// What of an address stands behind its host.
fn behind_host(address: &str) -> &str {
    match address.split_once("//") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => address,
    }
}

/// Whether the path of an address has a version. A number alone is one there: what is numbered comes behind.
fn is_versioned(path: &str) -> bool {
    let is_number = |segment: &str| !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
    path.split('/').any(|segment| is_version(segment) || is_number(segment))
}

/// Whether a segment is a version: `v1`, `v2.1`, `2.0`, `2024-01-31`.
fn is_version(segment: &str) -> bool {
    let number = segment.strip_prefix(['v', 'V']);
    let digits = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    let dotted = |text: &str| text.split_once('.').is_some() && text.split('.').all(digits);
    number.is_some_and(digits)
        || (dotted(segment) && segment.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
        || (segment.len() == 10 && segment.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
}
