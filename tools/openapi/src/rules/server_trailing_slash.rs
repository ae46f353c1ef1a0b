//! `openapi/server-trailing-slash`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::edit;
use crate::structure::shape::Kind;
use crate::version::Version;

declare_rule! {
    /// ## What it finds
    /// The address of a server that ends in `/`.
    ///
    /// ## Why it matters
    /// Paths begin with `/` and are appended to it: requests go to `//orders`.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org/
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Limits
    /// The address `/` alone is not reported, nor one that ends behind its scheme: `https://` has no host, which is
    /// `openapi/invalid-server-url`.
    pub ServerTrailingSlash {
        id: "openapi/server-trailing-slash",
        severity: Info,
        since: "0.1.0",
        aliases: ["spectral:oas3-server-trailing-slash", "spectral:oas2-host-trailing-slash", "redocly:no-server-trailing-slash", "vacuum:oas3-server-trailing-slash", "vacuum:oas2-host-trailing-slash"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ServerTrailingSlash {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let urls = api.objects(Kind::Server).filter_map(|server| api.get(server, "url"));
        // In 2.0 an address is put together from these two.
        let is_old = api.version == Some(Version::V2_0);
        let [host, base] = ["host", "basePath"].map(|field| api.get(document.root(), field).filter(|_| is_old));
        for value in urls.chain(host).chain(base) {
            let url = document.string(value).unwrap_or_default();
            let what = if Some(value) == host {
                "the host"
            } else if is_old {
                "the base path"
            } else {
                "the server"
            };
            let trimmed = url.trim_end_matches('/');
            if url.len() > 1 && url.ends_with('/') && !trimmed.ends_with(':') {
                let finding = Finding::of::<Self>(api.span(value))
                    .message(format!("{what} `{url}` ends in `/`"))
                    .subject(api.pointer(document.parent(value).filter(|_| !is_old).unwrap_or(value)));
                sink.push(if trimmed.is_empty() {
                    finding
                } else {
                    finding.fix(edit::without_end(document, value, trimmed))
                });
            }
        }
    }
}
