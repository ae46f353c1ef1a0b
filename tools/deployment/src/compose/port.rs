//! Published ports, in short and long form.

use crate::node::Node;

/// A port, or a range of ports, that is published on the host.
#[derive(Debug, Clone, Copy)]
pub struct Published<'m> {
    /// The entry.
    pub node: Node<'m>,
    /// The address of the host; `None` when every one.
    pub address: Option<&'m str>,
    /// Ports of the host, first and last; `None` when the engine chooses, or they are filled in later.
    pub host: Option<Binding>,
    /// Ports of the container.
    pub container: Option<Binding>,
    /// `tcp` or `udp`.
    pub protocol: &'m str,
}

/// A port, or a range of ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// The first.
    pub first: u16,
    /// The last; the first when there is one.
    pub last: u16,
}

impl Binding {
    /// Reads `80` or `8000-8010`.
    pub fn read(text: &str) -> Option<Self> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (first <= last).then_some(Self { first, last })
    }

    /// Whether both have a port in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

impl<'m> Published<'m> {
    /// Reads an entry of `ports`.
    pub fn read(node: Node<'m>) -> Option<Self> {
        if node.is_map() {
            return Some(Self {
                node,
                address: node.get_text("host_ip"),
                host: node.get_text("published").and_then(Binding::read),
                container: node.get_text("target").and_then(Binding::read),
                protocol: node.get_string("protocol").unwrap_or("tcp"),
            });
        }
        let text = node.text()?;
        let (ports, protocol) = text.rsplit_once('/').unwrap_or((text, "tcp"));
        if crate::node::is_filled_in_later(ports) {
            return Some(Self { node, address: None, host: None, container: None, protocol });
        }
        let (before, container) = ports.rsplit_once(':').map_or((None, ports), |(before, port)| (Some(before), port));
        let (address, host) = match before {
            None => (None, None),
            Some(before) => before.rsplit_once(':').map_or((None, Some(before)), |(address, host)| {
                (Some(address.trim_start_matches('[').trim_end_matches(']')), Some(host))
            }),
        };
        Some(Self {
            node,
            address,
            host: host.and_then(Binding::read),
            container: Binding::read(container),
            protocol,
        })
    }

    /// Whether every machine that reaches the host reaches the port.
    pub fn is_open_to_all(self) -> bool {
        self.address.is_none_or(|address| matches!(address, "0.0.0.0" | "::" | "*"))
    }
}
