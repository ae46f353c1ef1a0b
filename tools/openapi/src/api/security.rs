//! Security schemes and requirements.

use super::Api;
use super::operation::Operation;
use crate::version::Version;
use architect_document::{Entry, NodeId};

/// One name in a security requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Required {
    /// The `security` list it stands in.
    pub list: NodeId,
    /// The name of the scheme, and the list of scopes.
    pub entry: Entry,
}

impl Api {
    /// The security schemes of the document: their entries.
    pub fn security_schemes(&self) -> &[Entry] {
        self.components("securitySchemes")
    }

    /// The `security` lists of the document and its operations, each with whose it is.
    pub fn security_lists(&self) -> Vec<(NodeId, String)> {
        let mut lists = Vec::new();
        if let Some(list) = self.get(self.document.root(), "security") {
            lists.push((list, "#/security".to_owned()));
        }
        for operation in self.operations() {
            if let Some(list) = self.get(operation.node, "security") {
                lists.push((list, operation.subject()));
            }
        }
        lists
    }

    /// The `security` list that counts for an operation: its own, or the document's.
    pub fn security_of(&self, operation: &Operation) -> Option<NodeId> {
        self.get(operation.node, "security").or_else(|| self.get(self.document.root(), "security"))
    }

    /// Every name that a `security` list requires.
    pub fn required(&self, list: NodeId) -> Vec<Required> {
        let requirements = self.document.items(list).iter();
        requirements
            .flat_map(|requirement| self.document.entries(*requirement))
            .map(|entry| Required { list, entry: *entry })
            .collect()
    }
}

/// What a security scheme asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme<'a> {
    /// A key in the `query`, a `header` or a `cookie`.
    ApiKey {
        /// Where it is sent.
        place: &'a str,
    },
    /// A name and a password with every request.
    Basic,
    /// A token in the header.
    Bearer,
    /// Another scheme of HTTP authentication.
    Http(&'a str),
    /// OAuth 2.0; its ways are [`Api::flows`].
    OAuth2,
    /// `OpenID` Connect.
    OpenIdConnect,
    /// A certificate of the client.
    MutualTls,
}

/// A way to a token of OAuth 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow<'a> {
    /// Its name in OpenAPI 3, such as `clientCredentials`; the names of 2.0 are translated.
    pub name: &'a str,
    /// The object with `scopes`, `authorizationUrl` and `tokenUrl`: the flow; in 2.0 the scheme itself.
    pub object: NodeId,
}

impl Api {
    /// What a security scheme object asks for; `None` where its type is not known.
    pub fn scheme(&self, scheme: NodeId) -> Option<Scheme<'_>> {
        let text = |field| self.document.get_string(scheme, field);
        Some(match text("type")? {
            "apiKey" => Scheme::ApiKey { place: text("in")? },
            "basic" if self.version == Some(Version::V2_0) => Scheme::Basic,
            "http" => match text("scheme")? {
                name if name.eq_ignore_ascii_case("basic") => Scheme::Basic,
                name if name.eq_ignore_ascii_case("bearer") => Scheme::Bearer,
                name => Scheme::Http(name),
            },
            "oauth2" => Scheme::OAuth2,
            "openIdConnect" => Scheme::OpenIdConnect,
            "mutualTLS" => Scheme::MutualTls,
            _ => return None,
        })
    }

    /// The flows of a security scheme object of OAuth 2.0, in the order of the text; none for others.
    pub fn flows(&self, scheme: NodeId) -> Vec<Flow<'_>> {
        let document = &self.document;
        if self.scheme(scheme) != Some(Scheme::OAuth2) {
            return Vec::new();
        }
        if self.version == Some(Version::V2_0) {
            let name = match document.get_string(scheme, "flow") {
                Some("application") => "clientCredentials",
                Some("accessCode") => "authorizationCode",
                Some(name) => name,
                None => return Vec::new(),
            };
            return vec![Flow { name, object: scheme }];
        }
        let flows = self.get(scheme, "flows").map_or(&[][..], |flows| document.entries(flows));
        let flow = |entry: &Entry| Flow { name: document.key(entry.key), object: entry.value };
        flows.iter().map(flow).filter(|flow| !flow.name.starts_with("x-")).collect()
    }
}
