//! `openapi/undefined-security-scheme`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::BTreeSet;

use crate::api::Api;
use crate::rules::edit;
use crate::rules::near::Near;
use crate::version::Version;

declare_rule! {
    /// ## What it finds
    /// A security requirement that names no scheme of the document.
    ///
    /// ## Why it matters
    /// Tools cannot tell how to sign in, and some take the operation for open.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// security:
    ///   - tokne: []
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///     post:
    ///       operationId: createOrder
    ///       security:
    ///         - key: []
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   securitySchemes:
    ///     key:
    ///       type: http
    ///       scheme: bearer
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// security:
    ///   - token: []
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   securitySchemes:
    ///     token:
    ///       type: http
    ///       scheme: bearer
    /// ```
    /// ## Limits
    /// From OpenAPI 3.2 on, a name may also be the address of a scheme elsewhere; such a name is not judged.
    pub UndefinedSecurityScheme {
        id: "openapi/undefined-security-scheme",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:oas3-operation-security-defined", "spectral:oas2-operation-security-defined", "redocly:security-defined", "vacuum:oas3-operation-security-defined", "vacuum:oas2-operation-security-defined", "ibm:ibm-securityschemes"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for UndefinedSecurityScheme {
    fn check(&self, api: &Api, sink: &mut Sink) {
        if api.target_of_components_is_unknown() {
            return;
        }
        let schemes: BTreeSet<&str> =
            api.security_schemes().iter().map(|entry| api.document.key(entry.key)).collect();
        let mut near = Near::new();
        for (list, subject) in api.security_lists() {
            for required in api.required(list) {
                let name = api.document.key(required.entry.key);
                let address = api.version >= Some(Version::V3_2) && name.contains(['/', '#', ':']);
                if schemes.contains(name) || address {
                    continue;
                }
                let finding = Finding::of::<Self>(api.span(required.entry.key))
                    .message(format!("there is no security scheme `{name}`"))
                    .subject(subject.clone());
                sink.push(match near.to(name, schemes.iter().copied()) {
                    Some(found) => finding.help(format!("Did you mean `{found}`?")).fix(edit::rename_key(
                        &api.document,
                        required.entry.key,
                        found,
                    )),
                    None => finding.help(format!("Define it below {}.", api.section_name("securitySchemes"))),
                });
            }
        }
    }
}
