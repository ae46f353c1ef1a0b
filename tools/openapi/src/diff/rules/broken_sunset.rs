//! `openapi/broken-sunset`

use architect_core::{Rule, Sink, declare_rule};

use crate::diff::Comparison;

declare_rule! {
    /// ## What it finds
    /// An `x-sunset` date that came nearer, that was taken away from something that stays deprecated, or that is no
    /// date.
    ///
    /// ## Why it matters
    /// Clients plan their move by the day that was promised. One that moves closer, or that nobody can read, takes
    /// that time from them.
    ///
    /// ## Bad
    /// ```diff openapi
    ///  openapi: 3.1.0
    ///  info: {title: Shop, version: 1.0.0}
    ///  paths:
    ///    /orders:
    ///      get:
    ///        deprecated: true
    /// -      x-sunset: "2027-06-30"
    /// +      x-sunset: "2027-01-31"
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
    ///        deprecated: true
    /// -      x-sunset: "2027-06-30"
    /// +      x-sunset: "2027-12-31"
    ///        responses:
    ///          "200": {description: The orders.}
    /// ```
    ///
    /// ## Limits
    /// Without a clock nobody can tell whether a date leaves enough time from today, so the peers' checks for a
    /// least number of days do not run.
    pub BrokenSunset {
        id: "openapi/broken-sunset",
        severity: Error,
        since: "0.1.0",
        aliases: [
            "oasdiff:request-property-deprecated-sunset-missing",
            "oasdiff:request-property-deprecated-sunset-invalid",
            "oasdiff:request-property-sunset-date-too-small",
            "oasdiff:response-property-deprecated-sunset-missing",
            "oasdiff:response-property-deprecated-sunset-invalid",
            "oasdiff:response-property-sunset-date-too-small",
            "oasdiff:api-deprecated-sunset-parse",
            "oasdiff:api-deprecated-sunset-missing",
            "oasdiff:api-sunset-date-too-small",
            "oasdiff:request-parameter-deprecated-sunset-missing",
            "oasdiff:request-parameter-sunset-date-too-small",
            "oasdiff:sunset-deleted",
            "oasdiff:api-sunset-date-changed-too-small",
            "oasdiff:request-parameter-sunset-deleted",
            "oasdiff:request-parameter-sunset-date-changed-too-small",
            "oasdiff:request-parameter-sunset-parse",
        ],
        references: [
            ("RFC 8594, the Sunset header", "https://www.rfc-editor.org/rfc/rfc8594"),
        ],
    }
}

impl Rule<Comparison> for BrokenSunset {
    fn check(&self, comparison: &Comparison, sink: &mut Sink) {
        comparison.tell::<Self>(sink);
    }
}
