//! `openapi/unresolved-reference`

use architect_core::{Finding, Rule, Sink, declare_rule, nearest};

use crate::api::Api;
use crate::rules::edit;
use crate::structure::fault::Fault;

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
    /// References to other files and addresses are not followed yet; each is a gap.
    pub UnresolvedReference {
        id: "openapi/unresolved-reference",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:invalid-ref", "redocly:no-unresolved-refs"],
        references: [("RFC 6901, JavaScript Object Notation (JSON) Pointer", "https://www.rfc-editor.org/rfc/rfc6901")],
    }
}

impl Rule<Api> for UnresolvedReference {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::Unresolved { value } = fault else { continue };
            let document = &api.document;
            let text = document.string(*value).unwrap_or_default();
            let finding = Finding::of::<Self>(document.span(*value))
                .message(format!("the reference `{text}` leads nowhere"))
                .subject(document.pointer(*value));
            sink.push(match near(api, text) {
                Some(near) => {
                    let help = format!("Did you mean `{near}`?");
                    finding.help(help).fix(edit::replace_text(document, *value, &near))
                }
                None => finding,
            });
        }
    }
}

/// The reference with its last part replaced by the nearest name that is there.
fn near(api: &Api, text: &str) -> Option<String> {
    let (section, name) = text.rsplit_once('/')?;
    let section_node = api.document.find(section)?;
    let names = api.document.entries(section_node).iter().map(|entry| api.document.key(entry.key));
    let near = nearest::nearest(name, names)?;
    Some(format!("{section}/{}", crate::document::pointer::escape(near)))
}
