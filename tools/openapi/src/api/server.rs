//! Where an interface is reached: `servers`, and in 2.0 `schemes`, `host` and `basePath`.

use std::borrow::Cow;

use super::Api;
use crate::structure::shape::Kind;
use crate::version::Version;
use architect_document::NodeId;

/// An address of the interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server<'a> {
    /// The server object; in 2.0 the host.
    pub object: NodeId,
    /// What a finding about the address points at: the `url`; in 2.0 the scheme where one is written, or else the host.
    pub place: NodeId,
    /// The address. Its variables stand in it as they are written.
    pub url: Cow<'a, str>,
}

impl Api {
    /// Every address, in the order of the text: those of the document, of its path items, operations and links. In 2.0
    /// there is one for each scheme, and none without a `host`.
    pub fn servers(&self) -> Vec<Server<'_>> {
        if self.version == Some(Version::V2_0) {
            return self.servers_of_2_0();
        }
        let servers = self.objects(Kind::Server).filter_map(|object| {
            let place = self.get(object, "url")?;
            Some(Server { object, place, url: Cow::Borrowed(self.document.string(place)?) })
        });
        servers.collect()
    }

    fn servers_of_2_0(&self) -> Vec<Server<'_>> {
        let document = &self.document;
        let root = document.root();
        let Some((object, host)) = self.get(root, "host").and_then(|node| Some((node, document.string(node)?)))
        else {
            return Vec::new();
        };
        let base = document.get_string(root, "basePath").unwrap_or_default();
        let owners = std::iter::once(root).chain(self.operations().iter().map(|operation| operation.node));
        let mut servers: Vec<Server<'_>> = owners
            .filter_map(|owner| self.get(owner, "schemes"))
            .flat_map(|list| document.items(list))
            .filter_map(|place| {
                let url = format!("{}://{host}{base}", document.string(*place)?);
                Some(Server { object, place: *place, url: Cow::Owned(url) })
            })
            .collect();
        if servers.is_empty() {
            // By the scheme with which the document itself was read.
            servers.push(Server { object, place: object, url: Cow::Owned(format!("//{host}{base}")) });
        }
        servers
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
