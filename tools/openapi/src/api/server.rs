//! Where an interface is served.

use super::Api;
use crate::document::NodeId;
use crate::structure::shape::Kind;

impl Api {
    /// The addresses of the servers, wherever servers stand: their `url`, or before OpenAPI 3 the `host`.
    pub fn addresses(&self) -> Vec<(NodeId, &str)> {
        let host = self.get(self.document.root(), "host").filter(|_| self.is_swagger());
        let urls = self.objects(Kind::Server).filter_map(|server| self.get(server, "url"));
        urls.chain(host).filter_map(|value| Some((value, self.document.string(value)?))).collect()
    }

    /// What paths are below of before OpenAPI 3, where addresses do not say it.
    pub fn base_path(&self) -> Option<&str> {
        self.document.get_string(self.document.root(), "basePath").filter(|_| self.is_swagger())
    }
}

/// The host of an address, in small letters; nothing for a relative one.
pub fn host(address: &str) -> String {
    let rest = match address.split_once("://") {
        Some((_, rest)) => rest,
        None => address,
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default().to_ascii_lowercase()
}
