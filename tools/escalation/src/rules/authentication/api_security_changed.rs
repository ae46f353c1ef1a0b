//! `escalation/api-security-changed`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// What an API demands of its callers changes in its OpenAPI document: `security` or `securitySchemes`.
    ///
    /// ## Why it matters
    /// Gateways, generated servers and clients take it from there.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/api/openapi.yaml b/api/openapi.yaml
    /// --- a/api/openapi.yaml
    /// +++ b/api/openapi.yaml
    /// @@ -8,8 +8,6 @@ info:
    ///  paths:
    ///    /orders:
    ///      get:
    ///        operationId: listOrders
    /// -      security:
    /// -        - bearer: []
    ///        responses:
    ///          "200": { description: Orders }
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/api/openapi.yaml b/api/openapi.yaml
    /// --- a/api/openapi.yaml
    /// +++ b/api/openapi.yaml
    /// @@ -8,6 +8,7 @@ info:
    ///  paths:
    ///    /orders:
    ///      get:
    ///        operationId: listOrders
    /// +      summary: All orders of the caller
    ///        responses:
    ///          "200": { description: Orders }
    /// ```
    /// ## Limits
    /// Give both versions of the document under `openapi` to have them compared as a whole, inherited security included.
    pub ApiSecurityChanged {
        id: "escalation/api-security-changed",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("OpenAPI Specification, Security Requirement Object", "https://spec.openapis.org/oas/latest.html#security-requirement-object")],
    }
}

impl Raise for ApiSecurityChanged {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Authentication];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::ContractSecurity { what, .. } = &fact.what {
                docket.require::<Self>(Trigger::Authentication, fact, what.clone());
            }
        }
    }
}
