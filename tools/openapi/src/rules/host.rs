//! Which addresses are reached over the public network without encryption.

/// Whether an address is plain HTTP to a host that is not private by its name.
pub(super) fn is_reached_over_http(url: &str) -> bool {
    in_the_clear(url) == Some(Clear::Http)
}

/// A protocol that encrypts nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clear {
    Http,
    WebSocket,
    Ftp,
}

impl Clear {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Http => "plain HTTP",
            Self::WebSocket => "plain WebSocket",
            Self::Ftp => "FTP",
        }
    }

    /// The scheme of the same protocol over TLS. That of FTP is set up otherwise.
    pub(super) fn encrypted(self) -> Option<&'static str> {
        match self {
            Self::Http => Some("https"),
            Self::WebSocket => Some("wss"),
            Self::Ftp => None,
        }
    }
}

/// By which protocol an address is reached in the clear, at a host that is not private by its name.
pub(super) fn in_the_clear(url: &str) -> Option<Clear> {
    let (scheme, rest) = url.split_once("://")?;
    let names = [("http", Clear::Http), ("ws", Clear::WebSocket), ("ftp", Clear::Ftp)];
    let (_, clear) = names.into_iter().find(|(name, _)| scheme.eq_ignore_ascii_case(name))?;
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    (!is_private(host)).then_some(clear)
}

/// The same address over TLS, where that is one by its scheme.
pub(super) fn encrypted(url: &str) -> Option<String> {
    let scheme = in_the_clear(url)?.encrypted()?;
    let (_, rest) = url.split_once("://")?;
    Some(format!("{scheme}://{rest}"))
}

/// Whether a host is not reached over the public network, as far as its name tells.
pub(super) fn is_private(host: &str) -> bool {
    let local = [".local", ".localhost", ".internal", ".test", ".lan"];
    host.contains('{')
        || !host.contains('.')
        || host.starts_with("127.")
        || host.starts_with("10.")
        || host.starts_with("192.168.")
        || host == "0.0.0.0"
        || local.iter().any(|ending| host.ends_with(ending))
}
