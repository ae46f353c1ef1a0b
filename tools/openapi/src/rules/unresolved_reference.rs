//! `openapi/unresolved-reference`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::edit;
use crate::rules::near::Near;
use crate::structure::fault::Fault;
use architect_document::{Failure, Lead, NodeId};

declare_rule! {
    /// ## What it finds
    /// A `$ref` of this document that leads nowhere.
    ///
    /// ## Why it matters
    /// Generators stop, and readers see an empty type.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// webhooks:
    ///   ordered:
    ///     post:
    ///       operationId: ordered
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               $ref: "#/components/schemas/Oder"
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// webhooks:
    ///   ordered:
    ///     post:
    ///       operationId: ordered
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               $ref: "#/components/schemas/Order"
    ///       responses:
    ///         "200":
    ///           description: Received
    /// components:
    ///   schemas:
    ///     Order:
    ///       type: object
    /// ```
    /// ## Limits
    /// References to other hosts are never followed, and those to files only below the roots; each that is not is a gap.
    pub UnresolvedReference {
        id: "openapi/unresolved-reference",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:invalid-ref", "redocly:no-unresolved-refs", "oasdiff:unresolved-ref"],
        references: [("RFC 6901, JavaScript Object Notation (JSON) Pointer", "https://www.rfc-editor.org/rfc/rfc6901")],
    }
}

impl Rule<Api> for UnresolvedReference {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut near = Near::new();
        for fault in &api.structure.faults {
            let Fault::Unresolved { value } = fault else { continue };
            let document = &api.document;
            let text = document.string(*value).unwrap_or_default();
            let finding = Finding::of::<Self>(document.span(*value)).subject(document.pointer(*value));
            let part = text.split('#').next().unwrap_or_default();
            if let Lead::Failed(Failure::Missing { path, help }) = document.lead(document.file_of(*value), part) {
                sink.push(no_file(finding, path, help.as_deref()));
                continue;
            }
            let finding = finding.message(format!("the reference `{text}` leads nowhere"));
            sink.push(match near_reference(api, *value, &mut near) {
                Some(found) => {
                    let help = format!("Did you mean `{found}`?");
                    finding.help(help).fix(edit::replace_text(document, *value, &found))
                }
                None => finding,
            });
        }
    }
}

fn no_file(finding: Finding, path: &str, help: Option<&str>) -> Finding {
    let finding = finding.message(format!("there is no file `{path}`, to which this reference leads"));
    match help {
        Some(help) => finding.help(help),
        None => finding,
    }
}

/// The reference with its last part replaced by the nearest name that is there.
fn near_reference(api: &Api, value: NodeId, near: &mut Near) -> Option<String> {
    let (section, name) = api.document.string(value)?.rsplit_once('/')?;
    let section_node = section.contains('#').then(|| api.document.refer(value, section))??;
    let names = api.document.entries(section_node).iter().map(|entry| api.document.key(entry.key));
    let found = near.to(name, names)?;
    Some(format!("{section}/{}", architect_document::pointer::escape(found)))
}
