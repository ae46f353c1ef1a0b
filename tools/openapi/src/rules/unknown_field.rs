//! `openapi/unknown-field`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::edit;
use crate::structure::fault::Fault;

declare_rule! {
    /// ## What it finds
    /// A field that the object it stands in does not have.
    ///
    /// ## Why it matters
    /// Tools ignore it without a word, so that what it was meant to say is not said. Most often it is misspelt or stands
    /// one level too high or too deep.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    ///   licence:
    ///     name: MIT
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    ///   license:
    ///     name: MIT
    ///   x-audience: partners
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Limits
    /// Schemas of OpenAPI 3.1 and later may hold any keyword; a near miss of a known one is `openapi/misspelt-keyword`.
    pub UnknownField {
        id: "openapi/unknown-field",
        severity: Error,
        since: "0.1.0",
        aliases: ["redocly:struct", "spectral:oas2-schema", "spectral:oas3-schema"],
        references: [("OpenAPI Specification", "https://spec.openapis.org/oas/latest.html")],
    }
}

impl Rule<Api> for UnknownField {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::UnknownField { key, value, table, near } = fault else { continue };
            let document = &api.document;
            let finding = Finding::of::<Self>(document.span(*key))
                .message(format!("`{}` is no field of the {}", document.key(*key), table.name))
                .subject(document.pointer(*value));
            sink.push(match near {
                Some(near) => {
                    let required = api.version.is_some_and(|version| near.is_required_in(version));
                    let which = if required { ", which is required" } else { "" };
                    finding
                        .help(format!("Did you mean `{}`{which}?", near.name))
                        .fix(edit::rename_key(document, *key, near.name))
                }
                None if table.extensible => finding
                    .help("Remove it, move it to where it belongs, or make it an extension: `x-` and the name."),
                None => finding.help("Remove it, or move it to where it belongs."),
            });
        }
    }
}
